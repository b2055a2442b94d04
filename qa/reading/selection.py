"""Which sentences of the retrieved passages answer the question: features and a fitted score.

Two logistic scores with weights from `selection.json` (fitted by `tests/benchmarks/fit.py`, which
says on what): `screen` looks at words alone and picks the sentences worth embedding, `select` adds
how near each is in meaning. A third, `answerable`, judges from the best of them whether the
archive answers at all.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from index import Embedder, Hit, Passage, Span, terms
from qa.checking import facts
from qa.types import Expects, Query

_CLOSING = "”’»\"')] "
_ENDS = (".", "!", "…", "。", "！", "।", "۔")
EMBEDDED = 24
"""How many sentences are worth embedding for one question."""

_CARRIES: Mapping[Expects, Callable[[str], bool]] = {
    Expects.DATE: facts.dated,
    Expects.PLACE: facts.placed,
    Expects.COUNT: lambda text: bool(facts.numbers(text)),
    Expects.MONEY: facts.priced,
    Expects.AMOUNT: lambda text: facts.measured(text) or bool(facts.numbers(text)),
    Expects.REASON: facts.reasoned,
    Expects.SAYING: facts.speech,
}

WORD_FEATURES = (
    "coverage", "coverage_around", "coverage_title", "names", "names_around", "ordered",
    "carries", "new_names", "new_numbers", "length", "short", "lead", "rank",
    "passage_cosine", "speech",
)  # fmt: skip
MEANING_FEATURES = (*WORD_FEATURES, "cosine")
ANSWERABLE_FEATURES = (
    "best", "second", "coverage", "passage_coverage", "matched", "names", "cosine",
    "passage_cosine", "passage_cosines",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer: its passage, its stretch, its features, its score in (0, 1)."""

    hit: Hit
    span: Span
    text: str
    features: Mapping[str, float]
    score: float = 0.0


class Selector:
    """Scores sentences for questions. Without an embedder it goes by words alone.

    `rarity` says how rare a stemmed term is in the archive, in (0, 1].
    """

    def __init__(self, rarity: Callable[[str], float], embedder: Embedder | None = None) -> None:
        self._rarity = rarity
        self._embedder = embedder

    def select(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every reporting sentence of `hits`, best first."""
        screened = _ranked(self.candidates(query, hits), _weights()["screen"])
        if self._embedder is None:
            return screened
        near = self.with_meaning(query, screened[:EMBEDDED])
        return _ranked(near, _weights()["select"]) + screened[EMBEDDED:]

    def answerable(self, query: Query, ranked: Sequence[Candidate], hits: Sequence[Hit]) -> float:
        """How likely it is that `ranked` answers the question, in (0, 1)."""
        if not ranked:
            return 0.0
        meant = self._embedder and any(hit.cosine is not None for hit in hits)
        name = "answerable" if meant else "answerable_words"
        return _logistic(self.answerable_features(query, ranked, hits), _weights()[name])

    def candidates(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every reporting sentence of `hits` with its word features, unscored."""
        asked = _Asked(query, self._rarity)
        return [
            Candidate(hit, span, text, features)
            for rank, hit in enumerate(hits)
            for span, text, features in _word_features(asked, hit, rank)
        ]

    def with_meaning(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates with their cosine to the question added."""
        if self._embedder is None or not candidates:
            return list(candidates)
        rows = self._embedder.embed([query.text, *(c.text for c in candidates)])
        return [
            Candidate(c.hit, c.span, c.text, {**c.features, "cosine": float(row @ rows[0])})
            for c, row in zip(candidates, rows[1:], strict=True)
        ]

    def answerable_features(
        self, query: Query, ranked: Sequence[Candidate], hits: Sequence[Hit]
    ) -> dict[str, float]:
        """What `answerable` is judged from."""
        asked = _Asked(query, self._rarity)
        top = ranked[0]
        covered = max(asked.covered(hit.passage.searchable) for hit in hits[:5])
        cosines = sorted((hit.cosine or 0.0 for hit in hits), reverse=True)
        everything = " ".join(f"{hit.passage.title} {hit.passage.text}" for hit in hits[:5])
        return {
            "best": _logit(top.score),
            "second": _logit(ranked[1].score) if len(ranked) > 1 else -6.0,
            "coverage": max(c.features["coverage_around"] for c in ranked[:3]),
            "passage_coverage": covered,
            "matched": math.log1p(covered * asked.total),
            "names": asked.named(everything),
            "cosine": max(c.features.get("cosine", 0.0) for c in ranked[:3]),
            "passage_cosine": max(cosines),
            "passage_cosines": sum(cosines[:5]) / 5,
        }


class _Asked:
    """A question's terms with their weights, its names and its kind."""

    def __init__(self, query: Query, rarity: Callable[[str], float]) -> None:
        self.order = terms(query.text)
        self.weights = {term: rarity(term) for term in self.order}
        self.total = sum(self.weights.values()) or 1.0
        self.names = facts.names(query.text)
        self.numbers = facts.numbers(query.text)
        self.carries = _CARRIES.get(query.expects)
        self.expects = query.expects

    def covered(self, text: str) -> float:
        """The share of the question's terms, by rarity, that `text` holds."""
        held = set(terms(text))
        return sum(w for term, w in self.weights.items() if term in held) / self.total

    def named(self, text: str) -> float:
        """The share of the question's names that `text` holds; 1 if it has none."""
        if not self.names:
            return 1.0
        held = {word.lower() for word in facts.words(text)}
        held |= {word.removesuffix("'s") for word in (h.replace("’", "'") for h in held)}
        return len(self.names & held) / len(self.names)

    def ordered(self, text: str) -> float:
        """The share of neighbouring pairs of question terms that `text` has as neighbours."""
        pairs = set(pairwise(self.order))
        held = terms(text)
        return len(pairs & set(pairwise(held))) / max(1, len(pairs))


def _word_features(asked: _Asked, hit: Hit, rank: int) -> list[tuple[Span, str, dict[str, float]]]:
    passage = hit.passage
    texts = [passage.slice(*span) for span in passage.sentences]
    title = asked.covered(passage.title) if passage.title else 0.0
    rows = []
    asking = _asking(passage)
    for at, (span, text) in enumerate(zip(passage.sentences, texts, strict=True)):
        # a line that does not end is a heading or a link
        if at in asking or not text.rstrip(_CLOSING).endswith(_ENDS):
            continue
        around = f"{passage.title} {' '.join(texts[max(0, at - 1) : at + 2])}"
        words = len(facts.words(text))
        new_names = facts.names(text) - asked.names
        new_numbers = facts.numbers(text) - asked.numbers
        features = {
            "coverage": asked.covered(text),
            "coverage_around": asked.covered(around),
            "coverage_title": title,
            "names": asked.named(text),
            "names_around": asked.named(around),
            "ordered": asked.ordered(text),
            "carries": float(_carries(asked, text, new_names)),
            "new_names": math.log1p(len(new_names)),
            "new_numbers": math.log1p(len(new_numbers)),
            "length": math.log1p(words) / 4,
            "short": float(words < 6),
            "lead": float(span[0] < 300),
            "rank": 1 / (1 + rank),
            "passage_cosine": hit.cosine or 0.0,
            "speech": float(asked.expects is Expects.SAYING and facts.speech(text)),
        }
        rows.append((span, text, features))
    return rows


def _asking(passage: Passage) -> set[int]:
    """Which sentences are of a paragraph that asks: an interviewer's turn, or a quiz's."""
    asking: set[int] = set()
    paragraph: list[int] = []
    end = passage.start
    for at, span in enumerate(passage.sentences):
        if "\n" in passage.text[end - passage.start : span[0] - passage.start]:
            paragraph = []
        paragraph.append(at)
        end = span[1]
        if passage.slice(*span).rstrip(_CLOSING).endswith("?"):
            asking.update(paragraph)
    return asking


def _carries(asked: _Asked, text: str, new_names: frozenset[str]) -> bool:
    """Whether the sentence holds the kind of thing that is asked for."""
    if asked.expects is Expects.PERSON:
        return bool(new_names)
    return asked.carries is not None and asked.carries(text)


@cache
def _weights() -> dict[str, dict[str, float]]:
    stored = resources.files("qa.reading").joinpath("selection.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(stored)["weights"]
    return weights


def _ranked(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    scored = [
        Candidate(c.hit, c.span, c.text, c.features, _logistic(c.features, weights))
        for c in candidates
    ]
    return sorted(scored, key=lambda c: -c.score)


def _logistic(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    total = weights["bias"] + sum(
        weights[name] * features[name] for name in weights if name != "bias"
    )
    return 1 / (1 + math.exp(-total))


def _logit(probability: float) -> float:
    clipped = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(clipped / (1 - clipped))
