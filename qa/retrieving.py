"""Which passages are read for a question: for its parts, of its days, since the event it names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index import EVERYTHING, Coverage, Filters, Hit, Holdings, Retriever, terms
from qa.fitness.asked_act import Tense, asked_act
from qa.fitness.times import late
from qa.language import read
from qa.reading.again import cited_first
from qa.types import Query
from qa.understanding.anchors import event_since
from qa.understanding.decomposition import merged
from qa.understanding.happening import happened

_MOST = 0.5
"""Days that more of the passages are of than so need not come first."""
ANCHORS = 5
"""In how many passages an event is looked for that a question names instead of a date."""


def retrieved(
    query: Query, archive: Holdings, retriever: Retriever, passages: int
) -> Sequence[Hit]:
    """So many `passages` to read; those for the parts of a question are taken in turn."""
    asked = (query, *query.parts)
    lists = [_of_its_days(one, archive, retriever, passages) for one in asked]
    return merged(lists, passages) if query.parts else lists[0]


def _of_its_days(query: Query, archive: Holdings, retriever: Retriever, passages: int) -> list[Hit]:
    """Passages of the days that the question asks of and of any day in turn, the former first.

    What was in the news in a week is told before and after it too, and "this week" may be said in
    passing; what somebody chose as filters is strict. An archive that has nothing of those days
    does not say.
    """
    chosen = query.given or EVERYTHING
    if query.filters != chosen and not archive.matching(query.filters):
        return []
    lists = [
        cited_first(retriever, query, passages, own)
        for filters in dict.fromkeys((*_just_after(query, archive), query.filters, chosen))
        for own in _of_outlets(query, filters)
    ]
    return merged(lists, passages) if len(lists) > 1 else lists[0]


def _just_after(query: Query, archive: Holdings) -> list[Filters]:
    """The days in which what is asked about was news, as filters; none where nothing is of them."""
    if query.happened is None or query.filters != (query.given or EVERYTHING):
        return []
    first, last = query.happened
    until = last + late(query.happened)
    found = replace(query.filters, since=first, until=until)
    matching = archive.matching(found)
    return [found] if 0 < matching < query.among * _MOST else []


def of_days(query: Query, today: date, coverage: Coverage) -> Query:
    """With the days of what it asks about, and its parts with theirs.

    Of what was after the newest article, as "the 2026 World Cup", there can be nothing.
    """

    def dated(one: Query) -> Query:
        then = happened(one.text, today, coverage.last)
        if then is None and one.filters.since and event_since(one.text):
            then = (min(one.filters.since, today), today)
        after = bool(then and coverage.last and then[0] > coverage.last)
        chosen = one.filters
        open_then = not chosen.since and not (then and chosen.until and chosen.until < then[0])
        if then and after and open_then and _over(one.text):
            one = replace(one, filters=replace(one.filters, since=then[0]))
        return replace(one, happened=then)

    return replace(dated(query), parts=tuple(map(dated, query.parts)))


def _over(text: str) -> bool:
    """Whether a question asks for what was."""
    return asked_act(read(text)).tense is Tense.PAST


def _of_outlets(query: Query, filters: Filters) -> list[Filters]:
    """The filters for each outlet that the question asks, of those that they let through."""
    asked = [one for one in query.outlets if not filters.outlets or one in filters.outlets]
    return [replace(filters, outlets=(one,)) for one in asked] or [filters]


def since_event(query: Query, retriever: Retriever) -> Query:
    """With "since the vote" as a filter: from the day of the first article that tells of it."""
    named = event_since(query.text)
    if not named or query.filters.since or query.filters.until:
        return query
    told = set(terms(named))
    # an event of one word is only known by what else is asked
    sought = named if len(told) > 1 else query.text
    days = [
        hit.passage.published
        for hit in retriever.retrieve(sought, ANCHORS, query.filters)
        if hit.passage.published and told <= set(terms(hit.passage.told))
    ]
    if not told or not days:
        return query
    filters = replace(query.filters, since=min(days))
    parts = tuple(replace(part, filters=filters) for part in query.parts)
    return replace(query, filters=filters, parts=parts)
