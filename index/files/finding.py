"""Which files there are to read: paths, folders and patterns, each real file once."""

import fnmatch
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import ArticleError
from index.files.beside import belongs_to_page, is_left, is_old_copy
from index.files.decoding import UnreadableError
from index.files.formats import ending_of, kind_of, unknown_kind
from index.types import Refused

_WILD = re.compile(r"[*?\[]")


def find(paths: Sequence[Path]) -> Iterator[Path | Refused]:
    """Return the files to read: those named, in folders (sorted, recursive), or matched.

    Left out: names with a leading dot, unless named, and what else systems leave; the folder of a
    saved page; a real file met a second time. A file whose kind cannot be told by its name is
    looked into in a folder, and taken where it was named. Raises ArticleError, before anything is
    listed, for a path that does not exist or matches nothing.
    """
    starts: list[tuple[Path, bool]] = []
    for path in map(Path, paths):
        if os.path.lexists(path):
            starts.append((path, True))
            continue
        matches = list(_matches(path)) if _WILD.search(str(path)) else []
        if not matches:
            why = "matches no file" if _WILD.search(str(path)) else "does not exist"
            raise ArticleError(f"{str(path)!r} {why}; name an article file, a folder or a pattern")
        starts += [(match, False) for match in matches]
    return _listed(starts)


def _listed(starts: Sequence[tuple[Path, bool]]) -> Iterator[Path | Refused]:
    seen: set[tuple[int, int]] = set()
    for path, named in starts:
        for found in _walked(path, named, ()):
            if isinstance(found, Path):
                status = found.stat()
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
            yield found


def _walked(
    path: Path, named: bool, above: tuple[tuple[int, int], ...]
) -> Iterator[Path | Refused]:
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield _file(path, status, named)
            return
        key = (status.st_dev, status.st_ino)
        if key in above:
            yield Refused(path, 0, "is a link to a folder that it lies in: a loop, not followed")
            return
        names = sorted(os.listdir(path))
    except FileNotFoundError:
        yield Refused(path, 0, "is a link to a file that does not exist")
        return
    except OSError as error:
        yield Refused(path, 0, f"cannot be opened: {error.strerror or error}")
        return
    for name in names:
        if is_left(name) or belongs_to_page(name, names):
            continue
        if not _is_text(name):
            shown = path / os.fsencode(name).decode("utf-8", "replace")
            yield Refused(shown, 0, "has a name that is not UTF-8; rename it")
        else:
            yield from _walked(path / name, False, (*above, key))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8 come as lone surrogates
        return False
    return True


def _file(path: Path, status: os.stat_result, named: bool) -> Path | Refused:
    if not stat.S_ISREG(status.st_mode):
        return Refused(path, 0, "is not a regular file; only files and folders are read")
    if not os.access(path, os.R_OK):
        return Refused(path, 0, "cannot be opened: Permission denied")
    why = "" if named or ending_of(path) else _why_not(path)
    return Refused(path, 0, why) if why else path


def _why_not(path: Path) -> str:
    """Why a file in a folder is not read whose name does not tell its kind; empty if it is read.

    It is where nothing else begins like it: plain text that nobody named may be anything.
    """
    if is_old_copy(path.name):
        return "is an unfinished or older copy, by its name; rename it if it is to be read"
    try:
        kind = kind_of(path)
    except UnreadableError as error:
        return str(error)
    if kind == "txt":
        return "is not a kind that is read: a name without ending; rename it to .txt if it is one"
    return "" if kind and not kind.startswith("json") else unknown_kind()


def _matches(pattern: Path) -> Iterator[Path]:
    """Yield what a pattern with `*`, `?`, `[...]` or `**` matches, sorted, nothing hidden."""
    parts = list(pattern.parts)
    plain = next(i for i, part in enumerate(parts) if _WILD.search(part))
    yield from _expanded(Path(*parts[:plain]), parts[plain:], frozenset())


def _expanded(folder: Path, parts: Sequence[str], above: frozenset[str]) -> Iterator[Path]:
    if not parts:
        yield folder
        return
    real = os.path.realpath(folder)
    if not folder.is_dir() or real in above:
        return
    first, rest = parts[0], parts[1:]
    if first == "**":
        yield from _expanded(folder, rest or ["*"], frozenset())
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        yield folder  # so that it is met again, and refused with the reason
        return
    for name in names:
        if name.startswith(".") and not first.startswith("."):
            continue
        if first == "**" and (folder / name).is_dir():
            yield from _expanded(folder / name, parts, above | {real})
        elif fnmatch.fnmatchcase(name, first) and first != "**":
            yield from _expanded(folder / name, rest, above if rest else frozenset())
