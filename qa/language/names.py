"""Who and what a sentence names, seen by capitals.

At the start of a sentence, where a capital says nothing, a word counts as a name unless its ending
or the list of plain openers says otherwise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index import CALENDAR
from qa.language.lists import WORDS
from qa.language.tokens import Token

# the endings of "Building", "Officials", "Farmers": no names at the start of a sentence
_PLAIN = re.compile(r"(?:ing|ly|ed|tion|sion|ment|ness|ists?|ers|ors|ies|ments|tions)$")
_INNER = frozenset(("of", "and", "for"))
_INITIALS = frozenset(("WHO",))
"""Names that are function words in small letters."""
_LONGEST = 8
"""No abbreviation has more letters."""
_BEFORE_PLACES = frozenset(("in", "at", "near", "from", "to", "off", "outside", "across", "of"))


@dataclass(frozen=True, slots=True)
class Part:
    """A name or figure of a sentence: the tokens it is made of, and how it is compared."""

    first: int
    last: int
    compared: str


def named(words: Sequence[Token]) -> tuple[int, ...]:
    """Where among `words` the names stand."""
    return tuple(at for at in range(len(words)) if _is_name(words, at))


def parts(words: Sequence[Token], names: Sequence[int]) -> tuple[Part, ...]:
    """The names, neighbouring words as one, compared by the last where that is enough."""
    runs: list[list[int]] = []
    for at in names:
        joined = runs and at == runs[-1][-1] + 1 and words[at].clause == words[at - 1].clause
        if joined:
            runs[-1].append(at)
        else:
            runs.append([at])
    last = [words[run[-1]].stem for run in runs]
    return tuple(
        Part(run[0], run[-1], name if last.count(name) == 1 else _whole(words, run))
        for run, name in zip(runs, last, strict=True)
    )


def placed(words: Sequence[Token], names: Sequence[int]) -> bool:
    """Whether a name stands after a preposition of place."""
    return any(at and words[at - 1].low in _BEFORE_PLACES for at in names)


def initials(words: Sequence[Token]) -> Iterator[str]:
    """The initials of every run of capitalised words, "of" and "and" passed over or counted."""
    run, full = "", ""
    for word in words:
        if word.capital:
            run, full = run + word.low[0], full + word.low[0]
        elif word.low in _INNER and run:
            full += word.low[0]
        else:
            yield from _within(run, full)
            run, full = "", ""
    yield from _within(run, full)


def initials_around(words: Sequence[Token], at: int) -> frozenset[str]:
    """The initials of the runs of capitals that word `at` stands in."""
    first, last = at, at
    while at - first < _LONGEST and first > 0 and _in_run(words[first - 1]):
        first -= 1
    while last - at < _LONGEST and last + 1 < len(words) and _in_run(words[last + 1]):
        last += 1
    return frozenset(initials(words[first : last + 1]))


def _is_name(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if not word.capital or len(word.text) < 2 or word.low in WORDS.among("titles"):
        return False
    if word.text in _INITIALS:
        return True
    if word.low in WORDS.among("function_words") or word.low in CALENDAR:
        return False
    if not word.opens:
        return True
    if not word.content or word.low in WORDS.among("openers"):
        return False
    following = words[at + 1] if at + 1 < len(words) else word
    joined = following.capital and not following.opens and following.clause == word.clause
    return joined or not _PLAIN.search(word.low)


def _whole(words: Sequence[Token], run: Sequence[int]) -> str:
    return " ".join(words[at].stem for at in run)


def _within(run: str, full: str) -> Iterator[str]:
    for text in {run, full}:
        for start in range(len(text)):
            for end in range(start + 2, min(start + _LONGEST, len(text)) + 1):
                yield text[start:end]


def _in_run(word: Token) -> bool:
    return word.capital or word.low in _INNER
