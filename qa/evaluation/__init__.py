"""How good the answers are: a question set in, measures with intervals out.

`formats` reads published data sets, `measures` are pure functions, `statistics` says how sure a
mean is and whether two runs differ. `run` asks a set and keeps what comes of it, `evaluate` gives
the report alone. An `Outcome` is what came of one question, a `Report` the figures of a run, a
`Requirement` what one of them must come to, and a `Comparison` a run against an earlier one.
`samples` are questions and answers as other packages take them, which `export` writes.
"""

import qa.evaluation.formats as formats
import qa.evaluation.measures as measures
import qa.evaluation.statistics as statistics
from qa.evaluation.collection import Claim, Collection
from qa.evaluation.comparing import compared
from qa.evaluation.comparison import Comparison, Difference, Shift, compare_runs
from qa.evaluation.described import Measure, measure, measure_names
from qa.evaluation.drafting import drafted, rated
from qa.evaluation.endpoints import HttpEngine
from qa.evaluation.exporting import PACKAGES, export, samples
from qa.evaluation.figures import report_of
from qa.evaluation.judging import Values, sureness, values
from qa.evaluation.junit import junit
from qa.evaluation.opening import FORMATS, drawn, open_questions
from qa.evaluation.opinions import ModelJudge
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
from qa.evaluation.running import Run, evaluate, folder_for, run
from qa.evaluation.sample import Answered, Sample
from qa.evaluation.telling import comparison_lines, report_lines
from qa.evaluation.verdicts import Cause, Judgement, Verdict, judged

__all__ = [
    "FORMATS",
    "PACKAGES",
    "Answered",
    "Cause",
    "Claim",
    "Collection",
    "Comparison",
    "Difference",
    "Evidence",
    "Figure",
    "HttpEngine",
    "Judgement",
    "Measure",
    "ModelJudge",
    "Outcome",
    "Question",
    "Report",
    "Requirement",
    "Run",
    "Sample",
    "Shift",
    "Values",
    "Verdict",
    "article_relevance",
    "compare_runs",
    "compared",
    "comparison_lines",
    "drafted",
    "drawn",
    "evaluate",
    "export",
    "folder_for",
    "formats",
    "holds",
    "judged",
    "junit",
    "measure",
    "measure_names",
    "measures",
    "open_questions",
    "outcome_from",
    "passage_relevance",
    "question_from",
    "rated",
    "read_questions",
    "record_of",
    "report_lines",
    "report_of",
    "run",
    "samples",
    "statistics",
    "sureness",
    "unmet",
    "values",
    "write_questions",
]
