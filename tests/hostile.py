"""Files that are made to stop a reader, or to take its time and memory; all invented."""

import gzip
import io
import json
import re
import zipfile
import zlib

import docx

STORY = "The harbour bridge in Tamber was shut on Monday after a crack was found."


def word(*paragraphs: str) -> bytes:
    """A Word file."""
    document = docx.Document()
    for paragraph in paragraphs or (STORY,):
        document.add_paragraph(paragraph)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def with_part(package: bytes, name: str, change) -> bytes:
    """A package with one part made another by `change`, a function of its bytes."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return made.getvalue()


def body(package: bytes, xml: str) -> bytes:
    """A Word file whose body is `xml`."""
    return with_part(
        package,
        "word/document.xml",
        lambda data: re.sub(
            rb"<w:body>.*</w:body>", f"<w:body>{xml}</w:body>".encode(), data, flags=re.S
        ),
    )


def damaged_word() -> bytes:
    """A Word file in which the compressed text is not what it was."""
    package = word(*[f"{STORY} {number}" for number in range(400)])
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        part = old.getinfo("word/document.xml")
    start = part.header_offset + 30 + len(part.filename)
    at = start + part.compress_size // 2
    for number in range(256):
        changed = package[:at] + bytes([number]) * 40 + package[at + 40 :]
        try:
            zlib.decompressobj(-15).decompress(changed[start : start + part.compress_size])
        except zlib.error:
            return changed
    raise AssertionError("the stream stood every change")


def encrypted_word() -> bytes:
    """A Word file whose parts say that they are encrypted."""
    changed = bytearray(word())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := changed.find(mark, at + 1)) >= 0:
            changed[at + offset] |= 1
    return bytes(changed)


def wide_word() -> bytes:
    """A cell that says it spans fifty million columns."""
    span = '<w:tcPr><w:gridSpan w:val="50000000"/></w:tcPr>'
    cell = f"<w:tc>{span}<w:p><w:r><w:t>{STORY}</w:t></w:r></w:p></w:tc>"
    return body(word(), f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell}</w:tr></w:tbl>")


def entity_word() -> bytes:
    """Entities of entities: a billion laughs."""
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    text = f"<!DOCTYPE d [{''.join(lines)}]>".encode()
    return with_part(
        body(word(), "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>"),
        "word/document.xml",
        lambda data: data.replace(b"?>", b"?>" + text, 1),
    )


def many_paragraphs(count: int) -> bytes:
    """A small package that unpacks to many paragraphs."""
    return body(word(), f"<w:p><w:r><w:t>{STORY}</w:t></w:r></w:p>" + "<w:p/>" * count)


def deep(levels: int, value: object = "news") -> object:
    """A value so many lists deep."""
    for _ in range(levels):
        value = [value]
    return value


def page(text: str = STORY, head: str = "") -> bytes:
    """A saved page."""
    article = f"<article><p>{text} {text}</p><p>{text}</p></article>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{article}</body></html>".encode()


def ld(value: object) -> str:
    """A page's JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def lines(*records: object) -> bytes:
    """JSON Lines."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def alias_bomb(levels: int) -> bytes:
    """Front matter whose `kind` stands for ten values, each level ten times more."""
    anchors = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    anchors += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(["---", *anchors, f"kind: *a{levels - 1}", "---", "", STORY, ""]).encode()


def zipped(*parts: tuple[str, bytes]) -> bytes:
    """A ZIP of files, those of one name too."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            package.writestr(name, data)
    return made.getvalue()


def nested_zip(levels: int, width: int = 10) -> bytes:
    """A ZIP of ZIPs of ZIPs, in the innermost of which are ten files of megabytes of nothing."""
    data = zipped(*((f"{number}.txt", bytes(5_000_000)) for number in range(10)))
    for _ in range(levels):
        data = zipped(*((f"{number}.zip", data) for number in range(width)))
    return data


def mail(body: bytes, *headers: bytes) -> bytes:
    """A mail with that body, as it is."""
    lines = (b"From: A B <a@courier.example>", b"Subject: Bridge", b"MIME-Version: 1.0", *headers)
    return b"\n".join(lines) + b"\n\n" + body


def parts_in_parts(levels: int) -> bytes:
    """A mail whose one part is a mail of one part, and so on."""
    data = b"Content-Type: text/plain\n\n" + STORY.encode()
    for level in range(levels):
        start = f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n'.encode()
        data = start + data + f"\n--b{level}--\n".encode()
    return mail(data.partition(b"\n\n")[2], data.partition(b"\n\n")[0])


BREAKS_ITS_READER = {
    "damaged.docx": damaged_word(),
    "encrypted.docx": encrypted_word(),
    "laughs.docx": entity_word(),
    "nested.json": b"[" * 100_000,
    "cut.jsonl.gz": gzip.compress(lines({"text": STORY}))[:-20],
    "bomb.txt.gz": gzip.compress(bytes(200_000_000), 1),
}
"""Files of which nothing can be read, by name."""

TAKES_LITTLE = {
    "wide.docx": wide_word(),
    "control.jsonl": lines({"text": f"<p>{STORY}</p><p>It cost 5&#1; crowns.&#xFFFF;&#xD800;</p>"}),
    "property.html": page(head='<meta content="x" property="">'),
    "kind.jsonl": lines({"text": STORY, "kind": deep(600)}),
    "genre.html": page(head=ld({"@type": "NewsArticle", "genre": deep(600)})),
    "bomb.md": alias_bomb(9),
    "itself.md": f"---\nkind: &a [*a]\n---\n\n{STORY}\n".encode(),
}
"""Files that hold an article and something that stopped its reader, or took it for ever."""

UNPACKS_TO_NOTHING = {
    "bomb.zip": zipped(("a.txt", bytes(200_000_000))),
    "bomb.epub": zipped(("META-INF/container.xml", bytes(200_000_000))),
    "cut.zip": zipped(("a.txt", STORY.encode()))[:-9],
    "cut.warc.gz": gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n" * 90)[:-30],
    "cut.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 900,
    "deep.eml": parts_in_parts(3_000),
}
"""Files that hold others, in which nothing can be read, by name."""
