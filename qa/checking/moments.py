"""Dates, relative days, years and clock times as they are written, and whether one carries another.

"On Thursday" in an article of Friday 15 March 2024 is the 14th, "last year" is 2023: a mention is
resolved against the day of publication where that is known, to every stretch of days that it may
mean. A statement's date is carried by a mention that agrees in every part that both name and lies
inside the stretch that the statement means.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from qa.checking import facts
from qa.checking.tokens import level

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_COUNTS = {word: int(n) for word, n in facts.number_words().items() if n >= 1}
_HOURS = "|".join(sorted((word for word, n in _COUNTS.items() if n <= 12), key=len)[::-1])
_COUNTED = "|".join(sorted(_COUNTS, key=len)[::-1]).replace("-", "[ -]")
"""Longest first, so that "sixteen" is not read as "six"."""
_MONTH = (
    r"(?:(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?|"
    r"(?:january|february|april|june|july|august|september|october|november|december)\b|"
    r"(?:may|march)\b(?= \d))"
)
_WEEKDAY = (
    r"(?:(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b"
)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_DATED = re.compile(
    rf"(?:(?P<wd>{_WEEKDAY})\.?,? (?:the )?)?(?:"
    rf"(?P<iy>{_YEAR})-(?P<im>0[1-9]|1[0-2])-(?P<id>{_DAY})\b|"
    rf"(?P<d1>{_DAY})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH})(?:,? (?P<y1>{_YEAR})\b)?|"
    rf"(?P<m2>{_MONTH}) (?P<d2>{_DAY})(?:st|nd|rd|th)?(?![\d:]|,\d)(?:,? (?P<y2>{_YEAR})\b)?|"
    rf"(?P<m3>{_MONTH})(?:,? (?:of )?(?P<y3>{_YEAR})\b)?)"
)
_WEEKDAY_ALONE = re.compile(
    rf"\b(?:(?P<which>last|next|this|coming|past) )?(?P<wd>{_WEEKDAY})", re.I
)
_YEARS = re.compile(
    rf"(?<![\d.,$€£¥#-])(?P<year>{_YEAR})(?:[-–/](?P<tail>\d\d(?:\d\d)?))?(?![\d%]|,\d|\.\d|-\d|"
    r" (?:people|workers|jobs|homes|metres|miles|dollars|euros|pounds|tonnes)\b)"
)
_DECADES = re.compile(
    r"(?<![\d$€£])(?:(?P<century>1[5-9]|20)(?P<d1>\d0)|(?:'|\bthe )(?P<d2>\d0))'?s\b"
)
_CLOCK = re.compile(
    r"(?<![\d:.$€£])(?:(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?![\d%])"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?|"
    rf"(?P<h2>1[0-2]|[1-9]|\b(?:{_HOURS})) ?(?:(?P<half2>[ap])\.?m\b\.?|o'clock)|"
    r"(?P<named>\b(?:noon|midday|midnight)\b))",
    re.I,
)
_RELATIVE = re.compile(
    r"\b(?P<word>yesterday|today|tonight|tomorrow)\b|"
    r"\b(?P<which>last|next|this|the previous|the following|past|coming|previous) "
    r"(?P<what>night|morning|afternoon|evening|weekend|week|month|year|decade|century)\b",
    re.I,
)
_AGO = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{_COUNTED}|an?) (?P<unit>day|week|month|year|decade)s? "
    r"(?:ago|earlier)\b",
    re.I,
)
_AGO_AT_ALL = re.compile(r"s? (?:ago|earlier)\b", re.I)
"""Most texts have none, and are not searched for every number word."""
_AHEAD = re.compile(
    r"\b(?:will|would|shall|due|next|expected|scheduled|plans?|planned|set to|to be|is to|are to|"
    r"going to|upcoming|coming|until|by)\b",
    re.I,
)
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
Stretch = tuple[date, date]
"""The first and the last day that a mention may mean."""
_Reader = Callable[[re.Match[str], str, date | None], Iterator["Moment"]]


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


@lru_cache(4096)
def moments(text: str, published: date | None = None) -> tuple[Moment, ...]:
    """Every mention of a time in `text`, in order, as seen from the day of publication.

    A day of publication at an end of the calendar is a mistake, and nothing is reckoned from it.
    """
    if published and not _FIRST_YEAR <= published.year <= _LAST_YEAR:
        published = None
    flat, found = level(text), list[Moment]()
    for read, match in _matches(text):
        if not any(match.start() < m.end and m.start < match.end() for m in found):
            found.extend(read(match, flat, published))
    return tuple(sorted(found, key=lambda m: m.start))


@lru_cache(4096)
def _matches(text: str) -> tuple[tuple[_Reader, re.Match[str]], ...]:
    """What may be a time in `text`, whenever it was published, with what reads it."""
    flat = level(text)
    return tuple(
        (read, match)
        for pattern, read in _READERS
        if pattern is not _AGO or _AGO_AT_ALL.search(flat)
        for match in pattern.finditer(flat)
    )


def day_itself(day: date) -> Moment:
    """A mention of `day` with all its parts."""
    return Moment(
        day.isoformat(), 0, 0, day.year, day.month, day.day, day.weekday(),
        stretches=((day, day),),
    )  # fmt: skip


def carried(stated: Moment, known: Sequence[Moment]) -> bool:
    """Whether one of the `known` mentions makes the stated one true."""
    if stated.minutes is not None:
        return any(_same_time(stated, one) for one in known if one.minutes is not None)
    dated = [one for one in known if one.minutes is None]
    return any(_agree(stated, one) or _completed(stated, one, dated) for one in dated)


def _same_time(stated: Moment, known: Moment) -> bool:
    apart = abs((stated.minutes or 0) - (known.minutes or 0))
    return apart == 0 or (apart == 720 and not (stated.sure and known.sure))


def _agree(stated: Moment, known: Moment) -> bool:
    if stated.relative and stated.relative == known.relative:
        return True
    pairs = list(zip(stated.parts, known.parts, strict=True))
    if any(s is not None and k is not None and s != k for s, k in pairs):
        return False
    if stated.decade is not None:
        years = (
            [known.year] if known.year else [a.year for a, b in known.stretches if a.year == b.year]
        )
        return known.decade == stated.decade or any(
            year - year % 10 == stated.decade for year in years if year
        )
    if not stated.relative and all(k is not None for s, k in pairs if s is not None):
        return any(s is not None for s, _ in pairs)
    return any(_inside(k, stated) for k in known.stretches)


def _inside(known: Stretch, stated: Moment) -> bool:
    """Whether all the days of `known` are days that the statement means."""
    first, last = known
    if stated.relative:
        return any(a <= first and last <= b for a, b in stated.stretches)
    whole = first != last
    if whole and (stated.day is not None or stated.weekday is not None):
        return False
    return all(
        part is None or part == of_first == of_last
        for part, of_first, of_last in zip(stated.parts, _parts(first), _parts(last), strict=True)
    )


def _parts(day: date) -> tuple[int, int, int, int]:
    return day.year, day.month, day.day, day.weekday()


def _completed(stated: Moment, known: Moment, others: Iterable[Moment]) -> bool:
    """Whether `known` lacks only the year, which stands alone elsewhere in the evidence."""
    if stated.year is None or known.year is not None or stated.month is None:
        return False
    rest = (stated.month, stated.day, stated.weekday)
    same = all(s is None or s == k for s, k in zip(rest, known.parts[1:], strict=True))
    return same and any(one.parts == (stated.year, None, None, None) for one in others)


def _dated(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    if match["iy"]:
        year: int | None = int(match["iy"])
        month, day = int(match["im"]), int(match["id"])
    else:
        named = match["m1"] or match["m2"] or match["m3"]
        month = _MONTHS.index(named[:3].lower()) + 1
        day = int(match["d1"] or match["d2"] or 0)
        year = int(match["y1"] or match["y2"] or match["y3"] or 0) or None
    weekday = _weekday(match["wd"])
    before = flat[max(0, match.start() - 2) : match.start()].strip()
    if match["m3"] in ("May", "March", "Mar") and not year and before in ("", ".", '"'):
        return  # with the capital of a sentence's first word it may be a verb
    if match["wd"] and not day and not match["iy"]:  # "Sunday March" names two things
        yield Moment(match.group(), *match.span(), weekday=weekday)
    meant = _stretches(year, month, day or None, published)
    stretches = tuple(one for one in meant if not day or weekday in (None, one[0].weekday()))
    yield Moment(
        match.group(), *match.span(), year, month, day or None, weekday if day else None,
        stretches=stretches,
    )  # fmt: skip


def _stretches(
    year: int | None, month: int, day: int | None, published: date | None
) -> Iterator[Stretch]:
    """A date without its year may be the one before or the one after publication."""
    years = [year] if year else _years_around(month, published)
    for one in years:
        last = monthrange(one, month)[1]
        if day is None:
            yield date(one, month, 1), date(one, month, last)
        elif day <= last:
            yield date(one, month, day), date(one, month, day)


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
    if weekday is None or (len(written) < 5 and written[0].islower()) or written in ("Sat", "Sun"):
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
    return _WEEKDAYS.index(written[:3].lower()) if written else None


def _years(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    year = int(match["year"])
    yield _whole_year(match, year)
    if match["tail"]:
        yield _whole_year(match, int(str(year)[: 4 - len(match["tail"])] + match["tail"]))


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
            yield date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
    elif what == "year" and 1 <= published.year + steps <= 9999:
        yield date(published.year + steps, 1, 1), date(published.year + steps, 12, 31)


_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_DATED, _dated),
    (_RELATIVE, _relative),
    (_AGO, _ago),
    (_WEEKDAY_ALONE, _weekday_alone),
    (_DECADES, _decades),
    (_CLOCK, _clock),
    (_YEARS, _years),
)
