"""Answers made by hand: one way to build them, for every test that needs one."""

from dataclasses import fields
from datetime import date
from typing import Any

from index import Coverage, Passage
from qa import Abstention, Answer, Basis, Citation, Provenance, Reason, Statement
from qa.evaluation import Outcome, Question

COVERAGE = Coverage(41, 95, (("Courier", 41),), date(2023, 9, 20), date(2024, 11, 21), 0, 0, 0)
NOTHING = Abstention(Reason.NO_ANSWER, "no sentence states it")
_ON_BASIS = {one.name for one in fields(Basis)}
_ON_PROVENANCE = {one.name for one in fields(Provenance)}


def answer(*statements: Statement, abstention: Abstention | None = None, **given: Any) -> Answer:
    """An answer; `given` are fields of it, of its basis and of its provenance, by their names."""
    basis = {name: given.pop(name) for name in _ON_BASIS & given.keys()}
    made = {name: given.pop(name) for name in _ON_PROVENANCE & given.keys()}
    return Answer(
        **{"question": "How much?"} | given,
        statements=statements,
        abstention=abstention,
        basis=Basis(**{"hits": (), "coverage": COVERAGE, "as_of": date(2024, 12, 2)} | basis),
        provenance=Provenance(**{"made_by": "extractive"} | made),
    )


def whole(article: str, text: str, start: int = 0, **about: Any) -> Passage:
    """A passage that is one sentence of reporting."""
    end = start + len(text)
    return Passage(article, text, start, end, ((start, end),), **about)


def cite(where: Passage, quote: str) -> Citation:
    """The citation of `quote` where it first stands in a passage."""
    start = where.start + where.text.index(quote)
    return Citation(where, start, start + len(quote))


def stated(text: str) -> Statement:
    """A statement that cites a sentence of its own words."""
    return Statement(text, (cite(whole("a1", text), text),))


def outcome(
    question: Question, *statements: Statement, retrieved: tuple[str, ...] = (), **given: Any
) -> Outcome:
    """What came of a question, as a run keeps it; without statements, an abstention."""
    timed = {name: given.pop(name) for name in ("first_seconds", "seconds") if name in given}
    nothing = None if statements else NOTHING
    made = answer(*statements, abstention=nothing, question=question.question, **given)
    return Outcome(question, Answer.from_dict(made.as_dict()), retrieved, **timed)
