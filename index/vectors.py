"""The passages' vectors in Chroma, embedded client, cosine space.

Chroma is handed our own vectors and never an embedding function: it would download a model, and a
server's stored configuration must never choose code to run (CVE-2026-45829). It holds numbers
and vectors only; text stays in the ledger, since Chroma keeps deleted text in its files.
"""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import named_panics
from index.privacy import private_folder

COLLECTION = "passages"
_AT_ONCE = 2_000
# With half the neighbours (Chroma's default) some of many near copies, such as a wire story in
# several outlets, could no longer be reached once others had been deleted.
_GRAPH = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}

# Below this share of matching passages it is cheaper to name them to the vector store than to
# look through its nearest for some that match.
_RARE = 0.04

_AT_ONCE_TO_DISK = {"sync_threshold": 2, "batch_size": 2}
_IN_A_WHILE_TO_DISK = {"sync_threshold": 1_000, "batch_size": 100}  # Chroma's defaults
_LOCKED = "database is locked"
_PATIENCE, _PAUSE = 60.0, 0.05  # seconds
_HEADER_BYTES = 100
_SIZES_AT = 12  # how many vectors there is room for, how many there are, octets of each


class Vectors:
    """A Chroma collection in `folder`, created if need be. Keys are the ledger's numbers."""

    # Clients of one folder share a system inside Chroma, and a query fails when another thread
    # closes it: one call at a time, which takes milliseconds.
    turn = threading.RLock()

    def __init__(self, folder: Path, examine: Callable[[], None] = lambda: None) -> None:
        """`examine` raises OSError where the files must not be loaded; asked before each load."""
        self._folder = folder
        self._examine = examine
        self._client: Any = None
        self._collection: Any = None

    def upsert(self, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store `vectors`, shape (n, dim), under `numbers`.

        Raises:
            OSError: Chroma could not write, for want of disk space above all.
        """
        with self._named():
            collection = self._made()
            step = self._client.get_max_batch_size()
            for at in range(0, len(numbers), step):
                ids = [str(number) for number in numbers[at : at + step]]
                some = vectors[at : at + step]
                _patiently(partial(collection.upsert, ids=ids, embeddings=some))

    def delete(self, numbers: Sequence[int]) -> None:
        """Remove what is stored under `numbers`; numbers that are not there do no harm.

        Raises:
            OSError: as for `upsert`.
        """
        with self._named():
            if (collection := self._open()) is None:
                return
            step = self._client.get_max_batch_size()
            for at in range(0, len(numbers), step):
                ids = [str(number) for number in numbers[at : at + step]]
                _patiently(partial(collection.delete, ids=ids))

    def search(
        self, vector: NDArray[np.float32], k: int, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` nearest of all, or of `among`: (number, cosine in [-1, 1]), best first.

        `among` goes in as ids: a filter on metadata is slower.

        Raises:
            OSError: Chroma could not read its files.
        """
        from chromadb.errors import InternalError

        wanted = None if among is None else [str(number) for number in among]
        with self._named():
            try:
                return self._query(vector, k, wanted)
            except InternalError:
                # Another process rewrote the files under this client, which a new one reads
                # afresh, or one of `among` has no vector (any more), which Chroma will not have.
                self.reopen()
                return self._query(vector, k, wanted and self._held(wanted))

    def count(self) -> int:
        """How many vectors are stored."""
        with self._named():
            collection = self._open()
            return 0 if collection is None else int(collection.count())

    def numbers(self) -> set[int]:
        """The keys of everything stored."""
        with self._named():
            collection = self._open()
            return set() if collection is None else set(map(int, collection.get(include=[])["ids"]))

    def everything(self) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All that is stored, some at a time: numbers, and their vectors, shape (n, dim)."""
        keys = [str(number) for number in sorted(self.numbers())]
        for at in range(0, len(keys), _AT_ONCE):
            with self._named():
                found = self._open().get(ids=keys[at : at + _AT_ONCE], include=["embeddings"])
            yield [int(key) for key in found["ids"]], found["embeddings"]

    def load(self) -> None:
        """Load what is stored now, if that has not been done.

        Raises:
            OSError: it cannot be loaded, or must not be.
        """
        with self._named():
            self._open()

    def settle(self) -> None:
        """Have Chroma write down its graph, and clear what it writes of memory that it never used.

        Chroma does so after a thousand changes. Until then each client that opens the store, one
        that only reads too, makes the graph's files anew, as long as they may become one day and
        filled with whatever its process's memory held: words of articles among it.

        Raises:
            OSError: as for `upsert`.
        """
        with self._named():
            if (collection := self._open()) is None:
                return
            _patiently(partial(collection.modify, configuration={"hnsw": _AT_ONCE_TO_DISK}))
            self.reopen()  # which is when it counts
            collection = self._open()
            some = collection.get(limit=1, include=["embeddings"])
            for _ in range(2 * len(some["ids"])):
                _patiently(
                    partial(collection.upsert, ids=some["ids"], embeddings=some["embeddings"])
                )
            _patiently(partial(collection.modify, configuration={"hnsw": _IN_A_WHILE_TO_DISK}))
            self.reopen()
            for header in self._folder.glob("*/header.bin"):
                _clear(header)

    def reopen(self) -> None:
        """Let go of the client; the next call sees what other processes have written."""
        with self.turn:
            if self._client is not None:
                self._client.close()
            self._client = self._collection = None

    close = reopen

    @contextmanager
    def _named(self) -> Iterator[None]:
        """A turn of ours in which what Chroma raises is named an `OSError`."""
        from chromadb.errors import ChromaError

        with self.turn, named_panics("vector store"):
            try:
                yield
            except ChromaError as error:
                raise OSError(f"vector store: {error}") from error

    def _held(self, wanted: list[str]) -> list[str]:
        return list(self._open().get(ids=wanted, include=[])["ids"])

    def _query(
        self, vector: NDArray[np.float32], k: int, wanted: list[str] | None
    ) -> list[tuple[int, float]]:
        if (collection := self._open()) is None:
            return []
        if wanted is not None:
            k = min(k, len(wanted))
        if k == 0:
            return []
        found = collection.query(
            query_embeddings=[vector], n_results=k, ids=wanted, include=["distances"]
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(int(key), 1.0 - float(distance)) for key, distance in pairs]

    def _open(self) -> Any:
        """The collection, None where no writer has made one: whoever only reads makes none."""
        with self.turn:
            if self._collection is None:
                self._examine()
            if self._collection is None and self._folder.exists():
                self._client = _client(self._folder)
                self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
            return self._collection

    def _made(self) -> Any:
        """The collection, made if need be: aside and then moved.

        Two processes that meet in a folder whose tables are being made both fail.
        """
        if not self._folder.exists():
            aside = self._folder.with_name(f"{self._folder.name}.new")
            shutil.rmtree(aside, ignore_errors=True)
            private_folder(aside)
            client = _client(aside)
            client.create_collection(
                COLLECTION, embedding_function=None, configuration={"hnsw": _GRAPH}
            )
            client.close()
            aside.rename(self._folder)
        return self._open()


def nearest(
    search: Callable[[NDArray[np.float32], int, Sequence[int] | None], list[tuple[int, float]]],
    vector: NDArray[np.float32],
    k: int,
    matching: Sequence[int] | None,
    stored: int,
) -> list[tuple[int, float]]:
    """The `k` that `search` finds nearest among those `matching`, None for all of the `stored`.

    `matching` is ascending. A rare match is looked for by naming the candidates, a common one by
    asking for more and leaving out what does not match; Chroma filters metadata more slowly.
    """
    if matching is None or len(matching) < _RARE * stored:
        return search(vector, k, matching)

    def matches(number: int) -> bool:  # of few among perhaps a million
        at = bisect_left(matching, number)
        return at < len(matching) and matching[at] == number

    wider = search(vector, int(2 * k * stored / max(1, len(matching))), None)
    found = [(number, cosine) for number, cosine in wider if matches(number)][:k]
    return found if len(found) == k else search(vector, k, matching)


def _patiently(write: Callable[[], object]) -> None:
    """`write`, tried again where SQLite refuses it at once: a client that opens writes, too."""
    from chromadb.errors import InternalError

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            write()
            return
        except InternalError as error:
            if _LOCKED not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


def _clear(header: Path) -> None:
    """Overwrite what a graph's files hold behind its last vector."""
    told = header.read_bytes()
    if len(told) != _HEADER_BYTES:
        return
    room, used, octets = struct.unpack_from("<QQQ", told, _SIZES_AT)
    for name, each in (("data_level0.bin", octets), ("length.bin", np.float32().nbytes)):
        file = header.with_name(name)
        unused = file.stat().st_size - used * each
        if 0 < unused <= room * each:
            with file.open("r+b") as opened:
                opened.seek(used * each)
                opened.write(bytes(unused))
                opened.flush()
                os.fsync(opened.fileno())


def taken_out(folder: Path) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Everything in the store in `folder`: numbers, shape (n,), and vectors, shape (n, dim).

    Read in a process of its own, since damaged files can kill the one that loads them.

    Raises:
        OSError: that process could not read it, or died.
    """
    code = f"from {__name__} import _write_out; _write_out({str(folder)!r})"
    package = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        ended = subprocess.run(  # noqa: S603  (our own code, in our own interpreter)
            [sys.executable, "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=said,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
        if ended.returncode:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
            why = last or f"a process that read it ended with {ended.returncode}"
            raise OSError(f"the vector store in {folder} cannot be read: {why}")
        out.seek(0)
        while (numbers := np.load(out)).size:
            yield numbers, np.load(out)


def _write_out(folder: str) -> None:
    """What `taken_out` reads: arrays on the standard output, an empty one at the end."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints
    for numbers, rows in Vectors(Path(folder)).everything():
        np.save(out, np.array(numbers, np.int64))
        np.save(out, rows)
    np.save(out, np.array([], np.int64))
    out.close()


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    try:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    except (AttributeError, ValueError) as error:  # what it raises for a folder deleted under it
        raise OSError(f"the vector store in {folder} cannot be opened: {error}") from error
