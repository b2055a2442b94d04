"""The one path from a question to an answer, whoever asks and whoever reads."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from time import perf_counter

from index import EVERYTHING, Coverage, Filters, Hit, Holdings, Retriever, readable
from qa.abstaining import abstention
from qa.choosing import check_names
from qa.errors import ReaderError, SettingsError
from qa.models.spending import Meter
from qa.noting import notes
from qa.reading.dating import Dating
from qa.reading.readers import Reader, WeighsWords, passages_wanted
from qa.reading.upshot import Upshot, upshot
from qa.retrieving import of_days, retrieved, since_event
from qa.survey.surveys import Found, survey
from qa.tracing import TracedRetriever, checked, traced
from qa.types import (
    Answer,
    Assessed,
    Basis,
    Dropped,
    Intent,
    Provenance,
    Query,
    Statement,
    Turn,
)
from qa.understanding.condensing import Condenser
from qa.understanding.outlets import of_outlets
from qa.understanding.questions import by_rules, understand
from qa.understanding.recalling import recalled
from qa.wording import outlets


@dataclass(frozen=True, slots=True)
class Stage:
    """What the answerer is doing now: "understanding", "searching", "reading", "checking".

    `understood` is the question as it is searched for, once that is known.
    """

    name: str
    detail: str
    understood: str = ""


Event = Stage | Statement | Dropped | Answer

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """Who reads the passages and, where a model understands the question, who condenses it."""

    reader: Reader
    condenser: Condenser | None = None

    def weighing(self, rarity: Callable[[str], float]) -> "Way":
        """The same way where words are as rare as `rarity` says, if its reader weighs words."""
        if not isinstance(self.reader, WeighsWords):
            return self
        return replace(self, reader=self.reader.weighing(rarity))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a reader has said of some hits, and how it went; as `Provenance` has it."""

    kept: tuple[Statement, ...]
    dropped: int
    assessed: Assessed
    broken: str


class Answerer:
    """Asks one archive through one retriever and one reader. Safe to share between threads.

    `condenser` is a model's way of understanding a question; without one it is done by rules.
    `other` is a second way to ask the same articles, for whoever wants to choose. So many
    `passages` are read for a question, by default as many as the reader makes use of.
    """

    def __init__(
        self,
        archive: Holdings,
        retriever: Retriever,
        reader: Reader,
        *,
        passages: int | None = None,
        condenser: Condenser | None = None,
        other: Way | None = None,
    ) -> None:
        self.archive = archive
        self.retriever = retriever
        self._searches = TracedRetriever(retriever)
        self._passages = passages
        self._way = Way(reader, condenser)
        self._other = other

    @property
    def passages(self) -> int:
        """How many passages are read for one question."""
        return self._passages or passages_wanted(self.reader)

    @property
    def reader(self) -> Reader:
        """Who reads the passages and words the answer."""
        return self._way.reader

    @property
    def alternative(self) -> "Answerer | None":
        """The same articles asked the other way; its own alternative is this way again."""
        if self._other is None:
            return None
        return self._asking(self.archive, self.retriever, self._other, self._way)

    def over(
        self,
        archive: Holdings,
        retriever: Retriever,
        rarity: Callable[[str], float] | None = None,
    ) -> "Answerer":
        """The same ways over other articles, in which words are as rare as `rarity` says."""
        way, other = self._way, self._other
        if rarity:
            way, other = way.weighing(rarity), other and other.weighing(rarity)
        return self._asking(archive, retriever, way, other)

    def _asking(
        self, archive: Holdings, retriever: Retriever, way: Way, other: Way | None
    ) -> "Answerer":
        return Answerer(
            archive,
            retriever,
            way.reader,
            passages=self._passages,
            condenser=way.condenser,
            other=other,
        )

    def reading(self, passages: int) -> "Answerer":
        """The same ways, each reading so many passages for a question.

        Raises:
            SettingsError: it is below 1.
        """
        if passages < 1:
            raise SettingsError(f"passages is {passages}; it must be at least 1")
        return Answerer(
            self.archive,
            self.retriever,
            self.reader,
            passages=passages,
            condenser=self._way.condenser,
            other=self._other,
        )

    def through(self, reader: str) -> "Answerer":
        """The alternative, if its reader has this name; else this answerer itself."""
        other = self.alternative
        return other if other and other.reader.name == reader else self

    @property
    def settings(self) -> dict[str, object]:
        """How questions are answered, for the record."""
        way, passages = self._way, self.passages
        understanding = way.condenser.name if way.condenser else "rules"
        return {"reader": way.reader.name, "passages": passages, "understanding": understanding}

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change with any of the settings."""
        return sha256(json.dumps(self.settings, sort_keys=True).encode()).hexdigest()[:8]

    def ask(
        self,
        question: str,
        filters: Filters | None = None,
        turns: Sequence[Turn] = (),
        *,
        today: date | None = None,
        undated: bool = False,
    ) -> Answer:
        """The answer to a question, whole; `stream` says what it takes.

        Raises:
            QuestionError: the question is empty, has no word in it, or is far too long.
            SettingsError: a filter names an outlet or a kind that the archive does not have.
            ReaderError, EmbedderError: a model behind it did not answer.
        """
        *_, answer = self.stream(question, filters, turns, today=today, undated=undated)
        assert isinstance(answer, Answer)  # noqa: S101  (stream ends in one)
        return answer

    async def aask(
        self,
        question: str,
        filters: Filters | None = None,
        turns: Sequence[Turn] = (),
        *,
        today: date | None = None,
        undated: bool = False,
    ) -> Answer:
        """`ask`, without blocking the event loop."""
        return await asyncio.to_thread(
            self.ask, question, filters, turns, today=today, undated=undated
        )

    async def astream(
        self,
        question: str,
        filters: Filters | None = None,
        turns: Sequence[Turn] = (),
        *,
        today: date | None = None,
        undated: bool = False,
    ) -> AsyncIterator[Event]:
        """`stream`, awaited: whoever listens can stop at once, even while a model is thinking.

        The thread that waits for the model ends with the event that it was waiting for.
        """
        stream = self.stream(question, filters, turns, today=today, undated=undated)
        while (event := await asyncio.to_thread(next, stream, None)) is not None:
            yield event

    @traced
    def stream(
        self,
        question: str,
        filters: Filters | None = None,
        turns: Sequence[Turn] = (),
        *,
        today: date | None = None,
        undated: bool = False,
    ) -> Iterator[Event]:
        """Stages, then each statement as it passes the support check, then the answer itself.

        After `turns`, the earlier ones of a conversation, oldest first, the question may be a
        follow-up; without `filters`, a follow-up keeps those of the last turn. "Last week" is
        reckoned from `today`, and its articles come first, but not with `undated`. A sentence that
        was written and is not said comes as `Dropped`. A model that breaks off after something was
        said leaves an answer that says so.

        Raises:
            QuestionError, SettingsError, ReaderError, EmbedderError: as `ask` does.
        """
        began, meter = perf_counter(), Meter()
        today = today or date.today()
        yield Stage("understanding", "the question")
        query, coverage = self._understood(question, filters, turns, meter, today, undated)
        yield Stage("searching", f"{coverage.passages:,} passages", understood=query.text)
        found = survey(query, self.archive, self._searches)
        if found and found.surveyed:
            heard = yield from self._told(found)
        else:
            hits = retrieved(query, self.archive, self._searches, self.passages)
            found = Found((), hits=tuple(hits))
            yield Stage("reading", f"{len(hits)} passages")
            heard = yield from self._heard(query, hits, meter, began)
        yield self._answer(question, query, coverage, found, heard, meter, today)

    def _answer(
        self,
        question: str,
        query: Query,
        coverage: Coverage,
        found: Found,
        heard: "_Heard",
        meter: Meter,
        today: date,
    ) -> Answer:
        hits, told = found.hits, Upshot(found.short)
        if not found.surveyed:
            told = upshot(query, heard.kept, self.archive)
        return Answer(
            question=question.strip(),
            statements=heard.kept,
            abstention=(
                None
                if heard.kept
                else found.abstention
                or abstention(
                    query, hits, heard.dropped, coverage, self.archive, heard.assessed.lacking
                )
            ),
            basis=Basis(hits, coverage, today, query.given or EVERYTHING, query.filters),
            provenance=Provenance(
                made_by=self.reader.name,
                settings=self.digest,
                confidence=heard.assessed.confidence,
                dropped=heard.dropped,
                invented=heard.assessed.invented,
                repaired=heard.assessed.repaired,
                broken=heard.broken,
                usage=meter.usage,
            ),
            understood=query.text if query.text != query.asked else "",
            short=told.short,
            notes=(*found.notes, *notes(query, heard.kept, self.archive)),
            agreement=told.agreement,
            tally=found.tally,
            intent=query.intent if found.surveyed else Intent.FACT,
            related=told.related,
        )

    def _told(self, found: Found) -> Generator[Event, None, "_Heard"]:
        """What a survey found, statement by statement; each quotes, and so is borne out."""
        kept, dating = [], Dating(self.archive)
        for one in found.statements:
            judged = checked(one)
            assert isinstance(judged, Statement), judged  # noqa: S101  (quotes stand there)
            kept.append(self._spread(dating.placed(judged)))
            yield kept[-1]
        return _Heard(tuple(kept), 0, Assessed(), "")

    def _understood(
        self,
        question: str,
        filters: Filters | None,
        turns: Sequence[Turn],
        meter: Meter,
        today: date,
        undated: bool,
    ) -> tuple[Query, Coverage]:
        """The question as it is searched for, and of what."""
        condenser = self._way.condenser
        condense = condenser.counting(meter) if condenser else by_rules
        words = self.archive.vocabulary()
        turns = recalled(turns, partial(readable, self.archive))
        query = understand(question, filters, turns, condense, words, today=today, undated=undated)
        coverage = self.archive.coverage()
        check_names(query.filters, coverage)
        query = of_outlets(query, [name for name, _ in coverage.outlets])
        if not undated:
            query = of_days(since_event(query, self._searches), today, coverage)
        among = coverage.passages
        parts = tuple(replace(part, among=among) for part in query.parts)
        return replace(query, among=among, parts=parts), coverage

    def _heard(
        self, query: Query, hits: Sequence[Hit], meter: Meter, began: float
    ) -> Generator[Event, None, "_Heard"]:
        """What the reader says, each sentence checked as it comes.

        Raises:
            ReaderError: the model behind it broke off before anything was said.
        """
        kept: list[Statement] = []
        assessed, dropped, broken = Assessed(), 0, ""
        dating = Dating(self.archive)
        try:
            for said in self.reader.read(query, hits, meter):
                if isinstance(said, Assessed):
                    assessed = said
                    continue
                yield Stage("checking", f"sentence {len(kept) + dropped + 1}")
                judged = checked(said)
                if isinstance(judged, Dropped):
                    dropped += 1
                else:
                    judged = self._spread(dating.placed(dating.statement(query, judged)))
                    if not kept:
                        _LOG.info("first statement after %.3f s", perf_counter() - began)
                    kept.append(judged)
                yield judged
        except ReaderError as error:
            if not kept:
                raise
            broken = str(error)
        return _Heard(tuple(kept), dropped, assessed, broken)

    def _spread(self, statement: Statement) -> Statement:
        """The statement, with the other outlets that print what it cites."""
        cited = (
            replace(
                one,
                also=outlets(
                    self.archive.copies(one.quote, one.passage.article_id), one.passage.outlet
                ),
            )
            for one in statement.citations
        )
        return replace(statement, citations=tuple(cited))
