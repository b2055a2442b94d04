"""The passages' vectors in a collection on a Chroma server.

Such a store is what `Vectors` is for the archive's own folder, with the server's numbers of a
request. It gets the ledger's numbers and the vectors, and never a text.
"""

import base64
import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.stores.wire import Wire

MISSING, _THERE, _FAILED = 404, 409, 500
_OWNER, _WRITTEN = "archive", "written"
_KNOWN_SECONDS = 30.0
"""For how long it is believed that a collection is what it was."""
# With half the neighbours some of many near copies cannot be reached, as in the archive's folder.
_GRAPH = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}

P = ParamSpec("P")
T = TypeVar("T")


def _understood(
    method: "Callable[Concatenate[RemoteVectors, P], T]",
) -> "Callable[Concatenate[RemoteVectors, P], T]":
    """A method that reads what a server says, and names it where that is not what Chroma says."""

    @wraps(method)
    def read(self: "RemoteVectors", /, *args: P.args, **named: P.kwargs) -> T:
        try:
            return method(self, *args, **named)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise self._wire.misunderstood() from error

    return read


class RemoteVectors:
    """The collection `name` on a server, which is the archive's whose identity is `owner`.

    All methods raise StoreError where the server does not answer, refuses, or has a collection of
    this name that is not the archive's.
    """

    def __init__(self, wire: Wire, name: str, owner: str) -> None:
        self.name = name
        self._owner = owner
        self._wire = wire
        self._id = ""
        self._written = 0
        self._known_until = 0.0

    @property
    def written(self) -> int:
        """What it says of how much was written to it, as it was looked at last."""
        return self._written

    def upsert(self, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store `vectors`, shape (n, dim), under `numbers`."""
        collection = self.made()
        for at in range(0, len(numbers), self._at_once):
            some = vectors[at : at + self._at_once]
            ids = [str(number) for number in numbers[at : at + self._at_once]]
            body = {"ids": ids, "embeddings": [self._written_out(row) for row in some]}
            self._asked("POST", f"/{collection}/upsert", body, patient=True)

    def delete(self, numbers: Sequence[int]) -> None:
        """Remove what is stored under `numbers`; numbers that are not there do no harm."""
        if not (collection := self.found(patient=True)):
            return
        for at in range(0, len(numbers), self._at_once):
            ids = [str(number) for number in numbers[at : at + self._at_once]]
            self._asked("POST", f"/{collection}/delete", {"ids": ids}, patient=True)

    def search(
        self, vector: NDArray[np.float32], k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` nearest of all, or of `among`: (number, cosine in [-1, 1]), best first.

        Chroma Cloud gives 300 at most.
        """
        wanted = None if among is None else [str(number) for number in among]
        try:
            return self._query(vector, k, wanted)
        except StoreError as error:
            if error.status == MISSING:
                self.look_again()
            if error.status != _FAILED or not wanted:
                raise
        # one of `among` has no vector (any more), which Chroma will not have
        return self._query(vector, k, self._held(wanted))

    @_understood
    def count(self) -> int:
        """How many vectors are stored."""
        collection = self.found()
        return int(self._asked("GET", f"/{collection}/count")) if collection else 0

    @_understood
    def numbers(self) -> set[int]:
        """The keys of everything stored."""
        found: set[int] = set()
        while collection := self.found():
            body = {"limit": self._at_once, "offset": len(found), "include": []}
            ids = self._asked("POST", f"/{collection}/get", body)["ids"]
            before = len(found)
            found |= set(map(int, ids))
            if len(ids) < self._at_once or len(found) == before:
                break
        return found

    def everything(self) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All that is stored, some at a time: numbers, and their vectors, shape (n, dim)."""
        keys = [str(number) for number in sorted(self.numbers())]
        for at in range(0, len(keys), self._at_once):
            yield self._rows(keys[at : at + self._at_once])

    def check(self, written: int, *, patient: bool = False) -> None:
        """See that it is there, and that what was `written` is in it.

        A server that was set up anew, or brought back from an old copy, does not have that. It is
        looked at again after half a minute, in which it may have been.
        """
        if not patient:
            self._wire.check_rested()
        if not self._id or self._written < written or time.monotonic() > self._known_until:
            self.look_again()
            if not self.found(patient=patient):
                raise self._wire.error(f"has no collection {self.name!r} any more")
        if self._written < written:
            raise self._wire.error(
                f"has an old copy of the collection {self.name!r}; the next sync brings it up to "
                "date"
            )

    @_understood
    def found(self, *, patient: bool = False) -> str:
        """The collection's id; empty where nobody has made it."""
        if not self._id:
            try:
                found = self._asked("GET", f"/{self.name}", patient=patient)
            except StoreError as error:
                if error.status == MISSING:
                    return ""
                raise
            told = found.get("metadata") or {}
            if told.get(_OWNER) != self._owner:
                raise self._wire.error(
                    f"has a collection {self.name!r} that is not this archive's; nothing of it was "
                    "read or written. Move it away, or give this archive another database"
                )
            self._written = int(told.get(_WRITTEN) or 0)
            self._known_until = time.monotonic() + _KNOWN_SECONDS
            self._id = str(found["id"])
        return self._id

    def made(self) -> str:
        """The collection's id; it is made if need be."""
        if collection := self.found(patient=True):
            return collection
        kind = {"spann": {"space": "cosine"}} if self._wire.address.is_cloud else {"hnsw": _GRAPH}
        body = {"name": self.name, "metadata": {_OWNER: self._owner}, "configuration": kind}
        try:
            self._asked("POST", "", body, patient=True)
        except StoreError as error:
            if error.status != _THERE:  # a try that was cut short had made it
                raise
        return self.found(patient=True)

    def drop(self) -> None:
        """Delete the collection, if it is there and the archive's."""
        if self.found():
            self._asked("DELETE", f"/{self.name}")
            self._id = ""

    def mark(self, written: int) -> None:
        """Have it say how much was written to it."""
        told = {_OWNER: self._owner, _WRITTEN: written}
        self._asked("PUT", f"/{self.found(patient=True)}", {"new_metadata": told}, patient=True)
        self._written = written

    def look_again(self) -> None:
        """Have the next call look for the collection again."""
        self._id = ""

    @_understood
    def _query(
        self, vector: NDArray[np.float32], k: int, wanted: list[str] | None
    ) -> list[tuple[int, float]]:
        k = min(k, self._wire.at_once if self._wire.address.is_cloud else k)
        k = k if wanted is None else min(k, len(wanted))
        collection = self.found() if k else ""
        if not collection:
            return []
        body = {"query_embeddings": [vector.tolist()], "n_results": k, "include": ["distances"]}
        body |= {} if wanted is None else {"ids": wanted}
        found = self._asked("POST", f"/{collection}/query", body)
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        nearest = [(int(key), 1.0 - float(distance)) for key, distance in pairs]
        if not all(math.isfinite(cosine) for _, cosine in nearest):
            raise ValueError("a distance is no number")
        return nearest[:k]

    @_understood
    def _rows(self, ids: list[str]) -> tuple[list[int], NDArray[np.float32]]:
        body = {"ids": ids, "limit": len(ids), "include": ["embeddings"]}
        found = self._asked("POST", f"/{self.found()}/get", body)
        return [int(key) for key in found["ids"]], np.array(found["embeddings"], np.float32)

    @_understood
    def _held(self, wanted: list[str]) -> list[str]:
        held: list[str] = []
        for at in range(0, len(wanted), self._at_once):
            ids = wanted[at : at + self._at_once]
            body = {"ids": ids, "limit": len(ids), "include": []}
            held += self._asked("POST", f"/{self.found()}/get", body)["ids"]
        return held

    @property
    def _at_once(self) -> int:
        return self._wire.at_once

    def _written_out(self, row: NDArray[np.float32]) -> str | list[float]:
        if not self._wire.takes_base64:
            return [float(value) for value in row]
        return base64.b64encode(row.astype("<f4").tobytes()).decode()

    def _asked(self, method: str, path: str, body: object = None, *, patient: bool = False) -> Any:
        """What the server says of our database's collections."""
        return self._wire.ask(method, self._wire.address.path + path, body, patient=patient)
