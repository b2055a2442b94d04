"""What an opened archive lists: its articles by words and days, its months, copies, and debts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from index import catalogue
from index import mentions as mentioning
from index.indexes import Indexes
from index.ledger import Ledger
from index.stemming import stems
from index.types import EVERYTHING, Entry, Filters, Mention, Page, Passage

T = TypeVar("T")


class Listing:
    """The lists of an opened archive; `Reading` opens it."""

    _ledger: Ledger
    _indexes: Indexes

    def passages(self, numbers: Sequence[int]) -> Mapping[int, Passage]:
        """Number → passage, for those that are still in the ledger."""
        return self._ledger.passages(numbers)

    def _found(self, search: Callable[[], T]) -> T:
        """What `search` finds in the indexes as they are now."""
        return search()

    def catalogue(
        self,
        words: str = "",
        filters: Filters = EVERYTHING,
        *,
        newest_first: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """The articles that have all the `words` in headline or reporting, by date, a page of them.

        Words match in all their forms, a "quoted phrase" as one; function words do not count.
        Without words it is all articles. Undated ones come last, those of a day by headline.
        """
        return catalogue.page(
            self._ledger,
            lambda stems: self._found(lambda: self._indexes.words.holding(stems)),
            words,
            filters,
            newest_first=newest_first,
            offset=offset,
            limit=limit,
        )

    def mentions(
        self,
        wanted: Sequence[Sequence[tuple[str, ...]]] = (),
        filters: Filters = EVERYTHING,
        *,
        together: bool = False,
    ) -> tuple[Mention, ...]:
        """All articles that have one of each of the `wanted`, earliest first, undated ones last.

        Each of the `wanted` lists alternatives, runs of `stems` as the index has them: one of them
        stands somewhere in headline or reporting, or `together` with the others in one passage.
        """
        return mentioning.mentions(
            self._ledger,
            lambda one: self._found(lambda: self._indexes.words.holding(one)),
            wanted,
            filters,
            together=together,
        )

    def to_embed(self, *, everything: bool = False) -> tuple[int, int]:
        """(passages that wait for vectors, about how many octets of text those are).

        With `everything` it is all passages, as for a rebuild with another embedder.
        """
        return catalogue.to_embed(self._ledger, everything=everything)

    def timeline(self, filters: Filters = EVERYTHING) -> tuple[tuple[date, int], ...]:
        """Articles a month, in order: (first of the month, how many); empty months left out."""
        return catalogue.timeline(self._ledger, filters)

    def copies(self, quote: str, apart_from: str, limit: int | None = None) -> list[Entry]:
        """Other articles than `apart_from` with this very sentence, earliest first.

        Word for word and in the same case; spaces, quotation marks and dashes may be set
        otherwise. A quote of fewer than six words has none. An entry's `lead` is the sentence.
        """
        run = [stem for stem, _ in stems(quote)]
        if len(run) < catalogue.SHORTEST_QUOTE:
            return []
        passages = self.passages(self._found(lambda: self._indexes.words.holding(run))).values()
        others = (passage for passage in passages if passage.article_id != apart_from)
        return catalogue.copies(quote, others, limit)
