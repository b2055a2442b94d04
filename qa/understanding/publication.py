"""Of which days' articles a question asks: "in March", "since 1 June 2024", "between … and …".

A question of articles means the days on which they were published, which other questions seldom do.
What says so is taken out of the question, so that what is left names its subject.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index import Coverage, Filters, Span, month_days
from qa.language import Moment, Sentence, Stretch, read
from qa.understanding.lists import COUNTS
from qa.understanding.periods import period

_DAY = timedelta(1)
_ORDINALS = ("first", "second", "third", "fourth")
_OPEN_END = frozenset(("since", "after", "from"))
_OPEN_START = frozenset(("before", "until", "till", "up to", "by"))
# "published in ", "since the start of "
_LEAD = re.compile(
    rf"(?:\b(?:published|printed|written|dated) )?(?:(?<=stories )|(?<=reports )|(?<=articles )"
    rf"|(?!of\b))(?P<lead>\b{COUNTS.either('leads')})(?: about)?"
    r"(?: the (?:(?P<part>first|second|third|fourth|last) (?P<of>half|quarter) of"
    r"|(?:start|beginning|end|month|years?|week) of|month|year|week|summer))?"
    r"(?: the)? $",
    re.IGNORECASE,
)
# " and ", between two days
_AND = re.compile(r" (?:and|to|until|till|through|–|-) $", re.IGNORECASE)
# " on" after "from 2021", "or later"
_ON = re.compile(r" (?:on|onwards?|or later|till now|until now|to now|to today)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Times:
    """The times that a question says articles are of; `lead` is the word before each."""

    said: tuple[tuple[str, Moment], ...] = ()
    phrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.said or self.phrase)

    def days(self, held: Coverage) -> Filters | None:
        """The first and last day of publication, None where the question says neither.

        "March" is the latest of which the archive may have articles.
        """
        since: list[date] = []
        until: list[date] = []
        for lead, moment in self.said:
            if (stretch := _of(moment, held)) is None:
                continue
            if lead not in _OPEN_START:
                since.append(stretch[1] + _DAY if lead == "after" else stretch[0])
            if lead not in _OPEN_END:
                until.append(stretch[0] - _DAY if lead == "before" else stretch[1])
        first, last = min(since, default=None), max(until, default=None)
        if not (first or last) or (first and last and first > last):
            return None
        return Filters(first, last)


def untimed(text: str, today: date) -> tuple[str, Times]:
    """A question without the times that it says articles are of, and those."""
    sentence = read(text, today)
    said: list[tuple[str, Moment]] = []
    cut: list[Span] = []
    for moment in sentence.moments:
        if moment.minutes is None and moment.stretches:
            _take(sentence.flat, moment, said, cut)
    phrase = ""
    if not cut and (meant := period(sentence.flat, today)):
        phrase = meant.words
        found = ((sentence.flat.find(one), len(one)) for one in phrase.split(" … "))
        cut = [(at, at + length) for at, length in found if at >= 0]
    return _left(sentence, cut), Times(tuple(said), phrase)


def _take(flat: str, moment: Moment, said: list[tuple[str, Moment]], cut: list[Span]) -> None:
    """Add a moment and where it stands, if it is one of publication."""
    joined = _AND.search(flat[: moment.start])
    if joined and cut and joined.start() == cut[-1][1]:
        if said[-1][0] == "in":  # "from March to May"
            said[-1] = "between", said[-1][1]
        said.append(("and", moment))
        cut[-1] = cut[-1][0], moment.end
    elif found := _led(flat, moment):
        said.append(found[:2])
        cut.append(found[2])


def _left(sentence: Sentence, cut: Sequence[Span]) -> str:
    """The question as it was typed, less what is cut from its levelled text, on one line."""
    places = [one for span in cut if (one := sentence.original(*span))]
    if len(places) == len(cut):
        return _without(sentence.text, places)
    return _without(sentence.flat, cut)


def _led(flat: str, moment: Moment) -> tuple[str, Moment, Span] | None:
    """The word that makes a moment one of publication, it, and where both stand; None without."""
    if lead := _LEAD.search(flat[: moment.start]):
        word, end = lead["lead"].lower(), moment.end
        if word == "from":  # "from 2024" is of it, "from 2024 on" since then
            onwards = _ON.match(flat, end)
            word, end = ("since", onwards.end()) if onwards else ("in", end)
        return word, _part(moment, lead["part"], lead["of"]), (lead.start(), end)
    return ("", moment, (moment.start, moment.end)) if moment.relative else None


def _part(moment: Moment, which: str | None, part: str | None) -> Moment:
    """A half or a quarter of a year; any other moment as it is."""
    if not (which and part and moment.year and not moment.month):
        return moment
    months, parts = (6, 2) if part.lower() == "half" else (3, 4)
    at = parts - 1 if which.lower() == "last" else _ORDINALS.index(which.lower())
    if at >= parts:
        return moment
    first, last = at * months + 1, (at + 1) * months
    days = date(moment.year, first, 1), month_days(moment.year, last)[1]
    return replace(moment, stretches=(days,))


def _of(moment: Moment, held: Coverage) -> Stretch | None:
    """The days that a moment means; of several years the latest of which there are articles."""
    if moment.year is None and moment.month is not None and not moment.relative and held.last:
        return next(_dated(moment, held.first or held.last, held.last), None)
    return moment.stretches[0][0], moment.stretches[-1][1]


def _dated(moment: Moment, first: date, last: date) -> Iterator[Stretch]:
    """A month, or day of a month, of each year that has articles, the latest first."""
    for year in range(last.year, first.year - 1, -1):
        text = f"{moment.text} {year}"
        for one in read(f"on {text}").moments:
            if one.stretches and one.stretches[0][0] <= last:
                yield one.stretches[0][0], one.stretches[-1][1]


def _without(text: str, spans: Sequence[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    return re.sub(r"\s+(?=[?.,!])", "", " ".join(text.split()))


def within(filters: Filters, days: Filters | None) -> Filters | None:
    """Filters that let through what both do; None where no day is in both."""
    if days is None:
        return filters
    since = max(filter(None, (filters.since, days.since)), default=None)
    until = min(filter(None, (filters.until, days.until)), default=None)
    if since and until and since > until:
        return None
    return replace(filters, since=since, until=until)
