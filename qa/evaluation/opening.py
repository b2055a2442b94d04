"""A question set by its path, whichever format it is written in."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random

import qa.evaluation.formats as formats
from qa.errors import EvaluationError
from qa.evaluation.collection import Collection
from qa.evaluation.questionset import Question, read_questions
from qa.evaluation.records import document

_PUBLISHED: Mapping[str, Callable[[Path], Collection]] = {
    "beir": formats.beir,
    "clapnq": formats.clapnq,
    "mtrag": formats.mtrag,
    "multihop-rag": formats.multihop_rag,
    "quotesum": formats.quotesum,
    "ramdocs": formats.ramdocs,
    "realtime-qa": formats.realtime_qa,
    "rgb": formats.rgb,
    "squad": formats.squad,
    "trec-qa": formats.trec_qa,
}
FORMATS = ("auto", "dateline", *_PUBLISHED)
"""What a question set may be written in; "dateline" is the form of docs/reference/questions.md."""


def open_questions(path: Path, form: str = "auto") -> list[Question]:
    """The questions of a set; "auto" takes a folder for BEIR's and a .json file for SQuAD's.

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
        return "beir"
    if path.name.removesuffix(".gz").endswith(".json"):
        told = document(path)
        if isinstance(told, dict) and "data" in told:
            return "squad"
        if not isinstance(told, dict) or "question" not in told:
            listed = ", ".join(FORMATS[1:])
            raise EvaluationError(f"{path} does not say what it is; give --format, of {listed}")
    return "dateline"
