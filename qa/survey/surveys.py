"""Which survey answers which question, and what a survey finds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from index import Hit, Holdings, Retriever
from qa.types import NOTHING, Intent, Note, Query, Short, Statement


@dataclass(frozen=True, slots=True)
class Found:
    """What a survey found: statements in the order they are said, and what they rest on."""

    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...] = ()
    short: Short = NOTHING
    notes: tuple[Note, ...] = ()


Survey = Callable[[Query, Holdings, Retriever], Found | None]
"""What the articles have on a query's subject; None where they have nothing."""

SURVEYS: Mapping[Intent, Survey] = MappingProxyType({})
"""By what is wanted. A fact is no survey: it is read from a few passages."""


def survey(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """What a survey finds, where the question asks for one; None too where it finds nothing."""
    surveys = SURVEYS.get(query.intent)
    return surveys(query, archive, retriever) if surveys else None
