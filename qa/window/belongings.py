"""Whose a session, a queued event or an uploaded file is. Gradio gives each to whoever names it."""

import threading
from collections import OrderedDict
from typing import Literal

Kind = Literal["session", "event", "upload"]

_EACH = 5_000
"""So many things of one owner are remembered, the latest ones."""


class Belongings:
    """Who has what. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        # owner → their things, the latest last: nobody's things push another's out
        self._of: dict[str, OrderedDict[tuple[Kind, str], None]] = {}
        self._owners: dict[tuple[Kind, str], set[str]] = {}

    def give(self, kind: Kind, name: str, owner: str) -> None:
        """Say that it is theirs, perhaps beside others: equal files have one place."""
        thing = kind, name
        with self._lock:
            things = self._of.setdefault(owner, OrderedDict())
            things[thing] = None
            things.move_to_end(thing)
            self._owners.setdefault(thing, set()).add(owner)
            if len(things) > _EACH:
                oldest, _ = things.popitem(last=False)
                self._owners[oldest].discard(owner)
                if not self._owners[oldest]:
                    del self._owners[oldest]

    def has(self, kind: Kind, name: str, owner: str) -> bool:
        """Whether it is theirs."""
        with self._lock:
            return owner in self._owners.get((kind, name), ())

    def claim(self, kind: Kind, name: str, owner: str) -> bool:
        """Whether it is theirs now: it was, or it was nobody's yet."""
        with self._lock:
            if (kind, name) not in self._owners:
                self.give(kind, name, owner)
            return self.has(kind, name, owner)
