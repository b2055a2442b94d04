"""Fit the weights of `qa/reading/selection.json`: `make fit`, or see `--help`.

`glance`, `screen` and `select` are conditional logits: among the sentences found for a question,
which answers it? Each is then calibrated by a one-dimensional logistic (Platt scaling).
`answerable` judges from the sentence that is chosen whether there is an answer. Its
counter-examples are unanswerable questions, and questions asked again with every passage that holds
their answer taken away.

What is printed of each set is held out, question by question: the weights of the other folds.
"""

import argparse
import json
import pickle
import random
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from index import MiniLM
from qa.reading import features, selection
from tests.benchmarks.data import ROOT, WORK
from tests.benchmarks.fitting import sets
from tests.benchmarks.fitting.pools import Archives, Pool
from tests.benchmarks.fitting.stages import (
    SETS,
    Chosen,
    Weights,
    choosing,
    denied,
    held_out,
    judging,
    sure,
)

SEED = 7
WEIGHTS = ROOT / "qa" / "reading" / "selection.json"
STAGES: Mapping[str, Sequence[str]] = {
    "glance": features.GLANCE_FEATURES,
    "screen": features.LOOK_FEATURES,
    "words": selection.WORD_FEATURES,
    "select": selection.MEANING_FEATURES,
}
GATES: Mapping[str, tuple[str, Sequence[str]]] = {
    "answerable": ("select", selection.ANSWERABLE_FEATURES),
    "answerable_words": ("words", selection.ANSWERABLE_WORDS),
}
"""By name: the stage that chooses, and what the gate sees of it."""


def collected(most: int, wanted: Sequence[str]) -> list[Pool]:
    """The pools of the sets; those of each are kept in `.dev/judged` until its file is removed."""
    archives = Archives(MiniLM())
    found: list[Pool] = []
    for name in wanted:
        kept = WORK / "judged" / f"{name}-{most}.pickle"
        if not kept.exists():
            pools: list[Pool] = []
            for at, one in enumerate(sets.questions(name, random.Random(SEED), most), 1):
                pools += archives.pools(one)
                if at % 50 == 0:
                    print(f"{name}: {at} questions", flush=True)
            kept.write_bytes(pickle.dumps(pools))
        found += pickle.loads(kept.read_bytes())
    return found


def fitted(pools: Sequence[Pool]) -> dict[str, Weights]:
    """Every weight, by stage and gate."""
    weights = {name: choosing(pools, names) for name, names in STAGES.items()}
    for name, (stage, names) in GATES.items():
        weights[name] = judging([Chosen.of(pool, weights[stage]) for pool in pools], names)
    weights["denied"] = denied(pools, weights["select"])
    return weights


def told(pools: Sequence[Pool]) -> None:
    """What the weights of the other folds make of each question."""
    judged = held_out(pools, fitted)
    for stage in STAGES:
        chosen = [Chosen.of(pool, weights[stage]) for pool, weights in judged]
        for name in SETS:
            ranks = [o.labels for o in chosen if o.pool.set == name and o.answerable]
            if ranks:
                first, three = (np.mean([1 in r[:k] for r in ranks]) for k in (1, 3))
                print(f"{stage:8} {name:7} {len(ranks):4}  first {first:.3f}  three {three:.3f}")
    for gate, (stage, _) in GATES.items():
        rows = [(Chosen.of(p, w[stage]), w[gate]) for p, w in judged]
        for name in SETS:
            _refusals(gate, name, [(c, sure(c, w)) for c, w in rows if c.pool.set == name])


def _refusals(gate: str, name: str, judged: Sequence[tuple[Chosen, float]]) -> None:
    """How many are refused at the bar that refuses a tenth of the answerable ones."""
    answerable = sorted(score for one, score in judged if one.answerable)
    if not answerable:
        return
    bar = answerable[len(answerable) // 10]
    kinds = {
        "unanswerable": [s for one, s in judged if not one.pool.answerable],
        "robbed": [s for one, s in judged if one.pool.robbed],
        "wrongly chosen": [s for one, s in judged if one.answerable and one.labels[0] < 1],
    }
    refused = "  ".join(
        f"{kind} {np.mean([s < bar for s in found]):.3f}" for kind, found in kinds.items() if found
    )
    print(f"{gate:16} {name:7} at 0.10 of answerable ({bar:+.2f}): {refused}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=500, help="of each set, at most")
    parser.add_argument("--sets", default=",".join(SETS), help="comma-separated")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    chosen = parser.parse_args()
    wanted = chosen.sets.split(",")
    if unknown := sorted(set(wanted) - SETS.keys()):
        parser.error(f"weights are fitted on {', '.join(SETS)}, and not on {', '.join(unknown)}")
    pools = collected(chosen.questions, wanted)
    told(pools)
    if chosen.dry:
        return
    record = {
        "weights": fitted(pools),
        "fitted": date.today().isoformat(),
        "by": "tests/benchmarks/fitting",
        "seed": SEED,
        "questions": {name: sum(pool.set == name for pool in pools) for name in SETS},
    }
    WEIGHTS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
