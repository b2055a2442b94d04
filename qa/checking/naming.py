"""Whether the evidence names who and what the statement names, and in the same parts."""

import re
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from qa.language import Part, Sentence, Token
from qa.language.lists import ATTRIBUTIONS
from qa.language.names import initials_around

_DEMONYM = frozenset(("n", "an", "ian", "ns", "ans", "ians", "ese", "i", "is", "ish", "s", "es"))
_NONE: frozenset[str] = frozenset()
_NO_PLACES: frozenset[int] = frozenset()
_WINDOW = 3
"""How many telling words beside a name are compared."""
_LINKS = frozenset(("from", "to", "than", "against", "over", "before", "after", "until"))
"""Function words that say which part something has, as in "from 4% to 9%"."""
# the endings of participles, "beaten by" and "won by"
_PARTICIPLE = re.compile(r"(?:ed|en|wn|t|ne)$")


def absent(statement: Sentence, evidence: Sequence[Sentence]) -> list[int]:
    """Which of the statement's names the evidence does not hold, as places in its words."""
    held = {form for one in evidence for token in one.words for form in (token.stem, token.low)}
    missing = [at for at in statement.named if not _held(statement.words[at], held)]
    abbreviated = abbreviations(statement, evidence) if missing else _NO_PLACES
    return [at for at in missing if at not in abbreviated]


def abbreviations(statement: Sentence, evidence: Sequence[Sentence]) -> frozenset[int]:
    """Which of the statement's names the evidence spells out, or has as initials only."""
    words = statement.words
    short = {token.low for one in evidence for token in one.words if token.text.isupper()}
    long = frozenset[str]().union(*(one.initials for one in evidence))
    return frozenset(
        at
        for at in statement.named
        if (words[at].text.isupper() and words[at].low in long)
        or initials_around(words, at) & short
    )


def displaces(statement: Sentence, at: int, evidence: Sequence[Sentence]) -> bool:
    """Whether the name at `at` stands where the evidence has another that the statement lacks.

    That is: between the same words, at the same end of the sentence, or as a part of one name. But
    a first name put before a surname that the evidence has alone takes nobody's place.
    """
    words, stated = statement.words, statement.stems
    part = next(part for part in statement.names if part.first <= at <= part.last)
    own = {word.stem for word in _of(words, part)}
    left, right = _beside(words, part)
    partly = False
    for sentence in evidence:
        others = sentence.words
        for other in sentence.names:
            named_there = {word.stem for word in _of(others, other)}
            if named_there & own:
                if named_there - stated:
                    return True
                partly = True
            if partly or named_there & stated:
                continue
            before, after = _beside(others, other)
            if _same_side(left, before) and _same_side(right, after):
                return True
    return False


def _same_side(one: set[str], other: set[str]) -> bool:
    return bool(one & other) or not (one or other)


def swapped(
    statement: Sentence, stated: Sequence[Part], evidence: Sentence, known: Sequence[Part]
) -> tuple[str, str] | None:
    """Two of the `stated` parts that have changed places with each other, if there are any.

    Each must stand once in both sentences, and what stands beside it must be what stands beside
    the other in the evidence. Sentences that differ in voice are left alone.
    """
    ours, theirs = _once(stated), _once(known)
    shared = [name for name in ours if name in theirs]
    if len(shared) < 2 or _passive(statement) != _passive(evidence):
        return None
    words, others = statement.words, evidence.words
    every = frozenset(word.stem for name in shared for word in _of(words, ours[name]))
    for one, other in combinations(shared, 2):
        if _joined(others, theirs[one], theirs[other]):
            continue
        beside = [_near(words, ours[name], every) for name in (one, other)]
        there = [_near(others, theirs[name], every) for name in (one, other)]
        straight = _alike(beside[0], there[0]) + _alike(beside[1], there[1])
        crossed = _alike(beside[0], there[1]) + _alike(beside[1], there[0])
        if crossed >= straight + 2:
            return one, other
    return None


def _held(word: Token, held: set[str]) -> bool:
    if word.stem in held or word.low in held:
        return True
    return len(word.low) > 3 and any(_related(word.low, other) for other in held)


def _related(one: str, other: str) -> bool:
    """Whether one is the other with the ending of a nationality."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and long[len(short) :] in _DEMONYM


def _beside(words: Sequence[Token], part: Part) -> tuple[set[str], set[str]]:
    """The stems of the words that tell something, just before and just after `part`."""
    before = words[max(0, part.first - _WINDOW) : part.first]
    after = words[part.last + 1 : part.last + 1 + _WINDOW]
    left, right = ({w.stem for w in side if _tells(w, _NONE)} for side in (before, after))
    return left, right


_Near = tuple[list[str], list[str]]


def _near(words: Sequence[Token], part: Part, skipped: frozenset[str]) -> _Near:
    before = [w.stem for w in reversed(words[: part.first]) if _tells(w, skipped)]
    after = [w.stem for w in words[part.last + 1 :] if _tells(w, skipped)]
    return before[:_WINDOW], after[:_WINDOW]


def _tells(word: Token, skipped: frozenset[str]) -> bool:
    """Whether what stands beside `word` says something of it."""
    telling = word.content or word.low in _LINKS or word.low in ATTRIBUTIONS
    return telling and word.stem not in skipped


def _alike(one: _Near, other: _Near) -> int:
    """How many words stand on the same side of both; the nearest counts double."""
    total = 0
    for ours, theirs in zip(one, other, strict=True):
        total += len(set(ours) & set(theirs))
        total += bool(ours and theirs and ours[0] == theirs[0])
    return total


def _once(parts: Iterable[Part]) -> dict[str, Part]:
    found: dict[str, Part | None] = {}
    for part in parts:
        found[part.compared] = None if part.compared in found else part
    return {name: part for name, part in found.items() if part is not None}


def _of(words: Sequence[Token], part: Part) -> Sequence[Token]:
    return words[part.first : part.last + 1]


def _joined(words: Sequence[Token], one: Part, other: Part) -> bool:
    """Whether the two are items of one list, whose order says nothing."""
    first, last = sorted((one, other), key=lambda part: part.first)
    between = words[first.last + 1 : last.first]
    return all(word.low in ("and", "or") or word.capital for word in between)


def _passive(sentence: Sentence) -> bool:
    """Whether something is done "by" somebody."""
    return any(
        other.low == "by" and _PARTICIPLE.search(word.low)
        for word, other in pairwise(sentence.words)
    )
