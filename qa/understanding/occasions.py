"""The days of what a question asks about, whenever that was published: "between March and May"."""

import re
from datetime import date, timedelta

from index import month_days
from qa.language import Moment, Stretch, read
from qa.understanding.periods import period

# what joins the ends of a range
_TO = re.compile(r"^ ?(?:and|to|until|till|through|up to|-|–|—) ?(?:the )?$", re.IGNORECASE)
# "3 and" of "between 3 and 17 May 2024"
_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ?(?:and|to|-|–) ?$", re.IGNORECASE)
_WEEK = re.compile(r"\bweek (?:of|from|beginning|starting) (?:the )?$", re.IGNORECASE)
_HALF = re.compile(r"\b(first|second) half (?:of )?(?:the )?$", re.IGNORECASE)
_SINCE = re.compile(r"\b(?:since|after)\b", re.IGNORECASE)


def days_asked(text: str, today: date, newest: date | None = None) -> Stretch | None:
    """The first and last day that a question asks about, asked on `today`; None where it has none.

    A month without its year is the last that had begun by then, or by the `newest` article. "This
    week" is the seven days up to today, for whoever asks on a Monday means those.
    """
    sentence = read(text, today)
    found = [one for one in sentence.moments if one.stretches]
    if newest and newest < today and all(one.month and not one.year for one in found):
        return days_asked(text, newest)
    said = period(text, today)
    if said and (not found or any("this" in one.relative for one in found)):
        return min(said.since, today), min(said.until or today, today)
    if not found:
        return None
    return _named(sentence.flat, found[0], found[-1], today)


def _named(flat: str, first: Moment, last: Moment, today: date) -> Stretch:
    """The days of the times that a question names."""
    if first is not last and _TO.match(flat[first.end : last.start]):
        return _between(first, last, today)
    return _part(flat[: first.start], _latest(first, today), today)


def _part(before: str, days: Stretch, today: date) -> Stretch:
    """What the words before it make of a time: the week of a day, the half of a year."""
    single = days[0] == days[1]
    if single and (opening := _FIRST.search(before)):
        return days[0].replace(day=min(int(opening[1]) or 1, days[0].day)), days[1]
    if _SINCE.search(before[-8:]):
        return days[0], max(today, days[0])
    if single and _WEEK.search(before):
        return days[0], days[0] + timedelta(6)
    half = _HALF.search(before)
    if half and days == (days[0].replace(month=1, day=1), days[0].replace(month=12, day=31)):
        year = days[0].year
        first = half[1].lower() == "first"
        return (days[0], date(year, 6, 30)) if first else (date(year, 7, 1), days[1])
    return days


def _between(first: Moment, last: Moment, today: date) -> Stretch:
    """From the first day of one to the last of another, whose year may be that of both."""
    ends = _latest(last, today)
    if first.year is None and first.month:
        year = ends[1].year - (first.month > ends[1].month)
        opens, closes = month_days(year, first.month)
        begins = opens.replace(day=min(first.day or 1, closes.day))
    else:
        begun = [days for days in first.stretches if days[0] <= ends[1]]
        begins = max(begun, default=ends)[0]
    return min(begins, ends[0]), ends[1]


def _latest(moment: Moment, today: date) -> Stretch:
    """Of the days that it may mean those that had begun last."""
    begun = [days for days in moment.stretches if days[0] <= today]
    return max(begun, default=min(moment.stretches))
