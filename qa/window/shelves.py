"""What visitors upload: a private shelf each, asked together with the shared archive.

A shelf is an archive of its own in a hidden folder inside the shared one, where no sync of a
folder around it looks. Nothing on it is in the shared archive's lists, counts or indexes, and
without the visitor's key there is no way to it.
"""

import hashlib
import shutil
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index import (
    BESIDE,
    Archive,
    ArchiveMismatch,
    Beside,
    Doomed,
    Embedder,
    HybridRetriever,
    Page,
    Refused,
    Together,
    private_folder,
)
from qa.answerer import Answerer
from qa.errors import ShelfError
from qa.window.adding import Put, told
from qa.window.handing import hand_over
from qa.window.uploads import Limits, Refusal, Sieve, delete_holding, safe_name, same, stored

FOLDER = ".shelves"
"""Where the shelves are, inside the shared archive's folder."""

_KEPT_OPEN = 16
_SHORTEST_KEY = 16


class Shelves:
    """The shelves of all visitors of one archive. Safe to share between threads.

    A visitor is known by a key: any string of 16 characters or more that nobody can guess.
    """

    def __init__(self, answerer: Answerer, limits: Limits | None = None) -> None:
        archive = answerer.archive
        if not isinstance(archive, Archive):
            raise ShelfError(f"shelves stand beside an archive, not beside {archive!r}")
        self.archive = archive
        self.limits = limits or Limits()
        self._shared = answerer
        self._folder = archive.path.absolute() / FOLDER
        self._lock = threading.Lock()
        # one of each, so that its visitor's threads take turns; the last few stay open
        self._shelves: weakref.WeakValueDictionary[str, Shelf] = weakref.WeakValueDictionary()
        self._recent: OrderedDict[str, Shelf] = OrderedDict()

    def answerer(self, key: str) -> Answerer:
        """Asks the archive, and with it the visitor's shelf where there is something on it.

        Raises:
            ShelfError: the key is too short.
            ArchiveDamaged: the shelf's files cannot be opened.
        """
        both = self.shelf(key).with_shared
        if both is None or not both.own.coverage().articles:
            return self._shared
        # the shared archive knows best how rare words are, unless it is empty
        rarity = None if self.archive.coverage().articles else both.own.rarity
        beside = Beside(self._shared.retriever, HybridRetriever(both.own))
        return self._shared.over(both, beside, rarity)

    def shelf(self, key: str) -> "Shelf":
        """The visitor's shelf. Nothing is written before something is put on it.

        Raises:
            ShelfError: the key is too short.
        """
        if len(key) < _SHORTEST_KEY:
            raise ShelfError(
                f"a visitor's key has at least {_SHORTEST_KEY} characters, this one has "
                f"{len(key)}; reload the page to get another"
            )
        # hashed, a key cannot name a path, and the folder's name does not give it away
        return self._called(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32])

    def _called(self, name: str) -> "Shelf":
        with self._lock:
            shelf = self._shelves.get(name)
            if shelf is None:
                shelf = Shelf(self._folder / name, self.archive, self.limits)
                self._shelves[name] = shelf
            self._recent[name] = shelf
            self._recent.move_to_end(name)
            if len(self._recent) > _KEPT_OPEN:
                self._recent.popitem(last=False)
        return shelf

    def every(self) -> Iterator["Shelf"]:
        """Every visitor's shelf, one after the other."""
        for name in _names(self._folder):
            yield self._called(name)


def every_shelf(archive: Archive) -> Iterator["Shelf"]:
    """Every visitor's shelf beside `archive`, for whoever has no window over it."""
    folder = archive.path.absolute() / FOLDER
    return (Shelf(folder / name, archive, Limits()) for name in _names(folder))


def _names(folder: Path) -> list[str]:
    return sorted(shelf.name for shelf in folder.iterdir()) if folder.exists() else []


class Shelf:
    """One visitor's articles, and the files that they came from. Made by `Shelves.shelf`."""

    def __init__(self, folder: Path, shared: Archive, limits: Limits) -> None:
        self._folder = folder
        self._files = folder / "files"
        self._shared = shared
        self._limits = limits
        self._opening = threading.Lock()
        self._turn = threading.Lock()
        self._both: Together | None = None

    @property
    def with_shared(self) -> Together | None:
        """The shared archive and this shelf, read as one; None where nothing was ever put on it.

        Raises:
            ArchiveDamaged: the shelf's files cannot be opened.
        """
        with self._opening:
            if self._both is None and self._files.exists():
                own = _opened(self._folder, self._shared.embedder)
                self._both = Together(self._shared, own)
                # when the last question that reads it is answered
                weakref.finalize(self._both, own.close)
            return self._both

    @property
    def own(self) -> Archive | None:
        """What is on it; None where nothing ever was. It is open as long as the shelf is there.

        Raises:
            ArchiveDamaged: its files cannot be opened.
        """
        both = self.with_shared
        return both.own if both else None

    def listing(self, *, offset: int = 0, limit: int = 50) -> Page:
        """A page of what is on it, newest first."""
        own = self.own
        return own.catalogue(offset=offset, limit=limit) if own else Page(limit=limit)

    def put(self, files: Sequence[tuple[Path, str]]) -> Iterator[Put]:
        """Take in files, each a path and the name that the visitor gave it; an event after each.

        From its event on an article is found by its words. The vectors come last, with events of
        their own, and are finished even if nobody waits. A file that is refused is not kept.
        Without files, what still waits for vectors gets them.

        Raises:
            ShelfError: before anything is copied: there are too many files, no room for them,
                or one of them is gone. Later: the shelf cannot be written to.
            ArchiveBusy, ArchiveDamaged: as for `Archive.add`.
            EmbedderError: the embedder did not answer; the words are in, the vectors wait.
        """
        if len(files) > self._limits.max_files:
            raise ShelfError(
                f"these are {len(files):,} files and at most {self._limits.max_files:,} are taken "
                "at once; upload them in parts"
            )
        if lost := [name for source, name in files if not source.is_file()]:
            raise ShelfError(
                f"{lost[0]!r} did not arrive whole, or was just taken in by another upload of the "
                "same file; upload it again"
            )
        if why := self._no_room(sum(source.stat().st_size for source, _ in files)):
            raise ShelfError(why)
        with self._turn:
            if own := self.own:
                self._sweep(own)  # what a killed program left
        return self._put(files)

    def _put(self, files: Sequence[tuple[Path, str]]) -> Iterator[Put]:
        for number, (source, given) in enumerate(files, 1):
            name = safe_name(given)
            yield self._take(source, Put(name, number, len(files)))
        if own := self.own:
            yield from told("", lambda progress: own.add([], progress=progress))

    def _take(self, source: Path, put: Put) -> Put:
        """Take in one file: `put` with what it gave, and what there is to say about it."""
        with self._turn:
            archive = self._made()
            done = put
            try:
                copy = stored(source, put.name, self._files, self._limits.max_file_bytes)
                if alike := same(copy, self._files.glob("*/*")):
                    done = replace(put, known=len(archive.find(str(alike.resolve()))))
                else:
                    done = self._taken(archive, copy, put)
            except Refusal as refusal:
                return replace(put, reports=(Refused(Path(put.name), 0, str(refusal)),))
            except OSError as error:
                raise _unwritable(self._files, error) from error
            finally:
                if not done.articles:
                    self._sweep(archive)
            return done

    def _taken(self, archive: Archive, copy: Path, put: Put) -> Put:
        if why := self._no_room():
            raise Refusal(why)
        before, most = archive.coverage().articles, self._limits.max_shelf_articles
        sieve = Sieve(self._shared.marks(), copy, self._limits.max_file_bytes)
        summary = archive.add([copy], vectors=False, unwanted=sieve)
        articles = summary.added + summary.replaced
        if sieve.full:
            self._take_back(archive, copy)
            raise Refusal(sieve.full)
        if summary.forgotten:  # the file holds it as well
            self._take_back(archive, copy)
            raise Refusal("holds an article that was forgotten for good in this archive")
        if before + summary.added > most:
            self._take_back(archive, copy)
            raise Refusal(f"holds {articles:,} articles; a shelf takes {most:,} and has {before:,}")
        if not articles and not summary.reports:
            raise Refusal("holds no article")
        reports = tuple(replace(one, path=Path(put.name)) for one in summary.reports)
        return replace(put, articles=articles, reports=reports, came=tuple(summary.came))

    def _take_back(self, archive: Archive, copy: Path) -> None:
        folders = _folders(archive)
        archive.remove([one for one in folders if folders[one] == copy.parent.name])

    def forget(self, doomed: Sequence[Doomed]) -> tuple[int, int]:
        """Forget what has the text or the URL of a `doomed` article, here as in the shared archive.

        How many articles, and how many files, which are deleted as a whole: other articles that
        came in them stay, and can no longer be published. What the shelf's files still held of
        what was removed or published before goes as well.

        Raises:
            ArchiveBusy, ArchiveDamaged: as for `Archive.forget`.
        """
        with self._turn:
            if (archive := self.own) is None:
                return 0, 0
            articles = [one.article for one in doomed if one.article]
            ids = [found for article in articles for found in archive.alike(article)]
            paths = {archive.file_of(one) for one in ids}
            files, marks = self._files.glob("*/*"), self._shared.marks()
            deleted = delete_holding(files, archive, marks, paths)
            gone = [path for path in archive.files() if not Path(path).exists()]
            staying = [path for path in gone if set(archive.find(path)) - set(ids)]
            forgotten = archive.forget([*ids, *(set(gone) - set(staying))], barring=False)
        return forgotten, deleted

    def remove(self, article_ids: Sequence[str]) -> int:
        """Remove articles, and each file with the last one from it; how many that were.

        Raises:
            ShelfError: one of them is not on the shelf; nothing is removed then.
            ArchiveBusy, ArchiveDamaged: the shelf cannot be written to.
        """
        with self._turn:
            archive, ids = self._chosen(article_ids)
            removed = archive.remove(ids)
            self._sweep(archive)
        return removed

    def clear(self) -> int:
        """Remove everything, and every trace of it on the disk; how many articles that were.

        Raises:
            ArchiveBusy, ArchiveDamaged: the shelf cannot be written to.
        """
        with self._turn:
            if (own := self.own) is None:
                return 0
            removed = own.remove_all()
            self._sweep(own)
            own.rebuild(vectors=False)  # not deleted: a question may be reading it
        return removed

    def publish(self, article_ids: Sequence[str], to: Archive) -> int:
        """Hand articles over to the shared archive with their files; how many that were.

        Raises:
            ShelfError: one of them is not on the shelf, or came with one that would stay there.
            ArchiveBusy, ArchiveDamaged, EmbedderError: as for `Archive.add`.
        """
        with self._turn:
            archive, ids = self._chosen(article_ids)
            folders = _folders(archive)
            chosen = {folders[one] for one in ids}
            if staying := [one for one in folders.keys() - set(ids) if folders[one] in chosen]:
                raise ShelfError(
                    f"{len(staying):,} more articles came in the same files and would stay behind; "
                    "publish those as well"
                )
            files = [file for name in chosen for file in (self._files / name).glob("*")]
            if len(files) < len(chosen):
                raise ShelfError(
                    "a file is gone, since another article in it was forgotten for good; upload "
                    "one without that article"
                )
            hand_over(archive, ids, files, to)
            archive.remove(ids)
            self._sweep(archive)
        to.add([])
        return len(ids)

    def given_by(self, files: Iterable[Path]) -> list[str]:
        """The ids of the articles on it that came from files with the bytes of one of these."""
        if (own := self.own) is None:
            return []
        kept = list(self._files.glob("*/*"))
        copies = (same(file, kept) for file in files)
        return [one for copy in copies if copy for one in own.find(str(copy.resolve()))]

    def _chosen(self, article_ids: Sequence[str]) -> tuple[Archive, list[str]]:
        own = self.own
        for one in article_ids:
            if own is None or own.article(one) is None:
                raise ShelfError(f"{one!r} is no article of your shelf; nothing was changed")
        if own is None:
            raise ShelfError("there is nothing on your shelf")
        return own, list(dict.fromkeys(article_ids))

    def _made(self) -> Archive:
        """What is on the shelf, which is made now if need be."""
        try:
            for folder in (self._folder.parent, self._folder, self._files):
                private_folder(folder)
        except OSError as error:
            raise _unwritable(self._files, error) from error
        own = self.own
        assert own is not None  # noqa: S101  (its folder is there)
        return own

    def _no_room(self, more: int = 0) -> str:
        """Why nothing (of `more` bytes) can be put on the shelf, if so."""
        held = sum(file.stat().st_size for file in self._files.glob("*/*"))
        if held + more > self._limits.max_shelf_bytes:
            return (
                f"the shelf has room for {self._limits.max_shelf_bytes:,} bytes and this would "
                f"make {held + more:,}; remove some articles first"
            )
        articles = self.own.coverage().articles if self.own else 0
        if articles >= self._limits.max_shelf_articles:
            return f"the shelf has {articles:,} articles, all that it takes; remove some first"
        return ""

    def _sweep(self, archive: Archive) -> None:
        """Delete the files from which no article came, or none is left."""
        held = set(_folders(archive).values())
        for folder in self._files.iterdir():
            if folder.name not in held:
                shutil.rmtree(folder)


def _opened(folder: Path, embedder: Embedder | None) -> Archive:
    try:
        return Archive(folder, embedder, create=True, prefix=BESIDE)
    except ArchiveMismatch:  # the shared archive was rebuilt with another embedder since
        with Archive(folder) as old:
            old.rebuild(embedder, vectors=False)
        return Archive(folder, embedder, prefix=BESIDE)


def _folders(archive: Archive) -> dict[str, str]:
    """Article id → the name of the folder of its own that its file is in."""
    return {one: Path(archive.file_of(one)).parent.name for one in archive.article_ids()}


def _unwritable(folder: Path, error: OSError) -> ShelfError:
    return ShelfError(
        f"nothing can be put on a shelf: {folder} cannot be written ({error.strerror or error}); "
        "make room, or let Dateline write there"
    )
