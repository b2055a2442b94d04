"""Which articles have some words, and in which of their passages: all of them, none left out.

The word index says which passages; what is told of their articles comes from the ledger, without
the texts, so that thousands are counted in a moment.
"""

import json
from collections.abc import Callable, Sequence
from itertools import groupby

from index.catalogue import Stems
from index.ledger import Ledger, where
from index.rows import date_of
from index.types import Filters, Mention

_AMONG = "IN (SELECT value FROM json_each(?))"
_ABOUT = """a.id, a.title, CASE WHEN a.source = '' THEN a.outlet ELSE a.source END, a.published,
    coalesce(c.first, '')"""
_COPIED = "LEFT JOIN copies c ON c.article = a.id AND c.first != a.id"
_ORDER = "ORDER BY a.published IS NULL, a.published, a.title, a.id"


def mentions(
    ledger: Ledger,
    holding: Callable[[Stems], list[int]],
    wanted: Sequence[Sequence[Stems]],
    filters: Filters,
    *,
    together: bool,
) -> tuple[Mention, ...]:
    """The articles that `filters` let through and that have one of each of the `wanted`.

    `holding` tells the passages, each with its article's headline, that have some stems one right
    after the other. With `together` one passage has all of them. Without `wanted` it is all
    articles. The earliest comes first, undated ones last.
    """
    condition, values = where(filters)
    if not wanted:
        query = f"SELECT {_ABOUT} FROM articles a {_COPIED} WHERE {condition} {_ORDER}"  # noqa: S608
        return tuple(_mention(row) for row in ledger.rows(query, values))
    found: list[set[int]] = []
    for alternatives in wanted:
        found.append({number for one in alternatives for number in holding(one)})
        if not found[-1]:
            return ()
    numbers = set.intersection(*found) if together else set.union(*found)
    query = (
        f'SELECT {_ABOUT}, p.number, p.start, p."end" FROM passages p '  # noqa: S608
        f"JOIN articles a ON a.id = p.article {_COPIED} "
        f"WHERE p.number {_AMONG} AND {condition} {_ORDER}, p.start"
    )
    rows = ledger.rows(query, [json.dumps(sorted(numbers)), *values])
    every = []
    for _, of_one in groupby(rows, key=lambda row: row[0]):
        having = list(of_one)
        if together or all(any(row[5] in one for row in having) for one in found):
            every.append(_mention(having[0], [(start, end) for *_, start, end in having]))
    return tuple(every)


def _mention(row: Sequence[object], passages: Sequence[tuple[int, int]] = ()) -> Mention:
    identity, title, outlet, published, first = row[:5]
    return Mention(identity, title, outlet, date_of(published), first, tuple(passages))  # type: ignore[arg-type]
