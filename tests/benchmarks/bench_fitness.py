"""What each feature of `qa/reading/fitness.py` tells: `python -m tests.benchmarks.bench_fitness`.

Of the sentences retrieved for a question, how often a feature says something, how often such a
sentence holds the answer, and what it adds to selection's own features: the gain in the mean log
likelihood of the answer, and in how often it comes first, in a conditional logit that is fitted on
four fifths of the questions and measured on the fifth. The sets: half of newsquiz, the questions
that `fit.py` trains on (found by words alone), and a set of judged questions with the archives
that it is asked of.
"""

import argparse
import json
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from index import EVERYTHING, Archive, Hit, HybridRetriever, MiniLM
from qa.language import read
from qa.reading import selection
from qa.reading.fitness import FEATURES, Fitness, Place
from qa.reading.selection import Candidate, Selector
from qa.types import Query
from qa.understanding.questions import understand
from tests.benchmarks import bench_newsquiz, fit
from tests.benchmarks.data import DATA, WORK, holds, lines

BASE = (*selection.WORD_FEATURES, *selection.NEWS_FEATURES)
FOLDS = 5
Gold = Callable[[Candidate], float | None]
"""1 for a sentence with the answer, 0 for one without, None for one that may be either."""
PASSAGES = 10


class Pool(NamedTuple):
    """The sentences found for a question: features, what fitness says, which hold the answer."""

    query: Query
    base: np.ndarray
    fitness: np.ndarray
    gold: np.ndarray
    seconds: float
    texts: Sequence[str]


def places(hit: Hit) -> dict[int, Place]:
    """Every sentence of a passage in its place, by where it begins."""
    passage = hit.passage
    every = [read(passage.slice(*one), passage.published, one[0]) for one in passage.sentences]
    headline = read(passage.title)
    return {
        one.start: Place(
            one,
            tuple(every[:at]),
            every[at + 1] if at + 1 < len(every) else None,
            headline,
            passage.published,
        )
        for at, one in enumerate(every)
    }


def pool(query: Query, hits: Sequence[Hit], selector: Selector, gold: Gold) -> Pool:
    marked = [(one, gold(one)) for one in selector.candidates(query, hits)]
    found = [one for one, mark in marked if mark is not None]
    by_hit = {id(hit): places(hit) for hit in hits}
    at = [by_hit[id(one.hit)][one.sentence.start] for one in found]
    for place in at:
        _read(place)
    start = time.process_time()
    fitness = Fitness(query)
    rows = [fitness.features(place) for place in at]
    seconds = time.process_time() - start
    return Pool(
        query,
        fit.matrix(found, BASE) if found else np.zeros((0, len(BASE))),
        np.array([[row[name] for name in FEATURES] for row in rows]).reshape(-1, len(FEATURES)),
        np.array([mark for _, mark in marked if mark is not None], dtype=float),
        seconds / max(1, len(at)),
        [place.sentence.text for place in at],
    )


def _read(place: Place) -> None:
    """So that what reading costs is not counted: it is kept for whoever comes next."""
    sentence = place.sentence
    _ = sentence.acts, sentence.moments, sentence.quantities, sentence.denials, sentence.names
    _ = sentence.plans, sentence.hedges, sentence.quotations, sentence.stems


def holding(answers: Sequence[str], articles: Sequence[str] = ()) -> Gold:
    """Whether a sentence holds one of `answers`; of `articles` alone, if there are any."""

    def gold(candidate: Candidate) -> bool:
        passage = candidate.hit.passage
        there = not articles or not {passage.url, passage.article_id}.isdisjoint(articles)
        return there and holds(candidate.sentence.text, answers)

    return gold


def judged(path: Path, archives: Path) -> Iterator[Pool]:
    asked = defaultdict(list)
    for one in lines(path):
        if one["answerable"] and not one.get("turns"):
            asked[one["archive"]].append(one)
    for name, questions in asked.items():
        with Archive(archives / name, MiniLM()) as archive:
            retriever, selector = HybridRetriever(archive), Selector(archive.rarity)
            for one in questions:
                day = date.fromisoformat(one["asked_on"]) if one.get("asked_on") else None
                query = understand(one["question"], today=day)
                articles = [evidence["article"] for evidence in one.get("evidence", ())]
                hits = retriever.retrieve(query.text, PASSAGES, query.filters)
                yield pool(query, hits, selector, holding(one["answers"], articles))


def newsquiz(path: Path) -> Iterator[Pool]:
    with Archive(path, MiniLM()) as archive:
        retriever, selector = HybridRetriever(archive), Selector(archive.rarity)
        for one in bench_newsquiz.asked("tune"):
            if one.answerable:
                hits = retriever.retrieve(one.query.text, PASSAGES, one.query.filters)
                yield pool(one.query, hits, selector, holding(one.question["answers"]))


def encyclopedia(count: int) -> Iterator[Pool]:
    folder = WORK / "fitness"
    if not (folder / "archive").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = folder / "articles.jsonl"
        source.write_text("\n".join(map(json.dumps, fit.articles())), encoding="utf-8")
        with Archive(folder / "archive", MiniLM(), create=True) as made:
            made.sync(source, vectors=False)
    every = fit.questions(fit.squad("new-wiki-v1.0.json")) + fit.searched()[0]
    with Archive(folder / "archive", MiniLM()) as archive:
        selector = Selector(archive.rarity)
        for one in Random(11).sample(every, min(count, len(every))):
            found = archive.search_words(one.query.text, PASSAGES, EVERYTHING)
            passages = archive.passages([number for number, _ in found])
            hits = [Hit(passages[number], score) for number, score in found]
            yield pool(one.query, hits, selector, lambda found, one=one: fit.label(found, one))


def told(pools: Sequence[Pool]) -> None:
    """How often each feature says something, and what is then the answer."""
    gold = np.concatenate([one.gold for one in pools])
    rows = np.vstack([one.fitness for one in pools])
    print(f"{'':13}  non-zero   P(gold|+)     (n)   P(gold|-)     (n)   P(gold|0)")
    for at, name in enumerate(FEATURES):
        signs = [rows[:, at] > 0, rows[:, at] < 0, rows[:, at] == 0]
        plus, minus, none = (f"{gold[s].mean():.3f}" if s.any() else "-" for s in signs)
        sizes = [int(s.sum()) for s in signs]
        share = 1 - sizes[2] / len(gold)
        print(f"{name:13} {share:9.3f} {plus:>11} {sizes[0]:7} {minus:>11} {sizes[1]:7} {none:>11}")


def measured(pools: Sequence[Pool], names: Sequence[str]) -> tuple[float, float, np.ndarray]:
    """Mean log likelihood and how often an answer is first, cross-validated; the weights."""
    columns = [FEATURES.index(name) for name in names]
    groups = [(np.hstack([one.base, one.fitness[:, columns]]), one.gold) for one in pools]
    fold = [at % FOLDS for at in range(len(groups))]
    likely, first, weights = [], [], []
    for part in range(FOLDS):
        weight = fit.conditional_logit(
            [one for one, f in zip(groups, fold, strict=True) if f != part], ridge=1.0
        )
        weights.append(weight)
        for rows, gold in (one for one, f in zip(groups, fold, strict=True) if f == part):
            scores = rows @ weight
            likely.append(np.log(fit._softmax(scores)[gold > 0].sum()))
            first.append(float(gold[scores.argmax()]))
    return float(np.mean(likely)), float(np.mean(first)), np.mean(weights, axis=0)[len(BASE) :]


def gains(pools: Sequence[Pool]) -> None:
    """What all add together, each alone, and what is lost without it."""
    none, every = measured(pools, ()), measured(pools, FEATURES)
    print(f"{len(pools)} questions: log likelihood {none[0]:.3f}, first {none[1]:.3f}")
    print(f"with fitness: {every[0]:+.3f} ({every[0] - none[0]:+.3f}), first {every[1]:.3f}")
    print(f"{'':13}    weight   alone: gain, first   lost without")
    for at, name in enumerate(FEATURES):
        alone = measured(pools, (name,))
        rest = measured(pools, [one for one in FEATURES if one != name])
        print(
            f"{name:13} {every[2][at]:9.2f} {alone[0] - none[0]:+13.4f} {alone[1] - none[1]:+.3f}"
            f" {every[0] - rest[0]:+14.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judged", type=Path, help="a question set with an archive for each")
    parser.add_argument("--archives", type=Path, help="the folder of those archives")
    parser.add_argument("--newsquiz", type=Path, default=bench_newsquiz.ARCHIVE)
    parser.add_argument("--encyclopedia", type=int, default=400, help="how many questions")
    chosen = parser.parse_args()
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}; set DATELINE_DATA")
    sets: dict[str, list[Pool]] = {}
    if chosen.judged:
        sets["judged"] = list(judged(chosen.judged, chosen.archives))
    if chosen.newsquiz.exists():
        sets["newsquiz"] = list(newsquiz(chosen.newsquiz))
    if chosen.encyclopedia:
        sets["encyclopedia"] = list(encyclopedia(chosen.encyclopedia))
    sets["all"] = [one for each in sets.values() for one in each]
    for name, pools in sets.items():
        cost = 1e6 * float(np.median([one.seconds for one in pools]))
        found = [one for one in pools if one.gold.any()]
        print(f"\n{name}: {len(pools)} questions, {cost:.0f} µs a sentence")
        told(found)
        gains(found)


if __name__ == "__main__":
    main()
