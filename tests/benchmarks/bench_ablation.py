"""What each rule of understanding does for answers: `python -m tests.benchmarks.bench_ablation`.

Every question of the sets is asked as shipped, over words and vectors, by the reader that quotes.
Then one rule at a time is put out of action, and the questions that are understood otherwise
without it are asked anew; no other answer can change. Printed are the means of each set as shipped
and, for each rule that touches questions of it, how many these are, what the rule adds to the means
of the whole set, with the 95 % interval of the paired bootstrap, and how many questions it makes
better and worse:

statements  the answer stands in what is said; of a pair of questions, the share of the two answers
first       the same of the first statement
kept        answerable questions that are not refused
refused     unanswerable questions that are
as typed    questions after others, but standing alone, that are left as they were typed

MultiHop-RAG and MTRAG have no answers to be found as strings: there the first two are the share of
the evidence's articles that is cited, and whether the first statement cites one.
"""

import argparse
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any
from unittest.mock import patch

from index import Archive, MiniLM
from qa import Answer, Answerer, Statement, answerer, open_answerer
from qa.evaluation import Question, formats, read_questions
from qa.evaluation.statistics import compare
from qa.types import Turn
from qa.understanding import (
    carrying,
    comparisons,
    decomposition,
    followups,
    periods,
    pronouns,
    questions,
)
from qa.understanding.questions import understand
from qa.understanding.referents import Referents
from tests.benchmarks import bench_newsquiz
from tests.benchmarks.data import DATA, ROOT, WORK, holds
from tests.benchmarks.results import sets

FOLDER = WORK / "ablation"
JUDGED = DATA.parent / "questions" / "judged-dev.jsonl"
MTRAG = DATA / "multiturn" / "mtrag-un-first200.jsonl.gz"
TODAY = date(2024, 12, 1)
"""The day on which questions are asked that state none."""
Right = Callable[[Sequence[Statement]], float]
MEASURES = ("statements", "first", "kept", "refused", "as typed")


@dataclass(frozen=True)
class Asked:
    """A question of an archive, what came before it, and how right statements are: 0 to 1."""

    question: str
    archive: str
    answerable: bool | None
    right: Right
    turns: tuple[str | Turn, ...] = ()
    today: date = TODAY


@dataclass(frozen=True)
class Rule:
    """A rule by the functions that it comes in by, and what stands in their place without it."""

    name: str
    seams: tuple[tuple[Any, str], ...]
    instead: Callable[..., Any]


def _nothing(made: Any) -> Callable[..., Any]:
    return lambda *_, **__: made


def _each(where: Any, names: str, made: Any) -> list[Rule]:
    """Every one of the functions `names` of a module or class as a rule that comes to nothing."""
    of = where.__name__.rpartition(".")[2]
    return [Rule(f"  {of}.{name}", ((where, name),), _nothing(made)) for name in names.split()]


RULES = (
    Rule("followups", ((questions, "standalone"), (decomposition, "standalone")), lambda q, _: q),
    *_each(followups, "_replaced _merged _resolved _anchored", ""),
    *_each(carrying, "echoed counted of_several", ""),
    *_each(carrying, "wants_topic", False),
    *_each(Referents, "person thing several place within _whoever", ""),
    *_each(pronouns, "_points _explained", False),
    Rule("periods", ((questions.periods, "period"),), _nothing(None)),
    *_each(periods, "_since _relative", ()),
    Rule("anchors", ((answerer, "event_since"),), _nothing("")),
    Rule("decomposition", ((questions.decomposition, "parts"),), _nothing(())),
    *_each(decomposition, "_sentences _coordinated", []),
    Rule("comparisons", ((decomposition, "compared"),), _nothing([])),
    *_each(comparisons, "_chosen _contrasted _between", []),
)


def _containing(answers: Sequence[str], all_: Sequence[str], never: Sequence[str]) -> Right:
    def right(said: Sequence[Statement]) -> float:
        text = " ¶ ".join(one.text for one in said)
        held = all(holds(text, one.split("|")) for one in all_)
        found = any(holds(text, one.split("|")) for one in answers)
        return float(held and found and not any(holds(text, one.split("|")) for one in never))

    return right


def _citing(articles: Collection[str]) -> Right:
    wanted = frozenset(articles)

    def right(said: Sequence[Statement]) -> float:
        cited = {citation.passage.article_id for one in said for citation in one.citations}
        return len(cited & wanted) / max(1, len(wanted))

    return right


def _own(name: str) -> list[Asked]:
    path = ROOT / "tests" / "data" / name
    return [_stated(one, "sample") for one in read_questions(path)]


def _stated(one: Question, archive: str) -> Asked:
    right = _containing(one.answers, one.extra.get("all", ()), one.extra.get("never", ()))
    answerable = one.answerable if one.answerable is not None else bool(one.answers)
    return Asked(one.question, archive, answerable, right, one.turns, one.asked_on or TODAY)


def _followups(*, controls: bool = False) -> list[Asked]:
    """Those that have an answer, or the others: controls that nothing may change."""
    every = _own("followups.jsonl")
    if controls:
        return [replace(one, answerable=None) for one in every if not one.answerable]
    return [one for one in every if one.answerable]


def _judged() -> list[Asked]:
    return [_stated(one, one.extra["archive"]) for one in read_questions(JUDGED)]


def _quiz() -> list[Asked]:
    return [
        Asked(
            one.question["question"], "newsquiz", one.answerable,
            _containing(one.question["answers"], (), ()), today=one.today,
        )
        for one in bench_newsquiz.asked("tune")
    ]  # fmt: skip


def _pairs() -> list[Asked]:
    """Two questions of one archive in one breath, each with the next one."""
    opens = re.compile(r"(?:who|what|which|when|where|why|how)\b[^?]+\?\s*", re.IGNORECASE)
    made = []
    for every in (_quiz(), _own("sample_questions.jsonl")):
        plain = [one for one in every if one.answerable and opens.fullmatch(one.question)]
        for one, two in pairwise(plain):
            text = f"{one.question.strip(' ?')}, and {two.question[0].lower()}{two.question[1:]}"
            right = _either(one.right, two.right)
            made.append(replace(one, question=text, right=right))
    return made


def _either(one: Right, two: Right) -> Right:
    return lambda said: (one(said) + two(said)) / 2


def _multihop() -> list[Asked]:
    return [
        Asked(
            one.question, "multihop", bool(one.answerable),
            _citing([piece.article for piece in one.evidence]),
        )
        for one in sets.multihop()[0]
    ]  # fmt: skip


def _mtrag() -> list[Asked]:
    return [
        Asked(
            one.question,
            "multiturn",
            bool(one.answerable),
            _citing(one.extra["contexts"]),
            one.turns,
        )
        for one in formats.mtrag(MTRAG).questions
        if one.answerable is not None
    ]


SETS: Mapping[str, Callable[[], list[Asked]]] = {
    "sample": lambda: _own("sample_questions.jsonl"),
    "followups": _followups,
    "controls": lambda: _followups(controls=True),
    "judged": _judged,
    "quiz": _quiz,
    "pairs": _pairs,
    "multihop": _multihop,
    "multiturn": _mtrag,
}


def _archive(name: str) -> Path:
    """The archive of that name, made or brought up to date; the quiz's is bench_newsquiz's."""
    if name == "newsquiz":
        return bench_newsquiz.ARCHIVE
    home = FOLDER / name
    source: Path = {"sample": ROOT / "index" / "sample", "seeds": DATA / "seeds"}.get(
        name, FOLDER / f"{name}.jsonl"
    )
    if name in _ARTICLES:
        source.parent.mkdir(parents=True, exist_ok=True)
        rows = (sets.row(one) for one in _ARTICLES[name]())
        source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with Archive(home, MiniLM(), create=True) as archive:
        archive.add([source])
    return home


_ARTICLES: Mapping[str, Callable[[], Sequence[Any]]] = {
    "ap": lambda: sets.ap()[1],
    "multihop": lambda: sets.multihop()[1],
    "multiturn": lambda: formats.mtrag(MTRAG).articles,
}


@dataclass(frozen=True)
class Outcome:
    """What came of a question: the turns before it, and its measures, those that there are."""

    turns: tuple[Turn, ...]
    measures: Mapping[str, float]


def _outcome(asked: Asked, ours: Answerer) -> Outcome:
    turns: list[Turn] = []
    for earlier in asked.turns:
        before = tuple(turns)
        turns.append(
            earlier
            if isinstance(earlier, Turn)
            else Turn.of(ours.ask(earlier, turns=before, today=asked.today))
        )
    answer = ours.ask(asked.question, turns=turns, today=asked.today)
    return Outcome(tuple(turns), _measures(asked, answer))


def _measures(asked: Asked, answer: Answer) -> dict[str, float]:
    if asked.answerable is None:
        return {"as typed": float(answer.understood == asked.question)}
    if not asked.answerable:
        return {"refused": float(answer.abstained)}
    return {
        "statements": asked.right(answer.statements),
        "first": float(asked.right(answer.statements[:1]) > 0),
        "kept": float(not answer.abstained),
    }


def _meaning(asked: Asked, turns: Sequence[Turn]) -> list[Any]:
    """All that rules make of a question, and of those of the turns before it that were asked."""
    typed = [(at, one) for at, one in enumerate(asked.turns) if isinstance(one, str)]
    queries = [
        understand(text, turns=turns[:at], today=asked.today)
        for at, text in (*typed, (len(turns), asked.question))
    ]
    return [(query, answerer.event_since(query.text)) for query in queries]


@contextmanager
def _without(rule: Rule) -> Iterator[None]:
    with ExitStack() as stack:
        for where, name in rule.seams:
            stack.enter_context(patch.object(where, name, rule.instead))
        yield


def ablate(name: str, answerers: Callable[[str], Answerer]) -> None:
    """Ask a set as shipped, and what each rule touches without that rule; print both."""
    every = SETS[name]()
    whole = [_outcome(one, answerers(one.archive)) for one in every]
    columns = [_column(whole, measure) for measure in MEASURES]
    shown = (f"{m} {fmean(c):.3f} of {len(c)}" for m, c in zip(MEASURES, columns, strict=True) if c)
    print(f"\n{name}: as shipped, {', '.join(shown)}", flush=True)
    meant = [_meaning(one, made.turns) for one, made in zip(every, whole, strict=True)]
    for rule in RULES:
        poorer = list(whole)
        with _without(rule):
            touched = [
                at for at, one in enumerate(every) if _meaning(one, whole[at].turns) != meant[at]
            ]
            for at in touched:
                poorer[at] = _outcome(every[at], answerers(every[at].archive))
        if touched:
            print(f"  {rule.name:<27}{len(touched):>4}  {_gain(poorer, whole)}", flush=True)


def _column(outcomes: Sequence[Outcome], measure: str) -> list[float]:
    return [one.measures[measure] for one in outcomes if measure in one.measures]


def _gain(poorer: Sequence[Outcome], whole: Sequence[Outcome]) -> str:
    """How much more the whole gets than what lacks a rule, by measure."""
    told = []
    for measure in MEASURES:
        pairs = [_column(outcomes, measure) for outcomes in (poorer, whole)]
        found = compare(*pairs) if pairs[0] else None
        if found and (found.better or found.worse):
            low, high = found.interval.low, found.interval.high
            told.append(
                f"{measure} {found.difference:+.3f} [{low:+.3f}, {high:+.3f}] "
                f"+{found.better} -{found.worse}"
            )
    return "; ".join(told) or "no answer differs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--set", choices=SETS, action="append", dest="chosen")
    chosen = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    opened = cache(lambda name: open_answerer(_archive(name)))
    for name in chosen.chosen or SETS:
        ablate(name, opened)


if __name__ == "__main__":
    main()
