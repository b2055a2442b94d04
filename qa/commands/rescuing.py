"""`dateline rescue`: what is intact in a damaged archive, for another archive to read."""

from pathlib import Path

import click

from qa.commands.options import archive_option
from qa.commands.saying import named_errors, say


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
def rescue(file: Path, archive: Path | None) -> None:
    """Write the intact articles of a damaged archive into FILE, as JSON Lines to sync from."""
    with named_errors():
        from index import rescue as rescued
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive)
        outcome = rescued(settings.archive, file)
    lost = f"; {len(outcome.lost):,} are lost:" if outcome.lost else ", none is lost"
    say([f"saved {outcome.saved:,} articles to {file}{lost}"])
    say((f"lost: {article}" for article in outcome.lost), err=True)
