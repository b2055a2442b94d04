"""Whether two values that answer the same question say the same, as far as they are exact.

"More than 90 percent" and "over 90 percent" do, "about 500" and "nearly 500", "two teachers and 19
children" and "21 people", "Tuesday" and "6 February", "Cato Brandsma" and "Brandsma".
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from qa.language import Bound, Quantity, QuantityKind, Sentence, Stretch, read
from qa.values.resolving import meant
from qa.values.sought import Kind
from qa.values.values import FIGURES, Value

DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0,
    "month": 30.4, "year": 365.25, "decade": 3652.5, "century": 36525.0,
}  # fmt: skip
"""How many days each unit of time has."""
_DATES = (Kind.DATE, Kind.YEAR, Kind.MONTH, Kind.DAY)
_REACH = {
    Bound.EXACT: (1.0, 1.0), Bound.ABOUT: (0.93, 1.07), Bound.ABOVE: (1.0, 1.2),
    Bound.BELOW: (0.9, 1.0),
}  # fmt: skip
"""From where to where a figure may be meant, as shares of what is written."""
_SOON = timedelta(days=14)
_TIMES = 3.0
"""Two accounts of one thing lie no further apart: in days, and as often as one holds the other."""
_GROWN = 10.0
"""As often one holds the other at most, where the later is a newer count of the same."""
_TOGETHER = 2
_HALF = 0.49
"""Nearly half of what the last written digit counts: what rounding hides."""
_ROUND, _LARGE = 0.05, 100.0
"""Of round figures as large as that, no more is hidden than such a share."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A value and the sentence that it stands in, whose day says which "Tuesday" is meant."""

    value: Value
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class _Extent:
    """A figure from its least to its most, in a unit."""

    least: float
    most: float
    unit: str


def same(one: Reading, other: Reading) -> bool | None:
    """Whether two values say the same; None where they cannot be compared."""
    if one.value.kind in _DATES and other.value.kind in _DATES:
        return _same_days(one, other)
    if one.value.kind in FIGURES and other.value.kind in FIGURES:
        return _same_figures(one.value, other.value)
    return _same_names(one.value, other.value)


def near(one: Reading, other: Reading) -> bool:
    """Whether two values that differ may yet be meant of one thing, since they are not far apart.

    An event that is told of two days that lie a season apart is hardly one event.
    """
    mine, theirs = _days(one), _days(other)
    if mine and theirs:
        return abs(mine[0] - theirs[0]) <= _SOON
    first, second = _extent(one.value), _extent(other.value)
    if first is None or second is None:
        return False
    low, high = sorted((first.most, second.most))
    return low > 0 and high <= _TIMES * low


def comparable(one: Value, other: Value) -> bool:
    """Whether two figures may be of one thing at two times: of one unit, and of a like size."""
    first, second = _extent(one), _extent(other)
    if first is None or second is None:
        return True
    if first.unit and second.unit and first.unit != second.unit:
        return False
    low, high = sorted((first.most, second.most))
    return high <= _GROWN * max(low, 1.0)


def compared(value: Value) -> Iterable[Hashable]:
    """A value as it is compared with another: the days that it means, its figure, its words."""
    if value.moment and value.moment.stretches:
        return value.moment.stretches
    if value.quantity:
        return (value.quantity.low,)
    stated = read(value.text)
    return stated.name_stems or stated.content


def _same_days(one: Reading, other: Reading) -> bool | None:
    mine, theirs = _days(one), _days(other)
    if mine and theirs:
        return mine[0] <= theirs[1] and theirs[0] <= mine[1]
    a, b = one.value.moment, other.value.moment
    if a is None or b is None:
        return None
    both = [
        (x, y) for x, y in zip(a.parts, b.parts, strict=True) if x is not None and y is not None
    ]
    return all(x == y for x, y in both) if both else None


def _days(one: Reading) -> Stretch | None:
    """The days that a time means, where it says the year itself or its article does."""
    moment = one.value.moment
    if moment is None:
        return None
    if len(moment.stretches) == 1:
        return moment.stretches[0]
    return meant(one.value, one.sentence)


def _same_figures(one: Value, other: Value) -> bool | None:
    mine, theirs = _extent(one), _extent(other)
    if mine is None or theirs is None:
        return None
    if mine.unit and theirs.unit and mine.unit != theirs.unit:
        return None
    return mine.least <= theirs.most and theirs.least <= mine.most


def total(value: Value) -> int | None:
    """How many "19 children and two teachers" are together; None if it is one count."""
    amounts = [one for one in read(value.text).undated if one.kind is QuantityKind.AMOUNT]
    found = _once(amounts)
    whole = all(one.low == one.high == int(one.low) and not one.unit for one in found)
    if value.quantity is not None or len(found) < _TOGETHER or not whole:
        return None
    return int(sum(one.low for one in found))


def _extent(value: Value) -> _Extent | None:
    """From where to where a value may be meant; the sum of what is counted together."""
    told = read(value.text)
    amounts = [one for one in told.undated if one.kind is not QuantityKind.RANK]
    if _ranges(value, amounts):
        extents = [_of(one) for one in amounts[:2]]
        return _Extent(extents[0].least, extents[1].most, extents[1].unit)
    if value.quantity is not None:
        return _of(value.quantity)
    found = [_of(one) for one in _once(amounts)]
    if not found or len({one.unit for one in found}) > 1:
        return None
    return _Extent(sum(one.least for one in found), sum(one.most for one in found), found[0].unit)


def _ranges(value: Value, amounts: list[Quantity]) -> bool:
    """Whether it is "50 to 60"."""
    if len(amounts) != 2 or amounts[0].low >= amounts[1].low or value.quantity is None:
        return False
    between = read(value.text).flat[amounts[0].end : amounts[1].start].strip(" $€£")
    return between in ("to", "-", "–", "and", "or")


def _once(amounts: list[Quantity]) -> list[Quantity]:
    """Each figure once, of two readings the first."""
    return amounts[:1] + [two for one, two in pairwise(amounts) if one.start != two.start]


def _of(quantity: Quantity) -> _Extent:
    low, high, unit, step = quantity.low, quantity.high, quantity.unit, quantity.step
    if unit in DAYS:
        times, unit = DAYS[unit], "day"
        low, high, step = low * times, high * times, step * times
    elif quantity.kind is QuantityKind.SHARE and unit != "percent":
        low, high, unit, step = low * 100, high * 100, "percent", 2.0
    least, most = _REACH[quantity.bound]
    exact = quantity.bound is Bound.EXACT and low == high
    rounded = _rounding(low, unit, step) if exact else 0.0
    return _Extent(low * least - rounded, high * most + rounded, unit)


def _rounding(low: float, unit: str, step: float) -> float:
    """How much a figure may be off as it is written: 14 people are just 14, 4.2 million are not."""
    if unit == "day" or step < 1:
        return _HALF * step
    if step > 1:
        return min(_HALF * step, _ROUND * low) if low >= _LARGE else 0.0
    return _HALF * step if unit else 0.0


def _same_names(one: Value, other: Value) -> bool | None:
    mine, theirs = (read(value.text) for value in (one, other))
    names, others = mine.name_stems or mine.content, theirs.name_stems or theirs.content
    return names <= others or others <= names if names and others else None
