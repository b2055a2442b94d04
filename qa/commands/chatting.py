"""`dateline chat`: the window, opened from the command."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from qa.commands.options import FILE, archive_option, model_options
from qa.commands.sampling import called, chosen_archive, nothing_here, sample_option
from qa.commands.saying import hint, named_errors


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen; beyond this machine only with --auth-file.",
)
@click.option("--port", type=int, help="Default: the first free one from 7860.")
@click.option("--browser/--no-browser", default=False, help="Open the page in a browser.")
@click.option("--auth-file", type=FILE, help="Ask for a log-in; see 'dateline password'.")
@click.option("--mcp", is_flag=True, help="Also serve asking and searching as MCP tools.")
@click.option(
    "--uploads/--no-uploads", default=True, show_default=True, help="Whether the page takes files."
)
@click.option("--max-upload", default=20, show_default=True, metavar="MB", help="Of one file.")
@click.option(
    "--editor",
    "editors",
    multiple=True,
    metavar="NAME",
    help="An account that may add and remove articles; may be repeated. "
    "Without --auth-file, everybody on this machine may.",
)
@click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The page may add articles from below this folder; may be repeated.",
)
@click.option(
    "--read-only",
    is_flag=True,
    help="Only read the archive, which another process writes to, or which is a copy.",
)
@click.option("--pages", is_flag=True, help="Whoever may add may name pages and feeds to fetch.")
@click.option("--fetch-proxy", default="", envvar="DATELINE_PROXY", help="Fetch those through it.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Believe this address, or network, about where requests come from; may be repeated.",
)
@sample_option
@model_options
@archive_option
def chat(
    *,
    auth_file: Path | None,
    browser: bool,
    max_upload: int,
    read_only: bool,
    sample: bool,
    archive: Path | None,
    worded: dict[str, Any],
    **given: Any,
) -> None:
    """Open the chat window and print its address; as long as there is no archive, on the sample."""
    with named_errors(sample=True):
        from index import Archive
        from qa.extras import check_extra

        check_extra("window", "the chat window needs")
        from qa.build import open_answerer
        from qa.window.accounts import Accounts
        from qa.window.hosting import Hosting

        hosting = Hosting(
            accounts=Accounts.read(auth_file) if auth_file else None,
            max_file_bytes=max_upload * 2**20,
            **given,
        )
        if nothing_here(archive) and not sample:
            sample = True
            click.echo("There is no archive here yet: this is the sample, of invented articles.")
            click.echo(f"Your own: {called()} sync FOLDER, then {called()} chat")
        chosen = chosen_archive(archive, sample=sample)
        # with accounts, whoever pays for the model decides whether it is used
        answerer = open_answerer(
            chosen, offer_model=hosting.accounts is None, read_only=read_only, **worded
        )
        opened = answerer.archive
        only_read = isinstance(opened, Archive) and opened.read_only
        hosting = replace(hosting, read_only=only_read)
        hint(answerer, worded)
        if not hosting.read_only:
            _end_forgetting(answerer.archive)
        click.echo(f"{answerer.archive.path}: {answerer.archive.coverage()}")
        if not hosting.is_loopback:
            click.echo(
                "Passwords and answers travel in the clear; put a proxy with TLS in front.",
                err=True,
            )
        # the one place where a face opens another: ui is above qa, the command their front door
        import_module("ui").serve(answerer, hosting, browser=browser)


def _end_forgetting(archive: Any) -> None:
    """End a `forget` that was cut short; while another process writes, that one does."""
    from index import ArchiveBusy
    from qa.settings import Settings
    from qa.window.forgetting import finish

    try:
        finish(archive, replies=Settings.from_environment().replies)
    except ArchiveBusy as error:
        click.echo(str(error), err=True)
