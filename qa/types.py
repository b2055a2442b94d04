"""What travels from a question to an answer: frozen values in which nothing unsupported fits."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from enum import Enum
from typing import Any

import qa.schema as schema
from index import EVERYTHING, Coverage, Filters, Hit, Passage, Span
from qa.queries import Expects as Expects
from qa.queries import Intent as Intent
from qa.queries import Query as Query
from qa.recording import (
    agreement_of,
    agreement_record,
    short_of,
    short_record,
    tally_of,
    tally_record,
)
from qa.statements import NOTHING as NOTHING
from qa.statements import Accord as Accord
from qa.statements import Account as Account
from qa.statements import Agreement as Agreement
from qa.statements import Citation as Citation
from qa.statements import Note as Note
from qa.statements import Numbered as Numbered
from qa.statements import Short as Short
from qa.statements import Statement as Statement
from qa.statements import Told as Told
from qa.statements import cited as cited
from qa.statements import marks as marks
from qa.statements import numbered as numbered
from qa.tally import Tally as Tally
from qa.usage import UNUSED, Usage

NEAREST = 3
"""How many of the passages that were read are told: in JSON, and where an answer abstains."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and what was answered, for follow-ups to lean on.

    `understood` is the question as it stood alone; `said` are the texts of the statements, with the
    headlines and the ids of the articles that they cite, none after an abstention.
    """

    question: str
    understood: str
    said: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    filters: Filters = EVERYTHING
    articles: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: "Answer", filters: Filters = EVERYTHING) -> "Turn":
        """The turn that an answer leaves behind."""
        return cls(
            answer.question,
            answer.understood,
            tuple(statement.text for statement in answer.statements),
            tuple(dict.fromkeys(c.passage.title for c in answer.citations if c.passage.title)),
            filters,
            tuple(dict.fromkeys(c.passage.article_id for c in answer.citations)),
        )


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was written and is not said, and what is wrong with it.

    `score` is how far its evidence bears it out, None where it was held against none.
    """

    text: str
    failures: tuple[str, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """What a reader makes of its reading so far; the latest that it gives counts.

    `confidence` is its probability that the archive answers, None where it has none. `invented`
    counts numbers of sentences that a model made up, `repaired` statements that it worded again.
    `lacking` says in words what no article has, where that is known.

    Raises:
        TypeError, ValueError: the confidence is no probability, or a count is none.
    """

    confidence: float | None = None
    invented: int = 0
    repaired: int = 0
    lacking: str = ""

    def __post_init__(self) -> None:
        if self.confidence is not None:  # which may be numpy's, and JSON has none of those
            object.__setattr__(self, "confidence", float(self.confidence))
            if not 0 <= self.confidence <= 1:
                raise ValueError(f"confidence is {self.confidence}; a probability is from 0 to 1")
        for name in ("invented", "repaired"):
            if (count := int(getattr(self, name))) < 0:
                raise ValueError(f"{name} is {count}; a count is 0 or more")
            object.__setattr__(self, name, count)


class Reason(Enum):
    """Why an answer abstains."""

    NO_ARTICLES = "no article matches the filters"
    OFF_TOPIC = "the archive has nothing on this"
    NO_ANSWER = "the archive touches on this but does not say"
    UNSUPPORTED = "what could be said is not supported by the articles"

    @property
    def key(self) -> str:
        """As JSON has it, such as "off_topic"."""
        return self.name.lower()

    @classmethod
    def of(cls, key: str) -> "Reason":
        """The reason of that key.

        Raises:
            ValueError: there is none.
        """
        for reason in cls:
            if reason.key == key:
                return reason
        raise ValueError(f"{key!r:.40} is none of {', '.join(one.key for one in cls)}")


@dataclass(frozen=True, slots=True)
class Abstention:
    """An answer that says that the archive does not say, and why."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer rests on.

    `hits` are the passages that were read, best first. `coverage` is what the archive held, in
    words where nobody knows more. `filters` are those that it was searched with, `first` the same
    with the days that the question asks of, whose articles came first.
    """

    hits: tuple[Hit, ...]
    coverage: Coverage | str
    as_of: date
    filters: Filters = EVERYTHING
    first: Filters = EVERYTHING

    def __post_init__(self) -> None:
        if not self.first:
            object.__setattr__(self, "first", self.filters)


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an answer was made.

    `made_by` names the reader, its model and prompts; `settings` is a digest of how questions are
    answered. `dropped` counts sentences that were written and are not said; `broken` says why the
    answer ends early, where a model broke off; `usage` is what models took. The rest is as
    `Assessed` has it.
    """

    made_by: str
    settings: str = ""
    confidence: float | None = None
    dropped: int = 0
    invented: int = 0
    repaired: int = 0
    broken: str = ""
    usage: Usage = UNUSED

    def record(self) -> dict[str, Any]:
        """The fields as every record of an answer has them; `usage` is None without a model."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        took = schema.UsageRecord(**asdict(self.usage)) if self.usage.requests else None
        return own | {"usage": took}

    @classmethod
    def of(cls, record: object) -> "Provenance":
        """What such a record tells of it."""
        told = {one.name: getattr(record, one.name) for one in fields(cls)}
        took = Usage(**asdict(told["usage"])) if told["usage"] else UNUSED
        return cls(**told | {"broken": told["broken"] or "", "usage": took})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, whoever wrote it: statements, or one abstention, never both.

    `understood` is the question as it was searched for: `question` itself, or what a follow-up
    means. `short` is what was asked for in a few words, from what the statements cite; `notes` are
    what is to be said beside it; `agreement` is what several reports say on that point, if they do;
    `tally` is what was counted for it, where it counts articles; `intent` is what was wanted of the
    archive, and so what the statements are. `related` are the places, from 0, of statements that
    add little to what the first and the short answer say.

    Raises:
        ValueError: there are statements and an abstention, or neither; or what the short answer is
            taken from is cited by none of them.
    """

    question: str
    statements: tuple[Statement, ...]
    abstention: Abstention | None
    basis: Basis
    provenance: Provenance
    understood: str = ""
    short: Short = NOTHING
    notes: tuple[Note, ...] = ()
    agreement: Agreement | None = None
    tally: Tally | None = None
    intent: Intent = Intent.FACT
    related: tuple[int, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.understood:
            object.__setattr__(self, "understood", self.question)
        if bool(self.statements) == bool(self.abstention):
            raise ValueError("an answer has statements or an abstention, and not both")
        for one in self.short.values:
            if not any(cited.holds(one.citation) for cited in self.citations):
                raise ValueError(f"nothing that the statements cite holds {one.citation.quote!r}")
        for account in self.agreement.accounts if self.agreement else ():
            if not set(self.citations).issuperset(account.citations):
                raise ValueError(f"no statement cites all reports of {account.value!r}")

    @property
    def abstained(self) -> bool:
        """Whether the archive does not say."""
        return self.abstention is not None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in order of first use; its place is the number it is shown by."""
        return cited(self.statements)

    @property
    def points(self) -> tuple[Citation, ...]:
        """The characters that answer, each inside one of the citations and less than all of it."""
        told = [one.citation for one in self.short.values]
        for account in self.agreement.accounts if self.agreement else ():
            told += account.points
        whole = self.citations
        return tuple(one for one in dict.fromkeys(told) if not any(one.holds(c) for c in whole))

    @property
    def chronicle(self) -> bool:
        """Whether its statements are events in the order of their days, each with its days."""
        told = self.intent in (Intent.TIMELINE, Intent.DAYS)
        return told and bool(self.statements) and all(one.when for one in self.statements)

    @property
    def text(self) -> str:
        """The statements with their marks, such as "… rejected the demand. [1]"."""
        if self.abstention:
            return f"The archive does not say: {self.abstention.detail}"
        return "\n".join(f"{text} {marks(numbers)}" for text, numbers in self.numbered)

    @property
    def numbered(self) -> tuple[Numbered, ...]:
        """Its statements, as they are shown."""
        return numbered(self.statements)

    def as_dict(self) -> dict[str, Any]:
        """The answer as plain values, ready for JSON: those of `qa.schema`, under their `version`.

        Citations are counted from 1. Of the passages that were read there are the `NEAREST`.
        """
        refused = self.abstention
        return schema.plain(
            schema.AnswerRecord(
                version=schema.VERSION,
                question=self.question,
                understood=self.understood,
                text=self.text,
                abstained=self.abstained,
                reason=refused.reason.key if refused else None,
                detail=refused.detail if refused else None,
                short=short_record(self.short, self.citations),
                statements=tuple(
                    schema.StatementRecord(one.text, numbers, one.when)
                    for one, (_, numbers) in zip(self.statements, self.numbered, strict=True)
                ),
                notes=tuple(schema.NoteRecord(one.kind, one.text) for one in self.notes),
                agreement=agreement_record(self.agreement, self.citations),
                tally=tally_record(self.tally),
                intent=self.intent.key,
                citations=tuple(map(_quote_record, self.citations)),
                nearest=tuple(_passage_record(hit.passage) for hit in self.basis.hits[:NEAREST]),
                archive=str(self.basis.coverage),
                as_of=self.basis.as_of,
                **self.provenance.record() | {"broken": self.provenance.broken or None},
            )
        )

    @classmethod
    def from_dict(cls, told: object) -> "Answer":
        """The answer of which `as_dict` told, as far as it tells.

        The passage of a citation is no more than its quote; the sentences of the nearest ones, the
        filters and what the archive held in numbers are not known. Hits are scored by their rank.

        Raises:
            RecordError: it is none; the message names the field.
        """
        record = schema.parsed(told)
        with schema.within("citations"):
            cited = [_citation(one) for one in record.citations]
        with schema.within("nearest"):
            read = [_passage(one, one.text) for one in record.nearest]
        with schema.within("statements"):
            statements = tuple(
                Statement(one.text, tuple(cited[number - 1] for number in one.citations), one.when)
                for one in record.statements
            )
        with schema.within("reason"):
            reason = Reason.of(record.reason) if record.reason is not None else None
        with schema.within("short"):
            short = short_of(record.short, cited)
        with schema.within("agreement"):
            agreement = agreement_of(record.agreement, cited)
        with schema.within("tally"):
            tally = tally_of(record.tally)
        with schema.within("intent"):
            intent = Intent.of(record.intent)
        return cls(
            question=record.question,
            statements=statements,
            abstention=Abstention(reason, record.detail or "") if reason else None,
            basis=Basis(
                hits=tuple(Hit(passage, 1 / rank) for rank, passage in enumerate(read, 1)),
                coverage=record.archive,
                as_of=record.as_of,
            ),
            provenance=Provenance.of(record),
            understood=record.understood,
            short=short,
            notes=tuple(Note(one.kind, one.text) for one in record.notes),
            agreement=agreement,
            tally=tally,
            intent=intent,
        )


def _about(passage: Passage) -> tuple[str, str, str, date | None, str, str]:
    outlet, published = passage.outlet, passage.published
    return passage.article_id, passage.title, outlet, published, passage.url, passage.file


def _passage_record(passage: Passage) -> schema.PassageRecord:
    return schema.PassageRecord(*_about(passage), passage.start, passage.end, passage.text)


def _quote_record(citation: Citation) -> schema.QuoteRecord:
    passage = citation.passage
    return schema.QuoteRecord(
        *_about(passage), citation.start, citation.end, citation.quote, citation.also,
        passage.kind, citation.place, passage.confidence,
    )  # fmt: skip


def _citation(told: schema.QuoteRecord) -> Citation:
    sentence = ((told.start, told.end),)
    passage = replace(
        _passage(told, told.quote, sentence),
        kind=told.kind,
        places=((told.start, told.place),) if told.place else (),
        confidence=told.recognised,
    )
    return Citation(passage, told.start, told.end, told.also_in)


def _passage(told: schema.StretchRecord, text: str, sentences: tuple[Span, ...] = ()) -> Passage:
    return Passage(
        told.article_id, text, told.start, told.end, sentences, told.title, told.source,
        told.published, told.url, told.file,
    )  # fmt: skip
