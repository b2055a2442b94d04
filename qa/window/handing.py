"""Handing articles of a visitor over to everybody: their files, and what was corrected of them."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp

from index import Archive, private_folder

ADDED = "added"
"""Where the files of published articles are, inside the shared archive's folder."""


def hand_over(own: Archive, article_ids: Sequence[str], files: Sequence[Path], to: Archive) -> None:
    """Add articles of a visitor's `own` archive to the shared one, by copies of their files.

    What else is in the files stays out. What the visitor corrected by hand is corrected there.
    Their words are found at once; their vectors wait for the next `add`.

    Raises:
        ArchiveBusy, ArchiveDamaged: as for `Archive.add`.
    """
    handed = {_wording(own, one): own.correction(one) for one in article_ids}
    copies = {os.path.realpath(_copied(file, to.path.absolute() / ADDED)) for file in files}
    to.add(sorted(copies), vectors=False)
    # what was removed from the shelf alone is still in its file
    came = [one for one in to.article_ids() if to.file_of(one) in copies]
    if left := [one for one in came if _wording(to, one) not in handed]:
        to.remove(left)
    for one in came:
        if correction := handed.get(_wording(to, one)):
            to.correct(one, vectors=False, **correction.changes)


def _wording(archive: Archive, article_id: str) -> tuple[str, str]:
    """By what an article is known in another archive: its headline in the file, and its text."""
    article, correction = archive.article(article_id), archive.correction(article_id)
    if article is None:
        return "", ""
    return (correction.stated["title"] if correction else article.title), article.text


def _copied(file: Path, folder: Path) -> Path:
    """A copy of a file in a new folder of its own inside `folder`."""
    private_folder(folder)
    return Path(shutil.copy2(file, mkdtemp(prefix="", dir=folder)))
