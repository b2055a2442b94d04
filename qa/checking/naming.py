"""Who and what a sentence names, and whether the evidence names them in the same parts.

Names are seen by their capitals. At the start of a sentence, where a capital says nothing, a word
counts as a name unless its ending or the list of plain openers says otherwise.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from qa.checking import facts
from qa.checking.tokens import Token, listed, tokens

_PLAIN = re.compile(r"(?:ing|ly|ed|tion|sion|ment|ness|ists?|ers|ors|ies|ments|tions)$")
_DEMONYM = frozenset(("n", "an", "ian", "ns", "ans", "ians", "ese", "i", "is", "ish", "s", "es"))
_NONE: frozenset[str] = frozenset()
_WINDOW = 3
_LONGEST = 8
"""No abbreviation has more letters."""
_INNER = frozenset(("of", "and", "for"))
_LINKS = frozenset(("from", "to", "than", "against", "over", "before", "after", "until"))
"""Function words that say which part something has, as in "from 4% to 9%"."""


@lru_cache(4096)
def named(text: str) -> tuple[int, ...]:
    """Where in `tokens(text)` the names stand."""
    words = tokens(text)
    return tuple(at for at in range(len(words)) if _is_name(words, at))


def absent(statement: str, evidence: Sequence[str]) -> list[int]:
    """Which of the statement's names the evidence does not hold, as places in its tokens."""
    words = tokens(statement)
    known = [token for text in evidence for token in tokens(text)]
    held = {token.stem for token in known} | {token.low for token in known}
    missing = [at for at in named(statement) if not _held(words[at], held)]
    abbreviated = abbreviations(statement, evidence) if missing else frozenset()
    return [at for at in missing if at not in abbreviated]


def abbreviations(statement: str, evidence: Sequence[str]) -> frozenset[int]:
    """Which of the statement's names the evidence spells out, or has as initials only."""
    words = tokens(statement)
    known = [token for text in evidence for token in tokens(text)]
    short = {token.low for token in known if token.text.isupper()}
    long = {initials for text in evidence for initials in _initials(tokens(text))}
    return frozenset(
        at
        for at in named(statement)
        if (words[at].text.isupper() and words[at].low in long) or _around(words, at) & short
    )


def displaces(statement: str, at: int, evidence: Sequence[str]) -> bool:
    """Whether the name at `at` stands where the evidence has another that the statement lacks.

    That is: between the same words, at the same end of the sentence, or as a part of one name. But
    a first name put before a surname that the evidence has alone takes nobody's place.
    """
    words = tokens(statement)
    stated = {word.stem for word in words}
    part = next(part for part in name_parts(statement) if part.first <= at <= part.last)
    own = {word.stem for word in _of(words, part)}
    left, right = _beside(words, part)
    partly = False
    for text in evidence:
        others = tokens(text)
        for other in name_parts(text):
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


@dataclass(frozen=True, slots=True)
class Part:
    """A name or figure of a sentence: the tokens it is made of, and how it is compared."""

    first: int
    last: int
    compared: str


def swapped(
    statement: str, evidence: str, parts: Callable[[str], Sequence[Part]]
) -> tuple[str, str] | None:
    """Two parts of the statement that have changed places with each other, if there are any.

    Each must stand once in both sentences, and what stands beside it must be what stands beside
    the other in the evidence. Sentences that differ in voice are left alone.
    """
    ours, theirs = _once(parts(statement)), _once(parts(evidence))
    shared = [name for name in ours if name in theirs]
    if len(shared) < 2 or _passive(statement) != _passive(evidence):
        return None
    words, others = tokens(statement), tokens(evidence)
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


@lru_cache(4096)
def name_parts(text: str) -> tuple[Part, ...]:
    """The names of `text`, neighbouring words as one, compared by the last where that is enough."""
    words = tokens(text)
    runs: list[list[int]] = []
    for at in named(text):
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


def _whole(words: Sequence[Token], run: Sequence[int]) -> str:
    return " ".join(words[at].stem for at in run)


def _is_name(words: Sequence[Token], at: int) -> bool:
    word = words[at]
    if not word.capital or len(word.text) < 2 or word.low in listed("titles"):
        return False
    if word.low in facts.openers() or word.low in facts.calendar_words():
        return False
    if not word.opens:
        return True
    if not word.content or word.low in listed("openers"):
        return False
    following = words[at + 1] if at + 1 < len(words) else word
    joined = following.capital and not following.opens and following.clause == word.clause
    return joined or not _PLAIN.search(word.low)


def _held(word: Token, held: set[str]) -> bool:
    if word.stem in held or word.low in held:
        return True
    return len(word.low) > 3 and any(_related(word.low, other) for other in held)


def _related(one: str, other: str) -> bool:
    """Whether one is the other with the ending of a nationality."""
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and long[len(short) :] in _DEMONYM


def _initials(words: Sequence[Token]) -> Iterator[str]:
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


def _within(run: str, full: str) -> Iterator[str]:
    for text in {run, full}:
        for start in range(len(text)):
            for end in range(start + 2, min(start + _LONGEST, len(text)) + 1):
                yield text[start:end]


def _around(words: Sequence[Token], at: int) -> set[str]:
    """The initials of the runs of capitals that word `at` stands in."""
    first, last = at, at
    while at - first < _LONGEST and first > 0 and _in_run(words[first - 1]):
        first -= 1
    while last - at < _LONGEST and last + 1 < len(words) and _in_run(words[last + 1]):
        last += 1
    return set(_initials(words[first : last + 1]))


def _in_run(word: Token) -> bool:
    return word.capital or word.low in _INNER


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
    telling = word.content or word.low in _LINKS or word.low in listed("attributions")
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


def _passive(text: str) -> bool:
    """Whether something is done "by" somebody."""
    return any(
        other.low == "by" and re.search(r"(?:ed|en|wn|t|ne)$", word.low)
        for word, other in pairwise(tokens(text))
    )
