"""How alike two texts are: overlapping runs of words, and signatures that find what overlaps.

A text's shingles are its runs of `RUN` words, hashed. A MinHash signature of them, cut into bands,
finds the texts that may be near copies without comparing all with all (Broder 1997); whether two
are is then counted on the shingles themselves.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]
"""Hashes of a text's runs of words, sorted, each once."""

RUN = 3
"""So many words are a shingle: a changed word costs three of them."""
ROWS, BANDS = 3, 40
"""Of two texts that share half their shingles, 99.5 % share a band, of a twentieth 0.5 %."""
_SEED = 1
_BASE = np.uint64(0x100000001B3)
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_PLANE = 1 << 16
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of `text`, case and the form of apostrophes aside."""
    return _WORD.findall(text.casefold().replace("’", "'"))


def shingles(text: str) -> Shingles:
    """The shingles of a text, case and punctuation aside; of fewer words than `RUN`, none.

    A word's hash is a polynomial of its letters, read off the running sum of all letters, so that
    a whole text is hashed at once.
    """
    octets = text.casefold().encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(octets, dtype=np.uint32)
    inside = _lettered()[np.minimum(letters, _PLANE - 1)]
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    if len(starts) < RUN:
        return np.empty(0, dtype=np.uint64)
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(letters * _powers(len(letters)), out=sums[1:])
    hashed = (sums[ends] - sums[starts]) * _powers(len(letters), -1)[starts]
    hashed ^= hashed >> np.uint64(29)
    runs = hashed[:-2] * _MIX[0] + hashed[1:-1] * _MIX[1] + hashed[2:]
    runs = np.sort(runs * _MIX[0] ^ runs >> np.uint64(31))
    # numpy.unique, which hashes, takes several times as long
    return runs[np.concatenate(([True], runs[1:] != runs[:-1]))]


def _powers(many: int, way: int = 1) -> NDArray[np.uint64]:
    """The first powers of the base, modulo 2^64, or with `way` -1 of its inverse."""
    return _power_table(max(1 << 14, 1 << many.bit_length()), way)[:many]


@lru_cache(maxsize=8)
def _power_table(many: int, way: int) -> NDArray[np.uint64]:
    factors = np.full(many, pow(int(_BASE), way, 1 << 64), dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors)


@cache
def _lettered() -> NDArray[np.bool_]:
    """Which characters are of words, by number; those beyond the first plane count as the last."""
    table = np.array([chr(number).isalnum() for number in range(_PLANE)])
    table[-1] = True
    return table


def method() -> str:
    """How signatures are made: those of another method do not compare."""
    from rensa import RMinHash

    return f"rensa {RMinHash.ALGORITHM_VERSION}, {RUN} words, {BANDS}x{ROWS}, {_SEED}"


def band_keys(texts: Sequence[Shingles]) -> list[list[int]]:
    """Of each text, the keys of its bands, none where it has no shingles. Near copies share some.

    Keys are signed 64-bit integers, those of different bands apart.
    """
    from rensa import RMinHash

    if not texts:
        return []
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(
        np.concatenate(texts), offsets, ROWS * BANDS, _SEED
    ).to_rows()
    bands = np.array(rows, dtype=np.uint64).reshape(len(texts), BANDS, ROWS)
    keys = bands[:, :, 0] * _MIX[0] + bands[:, :, 1] * _MIX[1] + bands[:, :, 2]
    keys += np.arange(BANDS, dtype=np.uint64) * (_MIX[0] ^ _MIX[1])
    signed = keys.view(np.int64)
    return [row.tolist() if len(text) else [] for row, text in zip(signed, texts, strict=True)]


def shared(one: Shingles, other: Shingles) -> int:
    """How many shingles two texts have in common."""
    return len(np.intersect1d(one, other, assume_unique=True))
