"""Days that have a name: "Christmas Day", "Thanksgiving", "Easter Monday"."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index import WEEKDAYS, month_days
from qa.language.lists import TIMES
from qa.language.moments import Moment
from qa.language.tokens import level

NEEDED = (
    "day eve christmas easter thanksgiving halloween juneteenth friday monday sunday july night"
)
"""Words of which a text has one if it is to name such a day."""
_RULES = {level(name): str(rule) for name, rule in TIMES.mapped("holidays").items()}
_NAMES = sorted(_RULES, key=len)[::-1]
HOLIDAY = re.compile(
    rf"\b(?:{'|'.join(re.escape(one) for one in _NAMES)})\b"
    r"(?:,? (?P<year>(?:19|20)\d\d)\b)?",
    re.I,
)
_A_YEAR = timedelta(351)
"""A day of the year without its year is seldom farther away."""
# "last " of "last Christmas"
_LED = re.compile(r"\b(?P<which>[a-z]+) $", re.I)


def holiday(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """The day that is named, of the years around publication where none is stated."""
    year = int(match["year"]) if match["year"] else None
    name = match[0].lower().removesuffix(match["year"] or "").rstrip(", ")
    led = _LED.search(flat[max(0, match.start() - 12) : match.start()])
    which = led["which"].lower() if led else ""
    doubtful = name in TIMES.among("ambiguous_days") and which not in TIMES.among("before_days")
    if doubtful or not (match[0][0].isupper() or name.startswith("the ")):
        return
    days = [_day(_RULES[name], year)] if year else _around(_RULES[name], which, published)
    yield Moment(
        match[0], *match.span(), year, relative="" if year else name,
        stretches=tuple((one, one) for one in days),
    )  # fmt: skip


def _around(rule: str, which: str, published: date | None) -> list[date]:
    """The days that are meant in the years before and after publication."""
    if published is None:
        return []
    days = [_day(rule, published.year + steps) for steps in (-1, 0, 1)]
    if which == "last":
        return [one for one in days if one < published][-1:]
    if which == "next":
        return [one for one in days if one > published][:1]
    return [one for one in days if abs(one - published) < _A_YEAR]


def _day(rule: str, year: int) -> date:
    """The day of a year by a rule of `times.yaml`."""
    if rule.startswith("easter"):
        return _easter(year) + timedelta(int(rule.split()[1]))
    nth, *weekday_of = rule.split()
    if not weekday_of:
        month, day = map(int, nth.split("-"))
        return date(year, month, day)
    weekday, of, *later = weekday_of
    first, last = month_days(year, int(of))
    number = WEEKDAYS.index(weekday)
    after = sum(map(int, later))
    if nth == "-1":
        return last - timedelta((last.weekday() - number) % 7 - after)
    return first + timedelta((number - first.weekday()) % 7 + 7 * (int(nth) - 1) + after)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)
