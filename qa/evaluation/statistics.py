"""How sure a mean over questions is, and whether two runs differ. Seeded; assumes no shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_CHUNK = 2_000_000  # numbers drawn at a time, so that long runs need no gigabytes

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A second run against a first, question by question.

    `difference` is the mean of second minus first; `better`, `worse` and `same` count questions;
    `p` is the chance of a difference so great, either way, if the runs were interchangeable.
    """

    questions: int
    difference: float
    interval: Interval
    p: float
    better: int
    worse: int

    @property
    def same(self) -> int:
        """How many questions the two score alike."""
        return self.questions - self.better - self.worse


def bootstrap_interval(
    values: Sequence[float],
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Interval:
    """The interval of the mean of `values`, one a question, by the percentile bootstrap.

    Questions are drawn anew with replacement, `resamples` times; the interval leaves out as many
    means below as above. Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap,
    chapter 13. For few questions it is too narrow; for one it is a point.

    Raises:
        ValueError: there are no values, or `confidence` is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence is between 0 and 1, such as 0.95, not {confidence}")
    means = _resampled(_array(values), resamples, seed)
    low, high = np.quantile(means, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))


def compare(
    first: Sequence[float],
    second: Sequence[float],
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """A second run against a first, values of the same questions in the same order.

    The interval is that of `bootstrap_interval` on the differences, `p` that of `randomisation`.

    Raises:
        ValueError: there are no values, or not as many of both.
    """
    differences = _differences(first, second)
    return Comparison(
        questions=len(differences),
        difference=float(differences.mean()),
        interval=bootstrap_interval(differences.tolist(), confidence, resamples, seed),
        p=randomisation(first, second, resamples, seed),
        better=int((differences > 0).sum()),
        worse=int((differences < 0).sum()),
    )


def randomisation(
    first: Sequence[float],
    second: Sequence[float],
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> float:
    """The two-sided p of a difference in means, by paired randomisation.

    If the runs were interchangeable, each question's two values could as well be the other way
    round: how often is the mean difference then as great? All ways are tried where they are no
    more than `resamples`; else that many are drawn, and the observed one counts among them.
    Source: Fisher 1935, The Design of Experiments; Smucker, Allan and Carterette 2007, A Comparison
    of Statistical Significance Tests for Information Retrieval Evaluation; Phipson and Smyth 2010,
    for counting the observed one.

    Raises:
        ValueError: there are no values, or not as many of both.
    """
    differences = _differences(first, second)
    differences = differences[differences != 0]
    observed = abs(float(differences.sum()))
    # sums that are equal on paper may differ in the last digits
    least = observed - 1e-9 * max(observed, 1.0)
    if 2 ** len(differences) <= resamples:
        sums = np.zeros(1)
        for difference in differences:
            sums = np.concatenate([sums + difference, sums - difference])
        return float((np.abs(sums) >= least).mean())
    generator = np.random.default_rng(seed)
    as_great = 1
    for count in _counts(resamples, len(differences)):
        signs = generator.integers(0, 2, (count, len(differences)), dtype=np.int8) * 2.0 - 1.0
        as_great += int((np.abs(signs @ differences) >= least).sum())
    return as_great / (resamples + 1)


def mcnemar(first: Sequence[bool], second: Sequence[bool]) -> float:
    """The two-sided p of a difference between right and wrong, by McNemar's exact test.

    Of the questions that just one run has right, each is as likely to be either's if the runs are
    alike; p is the binomial chance of so uneven a split. Source: McNemar 1947, Note on the Sampling
    Error of the Difference between Correlated Proportions, in its exact form.

    Raises:
        ValueError: there are no values, or not as many of both.
    """
    differences = _differences(first, second)
    if not set(differences.tolist()) <= {-1.0, 0.0, 1.0}:
        raise ValueError("McNemar's test is for right and wrong; use `randomisation` for shares")
    gained, lost = int((differences > 0).sum()), int((differences < 0).sum())
    uneven = gained + lost
    tail = sum(comb(uneven, at) for at in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << uneven))


def _differences(first: Sequence[float], second: Sequence[float]) -> _Floats:
    if len(first) != len(second):
        raise ValueError(
            f"{len(first)} values against {len(second)}; compare the same questions in one order"
        )
    return _array(second) - _array(first)


def _array(values: Sequence[float]) -> _Floats:
    if not len(values):
        raise ValueError("there is no value to take a mean of; ask at least one question")
    return np.asarray(values, dtype=np.float64)


def _resampled(values: _Floats, resamples: int, seed: int) -> _Floats:
    """The means of `resamples` samples as large as `values`, drawn with replacement."""
    generator = np.random.default_rng(seed)
    drawn = [
        values[generator.integers(0, len(values), (count, len(values)))].mean(axis=1)
        for count in _counts(resamples, len(values))
    ]
    return np.concatenate(drawn)


def _counts(resamples: int, questions: int) -> list[int]:
    """`resamples` in portions that fit in memory."""
    portion = max(1, _CHUNK // max(questions, 1))
    whole, rest = divmod(resamples, portion)
    return [portion] * whole + [rest] * bool(rest)
