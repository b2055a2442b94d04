"""`dateline forget`: asks before it forgets, and says what it did and what it cannot reach."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.commands.options import archive_option
from qa.commands.saying import named_errors, on_terminal, say

if TYPE_CHECKING:
    from index import Archive
    from qa.window.forgetting import Forgotten

_LISTED = 20


@click.command()
@click.argument("names", nargs=-1, metavar="[ARTICLE]...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--allow", is_flag=True, help="Let in again what was forgotten under these names.")
@archive_option
def forget(*, names: tuple[str, ...], yes: bool, allow: bool, archive: Path | None) -> None:
    """Remove articles for good, by id, URL or file, so that no byte of them is left.

    With an article goes every other of the same text or URL, also on visitors' shelves, and what
    ratings and kept answers quote of it. It stays out of later syncs. Without a name, what is left
    of articles that were removed before is cleared away.
    """
    if allow and not names:
        raise click.UsageError("name what is to be let in again, by id, URL or file")
    with named_errors():
        from qa.build import open_archive
        from qa.settings import Settings
        from qa.window.forgetting import forget as forget_all

        settings = Settings.from_environment(archive=archive, embedder="none")
        with open_archive(settings) as opened:
            if allow:
                click.echo(
                    f"let in again {opened.allow(names):,}; the next sync reads what is there"
                )
            elif not names or yes or _agreed(opened, names):
                say(done_lines(forget_all(opened, names, replies=settings.replies)))


def _agreed(archive: "Archive", names: Sequence[str]) -> bool:
    """Whether whoever types wants just these articles gone.

    Raises:
        ArticleError: there is nothing of one of the names.
        SettingsError: there is nobody to ask.
    """
    from qa.errors import SettingsError

    meant = archive.meant(names)
    ids = [one for one in meant if one.id]
    lines = [
        f"{one.article.title or Path(one.path).name} ({one.id}), {one.article.outlet}, {one.path}"
        if one.article
        else f"{one.id} {one.path}".strip()
        for one in (ids or meant)
    ]
    say(lines[:_LISTED], err=True)
    if len(lines) > _LISTED:
        click.echo(f"and {len(lines) - _LISTED:,} more", err=True)
    if not on_terminal():
        raise SettingsError(
            "forgetting cannot be undone and there is no terminal to ask on: give --yes to go on. "
            "Nothing was changed"
        )
    return click.confirm("Forget for good? This cannot be undone.", err=True)


def done_lines(done: "Forgotten") -> Iterator[str]:
    """What was forgotten, a place a line, and what could not be reached."""
    from qa.window.forgetting import UNREACHED

    yield f"archive    {done.articles:,} forgotten: text, words and vectors; its files written anew"
    yield f"shelves    {done.shelved:,} forgotten on visitors' shelves"
    yield f"ratings    {done.ratings:,} emptied of question, answer and quotes"
    yield f"replies    {done.replies:,} kept answers of models deleted"
    yield f"briefings  {done.briefings:,} entries deleted of what was told, or is watched"
    yield f"files      {done.files:,} published copies and uploads deleted"
    for path in done.there:
        yield f"still at   {path}, which is yours: delete it yourself; it stays out of later syncs"
    yield "not reached: " + "; ".join(UNREACHED)
