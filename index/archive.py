"""The archive: ledger, word index and vector store as one thing that can be opened and synced.

The order of writing is what makes a crash harmless: an article and its passages are committed to
the ledger, then the indexes pay what the ledger says they owe, and each payment is recorded. Words
are searchable as soon as they are read; vectors arrive while it is already answering.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.embedders import Embedder
from index.errors import ArchiveBusy, ArchiveDamaged, ArticleError
from index.indexes import Progress
from index.intake import Intake, Summary
from index.passages import PASSAGE_TOKENS, split
from index.privacy import narrow
from index.reading import FORMAT, Reading

_KINDS = 2
"""The format whose word index knows kinds."""


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


class Archive(Reading):
    """A folder that holds an index of articles. Any number may read it while one writes.

    Without an embedder it searches by words alone. The word index of one that an older Dateline
    made is made again when it is opened.

    Raises:
        ArchiveMissing: there is none at `path` and `create` is not set.
        ArchiveMismatch: it was made by another embedder, or by a newer Dateline.
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
    ) -> None:
        super().__init__(path, embedder, create=create, passage_tokens=passage_tokens)
        self._lock = FileLock(
            self._folder / "writing.lock", timeout=0, mode=0o600, thread_local=False
        )
        if int(self._made["format"]) < FORMAT:
            self._renew()

    def _renew(self) -> None:
        """Bring an older archive to this format; one that was cut short begins again."""
        with self._writing():
            made = int(self._made["format"])
            if made < FORMAT:  # else another process was quicker
                self._ledger.seal_all()
                if made < _KINDS:
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
    ) -> Summary:
        """Take in files, folders and globs; what is in already and unchanged is skipped.

        `mapping` names the fields of records, such as `{"text": "story"}`. Without `vectors`
        the passages wait for theirs until the next `add` or `sync`.

        Raises:
            ArticleError: a path does not exist.
            ArchiveBusy: another process is writing.
            ArchiveDamaged: the disk is full or the files cannot be written.
            EmbedderError: the embedder did not answer; the words are in, the vectors wait.
        """
        with self._writing():
            intake = self._intake(mapping, progress)
            intake.take([Path(path) for path in paths])
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
    ) -> Summary:
        """Make the archive equal to `folder`: new in, changed replaced, gone removed.

        Articles that came from outside `folder` stay, unless `only` is set. A folder in which no
        file of a known kind is found raises and changes nothing: it is more often an unmounted
        disk or a mistyped name than the wish to empty the archive.

        Raises:
            ArticleError: `folder` is missing or holds no article file.
            ArchiveBusy, ArchiveDamaged, EmbedderError: as for `add`.
        """
        root = Path(os.path.realpath(folder))  # Path.resolve raises for a link to itself
        with self._writing():
            intake = self._intake(mapping, progress)
            found = intake.take([root])
            if not found:
                seen = "".join(f" ({r.path}: {r.why})" for r in intake.summary.reports[:1])
                raise ArticleError(
                    f"no article files in {folder}{seen}; nothing was changed. To empty an "
                    "archive, use 'dateline remove --all'"
                )
            there = found | intake.refused
            for name in self._ledger.paths():
                if name not in there and (only or Path(name).is_relative_to(root)):
                    intake.drop(name)
            self._catch_up(vectors, progress)
            return intake.summary

    def remove(self, names: Sequence[str]) -> int:
        """Remove the articles whose id, URL or file is among `names`; how many that were.

        They stay away until their file changes or the archive is made anew.

        Raises:
            ArticleError: one of the names is not in the archive; nothing is removed then.
        """
        with self._writing():
            ids: dict[str, None] = {}
            for name in names:
                found = self._ledger.find(name) or self._ledger.find(os.path.realpath(name))
                if not found:
                    raise ArticleError(
                        f"{name!r} is no article's id, URL or file in {self.path}; nothing was "
                        "removed. 'dateline status --articles' lists what is there"
                    )
                ids.update(dict.fromkeys(found))
            return self._drop(list(ids))

    def remove_all(self) -> int:
        """Remove every article and forget every file; how many articles that were."""
        with self._writing():
            ids = self._ledger.ids()
            with self._ledger.transaction():
                for name in self._ledger.paths():
                    self._ledger.drop_file(name)
            return self._drop(ids)

    def rebuild(
        self,
        embedder: Embedder | None = None,
        *,
        vectors: bool = True,
        progress: Progress = _quiet,
    ) -> None:
        """Split every article anew and make both indexes from nothing, perhaps with `embedder`.

        The old indexes are deleted, and with them every trace of removed articles. Passages that
        are as they were keep the vectors that the ledger has of them, if the embedder is the same.
        """
        with self._writing():
            tokens = int(self._made["passage_tokens"])
            generation = int(self._made["generation"]) + 1
            with self._ledger.transaction():
                for article_id in self._ledger.ids():
                    if article := self._ledger.article(article_id):
                        self._ledger.resplit(article_id, split(article, tokens=tokens))
                self._ledger.owe_everything()
                if embedder and embedder.name != self.embedder_name:
                    self._ledger.forget("dimension")
                    self._ledger.forget_embeddings()
                self._ledger.remember(
                    generation=generation,
                    writes=self._ledger.version() + 1,
                    embedder=embedder.name if embedder else self.embedder_name,
                )
            self._embedder = embedder or self._embedder
            self._open_generation()
            self._indexes.drop_older()
            self._ledger.compact()
            self._catch_up(vectors, progress)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time, in this process and among all; failures to write are named."""
        with self._writer:
            try:
                self._lock.acquire()
            except Timeout as error:
                raise ArchiveBusy(
                    f"another process is writing to the archive at {self.path}; "
                    "wait until it has finished, then try again"
                ) from error
            try:
                narrow(self._folder)  # an older Dateline left it open
                self._follow()
                self._indexes.drop_older()
                yield
            except (sqlite3.Error, OSError) as error:
                free = shutil.disk_usage(self._folder).free
                raise ArchiveDamaged(
                    f"could not write to the archive at {self.path} ({error}; {free:,} bytes free "
                    "on its disk); what was recorded before is kept: make room and run the "
                    "command again"
                ) from error
            finally:
                narrow(self._folder)
                self._lock.release()
                self._version = self._ledger.version()

    def _intake(self, mapping: Mapping[str, str] | None, progress: Progress) -> Intake:
        def committed(summary: Summary) -> None:
            self._indexes.pay_some_words()
            progress("articles", summary.taken, None)

        return Intake(self._ledger, int(self._made["passage_tokens"]), mapping or {}, committed)

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
