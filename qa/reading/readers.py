"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from index import Embedder, Hit, terms
from qa.checking import facts
from qa.models.spending import Meter
from qa.reading.selection import Candidate, Selector
from qa.types import Citation, Dropped, Query, Statement
from qa.wording import quotation


class Reader(Protocol):
    """Anything that reads hits for a question."""

    @property
    def name(self) -> str:
        """As answers remember it."""

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped]:
        """Statements in the order they should be said, one by one; none if it finds nothing.

        What was written but cannot be said may be told as `Dropped`. What a model behind it
        costs is counted on `meter`.

        Raises:
            ReaderError: the model behind it did not answer.
        """


class ExtractiveReader:
    """Quotes the sentences that answer, verbatim and attributed. Needs no model but the embedder.

    A second and third statement are added while they score at least `keep` of the first's
    probability, say something new, and hold the kind of thing asked for if the first does. Below
    `threshold`, the calibrated probability that the archive answers at all, nothing is said.
    """

    name = "extractive"

    def __init__(
        self,
        rarity: Callable[[str], float],
        embedder: Embedder | None = None,
        *,
        threshold: float = 0.3,
        keep: float = 0.5,
        most: int = 3,
    ) -> None:
        self._selector = Selector(rarity, embedder)
        self._embedder = embedder
        self._threshold = threshold
        self._keep = keep
        self._most = most

    @property
    def settings(self) -> dict[str, object]:
        """When it abstains and how much it says, for the record."""
        return {"threshold": self._threshold, "keep": self._keep, "statements": self._most}

    def weighing(self, rarity: Callable[[str], float]) -> "ExtractiveReader":
        """The same reader, for articles in which words are as rare as `rarity` says."""
        return ExtractiveReader(
            rarity, self._embedder, threshold=self._threshold, keep=self._keep, most=self._most
        )

    def read(self, query: Query, hits: Sequence[Hit], meter: Meter) -> Iterator[Statement]:
        """One to three quoted sentences, or none where the archive does not say.

        Of a question that consists of several, each is answered for itself, as far as it can be.
        """
        parts = query.parts or (query,)
        most = max(1, self._most // len(parts))
        said: list[Candidate] = []
        for part in parts:
            ranked = self._selector.select(part, hits)
            confidence = self._selector.answerable(part, ranked, hits)
            meter.confidence = max(meter.confidence or 0.0, confidence)
            if confidence < self._threshold:
                continue
            for candidate in self._chosen(ranked, most):
                if not any(_same(candidate, other) for other in said):
                    said.append(candidate)
                    citation = _citation(candidate)
                    yield Statement(quotation(citation), (citation,))

    def _chosen(self, ranked: Sequence[Candidate], most: int) -> list[Candidate]:
        chosen: list[Candidate] = []
        for candidate in ranked:
            if len(chosen) == most or candidate.score < self._keep * ranked[0].score:
                break
            kind_lost = candidate.features["carries"] < ranked[0].features["carries"]
            if not kind_lost and not any(_same(candidate, other) for other in chosen):
                chosen.append(candidate)
        return chosen


def _citation(candidate: Candidate) -> Citation:
    """The sentence, led by the one before where it opens with a word that points back to it."""
    passage, (start, end) = candidate.hit.passage, candidate.span
    at = passage.sentences.index(candidate.span)
    if at > 0 and facts.dangling(candidate.text):
        before = passage.sentences[at - 1]
        between = passage.text[before[1] - passage.start : start - passage.start]
        if end - before[0] <= 600 and not between.strip():
            start = before[0]
    return Citation(passage, start, end)


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say much the same, as copies of a wire story do."""
    a, b = set(terms(one.text)), set(terms(other.text))
    overlapping = one.hit.passage.article_id == other.hit.passage.article_id and (
        _citation(one).start < _citation(other).end and _citation(other).start < _citation(one).end
    )
    return overlapping or len(a & b) > 0.7 * max(1, min(len(a), len(b)))
