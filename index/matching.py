"""Which passages filters let through, as the ledger tells it; at hand until somebody writes."""

from array import array
from collections.abc import Callable, Sequence
from typing import Literal

from index.database import Database
from index.rows import where
from index.types import Filters

Home = Literal["lexical", "vectors"]
"""Which of the two indexes."""
_AT_HAND = 8


class Matching(Database):
    """The part of the ledger that knows."""

    def matching(self, filters: Filters, held_by: Home | None = None) -> Sequence[int]:
        """The numbers of all passages that `filters` let through, or of those `held_by` a home.

        Ascending. A question asks several times: what it was told is at hand until somebody writes.
        """

        def found() -> Sequence[int]:
            joined, values = self._filtered(filters, held_by)
            numbers = self._db.execute(f"SELECT p.number {joined}", values)
            return array("q", sorted(number for (number,) in numbers))

        return self._at_hand((filters, held_by), found)

    def count_matching(self, filters: Filters) -> int:
        """How many passages `filters` let through."""

        def found() -> Sequence[int]:
            joined, values = self._filtered(filters, None)
            return [row[0] for row in self.rows(f"SELECT count(*) {joined}", values)]

        return self._at_hand((filters, "counted"), found)[0]

    def _at_hand(
        self, key: tuple[Filters, str | None], find: Callable[[], Sequence[int]]
    ) -> Sequence[int]:
        kept: dict[tuple[Filters, str | None], Sequence[int]] = self.kept("matching", dict)
        if key not in kept:
            while len(kept) >= _AT_HAND:
                del kept[next(iter(kept))]
            kept[key] = find()
        return kept[key]

    @staticmethod
    def _filtered(filters: Filters, held_by: Home | None) -> tuple[str, list[int | str]]:
        condition, values = where(filters)
        if held_by:  # by what it does not hold, which is little and has an index of its own
            owed = f"SELECT number FROM passages WHERE {held_by} = 0"  # noqa: S608
            condition += f" AND p.number NOT IN ({owed})"
        joined = "FROM passages p JOIN articles a ON a.id = p.article"
        return f"{joined} WHERE {condition}", values
