"""Who is asked: ours, each half of its retrieval alone, and ours with articles taken away."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from index import EVERYTHING, Archive, Filters, Hit, Retriever
from qa import Abstention, Answer, Answerer, Reason


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
    """A retriever as if some articles were not in its archive.

    More is fetched than asked for, so that what is dropped is made up for.
    """

    SPARE = 4
    """Passages fetched for each article that is dropped; a retriever of ours gives three of one."""

    def __init__(self, retriever: Retriever, articles: Collection[str]) -> None:
        self._retriever = retriever
        self._articles = frozenset(articles)

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        wider = self._retriever.retrieve(text, k + self.SPARE * len(self._articles), filters)
        return [hit for hit in wider if hit.passage.article_id not in self._articles][:k]


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
            hits=tuple(self.retriever.retrieve(question, self.passages, filters or EVERYTHING)),
            abstention=Abstention(Reason.NO_ANSWER, "nothing is read"),
            coverage=self.archive.coverage(),
            made_by="retrieval alone",
            as_of=today or date.today(),
        )


class WithoutEvidence(Answerer):
    """Asks each question of the archive without the articles that are `withheld` for it."""

    def __init__(self, answerer: Answerer, withheld: Mapping[str, Collection[str]]) -> None:
        super().__init__(
            answerer.archive, answerer.retriever, answerer.reader, passages=answerer.passages
        )
        self._withheld = withheld

    def stream(self, question: str, *given: Any, **named: Any) -> Iterator[Any]:
        retriever = Without(self.retriever, self._withheld[question])
        return self.over(self.archive, retriever).stream(question, *given, **named)
