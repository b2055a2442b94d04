"""ZIP and tar: the files in them, with bounds on how many, how large, and how much they grow."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from index.files.beside import is_beside
from index.files.decoding import (
    File,
    Member,
    Room,
    UnreadableError,
    most_unpacked,
    named,
    opened,
    read_up_to,
    size_of,
    ungzipped,
)
from index.files.packed.contained import Damaged, Packed

MAX_MEMBER_BYTES = 256_000_000
"""A file in an archive is read whole: a larger one is refused."""

ENCRYPTED = "is encrypted; unpack it with its password and add what is in it"

DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, tarfile.TarError, EOFError, OSError, ValueError, KeyError),
    *(NotImplementedError, RuntimeError, OverflowError),
)
"""What the readers of archives raise over damaged ones, and over ways to pack that they lack."""

_FLAG_ENCRYPTED, _FLAG_UTF8 = 0x1, 0x800


@contextmanager
def unzipped(file: File) -> Iterator[zipfile.ZipFile]:
    """The ZIP that `file` is.

    Raises:
        UnreadableError: it is damaged, encrypted as a whole, or unpacks to too much.
    """
    with opened(file) as stream:
        try:
            package = zipfile.ZipFile(stream)
        except DAMAGE as error:
            raise UnreadableError(
                f"is a damaged or cut ZIP ({named(error)}); fetch it again"
            ) from error
        with package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            if entries and all(entry.flag_bits & _FLAG_ENCRYPTED for entry in entries):
                raise UnreadableError(ENCRYPTED)
            most = most_unpacked(size_of(file))
            if sum(entry.file_size for entry in entries) > most:
                raise UnreadableError(
                    f"unpacks to more than {most:,} bytes; unpack it, and add the folder"
                )
            yield package


def name_in(entry: zipfile.ZipInfo) -> str:
    """The name of a file in a ZIP; many programs write UTF-8 and do not say so."""
    name = entry.filename
    if not entry.flag_bits & _FLAG_UTF8:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name.replace("\\", "/")


def taken(package: zipfile.ZipFile, entry: zipfile.ZipInfo, room: Room) -> bytes:
    """The bytes of a file in a ZIP.

    Raises:
        UnreadableError: it is encrypted or damaged, or there is no room for it.
    """
    if entry.flag_bits & _FLAG_ENCRYPTED:
        raise UnreadableError(ENCRYPTED)
    try:
        with package.open(entry) as stream:
            return bounded(stream, entry.compress_size, room)
    except UnreadableError:
        raise
    except DAMAGE as error:
        raise UnreadableError(f"is damaged in its ZIP ({named(error)})") from error


def bounded(stream: IO[bytes], packed: int, room: Room) -> bytes:
    """All that `stream` holds, unpacked where it is gzip, counted in `room`.

    Raises:
        UnreadableError: it is more than MAX_MEMBER_BYTES, or than there is room for.
    """
    most = min(MAX_MEMBER_BYTES, room.size)
    inner = ungzipped(io.BufferedReader(stream), packed)  # type: ignore[arg-type]
    data = read_up_to(inner, most + 1)
    if len(data) > most and most == MAX_MEMBER_BYTES:
        raise UnreadableError(f"holds more than {MAX_MEMBER_BYTES:,} bytes; unpack it, and add it")
    room.take(len(data))
    return data


def in_zip(file: File, room: Room) -> Packed:
    """The files in a ZIP, in its order, less what systems put in and what saved pages consist of.

    Raises:
        UnreadableError: it cannot be opened, or nothing is in it.
    """
    with unzipped(file) as package:
        entries = {name_in(one): one for one in package.infolist() if not one.is_dir()}
        if not entries:
            raise UnreadableError("is a ZIP with nothing in it")
        for name, entry in entries.items():
            if is_beside(name, entries):
                continue
            if room.files <= 0 or room.size <= 0:
                room.take(0)
            try:
                data = taken(package, entry, room)
            except UnreadableError as error:
                yield Damaged(name, str(error))
            else:
                yield Member(name, data), {}


def in_tar(file: File, room: Room) -> Packed:
    """The files in a tar, as `in_zip` gives those in a ZIP.

    Raises:
        UnreadableError: it is damaged; what came before was given.
    """
    names = _names_in_tar(file)
    with opened(file) as stream, _untarred(stream) as package:
        for entry in _entries(package):
            if not entry.isfile() or is_beside(entry.name, names):
                continue
            if room.files <= 0 or room.size <= 0:
                room.take(0)
            try:
                held = package.extractfile(entry)
                data = bounded(held, entry.size, room) if held else b""
            except UnreadableError as error:
                yield Damaged(entry.name, str(error))
            else:
                yield Member(entry.name, data), {}


def _names_in_tar(file: File) -> set[str]:
    names: set[str] = set()
    try:
        with opened(file) as stream, _untarred(stream) as package:
            names.update(entry.name for entry in _entries(package) if entry.isfile())
    except UnreadableError:
        if not names:
            raise
        # whoever reads on meets it again, after the files that come before it
    if not names:
        raise UnreadableError("is a tar with nothing in it")
    return names


@contextmanager
def _untarred(stream: IO[bytes]) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(fileobj=stream, mode="r|") as package:
            yield package
    except UnreadableError:
        raise
    except DAMAGE as error:
        raise UnreadableError(
            f"is a damaged or cut tar ({named(error)}); fetch it again"
        ) from error


def _entries(package: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for entry in package:
        package.members.clear()  # type: ignore[attr-defined]  # or a tar of millions of files would be held in memory
        yield entry
