"""Options that several commands share, and what is typed for them."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

if TYPE_CHECKING:
    from index import Filters

F = TypeVar("F", bound=Callable[..., Any])
_WORDED = ("reader", "model", "base_url", "max_cost", "prompts")
FILE = click.Path(path_type=Path, dir_okay=False)


class Date(click.ParamType):  # type: ignore[type-arg]
    """A day as it is typed, such as 2024-05-31."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or the command ends with what is wrong with it."""
        if isinstance(value, date):
            return value
        from qa.errors import SettingsError
        from qa.window.api import day

        try:
            return day(value)
        except SettingsError as error:
            self.fail(str(error), param, ctx)


def archive_option(command: F) -> F:
    """Which archive."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        help="The archive's folder. Default: DATELINE_ARCHIVE, else .dateline.",
    )(command)


def embedder_option(command: F) -> F:
    """Which embedder."""
    return click.option(
        "--embedder",
        help="all-MiniLM-L6-v2, openai:MODEL, none for words alone, or NAME[:ARGUMENTS] of an "
        "installed package. Default: the one that the archive was made with.",
    )(command)


def model_options(command: F) -> F:
    """Who words the answer: options that the command gets together, as `worded`."""

    @wraps(command)
    def bundled(**given: Any) -> Any:
        return command(worded={name: given.pop(name) for name in _WORDED}, **given)

    for option in (
        click.option(
            "--reader",
            help="extractive (quoted sentences, the default), openai: a model behind OpenAI's "
            "protocol words the answer, or NAME[:ARGUMENTS] of an installed package. "
            "Default: DATELINE_READER.",
        ),
        click.option("--model", help="Such as gpt-4.1-mini. Default: DATELINE_MODEL."),
        click.option(
            "--base-url",
            help="A server that speaks OpenAI's protocol, such as http://localhost:11434/v1. "
            "Default: OPENAI_BASE_URL, else OpenAI's own.",
        ),
        click.option(
            "--max-cost",
            type=float,
            metavar="USD",
            help="The most that this command may spend on the model.",
        ),
        click.option(
            "--prompts",
            type=click.Path(path_type=Path, file_okay=False),
            help="A folder with prompts of your own.",
        ),
    ):
        bundled = option(bundled)
    return cast(F, bundled)


def reading_options(command: F) -> F:
    """How article files are read."""
    for option in (
        click.option(
            "--map",
            "mapping",
            multiple=True,
            metavar="FIELD=COLUMN",
            help="Which column or key holds a field, such as --map text=story.",
        ),
        click.option(
            "--ocr", is_flag=True, help="Recognise the letters of scanned pages and pictures."
        ),
        click.option(
            "--ocr-language",
            default="eng",
            show_default=True,
            metavar="LANGUAGES",
            help="The languages of scans as Tesseract names them, such as eng+deu.",
        ),
        click.option(
            "--no-vectors", is_flag=True, help="Words only for now; the next sync embeds."
        ),
        click.option("--sample", is_flag=True, help="The invented articles that come along."),
        click.option(
            "--debug", is_flag=True, help="Show the traceback of a failure over a refused file."
        ),
    ):
        command = option(command)
    return command


def consent_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What may be sent to a server, as the argument `consent`."""

    @wraps(command)
    def called(*args: Any, confirm_tokens: int | None, yes: bool, **others: Any) -> Any:
        from qa.commands.consent import CONFIRM_TOKENS, Consent

        tokens = CONFIRM_TOKENS if confirm_tokens is None else confirm_tokens
        return command(*args, consent=Consent(tokens, yes), **others)

    for option in (
        click.option(
            "--yes", is_flag=True, help="Embed with a server however much it is, unasked."
        ),
        click.option(
            "--confirm-tokens",
            type=click.IntRange(min=0),
            metavar="N",
            help="Ask before more tokens than this are sent to an embedding server. "
            "Default: 200,000.",
        ),
    ):
        called = option(called)
    return called


def filters_of(
    since: date | None, until: date | None, outlets: Sequence[str], kinds: Sequence[str]
) -> "Filters":
    """The filters that were typed, or the command ends with what is wrong with them."""
    from index import Filters

    try:
        return Filters(since, until, tuple(outlets), tuple(kinds))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """Field → column as they were typed, or the command ends with what is wrong with them."""
    for pair in pairs:
        if "=" not in pair:
            raise click.UsageError(f"--map takes FIELD=COLUMN, not {pair!r}")
    return dict(pair.split("=", 1) for pair in pairs)
