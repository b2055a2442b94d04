"""Readers: retrieved passages in, statements out, each with the stretches that carry it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from index import Embedder, Hit, Passage, Span, terms
from prompts import Prompt, load
from qa import facts
from qa.errors import ReaderError
from qa.selection import Candidate, Selector
from qa.types import Citation, Query, Statement
from qa.wording import attribution, quotation

REFUSAL = "NOT IN THE ARCHIVE"
"""What the model is asked to write when the sentences do not answer; shared with the prompt."""


class Reader(Protocol):
    """Anything that reads hits for a question."""

    @property
    def name(self) -> str:
        """As answers remember it."""

    def read(self, query: Query, hits: Sequence[Hit]) -> Iterator[Statement]:
        """Statements in the order they should be said, one by one; none if it finds nothing.

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

    def weighing(self, rarity: Callable[[str], float]) -> "ExtractiveReader":
        """The same reader, for articles in which words are as rare as `rarity` says."""
        return ExtractiveReader(
            rarity, self._embedder, threshold=self._threshold, keep=self._keep, most=self._most
        )

    def read(self, query: Query, hits: Sequence[Hit]) -> Iterator[Statement]:
        """One to three quoted sentences, or none where the archive does not say."""
        ranked = self._selector.select(query, hits)
        if self._selector.answerable(query, ranked, hits) < self._threshold:
            return
        for candidate in self._chosen(ranked):
            citation = _citation(candidate)
            yield Statement(quotation(citation), (citation,))

    def _chosen(self, ranked: Sequence[Candidate]) -> list[Candidate]:
        chosen: list[Candidate] = []
        for candidate in ranked:
            if len(chosen) == self._most or candidate.score < self._keep * ranked[0].score:
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


_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")
_MARK = re.compile(r"\[\^?([\d,; –-]{1,99})\]")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_RANGE = re.compile(r"(\d{1,6}) ?[–-] ?(\d{1,6})|(\d{1,6})")


class GeneratingReader:
    """Words the answer with any llama-index LLM, over numbered sentences of the hits.

    The model returns lines that end in sentence numbers, never quotes; a line without a valid
    number is no statement. Whoever calls `read` checks the statements before showing them.
    """

    def __init__(self, llm: Any, prompt: Prompt | None = None) -> None:
        self._llm = llm
        self._prompt = prompt or load("answer", "question", "sentences", "refusal")
        model = getattr(getattr(llm, "metadata", None), "model_name", "") or type(llm).__name__
        self.name = f"{model}, prompt {self._prompt.version}"

    def read(self, query: Query, hits: Sequence[Hit]) -> Iterator[Statement]:
        """A statement as soon as its line is complete in the model's stream.

        Raises:
            ReaderError: the model did not answer.
        """
        numbered = [(hit.passage, span) for hit in hits for span in hit.passage.sentences]
        for line in self._lines(self._fill(query, numbered)):
            if line.strip(" .*\"'“”").upper() == REFUSAL:
                return
            if statement := _parse(line, numbered):
                yield statement

    def _fill(self, query: Query, numbered: Sequence[tuple[Passage, Span]]) -> str:
        lines = []
        for at, (passage, span) in enumerate(numbered, 1):
            if at == 1 or passage is not numbered[at - 2][0]:
                lines.append(f"\n{attribution(passage)}{' '.join(passage.title.split())}")
            lines.append(f"[{at}] {' '.join(passage.slice(*span).split())}")
        return self._prompt.fill(
            question=query.text, sentences="\n".join(lines).strip(), refusal=REFUSAL
        )

    def _lines(self, prompt: str) -> Iterator[str]:
        """The lines of the model's answer, each as soon as it is complete."""
        rest = ""
        try:
            for part in self._llm.stream_complete(prompt):
                rest += part.delta or ""
                *complete, rest = rest.split("\n")
                yield from complete
        except Exception as error:  # noqa: BLE001  (every provider has a tree of its own)
            raise self._failure(error) from None  # some servers send a refused key back
        yield rest

    def _failure(self, error: Exception) -> ReaderError:
        said = " ".join(str(error).split())[:300]
        if key := str(getattr(self._llm, "api_key", None) or ""):
            said = said.replace(key, "(key)")
        status = getattr(error, "status_code", None)
        names = " ".join(kind.__name__ for kind in type(error).__mro__)
        passing = status == 429 or (status or 0) >= 500 or bool(re.search("Timeout|Connect", names))
        return ReaderError(
            f"the model did not answer ({type(error).__name__}: {said}); "
            "try again, or ask with the extractive reader",
            retryable=passing,
        )


def _parse(line: str, numbered: Sequence[tuple[Passage, Span]]) -> Statement | None:
    """A line of the model's, its marks taken out wherever it put them; None without a valid one."""
    flat = " ".join(line.translate(_BRACKETS).split())
    flat = re.sub(r"\] ?[,;] ?\[", "] [", flat)
    marks = " ".join(_MARK.findall(flat))
    text = re.sub(r"(?<=\S),? (?=[.,;:!?]|$)", "", _MARK.sub("", _ITEM.sub("", flat, count=1)))
    text = " ".join(text.strip(" *").split())
    cited = [
        Citation(numbered[at - 1][0], *numbered[at - 1][1])
        for at in _numbers(marks)
        if 1 <= at <= len(numbered)
    ]
    return Statement(text, tuple(dict.fromkeys(cited))) if cited and text else None


def _numbers(marks: str) -> Iterator[int]:
    for first, last, single in _RANGE.findall(marks):
        if single:
            yield int(single)
        else:
            yield from range(int(first), min(int(last), int(first) + 9) + 1)
