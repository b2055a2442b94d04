"""Where and how surely a sentence tells of something, as a question's own is compared."""

from functools import cache, lru_cache
from itertools import pairwise

from index import CALENDAR
from qa.fitness.lists import FITNESS
from qa.language import Sentence
from qa.language.lists import CLAUSES, WORDS

_PLACED = frozenset(("in", "at", "near", "off", "outside", "across", "inside"))
_CLOSING = "”’\"') "
_BEFORE = 3
"""So many words before a question word stands what says that somebody asks."""
Rank = tuple[int, int]
"""A line of the lists of ranks, and a group of that line: nothing is of two of them."""


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
def ranked(sentence: Sentence) -> frozenset[Rank]:
    """Its ranks, each as a line of the lists and a group of that: no "last week", no "at most"."""
    found = set()
    words = sentence.words
    for at, word in enumerate(words):
        if word.low not in _ranks():
            continue
        following = words[at + 1].low if at + 1 < len(words) else ""
        before = words[at - 1].low if at else ""
        timed = following in CLAUSES.among("times") or following in CALENDAR
        if not timed and before not in FITNESS.among("no_ranks"):
            found.add(_ranks()[word.low])
    return frozenset(found)


def echoing(sentence: Sentence, word: str) -> bool:
    """Whether it asks the question with `word` itself, or says that nobody answers that.

    "They want to know why", "It is unclear who", "He did not say when".
    """
    words = sentence.words
    if sentence.text.rstrip(_CLOSING).endswith("?"):
        return True
    if word not in sentence.stems:
        return False
    for at, one in enumerate(words):
        if one.low == word and at:
            before = [other.low for other in words[max(0, at - _BEFORE) : at]]
            asks = FITNESS.among("asking").intersection(before)
            if asks and (asks - FITNESS.among("asking_denied") or _denied(sentence, at)):
                return True
    return False


def _denied(sentence: Sentence, at: int) -> bool:
    """Whether a word of negation, or of wanting, stands shortly before word `at`."""
    before = {word.low for word in sentence.words[max(0, at - 2 * _BEFORE) : at]}
    return not before.isdisjoint(WORDS.among("negations", "refusals") | FITNESS.among("wanting"))


@cache
def _ranks() -> dict[str, Rank]:
    found: dict[str, Rank] = {}
    for line, groups in enumerate(FITNESS.table["ranks"]):
        for group, words in enumerate(groups.split("|")):
            found.update(dict.fromkeys(words.split(), (line, group)))
    return found
