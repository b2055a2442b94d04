"""`dateline watch FOLDER|FEED…`: an archive kept up to date, and told what came in."""

import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qa.commands.fetching import Duration, client, client_options
from qa.commands.options import archive_option, consent_options, embedder_option
from qa.commands.saying import named_errors, say

if TYPE_CHECKING:
    from index import Archive, Noticed, Watcher
    from qa.commands.consent import Consent


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="FOLDER|FEED...")
@click.option("--every", default="15m", show_default=True, type=Duration(), help="Ask feeds.")
@click.option("--once", is_flag=True, help="Look once and end, as for cron.")
@click.option("--no-vectors", is_flag=True, help="Words only for now; the next sync embeds.")
@client_options
@embedder_option
@consent_options
@archive_option
def sources(
    *,
    sources: tuple[str, ...],
    every: float,
    once: bool,
    no_vectors: bool,
    asking: dict[str, Any],
    embedder: str | None,
    consent: "Consent",
    archive: Path | None,
) -> None:
    """Keep an archive up to date with folders and feeds; one line for each article that comes in.

    A folder is made equal to the archive as 'sync' does, whenever a file in it changes. Of a feed,
    a sitemap, or the feed that a page announces, the new articles are fetched. Ctrl-C ends it.
    """
    with named_errors():
        from index import Watcher, embedding_host
        from qa.build import open_archive
        from qa.settings import Settings
        from qa.window.forgetting import finish

        settings = Settings.from_environment(archive=archive, embedder=embedder)
        with (
            open_archive(settings, create=True) as opened,
            closing(client(asking)) as asks,
        ):
            finish(opened, replies=settings.replies)
            at_once = not no_vectors and not embedding_host(opened.embedder)
            watcher = Watcher(
                opened, sources, asks, every=every, limit=asking["limit"], vectors=at_once
            )
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            try:
                _watch(watcher, opened, once=once, consent=None if no_vectors else consent)
            except KeyboardInterrupt:
                click.echo("stopped; what came in is kept", err=True)
            if once and watcher.failing:
                sys.exit(1)


def _watch(watcher: "Watcher", opened: "Archive", *, once: bool, consent: "Consent | None") -> None:
    while True:
        came = False
        for noticed in watcher.look():
            came = came or noticed.article is not None
            say([line(noticed)], err=noticed.article is None)
            sys.stdout.flush()
        if came and consent:
            from qa.commands.consent import embed_waiting
            from qa.commands.progress import Bar

            with Bar() as bar:
                embed_waiting(opened, consent, bar.progress)
        if once:
            return
        time.sleep(watcher.wait())


def line(noticed: "Noticed") -> str:
    """Outlet, date and headline of an article, tabs between them; or the source and a sentence."""
    if article := noticed.article:
        told = (article.outlet, str(article.published or "no date"), article.title or article.id)
        return "\t".join(" ".join(part.split()) for part in told)
    return f"{noticed.source}: {noticed.said}"
