"""all-MiniLM-L6-v2 on onnxruntime: the embedder that needs no key, no network and no GPU.

The package `dateline-minilm` holds its two files, an int8 graph and the tokenizer; `weights/` of
the repository makes it from what is published. Their SHA-256 is checked before they are used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index.errors import WeightsError

_PACKAGE = "dateline_minilm"
_INSTALL = "pip install dateline-minilm"
_GRAPH_SHA256 = "636c5caf3980f936871b07af6727f6247c67e83e5eb52876e2d97f626c4dd173"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENS = 256
"""The longest input in word pieces, [CLS] and [SEP] included; the graph has no more positions."""
_NICE = 10


class MiniLM:
    """The default embedder. Cheap to construct; the model is loaded at the first `embed`.

    Each text is run by itself, on one core, and several texts on all cores at once. That is
    faster here than padded batches, takes less memory, and makes a text's vector independent of
    the texts that came with it (the scale of quantised activations spans a whole batch). One
    object may be used from many threads.
    """

    name: Final = "all-MiniLM-L6-v2"
    dim: Final = 384

    def __init__(self, *, folder: Path | None = None, threads: int | None = None) -> None:
        """`folder` holds graph.onnx and tokenizer.json (default: the installed package's).

        `threads` is how many texts are embedded at once (default: the cores open to us).
        """
        self._folder = folder
        self._threads = threads or _cores()
        self._lock = threading.Lock()
        self._model: tuple[Any, Any] | None = None
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="embedding")

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
        vector = self._embedding()
        if len(texts) == 1 or self._threads == 1:
            return np.stack([vector(text) for text in texts])
        return np.stack(list(self._pool.map(vector, texts)))

    def embed_behind(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same as `embed`, of at least one text, giving way to whoever else wants the CPU.

        On Linux the threads have a low priority, so that questions, here or in another process, are
        answered beside it nearly as fast as without; where nobody asks it takes no longer.
        """
        vector = self._embedding()
        with ThreadPoolExecutor(self._threads, initializer=_behind) as pool:
            return np.stack(list(pool.map(vector, texts)))

    def _embedding(self) -> Callable[[str], NDArray[np.float32]]:
        tokenizer, session = self._loaded()

        def vector(text: str) -> NDArray[np.float32]:
            # A lone surrogate, which no tokenizer takes, is read as a question mark.
            sound = text.encode("utf-8", "replace").decode("utf-8")
            ids = np.array([tokenizer.encode(sound).ids], dtype=np.int64)
            row: NDArray[np.float32] = session.run(None, {"ids": ids})[0][0]
            return row

        return vector

    def _loaded(self) -> tuple[Any, Any]:
        with self._lock:
            if self._model is None:
                folder = self._folder or _installed()
                self._model = (
                    _tokenizer(folder / "tokenizer.json"),
                    _session(folder / "graph.onnx"),
                )
            return self._model


def _installed() -> Path:
    """The folder of the installed package."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(
            f"the weights of {MiniLM.name} are not installed (no package {_PACKAGE}); "
            f"get them with: {_INSTALL}"
        )
    return Path(spec.submodule_search_locations[0])


def _checked(path: Path, expected: str) -> bytes:
    """The content of a file of the package, which must be what was built."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(
            f"cannot read {path} of {MiniLM.name} ({error.strerror or error}); "
            f"get it with: {_INSTALL}"
        ) from error
    if (found := hashlib.sha256(content).hexdigest()) != expected:
        raise WeightsError(
            f"{path} is not the file of {MiniLM.name} that belongs to this version: its SHA-256 is "
            f"{found}, expected {expected}; get it again with: {_INSTALL} --force-reinstall"
        )
    return content


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(_checked(path, _TOKENIZER_SHA256).decode("utf-8"))
    tokenizer.enable_truncation(_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _session(path: Path) -> Any:
    graph = _checked(path, _GRAPH_SHA256)
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # The threads are ours, one text each; inside a text a single one, which does not spin.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Texts differ in length, so remembered memory plans only pile up.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _behind() -> None:
    """Have this thread wait for all others, where the system has priorities of threads."""
    if sys.platform == "linux":  # elsewhere it would be the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
