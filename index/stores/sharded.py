"""The passages' vectors on Chroma servers, a collection a year, each on every server."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.ledger import Ledger
from index.stores.nodes import Copy, Nodes
from index.stores.remote import MISSING
from index.stores.years import Shard, Shards
from index.types import Filters
from index.vectors import nearest

T = TypeVar("T")
_Found = list[tuple[int, float]]


class Sharded:
    """The vectors of an archive on its `nodes`, in the collections that its `shards` are.

    Searched by any number of threads. All methods raise StoreError where of a collection no
    server that has all of it answers.
    """

    def __init__(self, nodes: Nodes, shards: Shards, ledger: Ledger) -> None:
        self.nodes = nodes
        self.shards = shards
        self._ledger = ledger
        self.touched: set[str] = set()
        """The names of the collections that were written to, and do not say so yet."""

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> _Found:
        """The `k` nearest among those that `filters` let through: (number, cosine), best first.

        Only the years that they let through are asked, at the same time; of those of which they
        let through all, nothing is named.
        """
        self.nodes.rested()
        asked = [shard for shard in self.shards.filled() if shard.meets(filters)]
        named = {
            shard: (self.shards.matching(shard, filters), self._stored(shard))
            for shard in asked
            if not shard.within(filters)
        }
        copies = {shard: self.nodes.current(shard) for shard in asked}

        def of_shard(shard: Shard) -> _Found:
            def search(vector: NDArray[np.float32], k: int, among: Sequence[int] | None) -> _Found:
                return self._asked(
                    shard, copies[shard], lambda copy: copy.vectors.search(vector, k, among)
                )

            matching, stored = named.get(shard, (None, 0))
            return nearest(search, vector, k, matching, stored)

        some = [shard for shard in asked if shard not in named or named[shard][0]]
        found: dict[int, float] = {}
        for pairs in self.nodes.together(some, of_shard):
            found.update(pairs)
        return heapq.nlargest(k, found.items(), key=lambda pair: pair[1])

    def _asked(self, shard: Shard, copies: Sequence[Copy], work: Callable[[Copy], T]) -> T:
        """What `work` gives on the first server that answers and has all of the collection."""
        failed = None
        for copy in copies:
            for _ in range(2):
                try:
                    copy.vectors.check(shard.written)
                    return work(copy)
                except StoreError as error:
                    failed = error
                    if error.status != MISSING:  # else it was made anew, under another id
                        break
        raise failed or self.nodes.none_current(shard)

    def upsert(self, numbers: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store `vectors`, shape (n, dim), under `numbers`, on every server."""
        rows = dict(zip(numbers, vectors, strict=True))
        shards = self.shards.of(numbers, make=True)

        def put(copy: Copy) -> None:
            if not copy.shard.new:
                copy.vectors.check(copy.shard.written, patient=True)
            some = shards[copy.shard]
            copy.vectors.upsert(some, np.stack([rows[number] for number in some]))

        self.touched |= {shard.name for shard in shards}
        self.nodes.write(shards, put)
        for shard in shards:
            if shard.new:
                self.shards.wrote(shard, 0)

    def delete(self, numbers: Sequence[int]) -> None:
        """Remove what is stored under `numbers`, on every server."""
        shards = self.shards.of(numbers)
        self.touched |= {shard.name for shard in shards}
        self.nodes.write(shards, lambda copy: copy.vectors.delete(shards[copy.shard]))

    def load(self) -> None:
        """See that everything can be searched."""
        self.nodes.rested()
        copies = [(shard, self.nodes.current(shard)) for shard in self.shards.filled()]
        self.nodes.together(copies, lambda one: self._asked(*one, lambda copy: None))

    def count(self) -> int:
        """How many vectors are stored, on the server that has most."""
        return max(map(len, map(self._numbers_on, self.nodes.wires)), default=0)

    def numbers(self) -> set[int]:
        """The keys of everything stored, on whichever server."""
        return set().union(*map(self._numbers_on, self.nodes.wires))

    def on(self, node: str) -> "OneNode":
        """What one of the servers has."""
        return OneNode(self, node)

    def _numbers_on(self, node: str) -> set[int]:
        return self.on(node).numbers()

    def everything(self) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All that is stored, some at a time: numbers, and their vectors, shape (n, dim)."""
        for shard in self.shards.all():
            for copy in self.nodes.current(shard)[:1]:
                yield from copy.vectors.everything()

    def drop(self) -> None:
        """Delete all collections."""
        for shard in self.shards.all():
            for copy in self.nodes.copies(shard):
                copy.vectors.drop()
        self.shards.forget()

    def close(self) -> None:
        """Let go of the connections."""
        self.nodes.close()

    def _stored(self, shard: Shard) -> int:
        """About how many vectors a collection has, by the ledger."""
        return self._ledger.kept(f"stored {shard.name}", lambda: self.shards.count(shard))


class OneNode:
    """What one server has of the `vectors`."""

    def __init__(self, vectors: Sharded, node: str) -> None:
        self._copies = [
            copy
            for shard in vectors.shards.all()
            for copy in vectors.nodes.copies(shard)
            if copy.node == node
        ]

    def numbers(self) -> set[int]:
        """The keys of everything that it has."""
        return set().union(*(copy.vectors.numbers() for copy in self._copies))

    def everything(self) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """All that it has, some at a time: numbers, and their vectors, shape (n, dim)."""
        for copy in self._copies:
            yield from copy.vectors.everything()
