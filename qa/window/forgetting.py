"""Forgetting for good: an article, and whatever else on this machine Dateline keeps of it.

The archive says first what is to go, and lets go of it last. Whatever stops this in between, the
articles are still there to be looked for, and `finish` goes on where it stopped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import Archive
from qa.briefings import Briefings
from qa.models.replies import Replies
from qa.traces import Traces
from qa.window.arrivals import clear
from qa.window.feedback import Feedback
from qa.window.handing import ADDED
from qa.window.shelves import Shelf, every_shelf
from qa.window.uploads import delete_holding

UNREACHED = (
    "backups and copies of the archive's folder",
    "what browsers keep and downloaded",
    "evaluations, exports and question sets that were written elsewhere",
    "what a model's or an embedder's server was sent",
    "other articles that quote or rewrite it",
    "what the disk itself still holds of deleted files",
)
"""What nothing here can take back; whoever forgets is told of it."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten, by place.

    `articles` counts those of the archive, `shelved` those on visitors' shelves; `ratings` were
    emptied, `replies` of models and `files` (published copies, uploads) deleted; `briefings` counts
    what of it was remembered as told. `there` are the files of one's own that hold it still: they
    are not Dateline's to delete.
    """

    articles: int = 0
    shelved: int = 0
    ratings: int = 0
    replies: int = 0
    files: int = 0
    there: tuple[Path, ...] = ()
    briefings: int = 0

    @property
    def besides(self) -> str:
        """What else was forgotten than one article, and where it still is, in words."""
        counted = [
            (self.articles - 1, "more of the same text or address"),
            (self.shelved, "on visitors’ shelves"),
            (self.ratings, "ratings emptied"),
            (self.replies, "kept answers deleted"),
            (self.files, "files deleted"),
            (self.briefings, "entries of briefings deleted"),
        ]
        parts = [f"{number:,} {what}" for number, what in counted if number > 0]
        parts += [f"still in {path}, which you may want to delete" for path in self.there]
        return "; ".join(parts)


def forget(
    archive: Archive,
    names: Sequence[str] = (),
    *,
    shelves: Iterable[Shelf] | None = None,
    replies: Path | None = None,
) -> Forgotten:
    """Forget what is called `names`: articles by id, URL or file, or files that gave none.

    With an article goes every other of the same text or the same URL, also on visitors' shelves.
    Afterwards no byte of their texts, headlines, addresses and file names is in any file of the
    archive's folder, nor in `replies`, the folder of kept answers; a file name stays where other
    articles came from the file. It stays out until `Archive.allow`. Without names it ends what was
    cut short, and clears what is left of articles that were removed before.

    Raises:
        ArticleError: there is nothing of one of the names; nothing was changed.
        ArchiveBusy: another process writes, or reads for very long, to the archive or a shelf; what
            could not be done yet is done by the next `forget` or `finish`.
        ArchiveDamaged, RecordError: a file cannot be written.
    """
    doomed = archive.doom(names)
    traces, feedback = Traces(doomed), Feedback(archive.path)
    ratings = feedback.forget(traces)
    kept = Replies(replies).forget(traces) if replies else 0
    folder, marks = archive.path.absolute() / ADDED, archive.marks()
    briefed = Briefings(archive.path).forget(
        traces, {one.id for one in doomed}, archive.article_ids()
    )
    paths = {one.path for one in doomed}
    shelved, files = 0, delete_holding(folder.glob("*/*"), archive, marks, paths)
    files += clear(marks.are_in)
    for shelf in every_shelf(archive) if shelves is None else shelves:
        of_shelf = shelf.forget(doomed)
        shelved, files = shelved + of_shelf[0], files + of_shelf[1]
    gone = [path for path in archive.files() if _below(path, folder) and not Path(path).exists()]
    articles = archive.forget(gone)
    ratings += feedback.forget(traces)  # an answer may have been rated in the meantime
    there = {Path(path) for path in paths if path and Path(path).exists()}
    return Forgotten(articles, shelved, ratings, kept, files, tuple(sorted(there)), briefed)


def finish(
    archive: Archive, *, shelves: Iterable[Shelf] | None = None, replies: Path | None = None
) -> None:
    """End a `forget` that was cut short, if there is one.

    Raises:
        ArchiveBusy, ArchiveDamaged, RecordError: as for `forget`.
    """
    if archive.doomed():
        forget(archive, shelves=shelves, replies=replies)


def _below(path: str, folder: Path) -> bool:
    return Path(path).is_relative_to(folder.resolve())
