"""How far two judges, or two runs, agree; and how long things take."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

import numpy as np


def agreement(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """The share of labels that are equal, place by place.

    Raises:
        ValueError: there are no labels, or not as many on both sides.
    """
    _check(one, other)
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Agreement beyond chance: 1 is perfect, 0 what chance would give, below 0 worse than that.

    Source: Cohen 1960, A Coefficient of Agreement for Nominal Scales. Where both give one and the
    same label throughout, chance explains everything and kappa is not defined; it is 1 here.

    Raises:
        ValueError: there are no labels, or not as many on both sides.
    """
    observed = agreement(one, other)
    first, second = Counter(one), Counter(other)
    expected = sum(first[label] * second[label] for label in first) / len(one) ** 2
    return (observed - expected) / (1 - expected) if expected < 1 else 1.0


def percentiles(
    seconds: Sequence[float], shares: Sequence[int] = (50, 90, 95, 99)
) -> Mapping[str, float]:
    """Latency: {"p50": …, "p95": …, "max": …} in the unit given; between two values, in proportion.

    Source of the interpolation: Hyndman and Fan 1996, Sample Quantiles in Statistical Packages,
    definition 7. Empty without values.
    """
    if not seconds:
        return {}
    values = np.percentile(seconds, shares)
    return {f"p{share}": float(value) for share, value in zip(shares, values, strict=True)} | {
        "max": float(max(seconds))
    }


def _check(one: Sequence[Hashable], other: Sequence[Hashable]) -> None:
    if len(one) != len(other) or not one:
        raise ValueError(f"{len(one)} labels against {len(other)}; give as many, and at least one")
