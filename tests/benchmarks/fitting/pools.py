"""What a reader sees of each question: the features of the sentences found for it, as a table."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import Archive, Embedder, Hit, HybridRetriever
from qa import Turn, open_answerer
from qa.answerer import Answerer
from qa.models.spending import Meter
from qa.reading import selection
from qa.reading.features import Asked as Question
from qa.reading.features import Candidate, Hits
from qa.reading.selection import Selector
from qa.types import Assessed, Query, Statement
from tests.benchmarks.data import WORK
from tests.benchmarks.fitting import sets
from tests.benchmarks.fitting.solvers import Group, Table

LOOKED_AT, MEANT = 96, 40
"""How many sentences of a pool are looked at, and embedded: more than a reader does, so that
weights can be fitted of which nobody knows yet what they let through."""
_READ = 40
"""Passages."""


@dataclass(frozen=True)
class Pool:
    """The sentences found for one question.

    `columns` are features by name, (n,) each, NaN for what was not looked at; `labels` (n,) are
    1, 0, or -1 where nobody can tell. `whole` is what the passages show, whichever sentence is
    chosen. A `robbed` one lacks the passages that hold its answer.
    """

    asked: str
    set: str
    answerable: bool
    robbed: bool
    columns: dict[str, NDArray[np.float64]]
    labels: NDArray[np.int8]
    whole: dict[str, float]

    def table(self, names: Sequence[str]) -> Table:
        """The features `names`, (n, len(names))."""
        return np.stack([self.columns[name] for name in names], axis=1)

    def group(self, names: Sequence[str], weight: float = 1.0) -> Group | None:
        """The rows with all of `names` and a label; None where none of them is right."""
        rows = self.table(names)
        known = (self.labels >= 0) & ~np.isnan(rows).any(axis=1)
        if not (self.labels[known] > 0).any() or known.sum() < 2:
            return None
        return Group(rows[known], self.labels[known] > 0, weight)


class _Listener:
    """A reader that says nothing and remembers what it was given."""

    name = "listener"

    def __init__(self) -> None:
        self.query: Query | None = None
        self.hits: Sequence[Hit] = ()

    def read(
        self, query: Query, hits: Sequence[Hit], meter: Meter
    ) -> Iterator[Statement | Assessed]:
        self.query, self.hits = query, hits
        return iter(())


class Archives:
    """The archives that the sets are asked of, in `.dev`, made where they are not there."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._open: dict[str, tuple[Answerer, _Listener, Answerer, Selector]] = {}
        self._stack = ExitStack()

    def pools(self, asked: sets.Asked) -> Iterator[Pool]:
        """That of a question, and one that lacks its answer."""
        query, hits = self.found(asked)
        selector = self._opened(asked.archive)[-1]
        if query is None or query.parts or not hits:
            return
        yield _pool(selector, asked, query, hits[:_READ])
        if asked.answerable:
            poorer = [hit for hit in hits if not asked.evidence(hit.passage.text)]
            if poorer and len(poorer) < len(hits):
                yield replace(_pool(selector, asked, query, poorer[:_READ]), robbed=True)

    def found(self, asked: sets.Asked) -> tuple[Query | None, Sequence[Hit]]:
        """A question as it is understood, and the passages that its reader gets."""
        answerer, listener, usual, _ = self._opened(asked.archive)
        turns: list[Turn] = []
        for earlier in asked.turns:
            turns.append(Turn.of(usual.ask(earlier, turns=turns, today=asked.today)))
        answerer.ask(asked.question, turns=turns, today=asked.today)
        return listener.query, listener.hits

    def _opened(self, name: str) -> tuple[Answerer, _Listener, Answerer, Selector]:
        if name not in self._open:
            archive = self._stack.enter_context(self._archive(name))
            listener = _Listener()
            answerer = Answerer(archive, HybridRetriever(archive), listener, passages=2 * _READ)
            usual = open_answerer(archive.path)
            selector = Selector(archive.rarity, self._embedder)
            self._open[name] = answerer, listener, usual, selector
        return self._open[name]

    def _archive(self, name: str) -> Archive:
        path = WORK / "judged" / name
        if path.exists():
            return Archive(path, self._embedder)
        archive = Archive(path, self._embedder, create=True)
        archive.add([sets.source(name) or _written(path.with_suffix(".jsonl"))])
        return archive


def _written(path: Path) -> Path:
    path.write_text("\n".join(json.dumps(one) for one in sets.articles()), encoding="utf-8")
    return path


def _pool(selector: Selector, asked: sets.Asked, query: Query, hits: Sequence[Hit]) -> Pool:
    found = Hits(Question(query, selector.rarity), hits)
    glanced = selection.ranked(found.glances(), selection.weights()["glance"])
    looked = found.looks(glanced[:LOOKED_AT])
    looked = selection.ranked(looked, selection.weights()["screen"])
    meant = selector.with_meaning(query, looked[:MEANT])
    rows: list[Candidate] = [*meant, *looked[MEANT:], *glanced[LOOKED_AT:]]
    names = dict.fromkeys(name for row in rows for name in row.features)
    columns = {name: np.array([row.features.get(name, np.nan) for row in rows]) for name in names}
    marks = [asked.label(row) for row in rows]
    labels = np.array([-1 if mark is None else mark for mark in marks], dtype=np.int8)
    return Pool(
        asked.question,
        asked.set,
        asked.answerable,
        False,
        columns,
        labels,
        selector.whole(query, hits),
    )
