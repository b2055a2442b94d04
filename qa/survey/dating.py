"""When what a sentence tells of happened, if that is sure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from index import terms, unlabelled
from qa.language import Moment, Sentence, Stretch
from qa.survey.happening import EVENTS, done
from qa.values.editions import Edition
from qa.values.resolving import resolve

_MONTH, _YEAR = 31, 365  # days
_FRESH = timedelta(8)
"""What news opens with happened so few days before."""

Dated = tuple[Moment, Stretch]
"""A time with the days that it means."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands: after those `before` it, in an article of that `edition`.

    `lead` says that it opens its article, `first` that nothing stands before it. Times that the
    `subject` itself names date nothing.
    """

    edition: Edition
    before: Sequence[Sentence]
    lead: bool
    first: bool
    subject: frozenset[str]


def days(sentence: Sentence, place: Place) -> Stretch | None:
    """The days of what it tells; what news opens with is of the day of the news."""
    named = list(_named(sentence, place))
    single = [(one, days) for one, days in named if days[0] == days[1]]
    if place.lead:
        return _of_news(named, single, sentence, place)
    wide = [(one, days) for one, days in named if days[1] > days[0] and not _a_season(days)]
    return _of_the_verb(single or wide, sentence)


def _of_news(
    named: Sequence[Dated], single: Sequence[Dated], sentence: Sentence, place: Place
) -> Stretch | None:
    """The day of what news opens with: one of the last days; what it says first is of its own."""
    edition = place.edition
    published = edition.day
    assert published is not None  # noqa: S101  (who calls has looked)
    if fresh := [days for _, days in single if published - days[0] <= _FRESH]:
        return fresh[0]
    # "died nearly two years ago" is no news of the day
    ago = [(one, days) for one, days in named if one.relative.endswith(" ago")]
    if then := _of_the_verb(ago, sentence):
        return then
    return (published, published) if place.first and edition.trusted else None


def _a_season(days: Stretch) -> bool:
    """Whether it is longer than a month and no year: "last winter" is no day to tell of."""
    return _MONTH < (days[1] - days[0]).days + 1 < _YEAR


def _named(sentence: Sentence, place: Place) -> Iterator[Dated]:
    """The times that may be those of what is told, and are surely over."""
    published = place.edition.day
    assert published is not None  # noqa: S101
    last = published if place.edition.trusted else max((published, *place.edition.named.values()))
    quoted = [
        (sentence.words[one.first].start, sentence.words[one.last - 1].end)
        for one in sentence.quotations
        if one.last > one.first
    ]
    told = unlabelled(sentence.text, opening=place.lead, clock=True)
    for moment in sentence.moments:
        if moment.start < told:  # "TAMBER, 18 May (LPA) —" is when it was filed
            continue
        if any(start <= moment.start < end for start, end in quoted):
            continue
        meant = resolve(moment, sentence, place.before, place.edition)
        if meant is None or not meant.sure or meant.days[1] > last:
            continue
        apart = not place.subject.issuperset(terms(moment.text))
        if apart and _dates(moment, meant.days, sentence):
            yield moment, meant.days


def _dates(moment: Moment, days: Stretch, sentence: Sentence) -> bool:
    """Whether a time may be that of what is told: not "since May", "the 1973 decision"."""
    words = sentence.words
    at = next((at for at, word in enumerate(words) if word.end > moment.start), 0)
    before = words[at - 1].low if at else ""
    if days[0] == days[1]:
        return before not in EVENTS.among("bounds")
    return before in EVENTS.among("within") or moment.relative != ""


def _of_the_verb(some: Sequence[Dated], sentence: Sentence) -> Stretch | None:
    """The time that is named; of several the one in the clause of the first verb of the past."""
    meant = {days for _, days in some}
    if len(meant) == 1:
        return meant.pop()
    clause = sentence.words[done(sentence)[0]].clause
    clauses = {word.start: word.clause for word in sentence.words}
    beside = {
        days
        for moment, days in some
        if any(moment.start <= at < moment.end and c == clause for at, c in clauses.items())
    }
    return beside.pop() if len(beside) == 1 else None


def days_apart(one: Stretch, other: Stretch) -> int:
    """How many days lie between two stretches; 0 where they meet."""
    return max(0, (one[0] - other[1]).days, (other[0] - one[1]).days)


def within(days: Stretch, asked: Stretch) -> bool:
    """Whether days are of those asked of: all of them, or a month of a year is too wide."""
    return asked[0] <= days[0] and days[1] <= asked[1]
