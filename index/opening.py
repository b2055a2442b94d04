"""Whether an archive can be opened where it is, and why it could not be opened or written to."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from index.database import SAVE, error_code
from index.errors import ArchiveDamaged, ArchiveError

FORMAT = 3
"""Raised when an archive of this version can no longer be read by the one before.

2: the word index knows kinds, and where words stand. 3: the ledger keeps vectors, and
seals; copies are known, and the words of reports are told from those of copies.
"""

_FULL = ("No space left on device", "database or disk is full", "Disk quota exceeded")
_LITTLE = 1 << 20
_LONGEST_PATH = 440  # octets of the 512 that SQLite takes, less the longest name within


def check_path(folder: Path) -> None:
    """Raise where no database could be opened in `folder`, or no index by its name."""
    name = os.fsencode(folder)
    if len(name) > _LONGEST_PATH:
        raise ArchiveError(
            f"the path of the archive, {os.fsdecode(name[:60])}…, is {len(name):,} octets long, "
            f"and databases take {_LONGEST_PATH}; choose a shorter one"
        )
    try:
        name.decode()
    except UnicodeDecodeError as error:
        raise ArchiveError(
            f"the path of the archive, {name!r}, is not UTF-8; choose another"
        ) from error


def locked(lock: Path) -> bool:
    """Whether another process has this lock."""
    try:
        with FileLock(lock, timeout=0, mode=0o600):
            return False
    except Timeout:
        return True


def unopened(archive: Path, error: Exception) -> ArchiveDamaged:
    """Why the archive in the folder `archive` could not be opened, and what to do."""
    if isinstance(error, ArchiveDamaged):
        return ArchiveDamaged(f"the archive at {archive} cannot be opened: {error}")
    if why := no_room(archive, error):
        return ArchiveDamaged(
            f"the archive at {archive} cannot be opened ({error}; {why}), which its databases need "
            "also for reading: make room and run the command again"
        )
    if cannot_write(archive):
        return ArchiveDamaged(
            f"the folder {archive} cannot be written to ({error}), which its databases need also "
            "for reading; copy the archive to where it can, or change its permissions"
        )
    return ArchiveDamaged(
        f"the archive at {archive} cannot be opened ({error}); if this goes on, {SAVE}"
    )


def cannot_write(folder: Path) -> bool:
    """Whether there is such a folder and nothing can be written to it."""
    return folder.exists() and (_on_read_only_disk(folder) or not os.access(folder, os.W_OK))


def _on_read_only_disk(folder: Path) -> bool:
    """Whether the file system of a folder is; Windows does not tell."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def unwritten(archive: Path, error: Exception) -> ArchiveDamaged:
    """Why the archive could not be written to, and what to do."""
    if why := no_room(archive, error):
        advice = "make room and run the command again"
    else:
        why = "there is room on its disk"
        advice = "see that its files may be written to; 'dateline status --check' looks for damage"
    return ArchiveDamaged(
        f"could not write to the archive at {archive} ({error}; {why}); what was recorded "
        f"before is kept: {advice}"
    )


def no_room(archive: Path, error: BaseException) -> str:
    """How little room there is, where that is what the error comes from; else nothing.

    Libraries pass the error on as a sentence. SQLite calls a failed write to the file beside the
    ledger, which its processes share, an error of input and output.
    """
    free = shutil.disk_usage(archive if archive.exists() else Path()).free
    full = (
        error_code(error) == sqlite3.SQLITE_FULL
        or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT)
        or any(said in str(error) for said in _FULL)
        or (error_code(error) == sqlite3.SQLITE_IOERR and free < _LITTLE)
    )
    return f"{free:,} bytes free on its disk" if full else ""
