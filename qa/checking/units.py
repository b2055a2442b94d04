"""Whether a figure of the statement counts what it counts in the evidence.

"19 weeks instead of the planned 14" has the second figure without its unit: it is that of the
first, and no other. Nor are 14 weeks 14 people, 14 per cent 14 percentage points, or 14 people 14
households.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from qa.checking import quantities
from qa.checking.lists import LISTS
from qa.language import Form, Quantity, QuantityKind, Sentence, stem
from qa.language.clauses import form
from qa.language.lists import CLAUSES, WORDS
from qa.language.quantities import unit_named

_POINTS = "percentage point"
# the words after a figure, " full working days"
_AFTER = re.compile(r"(?:[ -](?:[A-Za-z']+)){1,4}")
# " percentage points"
_PERCENTAGE = re.compile(r"(|[ -]percentage)[ -]points?\b", re.I)
# the "aged " before a figure
_AGED = re.compile(r"\b(?:aged?|age of) $", re.I)
# the "-old" behind a unit
_OLD = re.compile(r"[ -]olds?\b")
# the " to " of "14 to 19 weeks"
_RANGE = re.compile(r"(?:[ -]|\b(?:and|to|or)\b|[$€£])*")
_JOINTS = CLAUSES.among("prepositions", "subordinators", "coordinators")
_GOES_WITHOUT = frozenset(("year", "percent", "degree", "hour"))
"""Units that may be left out where no other is near: of ages, rates, temperatures, times."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a quantity counts: its unit, or the stems of the words that follow; nothing if left out.

    `meant` is the unit that is left out beside a figure that has one, as far as can be told.
    """

    unit: str
    nouns: tuple[str, ...]
    meant: str
    age: bool


def swapped(stated: Quantity, statement: Sentence, evidence: Sequence[Sentence]) -> Quantity | None:
    """The figure of the evidence that the statement gives for something else, if there is one.

    None where the evidence has it for the same thing too, or where it cannot be told.
    """
    ours = _counted(statement).get(stated)
    if ours is None or stated.kind is not QuantityKind.AMOUNT or not (ours.unit or ours.nouns):
        return None
    same = list(_carrying(stated, evidence))
    if any(known.kind is QuantityKind.SHARE for known, _, _ in same):
        return None
    if not ours.age:  # a figure that says what it counts tells more than one that does not
        same = [one for one in same if one[1].unit or one[1].nouns] or same
    if any(not _differ(ours, theirs, sentence) for _, theirs, sentence in same):
        return None
    return same[0][0] if same else None


def _carrying(
    stated: Quantity, evidence: Sequence[Sentence]
) -> Iterator[tuple[Quantity, _Counted, Sentence]]:
    """The quantities that carry the stated one, what each counts, and where it stands."""
    for sentence in evidence:
        for known, theirs in _counted(sentence).items():
            if quantities.carried(stated, (known,)):
                yield known, theirs, sentence


def _differ(stated: _Counted, known: _Counted, sentence: Sentence) -> bool:
    if _POINTS in (stated.unit, known.unit):
        return stated.unit != known.unit and "point" not in (*stated.nouns, *known.nouns)
    if stated.unit and known.unit:
        return stated.unit != known.unit
    if stated.unit:
        return _unlike(stated, known, sentence)
    if known.unit:
        return bool(stated.nouns) and not known.age
    one, other = _group(stated.nouns), _group(known.nouns)
    return one is not None and other is not None and one != other


def _unlike(stated: _Counted, known: _Counted, sentence: Sentence) -> bool:
    """Whether a figure that has no unit in the evidence cannot have the one of the statement."""
    if known.nouns or stated.age:
        return bool(known.nouns)
    if known.meant:
        return known.meant != stated.unit
    units = {one.unit for one in _counted(sentence).values()}
    return stated.unit not in _GOES_WITHOUT | units


@lru_cache(4096)
def _counted(sentence: Sentence) -> dict[Quantity, _Counted]:
    """What each quantity of the sentence counts."""
    flat, every = sentence.flat, sentence.quantities
    own = [_own(one, flat) for one in every]
    return {
        one: _Counted(unit, nouns, "" if unit or nouns else _meant(at, every, own, flat),
                      unit == "year" and _aged(one, flat))
        for at, (one, (unit, nouns)) in enumerate(zip(every, own, strict=True))
    }  # fmt: skip


def _aged(quantity: Quantity, flat: str) -> bool:
    before = flat[max(0, quantity.start - 8) : quantity.start]
    return bool(_AGED.search(before) or _OLD.match(flat, quantity.end))


def _own(quantity: Quantity, flat: str) -> tuple[str, tuple[str, ...]]:
    """The unit of a quantity, adjectives passed over, or the stems of the words that follow it."""
    if quantity.unit in ("", "percent") and (points := _PERCENTAGE.match(flat, quantity.end)):
        return (_POINTS, ()) if quantity.unit or "p" in points[1] else ("", ("point",))
    if quantity.unit:
        return quantity.unit, ()
    following = _AFTER.match(flat, quantity.end)
    nouns: list[str] = []
    for word in following.group().replace("-", " ").split() if following else ():
        if (unit := unit_named(word)) and not nouns:
            return unit, ()
        compared, content = stem(word)
        low = word.lower()
        verb = nouns and form(low) in (Form.EITHER, Form.PAST)
        if verb or not content or low in _JOINTS:
            break
        if low not in WORDS.among("unit_adjectives"):
            nouns.append(compared)
    return "", tuple(nouns)


def _meant(
    at: int, every: Sequence[Quantity], own: Sequence[tuple[str, tuple[str, ...]]], flat: str
) -> str:
    """The unit of the figure beside that one, which the figure at `at` leaves out."""
    if at + 1 < len(every) and own[at + 1][0]:
        between = flat[every[at].end : every[at + 1].start]
        if _RANGE.fullmatch(between):
            return own[at + 1][0]
    return own[at - 1][0] if at else ""


@cache
def _group_of() -> dict[str, int]:
    groups = enumerate(LISTS.groups("counted"))
    return {stem(word)[0]: number for number, group in groups for word in group}


def _group(nouns: Sequence[str]) -> int | None:
    """The group of the last noun that has one."""
    return next((_group_of()[noun] for noun in reversed(nouns) if noun in _group_of()), None)
