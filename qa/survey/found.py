"""What a survey finds."""

from collections.abc import Callable
from dataclasses import dataclass

from index import Hit, Holdings, Retriever
from qa.types import NOTHING, Abstention, Note, Query, Short, Statement, Tally


@dataclass(frozen=True, slots=True)
class Found:
    """What a survey found: statements in the order they are said, and what they rest on.

    Without any, `abstention` says why; `tally` is what it counted.
    """

    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...] = ()
    short: Short = NOTHING
    notes: tuple[Note, ...] = ()
    abstention: Abstention | None = None
    tally: Tally | None = None

    @property
    def surveyed(self) -> bool:
        """Whether a survey found it, not whoever reads passages."""
        return bool(self.statements or self.abstention)


Survey = Callable[[Query, Holdings, Retriever], Found | None]
"""What the articles have on a query's subject; None where they have nothing."""
