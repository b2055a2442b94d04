"""When, where and how surely a sentence tells of something, as a question's own is compared."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from index import CALENDAR
from qa.language import Sentence, Stretch
from qa.language.lists import CLAUSES
from qa.reading.lists import FITNESS

_PLACED = frozenset(("in", "at", "near", "off", "outside", "across", "inside"))
_RELATIVE = CLAUSES.among("times")


def stretches(question: Sentence) -> tuple[Stretch, ...]:
    """The days of which a question asks; "since" and "before" leave a side open."""
    return tuple(_stretches(question))


def _stretches(question: Sentence) -> Iterator[Stretch]:
    for moment in question.moments:
        if not moment.stretches or moment.minutes is not None:
            continue
        before = [word.low for word in question.words if word.end < moment.start][-1:]
        first, last = moment.stretches[0][0], moment.stretches[-1][1]
        if before in (["since"], ["after"]):
            last = date.max
        elif before in (["before"], ["until"]):
            first = date.min
        yield first, last


@lru_cache(4096)
def days(sentence: Sentence) -> tuple[Stretch, ...]:
    """The days that a sentence names, as far as it is known which."""
    return tuple(
        one for moment in sentence.moments if moment.minutes is None for one in moment.stretches
    )


def meet(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches share a day."""
    return one[0] <= other[1] and other[0] <= one[1]


@lru_cache(4096)
def supposed(sentence: Sentence) -> bool:
    """Whether it tells of what would have been: "would have cost", "had it failed"."""
    return any(
        one.low in FITNESS.among("supposing") and other.low == "have"
        for one, other in pairwise(sentence.words)
    )


@lru_cache(4096)
def places(sentence: Sentence) -> frozenset[str]:
    """The stems of the names after a preposition of place."""
    words = sentence.words
    return frozenset(
        words[at].stem
        for part in sentence.names
        if part.first and words[part.first - 1].low in _PLACED
        for at in range(part.first, part.last + 1)
    )


@lru_cache(4096)
def ranked(sentence: Sentence) -> frozenset[int]:
    """Which lines of ranks its words are of: that of "largest", that of "first"; no "last week"."""
    found = set()
    words = sentence.words
    for at, word in enumerate(words):
        line = _ranks().get(word.low)
        following = words[at + 1].low if at + 1 < len(words) else ""
        if line is not None and following not in _RELATIVE and following not in CALENDAR:
            found.add(line)
    return frozenset(found)


@lru_cache(4096)
def echoing(sentence: Sentence) -> bool:
    """Whether it asks something itself, or says that nobody answers."""
    if sentence.text.rstrip("”\"') ").endswith("?"):
        return True
    lows = [word.low for word in sentence.words]
    if FITNESS.among("echoing").isdisjoint(lows):
        return False
    return _echoes().search(" ".join(lows)) is not None


@cache
def _echoes() -> re.Pattern[str]:
    return re.compile(rf"\b{FITNESS.either('echoes')}\b")


@cache
def _ranks() -> dict[str, int]:
    return {word: at for at, line in enumerate(FITNESS.groups("ranks")) for word in line}
