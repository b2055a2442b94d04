"""Maximum-likelihood fits by Newton's method, drawn to 0 by a ridge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Group:
    """The sentences of one question: features (n, width), which are right (n,), its weight."""

    rows: Table
    right: NDArray[np.bool_]
    weight: float = 1.0


def conditional_logit(groups: Sequence[Group], ridge: float) -> Table:
    """Weights (width,) under which a right row of each group is most likely chosen of its rows.

    `ridge` draws each weight towards 0 (McFadden 1974; with several right rows, the likelihood that
    any of them is chosen).
    """
    width = groups[0].rows.shape[1]
    weights = np.zeros(width)
    for _ in range(60):
        gradient, hessian = -ridge * weights, -ridge * np.eye(width)
        for group in groups:
            scores = group.rows @ weights
            every, wanted = _softmax(scores), _softmax(np.where(group.right, scores, -1e9))
            mean = every @ group.rows
            gradient = gradient + group.weight * (wanted @ group.rows - mean)
            spread = (group.rows * every[:, None]).T @ group.rows - np.outer(mean, mean)
            hessian = hessian - group.weight * spread
        step = np.linalg.solve(hessian, gradient)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-4:
            break
    return weights


def logistic(
    rows: Table,
    labels: Table,
    ridge: float,
    weight: Table | None = None,
) -> Table:
    """Weights (width + 1,) of a logistic regression; the last is the bias, which no ridge draws."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    counted = np.ones(len(rows)) if weight is None else weight
    penalty = ridge * np.eye(rows.shape[1])
    penalty[-1, -1] = 1e-9
    weights = np.zeros(rows.shape[1])
    for _ in range(60):
        predicted = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (counted * (labels - predicted)) - penalty @ weights
        curved = counted * predicted * (1 - predicted)
        step = np.linalg.solve((rows * curved[:, None]).T @ rows + penalty, gradient)
        weights = weights + np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-6:
            break
    return weights


def auroc(scores: Table, labels: Table) -> float:
    """The chance that a positive scores above a negative, ties counting half."""
    order = scores.argsort()
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positives = labels.sum()
    return float(
        (ranks[labels > 0].sum() - positives * (positives + 1) / 2)
        / (positives * (len(labels) - positives))
    )


def _softmax(scores: Table) -> Table:
    exponentials = np.exp(scores - scores.max())
    normal: Table = exponentials / exponentials.sum()
    return normal
