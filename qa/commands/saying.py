"""What every command does alike: errors that end it, and lines that it prints."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from qa.commands.sampling import sample_first

if TYPE_CHECKING:
    from qa.answerer import Answerer


@contextmanager
def named_errors(*, sample: bool = False) -> Iterator[None]:
    """What we raise on purpose ends the command with its message and exit code 1.

    With `sample`, whoever has no archive is told how to try the sample.
    """
    from index import ArchiveMissing, IndexingError
    from qa.errors import DatelineError

    try:
        yield
    except (IndexingError, DatelineError) as error:
        try_first = f"\n{sample_first()}" if sample and isinstance(error, ArchiveMissing) else ""
        raise click.ClickException(f"{error}{try_first}") from error


def hint(answerer: "Answerer", worded: Mapping[str, Any]) -> None:
    """What is set up for a model and not used spends nothing; say how it would be used."""
    from qa.commands.doctor import unused

    if said := unused(answerer, worded):
        click.echo(said, err=True)


def say(lines: Iterable[str], *, err: bool = False, bold: bool = False) -> None:
    """Print lines, whatever they quote; `bold` where a terminal shows that."""
    from qa.terminal import plain

    for line in lines:
        click.secho(plain(line), err=err, bold=bold or None)


def on_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()
