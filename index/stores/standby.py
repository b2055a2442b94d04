"""The vectors that the ledger keeps, compared one by one while the store is another process's."""

import threading
import time

import numpy as np
from numpy.typing import NDArray

from index import embeddings
from index.ledger import Ledger

_MOST = 1 << 30  # octets
_AT_ONCE = 8_192
_SHARE, _AT_LEAST = 20.0, 2.0
"""So many times as long as reading them took, in seconds at least, they are not read again."""


class Standby:
    """Searches exactly and touches no file but the ledger's, in memory of its own.

    That holds a gigabyte at most: the vectors of the last million of the passages, and some more.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._turn = threading.Lock()
        self._due = 0.0
        self.clear()

    def clear(self) -> None:
        """Let go of the memory."""
        with self._turn:  # numbers and rows belong together
            self._version: int | None = None
            self._numbers = np.empty(0, np.int64)
            self._rows = np.empty((0, 0), np.float16)

    def nearest(
        self, vector: NDArray[np.float32], k: int, matching: NDArray[np.int64] | None
    ) -> list[tuple[int, float]]:
        """The `k` nearest, of those `matching` if given: (number, cosine), best first."""
        with self._turn:
            self._look(len(vector))
            numbers, rows = self._numbers, self._rows
        if matching is not None:
            among = np.isin(numbers, matching)
            numbers, rows = numbers[among], rows[among]
        cosines = np.empty(len(rows), np.float32)
        for at in range(0, len(rows), _AT_ONCE):
            cosines[at : at + _AT_ONCE] = embeddings.compared(rows[at : at + _AT_ONCE], vector)
        best = np.argsort(-cosines, kind="stable")[:k]
        return list(zip(numbers[best].tolist(), cosines[best].tolist(), strict=True))

    def _look(self, dim: int) -> None:
        """Read what there is now, unless that is what was read or was not long ago."""
        began, version = time.monotonic(), self._ledger.version()
        if self._version is not None and (version == self._version or began < self._due):
            return
        most = _MOST // (dim * self._rows.itemsize)
        self._numbers, self._rows = embeddings.newest(self._ledger, dim, most)
        self._version, ended = version, time.monotonic()
        self._due = ended + max(_SHARE * (ended - began), _AT_LEAST)
