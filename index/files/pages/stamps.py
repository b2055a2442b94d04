"""A value that a page gives for a day: the day as written, and the moment where it has one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from index.files.dates import parse_date
from index.files.fields import latest_day
from index.files.pages.spoken import Writing, days_in
from index.wordlists import WordLists

_WORDS = WordLists(__package__, "pagedates.yaml")
_FIRST_OF_COMPUTERS = 1970
_LONGEST_VALUE = 100
_CLOCK = re.compile(
    r"[T\s](?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?\s*"
    r"(?P<zone>Z|GMT|UTC|[+\-\u2212]\d{2}:?\d{2}|[+\-]\d{2}(?!\d))",
    re.I,
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.0*)?")


@dataclass(frozen=True, slots=True)
class Stamp:
    """The day as a value has it; `moment` if it is told in UTC, `offset` if in another zone."""

    day: date
    moment: datetime | None = None
    offset: timedelta | None = None

    @property
    def is_local(self) -> bool:
        """Whether `day` is the day where it was written."""
        return self.moment is None

    def days(self) -> tuple[date, ...]:
        """The days that it can be somewhere on Earth."""
        if self.moment is None:
            return (self.day,)
        ends = (self.moment + timedelta(hours=hours) for hours in (-11, 14))
        return tuple(dict.fromkeys(end.date() for end in ends))

    def day_at(self, offset: timedelta) -> date:
        """The day at an offset from UTC."""
        return (self.moment + offset).date() if self.moment else self.day


def stamp_of(value: object, writing: Writing) -> Stamp:
    """What `value` says; a date in words may be in the page's language.

    Midnight in UTC is how a mere day is written, and stays one.

    Raises:
        ValueError: it is no date, or none that an article can be of: yet to come, a placeholder
            such as 1970-01-01, text of a template.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not text:
        raise ValueError(f"{text[:60]!r} is not read as a date")
    try:
        day = parse_date(value)
    except ValueError:
        day = _in_words(text, writing)
        if day is None:
            raise
    day = day or _in_words(text, writing)
    if day is None:
        raise ValueError(f"{text[:60]!r} is not read as a date")
    if str(day) in _WORDS.among("placeholders"):
        raise ValueError(f"{text[:60]!r} stands for no date")
    if day > latest_day():
        raise ValueError(f"{day} had not come yet when it was read")
    return _with_clock(day, text)


def _in_words(text: str, writing: Writing) -> date | None:
    """The one day that is written in `text`, however the page's language writes it."""
    if len(text) > _LONGEST_VALUE:
        return None
    found = {found.day for found in days_in(text, writing)}
    return found.pop() if len(found) == 1 else None


def _with_clock(day: date, text: str) -> Stamp:
    if _EPOCH.fullmatch(text):
        seconds = int(text[:10])
        return Stamp(day, datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    clock = _CLOCK.search(text)
    if clock is None:
        return Stamp(day)
    hour, minute = int(clock["hour"]), int(clock["minute"])
    offset = _offset(clock["zone"])
    if hour > 23 or minute > 59 or offset is None:
        return Stamp(day)
    if offset:
        return Stamp(day, None, offset)
    if hour == minute == int(clock["second"] or 0) == 0:
        return Stamp(day)
    return Stamp(day, datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC))


def _offset(zone: str) -> timedelta | None:
    if zone.upper() in ("Z", "GMT", "UTC"):
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        return None
    return timedelta(hours=hours, minutes=minutes) * (1 if zone[0] == "+" else -1)


def offsets_in(values: Iterator[object]) -> Iterator[timedelta]:
    """The offsets from UTC, other than none, that some values are told at."""
    for value in values:
        clock = _CLOCK.search(str(value)[:_LONGEST_VALUE])
        if clock and (offset := _offset(clock["zone"])):
            yield offset
