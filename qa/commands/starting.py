"""How the command begins and ends: what it says alone, Ctrl-C, and what nobody foresaw."""

import gc
import os
import shlex
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from qa.commands.sampling import SAMPLE_QUESTION, called

if TYPE_CHECKING:
    from qa.answerer import Answerer

_QUESTIONS = 3
_NEW_OBJECTS = 20_000
"""After so many more objects cycles are looked for; with Python's 700, an answer's many short-lived
ones had all that is loaded looked through for a seventh of its time."""
INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""

EXIT_STATUSES = """\b
Exit status:
  0    done, also where the archive does not say
  1    it could not be done, and why is said
  2    the command was mistyped
  3    nothing new (brief, watch run)
  130  stopped by Ctrl-C
"""


class Command(click.Group):
    """The whole command. Ctrl-C is quiet; a traceback is shown only if DATELINE_DEBUG is set."""

    def main(
        self,
        args: Any = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run it, and end the process."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, **extra)
        _print_anything()
        gc.set_threshold(_NEW_OBJECTS)
        try:
            sys.exit(super().main(args, prog_name, complete_var, False, **extra) or 0)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except (click.Abort, KeyboardInterrupt):
            sys.exit(INTERRUPTED)
        except Exception as error:
            if os.environ.get("DATELINE_DEBUG"):
                raise
            said = " ".join(f"{type(error).__name__}: {error}".split())
            click.echo(
                f"Error: Dateline itself failed ({said:.300}); with DATELINE_DEBUG=1 before the "
                "command it shows where, which belongs into a report of it",
                err=True,
            )
            sys.exit(1)


def _print_anything() -> None:
    """Have output that cannot hold a character, as on Windows into a file, show its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="backslashreplace")


def has_screen() -> bool:
    """Whether somebody is at a terminal of a machine that can show them a browser."""
    drawn = {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys()
    return sys.stdout.isatty() and (sys.platform in ("win32", "darwin") or bool(drawn))


def welcome() -> Iterator[str]:
    """What to do next: by what the archive holds, or by that there is none yet.

    Raises:
        ArchiveDamaged: there is one, and it cannot be opened.
    """
    from index import ArchiveMissing
    from qa.build import open_answerer
    from qa.settings import Settings

    folder = Settings.from_environment().archive
    try:
        yield from _next(open_answerer(folder, reader="extractive"))
    except ArchiveMissing:
        yield f"There is no archive at {folder} yet. Try the sample, or take in articles of yours:"
        yield ""
        yield f"  {called()} ask --sample {SAMPLE_QUESTION}"
        yield f"  {called()} chat"
        yield f"  {called()} sync FOLDER"
    yield ""
    yield f"'{called()} --help' lists every command."


def _next(answerer: "Answerer") -> Iterator[str]:
    """What is there, and what can be done with it; questions come as they are found."""
    from qa.offering.examples import examples

    archive = answerer.archive
    coverage = archive.coverage()
    yield f"The archive at {archive.path} holds {coverage}."
    yield ""
    if coverage.articles:
        yield f"  {called()} chat"
    yield f"  {called()} sync FOLDER"
    for example in examples(answerer, _QUESTIONS):
        yield f"  {called()} ask {shlex.quote(example.question)}"
