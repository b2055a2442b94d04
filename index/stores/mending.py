"""Bringing Chroma servers back to what the ledger says that they have."""

from collections.abc import Callable, Sequence

import numpy as np

from index import embeddings
from index.errors import StoreError
from index.ledger import Ledger
from index.stores.nodes import Copy, Nodes
from index.stores.years import Shards

_AT_ONCE = 1_000


class Mending:
    """One look at every collection on every server, and what is done where one is not right."""

    def __init__(
        self, ledger: Ledger, nodes: Nodes, shards: Shards, progress: Callable[[int, int], None]
    ) -> None:
        self._ledger = ledger
        self._nodes = nodes
        self._shards = shards
        self._progress = progress
        self._behind = nodes.behind()
        self._expected = {shard: shards.count(shard) for shard in shards.all()}
        # one that has missed something is not waited for, unless there is no other
        self._waited_for = set(nodes.wires)
        if len(nodes.wires) > 1:
            self._waited_for -= {node for node, _ in self._behind}

    def done(self) -> None:
        """Put right what differs.

        Raises:
            StoreError: no server answers that has, or could be given, all of some collection.
        """
        copies = [copy for shard in self._expected for copy in self._nodes.copies(shard)]
        looked = self._nodes.each(copies, self._differs)
        failed = {copy: said for copy, said in looked if isinstance(said, StoreError)}
        differing = {copy: said for copy, said in looked if not isinstance(said, StoreError)}
        # what it has too much does not keep anybody from reading it meanwhile
        self._nodes.fall_behind(copy for copy, more in differing.items() if more < 0)
        failed |= self._refilled([copy for copy, more in differing.items() if more])
        for shard in self._expected:
            faults = [failed[copy] for copy in self._nodes.copies(shard) if copy in failed]
            if len(faults) == len(self._nodes.wires):
                raise faults[0]

    def _refilled(self, copies: Sequence[Copy]) -> dict[Copy, StoreError]:
        """Why those of `copies` could not be made right that could not."""
        failed = {}
        for copy in copies:
            try:
                self._refill(copy)
            except StoreError as error:
                failed[copy] = error
        return failed

    def _differs(self, copy: Copy) -> int:
        """How many vectors a collection has too much, below zero where it lacks some.

        They are only counted, which is quick.
        """
        there, shard = copy.vectors, copy.shard
        patient = copy.node in self._waited_for
        if not patient:
            self._nodes.wires[copy.node].check_rested()
        there.look_again()
        if not there.found(patient=patient):
            return 0 if shard.new else -1
        if there.written < shard.written or (copy.node, shard.name) in self._behind:
            return -1
        return there.count() - self._expected[shard]

    def _refill(self, copy: Copy) -> None:
        """Make a collection on one server what the ledger says that it is."""
        shard, there = copy.shard, copy.vectors
        there.made()
        wanted, held = set(self._shards.numbers(shard)), there.numbers()
        there.delete(sorted(held - wanted - set(self._shards.removed(shard))))
        missing = sorted(wanted - held)
        for at in range(0, len(missing), _AT_ONCE):
            some = missing[at : at + _AT_ONCE]
            kept = embeddings.kept(self._ledger, list(self._ledger.passages(some).items()))
            if kept:
                there.upsert(list(kept), np.stack(list(kept.values())))
            query = "UPDATE passages SET vectors = 0 WHERE number = ?"
            self._ledger.write(query, [(number,) for number in some if number not in kept])
            self._progress(at + len(some), len(missing))
        there.mark(max(shard.written, 0))
        self._nodes.caught_up(copy)
