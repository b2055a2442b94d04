"""What a browser keeps of one question, as values whose every type and relation is checked.

What comes back from a browser is untrusted: nothing here has been looked up yet.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from index import Coverage, Filters
from qa.errors import RecordError
from qa.schema import (
    Count,
    Finite,
    NoteRecord,
    StatementRecord,
    TallyRecord,
    UsageRecord,
    fault,
)
from qa.types import Reason

FORMAT = 1
"""Raised when a record of this version can no longer be read by the one before."""

RECORD_BYTES = 200_000
"""How long a record may be as JSON in UTF-8."""

EVIDENCE_CHARS = 20_000
"""How much a record may cite, a quote counted as often as it is cited: it is all read anew."""

CITED = 50
"""How many places a statement may cite."""

STATEMENT_CHARS = 10_000
"""How long a statement may be: each is checked anew."""

_REASONS = frozenset(one.key for one in Reason)
_Score = Annotated[float, Field(allow_inf_nan=False)]
_Few = Field(max_length=50)


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """Where a citation is, what it read, and of what article, for whoever shows the record."""

    article_id: str
    start: Count
    end: Count
    quote: str
    sha256: str
    title: str
    outlet: str
    published: date | None
    url: str


@dataclass(frozen=True, slots=True)
class AbstentionRecord:
    """Why there is no answer; `reason` is a key of `Reason`."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One exchange. `made_by` is None where there is no answer (yet).

    `filters` are those that were chosen, `searched` those that were in force, `first` the same with
    the days that the question named, where it named some.

    `hits` are (article id, start, end, score, cosine), best first. `archive` is what the archive
    held, in words; `coverage` the same in numbers. `short` are the values that were told in short.
    """

    format: int
    question: str
    understood: str
    filters: Filters
    asked_at: AwareDatetime | None
    seconds: Finite
    made_by: str | None
    as_of: date | None
    stopped: bool
    error: str
    dropped: Count
    lost: Count
    statements: Annotated[tuple[StatementRecord, ...], _Few]
    citations: tuple[CitationRecord, ...]
    abstention: AbstentionRecord | None
    hits: Annotated[tuple[tuple[str, Count, Count, _Score, _Score | None], ...], _Few]
    archive: str
    coverage: Coverage | None
    searched: Filters | None = None
    settings: str = ""
    confidence: Finite | None = None
    invented: Count = 0
    repaired: Count = 0
    broken: str = ""
    usage: UsageRecord | None = None
    first: Filters | None = None
    notes: Annotated[tuple[NoteRecord, ...], _Few] = ()
    tally: TallyRecord | None = None
    intent: Annotated[str, Field(max_length=40)] = "fact"
    short: Annotated[tuple[str, ...], _Few] = ()
    cut: bool = False


_RECORD = TypeAdapter(Record)


def plain(record: Record) -> dict[str, Any]:
    """The record as plain values, ready for JSON."""
    values: dict[str, Any] = _RECORD.dump_python(record, mode="json")
    return values


def parsed(record: object) -> Record:
    """The record, every type and every relation in it checked.

    Raises:
        RecordError: it is none, is too long, or contradicts itself.
    """
    text = _json(record)
    check_size("question", len(text), RECORD_BYTES)
    try:
        kept = _RECORD.validate_json(text, strict=True)
    except ValidationError as error:
        raise _unreadable(fault(error)) from error
    if wrong := next(_contradictions(kept), ""):
        raise _unreadable(wrong)
    return kept


def _contradictions(kept: Record) -> Iterator[str]:
    """What the types alone do not rule out, each in words."""
    if kept.format != FORMAT:
        yield f"its format is {kept.format} and this Dateline reads format {FORMAT}"
    if kept.asked_at and kept.asked_at.utcoffset():
        yield "asked_at is not in UTC"
    yield from _unanswered(kept)
    yield from _miscited(kept)
    yield from _besides(kept)


def _unanswered(kept: Record) -> Iterator[str]:
    """What is wrong with whether it has an answer, or none."""
    answered, abstained = kept.made_by is not None, kept.abstention is not None
    if answered != (kept.as_of is not None):
        yield "made_by and as_of belong together"
    if kept.abstention and kept.abstention.reason not in _REASONS:
        yield "it abstains for an unknown reason"
    if abstained and (kept.statements or not answered):
        yield "it abstains, and yet it states something or has no answer"
    if not ((kept.statements and answered) or abstained or kept.lost or kept.stopped or kept.error):
        yield "it has no answer and does not say why"


def _miscited(kept: Record) -> Iterator[str]:
    """What is wrong with its statements and what they cite."""
    cited = [at for statement in kept.statements for at in statement.citations]
    if any(len(statement.citations) > CITED for statement in kept.statements):
        yield f"a statement cites more than {CITED} places"
    if any(len(statement.text) > STATEMENT_CHARS for statement in kept.statements):
        yield f"a statement has more than {STATEMENT_CHARS:,} characters"
    if any(not 1 <= at <= len(kept.citations) for at in cited):
        yield "a statement cites what is not in its list"
    elif sum(len(kept.citations[at - 1].quote) for at in cited) > EVIDENCE_CHARS:
        yield f"it cites more than {EVIDENCE_CHARS:,} characters"
    if any(not statement.text.strip() for statement in kept.statements):
        yield "a statement has no words"


def _besides(kept: Record) -> Iterator[str]:
    """What is wrong with what is told beside its statements."""
    if any(one.when and one.when[0] > one.when[1] for one in kept.statements):
        yield "a statement ends before it begins"
    if any(not note.text.strip() for note in kept.notes):
        yield "a note has no words"
    if kept.tally and any(not label.strip() for label, _ in kept.tally.rows):
        yield "what was counted has no name"


def _json(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise _unreadable(f"it is no JSON ({type(error).__name__})") from error


def octets(record: object) -> int:
    """How long it is as JSON; 0 for what is no JSON."""
    try:
        return len(_json(record))
    except RecordError:  # it will say so itself
        return 0


def check_size(name: str, size: int, limit: int) -> None:
    """Raise RecordError if `size` octets are more than `limit`; `name` says of what."""
    if size > limit:
        raise RecordError(
            f"the kept {name} has {size:,} bytes and at most {limit:,} are read; "
            "start a new conversation"
        )


def _unreadable(why: str) -> RecordError:
    return RecordError(f"this kept question cannot be read: {why}; ask it again")
