"""Two runs over the same questions: what got better and what worse, measure by measure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import qa.evaluation.statistics as statistics
from qa.evaluation.described import deciding, measure
from qa.evaluation.report import Outcome, Report
from qa.evaluation.statistics import Interval

Values = Mapping[str, Mapping[str, float | None]]
"""A value, or None, by question id and measure."""

MCNEMAR = "McNemar"
RANDOMISATION = "randomisation"

_SURE = "abstention_accuracy"


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure in both runs, over the `questions` that have a value in both.

    `before` and `after` are means over these questions; `difference` is after minus before,
    `interval` its 95 % bootstrap interval. `p` is two-sided, by McNemar's exact test where every
    value is 0 or 1, else by paired randomisation; `test` says which. `better` and `worse` count
    questions, with regard to whether less of the measure is better.
    """

    name: str
    questions: int
    before: float
    after: float
    difference: float
    interval: Interval
    p: float
    test: str
    better: int
    worse: int

    @property
    def improved(self) -> bool:
        """Whether the mean moved for the better."""
        return (self.difference < 0) if measure(self.name).less_is_better else (self.difference > 0)


@dataclass(frozen=True, slots=True)
class Shift:
    """One question that got better or worse, by the measure that decides on it."""

    question: str
    measure: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run against an older one.

    `better` and `worse` are the questions whose answers did, the greatest change first. `said` is
    what the old run stated, by question; `added` and `gone` are questions of one run alone.
    """

    old: Report
    differences: tuple[Difference, ...]
    better: tuple[Shift, ...] = ()
    worse: tuple[Shift, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict, hash=False)

    def difference(self, name: str) -> Difference | None:
        """The difference in the measure of that name, if both runs have it."""
        return next((one for one in self.differences if one.name == name), None)


def compare_runs(
    old: Report, before: Values, after: Values, outcomes: Iterable[Outcome] = (), seed: int = 0
) -> Comparison:
    """A run with the values `after` against the `old` one with the values `before`.

    Questions are matched by id. `outcomes` are those of the old run, for what it said. A question
    is better or worse by the first measure of `deciding()` that both runs have of it, and where
    none differs, by whether it was rightly answered or refused.
    """
    both = [name for name in after if name in before]
    shifts = _shifts(both, before, after)
    return Comparison(
        old,
        tuple(_differences(both, before, after, seed)),
        tuple(one for one in shifts if one.after > one.before),
        tuple(one for one in shifts if one.after < one.before),
        tuple(name for name in after if name not in before),
        tuple(name for name in before if name not in after),
        {one.question.id: one.said or _instead(one) for one in outcomes},
    )


def _differences(both: list[str], before: Values, after: Values, seed: int) -> Iterator[Difference]:
    """The difference in every measure that both runs have of a question."""
    for name in dict.fromkeys(name for one in both for name in after[one] if name in before[one]):
        if difference := _difference(name, both, before, after, seed):
            yield difference


def _difference(
    name: str, both: list[str], before: Values, after: Values, seed: int
) -> Difference | None:
    pairs = [(before[one].get(name), after[one].get(name)) for one in both]
    known = [(float(a), float(b)) for a, b in pairs if a is not None and b is not None]
    if not known:
        return None
    first, second = [a for a, _ in known], [b for _, b in known]
    found = statistics.compare(first, second, seed=seed)
    binary = all(value in (0.0, 1.0) for value in (*first, *second))
    p = statistics.mcnemar([a == 1 for a in first], [b == 1 for b in second]) if binary else found.p
    lower = measure(name).less_is_better
    return Difference(
        name,
        len(known),
        sum(first) / len(first),
        sum(second) / len(second),
        found.difference,
        found.interval,
        p,
        MCNEMAR if binary else RANDOMISATION,
        found.worse if lower else found.better,
        found.better if lower else found.worse,
    )


def _shifts(both: list[str], before: Values, after: Values) -> list[Shift]:
    """The questions whose answers changed, the greatest change first."""
    shifts = [shift for one in both if (shift := _shift(one, before[one], after[one]))]
    return sorted(shifts, key=lambda one: -abs(one.after - one.before))


def _shift(
    question: str, before: Mapping[str, float | None], after: Mapping[str, float | None]
) -> Shift | None:
    for name in (*deciding(), _SURE):
        first, second = before.get(name), after.get(name)
        if first is not None and second is not None and first != second:
            return Shift(question, name, float(first), float(second))
    return None


def _instead(outcome: Outcome) -> str:
    return f"(error: {outcome.error})" if outcome.error else "(refused)"
