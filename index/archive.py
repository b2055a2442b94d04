"""The archive: ledger, word index and vector store as one thing that can be opened and synced.

The order of writing is what makes a crash harmless: an article and its passages are committed to
the ledger, then the indexes pay what the ledger says they owe, and each payment is recorded. Words
are searchable as soon as they are read; vectors arrive while it is already answering.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index import forgetting
from index.correcting import Correcting
from index.embedders import Embedder
from index.errors import ArchiveBusy, ArticleError
from index.files.documents.ocr import checked_languages
from index.indexes import Progress
from index.intake import Intake, Summary, possible
from index.marks import Doomed
from index.opening import FORMAT, unwritten
from index.passages import PASSAGE_TOKENS, split
from index.privacy import narrow
from index.reading import LOCK, Reading
from index.readonly import refused
from index.remembering import remembering
from index.rows import begin_ids
from index.stores.elsewhere import leave
from index.stores.keeping import STORE_SEAL
from index.stores.placing import change_nodes, moved
from index.types import Article

_INSTANT = 0.2
"""How long a reader may hold the lock, to see whether anybody is writing; in seconds."""
_PATIENCE_SECONDS = 60
"""How long forgetting waits for other writers: it is to be done once and for all."""


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


def _told(progress: Progress, files: Collection[str]) -> None:
    if files:
        progress("read", len(files), len(files))


def _wanted(article: Article) -> bool:
    return False


class Archive(Reading, Correcting):
    """A folder that holds an index of articles. Any number may read it while one writes.

    Without an embedder it searches by words alone. Once it was opened with a `prefix`, the ids of
    its articles begin with it: `BESIDE` for one that is read together with another. The word index
    of one that an older Dateline made is made again when it is opened. The vectors of a new one go
    to the Chroma server `chroma`, if that is given (see `address_of`). One that is `read_only`, as
    it is where its folder cannot be written to, never writes there; what would raises
    ArchiveReadOnly.

    Raises:
        ArchiveMissing: there is none at `path` and `create` is not set.
        ArchiveMismatch: it is another embedder's, a newer Dateline's, or not one of `chroma`.
        ArchiveDamaged: its files cannot be opened.
        ArchiveBusy: it is an older Dateline's, and another process is writing to it.
    """

    def __init__(
        self,
        path: Path | str,
        embedder: Embedder | None = None,
        *,
        create: bool = False,
        passage_tokens: int = PASSAGE_TOKENS,
        prefix: str = "",
        chroma: str = "",
        read_only: bool = False,
    ) -> None:
        super().__init__(path, embedder, create, passage_tokens, chroma, read_only)
        self._lock = FileLock(self._folder / LOCK, timeout=0, mode=0o600, thread_local=False)
        if int(self._made["format"]) < FORMAT:
            self._renew()
        if prefix and prefix != self._made.get("prefix"):
            with self._writing():
                if self._ledger.meta().get("prefix") != prefix:  # else another process was quicker
                    begin_ids(self._ledger, prefix)
                self._made = self._ledger.meta()

    def _renew(self) -> None:
        """Bring an older archive to this format; one that was cut short begins again."""
        with self._writing():
            if int(self._made["format"]) < FORMAT:  # else another process was quicker
                self._ledger.seal_all()
                self._indexes.words_anew(_quiet)
                self._indexes.keep_vectors()
                self._ledger.remember(format=FORMAT)
                self._made = self._ledger.meta()

    def add(
        self,
        paths: Sequence[Path | str],
        *,
        mapping: Mapping[str, str] | None = None,
        vectors: bool = True,
        progress: Progress = _quiet,
        unwanted: Callable[[Article], bool] = _wanted,
        ocr: str = "",
    ) -> Summary:
        """Take in files, folders and globs; what is in already and unchanged is skipped.

        `mapping` names the fields of records, such as `{"text": "story"}`. Without `vectors`
        the passages wait for theirs until the next `add` or `sync`. What was forgotten, here or as
        far as `unwanted` knows, is left out. Letters of scanned pages and pictures are recognised
        in the languages `ocr`, such as "eng+deu", by Tesseract.

        Raises:
            ArticleError: a path does not exist, or Tesseract or a language is not installed.
            ArchiveBusy: another process is writing.
            ArchiveDamaged: the disk is full or the files cannot be written.
            EmbedderError, StoreError: a server did not answer; the words are in, the vectors wait.
        """
        with self._writing():
            intake = self._intake(mapping, progress, unwanted, ocr)
            _told(progress, intake.take(list(map(possible, paths))))
            self._catch_up(vectors, progress)
            return intake.summary

    def sync(
        self,
        folder: Path | str,
        *,
        mapping: Mapping[str, str] | None = None,
        only: bool = False,
        vectors: bool = True,
        progress: Progress = _quiet,
        ocr: str = "",
    ) -> Summary:
        """Make the archive equal to `folder`: new in, changed replaced, gone removed.

        Articles that came from outside `folder` stay, unless `only` is set. A folder in which no
        file of a known kind is found raises and changes nothing: it is more often an unmounted
        disk or a mistyped name than the wish to empty the archive. `ocr` is as for `add`.

        Raises:
            ArticleError: `folder` is missing or holds no article file.
            ArchiveBusy, ArchiveDamaged, EmbedderError, StoreError: as for `add`.
        """
        root = Path(os.path.realpath(possible(folder)))  # Path.resolve raises for a link to itself
        with self._writing():
            intake = self._intake(mapping, progress, ocr=ocr)
            found = intake.take([root])
            if not found:
                seen = "".join(f" ({r.path}: {r.why})" for r in intake.summary.reports[:1])
                raise ArticleError(
                    f"no article files in {folder}{seen}; nothing was changed. To empty an "
                    "archive, use 'dateline remove --all'"
                )
            _told(progress, found)
            there = found | intake.refused
            if not only:  # what was fetched stays, and is read again by a newer Dateline
                intake.take(self.fetched.files())
            for name in self._ledger.paths():
                outside = self.fetched.holds(name) or not Path(name).is_relative_to(root)
                if name not in there and (only or not outside):
                    intake.drop(name)
                    self.fetched.delete([name])
            self._catch_up(vectors, progress)
            return intake.summary

    def remove(self, names: Sequence[str]) -> int:
        """Remove the articles whose id, URL or file is among `names`; how many that were.

        They stay away until their file changes or the archive is made anew. What was fetched is
        deleted, and comes again only when it is named.

        Raises:
            ArticleError: one of the names is not in the archive; nothing is removed then.
        """
        with self._writing():
            ids: dict[str, None] = {}
            for name in names:
                found = self._named(name)
                if not found:
                    raise ArticleError(
                        f"{name!r} is no article's id, URL or file in {self.path}; nothing was "
                        "removed. 'dateline status --articles' lists what is there"
                    )
                ids.update(dict.fromkeys(found))
            files = {self.file_of(one) for one in ids}
            removed = self._drop(list(ids))
            self.fetched.delete(file for file in files if not self._ledger.articles_of(file))
            return removed

    def remove_all(self) -> int:
        """Remove every article and forget every file; how many articles that were."""
        with self._writing():
            ids = self._ledger.ids()
            with self._ledger.transaction():
                for name in self._ledger.paths():
                    self._ledger.drop_file(name)
            self.fetched.clear()
            return self._drop(ids)

    def doom(self, names: Sequence[str]) -> list[Doomed]:
        """Write down that what is called `names` is to be forgotten, and keep it out from now on.

        A name is an article's id, URL or file, or a file that gave none. With an article goes every
        other of the same text or the same URL. Nothing is gone yet, so that whoever holds more of
        it than the archive can look for it there first; `forget` is what ends it. Gives all
        that is to be forgotten, what a `forget` that was cut short has left among it.

        Raises:
            ArticleError: there is nothing of one of the names; nothing was changed.
            ArchiveBusy, ArchiveDamaged: it cannot be written down.
        """
        with self._writing(_PATIENCE_SECONDS):
            meant = self.meant(names)
            with self._ledger.transaction():
                forgetting.doom(self._ledger, meant)
            return self.doomed()

    def forget(self, names: Sequence[str] = (), *, barring: bool = True) -> int:
        """Remove for good what is called `names` and what was doomed; how many articles that were.

        Afterwards no byte of them is in any file of the archive: not in the ledger's free pages
        and its write-ahead log, nor among the words of the index, nor as a vector. They stay out
        of every later `add` and `sync`, also moved, renamed or changed in part, if that is to be
        `barring`; `allow` lets them in again. Where it is cut short, the next writer finishes it.

        Raises:
            ArticleError: as for `doom`.
            ArchiveBusy: another process is writing, or has been reading for so long that not all
                could be overwritten; what was to be forgotten is in no list and no answer then.
            ArchiveDamaged: the files cannot be written.
            StoreError: the server that has the vectors could not delete them; all else is done.
        """
        with self._writing(_PATIENCE_SECONDS):
            meant = self.meant(names)
            with self._ledger.transaction():
                forgetting.doom(self._ledger, meant, barring=barring)
            self.fetched.delete(forgetting.doomed_files(self._ledger), traces=True)
            with self._ledger.transaction():
                forgotten = forgetting.drop_doomed(self._ledger)
                self._ledger.remember(purging=1)
            if not self._purge():
                raise ArchiveBusy(
                    f"another process has been reading the archive at {self.path} for long, and "
                    "until it is done the ledger's write-ahead log cannot be overwritten. What was "
                    "forgotten is in no list and no answer any more; run 'dateline forget' again "
                    "without a name, or leave it to the next sync"
                )
            self._indexes.check_deleted()
            return forgotten

    def allow(self, names: Sequence[str]) -> int:
        """Let in again what was forgotten under these names: its id, its URL or its file.

        How many articles and files that were. It comes back when its file is next read.

        Raises:
            ArticleError: nothing was forgotten under one of the names; nothing was changed.
        """
        with self._writing(), self._ledger.transaction():
            lifted = 0
            for name in names:
                found = sum(forgetting.lift(self._ledger, one) for one in self._names(name))
                if not found:
                    raise ArticleError(
                        f"nothing was forgotten as {name!r} in {self.path}; nothing was changed. "
                        "Give the id, the URL or the file that it had"
                    )
                lifted += found
            return lifted

    def _purge(self) -> bool:
        """Overwrite what the files still hold of what was removed; whether all of it could be."""
        self._catch_up(vectors=False, progress=_quiet)
        self._indexes.purge()
        done = self._ledger.compact()
        if done:
            self._ledger.forget("purging")
        return done

    def rebuild(
        self,
        embedder: Embedder | None = None,
        *,
        vectors: bool = True,
        progress: Progress = _quiet,
        chroma: str = "",
    ) -> None:
        """Split every article anew and make both indexes from nothing, perhaps with `embedder`.

        The old indexes are deleted, and with them every trace of removed articles. Passages that
        are as they were keep the vectors that the ledger has of them, if the embedder is the same.
        With `chroma` the vectors move to that server, or with "here" into the archive's folder.

        Raises:
            StoreError: the server does not answer; with another than before, nothing was changed.
        """
        with self._writing():
            placed = moved(chroma, self.chroma)
            tokens = int(self._made["passage_tokens"])
            generation = int(self._made["generation"]) + 1
            self._ledger.mend()
            with self._ledger.transaction():
                damaged = self._ledger.find_damaged()
                self._ledger.set_aside(damaged)
                for article_id in self._ledger.ids():
                    if article_id not in damaged and (article := self._ledger.article(article_id)):
                        self._ledger.resplit(article_id, split(article, tokens=tokens))
                self._ledger.owe_everything()
                self._ledger.forget(STORE_SEAL)
                leave(self._ledger)
                if embedder and embedder.name != self.embedder_name:
                    self._ledger.forget("dimension")
                    self._ledger.forget_embeddings()
                self._ledger.remember(
                    generation=generation,
                    writes=self._ledger.version() + 1,
                    embedder=embedder.name if embedder else self.embedder_name,
                    **placed,
                )
            self._chroma = ""
            self._embedder = remembering(embedder) or self._embedder
            self._open_generation()
            self._indexes.drop_older()
            self._ledger.compact()
            self._catch_up(vectors, progress)

    @contextmanager
    def _writing(self, patience: float = _INSTANT) -> Iterator[None]:
        """One writer at a time, in this process and among all; failures to write are named.

        Another process's turn is waited for `patience` seconds.
        """
        if self.read_only:
            raise refused(self.path)
        with self._writer:
            try:
                self._lock.acquire(timeout=patience)
            except Timeout as error:
                raise ArchiveBusy(
                    f"another process is writing to the archive at {self.path}; "
                    "wait until it has finished, then try again"
                ) from error
            try:
                narrow(self._folder)  # an older Dateline left it open
                self._follow()
                if change_nodes(self._ledger, self._chroma):
                    self._open_generation()
                self._indexes.drop_older()
                with self._ledger.much_in_memory():
                    if "purging" in self._ledger.meta():
                        self._purge()
                    yield
            except (sqlite3.Error, OSError) as error:
                raise unwritten(self.path, error) from error
            finally:
                self._indexes.store.leave()
                narrow(self._folder)
                self._lock.release()
                self._version = self._ledger.version()

    def _intake(
        self,
        mapping: Mapping[str, str] | None,
        progress: Progress,
        unwanted: Callable[[Article], bool] = _wanted,
        ocr: str = "",
    ) -> Intake:
        checked_languages(ocr)

        def committed(summary: Summary) -> None:
            self._indexes.pay_some_words()
            progress("articles", summary.taken, None)

        made = self._made
        tokens, prefix = int(made["passage_tokens"]), made.get("prefix", "")
        return Intake(self._ledger, tokens, mapping or {}, prefix, committed, unwanted, ocr)

    def _drop(self, ids: Sequence[str]) -> int:
        with self._ledger.transaction():
            for article_id in ids:
                self._ledger.drop(article_id)
        self._catch_up(vectors=False, progress=_quiet)
        return len(ids)

    def _catch_up(self, vectors: bool, progress: Progress) -> None:
        self._indexes.pay_words(progress)
        self._indexes.pay_removals()
        if vectors and self._embedder:
            if not self.embedder_name:
                self._ledger.remember(embedder=self._embedder.name)
                self._made = self._ledger.meta()
            self._indexes.pay_vectors(self._embedder, progress)
