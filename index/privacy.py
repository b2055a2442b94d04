"""What others on the machine may see of an archive: nothing, whatever the process's umask.

The boundary is the folder, which is made for its owner alone. SQLite, tantivy and Chroma make their
files as the umask says, which belongs to the whole process and is not ours to change; so what is
made inside is narrowed after each write.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Those that begin with a dot, the added files and the feedback are what `qa` keeps beside ours.
_OURS = (
    "ledger.sqlite3*", "writing.lock", "words-*", "vectors-*", "vectors.lock",
    "feedback.jsonl*", "briefings.json*", "added", "fetched", ".shelves", ".arriving",
)  # fmt: skip
_SHELVES = {".shelves", ".arriving"}  # each narrows its own
_OTHERS = 0o077


def private_folder(folder: Path) -> None:
    """Make a folder, if need be, that its owner alone may look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: str, flags: int) -> int:
    """For `open(…, opener=private_file)`: a file that is made is for its owner alone."""
    return os.open(path, flags, 0o600)


def narrow(folder: Path) -> None:
    """Take from everybody but the owner what they may do with an archive's folder.

    Where other things are kept in it, it stays open, and what is the archive's is narrowed. Not on
    Windows, which has no such bits: there a folder is its user's where the user's folders are.
    """
    if os.name != "posix":
        return
    ours = {path for pattern in _OURS for path in folder.glob(pattern)}
    if ours.issuperset(folder.iterdir()):
        _narrowed(folder)
    for path in ours:
        was_open = _narrowed(path)
        if was_open or path.name not in _SHELVES:
            for below in _below(path):
                _narrowed(below)


def _below(path: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(path):
        yield from (Path(folder, name) for name in (*folders, *files))


def _narrowed(path: Path) -> bool:
    """Whether others could do something with it; what belongs to another user is theirs."""
    with suppress(FileNotFoundError, PermissionError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & _OTHERS:
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
            return True
    return False
