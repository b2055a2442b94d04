"""From the bytes of a file to characters: gzip, lines of bounded length, clean text."""

import gzip
import io
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, TextIO, TypeVar, cast

from index.errors import ArticleError
from index.files.charsets import CONTROL, encoding_of, errors_for

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

T = TypeVar("T")

MAX_ARTICLE_CHARS = 5_000_000
"""The longest article, in characters. A longer one is refused."""

MAX_LINE_CHARS = 2 * MAX_ARTICLE_CHARS
"""The longest line of a JSONL or CSV file, in characters: an article, its escapes, its fields."""

_LONGEST_MESSAGE = 200
_SAMPLE_BYTES = _BLOCK_BYTES = 1 << 17
_UNPACKED_FREELY, _MOST_TIMES, _MOST_UNPACKED = 100_000_000, 100, 20_000_000_000
_MOST_MEMBERS, _MOST_MEMBER_BYTES = 20_000, 2_000_000_000
_READ_BYTES = 1 << 22
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNSEEN = re.compile(
    # soft hyphens, marks of width nothing, of direction and of annotation, and invisible operators
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0001]"
    # joiners and variation selectors, which have a meaning in other scripts and in emoji
    "|(?<=[A-Za-z\u00c0-\u058f])[\u200c\u200d\u180b-\u180d\ufe00-\ufe0f\U000e0020-\U000e01ef]+"
    "|[\u200c\u200d]+(?=[A-Za-z\u00c0-\u058f])"
)
_PAGE_BREAKS = str.maketrans("\f\v", "\n\n")
_NO_LETTERS = re.compile(r"[\W_]+")
_BLANK_LINES = re.compile(r"\n{3,}")


class UnreadableError(ArticleError):
    """A file or record that cannot be read; the reason becomes `Refused.why`."""


def named(error: BaseException) -> str:
    """An error's type and message, such as "zlib.error: Error -3 while decompressing data"."""
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    said = one_line(str(error))[:_LONGEST_MESSAGE]
    return f"{name}: {said}" if said else name


@dataclass(slots=True)
class Room:
    """How many `files`, of how many bytes together, may still be taken out of one file."""

    files: int = _MOST_MEMBERS
    size: int = _MOST_MEMBER_BYTES

    def take(self, size: int) -> None:
        """Count a file of `size` bytes; raises UnreadableError where there is no room for it."""
        self.files -= 1
        self.size -= size
        if self.files < 0 or self.size < 0:
            raise UnreadableError(
                f"holds more than {_MOST_MEMBERS:,} files, or {_MOST_MEMBER_BYTES:,} bytes in "
                "them, of which this is the first too many; unpack it and add the folder"
            )


@dataclass(frozen=True, slots=True)
class Member:
    """A file that lies in another one: its name there, and its bytes.

    `kind` is the ending of the files that are read like it, where whatever it lies in says so;
    `depth` is how many files it lies in, and `room` what may still be taken out of the outermost.
    """

    name: str
    data: bytes = field(repr=False)
    kind: str = ""
    depth: int = 1
    room: Room = field(default_factory=Room, repr=False, compare=False)


File = Path | Member


class LineTooLong(UnreadableError):
    """A line over MAX_LINE_CHARS; the lines behind it can be read."""


@contextmanager
def opened(file: File) -> Iterator[IO[bytes]]:
    """Return the bytes of `file`, unpacked where they are gzip, whatever the name says.

    Raises UnreadableError, also for what goes wrong while the block reads.
    """
    try:
        with _raw(file) as raw:
            yield ungzipped(raw, size_of(file))
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror or error}") from error


def ungzipped(raw: io.BufferedReader, packed: int) -> io.BufferedReader:
    """What `raw`, of `packed` bytes, holds: unpacked as far as `most_unpacked` where it is gzip."""
    if raw.peek(2)[:2] != b"\x1f\x8b":
        return raw
    return io.BufferedReader(_Unpacked(raw, packed))


def most_unpacked(packed: int) -> int:
    """How many bytes `packed` ones may become; text grows to some ten times what was packed."""
    return min(max(_MOST_TIMES * packed, _UNPACKED_FREELY), _MOST_UNPACKED)


def size_of(file: File) -> int:
    """How many bytes `file` has, packed as it is."""
    return len(file.data) if isinstance(file, Member) else file.stat().st_size


def name_of(file: File) -> str:
    """The name of `file`, without the folders that it lies in."""
    return PurePosixPath(file.name).name


def _raw(file: File) -> io.BufferedReader:
    if isinstance(file, Member):
        return io.BufferedReader(io.BytesIO(file.data))
    if not stat.S_ISREG(file.stat().st_mode):
        raise UnreadableError("is not a regular file; only files and folders are read")
    return file.open("rb")


class _Unpacked(io.RawIOBase):
    """Gzip data that may not grow without bound.

    Raises UnreadableError where it is damaged, whoever reads it, and past 100 times `packed` bytes,
    with 100 MB allowed to any file and more than 20 GB to none.
    """

    def __init__(self, raw: IO[bytes], packed: int) -> None:
        self._gzip = gzip.GzipFile(fileobj=raw)
        self._most = most_unpacked(packed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return _whole(lambda: self._gzip.seek(offset, whence))

    def readinto(self, buffer: "WriteableBuffer") -> int:
        room = memoryview(buffer).cast("B")
        data = _whole(lambda: self._gzip.read1(min(len(room), _BLOCK_BYTES)))
        if self._gzip.tell() > self._most:
            raise UnreadableError(
                f"unpacks to more than {self._most:,} bytes; unpack it, then add it"
            )
        room[: len(data)] = data
        return len(data)


def _whole(unpacked: Callable[[], T]) -> T:
    try:
        return unpacked()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableError(
            f"the gzip data is cut short or damaged ({error}); fetch the file again"
        ) from error


def contents(file: File, limit: int) -> bytes:
    """All bytes of `file`, unpacked; raises UnreadableError where they are more than `limit`."""
    with opened(file) as stream:
        data = read_up_to(stream, limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"holds more than {limit:,} bytes, the limit for its kind; split it")
    return data


def read_up_to(stream: IO[bytes], most: int) -> bytes:
    """The first `most` bytes of a stream, for which no more memory is taken than there are."""
    parts = []
    while most > 0 and (part := stream.read(min(most, _READ_BYTES))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def head(stream: IO[bytes], size: int = _SAMPLE_BYTES) -> bytes:
    """Return the first bytes of a stream, which is rewound; fewer where the file is cut short."""
    parts: list[bytes] = []
    try:
        while size > 0 and (part := cast(io.BufferedReader, stream).read1(size)):
            parts.append(part)
            size -= len(part)
    except UnreadableError as error:
        if not isinstance(error.__cause__, EOFError | zlib.error):
            raise
        # whoever reads on meets it again, after the records that come before it
    stream.seek(0)
    return b"".join(parts)


def text_stream(stream: IO[bytes]) -> TextIO:
    """Return the characters of a byte stream; the encoding is judged by its first 128 KiB."""
    sample = head(stream)
    if len(sample) >= _SAMPLE_BYTES:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    encoding = encoding_of(sample)
    return io.TextIOWrapper(stream, encoding=encoding, errors=errors_for(encoding))


def decode(data: bytes, *, html: bool = False) -> str:
    """Characters from bytes; never fails, a byte that means nothing becomes U+FFFD."""
    encoding = encoding_of(data, html=html)
    return data.decode(encoding, errors=errors_for(encoding)).removeprefix("\ufeff")


class Lines(Iterator[str]):
    """The lines of a text stream, one at a time; `number` is that of the last one, from 1.

    Raises LineTooLong for a line over MAX_LINE_CHARS; the next call goes on behind it.
    """

    def __init__(self, text: TextIO) -> None:
        self.number = 0
        self._text = text

    def __next__(self) -> str:
        line = self._text.readline(MAX_LINE_CHARS + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE_CHARS and not line.endswith("\n"):
            while (rest := self._text.readline(1 << 20)) and not rest.endswith("\n"):
                pass
            raise LineTooLong(
                f"the line is longer than {MAX_LINE_CHARS:,} characters; an article may have "
                f"at most {MAX_ARTICLE_CHARS:,}"
            )
        return line


def refuse_binary(text: str) -> None:
    """Raise UnreadableError where the characters are those of no text."""
    sample = text[:100_000]
    controls = len(CONTROL.findall(sample))
    if controls > 2 and controls * 200 > len(sample):
        raise UnreadableError(
            f"is not text: {controls} control characters among its first {len(sample)}"
        )


def clean(text: str) -> str:
    """`text` with LF line ends, no trailing spaces, at most one blank line, storable as UTF-8.

    Control characters and those that nobody sees go, such as zero-width spaces and soft hyphens,
    so that a word with one in it is that word. Lone surrogates become U+FFFD, the rest stays.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_PAGE_BREAKS) if "\f" in text or "\v" in text else text
    text = _UNSEEN.sub("", CONTROL.sub("", text))
    text = _SURROGATE.sub("\ufffd", text)
    text = "\n".join([line.rstrip() for line in text.split("\n")])
    return _BLANK_LINES.sub("\n\n", text).strip("\n").rstrip()


def one_line(text: str) -> str:
    """`clean` for a field that is a single line, such as a headline."""
    return " ".join(clean(text).split())


def letters(text: str) -> str:
    """The letters and digits of `text` in one case, by which two tellings of it are compared."""
    return _NO_LETTERS.sub("", text).casefold()
