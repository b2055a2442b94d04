"""An answer as a trace: spans over real OTLP, as a collector on loopback gets them.

A provider is set once in a process, so each program that is traced is a process of its own.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.collector import collecting
from tests.openai_double import Behaviour
from tests.pages import DOCS, blocks

ROOT = Path(__file__).resolve().parents[1]
BRIDGE = "How much did the harbour bridge repairs cost?"
MOONS = "How many moons does Saturn have?"
PAGE = DOCS / "how-to" / "tracing.md"
[RECIPE] = [one.text for one in blocks(PAGE) if one.title == "traced.py"]
WORDED = Behaviour(
    "The repairs to the harbour bridge cost 4.2 million crowns. [1]\n"
    "The repairs to the harbour bridge cost 9 million crowns. [1]\n"
)


@pytest.fixture
def collector():
    with collecting() as opened:
        yield opened


@pytest.fixture
def traced(collector, sample_archive, tmp_path):
    """Runs a program over the sample archive that traces to the collector; the roots that came."""
    (tmp_path / ".dateline-sample").symlink_to(sample_archive.path)

    def run(code: str, *command: str, **environment: str):
        (tmp_path / "traced.py").write_text(code)
        done = subprocess.run(
            command or [sys.executable, "traced.py"],
            cwd=tmp_path,
            env={**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **environment,
                 "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        run.said, run.stderr = done.stdout, done.stderr
        return collector.roots

    return run


def asking(question: str, **options: str) -> str:
    """The page's program with another question, or another way to answer."""
    given = "".join(f", {name}={value!r}" for name, value in options.items())
    asked = RECIPE.replace(BRIDGE, question)
    return asked.replace(
        'open_answerer(".dateline-sample")', f'open_answerer(".dateline-sample"{given})'
    )


#: What asks without llama-index: the program, less its instrumentor.
PLAIN = (
    "\n".join(line for line in RECIPE.splitlines() if "LlamaIndex" not in line)
    .replace("DatelineQueryEngine(open_answerer", "(open_answerer")
    .replace("engine.query(", "engine.ask(")
    .replace("DatelineQueryEngine, ", "")
)


def test_the_page_traces_a_question_from_its_query_to_each_check(traced, collector):
    [root] = traced(RECIPE)
    assert (root.name, root.kind) == ("DatelineQueryEngine.query", "CHAIN")
    assert collector.services == {"newsroom"}
    assert "4.2 million crowns" in root.attributes["output.value"]
    [search] = root.of("RETRIEVER")
    assert search.attributes["input.value"] == BRIDGE
    assert "crowns" in search.attributes["retrieval.documents.0.document.content"]
    assert search.attributes["retrieval.documents.0.document.score"] > 0
    assert "retrieval.documents.39.document.content" in search.attributes
    [answer] = root.named("dateline.answer")
    assert answer.attributes["dateline.abstained"] is False
    assert answer.attributes["dateline.statements"] == len(answer.of("GUARDRAIL")) > 0
    for check in answer.of("GUARDRAIL"):
        assert (check.name, check.attributes["dateline.verdict"]) == ("dateline.check", "holds")
        assert check.attributes["dateline.score"] == 1.0
        assert json.loads(check.attributes["input.value"])["evidence"]
    assert not root.of("LLM")
    assert not [one for one in root.all if one.failed]


def test_a_model_and_what_is_dropped_of_it_are_in_the_trace(traced, openai_double):
    openai_double.queue(WORDED, Behaviour("NOT IN THE ARCHIVE"))
    model = {"reader": "openai", "base_url": openai_double.url, "model": "small"}
    [root] = traced(asking(BRIDGE, **model))
    generated = root.of("LLM")
    assert generated
    assert any("9 million" in str(one.attributes.get("output.value")) for one in generated)
    holds, dropped = root.of("GUARDRAIL")
    assert [one.attributes["dateline.verdict"] for one in (holds, dropped)] == ["holds", "dropped"]
    assert 0 < dropped.attributes["dateline.score"] < holds.attributes["dateline.score"] <= 1
    [failure, *_] = json.loads(dropped.attributes["output.value"])["failures"]
    assert "9 million" in failure
    [answer] = root.named("dateline.answer")
    assert answer.attributes["dateline.dropped"] == 1
    assert answer.attributes["dateline.requests"] == 2


@pytest.mark.slow
def test_the_tree_that_the_page_shows_is_what_comes(traced, openai_double):
    openai_double.queue(WORDED, Behaviour("NOT IN THE ARCHIVE"))
    [root] = traced(asking(BRIDGE, reader="openai", base_url=openai_double.url, model="small"))
    [shown] = [one.text for one in blocks(PAGE) if one.kind == "text"]
    branches = re.findall(r"^( *(?:└─ )?)([\w.]+) +([A-Z]+)", shown, re.MULTILINE)
    came: dict[str, tuple[int, str]] = {}

    def walk(node, depth):
        came.setdefault(node.name, (depth, node.kind))
        for child in node.children:
            walk(child, depth + 1)

    walk(root, 0)
    assert {name: (len(indent) // 3, kind) for indent, name, kind in branches} == came


def test_a_refusal_says_why(traced):
    [root] = traced(asking(MOONS))
    [answer] = root.named("dateline.answer")
    assert answer.attributes["dateline.abstained"] is True
    assert answer.attributes["dateline.reason"] == "off_topic"
    assert answer.attributes["dateline.why"] == "the archive has nothing on this"
    assert root.of("RETRIEVER")
    assert not root.of("GUARDRAIL")


def test_without_the_query_engine_the_answer_is_the_root(traced):
    [root] = traced(PLAIN)
    assert (root.name, root.kind) == ("dateline.answer", "CHAIN")
    assert root.attributes["input.value"] == BRIDGE
    names = [one.name for one in root.children]
    assert names[0] == "dateline.retrieve"
    assert set(names[1:]) == {"dateline.check"}
    about = json.loads(root.children[0].attributes["retrieval.documents.0.document.metadata"])
    assert {"title", "outlet", "url", "published"} <= about.keys()


@pytest.mark.slow
def test_a_failure_is_in_the_trace(traced):
    code = PLAIN.replace("print(engine", "try:\n    print(engine").replace(
        "provider.shutdown", "except Exception as error:\n    print(error)\nprovider.shutdown"
    )
    model = 'open_answerer(".dateline-sample", reader="openai", base_url="http://127.0.0.1:9/v1"'
    code = code.replace('open_answerer(".dateline-sample"', model + ', model="small"')
    [root] = traced(code)
    assert root.failed
    assert "dateline.abstained" not in root.attributes


@pytest.mark.slow
def test_what_is_to_be_hidden_is(traced):
    hidden = {"OPENINFERENCE_HIDE_INPUTS": "true", "OPENINFERENCE_HIDE_OUTPUTS": "true"}
    [root] = traced(RECIPE, **hidden)
    [answer] = root.named("dateline.answer")
    for span in (root, answer, *answer.of("GUARDRAIL")):
        assert span.attributes["input.value"] == "__REDACTED__"
        assert span.attributes["output.value"] == "__REDACTED__"
    assert answer.attributes["dateline.abstained"] is False


@pytest.mark.slow
def test_a_command_is_traced_from_outside(traced):
    command = str(Path(sys.executable).with_name("opentelemetry-instrument"))
    dateline = str(Path(sys.executable).with_name("dateline"))
    [root] = traced("", command, dateline, "ask", "--archive", ".dateline-sample", BRIDGE,
                    OTEL_TRACES_EXPORTER="otlp", OTEL_EXPORTER_OTLP_PROTOCOL="http/protobuf",
                    OTEL_METRICS_EXPORTER="none", OTEL_LOGS_EXPORTER="none")  # fmt: skip
    assert root.name == "dateline.answer"
    assert root.named("dateline.check")


@pytest.mark.slow
def test_streams_that_are_left_or_interleave_keep_their_own_spans(traced):
    stream = PLAIN.replace(
        f'print(engine.ask("{BRIDGE}"))',
        'one, two = map(engine.stream, ("Who won the election?", "Why was the bridge shut?"))\n'
        "for _ in range(3):\n    next(one), next(two)\n"
        "one.close()\n"
        "assert list(two)\n"
        "assert not trace.get_current_span().get_span_context().is_valid",
    )
    left, told = traced(stream)
    assert "dateline.abstained" in told.attributes
    assert "dateline.abstained" not in left.attributes
    assert not left.failed
    assert told.children
    assert "Failed to detach" not in traced.stderr


def test_without_a_provider_nothing_of_it_is_loaded(sample_archive):
    code = (
        "import sys; from qa import open_answerer; "
        f"a = open_answerer({str(sample_archive.path)!r}); "
        f"assert a.ask({BRIDGE!r}).statements; "
        "print(sorted(n for n in sys.modules if n.startswith('openinference')), "
        "'opentelemetry.exporter.otlp.proto.http' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "[] False\n", done.stderr
