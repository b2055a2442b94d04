"""What travels from a question to an answer: frozen values in which nothing unsupported fits."""

from dataclasses import asdict, dataclass, field
from datetime import date
from enum import Enum

from index import EVERYTHING, Coverage, Filters, Hit, Passage
from qa.models.spending import UNUSED, Usage


class Expects(Enum):
    """What kind of thing a question asks for."""

    PERSON = "who"
    DATE = "when"
    PLACE = "where"
    COUNT = "how many"
    MONEY = "how much money"
    AMOUNT = "how much"
    REASON = "why"
    YES_NO = "yes or no"
    SAYING = "what was said"
    THING = "what"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation and what was answered, for follow-ups to lean on.

    `understood` is the question as it stood alone; `said` are the texts of the statements and
    the headlines that they cite, none after an abstention.
    """

    question: str
    understood: str
    said: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    filters: Filters = EVERYTHING

    @classmethod
    def of(cls, answer: "Answer", filters: Filters = EVERYTHING) -> "Turn":
        """The turn that an answer leaves behind."""
        return cls(
            answer.question,
            answer.understood,
            tuple(statement.text for statement in answer.statements),
            tuple(dict.fromkeys(c.passage.title for c in answer.citations if c.passage.title)),
            filters,
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood: `text` stands alone, `asked` is what was typed.

    The two differ for a follow-up, which takes its subject from earlier turns. `parts` are the
    questions that it consists of, each standing alone, where it asks or compares several things.
    `given` are the filters that somebody chose, which is strict; `filters` are those and the days
    that the question itself asks of, whose articles come first. `today` is the day on which it is
    asked, `among` how many passages it is asked of (0), where that is known.
    """

    text: str
    expects: Expects = Expects.THING
    filters: Filters = EVERYTHING
    asked: str = ""
    parts: tuple["Query", ...] = ()
    today: date | None = None
    given: Filters | None = None
    among: int = 0

    def __post_init__(self) -> None:
        if self.given is None:
            object.__setattr__(self, "given", self.filters)
        if not self.asked:
            object.__setattr__(self, "asked", self.text)


@dataclass(frozen=True, slots=True)
class Citation:
    """Characters `start:end` of an article, inside one retrieved passage.

    The quote is sliced, never stored, so it cannot differ from the article. `also` are the other
    outlets that print it word for word, as far as somebody has looked.

    Raises:
        ValueError: the stretch is empty or not inside the passage.
    """

    passage: Passage
    start: int
    end: int
    also: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        self.passage.slice(self.start, self.end)

    @property
    def quote(self) -> str:
        """The cited characters."""
        return self.passage.slice(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer and the stretches that carry it, at least one."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a statement needs words")
        if not self.citations:
            raise ValueError(f"a statement needs a citation: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was written and is not said, and what is wrong with it."""

    text: str
    failures: tuple[str, ...]


class Reason(Enum):
    """Why an answer abstains."""

    NO_ARTICLES = "no article matches the filters"
    OFF_TOPIC = "the archive has nothing on this"
    NO_ANSWER = "the archive touches on this but does not say"
    UNSUPPORTED = "what could be said is not supported by the articles"


@dataclass(frozen=True, slots=True)
class Abstention:
    """An answer that says that the archive does not say, and why."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, whoever wrote it: statements, or one abstention, never both.

    `understood` is the question as it was searched for: `question` itself, or what a follow-up
    means; `filters` are those that it was searched with, `first` the same with the days that the
    question asks of, whose articles came first. `hits` are the passages that were read,
    best first; `made_by` names the reader, its model and prompts; `settings` is a digest of how
    questions are answered. `confidence` is the reader's probability that the archive answers, None
    where it has none. `dropped` counts sentences that were written and are not said, `invented`
    the numbers of sentences that a model made up, `repaired` the statements that it worded again.
    `broken` says why an answer ends early, where a model broke off; `usage` is what models cost.
    """

    question: str
    statements: tuple[Statement, ...]
    hits: tuple[Hit, ...]
    abstention: Abstention | None
    coverage: Coverage
    made_by: str
    as_of: date
    dropped: int = 0
    understood: str = ""
    filters: Filters = EVERYTHING
    settings: str = ""
    confidence: float | None = None
    invented: int = 0
    repaired: int = 0
    broken: str = ""
    usage: Usage = UNUSED
    first: Filters = EVERYTHING

    def __post_init__(self) -> None:
        if not self.understood:
            object.__setattr__(self, "understood", self.question)
        if not self.first:
            object.__setattr__(self, "first", self.filters)
        if bool(self.statements) == bool(self.abstention):
            raise ValueError("an answer has statements or an abstention, and not both")

    @property
    def abstained(self) -> bool:
        """Whether the archive does not say."""
        return self.abstention is not None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation once, in order of first use; its place is the number it is shown by."""
        return tuple(dict.fromkeys(c for s in self.statements for c in s.citations))

    @property
    def text(self) -> str:
        """The statements with their marks, such as "… rejected the demand. [1]"."""
        if self.abstention:
            return f"The archive does not say: {self.abstention.detail}"
        return "\n".join(f"{s.text} {self.marks(s)}" for s in self.statements)

    def marks(self, statement: Statement) -> str:
        """The citation marks of one of the statements, such as "[1][3]"."""
        numbers = {citation: at for at, citation in enumerate(self.citations, 1)}
        return "".join(f"[{numbers[c]}]" for c in dict.fromkeys(statement.citations))

    def as_dict(self) -> dict[str, object]:
        """The answer as plain values, ready for JSON. `citation` numbers are 1-based."""
        numbers = {citation: at for at, citation in enumerate(self.citations, 1)}
        return {
            "question": self.question,
            "understood": self.understood,
            "text": self.text,
            "abstained": self.abstained,
            "reason": self.abstention.reason.name.lower() if self.abstention else None,
            "detail": self.abstention.detail if self.abstention else None,
            "statements": [
                {"text": s.text, "citations": [numbers[c] for c in dict.fromkeys(s.citations)]}
                for s in self.statements
            ],
            "citations": [_citation_dict(citation) for citation in self.citations],
            "nearest": [_passage_dict(hit.passage) for hit in self.hits[:3]],
            "archive": str(self.coverage),
            "made_by": self.made_by,
            "settings": self.settings,
            "as_of": self.as_of.isoformat(),
            "confidence": self.confidence,
            "dropped": self.dropped,
            "invented": self.invented,
            "repaired": self.repaired,
            "broken": self.broken or None,
            "usage": asdict(self.usage) if self.usage.requests else None,
        }


def _passage_dict(passage: Passage) -> dict[str, object]:
    return {
        "article_id": passage.article_id,
        "title": passage.title,
        "source": passage.outlet,
        "published": passage.published.isoformat() if passage.published else None,
        "url": passage.url,
        "file": passage.file,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }


def _citation_dict(citation: Citation) -> dict[str, object]:
    described = _passage_dict(citation.passage)
    del described["text"]
    return described | {
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "also_in": list(citation.also),
    }
