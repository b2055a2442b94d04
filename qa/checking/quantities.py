"""Quantities as they are written, and whether one of them carries another.

"4.2 million crowns", "$4.2m" and "4,200,000" differ in unit only; "two thirds" is a share, "the
third" a rank, "more than 4 million" a bound. A bound or rounding word makes a statement true of
more values, as arithmetic has it; a unit must be the same one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from itertools import takewhile

from qa.checking.clauses import among
from qa.checking.moments import moments
from qa.checking.tokens import level, listed, stem, tokens, word_lists

_SCALES = {
    "dozen": 12, "hundred": 1e2, "thousand": 1e3, "k": 1e3,
    "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_RANKS = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
    "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "eighth": 8, "tenth": 10,
}  # fmt: skip
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee"}
_PART_NAMES = r"(?:halves|thirds?|quarters?|fourths|fifths?|sixths?|eighths?|tenths?)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "|".join(sorted((*_UNITS[1:], "zero", *_TENS), key=len, reverse=True))
_SCALE = "dozen|hundred|thousand|million|billion|trillion|mln|trn|bn|mn|tn|[kmb]"
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.)])-)?(?:(?:A|AU|C|US|NZ|HK)?(?P<money>[$€£¥₹])\s?)?"
    rf"(?<![\d.,:/]|[^\W\d_])(?P<digits>{_DIGITS})(?P<rank>st|nd|rd|th)?"
    rf"(?![\d/]|:\d|[ -]{_PART_NAMES}\b)"
    rf"(?:[ -]?(?P<scale>{_SCALE})(?![^\W\d_]))?",
    re.I,
)
_SPELLED = re.compile(
    rf"\b(?:(?:{_WORDS})(?![ -]{_PART_NAMES}\b)|(?:half )?a dozen|dozen|"
    r"a(?= (?:hundred|thousand|million|billion|trillion)\b))"
    rf"(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)) and (?:{_WORDS})|"
    rf"[ -](?:{_WORDS}|dozen|hundred|thousand|million|billion|trillion)| and a half)*\b",
    re.I,
)
_FRACTION = re.compile(
    rf"\b(?:(?P<top>{'|'.join(_UNITS[1:11])}|a|\d+)[ -])?"
    r"(?P<part>halves|half|thirds?|quarters?|fourths|fifths?|sixths?|eighths?|tenths?)\b",
    re.I,
)
_OUT_OF = re.compile(
    rf"\b(?P<top>{'|'.join(_UNITS[1:11])}|\d+) (?:in|out of) "
    rf"(?P<of>{'|'.join(_UNITS[2:11])}|\d+)\b",
    re.I,
)
_RANK = re.compile(rf"\b(?:(?P<ten>{'|'.join(_TENS)})-)?(?P<rank>{'|'.join(_RANKS[1:])})\b", re.I)
_JOINTS = among("coordinators") | among("subordinators")
_UNIT = re.compile(r"[ -]?(?:(square|sq|cubic) )?([A-Za-z]+)(?: ([A-Za-z]+))?", re.I)
_MEASURES = {"square": "square", "sq": "square", "cubic": "cubic"}
_VAGUE = re.compile(r"\b(dozens|scores|hundreds|thousands|millions|billions|trillions)\b", re.I)
_VAGUE_FLOORS = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2e3, "millions": 2e6,
    "billions": 2e9, "trillions": 2e12,
}  # fmt: skip


class Kind(Enum):
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
    kind: Kind = Kind.AMOUNT
    unit: str = ""
    bound: Bound = Bound.EXACT
    step: float = 1.0
    counted: tuple[str, ...] = ()

    @property
    def described(self) -> str:
        """The figure for messages: what it counts, as it is written, and in plain digits."""
        plain = f"{self.low:.12g}"
        same = self.kind is Kind.SHARE or self.text.startswith(plain)
        return f"{self.kind.value} {self.text!r}" + ("" if same else f" ({plain})")


@lru_cache(4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text` in order, less the figures of dates and clock times.

    A figure that can be read in two ways, such as "200m", is there twice, at the same place.
    """
    flat = level(text)
    taken = [(one.start, one.end) for one in moments(text) if not one.relative]
    found: list[Quantity] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(flat):
            span = match.span()
            if any(span[0] < end and start < span[1] for start, end in taken):
                continue
            if read_as := read(match, flat):
                found.extend(read_as)
                taken.append(span)
    return tuple(sorted(found, key=lambda q: q.start))


def unit_named(word: str) -> str:
    """The unit that `word` is a name of, as it is compared; empty if of none."""
    return _units().get(word.lower(), "")


def carried(stated: Quantity, known: Iterable[Quantity]) -> bool:
    """Whether one of the `known` quantities makes the stated one true."""
    return any(_agree(stated, one) for one in known)


def wrongly_counted(stated: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence gives the stated value to other things than the statement does.

    That is: what the statement counts is counted in the evidence, but with other values only.
    """
    if not stated.counted or stated.kind is not Kind.AMOUNT:
        return False
    head = stated.counted[0]
    same = [one for one in known if _agree(stated, one)]
    others = [one for one in known if not _agree(stated, one) and one.kind is Kind.AMOUNT]
    if any(head in one.counted or not one.counted for one in same):
        return False
    return bool(same) and any(one.counted[:1] == (head,) for one in others)


def in_another_unit(stated: Quantity, known: Iterable[Quantity]) -> Quantity | None:
    """The known quantity that has the same figure, in another unit."""
    return next((one for one in known if one.low == stated.low and one.unit != stated.unit), None)


def understood(stated: Quantity, known: Sequence[Quantity], evidence: Iterable[str]) -> bool:
    """Whether a figure that no other carries goes without saying.

    "One man" does where no other number of men is given; "first" where the evidence says "debut".
    """
    if stated.text.lower() == "one":
        return not any(
            one.counted[:1] == stated.counted[:1] and one.kind is Kind.AMOUNT for one in known
        )
    if stated.kind is Kind.RANK and stated.low == 1:
        return any(word.low in listed("firsts") for text in evidence for word in tokens(text))
    return False


def _agree(stated: Quantity, known: Quantity) -> bool:
    if stated.unit and known.unit and stated.unit != known.unit:
        return False
    if (stated.kind is Kind.RANK) != (known.kind is Kind.RANK):
        return False
    if stated.kind is Kind.SHARE or known.kind is Kind.SHARE:
        return _share(stated) is not None and _near(_share(stated), _share(known), 0.021)
    if known.low < known.high or stated.low < stated.high:
        return stated.low <= known.low <= stated.high and known.high <= max(stated.high, known.low)
    return _true_of(stated, known)


def _true_of(stated: Quantity, known: Quantity) -> bool:
    """Whether the stated figure, as qualified, is true where the known one is."""
    said, is_ = stated.low, known.low
    if said == is_:
        return {stated.bound, known.bound} != {Bound.ABOVE, Bound.BELOW}
    if known.bound in (Bound.ABOVE, Bound.BELOW) and stated.bound is not Bound.ABOUT:
        return False
    if (said < 0) != (is_ < 0):
        return False
    if stated.bound is Bound.ABOVE:
        return said < is_ <= 1.5 * said
    if stated.bound is Bound.BELOW:
        return said / 1.25 <= is_ < said
    if stated.bound is Bound.ABOUT:
        return abs(is_ - said) <= 0.1 * abs(is_)
    rounded = stated.step > known.step and said % stated.step < 1e-9 * said
    return rounded and abs(is_ - said) <= min(stated.step / 2, 0.025 * abs(is_)) * (1 + 1e-9)


def _share(quantity: Quantity) -> float | None:
    if quantity.kind is Kind.SHARE:
        return quantity.low
    return quantity.low / 100 if quantity.unit == "percent" else None


def _near(one: float | None, other: float | None, most: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= most


def _figure(match: re.Match[str], flat: str) -> list[Quantity]:
    digits, scale = match["digits"], (match["scale"] or "").lower()
    value = float(digits.replace(",", "")) * _SCALES.get(scale, 1.0)
    value = -value if match["sign"] else value
    if match["rank"]:
        return [_made(match, flat, value, kind=Kind.RANK)]
    decimals = len(digits.partition(".")[2])
    plain = digits.replace(",", "")
    zeros = len(plain) - len(plain.rstrip("0")) if not decimals else 0
    step = _SCALES.get(scale, 1.0) * 10.0 ** (min(zeros, 9) - decimals)
    unit = _SIGNS.get(match["money"] or "", "")
    made = [_made(match, flat, value, unit=unit, step=step)]
    if scale == "m" and not unit and made[0].unit not in _money():  # "100m" may be a distance
        made.append(_made(match, flat, float(digits.replace(",", "")), unit="metre"))
    return made


def _spelled(match: re.Match[str], flat: str) -> list[Quantity]:
    words = re.findall(r"[a-z]+", match.group().lower())
    total, group = 0.0, 0.0
    for word in words:
        if word in _UNITS:
            group += _UNITS.index(word)
        elif word in _TENS:
            group += 10 * (_TENS.index(word) + 2)
        elif word == "dozen":
            group = 12 * (group or 1)
        elif word == "half":
            group += 0.5
        elif word == "hundred":
            group = 100 * (group or 1)
        elif word in _SCALES:
            total, group = total + (group or 1) * _SCALES[word], 0.0
    return [_made(match, flat, total + group)]


def _rank(match: re.Match[str], flat: str) -> list[Quantity]:
    ten = 10 * (_TENS.index(match["ten"].lower()) + 2) if match["ten"] else 0
    return [_made(match, flat, ten + _RANKS.index(match["rank"].lower()), kind=Kind.RANK)]


def _fraction(match: re.Match[str], flat: str) -> list[Quantity]:
    part = match["part"].lower()
    below = _PARTS[part if part in _PARTS else part.removesuffix("s")]
    top = (match["top"] or "").lower()
    rank_like = below != 2 and below != 4 and not part.endswith("s") and top != "a" and not top
    if rank_like:  # "the third", "a quarter" without its article is no share either
        return []
    before = flat[max(0, match.start() - 8) : match.start()]
    if not top and (part == "quarter" or re.search(r"\b(?:first|second|other|-) ?$", before)):
        return []  # "the second half", "the first quarter"
    above = _count(top) if top and top != "a" else 1.0
    if top == "a" and part == "third" and re.match(r"\s(?!of\b)[a-z]", flat[match.end() :]):
        return []  # "a third man"
    return [_made(match, flat, above / below, kind=Kind.SHARE)]


def _out_of(match: re.Match[str], flat: str) -> list[Quantity]:
    top, of = _count(match["top"]), _count(match["of"])
    if not 0 < top <= of <= 100:
        return []
    return [_made(match, flat, top / of, kind=Kind.SHARE)]


def _vague(match: re.Match[str], flat: str) -> list[Quantity]:
    floor = _VAGUE_FLOORS[match.group().lower()]
    return [replace(_made(match, flat, floor), high=50 * floor)]


def _count(word: str) -> float:
    return float(word) if word.isdigit() else float(_UNITS.index(word.lower()))


def _made(
    match: re.Match[str],
    flat: str,
    value: float,
    *,
    kind: Kind = Kind.AMOUNT,
    unit: str = "",
    step: float = 1.0,
) -> Quantity:
    named, end = ("", match.end()) if kind is Kind.RANK else _unit_after(flat, match.end())
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
    if first in listed("money_adjectives") and _units().get(second) in _money():
        return _units()[second], following.end(3)
    return "", at


def _counted(flat: str, at: int) -> tuple[str, ...]:
    """The stems of the content words that follow within the clause, at most three."""
    following = re.match(r"(?:[ -][A-Za-z]+){1,4}", flat[at : at + 60])
    every = re.findall(r"[A-Za-z]+", following.group()) if following else []
    own = takewhile(lambda word: word.lower() not in _JOINTS, every)
    words = [word for word in own if word.lower() not in _units()]
    return tuple(s for s, content in map(stem, words) if content)[:3]


def _bound(flat: str, start: int, end: int) -> Bound:
    before, after = flat[max(0, start - 24) : start].lower(), flat[end : end + 14].lower()
    for bound, pattern in _bounds():
        if pattern.search(before):
            return bound
    if re.match(r"\+| or more| and (?:over|above)|-plus", after):
        return Bound.ABOVE
    return Bound.BELOW if re.match(r" or (?:less|fewer)", after) else Bound.EXACT


@cache
def _bounds() -> tuple[tuple[Bound, re.Pattern[str]], ...]:
    lists = word_lists()["bounds"]
    return tuple(
        (bound, re.compile(rf"(?:^|\W)(?:{'|'.join(lists[name].split()).replace('_', ' ')})"
                           r"(?: (?:a|an|the|some))?\s*(?:[$€£¥₹]\s?)?$"))
        for bound, name in ((Bound.ABOVE, "above"), (Bound.BELOW, "below"), (Bound.ABOUT, "about"))
    )  # fmt: skip


@cache
def _units() -> dict[str, str]:
    groups = [*word_lists()["money"], *word_lists()["units"]]
    return {word: group.split()[0] for group in groups for word in group.split()}


@cache
def _money() -> frozenset[str]:
    return frozenset(group.split()[0] for group in word_lists()["money"])


_READERS = (
    (_OUT_OF, _out_of),
    (_FIGURE, _figure),
    (_SPELLED, _spelled),
    (_FRACTION, _fraction),
    (_RANK, _rank),
    (_VAGUE, _vague),
)
