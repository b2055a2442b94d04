"""`dateline copy`: a whole copy of an archive, for machines that only read it."""

from pathlib import Path

import click

from qa.commands.options import archive_option
from qa.commands.saying import named_errors


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@archive_option
def copy(folder: Path, archive: Path | None) -> None:
    """Copy the archive to FOLDER, for 'dateline chat --read-only', also while it is written to.

    An earlier copy there is replaced, and who reads it goes on with the new one. Vectors on Chroma
    servers stay there, for both.
    """
    with named_errors():
        from qa.build import open_archive
        from qa.settings import Settings

        settings = Settings.from_environment(archive=archive, embedder="none")
        with open_archive(settings) as opened:
            whole = opened.copy(folder)
            click.echo(f"{folder}: {opened.coverage()}")
    if not whole:
        click.echo(
            "The vector store in its folder is being written to and was left out, so that searches "
            "in this copy compare vectors one by one, which takes longer; copy it again once the "
            "sync has ended.",
            err=True,
        )
