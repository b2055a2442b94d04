"""A part of a longer time that a question names: "the first week of May", "the second half of"."""

import re
from datetime import timedelta

from index import month_days
from qa.language import Stretch

_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "final": -1}
_NTH = "|".join(_ORDINALS)
# "the last week of May", "the second half of 2024"
_PART = re.compile(
    rf"\b(?P<which>{_NTH}) (?P<unit>week|half|quarter|day|weekend) (?:of|in) ", re.IGNORECASE
)
# "the week of 20 May"
_WEEK_OF = re.compile(
    r"(?<!first )(?<!last )\bweek (?:of|from|beginning|starting) (?:the )?\d", re.IGNORECASE
)
_WEEK = timedelta(6)
_QUARTERS = {"half": 6, "quarter": 3}  # months


def narrowed(text: str, days: Stretch) -> Stretch:
    """The days of the part of a time that is asked of; all of them where no part is named."""
    first, last = days
    if first == last:
        return (first, first + _WEEK) if _WEEK_OF.search(text) else days
    found = _PART.search(text)
    if found is None:
        return days
    at, unit = _ORDINALS[found["which"].lower()], found["unit"].lower()
    if unit in _QUARTERS:
        return _of_year(days, at, _QUARTERS[unit])
    if unit == "day":
        day = last if at < 0 else first + timedelta(at)
        return day, day
    if unit == "weekend":
        saturday = first + timedelta((5 - first.weekday()) % 7 + 7 * max(0, at))
        return (saturday, saturday + timedelta(1)) if at >= 0 else days
    if at < 0:
        return last - _WEEK, last
    begins = first + timedelta(7 * at)
    return min(begins, last), min(begins + _WEEK, last)


def _of_year(days: Stretch, at: int, months: int) -> Stretch:
    """So many months of a year, the `at`-th such part or the last."""
    first, last = days
    if (last - first).days < 360:
        half = first + (last - first) / 2
        return (first, half) if at == 0 else (half + timedelta(1), last)
    at = 12 // months - 1 if at < 0 else min(at, 12 // months - 1)
    begins = first.replace(month=1 + at * months, day=1)
    return begins, month_days(first.year, begins.month + months - 1)[1]
