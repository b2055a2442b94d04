"""The passages' vectors as the ledger keeps them: what embedding cost is never paid twice.

Half precision, two bytes a dimension, beside a seal of the vector and of the text that it was made
of. The vector store is made of these, and can be made of them again.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.ledger import Ledger
from index.seals import seal
from index.types import Passage

_STORED = np.dtype("<f2")
_NEAR = 0.01  # of a cosine; half precision costs a thousandth of it


def keep(
    ledger: Ledger, passages: Sequence[tuple[int, Passage]], rows: NDArray[np.float32]
) -> None:
    """Store `rows`, shape (n, dim), as the vectors of the numbered `passages`."""
    stored = [row.tobytes() for row in rows.astype(_STORED)]
    ledger.keep_embeddings(
        (number, vector, seal(passage.searchable, vector))
        for (number, passage), vector in zip(passages, stored, strict=True)
    )


def kept(ledger: Ledger, passages: Sequence[tuple[int, Passage]]) -> dict[int, NDArray[np.float32]]:
    """Number → vector of the `passages` that have one, intact and made of the text of now."""
    texts = {number: passage.searchable for number, passage in passages}
    return {
        number: _read(vector)
        for number, vector, sealed in ledger.embeddings(list(texts))
        if seal(texts[number], vector) == sealed
    }


def differ(ledger: Ledger, vector: NDArray[np.float32], found: Sequence[tuple[int, float]]) -> bool:
    """Whether a cosine of `found`, (number, cosine to `vector`), is not that of what was stored."""
    cosines, octets = dict(found), len(vector) * _STORED.itemsize
    whole: list[tuple[float, bytes]] = []
    other: list[tuple[float, bytes]] = []
    for number, row, _ in ledger.embeddings(list(cosines)):
        fits = len(row) // _STORED.itemsize == len(vector)
        (whole if fits else other).append((cosines[number], row[:octets]))
    if any(abs(cosine) > _NEAR for cosine, _ in other):
        return True
    if not whole:
        return False
    told = np.array([cosine for cosine, _ in whole])
    rows = _read(b"".join(row for _, row in whole)).reshape(len(whole), len(vector))
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    return bool((np.abs(told - rows @ vector / np.maximum(1e-9, lengths)) > _NEAR).any())


def nearest(
    ledger: Ledger, vector: NDArray[np.float32], k: int, numbers: Sequence[int]
) -> list[tuple[int, float]]:
    """The `k` of the passages `numbers` whose vectors are nearest: (number, cosine), best first.

    All of them are read and compared, which is exact, and for few the quickest. Those that have no
    vector of that width are left out.
    """
    octets = len(vector) * _STORED.itemsize
    held = [(number, row) for number, row, _ in ledger.embeddings(numbers) if len(row) == octets]
    if not held:
        return []
    rows = _read(b"".join(row for _, row in held)).reshape(len(held), len(vector))
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    cosines = rows @ vector / np.maximum(1e-9, lengths)
    best = np.argsort(-cosines, kind="stable")[:k].tolist()
    return [(held[at][0], float(cosines[at])) for at in best]


def altered(ledger: Ledger, numbers: Sequence[int], rows: NDArray[np.float32]) -> int:
    """How many of `rows`, shape (n, dim), are not the vectors that are kept for `numbers`."""
    held = dict(zip(numbers, rows, strict=True))
    return sum(
        _cosine(_read(stored), held[number]) < 1 - _NEAR
        for number, stored, _ in ledger.embeddings(numbers)
    )


def _read(stored: bytes) -> NDArray[np.float32]:
    whole = len(stored) // _STORED.itemsize  # a damaged one may be cut short
    return np.frombuffer(stored, _STORED, whole).astype(np.float32)


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    if one.shape != other.shape:
        return 0.0
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(one @ other) / max(1e-9, lengths)
