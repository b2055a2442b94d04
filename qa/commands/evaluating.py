"""`dateline evaluate`: how good the answers are, by a question set."""

import json
import pkgutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.commands.options import FILE, archive_option, model_options
from qa.commands.progress import Bar
from qa.commands.saying import hint, named_errors, say

if TYPE_CHECKING:
    from index import Holdings
    from qa.evaluation import ModelJudge, Question, Requirement, Run

FOLDER = click.Path(path_type=Path, file_okay=False)
_DRAFTS, _SHOWN, _CONTEXTS = 20, 10, 10


def evaluation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What is asked, what is compared and required, and where it is written."""
    for option in (
        click.option("--from-feedback", is_flag=True, help="With --init: from rated answers."),
        click.option(
            "--init", is_flag=True, help="Draft a question set into QUESTIONS, or print it."
        ),
        click.option("--fresh", is_flag=True, help="Ask anew what was asked before."),
        click.option("--seed", default=0, help="Of what is drawn. Default: 0."),
        click.option(
            "--limit", type=click.IntRange(min=1), metavar="N", help="Only N questions, drawn."
        ),
        click.option(
            "--workers",
            type=click.IntRange(min=1),
            default=1,
            metavar="N",
            help="Ask N at a time; take times with one.",
        ),
        click.option("--junit", type=FILE, help="Also write JUnit XML."),
        click.option("--compare", type=FOLDER, metavar="OLD", help="An earlier run's folder."),
        click.option(
            "--require",
            multiple=True,
            metavar="'MEASURE>=X'",
            help="Exit with 1 if it is not met; may be repeated.",
        ),
        click.option("--judge", metavar="MODEL", help="Also ask this model for its opinion."),
        click.option(
            "--engine",
            metavar="MODULE:NAME|URL",
            help="Ask a llama-index query engine of yours, or an address that answers.",
        ),
        click.option(
            "--format",
            "form",
            default="auto",
            help="Of QUESTIONS: auto (the default), dateline, ragas, deepeval, squad, …",
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            help="Default: evaluation/ and a name by what is asked and how.",
        ),
    ):
        command = option(command)
    return command


def _export_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option(
            "--contexts",
            type=click.IntRange(min=1),
            metavar="N",
            help="With --to: so many passages that were read. Default: 10.",
        ),
        click.option(
            "--to",
            metavar="PACKAGE",
            help="Ask nothing; write QUESTIONS, a set or a run's folder, for ragas, deepeval or "
            "huggingface into --out.",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("questions", required=False, type=click.Path(path_type=Path))
@evaluation_options
@_export_options
@model_options
@archive_option
def evaluate(
    *,
    questions: Path | None,
    archive: Path | None,
    init: bool,
    from_feedback: bool,
    limit: int | None,
    fresh: bool,
    to: str | None,
    contexts: int | None,
    **how: Any,
) -> None:
    """Ask a set of QUESTIONS and say how good the answers are.

    A question set is a file with a JSON object a line; docs/reference/questions.md says what
    it may hold. An interrupted run goes on where it was when the same command is given again.
    """
    with named_errors():
        if init:
            return _init(questions, archive, from_feedback, limit, fresh)
        if questions is None:
            raise click.UsageError("name a question set, or give --init to draft one")
        if from_feedback:
            raise click.UsageError("--from-feedback goes with --init")
        if to:
            return _export(questions, archive, to, how["out"], how["form"], contexts or _CONTEXTS)
        if contexts:
            raise click.UsageError("--contexts goes with --to")
        return _evaluate(questions, archive, limit=limit, fresh=fresh, **how)


def _evaluate(
    path: Path,
    archive: Path | None,
    *,
    form: str,
    limit: int | None,
    seed: int,
    out: Path | None,
    require: tuple[str, ...],
    junit: Path | None,
    judge: str | None,
    engine: str | None,
    worded: dict[str, Any],
    **how: Any,
) -> None:
    from qa.evaluation import Requirement, drawn, folder_for, open_questions, run, unmet

    requirements = [Requirement.parse(one) for one in require]
    questions = open_questions(path, form)
    if limit:
        questions = drawn(questions, limit, seed)
    answerer, holdings = _asked(archive, engine, worded)
    judging = _judge(judge, worded) if judge else None
    out = out or folder_for(answerer, questions, path.name.partition(".")[0], judging)
    try:
        with Bar() as bar:
            done = run(
                answerer,
                questions,
                out=out,
                judge=judging,
                archive=holdings,
                require=requirements,
                name=path.name,
                seed=seed,
                progress=bar.progress,
                **how,
            )
    except KeyboardInterrupt:
        click.echo(f"\ninterrupted; the same command goes on with {out}", err=True)
        raise
    _tell(done, out)
    if junit:
        _write_junit(junit, done, requirements, holdings)
    lines = unmet(requirements, done.report)
    say(lines, err=True)
    if lines:
        sys.exit(1)


def _export(
    path: Path, archive: Path | None, to: str, out: Path | None, form: str, contexts: int
) -> None:
    from qa.build import open_archive
    from qa.evaluation import export, samples
    from qa.settings import Settings

    if out is None:
        raise click.UsageError("--to goes with --out: name the file, or the folder, to be written")
    settings = Settings.from_environment(archive=archive, embedder="none")
    there = archive is not None or settings.archive.exists()
    with open_archive(settings) if there else nullcontext() as opened:
        found = samples(path, form, archive=opened, contexts=contexts)
    said = export(found, to, out)
    answered = sum(one.answered is not None for one in found)
    click.echo(f"{out}: {len(found):,} questions" + f", {answered:,} answered" * bool(answered))
    say(said)


def _asked(
    archive: Path | None, engine: str | None, worded: dict[str, Any]
) -> "tuple[Any, Holdings | None]":
    """What is asked, and the archive that sources are held against."""
    from qa.build import open_answerer, open_archive
    from qa.evaluation import HttpEngine
    from qa.settings import Settings

    if engine is None:
        answerer = open_answerer(archive, **worded)
        hint(answerer, worded)
        return answerer, answerer.archive
    http = engine.startswith(("http://", "https://"))
    unused = ("reader",) if http else ("reader", "model")
    if given := [name for name, value in worded.items() if value and name in unused]:
        raise click.UsageError(f"--{given[0]} is for Dateline's own answers, not for --engine")
    settings = Settings.from_environment(archive=archive, embedder="none")
    there = archive is not None or settings.archive.exists()
    asked = None if http else _engine(engine)
    holdings = open_archive(settings) if there else None
    if http:
        seconds = settings.timeout_seconds
        asked = HttpEngine(engine, holdings, worded["model"] or "", seconds)
    return asked, holdings


def _engine(name: str) -> Any:
    """The engine of that name; a function or class that takes nothing is called for it."""
    if ":" not in name:
        raise click.UsageError(
            f"--engine takes MODULE:NAME, such as mine:engine, or an address, not {name!r}"
        )
    sys.path.insert(0, str(Path.cwd()))  # as `python -m` has it
    try:
        found = pkgutil.resolve_name(name)
        made = callable(found) and (isinstance(found, type) or not hasattr(found, "query"))
        return found() if made else found
    except Exception as error:
        raise click.ClickException(
            f"--engine {name}: {type(error).__name__}: {error}; name a module that can be "
            "imported from here, and the query engine in it"
        ) from error


def _judge(model: str, worded: dict[str, Any]) -> "ModelJudge":
    from prompts import PromptError, load
    from qa.errors import SettingsError
    from qa.evaluation import ModelJudge
    from qa.models.providers import openai_model
    from qa.settings import Settings

    settings = replace(Settings.from_environment(**worded), model=model)
    try:
        return ModelJudge(openai_model(settings), load(settings.prompts))
    except PromptError as error:
        raise SettingsError(f"the prompts cannot be used: {error}") from error


def _tell(done: "Run", out: Path) -> None:
    from qa.evaluation import comparison_lines, report_lines

    say(report_lines(done.report))
    if done.compared:
        click.echo()
        say(comparison_lines(done.compared, [one.question for one in done.outcomes]))
    click.echo()
    if done.kept:
        click.echo(
            f"{done.kept:,} of {len(done.outcomes):,} answers are those of an earlier run; "
            "--fresh asks anew"
        )
    failed = [one for one in done.outcomes if one.error]
    say(f"failed: {one.question.id}: {one.error}" for one in failed[:_SHOWN])
    if len(failed) > _SHOWN:
        click.echo(f"… and {len(failed) - _SHOWN:,} more failed; answers.jsonl has all")
    listed = ", ".join(sorted(one.name for one in out.iterdir() if one.is_file()))
    say([f"{out}: {listed}"])


def _write_junit(
    path: Path, done: "Run", requirements: "list[Requirement]", holdings: "Holdings | None"
) -> None:
    from qa.evaluation import junit

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(junit(done.report, done.outcomes, done.values, requirements), encoding="utf-8")


def _init(
    path: Path | None, archive: Path | None, from_feedback: bool, limit: int | None, fresh: bool
) -> None:
    from qa.build import open_archive
    from qa.errors import EvaluationError
    from qa.evaluation import drafted, rated, write_questions
    from qa.settings import Settings

    if path and path.exists() and not fresh:
        raise EvaluationError(f"{path} is there already; name another file, or give --fresh")
    with open_archive(Settings.from_environment(archive=archive, embedder="none")) as opened:
        drafts = rated(opened, limit) if from_feedback else drafted(opened, limit or _DRAFTS)
    if path is None:
        return say(map(_line, drafts))
    write_questions(drafts, path)
    click.echo(f"{path}: {len(drafts):,} drafts; correct them, and delete what is not worth asking")
    return None


def _line(question: "Question") -> str:
    from qa.evaluation import record_of

    return json.dumps(record_of(question), ensure_ascii=False)
