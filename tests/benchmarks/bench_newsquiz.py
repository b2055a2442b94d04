"""Index and question 2,293 real articles: `python -m tests.benchmarks.bench_newsquiz`.

Prints each figure beside its target. The archive is kept in `.dev/newsquiz` and made anew with
`--fresh`. Every phase runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index import EVERYTHING, Archive, Filters, Hit, HybridRetriever, MiniLM
from qa import Answer, Answerer, open_answerer
from qa.evaluation.measures import area_under_risk_coverage
from qa.evaluation.statistics import bootstrap_interval
from qa.types import Query
from qa.understanding.decomposition import merged
from qa.understanding.questions import understand
from tests.benchmarks.data import DATA, ROOT, WORK, half, holds, lines
from tests.benchmarks.results.systems import Without

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
    """What a filter costs a search."""
    with Archive(ARCHIVE, MiniLM()) as archive:
        filters = Filters(outlets=(archive.coverage().outlets[-1][0],))
        plain = [timed(lambda: archive.search_vectors("flood", 60, EVERYTHING)) for _ in range(9)]
        rare = [timed(lambda: archive.search_vectors("flood", 60, filters)) for _ in range(9)]
        ratio = statistics.median(rare) / statistics.median(plain)
        say("vector search with a filter, against without", f"{ratio:.1f} ×", "")


@dataclass(frozen=True)
class Asked:
    """A question of the set, and the day on which it is asked.

    Those that the articles are not about state none: they take that of an answerable one.
    """

    question: dict[str, Any]
    today: date

    @property
    def answerable(self) -> bool:
        return bool(self.question["answerable"])

    @property
    def query(self) -> Query:
        return understand(self.question["question"], today=self.today)

    def held_by(self, text: str) -> bool:
        return holds(text, self.question["answers"])


def asked(wanted: str) -> list[Asked]:
    """The questions of one half."""
    every = list(lines(QUESTIONS))
    days = [date.fromisoformat(q["asked_on"]) for q in every if "asked_on" in q]
    dated = [
        Asked(q, date.fromisoformat(q["asked_on"]) if "asked_on" in q else days[at % len(days)])
        for at, q in enumerate(every)
    ]
    return [one for one in dated if half(one.question["id"]) == wanted]


def shares(what: str, values: Sequence[Sequence[float]], target: str = "") -> None:
    """Means over questions, and the 95 % interval of the last."""
    found = " / ".join(f"{statistics.mean(one):.3f}" for one in values)
    interval = bootstrap_interval(values[-1])
    say(what, found, f"last in {interval.low:.3f}–{interval.high:.3f}  {target}")


def passages() -> None:
    """Answer string within the first k passages, by how a period in the question is taken."""
    with Archive(ARCHIVE, MiniLM()) as archive:
        hybrid = HybridRetriever(archive)

        def words(query: Query) -> list[str]:
            return _texts(archive, archive.search_words(query.text, 10, EVERYTHING))

        def vectors(query: Query) -> list[str]:
            return _texts(archive, archive.search_vectors(query.text, 10, EVERYTHING))

        def told(hits: Sequence[Hit]) -> list[str]:
            return [hit.passage.text for hit in hits]

        def in_turn(query: Query) -> list[str]:
            lists = [hybrid.retrieve(query.text, 10, f) for f in (query.filters, EVERYTHING)]
            return told(merged(lists, 10))

        ways: dict[str, Callable[[Query], list[str]]] = {
            "words alone": words,
            "vectors alone": vectors,
            "both, periods as filters": lambda q: told(hybrid.retrieve(q.text, 10, q.filters)),
            "both, period first in turn": in_turn,
            "both, periods ignored": lambda q: told(hybrid.retrieve(q.text, 10)),
        }
        for part in chosen_halves():
            answerable = [one for one in asked(part) if one.answerable]
            for name, way in ways.items():
                ranks = [_first(way(one.query), one.question["answers"]) for one in answerable]
                figures = [[float(rank <= k) for rank in ranks] for k in (1, 4, 10)]
                shares(f"{part}: answer in 1 / 4 / 10 passages, {name}", figures, "0.80, 0.90")


def _texts(archive: Archive, ranked: list[tuple[int, float]]) -> list[str]:
    passages = archive.passages([number for number, _ in ranked])
    return [passages[number].text for number, _ in ranked]


def _first(texts: list[str], answers: list[str]) -> int:
    return next((at for at, text in enumerate(texts, 1) if holds(text, answers)), 99)


def answers() -> None:
    """Answers as shipped, and what they would be at other thresholds."""
    answerer = open_answerer(ARCHIVE)
    unforced = open_answerer(ARCHIVE, threshold=0.0)
    answerer.ask("Who won?")  # loads the model
    for part in chosen_halves():
        _answered(part, answerer, unforced)
    say("peak memory, asking", f"{peak_mb():.0f} MB", "under 900 MB")


def _answered(part: str, answerer: Answerer, unforced: Answerer) -> None:
    times: list[float] = []
    records: list[tuple[Asked, Answer, Answer]] = []
    near: list[Answer] = []
    for one in asked(part):
        text = one.question["question"]
        start = time.perf_counter()
        answer = answerer.ask(text, today=one.today)
        times.append(time.perf_counter() - start)
        _exact(answerer, answer)
        records.append((one, answer, unforced.ask(text, today=one.today)))
        if one.answerable:
            removed = [evidence["article"] for evidence in one.question["evidence"]]
            poorer = answerer.over(answerer.archive, Without(answerer.retriever, removed))
            near.append(poorer.ask(text, today=one.today))
    times.sort()
    p50, p95 = statistics.median(times), times[int(0.95 * len(times))]
    say(f"{part}: question to answer, p50", f"{1000 * p50:.0f} ms", "under 300 ms")
    say(f"{part}: question to answer, p95", f"{1000 * p95:.0f} ms", "under 700 ms")
    say(f"{part}: every citation slices to its quote", "yes", "100 %")
    answerable = [record for record in records if record[0].answerable]
    far = [answer for one, answer, _ in records if not one.answerable]
    first, every = ([_held(one, free, most) for one, _, free in answerable] for most in (1, 3))
    shares(f"{part}: answer in the first statement, never refusing", [first], "0.40")
    shares(f"{part}: answer in at most 3, never refusing", [every], "0.60")
    shares(
        f"{part}: answer in at most 3, as shipped", [[_held(one, a) for one, a, _ in answerable]]
    )
    lengths = [len(s.citations[0].quote) for _, answer, _ in answerable for s in answer.statements]
    say(f"{part}: characters a quote, mean", f"{statistics.mean(lengths):.0f}")
    shares(f"{part}: answerable refused", [[float(a.abstained) for _, a, _ in answerable]], "0.10")
    shares(f"{part}: far refused", [[float(a.abstained) for a in far]], "0.95")
    shares(f"{part}: near refused", [[float(a.abstained) for a in near]], "0.50")
    sure = [free.provenance.confidence or 0.0 for _, _, free in answerable]
    bar = sorted(sure)[len(sure) // 10]
    for name, others in (("far", far), ("near", near)):
        refused = [float((a.provenance.confidence or 0.0) < bar) for a in others]
        shares(f"{part}: {name} refused where 0.10 of answerable are, {bar:.2f}", [refused])
    judged = [
        (free.provenance.confidence or 0.0, bool(_held(one, free))) for one, _, free in answerable
    ]
    judged += [(a.provenance.confidence or 0.0, False) for a in far]
    area = area_under_risk_coverage(judged)
    always = 1 - statistics.mean(right for _, right in judged)
    say(f"{part}: AURC, far included; answering always", f"{area:.3f}; {always:.3f}")


def _held(one: Asked, answer: Answer, most: int = 3) -> float:
    return float(one.held_by(" ".join(s.text for s in answer.statements[:most])))


def _exact(answerer: Answerer, answer: Answer) -> None:
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


PHASES = (words, vectors, retrieval, passages, answers, cold)


def chosen_halves() -> tuple[str, ...]:
    """Look at the half to report on only when nothing more is to be chosen: `--half report`."""
    return tuple(os.environ.get("DATELINE_HALF", "tune").split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="make the archive anew")
    parser.add_argument("--phase", choices=[phase.__name__ for phase in PHASES])
    parser.add_argument("--half", choices=["tune", "report", "tune report"])
    chosen = parser.parse_args()
    if chosen.half:
        os.environ["DATELINE_HALF"] = chosen.half
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
