"""The fits: which sentence answers, and whether the one that is chosen does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.reading.selection import DENYING
from tests.benchmarks.fitting.pools import Pool
from tests.benchmarks.fitting.solvers import Table, conditional_logit, logistic

Weights = dict[str, float]
SETS: Mapping[str, float] = {"lures": 0.5, "quiz": 1.0, "judged": 1.0}
"""What a question of a set counts."""
FOLDS = 5


def choosing(pools: Sequence[Pool], names: Sequence[str], ridge: float = 0.3) -> Weights:
    """Weights by which the right sentence of each question scores above the others.

    Calibrated: the score is the log-odds of a sentence to be right.
    """
    kept = [(pool, pool.group(names, SETS[pool.set])) for pool in pools if not pool.robbed]
    groups = [group for _, group in kept if group]
    weights = conditional_logit(groups, ridge)
    rows = np.vstack([group.rows for group in groups])
    right = np.concatenate([group.right for group in groups]).astype(float)
    counted = np.concatenate([np.full(len(group.right), group.weight) for group in groups])
    scale, bias = logistic((rows @ weights)[:, None], right, 1e-6, counted)
    return _named(names, np.append(weights * scale, bias))


def scores(pool: Pool, weights: Weights) -> NDArray[np.float64]:
    """The log-odds of the sentences of a pool, -inf where a feature is not known."""
    names = [name for name in weights if name != "bias"]
    found = pool.table(names) @ np.array([weights[name] for name in names]) + weights["bias"]
    return np.where(np.isnan(found), -np.inf, found)


@dataclass(frozen=True)
class Chosen:
    """The sentence that is chosen of a pool, as the gate sees it, and the labels of the best."""

    pool: Pool
    shown: Mapping[str, float]
    labels: tuple[int, ...]

    @classmethod
    def of(cls, pool: Pool, weights: Weights) -> "Chosen":
        """The best by those weights."""
        found = scores(pool, weights)
        order = np.argsort(-found)
        best = int(order[0])
        shown = {name: float(column[best]) for name, column in pool.columns.items()}
        shown |= {"chosen": float(found[best]), **pool.whole}
        for name in ("met", "names"):
            column = pool.columns["names_around" if name == "names" else name]
            shown[f"{name}_most"] = float(np.nanmax(column))
        return cls(pool, shown, tuple(int(pool.labels[at]) for at in order[:3]))

    @property
    def answerable(self) -> bool:
        """Whether the passages hold an answer, as far as anybody knows."""
        return self.pool.answerable and not self.pool.robbed


def judging(chosen: Sequence[Chosen], names: Sequence[str], ridge: float = 1.0) -> Weights:
    """Weights of the log-odds that there is an answer, seen from the sentence that is chosen."""
    rows = np.array([[one.shown[name] for name in names] for one in chosen])
    labels = np.array([one.answerable for one in chosen], dtype=float)
    counted = np.array([SETS[one.pool.set] * (0.5 if one.pool.robbed else 1.0) for one in chosen])
    return _named(names, logistic(rows, labels, ridge, counted))


def denied(pools: Sequence[Pool], weights: Weights) -> Weights:
    """The log-odds that a sentence is right which denies what a question takes for granted.

    It is where the question has no answer; Laplace's rule, as there are few.
    """
    right, every = 1, 2
    for pool in pools:
        best = np.argsort(-scores(pool, weights))[:DENYING]
        if not pool.robbed and (pool.columns["contradicts"][best] > 0).any():
            right, every = right + (not pool.answerable), every + 1
    return {"bias": round(float(np.log(right / (every - right))), 4)}


def sure(one: Chosen, weights: Weights) -> float:
    """The log-odds that it is an answer."""
    return weights["bias"] + sum(
        value * one.shown[name] for name, value in weights.items() if name != "bias"
    )


def held_out(
    pools: Sequence[Pool], fit: Callable[[Sequence[Pool]], Weights]
) -> list[tuple[Pool, Weights]]:
    """Every pool with the weights of the folds that its question is not of."""
    names = sorted({pool.asked for pool in pools})
    fold = {name: at % FOLDS for at, name in enumerate(names)}
    found = []
    for part in range(FOLDS):
        weights = fit([pool for pool in pools if fold[pool.asked] != part])
        found += [(pool, weights) for pool in pools if fold[pool.asked] == part]
    return found


def _named(names: Sequence[str], weights: Table) -> Weights:
    return {name: round(float(w), 4) for name, w in zip([*names, "bias"], weights, strict=True)}
