"""How rare words are in the word index, counted over reports and not over their copies."""

import math
from collections.abc import Sequence
from typing import Any

COPY, OWN = "copy", "own"
"""How the index marks the passages of copies, and all others."""


class Counts:
    """In how many passages words are, with and without those of copies."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self.copies = searcher.doc_freq("standing", COPY)

    @property
    def passages(self) -> int:
        """How many there are, copies left out."""
        return max(1, int(self._searcher.num_docs) - int(self.copies))

    def held(self, term: str) -> int:
        """In how many a stemmed term is, copies left out."""
        held = int(self._searcher.doc_freq("words", term))
        if held and self.copies:
            held = max(1, held - int(self._searcher.doc_freq("again", term)))
        return held

    def idf(self, term: str) -> float:
        """BM25's weight of a stemmed term, copies left out."""
        return idf(self.passages, self.held(term))

    def weighed(self, query: Any, stems: Sequence[str]) -> Any:
        """A query for words as if there were no copies: tantivy counts those as well."""
        import tantivy

        if not self.copies:
            return query
        total = self._searcher.num_docs
        counted = sum(idf(total, self._searcher.doc_freq("words", stem)) for stem in stems)
        return tantivy.Query.boost_query(query, sum(map(self.idf, stems)) / counted)


def idf(total: float, held: float) -> float:
    """BM25's weight of a word that `held` of `total` passages have."""
    # entries that were deleted are counted until tantivy merges them away
    return math.log(1 + (max(total - held, 0) + 0.5) / (held + 0.5))
