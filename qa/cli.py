"""The `dateline` command. Heavy imports happen inside the commands, so that help is instant."""

import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

import click

from qa.commands.accounts import password
from qa.commands.asking import ask
from qa.commands.briefing import brief, watch
from qa.commands.chatting import chat
from qa.commands.copying import copy
from qa.commands.correcting import correct
from qa.commands.evaluating import evaluate
from qa.commands.fetching import Adding, client_options
from qa.commands.forgetting import forget
from qa.commands.mcp import mcp
from qa.commands.options import (
    archive_option,
    consent_options,
    embedder_option,
    mapping_of,
    model_options,
    reading_options,
)
from qa.commands.progress import Bar
from qa.commands.rescuing import rescue
from qa.commands.saying import named_errors, say
from qa.commands.starting import EXIT_STATUSES, Command, has_screen, welcome
from qa.samples import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from index import Archive, Summary
    from qa.commands.consent import Consent


@contextmanager
def _opened(
    archive: Path | None,
    embedder: str | None = None,
    *,
    create: bool = False,
    changes: bool = False,
    **more: str,
) -> "Iterator[Archive]":
    with named_errors():
        from index import ArticleError
        from qa.build import open_archive
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive, embedder=embedder, **more)
        with open_archive(settings, create=create) as opened:
            made = opened.is_new
            if create or changes:
                from qa.window.forgetting import finish

                finish(opened, replies=settings.replies)
            try:
                yield opened
            except ArticleError:
                if made:  # nothing came in, so nothing stays behind
                    rmtree(opened.path)
                raise


def _say_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from index import VERSION  # which other commands need not wait for

        click.echo(f"dateline, version {VERSION}")
        context.exit()


@click.group(
    cls=Command,
    invoke_without_command=True,
    epilog=EXIT_STATUSES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context) -> None:
    """Ask a folder of news articles; every sentence of the answer is tied to its source."""
    if context.invoked_subcommand is None:
        with named_errors():
            say(welcome())


def begin() -> None:
    """`dateline-qa`, which `uvx` and `pipx run` look for: alone it opens the window."""
    main(sys.argv[1:] or ["chat", "--browser" if has_screen() else "--no-browser"])


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH|URL]...")
@reading_options
@client_options
@embedder_option
@consent_options
@archive_option
def add(
    *,
    paths: tuple[str, ...],
    mapping: tuple[str, ...],
    sample: bool,
    asking: dict[str, Any],
    **how: Any,
) -> None:
    """Take in files, folders and globs, pages, feeds and sitemaps; what is unchanged is skipped.

    A URL (http:// or https://) is fetched, and of a feed or a sitemap the pages that it lists. The
    exit status is 1 where a URL that was named could not be had, or is no article.
    """
    chosen = [*paths, *([str(sample_folder())] if sample else [])]
    if not chosen:
        raise click.UsageError("name files or folders or URLs to take in, or give --sample")
    adding = Adding(chosen, mapping_of(mapping), asking)
    _take_in(adding.add, **how)
    say(adding.lines(), err=True)
    if adding.failed:
        sys.exit(1)


@main.command()
@click.argument("folder", required=False)
@click.option("--only", is_flag=True, help="Also remove articles that came from elsewhere.")
@reading_options
@embedder_option
@consent_options
@archive_option
def sync(
    folder: str | None,
    only: bool,
    mapping: tuple[str, ...],
    sample: bool,
    **how: Any,
) -> None:
    """Make the archive equal to FOLDER: new in, changed replaced, gone removed."""
    if bool(folder) == sample:
        raise click.UsageError("name one folder, or give --sample")
    root, fields = folder or sample_folder(), mapping_of(mapping)
    _take_in(lambda opened, **kw: opened.sync(root, mapping=fields, only=only, **kw), **how)


def _take_in(
    work: "Callable[..., Summary]",
    *,
    ocr: bool,
    ocr_language: str,
    no_vectors: bool,
    debug: bool,
    embedder: str | None,
    consent: "Consent",
    archive: Path | None,
) -> None:
    """Do `work` on the archive; where vectors come from a server, words first, then consent."""
    with _opened(archive, embedder, create=True) as opened:
        from index import embedding_host
        from qa.commands.consent import embed_waiting

        at_once = not no_vectors and not embedding_host(opened.embedder)
        with Bar() as bar:
            languages = ocr_language if ocr else ""
            summary = work(opened, vectors=at_once, progress=bar.progress, ocr=languages)
        _print_summary(summary, opened.path, debug=debug)
        if not no_vectors:
            with Bar() as bar:
                embed_waiting(opened, consent, bar.progress)


@main.command()
@click.option("--articles", is_flag=True, help="List id, date, outlet, headline, file of each.")
@click.option("--refused", is_flag=True, help="List what was refused or left empty, and why.")
@click.option("--check", is_flag=True, help="Look for damage, in the ledger and both indexes.")
@archive_option
def status(articles: bool, refused: bool, check: bool, archive: Path | None) -> None:
    """Say what the archive holds."""
    from qa import terminal

    with _opened(archive, "none") as opened:
        if not (articles or refused or check):
            say(terminal.status_lines(opened))
        if articles:
            found = opened.articles(opened.article_ids())
            say(terminal.article_line(article, file) for article, file in found)
            say(opened.damage(), err=True)
        if refused:
            say(map(terminal.report_line, opened.reports()))
        if check:
            wrong = opened.check()
            say((f"wrong: {sentence}" for sentence in wrong), err=True)
            if wrong:
                raise click.ClickException(
                    "run 'dateline rebuild' to make both indexes anew, unless it is said otherwise"
                )
            click.echo("check     ledger and indexes agree")


@main.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Remove every article.")
@archive_option
def remove(names: tuple[str, ...], everything: bool, archive: Path | None) -> None:
    """Remove articles by id, URL or file."""
    if bool(names) == everything:
        raise click.UsageError("name articles by id, URL or file, or give --all")
    with _opened(archive, "none", changes=True) as opened:
        removed = opened.remove_all() if everything else opened.remove(names)
    click.echo(f"removed {removed:,}")
    if names:
        click.echo("They stay away from later syncs until their file changes.", err=True)


@main.command()
@embedder_option
@consent_options
@archive_option
def rebuild(embedder: str | None, consent: "Consent", archive: Path | None) -> None:
    """Make both indexes anew from the ledger, perhaps with another embedder.

    With DATELINE_CHROMA set, the vectors move to that Chroma server ("here": into the archive).
    """
    with _opened(archive, "none", changes=True, chroma="") as opened, Bar() as bar:
        from qa.build import embedder_named
        from qa.commands.consent import rebuilt
        from qa.settings import Settings

        settings = Settings.from_environment(embedder=embedder)
        name = settings.embedder or opened.embedder_name or "none"
        chosen = embedder_named(name, settings.base_url, patient=True)
        if rebuilt(opened, chosen, consent, bar.progress, settings.chroma):
            click.echo(f"rebuilt {opened.path}")


@main.command()
@click.option("--ask", is_flag=True, help="Also ask the model's server which models it has.")
@model_options
@archive_option
def doctor(ask: bool, archive: Path | None, worded: dict[str, Any]) -> None:
    """Say whether everything is in order, and what would leave this machine."""
    with named_errors():
        from qa.commands.doctor import findings
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive, **worded)
        wrong = 0
        for finding in findings(settings, ask=ask):
            wrong += finding.state == "wrong"
            say([f"{finding.state:<6}{finding.text}"])
    if wrong:
        sys.exit(1)


# -- printing ----------------------------------------------------------------------------------


def _print_summary(summary: "Summary", archive: Path, *, debug: bool) -> None:
    from qa.terminal import summary_lines

    click.echo(
        f"{archive}: {summary.added:,} added, {summary.replaced:,} replaced, "
        f"{summary.removed:,} removed, {summary.unchanged:,} unchanged"
    )
    say(summary_lines(summary, debug=debug), err=True)


main.add_command(ask)
main.add_command(chat)
main.add_command(evaluate)
main.add_command(copy)
main.add_command(correct)
main.add_command(mcp)
main.add_command(rescue)
main.add_command(forget)
main.add_command(brief)
main.add_command(watch)
main.add_command(password)
