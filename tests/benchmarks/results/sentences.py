"""TREC QA's development set: which of the sentences given for a question answer it?

Over the questions that have an answer among them. Our ranking is that of
`bench_sentences.rankings(part)`: by the question's id, the ids of its sentences, best first. Beside
it stands that by the cosine of question and sentence. Neither is fitted on this set.
"""

import time
from collections.abc import Mapping, Sequence

from index import MiniLM
from qa.evaluation import Collection, Figure, Report, formats, measures
from tests.benchmarks.bench_sentences import rankings
from tests.benchmarks.data import DATA
from tests.benchmarks.results.measuring import OURS, Measured

NAME = "trecqa"
TITLE = "TREC QA, development set"
FILE = DATA / "trecqa" / "dev.jsonl"
MEASURES = ("map", "mrr")


def ranked() -> Measured:
    """MAP and MRR of our ranking and of the cosine alone."""
    began = time.perf_counter()
    collection = formats.trec_qa(FILE)
    found = {OURS: rankings("dev"), "vectors alone": by_cosine(collection)}
    reports = {name: report(collection, ranking) for name, ranking in found.items()}
    asked = sum(bool(one.answerable) for one in collection.questions)
    held = f"{len(collection.articles):,} sentences"
    return Measured(NAME, asked, held, reports, seconds=time.perf_counter() - began)


def by_cosine(collection: Collection) -> Mapping[str, Sequence[str]]:
    texts = {one.id: one.text for one in collection.articles}
    embedder = MiniLM()
    found = {}
    for question in collection.questions:
        ids = sorted(collection.qrels[question.id])
        asked, *rows = embedder.embed([question.question, *(texts[one] for one in ids)])
        near = {one: float(row @ asked) for one, row in zip(ids, rows, strict=True)}
        found[question.id] = sorted(ids, key=lambda one, near=near: -near[one])
    return found


def report(collection: Collection, ranking: Mapping[str, Sequence[str]]) -> Report:
    """MAP and MRR over the questions with an answer; one that is not ranked counts as 0."""
    asked = [one.id for one in collection.questions if one.answerable]
    judged = {
        "map": measures.average_precision,
        "mrr": measures.reciprocal_rank,
    }
    return Report(
        tuple(
            Figure.over(name, [of(ranking.get(one, ()), collection.qrels[one]) for one in asked])
            for name, of in judged.items()
        )
    )
