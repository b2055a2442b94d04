"""Vectors that were asked for a moment ago, at hand."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedders import Embedder

_REMEMBERED = 4_000
"""How many vectors are kept: a question is looked up more than once, and those who ask of one event
find the same sentences."""
_FEW = 256
"""More texts at once are an archive's own, and nobody asks for them again."""


class Remembering:
    """An `embedder` that makes the vector of a text once, as long as it is asked for often.

    It may be used from many threads; what else the embedder has, this one has as well.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._lock = Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._embedder, name)

    @property
    def name(self) -> str:
        """That of the embedder."""
        return self._embedder.name

    @property
    def dim(self) -> int:
        """That of the embedder."""
        return self._embedder.dim

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the embedder's; those of the last few thousand texts are at hand."""
        if not 0 < len(texts) <= _FEW:
            return self._embedder.embed(texts)
        with self._lock:
            known = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            made = self._embedder.embed(missing)
            if len(made) != len(missing):  # for who asked to refuse
                return made
            known |= zip(missing, made, strict=True)
        with self._lock:
            for text in texts:
                self._known.pop(text, None)
                self._known[text] = known[text]  # now the last to be forgotten
            for text in list(self._known)[:-_REMEMBERED]:
                del self._known[text]
        return np.stack([known[text] for text in texts])


def remembering(embedder: Embedder | None) -> Embedder | None:
    """The same embedder, remembering; None if there is none."""
    if embedder is None or isinstance(embedder, Remembering):
        return embedder
    return Remembering(embedder)
