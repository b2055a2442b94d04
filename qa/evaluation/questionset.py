"""Question sets: JSONL, one question a line, gzipped or not.

    {"id": "bridge-1", "question": "How much did the repairs cost?", "answers": ["4.2 million"],
     "evidence": [{"article": "https://…", "quote": "The repairs cost 4.2 million crowns."}],
     "answerable": true, "asked_on": "2024-12-02", "tags": ["money"]}

question    what is asked; it alone must be there
id          what results are kept under, no two alike; else made of what is asked
answers     texts, each a whole right answer
evidence    where the answer stands: `article` (id or URL, "?" where only the quote is known) and,
            if known, `quote`, and `start` and `end` in the article's text
answerable  true or false; left out where it is not known
asked_on    the day of asking, YYYY-MM-DD
filters     `since`, `until` (YYYY-MM-DD, both included), `outlets`, `kinds`,
            `articles` (ids)
turns       what came before, oldest first: a question that is to be asked first, or an object with
            `question` and what was answered (`answer`, or `said`, `understood`, `headlines`,
            `articles`: ids of those that were cited)
tags        names by which results are broken down

Any other field is kept as it is in `extra`. Feedback from the chat window is in this form.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from index import EVERYTHING, Filters
from qa.errors import EvaluationError
from qa.evaluation.records import lines
from qa.types import Turn

LISTED = 20
"""How many bad lines an error lists."""

UNKNOWN = "?"
"""The article of evidence of which the quote alone is known; the archive may know it."""

_VERDICT = "verdict"  # what lines of feedback have and other questions do not


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an answer stands: an article by id or URL and, if known, the stretch of its text.

    `start` and `end` count characters of the article's text, `end` excluded.

    Raises:
        ValueError: no article, half a stretch, an empty one, or one as long as another quote.
    """

    article: str
    quote: str = ""
    start: int | None = None
    end: int | None = None

    def __post_init__(self) -> None:
        if not self.article.strip():
            raise ValueError("evidence needs an article, by id or URL")
        if self.start is None and self.end is None:
            return
        if self.start is None or self.end is None:
            raise ValueError(f"start {self.start} and end {self.end} belong together")
        if not 0 <= self.start < self.end:
            raise ValueError(f"start {self.start} to end {self.end} is no stretch of text")
        if self.quote and len(self.quote) != self.end - self.start:
            raise ValueError(
                f"start {self.start} to end {self.end} has {self.end - self.start} characters "
                f"and the quote has {len(self.quote)}"
            )


def placed(article: str, quote: str, text: str) -> Evidence:
    """Evidence with its place in the article's `text`, if the quote stands there just once."""
    if quote and text.count(quote) == 1:
        start = text.index(quote)
        return Evidence(article, quote, start, start + len(quote))
    return Evidence(article, quote)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set; see the module for the fields.

    Without an `id` it gets one from what is asked, the same on every machine. A string among
    `turns` is to be asked first; a `Turn` says what was answered. `extra` is plain JSON values.

    Raises:
        ValueError: no words, a blank answer, or an answer to what is not answerable.
    """

    question: str
    id: str = ""
    answers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool | None = None
    asked_on: date | None = None
    filters: Filters = EVERYTHING
    turns: tuple[str | Turn, ...] = ()
    tags: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not self.question.strip():
            raise ValueError("question has no words")
        if any(not answer.strip() for answer in self.answers):
            raise ValueError("one of the answers is blank")
        if self.answers and self.answerable is False:
            raise ValueError(f"answerable is false, and yet an answer is {self.answers[0]!r:.80}")
        if known := _READ.keys() & self.extra.keys():
            raise ValueError(f"extra may not hold {sorted(known)}, which are fields")
        if not self.id.strip():
            object.__setattr__(self, "id", _made_id(self))


def read_questions(path: Path | str) -> list[Question]:
    """The questions of a JSONL file, gzipped or not.

    A line of feedback stands in place of an earlier one on the same answer, as `Feedback` has it;
    one whose question was forgotten with an article is left out.

    Raises:
        EvaluationError: the file cannot be read, holds no question, or has lines that are none;
            the first 20 of them are listed, each with its line, field and value.
    """
    read: dict[str, tuple[int, Question]] = {}
    bad: list[str] = []
    for number, line in lines(path):
        try:
            record = _json(line)
            if isinstance(record, dict) and _VERDICT in record and "question" not in record:
                continue
            question = question_from(record)
            before, same = read.pop(question.id, (0, None))
            if same and not (_VERDICT in same.extra and _VERDICT in question.extra):
                read[question.id] = before, same
                raise EvaluationError(
                    f"id {question.id!r:.80} is that of line {before} already; "
                    "give each question an id of its own"
                )
        except EvaluationError as error:
            bad.append(f"{path}:{number}: {error}")
            continue
        read[question.id] = number, question
    if bad:
        more = [f"and {len(bad) - LISTED} more"] if len(bad) > LISTED else []
        raise EvaluationError("\n".join(bad[:LISTED] + more))
    if not read:
        raise EvaluationError(f"{path} holds no question; write one JSON object a line")
    return [question for _, question in read.values()]


def write_questions(questions: Iterable[Question], path: Path | str) -> None:
    """Write a question set that `read_questions` reads back equal; gzipped if `path` ends in .gz.

    Raises:
        EvaluationError: two questions share an id, or the file cannot be written.
    """
    written: dict[str, bytes] = {}
    for question in questions:
        if question.id in written:
            raise EvaluationError(
                f"two questions have the id {question.id!r:.80}; give each one of its own"
            )
        text = json.dumps(record_of(question), ensure_ascii=False)
        # half of a surrogate pair is written as the escape that JSON has for it
        written[question.id] = text.encode("utf-8", "backslashreplace") + b"\n"
    data = b"".join(written.values())
    try:
        zipped = Path(path).suffix == ".gz"
        Path(path).write_bytes(gzip.compress(data, mtime=0) if zipped else data)
    except OSError as error:
        raise EvaluationError(f"could not write {path} ({error})") from error


def question_from(record: object) -> Question:
    """The question that a JSON object tells of.

    Raises:
        EvaluationError: it tells of none; every wrong field is named with its value.
    """
    if not isinstance(record, dict):
        raise EvaluationError(f"a question is a JSON object, not {record!r:.80}")
    told: dict[str, Any] = {}
    wrong = [] if "question" in record else ["question is missing"]
    for name, value in record.items():
        if name in _READ and (value is not None or name == "question"):
            try:
                told[name] = _READ[name](value)
            except ValueError as error:
                wrong.append(f"{name}{error}")
    if wrong:
        raise EvaluationError("; ".join(wrong))
    extra = {name: value for name, value in record.items() if name not in _READ}
    try:
        return Question(**told, extra=extra)
    except ValueError as error:
        raise EvaluationError(str(error)) from error


def record_of(question: Question) -> dict[str, Any]:
    """A question as plain values, ready for JSON; what is empty or not known is left out."""
    told: dict[str, Any] = {"id": question.id, "question": question.question}
    told["answers"] = list(question.answers)
    told["evidence"] = [
        _full(article=e.article, quote=e.quote, start=e.start, end=e.end) for e in question.evidence
    ]
    told["answerable"] = question.answerable
    told["asked_on"] = question.asked_on and question.asked_on.isoformat()
    told["filters"] = _filters_record(question.filters)
    told["turns"] = [
        turn if isinstance(turn, str) else _turn_record(turn) for turn in question.turns
    ]
    told["tags"] = list(question.tags)
    return _full(**told) | dict(question.extra)


def _made_id(question: Question) -> str:
    """What is asked, after what, of which articles and when, in twelve hexadecimal digits."""
    told = record_of(question)
    asked = {name: told.get(name) for name in ("question", "turns", "filters", "asked_on")}
    return f"q-{sha256(json.dumps(asked).encode()).hexdigest()[:12]}"


def _json(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"is no JSON in UTF-8 ({error})") from error


def _full(**values: Any) -> dict[str, Any]:
    """Those of `values` that say something; a start of 0 and an answerable of false do."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _filters_record(filters: Filters) -> dict[str, Any]:
    return _full(
        since=filters.since and filters.since.isoformat(),
        until=filters.until and filters.until.isoformat(),
        outlets=list(filters.outlets),
        kinds=list(filters.kinds),
        articles=list(filters.articles),
    )


def _turn_record(turn: Turn) -> dict[str, Any]:
    return _full(
        question=turn.question,
        understood=turn.understood,
        said=list(turn.said),
        headlines=list(turn.headlines),
        filters=_filters_record(turn.filters),
        articles=list(turn.articles),
    )


# What follows reads one value each. Its errors go on where the field's name leaves off.

_Reader = Callable[[object], Any]


def _must(be: str, value: object) -> ValueError:
    return ValueError(f" must be {be}, not {value!r:.80}")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _must("a text", value)
    return value


def _name(value: object) -> str:
    return str(_count(value)) if isinstance(value, int) else _text(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise _must("true or false", value)
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _must("a whole number", value)
    return value


def _date(value: object) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise _must("a date like 2024-12-02", value) from error


def _list_of(read: _Reader) -> _Reader:
    def all_of(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _must("a list", value)
        found = []
        for at, one in enumerate(value):
            try:
                found.append(read(one))
            except ValueError as error:
                raise ValueError(f"[{at}]{error}") from error
        return tuple(found)

    return all_of


def _object_of(build: Callable[..., Any], needed: str = "", **fields: _Reader) -> _Reader:
    """Reads an object with `fields`, of which `needed` must be there, and builds of them."""

    def made(value: object) -> Any:
        if not isinstance(value, dict):
            raise _must(f"an object with {', '.join(fields)}", value)
        if needed and needed not in value:
            raise ValueError(f".{needed} is missing")
        told = {}
        for name, one in value.items():
            if name not in fields:
                raise ValueError(f" has no field {name!r:.40}; it has {', '.join(fields)}")
            try:
                if one is not None:
                    told[name] = fields[name](one)
            except ValueError as error:
                raise ValueError(f".{name}{error}") from error
        try:
            return build(**told)
        except (ValueError, TypeError) as error:
            raise ValueError(f": {error}") from error

    return made


def _turn(value: object) -> str | Turn:
    if isinstance(value, str):
        return value
    turn: Turn = _answered(value)
    return turn


def _turn_of(question: str, understood: str = "", answer: str = "", **told: Any) -> Turn:
    said = (*told.pop("said", ()), *([answer] if answer else []))
    return Turn(question, understood or question, said, **told)


_filters = _object_of(
    Filters,
    since=_date,
    until=_date,
    outlets=_list_of(_text),
    kinds=_list_of(_text),
    articles=_list_of(_text),
)
_answered = _object_of(
    _turn_of,
    "question",
    question=_text,
    answer=_text,
    understood=_text,
    said=_list_of(_text),
    headlines=_list_of(_text),
    filters=_filters,
    articles=_list_of(_text),
)
_READ: Mapping[str, _Reader] = {
    "question": _text,
    "id": _name,
    "answers": _list_of(_text),
    "evidence": _list_of(
        _object_of(Evidence, "article", article=_text, quote=_text, start=_count, end=_count)
    ),
    "answerable": _truth,
    "asked_on": _date,
    "filters": _filters,
    "turns": _list_of(_turn),
    "tags": _list_of(_text),
}
