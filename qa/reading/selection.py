"""Which sentences of the retrieved passages answer the question: features and a fitted score.

Two logistic scores with weights from `selection.json` (fitted by `tests/benchmarks/fit.py`, which
says on what): `screen` looks at words alone and picks the sentences worth embedding, `select` adds
how near each is in meaning. A third, `answerable`, judges from the best of them whether the
archive answers at all.
"""

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from index import Embedder, Hit, Passage, terms
from qa.language import Quantity, Sentence, read
from qa.language.quantities import is_money
from qa.reading.sought import Held, sought
from qa.types import Expects, Query

_CLOSING = "”’»\"')] "
_ENDS = (".", "!", "…", "。", "！", "।", "۔")
EMBEDDED = 16
"""How many sentences are worth embedding for one question."""
_REMEMBERED = 4_000
"""How many sentences' vectors are kept: follow-ups come back to the same articles."""
_SHARE = 0.85
"""How much less each further hit counts where it is asked what hits have in common."""

CARRIES: Mapping[Expects, Callable[[Sentence], bool]] = {
    Expects.DATE: lambda sentence: bool(sentence.moments) or sentence.has_any("when"),
    Expects.PLACE: lambda sentence: sentence.placed,
    Expects.COUNT: lambda sentence: bool(sentence.figures),
    Expects.MONEY: lambda sentence: any(map(_priced, sentence.quantities)),
    Expects.AMOUNT: lambda sentence: bool(sentence.figures),
    Expects.REASON: lambda sentence: sentence.reasoned,
    Expects.SAYING: lambda sentence: sentence.spoken,
}
"""Whether a sentence holds the kind of thing that is asked for, where its surface shows that."""

RECENT_DAYS = 30
"""News of the days before the question is what questions are mostly about."""

WORD_FEATURES = (
    "coverage", "coverage_around", "coverage_title", "names", "names_around", "ordered",
    "carries", "listed", "named", "new_names", "new_numbers", "length", "short", "lead", "rank",
    "passage_cosine", "speech",
)  # fmt: skip
MEANING_FEATURES = (*WORD_FEATURES, "cosine")
NEWS_FEATURES = ("recurs", "recurs_name", "recent", "opening", "new")
"""What only an archive of news shows: their weights are chosen, not fitted."""
ANSWERABLE_FEATURES = ("both", "matched")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might answer: its passage, its features, its score as log-odds."""

    hit: Hit
    sentence: Sentence
    features: Mapping[str, float]
    logit: float = 0.0


class Selector:
    """Scores sentences for questions. Without an embedder it goes by words alone.

    `rarity` says how rare a stemmed term is in the archive, in (0, 1].
    """

    def __init__(self, rarity: Callable[[str], float], embedder: Embedder | None = None) -> None:
        self._rarity = rarity
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._lock = Lock()

    def select(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every reporting sentence of `hits`, best first."""
        news = _weights()["news"]
        screened = _ranked(self.candidates(query, hits), _weights()["screen"] | news)
        if self._embedder is None:
            return screened
        near = self.with_meaning(query, screened[:EMBEDDED])
        return _ranked(near, _weights()["select"] | news) + screened[EMBEDDED:]

    def answerable(self, query: Query, ranked: Sequence[Candidate], hits: Sequence[Hit]) -> float:
        """How likely it is that the archive answers, in (0, 1); 0 where nothing is `ranked`.

        The best of many passages looks better than the best of few, whether it answers or not, and
        where there are few, no word is rare; so less is asked of it in a very small archive.
        """
        if not ranked:
            return 0.0
        meant = self._embedder and any(hit.cosine is not None for hit in hits)
        name = "answerable" if meant else "answerable_words"
        logit = _logit(self.answerable_features(query, hits), _weights()[name])
        size = _weights()["size"]
        decades = max(0.0, math.log10(size["passages"] / query.among)) if query.among else 0.0
        return probability(logit + size["decade"] * decades)

    def candidates(self, query: Query, hits: Sequence[Hit]) -> list[Candidate]:
        """Every reporting sentence of `hits` with its word features, unscored."""
        asked = _Asked(query, self._rarity)
        common = _Common(asked, hits)
        return [
            Candidate(hit, sentence, features | common.features(sentence, hit))
            for rank, hit in enumerate(hits)
            for sentence, features in _word_features(asked, hit, rank)
        ]

    def with_meaning(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates with their cosine to the question added."""
        if self._embedder is None or not candidates:
            return list(candidates)
        rows = self._vectors([query.text, *(c.sentence.text for c in candidates)])
        return [
            replace(c, features={**c.features, "cosine": float(row @ rows[0])})
            for c, row in zip(candidates, rows[1:], strict=True)
        ]

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text; those of the last few thousand are at hand."""
        assert self._embedder is not None  # noqa: S101  (who calls has looked)
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(missing, self._embedder.embed(missing), strict=True)
        with self._lock:
            for text in texts:
                self._known.pop(text, None)
                self._known[text] = known[text]  # now the last to be forgotten
            for text in list(self._known)[:-_REMEMBERED]:
                del self._known[text]
        return np.stack([known[text] for text in texts])

    def answerable_features(self, query: Query, hits: Sequence[Hit]) -> dict[str, float]:
        """What `answerable` is judged from: the passages, which is enough and holds elsewhere.

        How good the chosen sentences look tells more on the sets that the weights are fitted on,
        and misleads on news, where any sentence on the subject looks good.
        """
        asked = _Asked(query, self._rarity)
        covered = [asked.share(frozenset(terms(hit.passage.searchable))) for hit in hits[:5]]
        near = [hit.cosine or 0.0 for hit in hits[:5]]
        return {
            "both": max(share + 2 * cosine for share, cosine in zip(covered, near, strict=True)),
            "matched": math.log1p(max(covered) * asked.total),
        }


class _Asked:
    """A question's terms with their weights, its names and its kind."""

    def __init__(self, query: Query, rarity: Callable[[str], float]) -> None:
        self.question = read(query.text)
        self.pairs = set(pairwise(self.question.terms))
        self.rarity = cache(rarity)
        self.weights = {term: self.rarity(term) for term in self.question.terms}
        self.total = sum(self.weights.values()) or 1.0
        self.carries = CARRIES.get(query.expects)
        self.expects = query.expects
        self.listed, self.named_so = sought(query.text)
        self.today = query.today

    def covered(self, *sentences: Sentence) -> float:
        """The share of the question's terms, by rarity, that they hold together."""
        return self.share(frozenset[str]().union(*(one.terms for one in sentences)))

    def share(self, held: Collection[str]) -> float:
        """The share of the question's terms, by rarity, that are `held`."""
        return sum(w for term, w in self.weights.items() if term in held) / self.total

    def named(self, *sentences: Sentence) -> float:
        """The share of the question's names that they hold together; 1 if it has none."""
        names = self.question.name_stems
        if not names:
            return 1.0
        held = frozenset[str]().union(*(one.stems for one in sentences))
        return len(names & held) / len(names)

    def ordered(self, sentence: Sentence) -> float:
        """The share of neighbouring pairs of question terms that it has as neighbours."""
        return len(self.pairs & set(pairwise(sentence.terms))) / max(1, len(self.pairs))


class _Common:
    """What the hits say of which the question does not speak, and in how many reports.

    An answer stands in several reports of an event, what one of them adds does not: the words of
    a relevance model (Lavrenko and Croft, SIGIR 2001), each report counted by its best hit, and
    its copies with it.
    """

    def __init__(self, asked: _Asked, hits: Sequence[Hit]) -> None:
        self._asked = asked
        self._shares: dict[str, float] = {}
        held: dict[str, set[str]] = {}
        for rank, hit in enumerate(hits):
            voice = hit.passage.voice
            self._shares.setdefault(voice, _SHARE**rank)
            held.setdefault(voice, set()).update(
                *(one.terms for one in (read(hit.passage.title), *_sentences(hit.passage)))
            )
        self._total = sum(self._shares.values())
        self._said: dict[str, float] = {}
        for voice, stems in held.items():
            for term in stems - asked.weights.keys():
                self._said[term] = self._said.get(term, 0.0) + self._shares[voice]

    def features(self, sentence: Sentence, hit: Hit) -> dict[str, float]:
        """Those of `NEWS_FEATURES`."""
        passage, today = hit.passage, self._asked.today
        own = self._shares[passage.voice]
        new = frozenset(sentence.terms) - self._asked.weights.keys()
        names = sentence.name_terms - self._asked.question.name_terms
        age = (today - passage.published).days if today and passage.published else -1
        recurring = {term: self._recurring(term, own) for term in new}
        return {
            "recurs": max(recurring.values(), default=0.0),
            "recurs_name": max((recurring[term] for term in names & new), default=0.0),
            "recent": float(0 <= age <= RECENT_DAYS),
        }

    def _recurring(self, term: str, own: float) -> float:
        """In what share of the other reports a term is, by its rarity."""
        others = (self._said.get(term, own) - own) / self._total
        return others * self._asked.rarity(term) if others > 0 else 0.0


def _sentences(passage: Passage) -> list[Sentence]:
    return [read(passage.slice(*span), passage.published, span[0]) for span in passage.sentences]


def _word_features(asked: _Asked, hit: Hit, rank: int) -> list[tuple[Sentence, dict[str, float]]]:
    passage, headline = hit.passage, read(hit.passage.title)
    every = _sentences(passage)
    title = asked.covered(headline) if passage.title else 0.0
    asking = _asking(passage)
    rows = []
    for at, sentence in enumerate(every):
        # a line that does not end is a heading or a link
        if at in asking or not sentence.text.rstrip(_CLOSING).endswith(_ENDS):
            continue
        around = (headline, *every[max(0, at - 1) : at + 2])
        words = len(sentence.text.split())
        new_names = sentence.name_stems - asked.question.name_stems
        new_values = sentence.values - asked.question.values
        features = {
            "coverage": asked.covered(sentence),
            "coverage_around": asked.covered(*around),
            "coverage_title": title,
            "names": asked.named(sentence),
            "names_around": asked.named(*around),
            "ordered": asked.ordered(sentence),
            "carries": float(_carries(asked, sentence, new_names)),
            "listed": _held(asked.listed, sentence),
            "named": _held(asked.named_so, sentence),
            "new": float(bool(new_names or new_values)),
            "new_names": math.log1p(len(new_names)),
            "new_numbers": math.log1p(len(new_values)),
            "length": math.log1p(words) / 4,
            "short": float(words < 6),
            "lead": float(sentence.start < 300),
            "opening": float(sentence.start < 50),
            "rank": 1 / (1 + rank),
            "passage_cosine": hit.cosine or 0.0,
            "speech": float(asked.expects is Expects.SAYING and sentence.spoken),
        }
        rows.append((sentence, features))
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


def _held(test: Held | None, sentence: Sentence) -> float:
    """1 if the sentence has what is sought, -1 if it has not, 0 where that is not known."""
    return 0.0 if test is None else 1.0 if test(sentence) else -1.0


def _priced(quantity: Quantity) -> bool:
    """Whether it is a sum of money or a percentage."""
    return quantity.unit == "percent" or is_money(quantity.unit)


def _carries(asked: _Asked, sentence: Sentence, new_names: frozenset[str]) -> bool:
    """Whether the sentence holds the kind of thing that is asked for."""
    if asked.expects is Expects.PERSON:
        return bool(new_names)
    return asked.carries is not None and asked.carries(sentence)


@cache
def _weights() -> dict[str, dict[str, float]]:
    stored = resources.files("qa.reading").joinpath("selection.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(stored)["weights"]
    return weights


def _ranked(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    scored = [replace(c, logit=_logit(c.features, weights)) for c in candidates]
    return sorted(scored, key=lambda c: -c.logit)


def probability(logit: float) -> float:
    """The probability of those log-odds."""
    return 1 / (1 + math.exp(-logit))


def _logit(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return weights["bias"] + sum(
        weights[name] * features[name] for name in weights if name != "bias"
    )
