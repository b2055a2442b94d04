"""What training changed in MiniLM, in four bits a weight: `ranker.bin`.

Fine-tuning moves weights by little, so what is shipped is how far each was moved: 5 MB instead of
42. Matrices are cut into groups of 128 weights with a scale each, the rest is kept in half
precision, and heads, which the base lacks, as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[Any]

_GROUP = 128
_LEVELS = 7
_CODES, _SCALES, _MOVED = ".codes", ".scales", ".moved"


def packed(base: Mapping[str, Tensor], trained: Mapping[str, Tensor]) -> bytes:
    """Pack `trained`: where `base` has a tensor of that name, as its distance from it."""
    from safetensors.numpy import save

    kept: dict[str, Tensor] = {}
    for name, tensor in trained.items():
        if name not in base:
            kept[name] = np.asarray(tensor, np.float32)
        elif tensor.ndim == 2:
            kept[name + _CODES], kept[name + _SCALES] = _coded(tensor - base[name])
        else:
            kept[name + _MOVED] = np.asarray(tensor - base[name], np.float16)
    written: bytes = save(kept)
    return written


def merged(base: Callable[[str], Tensor], content: bytes) -> Callable[[str], Tensor]:
    """Tensors by name: the base's, moved by what `content` says, and heads of its own.

    Raises ValueError for a tensor whose shape is not the base's.
    """
    from safetensors.numpy import load

    kept: dict[str, Tensor] = load(content)

    def tensor(name: str) -> Tensor:
        if name in kept:
            return kept[name]
        own = base(name)
        if name + _CODES in kept:
            return own + _decoded(kept[name + _CODES], kept[name + _SCALES], own.shape)
        if name + _MOVED in kept:
            return own + kept[name + _MOVED].astype(np.float32)
        return own

    return tensor


def _coded(moved: Tensor) -> tuple[Tensor, Tensor]:
    """Two codes a byte, and each group's scale: the one of several that errs least."""
    groups = np.asarray(moved, np.float32).reshape(-1, _GROUP)
    widest = np.maximum(np.abs(groups).max(axis=1, keepdims=True), 1e-8) / _LEVELS
    best, least = widest, np.full_like(widest, np.inf)
    for share in np.linspace(0.45, 1.0, 12, dtype=np.float32):
        scale = (widest * share).astype(np.float16).astype(np.float32)
        scale = np.where(scale == 0, np.float32(6e-8), scale)
        error = np.square(_rounded(groups, scale) * scale - groups).sum(axis=1, keepdims=True)
        best, least = np.where(error < least, scale, best), np.minimum(error, least)
    codes = (_rounded(groups, best) + 8).astype(np.uint8).reshape(-1, 2)
    return codes[:, 0] | codes[:, 1] << 4, best[:, 0].astype(np.float16)


def _rounded(groups: Tensor, scale: Tensor) -> Tensor:
    return np.clip(np.rint(groups / scale), -_LEVELS, _LEVELS)


def _decoded(codes: Tensor, scales: Tensor, shape: tuple[int, ...]) -> Tensor:
    pairs = np.stack([codes & 15, codes >> 4], axis=1).astype(np.float32) - 8
    moved = pairs.reshape(-1, _GROUP) * scales.astype(np.float32)[:, None]
    return moved.reshape(shape)
