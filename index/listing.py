"""What an opened archive lists: its articles by words and days, its months, copies, and debts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from index import catalogue, searching, snippets
from index import mentions as mentioning
from index.errors import StoreError
from index.indexes import Indexes
from index.ledger import Ledger
from index.searching import EVERY, Matched, Order, Search, Selection
from index.snippets import Found
from index.stemming import stems
from index.stores.keeping import NodeState
from index.types import EVERYTHING, Entry, Filters, Mention, Page, Passage, Span

T = TypeVar("T")


class Listing:
    """The lists of an opened archive; `Reading` opens it."""

    _ledger: Ledger
    _indexes: Indexes

    def passages(self, numbers: Sequence[int]) -> Mapping[int, Passage]:
        """Number → passage, for those that are still in the ledger."""
        return self._ledger.passages(numbers)

    def passages_of(self, article_id: str) -> list[Passage]:
        """All stored passages of an article, in the order of its text."""
        query = "SELECT number FROM passages WHERE article = ?"
        numbers = [number for (number,) in self._ledger.rows(query, [article_id])]
        return sorted(self._ledger.passages(numbers).values(), key=lambda one: one.start)

    def _found(self, search: Callable[[], T]) -> T:
        """What `search` finds in the indexes as they are now."""
        return search()

    def store_fault(self) -> str:
        """Why the vectors cannot be searched now, where they are; empty if they can."""
        try:
            self._indexes.store.load()
        except (OSError, StoreError) as error:
            return str(error)
        return ""

    def servers(self, *, ask: bool = False) -> list[NodeState]:
        """The Chroma servers that have the vectors, and what each of them missed.

        With `ask` each is asked whether it answers.
        """
        return self._indexes.store.states(ask=ask)

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

    def search(
        self,
        words: str = "",
        selection: Selection = EVERY,
        *,
        order: Order = "newest",
        offset: int = 0,
        limit: int = 25,
    ) -> Search:
        """The articles that have all the `words`, a page of them, with the sentences that do.

        Words are read as by `catalogue`; the last one, where no article has it, as the beginning
        of one. All that was found is counted, by what it may be narrowed to and by day.
        """
        return searching.search([self], words, selection, order=order, offset=offset, limit=limit)

    def fresh(self, words: str, selection: Selection, mark: Sequence[int]) -> int:
        """How many articles that a search finds came in after the `mark` of an earlier one."""
        return searching.fresh([self], words, selection, mark)

    def matched(self, words: str) -> Matched:
        """The articles that have all the words, for whoever searches several archives at once."""
        return self._found(
            lambda: searching.matched(self._ledger, self._indexes.words.ready(), words)
        )

    def shown(self, ids: Sequence[str], matched: Matched) -> list[Found]:
        """Articles as a search shows them, in the order of `ids`."""
        return snippets.found(self._ledger, ids, matched.wanted, matched.numbers)

    def marked(self, article_id: str, words: str) -> tuple[Span, ...]:
        """Where in an article's reporting the words of a search stand, in order."""
        wanted = self._found(lambda: searching.wanted(self._indexes.words.ready(), words))
        return snippets.matches(self._ledger, article_id, wanted)

    def later(self, ids: Sequence[str], mark: int) -> int:
        """How many of these articles have no passage up to number `mark`."""
        return searching.later(self._ledger, ids, mark)

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
