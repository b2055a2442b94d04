"""Which articles have some words, and in which of their passages: all of them, none left out.

The word index says which passages; what is told of their articles comes from the ledger, without
the texts, so that thousands are counted in a moment.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from index.catalogue import Stems
from index.ledger import Ledger
from index.rows import date_of, where
from index.types import Filters, Mention, Span

_AMONG = "IN (SELECT value FROM json_each(?))"
_ABOUT = """a.id, a.title, CASE WHEN a.source = '' THEN a.outlet ELSE a.source END, a.published,
    coalesce(c.first, '')"""
_COPIED = "LEFT JOIN copies c ON c.article = a.id AND c.first != a.id"
_FEW = 1_000
"""So many articles are looked up by their ids; of more it is quicker to read all."""
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
    about = f"SELECT {_ABOUT} FROM articles a {_COPIED} WHERE {condition} {_ORDER}"  # noqa: S608
    if not wanted:
        return tuple(_mention(row, ()) for row in ledger.rows(about, values))
    found: list[set[int]] = []
    for alternatives in wanted:
        found.append({number for one in alternatives for number in holding(one)})
        if not found[-1]:
            return ()
    having = _having(ledger, found, together=together)
    if len(having) <= _FEW:
        about = about.replace("WHERE", f"WHERE a.id {_AMONG} AND", 1)
        values = [json.dumps(list(having)), *values]
    rows = ledger.rows(about, values)
    return tuple(_mention(row, having[row[0]]) for row in rows if row[0] in having)


def _having(ledger: Ledger, found: Sequence[set[int]], *, together: bool) -> dict[str, list[Span]]:
    """Article → those of its passages that have what is wanted, in order."""
    numbers = set.intersection(*found) if together else set.union(*found)
    query = f'SELECT article, number, start, "end" FROM passages WHERE number {_AMONG}'  # noqa: S608
    rows = ledger.rows(query, [json.dumps(sorted(numbers))])
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for article, _, start, end in rows:
        spans[article].append((start, end))
    if not together and len(found) > 1:
        each = [{article for article, number, *_ in rows if number in one} for one in found]
        every = set.intersection(*each)
        spans = defaultdict(list, {one: of for one, of in spans.items() if one in every})
    for of in spans.values():
        of.sort()
    return spans


def _mention(row: Sequence[Any], passages: Sequence[Span]) -> Mention:
    identity, title, outlet, published, first = row
    return Mention(identity, title, outlet, _day(published), first, tuple(passages))


@lru_cache(4096)
def _day(published: int | None) -> date | None:
    return date_of(published)
