"""Which survey answers which question."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from index import Holdings, Retriever
from qa.survey.corrections import corrections
from qa.survey.found import Found as Found
from qa.types import Intent, Query

Survey = Callable[[Query, Holdings, Retriever], Found | None]
"""What the articles have on a query's subject; None where they have nothing."""

SURVEYS: Mapping[Intent, Survey] = MappingProxyType(
    {
        Intent.CORRECTION: corrections,
    }
)
"""By what is wanted. A fact is no survey: it is read from a few passages."""


def survey(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """What a survey finds, where the question asks for one; None too where it finds nothing."""
    surveys = SURVEYS.get(query.intent)
    return surveys(query, archive, retriever) if surveys else None
