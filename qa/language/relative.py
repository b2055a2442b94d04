"""Times that are reckoned from the day of publication, or from another time of the article.

"Last week", "earlier this month", "over the past two years" and "three years ago" count from the
day of publication; "the day before", "two days later" and "the following Monday" from what was
told before, and so have a shift and no days of their own.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from index import WEEKDAYS
from qa.language.moments import Moment, Shift, Stretch
from qa.language.numerals import number_words
from qa.language.spans import SEASONS, counted, period, season_days

COUNTS = {word: int(n) for word, n in number_words().items() if n >= 1}
_COUNTED = "|".join(sorted(COUNTS, key=len)[::-1]).replace("-", "[ -]")
"""Longest first, so that "sixteen" is not read as "six"."""
_SEASON = r"spring|summer|autumn|fall(?! in\b| of\b)|winter"
_PART = rf"night|morning|afternoon|evening|weekend|week|month|year|decade|century|{_SEASON}"
_COUNTED_UNIT = rf"(?P<count>\d{{1,3}}|{_COUNTED}|an?) (?P<unit>day|week|month|year|decade)s?"
_DAYS = "|".join(WEEKDAYS)
# "yesterday", "overnight", "earlier this month", "next spring", "over the weekend"; not the word
# in "overnight to Thursday", which says less than the weekday
RELATIVE = re.compile(
    r"\b(?P<beside>the day (?:before yesterday|after tomorrow))\b|"
    r"\b(?P<word>yesterday|today(?! than\b)|tonight|tomorrow|"
    rf"overnight(?! (?:(?:in)?to|on (?:{_DAYS}))\b))\b|"
    r"\b(?:(?P<part>earlier|later) )?(?P<which>last|next|this past|this coming|this|past|coming) "
    rf"(?P<what>{_PART})\b|"
    r"\b(?:(?<=over )|(?<=at )|(?<=during )|(?<=by ))(?P<the>the weekend)\b|"
    r"\b(?P<end>(?:the )?(?:end|close|start|beginning|middle) of (?:the|this) "
    r"(?P<ending>week|month|year))\b",
    re.I,
)
# "over the past two years", "in the next 20 years", "in the past week"
SPAN = re.compile(
    r"\b(?:(?:the|these|this) )?(?P<which>last|past|next|coming) "
    rf"(?P<count>\d{{1,3}}|{_COUNTED}) (?P<unit>hour|day|week|month|year|decade)s?\b|"
    r"\b(?:over|in|within|during|for|of|throughout) the (?P<way>last|past|next|coming) "
    r"(?P<one>day|week|month|year|decade)\b|\bthe past (?P<alone>week|month|year|decade)\b",
    re.I,
)
# "three years ago"
AGO = re.compile(rf"\b{_COUNTED_UNIT} ago\b", re.I)
# "two days later"
COUNTED = re.compile(rf"\b{_COUNTED_UNIT} (?P<way>later|earlier)\b", re.I)
# "the day before", "the following Monday", "that year"
SHIFTED = re.compile(
    r"\bthe (?P<beside>day|night|morning|week|month|year) (?P<side>before|after|earlier)\b"
    r"(?! (?:the|an?|his|her|their|its|our|my|he|she|they|it|we|I|that|this|last|next|yesterday|"
    r"tomorrow|(?-i:[A-Z0-9])\w*|\w+ing)\b)|"
    r"\bthe (?P<which>following|next|previous|preceding|same) "
    rf"(?P<what>day|{_PART}|{_DAYS})\b|"
    rf"\bthat (?P<that>day|{_PART})(?!s\b|-)\b(?= |[,.;:]|$)",
    re.I,
)
# "summer 2018", "the spring of 2022", "in the spring"
SEASONED = re.compile(
    r"\b(?P<what>spring|summer|autumn|fall|winter)(?: of|,)? (?P<year>(?:19|20)\d\d)\b(?![-/]\d)|"
    r"\b(?:in|since|until|by|during|of) the (?P<bare>spring|summer|autumn|fall|winter)\b(?! of\b)",
    re.I,
)


def count(written: str) -> int:
    """The number in figures or words; "a" is one."""
    if written.isdigit():
        return int(written)
    return COUNTS.get(written.lower().replace(" ", "-"), 1)


def relative(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """What is said as from the day of publication."""
    stretches = tuple(_meant(match, published)) if published else ()
    yield Moment(match.group(), *match.span(), relative=match.group().lower(), stretches=stretches)


def _meant(match: re.Match[str], day: date) -> Iterator[Stretch]:
    if match["word"] or match["beside"]:
        word = (match["word"] or match["beside"]).lower()
        steps = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
        steps = {"the day before yesterday": -2, "the day after tomorrow": 2}.get(word, steps)
        yield day + timedelta(steps), day + timedelta(steps)
    elif match["the"]:
        yield from period("weekend", 0, day)
    elif match["end"]:
        yield from _end(match, day)
    else:
        which, what = match["which"].lower(), match["what"].lower()
        steps = -1 if which in ("last", "past", "this past") else which in ("next", "coming")
        sunday = which == "last" and what == "week" and day.weekday() == 6
        steps = 0 if which == "this coming" or sunday else steps  # the week that ends
        for first, last in period(what, steps, day):
            if match["part"] and first <= day <= last:
                earlier = match["part"].lower() == "earlier"
                yield (first, day) if earlier else (day, last)
            else:
                yield first, last


def _end(match: re.Match[str], day: date) -> Iterator[Stretch]:
    """The last or first days of this week, month or year."""
    unit = match["ending"].lower()
    for first, last in period(unit, 0, day):
        few = timedelta({"week": 2, "month": 6, "year": 30}[unit])
        if "end" in match["end"].lower() or "close" in match["end"].lower():
            yield last - few, last
        elif "middle" not in match["end"].lower():
            yield first, first + few
        else:
            half = first + (last - first) / 2
            yield half - few / 2, half + few / 2


def span(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """The time from so long ago until now, or from now for so long."""
    unit = (match["unit"] or match["one"] or match["alone"]).lower()
    number = count(match["count"]) if match["count"] else 1
    way = (match["which"] or match["way"] or "past").lower()
    stretches: tuple[Stretch, ...] = ()
    if published:
        number = -(-number // 24) if unit == "hour" else number
        unit = "day" if unit == "hour" else unit
        other = counted(unit, number if way in ("next", "coming") else -number, published)
        if other:
            stretches = ((min(other, published), max(other, published)),)
    said = match.group().lower()
    yield Moment(match.group(), *match.span(), relative=said, stretches=stretches)


def ago(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """The calendar period so long before the one of publication."""
    number, unit = count(match["count"]), match["unit"].lower()
    # "3 years ago" and "three years ago" are the same where no day is known
    said = f"{number} {unit} ago"
    stretches = tuple(period(unit, -number, published)) if published else ()
    yield Moment(match.group(), *match.span(), relative=said, stretches=stretches)


def counted_on(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """What counts so many units from another time of the article."""
    number, unit, way = count(match["count"]), match["unit"].lower(), match["way"].lower()
    shift = Shift(unit, number if way == "later" else -number)
    said = f"{number} {unit} {way}"
    yield Moment(match.group(), *match.span(), relative=said, shift=shift)


def shifted(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """What lies before or after another time of the article, or is that very time."""
    unit = (match["beside"] or match["what"] or match["that"]).lower()
    way = (match["side"] or match["which"] or "same").lower()
    steps = {"same": 0, "following": 1, "next": 1, "after": 1}.get(way, -1)
    said = match.group().lower()
    yield Moment(match.group(), *match.span(), relative=said, shift=Shift(unit, steps))


def seasoned(match: re.Match[str], flat: str, published: date | None) -> Iterator[Moment]:
    """A season with its year, or the one that is meant without."""
    if match["year"]:
        year = int(match["year"])
        stretch = season_days(match["what"].lower(), year)
        yield Moment(match.group(), *match.span(), year=year, stretches=(stretch,))
        return
    what = match["bare"].lower()
    stretches: tuple[Stretch, ...] = ()
    if published:
        near = {one for steps in (-1, 0, 1) for one in period(what, steps, published)}
        stretches = tuple(sorted(near))
    start = match.start("bare")
    yield Moment(match["bare"], start, match.end(), relative=what, stretches=stretches)


SEASON_WORDS = " ".join(SEASONS)
PARTS = f"day night morning afternoon evening weekend week month year decade century {SEASON_WORDS}"
UNITS = " ".join(f"{one} {one}s" for one in ("hour", "day", "week", "month", "year", "decade"))
"""Words of which a text has one if it is to have one of these times."""
