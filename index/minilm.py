"""all-MiniLM-L6-v2 on onnxruntime: the embedder that needs no key, no network and no GPU.

Its graph is int8 (`minilm_graph`), made once of the published weights (`weights`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index import minilm_graph, weights


class MiniLM:
    """The default embedder. Cheap to construct; the model is loaded at the first `embed`.

    Each text is run by itself, on one core, and several texts on all cores at once. That is
    faster here than padded batches, takes less memory, and makes a text's vector independent of
    the texts that came with it (the scale of quantised activations spans a whole batch). One
    object may be used from many threads.
    """

    name: Final = weights.NAME
    dim: Final = 384

    def __init__(
        self, *, folder: Path | None = None, cache: Path | None = None, threads: int | None = None
    ) -> None:
        """`folder` holds model.safetensors and tokenizer.json (default: the installed package's).

        `cache` keeps the graph (default: $DATELINE_CACHE, else the user's cache folder);
        `threads` is how many texts are embedded at once (default: the cores open to us).
        """
        self._folder = folder
        self._cache = cache
        self._threads = threads or weights.cores()
        self._lock = threading.Lock()
        self._model: tuple[Any, Any] | None = None

    def load(self) -> None:
        """Load the model now. Raises WeightsError where the weights are missing or altered."""
        self._loaded()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) float32 unit rows in the order given; (0, 384) for no texts.

        A text is read up to 256 word pieces, as published; an empty one is allowed.
        Raises WeightsError where the weights are missing or altered.
        """
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        tokenizer, session = self._loaded()

        def vector(text: str) -> NDArray[np.float32]:
            # A lone surrogate, which no tokenizer takes, is read as a question mark.
            sound = text.encode("utf-8", "replace").decode("utf-8")
            ids = np.array([tokenizer.encode(sound).ids], dtype=np.int64)
            row: NDArray[np.float32] = session.run(None, {"ids": ids})[0][0]
            return row

        if len(texts) == 1 or self._threads == 1:
            return np.stack([vector(text) for text in texts])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(vector, texts)))

    def _loaded(self) -> tuple[Any, Any]:
        with self._lock:
            if self._model is None:
                tokenizer = weights.word_pieces(self._folder)
                tokenizer.enable_truncation(minilm_graph.TOKENS)
                self._model = (
                    tokenizer,
                    weights.kept_graph(
                        _cached_name(), minilm_graph.write, folder=self._folder, cache=self._cache
                    ),
                )
            return self._model


def _cached_name() -> str:
    made_of = f"{weights.WEIGHTS_SHA256} {minilm_graph.VERSION}"
    return f"{MiniLM.name}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.graph"
