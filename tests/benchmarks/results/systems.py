"""Who is asked: ours, each half of its retrieval alone, and ours with articles taken away."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from index import EVERYTHING, Archive, Filters, Hit, Retriever
from qa import Abstention, Answer, Answerer, Basis, Provenance, Reason
from tests.benchmarks.data import holds


class Words:
    """The passages of an archive by BM25 alone."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        return _hits(self._archive, self._archive.search_words(text, k, filters))


class Vectors:
    """The passages of an archive by the cosine of their vectors alone."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        return _hits(self._archive, self._archive.search_vectors(text, k, filters))


def _hits(archive: Archive, ranked: list[tuple[int, float]]) -> list[Hit]:
    passages = archive.passages([number for number, _ in ranked])
    return [Hit(passages[number], score) for number, score in ranked if number in passages]


class Without:
    """A retriever as if some articles, and passages with one of some `strings`, were not there.

    More is fetched than asked for, so that what is dropped is made up for.
    """

    SPARE = 4
    """Passages fetched for each article that is dropped; a retriever of ours gives four of one."""
    SPARE_FOR_STRINGS = 40

    def __init__(
        self, retriever: Retriever, articles: Collection[str], strings: Sequence[str] = ()
    ) -> None:
        self._retriever = retriever
        self._articles = frozenset(articles)
        self._strings = tuple(strings)

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        spare = self.SPARE * len(self._articles) + self.SPARE_FOR_STRINGS * bool(self._strings)
        wider = self._retriever.retrieve(text, k + spare, filters)
        return [hit for hit in wider if self._kept(hit)][:k]

    def _kept(self, hit: Hit) -> bool:
        return hit.passage.article_id not in self._articles and not (
            self._strings and holds(hit.passage.text, self._strings)
        )


class RetrievalAlone(Answerer):
    """Searches for the question as it is typed and states nothing."""

    def __init__(self, answerer: Answerer, retriever: Retriever) -> None:
        super().__init__(answerer.archive, retriever, answerer.reader, passages=answerer.passages)

    def stream(
        self,
        question: str,
        filters: Filters | None = None,
        turns: Any = (),
        *,
        today: date | None = None,
        undated: bool = False,
    ) -> Iterator[Answer]:
        yield Answer(
            question=question,
            statements=(),
            abstention=Abstention(Reason.NO_ANSWER, "nothing is read"),
            basis=Basis(
                tuple(self.retriever.retrieve(question, self.passages, filters or EVERYTHING)),
                self.archive.coverage(),
                today or date.today(),
            ),
            provenance=Provenance("retrieval alone"),
        )


class WithoutEvidence(Answerer):
    """Asks each question of the archive without its evidence: without the articles of `articles`.

    Both are by the question's text; passages that hold one of the `strings` are left out too.
    """

    def __init__(
        self,
        answerer: Answerer,
        articles: Mapping[str, Collection[str]],
        strings: Mapping[str, Sequence[str]] = MappingProxyType({}),
    ) -> None:
        super().__init__(
            answerer.archive, answerer.retriever, answerer.reader, passages=answerer.passages
        )
        self._articles = articles
        self._strings = strings

    def stream(self, question: str, *given: Any, **named: Any) -> Iterator[Any]:
        strings = self._strings.get(question, ())
        retriever = Without(self.retriever, self._articles[question], strings)
        return self.over(self.archive, retriever).stream(question, *given, **named)
