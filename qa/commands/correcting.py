"""`dateline correct`: sets right by hand what an article says of itself, and takes it back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.commands.options import Date, archive_option
from qa.commands.progress import Bar
from qa.commands.saying import named_errors, say

if TYPE_CHECKING:
    from index import Archive, Corrected


class _Day(Date):
    """A day, or nothing for an article that states none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The day, or nothing."""
        return value and super().convert(value, param, ctx)


@click.command()
@click.argument("article", required=False)
@click.option("--title", help="The headline.")
@click.option("--outlet", help="Who published it.")
@click.option("--date", "day", type=_Day(), help="The day of publication, such as 2024-05-31.")
@click.option("--byline", help="Who wrote it, such as 'Ada Tolland and Piet Orme'.")
@click.option("--as-in-file", is_flag=True, help="Take back what was corrected by hand.")
@archive_option
def correct(
    *,
    article: str | None,
    title: str | None,
    outlet: str | None,
    day: date | str | None,
    byline: str | None,
    as_in_file: bool,
    archive: Path | None,
) -> None:
    """Set right by hand what ARTICLE (an id, URL or file) says of itself.

    A correction outlives syncs, rebuilds and changes of the file; its text stays as it is. An empty
    value stands for "not stated". Without an option, says what was corrected of ARTICLE; without
    ARTICLE, of all.
    """
    given = {"title": title, "source": outlet, "authors": byline, "published": day}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if changes.get("published") == "":
        changes["published"] = None
    if (changes or as_in_file) and not article:
        raise click.UsageError("name the article to correct, by id, URL or file")
    if changes and as_in_file:
        raise click.UsageError("give what to correct, or --as-in-file, not both")
    with named_errors():
        from index import embedding_host
        from qa.build import open_archive
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive)
        with open_archive(settings) as opened, Bar() as bar:
            # what a server embeds waits for the next sync, which asks before it sends anything
            how: dict[str, Any] = {
                "vectors": not embedding_host(opened.embedder),
                "progress": bar.progress,
            }
            if article and as_in_file:
                opened.as_in_file(article, **how)
            elif article and changes:
                opened.correct(article, **how, **changes)
            say(_lines(opened, article))


def _lines(archive: "Archive", article: str | None) -> Iterator[str]:
    if article is None:
        yield from (line for one in archive.corrected() for line in _told(archive, one))
    elif found := archive.correction(archive.one(article).id):
        yield from _told(archive, found)
    else:
        yield f"{archive.one(article).id}: as in its file"


def _told(archive: "Archive", found: "Corrected") -> Iterator[str]:
    """Id and headline, and below them each field as it was corrected, and as the file has it."""
    from index import CORRECTABLE
    from qa.wording import stated

    title = archive.one(found.article_id).title
    yield f"{found.article_id}\t{title}"
    for name in found.fields:
        now, before = stated(found.said[name]), stated(found.stated[name])
        yield f"  {CORRECTABLE[name]}: {now} (in the file: {before})"
