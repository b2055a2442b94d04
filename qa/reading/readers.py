"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from index import Embedder, Hit
from qa.models.model import Endpoint
from qa.models.spending import Meter
from qa.reading.accounting import accounted
from qa.reading.features import Candidate
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.types import Assessed, Dropped, Query, Statement
from qa.wording import quotation

PASSAGES = 10
"""How many passages are read for one question by a reader that does not say how many it wants."""


class Reader(Protocol):
    """Anything that reads hits for a question."""

    @property
    def name(self) -> str:
        """As answers remember it."""

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Dropped | Assessed]:
        """Statements in the order they should be said, one by one; none if it finds nothing.

        What was written but cannot be said may be told as `Dropped`, and how the reading goes as
        `Assessed`, as often as that changes. What a model behind it costs is counted on `meter`.

        Raises:
            ReaderError: the model behind it did not answer.
        """


@runtime_checkable
class WeighsWords(Reader, Protocol):
    """A reader to which it matters how rare a word is: of other articles, another one reads."""

    def weighing(self, rarity: Callable[[str], float]) -> Reader:
        """The same reader, for articles in which words are as rare as `rarity` says."""


@runtime_checkable
class ReadsFarther(Reader, Protocol):
    """A reader that makes use of more passages, or fewer, than readers usually do."""

    @property
    def passages(self) -> int:
        """How many, best first."""


def passages_wanted(reader: Reader) -> int:
    """How many passages a reader is given, unless somebody chose another number."""
    return reader.passages if isinstance(reader, ReadsFarther) else PASSAGES


@runtime_checkable
class SendsPassages(Reader, Protocol):
    """A reader that sends what it reads somewhere."""

    @property
    def endpoint(self) -> Endpoint | None:
        """Where to; None for nowhere."""


class ExtractiveReader:
    """Quotes the sentences that answer, verbatim and attributed. Needs no model but the embedder.

    One where one is enough, up to `most` where the question wants more: `quoting` says when.
    Nothing is said where the probability that the best sentence answers is below `threshold`.
    """

    name = "extractive"
    passages = 40

    def __init__(
        self,
        rarity: Callable[[str], float],
        embedder: Embedder | None = None,
        *,
        threshold: float = 0.4,
        most: int = 3,
    ) -> None:
        self._selector = Selector(rarity, embedder)
        self._embedder = embedder
        self._threshold = threshold
        self._most = most

    @property
    def settings(self) -> dict[str, object]:
        """When it abstains and how much it says, for the record."""
        return {"threshold": self._threshold, "statements": self._most}

    def weighing(self, rarity: Callable[[str], float]) -> "ExtractiveReader":
        """The same reader, for articles in which words are as rare as `rarity` says."""
        return ExtractiveReader(rarity, self._embedder, threshold=self._threshold, most=self._most)

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Assessed]:
        """One to three quoted sentences, or none where the archive does not say.

        Of a question that consists of several, each is answered for itself, as far as it can be.
        """
        parts = query.parts or (query,)
        most = max(1, self._most // len(parts))
        said: list[Candidate] = []
        best = 0.0
        for part in parts:
            ranked = self._selector.select(part, hits)
            confidence = self._selector.answerable(part, ranked, hits)
            best = max(best, confidence)
            yield Assessed(best)
            if confidence < self._threshold:
                continue
            chosen = quoted(part, ranked, most, said)
            for candidate, citations in accounted(part, chosen, ranked, most):
                said.append(candidate)
                yield Statement(quotation(citations[0]), citations)
