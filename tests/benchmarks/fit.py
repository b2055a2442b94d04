"""Fit the weights of `qa/reading/selection.json`: `python -m tests.benchmarks.fit [--questions N]`.

Trained on SQuAD's New-Wiki set, half of XQuAD and ClapNQ's development set (questions typed into a
search engine, with the sentences that answer them), asked of one archive that holds all of their
articles and those of the Wikinews clusters; nothing of the sets that results are reported on.

- `screen` and `select` are conditional logits: among the sentences retrieved for a question, which
  holds the answer? Each is then calibrated by a one-dimensional logistic (Platt scaling).
  What only news shows (`selection.NEWS_FEATURES`) is not fitted: its weights were chosen, in
  halves, on the half of the newsquiz questions that is for choosing (`data.half`).
- `answerable` judges whether the passages that were read hold the answer. Its counter-examples are
  questions about articles that the archive lacks (the other half of XQuAD), questions asked again
  with every passage that holds their answer taken away, and ClapNQ's unanswerable ones.
"""

import argparse
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from index import Archive, Hit, HybridRetriever, MiniLM
from qa.reading import selection
from qa.reading.selection import Candidate, Selector
from qa.types import Query
from qa.understanding.questions import understand
from tests.benchmarks.data import DATA, ROOT, WORK, holds, lines, squad

WEIGHTS = ROOT / "qa" / "reading" / "selection.json"


@dataclass(frozen=True)
class Asked:
    query: Query
    answers: tuple[str, ...]
    contexts: tuple[str, ...] = ()  # what stands before the annotated answer, where that is known


def articles() -> Iterator[dict[str, str]]:
    for article in [*squad("new-wiki-v1.0.json"), *_halves()[0]]:
        text = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
        yield {"id": article["title"], "title": article["title"].replace("_", " "), "text": text}
    for number, cluster in enumerate(lines(DATA / "wikinews" / "clusters.jsonl")):
        for at, source in enumerate(cluster["sources"]):
            if source["language"] == "en":
                title, text = source.get("title") or "", source["maintext"]
                yield {"id": f"wikinews-{number}-{at}", "title": title, "text": text}

    for record in _clapnq():
        passage = record["passages"][0]
        text = _detokenized(" ".join(passage["sentences"]))
        yield {"id": f"clapnq-{record['id']}", "title": passage["title"], "text": text}


def _clapnq() -> list[dict[str, Any]]:
    return [
        record
        for part in ("answerable", "unanswerable")
        for record in lines(DATA / "clapnq" / f"clapnq_dev_{part}.jsonl")
    ]


def _detokenized(text: str) -> str:
    """ClapNQ's text as it is printed: no space before a comma, quotation marks closed up."""
    text = re.sub(r"\s+([,.;:!?)%])", r"\1", text.replace("`` ", "“").replace(" ''", "”"))
    return re.sub(r"\(\s+", "(", re.sub(r"\s+(n't|'s|'re|'ve|'ll|'d)\b", r"\1", text))


def searched() -> tuple[list[Asked], list[Asked]]:
    """ClapNQ's questions: those that their passage answers, and those that it does not."""
    answerable, not_so = [], []
    for record in _clapnq():
        selected = tuple(_detokenized(s) for s in record["output"][0]["selected_sentences"])
        asked = Asked(understand(record["input"]), selected)
        (answerable if selected else not_so).append(asked)
    return answerable, not_so


def questions(of: Sequence[Any]) -> list[Asked]:
    asked = []
    for article in of:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                if len(qa["question"].split()) < 5 or not qa["answers"]:
                    continue
                texts = tuple(dict.fromkeys(answer["text"] for answer in qa["answers"]))
                around = tuple(
                    paragraph["context"][max(0, a["answer_start"] - 15) : a["answer_start"]]
                    + a["text"]
                    for a in qa["answers"]
                )
                asked.append(Asked(understand(qa["question"]), texts, around))
    return asked


def _halves() -> tuple[list[Any], list[Any]]:
    every = squad("xquad.en.json")
    return every[::2], every[1::2]


def label(candidate: Candidate, asked: Asked) -> int | None:
    """1 the annotated sentence, 0 without the answer, None where the string stands elsewhere."""
    text = candidate.sentence.text
    if not asked.contexts:
        return int(any(text in one or one in text for one in asked.answers))
    if not holds(text, asked.answers):
        return 0
    return 1 if any(around in candidate.hit.passage.text for around in asked.contexts) else None


def conditional_logit(groups: Sequence[tuple[np.ndarray, np.ndarray]], ridge: float) -> np.ndarray:
    """Weights that maximise the likelihood of the labelled rows within each group."""
    width = groups[0][0].shape[1]
    weights = np.zeros(width)
    for _ in range(40):
        gradient, hessian = -ridge * weights, -ridge * np.eye(width)
        for rows, positive in groups:
            scores = rows @ weights
            every = _softmax(scores)
            wanted = _softmax(np.where(positive > 0, scores, -1e9))
            mean = every @ rows
            gradient = gradient + wanted @ rows - mean
            hessian = hessian - ((rows * every[:, None]).T @ rows - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-4:
            break
    return weights


def logistic(rows: np.ndarray, labels: np.ndarray, ridge: float) -> np.ndarray:
    """Ridge logistic regression by Newton's method; the last weight is the bias, unpenalised."""
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    penalty = ridge * np.eye(rows.shape[1])
    penalty[-1, -1] = 1e-9
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (labels - predicted) - penalty @ weights
        hessian = (rows * (predicted * (1 - predicted))[:, None]).T @ rows + penalty
        step = np.linalg.solve(hessian, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def matrix(candidates: Sequence[Candidate], names: Sequence[str]) -> np.ndarray:
    """The features `names` of `candidates`, shape (n, len(names))."""
    return np.array([[c.features[name] for name in names] for c in candidates])


def _softmax(scores: np.ndarray) -> np.ndarray:
    exponentials = np.exp(scores - scores.max())
    return exponentials / exponentials.sum()


def fit_ranking(
    pools: Sequence[tuple[Asked, list[Candidate]]], names: Sequence[str]
) -> dict[str, float]:
    groups, rows, labels = [], [], []
    for asked, candidates in pools:
        marked = [(c, label(c, asked)) for c in candidates]
        kept = [(c, mark) for c, mark in marked if mark is not None]
        if not any(mark for _, mark in kept):
            continue
        table = matrix([c for c, _ in kept], names)
        marks = np.array([mark for _, mark in kept])
        groups.append((table, marks))
        rows.append(table)
        labels.append(marks)
    weights = conditional_logit(groups, ridge=1.0)
    scale, bias = logistic(np.vstack(rows) @ weights[:, None], np.concatenate(labels), ridge=1e-6)
    print(f"{len(groups)} questions with the answer among their sentences")
    return _named(names, np.append(weights * scale, bias))


def _named(names: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    return {name: round(float(w), 4) for name, w in zip([*names, "bias"], weights, strict=True)}


def store(**weights: dict[str, float]) -> None:
    stored = json.loads(WEIGHTS.read_text()) if WEIGHTS.exists() else {"weights": {}}
    stored["fitted"] = date.today().isoformat()
    stored["by"] = "tests/benchmarks/fit.py"
    stored["weights"].update(weights)
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n")
    selection._weights.cache_clear()


def archive(*, kept: bool) -> Archive:
    """The training archive in `.dev/fit`, made where it is not there or is not to be kept."""
    folder = WORK / "fit"
    if kept and (folder / "archive").exists():
        return Archive(folder / "archive", MiniLM())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = folder / "articles.jsonl"
    source.write_text("\n".join(json.dumps(a) for a in articles()), encoding="utf-8")
    opened = Archive(folder / "archive", MiniLM(), create=True)
    print(opened.add([source], progress=lambda *_: None), opened.coverage())
    return opened


def far_questions() -> list[Asked]:
    return questions(_halves()[1])


def without_answer(asked: Asked, retrieve: Callable[[str], list[Hit]]) -> list[Hit]:
    return [h for h in retrieve(asked.query.text) if not holds(h.passage.text, asked.answers)][:10]


def answerable_rows(
    selector: Selector, cases: Sequence[tuple[Asked, list[Hit], bool]]
) -> tuple[list[dict[str, float]], np.ndarray]:
    rows, labels = [], []
    for asked, hits, answerable in cases:
        if not hits:
            continue
        rows.append(selector.answerable_features(asked.query, hits))
        labels.append(answerable and holds(" ".join(h.passage.text for h in hits), asked.answers))
    return rows, np.array(labels, dtype=float)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1400)
    parser.add_argument("--only-answerable", action="store_true", help="keep screen and select")
    parser.add_argument("--keep", action="store_true", help="keep the training archive")
    chosen = parser.parse_args()
    count = chosen.questions
    rng = random.Random(7)
    opened = archive(kept=chosen.keep)
    retriever = HybridRetriever(opened)
    every = questions([*squad("new-wiki-v1.0.json"), *_halves()[0]])
    asked = rng.sample(every, min(count, len(every)))
    from_search, unanswered = searched()
    asked = rng.sample(asked + 2 * from_search, len(asked) + 2 * len(from_search))
    hits = {a.query.text: retriever.retrieve(a.query.text, 10) for a in asked}

    selector = Selector(opened.rarity, opened.embedder)
    if not chosen.only_answerable:
        fit_selection(selector, asked, hits)
    far = rng.sample(far_questions(), min(len(far_questions()), count // 4))
    cases = [(a, hits[a.query.text], True) for a in asked[: count // 2]]
    cases += [(a, retriever.retrieve(a.query.text, 10), False) for a in far]
    wide = lambda text: retriever.retrieve(text, 40)  # noqa: E731
    cases += [(a, without_answer(a, wide), False) for a in asked[: count // 4]]
    cases += [(a, retriever.retrieve(a.query.text, 10), False) for a in unanswered]
    words = [(a, [replace(hit, cosine=None) for hit in found], so) for a, found, so in cases]
    for name, found in (("answerable", cases), ("answerable_words", words)):
        rows, labels = answerable_rows(selector, found)
        names = selection.ANSWERABLE_FEATURES
        table = np.array([[row[n] for n in names] for row in rows])
        weights = logistic(table, labels, ridge=1.0)
        store(**{name: _named(names, weights)})
        scores = np.hstack([table, np.ones((len(table), 1))]) @ weights
        print(name, f"AUROC {auroc(scores, labels):.3f} on {len(labels)} cases")
    print(json.dumps(json.loads(WEIGHTS.read_text()), indent=1))


def fit_selection(
    selector: Selector, asked: Sequence[Asked], hits: Mapping[str, list[Hit]]
) -> None:
    pools = [(a, selector.candidates(a.query, hits[a.query.text])) for a in asked]
    store(screen=fit_ranking(pools, selection.WORD_FEATURES))
    near = []
    for a, candidates in pools:
        screened = selection._ranked(candidates, selection._weights()["screen"])
        near.append((a, selector.with_meaning(a.query, screened[: selection.EMBEDDED])))
    store(select=fit_ranking(near, selection.MEANING_FEATURES))


def auroc(scores: np.ndarray, labels: np.ndarray) -> float:
    """The chance that a positive scores above a negative, ties counting half."""
    order = scores.argsort()
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    positives = labels.sum()
    return float(
        (ranks[labels > 0].sum() - positives * (positives + 1) / 2)
        / (positives * (len(labels) - positives))
    )


if __name__ == "__main__":
    main()
