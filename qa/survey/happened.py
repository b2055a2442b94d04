"""What happened on some days: of a subject, or of whatever was in the news, or who did it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from index import EVERYTHING, Filters, Hit, Holdings, Retriever
from qa.language import Stretch, read, written_days
from qa.survey.clustering import Clusters
from qa.survey.dating import days_apart, within
from qa.survey.doing import does
from qa.survey.events import Event, events
from qa.survey.found import Found
from qa.survey.gathering import Source, about, even, mentioning, sources_of
from qa.survey.prominence import prominence, stories
from qa.survey.subjects import Subject
from qa.survey.timeline import hits_of, line, spread
from qa.types import Abstention, Expects, Query, Reason
from qa.understanding.narrowing import narrowed

_LATE = timedelta(7)
"""So long what happened is still being reported, or looked back at."""
_LINES = ((1, 5), (7, 6), (31, 8))
"""So many lines for so many days, at most."""
_MOST = 10
_LEAST = 0.5
"""What is worth less than so much of the best is left out."""
_HITS = 40
_STATED = 0.6
"""What it is worth where there is no subject that a sentence names its day."""
_AT_TOP = 0.5
"""What it is worth to open an article on the subject, where no sentence names it with its day."""
_WEEK, _MONTH = 7, 31
_OPENS = 0.8
"""Only the first sentences of an article are news by themselves."""
_NEAREST = 3


def happened(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """The events of the days that are asked of, in order; says where there are none."""
    if query.happened is None:
        return None
    asked = narrowed(query.text, query.happened)
    query = replace(query, happened=asked)
    subject = Subject.of("" if _doing(query) else query.subject)
    near = _about if subject else _of_those_days
    sources = near(subject, query, archive, retriever)
    found = [one for source in sources for one in events(source, subject)]
    then = _then(query, asked, [one for one in found if within(one.days, asked)], sources, archive)
    if not then and subject:
        then = _beside(subject, asked, sources)
    if not then:
        return _nothing(found, asked, query, archive)
    told = Clusters(subject.stems, archive.embedder).of(then)
    least = 0.0 if _doing(query) else _LEAST * max(one.worth for one in told)
    chosen = spread([one for one in told if one.worth >= least], _lines(asked))
    return Found(tuple(map(line, chosen)), hits_of(told))


def _then(
    query: Query,
    asked: Stretch,
    found: list[Event],
    sources: Sequence[Source],
    archive: Holdings,
) -> list[Event]:
    """Of the events of those days the ones that are asked for."""
    if _doing(query):
        return [one for one in found if does(one, query)]
    return found if query.subject else _news(found, asked, sources, archive)


def _beside(subject: Subject, asked: Stretch, sources: Sequence[Source]) -> list[Event]:
    """What articles with the subject at their top tell of the very days, in whichever words.

    "After four hours of debate on Tuesday evening, 19 councillors voted against the plan".
    """
    return [
        replace(one, story=_AT_TOP if one.lead else 0.0)
        for source in sources
        if _of(source, asked) and subject.met(read(source.passages[0].told)) == 1
        for one in events(source, Subject.of(""))
        if one.stated and one.length <= _WEEK and within(one.days, asked) and not one.pointing
    ]


def _doing(query: Query) -> bool:
    """Whether it asks who did something, which its subject then is."""
    return query.expects is Expects.PERSON and bool(query.subject)


def _about(subject: Subject, query: Query, archive: Holdings, retriever: Retriever) -> list[Source]:
    """The articles about a subject, and those of the days asked of that mention it."""
    found = about(subject, query, archive, retriever)
    known = {one.id for one in found}
    also = mentioning(subject, _reporting(query), archive, retriever)
    return [*found, *(one for one in also if one.id not in known)]


def _reporting(query: Query) -> Filters:
    """Of the articles that were chosen those of the days that are asked of, and soon after."""
    given, asked = query.given or EVERYTHING, query.happened
    assert asked is not None  # noqa: S101  (who calls has looked)
    since, until = max(asked[0], given.since or asked[0]), asked[1] + _LATE
    until = min(until, given.until or until)
    return replace(given, since=min(since, until), until=until)


def _of_those_days(
    subject: Subject, query: Query, archive: Holdings, retriever: Retriever
) -> list[Source]:
    """Without a subject the articles of those days and soon after, and those that name the days.

    Of too many it is some of each day.
    """
    then = archive.mentions((), _reporting(query))
    ids = even([one.article_id for one in then if not one.first or one.first == one.article_id])
    given, asked = query.given or EVERYTHING, query.happened
    assert asked is not None  # noqa: S101  (who calls has looked)
    words = " ".join((query.subject, written_days(*asked)))
    near = [hit.passage.article_id for hit in retriever.retrieve(words, _HITS, given)]
    return list(sources_of(dict.fromkeys((*ids, *near)), archive))


def _of(source: Source, asked: Stretch) -> bool:
    """Whether an article is of some days, or of soon after."""
    return source.published is not None and asked[0] <= source.published <= asked[1] + _LATE


def _news(
    found: Sequence[Event], asked: Stretch, sources: Sequence[Source], archive: Holdings
) -> list[Event]:
    """What articles open with, or tell of the very days that are asked of, and of which story."""
    short = (asked[1] - asked[0]).days < _WEEK
    full = stories([one for one in sources if _of(one, asked)], archive)
    return [
        replace(one, story=prominence(one.terms, full) + _STATED * one.stated)
        for one in found
        if not one.pointing and (one.lead > _OPENS or (short and one.stated))
    ]


def _lines(asked: Stretch) -> int:
    days = (asked[1] - asked[0]).days + 1
    return next((lines for longest, lines in _LINES if days <= longest), _MOST)


def _nothing(found: Sequence[Event], asked: Stretch, query: Query, archive: Holdings) -> Found:
    """That nothing is told of those days, and what is told of those nearest."""
    near = [] if _doing(query) else [one for one in found if one.length <= _MONTH]
    if not (query.subject and near):
        near = _reported(asked, query, archive)
    near.sort(key=lambda one: (days_apart(one.days, asked), -one.worth))
    ids = dict.fromkeys(one.passage.article_id for one in near)
    first = [next(one for one in near if one.passage.article_id == each) for each in ids]
    hits = tuple(Hit(one.passage, 1 / rank) for rank, one in enumerate(first[:_NEAREST], 1))
    nearest = f"; the nearest tells of {written_days(*near[0].days)}" if near else ""
    holds = f". The archive holds {archive.coverage()}."
    why = f"no article tells of {_what(asked, query)}{nearest}{holds}"
    return Found((), hits, abstention=Abstention(Reason.NO_ANSWER, why))


def _what(asked: Stretch, query: Query) -> str:
    """What there is nothing of."""
    if _doing(query):
        return f"anybody of whom that is to be said {_in(asked)}"
    return f"“{query.subject}” {_in(asked)}" if query.subject else _in(asked).partition(" ")[2]


def _reported(asked: Stretch, query: Query, archive: Holdings) -> list[Event]:
    """What was in the news last before some days, and first after them."""
    given = query.given or EVERYTHING
    day = timedelta(1)
    before = replace(given, since=None, until=asked[0] - day)
    after = replace(given, since=asked[1] + day, until=None)
    entries = [
        *archive.catalogue("", before, limit=_NEAREST).entries,
        *archive.catalogue("", after, newest_first=False, limit=_NEAREST).entries,
    ]
    return [
        one
        for source in sources_of([entry.id for entry in entries], archive)
        for one in events(source, Subject.of(""))
        if one.lead
    ]


def _in(days: Stretch) -> str:
    """Such as "on 17 May 2024", "in March 2019", "from 3 to 17 May 2024"."""
    if days[0] == days[1]:
        return f"on {written_days(*days)}"
    words = written_days(*days)
    return f"from {words}" if " to " in words else f"in {words}"
