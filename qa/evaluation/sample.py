"""A question of a set as other packages take it, with what was answered, if it was asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index import Passage
from qa.errors import EvaluationError
from qa.evaluation.questionset import UNKNOWN, Evidence, Question, question_from, record_of

CITED = (
    "article_id", "title", "source", "published", "url", "file", "start", "end", "quote",
)  # fmt: skip
"""What is told of a citation."""

BEYOND = "dateline"
"""The key under which stands what other packages have no field for."""

_ANSWERED = ("citations", "reason")
"""Keys of what was answered, which is no part of the question."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered.

    `text` are the statements without marks, or the words of a refusal, whose `reason` is named
    then. `contexts` are passages that were read, best first; `citations` have the keys of `CITED`.
    """

    text: str
    reason: str
    contexts: tuple[Passage, ...]
    citations: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A question, `asked` as it stands alone, and where its answer stands: what is quoted first.

    `title` is the headline of the first article that does. Without `answered` it was not asked, or
    that failed.
    """

    question: Question
    asked: str
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    answered: Answered | None = None

    @property
    def quotes(self) -> list[str]:
        """The texts of the evidence, each once."""
        return list(dict.fromkeys(one.quote for one in self.evidence if one.quote))

    @property
    def articles(self) -> list[str]:
        """The article of each of `quotes`, then those of which no stretch is known."""
        quoted = {one.quote: one.article for one in reversed(self.evidence) if one.quote}
        bare = [one.article for one in self.evidence if not one.quote]
        return [*(quoted[quote] for quote in self.quotes), *dict.fromkeys(bare)]

    @property
    def beyond(self) -> dict[str, Any]:
        """What a question, one answer, quotes and their articles do not tell; ready for JSON."""
        told = record_of(self.question)
        if self.asked == self.question.question:
            del told["question"]
        if len(self.question.answers) <= 1:
            told.pop("answers", None)
        if told.get("evidence") == list(_evidence(self.quotes, self.articles)):
            del told["evidence"]
        if self.answered:
            told |= {"citations": [dict(one) for one in self.answered.citations]}
            told |= {"reason": self.answered.reason} if self.answered.reason else {}
        return told


def question_of(
    asked: str,
    answers: Sequence[str],
    quotes: Sequence[str],
    articles: Sequence[str],
    beyond: Mapping[str, Any],
) -> Question:
    """The question of which other packages' fields and `Sample.beyond` tell.

    Where the two differ, somebody corrected the fields, and they count.

    Raises:
        ValueError: they tell of none.
    """
    told = {name: value for name, value in beyond.items() if name not in _ANSWERED}
    told.setdefault("question", asked)
    kept = told.get("answers")
    if answers and not (isinstance(kept, list) and kept[:1] == list(answers[:1])):
        told["answers"] = list(answers)
    named = list(_evidence(quotes, articles))
    if named and not _same(told.get("evidence"), {one for one in quotes if one.strip()}):
        told["evidence"] = named
    return made(told)


def made(record: object) -> Question:
    """`question_from`, for readers that name file and line of whatever is wrong.

    Raises:
        ValueError: the record tells of no question.
    """
    try:
        return question_from(record)
    except EvaluationError as error:
        raise ValueError(str(error)) from error


def distinct(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions, each under an id of its own: other packages have the same one twice."""
    found: dict[str, Question] = {}
    for one in questions:
        name, times = one.id, 1
        while name in found:
            times += 1
            name = f"{one.id}-{times}"
        found[name] = replace(one, id=name)
    return tuple(found.values())


def _same(pieces: object, quotes: set[str]) -> bool:
    """Whether these are the pieces of evidence whose texts are `quotes`."""
    if not isinstance(pieces, list):
        return False
    told = [str(one.get("quote") or "") for one in pieces if isinstance(one, dict)]
    return {*filter(None, told)} <= quotes and len(quotes - {*told}) <= told.count("")


def _evidence(quotes: Sequence[str], articles: Sequence[str]) -> Iterator[dict[str, str]]:
    for at, quote in enumerate(quotes):
        if quote.strip():
            yield {"article": articles[at] if at < len(articles) else UNKNOWN, "quote": quote}
    yield from ({"article": one} for one in articles[len(quotes) :] if one.strip())
