"""The names of months and weekdays, and the days of a month, for pages and for sentences."""

from calendar import monthrange
from datetime import date

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
