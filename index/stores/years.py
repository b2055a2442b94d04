"""Which collection has the vector of which passage: one a year of publication.

A passage keeps its collection as long as it lives: whose article gets another day is taken out and
put in anew, under another number. So a move between years is a debt like any other. A year that
outgrows the limit goes on in a further collection, for all later numbers.
"""

import json
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from index.errors import StoreError
from index.ledger import Ledger
from index.rows import where
from index.types import Filters

WHOLE, UNDATED = -1, 0
"""The years that stand for all of them, and for none."""
LIMIT = 4_000_000
"""With so many vectors the collection of a year is full."""
_VARIABLE = "DATELINE_CHROMA_LIMIT"
_BEING_MADE = -1
_ALL = "SELECT collection, year, first, written FROM shards ORDER BY year, first"


@dataclass(frozen=True, slots=True)
class Shard:
    """A collection: of a year, from passage `first` to before passage `end`, 0 for no end.

    `written` grows with whatever was written to it; a copy that says less is an old one. It is
    below zero until something is in it.
    """

    name: str
    year: int
    first: int = 0
    end: int = 0
    written: int = 0

    @property
    def new(self) -> bool:
        """Whether nothing has been put in yet."""
        return self.written == _BEING_MADE

    @property
    def label(self) -> str:
        """The year as people call it, such as "2024", or "2024 from passage 812"."""
        year = {WHOLE: "all years", UNDATED: "undated"}.get(self.year, str(self.year))
        return f"{year} from passage {self.first:,}" if self.first else year

    def meets(self, filters: Filters) -> bool:
        """Whether something in it may have a day that `filters` let through."""
        if self.year == WHOLE:
            return True
        if self.year == UNDATED:
            return not (filters.since or filters.until)
        since = filters.since.year if filters.since else self.year
        until = filters.until.year if filters.until else self.year
        return since <= self.year <= until

    def within(self, filters: Filters) -> bool:
        """Whether `filters` let through all that is in it."""
        if filters.outlets or filters.kinds or filters.articles:
            return False
        if not (filters.since or filters.until):
            return True
        if self.year in (WHOLE, UNDATED):
            return False
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        return (filters.since or first) <= first and last <= (filters.until or last)


class Shards:
    """The collections of an archive, as its ledger has them.

    `name` is what the names of all begin with, or, unless they are `by_year`, the only one's.
    """

    def __init__(self, ledger: Ledger, name: str, *, by_year: bool) -> None:
        self._ledger = ledger
        self._name = name
        self._by_year = by_year

    def all(self) -> list[Shard]:
        """All that there are, by year."""
        return self._ledger.kept("shards", self._read)

    def filled(self) -> list[Shard]:
        """Those in which something can be found."""
        return [shard for shard in self.all() if not shard.new]

    def of(self, numbers: Iterable[int], *, make: bool = False) -> dict[Shard, list[int]]:
        """Passages, removed ones too, by the collection that they are in, or shall be.

        Where there is none of their year yet they are left out, unless you `make` it.
        """
        dated = self._dated(numbers)
        lacking = {year for _, year in dated} - {shard.year for shard in self.all()}
        for year in lacking if make else ():
            self._make(year, 0)
        parts = {year: list(some) for year, some in groupby(self.all(), lambda shard: shard.year)}
        found: dict[Shard, list[int]] = {}
        for number, year in dated:
            if year not in parts:
                continue
            firsts = [shard.first for shard in parts[year]]
            shard = parts[year][bisect_right(firsts, number) - 1]
            found.setdefault(shard, []).append(number)
        return found

    def plan(self) -> None:
        """Have a year that will hold more than it may go on in further collections."""
        if not self._by_year:
            return
        query = f"""SELECT a.published, count(*) FROM passages p
            JOIN articles a ON a.id = p.article WHERE p.number IN ({_OWED}) GROUP BY a.published"""  # noqa: S608
        coming: Counter[int] = Counter()
        for day, count in self._ledger.rows(query):
            coming[self._year(day)] += count
        limit = _limit()
        for year, more in coming.items():
            last = next((one for one in reversed(self.all()) if one.year == year), None)
            if (held := self.count(last) if last else 0) + more > limit:
                self._split(last or self._make(year, 0), max(0, limit - held), limit)

    def _split(self, last: Shard, room: int, limit: int) -> None:
        """Have the collections of a year begin where the last one, with `room` left, is full."""
        held = self._of_shard(last, "max(p.number)", f"p.number NOT IN ({_OWED})")
        highest = max(held[0][0] or 0, *self.removed(last), 0)
        coming = f"p.number > ? AND p.number IN ({_OWED})"
        [(many,)] = self._of_shard(last, "count(*)", coming, [highest])
        for at in range(room, many, limit):
            nth = f"ORDER BY p.number LIMIT 1 OFFSET {at}"
            [(first,)] = self._of_shard(last, "p.number", coming, [highest], nth)
            self._make(last.year, first)

    def count(self, shard: Shard) -> int:
        """How many vectors should be in it: those taken in, and removed ones still owed."""
        held = self._of_shard(shard, "count(*)", f"p.number NOT IN ({_OWED})")
        return int(held[0][0]) + len(self.removed(shard))

    def numbers(self, shard: Shard) -> list[int]:
        """The passages whose vectors it has taken in."""
        found = self._of_shard(shard, "p.number", f"p.number NOT IN ({_OWED})")
        return [number for (number,) in found]

    def matching(self, shard: Shard, filters: Filters) -> list[int]:
        """Those of its passages that `filters` let through, ascending."""
        condition, values = where(filters)
        found = self._of_shard(
            shard, "p.number", f"p.number NOT IN ({_OWED}) AND {condition}", values
        )
        return sorted(number for (number,) in found)

    def removed(self, shard: Shard) -> list[int]:
        """The passages that it must let go of."""
        gone = self._ledger.rows("SELECT number, published FROM removals WHERE vectors = 0")
        return [
            number
            for number, day in gone
            if self._year(day) == shard.year
            and number >= shard.first
            and (not shard.end or number < shard.end)
        ]

    def wrote(self, shard: Shard, written: int) -> None:
        """Record what it says of how much was written to it."""
        row = (shard.name, shard.year, shard.first, written)
        self._ledger.write("INSERT OR REPLACE INTO shards VALUES (?, ?, ?, ?)", [row])

    def forget(self) -> None:
        """Record that there are none."""
        self._ledger.write("DELETE FROM shards")
        self._ledger.write("DELETE FROM behind")

    def _read(self) -> list[Shard]:
        rows = self._ledger.rows(_ALL)
        if not rows and not self._by_year:
            filled = bool(self._ledger.settled("vectors"))
            return [Shard(self._name, WHOLE, written=0 if filled else _BEING_MADE)]
        shards = [Shard(name, year, first, 0, written) for name, year, first, written in rows]
        for at, (one, following) in enumerate(pairwise(shards)):
            if one.year == following.year:
                shards[at] = replace(one, end=following.first)
        return shards

    def _make(self, year: int, first: int) -> Shard:
        name = f"{self._name}-{year or 'undated'}" if self._by_year else self._name
        name += f"-{first}" if first else ""
        made = Shard(name, year, first, written=_BEING_MADE)
        self.wrote(made, _BEING_MADE)
        return made

    def _year(self, day: int | None) -> int:
        if not self._by_year:
            return WHOLE
        return date.fromordinal(day).year if day else UNDATED

    def _dated(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        query = """SELECT p.number, a.published FROM passages p JOIN articles a ON a.id = p.article
            WHERE p.number IN (SELECT value FROM json_each(?1))
            UNION ALL SELECT number, published FROM removals
            WHERE number IN (SELECT value FROM json_each(?1))"""
        found = self._ledger.rows(query, [json.dumps(list(numbers))])
        return [(number, self._year(day)) for number, day in found]

    def _of_shard(
        self,
        shard: Shard,
        what: str,
        condition: str,
        values: Iterable[int | str] = (),
        ending: str = "",
    ) -> list[tuple[int]]:
        conditions, ours = [condition], list(values)
        if shard.year == UNDATED:
            conditions.append("a.published IS NULL")
        elif shard.year != WHOLE:
            conditions.append("a.published BETWEEN ? AND ?")
            ours += [date(shard.year, 1, 1).toordinal(), date(shard.year, 12, 31).toordinal()]
        if shard.first or shard.end:
            conditions.append("p.number >= ? AND (? = 0 OR p.number < ?)")
            ours += [shard.first, shard.end, shard.end]
        joined = "passages p JOIN articles a ON a.id = p.article"
        return self._ledger.rows(
            f"SELECT {what} FROM {joined} WHERE {' AND '.join(conditions)} {ending}",  # noqa: S608
            ours,
        )


_OWED = "SELECT number FROM passages WHERE vectors = 0"


def _limit() -> int:
    said = os.environ.get(_VARIABLE, "").strip()
    if said and not (said.isdecimal() and int(said)):
        raise StoreError(f"{_VARIABLE} is {said!r:.50}; give a number of vectors, such as {LIMIT}")
    return int(said or LIMIT)
