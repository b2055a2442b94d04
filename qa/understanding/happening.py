"""The days of what a question asks about, whenever that was published.

"What happened in March 2024?", "between March and May", "last week", "2022's fare": what tells of
these days answers, and another year's figure does not. A year that only names a thing, "the 2022
World Cup", is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index import CASELESS, MONTH_CAPITAL, month_days
from qa.language import Moment, Sentence, Stretch, read
from qa.understanding.periods import asks_there, said_of_now
from qa.values.resolving import resolve
from qa.values.tenses import Tense, tense

# "march" after "in": whoever asks need not write a capital
_TYPED = re.compile(
    rf"\b(in|on|since|after|before|between|and|to|until|during|of|from|last|early|late|mid)"
    rf"([ -])({MONTH_CAPITAL})\b",
    re.I,
)
# "in spring"
_SEASON = re.compile(
    r"\b(in|during|over) (spring|summer|autumn|fall|winter)\b(?! (?:\d|of\b))", re.I
)
# "in ", "on the ", "during early ": of those days
_IN = re.compile(
    r"\b(?:in|on|during|throughout|of|over|within|around|at)"
    r"(?: (?:the|early|late|mid|about|around|month|year|week|day|beginning|end|start|of))*[ -]$",
    re.I,
)
# "since ", "after early ": from then on
_SINCE = re.compile(
    r"\b(?P<lead>since|after|from)(?: (?:the|early|late|mid|about|around))*[ -]$", re.I
)
# "between ", and what joins the ends
_BETWEEN = re.compile(r"\b(?:between|from)(?: (?:the|early|late|mid|about))*[ -]$", re.I)
_AND = re.compile(
    r"\s*(?:,? (?:and|to|until|till|through)|[-–—])(?: (?:the|early|late|mid))*[ -]*", re.I
)
# the "3 to" of "from 3 to 5 May", the "3-" of "3-5 May"
_DAY = re.compile(r"\b(\d{1,2}) ?(?:to|and|until|[-–]) ?$", re.I)
_A_WEEK = timedelta(6)
_COMPARED = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|against|from)(?: (?:in|on|the))* $", re.I
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it is read on a day."""

    sentence: Sentence
    today: date

    def days(self, moment: Moment) -> Stretch | None:
        """What a time of it means."""
        if moment.decade is not None:
            return date(moment.decade, 1, 1), date(moment.decade + 9, 12, 31)
        found = resolve(moment, self.sentence)
        return found.days if found else None

    def around(self, moment: Moment) -> tuple[str, str]:
        """What stands before a time, and after it."""
        text = self.sentence.text
        start, end = self.sentence.original(moment.start, moment.end) or (0, len(text))
        return text[:start], text[end:]


def happened(question: str, today: date, newest: date | None = None) -> Stretch | None:
    """The days of what is asked about on `today`, of articles of which the `newest` is known.

    A date without its year is the last of which there can be an article.
    """
    asked = " ".join(question.translate(CASELESS).replace("\u200b", " ").split())
    asked = _TYPED.sub(lambda m: f"{m[1]}{m[2]}{m[3].capitalize()}", asked)
    asked = _SEASON.sub(r"\1 the \2", asked)
    if _alone(asked, today):
        asked = f"in {asked}"
    last = min(today, newest) if newest else today
    now, then = _Read(read(asked, today), today), _Read(read(asked, last), today)
    named = [one for one in then.sentence.moments if _is_date(one)]
    if ends := _range(then, named):
        return ends
    for moment in named:
        if days := _of(now if moment.month is None and moment.year is None else then, moment):
            return days
    for moment in now.sentence.moments:
        if not (_is_date(moment) or moment.shift) and (days := _of_now(now, moment)):
            return days
    return _to_come(then, named, last)


def _alone(asked: str, today: date) -> bool:
    """Whether a month, a season or a year is all that is asked: "May 2024"."""
    bare = asked.rstrip("?.! ").removeprefix("the ")
    moments = read(bare, today).moments
    return any((one.start, one.end) == (0, len(bare)) and one.day is None for one in moments)


def _is_date(moment: Moment) -> bool:
    """Whether it is no "last week" and no time of the clock; "Christmas Day" is one."""
    return moment.minutes is None and (not moment.relative or moment.text[0].isupper())


def _of(asked: _Read, moment: Moment) -> Stretch | None:
    """The days of "in March 2024", "on Monday", "since 3 May", "2022's fare"."""
    lead, after = asked.around(moment)
    days = asked.days(moment)
    if days is None or not asks_there(asked.sentence.text, len(lead)) or _COMPARED.search(lead):
        return None
    if since := _SINCE.search(lead):
        first = days[1] + timedelta(1) if since["lead"].lower() == "after" else days[0]
        onwards = since["lead"].lower() != "from" or after.lower().startswith(" on")
        return (first, asked.today) if onwards and first <= asked.today else None
    owning = after.startswith(("'s", "’s"))
    led = moment.weekday is not None and " " in moment.text  # "last Sunday"
    alone = led or (moment.day is not None and moment.month is not None)
    return days if _IN.search(lead) or owning or alone else None


def _range(asked: _Read, named: Sequence[Moment]) -> Stretch | None:
    """The days of "between March and May 2024", "from 3 to 5 May"."""
    for one, other in pairwise(named):
        joins = _AND.fullmatch(asked.sentence.flat, one.end, other.start)
        if not joins or not _BETWEEN.search(asked.around(one)[0]):
            continue
        end = asked.days(other)
        start = _of_same_year(one, other, end) or asked.days(one)
        if start and end and start[0] <= end[1]:
            return start[0], end[1]
    for one in named:
        first, days = _DAY.search(asked.around(one)[0]), asked.days(one)
        if first and days and one.day and int(first[1]) < one.day:
            return days[0].replace(day=int(first[1])), days[1]
    return None


def _of_same_year(one: Moment, other: Moment, end: Stretch | None) -> Stretch | None:
    """The month, or day, that has its year from the end of a range: "March" in "March and May"."""
    if one.year is not None or one.month is None or end is None:
        return None
    later = other.month is not None and one.month > other.month
    first, last = month_days(end[0].year - later, one.month)
    if one.day is None:
        return first, last
    day = first + timedelta(min(one.day, last.day) - 1)
    return day, day


def _of_now(asked: _Read, moment: Moment) -> Stretch | None:
    """The days of "last week", "yesterday", "over the past three days"."""
    text, start = asked.sentence.text, len(asked.around(moment)[0])
    end = len(text) - len(asked.around(moment)[1])
    if not asks_there(text, start) or not said_of_now(text, start, end):
        return None
    days = asked.days(moment)
    if days and moment.relative == "this week":  # asked on a Monday, too
        return min(days[0], asked.today - _A_WEEK), days[1]
    return days


def _to_come(asked: _Read, named: Sequence[Moment], newest: date) -> Stretch | None:
    """The year of what is asked as over and can be in no article: "the 2026 World Cup"."""
    for moment in named:
        days = asked.days(moment) if moment.year else None
        if days and days[0] > newest and tense(asked.sentence, moment) is Tense.OVER:
            return days
    return None
