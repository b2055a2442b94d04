"""Months, weekdays and days: their names, for pages and sentences, and how answers write them."""

from calendar import monthrange
from datetime import date, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = (
    "jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?",
    "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?",
)  # fmt: skip
MONTH = "|".join(_SHORT)
"""Alternatives of a pattern, in lower case: "march", "mar", "sept"."""
MONTH_CAPITAL = "|".join(one.capitalize() for one in _SHORT)
"""The same with a capital: "March", "Mar", "Sept"."""
CALENDAR = frozenset((*MONTHS, *WEEKDAYS, *(month[:3] for month in MONTHS), "sept"))
"""Every word, lower-cased, that names a month or a weekday, months cut short too."""


CASELESS = str.maketrans("\u017f\u0131\u0130\u212a", "siIK")
"""Letters that a pattern that is blind to case takes for others, as those they are taken for."""


def month_number(name: str) -> int:
    """1 to 12 for a month's name, whole or cut short, in any case."""
    return [month[:3] for month in MONTHS].index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """0 for Monday to 6, for a weekday's name, whole or cut short, in any case."""
    return [day[:3] for day in WEEKDAYS].index(name[:3].lower())


def month_days(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def written(day: date) -> str:
    """Such as "14 March 2024"."""
    return f"{day.day} {day:%B %Y}"


def written_days(first: date, last: date) -> str:
    """Such as "14 March 2024", "14 to 16 March 2024"; whole months and years by their names."""
    if first == last:
        return written(first)
    after = last + timedelta(1)
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return str(first.year)
        if first.year == last.year:
            return f"{first:%B} to {last:%B %Y}"
        if (first.month, last.month) == (1, 12):
            return f"{first.year} to {last.year}"
        return f"{first:%B %Y} to {last:%B %Y}"
    if first.year != last.year:
        return f"{written(first)} to {written(last)}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {written(last)}"
    return f"{first.day} to {written(last)}"
