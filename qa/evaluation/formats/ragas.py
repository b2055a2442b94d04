"""ragas (0.4): rows of its `EvaluationDataset`, each a `SingleTurnSample`, as JSONL.

Its classes leave out keys that they do not know, so what no field of theirs takes stands under a
key of our own.
"""

import ast
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question
from qa.evaluation.records import reading, records
from qa.evaluation.sample import BEYOND, Sample, distinct, question_of

_READ = (
    "user_input", "reference", "reference_contexts", "reference_context_ids", "response",
    "multi_responses", "retrieved_contexts", "retrieved_context_ids", BEYOND,
)  # fmt: skip


def ragas(path: Path | str) -> Collection:
    """A data set of ragas, as it writes JSONL, CSV, JSON or Parquet of it.

    `user_input` is the question, `reference` the answer; each of `reference_contexts` is evidence,
    of the article in `reference_context_ids` where there is one. Of a conversation, a list of
    messages, the last one of the user is the question. What was answered is not read.

    Raises:
        EvaluationError: a row is none of the format's.
    """
    questions = []
    for number, record in records(path, "ragas"):
        with reading(path, number, "ragas"):
            questions.append(_question(record))
    return Collection(distinct(questions))


def write_ragas(samples: Sequence[Sample], path: Path) -> list[str]:
    """Write JSONL for `EvaluationDataset.from_jsonl`; what its classes leave out, in words."""
    lines = [json.dumps(_row(one), ensure_ascii=False) + "\n" for one in samples]
    path.write_bytes("".join(lines).encode("utf-8", "backslashreplace"))
    kept = dict.fromkeys(name for one in samples for name in one.beyond)
    return [
        f"ragas has no field for {', '.join(kept)}: they stand under the key {BEYOND!r}, which its "
        "classes leave out"
    ] * bool(kept)


def _row(sample: Sample) -> dict[str, Any]:
    question, answered = sample.question, sample.answered
    told: dict[str, Any] = {"user_input": sample.asked}
    told["reference"] = question.answers[0] if question.answers else None
    told["reference_contexts"] = sample.quotes
    told["reference_context_ids"] = sample.articles
    if answered:
        told["response"] = answered.text
        told["retrieved_contexts"] = [one.text for one in answered.contexts]
        told["retrieved_context_ids"] = [one.article_id for one in answered.contexts]
    told[BEYOND] = sample.beyond
    return {name: value for name, value in told.items() if value not in (None, [], {})}


def _question(record: Mapping[str, Any]) -> Question:
    asked: Any = record["user_input"]
    turns: list[dict[str, str]] = []
    if isinstance(asked, str) and asked.startswith("[{"):  # a conversation in a cell
        asked = _listed(asked)
    if isinstance(asked, list):
        asked, turns = _conversation(asked)
    beyond = {name: value for name, value in record.items() if name not in _READ and value}
    beyond |= {"turns": turns} if turns else {}
    kept = record.get(BEYOND)
    return question_of(
        asked,
        [record["reference"]] if record.get("reference") else [],
        _listed(record.get("reference_contexts")),
        [str(one) for one in _listed(record.get("reference_context_ids"))],
        beyond | (kept if isinstance(kept, dict) else {}),
    )


def _conversation(messages: Sequence[Mapping[str, Any]]) -> tuple[str, list[dict[str, str]]]:
    """The user's last message, and what was asked and answered before it."""
    turns: list[dict[str, str]] = []
    for one in messages:
        if one["type"] == "human":
            turns.append({"question": one["content"]})
        elif one["type"] == "ai" and turns:
            turns[-1]["answer"] = one["content"]
    if not turns:
        raise ValueError("no message of it is a user's")
    return turns[-1]["question"], turns[:-1]


def _listed(cell: Any) -> list[Any]:
    """A list, also where CSV has it as Python writes it."""
    if isinstance(cell, str):
        cell = ast.literal_eval(cell)
    return list(cell) if cell is not None else []
