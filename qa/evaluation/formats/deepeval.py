"""DeepEval (4): its `Golden`s, and with answers its test cases, as JSON, JSONL or CSV."""

import ast
import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question
from qa.evaluation.records import reading, records
from qa.evaluation.sample import BEYOND, Sample, distinct, question_of

_FIELDS = (
    "input", "actual_output", "expected_output", "context", "retrieval_context", "name",
    "additional_metadata",
)  # fmt: skip
_PARTED = "|"  # what stands between the texts of a list in a cell
_SOURCE = re.compile(r"deepeval_source=.*?,deepeval_context=", re.DOTALL)


def deepeval(path: Path | str) -> Collection:
    """Goldens or test cases of DeepEval, as it saves them or as its service has them.

    `input` is the question, `expected_output` the answer, `name` the id where there is one; each
    text of `context` is evidence. What was answered is not read.

    Raises:
        EvaluationError: a record is none of the format's; a golden of a conversation is none, since
            its questions are thought up as it is asked.
    """
    questions = []
    for number, record in records(path, "DeepEval"):
        with reading(path, number, "DeepEval"):
            questions.append(_question({_snake(name): one for name, one in record.items()}))
    return Collection(distinct(questions))


def write_deepeval(samples: Sequence[Sample], path: Path) -> list[str]:
    """Write what `EvaluationDataset.add_goldens_from_…_file` reads, by the ending of `path`.

    What of it is read otherwise there, in words.
    """
    rows, said = [_row(one) for one in samples], []
    if path.suffix == ".csv":
        text = _table(rows)
        parted = sum(
            _PARTED in one
            for row in rows
            for name in ("context", "retrieval_context")
            for one in row[name] or ()
        )
        said = [f"{parted:,} texts hold a {_PARTED!r}, at which DeepEval parts them"] * bool(parted)
    elif path.suffix == ".jsonl":
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        text = json.dumps(rows, ensure_ascii=False, indent=1)
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
    return said


def _row(sample: Sample) -> dict[str, Any]:
    question, answered, beyond = sample.question, sample.answered, sample.beyond
    name = beyond.pop("id")
    if sample.articles and "evidence" not in beyond:
        beyond["articles"] = sample.articles
    return {
        "input": sample.asked,
        "actual_output": answered.text if answered else None,
        "expected_output": question.answers[0] if question.answers else None,
        "context": sample.quotes or None,
        "retrieval_context": [one.text for one in answered.contexts] if answered else None,
        "name": name,
        "additional_metadata": {BEYOND: beyond} if beyond else None,
    }


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as CSV, lists joined; metadata as Python writes it, which all its loaders read."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, _FIELDS)
    writer.writeheader()
    for row in rows:
        lists = {
            name: _PARTED.join(value) for name, value in row.items() if isinstance(value, list)
        }
        metadata = row["additional_metadata"]
        writer.writerow({**row, **lists, "additional_metadata": metadata and repr(metadata)})
    return out.getvalue()


def _question(record: Mapping[str, Any]) -> Question:
    if record.get("scenario"):
        raise ValueError("it is a conversation that is still to be held; give goldens with 'input'")
    metadata = _value(record.get("additional_metadata") or record.get("metadata"))
    kept = metadata.get(BEYOND) if isinstance(metadata, dict) else None
    beyond = dict(kept) if isinstance(kept, dict) else {}
    articles = beyond.pop("articles", [])
    more = {name: value for name, value in record.items() if name not in _FIELDS and value}
    if metadata and not kept:
        more["additional_metadata"] = metadata
    if record.get("name"):
        beyond["id"] = str(record["name"])
    expected = record.get("expected_output")
    quotes = [_SOURCE.sub("", one) for one in _listed(record.get("context"))]
    return question_of(
        record["input"], [expected] if expected else [], quotes, articles, more | beyond
    )


def _snake(name: str) -> str:
    """A key of its service, such as "expectedOutput", as its files have it."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def _listed(cell: Any) -> list[str]:
    if isinstance(cell, str):
        return cell.split(_PARTED)
    return [one["context"] if isinstance(one, dict) else str(one) for one in cell or ()]


def _value(cell: Any) -> Any:
    """What a cell holds, written as JSON or as Python writes it."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell)
    except ValueError:
        return ast.literal_eval(cell)
