"""The `dateline` command. Heavy imports happen inside the commands, so that help is instant."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Archive, Filters, Summary

F = TypeVar("F", bound=Callable[..., Any])
_STAGES = {
    "articles": "articles read",
    "words": "passages indexed",
    "vectors": "passages embedded",
}


class _Date(click.ParamType):  # type: ignore[type-arg]
    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            why = f" ({error})" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else ""
            self.fail(f"{value!r} is not a date{why}; write it as 2024-05-31", param, ctx)


def _archive_option(command: F) -> F:
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        help="The archive's folder. Default: DATELINE_ARCHIVE, else .dateline.",
    )(command)


def _embedder_option(command: F) -> F:
    return click.option(
        "--embedder",
        help="all-MiniLM-L6-v2, openai:MODEL, or none for words alone. "
        "Default: the one that the archive was made with.",
    )(command)


def _reading_options(command: F) -> F:
    for option in (
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Which column or key holds a field, such as --map text=story.",
        ),
        click.option(
            "--no-vectors", is_flag=True, help="Words only for now; the next sync embeds."
        ),
        click.option("--sample", is_flag=True, help="The invented articles that come along."),
    ):
        command = option(command)
    return command


@contextmanager
def _named_errors() -> "Iterator[None]":
    """What we raise on purpose ends the command with its message and exit code 1."""
    from index import IndexingError
    from qa.errors import DatelineError

    try:
        yield
    except (IndexingError, DatelineError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _opened(
    archive: Path | None, embedder: str | None = None, *, create: bool = False
) -> "Iterator[Archive]":
    with _named_errors():
        from qa.build import open_archive
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive, embedder=embedder)
        with open_archive(settings, create=create) as opened:
            yield opened


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline-qa", prog_name="dateline")
def main() -> None:
    """Ask a folder of news articles; every sentence of the answer is tied to its source."""


@main.command()
@click.argument("paths", nargs=-1)
@_reading_options
@_embedder_option
@_archive_option
def add(
    paths: tuple[str, ...],
    mapping: tuple[str, ...],
    no_vectors: bool,
    sample: bool,
    embedder: str | None,
    archive: Path | None,
) -> None:
    """Take in files, folders and globs; what is unchanged is skipped."""
    chosen = [*paths, *([str(_sample())] if sample else [])]
    if not chosen:
        raise click.UsageError("name files or folders to take in, or give --sample")
    with _opened(archive, embedder, create=True) as opened, _Bar() as bar:
        summary = opened.add(
            chosen, mapping=_mapping(mapping), vectors=not no_vectors, progress=bar.progress
        )
    _print_summary(summary, opened.path)


@main.command()
@click.argument("folder", required=False)
@click.option("--only", is_flag=True, help="Also remove articles that came from elsewhere.")
@_reading_options
@_embedder_option
@_archive_option
def sync(
    folder: str | None,
    only: bool,
    mapping: tuple[str, ...],
    no_vectors: bool,
    sample: bool,
    embedder: str | None,
    archive: Path | None,
) -> None:
    """Make the archive equal to FOLDER: new in, changed replaced, gone removed."""
    if bool(folder) == sample:
        raise click.UsageError("name one folder, or give --sample")
    with _opened(archive, embedder, create=True) as opened, _Bar() as bar:
        summary = opened.sync(
            folder or _sample(),
            mapping=_mapping(mapping),
            only=only,
            vectors=not no_vectors,
            progress=bar.progress,
        )
    _print_summary(summary, opened.path)


@main.command()
@click.argument("question")
@click.option("--since", type=_Date(), help="Only articles of this day or later.")
@click.option("--until", type=_Date(), help="Only articles of this day or earlier.")
@click.option("--outlet", "outlets", multiple=True, help="Only this outlet; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_archive_option
def ask(
    question: str,
    since: date | None,
    until: date | None,
    outlets: tuple[str, ...],
    as_json: bool,
    archive: Path | None,
) -> None:
    """Answer QUESTION from the archive, with citations, or say that it does not say."""
    with _named_errors():
        from qa.build import open_answerer

        filters = _filters(since, until, outlets)
        answerer = open_answerer(archive)
        answer = answerer.ask(question, filters)
    if as_json:
        click.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        from qa.terminal import answer_lines

        _say(answer_lines(answer))


@main.command()
@click.option("--articles", is_flag=True, help="List id, date, outlet, headline, file of each.")
@click.option("--refused", is_flag=True, help="List what was refused or left empty, and why.")
@click.option("--check", is_flag=True, help="Compare the ledger with both indexes.")
@_archive_option
def status(articles: bool, refused: bool, check: bool, archive: Path | None) -> None:
    """Say what the archive holds."""
    from qa import terminal

    with _opened(archive, "none") as opened:
        if not (articles or refused or check):
            _say(terminal.status_lines(opened))
        if articles:
            found = map(opened.article, opened.article_ids())
            _say(terminal.article_line(a, opened.file_of(a.id)) for a in found if a)
        if refused:
            _say(map(terminal.report_line, opened.reports()))
        if check:
            wrong = opened.check()
            for sentence in wrong:
                click.echo(f"wrong: {sentence}", err=True)
            if wrong:
                raise click.ClickException("run 'dateline rebuild' to make both indexes anew")
            click.echo("check     ledger and indexes agree")


@main.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Remove every article.")
@_archive_option
def remove(names: tuple[str, ...], everything: bool, archive: Path | None) -> None:
    """Remove articles by id, URL or file."""
    if bool(names) == everything:
        raise click.UsageError("name articles by id, URL or file, or give --all")
    with _opened(archive, "none") as opened:
        removed = opened.remove_all() if everything else opened.remove(names)
    click.echo(f"removed {removed:,}")
    if names:
        click.echo("They stay away from later syncs until their file changes.", err=True)


@main.command()
@_embedder_option
@_archive_option
def rebuild(embedder: str | None, archive: Path | None) -> None:
    """Make both indexes anew from the ledger, perhaps with another embedder."""
    with _named_errors():
        from qa.build import embedder_named
        from qa.settings import Settings

        base_url = Settings.from_environment().base_url
        chosen = embedder_named(embedder, base_url) if embedder else None
    with _opened(archive, "none" if embedder else None) as opened, _Bar() as bar:
        opened.rebuild(chosen, progress=bar.progress)
    click.echo(f"rebuilt {opened.path}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, help="Default: the first free one from 7860.")
@click.option("--browser/--no-browser", default=False, help="Open the page in a browser.")
@_archive_option
def chat(host: str, port: int | None, browser: bool, archive: Path | None) -> None:
    """Open the chat window and print its address."""
    with _named_errors():
        from qa.build import open_answerer

        answerer = open_answerer(archive)
        click.echo(f"{answerer.archive.path}: {answerer.archive.coverage()}")
        # the one place where a face opens another: ui is above qa, the command their front door
        import_module("ui").serve(answerer, host=host, port=port, browser=browser)


# -- parsing -----------------------------------------------------------------------------------


def _sample() -> Path:
    return Path(str(resources.files("index").joinpath("sample", "articles")))


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise click.UsageError(f"--map takes FIELD=COLUMN, not {pair!r}")
    return dict(pair.split("=", 1) for pair in pairs)


def _filters(since: date | None, until: date | None, outlets: Sequence[str]) -> "Filters":
    from index import Filters

    try:
        return Filters(since, until, tuple(outlets))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


# -- printing ----------------------------------------------------------------------------------


class _Bar:
    """A progress bar on a terminal, a plain line now and then elsewhere, on standard error."""

    def __enter__(self) -> "_Bar":
        self._bar: Any = None
        self._stage = ""
        self._said = 0
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def progress(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self.__exit__()
            self._bar, self._stage, self._said = None, stage, 0
        if sys.stderr.isatty():
            if self._bar is None:
                from tqdm import tqdm

                self._bar = tqdm(total=total, unit="", desc=_STAGES[stage], leave=False)
            self._bar.update(done - self._bar.n)
        elif total is not None and (done == total or done - self._said >= max(1_000, total // 10)):
            self._said = done
            click.echo(f"{_STAGES[stage]}: {done:,} of {total:,}", err=True)


def _print_summary(summary: "Summary", archive: Path) -> None:
    from qa.terminal import summary_lines

    click.echo(
        f"{archive}: {summary.added:,} added, {summary.replaced:,} replaced, "
        f"{summary.removed:,} removed, {summary.unchanged:,} unchanged"
    )
    _say(summary_lines(summary), err=True)


def _say(lines: Iterable[str], *, err: bool = False) -> None:
    from qa.terminal import plain

    for line in lines:
        click.echo(plain(line), err=err)
