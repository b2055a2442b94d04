"""What an archive does for its vectors on Chroma servers before, after and between the writes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.ledger import Ledger
from index.stores.address import Address, address_of
from index.stores.keeping import NodeState
from index.stores.mending import Mending
from index.stores.nodes import Nodes
from index.stores.remote import RemoteVectors
from index.stores.sharded import OneNode, Sharded
from index.stores.wire import Wire
from index.stores.years import Shards
from index.types import Filters

LEFT = "left"
"""The key of the collections that were left on servers, a line each: address and name."""


class Elsewhere:
    """The vector store on Chroma servers, in collections of the archive's own.

    The ledger says what should be in it. Where a server has something else (it was away during a
    write, set up anew or brought back from a copy), it is made so again.
    """

    again = "they are whole again once the server answers; 'dateline doctor' asks it"

    def __init__(
        self, addresses: Sequence[Address], collection: str, by_year: bool, ledger: Ledger
    ) -> None:
        self._ledger = ledger
        self.shards = Shards(ledger, collection, by_year=by_year)
        self.nodes = Nodes(addresses, ledger, ledger.meta()["identity"])
        self.vectors = Sharded(self.nodes, self.shards, ledger)
        self._failed = ""

    @property
    def unfit(self) -> str:
        """Why it is not used."""
        faults = [wire.away for wire in self.nodes.wires.values()]
        return faults[0] if all(faults) else self._failed

    def failed(self, why: str) -> None:
        """Take note that it could not be searched."""
        self._failed = why

    def worked(self) -> None:
        """Take note that it could be searched."""
        self._failed = ""

    look_again = worked

    def ready(self) -> None:
        """Raise StoreError where no server is to be asked now."""
        self.nodes.rested()

    def load(self) -> None:
        """See that everything can be searched."""
        self.vectors.load()

    def nearest(
        self, vector: NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """The `k` nearest of those that `filters` let through: (number, cosine), best first."""
        return self.vectors.nearest(vector, k, filters)

    def open(self) -> None:
        """Nothing: collections are made when something is put in."""

    def leave(self) -> None:
        """Nothing: servers are many's at a time."""

    def rest(self) -> None:
        """Have each collection that was written to say so, so that an old copy is told from it."""
        touched = [shard for shard in self.shards.all() if shard.name in self.vectors.touched]
        with suppress(StoreError):  # of one that no server has up to date the next `mend` says it
            self.nodes.write(
                [shard for shard in touched if self.nodes.current(shard)],
                lambda copy: copy.vectors.mark(copy.shard.written + 1),
            )
            for shard in touched:
                self.shards.wrote(shard, shard.written + 1)
        self.vectors.touched.clear()
        self._failed = ""

    def mend(self, progress: Callable[[int, int], None]) -> None:
        """Put right what a server has lost or has too much, from the vectors that are kept.

        Raises:
            StoreError: no server answers that has, or could be given, all of some collection.
        """
        Mending(self._ledger, self.nodes, self.shards, progress).done()
        self.shards.plan()

    def purge(self) -> None:
        """Nothing: what the servers' files still hold of vectors is the servers'."""

    def taken_out(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Everything in it."""
        for numbers, rows in self.vectors.everything():
            yield np.array(numbers, np.int64), rows

    def begin_anew(self) -> None:
        """Delete it and have the ledger owe all of it."""
        self.vectors.drop()
        self._ledger.owe_vectors()

    def undeleted(self) -> str:
        """Where something that was deleted may still be, and why; empty if nowhere."""
        behind = sorted({node for node, _ in self.nodes.behind()})
        faults = [self.nodes.wires[node].away or f"{node} is behind" for node in behind]
        return "; ".join(faults)

    def copies(self) -> Iterator[tuple[str, OneNode]]:
        """What each server has, by what to call it."""
        for node in self.nodes.wires:
            yield f"on {node}: " if len(self.nodes.wires) > 1 else "", self.vectors.on(node)

    def states(self, *, ask: bool = False) -> list[NodeState]:
        """How the servers stand, by the ledger alone, unless you `ask` them."""
        behind, shards = self.nodes.behind(), self.shards.all()
        return [
            NodeState(
                node,
                tuple(shard.label for shard in shards if (node, shard.name) in behind),
                self.nodes.fault(node) if ask else "",
            )
            for node in self.nodes.wires
        ]


def leave(ledger: Ledger) -> None:
    """Note the collections of now as some to be deleted; for a rebuild, which makes others."""
    made = ledger.meta()
    if address := made.get("chroma"):
        leave_on(ledger, address.split(","))
        Shards(ledger, made["collection"], by_year="by_year" in made).forget()


def leave_on(ledger: Ledger, nodes: Iterable[str]) -> None:
    """Note the collections on some servers as some to be deleted."""
    made = ledger.meta()
    shards = Shards(ledger, made["collection"], by_year="by_year" in made).all()
    lines = [f"{node} {shard.name}\n" for node in nodes for shard in shards]
    if lines:
        ledger.remember(**{LEFT: made.get(LEFT, "") + "".join(lines)})


def drop_left(ledger: Ledger) -> None:
    """Delete from their servers the collections that were left; those out of reach wait."""
    made = ledger.meta()
    if LEFT not in made:
        return
    waiting = ""
    wires: dict[str, Wire] = {}
    for line in made[LEFT].splitlines():
        address, _, name = line.rpartition(" ")
        wire = wires.setdefault(address, Wire(address_of(address)))
        try:
            wire.check_rested()
            RemoteVectors(wire, name, made["identity"]).drop()
        except StoreError:
            waiting += f"{line}\n"
    ledger.remember(**{LEFT: waiting}) if waiting else ledger.forget(LEFT)
