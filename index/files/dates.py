"""When an article was published, read from what a file states; never completed from today.

A date keeps the calendar day as written: `2023-05-15T23:30-05:00` is the 15th, whatever the hour
is elsewhere. Seconds since 1970 have no day of their own and are read in UTC.
"""

import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from index.calendar import CASELESS, MONTH, MONTHS, month_number
from index.files.months import months_named

_EARLIEST_YEAR, _LATEST_YEAR = 1600, 2199
_LONGEST_VALUE = 100
_MONTH = rf"(?P<month>{MONTH})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[ap]\.?m\.?)?(?:\s*\(?(?:[A-Z]{1,5}|[+-]\d{4})\)?)?"
_LEAD = (
    r"(?:(?:first\s+)?(?:published|posted|updated|last\s+updated|date)\s*(?:on|at)?\s*:?\s*)?"
    rf"(?:{_CLOCK}\s*,?\s*(?:on\s+)?)?"
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?:[T\s,].*)?", re.S
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T\d{2}.*)?", re.I)
_YEAR_LAST = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?:[\s,].*)?", re.S)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}(?:[\s,].*)?", re.S)
_WORDED = tuple(
    re.compile(_LEAD + pattern, re.I)
    for pattern in (
        rf"{_DAY}[\s.-]*(?:of\s+)?{_MONTH},?[\s-]*{_YEAR}",
        rf"{_MONTH}\s*{_DAY},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY}\s+{_CLOCK}\s+{_YEAR}",  # ctime
    )
)
_NAME = r"(?P<month>[^\W\d_]{3,})\.?,?"
_IN_LANGUAGES = tuple(
    re.compile(pattern)
    for pattern in (
        # "Montag, den 20. Mai 2024", "le 1er mai 2024", "20 de mayo de 2024"
        r"(?:[^\W\d_]+[.,:]*\s+){0,4}?(?P<day>\d{1,2})(?:\.|er|º|ª|°|:e)?\s*"
        rf"(?:de\s+|d['’]\s*|di\s+)?{_NAME}\s*(?:de\s+|del\s+|do\s+)?{_YEAR}",
        rf"(?P<year>\d{{4}})\.?\s+(?:m\.\s*)?{_NAME}\s+(?P<day>\d{{1,2}})(?!\d)",
        r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]",
    )
)
_INCOMPLETE = re.compile(rf"\d{{4}}(?:-\d{{1,2}})?|{_MONTH},?\s*(?:\d{{4}}|{_DAY})", re.I)
_EPOCH = re.compile(r"(\d{9,19})(?:\.\d+)?")
_EPOCH_UNITS = {9: 1, 10: 1, 13: 10**3, 16: 10**6, 19: 10**9}
_IN_NAME = re.compile(r"(?<!\d)(\d{4})([-_.])(\d{2})\2(\d{2})(?!\d)")
_STARTS_NAME = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?=[-_. ])")
_IN_PATH = re.compile(r"/(\d{4})(?:/|-)(\d{1,2}|[a-z]{3})(?:/|-)(\d{1,2})(?=[/.-]|$)", re.I)


def parse_date(value: object) -> date | None:
    """Return the calendar date that `value` states, or None where it is empty or no date at all.

    Takes dates, datetimes, ISO 8601, RFC 2822, ctime, "May 15, 2023", "15 May 2023", the like in
    the languages of Europe ("15 de mayo de 2023"), year-first numbers, and seconds, milli-, micro-
    or nanoseconds since 1970.

    Raises ValueError, with the reason, for a date that does not exist ("2023-02-30"), could be
    two ("05/06/2023"), lacks a part ("May 2023"), or lies outside the years 1600 to 2199.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = _plain_digits(value) if isinstance(value, float) else str(value).strip()
    text = text.translate(CASELESS)
    if not text or len(text) > _LONGEST_VALUE:
        return None
    return _numeric(text) or _epoch(text) or _worded(text) or _in_languages(text)


def date_in_name(name: str) -> date | None:
    """Return the date in a name such as `2023-05-15-bridge.txt`; None for none, or for two."""
    found = {_real(year, month, day) for year, _, month, day in _IN_NAME.findall(name)}
    if lead := _STARTS_NAME.match(name):
        found.add(_real(*lead.groups()))
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def date_in_url(url: str) -> date | None:
    """Return the date in an address such as `https://site.example/2023/05/15/bridge`, or None."""
    match = _IN_PATH.search(_path_of(url))
    if match is None:
        return None
    year, month, day = match.groups()
    if month.isalpha():
        if month.lower() not in {name[:3] for name in MONTHS}:
            return None
        month = str(month_number(month))
    return _real(year, month, day)


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # such as an unclosed IPv6 host: an address with no path to read
        return ""


def is_possible(day: date) -> bool:
    """Whether anything that is read here can be of that day: there was no news before."""
    return _EARLIEST_YEAR <= day.year <= _LATEST_YEAR


def _real(year: str, month: str, day: str) -> date | None:
    try:
        return _checked(year, month, day, "")
    except ValueError:
        return None


def _checked(year: str | int, month: str | int, day: str | int, text: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"{text!r} is not a date that exists") from None
    if not is_possible(found):
        raise ValueError(
            f"{text!r} lies outside the years {_EARLIEST_YEAR} to {_LATEST_YEAR}"
        ) from None
    return found


def _plain_digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) < 1e19 else ""  # also leaves out nan and infinity


def _numeric(text: str) -> date | None:
    match = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if match:
        return _checked(match["year"], match["month"], match["day"], text)
    if _TWO_DIGIT_YEAR.fullmatch(text):
        raise ValueError(f"{text!r} has a year of two digits")
    last = _YEAR_LAST.fullmatch(text)
    if last is None:
        return None
    first, second, year = (int(part) for part in last.groups())
    if 0 < first <= 12 and 0 < second <= 12 and first != second:
        raise ValueError(
            f"{text!r} could be {first} {MONTHS[second - 1][:3].title()} "
            f"or {second} {MONTHS[first - 1][:3].title()}"
        )
    month, day = (second, first) if first > 12 else (first, second)
    return _checked(year, month, day, text)


def _epoch(text: str) -> date | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    unit = _EPOCH_UNITS.get(len(match[1]))
    if unit is None:
        raise ValueError(f"{text!r} is not a count of seconds, milli-, micro- or nanoseconds")
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(match[1]) // unit)
    return _checked(moment.year, moment.month, moment.day, text)


def _worded(text: str) -> date | None:
    for pattern in _WORDED:
        if match := pattern.match(text):
            return _checked(match["year"], month_number(match["month"]), match["day"], text)
    if _INCOMPLETE.fullmatch(text):
        raise ValueError(f"{text!r} does not name a whole date with day, month and year")
    return None


def _in_languages(text: str) -> date | None:
    for pattern in _IN_LANGUAGES:
        match = pattern.match(text)
        if match is None:
            continue
        name = match["month"]
        months = [int(name)] if name.isdigit() else sorted(months_named(name))
        if len(months) > 1:
            known = " or ".join(MONTHS[month - 1].title() for month in months)
            raise ValueError(f"{text!r} could be of {known}")
        if months:
            return _checked(match["year"], months[0], match["day"], text)
    return None
