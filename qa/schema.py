"""An answer as JSON: every key in its order, its type, and what must hold between them.

`Answer.as_dict` writes it and `Answer.from_dict` reads it; nothing is looked up in an archive.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from qa.errors import RecordError

T = TypeVar("T")

VERSION = 1
"""Raised when a key goes or means something else. JSON that has none is read as 1.

A key that is added may be absent, and whoever does not know it can leave it alone.
"""

Count = Annotated[int, Field(ge=0, le=2**53)]  # what JavaScript counts exactly
Finite = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class UsageRecord:
    """As `Usage`, every number checked."""

    requests: Count
    prompt_tokens: Count
    completion_tokens: Count
    cost: Finite | None
    estimated: bool


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """A statement; `citations` are places in the list of citations beside it, from 1.

    `when` are the first and last day of what it tells, where the text does not say them whole.
    """

    text: str
    citations: Annotated[tuple[Count, ...], Field(min_length=1)]
    when: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """What is to be said beside an answer, and what kind of note that is."""

    kind: Annotated[str, Field(max_length=40)]
    text: Annotated[str, Field(min_length=1, max_length=10_000)]


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """A value of the short answer: characters `start:end`, `quote`, inside that citation."""

    text: str
    outlet: str
    citation: Count
    start: Count
    end: Count
    quote: str


@dataclass(frozen=True, slots=True)
class ShortRecord:
    """The short answer. `text` says nothing that the values do not."""

    text: str
    kind: str
    values: Annotated[tuple[ValueRecord, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """What some reports say; `citations` are places in the list of citations, from 1."""

    value: str
    outlets: tuple[str, ...]
    day: date | None
    citations: Annotated[tuple[Count, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """What reports say on the point asked for. `text` says nothing that the accounts do not.

    `verdict` is "agree", "revised" or "differ".
    """

    text: str
    verdict: Annotated[str, Field(pattern="^(agree|revised|differ)$")]
    accounts: Annotated[tuple[AccountRecord, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class TallyRecord:
    """What was counted: `total` of the `of` articles looked at, by a `rule`, which `asks` for.

    `rows` are (label, how many) by what `by` names; `articles` the ids of those counted.
    """

    rule: Annotated[str, Field(min_length=1, max_length=10_000)]
    asks: Annotated[str, Field(max_length=40)]
    total: Count
    of: Count
    by: Annotated[str, Field(max_length=40)]
    rows: tuple[tuple[str, Count], ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StretchRecord:
    """Characters `start:end` of an article, and what is known of the article."""

    article_id: str
    title: str
    source: str
    published: date | None
    url: str
    file: str
    start: Count
    end: Count


@dataclass(frozen=True, slots=True)
class PassageRecord(StretchRecord):
    """A passage that was read."""

    text: str


@dataclass(frozen=True, slots=True)
class QuoteRecord(StretchRecord):
    """A citation: what stands there, the other outlets that print it, and the article's kind.

    `place` is where on paper or in its file it stands, such as "page 2"; `recognised`, in [0, 1],
    how sure whoever recognised its letters was, None where they were not recognised but read.
    """

    quote: str
    also_in: tuple[str, ...] = ()
    kind: str = ""
    place: str = ""
    recognised: Finite | None = None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer. `text` and `abstained` say nothing that the other fields do not.

    `reason` and `detail` are those of an abstention, else None; `nearest` are the first passages
    that were read; `archive` is what it held, in words; `usage` is None where no model was asked;
    `short` is None where what was asked for cannot be told in a few words; `notes` are what is
    to be said beside the answer; `agreement` is None where only one report tells,
    `tally` where no articles were counted; `intent` is what was wanted of the archive, "fact",
    "timeline", "days" and so on.
    """

    version: int
    question: str
    understood: str
    text: str
    short: ShortRecord | None = field(default=None, kw_only=True)
    notes: tuple[NoteRecord, ...] = field(default=(), kw_only=True)
    agreement: AgreementRecord | None = field(default=None, kw_only=True)
    tally: TallyRecord | None = field(default=None, kw_only=True)
    intent: Annotated[str, Field(max_length=40)] = field(default="fact", kw_only=True)
    abstained: bool
    reason: str | None
    detail: str | None
    statements: tuple[StatementRecord, ...]
    citations: tuple[QuoteRecord, ...]
    nearest: tuple[PassageRecord, ...]
    archive: str
    made_by: str
    settings: str
    as_of: date
    confidence: Finite | None
    dropped: Count
    invented: Count
    repaired: Count
    broken: str | None
    usage: UsageRecord | None


_ANSWER = TypeAdapter(AnswerRecord)


def plain(record: AnswerRecord) -> dict[str, Any]:
    """The record as plain values, ready for JSON."""
    values: dict[str, Any] = _ANSWER.dump_python(record, mode="json")
    return values


def parsed(told: object) -> AnswerRecord:
    """The record that plain values are, every type and every relation in it checked.

    Raises:
        RecordError: they are none; the message names the field.
    """
    record = validated(_ANSWER, versioned(told))
    if wrong := next(_contradictions(record), ""):
        raise unreadable(wrong)
    return record


def versioned(told: object) -> object:
    """Plain values with their version; those from before there was one are of the first.

    Raises:
        RecordError: they are of a version that is not read.
    """
    if not isinstance(told, Mapping):
        return told
    version = told.get("version", VERSION)
    if version != VERSION:
        why = f"is {version!r:.40}, and this Dateline reads {VERSION}; use the one that wrote it"
        raise unreadable(f"version: {why}")
    return {"version": VERSION, **told}


def validated(form: TypeAdapter[T], told: object) -> T:
    """Plain values in a form, every type checked. Half a character becomes "?", as in UTF-8.

    Raises:
        RecordError: they have another form; the message names the field.
    """
    try:
        text = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
        return form.validate_json(text, strict=True)
    except ValidationError as error:
        raise unreadable(fault(error)) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise unreadable(f"it is no JSON ({type(error).__name__})") from error


def fault(error: ValidationError) -> str:
    """The first thing that is wrong, by its field, such as "statements.0.text: Field required"."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the whole of it"
    return f"{where}: {first['msg']}"


@contextmanager
def within(field: str) -> Iterator[None]:
    """What cannot be made of a field's values is an error that names it.

    Raises:
        RecordError: there was a ValueError inside.
    """
    try:
        yield
    except ValueError as error:
        raise unreadable(f"{field}: {error}") from error


def unreadable(why: str) -> RecordError:
    """The error that says so."""
    return RecordError(f"this is no answer as Dateline writes it: {why}")


def _contradictions(record: AnswerRecord) -> Iterator[str]:
    """What the types alone do not rule out, each in words."""
    if record.abstained != (record.reason is not None):
        yield "reason: there is one exactly where it abstains"
    if (record.reason is None) != (record.detail is None):
        yield "detail: belongs to a reason"
    if record.confidence is not None and not 0 <= record.confidence <= 1:
        yield f"confidence: {record.confidence} lies outside 0 to 1"
    if record.abstained == bool(record.statements):
        yield "statements: there are some exactly where it does not abstain"
    cited = {number for one in record.statements for number in one.citations}
    if cited != set(range(1, len(record.citations) + 1)):
        yield f"citations: there are {len(record.citations)}, and the statements cite {cited}"
