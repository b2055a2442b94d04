"""A question's passages: dense and lexical lists fused by reciprocal rank, kept diverse."""

from collections import Counter, defaultdict
from typing import Protocol

from index.archive import Archive
from index.types import EVERYTHING, Filters, Hit

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
DEPTH = 60
"""How many passages are taken from each list before fusing."""


class Retriever(Protocol):
    """Anything that finds passages for a question."""

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""


class HybridRetriever:
    """BM25 and vectors over one archive.

    At most `per_article` passages of an article are kept, and one of several whose text is the
    same to the letter.
    """

    def __init__(self, archive: Archive, *, per_article: int = 3) -> None:
        self._archive = archive
        self._per_article = per_article

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first; scores are sums of reciprocal ranks."""
        lexical = self._archive.search_words(text, DEPTH, filters)
        dense = self._archive.search_vectors(text, DEPTH, filters)
        fused: defaultdict[int, float] = defaultdict(float)
        for ranked in (lexical, dense):
            for rank, (number, _) in enumerate(ranked, 1):
                fused[number] += 1 / (RRF_K + rank)
        cosines = dict(dense)
        passages = self._archive.passages(list(fused))
        hits = [
            Hit(passages[number], score, cosines.get(number))
            for number, score in sorted(fused.items(), key=lambda item: (-item[1], item[0]))
            if number in passages  # else removed since the index last caught up
        ]
        return self._diverse(hits, k)

    def _diverse(self, hits: list[Hit], k: int) -> list[Hit]:
        kept: list[Hit] = []
        articles: Counter[str] = Counter()
        texts: set[str] = set()
        for hit in hits:
            passage = hit.passage
            if articles[passage.article_id] < self._per_article and passage.text not in texts:
                articles[passage.article_id] += 1
                texts.add(passage.text)
                kept.append(hit)
                if len(kept) == k:
                    break
        return kept
