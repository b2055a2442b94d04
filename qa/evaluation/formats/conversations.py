"""MTRAG: the last question of a conversation."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from index import Article
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question
from qa.evaluation.records import article, reading, records
from qa.types import Turn

_ANSWERABLE = {"ANSWERABLE": True, "PARTIAL": True, "UNANSWERABLE": False}


def mtrag(path: Path | str) -> Collection:
    """Generation tasks of MTRAG or MTRAG-UN (Katsis et al. 2025): a question after earlier turns.

    Answerable in part counts as answerable; what is neither (small talk, underspecified) is not
    known. The reference response is the answer, and where there is none to give, it is in
    `extra["response"]`. The passages of each task are articles, and `extra["contexts"]` their ids.

    Raises:
        EvaluationError: a line is none of the format's.
    """
    questions: list[Question] = []
    articles: dict[str, Article | None] = {}
    for number, record in records(path, "MTRAG"):
        with reading(path, number, "MTRAG"):
            questions.append(_task(record))
            for one in record["contexts"]:
                name = str(one["document_id"])
                articles[name] = article(name, one.get("title") or "", one["text"])
    return Collection(
        tuple(questions),
        tuple(one for one in articles.values() if one),
        empty=tuple(name for name, one in articles.items() if one is None),
    )


def _task(record: Mapping[str, Any]) -> Question:
    *earlier, asked = record["input"]
    if asked["speaker"] != "user":
        raise ValueError(f"its last turn is of {asked['speaker']!r:.40}, not of the user")
    judged = _first(record, "answerability", "Answerability")
    answerable = _ANSWERABLE.get(judged)
    responses = [one["text"] for one in record["targets"] if one["text"].strip()]
    tags = [judged, record.get("Collection"), *record.get("Question Type", [])]
    tags += record.get("Multi-Turn", [])
    extra = {"contexts": [str(one["document_id"]) for one in record["contexts"]]}
    return Question(
        asked["text"],
        record["task_id"],
        () if answerable is False else tuple(responses),
        answerable=answerable,
        turns=_turns(earlier),
        tags=tuple(dict.fromkeys(tag.lower() for tag in tags if tag and tag != "N/A")),
        extra=extra | ({"response": responses} if answerable is False else {}),
    )


def _first(record: Mapping[str, Any], *names: str) -> str:
    """The first value under the first of `names` that is there, in capitals."""
    value = next((record[name] for name in names if name in record), "")
    return str(value[0] if isinstance(value, list) and value else value or "").upper()


def _turns(spoken: Sequence[Mapping[str, Any]]) -> tuple[Turn, ...]:
    """Each question with all that the agent said to it."""
    turns: list[Turn] = []
    for one in spoken:
        text = one["text"]
        if one["speaker"] == "user":
            turns.append(Turn(text, text))
        elif turns:
            last = turns[-1]
            turns[-1] = Turn(last.question, last.understood, (*last.said, text))
    return tuple(turns)
