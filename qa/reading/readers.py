"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from index import Embedder, Hit
from qa.language import Sentence, read
from qa.models.model import Endpoint
from qa.models.spending import Meter
from qa.reading.selection import Candidate, Selector, probability
from qa.types import Assessed, Citation, Dropped, Query, Statement
from qa.wording import quotation

_LONGEST_LED = 600  # characters
_OPENING = 60  # characters
# "he", "their"
_PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its|him|them)\b", re.IGNORECASE)
# "The team", "That day", "But"
_POINTING_BACK = re.compile(
    r"[“\"]?(?:(?:The|That|This|These|Those|Both|Another) [a-z]"
    r"|(?:But|And|So|However|Meanwhile|Then|Instead)\b)"
)


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
class SendsPassages(Reader, Protocol):
    """A reader that sends what it reads somewhere."""

    @property
    def endpoint(self) -> Endpoint | None:
        """Where to; None for nowhere."""


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
        threshold: float = 0.4,
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
            for candidate, citation in self._chosen(ranked, most, said):
                said.append(candidate)
                yield Statement(quotation(citation), (citation,))

    def _chosen(
        self, ranked: Sequence[Candidate], most: int, before: Sequence[Candidate]
    ) -> list[tuple[Candidate, Citation]]:
        """The best that say what neither another of them nor those `before` say."""
        chosen: list[tuple[Candidate, Citation]] = []
        for candidate in ranked:
            probable = probability(candidate.logit) >= self._keep * probability(ranked[0].logit)
            if len(chosen) == most or not probable:
                break
            kind_lost = candidate.features["carries"] < ranked[0].features["carries"]
            others = [*before, *(other for other, _ in chosen)]
            if kind_lost or any(_same(candidate, other) for other in others):
                continue
            citation = _citation(candidate)
            if not any(_overlapping(citation, other) for _, other in chosen):
                chosen.append((candidate, citation))
        return chosen


def _citation(candidate: Candidate) -> Citation:
    """The sentence, led by the one before where its opening points back to it."""
    passage, sentence = candidate.hit.passage, candidate.sentence
    start, end = sentence.start, sentence.end
    at = passage.sentences.index((start, end))
    if at > 0:
        before = passage.sentences[at - 1]
        between = passage.text[before[1] - passage.start : start - passage.start]
        near = end - before[0] <= _LONGEST_LED and not between.strip()
        if near and _leans(candidate, read(passage.slice(*before), passage.published, before[0])):
            start = before[0]
    return Citation(passage, start, end)


def _leans(candidate: Candidate, before: Sentence) -> bool:
    """Whether a sentence is understood only after the one before, by its opening.

    It points back ("She said …"), or it may, where it lacks what is asked for and the one before
    names somebody or something: "The team …", or "… said he …" before anybody is named.
    """
    text, features = candidate.sentence.text, candidate.features
    if candidate.sentence.dangling:
        return True
    if features["carries"] > 0 or features["listed"] > 0 or not before.named:
        return False
    pronoun = _PRONOUN.search(text[:_OPENING])
    unnamed = pronoun is not None and not read(text[: pronoun.start()]).named
    return unnamed or _POINTING_BACK.match(text) is not None


def _overlapping(one: Citation, other: Citation) -> bool:
    together = one.passage.article_id == other.passage.article_id
    return together and one.start < other.end and other.start < one.end


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say much the same, as two reports do, and copies even more so."""
    a, b = set(one.sentence.terms), set(other.sentence.terms)
    mine, theirs = one.hit.passage, other.hit.passage
    copied = mine.voice == theirs.voice and mine.article_id != theirs.article_id
    return len(a & b) > (0.5 if copied else 0.7) * max(1, min(len(a), len(b)))
