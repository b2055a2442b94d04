"""Headers of mail and what its parts hold, decoded, however they break the rules."""

import codecs
import re
from email.header import decode_header
from email.message import Message

from index.files.decoding import decode, one_line

# names that are used for more than they name, and what is meant (WHATWG Encoding, section 4.2)
_MEANT = {
    **dict.fromkeys(("iso8859-1", "ascii", "latin-1"), "cp1252"),
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
}
_ENCODED = re.compile(r"=\?[^?\s]+\?[bq]\?[^?]*\?=", re.I)


def header(message: Message, name: str) -> str:
    """The header `name` as one line of characters, the first of that name; empty for none."""
    try:
        value = message.get(name, "")
    except (ValueError, LookupError, AttributeError):
        return ""
    return decoded(value)


def decoded(value: object) -> str:
    """A header's value with its encoded words (RFC 2047) and raw bytes decoded."""
    # words that are encoded stand apart by space of any kind, of which only that between them goes
    text = re.sub(r"\r?\n(?=[ \t])", "", value) if isinstance(value, str) else value
    if isinstance(text, str) and not _ENCODED.search(text):
        return one_line(text)
    try:
        pieces = decode_header(text)  # type: ignore[arg-type]
    except (ValueError, LookupError, AttributeError):
        return one_line(str(value))
    joined = "".join(
        piece if isinstance(piece, str) else of_charset(piece, charset or "")
        for piece, charset in pieces
    )
    return one_line(joined)


def of_charset(data: bytes, charset: str, *, html: bool = False) -> str:
    """`data` in the characters that it is said to be in, where it can be, else in what it is in."""
    try:
        name = codecs.lookup(charset).name
        name = _MEANT.get(name, name)
        if not name.startswith(("utf-8", "utf_8")) and not _is_utf8(data):
            text = data.decode(name, "replace")
            if text.count("\ufffd") * 100 <= len(text):
                return text
    except (LookupError, ValueError, TypeError):  # unknown, or a codec that is not for text
        pass
    return decode(data, html=html)


def _is_utf8(data: bytes) -> bool:
    """Whether there are characters beyond ASCII, and all are UTF-8: no other text is so."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def data_of(part: Message) -> bytes:
    """The bytes of a part, decoded from base64, quoted-printable and the like."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError):
        data = None
    return data if isinstance(data, bytes) else b""


def characters(part: Message, data: bytes, *, html: bool = False) -> str:
    """`data`, which is that of `part`, as characters."""
    try:
        charset = part.get_content_charset("") or ""
    except (ValueError, LookupError, AttributeError):
        charset = ""
    return of_charset(data, charset, html=html)


def file_name(part: Message) -> str:
    """The name that the file in `part` had (RFC 2231, RFC 2047); empty for none."""
    try:
        name = part.get_filename("") or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""
    return decoded(name).replace("\\", "/").rsplit("/", 1)[-1]
