"""How good the answers are: a question set in, measures with intervals out.

`formats` reads published data sets, `measures` are pure functions, `statistics` says how sure a
mean is and whether two runs differ.
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

__all__ = [
    "Claim",
    "Collection",
    "Evidence",
    "Question",
    "formats",
    "measures",
    "question_from",
    "read_questions",
    "record_of",
    "statistics",
    "write_questions",
]
