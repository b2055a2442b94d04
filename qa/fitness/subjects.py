"""Of whom a sentence speaks: names as they are told apart, and whom its pronoun means."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from index import CALENDAR
from qa.fitness.lists import FITNESS
from qa.language import Sentence, stem
from qa.language.lists import CLAUSES, WORDS
from qa.understanding.lists import CLASSES

_PEOPLE = frozenset(("he", "she", "him", "her", "his"))
_SUBJECTS = frozenset(("he", "she", "it", "they"))
_PLACED = frozenset(("in", "at", "near", "from", "to", "off", "outside", "across"))
_OPENING = 6
"""Among so many words a pronoun stands that is the subject of a sentence."""
_NUMERALS = frozenset(("ii", "iii", "iv", "v", "vi", "jr", "sr"))
_BACK = 3
"""So many sentences back somebody is still meant."""

Name = tuple[str, ...]
"""The stems of a name's words in order, without title, office and number."""


@lru_cache(4096)
def names(sentence: Sentence) -> tuple[Name, ...]:
    """The names of a sentence as people and organisations are told apart by them."""
    return tuple(filter(None, (_bare(sentence, one.first, one.last) for one in sentence.names)))


def _bare(sentence: Sentence, first: int, last: int) -> Name:
    words = sentence.words[first : last + 1]
    dropped = CLASSES.among("roles") | CALENDAR | _NUMERALS
    return tuple(word.stem for word in words if word.low not in dropped)


@lru_cache(4096)
def people(sentence: Sentence) -> tuple[Name, ...]:
    """Those of its names that may be somebody's: no place, organisation or abbreviation."""
    return tuple(_people(sentence))


def _people(sentence: Sentence) -> Iterator[Name]:
    words = sentence.words
    for one in sentence.names:
        lows = {word.low for word in words[one.first : one.last + 1]}
        placed = one.first > 0 and words[one.first - 1].low in _PLACED
        short = one.first == one.last and words[one.first].text.isupper()
        public = lows & _nobody()
        if not (placed or short or public) and (name := _bare(sentence, one.first, one.last)):
            yield name


@cache
def _nobody() -> frozenset[str]:
    """Words in a name that nobody bears."""
    public = CLASSES.among("organisations", "places", "groups", "events")
    return public | FITNESS.among("no_surnames")


def namesakes(asked: Sequence[Name], found: Sequence[Name]) -> bool:
    """Whether another of the same last name is `found`, and nobody who may be meant."""
    other = False
    for name in asked:
        for one in found:
            if one[-1] != name[-1]:
                continue
            if len(one) == 1 or len(name) == 1 or set(one[:-1]) & set(name[:-1]):
                return False
            other = True
    return other


def pronoun(sentence: Sentence) -> str:
    """The pronoun that is its subject, in lower case; empty where a name comes first."""
    words = sentence.words
    named = sentence.named
    first = named[0] if named else len(words)
    for at in range(min(_OPENING, first, len(words))):
        if words[at].low in _SUBJECTS:
            return words[at].low
    return ""


def told_by(before: Sequence[Sentence]) -> Name:
    """Who spoke last in the sentences `before`, if a name tells it."""
    for sentence in before[: -_BACK - 1 : -1]:
        for speaker in reversed(sentence.speakers):
            if speaker[0].isupper() and speaker.lower() not in CLAUSES.among("pronouns"):
                return tuple(stem(word)[0] for word in speaker.split())
    return ()


def meant(low: str, before: Sequence[Sentence], headline: Sentence) -> Name:
    """Whom the pronoun `low` means: who is named first in the nearest sentence that names one."""
    for sentence in (*before[: -_BACK - 1 : -1], headline):
        found = people(sentence) if low in _PEOPLE else names(sentence)
        if found:
            return found[0]
    return ()


def subjects(sentence: Sentence) -> frozenset[str]:
    """The stems of those who do something in it, or have it done to them in the passive."""
    return _subjects(sentence)


@lru_cache(4096)
def _subjects(sentence: Sentence) -> frozenset[str]:
    found: set[str] = set()
    for act in sentence.acts:
        found.update(act.sufferer if act.passive else act.doer)
    if (named := sentence.names) and not _led(sentence, named[0].first):
        found.update(word.stem for word in sentence.words[named[0].first : named[0].last + 1])
    return frozenset(found)


def _led(sentence: Sentence, at: int) -> bool:
    before = sentence.words[at - 1].low if at else ""
    return before in CLAUSES.among("prepositions") or before in WORDS.among("speech")
