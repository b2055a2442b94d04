"""A reader's search: the articles that have some words, counted by outlet, kind, year and more.

Which articles have the words, the word index says. What they are counted by comes from the ledger
without their texts, so that thousands are counted in a moment; only those shown are read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple, Protocol
from weakref import WeakKeyDictionary

from index.catalogue import Stems, having, wanted_in
from index.ledger import Ledger
from index.lexical import Lexical
from index.snippets import Found
from index.types import EVERYTHING, Filters

Order = Literal["relevance", "newest", "oldest"]

_AMONG = "IN (SELECT value FROM json_each(?))"
_BY = """a.id, a.title, a.outlet, a.kind, a.published,
    coalesce(json_extract(nullif(a.further, ''), '$.section'), ''),
    coalesce(json_extract(nullif(a.further, ''), '$.language'), '')"""
_RANKED = 1_000
"""So many passages are ranked by how well they fit the words; the rest follow by date."""
_BEGUN = 100
"""So many words are read into one that is only begun, the commonest."""
_SHORTEST = 3
_FORMS = 3
_UNDATED = 0
"""The year of articles that have no date."""


class Row(NamedTuple):
    """An article as far as it is counted; `outlet` in small letters, `published` an ordinal."""

    id: str
    title: str
    outlet: str
    kind: str
    published: int | None
    section: str
    language: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Matched:
    """The articles of one archive that have all the words, and what was looked for.

    Each of `wanted` lists alternatives: one, but for the last word while it is only `begun`;
    `numbers` are those of the passages that have something of it. `newest` is the number of the
    archive's last passage: what comes later is new.
    """

    rows: tuple[Row, ...] = ()
    wanted: tuple[tuple[Stems, ...], ...] = ()
    begun: str = ""
    newest: int = 0
    numbers: Set[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """What narrows a search: of each of these any, and all of them at once; none lets all through.

    The year 0 stands for articles without a date.
    """

    filters: Filters = EVERYTHING
    years: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.filters or self.years or self.sections or self.languages)


EVERY = Selection()
"""The selection that lets every article through."""


@dataclass(frozen=True, slots=True)
class Facets:
    """How many articles there would be with each value, whatever is chosen of its own kind.

    (value, articles), the most first, years from the last; what nobody states is "" or the year 0.
    """

    outlets: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    sections: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """One page of what was found: `entries` from place `offset` on, of `total`.

    `days` are (day, articles) of all of it. `ids` are those of all of it if they are few. `mark`
    says how far the archive, and the visitor's own, had come: `fresh` counts what came after one.
    """

    words: str = ""
    selection: Selection = EVERY
    order: Order = "newest"
    entries: tuple[Found, ...] = ()
    total: int = 0
    offset: int = 0
    limit: int = 25
    facets: Facets = Facets()
    days: tuple[tuple[date, int], ...] = ()
    begun: str = ""
    ids: tuple[str, ...] = ()
    mark: tuple[int, ...] = ()

    @property
    def end(self) -> int:
        """The place behind its last article, where the next page begins."""
        return self.offset + len(self.entries)


class Searched(Protocol):
    """One archive of those that are searched together."""

    def matched(self, words: str) -> Matched:
        """Its articles that have all the words."""

    def shown(self, ids: Sequence[str], matched: Matched) -> list[Found]:
        """Articles as a search shows them, in the order of `ids`."""

    def later(self, ids: Sequence[str], mark: int) -> int:
        """How many of its articles have no passage up to number `mark`."""


# -- one archive -------------------------------------------------------------------------------


def matched(ledger: Ledger, index: Lexical, words: str) -> Matched:
    """The articles that have all the words; all of them, without any."""
    [[newest]] = ledger.rows("SELECT coalesce(max(seq), 0) FROM sqlite_sequence")
    if not words.strip():
        return Matched(_every(ledger), newest=newest)
    asked, begun = _begun(index, words, wanted_in(words))
    ids, numbers = having(ledger, (index.holding(*one) for one in asked))
    if not ids:
        return Matched((), asked, begun, newest)
    scores = _scores(ledger, index.search(words, _RANKED, EVERYTHING))
    rows = (row._replace(score=scores.get(row.id, 0.0)) for row in _rows(ledger, ids))
    return Matched(tuple(rows), asked, begun, newest, numbers)


def wanted(index: Lexical, words: str) -> tuple[tuple[Stems, ...], ...]:
    """What some words are looked for as, each with its alternatives."""
    return _begun(index, words, wanted_in(words))[0]


_EVERY: WeakKeyDictionary[Ledger, tuple[object, tuple[Row, ...]]] = WeakKeyDictionary()
"""All articles of an opened archive, for all its threads: of many that is much to read."""


def _every(ledger: Ledger) -> tuple[Row, ...]:
    """All articles, read again once somebody has written."""
    [[articles]] = ledger.rows("SELECT count(*) FROM articles")
    now = ledger.version(), articles
    before, rows = _EVERY.get(ledger, (None, ()))
    if before != now:
        rows = _rows(ledger)
        _EVERY[ledger] = now, rows
    return rows


def _rows(ledger: Ledger, ids: Sequence[str] | None = None) -> tuple[Row, ...]:
    query, values = f"SELECT {_BY} FROM articles a", []  # noqa: S608
    if ids is not None:
        query, values = f"{query} WHERE a.id {_AMONG}", [json.dumps(ids)]
    return tuple(map(Row._make, ((*row, 0.0) for row in ledger.rows(query, values))))


def _begun(
    index: Lexical, words: str, wanted: Sequence[Stems]
) -> tuple[tuple[tuple[Stems, ...], ...], str]:
    """What is wanted, with alternatives for a last word that nobody writes: it is being typed."""
    exact = tuple((one,) for one in wanted)
    typed = words.split()[-1].casefold()
    last = wanted[-1] if wanted and typed.isalnum() and len(typed) >= _SHORTEST else ()
    if len(last) != 1 or wanted_in(typed) != (last,) or index.holding(last):
        return exact, ""
    found = Counter(index.beginning(typed)).most_common(_BEGUN)
    for end in range(len(typed) - 1, max(_SHORTEST, len(typed) - _FORMS - 1), -1):
        if found:
            break
        # its stem may be shorter than what was typed of it: "reporti", of "reporting"
        found = [(typed[:end], 1)] if index.holding([typed[:end]]) else []
    alternatives = tuple((stem,) for stem, _ in found)
    return ((*exact[:-1], alternatives), typed) if found else (exact, "")


def _scores(ledger: Ledger, ranked: Sequence[tuple[int, float]]) -> dict[str, float]:
    """Article → the score of its best passage."""
    query = f"SELECT number, article FROM passages WHERE number {_AMONG}"  # noqa: S608
    article = dict(ledger.rows(query, [json.dumps([number for number, _ in ranked])]))
    best: dict[str, float] = {}
    for number, score in ranked:
        if number in article:
            best.setdefault(article[number], score)
    return best


def later(ledger: Ledger, ids: Sequence[str], mark: int) -> int:
    """How many of these articles have no passage up to number `mark`."""
    query = f"""SELECT count(*) FROM (SELECT article FROM passages WHERE article {_AMONG}
        GROUP BY article HAVING min(number) > ?)"""  # noqa: S608
    [[articles]] = ledger.rows(query, [json.dumps(list(ids)), mark])
    return int(articles)


# -- one or several archives -------------------------------------------------------------------

MOST_IDS = 200
"""Of so many articles a search tells which they are."""


def search(
    archives: Sequence[Searched],
    words: str,
    selection: Selection,
    *,
    order: Order,
    offset: int,
    limit: int,
) -> Search:
    """One page of the articles that have all the `words`, and all of them counted.

    Relevance is that of one archive; what a later one has comes first, since its scores do not
    compare and it has few. Undated articles come last, those of a day by headline.
    """
    each = [archive.matched(words) for archive in archives]
    places = {row.id: at for at, one in enumerate(each) for row in one.rows}
    kept, facets, days = _counted((row for one in each for row in one.rows), selection)
    kept.sort(key=_sorting(order, places))
    return Search(
        words,
        selection,
        order,
        entries=_shown(archives, each, [row.id for row in kept[offset : offset + limit]], places),
        total=len(kept),
        offset=offset,
        limit=limit,
        facets=facets,
        days=days,
        begun=max((one.begun for one in each if one.rows), default=""),
        ids=tuple(row.id for row in kept) if len(kept) <= MOST_IDS else (),
        mark=tuple(one.newest for one in each),
    )


def _shown(
    archives: Sequence[Searched],
    each: Sequence[Matched],
    page: Sequence[str],
    places: Mapping[str, int],
) -> tuple[Found, ...]:
    entries: dict[str, Found] = {}
    for at, archive in enumerate(archives):
        if ids := [identity for identity in page if places[identity] == at]:
            entries.update({one.entry.id: one for one in archive.shown(ids, each[at])})
    return tuple(entries[identity] for identity in page if identity in entries)


def fresh(
    archives: Sequence[Searched], words: str, selection: Selection, mark: Sequence[int]
) -> int:
    """How many of the articles found came in after the `mark` of an earlier search."""
    came = 0
    for at, archive in enumerate(archives):
        rows, _, _ = _counted(archive.matched(words).rows, selection)
        since = mark[at] if at < len(mark) else 0
        came += archive.later([row.id for row in rows], since) if rows else 0
    return came


def _sorting(order: Order, places: dict[str, int]) -> Callable[[Row], tuple[float | str, ...]]:
    def by(row: Row) -> tuple[float | str, ...]:
        day = row.published or 0
        dated = (not day, day if order == "oldest" else -day, row.title, row.id)
        return (-places[row.id], -row.score, *dated) if order == "relevance" else dated

    return by


_FACETS = 5


def _counted(
    rows: Iterable[Row], selection: Selection
) -> tuple[list[Row], Facets, tuple[tuple[date, int], ...]]:
    """The rows that are let through, and in one pass how many each value would let through."""
    filters = selection.filters
    wanted: tuple[set[Any], ...] = (
        {name.casefold() for name in filters.outlets},
        {name.casefold() for name in filters.kinds},
        set(selection.years),
        set(selection.sections),
        set(selection.languages),
    )
    tallies: tuple[Counter[Any], ...] = tuple(Counter() for _ in range(_FACETS))
    kept: list[Row] = []
    for row in filter(_let_through(filters), rows):
        values = row.outlet, row.kind, _year(row.published), row.section, row.language
        barred = [at for at in range(_FACETS) if wanted[at] and values[at] not in wanted[at]]
        if not barred:
            kept.append(row)
        if len(barred) < 2:
            for at in barred or range(_FACETS):
                tallies[at][values[at]] += 1
    days = Counter(row.published for row in kept if row.published)
    return kept, _facets(tallies), tuple((_day(day), n) for day, n in sorted(days.items()))


def _let_through(filters: Filters) -> Callable[[Row], bool]:
    """Whether a row is of the days, and of the articles, that were chosen."""
    since = filters.since.toordinal() if filters.since else 0
    until = filters.until.toordinal() if filters.until else date.max.toordinal()
    dated, among = bool(filters.since or filters.until), set(filters.articles)
    return lambda row: (
        (not dated or since <= (row.published or -1) <= until) and (not among or row.id in among)
    )


def _facets(tallies: Sequence[Counter[Any]]) -> Facets:
    outlets, kinds, years, sections, languages = tallies

    def ranked(counter: Counter[str]) -> tuple[tuple[str, int], ...]:
        return tuple(sorted(counter.items(), key=lambda one: (-one[1], one[0])))

    by_year = tuple(sorted(years.items(), reverse=True))
    return Facets(ranked(outlets), ranked(kinds), by_year, ranked(sections), ranked(languages))


@lru_cache(1 << 15)
def _day(published: int) -> date:
    return date.fromordinal(published)


def _year(published: int | None) -> int:
    return _day(published).year if published else _UNDATED
