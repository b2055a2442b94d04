"""What answers and rankings are worth: pure functions, each with the source of its definition.

A question's value is a number, a truth value, or None where the measure says nothing of it. Means
are over the questions asked: `mean_over` counts one without a value as 0, so that whoever finds
nothing does not score better by it.
"""

from qa.evaluation.measures.abstention import (
    Judged,
    abstention_accuracy,
    area_under_risk_coverage,
    calibration_error,
    false_refusal_rate,
    refusal_rate,
    risk_coverage,
)
from qa.evaluation.measures.agreement import agreement, cohen_kappa, percentiles
from qa.evaluation.measures.answers import (
    contains_all,
    contains_answer,
    dates_exact,
    exact_match,
    normalised,
    numbers_exact,
    stated_dates,
    token_f1,
)
from qa.evaluation.measures.citations import (
    Cited,
    Entails,
    by_evidence,
    by_gold,
    by_support,
    citation_precision,
    citation_recall,
    miscitation_rate,
    quote_exactness,
    quote_is_exact,
)
from qa.evaluation.measures.retrieval import (
    Qrels,
    Rankings,
    Relevance,
    average_precision,
    first_of_each,
    hits,
    mean_over,
    ndcg,
    per_question,
    precision,
    recall,
    reciprocal_rank,
)

__all__ = [
    "Cited",
    "Entails",
    "Judged",
    "Qrels",
    "Rankings",
    "Relevance",
    "abstention_accuracy",
    "agreement",
    "area_under_risk_coverage",
    "average_precision",
    "by_evidence",
    "by_gold",
    "by_support",
    "calibration_error",
    "citation_precision",
    "citation_recall",
    "cohen_kappa",
    "contains_all",
    "contains_answer",
    "dates_exact",
    "exact_match",
    "false_refusal_rate",
    "first_of_each",
    "hits",
    "mean_over",
    "miscitation_rate",
    "ndcg",
    "normalised",
    "numbers_exact",
    "per_question",
    "percentiles",
    "precision",
    "quote_exactness",
    "quote_is_exact",
    "recall",
    "reciprocal_rank",
    "refusal_rate",
    "risk_coverage",
    "stated_dates",
    "token_f1",
]
