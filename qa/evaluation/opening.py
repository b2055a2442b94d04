"""A question set by its path, whichever format it is written in."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random

import qa.evaluation.formats as formats
from qa.errors import EvaluationError
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question, read_questions
from qa.evaluation.records import document, records

_PUBLISHED: Mapping[str, Callable[[Path], Collection]] = {
    "beir": formats.beir,
    "clapnq": formats.clapnq,
    "deepeval": formats.deepeval,
    "huggingface": formats.huggingface,
    "mtrag": formats.mtrag,
    "multihop-rag": formats.multihop_rag,
    "quotesum": formats.quotesum,
    "ragas": formats.ragas,
    "ramdocs": formats.ramdocs,
    "realtime-qa": formats.realtime_qa,
    "rgb": formats.rgb,
    "squad": formats.squad,
    "trec-qa": formats.trec_qa,
}
FORMATS = ("auto", "dateline", *_PUBLISHED)
"""What a question set may be written in; "dateline" is the form of docs/reference/questions.md."""


_OF_DEEPEVAL = {"expected_output", "expectedOutput", "actual_output", "actualOutput", "context"}
_CONVERSATION = {"scenario", "turns"}
_OF_THE_HUB = {"answer", "ground_truth", "ground_truths", "context", "contexts"}
_OF_OURS = {"answers", "evidence", "answerable", "asked_on", "filters", "turns", "verdict"}


def open_questions(path: Path, form: str = "auto") -> list[Question]:
    """The questions of a set; "auto" tells by what it holds whose it is.

    That is known of Dateline's own, of those of ragas, DeepEval and the Hugging Face Hub, of SQuAD
    and of BEIR folders.

    Raises:
        EvaluationError: there is no such format, or the set is not written in it.
    """
    if form not in FORMATS:
        raise EvaluationError(f"there is no format {form!r:.40}; there are {', '.join(FORMATS)}")
    if form == "auto":
        form = _guessed(path)
    if form == "dateline":
        return read_questions(path)
    questions = list(_PUBLISHED[form](path).questions)
    if not questions:
        raise EvaluationError(f"{path} holds no question in the format {form}")
    return questions


def drawn(questions: Sequence[Question], most: int, seed: int = 0) -> list[Question]:
    """`most` of the questions, drawn by `seed`, in the order of the set."""
    if most >= len(questions):
        return list(questions)
    places = Random(seed).sample(range(len(questions)), most)  # noqa: S311  (no secret)
    return [questions[at] for at in sorted(places)]


def _guessed(path: Path) -> str:
    if path.is_dir():
        return "beir" if next(path.glob("queries.jsonl*"), None) else "huggingface"
    name = path.name.removesuffix(".gz")
    if name.endswith(".json"):
        found = _of_document(document(path))
    elif name.endswith((".csv", ".parquet")):
        found = _whose(next((record for _, record in records(path, "question set")), None))
    else:
        found = "dateline"
        with suppress(EvaluationError):  # its reader says of every line what is wrong with it
            found = _whose(next((record for _, record in records(path, "")), None)) or found
    if not found:
        forms = ", ".join(FORMATS[1:])
        raise EvaluationError(f"{path} does not say what it is; give --format, of {forms}")
    return found


def _of_document(told: object) -> str:
    """Whose a JSON value is: a list of records, one record alone, or SQuAD's."""
    if not isinstance(told, dict):
        return _whose(told[0] if isinstance(told, list) and told else None)
    if "data" in told:
        return "squad"
    return _whose(told) or ("dateline" if "question" in told else "")


def _whose(record: object) -> str:
    """Whose record that is besides ours, if one can tell; "" where one cannot."""
    if not isinstance(record, dict):
        return ""
    keys = record.keys()
    if "user_input" in keys:
        return "ragas"
    if (isinstance(record.get("input"), str) and keys & _OF_DEEPEVAL) or keys >= _CONVERSATION:
        return "deepeval"
    theirs = keys & _OF_THE_HUB and not keys & _OF_OURS
    if "question" in keys and (theirs or isinstance(record.get("answers"), dict)):
        return "huggingface"
    return ""
