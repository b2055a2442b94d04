"""A question set, or a run with its answers, written for other packages."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import qa.evaluation.formats as formats
from index import Holdings
from qa.errors import EvaluationError
from qa.evaluation.ground import Ground
from qa.evaluation.opening import open_questions
from qa.evaluation.questionset import Evidence, Question
from qa.evaluation.report import Outcome
from qa.evaluation.runs import ANSWERS, outcomes_in
from qa.evaluation.sample import CITED, Answered, Sample

_WRITERS: Mapping[str, Callable[[Sequence[Sample], Path], list[str]]] = {
    "deepeval": formats.write_deepeval,
    "huggingface": formats.write_huggingface,
    "ragas": formats.write_ragas,
}
PACKAGES = tuple(_WRITERS)
"""What a question set can be written for."""


def export(samples: Sequence[Sample], to: str, path: Path) -> list[str]:
    """Write samples as the package `to` reads them; what it has no room for, in words.

    Raises:
        EvaluationError: there is no such package, or the file or folder cannot be written.
    """
    if to not in _WRITERS:
        raise EvaluationError(f"nothing is written for {to!r:.40}; there are {', '.join(PACKAGES)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _WRITERS[to](samples, path)
    except OSError as error:
        raise EvaluationError(f"could not write {path} ({error})") from error


def samples(
    path: Path, form: str = "auto", *, archive: Holdings | None = None, contexts: int = 10
) -> list[Sample]:
    """The samples of a question set, or of a run's folder with what was answered.

    So many `contexts` of each answer are told at most. Their texts, and the ids under which the
    `archive` has what evidence names, are known with it alone; else those that a run keeps.

    Raises:
        EvaluationError: there is no such set or run.
    """
    if (path / ANSWERS).exists():
        outcomes = list(outcomes_in(path).values())
        if not outcomes:
            raise EvaluationError(f"{path} holds no answer yet; let the run go on first")
        own = any(one.sources is not None for one in outcomes)
        ground = Ground(archive, passages_of_its_own=own)
        return [_answered(one, ground, contexts) for one in outcomes]
    ground = Ground(archive)
    return [_sample(one, one.question, ground) for one in open_questions(path, form)]


def _answered(outcome: Outcome, ground: Ground, contexts: int) -> Sample:
    answer = outcome.answer
    if answer is None:
        return _sample(outcome.question, outcome.question.question, ground)
    read = ground.retrieved(outcome)
    if read is None:
        read = [hit.passage for hit in answer.basis.hits]
    told = answer.as_dict()
    cited = [{name: one.get(name) for name in CITED} for one in told["citations"]]
    answered = Answered(
        outcome.said or answer.text,
        told["reason"] or "",
        tuple(dict.fromkeys(read))[:contexts],
        tuple(cited),
    )
    return _sample(outcome.question, answer.understood, ground, answered)


def _sample(
    question: Question, asked: str, ground: Ground, answered: Answered | None = None
) -> Sample:
    evidence = sorted(ground.evidence(question), key=lambda one: not one.quote)
    return Sample(question, asked, tuple(evidence), _title(evidence, ground), answered)


def _title(evidence: Sequence[Evidence], ground: Ground) -> str:
    found = (ground.archive and ground.archive.article(one.article) for one in evidence)
    return next((one.title for one in found if one), "")
