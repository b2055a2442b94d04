"""The archive: ledger, word index and vector store as one thing that can be opened and synced.

The order of writing is what makes a crash harmless: an article and its passages are committed to
the ledger, then the indexes pay what the ledger says they owe, and each payment is recorded. Words
are searchable as soon as they are read; vectors arrive while it is already answering.
"""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.embedders import Embedder
from index.errors import (
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveMismatch,
    ArchiveMissing,
    ArticleError,
)
from index.indexes import Indexes, Progress
from index.intake import Intake, Summary
from index.ledger import Ledger, unopened
from index.passages import PASSAGE_TOKENS, split
from index.types import Article, Coverage, Filters, Passage, Refused, Remark

FORMAT = 1
"""Raised when an archive of this version can no longer be read by the one before."""

_LEDGER = "ledger.sqlite3"
_NOTICE_SECONDS = 2.0


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


class Archive:
    """A folder that holds an index of articles. Any number may read it while one writes.

    Without an embedder it searches by words alone.

    Raises:
        ArchiveMissing: there is none at `path` and `create` is not set.
        ArchiveMismatch: it was made by another embedder, or by a newer Dateline.
        ArchiveDamaged: its files cannot be opened.
    """

    def __init__(
        self,
        path: Path | str,
        embedder: Embedder | None = None,
        *,
        create: bool = False,
        passage_tokens: int = PASSAGE_TOKENS,
    ) -> None:
        self.path = Path(path)
        # what is opened later, in other threads too, must not depend on the working directory
        self._folder = self.path.absolute()
        self._embedder = embedder
        if not (self._folder / _LEDGER).exists() and not create:
            raise ArchiveMissing(
                f"there is no archive at {self.path}; make one with "
                f"'dateline sync FOLDER --archive {self.path}'"
            )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._ledger = Ledger(self._folder / _LEDGER)
            self._agree(passage_tokens)
            self._indexes = Indexes(self._folder, self._made["generation"], self._ledger)
        except (sqlite3.DatabaseError, OSError) as error:
            raise unopened(self.path, error) from error
        self._lock = FileLock(self._folder / "writing.lock", timeout=0, thread_local=False)
        self._writer = threading.Lock()
        self._noticed, self._version = time.monotonic(), self._ledger.version()

    def _agree(self, passage_tokens: int) -> None:
        """Write down how a new archive is made; refuse one that was made otherwise."""
        made = self._ledger.meta()
        name = self._embedder.name if self._embedder else ""
        if not made:
            with self._ledger.transaction():
                self._ledger.begin(
                    format=FORMAT,
                    passage_tokens=passage_tokens,
                    generation=1,
                    embedder=name,
                    writes=0,
                )
            made = self._ledger.meta()
        if int(made["format"]) > FORMAT:
            raise ArchiveMismatch(
                f"the archive at {self.path} has format {made['format']}, made by a newer "
                f"Dateline; this one reads up to format {FORMAT}: update Dateline"
            )
        if name and made["embedder"] not in ("", name):
            raise ArchiveMismatch(
                f"the archive at {self.path} was made with the embedder {made['embedder']!r} and "
                f"cannot be searched with {name!r}; use {made['embedder']!r}, or run "
                f"'dateline rebuild --embedder {name}' to embed it anew"
            )
        self._made = made

    def close(self) -> None:
        """Let go of every file."""
        self._indexes.vectors.close()
        self._ledger.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def embedder(self) -> Embedder | None:
        """The embedder it was opened with."""
        return self._embedder

    @property
    def embedder_name(self) -> str:
        """The name of the embedder that made the vectors; empty if none has yet."""
        return self._made["embedder"]

    # -- writing -------------------------------------------------------------------------------

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

        The old indexes are deleted, and with them every trace of removed articles.
        """
        with self._writing():
            tokens = int(self._made["passage_tokens"])
            generation = int(self._made["generation"]) + 1
            with self._ledger.transaction():
                for article_id in self._ledger.ids():
                    if article := self._ledger.article(article_id):
                        self._ledger.resplit(article_id, split(article, tokens=tokens))
                self._ledger.forget("dimension")
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
                self._lock.release()
                self._version = self._ledger.version()

    def _follow(self) -> None:
        """Take over what another process did since: a rebuild, first vectors, another embedder."""
        self._agree(int(self._made["passage_tokens"]))
        if self._made["generation"] != self._indexes.generation:
            self._open_generation()

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

    def _open_generation(self) -> None:
        self._indexes.vectors.close()
        self._made = self._ledger.meta()
        self._indexes = Indexes(self._folder, self._made["generation"], self._ledger)

    # -- reading -------------------------------------------------------------------------------

    def search_words(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """The best `k` passages by BM25: (number, score), best first."""
        return self._found(lambda: self._indexes.words.search(text, k, filters))

    def search_vectors(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """The `k` passages nearest in meaning: (number, cosine), best first."""
        self._notice_other_writers()
        embedder = self._embedder
        if embedder is None or not self.embedder_name:
            return []
        return self._found(lambda: self._indexes.nearest(embedder, text, k, filters))

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Number → passage, for those that are still in the ledger."""
        return self._ledger.passages(numbers)

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None if there is none of that id."""
        return self._ledger.article(article_id)

    def file_of(self, article_id: str) -> str:
        """The path of the file that an article came from; empty if there is no such article."""
        return self._ledger.path_of(article_id) or ""

    def matching(self, filters: Filters) -> int:
        """How many passages `filters` let through."""
        return len(self._ledger.matching(filters))

    def article_ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return self._ledger.ids()

    def rarity(self, term: str) -> float:
        """How rare a stemmed term is among the passages, in (0, 1] (see `Lexical.rarity`)."""
        return self._indexes.words.rarity(term)

    def coverage(self) -> Coverage:
        """What the archive holds, counted now."""
        return self._ledger.coverage()

    def reports(self) -> list[Refused | Remark]:
        """What was refused or left empty in the files as they were last read."""
        return list(self._ledger.reports())

    def check(self) -> list[str]:
        """What is wrong between ledger and indexes, a sentence each; empty if all is well."""
        return self._indexes.check()

    def disk_bytes(self) -> int:
        """The size of all files of the archive, in bytes."""
        return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())

    def _found(self, search: Callable[[], list[tuple[int, float]]]) -> list[tuple[int, float]]:
        """What `search` finds, looked for again where the indexes were rebuilt under it."""
        self._notice_other_writers()
        if self._rebuilt(self._indexes.generation) and not self._writer.locked():
            self._follow()
        generation = self._indexes.generation
        try:
            found = search()
        except OSError as error:
            if not self._rebuilt(generation):
                raise ArchiveDamaged(
                    f"the archive at {self.path} cannot be searched ({error}); "
                    "run 'dateline rebuild' to make its indexes again from the ledger"
                ) from error
        else:
            if not self._rebuilt(generation):
                return found
        if not self._writer.locked():
            self._follow()
        return search()

    def _rebuilt(self, generation: str) -> bool:
        return self._ledger.meta()["generation"] != generation

    def _notice_other_writers(self) -> None:
        """See what another process wrote since, looking at most every two seconds."""
        if time.monotonic() - self._noticed < _NOTICE_SECONDS:
            return
        version = self._ledger.version()
        if version != self._version and not self._writer.locked():
            self._follow()
            self._version = version
            self._indexes.vectors.reopen()
        self._noticed = time.monotonic()
