"""What servers answer, and who asks them."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from index.errors import FetchError
from index.version import VERSION
from index.wordlists import WordLists

NAME = "Dateline"
"""What a robots.txt calls us."""
FOUND, UNCHANGED = 200, 304
_TYPES = WordLists("index.fetching", "types.yaml")
Headers = tuple[tuple[str, str], ...]


def agent() -> str:
    """What the `User-Agent` header says."""
    return f"{NAME}/{VERSION}"


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one page: bytes unpacked; seconds to connect, between two bytes, and altogether."""

    bytes: int = 20_000_000
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    redirects: int = 10


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer of a server: what was asked, its status line and its headers."""

    url: str
    status: int
    reason: str
    headers: Headers

    def header(self, name: str) -> str:
        """The value of a header by its name in lower case; empty where there is none."""
        return next((value for one, value in self.headers if one.lower() == name), "")

    @property
    def leads(self) -> str:
        """Where it says that its page is; in UTF-8, as browsers take it, where it can be."""
        told = self.header("location")
        try:
            return told.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return told

    @property
    def by_name(self) -> dict[str, str]:
        """Its headers by their names in lower case."""
        return {name.lower(): value for name, value in self.headers}


@dataclass(frozen=True, slots=True)
class Response:
    """The last answer, its body unpacked, and the redirects that led to it.

    `listed` is the day that a feed or a sitemap said the page is of; empty where none did.
    """

    last: Hop
    body: bytes = field(repr=False)
    moved: tuple[Hop, ...] = ()
    listed: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the server says that it is as it was."""
        return self.last.status == UNCHANGED


def joined(url: str, leads: str) -> str:
    """Where a link of a page at `url` leads.

    Raises:
        FetchError: that is no address.
    """
    try:
        return urljoin(url, leads.strip())
    except ValueError as error:
        raise FetchError(url, f"leads to {leads[:80]!r}, which is no address") from error


def refused_type(content_type: str) -> str:
    """Why content of a type is not read; empty where it may be, and where none is stated."""
    kind = content_type.partition(";")[0].strip().lower()
    return f"is of the type {kind[:60]}, which is not read" if not _is_read(kind) else ""


def _is_read(kind: str) -> bool:
    if kind.startswith(("image/", "audio/", "video/", "font/")):
        return False
    return not kind or kind in _TYPES.among("read") or kind.endswith(("+xml", "+json"))


def unpacked(pieces: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The bytes that were packed, up to one over `most`: no more is unpacked than is kept."""
    if encoding in ("", "identity"):
        size = 0
        for piece in pieces:
            yield piece
            if (size := size + len(piece)) > most:
                return
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("", f"comes packed as {encoding[:40]!r}, for which it was not asked")
    yield from inflated(pieces, most, raw=encoding == "deflate")


def inflated(pieces: Iterable[bytes], most: int, *, raw: bool = False) -> Iterator[bytes]:
    """What gzip data holds, up to one byte over `most`; `raw` where it may have no header.

    Raises:
        zlib.error: it is damaged, or cut short.
    """
    inflate, left, begun = zlib.decompressobj(47), most + 1, False
    for piece in pieces:
        if raw and not begun and piece and (piece[0] & 0x0F) != 8:
            inflate = zlib.decompressobj(-15)
        begun = begun or bool(piece)
        while piece and left > 0 and not inflate.eof:
            part = inflate.decompress(piece, left)
            left -= len(part)
            piece = inflate.unconsumed_tail
            yield part
        if left <= 0:
            return
    if begun and not inflate.eof:
        raise zlib.error("it is cut short")
