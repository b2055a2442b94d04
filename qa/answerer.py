"""The one path from a question to an answer, whoever asks and whoever reads."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from time import perf_counter

from index import EVERYTHING, Coverage, Filters, Hit, Holdings, Retriever, terms
from qa.checking import support
from qa.errors import ReaderError, SettingsError
from qa.models.spending import Meter
from qa.reading.readers import Reader, WeighsWords
from qa.types import Abstention, Answer, Dropped, Query, Reason, Statement, Turn
from qa.understanding.anchors import anchor
from qa.understanding.condensing import Condenser
from qa.understanding.decomposition import merged
from qa.understanding.questions import by_rules, understand
from qa.wording import outlets

PASSAGES = 10
"""How many passages are read for one question."""

ANCHORS = 5
"""In how many passages an event is looked for that a question names instead of a date."""


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


class Answerer:
    """Asks one archive through one retriever and one reader. Safe to share between threads.

    `condenser` is a model's way of understanding a question; without one it is done by rules.
    `other` is a second way to ask the same articles, for whoever wants to choose.
    """

    def __init__(
        self,
        archive: Holdings,
        retriever: Retriever,
        reader: Reader,
        *,
        passages: int = PASSAGES,
        condenser: Condenser | None = None,
        other: Way | None = None,
    ) -> None:
        self.archive = archive
        self.retriever = retriever
        self.passages = passages
        self._way = Way(reader, condenser)
        self._other = other

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
            passages=self.passages,
            condenser=way.condenser,
            other=other,
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
        condenser = self._way.condenser
        condense = condenser.counting(meter) if condenser else by_rules
        query = understand(question, filters, turns, condense, today=today, undated=undated)
        coverage = self.archive.coverage()
        self._check_names(query.filters, coverage)
        if not undated:
            query = self._since_event(query)
        query = replace(
            query,
            among=coverage.passages,
            parts=tuple(replace(part, among=coverage.passages) for part in query.parts),
        )
        yield Stage("searching", f"{coverage.passages:,} passages", understood=query.text)
        hits = self._retrieved(query)
        yield Stage("reading", f"{len(hits)} passages")
        kept: list[Statement] = []
        dropped, broken = 0, ""
        try:
            for number, said in enumerate(self.reader.read(query, hits, meter), 1):
                yield Stage("checking", f"sentence {number}")
                judged = _judged(said)
                if isinstance(judged, Dropped):
                    dropped += 1
                else:
                    judged = self._spread(judged)
                    if not kept:
                        _LOG.info("first statement after %.3f s", perf_counter() - began)
                    kept.append(judged)
                yield judged
        except ReaderError as error:
            if not kept:
                raise
            broken = str(error)
        yield Answer(
            question=question.strip(),
            statements=tuple(kept),
            hits=tuple(hits),
            abstention=None if kept else self._abstention(query, hits, dropped, coverage),
            coverage=coverage,
            made_by=self.reader.name,
            as_of=today,
            dropped=dropped,
            understood=query.text if query.text != query.asked else "",
            filters=query.given or EVERYTHING,
            first=query.filters,
            settings=self.digest,
            confidence=meter.confidence,
            invented=meter.invented,
            repaired=meter.repaired,
            broken=broken,
            usage=meter.usage,
        )

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

    def _since_event(self, query: Query) -> Query:
        """With "since the vote" as a filter: from the day of the first article that tells of it."""
        named = anchor(query.text) if "since" in query.text.lower() else None
        dated = query.filters.since or query.filters.until
        if named is None or named.direction != "since" or dated:
            return query
        told = set(terms(named.event))
        # an event of one word is only known by what else is asked
        sought = named.event if len(told) > 1 else query.text
        days = [
            hit.passage.published
            for hit in self.retriever.retrieve(sought, ANCHORS, query.filters)
            if hit.passage.published and told <= set(terms(hit.passage.told))
        ]
        if not told or not days:
            return query
        filters = replace(query.filters, since=min(days))
        parts = tuple(replace(part, filters=filters) for part in query.parts)
        return replace(query, filters=filters, parts=parts)

    def _retrieved(self, query: Query) -> list[Hit]:
        """The passages to read; those for the parts of a question are taken in turn."""
        lists = [self._of_its_days(one) for one in (query, *query.parts)]
        return merged(lists, self.passages) if query.parts else lists[0]

    def _of_its_days(self, query: Query) -> list[Hit]:
        """Passages of the days that the question asks of and of any day in turn, the former first.

        What was in the news in a week is told before and after it too, and "this week" may be
        said in passing; what somebody chose as filters is strict. An archive that has nothing of
        those days does not say.
        """
        chosen = query.given or EVERYTHING
        if query.filters != chosen and not self.archive.matching(query.filters):
            return []
        lists = [
            self.retriever.retrieve(query.text, self.passages, filters)
            for filters in dict.fromkeys((query.filters, chosen))
        ]
        return merged(lists, self.passages) if len(lists) > 1 else lists[0]

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
        holds = f"The archive holds {coverage}."
        if query.filters and not hits and not self.archive.matching(query.filters):
            dated = query.filters != (query.given or EVERYTHING)
            why = f"no article is {_days(query.filters)}" if dated else _NONE_MATCHES
            return Abstention(Reason.NO_ARTICLES, f"{why}. {holds}")
        if dropped:
            why = "what was written is not borne out by the articles"
            return Abstention(Reason.UNSUPPORTED, f"{why}. {holds}")
        if not _touches(query, hits):
            return Abstention(Reason.OFF_TOPIC, f"no article seems to be about this. {holds}")
        why = "some articles come near, but no sentence was found that states it"
        return Abstention(Reason.NO_ANSWER, f"{why}. {holds}")


_NONE_MATCHES = "no article matches the filters"


def _days(filters: Filters) -> str:
    """Such as "of 2024-06-03 or later", for the days that a question named."""
    if filters.since and filters.until:
        return f"of {filters.since} to {filters.until}"
    return f"of {filters.since} or later" if filters.since else f"of {filters.until} or earlier"


def _judged(said: Statement | Dropped) -> Statement | Dropped:
    """What a reader says, once more held against its evidence, whichever reader it is."""
    if isinstance(said, Dropped):
        return said
    verdict = support.check(said.text, said.citations)
    return said if verdict.holds else Dropped(said.text, verdict.failures)


def _touches(query: Query, hits: list[Hit]) -> bool:
    """Whether any passage is on the question's subject, by its words or by its meaning."""
    asked = set(terms(query.text))
    return any(
        (hit.cosine or 0.0) > 0.4
        or len(asked & set(terms(hit.passage.searchable))) >= 0.6 * max(1, len(asked))
        for hit in hits
    )
