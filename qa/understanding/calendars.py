"""Dates as questions state them, "3 May 2024" or only "March", and the days that they stand for."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from qa.understanding.wordlists import Wordlists

LISTS = Wordlists("periods.yaml")
"""The words of time, and those that turn them."""


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both inclusive."""

    first: date
    last: date


_MONTH = rf"(?P<month>{LISTS.either('months', 'short_months')})\b\.?"
_DAY = r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)?"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?!\d)"
_PART = r"(?:(?:the )?(?:early|late|middle|mid|start|beginning|end)(?: of|-| in)? ?)?"


def _distinct(pattern: str, mark: str) -> str:
    return re.sub(r"\(\?P<(\w+)>", rf"(?P<\1_{mark}>", pattern)


_FORMS = (
    r"(?P<year>(?:1[6-9]|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)",
    rf"{_DAY} {_MONTH}(?:,? {_YEAR})?",
    rf"{_MONTH} (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,? {_YEAR})?",
    rf"{_PART}{_MONTH}(?:,? (?:of )?{_YEAR})?",
    rf"{_PART}(?:the )?(?P<year>(?:1[6-9]|20)\d0)(?P<decade>['’]?s)\b",
    rf"{_PART}(?:the year )?{_YEAR}",
)  # fmt: skip
DATE = "(?:" + "|".join(_distinct(form, f"{at}") for at, form in enumerate(_FORMS)) + r")(?![\w-])"
"""A pattern for one date, without anchors. Its groups are `days_of`'s to read."""
_DATE = re.compile(DATE, re.IGNORECASE)


def date_at(text: str, at: int) -> re.Match[str] | None:
    """The date that begins at character `at`."""
    return _DATE.match(text, at)


def dates_in(text: str) -> list[re.Match[str]]:
    """The dates of `text`, in order."""
    return list(_DATE.finditer(text))


def days_of(match: re.Match[str], today: date, year: int | None = None) -> Days | None:
    """The days that a date stands for; None where there is no such day.

    Without a year, it is the one of `year`, else the latest that had begun by `today`.
    """
    part = {name.rsplit("_", 1)[0]: value for name, value in match.groupdict().items() if value}
    if "month" not in part and "number" not in part:
        first = int(part["year"])
        return Days(date(first, 1, 1), date(first + (9 if "decade" in part else 0), 12, 31))
    month = int(part["number"]) if "number" in part else _month(part["month"])
    stated = int(part["year"]) if "year" in part else year
    try:
        if stated is None:
            this = date(today.year, month, int(part.get("day", 1)))
            stated = today.year - (this > today)
        if "day" in part:
            day = date(stated, month, int(part["day"]))
            return Days(day, day)
        return Days(date(stated, month, 1), _month_end(stated, month))
    except ValueError:
        return None


def stated_year(match: re.Match[str]) -> int | None:
    """The year of a date that states one."""
    return next(
        (int(v) for name, v in match.groupdict().items() if v and name.startswith("year")), None
    )


def month_before(today: date) -> Days:
    """The month before that of `today`."""
    last = today.replace(day=1) - timedelta(1)
    return Days(last.replace(day=1), last)


def weekday(name: str) -> int:
    """The number of a day of the week; Monday is 0."""
    return LISTS.named("weekdays").index(name.lower())


def _month(name: str) -> int:
    return [month[:3] for month in LISTS.named("months")].index(name[:3].lower()) + 1


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
