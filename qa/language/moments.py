"""A mention of a time: what it names, the days that it may mean, and how sure that is."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

Stretch = tuple[date, date]
"""The first and the last day that a mention may mean."""


class Certainty(Enum):
    """How sure the days are that a mention of a time means."""

    STATED = "written with its year"
    RECKONED = "reckoned from the day of publication"
    OPEN = "one of several stretches"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a time lies from another one of the article: "two days later" is 2 days on.

    `unit` is "day", "week", "month", "year", "weekend", a season, or a weekday: "the following
    Monday" is 1 Monday on.
    """

    unit: str
    steps: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A mention at `start:end` of the levelled text, with the parts that it names.

    `stretches` are the days that it may mean; none where it cannot be resolved, or counts by its
    `shift` from another time of the article. `minutes` is a clock time since midnight, `sure`
    whether the half of the day is known.
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    decade: int | None = None
    relative: str = ""
    minutes: int | None = None
    sure: bool = False
    stretches: tuple[Stretch, ...] = ()
    shift: Shift | None = None

    @property
    def parts(self) -> tuple[int | None, int | None, int | None, int | None]:
        """Year, month, day, weekday (Monday is 0)."""
        return self.year, self.month, self.day, self.weekday

    @property
    def certainty(self) -> Certainty:
        """How sure the days that it means are, from its words alone."""
        if not self.stretches:
            return Certainty.UNKNOWN
        if self.year is not None:
            return Certainty.STATED
        return Certainty.RECKONED if len(self.stretches) == 1 else Certainty.OPEN
