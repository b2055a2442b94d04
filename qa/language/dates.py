"""Dates, relative days, years and clock times as they are written, and the days that they mean.

"On Thursday" in an article of Friday 15 March 2024 is the 14th, "last year" is 2023: a mention is
resolved against the day of publication where that is known, to every stretch of days that it may
mean.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from index import (
    CALENDAR,
    MONTH_CAPITAL,
    MONTHS,
    WEEKDAYS,
    month_days,
    month_number,
    weekday_number,
)
from qa.language import holidays, relative
from qa.language.lists import TIMES
from qa.language.moments import Certainty as Certainty
from qa.language.moments import Moment as Moment
from qa.language.moments import Stretch as Stretch
from qa.language.relative import COUNTS, count
from qa.language.spans import narrowed, year_days
from qa.language.tokens import FIGURE

_HOURS = "|".join(sorted((word for word, n in COUNTS.items() if n <= 12), key=len)[::-1])
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
# words of what is to come: "will", "due"
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|next|expected|scheduled|plans?|planned|set to|to be|is to|are to|"
    r"going to|upcoming|coming|until|by)\b",
    re.I,
)
# "early " of "early March", "mid-" of "mid-2023"; "last " of "last September"
_LED = re.compile(
    r"\b(?:(?P<part>early|mid|middle|late)(?:[ -]|[ -](?:in|of) )|(?P<which>last|next|this) )$",
    re.I,
)
# " last year" after "November", "of this year" after "June"
_YEAR_AFTER = re.compile(r",?(?: of| in)? (?P<which>last|this|next) year\b", re.I)
# "every ", "Super " before "Tuesday"
_RECURRING = re.compile(rf"\b{TIMES.either('recurring', 'named_days')} $", re.I)
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_Reader = Callable[[re.Match[str], str, date | None], Iterator[Moment]]


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
    if match["m3"] and not match["y3"] and _may_be_verb(match, flat):
        return
    year = int(_stated(match, "y1", "y2", "y3") or 0) or None
    month, day = _month_and_day(match)
    weekday = _weekday(match["wd"])
    if match["wd"] and not day:  # "Sunday March" names two things
        yield Moment(match.group(), *match.span(), weekday=weekday)
    stretches = _said_days(match, flat, year, published)
    if day and weekday is not None:
        stretches = tuple(one for one in stretches if weekday == one[0].weekday())
    yield Moment(
        match.group(), *match.span(), year, month, day, weekday if day else None,
        stretches=stretches,
    )  # fmt: skip


def _month_and_day(match: re.Match[str]) -> tuple[int, int | None]:
    month = month_number(_stated(match, "m1", "m2", "m3"))
    return month, int(_stated(match, "d1", "d2") or 0) or None


def _said_days(
    match: re.Match[str], flat: str, year: int | None, published: date | None
) -> tuple[Stretch, ...]:
    """What a month or a day of one may mean, with "early", "last" and the like beside it."""
    month, day = _month_and_day(match)
    led = _led(match, flat)
    if year is None and published:
        year = _year_beside(match, flat, led, published)
    stretches = tuple(_stretches(year, month, day, published))
    if led and led["part"] and day is None:
        return tuple(narrowed(one, _part(led)) for one in stretches)
    return stretches


def _led(match: re.Match[str], flat: str) -> re.Match[str] | None:
    """The "early", "mid-", "last" right before a month or a year, if there is one."""
    return _LED.search(flat, max(0, match.start() - 14), match.start())


def _part(led: re.Match[str]) -> str:
    return led["part"].lower().replace("middle", "mid")


def _year_beside(
    match: re.Match[str], flat: str, led: re.Match[str] | None, published: date
) -> int | None:
    """The year of "last September" and "November of last year"."""
    if after := _YEAR_AFTER.match(flat, match.end()):
        return published.year + ("last", "this", "next").index(after["which"].lower()) - 1
    if led is None or not led["which"]:
        return None
    month = _month_and_day(match)[0]
    steps = {"last": -(month >= published.month), "next": int(month <= published.month)}
    return published.year + steps.get(led["which"].lower(), 0)


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
    stretches: tuple[Stretch, ...] = ()
    again = written[-1] == "s" or _RECURRING.search(flat, max(0, match.start() - 8), match.start())
    if published is not None and not again:
        back = (published.weekday() - weekday) % 7
        ago = _days_ago((match["which"] or "").lower(), back, _AHEAD.search(flat) is not None)
        days = [published - timedelta(n) for n in ago]
        stretches = tuple((one, one) for one in days)
    yield Moment(match.group(), *match.span(), weekday=weekday, stretches=stretches)


def _days_ago(which: str, back: int, ahead: bool) -> list[int]:
    """How long ago a weekday may have been that was last `back` days ago; ahead is less than 0."""
    if which in ("next", "coming"):
        return [back - 7, back - 14]
    past = [back or 7, back + 7] if which in ("last", "past") else [back]
    return [*past, back - 7] if ahead or which == "this" else past


def _weekday(written: str | None) -> int | None:
    return weekday_number(written) if written else None


def _years(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    year = int(match["year"])
    led = None if match["tail"] else _led(match, flat)
    yield _whole_year(match, year, _part(led) if led and led["part"] else "")
    last = int(str(year)[: 4 - len(match["tail"] or "")] + (match["tail"] or ""))
    if last > year:  # "2023-05" is a month
        yield _whole_year(match, last)


def _whole_year(match: re.Match[str], year: int, part: str = "") -> Moment:
    stretch = narrowed(year_days(year), part) if part else year_days(year)
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
    hours = count(match["h"] or match["h2"])
    hours = hours % 12 + 12 * (half == "p") if half else hours
    minutes = 60 * hours + int(match["m"] or 0)
    yield Moment(match.group(), *match.span(), minutes=minutes, sure=bool(half) or hours > 12)


_READERS: tuple[tuple[frozenset[str], re.Pattern[str], _Reader], ...] = tuple(
    (frozenset(needed.split()), pattern, read)
    for needed, pattern, read in (
        (FIGURE, _ISO, _iso),
        (" ".join(CALENDAR), _DATED, _dated),
        (relative.SEASON_WORDS, relative.SEASONED, relative.seasoned),
        (holidays.NEEDED, holidays.HOLIDAY, holidays.holiday),
        (relative.UNITS, relative.SPAN, relative.span),
        (
            f"yesterday today tonight tomorrow overnight {relative.PARTS}",
            relative.RELATIVE,
            relative.relative,
        ),
        ("ago", relative.AGO, relative.ago),
        ("later earlier", relative.COUNTED, relative.counted_on),
        (f"{relative.PARTS} {' '.join(WEEKDAYS)}", relative.SHIFTED, relative.shifted),
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
