"""What another engine answers: sentences that, unlike those of an `Answer`, may cite nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from index import Hit, Passage
from qa.schema import VERSION, Count, unreadable, validated, versioned
from qa.types import NEAREST, Abstention, Basis, Citation, Numbered, Provenance, Reason


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source as JSON has it; `start` and `end` are None where the engine does not say where."""

    id: str
    article_id: str
    title: str
    source: str
    published: date | None
    url: str
    file: str
    start: Count | None
    end: Count | None
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """A source node of an engine, under the engine's own id.

    Without a place that fits its text its `passage` counts from 0, and it is not `placed`: then it
    ties nothing to exact characters.
    """

    id: str
    passage: Passage
    placed: bool

    @classmethod
    def of(cls, told: SourceRecord) -> "Source":
        """The source of which a record tells."""
        size, start, end = len(told.text), told.start, told.end
        placed = isinstance(start, int) and start >= 0 and end == start + size
        start = start if placed and start is not None else 0
        passage = Passage(
            told.article_id, told.text, start, start + size, ((start, start + size),), told.title,
            told.source, told.published, told.url, told.file,
        )  # fmt: skip
        return cls(told.id, passage, placed)

    @property
    def citation(self) -> Citation:
        """All of its text, cited."""
        return Citation(self.passage, self.passage.start, self.passage.end)

    def as_dict(self) -> dict[str, Any]:
        """The source as plain values, ready for JSON."""
        told = self.passage
        return {
            "id": self.id,
            "article_id": told.article_id,
            "title": told.title,
            "source": told.source,
            "published": told.published.isoformat() if told.published else None,
            "url": told.url,
            "file": told.file,
            "start": told.start if self.placed else None,
            "end": told.end if self.placed else None,
            "text": told.text,
        }


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply and the sources that it cites, perhaps none."""

    text: str
    sources: tuple[Source, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, each cited as a whole."""
        return tuple(one.citation for one in self.sources)


@dataclass(frozen=True, slots=True)
class Reply:
    """What an engine answered, to be read as an `Answer` is; without claims it abstains.

    `sources` are all that it read, best first.
    """

    question: str
    text: str
    statements: tuple[Claim, ...]
    sources: tuple[Source, ...]
    made_by: str
    as_of: date

    @property
    def understood(self) -> str:
        """The question: an engine does not say what it took it for."""
        return self.question

    @property
    def abstention(self) -> Abstention | None:
        """That it said nothing, where that is so."""
        return None if self.statements else Abstention(Reason.NO_ANSWER, "the engine said nothing")

    @property
    def abstained(self) -> bool:
        """Whether it said nothing."""
        return not self.statements

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its sources, if it said something; their places are the numbers of marks."""
        return tuple(one.citation for one in self.sources) if self.statements else ()

    @property
    def basis(self) -> Basis:
        """What it read, of an archive that nobody knows."""
        hits = (Hit(one.passage, 1 / rank) for rank, one in enumerate(self.sources, 1))
        return Basis(tuple(hits), "", self.as_of)

    @property
    def provenance(self) -> Provenance:
        """Which engine it was; it says no more."""
        return Provenance(self.made_by)

    @property
    def numbered(self) -> tuple[Numbered, ...]:
        """The text of each claim with the numbers of the sources that it cites."""
        return tuple(
            (one.text, tuple(self.sources.index(cited) + 1 for cited in one.sources))
            for one in self.statements
        )

    def as_dict(self) -> dict[str, Any]:
        """The reply as plain values with the keys of an answer; sources have an id besides."""
        sources = [one.as_dict() for one in self.sources]
        refused, made = self.abstention, self.provenance
        return {
            "version": VERSION,
            "question": self.question,
            "understood": self.understood,
            "text": self.text,
            "abstained": self.abstained,
            "reason": refused.reason.key if refused else None,
            "detail": refused.detail if refused else None,
            "statements": [
                {"text": text, "citations": list(numbers)} for text, numbers in self.numbered
            ],
            "citations": [] if refused else [{**one, "quote": one["text"]} for one in sources],
            "nearest": sources[:NEAREST],
            "archive": "",
            "made_by": self.made_by,
            "settings": made.settings,
            "as_of": self.as_of.isoformat(),
            "confidence": made.confidence,
            "dropped": made.dropped,
            "invented": made.invented,
            "repaired": made.repaired,
            "broken": None,
            "usage": None,
        }


@dataclass(frozen=True, slots=True)
class _ClaimRecord:
    text: str
    citations: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class _ReplyRecord:
    """What a reply cannot be worked out without."""

    question: str
    text: str
    statements: tuple[_ClaimRecord, ...]
    made_by: str
    as_of: date


_REPLY = TypeAdapter(_ReplyRecord)
_SOURCES = TypeAdapter(tuple[SourceRecord, ...])


def sources_from(told: object) -> tuple[Source, ...]:
    """The sources of which `Source.as_dict` told.

    Raises:
        RecordError: they are none; the message names the field.
    """
    records: tuple[SourceRecord, ...] = validated(_SOURCES, told)
    return tuple(map(Source.of, records))


def reply_from(told: object, sources: tuple[Source, ...]) -> Reply:
    """The reply of which `Reply.as_dict` told, over its sources.

    Raises:
        RecordError: it is none; the message names the field.
    """
    record = validated(_REPLY, versioned(told))
    if any(not 1 <= at <= len(sources) for one in record.statements for at in one.citations):
        raise unreadable(f"statements: one cites what is not among its {len(sources)} sources")
    claims = tuple(
        Claim(one.text, tuple(sources[at - 1] for at in one.citations)) for one in record.statements
    )
    return Reply(record.question, record.text, claims, sources, record.made_by, record.as_of)
