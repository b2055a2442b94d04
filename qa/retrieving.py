"""Which passages are read for a question: for its parts, of its days, since the event it names."""

from collections.abc import Sequence
from dataclasses import replace

from index import EVERYTHING, Hit, Holdings, Retriever, terms
from qa.reading.again import cited_first
from qa.types import Query
from qa.understanding.anchors import event_since
from qa.understanding.decomposition import merged

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
        cited_first(retriever, query, passages, filters)
        for filters in dict.fromkeys((query.filters, chosen))
    ]
    return merged(lists, passages) if len(lists) > 1 else lists[0]


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
