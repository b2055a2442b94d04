"""The passages' vectors in a collection on a Chroma server.

Such a store is what `Vectors` is for the archive's own folder, with the server's numbers of a
request. It gets the ledger's numbers and the vectors, and never a text.
"""

import base64
import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.stores.address import Address
from index.stores.wire import Wire

_MISSING, _THERE, _FAILED = 404, 409, 500
_CLOUD_LIMIT = 300  # records of a write, and of a result
_LIMIT = 2_000
_RESTING_SECONDS = 20.0
_OWNER = "archive"
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
            raise self.misunderstood() from error

    return read


class RemoteVectors:
    """The collection `name` at `address`, which is the archive's whose identity is `owner`.

    After a request that was not answered nothing is searched for twenty seconds, so that whoever
    asks meanwhile need not wait as well. All methods raise StoreError where the server
    does not answer, refuses, or has a collection of this name that is not the archive's.
    """

    def __init__(
        self, address: Address, name: str, owner: str, filled: Callable[[], bool] = lambda: False
    ) -> None:
        """`filled` says whether there should be something in it."""
        self.address = address
        self.name = name
        self._owner = owner
        self._filled = filled
        self._wire = Wire(address)
        self._id = ""
        self._resting_until = 0.0
        self._away: StoreError | None = None

    def upsert(self, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store `vectors`, shape (n, dim), under `numbers`."""
        collection = self.made()
        for at in range(0, len(numbers), self._at_once):
            some = vectors[at : at + self._at_once]
            ids = [str(number) for number in numbers[at : at + self._at_once]]
            body = {"ids": ids, "embeddings": [self._written(row) for row in some]}
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
        self._check_rested()
        wanted = None if among is None else [str(number) for number in among]
        try:
            return self._query(vector, k, wanted)
        except StoreError as error:
            if error.status == _MISSING:  # another process made it anew
                self._id = ""
                self.load()
            elif error.status != _FAILED or not wanted:
                raise
        # one of `among` has no vector (any more), which Chroma will not have
        return self._query(vector, k, wanted and self._held(wanted))

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

    def load(self) -> None:
        """See that it can be searched: that the server answers and has what was put in."""
        self._check_rested()
        if not self.found() and self._filled():
            raise StoreError(
                f"the Chroma server at {self.address.host} has no collection {self.name!r} any more"
            )

    @_understood
    def found(self, *, patient: bool = False) -> str:
        """The collection's id; empty where nobody has made it."""
        if not self._id:
            try:
                found = self._asked("GET", f"/{self.name}", patient=patient)
            except StoreError as error:
                if error.status == _MISSING:
                    return ""
                raise
            if (found.get("metadata") or {}).get(_OWNER) != self._owner:
                raise StoreError(
                    f"the Chroma server at {self.address.host} has a collection {self.name!r} that "
                    "is not this archive's; nothing of it was read or written. Move it away, or "
                    "give this archive another database"
                )
            self._id = str(found["id"])
        return self._id

    def made(self) -> str:
        """The collection's id; it is made if need be."""
        if collection := self.found(patient=True):
            return collection
        kind = {"spann": {"space": "cosine"}} if self.address.is_cloud else {"hnsw": _GRAPH}
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

    def reopen(self) -> None:
        """Let go of the connections; the next call looks for the collection again."""
        self._wire.close()
        self._id = ""

    close = reopen

    def misunderstood(self) -> StoreError:
        """That the server does not speak as Chroma does."""
        return self._wire.misunderstood()

    @property
    def away(self) -> str:
        """Why the last request was not answered; empty if it was."""
        return str(self._away or "")

    @_understood
    def _query(
        self, vector: NDArray[np.float32], k: int, wanted: list[str] | None
    ) -> list[tuple[int, float]]:
        k = min(k, _CLOUD_LIMIT if self.address.is_cloud else k)
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

    def _check_rested(self) -> None:
        if self._away and time.monotonic() < self._resting_until:
            raise self._away

    @cached_property
    @_understood
    def _server(self) -> tuple[int, bool]:
        """How many records a write may have, and whether vectors may be sent as base64."""
        said = self._wire.ask("GET", "/pre-flight-checks", patient=True)
        most = int(said.get("max_batch_size") or _LIMIT)
        return most, bool(said.get("supports_base64_encoding"))

    @property
    def _at_once(self) -> int:
        return _CLOUD_LIMIT if self.address.is_cloud else min(_LIMIT, self._server[0])

    def _written(self, row: NDArray[np.float32]) -> str | list[float]:
        if not self._server[1]:
            return [float(value) for value in row]
        return base64.b64encode(row.astype("<f4").tobytes()).decode()

    def _asked(self, method: str, path: str, body: object = None, *, patient: bool = False) -> Any:
        """What the server says of our database's collections."""
        try:
            said = self._wire.ask(method, self.address.path + path, body, patient=patient)
        except StoreError as error:
            if error.retryable:
                self._away, self._resting_until = error, time.monotonic() + _RESTING_SECONDS
            raise
        self._away = None
        return said
