"""Index and question 2,293 real articles: `python -m tests.benchmarks.bench_newsquiz`.

Prints each figure beside its target. The archive is kept in `.dev/newsquiz` and made anew with
`--fresh`. Every phase runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index import EVERYTHING, Archive, Filters, HybridRetriever, MiniLM
from qa import Answerer, open_answerer
from tests.benchmarks.data import DATA, ROOT, WORK, holds, lines

ARTICLES = DATA / "newsquiz" / "articles.jsonl.gz"
QUESTIONS = DATA / "newsquiz" / "questions.jsonl"
ARCHIVE = WORK / "newsquiz" / "archive"
FOLDER = WORK / "newsquiz" / "articles"
DATELINE = str(Path(sys.executable).with_name("dateline"))


def say(what: str, figure: str, target: str = "") -> None:
    print(f"{what:<58} {figure:>22}  {target}", flush=True)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def words() -> None:
    """Sync to searchable words, and a second sync of the unchanged folder, on a scratch archive."""
    scratch = WORK / "newsquiz" / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    with Archive(scratch, MiniLM(), create=True) as archive:
        seconds = timed(lambda: archive.sync(FOLDER, vectors=False))
        say("sync to searchable words", f"{seconds:.1f} s", "under 30 s")
        seconds = timed(lambda: archive.sync(FOLDER, vectors=False))
        say("second sync of the unchanged folder", f"{seconds:.2f} s", "under 2 s")
    say("peak memory, words", f"{peak_mb():.0f} MB", "under 1,200 MB")
    shutil.rmtree(scratch)


def vectors() -> None:
    with Archive(ARCHIVE, MiniLM(), create=True) as archive:
        start = time.perf_counter()
        archive.sync(FOLDER)
        coverage = archive.coverage()
        seconds = time.perf_counter() - start
        say("whole index", f"{seconds:.0f} s", "")
        say("passages a second", f"{coverage.passages / seconds:.0f}", "")
        say("ledger against indexes", "; ".join(archive.check()) or "agree", "agree")
    say("peak memory, whole index", f"{peak_mb():.0f} MB", "under 1,200 MB")


def retrieval() -> None:
    """Answer string within the first k passages: words alone, vectors alone, both."""
    asked = [q for q in lines(QUESTIONS) if q["answerable"]]
    with Archive(ARCHIVE, MiniLM()) as archive:
        ways: dict[str, Callable[[str], list[str]]] = {
            "words": lambda text: _texts(archive, archive.search_words(text, 10, EVERYTHING)),
            "vectors": lambda text: _texts(archive, archive.search_vectors(text, 10, EVERYTHING)),
            "fused": lambda text: [
                hit.passage.text for hit in HybridRetriever(archive).retrieve(text, 10)
            ],
        }
        for name, way in ways.items():
            found = [_first(way(q["question"]), q["answers"]) for q in asked]
            shares = [sum(rank <= k for rank in found) / len(asked) for k in (1, 4, 10)]
            target = "0.85 in the first 10" if name == "fused" else ""
            figure = " / ".join(f"{share:.3f}" for share in shares)
            say(f"answer in the first 1 / 4 / 10 passages, {name}", figure, target)
        filters = Filters(outlets=(archive.coverage().outlets[-1][0],))
        plain = [timed(lambda: archive.search_vectors("flood", 60, EVERYTHING)) for _ in range(9)]
        rare = [timed(lambda: archive.search_vectors("flood", 60, filters)) for _ in range(9)]
        ratio = statistics.median(rare) / statistics.median(plain)
        say("vector search with a filter, against without", f"{ratio:.1f} ×", "")


def _texts(archive: Archive, ranked: list[tuple[int, float]]) -> list[str]:
    passages = archive.passages([number for number, _ in ranked])
    return [passages[number].text for number, _ in ranked]


def _first(texts: list[str], answers: list[str]) -> int:
    return next((at for at, text in enumerate(texts, 1) if holds(text, answers)), 99)


def answers() -> None:
    answerer = open_answerer(ARCHIVE)
    answerer.ask("Who won?")  # loads the model
    times, records = [], []
    for question in lines(QUESTIONS):
        start = time.perf_counter()
        answer = answerer.ask(question["question"])
        times.append(time.perf_counter() - start)
        records.append((question, answer))
        _exact(answerer, answer)
    times.sort()
    say("question to answer, p50", f"{1000 * statistics.median(times):.0f} ms", "under 300 ms")
    say("question to answer, p95", f"{1000 * times[int(0.95 * len(times))]:.0f} ms", "under 700 ms")
    say("every citation slices to its quote", "yes", "100 %")
    answerable = [(q, a) for q, a in records if q["answerable"]]
    far = [a for q, a in records if not q["answerable"]]
    held = [holds(" ".join(s.text for s in a.statements), q["answers"]) for q, a in answerable]
    said = [a for _, a in answerable if not a.abstained]
    say("answer in the statements, refusals count as misses", f"{sum(held) / len(held):.3f}")
    say("statements an answer, mean", f"{statistics.mean(len(a.statements) for a in said):.2f}")
    refused = 1 - len(said) / len(answerable)
    say("answerable questions refused", f"{refused:.3f}", "")
    say("far questions refused", f"{sum(a.abstained for a in far) / len(far):.3f}", "")
    say("peak memory, asking", f"{peak_mb():.0f} MB", "under 900 MB")
    unforced = open_answerer(ARCHIVE, threshold=0.0)
    for most in (1, 3):
        reader = unforced if most == 3 else open_answerer(ARCHIVE, threshold=0.0, statements=1)
        held = [
            holds(" ".join(s.text for s in reader.ask(q["question"]).statements), q["answers"])
            for q, _ in answerable
        ]
        target = "0.50" if most == 3 else ""
        figure = f"{sum(held) / len(held):.3f}"
        say(f"answer in at most {most} statements, never refusing", figure, target)


def _exact(answerer: Answerer, answer: Any) -> None:
    for citation in answer.citations:
        article = answerer.archive.article(citation.passage.article_id)
        if article is None or article.text[citation.start : citation.end] != citation.quote:
            raise SystemExit(f"a citation is not exact: {citation}")


def cold() -> None:
    ask = [DATELINE, "ask", "Who won the election?", "--archive", str(ARCHIVE)]
    for name, command, target in (
        ("dateline ask, cold", ask, "under 4 s"),
        ("dateline --help", [DATELINE, "--help"], "under 0.3 s"),
    ):
        run = lambda command=command: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
        seconds = statistics.median(timed(run) for _ in range(5))
        say(f"{name}, median of 5", f"{seconds:.2f} s", target)


PHASES = (words, vectors, retrieval, answers, cold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the archive anew")
    parser.add_argument("--phase", choices=[phase.__name__ for phase in PHASES])
    chosen = parser.parse_args()
    if not ARTICLES.exists():
        raise SystemExit(f"skipped: {DATA} does not hold newsquiz; set DATELINE_DATA")
    if chosen.phase:
        return next(phase for phase in PHASES if phase.__name__ == chosen.phase)()
    if chosen.fresh:
        shutil.rmtree(ARCHIVE, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / ARTICLES.name).exists():
        (FOLDER / ARTICLES.name).symlink_to(ARTICLES)
    for phase in PHASES:
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.bench_newsquiz",
            "--phase",
            phase.__name__,
        ]
        subprocess.run(command, check=True, cwd=ROOT)
    return None


if __name__ == "__main__":
    main()
