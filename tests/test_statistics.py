"""Intervals and tests: where the true figure can be worked out, and against scipy."""

from itertools import product

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.evaluation.statistics import bootstrap_interval, compare, mcnemar, randomisation


def interval(*values, **options):
    found = bootstrap_interval(values, **options)
    return found.low, found.high


def test_an_interval_is_that_of_every_way_to_draw_again():
    values = (0, 0, 0, 1, 2)
    means = [np.mean(drawn) for drawn in product(values, repeat=5)]
    exact = tuple(np.quantile(means, [0.025, 0.975]))
    assert interval(*values) == pytest.approx(exact)
    assert interval(0, 0, 0, 1) == (0, 0.75)
    assert interval(3.5) == (3.5, 3.5)
    assert interval(2, 2, 2) == (2, 2)


def test_an_interval_is_the_same_every_time_and_follows_its_seed():
    values = tuple(np.random.default_rng(1).random(40))
    assert interval(*values) == interval(*values)
    assert interval(*values) != interval(*values, seed=1)
    low, high = interval(*values, confidence=0.5)
    assert interval(*values)[0] < low < np.mean(values) < high < interval(*values)[1]


def test_an_interval_holds_the_truth_as_often_as_it_says():
    generator = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        low, high = interval(*(generator.random(60) < 0.4), resamples=400)
        held += low <= 0.4 <= high
    assert 0.91 <= held / 300 <= 0.98


def test_many_questions_are_drawn_in_portions():
    values = np.random.default_rng(3).random(30_000)
    low, high = interval(*values, resamples=200)
    spread = 1.96 * values.std() / np.sqrt(len(values))
    assert (low, high) == pytest.approx((values.mean() - spread, values.mean() + spread), abs=8e-4)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ((1, 1, 1), 2 / 8),
        ((3, 1, -1), 6 / 8),
        ((1, -1), 1),
        ((0, 0, 0), 1),
        ((0.1, 0.2, -0.3), 1),
        ((0, 0, 1), 1),
    ],
)
def test_randomisation_by_hand(differences, p):
    assert randomisation([0.5] * len(differences), [0.5 + one for one in differences]) == p


PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=8)


@settings(max_examples=40)
@given(PAIRS)
def test_randomisation_agrees_with_scipy(pairs):
    first, second = zip(*pairs, strict=True)
    theirs = scipy.stats.permutation_test(
        (second, first),
        lambda a, b: np.mean(np.asarray(a) - np.asarray(b)),
        permutation_type="samples",
        n_resamples=np.inf,
    )
    assert randomisation(first, second) == pytest.approx(min(theirs.pvalue, 1))


def test_randomisation_of_many_questions_is_drawn_and_close():
    generator = np.random.default_rng(5)
    first = generator.random(200)
    second = first + generator.normal(0.02, 0.15, 200)
    drawn = randomisation(first, second)
    assert drawn == randomisation(first, second)
    assert drawn == pytest.approx(scipy.stats.ttest_rel(first, second).pvalue, abs=0.01)
    # never none at all: the observed one is among them
    assert randomisation(np.zeros(40), np.ones(40), resamples=99) == 1 / 100


TRUTHS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


@given(TRUTHS)
def test_mcnemar_is_the_binomial_test_of_what_changed(pairs):
    first, second = zip(*pairs, strict=True)
    gained = sum(b and not a for a, b in pairs)
    lost = sum(a and not b for a, b in pairs)
    uneven = gained + lost
    p = scipy.stats.binomtest(gained, uneven).pvalue if uneven else 1
    assert mcnemar(first, second) == pytest.approx(p)


def test_mcnemar_by_hand():
    # one lost and five gained: 2 × (1 + 6) of 64
    assert mcnemar([True] + [False] * 5, [False] + [True] * 5) == 14 / 64
    assert mcnemar([False] * 3_000, [True] * 3_000) == 0
    with pytest.raises(ValueError, match="for right and wrong"):
        mcnemar([0.5], [0.25])


def test_a_comparison_counts_questions_both_ways():
    found = compare([1, 0, 0, 1, 0], [1, 1, 1, 0, 1])
    assert (found.questions, found.better, found.worse, found.same) == (5, 3, 1, 1)
    assert found.difference == pytest.approx(0.4)
    assert found.p == 10 / 16
    assert (found.interval.low, found.interval.high) == interval(0, 1, 1, -1, 1)
    assert compare([1, 0], [1, 0]).p == 1


def test_what_cannot_be_compared_is_refused():
    with pytest.raises(ValueError, match="3 values against 2"):
        compare([1, 2, 3], [1, 2])
    for ask in (lambda: randomisation([], []), lambda: bootstrap_interval([])):
        with pytest.raises(ValueError, match="ask at least one question"):
            ask()
    with pytest.raises(ValueError, match="not 95"):
        bootstrap_interval([1, 2], confidence=95)
