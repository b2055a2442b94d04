"""One mail: the article that it is, and the files attached to it."""

import io
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from index.files.decoding import Member, Room, UnreadableError, refuse_binary
from index.files.packed.contained import Packed, Part
from index.files.packed.headers import characters, data_of, file_name, header
from index.files.packed.mailpages import plain_address, view_in, words_of
from index.files.packed.mailtexts import ENCRYPTED, Told, link_to_view, told, unflowed
from index.files.packed.senders import headline, sender
from index.files.plaintext import Draft
from index.files.sniffing import sniffed
from index.types import BESIDE

_MOST_PARTS = 500
_STUB = 0.4  # of the plain text, below which HTML is taken for a stub of it, and the other way
_SHORT = 120  # characters of a letter that only goes with what is attached
_SAMPLE_BYTES = 1 << 17
_PICTURES = ("png", "jpg", "tif")
_PIECE = re.compile(r"ATT\d+\.html?", re.I)  # of a text that Exchange cut around a picture
_FORWARDS = re.compile(r"\s*(?:fwd?|fw|wg|tr|rv|enc|i|doorst|vb|vl|vs)\s*:", re.I)
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_NOT_OPENED = (
    "is encrypted with {}, so that nobody but its receiver can read it; decrypt it in the mail "
    "program and save it anew"
)
_NO_MAIL = (
    "is no mail: it does not begin with lines such as From, Subject and Date; if it is an article, "
    "rename it to .txt"
)
_ATTACHED = "holds no text that is read, only {}; add the attached files themselves"


@dataclass(slots=True)
class _Parts:
    """What a mail consists of: texts in order, each as plain text and as HTML, and files."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    files: list[Member] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    count: int = 0


def in_message(data: bytes, room: Room) -> Packed:
    """The article that a mail is, then the files attached to it that may hold others.

    A letter that only goes with such files is no article.

    Raises:
        UnreadableError: it is no mail, is encrypted, or holds nothing that is read.
    """
    try:
        mail = message_from_bytes(data)
        if not mail.keys():
            raise UnreadableError(_NO_MAIL)
        parts = _parts_of(mail)
    except RecursionError as error:
        raise UnreadableError("is a mail of parts nested too deep to be read") from error
    return _given(mail, parts, room)


def of_message(mail: Message, room: Room) -> Packed:
    """As `in_message`, of a mail that is parsed."""
    return _given(mail, _parts_of(mail), room)


def _parts_of(mail: Message) -> _Parts:
    parts = _Parts()
    _collect(mail, parts)
    return parts


def _given(mail: Message, parts: _Parts, room: Room) -> Packed:
    draft = _draft(mail, parts)
    if draft and not (parts.files and len(str(draft[0]["text"])) < _SHORT):
        yield Part(draft)
    elif not parts.files:
        what = ", ".join(dict.fromkeys(parts.others))
        raise UnreadableError(_ATTACHED.format(what) if what else "holds no text")
    for member in parts.files:
        room.take(len(member.data))
        yield member, {}


def _draft(mail: Message, parts: _Parts) -> Draft | None:
    forwards = bool(_FORWARDS.match(header(mail, "Subject")))
    for plain, _ in parts.texts:
        refuse_binary(plain)
    body = told("\n\n".join(_chosen(*text, forwards) for text in parts.texts), forwards=forwards)
    if not body.text:
        return None
    return {**_values(mail, body), "url": _address(mail, parts, body), "text": body.text}, []


def _values(mail: Message, body: Told) -> dict[str, object]:
    """The fields that the headers state: those of the mail itself, or of the one it sends on."""
    listed = any(mail.get(name) for name in ("List-Id", "List-Unsubscribe", "List-Post"))
    inner = body.sent_on
    from_line = inner.get("from", "") if inner else header(mail, "From")
    organisation = "" if inner else header(mail, "Organization")
    subject = (inner.get("subject", "") if inner else "") or header(mail, "Subject")
    number = _ID.search(header(mail, "Message-ID"))
    known = sender(from_line, organisation, listed)
    title = headline(subject, header(mail, "List-Id"), from_line)
    values: dict[str, object] = {
        "title": title,
        "published": inner.get("date", "") if inner else header(mail, "Date"),
        "id": number[1] if number and not number[1].startswith(BESIDE) else "",
        "language": header(mail, "Content-Language").partition(",")[0],
        **known,
    }
    return {name: value for name, value in values.items() if value}


def _address(mail: Message, parts: _Parts, body: Told) -> str:
    """The page where the same is: as the mail's headers have it, or as its links do."""
    if body.sent_on:
        return ""
    for name in ("Archived-At", "Content-Base", "Content-Location"):
        if address := plain_address(header(mail, name).strip("<> ")):
            return address
    for plain, page in parts.texts:
        try:
            found = view_in(page) if page else ""
        except ValueError:
            found = ""
        if found := found or plain_address(link_to_view(plain)):
            return found
    return ""


def _chosen(plain: str, page: str, forwards: bool) -> str:
    """The text of a part that may be there twice: HTML, but where that says much less."""
    try:
        words = words_of(page) if page else ""
    except ValueError:
        words = ""
    if plain and ENCRYPTED.match(plain):
        raise UnreadableError(_NOT_OPENED.format("PGP"))
    if not words or not plain:
        return words or plain
    said, shown = (len(told(one, forwards=forwards).text) for one in (plain, words))
    return plain if shown < _STUB * said else words


# -- parts -------------------------------------------------------------------------------------


def _collect(part: Message, into: _Parts) -> None:
    """Sort `part` and all within it; raises UnreadableError where it is encrypted."""
    into.count += 1
    if into.count > _MOST_PARTS:
        raise UnreadableError(f"is a mail of more than {_MOST_PARTS} parts; split it")
    kind = part.get_content_type()
    if kind in ("multipart/encrypted", "application/pgp-encrypted"):
        raise UnreadableError(_NOT_OPENED.format("PGP"))
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        _open_envelope(part, into)
    elif kind == "message/rfc822" or (kind == "message/global"):
        _attach_mail(part, into)
    elif kind == "multipart/alternative":
        _collect_alternatives(part, into)
    elif part.is_multipart():
        for inner in _within(part):
            _collect(inner, into)
    elif kind in ("text/plain", "text/html") and not _is_attached(part):
        text = _text_of(part)
        into.texts.append(("", text) if kind == "text/html" else (text, ""))
    else:
        _attach(part, into)


def _within(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _collect_alternatives(part: Message, into: _Parts) -> None:
    """The same text in several forms is one."""
    each = _Parts(count=into.count)
    for inner in _within(part):
        _collect(inner, each)
    into.count = each.count
    into.files += each.files
    into.others += each.others
    plain = "\n\n".join(plain for plain, _ in each.texts if plain)
    page = "\n".join(page for _, page in each.texts if page)
    if plain or page:
        into.texts.append((plain, page))


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(file_name(part))


def _text_of(part: Message) -> str:
    html = part.get_content_type() == "text/html"
    text = characters(part, data_of(part), html=html)
    if not html and str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, joined=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _attach_mail(part: Message, into: _Parts) -> None:
    for inner in _within(part)[:1]:
        title = header(inner, "Subject") or "attached mail"
        name = file_name(part) or f"{title}.eml"
        into.files.append(Member(name.replace("/", "-"), bytes(inner), kind="eml"))


def _attach(part: Message, into: _Parts) -> None:
    """Keep an attached file that may be an article; pictures, signatures and dates are none."""
    name = file_name(part) or part.get_content_type()
    data = data_of(part)
    found = sniffed(data[:_SAMPLE_BYTES], io.BytesIO(data))
    if found.firm and found.kind not in ("", *_PICTURES) and not _PIECE.fullmatch(name):
        into.files.append(Member(name, data))
    else:
        into.others.append(name)


def _open_envelope(part: Message, into: _Parts) -> None:
    """S/MIME: what is only signed holds the mail as it is; what is encrypted is refused."""
    smime = str(part.get_param("smime-type", "")).lower()
    data = data_of(part)
    found = re.search(rb"(?:MIME-Version|Content-Type):[ \t]", data[:100_000], re.I)
    if smime == "signed-data" and found is None:
        raise UnreadableError(
            "is a mail signed with S/MIME in a form that is not read; save its text"
        )
    if smime == "enveloped-data" or found is None:
        raise UnreadableError(_NOT_OPENED.format("S/MIME"))
    _collect(message_from_bytes(data[found.start() :]), into)
