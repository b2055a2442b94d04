"""The values of the kind that a question asks for which a sentence holds and the question does not.

The one reader of what a sentence offers as an answer: who chooses sentences, who judges statements
and who words the short answer ask here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qa.language import Moment, Quantity, Sentence
from qa.types import Query
from qa.values import clauses, figures, nouns
from qa.values.sought import Finder, Found, Kind, Sought, hasty, sought

FIGURES = frozenset((Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.DURATION, Kind.AGE, Kind.AMOUNT))
NAMED = frozenset((Kind.NAME, Kind.ORGANISATION, Kind.PERSON))
PLAIN = FIGURES | {
    Kind.DATE, Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.TIME, Kind.CAUSE, Kind.NAME, Kind.ORGANISATION
}  # fmt: skip
"""Kinds of which it is plain whether a sentence has one: what has none does not answer."""
_FAR = 16
"""Further words between a value and what the question names make no difference."""
_LEAST = 0.15
"""Values that fit less are none."""

_FINDERS: dict[Kind, Finder] = {
    Kind.DATE: figures.dates,
    Kind.YEAR: figures.years,
    Kind.MONTH: figures.part_of_date("month"),
    Kind.DAY: figures.days,
    Kind.TIME: figures.times,
    Kind.NUMBER: figures.numbers,
    Kind.MONEY: figures.money,
    Kind.SHARE: figures.shares,
    Kind.DURATION: figures.durations,
    Kind.AGE: figures.ages,
    Kind.AMOUNT: figures.amounts,
    Kind.CAUSE: clauses.causes,
    Kind.SAYING: clauses.sayings,
    Kind.DESCRIPTION: clauses.descriptions,
    **nouns.FINDERS,
}


@dataclass(frozen=True, slots=True)
class Value:
    """The characters `start:end` of a sentence, which are `text`, and what they were read as.

    `fit` says how well it is what was asked for, the better the higher.
    """

    text: str
    start: int
    end: int
    kind: Kind
    fit: float = 1.0
    moment: Moment | None = None
    quantity: Quantity | None = None


def asked_of(query: Query) -> Sought:
    """What the question asks for."""
    return sought(query.text, query.expects)


def told_by_form(query: Query) -> bool:
    """Whether what is asked for can be told by its form, so that `holds` says something."""
    kind = asked_of(query).kind
    return kind in _FINDERS and kind is not Kind.DESCRIPTION


def holds(query: Query, sentence: Sentence) -> bool:
    """Whether the sentence has a value of the asked kind that the question does not name."""
    return any(True for _ in _found(hasty(query.text, query.expects), sentence))


def asked_values(query: Query, sentence: Sentence) -> tuple[Value, ...]:
    """Those values, what is most likely asked for first. None where form does not tell them."""
    wanted = asked_of(query)
    found = {(one.start, one.end): one for one in reversed(list(_found(wanted, sentence)))}.values()
    if not found:
        return ()
    near = _Nearness(wanted, sentence)
    ranked = sorted(found, key=lambda one: (-(one.fit + near(one)), one.start))
    values = (_value(sentence, one, one.fit + near(one)) for one in ranked)
    return tuple(value for value in values if value)


def _found(wanted: Sought, sentence: Sentence) -> Iterator[Found]:
    finder = _FINDERS.get(wanted.kind)
    for one in finder(wanted, sentence) if finder else ():
        if one.fit >= _LEAST:
            yield one


class _Nearness:
    """How near to the words of the question a value stands: up to 0.5, in another clause less."""

    def __init__(self, wanted: Sought, sentence: Sentence) -> None:
        self._words = sentence.words
        subject = wanted.subject or wanted.question.content
        self._matched = [at for at, word in enumerate(self._words) if word.stem in subject]

    def __call__(self, one: Found) -> float:
        words = self._words
        if one.written or not self._matched or not words:
            return 0.0
        first = next((at for at, word in enumerate(words) if word.end > one.start), len(words) - 1)
        last = max((at for at, word in enumerate(words) if word.start < one.end), default=first)
        gaps = []
        for at in self._matched:
            if first <= at <= last:
                continue
            beside = last if at > last else first
            aside = 3 * abs(words[at].clause - words[beside].clause)
            gaps.append(abs(at - beside) + aside)
        near = sorted(gaps)[:3]
        return sum(0.5 * max(0.0, 1 - gap / _FAR) for gap in near) / 3


def _value(sentence: Sentence, one: Found, fit: float) -> Value | None:
    span = (one.start, one.end) if one.written else sentence.original(one.start, one.end)
    if span is None:
        return None
    start, end = span
    text = sentence.text[start:end]
    return Value(text, start, end, one.kind, fit, one.moment, one.quantity)
