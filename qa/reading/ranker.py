"""How well each of a few sentences answers a question, and with which of its words.

MiniLM, the embedder's model, trained further to read a question together with a sentence under its
headline: `ranker.md` says on what and how good it is. What training changed is in `ranker.bin`; the
graph is written of it and of the base's weights once, and kept where the embedder keeps its own.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import WeightsError, cores, kept_graph, word_pieces
from qa.reading import ranker_graph
from qa.reading.ranker_text import Encoder, Row

SHIPPED = Path(__file__).parent
_SPAN_TOKENS = 12
_CHANGED = "ranker.bin"
_ABOUT = "ranker.json"


@dataclass(frozen=True, slots=True)
class Ranked:
    """What is thought of one sentence.

    Of several sentences the one with the highest `logit` answers best; below 0, nothing at all is
    the better answer. `start` and `end` are the characters of the sentence's words that answer, and
    `span`, in [0, 1], how sure that is, given that this sentence answers.
    """

    logit: float
    start: int
    end: int
    span: float


class SentenceRanker:
    """Cheap to construct; the model is loaded at first use. May be used from many threads.

    Each sentence is run by itself, on one core, and several on all cores at once, as the embedder
    does it: what is thought of a sentence does not depend on the others.
    """

    def __init__(
        self,
        *,
        shipped: Path = SHIPPED,
        folder: Path | None = None,
        cache: Path | None = None,
        threads: int | None = None,
    ) -> None:
        """`shipped` holds ranker.bin and ranker.json; the rest is as `MiniLM` has it."""
        self._shipped = shipped
        self._folder = folder
        self._cache = cache
        self._threads = threads or cores()
        self._lock = threading.Lock()
        self._model: tuple[Encoder, Any] | None = None
        self._failed = False

    @property
    def available(self) -> bool:
        """Whether it can rank. Loads the model; what is in the way is logged, once."""
        return self._loaded() is not None

    def score(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[Ranked]:
        """What is thought of each (headline, sentence), in the order given.

        Nothing of any where the ranker is not `available`: then the list is empty.
        """
        model = self._loaded() if sentences else None
        if model is None:
            return []
        encoder, session = model
        asked = encoder.question(question)

        def ranked(pair: tuple[str, str]) -> Ranked:
            headline, sentence = pair
            row = encoder.row(asked, headline, sentence)
            ids = np.array([row.tokens], dtype=np.int64)
            kinds = np.array([row.kinds], dtype=np.int64)
            logit, spans = session.run(None, {"ids": ids, "kinds": kinds})
            return Ranked(float(logit[0, 0, 0]), *_span(spans[0], row, sentence))

        if len(sentences) == 1 or self._threads == 1:
            return [ranked(pair) for pair in sentences]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(ranked, sentences))

    def _loaded(self) -> tuple[Encoder, Any] | None:
        with self._lock:
            if self._model is None and not self._failed:
                try:
                    self._model = self._load()
                except (WeightsError, OSError, ValueError, KeyError) as error:
                    self._failed = True
                    logging.getLogger(__name__).warning(
                        "sentences are ranked by rules alone, as the ranker cannot be loaded: %s",
                        error,
                    )
            return self._model

    def _load(self) -> tuple[Encoder, Any]:
        changed = (self._shipped / _CHANGED).read_bytes()
        found = hashlib.sha256(changed).hexdigest()
        expected = json.loads((self._shipped / _ABOUT).read_text("utf-8"))["sha256"]
        if found != expected:
            raise ValueError(
                f"{self._shipped / _CHANGED} is not the shipped file: its SHA-256 is {found}, "
                f"expected {expected}"
            )
        session = kept_graph(
            f"ranker-{_key(found)}.graph",
            lambda weights: ranker_graph.write(weights, changed),
            folder=self._folder,
            cache=self._cache,
        )
        return Encoder(word_pieces(self._folder)), session


def _key(changed: str) -> str:
    return hashlib.sha256(f"{changed} {ranker_graph.VERSION}".encode()).hexdigest()[:16]


def _span(spans: NDArray[np.float32], row: Row, sentence: str) -> tuple[int, int, float]:
    """The likeliest stretch of at most so many tokens: its characters, and how likely it is."""
    count = len(row.offsets)
    if not count:
        return 0, 0, 0.0
    starts, ends = (_log_shares(spans[row.first : row.first + count, side]) for side in (0, 1))
    both = starts[:, None] + ends
    both[~(np.tri(count, dtype=bool).T & np.tri(count, k=_SPAN_TOKENS - 1, dtype=bool))] = -np.inf
    first, last = divmod(int(both.argmax()), count)
    start, end = _whole_words(sentence, row.offsets[first][0], row.offsets[last][1])
    return start, end, float(np.exp(both[first, last]))


def _log_shares(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max()
    shares: NDArray[np.float32] = shifted - np.log(np.exp(shifted).sum())
    return shares


def _whole_words(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch without half a word at either end."""
    while 0 < start < len(sentence) and sentence[start - 1].isalnum() and sentence[start].isalnum():
        start -= 1
    while 0 < end < len(sentence) and sentence[end - 1].isalnum() and sentence[end].isalnum():
        end += 1
    return start, end
