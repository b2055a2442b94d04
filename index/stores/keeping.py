"""What an archive does for its vector store before, after and between the writes to it."""

import shutil
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.integrity import store_seal
from index.ledger import Ledger
from index.stores.address import Address, address_of
from index.stores.remote import RemoteVectors
from index.types import EVERYTHING
from index.vectors import Vectors, taken_out

STORE_SEAL = "store"
"""The key under which the ledger has the vector store's seal, while nobody writes to it."""
LEFT = "left"
"""The key of the collections that a rebuild left on servers, a line each: address and name."""


class Store(Protocol):
    """A vector store as the indexes of an archive use it.

    `unfit` says why it is not used; empty while it is, or has not been looked at. `again` is what
    makes it whole again.
    """

    again: str

    @property
    def vectors(self) -> Vectors | RemoteVectors:
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

    def mend(self) -> None:
        """Have the ledger owe what it has lost, or all of it."""

    def purge(self) -> None:
        """Clear its files of what was removed."""

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it: numbers, and vectors of shape (n, dim)."""

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""


class Here:
    """The vector store in the folder `vectors-GENERATION` of an archive, which is sealed.

    `busy` tells whether another process is writing.
    """

    again = (
        "run 'dateline rebuild', which makes the vector store again and embeds nothing anew that "
        "the ledger still has"
    )

    def __init__(
        self, archive: Path, generation: str, ledger: Ledger, busy: Callable[[], bool]
    ) -> None:
        self._ledger = ledger
        self._busy = busy
        self._folder = archive / f"vectors-{generation}"
        self._refused_as: str | None = None
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
        somebody is writing, or was killed while he did: then another process tries first.
        """
        expected = self._ledger.meta().get(STORE_SEAL, "")
        if expected != self._refused_as:
            self.unfit = self._wrong_in_store(expected)
            self._refused_as = expected if self.unfit else None
        if self.unfit:
            raise OSError(self.unfit)

    def _wrong_in_store(self, expected: str) -> str:
        if not self._folder.exists():
            return "the vector store is missing" if self._ledger.settled("vectors") else ""
        if not expected:
            if self._opened or self._busy():
                return ""
            try:
                deque(taken_out(self._folder), maxlen=0)
            except OSError as error:
                return str(error)
            return ""
        if store_seal(self._folder) == expected:
            return ""
        if (now := self._ledger.meta().get(STORE_SEAL, "")) != expected:  # a writer came between
            return self._wrong_in_store(now)
        return f"the vector store's files in {self._folder} are not what was written"

    def look_again(self) -> None:
        """Let go of the vector store, which another process has changed."""
        self.vectors.close()
        self._refused_as, self.unfit = None, ""

    def open(self) -> None:
        """Take the seal off before anything is written to the vector store."""
        self.vectors.load()
        if not self._opened:
            self._ledger.forget(STORE_SEAL)
            self._opened = True

    def rest(self) -> None:
        """Record that the vector store's files are as they should be, once they are at rest."""
        if self._opened or STORE_SEAL not in self._ledger.meta():
            self.vectors.settle()
            self.vectors.close()
            self._ledger.remember(**{STORE_SEAL: store_seal(self._folder)})
            self._opened = False

    def mend(self) -> None:
        """Where the vector store cannot be used, begin it anew from what the ledger keeps."""
        try:
            self.vectors.load()
        except OSError:
            self.vectors.close()
            self.begin_anew()
            self._ledger.forget(STORE_SEAL)
            self._refused_as, self.unfit = None, ""

    def purge(self) -> None:
        """Clear its files of what was removed."""
        self.mend()
        self.open()
        self.rest()

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it, read in a process of its own."""
        return taken_out(self._folder)

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""
        delete_folder(self._folder)
        self._ledger.owe_vectors()


class Elsewhere:
    """The vector store on a Chroma server, in a collection of the archive's own.

    The ledger says what should be in it. Where it holds something else (the server was set up anew
    or brought back from a copy, a write was cut short), it is made so again.
    """

    again = "they are whole again once the server answers; 'dateline doctor' asks it"

    def __init__(self, address: Address, collection: str, ledger: Ledger) -> None:
        self._ledger = ledger
        owner = ledger.meta()["identity"]
        self.vectors = RemoteVectors(address, collection, owner, self._filled)
        self._failed = ""

    @property
    def unfit(self) -> str:
        """Why it is not used."""
        return self.vectors.away or self._failed

    def failed(self, why: str) -> None:
        """Take note that it could not be searched."""
        self._failed = why

    def worked(self) -> None:
        """Take note that it could be searched."""
        self._failed = ""

    def look_again(self) -> None:
        """Look for the collection anew at the next search."""
        self.vectors.reopen()
        self._failed = ""

    def open(self) -> None:
        """Make the collection, if need be."""
        self.vectors.made()

    def rest(self) -> None:
        """Nothing: the server keeps its own files."""
        self._failed = ""

    def mend(self) -> None:
        """Have the ledger owe what the collection has lost; what it has too much is deleted."""
        if not self.vectors.found(patient=True):
            if self._filled():
                self._ledger.owe_vectors()
            return
        settled = self._ledger.settled("vectors")
        if self.vectors.count() == settled + len(self._ledger.removals("vectors")):
            return
        held = self.vectors.numbers()
        wanted = set(self._ledger.matching(EVERYTHING, held_by="vectors"))
        query = "UPDATE passages SET vectors = 0 WHERE number = ?"
        self._ledger.write(query, [(number,) for number in wanted - held])
        known = wanted | set(self._ledger.removals("vectors"))
        self.vectors.delete(sorted(held - known))

    def purge(self) -> None:
        """Nothing: what the server's files still hold of vectors is the server's."""

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it."""
        for numbers, rows in self.vectors.everything():
            yield np.array(numbers, np.int64), rows

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""
        self.vectors.drop()
        self._ledger.owe_vectors()

    def _filled(self) -> bool:
        return bool(self._ledger.settled("vectors"))


def leave(ledger: Ledger) -> None:
    """Note the collection of now as one to be deleted; for a rebuild, which makes another."""
    made = ledger.meta()
    if address := made.get("chroma"):
        ledger.remember(**{LEFT: f"{made.get(LEFT, '')}{address} {made['collection']}\n"})


def drop_left(ledger: Ledger) -> None:
    """Delete from their servers the collections that rebuilds left; those out of reach wait."""
    made = ledger.meta()
    if LEFT not in made:
        return
    waiting = ""
    for line in made[LEFT].splitlines():
        address, _, name = line.rpartition(" ")
        try:
            RemoteVectors(address_of(address), name, made["identity"]).drop()
        except StoreError:
            waiting += f"{line}\n"
    ledger.remember(**{LEFT: waiting}) if waiting else ledger.forget(LEFT)


def delete_folder(folder: Path) -> None:
    """Delete a folder of an index, if it is there."""
    # moved first: a reader that still has it open may be putting files into it
    aside = folder.with_name(f"{folder.name.partition('.')[0]}.gone")
    if folder != aside and folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    if aside.exists():
        shutil.rmtree(aside)
