"""A conversation as the visitor's browser keeps it, and back onto the screen.

A record holds no passage, only where the passages are. What comes back is untrusted, and the
archive may have changed since: every citation is looked up anew and every statement is checked
anew, so that nothing unverified is shown after a reload either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from hashlib import sha256
from typing import Any

from index import EVERYTHING, Coverage, Hit, Holdings, Passage, Span, evidence_spans, readable
from qa.checking import support
from qa.errors import QuestionError, RecordError
from qa.exchanges import Exchange
from qa.noting import still
from qa.reading.cutting import quotable
from qa.reading.dating import Dating
from qa.reading.upshot import Upshot, upshot
from qa.recording import tally_of, tally_record
from qa.schema import NoteRecord, StatementRecord
from qa.survey.corrections import confirmed
from qa.tally import told
from qa.types import (
    NOTHING,
    Abstention,
    Answer,
    Basis,
    Citation,
    Intent,
    Note,
    Provenance,
    Query,
    Reason,
    Statement,
    Tally,
)
from qa.understanding.outlets import of_outlets
from qa.understanding.questions import MAX_QUESTION_CHARS, understand
from qa.window.records import (
    FORMAT,
    AbstentionRecord,
    CitationRecord,
    Record,
    check_size,
    octets,
    parsed,
    plain,
)

EXCHANGES = 500
"""How many exchanges a conversation may have to be read."""

CONVERSATION_BYTES = 2_000_000
"""How long a conversation may be as JSON in UTF-8."""

COUNTED = 200
"""So many of the articles that were counted are kept by their ids."""

TOLD = 50
"""So many values of a short answer are kept."""

OUTLETS = 12
"""An archive with more outlets than that is not described in every record."""


def record(exchange: Exchange, archive: Holdings) -> dict[str, Any]:
    """An exchange as plain values, ready for JSON; `recalled` makes the exchange of it again.

    The stage is not kept, and an exchange that is not over is kept as one that was cut off. Hits
    are kept as places, all of them. A question too long to be asked is shortened.
    """
    answer, citations = exchange.answer, exchange.citations
    numbers = {citation: at for at, citation in enumerate(citations, 1)}
    articles = {citation.passage.article_id for citation in citations}
    digests = {article_id: fingerprint(article_id, archive) for article_id in articles}
    kept = Record(
        format=FORMAT,
        question=_clean(exchange.question)[:MAX_QUESTION_CHARS],
        understood=_clean(answer.understood if answer else exchange.understood),
        filters=exchange.filters,
        asked_at=exchange.asked_at,
        seconds=exchange.seconds,
        stopped=exchange.stopped or not exchange.over,
        cut=exchange.cut or not exchange.over,
        error=_clean(exchange.error)[:MAX_QUESTION_CHARS],
        lost=exchange.lost,
        statements=tuple(
            StatementRecord(s.text, tuple(numbers[c] for c in s.citations), s.when)
            for s in exchange.statements
        ),
        citations=tuple(_citation(c, digests[c.passage.article_id]) for c in citations),
        **(_answered(answer) if answer else _UNANSWERED),
    )
    return plain(kept)


_UNANSWERED = {
    "made_by": None, "as_of": None, "dropped": 0, "abstention": None, "hits": (), "archive": "",
    "coverage": None,
}  # fmt: skip


def _answered(answer: Answer) -> dict[str, Any]:
    """What a record says of an answer beside its statements."""
    basis, refused = answer.basis, answer.abstention
    held = basis.coverage if isinstance(basis.coverage, Coverage) else None
    return {
        **answer.provenance.record(),
        "broken": _clean(answer.provenance.broken),
        "as_of": basis.as_of,
        "abstention": AbstentionRecord(refused.reason.key, refused.detail) if refused else None,
        "hits": tuple(
            (hit.passage.article_id, hit.passage.start, hit.passage.end, hit.score, hit.cosine)
            for hit in basis.hits
        ),
        "archive": str(basis.coverage),
        "coverage": held if held and len(held.outlets) <= OUTLETS else None,
        "searched": basis.filters,
        "first": basis.first if basis.first != basis.filters else None,
        "tally": tally_record(_shortened(answer.tally)),
        "intent": answer.intent.key,
        "notes": tuple(NoteRecord(one.kind, _clean(one.text)) for one in answer.notes),
        "short": tuple(_clean(one.text) for one in answer.short.values[:TOLD]),
    }


def recalled(record: object, number: int, archive: Holdings) -> Exchange:
    """The exchange that a record tells of, as far as `archive` still bears it out.

    A statement is left out and counted as `lost` unless the articles that it cites are there and
    unchanged, each quote is what stands there, in whole sentences of reporting, and the
    statement passes the support check. An answer that has lost every statement is None. Hits
    that are no longer whole sentences of an article are left out. What an archive of more than
    `OUTLETS` outlets held is known in words alone.

    Raises:
        RecordError: `record` is none, or contradicts itself.
    """
    return _Recall(archive).exchange(record, number)


def conversation_recalled(records: object, archive: Holdings) -> tuple[Exchange, ...]:
    """A list of records as exchanges, numbered from 1. One that cannot be read says so.

    Raises:
        RecordError: `records` is no list, has more than 500 records or is longer than 2 MB.
    """
    if not isinstance(records, list):
        raise RecordError(
            f"a kept conversation is a list of records, not {type(records).__name__}; "
            "start a new conversation"
        )
    if len(records) > EXCHANGES:
        raise RecordError(
            f"the kept conversation has {len(records):,} questions and at most {EXCHANGES} are "
            "read; start a new conversation"
        )
    check_size("conversation", sum(octets(one) for one in records), CONVERSATION_BYTES)
    recall = _Recall(archive)
    return tuple(recall.exchange_or_error(one, at) for at, one in enumerate(records, 1))


def fingerprint(article_id: str, archive: Holdings) -> str:
    """The SHA-256 of an article's text in UTF-8, in hexadecimal; "" if it is gone or damaged."""
    article = readable(archive, article_id)
    return sha256(article.text.encode()).hexdigest() if article else ""


@dataclass(frozen=True, slots=True)
class _Recall:
    """One reading of records against an archive; each article is hashed and split once."""

    archive: Holdings
    digests: dict[str, str] = field(default_factory=dict)
    spans: dict[str, tuple[Span, ...]] = field(default_factory=dict)

    def exchange_or_error(self, record: object, number: int) -> Exchange:
        try:
            return self.exchange(record, number)
        except RecordError as error:
            asked = record.get("question") if isinstance(record, Mapping) else ""
            question = _clean(asked)[:MAX_QUESTION_CHARS] if isinstance(asked, str) else ""
            return Exchange(number, question, error=str(error))

    def exchange(self, record: object, number: int) -> Exchange:
        kept = parsed(record)
        statements = self.statements(kept)
        lost = kept.lost + len(kept.statements) - len(statements)
        return Exchange(
            number,
            kept.question,
            kept.filters,
            statements=statements,
            answer=self.answer(kept, statements) if statements or kept.abstention else None,
            error=kept.error,
            stopped=kept.stopped,
            cut=kept.cut,
            seconds=kept.seconds,
            asked_at=kept.asked_at.replace(tzinfo=UTC) if kept.asked_at else None,
            lost=lost,
            understood=kept.understood,
        )

    def statements(self, kept: Record) -> tuple[Statement, ...]:
        cited = [self.citation(one) for one in kept.citations]
        found = []
        for one in kept.statements:
            citations = tuple(c for at in one.citations if (c := cited[at - 1]))
            whole = len(citations) == len(one.citations)
            if whole and support.check(one.text, citations).holds:
                found.append(self.dated(Statement(one.text, citations), one, kept))
        return tuple(found)

    def dated(self, said: Statement, one: StatementRecord, kept: Record) -> Statement:
        """The statement with its days: of an event as they are kept, else read anew."""
        if one.when is None:
            return said
        dating = Dating(self.archive)
        if _intent(kept) in (Intent.TIMELINE, Intent.DAYS):
            return dating.placed(replace(said, when=one.when))
        asked = _asked(kept.understood or kept.question, self.archive)
        return dating.placed(dating.statement(asked, said)) if asked else said

    def citation(self, kept: CitationRecord) -> Citation | None:
        """The citation, if the article is the one that was cited and says this there."""
        if kept.article_id not in self.digests:
            self.digests[kept.article_id] = fingerprint(kept.article_id, self.archive)
        if kept.start >= kept.end or kept.sha256 != self.digests[kept.article_id]:
            return None
        passage = self.archive.passage_at(kept.article_id, kept.start, kept.end)
        if passage is None:
            return None
        citation = Citation(passage, kept.start, kept.end)
        article = self.archive.article(kept.article_id)
        said = article is not None and quotable(article.text, self.sentences(passage), citation)
        return citation if said and citation.quote == kept.quote else None

    def answer(self, kept: Record, statements: tuple[Statement, ...]) -> Answer | None:
        if kept.made_by is None or kept.as_of is None:
            return None
        refused, asked = kept.abstention, _asked(kept.understood or kept.question, self.archive)
        tally, intent = _tally(kept), _intent(kept)
        told = self.upshot(kept, asked, tally, intent, statements)
        return Answer(
            question=kept.question,
            statements=statements,
            abstention=Abstention(Reason.of(refused.reason), refused.detail) if refused else None,
            basis=Basis(
                hits=tuple(hit for place in kept.hits if (hit := self.hit(*place))),
                coverage=kept.coverage or kept.archive,
                as_of=kept.as_of,
                filters=kept.searched or kept.filters,
                first=kept.first or EVERYTHING,
            ),
            provenance=Provenance.of(kept),
            understood=kept.understood,
            short=told.short,
            agreement=told.agreement,
            notes=still(_notes(kept), statements, self.archive, kept.as_of),
            tally=tally,
            intent=intent,
            related=told.related,
        )

    def upshot(
        self,
        kept: Record,
        asked: Query | None,
        tally: Tally | None,
        intent: Intent,
        statements: tuple[Statement, ...],
    ) -> Upshot:
        """What the statements come to, read anew, or what was counted.

        Of fewer statements than there were, nothing is told in short that was not before: a "Yes"
        is none without the "No" that stood beside it.
        """
        read = Upshot(NOTHING)
        if tally:
            read = Upshot(told(tally, statements))
        elif asked and intent is Intent.CORRECTION:
            read = Upshot(confirmed(asked, statements))
        elif asked and intent is Intent.FACT:
            read = upshot(asked, statements, self.archive)
        if len(statements) == len(kept.statements) and not kept.lost:
            return read
        values = tuple(one for one in read.short.values if one.text in kept.short)
        if values == read.short.values:
            return read
        return Upshot(replace(read.short, values=values) if values else NOTHING, read.agreement)

    def hit(
        self, article_id: str, start: int, end: int, score: float, cosine: float | None
    ) -> Hit | None:
        there = start < end and readable(self.archive, article_id)
        passage = self.archive.passage_at(article_id, start, end) if there else None
        if passage is None or (passage.start, passage.end) != (start, end):
            return None
        sentences = self.sentences(passage)
        begins, ends = any(a == start for a, _ in sentences), any(b == end for _, b in sentences)
        return Hit(passage, score, cosine) if begins and ends else None

    def sentences(self, passage: Passage) -> tuple[Span, ...]:
        """The sentences of reporting, of the whole article where `passage` may not be a stored one.

        The archive makes a passage of any stretch that no stored one holds, caption or not.
        """
        if passage.sentences != ((passage.start, passage.end),):
            return passage.sentences
        if passage.article_id not in self.spans:
            article = self.archive.article(passage.article_id)
            self.spans[passage.article_id] = tuple(evidence_spans(article.text) if article else ())
        return self.spans[passage.article_id]


_COUNTS = (Intent.COUNT, Intent.OUTLETS, Intent.FIRST, Intent.QUOTED)
"""What is wanted where articles are counted."""


def _shortened(tally: Tally | None) -> Tally | None:
    """What was counted, with no more ids of articles than are worth keeping."""
    return tally and replace(tally, articles=tally.articles[:COUNTED], rows=tally.rows[:COUNTED])


def _tally(kept: Record) -> Tally | None:
    if kept.tally and _intent(kept) not in _COUNTS:
        raise RecordError("tally: nothing is counted for such a question")
    try:
        return tally_of(kept.tally)
    except ValueError as error:
        raise RecordError(f"tally: {error}") from error


def _notes(kept: Record) -> tuple[Note, ...]:
    return tuple(Note(one.kind, one.text) for one in kept.notes)


def _intent(kept: Record) -> Intent:
    try:
        return Intent.of(kept.intent)
    except ValueError as error:
        raise RecordError(f"intent: {error}") from error


def _asked(question: str, archive: Holdings) -> Query | None:
    """The question as it is understood; None where nobody could have asked it."""
    try:
        return of_outlets(understand(question), [one for one, _ in archive.coverage().outlets])
    except QuestionError:
        return None


def _citation(citation: Citation, digest: str) -> CitationRecord:
    passage = citation.passage
    return CitationRecord(
        article_id=passage.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        sha256=digest,
        title=passage.title,
        outlet=passage.outlet,
        published=passage.published,
        url=passage.url,
    )


def _clean(text: str) -> str:
    """The text without halves of characters, which a browser can send and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode()
