"""Calendar periods as they are counted from a day: last week, next spring, three years ago."""

from collections.abc import Iterator
from datetime import date, timedelta

from index import WEEKDAYS, month_days
from qa.language.moments import Stretch

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The first month of each, in the north."""
_FIRST, _LAST = 1, 9998
"""Years whose days can be reckoned with."""


def period(what: str, steps: int, day: date) -> Iterator[Stretch]:
    """The calendar period of the kind `what`, `steps` away from the one of `day`; none if unknown.

    A "weekday" such as "monday" is that day of the week, the first so many before or after `day`.
    """
    if what in WEEKDAYS:
        yield from _weekday(what, steps, day)
    elif what in ("day", "night", "morning", "afternoon", "evening"):
        yield day + timedelta(steps), day + timedelta(steps)
    elif what in ("week", "weekend", "fortnight"):
        monday = day - timedelta(day.weekday()) + timedelta((14 if what[0] == "f" else 7) * steps)
        yield monday + timedelta(5 if what == "weekend" else 0), monday + timedelta(6)
        if what == "weekend" and steps == 0:  # in Monday's paper, "this weekend" is just over
            yield monday - timedelta(2), monday - timedelta(1)
    elif what == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + steps, 12)
        if _FIRST <= year <= _LAST:
            yield month_days(year, month + 1)
    elif what in SEASONS:
        yield from _season(what, steps, day)
    elif what == "year" and _FIRST <= day.year + steps <= _LAST:
        yield year_days(day.year + steps)


def year_days(year: int) -> Stretch:
    """The first and the last day of a year."""
    return date(year, 1, 1), date(year, 12, 31)


def season_days(what: str, year: int) -> Stretch:
    """The days of a season that begins in `year`."""
    first = SEASONS[what]
    last_year, last = divmod(year * 12 + first + 1, 12)
    return date(year, first, 1), month_days(last_year, last + 1)[1]


def counted(unit: str, count: int, day: date) -> date | None:
    """The day `count` units away from `day`; None where the calendar ends."""
    if unit in ("month", "year", "decade"):
        months = count * {"month": 1, "year": 12, "decade": 120}[unit]
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        if not _FIRST <= year <= _LAST:
            return None
        last = month_days(year, month + 1)[1]
        return last.replace(day=min(day.day, last.day))
    return day + timedelta(days=count * {"week": 7, "hour": 0, "fortnight": 14}.get(unit, 1))


def narrowed(stretch: Stretch, part: str) -> Stretch:
    """The early, middle or late third of a month or a year."""
    first, last = stretch
    if first.month == last.month:
        early, late = first.replace(day=10), first.replace(day=21)
    else:
        early, late = first.replace(month=4, day=30), first.replace(month=9, day=1)
    if part == "early":
        return first, early
    return (late, last) if part == "late" else (early + timedelta(1), late - timedelta(1))


def _weekday(what: str, steps: int, day: date) -> Iterator[Stretch]:
    number = WEEKDAYS.index(what)
    if steps > 0:
        found = day + timedelta((number - day.weekday() - 1) % 7 + 1 + 7 * (steps - 1))
    else:
        back = (day.weekday() - number - (steps < 0)) % 7 + (steps < 0)
        found = day - timedelta(back + 7 * max(0, -steps - 1))
    yield found, found


def _season(what: str, steps: int, day: date) -> Iterator[Stretch]:
    """The season of the north `steps` away from the one of this name that is on or is next."""
    first = SEASONS[what]
    over = (day.month - first) % 12 >= 3  # that of this year, or the one before the next
    if steps > 0:
        year = day.year + (day.month >= first)
    elif steps < 0:
        year = day.year - (day.month < first + 3)
    else:
        year = day.year - (day < date(day.year, first, 1) and not over)
    if _FIRST <= year <= _LAST:
        yield season_days(what, year)
