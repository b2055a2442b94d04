"""Reading an archive without writing to its folder: beside its writer, or where nobody can write.

tantivy locks, and Chroma writes, in the folder that they read. They are given one of our own: of
the word index it has links to the files, of the vectors a copy.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArchiveMismatch, ArchiveReadOnly
from index.indexes import Indexes
from index.integrity import store_seal
from index.ledger import Ledger
from index.lexical import Lexical
from index.opening import FORMAT
from index.stores.keeping import STORE_SEAL, Here, Store
from index.stores.placing import opened
from index.vectors import Vectors

_META = "meta.json"
_TRIES = 5


def refused(archive: Path) -> ArchiveReadOnly:
    """That nothing of an archive can be changed here."""
    return ArchiveReadOnly(
        f"the archive at {archive} is only read here, and nothing of it was changed; change it "
        "where it is written to, by 'dateline sync' and its like"
    )


def as_of_now(archive: Path, ledger: Ledger) -> dict[str, str]:
    """What the archive remembers, if it is as this version of Dateline writes it.

    Raises:
        ArchiveMismatch: an older one wrote it, and nobody has opened it since to write.
    """
    tables = {name for (name,) in ledger.rows("SELECT name FROM sqlite_master")}
    made = ledger.meta() if "meta" in tables else {}
    if "shards" not in tables or int(made.get("format", 0)) < FORMAT or "identity" not in made:
        raise ArchiveMismatch(
            f"the archive at {archive} was made by an older Dateline and is only read here; open "
            "it once where it is written to, with 'dateline status', and copy it again"
        )
    return made


def lent(folder: Path, made: Mapping[str, str], ledger: Ledger) -> Indexes:
    """The indexes of the archive in `folder`, which remembers `made`, without writing there."""
    generation = made["generation"]
    store: Store = opened(folder, made, ledger, lambda: False)
    if isinstance(store, Here):
        store = LentStore(folder, generation, ledger)
    return Indexes(folder, generation, ledger, store, LentWords)


class LentWords(Lexical):
    """The word index in `folder`, read through links in a temporary folder."""

    def __init__(self, folder: Path, filled: Callable[[], bool] = lambda: False) -> None:
        self._beside = tempfile.TemporaryDirectory(prefix="dateline-words-")
        super().__init__(Path(self._beside.name), filled)
        self._theirs = folder
        self._linked: tuple[int, int] | None = None
        self._linking = threading.Lock()

    def wrong(self) -> str:
        """Why the files are not to be trusted; empty if they are as written, or not there yet."""
        self._link()
        return super().wrong()

    def _written(self) -> tuple[int, int, int] | None:
        self._link()
        return super()._written()

    def _reload(self) -> None:
        for _ in range(_TRIES):
            try:
                super()._reload()
            except ValueError:  # its writer put other files in the place of some
                self._linked = None
            else:
                return
        super()._reload()

    def _link(self) -> None:
        """Have links to the files of now, and what lists them as it is now."""
        with self._linking:
            try:
                found = (self._theirs / _META).stat()
            except FileNotFoundError:
                return
            now = found.st_ino, found.st_mtime_ns
            if now == self._linked:
                return
            listed = (self._theirs / _META).read_bytes()
            names = {name for name in os.listdir(self._theirs) if not name.startswith(".")}
            for name in names - {_META}:
                link = self._folder / name
                if not link.is_symlink():
                    link.symlink_to(self._theirs / name)
            for link in self._folder.iterdir():
                if link.is_symlink() and link.name not in names:
                    link.unlink()
            aside = self._folder / f"{_META}.new"
            aside.write_bytes(listed)
            aside.rename(self._folder / _META)
            self._linked = now


class LentStore(Here):
    """The vector store in an archive's folder, read from a copy in a temporary one.

    It is copied while nobody writes to it, which its seal tells; meanwhile the copy of before
    serves, and without one what the ledger keeps.
    """

    def __init__(self, archive: Path, generation: str, ledger: Ledger) -> None:
        super().__init__(archive, generation, ledger, lambda: False)
        self._theirs = archive / f"vectors-{generation}"
        self._beside = tempfile.TemporaryDirectory(prefix="dateline-vectors-")
        self._copied = ""
        self._copying = threading.Lock()
        self.vectors = Vectors(Path(self._beside.name) / "none")

    @contextmanager
    def _searching(self) -> Iterator[bool]:
        """Whether there is a copy; it is made, if that has not been done."""
        with self._copying:
            sealed = self._ledger.meta().get(STORE_SEAL, "")
            if sealed and sealed != self._copied and self._theirs.exists():
                self._copy(sealed)
        yield bool(self._copied)

    def copies(self) -> Iterator[tuple[str, Vectors]]:
        """The copy.

        Raises:
            OSError: there is none yet.
        """
        with self._searching() as may:
            if not may and self._ledger.settled("vectors"):
                raise OSError("the vectors in its folder are being written to, or are missing")
            yield "", self.vectors

    def _copy(self, sealed: str) -> None:
        into = Path(self._beside.name) / sealed
        try:
            shutil.copytree(self._theirs, into)
        except (OSError, shutil.Error):  # somebody began to write
            shutil.rmtree(into, ignore_errors=True)
            return
        if store_seal(into) != sealed:
            shutil.rmtree(into)
            return
        before, self.vectors, self._copied = self.vectors, Vectors(into), sealed
        before.close()
        self._standby.clear()
        for folder in Path(self._beside.name).iterdir():
            if folder != into:
                shutil.rmtree(folder, ignore_errors=True)
