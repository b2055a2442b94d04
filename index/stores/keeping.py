"""What an archive does for its vector store before, after and between the writes to it."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from filelock import ReadWriteLock
from numpy.typing import NDArray

from index import embeddings
from index.integrity import store_seal
from index.ledger import Ledger
from index.stores.sharded import OneNode, Sharded
from index.stores.standby import Standby
from index.types import Filters
from index.vectors import Vectors, nearest, taken_out

STORE_SEAL = "store"
"""The key under which the ledger has the vector store's seal, while nobody writes to it."""

_FEW, _FEW_AMONG = 4_000, 25_000
"""So many vectors among so many are read from the ledger and compared one by one. A graph takes the
longer to find them the more others there are, so that among four times as many it is twice as many.
"""


@dataclass(frozen=True, slots=True)
class NodeState:
    """A server that has an archive's vectors, and the years with which it is `behind`.

    `fault` says why it did not answer, where it was asked; empty if it did.
    """

    address: str
    behind: tuple[str, ...] = ()
    fault: str = ""


class Store(Protocol):
    """A vector store as the indexes of an archive use it.

    `unfit` says why it is not used; empty while it is, or has not been looked at. `again` is what
    makes it whole again.
    """

    again: str

    @property
    def vectors(self) -> Vectors | Sharded:
        """What can be searched and written to."""

    @property
    def unfit(self) -> str:
        """Why it is not used."""

    def failed(self, why: str) -> None:
        """Take note that it could not be searched."""

    def worked(self) -> None:
        """Take note that it could be searched."""

    def look_again(self) -> None:
        """Let go of what another process has changed."""

    def open(self) -> None:
        """Make it ready to be written to."""

    def rest(self) -> None:
        """Leave it as it should be while nobody writes."""

    def leave(self) -> None:
        """Take note that others may write from now on."""

    def ready(self) -> None:
        """Raise StoreError where it is known that it cannot be searched now."""

    def load(self) -> None:
        """Raise OSError or StoreError where it cannot be searched now, which is tried."""

    def nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` nearest of those that `filters` let through: (number, cosine), best first."""

    def mend(self, progress: Callable[[int, int], None]) -> None:
        """Put right what it has lost, or have the ledger owe it; `progress` is (done, of)."""

    def undeleted(self) -> str:
        """Where something that was deleted may still be, and why; empty if nowhere."""

    def copies(self) -> Iterator[tuple[str, "Vectors | OneNode | Left"]]:
        """All that has every vector, by what to call it, empty where there is one."""

    def states(self, *, ask: bool = False) -> list[NodeState]:
        """How the servers stand that have it; none where it is in the archive's folder."""

    def purge(self) -> None:
        """Clear its files of what was removed."""

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it: numbers, and vectors of shape (n, dim)."""

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""


class Here:
    """The vector store in the folder `vectors-GENERATION` of an archive, which is sealed.

    Its files are one process's at a time: where two have Chroma open on them and one writes, either
    may put its own graph over the other's, or be killed by what it reads. Who begins to write takes
    the seal off, once nobody is searching; without it others search what the ledger keeps. `busy`
    tells whether another process is writing.
    """

    again = (
        "run 'dateline rebuild', which makes the vector store again and embeds nothing anew that "
        "the ledger still has"
    )

    def __init__(
        self, archive: Path, generation: str, ledger: Ledger, busy: Callable[[], bool]
    ) -> None:
        self._archive = archive
        self._ledger = ledger
        self._busy = busy
        self._folder = archive / f"vectors-{generation}"
        self._standby = Standby(ledger)
        self._sealed = ""
        """The seal of what is loaded to be searched."""
        self._opened = False
        self.unfit = ""
        self.vectors = Vectors(self._folder, self._examine)

    def failed(self, why: str) -> None:
        """Take note that it could not be searched."""
        self.unfit = self.unfit or why

    def worked(self) -> None:
        """Nothing: whatever was wrong with files stays so until they are made anew."""

    def _examine(self) -> None:
        """Raise OSError where the vector store's files must not be loaded: they could kill us.

        Whoever has written seals them, and a seal that does not fit is damage. Without a seal
        somebody was killed while he wrote: then another process tries first.
        """
        if not self.unfit:
            self.unfit = self._wrong_in_store()
        if self.unfit:
            raise OSError(self.unfit)

    def _wrong_in_store(self) -> str:
        if not self._folder.exists():
            return "the vector store is missing" if self._ledger.settled("vectors") else ""
        if self._opened:
            return ""
        if expected := self._ledger.meta().get(STORE_SEAL, ""):
            fits = store_seal(self._folder) == expected
            damaged = f"the vector store's files in {self._folder} are not what was written"
            return "" if fits else damaged
        try:
            deque(taken_out(self._folder), maxlen=0)
        except OSError as error:
            return str(error)
        return ""

    @cached_property
    def _lock(self) -> ReadWriteLock:
        return ReadWriteLock(self._archive / "vectors.lock")

    @contextmanager
    def _searching(self) -> Iterator[bool]:
        """Whether its files may be read; nobody begins to write to them while the block runs."""
        # one at a time within a process: else those who search might never let a writer in
        with Vectors.turn, self._lock.read_lock():
            if not self._opened:
                self._agree()
            yield self._opened or bool(self._sealed)

    def _agree(self) -> None:
        """Let go of what was loaded before another process wrote."""
        sealed = self._ledger.meta().get(STORE_SEAL, "")
        if sealed != self._sealed:
            self.vectors.close()
            self._sealed, self.unfit = sealed, ""
            self._standby.clear()

    def look_again(self) -> None:
        """Take note that it may be right again; whether it is another is looked at anyway."""
        self.unfit = ""

    def open(self) -> None:
        """Take the seal off before anything is written to the vector store."""
        if not self._opened:
            self._agree()
            with Vectors.turn, self._lock.write_lock():
                self.vectors.load()
                self._ledger.forget(STORE_SEAL)
                self._opened = True

    def leave(self) -> None:
        """Have nothing of it open that another process may write to from now on."""
        if self._opened:  # what was written could not be brought to rest
            self.vectors.close()
            self._opened, self._sealed = False, ""

    def rest(self) -> None:
        """Record that the vector store's files are as they should be, once they are at rest."""
        if self._opened or STORE_SEAL not in self._ledger.meta():
            self.vectors.settle()
            self.vectors.close()
            self._sealed = store_seal(self._folder)
            self._ledger.remember(**{STORE_SEAL: self._sealed})
            self._opened = False

    def ready(self) -> None:
        """Nothing: it is loaded when it is searched."""

    def load(self) -> None:
        """Load it, unless another process is writing to it."""
        with self._searching() as may:
            if may:
                self.vectors.load()

    def nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` nearest of those that `filters` let through: (number, cosine), best first."""
        matching = self._ledger.matching(filters, held_by="vectors") if filters else None
        stored = self._stored() if filters else 0
        if matching is not None and len(matching) <= _FEW * max(1, stored / _FEW_AMONG) ** 0.5:
            return embeddings.nearest(self._ledger, vector, k, matching)
        with self._searching() as may:
            if may:
                return nearest(self.vectors.search, vector, k, matching, stored)
        among = None if matching is None else np.array(matching, np.int64)
        return self._standby.nearest(vector, k, among)

    def _stored(self) -> int:
        """How many vectors there are, by the ledger, which is nearer than the store."""
        return self._ledger.kept("stored", lambda: self._ledger.settled("vectors"))

    def undeleted(self) -> str:
        """Nowhere."""
        return ""

    def copies(self) -> Iterator[tuple[str, "Vectors | Left"]]:
        """Itself, unless another process is writing to it.

        Raises:
            OSError: it is missing.
        """
        with self._searching() as may:
            if may:
                yield "", self.vectors
                return
        if not self._folder.exists():
            if self._ledger.settled("vectors"):
                raise OSError("the vector store is missing")
        elif not self._busy():
            with Vectors.turn, self._lock.write_lock():
                yield "", Left(self._folder)

    def states(self, *, ask: bool = False) -> list[NodeState]:
        """None."""
        return []

    def mend(self, progress: Callable[[int, int], None]) -> None:
        """Where the vector store cannot be used, begin it anew from what the ledger keeps."""
        self._agree()
        self.look_again()
        try:
            with Vectors.turn, self._lock.write_lock():
                self.vectors.load()
        except OSError:
            self.begin_anew()

    def purge(self) -> None:
        """Clear its files of what was removed."""
        self.mend(lambda done, of: None)
        self.open()
        self.rest()

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it, read in a process of its own."""
        return taken_out(self._folder)

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""
        self.vectors.close()
        with Vectors.turn, self._lock.write_lock():
            self._ledger.forget(STORE_SEAL)
            delete_folder(self._folder)
            self._ledger.owe_vectors()
        self._sealed = self.unfit = ""


class Left:
    """A vector store as its writer left it when he was killed, read in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def everything(self) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All that is stored, some at a time: numbers, and their vectors, shape (n, dim)."""
        for numbers, rows in taken_out(self._folder):
            yield numbers.tolist(), rows


def delete_folder(folder: Path) -> None:
    """Delete a folder of an index, if it is there."""
    # moved first: a reader that still has it open may be putting files into it
    aside = folder.with_name(f"{folder.name.partition('.')[0]}.gone")
    if folder != aside and folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    if aside.exists():
        shutil.rmtree(aside)
