"""Files from strangers: what they may be called, how large they may be, where they are kept."""

import filecmp
import gzip
import shutil
import unicodedata
import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import IO

from index import Archive, Article, Marks, ending_of, may_hold_several, private_file, why_refused

_LONGEST_NAME = 200  # bytes; file systems allow 255
_GZIP = b"\x1f\x8b"
_BLOCK = 1 << 20
_START = 1 << 16  # bytes by which a kind that is not read is known


class Refusal(Exception):
    """Why a file is not taken in."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a visitor may put on a shelf. Bytes are counted unpacked where a file is gzip."""

    max_files: int = 500
    max_file_bytes: int = 20_000_000
    max_shelf_bytes: int = 200_000_000
    max_shelf_articles: int = 5_000


class Sieve:
    """Which articles of an upload are left out: what `marks` forgot, and all beyond `most` letters.

    A small file may unpack to any number of long articles. `full` says so where it did.
    """

    def __init__(self, marks: Marks, file: Path, most: int) -> None:
        self.full = ""
        self._marks, self._file, self._most, self._size = marks, str(file), most, 0

    def __call__(self, article: Article) -> bool:
        """Whether the article is left out."""
        self._size += len(article.text)
        if self._size > self._most:
            self.full = f"unpacks to more than {self._most:,} characters of text; split it"
        return bool(self.full) or self._marks.has(article, self._file)


def safe_name(given: str) -> str:
    """The name that a visitor gave a file, as far as it can name one in any folder.

    No folders, nothing invisible, no dot or space around it, at most 200 bytes with its
    suffixes; what is left is as it was, since people look for it and dates are read from it.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if not unicodedata.category(c).startswith("C"))
    name = shown.strip().lstrip(". ").rstrip(". ") or "article"
    endings = "".join(PurePosixPath(name).suffixes[-2:])
    if len(endings.encode()) > 20:  # "v1.2 of a long sentence" is no suffix
        endings = ""
    stem = name.removesuffix(endings).encode()[: _LONGEST_NAME - len(endings.encode())]
    return stem.decode(errors="ignore") + endings


def stored(source: Path, name: str, folder: Path, most: int) -> Path:
    """A copy of `source`, unpacked, called `name` in a new folder inside `folder`.

    In a folder of its own it keeps its name, whatever the others are called; where it could not
    be stored, that folder is left behind.

    Raises:
        Refusal: it is of no kind that is read, of more than `most` bytes, or damaged.
        OSError: it could not be written.
    """
    copy = Path(mkdtemp(prefix="", dir=folder), name)
    try:
        with source.open("rb") as file:
            if not ending_of(Path(name)):
                raise Refusal(why_refused(name, file.read(_START)))
            packed = file.read(2) == _GZIP
            file.seek(0)
            if packed:
                copy = copy.with_name(name.removesuffix(".gz"))
                _write(gzip.GzipFile(fileobj=file), copy, most)
            else:
                _write(file, copy, most)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal(f"the gzip data is cut short or damaged ({error})") from error
    return copy


def _write(source: IO[bytes] | gzip.GzipFile, path: Path, limit: int) -> None:
    left = limit
    with open(path, "xb", opener=private_file) as file:
        while block := source.read(_BLOCK):
            left -= len(block)
            if left < 0:
                raise Refusal(f"holds more than {limit:,} bytes, the limit for one file; split it")
            file.write(block)


def same(file: Path, others: Iterable[Path]) -> Path | None:
    """The one of the others that has the same bytes; None if none has."""
    alike = (one for one in others if one != file and filecmp.cmp(file, one, shallow=False))
    return next(alike, None)


def delete_holding(
    files: Iterable[Path], archive: Archive, marks: Marks, paths: Collection[str]
) -> int:
    """Delete those of `files` that hold what was forgotten, with their folders; how many.

    Those at `paths` do. Of the others only those are read again that may hold more than the
    articles that `archive` has of them.
    """
    deleted = 0
    for file in files:
        path = str(file.resolve())
        uncertain = may_hold_several(file) or not archive.find(path)
        if path in paths or (uncertain and marks.are_in(file)):
            shutil.rmtree(file.parent)
            deleted += 1
    return deleted
