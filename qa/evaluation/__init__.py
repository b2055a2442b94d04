"""How good the answers are: a question set in, measures with intervals out.

`formats` reads published data sets, `measures` are pure functions, `statistics` says how sure a
mean is and whether two runs differ. An `Outcome` is what came of one question, a `Report` the
figures of a run, and a `Requirement` what one of them must come to.
"""

import qa.evaluation.formats as formats
import qa.evaluation.measures as measures
import qa.evaluation.statistics as statistics
from qa.evaluation.collection import Claim, Collection
from qa.evaluation.questionset import (
    Evidence,
    Question,
    question_from,
    read_questions,
    record_of,
    write_questions,
)
from qa.evaluation.relevance import article_relevance, holds, passage_relevance
from qa.evaluation.report import Figure, Outcome, Report, Requirement, outcome_from, unmet

__all__ = [
    "Claim",
    "Collection",
    "Evidence",
    "Figure",
    "Outcome",
    "Question",
    "Report",
    "Requirement",
    "article_relevance",
    "formats",
    "holds",
    "measures",
    "outcome_from",
    "passage_relevance",
    "question_from",
    "read_questions",
    "record_of",
    "statistics",
    "unmet",
    "write_questions",
]
