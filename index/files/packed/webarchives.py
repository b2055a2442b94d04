"""Web archives: WARC (ISO 28500), ARC and WACZ. Each page once, as it was when it was seen last."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import Message
from functools import partial
from typing import IO, Any, cast
from urllib.parse import urldefrag

from index.files.dates import parse_date
from index.files.decoding import (
    File,
    Member,
    Room,
    UnreadableError,
    head,
    named,
    opened,
    read_up_to,
    ungzipped,
)
from index.files.packed.archives import DAMAGE, MAX_MEMBER_BYTES, name_in, unzipped
from index.files.packed.contained import Damaged, Packed
from index.files.packed.headers import of_charset
from index.files.pages.archived import unarchived

_PAGES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
}
LISTED = "WARC-X-Listed-Published"
"""The header of a record that tells of which day a feed or a sitemap said that its page is."""

_OF_PAGES = re.compile(
    r"(?:image|audio|video|font|text/css|\w+/(?:x-)?(?:java|ecma)script)\b", re.I
)
_MOST_URLS = 2_000_000
_DAMAGED = "is a damaged web archive, or none{}; fetch it again"
_NO_PAGES = "is a web archive with no pages in it, only what belongs to pages or other records"

_Streams = list[Callable[[], AbstractContextManager[IO[bytes]]]]


@dataclass(frozen=True, slots=True)
class _Capture:
    """Where a page lies, by the numbers of its archive and its record there, and its time."""

    archive: int
    record: int
    when: str


def in_warc(file: File, room: Room) -> Packed:
    """The pages of a WARC or ARC, and the PDFs, each with its address and the day of its capture.

    Raises:
        UnreadableError: it is damaged, or holds no page.
    """
    with opened(file) as stream:
        if not head(stream, 10).lstrip().startswith((b"WARC/", b"filedesc:")):
            raise UnreadableError(_DAMAGED.format(""))
    return _pages([partial(opened, file)], room, frozenset())


def in_wacz(file: File, room: Room) -> Packed:
    """The pages of the web archives in a WACZ: those that it lists, where it lists any."""
    with unzipped(file) as package:
        entries = {name_in(one): one for one in package.infolist()}
        names = [name for name in entries if name.lower().endswith((".warc", ".warc.gz"))]
        if not names:
            raise UnreadableError(_NO_PAGES)
        streams: _Streams = [partial(_stored, package, entries[name]) for name in names]
        yield from _pages(streams, room, _listed(package, entries))


@contextmanager
def _stored(package: Any, entry: Any) -> Iterator[IO[bytes]]:
    with package.open(entry) as stream:
        yield ungzipped(io.BufferedReader(stream), entry.compress_size)


def _listed(package: Any, entries: Mapping[str, Any]) -> frozenset[str]:
    """The addresses in the list of pages that a WACZ keeps (WACZ 1.1.1, section 5.2.2)."""
    import json

    found = set()
    for name in ("pages/pages.jsonl", "pages/extraPages.jsonl"):
        if name not in entries or entries[name].file_size > MAX_MEMBER_BYTES:
            continue
        for line in package.read(entries[name]).splitlines():
            try:
                page = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(page, dict) and isinstance(page.get("url"), str):
                found.add(urldefrag(page["url"])[0])
    return frozenset(found)


def _pages(streams: _Streams, room: Room, listed: frozenset[str]) -> Packed:
    last = _last_captures(streams, _is_page) or _last_captures(streams, _is_written)
    chosen = {url: one for url, one in last.items() if url in listed} or last
    if not chosen:
        raise UnreadableError(_NO_PAGES)
    wanted = {(one.archive, one.record) for one in chosen.values()}
    for archive, stream in enumerate(streams):
        for number, record in _records(stream):
            if (archive, number) in wanted:
                yield _page(record, room)


def _page(record: Any, room: Room) -> Damaged | tuple[Member, Mapping[str, object]]:
    url = _address(record)
    try:
        data = _content(record, min(MAX_MEMBER_BYTES, room.size) + 1)
    except UnreadableError as error:
        return Damaged(url, str(error))
    except Exception as error:  # noqa: BLE001  (whatever decoders of bad contents raise)
        return Damaged(url, f"its content is damaged ({named(error)})")
    room.take(len(data))
    kind, charset = _kind(record)
    if charset and kind == "html":
        data = f"\ufeff{of_charset(data, charset, html=True)}".encode("utf-8", "replace")
    listed = record.rec_headers.get_header(LISTED) or ""
    known = {"url": unarchived(url)[0], "captured": _day(record), "published": listed}
    return Member(url, data, kind=kind), known


def _content(record: Any, most: int) -> bytes:
    """What the server sent, unpacked, at most so many bytes."""
    headers = record.http_headers
    coding = (headers.get_header("Content-Encoding") or "identity").strip().lower()
    if coding == "br":  # which warcio leaves to a library that it does not name
        import brotli

        headers.remove_header("Content-Encoding")
        packed = read_up_to(record.content_stream(), most)
        unpacked: bytes = brotli.Decompressor().process(packed, output_buffer_limit=most)
        return unpacked
    if coding not in ("identity", "gzip", "x-gzip", "deflate", "none"):
        raise UnreadableError(f"was sent packed with {coding[:20]}, which is not read")
    return read_up_to(record.content_stream(), most)


def _last_captures(streams: _Streams, wanted: Callable[[Any], bool]) -> dict[str, _Capture]:
    """Where each page that is `wanted` was captured last, by its address."""
    last: dict[str, _Capture] = {}
    for archive, stream in enumerate(streams):
        for number, record in _records(stream):
            if not wanted(record):
                continue
            url = urldefrag(_address(record))[0]
            when = record.rec_headers.get_header("WARC-Date") or ""
            if (url not in last or last[url].when <= when) and len(last) < _MOST_URLS:
                last[url] = _Capture(archive, number, when)
    return last


def _records(stream: Callable[[], AbstractContextManager[IO[bytes]]]) -> Iterator[tuple[int, Any]]:
    """The records of an archive with their numbers; a damaged end ends them."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    with stream() as opened_stream:
        number = 0
        try:
            for record in ArchiveIterator(cast(Any, opened_stream), arc2warc=True):
                number += 1
                yield number, record
        except UnreadableError:
            raise
        except (
            *(ArchiveLoadFailed, StatusAndHeadersParserException, *DAMAGE),
            *(AttributeError, TypeError, IndexError),  # of records without what they must have
        ) as error:
            if not number:
                raise UnreadableError(_DAMAGED.format(f" ({named(error)})")) from error
        if not number:
            raise UnreadableError(_DAMAGED.format(""))


def _is_page(record: Any) -> bool:
    """Whether a record is what a server sent for a page; redirects and failures are none."""
    return _is_answer(record) and bool(_kind(record)[0])


def _is_written(record: Any) -> bool:
    """Whether it may be an article in another form, such as a feed, JSON or plain text.

    Where there are pages it belongs to them.
    """
    stated = (record.http_headers and record.http_headers.get_header("Content-Type")) or ""
    return _is_answer(record) and not _OF_PAGES.match(stated.strip())


def _is_answer(record: Any) -> bool:
    return bool(
        record.rec_type == "response"
        and record.http_headers is not None
        and record.http_headers.get_statuscode() == "200"
        and _address(record).startswith(("http:", "https:"))
        and not _address(record).endswith("/robots.txt")
    )


def _kind(record: Any) -> tuple[str, str]:
    """The ending of the files that are read like its content, and the charset that it states."""
    stated = Message()
    stated["Content-Type"] = record.http_headers.get_header("Content-Type") or ""
    charset = stated.get_content_charset("") or ""
    return _PAGES.get(stated.get_content_type(), ""), charset


def _address(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")


def _day(record: Any) -> date | None:
    try:
        return parse_date(record.rec_headers.get_header("WARC-Date") or "")
    except ValueError:
        return None
