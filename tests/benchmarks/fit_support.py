"""Fit the weights in `qa/checking/support.json`. Run `python -m tests.benchmarks.fit_support`.

Fitted on RTE-1, 2 and 3 (development sets), ExpertQA's validation set and QuoteSum's development
set, each with the same total weight and its true and untrue statements with the same, and, with a
tenth of that, sentences of the articles behind the Wikinews reports, edited so that they stay true
or become false. Nothing of FRANK or QAGS, nor of the articles that edits are measured on.

A logistic regression in which no feature may count against its meaning: what speaks for a statement
has a weight of at least nothing, what speaks against it at most nothing.
"""

import json
from collections.abc import Sequence
from datetime import date

import numpy as np

from qa.checking import support
from tests.benchmarks import claims, edits
from tests.benchmarks.data import ROOT
from tests.benchmarks.fitting.solvers import auroc

WEIGHTS = ROOT / "qa" / "checking" / "support.json"
EDITED = 0.1
Rows = tuple[np.ndarray, np.ndarray]


def judged(cases: Sequence[claims.Case]) -> Rows:
    """The features and labels of statements of one sentence each."""
    rows = [_row(case.sentences[0], case.citations) for case in cases]
    return np.array(rows), np.array([float(case.label) for case in cases])


def made() -> Rows:
    """The same for edited sentences."""
    sentences = edits.sentences(edits.fitted_on(), 400, seed=1)
    rows, labels = [], []
    for kinds, label, count in (
        (edits.PARAPHRASES, 1.0, 40),
        ({**edits.CHANGES, **edits.EXTRA_CHANGES}, 0.0, 60),
    ):
        for edit in kinds.values():
            for sentence, text in edits.edited(sentences, edit, count, seed=5):
                rows.append(_row(text, sentence.citations))
                labels.append(label)
    return np.array(rows), np.array(labels)


def _row(text: str, citations: Sequence[support.Citation]) -> list[float]:
    found = support.features(text, citations)
    return [found[name] for name in support.FEATURES]


def signed_logistic(
    rows: np.ndarray, labels: np.ndarray, weight: np.ndarray, signs: np.ndarray, ridge: float = 1.0
) -> np.ndarray:
    """Ridge logistic regression under signs, by projected gradient; the last weight is the bias."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = (rows - mean) / spread
    total = weight.sum()
    curve = np.linalg.eigvalsh((scaled * weight[:, None]).T @ scaled / total)[-1]
    step = 1 / (0.25 * curve + ridge / total)
    weights, bias = np.zeros(rows.shape[1]), 0.0
    for _ in range(6000):
        off = weight * (labels - 1 / (1 + np.exp(-(scaled @ weights + bias))))
        weights = weights + step * (scaled.T @ off - ridge * weights) / total
        weights = np.where(signs * weights < 0, 0.0, weights)
        bias += 2 * off.sum() / total
    weights = weights / spread
    return np.append(weights, bias - weights @ mean)


def main() -> None:
    sets = {
        "RTE": judged(claims.rte()),
        "ExpertQA": judged(claims.expertqa()),
        "QuoteSum": judged(claims.quotesum()),
        "edited sentences": made(),
    }
    weight = []
    for name, (_, labels) in sets.items():
        of_class = np.where(labels > 0, labels.sum(), (1 - labels).sum())
        weight.append((EDITED if name == "edited sentences" else 1.0) * 500 / of_class)
    rows = np.vstack([rows for rows, _ in sets.values()])
    labels = np.concatenate([labels for _, labels in sets.values()])
    signs = np.array([-1 if name in support.FACTS else 1 for name in support.FEATURES])
    weights = signed_logistic(rows, labels, np.concatenate(weight), signs)
    for name, (table, true) in sets.items():
        score = table @ weights[:-1] + weights[-1]
        print(f"{name}: {len(true)} statements, AUROC {auroc(score, true):.3f} where fitted")
    named = dict(zip([*support.FEATURES, "bias"], map(float, weights.round(4)), strict=True))
    stored = {
        "fitted": date.today().isoformat(),
        "by": "tests/benchmarks/fit_support.py",
        "weights": named,
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")
    print(json.dumps(named, indent=1))


if __name__ == "__main__":
    main()
