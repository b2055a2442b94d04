"""The articles that come along, and `--sample` of the commands that ask."""

import os
import shlex
import shutil
import sys
from pathlib import Path

import click

from qa.samples import sample_folder

SAMPLE_QUESTION = "How much did the harbour bridge repairs cost"

sample_option = click.option(
    "--sample",
    is_flag=True,
    help="Ask the invented articles that come along; they are indexed the first time, in your "
    "cache folder.",
)


def called() -> str:
    """How this command is called: by its path, where its name alone would not find it."""
    place = Path(sys.prefix)
    if "archive-v0" in place.parts:  # of uv's cache, which is on no path once this has ended
        return "uvx dateline-qa"
    if place.parent.name in (".cache", "pipx"):
        return "pipx run dateline-qa"
    typed = Path(sys.argv[0])
    if typed.parts[-2:] == ("qa", "__main__.py"):
        return "python -m qa"
    if typed.name not in ("dateline", "dateline-qa") or not typed.exists():
        return "dateline"
    found = shutil.which(typed.name)
    return typed.name if found and typed.samefile(found) else shlex.quote(sys.argv[0])


def nothing_here(archive: Path | None) -> bool:
    """Whether no archive was named, by option or environment, nor lies where one would."""
    from qa.settings import ENVIRONMENT, Settings

    named = archive is not None or os.environ.get(ENVIRONMENT["archive"])
    return not named and not Settings().archive.exists()


def sample_first() -> str:
    """What whoever has no archive yet may do as well."""
    name = called()
    return (
        f"To try it first on invented articles: {name} chat --sample, or\n"
        f"{name} ask --sample {SAMPLE_QUESTION}"
    )


def chosen_archive(archive: Path | None, *, sample: bool) -> Path | None:
    """The archive that was named, or that of the sample, which is made if it is not there yet.

    Raises:
        click.UsageError: both were named.
        IndexingError: it cannot be made.
    """
    if not sample:
        return archive
    if archive is not None:
        raise click.UsageError("give --archive or --sample, not both")
    kept = sample_archive()
    from index import Archive, MiniLM
    from qa.commands.progress import Bar

    kept.parent.mkdir(parents=True, exist_ok=True)
    with Archive(kept, MiniLM(), create=True) as opened:
        waiting = opened.coverage()
        if not waiting.articles or waiting.waiting_for_vectors:
            click.echo("indexing the sample articles, once", err=True)
            with Bar() as bar:
                opened.sync(sample_folder(), progress=bar.progress)
    return kept


def sample_archive() -> Path:
    """Where the archive of the sample is kept: one for each version, as its articles change."""
    from platformdirs import user_cache_path

    from index import VERSION

    return user_cache_path("dateline") / f"sample-{VERSION}"
