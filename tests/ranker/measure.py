"""How good the shipped ranker is on questions kept out: `python -m tests.ranker.measure`.

Asked are New-Wiki's last twelve articles and four of SQuAD 2.0's, in the lists that
`tests.ranker.prepare` wrote: the sentence that answers and seven others.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa.evaluation.measures.answers import exact_match, token_f1
from qa.reading.ranker import SHIPPED, Ranked, SentenceRanker
from tests.benchmarks.data import lines
from tests.ranker.prepare import FOLDER

Measured = Sequence[tuple[dict[str, Any], list[Ranked]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lists", type=Path, default=FOLDER / "held.jsonl")
    parser.add_argument("--shipped", type=Path, default=SHIPPED)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--limit", type=int)
    chosen = parser.parse_args()
    ranker = SentenceRanker(shipped=chosen.shipped, cache=chosen.cache)
    if not ranker.available:
        raise SystemExit("the ranker cannot be loaded")
    records = list(lines(chosen.lists))[: chosen.limit]
    measured = [
        (record, ranker.score(record["question"], record["candidates"])) for record in records
    ]
    print(json.dumps(figures(measured) | {"milliseconds_for_20": speed(ranker)}, indent=1))


def figures(measured: Measured) -> dict[str, Any]:
    """Shares in percent, with the number of questions each is of."""
    found: dict[str, Any] = {}
    for source in ("new-wiki", "squad"):
        own = [(r, ranked) for r, ranked in measured if r["source"] == source]
        found[source] = {"questions": len(own), "right first": _percent(map(_first, own))}
        found[source] |= _spans(own)
    asked = [(r, ranked) for r, ranked in measured if r["source"].startswith("squad")]
    best = [(r["source"] == "squad", max(x.logit for x in ranked)) for r, ranked in asked]
    found["answered or not"] = {"questions": len(best), "AUROC": _auroc(best)} | {
        "rightly decided at 0": _percent((logit > 0) == answered for answered, logit in best)
    }
    return found


def speed(ranker: SentenceRanker) -> float:
    """The best of ten runs: twenty rows of sixty tokens."""
    sentence = "The ferry sank on Tuesday off the coast of Norway , officials said , while " * 3
    pairs = [("Ferry sinks in a storm", sentence.strip()[:180])] * 20
    best = np.inf
    for _ in range(10):
        began = time.perf_counter()
        ranker.score("How many people were on board when it sank?", pairs)
        best = min(best, time.perf_counter() - began)
    return round(best * 1000, 1)


def _first(one: tuple[dict[str, Any], list[Ranked]]) -> bool:
    record, ranked = one
    return int(np.argmax([x.logit for x in ranked])) in record["right"]


def _spans(measured: Measured) -> dict[str, float]:
    """Of the words chosen in the right sentence, and of those in the sentence chosen."""
    exact, shared, chosen = [], [], []
    for record, ranked in measured:
        said = [
            text[one.start : one.end]
            for (_, text), one in zip(record["candidates"], ranked, strict=True)
        ]
        right = said[record["right"][0]]
        exact.append(exact_match(right, record["answers"]))
        shared.append(token_f1(right, record["answers"]))
        best = said[int(np.argmax([one.logit for one in ranked]))]
        chosen.append(token_f1(best, record["answers"]))
    return {
        "exact": _percent(exact),
        "F1": _percent(shared),
        "F1 in the sentence put first": _percent(chosen),
    }


def _percent(values: Any) -> float:
    return round(100 * float(np.mean(list(values))), 1)


def _auroc(best: Sequence[tuple[bool, float]]) -> float:
    yes = np.array([logit for answered, logit in best if answered])
    no = np.array([logit for answered, logit in best if not answered])
    return round(float((yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2), 3)


if __name__ == "__main__":
    main()
