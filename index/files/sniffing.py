"""What kind of file it is by its content, whatever its name says; words in `sniffing.yaml`."""

import codecs
import json
import re
from collections.abc import Container
from dataclasses import dataclass
from typing import IO, Any

from index.files.decoding import Lines, UnreadableError, decode, refuse_binary, text_stream
from index.wordlists import WordLists

SERVED = ("php", "phtml", "shtml", "shtm", "asp", "aspx", "jsp", "jspx", "cfm", "cgi", "do")
"""The endings of programs that make web pages: a page that one made is saved under its name."""

_LISTS = WordLists("index.files", "sniffing.yaml")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAIL_BYTES, _MOST_DIRECTORY_BYTES = 1 << 16, 1 << 20
_OLE_DIRECTORY_BYTES = 4096
_SRT_START = re.compile(r"(?:\d+\s*\n)?\s*\d+:\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->\s*\d")
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,9999}-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)(?=[\s>])",
    re.I | re.S,
)
# what does not end goes to the end, or each beginning would be looked through to there in vain
_PROLOG = re.compile(r"<!--.*?(?:-->|\Z)|<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*>|\Z)|>|\Z)", re.S | re.I)
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(.*(?:\r?\n[ \t].*)*)\r?\n")
_OF_MAIL = frozenset(
    b"mime-version message-id received return-path delivered-to content-transfer-encoding "
    b"dkim-signature x-mailer reply-to in-reply-to x-original-to list-id list-unsubscribe".split()
)
_TOLD = frozenset({b"from", b"subject", b"date"})
_ENVELOPE = re.compile(
    rb"From .{0,300}\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},? .{0,60}\d\d:\d\d.{0,60}\r?\n"
    rb"(?:>?From |[A-Za-z][\w-]*:)"
)
_COUNTED_MAIL = re.compile(rb"\d{1,12}[ \t]*\n(?=[A-Za-z][\w-]*:)")
# the length of the name that follows, in the header of a file and in the directory (APPNOTE 4.3)
_HEADED = re.compile(rb"PK\x03\x04.{22}(..)..", re.S)
_LISTED = re.compile(rb"PK\x01\x02.{24}(..).{16}", re.S)
_DIRECTORY_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is: the ending of the `kind` that is read, or `what` it is, and what to `do`.

    `firm` where nothing else begins like it, so that whatever it is called says less. All are
    empty for what is not known.
    """

    kind: str = ""
    firm: bool = False
    what: str = ""
    do: str = ""

    @property
    def tells_more(self) -> bool:
        """Whether it says more than the ending of an office program's files."""
        office = self.kind in ("docx", "odt", "zip") or self.do in ("word", "table", "document")
        return self.firm and not office

    @property
    def refusal(self) -> str:
        """Why it is not read; for what has no kind."""
        return f"is {self.what}, not a kind that is read; {_LISTS.table['do'][self.do]}"


def sniffed(start: bytes, stream: IO[bytes]) -> Sniffed:
    """What the file is that begins with `start`; `stream` is the whole, to look further."""
    if start.startswith(b"%PDF-"):
        return Sniffed("pdf", firm=True)
    if start.startswith((b"PK\x03\x04", _DIRECTORY_END)):
        return _package(start, stream)
    if start.startswith(_OLE):
        return _ole(start, stream)
    if start[257:262] == b"ustar":
        return Sniffed("tar", firm=True)
    if start.startswith(b"bplist00"):
        found = b"WebMainResource" in start + _tail(stream)
        return Sniffed("webarchive", firm=True) if found else _refused("a property list", "nothing")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "replace").encode()
    return _signed(start) or _text(start.removeprefix(codecs.BOM_UTF8))


def _refused(what: str, do: str) -> Sniffed:
    return Sniffed(firm=True, what=what, do=do)


def _tail(stream: IO[bytes]) -> bytes:
    """The last bytes of a stream that is rewound; nothing of one that must be unpacked for it."""
    try:
        size = stream.seek(0, 2)
    except (OSError, ValueError):
        return b""
    stream.seek(max(size - _TAIL_BYTES, 0))
    tail = stream.read(_TAIL_BYTES)
    stream.seek(0)
    return tail


def _told(entry: dict[str, Any]) -> Sniffed:
    return (
        Sniffed(entry["kind"], firm=True)
        if "kind" in entry
        else _refused(entry["what"], entry["do"])
    )


def _signed(start: bytes) -> Sniffed | None:
    for entry in _LISTS.table["signatures"]:
        for mark in map(bytes.fromhex, entry["hex"]):
            if start.startswith(mark, entry.get("at", 0)) and (
                entry.get("text") or any(not 9 <= byte < 127 for byte in mark) or _binary(start)
            ):
                return _told(entry)
    return None


def _binary(start: bytes) -> bool:
    try:
        refuse_binary(decode(start[:4096]))
    except UnreadableError:
        return True
    return False


def _package(start: bytes, stream: IO[bytes]) -> Sniffed:
    """A ZIP by the names in it, and by what its first file says, if that is its "mimetype"."""
    if start[30:38] == b"mimetype":
        for entry in _LISTS.table["mimetypes"]:
            if entry["name"].encode() in start[38:300]:
                return _told(entry)
    names = _packed_names(start, stream)
    for entry in _LISTS.table["packages"]:
        if all(any(name.startswith(one) for name in names) for one in entry["names"]):
            return _told(entry)
    return Sniffed("zip", firm=True)


def _packed_names(start: bytes, stream: IO[bytes]) -> list[str]:
    """The names in the directory of a ZIP; without one, those in the headers of its first files."""
    tail = _tail(stream)
    parts, pattern = start, _HEADED
    if (at := tail.rfind(_DIRECTORY_END)) >= 0:
        size = int.from_bytes(tail[at + 12 : at + 16], "little")
        end = stream.seek(0, 2) - len(tail) + at
        stream.seek(max(end - size, 0))
        parts, pattern = stream.read(min(size, _MOST_DIRECTORY_BYTES)), _LISTED
        stream.seek(0)
    return [
        parts[found.end() : found.end() + int.from_bytes(found[1], "little")].decode(
            "utf-8", "replace"
        )
        for found in pattern.finditer(parts)
    ]


def _ole(start: bytes, stream: IO[bytes]) -> Sniffed:
    """An OLE file by the names in its directory, whose place its header tells ([MS-CFB] 2.2)."""
    sector = 1 << min(int.from_bytes(start[30:32], "little"), 12)
    try:
        stream.seek((int.from_bytes(start[48:52], "little") + 1) * sector)
        directory = stream.read(_OLE_DIRECTORY_BYTES)
        stream.seek(0)
    except (OSError, ValueError):
        directory = start
    for entry in _LISTS.table["directories"]:
        if entry["name"].encode("utf-16-le") in directory:
            return _told(entry)
    return Sniffed(what="an Office or Outlook file of the old kind, or damaged", do="document")


# -- text --------------------------------------------------------------------------------------


def _text(start: bytes) -> Sniffed:
    stripped = start.lstrip()
    if stripped.startswith(b"{\\rtf"):
        return Sniffed("rtf", firm=True)
    if start.startswith((b"WARC/0.", b"WARC/1.")):
        return Sniffed("warc", firm=True)
    if start.startswith(b"filedesc://"):
        return Sniffed("arc", firm=True)
    if _ENVELOPE.match(start):
        return Sniffed("mbox", firm=True)
    if _HTML_START.match(start):
        return Sniffed("html", firm=True)
    if stripped.startswith(b"<") and (found := _xml(stripped)):
        return found
    if mail := _mail(start):
        return mail
    text = decode(start)
    if text.lstrip().startswith("WEBVTT"):
        return Sniffed("vtt", firm=True)
    if _SRT_START.match(text.lstrip()):
        return Sniffed("srt", firm=True)
    if text.lstrip()[:1] in ("{", "["):
        return Sniffed("json")
    try:
        refuse_binary(text)
    except UnreadableError:
        return Sniffed()
    return Sniffed("txt")


def _xml(start: bytes) -> Sniffed | None:
    root = root_of(start)
    if root in _LISTS.table["roots"]:
        return Sniffed(_LISTS.table["roots"][root], firm=True)
    return Sniffed("xml") if start.startswith(b"<?xml") else None


def root_of(start: bytes) -> str:
    """The local name of the root element of XML that begins with `start`; empty for none."""
    found = _ROOT.search(_PROLOG.sub("", decode(start, html=True)))
    return found[1] if found else ""


def _mail(start: bytes) -> Sniffed | None:
    """A mail, or a page that was saved as one (MHTML), by its headers."""
    counted = _COUNTED_MAIL.match(start)
    headers: dict[bytes, bytes] = {}
    at = counted.end() if counted else 0
    while found := _HEADER.match(start, at):
        headers.setdefault(found[1].lower(), found[2].lower())
        at = found.end()
    related = b"multipart/related" in headers.get(b"content-type", b"")
    if not _OF_MAIL & headers.keys() or not (headers.keys() & _TOLD or related):
        return None
    if counted:
        return Sniffed("emlx", firm=True)
    if b"<saved by" in headers.get(b"from", b"") or b"snapshot-content-location" in headers:
        return Sniffed("mhtml", firm=True)
    sent = headers.keys() & {b"to", b"received", b"message-id", b"delivered-to", b"return-path"}
    if (related or b"content-location" in headers) and not sent:
        return Sniffed("mhtml")
    return Sniffed("eml", firm=True)


def is_lines(stream: IO[bytes]) -> bool:
    """Whether a JSON file holds one object a line, as many named .json do."""
    lines = Lines(text_stream(stream))
    try:
        first = json.loads(next(lines, ""))
        return isinstance(first, dict) and any(line.strip() for line in lines)
    except (ValueError, RecursionError, UnreadableError):
        return False


# -- the name and the content together ---------------------------------------------------------


def settled(named: str, suffix: str, found: Sniffed, known: Container[str]) -> str:
    """The ending of the files that are read like one whose name ends in `suffix`.

    `named` is what `suffix` says where that is one of the `known` endings, else empty.

    Raises:
        UnreadableError: what it is by its content is not read.
    """
    if found.firm and found.what:
        raise UnreadableError(found.refusal)
    if found.firm and found.kind in known and not _fits(named, found.kind):
        return found.kind
    if named in ("txt", "text") and found.kind == "xml":
        return found.kind
    if named in SERVED:
        raise UnreadableError(
            "is no web page by its content, which is what its name promises; save the page itself"
        )
    if named:
        return named
    if found.what:
        raise UnreadableError(found.refusal)
    if found.kind == "txt" and suffix:
        raise UnreadableError(
            f"is not a kind that is read: plain text whose name ends in .{suffix}; if it is an "
            "article, rename it to .txt"
        )
    return found.kind


def _fits(named: str, kind: str) -> bool:
    """Whether a name says more than the content, which is only of a wider kind."""
    return (kind == "zip" and named in ("docx", "odt", "epub", "wacz")) or (
        kind == "html" and named in ("md", "markdown")
    )


def suffix_in(name: str) -> str:
    """The ending of any name, in lower case; empty where what follows its dot is a date or words.

    Such as "php" for "story.php", and "" for "index" and "The mayor resigns. 14 March".
    """
    found = re.search(r"\.([a-z0-9~]{1,12})$", name.lower().removesuffix(".gz"))
    return found[1] if found and not found[1].isdigit() else ""
