"""Files of mail: a mail, one as Apple Mail keeps it, and mailboxes (RFC 4155), which stream."""

import re
from collections.abc import Iterator

from index.files.decoding import File, Member, Room, UnreadableError, contents, opened
from index.files.packed.contained import Damaged, Packed
from index.files.packed.mails import in_message

_MAX_MAIL_BYTES = 100_000_000
_MAX_LINE_BYTES = 1_000_000
_ENVELOPE = re.compile(
    rb"From .{0,300}\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w{0,6},? .{0,60}\d\d:\d\d.{0,60}\s*$"
)
_BARE_ENVELOPE = re.compile(rb"From \S{1,300}\s*$|From \S+@\S+ .{0,80}\s*$")
_HEADER = re.compile(rb">?From |[A-Za-z][A-Za-z0-9-]{0,80}:")
_QUOTED_FROM = re.compile(rb">+From ")
_COUNT = re.compile(rb"(\d{1,12})[ \t]*\r?\n")


def in_mail(file: File, room: Room) -> Packed:
    """What is in a mail; raises UnreadableError as `in_message` does."""
    return in_message(contents(file, _MAX_MAIL_BYTES), room)


def in_emlx(file: File, room: Room) -> Packed:
    """What is in a mail of Apple Mail: its length in a line of its own, the mail, and a list."""
    data = contents(file, _MAX_MAIL_BYTES)
    if count := _COUNT.match(data):
        data = data[count.end() : count.end() + int(count[1])]
    return in_message(data, room)


def in_mbox(file: File, room: Room) -> Packed:
    """The mails of a mailbox, one after the other; memory holds one."""
    with opened(file) as stream:
        number = 0
        for data in _messages(_lines(stream)):
            number += 1
            name = f"message {number}"
            if data is None:
                yield Damaged(name, f"holds more than {_MAX_MAIL_BYTES:,} bytes")
            else:
                yield Member(name, data, kind="eml"), {}
        if not number:
            raise UnreadableError("is no mailbox: no line in it begins a mail")


def _lines(stream: object) -> Iterator[bytes]:
    while line := stream.readline(_MAX_LINE_BYTES):  # type: ignore[attr-defined]
        yield line


def _messages(lines: Iterator[bytes]) -> Iterator[bytes | None]:
    """Yield each mail; None for one that is too long.

    A mail begins behind an empty line, with "From " and a day, and with a header on its next line.
    """
    parts: list[bytes] = []
    size, begun, blank = 0, False, True
    line = next(lines, b"")
    while line:
        following = next(lines, b"")
        starts = blank and _begins(line, following, first=not begun)
        if starts:
            if begun:
                yield _joined(parts, size)
            parts, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= _MAX_MAIL_BYTES:
                parts.append(line[1:] if _QUOTED_FROM.match(line) else line)
            else:
                parts.clear()
        blank = not line.strip()
        line = following
    if begun:
        yield _joined(parts, size)


def _begins(line: bytes, following: bytes, *, first: bool) -> bool:
    if not line.startswith(b"From ") or not _HEADER.match(following):
        return False
    return bool(_ENVELOPE.match(line) or (first and _BARE_ENVELOPE.match(line)))


def _joined(parts: list[bytes], size: int) -> bytes | None:
    return b"".join(parts) if size <= _MAX_MAIL_BYTES else None
