"""A link to an answer: what is needed to build it again, and nothing that must be believed.

The address holds the question, its filters and the places of the quotes; the server keeps nothing.
Whoever opens it sees those quotes as they stand in the archive today, as far as they may read
their articles: a quote whose article has changed is not shown. Words of the answer's own are in a
link only where a model chose them, and are checked against the quotes like any kept answer's. What
is told beside the statements (the short answer, notes, counts) is made anew.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from index import Filters, Holdings, Retriever, is_own
from qa.errors import QuestionError, RecordError, SettingsError
from qa.exchanges import Exchange
from qa.noting import notes
from qa.recording import tally_record
from qa.schema import Count, NoteRecord, StatementRecord, fault
from qa.survey.surveys import Found, survey
from qa.types import NEAREST, Citation, Note, Query, Reason, Statement
from qa.understanding.outlets import of_outlets
from qa.understanding.questions import MAX_QUESTION_CHARS, understand
from qa.window.persistence import fingerprint, recalled, record
from qa.window.records import FORMAT, AbstentionRecord, CitationRecord, Record, plain
from qa.wording import count, quotation, written

LONGEST = 8_000
"""How many characters of a link to make; mail and chat programs cut longer ones short."""

LONGEST_READ = 60_000
"""How many to read of one that was made elsewhere."""

_INFLATED = 400_000  # bytes of what a link may hold
_DIGEST = 16  # of the 64 characters of a fingerprint: enough to see that a text has changed
_Text = Annotated[str, Field(max_length=MAX_QUESTION_CHARS)]
_Name = Annotated[str, Field(max_length=500)]


class _Quote(NamedTuple):
    """Where a quote stands, and the beginning of its article's fingerprint."""

    article: _Name
    start: Count
    end: Count
    digest: Annotated[str, Field(pattern=f"^[0-9a-f]{{{_DIGEST}}}$")]


class _Stated(NamedTuple):
    """A statement: its text is empty where that is a quote with who printed it and when."""

    quotes: Annotated[tuple[_Quote, ...], Field(min_length=1, max_length=50)]
    text: Annotated[str, Field(max_length=10_000)]
    when: tuple[date, date] | None


class _Told(NamedTuple):
    """What a link holds, in this order; a list is shorter than names."""

    version: Literal[1]
    archive: Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
    question: _Text
    understood: _Text
    filters: tuple[date | None, date | None, tuple[_Name, ...], tuple[_Name, ...]]
    asked_at: Count | None
    as_of: date
    made_by: Annotated[str, Field(max_length=200)]
    intent: Annotated[str, Field(max_length=40)]
    reason: Annotated[str, Field(max_length=40)]
    stated: Annotated[tuple[_Stated, ...], Field(max_length=50)]
    near: Annotated[tuple[tuple[_Name, Count, Count], ...], Field(max_length=NEAREST)]
    total: Count | None


_TOLD: TypeAdapter[_Told] = TypeAdapter(_Told)


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer that was built again from a link.

    `record` is as a browser keeps one. `said` are sentences: what was shared, and what of it is not
    as it was.
    """

    record: dict[str, Any]
    said: tuple[str, ...]


def link_of(exchange: Exchange, archive: Holdings) -> str:
    """What stands behind "#answer=" in the address of an answer.

    Raises:
        SettingsError: there is no answer, or it is too long for a link.
    """
    answer = exchange.answer
    if answer is None:
        raise SettingsError("there is no answer to share; ask again")
    searched = exchange.filters
    told = _Told(
        version=1,
        archive=archive.identity[:8],
        question=exchange.question,
        understood="" if answer.understood == exchange.question else answer.understood,
        filters=(searched.since, searched.until, searched.outlets, searched.kinds),
        asked_at=int(exchange.asked_at.timestamp()) if exchange.asked_at else None,
        as_of=answer.basis.as_of,
        made_by=answer.provenance.made_by[:200],
        intent=answer.intent.key,
        reason=answer.abstention.reason.key if answer.abstention else "",
        stated=tuple(_stated(one, archive) for one in answer.statements),
        near=tuple(
            (hit.passage.article_id, hit.passage.start, hit.passage.end)
            for hit in (answer.basis.hits[:NEAREST] if answer.abstained else ())
        ),
        total=answer.tally.total if answer.tally else None,
    )
    packed = zlib.compress(_TOLD.dump_json(told), 9, -zlib.MAX_WBITS)
    link = urlsafe_b64encode(packed).decode().rstrip("=")
    if len(link) > LONGEST:
        raise SettingsError(
            f"a link to this answer has {len(link):,} characters, and many programs cut what is "
            f"longer than {LONGEST:,}; save the answer as Word or PDF and send that"
        )
    return link


def own_quotes(exchange: Exchange) -> int:
    """How many of its quotes are from articles that its visitor alone can read."""
    return sum(is_own(one.passage.article_id) for one in exchange.citations)


def opened(link: str, archive: Holdings, retriever: Retriever) -> Shared:
    """The answer that a link leads to, as far as this archive still bears it out.

    Where it counted articles, they are counted anew; `retriever` searches for what surveys look up.

    Raises:
        RecordError: it is no link of this kind, or leads to another archive.
    """
    told = _parsed(link)
    if told.archive != archive.identity[:8]:
        raise RecordError("this link leads to an answer of another archive than this window's")
    return _Opening(told, archive, retriever).shared()


@dataclass(frozen=True, slots=True)
class _Opening:
    """One reading of a link against an archive."""

    told: _Told
    archive: Holdings
    retriever: Retriever
    digests: dict[str, str] = field(default_factory=dict)

    def shared(self) -> Shared:
        exchange = recalled(plain(self._record()), 1, self.archive)
        return Shared(record(exchange, self.archive), tuple(self._said(exchange)))

    def _record(self) -> Record:
        """As a browser would have kept it, with what is told beside it made anew."""
        told, filters = self.told, self._filters()
        places = list(dict.fromkeys(quote for one in told.stated for quote in one.quotes))
        query = self._query(filters)
        found = self._counted(query)
        beside = [*(found.notes if found else ()), *self._notes(query)]
        return Record(
            format=FORMAT,
            question=told.question,
            understood=told.understood or told.question,
            filters=filters,
            asked_at=self._asked_at(),
            seconds=0.0,
            made_by=told.made_by,
            as_of=told.as_of,
            stopped=False,
            error="",
            dropped=0,
            lost=0,
            statements=tuple(
                StatementRecord(
                    self._text(one), tuple(places.index(at) + 1 for at in one.quotes), one.when
                )
                for one in told.stated
            ),
            citations=tuple(map(self._citation, places)),
            abstention=self._abstention(),
            hits=tuple((*place, 0.0, None) for place in told.near),
            archive=str(self.archive.coverage()),
            coverage=None,
            tally=tally_record(found.tally) if found else None,
            intent=told.intent,
            notes=tuple(NoteRecord(one.kind, one.text) for one in beside),
        )

    def _filters(self) -> Filters:
        try:
            return Filters(*self.told.filters)
        except ValueError as error:
            raise _unreadable(str(error)) from error

    def _asked_at(self) -> datetime | None:
        try:
            at = self.told.asked_at
            return datetime.fromtimestamp(at, UTC) if at is not None else None
        except (ValueError, OverflowError, OSError) as error:
            raise _unreadable(f"asked_at: {error}") from error

    def _abstention(self) -> AbstentionRecord | None:
        if not self.told.reason:
            return None
        try:
            reason = Reason.of(self.told.reason)
        except ValueError as error:
            raise _unreadable(f"reason: {error}") from error
        return AbstentionRecord(reason.key, f"{reason.value}.")

    def _query(self, filters: Filters) -> Query | None:
        """The question as it is understood; None where nobody could have asked it."""
        asked, outlets = self.told.understood or self.told.question, self.archive.coverage().outlets
        try:
            return of_outlets(
                understand(asked, filters, today=self.told.as_of), [name for name, _ in outlets]
            )
        except QuestionError:
            return None

    def _counted(self, query: Query | None) -> Found | None:
        """What is counted today, where the answer counted articles."""
        if query is None or self.told.total is None or query.intent.key != self.told.intent:
            return None
        found = survey(query, self.archive, self.retriever)
        return found if found and found.tally else None

    def _notes(self, query: Query | None) -> Iterator[Note]:
        if query is None:
            return
        there = (self._statement(one) for one in self.told.stated)
        yield from notes(query, [one for one in there if one], self.archive)

    # -- quotes --------------------------------------------------------------------------------

    def _statement(self, one: _Stated) -> Statement | None:
        """The statement, if all of its quotes stand where they stood."""
        cited = tuple(found for at in one.quotes if (found := self._quoted(at)))
        whole = len(cited) == len(one.quotes)
        return Statement(one.text or quotation(cited[0]), cited, one.when) if whole else None

    def _text(self, one: _Stated) -> str:
        first = self._quoted(one.quotes[0])
        return one.text or (quotation(first) if first else "…")

    def _quoted(self, at: _Quote) -> Citation | None:
        """The characters of a quote, if its article is there and has not changed."""
        if self._fault(at):
            return None
        passage = self.archive.passage_at(at.article, at.start, at.end)
        try:
            return Citation(passage, at.start, at.end) if passage else None
        except ValueError:
            return None

    def _fault(self, at: _Quote) -> str:
        """Why a quote cannot be shown: "gone" or "changed"; empty if it can."""
        if not (digest := self._digest(at.article)):
            return "gone"
        return "" if digest.startswith(at.digest) and at.start < at.end else "changed"

    def _digest(self, article: str) -> str:
        if article not in self.digests:
            self.digests[article] = fingerprint(article, self.archive)
        return self.digests[article]

    def _citation(self, at: _Quote) -> CitationRecord:
        """As it is kept. One that does not hold has no fingerprint, and so is not shown."""
        found = self._quoted(at)
        return CitationRecord(
            article_id=at.article,
            start=at.start,
            end=at.end,
            quote=found.quote if found else "",
            sha256=self._digest(at.article) if found else "",
            title=found.passage.title if found else "",
            outlet=found.passage.outlet if found else "",
            published=found.passage.published if found else None,
            url=found.passage.url if found else "",
        )

    # -- what is said of it --------------------------------------------------------------------

    def _said(self, exchange: Exchange) -> Iterator[str]:
        told = self.told
        quotes = {quote for one in told.stated for quote in one.quotes}
        at = f", asked on {written(exchange.asked_at.date())}" if exchange.asked_at else ""
        yield f"Shared answer{at}."
        yield from self._found_again(quotes)
        tally = exchange.answer.tally if exchange.answer else None
        if tally and told.total is not None and tally.total != told.total:
            yield f"Counted anew: {tally.total:,} now, {told.total:,} when it was asked."
        if any(one.text for one in told.stated):
            yield f"Worded by {told.made_by}, as the link says, and checked against its quotes."

    def _found_again(self, quotes: Collection[_Quote]) -> Iterator[str]:
        """Which of the quotes stand where they stood."""
        faults = Counter(self._fault(one) for one in quotes)
        if faults["gone"]:
            yield f"{_of(faults['gone'], quotes)} in articles that are gone, or not yours to read."
        if faults["changed"]:
            yield f"{_of(faults['changed'], quotes)} in articles that have changed since."
        if quotes and not (faults["gone"] or faults["changed"]):
            yield "Each quote stands in the archive as it did."


def _stated(one: Statement, archive: Holdings) -> _Stated:
    quotes = tuple(
        _Quote(
            cited.passage.article_id,
            cited.start,
            cited.end,
            fingerprint(cited.passage.article_id, archive)[:_DIGEST],
        )
        for cited in dict.fromkeys(one.citations)
    )
    text = "" if one.text == quotation(one.citations[0]) else one.text
    return _Stated(quotes, text, one.when)


def _parsed(link: str) -> _Told:
    """What a link holds, every type in it checked."""
    if len(link) > LONGEST_READ:
        raise RecordError(
            f"this link has {len(link):,} characters; at most {LONGEST_READ:,} are read"
        )
    try:
        packed = urlsafe_b64decode(link + "=" * (-len(link) % 4))
        inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        text = inflating.decompress(packed, _INFLATED)
        if not inflating.eof:
            raise _unreadable("it was cut short, or holds too much")
        return _TOLD.validate_json(text)
    except ValidationError as error:
        raise _unreadable(fault(error)) from error
    except (ValueError, zlib.error) as error:
        raise _unreadable("it was cut short, or changed on its way") from error


def _of(some: int, quotes: Collection[_Quote]) -> str:
    """Such as "1 of 3 quotes is"."""
    return f"{some:,} of {count(len(quotes), 'quote')} {'is' if some == 1 else 'are'}"


def _unreadable(why: str) -> RecordError:
    return RecordError(f"this link cannot be read: {why}; ask for it once more")
