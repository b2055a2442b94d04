"""Every system asked a set's questions; answers are kept, so that a run can be gone on with.

Runs lie under the state of the code that made them: answers of an earlier state are not taken for
those of this one.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from index import Archive, MiniLM
from qa import Answerer, open_answerer
from qa.evaluation import Figure, Outcome, Question, Report, Run, drawn, measures, run, sureness
from tests.benchmarks.data import holds
from tests.benchmarks.results import sets
from tests.benchmarks.results.sets import FOLDER, SEED, QuestionSet
from tests.benchmarks.results.starter import indexed, starter
from tests.benchmarks.results.systems import (
    RetrievalAlone,
    Vectors,
    WithoutEvidence,
    Words,
)

__all__ = ["OURS", "SYSTEMS", "Measured", "at_refusals", "measured"]

OURS = "Dateline"
SYSTEMS = (OURS, "BM25 alone", "vectors alone", "llama-index starter, top 2",
           "llama-index starter, top 10")  # fmt: skip
FALSE_REFUSALS = 0.10


@dataclass(frozen=True)
class Measured:
    """A set's reports by system, and what they took: archives made, and questions asked."""

    name: str
    questions: int
    archive: str
    reports: Mapping[str, Report]
    making_seconds: float = 0.0
    seconds: float = 0.0
    day: str = ""
    commit: str = ""
    limit: int | None = None

    def figure(self, system: str, name: str) -> Figure | None:
        """A figure that was worked out, or None."""
        report = self.reports.get(system)
        found = next((one for one in report.figures if one.name == name), None) if report else None
        return found if found and found.value is not None else None

    def as_json(self) -> str:
        told = {key: getattr(self, key) for key in self.__dataclass_fields__}
        reports = {name: json.loads(one.as_json()) for name, one in self.reports.items()}
        return json.dumps(told | {"reports": reports}, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Measured":
        told = json.loads(text)
        reports = {k: Report.from_json(json.dumps(v)) for k, v in told.pop("reports").items()}
        return cls(**told, reports=reports)


@dataclass
class _Asking:
    """A set being asked: where its runs go, and who tells how far it is."""

    chosen: QuestionSet
    archive: Archive
    runs: Path
    say: Callable[[str], None]
    reports: dict[str, Report] = field(default_factory=dict)

    def ask(self, system: str, answerer: Any, questions: Sequence[Question]) -> Run:
        began = time.perf_counter()
        name = system.replace(" ", "-").replace(",", "")
        out = self.runs / f"{self.chosen.name}-{name}"
        done = run(answerer, questions, out=out, archive=self.archive, name=self.chosen.name)
        seconds = time.perf_counter() - began
        kept = f", {done.kept} of them earlier" if done.kept else ""
        self.say(f"  {system}: {len(questions):,} questions{kept}, {seconds:.0f} s")
        shown = [
            Figure.over(f"characters@{k}", [_characters(o, k) for o in done.outcomes])
            for k in (4, 10)
        ]
        self.reports[system] = _with(done.report, *shown)
        return done


def measured(
    chosen: QuestionSet, state: str, limit: int | None, say: Callable[[str], None]
) -> Measured:
    """Ask every system; with `limit`, so many of the questions, drawn by seed."""
    questions, articles = chosen.load()
    if limit:
        questions = drawn(questions, limit, SEED)
    began = time.perf_counter()
    archive = sets.archive_of(chosen, articles)
    runs = FOLDER / "runs" / (f"{state}-first-{limit}" if limit else state)
    asking = _Asking(chosen, archive, runs, say)
    chunks = None
    if chosen.retrieval:
        every = (archive.article(name) for name in archive.article_ids())
        chunks = indexed([one for one in every if one], MiniLM(), FOLDER / chosen.name / "starter")
    made = time.perf_counter() - began
    say(f"  {archive.coverage()}; archives made or opened in {made:.0f} s")
    began = time.perf_counter()
    answerer = open_answerer(archive.path)
    answerer.ask("Who won?")  # loads the model
    _ours(asking, answerer, questions)
    if chunks is not None:
        alone = RetrievalAlone(answerer, Words(archive))
        asking.ask("BM25 alone", alone, questions)
        asking.ask("vectors alone", RetrievalAlone(answerer, Vectors(archive)), questions)
        for top in (2, 10):
            engine = starter(chunks, MiniLM(), top)
            asking.ask(f"llama-index starter, top {top}", engine, questions)
    seconds = time.perf_counter() - began
    return Measured(
        chosen.name, len(questions), str(archive.coverage()), asking.reports, made, seconds
    )


def _ours(asking: _Asking, answerer: Answerer, questions: Sequence[Question]) -> None:
    """Our answers, and beside the report's figures those that only some sets have."""
    done = asking.ask(OURS, answerer, questions)
    more: list[Figure] = []
    if "refused" in asking.chosen.answers:
        more.append(Figure.over("refused", [one.abstained for one in done.outcomes]))
    if "all_gold_and_none_wrong" in asking.chosen.answers:
        more.append(Figure.over("all_gold_and_none_wrong", map(_strictly, done.outcomes)))
    if "refused_near" in asking.chosen.answers:
        more += _of_the_quiz(asking, answerer, done, questions)
    asking.reports[OURS] = _with(asking.reports[OURS], *more)


def _of_the_quiz(
    asking: _Asking, answerer: Answerer, done: Run, questions: Sequence[Question]
) -> list[Figure]:
    """Near and far apart, as shipped and at a given share of false refusals; never refusing."""
    unforced = open_answerer(answerer.archive.path, threshold=0.0)
    never = asking.ask(f"{OURS}, never refusing", unforced, questions)
    near = sets.near(questions)
    without = WithoutEvidence(answerer, near.articles)
    strictly = WithoutEvidence(answerer, near.articles, near.strings)
    asked = asking.ask(f"{OURS}, near", without, near.questions)
    asked_strictly = asking.ask(f"{OURS}, near, no string", strictly, near.questions)
    pairs = sureness(never.outcomes, never.values)
    answerable = [one for one in done.outcomes if one.question.answerable]
    far = [one for one in done.outcomes if one.question.answerable is False]
    at = {"far": far, "near": asked.outcomes, "near_no_string": asked_strictly.outcomes}
    left = [
        any(holds(text, near.strings[one.question.question]) for text in _read(asking.archive, one))
        for one in asked.outcomes
    ]
    told = {one.name: one for one in never.report.figures}
    return [
        *(Figure.over(f"refused_{kind}", [o.abstained for o in them]) for kind, them in at.items()),
        *(
            Figure.over(f"refused_{kind}_at_{FALSE_REFUSALS:.2f}", at_refusals(answerable, them))
            for kind, them in at.items()
        ),
        replace(told["answer_contained"], name="unforced.answer_contained"),
        replace(told["answer_contained_first"], name="unforced.answer_contained_first"),
        replace(told["aurc"], name="unforced.aurc"),
        Figure.over("near_string_left", left),
        Figure.over("risk_of_all", [not right for _, right in pairs]),
    ]


def _read(archive: Archive, outcome: Outcome) -> Iterator[str]:
    """The texts of the passages that were read."""
    for name in outcome.retrieved:
        article, _, stretch = name.rpartition(":")
        start, end = map(int, stretch.split("-"))
        if found := archive.passage_at(article, start, end):
            yield found.text


def at_refusals(
    answerable: Sequence[Outcome], others: Sequence[Outcome], share: float = FALSE_REFUSALS
) -> list[bool]:
    """Of `others`, which would be refused if that `share` of the answerable were, by confidence."""
    sure = [_confidence(one) for one in answerable]
    if not sure:
        return []
    bound = float(np.quantile(sure, share, method="higher"))
    return [_confidence(one) < bound for one in others]


def _confidence(outcome: Outcome) -> float:
    return outcome.confidence or 0.0


def _strictly(outcome: Outcome) -> bool:
    """As RAMDocs counts: every gold answer is stated and no wrong one."""
    question, said = outcome.question, outcome.said
    wrong = question.extra.get("wrong_answers") or []
    return all(measures.contains_answer(said, [one]) for one in question.answers) and not (
        wrong and measures.contains_answer(said, wrong)
    )


def _characters(outcome: Outcome, k: int) -> float:
    """How much text the first `k` passages are."""
    if outcome.sources is not None:
        return float(sum(len(one.passage.text) for one in outcome.sources[:k]))
    stretches = (name.rpartition(":")[2].split("-") for name in outcome.retrieved[:k])
    return float(sum(int(end) - int(start) for start, end in stretches))


def _with(report: Report, *more: Figure) -> Report:
    named = {one.name for one in more}
    return replace(report, figures=(*(f for f in report.figures if f.name not in named), *more))
