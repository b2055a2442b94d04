"""A conversation as the visitor's browser keeps it, and back onto the screen.

A record holds no passage, only where the passages are. What comes back is untrusted, and the
archive may have changed since: every citation is looked up anew and every statement is checked
anew, so that nothing unverified is shown after a reload either.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from hashlib import sha256
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from index import Coverage, Filters, Hit, Passage, Span, evidence_spans
from qa import support
from qa.errors import RecordError
from qa.exchanges import Exchange
from qa.holdings import Holdings
from qa.questions import MAX_QUESTION_CHARS
from qa.types import Abstention, Answer, Citation, Reason, Statement

FORMAT = 1
"""Raised when a record of this version can no longer be read by the one before."""

EXCHANGES = 500
"""How many exchanges a conversation may have to be read."""

CONVERSATION_BYTES = 2_000_000
RECORD_BYTES = 200_000
"""How long a conversation, and one record of it, may be as JSON in UTF-8."""

EVIDENCE_CHARS = 20_000
"""How much a record may cite, a quote counted as often as it is cited: it is all read anew."""

OUTLETS = 12
"""An archive with more outlets than that is not described in every record."""

_REASONS = {reason.name.lower(): reason for reason in Reason}
_Count = Annotated[int, Field(ge=0, le=2**53)]  # what JavaScript counts exactly
_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Score = Annotated[float, Field(allow_inf_nan=False)]
_Few = Field(max_length=50)


@dataclass(frozen=True, slots=True)
class _Citation:
    """Where a citation is, what it read, and of what article, for whoever shows the record."""

    article_id: str
    start: _Count
    end: _Count
    quote: str
    sha256: str
    title: str
    outlet: str
    published: date | None
    url: str


@dataclass(frozen=True, slots=True)
class _Statement:
    """A statement; `citations` are places in the record's list, from 1."""

    text: Annotated[str, Field(max_length=10_000)]
    citations: Annotated[tuple[_Count, ...], Field(min_length=1), _Few]


@dataclass(frozen=True, slots=True)
class _Abstention:
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Record:
    """One exchange. `made_by` is None where there is no answer (yet).

    `hits` are (article id, start, end, score, cosine), best first. `archive` is what the archive
    held, in words; `coverage` the same in numbers.
    """

    format: int
    question: str
    understood: str
    filters: Filters
    asked_at: AwareDatetime | None
    seconds: _Seconds
    made_by: str | None
    as_of: date | None
    stopped: bool
    error: str
    dropped: _Count
    lost: _Count
    statements: Annotated[tuple[_Statement, ...], _Few]
    citations: tuple[_Citation, ...]
    abstention: _Abstention | None
    hits: Annotated[tuple[tuple[str, _Count, _Count, _Score, _Score | None], ...], _Few]
    archive: str
    coverage: Coverage | None


_RECORD = TypeAdapter(_Record)


def record(exchange: Exchange, archive: Holdings) -> dict[str, Any]:
    """An exchange as plain values, ready for JSON; `recalled` makes the exchange of it again.

    The stage is not kept, and an exchange that is not over is kept as a stopped one. Hits are
    kept as places, all of them. A question too long to be asked is cut.
    """
    answer, citations = exchange.answer, exchange.citations
    numbers = {citation: at for at, citation in enumerate(citations, 1)}
    articles = {citation.passage.article_id for citation in citations}
    digests = {article_id: fingerprint(article_id, archive) for article_id in articles}
    kept = _Record(
        format=FORMAT,
        question=_clean(exchange.question)[:MAX_QUESTION_CHARS],
        understood=_clean(answer.understood if answer else exchange.understood),
        filters=exchange.filters,
        asked_at=exchange.asked_at,
        seconds=exchange.seconds,
        made_by=answer.made_by if answer else None,
        as_of=answer.as_of if answer else None,
        stopped=exchange.stopped or not exchange.over,
        error=_clean(exchange.error)[:MAX_QUESTION_CHARS],
        dropped=answer.dropped if answer else 0,
        lost=exchange.lost,
        statements=tuple(
            _Statement(s.text, tuple(numbers[c] for c in s.citations)) for s in exchange.statements
        ),
        citations=tuple(_citation(c, digests[c.passage.article_id]) for c in citations),
        abstention=(
            _Abstention(answer.abstention.reason.name.lower(), answer.abstention.detail)
            if answer and answer.abstention
            else None
        ),
        hits=tuple(
            (h.passage.article_id, h.passage.start, h.passage.end, h.score, h.cosine)
            for h in (answer.hits if answer else ())
        ),
        archive=str(answer.coverage) if answer else "",
        coverage=answer.coverage if answer and len(answer.coverage.outlets) <= OUTLETS else None,
    )
    values: dict[str, Any] = _RECORD.dump_python(kept, mode="json")
    return values


def recalled(record: object, number: int, archive: Holdings) -> Exchange:
    """The exchange that a record tells of, as far as `archive` still bears it out.

    A statement is left out and counted as `lost` unless the articles that it cites are there and
    unchanged, each quote is what stands there, in whole sentences of reporting, and the
    statement passes the support check. An answer that has lost every statement is None. Hits
    that are no longer whole sentences of an article are left out. What an archive of more than
    `OUTLETS` outlets held is counted as it is now.

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
    _check_size("conversation", sum(_bytes(one) for one in records), CONVERSATION_BYTES)
    recall = _Recall(archive)
    return tuple(recall.exchange_or_error(one, at) for at, one in enumerate(records, 1))


def fingerprint(article_id: str, archive: Holdings) -> str:
    """The SHA-256 of an article's text in UTF-8, as 64 hexadecimal digits; "" if it is gone."""
    article = archive.article(article_id)
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
        kept = _parsed(record)
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
            seconds=kept.seconds,
            asked_at=kept.asked_at.replace(tzinfo=UTC) if kept.asked_at else None,
            lost=lost,
            understood=kept.understood,
        )

    def statements(self, kept: _Record) -> tuple[Statement, ...]:
        cited = [self.citation(one) for one in kept.citations]
        found = []
        for one in kept.statements:
            citations = tuple(c for at in one.citations if (c := cited[at - 1]))
            whole = len(citations) == len(one.citations)
            if whole and support.check(one.text, citations).holds:
                found.append(Statement(one.text, citations))
        return tuple(found)

    def citation(self, kept: _Citation) -> Citation | None:
        """The citation, if the article is the one that was cited and says this there."""
        if kept.article_id not in self.digests:
            self.digests[kept.article_id] = fingerprint(kept.article_id, self.archive)
        if kept.start >= kept.end or kept.sha256 != self.digests[kept.article_id]:
            return None
        passage = self.archive.passage_at(kept.article_id, kept.start, kept.end)
        if passage is None:
            return None
        citation = Citation(passage, kept.start, kept.end)
        whole = _whole(citation, self.sentences(passage))
        return citation if whole and citation.quote == kept.quote else None

    def answer(self, kept: _Record, statements: tuple[Statement, ...]) -> Answer | None:
        if kept.made_by is None or kept.as_of is None:
            return None
        told = kept.abstention
        return Answer(
            question=kept.question,
            statements=statements,
            hits=tuple(hit for place in kept.hits if (hit := self.hit(*place))),
            abstention=Abstention(_REASONS[told.reason], told.detail) if told else None,
            coverage=kept.coverage or self.archive.coverage(),
            made_by=kept.made_by,
            as_of=kept.as_of,
            dropped=kept.dropped,
            understood=kept.understood,
        )

    def hit(
        self, article_id: str, start: int, end: int, score: float, cosine: float | None
    ) -> Hit | None:
        passage = self.archive.passage_at(article_id, start, end) if start < end else None
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


def _parsed(record: object) -> _Record:
    """The record, every type and every relation in it checked."""
    text = _json(record)
    _check_size("question", len(text), RECORD_BYTES)
    try:
        kept = _RECORD.validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole of it"
        raise _unreadable(f"{where}: {first['msg']}") from error
    if wrong := next(_contradictions(kept), ""):
        raise _unreadable(wrong)
    return kept


def _contradictions(kept: _Record) -> Iterator[str]:
    """What the types alone do not rule out, each in words."""
    answered, abstained = kept.made_by is not None, kept.abstention is not None
    if kept.format != FORMAT:
        yield f"its format is {kept.format} and this Dateline reads format {FORMAT}"
    if kept.asked_at and kept.asked_at.utcoffset():
        yield "asked_at is not in UTC"
    if answered != (kept.as_of is not None):
        yield "made_by and as_of belong together"
    if kept.abstention and kept.abstention.reason not in _REASONS:
        yield "it abstains for an unknown reason"
    if abstained and (kept.statements or not answered):
        yield "it abstains, and yet it states something or has no answer"
    if not ((kept.statements and answered) or abstained or kept.lost or kept.stopped or kept.error):
        yield "it has no answer and does not say why"
    cited = [at for statement in kept.statements for at in statement.citations]
    if any(not 1 <= at <= len(kept.citations) for at in cited):
        yield "a statement cites what is not in its list"
    elif sum(len(kept.citations[at - 1].quote) for at in cited) > EVIDENCE_CHARS:
        yield f"it cites more than {EVIDENCE_CHARS:,} characters"
    if any(not statement.text.strip() for statement in kept.statements):
        yield "a statement has no words"


def _json(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise _unreadable(f"it is no JSON ({type(error).__name__})") from error


def _bytes(record: object) -> int:
    try:
        return len(_json(record))
    except RecordError:  # it will say so itself
        return 0


def _check_size(name: str, size: int, limit: int) -> None:
    if size > limit:
        raise RecordError(
            f"the kept {name} has {size:,} bytes and at most {limit:,} are read; "
            "start a new conversation"
        )


def _unreadable(why: str) -> RecordError:
    return RecordError(f"this kept question cannot be read: {why}; ask it again")


def _whole(citation: Citation, sentences: Sequence[Span]) -> bool:
    """Whether a citation is a run of whole sentences with nothing but space between them."""
    start, end, passage = citation.start, citation.end, citation.passage
    run = [(a, b) for a, b in sentences if start <= a and b <= end]
    gaps = pairwise([(start, start), *run, (end, end)])
    between = [passage.text[b - passage.start : a - passage.start] for (_, b), (a, _) in gaps]
    return bool(run) and not "".join(between).strip()


def _citation(citation: Citation, digest: str) -> _Citation:
    passage = citation.passage
    return _Citation(
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
