"""Quantities as they are written: values with their units, shares, ranks, bounds.

"4.2 million crowns", "$4.2m" and "4,200,000" differ in unit only; "two thirds" is a share, "the
third" a rank, "more than 4 million" a bound.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import takewhile

from qa.language.lists import CLAUSES, WORDS
from qa.language.numerals import ONES, RANKS, SCALES, TENS, tens
from qa.language.tokens import FIGURE, stem

_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "eighth": 8, "tenth": 10,
}  # fmt: skip
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_PART_NAMES = r"(?:halves|thirds?|quarters?|fourths|fifths?|sixths?|eighths?|tenths?)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "|".join(sorted((*ONES[1:], "zero", *TENS), key=len, reverse=True))
_SCALE = "dozen|hundred|thousand|million|billion|trillion|mln|trn|bn|mn|tn|[kmb]"
# "$4.2m", "1,400", "-3", "21st", "12 million"
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.)])-)?(?:(?:A|AU|C|US|NZ|HK)?(?P<money>[$€£¥₹])\s?)?"
    rf"(?<![\d.,:/]|[^\W\d_])(?P<digits>{_DIGITS})(?P<rank>st|nd|rd|th)?"
    rf"(?![\d/]|:\d|[ -]{_PART_NAMES}\b)"
    rf"(?:[ -]?(?P<scale>{_SCALE})(?![^\W\d_]))?",
    re.I,
)
# "twenty-three", "two and a half million", "half a dozen", "a hundred"
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORDS})(?![ -]{_PART_NAMES}\b|-(?:{'|'.join(RANKS)})\b)|"
    r"(?:half[ -])?a[ -]dozen|(?:a[ -])?half[ -]dozen|dozen|"
    r"a(?= (?:hundred|thousand|million|billion|trillion)\b))"
    rf"(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)) and (?:{_WORDS})|"
    rf"[ -](?:{_WORDS}|dozen|hundred|thousand|million|billion|trillion)| and a half)*\b",
    re.I,
)
# "two thirds", "a quarter", "half"
_FRACTION = re.compile(
    rf"\b(?:(?P<top>{'|'.join(ONES[1:11])}|a|\d+)[ -])?"
    r"(?P<part>halves|half|thirds?|quarters?|fourths|fifths?|sixths?|eighths?|tenths?)\b",
    re.I,
)
# "three in ten", "one-in-ten", "7 out of 9"
_OUT_OF = re.compile(
    rf"\b(?P<top>{'|'.join(ONES[1:11])}|\d+)[ -](?:in|out[ -]of)[ -]"
    rf"(?P<of>{'|'.join(ONES[2:11])}|\d+)\b",
    re.I,
)
# "third", "twenty-first"
_RANK = re.compile(rf"\b(?:(?P<ten>{'|'.join(TENS)})-)?(?P<rank>{'|'.join(RANKS)})\b", re.I)
_JOINTS = CLAUSES.among("coordinators", "subordinators")
# "square miles", "metres", "US dollars"
_UNIT = re.compile(r"[ -]?(?:(square|sq|cubic) )?([A-Za-z]+)(?: ([A-Za-z]+))?", re.I)
_MEASURES = {"square": "square", "sq": "square", "cubic": "cubic"}
# the " man" of "a third man"
_NOUN_NEXT = re.compile(r"\s(?!of\b)[a-z]")
# the "second " of "the second half"
_AFTER_RANK = re.compile(r"\b(?:first|second|other|-) ?$")
# the words after a figure, " wooden houses"
_COUNTED = re.compile(r"(?:[ -][A-Za-z]+){1,4}")
# "dozens", "thousands"
_VAGUE = re.compile(r"\b(dozens|scores|hundreds|thousands|millions|billions|trillions)\b", re.I)
_VAGUE_FLOORS = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2e3, "millions": 2e6,
    "billions": 2e9, "trillions": 2e12,
}  # fmt: skip


class QuantityKind(Enum):
    """What a figure counts."""

    AMOUNT = "number"
    RANK = "rank"
    SHARE = "share"


class Bound(Enum):
    """How a figure is qualified by the words before it."""

    EXACT = ""
    ABOUT = "about"
    ABOVE = "more than"
    BELOW = "less than"


_BOUNDED = (Bound.ABOVE, Bound.BELOW, Bound.ABOUT)
# " or more", "+"
_OR_MORE = re.compile(r"\+| or more| and (?:over|above)|-plus")
# " or less"
_OR_LESS = re.compile(r" or (?:less|fewer)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at `start:end` of the levelled text.

    `low` and `high` differ for vague words only. `unit` is a compared spelling, empty where the
    figure has none of the known units; `step` is what its last written digit counts; `counted` are
    the stems of the words that follow.
    """

    text: str
    start: int
    end: int
    low: float
    high: float
    kind: QuantityKind = QuantityKind.AMOUNT
    unit: str = ""
    bound: Bound = Bound.EXACT
    step: float = 1.0
    counted: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """The figure for messages: what it counts, as it is written, and in plain digits."""
        plain = f"{self.low:.12g}"
        same = self.kind is QuantityKind.SHARE or self.text.startswith(plain)
        return f"{self.kind.value} {self.text!r}" + ("" if same else f" ({plain})")


def quantities(
    flat: str, lows: frozenset[str], dates: Sequence[tuple[int, int]]
) -> tuple[Quantity, ...]:
    """Every quantity of a levelled text in order, less the figures inside `dates`.

    `lows` are its words as `tokens.lows` has them. A figure that can be read in two ways, such as
    "200m", is there twice, at the same place.
    """
    taken = list(dates)
    found: list[Quantity] = []
    for needed, pattern, read in _READERS:
        for match in () if needed.isdisjoint(lows) else pattern.finditer(flat):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            if read_as := read(match, flat):
                found.extend(read_as)
                taken.append(span)
    return tuple(sorted(found, key=lambda q: q.start))


def is_money(unit: str) -> bool:
    """Whether a unit, as it is compared, is a currency."""
    return unit in _money()


def unit_named(word: str) -> str:
    """The unit that `word` is a name of, as it is compared; empty if of none."""
    return _units().get(word.lower(), "")


def _figure(match: re.Match[str], flat: str) -> list[Quantity]:
    digits, scale = match["digits"], (match["scale"] or "").lower()
    value = float(digits.replace(",", "")) * SCALES.get(scale, 1.0)
    value = -value if match["sign"] else value
    if match["rank"]:
        return [_made(match, flat, value, kind=QuantityKind.RANK)]
    decimals = len(digits.partition(".")[2])
    plain = digits.replace(",", "")
    zeros = len(plain) - len(plain.rstrip("0")) if not decimals else 0
    step = SCALES.get(scale, 1.0) * 10.0 ** (min(zeros, 9) - decimals)
    unit = _SIGNS.get(match["money"] or "", "")
    made = [_made(match, flat, value, unit=unit, step=step)]
    if scale == "m" and not unit and made[0].unit not in _money():  # "100m" may be a distance
        made.append(_made(match, flat, float(digits.replace(",", "")), unit="metre"))
    return made


def _spelled(match: re.Match[str], flat: str) -> list[Quantity]:
    words = match.group().lower().replace("-", " ").split()
    total, group = 0.0, 0.0
    for word in words:
        if word in ONES:
            group += ONES.index(word)
        elif word in TENS:
            group += tens(word)
        elif word == "dozen":
            group = 12 * (group or 1)
        elif word == "half":
            group += 0.5
        elif word == "hundred":
            group = 100 * (group or 1)
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0.0
    return [_made(match, flat, total + group)]


def _rank(match: re.Match[str], flat: str) -> list[Quantity]:
    ten = tens(match["ten"].lower()) if match["ten"] else 0
    return [_made(match, flat, ten + RANKS[match["rank"].lower()], kind=QuantityKind.RANK)]


def _fraction(match: re.Match[str], flat: str) -> list[Quantity]:
    part, top = match["part"].lower(), (match["top"] or "").lower()
    below = _PARTS[part if part in _PARTS else part.removesuffix("s")]
    if not _is_share(match, flat, part, top):
        return []
    above = _count(top) if top and top != "a" else 1.0
    return [_made(match, flat, above / below, kind=QuantityKind.SHARE)]


def _is_share(match: re.Match[str], flat: str, part: str, top: str) -> bool:
    """Whether it is a share, unlike "the third", "the second half" and "a third man"."""
    if top == "a":
        return part != "third" or not _NOUN_NEXT.match(flat, match.end())
    if top:
        return True
    plural = part.endswith("s")
    after_rank = _AFTER_RANK.search(flat[max(0, match.start() - 8) : match.start()])
    return (plural or part == "half") and not after_rank


def _out_of(match: re.Match[str], flat: str) -> list[Quantity]:
    top, of = _count(match["top"]), _count(match["of"])
    if not 0 < top <= of <= 100:
        return []
    return [_made(match, flat, top / of, kind=QuantityKind.SHARE)]


def _vague(match: re.Match[str], flat: str) -> list[Quantity]:
    floor = _VAGUE_FLOORS[match.group().lower()]
    return [replace(_made(match, flat, floor), high=50 * floor)]


def _count(word: str) -> float:
    return float(word) if word.isdigit() else float(ONES.index(word.lower()))


def _made(
    match: re.Match[str],
    flat: str,
    value: float,
    *,
    kind: QuantityKind = QuantityKind.AMOUNT,
    unit: str = "",
    step: float = 1.0,
) -> Quantity:
    named, end = ("", match.end()) if kind is QuantityKind.RANK else _unit_after(flat, match.end())
    return Quantity(
        flat[match.start() : end].strip(),
        match.start(),
        end,
        value,
        value,
        kind,
        unit or named,
        _bound(flat, match.start(), match.end()),
        step,
        _counted(flat, end),
    )


def _unit_after(flat: str, at: int) -> tuple[str, int]:
    """The known unit that follows and where it ends; "US" before "dollars" is passed over."""
    following = _UNIT.match(flat, at)
    if not following:
        return "", at
    measure, first, second = (part.lower() if part else "" for part in following.groups())
    if measure:
        return f"{_MEASURES[measure]} {_units().get(first, first)}", following.end(2)
    if first in _units():
        return _units()[first], following.end(2)
    if first in WORDS.among("money_adjectives") and _units().get(second) in _money():
        return _units()[second], following.end(3)
    return "", at


def _counted(flat: str, at: int) -> tuple[str, ...]:
    """The stems of the content words that follow within the clause, at most three."""
    following = _COUNTED.match(flat[at : at + 60])
    every = following.group().replace("-", " ").split() if following else []
    own = takewhile(lambda word: word.lower() not in _JOINTS, every)
    words = [word for word in own if word.lower() not in _units()]
    return tuple(s for s, content in map(stem, words) if content)[:3]


def _bound(flat: str, start: int, end: int) -> Bound:
    if before := _bounds().search(flat[max(0, start - 30) : start].lower()):
        return next(bound for bound in _BOUNDED if before[bound.name] is not None)
    after = flat[end : end + 14].lower()
    if _OR_MORE.match(after):
        return Bound.ABOVE
    return Bound.BELOW if _OR_LESS.match(after) else Bound.EXACT


@cache
def _bounds() -> re.Pattern[str]:
    """The "more than " or "about $" before a figure, with a group for each bound."""
    # the first match begins furthest left, so that "no more than" is found before "more than"
    either = "|".join(f"(?P<{bound.name}>{WORDS.either(bound.name.lower())})" for bound in _BOUNDED)
    return re.compile(rf"(?:^|\W)(?:{either})(?: (?:a|an|the|some))?\s*(?:[$€£¥₹]\s?)?$")


@cache
def _units() -> dict[str, str]:
    groups = [*WORDS.groups("money"), *WORDS.groups("units")]
    return {word: group[0] for group in groups for word in group}


@cache
def _money() -> frozenset[str]:
    return frozenset(group[0] for group in WORDS.groups("money"))


_SPELLED_WORDS = frozenset((*ONES, *TENS, "dozen", "half", *(s for s in SCALES if len(s) > 3)))
_READERS = (
    (_SPELLED_WORDS | {FIGURE}, _OUT_OF, _out_of),
    (frozenset((FIGURE,)), _FIGURE, _figure),
    (_SPELLED_WORDS, _SPELLED, _spelled),
    (frozenset((*_PARTS, *(f"{part}s" for part in _PARTS))), _FRACTION, _fraction),
    (frozenset(RANKS), _RANK, _rank),
    (frozenset(_VAGUE_FLOORS), _VAGUE, _vague),
)
"""Words of which a text has one if the pattern is to find anything; the pattern; what reads it."""
