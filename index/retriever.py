"""A question's passages: those near in words and those near in meaning, weighed, kept diverse."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from index.archive import Archive
from index.stemming import spelled_out
from index.types import EVERYTHING, Filters, Hit

DEPTH = 60
"""How many passages of each list are weighed."""
WORDS = 0.5
"""What the best BM25 score of a question weighs against a cosine of 1."""
OPENING = 0.03
"""What it weighs that a passage opens its article, where news says what happened."""
_OPENING_CHARS = 200
_AT_ONCE = 16

_Found = tuple[int, float]


class Retriever(Protocol):
    """Anything that finds passages for a question."""

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""


class HybridRetriever:
    """BM25 and vectors over one archive.

    A passage's score is its BM25 as a share of the question's best, weighed, plus its cosine.
    Weighing scores rather than ranks keeps how much better one is than the next (Bruch, Gai and
    Ingber, TOIS 2023). At most `per_article` passages of an article and its copies are kept, and
    one of several whose text is the same to the letter. Copies are folded before anything is
    weighed: what one only repeats is left to the article that it repeats, or, where the filters
    shut that one out, to the first of its copies that they let through.
    """

    def __init__(self, archive: Archive, *, per_article: int = 4) -> None:
        self._archive = archive
        self._per_article = per_article

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""
        archive, text = self._archive, spelled_out(text)
        words = self._folded(lambda k: archive.search_words(text, k, filters), filters)
        near = self._folded(lambda k: archive.search_vectors(text, k, filters), filters)
        cosines = near | archive.cosines(text, list(words.keys() - near)) if near else {}
        farthest = min(cosines.values(), default=0.0)
        most = max(words.values(), default=0.0) or 1.0
        ranked = []
        for number, start in archive.starts(list(words | near)):
            score = WORDS * words.get(number, 0.0) / most + cosines.get(number, farthest)
            score += OPENING * (start < _OPENING_CHARS)
            ranked.append((number, score))
        ranked.sort(key=lambda found: -found[1])
        return self._diverse(self._read(ranked, cosines, k), k)

    def _read(
        self, ranked: Sequence[_Found], cosines: Mapping[int, float], k: int
    ) -> Iterator[Hit]:
        """The passages as hits, less what was removed since; read as far down as is looked."""
        step = max(_AT_ONCE, k + k // 8)
        for at in range(0, len(ranked), step):
            some = ranked[at : at + step]
            passages = self._archive.passages([number for number, _ in some])
            for number, score in some:
                if number in passages:
                    yield Hit(passages[number], score, cosines.get(number))

    def _folded(self, search: Callable[[int], list[_Found]], filters: Filters) -> dict[int, float]:
        """The best `DEPTH` that `search` finds, copies folded; it is asked for more if need be."""
        if not self._archive.coverage().copies:
            return dict(search(DEPTH))
        wanted = DEPTH + DEPTH // 4
        while True:
            found = search(wanted)
            kept = self._once(found, filters)
            if len(kept) >= DEPTH or len(found) < wanted:
                return dict(kept[:DEPTH])
            wanted *= 4

    def _once(self, found: list[_Found], filters: Filters) -> list[_Found]:
        repeats = self._archive.repeats([number for number, _ in found], filters)
        instead: dict[int, tuple[int, int]] = {}  # by what it repeats: place and number
        for number, one in repeats.items():
            if one.of and not one.stands:
                mine = one.place, number
                instead[one.of] = min(mine, instead.get(one.of, mine))
        kept: list[_Found] = []
        own: Counter[str] = Counter()
        for number, score in found:
            if (copy := repeats.get(number)) is None:
                kept.append((number, score))
            elif copy.of is None:
                own[copy.first] += 1
                if own[copy.first] <= self._per_article:
                    kept.append((number, score))
            elif instead.get(copy.of) == (copy.place, number):
                kept.append((number, score))
        return kept

    def _diverse(self, hits: Iterable[Hit], k: int) -> list[Hit]:
        kept: list[Hit] = []
        voices: Counter[str] = Counter()
        texts: set[str] = set()
        for hit in hits:
            passage = hit.passage
            if voices[passage.voice] < self._per_article and passage.text not in texts:
                voices[passage.voice] += 1
                texts.add(passage.text)
                kept.append(hit)
                if len(kept) == k:
                    break
        return kept
