"""The servers that have an archive's vectors, each of them all: who is asked, who missed a write.

A server that missed a write is written down in the ledger as behind with that collection, before
the write is recorded as done. Nobody reads the collection there until it has been mended.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar
from uuid import uuid4

from index.errors import StoreError
from index.ledger import Ledger
from index.stores.address import Address
from index.stores.remote import RemoteVectors
from index.stores.wire import Wire
from index.stores.years import Shard

T = TypeVar("T")
G = TypeVar("G")
_AT_ONCE = 16
_SPREAD = uuid4().int
"""Which server a process prefers for a year differs from process to process."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A collection on one server."""

    node: str
    shard: Shard
    vectors: RemoteVectors = field(compare=False)


class Nodes:
    """The servers at `addresses`, with the collections of the archive that is `owner`."""

    def __init__(self, addresses: Sequence[Address], ledger: Ledger, owner: str) -> None:
        self._ledger = ledger
        self._owner = owner
        self.wires = {str(address): Wire(address) for address in addresses}
        self._collections: dict[tuple[str, str], RemoteVectors] = {}

    def copies(self, shard: Shard) -> list[Copy]:
        """Those of a collection, in the order in which this process asks them.

        That of the next year begins with the next server.
        """
        nodes = sorted(self.wires)
        first = (shard.year + _SPREAD) % len(nodes)
        order = [*nodes[first:], *nodes[:first]]
        return [Copy(node, shard, self._on(node, shard)) for node in order]

    def current(self, shard: Shard) -> list[Copy]:
        """Those copies that are up to date, as far as the ledger knows."""
        behind = self.behind()
        return [copy for copy in self.copies(shard) if (copy.node, shard.name) not in behind]

    def behind(self) -> frozenset[tuple[str, str]]:
        """Which servers missed a write: server and collection."""
        query = "SELECT node, collection FROM behind"
        found = self._ledger.kept("behind", lambda: frozenset(map(tuple, self._ledger.rows(query))))
        return frozenset(pair for pair in found if pair[0] in self.wires)

    def fall_behind(self, copies: Iterable[Copy]) -> None:
        """Record that they missed a write."""
        rows = [(copy.node, copy.shard.name) for copy in copies]
        self._ledger.write("INSERT OR IGNORE INTO behind VALUES (?, ?)", rows)

    def caught_up(self, copy: Copy) -> None:
        """Record that it has all."""
        query = "DELETE FROM behind WHERE node = ? AND collection = ?"
        self._ledger.write(query, [(copy.node, copy.shard.name)])

    def each(
        self, copies: Sequence[Copy], work: Callable[[Copy], T]
    ) -> list[tuple[Copy, T | StoreError]]:
        """What `work` gives for each copy, at the same time, or why it could not be done."""
        return self.together(copies, lambda copy: _tried(copy, work))

    def _in_turn(
        self, copies: Sequence[Copy], work: Callable[[Copy], T]
    ) -> list[tuple[Copy, T | StoreError]]:
        """The same, on each server one after the other.

        A server writes one thing at a time, and several collections that were to be made at once
        have kept one from answering at all.
        """
        of_node = [[copy for copy in copies if copy.node == node] for node in self.wires]
        done = self.together(of_node, lambda some: [_tried(copy, work) for copy in some])
        return [pair for pairs in done for pair in pairs]

    def write(self, shards: Collection[Shard], work: Callable[[Copy], object]) -> None:
        """Do `work` on every copy that is up to date; those on which it failed are behind.

        Raises:
            StoreError: of one of `shards` there is no copy on which it could be done. What was
                done of the others is done; nobody is behind for that.
        """
        current = {shard: self.current(shard) for shard in shards}
        if lacking := [shard for shard, copies in current.items() if not copies]:
            raise self.none_current(lacking[0])
        done = self._in_turn([copy for copies in current.values() for copy in copies], work)
        failed = {copy: said for copy, said in done if isinstance(said, StoreError)}
        for copies in current.values():
            if all(copy in failed for copy in copies):
                raise failed[copies[0]]
        self.fall_behind(failed)

    def none_current(self, shard: Shard) -> StoreError:
        """That no server has all of a collection."""
        fault = next((wire.away for wire in self.wires.values() if wire.away), "")
        return StoreError(
            f"the vectors of {shard.label} are up to date on no Chroma server"
            f"{f' ({fault})' if fault else ''}; the next sync that reaches one makes them so"
        )

    def together(self, given: Sequence[G], work: Callable[[G], T]) -> list[T]:
        """What `work` gives for each of them; it must not ask the ledger."""
        if len(given) < 2:
            return [work(one) for one in given]
        return list(self._pool.map(work, given))

    def rested(self) -> None:
        """Raise StoreError where every server is left alone for a while."""
        faults = []
        for wire in self.wires.values():
            try:
                wire.check_rested()
            except StoreError as error:
                faults.append(error)
        if len(faults) == len(self.wires):
            raise faults[0]

    def fault(self, node: str) -> str:
        """Why a server does not answer; empty if it does."""
        wire = self.wires[node]
        try:
            wire.ask("GET", f"{wire.address.path}?limit=1")
        except StoreError as error:
            return str(error)
        return ""

    def close(self) -> None:
        """Let go of the connections."""
        for wire in self.wires.values():
            wire.close()
        vars(self).pop("_pool", None)  # its threads end when nobody searches any more

    def _on(self, node: str, shard: Shard) -> RemoteVectors:
        key = node, shard.name
        if key not in self._collections:
            made = RemoteVectors(self.wires[node], shard.name, self._owner)
            self._collections.setdefault(key, made)
        return self._collections[key]

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="chroma")


def _tried(copy: Copy, work: Callable[[Copy], T]) -> tuple[Copy, T | StoreError]:
    try:
        return copy, work(copy)
    except StoreError as error:
        return copy, error
