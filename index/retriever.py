"""A question's passages: those near in words and those near in meaning, weighed, kept diverse."""

from collections import Counter
from typing import Protocol

from index.archive import Archive
from index.types import EVERYTHING, Filters, Hit

DEPTH = 60
"""How many passages of each list are weighed."""
LOOKED_UP = 240
"""How far down the list of those near in meaning one that was found by its words is looked up."""
WORDS = 0.5
"""What the best BM25 score of a question weighs against a cosine of 1."""
OPENING = 0.03
"""What it weighs that a passage opens its article, where news says what happened."""
_OPENING_CHARS = 200


class Retriever(Protocol):
    """Anything that finds passages for a question."""

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""


class HybridRetriever:
    """BM25 and vectors over one archive.

    A passage's score is its BM25 as a share of the question's best, weighed, plus its cosine.
    Weighing scores rather than ranks keeps how much better one is than the next (Bruch, Gai and
    Ingber, TOIS 2023). At most `per_article` passages of an article are kept, and one of several
    whose text is the same to the letter.
    """

    def __init__(self, archive: Archive, *, per_article: int = 4) -> None:
        self._archive = archive
        self._per_article = per_article

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""
        words = dict(self._archive.search_words(text, DEPTH, filters))
        near = self._archive.search_vectors(text, LOOKED_UP, filters)
        cosines, farthest = dict(near), near[-1][1] if near else 0.0
        most = max(words.values(), default=0.0) or 1.0
        passages = self._archive.passages(list(words | dict(near[:DEPTH])))
        hits = []
        for number, passage in sorted(passages.items()):  # less what was removed since
            score = WORDS * words.get(number, 0.0) / most + cosines.get(number, farthest)
            score += OPENING * (passage.start < _OPENING_CHARS)
            hits.append(Hit(passage, score, cosines.get(number)))
        return self._diverse(sorted(hits, key=lambda hit: -hit.score), k)

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
