"""Whether a sentence tells of the days that a question asks about."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from qa.language import Moment, Sentence, Stretch
from qa.types import Expects, Query
from qa.values.resolving import resolve
from qa.values.tenses import said_then

_LATE = timedelta(7)
"""So long after a day it is still being reported, or a quarter of how long it lasted."""
_YEAR = timedelta(366)
"""A longer time that a sentence names, such as "the past decade", is of no day in it."""
_FIGURES = (Expects.COUNT, Expects.MONEY, Expects.AMOUNT)
_SEASON = timedelta(100)
"""To be of a longer time says little."""
_AROUND, _ASIDE, _RETOLD = 0.5, 0.25, -0.25


class Times:
    """The `stretches` of days that a question asks of, made once for it; false without any."""

    def __init__(self, query: Query, question: Sentence, start: int) -> None:
        self.stretches = (query.happened,) if query.happened else _asked(question, start)
        self._figure = query.expects in _FIGURES
        self._first = min((one[0] for one in self.stretches), default=date.min)
        self._last = max((one[1] for one in self.stretches), default=date.max)

    def __bool__(self) -> bool:
        return bool(self.stretches)

    def told(self, sentence: Sentence, before: Sequence[Sentence], *, past: bool) -> float:
        """How well it is of these days, in [-1, 1]; `past` where what is asked for is over.

        A sentence that names no day is of the one before it, or of that of its article.
        """
        near = tuple(before[-2:])
        if self._met(days(sentence, near, said=not self._figure)):
            return 1.0
        then = past and self._news(sentence.published)
        if days(sentence, near):  # in news of these days another one may be the background
            return _ASIDE if then and not self._figure else -1.0
        if then or (before and self._met(days(before[-1], ()))):
            return _ASIDE if self._last - self._first > _SEASON else _AROUND
        if sentence.published is None or not past:
            return 0.0
        if sentence.published < self._first:
            return -_AROUND
        return _RETOLD if self._figure else 0.0

    def _news(self, published: date | None) -> bool:
        """Whether what is told on that day is of these days, or just after."""
        if published is None or published < self._first:
            return False
        return self._last == date.max or published <= self._last + late((self._first, self._last))

    def of_others(self, sentence: Sentence, before: Sequence[Sentence]) -> bool:
        """Whether its figure is plainly one of other days: it names some, and none of these."""
        if not (self._figure and self.stretches):
            return False
        named = days(sentence, tuple(before[-2:]))
        return bool(named) and not self._met(named)

    def _met(self, named: Sequence[Stretch]) -> bool:
        return any(meet(one, other) for one in named for other in self.stretches)


def late(days: Stretch) -> timedelta:
    """How long after those days what happened in them is still news."""
    return max(_LATE, (days[1] - days[0]) / 4)


@lru_cache(4096)
def days(
    sentence: Sentence, before: tuple[Sentence, ...] = (), *, said: bool = False
) -> tuple[Stretch, ...]:
    """The days that a sentence tells of, after those `before` it; when it was `said`, too."""
    return tuple(_days(sentence, before, said))


def _days(sentence: Sentence, before: tuple[Sentence, ...], said: bool) -> Iterator[Stretch]:
    for moment in sentence.moments:
        if _compared(sentence, moment):
            continue
        if said or not said_then(sentence, moment):
            found = resolve(moment, sentence, before)
            if found and found.sure and found.days[1] - found.days[0] <= _YEAR:
                yield found.days


def _compared(sentence: Sentence, moment: Moment) -> bool:
    """Whether it only dates a figure for comparison: "a loss, after 3.4 million a year earlier"."""
    if moment.shift is None:
        return False
    figures = [one for one in sentence.undated if one.end <= moment.start]
    return len(figures) > 1 and not sentence.flat[figures[-1].end : moment.start].strip()


def meet(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


def _asked(question: Sentence, start: int) -> tuple[Stretch, ...]:
    """The days of any time in a question from `start` on; "since", "before" leave a side open."""
    found = []
    for moment in question.moments:
        if not moment.stretches or moment.minutes is not None or moment.start < start:
            continue
        if moment.relative and moment.text[0].isupper():  # the newspaper "Orle Today"
            continue
        before = [word.low for word in question.words if word.end < moment.start][-1:]
        first, last = moment.stretches[0][0], moment.stretches[-1][1]
        if before in (["since"], ["after"]):
            last = date.max
        elif before in (["before"], ["until"]):
            first = date.min
        found.append((first, last))
    return tuple(found)
