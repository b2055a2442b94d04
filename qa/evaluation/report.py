"""What a run brought: outcomes of questions, a report of figures, requirements on it."""

import json
import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite
from typing import Any

from qa.errors import EvaluationError, RecordError
from qa.evaluation.questionset import Question, question_from, record_of
from qa.evaluation.replies import Claim, Reply, Source, reply_from, sources_from
from qa.evaluation.statistics import Interval, bootstrap_interval
from qa.types import Answer, Citation, Statement
from qa.usage import UNUSED, Usage

_SOURCES, _OPINION = "passages", "judged"
"""The keys of an answer in JSON under which an outcome keeps these."""

_EXPRESSION = re.compile(
    r"\s*([A-Za-z][\w@.-]*)\s*(>=|<=|==|>|<)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*"
)
_RELATIONS = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: an answer, ours or another engine's, or an error.

    `retrieved` are the ids of the passages that were read, best first. `first_seconds` is the time
    to the first statement, None if there was none; `seconds` that to the end. `sources` are those
    passages where an engine brought them along, ours too, else None. `opinion` is what a model said
    of the answer, None where none was asked.

    Raises:
        ValueError: there is neither an answer nor an error, or both.
    """

    question: Question
    answer: Answer | Reply | None
    retrieved: tuple[str, ...] = ()
    first_seconds: float | None = None
    seconds: float = 0.0
    error: str = ""
    sources: tuple[Source, ...] | None = None
    opinion: Mapping[str, Any] | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        if (self.answer is None) != bool(self.error):
            raise ValueError(f"question {self.question.id!r} has an answer or an error, not both")
        if isinstance(self.answer, Reply):
            object.__setattr__(self, "sources", self.answer.sources)

    @property
    def abstained(self) -> bool:
        """Whether the answer is that the archive does not say. An error is no abstention."""
        return self.answer is not None and self.answer.abstained

    @property
    def statements(self) -> tuple[Statement | Claim, ...]:
        """What was stated; nothing after an abstention or an error."""
        return self.answer.statements if self.answer else ()

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What was cited, in the order of its numbers."""
        return self.answer.citations if self.answer else ()

    @property
    def placed(self) -> tuple[Citation | None, ...]:
        """The same; None for what an engine does not say where it stands."""
        if isinstance(self.answer, Reply) and self.answer.statements:
            return tuple(one.citation if one.placed else None for one in self.answer.sources)
        return self.citations

    @property
    def confidence(self) -> float | None:
        """As the answer has it; None where there is none."""
        return self.answer.provenance.confidence if self.answer else None

    @property
    def usage(self) -> Usage:
        """What models took for the answer."""
        return self.answer.provenance.usage if self.answer else UNUSED

    @property
    def said(self) -> str:
        """The statements, one a line, without marks; empty after an abstention or an error."""
        return "\n".join(one.text for one in self.statements)

    @property
    def short(self) -> str | None:
        """The short answer, outlets left out; None of an engine of another make, which has none."""
        if isinstance(self.answer, Reply):
            return None
        return "; ".join(one.text for one in self.answer.short.values) if self.answer else ""

    def record(self) -> dict[str, Any]:
        """The outcome as plain values, ready for JSON."""
        told = self.answer and self.answer.as_dict()
        if told and self.sources is not None:
            told[_SOURCES] = [one.as_dict() for one in self.sources]
        if told and self.opinion is not None:
            told[_OPINION] = dict(self.opinion)
        return {
            "question": record_of(self.question),
            "answer": told,
            "retrieved": list(self.retrieved),
            "first_seconds": self.first_seconds,
            "seconds": self.seconds,
            "error": self.error,
        }


def outcome_from(record: Mapping[str, Any]) -> Outcome:
    """The outcome that `Outcome.record` gave.

    Raises:
        EvaluationError: `record` is none.
    """
    try:
        answer, sources, opinion = _answer_from(record["answer"])
        return Outcome(
            question_from(record["question"]),
            answer,
            tuple(record["retrieved"]),
            record["first_seconds"],
            float(record["seconds"]),
            record["error"],
            sources,
            opinion,
        )
    except (KeyError, TypeError, ValueError, RecordError) as error:
        raise EvaluationError(f"is no outcome of a question: {error!r:.200}") from error


def _answer_from(
    told: Mapping[str, Any] | None,
) -> tuple[Answer | Reply | None, tuple[Source, ...] | None, Mapping[str, Any] | None]:
    """The answer, the sources and the opinion; only another engine's answer names no archive."""
    if told is None:
        return None, None, None
    answer = dict(told)
    opinion, brought = answer.pop(_OPINION, None), answer.pop(_SOURCES, None)
    if brought is None:
        return Answer.from_dict(answer), None, opinion
    sources = sources_from(brought)
    ours = bool(answer["archive"])
    return Answer.from_dict(answer) if ours else reply_from(answer, sources), sources, opinion


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over so many `questions`, with its interval if one was worked out.

    The value is None where no question says anything of the measure.

    Raises:
        ValueError: the value is no number that JSON knows, or it is None over some questions.
    """

    name: str
    value: float | None
    questions: int
    interval: Interval | None = None

    def __post_init__(self) -> None:
        if self.value is not None and not isfinite(self.value):
            raise ValueError(f"{self.name} is {self.value}, which is no figure")
        if (self.value is None) != (self.questions == 0):
            raise ValueError(f"{self.name} is {self.value} over {self.questions} questions")

    @classmethod
    def over(cls, name: str, values: Iterable[float | None], seed: int = 0) -> "Figure":
        """The mean of one value a question, with its bootstrap interval; None does not count.

        For a mean over the questions asked, give 0 for those without a value.
        """
        given = [float(value) for value in values if value is not None]
        if not given:
            return cls(name, None, 0)
        mean = sum(given) / len(given)
        return cls(name, mean, len(given), bootstrap_interval(given, seed=seed))


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run, and what made it: settings, archive, question set, versions, time.

    Raises:
        ValueError: two figures have one name.
    """

    figures: tuple[Figure, ...]
    made_by: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        names = [figure.name for figure in self.figures]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two figures are named {min(twice)!r}")

    def figure(self, name: str) -> Figure:
        """The figure of that name.

        Raises:
            EvaluationError: there is none; the message says which there are.
        """
        found = next((figure for figure in self.figures if figure.name == name), None)
        if found is None:
            names = [figure.name for figure in self.figures]
            near = get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise EvaluationError(
                f"there is no measure {name!r:.60}; {hint}there are {', '.join(names) or 'none'}"
            )
        return found

    def as_json(self) -> str:
        """The report as JSON, which `from_json` reads back."""
        figures = [
            {
                "name": one.name,
                "value": one.value,
                "low": one.interval and one.interval.low,
                "high": one.interval and one.interval.high,
                "questions": one.questions,
            }
            for one in self.figures
        ]
        told = {"made_by": dict(self.made_by), "measures": figures}
        return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """The report that `as_json` gave.

        Raises:
            EvaluationError: `text` is none.
        """
        try:
            told = json.loads(text)
            figures = tuple(
                Figure(
                    one["name"],
                    one["value"],
                    one["questions"],
                    None if one["low"] is None else Interval(one["low"], one["high"]),
                )
                for one in told["measures"]
            )
            return cls(figures, told["made_by"])
        except (KeyError, TypeError, ValueError) as error:
            raise EvaluationError(f"is no report of an evaluation: {error!r:.200}") from error


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a measure must come to, such as `citation_exactness>=1`."""

    name: str
    relation: str
    bound: float

    def __str__(self) -> str:
        return f"{self.name}{self.relation}{self.bound:g}"

    @classmethod
    def parse(cls, expression: str) -> "Requirement":
        """Read a measure's name, one of >=, <=, >, < and ==, and a number.

        Raises:
            EvaluationError: `expression` is something else.
        """
        match = _EXPRESSION.fullmatch(expression)
        try:
            if match:
                return cls(match[1], match[2], float(match[3]))
        except ValueError:
            pass
        raise EvaluationError(
            f"cannot read the requirement {expression!r:.80}; write a measure, one of "
            f"{', '.join(_RELATIONS)} and a number, such as 'citation_exactness>=1'"
        )

    def met(self, report: Report) -> bool:
        """Whether the report's value is as required. What was not measured is not.

        Raises:
            EvaluationError: the report has no such measure.
        """
        value = report.figure(self.name).value
        return value is not None and bool(_RELATIONS[self.relation](value, self.bound))


def unmet(requirements: Sequence[Requirement], report: Report) -> list[str]:
    """A line on each requirement that is not met, with the value that was found.

    Raises:
        EvaluationError: the report lacks one of the measures.
    """
    return [
        f"{one} is not met: {_found(report.figure(one.name))}"
        for one in requirements
        if not one.met(report)
    ]


def _found(figure: Figure) -> str:
    if figure.value is None:
        return "no question says anything of it"
    return f"it is {figure.value:.6g} over {figure.questions:,} questions"
