"""What was fetched, kept as it came: one WARC file for each page, in the archive's folder.

The file's name is made from the address that was asked for, so that the file itself says whether
something was fetched; inside are the answers of the servers, redirects first, with what they said
for asking again. A file is whole or not there, whatever happens. Feeds and sitemaps are kept apart:
they only say what there is, and are fetched again when they are gone.
"""

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import FetchError
from index.fetching.addresses import is_address, target_of
from index.fetching.responses import FOUND, Hop, Response, agent, joined
from index.files.packed.webarchives import LISTED
from index.privacy import private_folder

FETCHED = "fetched"
"""The folder of an archive in which it is."""
_LISTS = ".lists"
_ARRIVING = ".arriving"
_ENDING = ".warc.gz"
_PACKED = ("content-encoding", "transfer-encoding", "content-length")
_CONDITIONS = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an address: where it led, when it was fetched, what came; see `Response`."""

    path: Path
    last: Hop
    fetched: datetime
    body: bytes = field(repr=False)
    listed: str = ""

    @property
    def moved(self) -> bool:
        """Whether it only says where its page is now."""
        return self.last.status != FOUND

    @property
    def conditions(self) -> Mapping[str, Mapping[str, str]]:
        """The headers that ask only for what is new, by the address that they are for."""
        told = {name: value for key, name in _CONDITIONS if (value := self.last.header(key))}
        return {self.last.url: told} if told else {}


class Keep:
    """What the archive in `folder` keeps of the web."""

    def __init__(self, folder: Path) -> None:
        self._folder = Path(os.path.realpath(folder)) / FETCHED

    def file_of(self, url: str) -> Path:
        """The file of a page, whether it is there or not."""
        return self._folder / self._name(url)

    def list_of(self, url: str) -> Path:
        """The file of a feed or a sitemap, or of an address that only leads to another."""
        return self._folder / _LISTS / self._name(url)

    def _name(self, url: str) -> Path:
        parts = urlsplit(url)
        host = re.sub(r"[^a-z0-9.-]", "_", (parts.hostname or "").lower())
        slug = re.sub(r"[^a-z0-9]+", "-", parts.path.lower().rstrip("/").rpartition("/")[2])
        told = "-".join(filter(None, (slug.strip("-")[:60], _digest(url))))
        return Path(host, told + _ENDING)

    def files(self) -> list[Path]:
        """The files of all pages, sorted."""
        return sorted(self._folder.glob(f"[!.]*/*{_ENDING}"))

    def put(self, path: Path, response: Response) -> None:
        """Keep a response in a file of ours, in the place of what was there.

        Raises:
            OSError: it cannot be written.
        """
        private_folder(self._folder)
        private_folder(self._folder / _ARRIVING)
        private_folder(path.parent)
        handle, arriving = tempfile.mkstemp(dir=self._folder / _ARRIVING)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_warc(response))
                file.flush()
                os.fsync(file.fileno())
            os.replace(arriving, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(arriving)
            raise

    def get(self, path: Path) -> Kept | None:
        """What a file of ours holds; None where it is not there, or is damaged."""
        try:
            return _kept(path)
        except Exception:  # noqa: BLE001  (warcio raises this and that over bad records)
            return None

    def led(self, url: str) -> str:
        """Where an address led when it was last asked."""
        kept = self.get(self.list_of(url))
        if kept is None or not kept.moved:
            return url
        return target_of(joined(kept.last.url, kept.last.leads)).url

    def last(self, url: str) -> Kept | None:
        """What came when an address was last asked, as a list or as a page; None for nothing."""
        at = self.led(url)
        return self.get(self.list_of(at)) or self.get(self.file_of(at))

    def holds(self, name: str) -> bool:
        """Whether a path is one of a page that was fetched."""
        return Path(name).is_relative_to(self._folder)

    def named(self, name: str) -> str:
        """The path of the file of the page at the address `name`; empty where it is no address."""
        if not is_address(name):
            return ""
        try:
            return str(self.file_of(target_of(name).url))
        except FetchError:
            return ""

    def delete(self, names: Iterable[str], *, traces: bool = False) -> None:
        """Delete those of these files that are ours; with `traces` every list, which may tell."""
        for name in names:
            if self.holds(name):
                self.discard(Path(name))
        if not traces:
            return
        for path in (self._folder / _LISTS, self._folder / _ARRIVING):
            if path.exists():
                shutil.rmtree(path)

    def discard(self, path: Path) -> None:
        """Delete the file of one page."""
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others are in it
            path.parent.rmdir()

    def clear(self) -> None:
        """Delete all of it."""
        if self._folder.exists():
            shutil.rmtree(self._folder)


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _warc(response: Response) -> bytes:
    """The answers as records of a WARC file, the last with what was asked."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    whole = io.BytesIO()
    writer = WARCWriter(whole, gzip=True)
    about = {"software": agent(), "format": "WARC File Format 1.1", "robots": "obey"}
    writer.write_record(writer.create_warcinfo_record("", about))
    listed = {LISTED: response.listed} if response.listed else {}
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for hop, body in [*((hop, b"") for hop in response.moved), (response.last, response.body)]:
        answer = writer.create_warc_record(
            hop.url,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders(
                f"{hop.status} {hop.reason}".strip(), list(_as_kept(hop)), protocol="HTTP/1.1"
            ),
            warc_headers_dict={"WARC-Date": now, **listed},
        )
        parts = urlsplit(hop.url)
        asked = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        request = writer.create_warc_record(
            hop.url,
            "request",
            http_headers=StatusAndHeaders(
                f"GET {asked} HTTP/1.1",
                [("Host", parts.netloc), ("User-Agent", agent())],
                is_http_request=True,
            ),
            warc_headers_dict={"WARC-Date": now},
        )
        writer.write_request_response_pair(request, answer)
    return whole.getvalue()


def _as_kept(hop: Hop) -> Iterator[tuple[str, str]]:
    """Its headers; those of how the body was packed no longer hold, and say so by their names."""
    for name, value in hop.headers:
        plain = re.sub(r"[\r\n]+", " ", value)
        yield (f"X-Archive-Orig-{name}" if name.lower() in _PACKED else name), plain


def _kept(path: Path) -> Kept:
    from warcio.archiveiterator import ArchiveIterator

    found: Kept | None = None
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type != "response":
                continue
            status, _, reason = record.http_headers.statusline.partition(" ")
            hop = Hop(
                record.rec_headers["WARC-Target-URI"],
                int(status),
                reason,
                tuple(record.http_headers.headers),
            )
            fetched = datetime.fromisoformat(record.rec_headers["WARC-Date"])
            listed = record.rec_headers.get_header(LISTED) or ""
            found = Kept(path, hop, fetched, record.content_stream().read(), listed)
    if found is None:
        raise ValueError(f"{path} has no answer in it")
    return found
