"""What tracing costs a question: CPU time without a provider, with one, and with no seam at all.

    python -m tests.benchmarks.bench_tracing [ARCHIVE]

Asks sixty questions on the sample articles in rounds, each way in turn, and prints medians.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from unittest.mock import patch

from opentelemetry import trace
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from index import Archive, MiniLM
from qa import Answerer, open_answerer
from qa.evaluation import read_questions
from qa.samples import sample_folder

QUESTIONS = Path(__file__).parents[1] / "data" / "sample_questions.jsonl"
ASKED, ROUNDS = 60, 7


def milliseconds(answerer: Answerer) -> float:
    """CPU time of a question, over all of a round."""
    questions = [one for one in read_questions(QUESTIONS) if not one.turns][:ASKED]
    began = process_time()
    for one in questions:
        answerer.ask(one.question, today=one.asked_on)
    return 1000 * (process_time() - began) / len(questions)


def compared(answerer: Answerer, name: str) -> None:
    """Rounds with and without the seams, in turn."""
    seamless: list[float] = []
    seamed: list[float] = []
    for _ in range(ROUNDS):
        with patch("qa.tracing._started", lambda *_, **__: None):
            seamless.append(milliseconds(answerer))
        seamed.append(milliseconds(answerer))
    ratios = [one / other for one, other in zip(seamed, seamless, strict=True)]
    print(f"{name}: {median(seamed):.2f} ms CPU a question, {median(seamless):.2f} without spans; "
          f"ratio {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")  # fmt: skip


def each(work: Callable[[], object], times: int = 2_000) -> float:
    """Microseconds of CPU that a call takes."""
    began = process_time()
    for _ in range(times):
        work()
    return 1e6 * (process_time() - began) / times


def main() -> None:
    from qa import tracing

    with TemporaryDirectory() as made:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(made) / "archive"
        if len(sys.argv) == 1:
            with Archive(folder, MiniLM(), create=True) as archive:
                archive.sync(sample_folder())
        answerer = open_answerer(folder)
        milliseconds(answerer)  # what is loaded once
        compared(answerer, "no provider")
        started = each(lambda: tracing._started("dateline.check", "GUARDRAIL"))
        print(f"a span without a provider: {started:.1f} µs")
        provider = TracerProvider(span_limits=SpanLimits(max_attributes=1_000))
        provider.add_span_processor(SimpleSpanProcessor(InMemorySpanExporter()))
        trace.set_tracer_provider(provider)
        compared(answerer, "a provider that keeps spans in memory")


if __name__ == "__main__":
    main()
