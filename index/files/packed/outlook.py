"""Outlook's messages ([MS-OXMSG]), made into mails as others keep them."""

import io
import struct
from collections.abc import Iterator
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesParser, HeaderParser
from typing import Any

from index.files.decoding import File, Room, UnreadableError, contents, decode, named, one_line
from index.files.packed.contained import Packed
from index.files.packed.headers import of_charset
from index.files.packed.mails import of_message

_MAX_BYTES = 100_000_000
_AT_TOP, _EMBEDDED, _ATTACHED = 32, 24, 8
"""Where the properties of a storage begin, by where it lies (section 2.4.1)."""
_DEEPEST = 3
# properties by their numbers in [MS-OXPROPS]
_CLASS, _SUBJECT, _HEADERS, _BODY, _RTF, _HTML = 0x001A, 0x0037, 0x007D, 0x1000, 0x1009, 0x1013
_SUBMITTED, _MESSAGE_ID, _CODE_PAGE = 0x0039, 0x1035, 0x3FDE
_SENDERS = ((0x0042, 0x5D02, 0x0065), (0x0C1A, 0x5D01, 0x0C1F))  # name, SMTP, address
_DATA, _METHOD, _LONG_NAME, _NAME, _MIME = 0x3701, 0x3705, 0x3707, 0x3704, 0x370E
_EMBEDDED_MESSAGE = 5
_KEPT = (
    *("From", "Date", "Subject", "Message-ID", "List-Id", "List-Unsubscribe", "List-Post"),
    *("Organization", "Archived-At", "Content-Language"),
)
_OTHERS = {
    "IPM.Appointment": "an appointment",
    "IPM.Schedule": "a meeting request",
    "IPM.Contact": "a contact",
    "IPM.DistList": "a list of contacts",
    "IPM.Task": "a task",
    "IPM.StickyNote": "a note",
    "IPM.Activity": "a journal entry",
}


def in_msg(file: File, room: Room) -> Packed:
    """What is in an Outlook message, as `in_message` gives it.

    Raises:
        UnreadableError: it is damaged, no mail, or as `in_message`.
    """
    from olefile import OleFileIO
    from olefile.olefile import OleFileError
    from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError
    from oxmsg.storage import Storage

    data = contents(file, _MAX_BYTES)
    try:
        with OleFileIO(io.BytesIO(data)) as ole:
            mail = _mail(Storage.from_ole(ole), _AT_TOP)
    except UnreadableError:
        raise
    except (
        *(OleFileError, OSError, struct.error, UnrecognizedCodePageError, UnsupportedEncodingError),
        *(ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError),
        *(OverflowError, AssertionError),
    ) as error:
        raise UnreadableError(
            f"is a damaged Outlook message, or none ({named(error)}); save it anew, as .msg or .eml"
        ) from error
    return of_message(mail, room)


class _Properties:
    """The properties of a storage, what is damaged among them as if it were not there."""

    def __init__(self, storage: Any, offset: int) -> None:
        from oxmsg.properties import Properties

        self._found = Properties(storage, properties_header_offset=offset)
        self._storage = storage

    def text(self, number: int) -> str:
        """A property of characters, whichever way it is stored; empty for none."""
        try:
            value = self._found.str_prop_value(number)
        except UnicodeDecodeError:
            value = decode(self._storage.property_stream_bytes(number, 0x001E))
        return (value or "").rstrip("\0")

    def data(self, number: int) -> bytes:
        """A property of bytes; empty for none."""
        return self._found.binary_prop_value(number) or b""

    def number(self, number: int) -> int:
        """A property that is a number; 0 for none."""
        return self._found.int_prop_value(number) or 0

    def day(self, number: int) -> str:
        """The day of a property that is a time, in UTC; empty for none."""
        value = self._found.date_prop_value(number)
        return value.date().isoformat() if value else ""


def _mail(storage: Any, offset: int, depth: int = 0) -> Message:
    found = _Properties(storage, offset)
    kind = found.text(_CLASS)
    other = next((what for name, what in _OTHERS.items() if kind.startswith(name)), "")
    if other:
        raise UnreadableError(f"is {other} of Outlook, not a mail; leave it out")
    mail = MIMEMultipart()
    for name, value in _headers(found).items():
        mail[name] = value
    signed = kind.startswith("IPM.Note.SMIME")
    if not signed and (texts := _texts(found)).get_payload():
        mail.attach(texts)
    for attached in storage.iter_attachment_storages():
        for part in _attachment(attached, signed, depth):
            mail.attach(part)
    return mail


def _headers(found: _Properties) -> dict[str, str]:
    stated = HeaderParser().parsestr(found.text(_HEADERS))
    headers = {name: one_line(str(stated[name])) for name in _KEPT if stated[name]}
    for called, *addresses in _SENDERS:
        at = next((one for one in map(found.text, addresses) if "@" in one), "")
        said = found.text(called).replace('"', "").strip()
        if at or said:
            headers.setdefault("From", f'"{said}" <{at}>' if at else said)
    ours = {
        "Subject": found.text(_SUBJECT),
        "Date": found.day(_SUBMITTED),
        "Message-ID": found.text(_MESSAGE_ID),
    }
    for name, value in ours.items():
        if value:
            headers.setdefault(name, one_line(value))
    return headers


def _texts(found: _Properties) -> MIMEMultipart:
    """The text in the forms in which it is there: plain and HTML, or RTF alone."""
    texts = MIMEMultipart("alternative")
    plain, html = found.text(_BODY), _html(found)
    if not html and not plain.strip() and (packed := found.data(_RTF)):
        plain = _of_rtf(packed)
    for text, kind in ((plain, "plain"), (html, "html")):
        if text.strip("\0 \r\n"):
            clean = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
            texts.attach(MIMEText(clean, kind, "utf-8"))
    return texts


def _html(found: _Properties) -> str:
    from oxmsg.domain.encodings import encoding_from_codepage
    from oxmsg.domain.model import UnrecognizedCodePageError, UnsupportedEncodingError

    data = found.data(_HTML)
    if not data:
        return found.text(_HTML)
    try:
        charset = encoding_from_codepage(found.number(_CODE_PAGE))
    except (UnrecognizedCodePageError, UnsupportedEncodingError):
        charset = ""
    return of_charset(data, charset, html=True)


def _of_rtf(packed: bytes) -> str:
    """The words of compressed RTF ([MS-OXRTFCP]); empty where it is damaged."""
    from compressed_rtf import decompress
    from striprtf.striprtf import rtf_to_text

    try:
        rtf = decompress(packed).decode("cp1252", "replace")
        text: str = rtf_to_text(rtf, errors="ignore")  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001  (damage is told by a bare Exception)
        return ""
    return text


def _attachment(storage: Any, signed: bool, depth: int) -> Iterator[Message]:
    found = _Properties(storage, _ATTACHED)
    if found.number(_METHOD) == _EMBEDDED_MESSAGE:
        for inner in storage.storages:
            if depth < _DEEPEST:
                yield MIMEMessage(_mail(inner, _EMBEDDED, depth + 1))
        return
    data = found.data(_DATA)
    mime = found.text(_MIME).lower()
    if signed and data:
        yield _signed_part(data, mime)
    elif data:
        part = MIMEApplication(data)
        name = found.text(_LONG_NAME) or found.text(_NAME)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        if mime.partition("/")[0] in ("image", "audio", "video"):
            part.set_type(mime)
        yield part


def _signed_part(data: bytes, mime: str) -> Message:
    """The mail that a signed message has in its one attachment, or what encrypts it."""
    if "signed" in mime or data[:200].lstrip().lower().startswith((b"content-type:", b"mime-")):
        return BytesParser().parsebytes(data)
    return MIMEApplication(data, "pkcs7-mime")
