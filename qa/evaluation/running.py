"""Runs a question set: every question asked, every answer kept, and the report of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index import Holdings, Progress
from qa.answerer import Answerer
from qa.errors import EvaluationError
from qa.evaluation.asking import Ask, asking
from qa.evaluation.comparing import compared, comparison_record
from qa.evaluation.comparison import Comparison
from qa.evaluation.figures import check_names, report_of
from qa.evaluation.judging import Values, values
from qa.evaluation.opening import open_questions
from qa.evaluation.opinions import ModelJudge
from qa.evaluation.questionset import Question
from qa.evaluation.report import Outcome, Report, Requirement
from qa.evaluation.runs import PAGE, Folder, described, digest, report_in, values_in
from qa.models.model import Model


@dataclass(frozen=True, slots=True)
class Run:
    """What a run brought: the report, and what it stands on, by question.

    `values` are by question id and measure; `kept` counts the answers of an earlier run that was
    gone on with.
    """

    report: Report
    outcomes: tuple[Outcome, ...]
    values: Mapping[str, Values] = field(hash=False)
    compared: Comparison | None = None
    kept: int = 0


def evaluate(
    answerer: Any,
    questions: Sequence[Question] | Path | str,
    *,
    out: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    judge: ModelJudge | Model | None = None,
    archive: Holdings | None = None,
    compare: Path | None = None,
    require: Sequence[Requirement] = (),
    name: str = "",
    fresh: bool = False,
    seed: int = 0,
) -> Report:
    """The report of a question set; `run` says what it takes.

        report = evaluate(open_answerer("archive"), "questions.jsonl", out=Path("evaluation"))
        report.figure("answer_contained").value

    Raises:
        EvaluationError: as `run` does.
    """
    return run(
        answerer,
        questions,
        out=out,
        workers=workers,
        progress=progress,
        judge=judge,
        archive=archive,
        compare=compare,
        require=require,
        name=name,
        fresh=fresh,
        seed=seed,
    ).report


def run(
    answerer: Any,
    questions: Sequence[Question] | Path | str,
    *,
    out: Path | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    judge: ModelJudge | Model | None = None,
    archive: Holdings | None = None,
    compare: Path | None = None,
    require: Sequence[Requirement] = (),
    name: str = "",
    fresh: bool = False,
    seed: int = 0,
) -> Run:
    """Ask `answerer`, an `Answerer` or a llama-index query engine, all `questions`, and judge.

    With `out`, answers are written to that folder as they come, and the report at the end; an
    interrupted run goes on where it was, unless `fresh`. A question that fails is an outcome too,
    and counts as 0. `workers` are threads; more than one makes answers wait for each other, so
    take times with one. `archive` is what an engine's sources are held against. `compare` is the
    folder of an earlier run. What is in `require` is seen to be measured before anything is asked.
    `name` is that of the question set, by default its file's.

    Raises:
        EvaluationError: the questions cannot be read or share ids; `answerer` cannot be asked; a
            measure that is required does not exist; `out` holds another run or cannot be
            written; `compare` holds no finished run.
    """
    name = name or (Path(questions).name if isinstance(questions, str | Path) else "")
    asked = _checked(questions, workers)
    check_names(require, asked)
    if compare is not None:
        _check_comparable(compare, out)
    ask, settings = _asking(answerer, judge)
    if archive is None and isinstance(answerer, Answerer):
        archive = answerer.archive
    told, folder = described(settings, asked), Folder(out) if out else None
    gathered = _gathered(ask, asked, workers, folder, told, fresh=fresh, progress=progress)
    judged = values(gathered.outcomes, archive)
    made_by = {"question_set": name, **told} | _course(gathered, archive, workers, seed)
    also = [one.name for one in require]
    report = report_of(gathered.outcomes, judged, made_by, also=also, seed=seed)
    comparison = compared(compare, judged, seed) if compare else None
    done = Run(report, gathered.outcomes, judged, comparison, gathered.kept)
    if folder:
        _write(folder, done, archive)
    return done


@dataclass(frozen=True, slots=True)
class _Gathered:
    """The outcomes of all questions, `kept` of them from a run that `began` earlier."""

    outcomes: tuple[Outcome, ...]
    began: str
    kept: int


def _gathered(
    ask: Ask,
    asked: Sequence[Question],
    workers: int,
    folder: Folder | None,
    told: Mapping[str, Any],
    *,
    fresh: bool,
    progress: Progress | None,
) -> _Gathered:
    """Every question asked that `folder` has no answer to, each answer kept there as it comes."""
    began = _now()
    found: dict[str, Outcome] = {}
    if folder:
        found = folder.begin({**told, "started": began}, fresh=fresh)
        began = str(report_in(folder.path).made_by.get("started", began))
    kept = len(found)
    report_progress = progress or (lambda stage, done, total: None)
    report_progress("questions", kept, len(asked))
    for outcome in _asked(ask, [one for one in asked if one.id not in found], workers):
        found[outcome.question.id] = outcome
        if folder:
            folder.add(outcome)
        report_progress("questions", len(found), len(asked))
    return _Gathered(tuple(found[one.id] for one in asked), began, kept)


def _course(
    gathered: _Gathered, archive: Holdings | None, workers: int, seed: int
) -> dict[str, Any]:
    """How a run went, for the record."""
    return {
        "archive": str(archive.coverage()) if archive else None,
        "started": gathered.began,
        "finished": _now(),
        "workers": workers,
        "kept": gathered.kept,
        "seed": seed,
    }


def folder_for(
    answerer: Any, questions: Sequence[Question], name: str, judge: ModelJudge | None = None
) -> Path:
    """The folder for a run of the set of that `name`: another for other questions or settings."""
    told = described(_asking(answerer, judge)[1], questions)
    return Path("evaluation") / f"{name}-{digest([told['digest'], told['questions']['digest']])}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _checked(questions: Sequence[Question] | Path | str, workers: int) -> Sequence[Question]:
    if isinstance(questions, str | Path):
        questions = open_questions(Path(questions))
    if not questions:
        raise EvaluationError("there is no question to ask")
    if workers < 1:
        raise EvaluationError(f"{workers} workers cannot ask; give 1 or more")
    ids = Counter(one.id for one in questions)
    if twice := [name for name, times in ids.items() if times > 1]:
        raise EvaluationError(f"two questions have the id {twice[0]!r:.80}; each needs its own")
    return questions


def _check_comparable(compare: Path, out: Path | None) -> None:
    values_in(compare)
    if out and out.resolve() == compare.resolve():
        raise EvaluationError(f"{out} cannot be compared with itself; name another --out")


def _asking(answerer: Any, judge: ModelJudge | Model | None) -> tuple[Ask, Mapping[str, Any]]:
    """What asks a question and has the answer judged, and how it goes about it."""
    ask, settings = asking(answerer)
    if judge is None:
        return ask, settings
    if isinstance(judge, Model):
        judge = ModelJudge(judge)
    return _judged(ask, judge), {**settings, "judge": judge.name}


def _judged(ask: Ask, judge: ModelJudge) -> Ask:
    """Asks, and then asks the judge what it thinks of the answer."""

    def both(question: Question) -> Outcome:
        outcome = ask(question)
        return replace(outcome, opinion=judge.opinion(outcome))

    return both


def _asked(ask: Ask, questions: Sequence[Question], workers: int) -> Iterator[Outcome]:
    """Outcomes as they come."""
    if workers == 1:
        yield from map(ask, questions)
        return
    with ThreadPoolExecutor(workers, "evaluate") as pool:
        futures = [pool.submit(ask, question) for question in questions]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:  # whoever interrupts does not wait for all that is left
            pool.shutdown(wait=False, cancel_futures=True)


def _write(folder: Folder, done: Run, archive: Holdings | None) -> None:
    """The report, the ranking and the page.

    On the page what was not measured is left out, and what it works out by tag itself.
    """
    from qa.evaluation.page import page  # it reads styles and scripts, which few runs need

    against = comparison_record(done.compared) if done.compared else None
    folder.finish(done.report, done.outcomes, done.values, against)
    figures = (
        one
        for one in done.report.figures
        if one.value is not None
        and one.name.partition(".")[0] in (one.name, "refused_unanswerable")
    )
    shown = Report(tuple(figures), done.report.made_by)
    folder.write(PAGE, page(shown, done.outcomes, done.values, archive, done.compared))
