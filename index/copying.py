"""A whole copy of an archive for machines that only read it, made while its writer writes.

The writer commits articles to the ledger, then words to their index, then to the ledger that they
are in. So a state of the ledger goes with the words that were there when it began, or with the next
ones: what those have too much the ledger calls owed, and what they lack it calls removed.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from index.errors import ArchiveBusy, ArchiveError
from index.integrity import store_seal
from index.ledger import Ledger
from index.privacy import private_folder
from index.stores.keeping import STORE_SEAL

LEDGER = "ledger.sqlite3"
"""The name of the ledger's file in an archive's folder."""
_TRIES = 200


def copied(archive: Path, ledger: Ledger, into: Path) -> bool:
    """Copy the archive in the folder `archive` to `into`, in the place of a copy that is there.

    Vectors on servers stay there, for both. A vector store in the folder that is being written to
    is left out; whether it was not.

    Raises:
        ArchiveError: there is something else at `into`.
        ArchiveBusy: it was written to so fast that no state could be held.
    """
    identity = ledger.meta()["identity"]
    _check(archive, into, identity)
    aside = into.with_name(f".{into.name}.copying")
    shutil.rmtree(aside, ignore_errors=True)
    private_folder(aside)
    with _state(archive, ledger) as (source, words, made):
        folder = aside / f"words-{made['generation']}"
        private_folder(folder)
        for name, file in words.items():
            with (folder / name).open("wb") as out:
                shutil.copyfileobj(file, out, 1 << 20)
        with closing(sqlite3.connect(aside / LEDGER)) as target:
            source.backup(target)
    whole = bool(made.get("chroma")) or _vectors(archive, aside, made)
    if into.exists():
        gone = into.with_name(f".{into.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        into.rename(gone)
        aside.rename(into)
        shutil.rmtree(gone)
    else:
        aside.rename(into)
    return whole


def _check(archive: Path, into: Path, identity: str) -> None:
    if into.resolve() == archive.resolve():
        raise ArchiveError(f"{into} is the archive itself; name another folder for its copy")
    if not into.exists():
        into.parent.mkdir(parents=True, exist_ok=True)
        return
    there = ""
    if (into / LEDGER).exists():
        with closing(sqlite3.connect(f"file:{into / LEDGER}?mode=ro", uri=True)) as db:
            query = "SELECT value FROM meta WHERE key = 'identity'"
            with suppress(sqlite3.Error, TypeError):
                (there,) = db.execute(query).fetchone()
    if there != identity:
        raise ArchiveError(
            f"{into} is no copy of the archive at {archive}; it was left as it is. Name a folder "
            "that does not exist yet, or that is an earlier copy"
        )


@contextmanager
def _state(
    archive: Path, ledger: Ledger
) -> Iterator[tuple[sqlite3.Connection, dict[str, BinaryIO], dict[str, str]]]:
    """A state of the ledger that is held, the files of the words that go with it, its `meta`."""
    for _ in range(_TRIES):
        with ExitStack() as held:
            before = ledger.meta()
            try:
                words = _words(archive / f"words-{before['generation']}", held)
            except FileNotFoundError:  # others were put in their place
                continue
            source = held.enter_context(closing(ledger.reader()))
            source.execute("BEGIN")
            made = dict(source.execute("SELECT key, value FROM meta"))
            if made["writes"] == before["writes"] and made["generation"] == before["generation"]:
                yield source, words, made
                return
    raise ArchiveBusy(
        f"the archive at {archive} was written to all the while; copy it again a little later"
    )


def _words(folder: Path, held: ExitStack) -> dict[str, BinaryIO]:
    """The files of the word index, opened, so that they stay as long as they are `held`."""
    if not (folder / "meta.json").exists():
        return {}
    listing = held.enter_context((folder / "meta.json").open("rb"))
    listed = json.loads(listing.read())["segments"]
    listing.seek(0)
    opened: dict[str, BinaryIO] = {"meta.json": listing}
    wanted = {segment["segment_id"].replace("-", "") for segment in listed}
    for path in folder.iterdir():
        if path.name.partition(".")[0] in wanted:
            opened[path.name] = held.enter_context(path.open("rb"))
    found = {name.partition(".")[0] for name in opened}
    if missing := wanted - found:
        raise FileNotFoundError(sorted(missing)[0])
    return opened


def _vectors(archive: Path, aside: Path, made: dict[str, str]) -> bool:
    """Copy the vector store in the folder as it was sealed; without, the ledger has the vectors."""
    name = f"vectors-{made['generation']}"
    if not (archive / name).exists():
        return True
    with suppress(OSError, shutil.Error):
        shutil.copytree(archive / name, aside / name)
        if store_seal(aside / name) == made.get(STORE_SEAL):
            return True
    shutil.rmtree(aside / name, ignore_errors=True)
    with closing(sqlite3.connect(aside / LEDGER)) as db, db:
        db.execute("DELETE FROM meta WHERE key = ?", [STORE_SEAL])
    return False
