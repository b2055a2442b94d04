"""What a survey finds."""

from dataclasses import dataclass

from index import Hit
from qa.types import NOTHING, Note, Short, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """What a survey found: statements in the order they are said, and what they rest on."""

    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...] = ()
    short: Short = NOTHING
    notes: tuple[Note, ...] = ()
