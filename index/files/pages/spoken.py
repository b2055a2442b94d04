"""Days as pages write them in their languages: "14 de marzo de 2024", "14.03.2024"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.wordlists import WordLists

_WORDS = WordLists(__package__, "pagedates.yaml")
_EARLIEST = 1990  # of what is merely shown
_NUMBERED = re.compile(
    r"(?<![\d./-])(?P<y>\d{4})\s?(?P<mark>[-/.]|年|년)\s?(?P<m>\d{1,2})\s?(?:[-/.]|月|월)\s?(?P<d>\d{1,2})"
    r"(?:日|일|\.(?!\d))?(?![\d/-])"
    r"|(?<![\d./-])(?P<a>\d{1,2})\s?(?P<between>[-/.])\s?(?P<b>\d{1,2})\s?(?P=between)\s?(?P<year>\d{4})(?!\d)"
)
_DAY = r"(?P<{}>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°)?"
_OF = r"(?:\s*(?:de|of|di|del|da|d['’]|ng|a)\b|[.,/-])?"


@dataclass(frozen=True, slots=True)
class Writing:
    """How a page writes: its language ("de", empty where it says none), and its country ("AT")."""

    language: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A day, and where it stands in a text."""

    start: int
    end: int
    day: date


def days_in(text: str, writing: Writing) -> Iterator[Found]:
    """The days that are written in `text`, from left to right, those that could be two left out."""
    found = [*_numbered(text, writing), *_named(text, writing)]
    yield from sorted(found, key=lambda one: one.start)


def words_of(writing: Writing) -> frozenset[str]:
    """Names of weekdays and months in the page's language and in English, in lower case."""
    weekdays: set[str] = set()
    for language in _languages(writing):
        weekdays |= _weekdays(language)
    return frozenset(weekdays)


def _numbered(text: str, writing: Writing) -> Iterator[Found]:
    for match in _NUMBERED.finditer(text):
        if match["y"]:
            year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        else:
            first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
            day, month = _ordered(first, second, match["between"], writing)
        if made := _day(year, month, day, writing):
            yield Found(match.start(), match.end(), made)


def _ordered(first: int, second: int, mark: str, writing: Writing) -> tuple[int, int]:
    """Day and month of two numbers; 0 for what could be either."""
    if mark == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    if writing.country in _WORDS.among("month_first"):
        return second, first
    if writing.country or writing.language not in ("", "en"):
        return first, second
    return 0, 0


def _named(text: str, writing: Writing) -> Iterator[Found]:
    for language in _languages(writing):
        months = _months(language)
        found = []
        for match in _pattern(language).finditer(text):
            day = next(match[name] for name in ("d1", "d2", "d3") if match[name])
            month = next(match[name] for name in ("m1", "m2", "m3") if match[name])
            year = next(match[name] for name in ("y1", "y2", "y3") if match[name])
            number = months[" ".join(month.casefold().replace(".", "").split())]
            if made := _day(int(year), number, int(day), writing):
                found.append(Found(match.start(), match.end(), made))
        if found:
            yield from found
            return


def _day(year: int, month: int, day: int, writing: Writing) -> date | None:
    if writing.language == "th" and year > 2400:
        year -= 543  # of the Buddhist era
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if made.year >= _EARLIEST else None


def _languages(writing: Writing) -> tuple[str, ...]:
    if writing.language:
        return tuple(dict.fromkeys((writing.language, "en")))
    return _WORDS.named("usual_languages")


@lru_cache(maxsize=64)
def _months(language: str) -> Mapping[str, int]:
    """Numbers of months by their names in CLDR's tables, in lower case and without dots."""
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in _table(language, "months", context, width).items():
                plain = " ".join(name.casefold().replace(".", "").split())
                if re.search(r"[^\W\d]", plain) and "月" not in plain and "월" not in plain:
                    names.setdefault(plain, number)
    return names


@lru_cache(maxsize=64)
def _weekdays(language: str) -> frozenset[str]:
    return frozenset(
        word
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in _table(language, "days", context, width).values()
        for word in re.findall(r"[^\W\d_]+", name.casefold())
    )


def _table(language: str, kind: str, context: str, width: str) -> Mapping[int, str]:
    from babel import Locale, UnknownLocaleError

    try:
        table: Mapping[int, str] = getattr(Locale.parse(language), kind)[context][width]
    except (UnknownLocaleError, ValueError, KeyError):
        return {}
    return table


@lru_cache(maxsize=64)
def _pattern(language: str) -> re.Pattern[str]:
    ordered = sorted(_months(language), key=len, reverse=True)
    names = "|".join(re.escape(name).replace(r"\ ", r"\.?\s+") for name in ordered) or r"(?!)"
    months = [rf"(?<![^\W\d])(?P<m{n}>{names})(?![^\W\d_])\.?" for n in (1, 2, 3)]
    year = r"(?P<y{}>\d{{4}})(?!\d)"
    return re.compile(
        rf"(?<![\d:.]){_DAY.format('d1')}{_OF}\s*{months[0]},?(?:\s*(?:de|del|of|năm)\b|[/-])?"
        rf",?\s*{year.format(1)}"
        rf"|{months[1]}\s*{_DAY.format('d2')}(?!\d|:),?\s*{year.format(2)}"
        rf"|(?<!\d){year.format(3)}\.?\s*(?:m\.)?,?\s*{months[2]}\s*{_DAY.format('d3')}(?!\d)",
        re.I,
    )
