"""Fit the weights of `qa/values/phrases.json`: `python -m tests.benchmarks.fit_short`.

A conditional logit: of the phrases of the sentence that answers, which is the answer? On the
questions of New-Wiki's first 36 articles that ask for something without a form of its own; half of
them are fitted on for what is printed, all for what is written. The last twelve are reported on by
`bench_sentences`.
"""

import json
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import sentences as split
from qa.evaluation.measures import exact_match, token_f1
from qa.language import read
from qa.understanding.questions import understand
from qa.values import phrases
from qa.values.sought import Kind
from qa.values.values import asked_of
from tests.benchmarks.data import DATA, ROOT, squad

FIRST = 36
ROUNDS, BATCH = 60, 64


class Choice(NamedTuple):
    """The phrases of a sentence, a row each, with how much each has of the answer."""

    rows: NDArray[np.float64]
    f1: NDArray[np.float64]
    exact: NDArray[np.bool_]


def choices(names: list[str]) -> Iterator[Choice]:
    """A choice for each question; `names` becomes the features, in their order."""
    for article in squad("new-wiki-v1.0.json")[:FIRST]:
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            spans = split(text)
            for asked in paragraph["qas"]:
                start = asked["answers"][0]["answer_start"] if asked["answers"] else -1
                found = next((one for one in spans if one[0] <= start < one[1]), None)
                query = understand(asked["question"].strip())
                if found and asked_of(query).kind is Kind.THING:
                    gold = [one["text"] for one in asked["answers"]]
                    if made := _choice(query.text, text[slice(*found)], gold, names):
                        yield made


def _choice(question: str, text: str, gold: list[str], names: list[str]) -> Choice | None:
    posed, sentence = phrases.Posed(read(question)), read(text)
    rows = phrases.features(posed, sentence)
    if not rows:
        return None
    names[:] = list(rows[0])
    told = []
    for first, last in phrases.candidates(posed, sentence):
        words = sentence.words
        place = sentence.original(words[first].start, words[last].end)
        told.append(text[slice(*place)] if place else "")
    return Choice(
        np.array([list(row.values()) for row in rows]),
        np.array([token_f1(one, gold) or 0.0 for one in told]),
        np.array([bool(exact_match(one, gold)) for one in told]),
    )


def fitted(data: Sequence[Choice], width: int) -> NDArray[np.float64]:
    """Weights under which the best phrases are the likeliest."""
    rng = random.Random(1)
    known = [one for one in data if one.f1.max() > 0.5]
    weights, squares = np.zeros(width), np.zeros(width)
    for _ in range(ROUNDS):
        rng.shuffle(known)
        for at in range(0, len(known), BATCH):
            slope = -1e-3 * weights
            for one in known[at : at + BATCH]:
                wanted = (one.f1 >= one.f1.max() - 1e-9).astype(float)
                slope += (wanted / wanted.sum() - _shares(one, weights)) @ one.rows / BATCH
            squares += slope**2
            weights += 0.5 * slope / np.sqrt(squares + 1e-8)
    return weights


def _shares(one: Choice, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    scores = one.rows @ weights
    shares: NDArray[np.float64] = np.exp(scores - scores.max())
    return shares / shares.sum()


def report(data: Sequence[Choice], weights: NDArray[np.float64]) -> None:
    """EM and F1 of the likeliest phrase, of the surest questions and of all."""
    rows = []
    for one in data:
        shares = _shares(one, weights)
        best = int(shares.argmax())
        rows.append((float(shares[best]), float(one.exact[best]), float(one.f1[best])))
    rows.sort(reverse=True)
    for share in (0.1, 0.2, 0.3, 0.5, 1.0):
        part = rows[: max(1, int(share * len(rows)))]
        exact, f1 = (float(np.mean([row[at] for row in part])) for at in (1, 2))
        print(f"surest {share:4.0%}: p >= {part[-1][0]:.2f}, EM {exact:.3f}, F1 {f1:.3f}")


def main() -> None:
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    names: list[str] = []
    data = list(choices(names))
    report(data[len(data) // 2 :], fitted(data[: len(data) // 2], len(names)))
    weights = {
        name: round(float(w), 3) for name, w in zip(names, fitted(data, len(names)), strict=True)
    }
    told = {"fitted_on": f"New-Wiki, the first {FIRST} articles", "questions": len(data)}
    file = ROOT / "qa" / "values" / "phrases.json"
    file.write_text(json.dumps({**told, "weights": weights}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
