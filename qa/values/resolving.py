"""Which days a time of an article means, how sure that is, and those days in words.

In a text of a Tuesday "on Tuesday" is that day and "on Monday" the day before, or after where it
is still to come; "two days later" counts from what was told last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qa.language import Certainty, Moment, Sentence, Shift, Stretch, written_days
from qa.language.lists import TIMES
from qa.language.spans import counted, period
from qa.values.editions import Edition
from qa.values.tenses import Tense, tense
from qa.values.values import Value

_SEASONS = ("spring", "summer", "autumn", "fall", "winter")
_BACK = 3
"""So many sentences back stands the time that another counts from."""
_SELDOM, _NEAR = timedelta(240), timedelta(75)
"""A date without its year is seldom so far away, least of all where another is so near."""
_LONG_AGO = timedelta(200)
"""So long ago the year is mostly said, too."""
_DOUBTED = timedelta(3)
"""Said of a day not longer ago, "last Friday" may be the one before it."""
_WEEK, _A_YEAR = timedelta(7), timedelta(300)
_NONE = Edition()
_COMING = (Tense.AHEAD, Tense.PRESENT)
# "a busy Saturday" is any; "a statement Saturday" is not
_SOME = re.compile(rf"\ban? {TIMES.either('any_day')} $", re.I)
# "now, a month later"
_NOW = re.compile(r"\bnow\b", re.I)
# "up 4 percent from a year ago": counted from what the figure is of
_FROM = re.compile(r"\b(?:from|than|over)(?: \w+)? $", re.I)


@dataclass(frozen=True, slots=True)
class Meant:
    """The days that a time means, and how sure they are."""

    days: Stretch
    certainty: Certainty

    @property
    def sure(self) -> bool:
        """Whether they may be told of without the text that they are taken from."""
        return self.certainty in (Certainty.STATED, Certainty.RECKONED)


def resolve(
    moment: Moment, sentence: Sentence, before: Sequence[Sentence] = (), own: Edition = _NONE
) -> Meant | None:
    """What a moment of a sentence means, after those `before` it, nearest last.

    `own` is the edition, as far as it is known; without it the sentence's day is taken for right.
    None where nothing tells it.
    """
    day = own.day or sentence.published
    if moment.minutes is not None or moment.decade is not None:
        return None
    if moment.year is not None:
        return Meant(moment.stretches[0], Certainty.STATED) if moment.stretches else None
    if day is None:
        return None
    if moment.shift:
        return _shifted(moment, moment.shift, sentence, before, own)
    compared = "ago" in moment.relative and _FROM.search(sentence.flat[: moment.start])
    if not moment.stretches or compared:
        return None
    if moment.weekday is not None and moment.day is None:
        return _weekday(moment, sentence, day, own)
    return _nearest(moment, sentence, day, own)


def _weekday(moment: Moment, sentence: Sentence, day: date, own: Edition) -> Meant:
    """What "Friday", "last Friday" or "next Friday" means."""
    number = moment.weekday or 0
    when, which = tense(sentence, moment), moment.text.lower().split()[0]
    named = own.named.get(number)
    if named and which not in ("last", "next") and _fits(named, when, day, own):
        return _sure(named)
    doubted = not own.trusted or _SOME.search(sentence.flat[: moment.start]) is not None
    found, open_ = _counted(number, which, when, day)
    open_ = open_ or own.late(day - found)
    return _open(found) if doubted or open_ else _sure(found)


def _fits(named: date, when: Tense, day: date, own: Edition) -> bool:
    """Whether a day that the text itself names for a weekday can be the one that is meant."""
    return named >= day if when is Tense.AHEAD else named <= day or own.shifted


def _counted(number: int, which: str, when: Tense, day: date) -> tuple[date, bool]:
    """The weekday before or after a day, and whether that leaves a doubt."""
    back, ahead = timedelta((day.weekday() - number) % 7), timedelta((number - day.weekday()) % 7)
    if which in ("last", "past"):
        return day - (back or _WEEK), timedelta() < back < _DOUBTED
    if which in ("next", "coming"):
        ahead = ahead or _WEEK
        same_week = day.weekday() + ahead.days < 7
        return day + ahead + (_WEEK if same_week and which == "next" else timedelta()), same_week
    coming = when in _COMING or (which == "this" and when is not Tense.OVER)
    return (day + ahead if coming else day - back), False


def _nearest(moment: Moment, sentence: Sentence, day: date, own: Edition) -> Meant:
    """A date without its year, or a time that may be over or to come: "in March", "the weekend"."""
    among = moment.stretches
    today = moment.relative and among[0][0] == among[0][1]
    if len(among) == 1:
        return _open(*among[0]) if today and not own.trusted else _sure(*among[0])
    last = max((one for one in among if one[0] <= day), default=among[0])
    following = min((one for one in among if one[1] >= day), default=among[-1])
    when = tense(sentence, moment)
    if moment.relative or last == following:
        return _sure(*(following if when is Tense.AHEAD else last))
    if moment.day is None and when is Tense.OVER:
        return _sure(*last)
    return _chosen(last, following, when, day, exact=own.trusted and moment.day is not None)


def _chosen(past: Stretch, coming: Stretch, when: Tense, day: date, *, exact: bool) -> Meant:
    """Which of two dates without their year, one over and one to come."""
    ago, until = day - past[1], coming[0] - day
    if when in (Tense.OPEN, Tense.PRESENT):
        return _sure(*(past if ago <= until else coming))
    if when is Tense.AHEAD:
        return _open(*coming) if exact and until > _SELDOM and ago < _NEAR else _sure(*coming)
    if ago > _SELDOM and until < _NEAR:  # told of as over, and yet to come: a later text
        return _open(*coming) if exact else _sure(*coming)
    return _open(*past) if exact and until < ago and ago > _LONG_AGO else _sure(*past)


def _shifted(
    moment: Moment, shift: Shift, sentence: Sentence, before: Sequence[Sentence], own: Edition
) -> Meant | None:
    """What counts from the time that was told last, if that is exact enough: "two days later"."""
    if _NOW.search(sentence.flat[: moment.start]):
        return None
    exact = shift.unit not in ("week", "month", "year", "decade")
    for anchor in _told(moment, sentence, before[-_BACK:], own):
        first, last = anchor.days
        if not anchor.sure or (exact and first != last):
            continue
        if shift.steps == 0 and exact and first == (own.day or sentence.published):
            return None  # the article's own day is "today", and no "that day"
        return _moved(shift, first, last)
    return None


def _moved(shift: Shift, first: date, last: date) -> Meant | None:
    """The stretch so far from another: a year from a month is a month, from a day a year."""
    if shift.unit == "year" and timedelta() < last - first < _A_YEAR:
        ends = [counted("year", shift.steps, one) for one in (first, last)]
        return _sure(ends[0], ends[1]) if ends[0] and ends[1] else None
    return next((_sure(*days) for days in period(shift.unit, shift.steps, first)), None)


def _told(
    moment: Moment, sentence: Sentence, before: Sequence[Sentence], own: Edition
) -> Iterator[Meant]:
    """The times before it, nearest first; those of the sentence itself that follow it come next."""
    same = [one for one in sentence.moments if one.shift is None]
    ahead = [one for one in same if one.start < moment.start][::-1]
    after = [one for one in same if one.start > moment.start]
    for one in (*ahead, *after):
        if found := resolve(one, sentence, (), own):
            yield found
    for other in reversed(before):
        for one in reversed(other.moments):
            if one.shift is None and (found := resolve(one, other, (), own)):
                yield found


def _sure(first: date, last: date | None = None) -> Meant:
    return Meant((first, last or first), Certainty.RECKONED)


def _open(first: date, last: date | None = None) -> Meant:
    return Meant((first, last or first), Certainty.OPEN)


def resolved(value: Value, sentence: Sentence) -> str:
    """The time as one can understand it alone; as it is written where that is enough or all."""
    text = " ".join(value.text.split())
    return in_words(text, value.moment, meant(value, sentence)) if value.moment else text


def in_words(text: str, moment: Moment, days: Stretch | None) -> str:
    """The `text` of a moment with the days that it means in the place of its own words."""
    if days is None or moment.year is not None:
        return text
    first, last = days
    named = moment.text.rstrip(".")
    before = text.removesuffix(named) if text.endswith(named) else ""
    if (season := text.split()[-1].lower()) in _SEASONS:
        return f"{before}{season} {first.year}"
    when = written_days(first, last)
    return f"{text} ({when})" if " to " in when else f"{before}{when}"


def meant(value: Value, sentence: Sentence) -> Stretch | None:
    """The days that a time of a sentence means, if that can be told from the sentence alone."""
    found = resolve(value.moment, sentence) if value.moment else None
    return found.days if found else None
