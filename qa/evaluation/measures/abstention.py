"""Abstention and calibration: refusing what is not answerable, and knowing how sure one is."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple


class Judged(NamedTuple):
    """Whether a question is answerable, and whether the answer to it abstained."""

    answerable: bool
    abstained: bool


def abstention_accuracy(judged: Sequence[Judged]) -> float | None:
    """The share of questions answered if answerable and refused if not. None without questions."""
    return _share(one.answerable != one.abstained for one in judged)


def false_refusal_rate(judged: Sequence[Judged]) -> float | None:
    """The share of answerable questions that were refused; lower is better."""
    return _share(one.abstained for one in judged if one.answerable)


def refusal_rate(judged: Sequence[Judged]) -> float | None:
    """The share of unanswerable questions that were refused; higher is better.

    RGB calls it the rejection rate (Chen et al. 2024).
    """
    return _share(one.abstained for one in judged if not one.answerable)


def risk_coverage(answered: Iterable[tuple[float, bool]]) -> tuple[tuple[float, float], ...]:
    """How often one is wrong if only the surest share is answered: (coverage, risk) pairs.

    `answered` are (confidence, whether right). Coverage rises from pair to pair. There is one for
    each confidence at which a threshold can be set, so that questions of equal confidence come in
    together. Source: El-Yaniv and Wiener 2010, On the Foundations of Noise-free Selective
    Classification.
    """
    groups = _by_confidence(answered)
    total = sum(len(group) for group in groups)
    points, seen, wrong = [], 0, 0
    for group in groups:
        seen += len(group)
        wrong += group.count(False)
        points.append((seen / total, wrong / seen))
    return tuple(points)


def area_under_risk_coverage(answered: Iterable[tuple[float, bool]]) -> float | None:
    """AURC: the mean risk over all coverages 1/n, 2/n … 1; lower is better. None without any.

    Within equal confidences it is the mean over their orders, so that the order of the questions
    does not matter. Source: Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation
    for Deep Neural Classifiers.
    """
    seen, wrong, total = 0, 0.0, 0.0
    for group in _by_confidence(answered):
        share = group.count(False) / len(group)
        for _ in group:
            seen += 1
            wrong += share
            total += wrong / seen
    return total / seen if seen else None


def calibration_error(answered: Sequence[tuple[float, bool]], bins: int = 10) -> float | None:
    """Expected calibration error: how far confidence is from being right, 0 to 1. None without any.

    Confidences from 0 to 1 fall into `bins` of equal width, each with its upper bound in it; the
    error is the mean of |share right - mean confidence|, bins weighted by how many they hold.
    Source: Guo et al. 2017, On Calibration of Modern Neural Networks, after Naeini et al. 2015.

    Raises:
        ValueError: a confidence is not from 0 to 1.
    """
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answered:
        if not 0 <= confidence <= 1:
            raise ValueError(f"a confidence is from 0 to 1, not {confidence}")
        upper = next(at for at in range(bins) if confidence <= (at + 1) / bins)
        binned.setdefault(upper, []).append((confidence, right))
    gaps = (abs(sum(right - sure for sure, right in held)) for held in binned.values())
    return sum(gaps) / len(answered) if answered else None


def _by_confidence(answered: Iterable[tuple[float, bool]]) -> list[list[bool]]:
    """Whether right, grouped by confidence, the surest group first."""
    ordered = sorted(answered, key=lambda one: one[0], reverse=True)
    return [
        [bool(right) for _, right in group] for _, group in groupby(ordered, lambda one: one[0])
    ]


def _share(truths: Iterable[bool]) -> float | None:
    held = list(truths)
    return sum(held) / len(held) if held else None
