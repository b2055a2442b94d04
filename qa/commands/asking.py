"""`dateline ask`: a question and its answer, as lines of a terminal, as JSON or in a file."""

import json
import shlex
import sys
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.commands.options import FILE, Date, archive_option, filters_of, model_options
from qa.commands.sampling import SAMPLE_QUESTION, called, chosen_archive, sample_option
from qa.commands.saying import hint, named_errors, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index import Filters
    from qa.answerer import Answerer
    from qa.types import Answer


@click.command()
@click.argument("words", nargs=-1, metavar="QUESTION...")
@click.option("--since", type=Date(), help="Only articles of this day or later.")
@click.option("--until", type=Date(), help="Only articles of this day or earlier.")
@click.option("--outlet", "outlets", multiple=True, help="Only this outlet; may be repeated.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind, such as opinion; repeatable.")
@click.option("--today", type=Date(), help="What 'last week' is reckoned from. Default: today.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--offsets", is_flag=True, help="Tell the exact characters of each citation.")
@click.option("--pager", is_flag=True, help="Show the answer in PAGER, such as less.")
@click.option("--save", type=FILE, help="Also write it to FILE.docx, .pdf, .md or .json.")
@sample_option
@model_options
@archive_option
def ask(
    *,
    words: tuple[str, ...],
    since: date | None,
    until: date | None,
    outlets: tuple[str, ...],
    kinds: tuple[str, ...],
    today: date | None,
    as_json: bool,
    offsets: bool,
    pager: bool,
    save: Path | None,
    sample: bool,
    archive: Path | None,
    worded: dict[str, Any],
) -> None:
    """Answer QUESTION from the archive, with citations, or say that it does not say.

    It need not be quoted: dateline ask who won the election
    """
    if not words:
        raise click.UsageError(f"ask something, such as: dateline ask {SAMPLE_QUESTION}")
    asked_at = datetime.now(UTC)
    with named_errors(sample=True):
        from qa.build import open_answerer

        _check(save)

        filters = filters_of(since, until, outlets, kinds)
        chosen = chosen_archive(archive, sample=sample)
        with _waiting("opening the archive"):
            answerer = open_answerer(chosen, **worded)
        hint(answerer, worded)
        answer = _answered(answerer, " ".join(words), filters, today)
        coverage = answerer.archive.coverage()
        say(coverage.damage, err=True)
    if as_json:
        click.echo(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        _print(answer, answerer, offsets=offsets, pager=pager)
    if not coverage.articles:
        where = shlex.quote(str(answerer.archive.path))
        click.echo(f"Here that is: {called()} sync FOLDER --archive {where}", err=True)
    if save:
        with named_errors():
            from qa.window.saving import save as written

            written(answer, save, answerer, asked_at)


def _check(save: Path | None) -> None:
    """Refuse an ending that nothing is saved in, before anything is spent on an answer."""
    if save:
        from qa.extras import check_extra
        from qa.window.saving import Format

        if Format.of(save.suffix or save.name) is Format.PDF:
            check_extra("pdf", "saving as PDF needs")


def _answered(
    answerer: "Answerer", question: str, filters: "Filters", today: date | None
) -> "Answer":
    """The answer; whoever waits at a terminal sees what is being done."""
    from qa.answerer import Stage
    from qa.types import Answer, Statement
    from qa.wording import count

    said = 0
    with _waiting("understanding the question") as doing:
        for event in answerer.stream(question, filters, today=today):
            if isinstance(event, Stage):
                doing(f"{event.name} {event.detail}")
            elif isinstance(event, Statement):
                said += 1
                doing(f"{count(said, 'sentence')} of the answer so far")
    assert isinstance(event, Answer)  # noqa: S101  (stream ends in one)
    return event


@contextmanager
def _waiting(what: str) -> "Iterator[Callable[[str], None]]":
    """What is being done, in a line that is gone when it is done; nothing without a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what, spinner="dots") as status:
        yield status.update


def _print(answer: "Answer", answerer: "Answerer", *, offsets: bool, pager: bool) -> None:
    from rich.console import Console

    from qa.locating import spot
    from qa.printing import Paper, has_links, laid, lines

    console = Console(highlight=False)
    paper = Paper(
        links=has_links(console),
        offsets=offsets,
        airy=console.is_terminal,
        locate=lambda citation: spot(citation, answerer.archive),
    )
    with console.pager(styles=True, links=paper.links) if pager else nullcontext():
        for line in laid(lines(answer, paper), console):
            console.print(line, soft_wrap=True)
