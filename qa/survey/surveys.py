"""Which survey answers which question."""

from collections.abc import Mapping
from types import MappingProxyType

from index import Holdings, Retriever
from qa.survey.briefing import news
from qa.survey.corrections import corrections
from qa.survey.counting import counts, first, outlets
from qa.survey.digest import digest
from qa.survey.found import Found as Found
from qa.survey.found import Survey
from qa.survey.happened import happened
from qa.survey.quoting import speakers
from qa.survey.timeline import timeline
from qa.types import Intent, Query

SURVEYS: Mapping[Intent, Survey] = MappingProxyType(
    {
        Intent.CORRECTION: corrections,
        Intent.COUNT: counts,
        Intent.OUTLETS: outlets,
        Intent.FIRST: first,
        Intent.QUOTED: speakers,
        Intent.TIMELINE: timeline,
        Intent.DAYS: happened,
        Intent.DIGEST: digest,
        Intent.BRIEFING: news,
    }
)
"""By what is wanted. A fact is no survey: it is read from a few passages."""


def survey(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """What a survey finds, where the question asks for one; None too where it finds nothing."""
    surveys = SURVEYS.get(query.intent)
    return surveys(query, archive, retriever) if surveys else None
