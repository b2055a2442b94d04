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
_AT_ONCE = 10_000
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
    return bool((np.abs(told - compared(rows, vector)) > _NEAR).any())


def cosines(
    ledger: Ledger, vector: NDArray[np.float32], numbers: Sequence[int]
) -> list[tuple[int, float]]:
    """(number, cosine to `vector`) of the passages `numbers` that have a vector of its width."""
    octets = len(vector) * _STORED.itemsize
    held = [(number, row) for number, row, _ in ledger.embeddings(numbers) if len(row) == octets]
    rows = _read(b"".join(row for _, row in held)).reshape(len(held), len(vector))
    found = compared(rows, vector).tolist()
    return [(number, cosine) for (number, _), cosine in zip(held, found, strict=True)]


def compared(rows: NDArray[np.floating], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The cosines, shape (n,), of `rows`, shape (n, dim), to a vector."""
    rows = rows.astype(np.float32, copy=False)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    return np.asarray(rows @ vector / np.maximum(1e-9, lengths), np.float32)


def newest(ledger: Ledger, dim: int, most: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """The last `most` passages' vectors of width `dim`: numbers, and rows of half precision."""
    numbers: list[int] = []
    rows: list[bytes] = []
    last = np.iinfo(np.int64).max
    query = "SELECT number, vector FROM embeddings WHERE number < ? ORDER BY number DESC LIMIT ?"
    while some := ledger.rows(query, [last, min(_AT_ONCE, most - len(numbers))]):
        whole = [(number, row) for number, row in some if len(row) == dim * _STORED.itemsize]
        numbers += [number for number, _ in whole]
        rows.append(b"".join(row for _, row in whole))
        last = some[-1][0]
    held = np.frombuffer(b"".join(rows), _STORED).reshape(len(numbers), dim)
    return np.array(numbers, np.int64), held


def nearest(
    ledger: Ledger, vector: NDArray[np.float32], k: int, numbers: Sequence[int]
) -> list[tuple[int, float]]:
    """The `k` of the passages `numbers` whose vectors are nearest: (number, cosine), best first.

    All of them are read and compared, which is exact, and for few the quickest. Those that have no
    vector of that width are left out.
    """
    return sorted(cosines(ledger, vector, numbers), key=lambda found: -found[1])[:k]


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
