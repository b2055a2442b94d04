"""What articles of an archive are to each other, as it is asked: copies and updates."""

from collections.abc import Sequence

from index.ledger import Ledger
from index.syndication import Repeat, repeats
from index.types import Filters, Update
from index.updates import updates_of


class Relations:
    """The part of an opened archive that knows; its ledger is that of `Reading`."""

    _ledger: Ledger

    def repeats(self, numbers: Sequence[int], filters: Filters) -> dict[int, Repeat]:
        """Of these passages, those of articles that are copies of another (see `Repeat`)."""
        return repeats(self._ledger, numbers, filters)

    def firsts(self) -> dict[str, str]:
        """Article → the first of those that it is a copy of, itself where it is the first."""
        copied = self._ledger.rows("SELECT article, first FROM copies")
        return {one: one for one in self._ledger.ids()} | dict(copied)

    def updates(self, article_id: str) -> list[Update]:
        """What updates an article, and what it updates, by the later one's day (see `Update`)."""
        return updates_of(self._ledger, article_id)
