"""The one path from a question to an answer, whoever asks and whoever reads."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index import Coverage, Filters, Hit, Retriever, terms
from qa import support
from qa.errors import SettingsError
from qa.holdings import Holdings
from qa.questions import understand
from qa.readers import ExtractiveReader, Reader
from qa.types import Abstention, Answer, Query, Reason, Statement, Turn

PASSAGES = 10
"""How many passages are read for one question."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What the answerer is doing now: "understanding", "searching", "reading", "checking".

    `understood` is the question as it is searched for, once that is known.
    """

    name: str
    detail: str
    understood: str = ""


class Answerer:
    """Asks one archive through one retriever and one reader. Safe to share between threads."""

    def __init__(
        self, archive: Holdings, retriever: Retriever, reader: Reader, *, passages: int = PASSAGES
    ) -> None:
        self.archive = archive
        self.retriever = retriever
        self._reader = reader
        self._passages = passages

    def over(
        self,
        archive: Holdings,
        retriever: Retriever,
        rarity: Callable[[str], float] | None = None,
    ) -> "Answerer":
        """The same reader over other articles, in which words are as rare as `rarity` says."""
        reader = self._reader
        if rarity and isinstance(reader, ExtractiveReader):
            reader = reader.weighing(rarity)
        return Answerer(archive, retriever, reader, passages=self._passages)

    @property
    def settings(self) -> dict[str, object]:
        """How questions are answered, for the record."""
        return {"reader": self._reader.name, "passages": self._passages}

    def ask(
        self, question: str, filters: Filters | None = None, turns: Sequence[Turn] = ()
    ) -> Answer:
        """The answer to `question` from the articles that `filters` let through.

        After `turns`, the earlier ones of a conversation, oldest first, it may be a follow-up;
        without `filters`, a follow-up keeps those of the last turn.

        Raises:
            QuestionError: the question is empty, has no word in it, or is far too long.
            SettingsError: a filter names an outlet or a kind that the archive does not have.
            ReaderError, EmbedderError: a model behind it did not answer.
        """
        *_, answer = self.stream(question, filters, turns)
        assert isinstance(answer, Answer)  # noqa: S101  (stream ends in one)
        return answer

    async def aask(
        self, question: str, filters: Filters | None = None, turns: Sequence[Turn] = ()
    ) -> Answer:
        """`ask`, without blocking the event loop."""
        return await asyncio.to_thread(self.ask, question, filters, turns)

    def stream(
        self, question: str, filters: Filters | None = None, turns: Sequence[Turn] = ()
    ) -> Iterator[Stage | Statement | Answer]:
        """Stages, then each statement as it passes the support check, then the answer itself."""
        yield Stage("understanding", "the question")
        query = understand(question, filters, turns)
        coverage = self.archive.coverage()
        self._check_names(query.filters, coverage)
        yield Stage("searching", f"{coverage.passages:,} passages", understood=query.text)
        hits = self.retriever.retrieve(query.text, self._passages, query.filters)
        yield Stage("reading", f"{len(hits)} passages")
        kept: list[Statement] = []
        dropped = 0
        for number, statement in enumerate(self._reader.read(query, hits), 1):
            yield Stage("checking", f"sentence {number}")
            if support.check(statement.text, statement.citations).holds:
                kept.append(statement)
                yield statement
            else:
                dropped += 1
        yield Answer(
            question=question.strip(),
            statements=tuple(kept),
            hits=tuple(hits),
            abstention=None if kept else self._abstention(query, hits, dropped, coverage),
            coverage=coverage,
            made_by=self._reader.name,
            as_of=date.today(),
            dropped=dropped,
            understood=query.text if query.text != query.asked else "",
        )

    def _check_names(self, filters: Filters, coverage: Coverage) -> None:
        for what, names, held in (
            ("from an outlet called", filters.outlets, coverage.outlets),
            ("of the kind", filters.kinds, coverage.kinds),
        ):
            known = {name.casefold() for name, _ in held}
            for name in names:
                if name.casefold() not in known:
                    listed = ", ".join(repr(one) for one, _ in held[:12] if one) or "none"
                    raise SettingsError(f"no article is {what} {name!r}; the archive has: {listed}")

    def _abstention(
        self, query: Query, hits: list[Hit], dropped: int, coverage: Coverage
    ) -> Abstention:
        holds = f"It holds {coverage}."
        if query.filters and not hits and not self.archive.matching(query.filters):
            return Abstention(Reason.NO_ARTICLES, f"no article matches the filters. {holds}")
        if dropped:
            why = "what was written is not borne out by the articles"
            return Abstention(Reason.UNSUPPORTED, f"{why}. {holds}")
        if not _touches(query, hits):
            return Abstention(Reason.OFF_TOPIC, f"no article seems to be about this. {holds}")
        why = "some articles come near, but no sentence was found that states it"
        return Abstention(Reason.NO_ANSWER, f"{why}. {holds}")


def _touches(query: Query, hits: list[Hit]) -> bool:
    """Whether any passage is on the question's subject, by its words or by its meaning."""
    asked = set(terms(query.text))
    return any(
        (hit.cosine or 0.0) > 0.4
        or len(asked & set(terms(hit.passage.searchable))) >= 0.6 * max(1, len(asked))
        for hit in hits
    )
