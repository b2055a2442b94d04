"""From values to the figures of a report: means with intervals, and what is no mean."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

import qa.evaluation.measures as measures
from qa.errors import EvaluationError
from qa.evaluation.described import measure, measure_names
from qa.evaluation.judging import Values, sureness
from qa.evaluation.questionset import Question
from qa.evaluation.report import Figure, Outcome, Report, Requirement
from qa.evaluation.statistics import Interval

RESAMPLES = 500
"""For intervals of what is no mean, each of which is worked out anew every time."""

LEAST_TAGGED = 5
"""A tag that fewer questions have is not reported by itself, unless it is asked for."""

BY_TAG = (
    "answer_in_passages@10", "answer_contained", "refused_answerable", "refused_unanswerable",
)  # fmt: skip


def report_of(
    outcomes: Sequence[Outcome],
    judged: Mapping[str, Values],
    made_by: Mapping[str, Any],
    *,
    also: Iterable[str] = (),
    seed: int = 0,
) -> Report:
    """All figures of a run, those without a value too; by tag for tags of `LEAST_TAGGED` questions.

    `judged` are the values by question id. `also` names further figures by tag, such as
    "token_f1.money".
    """
    figures = [_figure(name, outcomes, judged, seed) for name in measure_names()]
    wanted = dict.fromkeys([*_tagged(outcomes, judged), *(one for one in also if "." in one)])
    for name in wanted:
        whole, _, tag = name.partition(".")
        having = [one for one in outcomes if tag in map(slug, one.question.tags)]
        figures.append(Figure.over(name, _values(whole, having, judged), seed))
    return Report(tuple(figures), made_by)


def check_names(requirements: Iterable[Requirement], questions: Sequence[Question]) -> None:
    """See before a run that its report will have what is required of it.

    Raises:
        EvaluationError: there is no such measure, or no question has the tag.
    """
    tags = {slug(tag) for one in questions for tag in one.tags}
    known = Report(tuple(Figure(name, None, 0) for name in measure_names()))
    for one in requirements:
        whole, dot, tag = one.name.partition(".")
        known.figure(whole)
        if dot and not measure(whole).mean:
            raise EvaluationError(f"{whole!r} is not worked out by tag, so {one} cannot be held")
        if dot and tag not in tags:
            listed = ", ".join(sorted(tags)) or "none"
            raise EvaluationError(f"no question has the tag {tag!r} of {one}; there are: {listed}")


def slug(tag: str) -> str:
    """A tag as names of figures have it: what is no letter, digit, - or _ becomes -."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in tag)


def _tagged(outcomes: Sequence[Outcome], judged: Mapping[str, Values]) -> Iterable[str]:
    tags = dict.fromkeys(slug(tag) for one in outcomes for tag in one.question.tags)
    for name in BY_TAG:
        total = sum(name in one for one in judged.values())
        for tag in tags:
            having = [one for one in outcomes if tag in map(slug, one.question.tags)]
            held = sum(name in judged[one.question.id] for one in having)
            if LEAST_TAGGED <= held < total:
                yield f"{name}.{tag}"


def _values(
    name: str, outcomes: Iterable[Outcome], judged: Mapping[str, Values]
) -> list[float | None]:
    return [judged[one.question.id].get(name) for one in outcomes]


def _figure(
    name: str, outcomes: Sequence[Outcome], judged: Mapping[str, Values], seed: int
) -> Figure:
    if measure(name).mean:
        return Figure.over(name, _values(name, outcomes, judged), seed)
    if name == "aurc":
        pairs = sureness(outcomes, judged)
        return _other(name, pairs, measures.area_under_risk_coverage, seed)
    if name == "calibration_error":
        known = [
            (one.confidence, one.question.answerable)
            for one in outcomes
            if one.confidence is not None and one.question.answerable is not None
        ]  # fmt: skip
        return _other(name, known, measures.calibration_error, seed)
    what, _, share = name.rpartition("_p")
    if what == "answer":
        seconds = [one.seconds for one in outcomes if one.answer]
    else:
        seconds = [one.first_seconds for one in outcomes if one.first_seconds is not None]
    return _other(name, seconds, lambda held: float(np.percentile(held, int(share))), seed)


def _other(
    name: str, held: Sequence[Any], statistic: Callable[[Any], float | None], seed: int
) -> Figure:
    """A figure that is no mean, with its interval by the percentile bootstrap."""
    value = statistic(held) if held else None
    if value is None:
        return Figure(name, None, 0)
    generator = np.random.default_rng(seed)
    drawn = (generator.integers(0, len(held), len(held)) for _ in range(RESAMPLES))
    found = [statistic([held[at] for at in places]) for places in drawn]
    low, high = np.quantile([one for one in found if one is not None], [0.025, 0.975])
    return Figure(name, value, len(held), Interval(float(low), float(high)))
