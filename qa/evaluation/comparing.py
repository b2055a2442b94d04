"""A run against an earlier one that was written to a folder."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.errors import EvaluationError
from qa.evaluation.comparison import Comparison, compare_runs
from qa.evaluation.judging import Values
from qa.evaluation.runs import outcomes_in, report_in, values_in


def compared(folder: Path, values: Mapping[str, Values], seed: int = 0) -> Comparison:
    """The run with these `values` against the one in `folder`.

    Raises:
        EvaluationError: there is no finished run in `folder`, or it asked none of the questions.
    """
    before = values_in(folder)
    if not before.keys() & values.keys():
        raise EvaluationError(
            f"the run in {folder} asked none of these questions; compare runs of one question set"
        )
    outcomes = outcomes_in(folder).values()
    return compare_runs(report_in(folder), before, values, outcomes, seed)


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain values, ready for JSON."""
    return {
        "old": dict(comparison.old.made_by),
        "differences": {one.name: asdict(one) for one in comparison.differences},
        "better": [asdict(one) for one in comparison.better],
        "worse": [asdict(one) for one in comparison.worse],
        "added": list(comparison.added),
        "gone": list(comparison.gone),
    }
