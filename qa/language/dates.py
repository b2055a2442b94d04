"""Dates, relative days, years and clock times as they are written, and the days that they mean.

"On Thursday" in an article of Friday 15 March 2024 is the 14th, "last year" is 2023: a mention is
resolved against the day of publication where that is known, to every stretch of days that it may
mean.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from index import (
    CALENDAR,
    MONTH_CAPITAL,
    MONTHS,
    WEEKDAYS,
    month_days,
    month_number,
    weekday_number,
)
from qa.language.numerals import number_words
from qa.language.tokens import FIGURE

_COUNTS = {word: int(n) for word, n in number_words().items() if n >= 1}
_HOURS = "|".join(sorted((word for word, n in _COUNTS.items() if n <= 12), key=len)[::-1])
_COUNTED = "|".join(sorted(_COUNTS, key=len)[::-1]).replace("-", "[ -]")
"""Longest first, so that "sixteen" is not read as "six"."""
# "March", "Mar.", "MARCH", "march"; "may" and "march" without a capital only before a day
_MONTH = (
    rf"(?:(?:{MONTH_CAPITAL}|{MONTH_CAPITAL.upper()})\b\.?|"
    rf"(?:{'|'.join(one for one in MONTHS if one not in ('march', 'may'))})\b|"
    r"(?:may|march)\b(?= \d))"
)
# "thursday", "Thurs", "Thu"
_WEEKDAY = (
    r"(?:(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_WHOLE_YEAR = rf"{_YEAR}\b(?!-\d)"
"""No year of "2021-02-03", which is a date of its own."""
_TH = "(?:st|nd|rd|th)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
# "2024-03-15"
_ISO = re.compile(rf"(?<!\d)(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>{_DAY})\b")
# "Friday, 15 March 2024", "March 15", "March 2024"
_DATED = re.compile(
    rf"(?:(?P<wd>{_WEEKDAY})\.?,? (?:the )?)?(?:"
    rf"(?<![\d.,])(?P<d1>{_DAY}){_TH}? (?:of )?(?P<m1>{_MONTH})(?:,? (?P<y1>{_WHOLE_YEAR}))?|"
    rf"(?P<m2>{_MONTH}) (?:the )?(?P<d2>{_DAY}){_TH}?(?![\d:]|,\d)(?:,? (?P<y2>{_WHOLE_YEAR}))?|"
    rf"(?P<m3>{_MONTH})(?:,? (?:of )?(?P<y3>{_YEAR})\b)?)"
)
# "last Thursday"
_WEEKDAY_ALONE = re.compile(
    rf"\b(?:(?P<which>last|next|this|coming|past) )?(?P<wd>{_WEEKDAY})", re.I
)
# "2023", "2023-24"; not the figure of "2,023" or "2023 people"
_YEARS = re.compile(
    rf"(?<![\d.,$€£¥#-])(?P<year>{_YEAR})(?:[-–/](?P<tail>\d\d(?:\d\d)?))?(?![\d%]|,\d|\.\d|-\d|"
    r" (?:people|workers|jobs|homes|metres|miles|dollars|euros|pounds|tonnes|percent|thousand"
    r"|[mb]illion|trillion)\b)"
)
# "the 1990s", "the '90s"
_DECADES = re.compile(
    r"(?<![\d$€£])(?:(?P<century>1[5-9]|20)(?P<d1>\d0)|(?:'|\bthe )(?P<d2>\d0))'?s\b"
)
# "9.45 a.m.", "21:30", "six o'clock", "noon"
_CLOCK = re.compile(
    r"(?<![\d:.$€£])(?:(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?![\d%])"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?|"
    rf"(?P<h2>1[0-2]|[1-9]|\b(?:{_HOURS})\b) ?(?:(?P<half2>[ap])\.?m\b\.?|o'clock)|"
    r"(?P<named>\b(?:noon|midday|midnight)\b))",
    re.I,
)
# "yesterday", "overnight", "last week", "next spring"
_RELATIVE = re.compile(
    r"\b(?P<word>yesterday|today|tonight|tomorrow|overnight)\b|"
    r"\b(?P<which>last|next|this|the previous|the following|past|coming|previous) "
    r"(?P<what>night|morning|afternoon|evening|weekend|week|month|year|decade|century|"
    r"spring|summer|autumn|fall(?! in\b| of\b)|winter)\b",
    re.I,
)
# "three years ago", "a week earlier"
_AGO = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{_COUNTED}|an?) (?P<unit>day|week|month|year|decade)s? "
    r"(?:ago|earlier)\b",
    re.I,
)
# words of what is to come: "will", "due"
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|next|expected|scheduled|plans?|planned|set to|to be|is to|are to|"
    r"going to|upcoming|coming|until|by)\b",
    re.I,
)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
Stretch = tuple[date, date]
"""The first and the last day that a mention may mean."""
_Reader = Callable[[re.Match[str], str, date | None], Iterator["Moment"]]


class Certainty(Enum):
    """How sure the days are that a mention of a time means."""

    STATED = "written with its year"
    RECKONED = "reckoned from the day of publication"
    OPEN = "one of several stretches"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Moment:
    """A mention at `start:end` of the levelled text, with the parts that it names.

    `stretches` are the days that it may mean; none where it cannot be resolved. `minutes` is a
    clock time since midnight, `sure` whether the half of the day is known.
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

    @property
    def parts(self) -> tuple[int | None, int | None, int | None, int | None]:
        """Year, month, day, weekday (Monday is 0)."""
        return self.year, self.month, self.day, self.weekday

    @property
    def certainty(self) -> Certainty:
        """How sure the days that it means are."""
        if not self.stretches:
            return Certainty.UNKNOWN
        if self.year is not None:
            return Certainty.STATED
        return Certainty.RECKONED if len(self.stretches) == 1 else Certainty.OPEN


def moments(flat: str, published: date | None, lows: frozenset[str]) -> tuple[Moment, ...]:
    """Every mention of a time in a levelled text, in order, as seen from the day of publication.

    `lows`, its words as `tokens.lows` has them, are only there to be quick. A day of publication at
    an end of the calendar is a mistake, and nothing is reckoned from it.
    """
    if published and not _FIRST_YEAR <= published.year <= _LAST_YEAR:
        published = None
    found: list[Moment] = []
    for needed, pattern, read in _READERS:
        if needed.isdisjoint(lows):
            continue
        for match in pattern.finditer(flat):
            if not any(match.start() < m.end and m.start < match.end() for m in found):
                found.extend(read(match, flat, published))
    return tuple(sorted(found, key=lambda m: m.start))


def _dated(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    month = month_number(_stated(match, "m1", "m2", "m3"))
    day = int(_stated(match, "d1", "d2") or 0)
    year = int(_stated(match, "y1", "y2", "y3") or 0) or None
    weekday = _weekday(match["wd"])
    if match["m3"] and not year and _may_be_verb(match, flat):
        return
    if match["wd"] and not day:  # "Sunday March" names two things
        yield Moment(match.group(), *match.span(), weekday=weekday)
    meant = _stretches(year, month, day or None, published)
    stretches = tuple(one for one in meant if not day or weekday in (None, one[0].weekday()))
    yield Moment(
        match.group(), *match.span(), year, month, day or None, weekday if day else None,
        stretches=stretches,
    )  # fmt: skip


def _may_be_verb(match: re.Match[str], flat: str) -> bool:
    """Whether it is "May" or "March" with the capital of a sentence's first word."""
    before = flat[max(0, match.start() - 2) : match.start()].strip()
    return match["m3"].lower() in ("may", "march", "mar") and before in ("", ".", '"')


def _stated(match: re.Match[str], *groups: str) -> str:
    """The one of `groups` that was found; empty if none was."""
    return next(filter(None, match.group(*groups)), "")


def _iso(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    stretches = tuple(_stretches(year, month, day, published))
    yield Moment(match.group(), *match.span(), year, month, day, stretches=stretches)


def _stretches(
    year: int | None, month: int, day: int | None, published: date | None
) -> Iterator[Stretch]:
    """A date without its year may be the one before or the one after publication."""
    years = [year] if year else _years_around(month, published)
    for one in years:
        first, last = month_days(one, month)
        if day is None:
            yield first, last
        elif day <= last.day:
            yield first.replace(day=day), first.replace(day=day)


def _years_around(month: int, published: date | None) -> list[int]:
    if published is None:
        return []
    distance = {
        year: abs((year - published.year) * 12 + month - published.month)
        for year in (published.year - 1, published.year, published.year + 1)
    }
    return [year for year, months in distance.items() if months < 12]


def _weekday_alone(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    weekday = _weekday(match["wd"])
    written = match["wd"]
    short = len(written) < 5 and not written.istitle()  # "SAT scores"
    if weekday is None or short or written in ("Sat", "Sun", "Wed"):
        return
    stretches: list[Stretch] = []
    if published is not None:
        back = (published.weekday() - weekday) % 7
        which = (match["which"] or "").lower()
        past = [back] if which not in ("last", "past") else [back or 7, back + 7]
        ahead = [back - 7, back - 14] if which in ("next", "coming") else [back - 7]
        days = [] if which in ("next", "coming") else past
        if which in ("next", "coming", "this") or _AHEAD.search(flat):
            days = [*days, *ahead]
        stretches = [(published - timedelta(n), published - timedelta(n)) for n in days]
    yield Moment(match.group(), *match.span(), weekday=weekday, stretches=tuple(stretches))


def _weekday(written: str | None) -> int | None:
    return weekday_number(written) if written else None


def _years(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    year = int(match["year"])
    yield _whole_year(match, year)
    last = int(str(year)[: 4 - len(match["tail"] or "")] + (match["tail"] or ""))
    if last > year:  # "2023-05" is a month
        yield _whole_year(match, last)


def _whole_year(match: re.Match[str], year: int) -> Moment:
    stretch = (date(year, 1, 1), date(year, 12, 31))
    return Moment(match.group(), *match.span(), year=year, stretches=(stretch,))


def _decades(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    # "the 20s" may be a century old or not; the others are of the last
    decade = 1900 + int(match["d2"]) if match["d2"] else int(match["century"] + match["d1"])
    yield Moment(match.group(), *match.span(), decade=decade)


def _clock(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    if match["named"]:
        minutes = 0 if match["named"].lower() == "midnight" else 720
        yield Moment(match.group(), *match.span(), minutes=minutes, sure=True)
        return
    half = (match["half"] or match["half2"] or "").lower()
    dotted = match["m"] and "." in match.group().rstrip(".")[:3]
    if dotted and not half:  # "9.45" may be a time, and is a number too
        return
    hours = _count(match["h"] or match["h2"])
    hours = hours % 12 + 12 * (half == "p") if half else hours
    minutes = 60 * hours + int(match["m"] or 0)
    yield Moment(match.group(), *match.span(), minutes=minutes, sure=bool(half) or hours > 12)


def _relative(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    stretches = tuple(_meant(match, published)) if published else ()
    yield Moment(match.group(), *match.span(), relative=match.group().lower(), stretches=stretches)


def _meant(match: re.Match[str], published: date) -> Iterator[Stretch]:
    word, what = (match["word"] or "").lower(), (match["what"] or "").lower()
    if word:
        day = published + timedelta({"yesterday": -1, "tomorrow": 1}.get(word, 0))
        yield day, day
        return
    which = match["which"].lower()
    past = which in ("last", "past", "the previous", "previous")
    steps = -1 if past else 0 if which == "this" else 1
    if what in ("night", "morning", "afternoon", "evening"):
        day = published + timedelta(steps)
        yield day, day
    else:
        yield from _period(what, steps, published)


def _ago(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    count, unit = _count(match["count"]), match["unit"].lower()
    # "3 years ago" and "three years ago" are the same where no day is known
    said = f"{count} {unit} {match.group().lower().rpartition(' ')[2]}"
    stretches = tuple(_period(unit, -count, published)) if published else ()
    yield Moment(match.group(), *match.span(), relative=said, stretches=stretches)


def _count(written: str) -> int:
    """The number in figures or words; "a" is one."""
    if written.isdigit():
        return int(written)
    return _COUNTS.get(written.lower().replace(" ", "-"), 1)


def _season(what: str, steps: int, published: date) -> Iterator[Stretch]:
    """The season of the north `steps` away from the one of this name that is on or is next."""
    first = _SEASONS[what]
    begins = date(published.year, first, 1)
    over = (published.month - first) % 12 >= 3  # that of this year, or the one before the next
    if steps > 0:
        year = published.year + (published.month >= first)
    elif steps < 0:
        year = published.year - (published.month < first + 3)
    else:
        year = published.year - (published < begins and not over)
    if 1 <= year < 9999:
        last_year, last = divmod(year * 12 + first + 1, 12)
        yield date(year, first, 1), month_days(last_year, last + 1)[1]


def _period(what: str, steps: int, published: date) -> Iterator[Stretch]:
    """The calendar period of the kind `what`, `steps` away from the one of publication."""
    if what == "day":
        day = published + timedelta(steps)
        yield day, day
    elif what in ("week", "weekend"):
        monday = published - timedelta(published.weekday()) + timedelta(7 * steps)
        yield monday + timedelta(5 if what == "weekend" else 0), monday + timedelta(6)
        if what == "weekend" and steps == 0:  # in Monday's paper, "this weekend" is just over
            yield monday - timedelta(2), monday - timedelta(1)
    elif what == "month":
        months = published.year * 12 + published.month - 1 + steps
        year, month = divmod(months, 12)
        if 1 <= year <= 9999:
            yield month_days(year, month + 1)
    elif what in _SEASONS:
        yield from _season(what, steps, published)
    elif what == "year" and 1 <= published.year + steps <= 9999:
        yield date(published.year + steps, 1, 1), date(published.year + steps, 12, 31)


_READERS: tuple[tuple[frozenset[str], re.Pattern[str], _Reader], ...] = tuple(
    (frozenset(needed.split()), pattern, read)
    for needed, pattern, read in (
        (FIGURE, _ISO, _iso),
        (" ".join(CALENDAR), _DATED, _dated),
        (
            "yesterday today tonight tomorrow overnight last next this previous following past "
            "coming",
            _RELATIVE,
            _relative,
        ),
        ("ago earlier", _AGO, _ago),
        (
            f"{' '.join(f'{day} {day}s {day[:3]}' for day in WEEKDAYS)} tues thur thurs",
            _WEEKDAY_ALONE,
            _weekday_alone,
        ),
        ("s", _DECADES, _decades),
        (f"{FIGURE} am pm m o'clock noon midday midnight", _CLOCK, _clock),
        (FIGURE, _YEARS, _years),
    )
)
"""Words of which a text has one if the pattern is to find anything; the pattern; what reads it."""
