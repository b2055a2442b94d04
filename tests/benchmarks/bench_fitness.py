"""What each feature of `qa/fitness/fitness.py` tells: `python -m tests.benchmarks.bench_fitness`.

Of the sentences found for a question, how often a feature says something, how often such a sentence
answers, and what it adds to the other features of a look: the gain in the mean log-likelihood of
the answer, and in how often it comes first, in a conditional logit fitted on four fifths of the
questions and measured on the fifth. The sets and their archives are those of `fitting`.
"""

import argparse
import random
import time
from collections.abc import Sequence

import numpy as np

from index import MiniLM
from qa.fitness.fitness import FEATURES, Fitness, Place
from qa.language import Sentence
from qa.reading.features import LOOK_FEATURES, sentences
from tests.benchmarks.data import DATA
from tests.benchmarks.fitting import sets
from tests.benchmarks.fitting.pools import Archives, Pool
from tests.benchmarks.fitting.solvers import conditional_logit

BASE = tuple(name for name in LOOK_FEATURES if name not in FEATURES)
FOLDS = 5
SEED = 11


def told(pools: Sequence[Pool]) -> None:
    """How often each feature says something, and how often such a sentence answers."""
    groups = [one for one in (pool.group(FEATURES) for pool in pools) if one]
    rows = np.vstack([one.rows for one in groups])
    right = np.concatenate([one.right for one in groups])
    print(f"{'':12} says  P(right|+)   of  P(right|-)   of  P(right|0)")
    for at, name in enumerate(FEATURES):
        signs = [rows[:, at] > 0, rows[:, at] < 0, rows[:, at] == 0]
        plus, minus, none = (f"{right[s].mean():.3f}" if s.any() else "-" for s in signs)
        sizes = [int(s.sum()) for s in signs]
        says = 1 - sizes[2] / len(right)
        print(f"{name:12}{says:5.3f}{plus:>12}{sizes[0]:5}{minus:>12}{sizes[1]:5}{none:>12}")


def measured(pools: Sequence[Pool], names: Sequence[str]) -> tuple[float, float, np.ndarray]:
    """Mean log-likelihood, how often the first is right, both held out; the mean weights."""
    groups = [one for one in (pool.group((*BASE, *names)) for pool in pools) if one]
    likely, first, weights = [], [], []
    for part in range(FOLDS):
        fitted = [one for at, one in enumerate(groups) if at % FOLDS != part]
        weights.append(conditional_logit(fitted, ridge=1.0))
        for group in groups[part::FOLDS]:
            scores = np.exp(group.rows @ weights[-1])
            likely.append(float(np.log(scores[group.right].sum() / scores.sum())))
            first.append(float(group.right[scores.argmax()]))
    return float(np.mean(likely)), float(np.mean(first)), np.mean(weights, axis=0)[len(BASE) :]


def gains(pools: Sequence[Pool]) -> None:
    """What all add together, each alone, and what is lost without it."""
    none, every = measured(pools, ()), measured(pools, FEATURES)
    print(f"without: {none[0]:.3f}, first {none[1]:.3f}; with: {every[0]:.3f}, {every[1]:.3f}")
    print(f"{'':12}   weight   alone: gain, first    lost without")
    for at, name in enumerate(FEATURES):
        alone = measured(pools, (name,))
        rest = measured(pools, [one for one in FEATURES if one != name])
        gained, more = alone[0] - none[0], alone[1] - none[1]
        lost = every[0] - rest[0]
        print(f"{name:12}{every[2][at]:9.2f}{gained:+13.4f}{more:+8.3f}{lost:+16.4f}")


def cost(archives: Archives, asked: Sequence[sets.Asked]) -> float:
    """Microseconds of processor time that the features of a sentence take, once it is read."""
    seconds, count = 0.0, 0
    for one in asked:
        query, hits = archives.found(one)
        if query is None:
            continue
        for hit in hits:
            every = sentences(hit.passage)
            headline = Sentence(hit.passage.title)
            around = zip(every, [*every[1:], None], strict=True)
            places = [
                Place(this, tuple(every[max(0, at - 2) : at]), after, headline, None)
                for at, (this, after) in enumerate(around)
            ]
            for place in places:
                _ = place.sentence.acts, place.sentence.denials, place.sentence.speakers
                _ = place.sentence.moments, place.sentence.undated, place.sentence.stems
            start = time.process_time()
            fitness = Fitness(query)
            for place in places:
                fitness.features(place)
            seconds, count = seconds + time.process_time() - start, count + len(places)
    return 1e6 * seconds / max(1, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="+", default=["wiki", "search", "quiz", "judged"])
    parser.add_argument("--questions", type=int, default=300, help="of each set, at most")
    parser.add_argument("--briefly", action="store_true", help="no gains, which take minutes")
    chosen = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    archives = Archives(MiniLM())
    found: dict[str, list[Pool]] = {}
    for name in chosen.sets:
        asked = sets.questions(name, random.Random(SEED), chosen.questions)
        found[name] = [pool for one in asked for pool in archives.pools(one) if not pool.robbed]
        print(f"{name}: {cost(archives, asked[:20]):.0f} µs a sentence", flush=True)
    found["all"] = [pool for pools in found.values() for pool in pools]
    for name, pools in found.items():
        print(f"\n{name}: {len(pools)} questions")
        told(pools)
        if not chosen.briefly:
            gains(pools)


if __name__ == "__main__":
    main()
