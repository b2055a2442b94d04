"""Where uploads arrive before they are put on a shelf: a folder of this process, its owner's alone.

It is deleted when the process ends. What one that was killed left is deleted by the next.
"""

import atexit
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any

from filelock import FileLock, Timeout

_PREFIX = "dateline-uploads-"
_LOCK = "living.lock"
_SECONDS = 3_600
"""For so long an upload may stand still before it counts as broken off."""


@cache
def arrivals_folder() -> Path:
    """The folder of this process, made at first, inside `GRADIO_TEMP_DIR` where that is set."""
    parent = _parent()
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    while True:
        folder = Path(mkdtemp(prefix=_PREFIX, dir=parent))  # 0700, whatever the umask
        lock = _lock(folder)
        # another process may have taken it for one that was left, before it was locked
        with suppress(Timeout, OSError):
            lock.acquire()
            if (folder / _LOCK).exists():
                atexit.register(_leave, folder, lock)
                return folder


def arrived_files(payload: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """The uploads that a request names, each with the name that its visitor gave it.

    Whose they are access control has seen, which looks for them by the very key that is read here;
    what does not stand where uploads arrive is none.
    """
    named = payload.get("files")
    listed = named if isinstance(named, list) else []
    paths = [one.get("path") for one in listed if isinstance(one, dict)]
    real = [os.path.realpath(one) for one in paths if isinstance(one, str) and "\0" not in one]
    files = map(Path, dict.fromkeys(real))
    folder = Path(os.path.realpath(arrivals_folder()))
    return [(file, file.name) for file in files if file.is_relative_to(folder)]


def gone(files: Iterable[Path]) -> None:
    """Delete what was taken in, with the folder that each came in, and whatever was broken off."""
    folder, still = arrivals_folder(), time.time() - _SECONDS
    for file in (one for one in files if one.parent != folder):
        file.unlink(missing_ok=True)
        with suppress(OSError):  # another file of the same bytes is in it
            file.parent.rmdir()
    for entry in folder.iterdir():
        with suppress(OSError):  # somebody else was quicker
            if entry.name != _LOCK and entry.stat().st_mtime < still:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def clear(unwanted: Callable[[Path], bool]) -> int:
    """Delete what killed windows left, and what is `unwanted` of what arrived in any window.

    How many files of the latter that were.
    """
    _sweep(_parent())
    deleted = 0
    for file in _parent().glob(f"{_PREFIX}*/**/*"):
        if file.is_file() and file.name != _LOCK and unwanted(file):
            file.unlink(missing_ok=True)
            deleted += 1
    return deleted


def _parent() -> Path:
    return Path(os.environ.get("GRADIO_TEMP_DIR") or gettempdir()).absolute()


def _sweep(parent: Path) -> None:
    """Delete the folders of this user's processes that have ended."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(Timeout, OSError):
            if folder.is_dir() and not folder.is_symlink() and _is_ours(folder):
                with _lock(folder):
                    shutil.rmtree(folder)


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / _LOCK, timeout=0, mode=0o600, thread_local=False)


def _is_ours(folder: Path) -> bool:
    return os.name != "posix" or folder.stat().st_uid == os.getuid()


def _leave(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
