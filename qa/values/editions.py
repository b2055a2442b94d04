"""Whether the day that an article is stamped with is the day that it was written on.

A page that was written on later keeps its first stamp: one of 12 June tells of "Friday, June 24".
And a round-up prints pieces of several days, each under a line such as "Orle Courier. 4 May 2024."
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from qa.language import Moment, Sentence, read
from qa.language.lists import TIMES
from qa.values.tenses import Tense, tense

_NEAR = timedelta(12)
"""So far from publication a date may name the weekday that is meant by "on Friday"."""
_FEW = timedelta(5)
"""In so few days a weekday comes once."""
_SIX = timedelta(6)
_LATER = timedelta(60)
"""So long a page is written on."""
_TOGETHER = timedelta(3)
"""Two times so near each other tell of one event, one alone may have been misread."""
# "This story was originally published on June 12"
_REPRINTED = re.compile(rf"\b{TIMES.either('reprinted')} (?:on|in|at) ", re.I)
_BOUND = re.compile(r"\b(?:through|until|till|by|before|next|from) (?:\w+ )?$", re.I)
_LINE = 10
"""So many words at most has a line that says of when a piece is."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The day that an article's times count from, and whether its text agrees with it.

    `named` are the days that the text itself gives for weekdays, Monday being 0; `weekdays` are all
    that it has.
    """

    day: date | None = None
    trusted: bool = True
    named: Mapping[int, date] = field(default_factory=dict)
    weekdays: frozenset[int] = frozenset()

    def late(self, back: timedelta) -> bool:
        """Whether a weekday so long ago may be the day after it was stamped, which it is told of.

        In a text of a Friday that has "Friday", "on Saturday" may be written a day later.
        """
        return self.day is not None and back == _SIX and self.day.weekday() in self.weekdays

    @property
    def shifted(self) -> bool:
        """Whether it was written a few days about those `named`, and not on the day stamped."""
        spread = max(self.named.values()) - min(self.named.values()) if self.named else _NEAR
        return not self.trusted and spread < _FEW


def edition(sentences: Sequence[Sentence]) -> Edition:
    """Of an article, or of as much of it as there is, whose last sentence is to be understood."""
    return _edition(tuple(sentences))


@lru_cache(256)
def _edition(sentences: tuple[Sentence, ...]) -> Edition:
    day = next((one.published for one in sentences if one.published), None)
    if day is None:
        return Edition()
    named: dict[int, date] = {}
    later: list[date] = []
    weekdays: set[int] = set()
    for sentence in sentences:
        for moment in sentence.moments:
            if moment.weekday is not None:
                weekdays.add(moment.weekday)
            if moment.day is None or moment.month is None:
                continue
            for first, _ in moment.stretches:
                if moment.weekday is not None and abs(first - day) <= _NEAR:
                    named.setdefault(moment.weekday, first)
                if timedelta() < first - day <= _LATER and _told(sentence, moment):
                    later.append(first)
    later.sort()
    again = any(other - one <= _TOGETHER for one, other in pairwise(later))
    return Edition(day, not again, named, frozenset(weekdays))


def _told(sentence: Sentence, moment: Moment) -> bool:
    """Whether it is told as what is over; "through 3 June" is not."""
    bound = _BOUND.search(sentence.flat, 0, moment.start)
    return bound is None and tense(sentence, moment) is Tense.OVER


def headed(sentences: Sequence[Sentence], at: int) -> Edition | None:
    """That of a piece within an article, by the line above it: "Orle Courier. 4 May 2024."."""
    day = sentences[at].published
    for sentence in reversed(sentences[:at]):
        if len(sentence.words) > _LINE or day is None:
            continue
        whole = [one for one in sentence.moments if one.year and one.month and one.day]
        if whole and not any(form.value for form in sentence.forms):
            found = whole[0].stretches[0][0]
            return Edition(found) if abs(found - day) <= 2 * _NEAR else None
    return None


def reprinted(text: str) -> bool:
    """Whether an article says that it was first printed at another time than it was written."""
    return _REPRINTED.search(text) is not None


def as_of(sentence: Sentence, day: date) -> Sentence:
    """The same sentence as read on another day."""
    return sentence if sentence.published == day else read(sentence.text, day, sentence.start)
