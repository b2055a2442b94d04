"""A file is what its content is, whatever it is called; what is not read is refused as that."""

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest

from index.articles import find, read
from index.files.formats import ending_of
from index.types import Article, Refused
from tests import hostile, outlook

SHUT = "The harbour bridge in Tamber was shut on Monday after a crack was found in its deck."
TEXT = f"{SHUT}\n\nRepairs will cost 2.4 million crowns, the port authority said."
PAGE = (
    "<!DOCTYPE html><html><head><title>Shut</title></head><body><article>"
    f"<p>{SHUT}</p><p>{SHUT} It is.</p></article></body></html>"
)
MAIL = (
    "From: Harbour Courier <news@courier.example>\nSubject: Shut\nMIME-Version: 1.0\n"
    f"Message-ID: <1@c.example>\n\n{SHUT}\n"
)


def zipped(*names: str, first: bytes = b"x") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for number, name in enumerate(names):
            package.writestr(name, b"x" if number else first)
    return made.getvalue()


def outcome(folder: Path, data: bytes, name: str) -> Article | Refused:
    path = folder / name
    path.write_bytes(data)
    return next(iter(read(path)))


READ = {
    "page": PAGE.encode(),
    "page in UTF-16": PAGE.encode("utf-16"),
    "rich text": rb"{\rtf1\ansi " + SHUT.encode() + rb"\par}",
    "mail": MAIL.encode(),
    "mailbox": b"From - Thu Mar 14 07:00:00 2024\n" + MAIL.encode(),
    "word": hostile.word(SHUT),
    "outlook": outlook.message(p001A="IPM.Note", p0037="Shut", p1000=SHUT),
    "gzip": gzip.compress(PAGE.encode()),
}


@pytest.mark.parametrize(
    "name", ["story", "story.xyz", "story.txt", "story.json", "story.pdf", "story.do"]
)
@pytest.mark.parametrize("kind", READ)
def test_what_is_unmistakable_is_read_whatever_it_is_called(tmp_path, kind, name):
    article = outcome(tmp_path, READ[kind], name)
    assert isinstance(article, Article), article
    assert SHUT in article.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\0\0\0\x20ftypisom\0\0\2\0", "is an MP4 or QuickTime recording"),
        (b"ID3\4\0\0\0\0\0\0\0\0TIT2", "is an MP3 recording"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "is a 7z archive"),
        (b"Rar!\x1a\7\1\0", "is a RAR archive"),
        (b"BZh91AY&SY\0\1\2\3\4", "is packed with bzip2"),
        (b"!BDN\0\1\2\3SM", "is an Outlook data file (PST)"),
        (b"SQLite format 3\0\x10\0", "is a SQLite database"),
        (b"%!PS-Adobe-3.0\n%%Title: a\n", "is a PostScript document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "is an Excel workbook"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "is a PowerPoint presentation"),
        (
            zipped("mimetype", first=b"application/vnd.oasis.opendocument.spreadsheet"),
            "is an OpenDocument spreadsheet",
        ),
        (b"#!/bin/sh\nrm -r *\n", "is a program"),
        (b"<?php echo 'The bridge is shut.'; ?>", "is a program"),
        (b"\x7fELF\2\1\1\0", "is a program"),
    ],
)
@pytest.mark.parametrize("name", ["a", "a.xyz", "a.txt", "a.html", "a.json"])
def test_what_is_not_read_is_refused_as_what_it_is(tmp_path, data, says, name):
    refused = outcome(tmp_path, data, name)
    assert isinstance(refused, Refused)
    assert refused.why.startswith(f"{says}, not a kind that is read; ")


@pytest.mark.parametrize("name", ["a", "a.xyz", "a.txt", "a.html", "a.json"])
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF"])
def test_a_picture_is_refused_as_one_whatever_its_name(tmp_path, data, name):
    refused = outcome(tmp_path, data, name)
    assert isinstance(refused, Refused)
    assert refused.why.startswith("is a picture: add it with --ocr")


@pytest.mark.parametrize(
    "start",
    [
        "MZ of the Courier writes",
        "ID3 tags were",
        "OTTO Venn said",
        "BZh is no word",
        "Rar! they cried",
        "PAR1 is a race",
    ],
)
def test_a_text_may_begin_with_any_letters(tmp_path, start):
    assert isinstance(outcome(tmp_path, f"{start}.\n\n{TEXT}".encode(), "a.txt"), Article)


def test_a_zip_with_documents_in_it_is_a_zip_and_no_document(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        package.writestr("memo.docx", hostile.word(SHUT))
        package.writestr("note.txt", f"Bridge shut\n\n{TEXT}")
    (tmp_path / "a.zip").write_bytes(made.getvalue())
    assert [one.part for one in read(tmp_path / "a.zip")] == ["memo.docx", "note.txt"]


def test_plain_text_of_another_ending_is_refused_with_what_to_do(tmp_path):
    refused = outcome(tmp_path, TEXT.encode(), "a.log")
    assert "plain text whose name ends in .log" in refused.why
    assert "rename it to .txt" in refused.why
    for name in ("a", "The bridge is shut. 14 March", "bridge.2024"):
        assert isinstance(outcome(tmp_path, TEXT.encode(), name), Article), name


@pytest.mark.parametrize(
    "name",
    [
        "a.php",
        "a.shtml",
        "a.asp",
        "a.aspx",
        "a.jsp",
        "a.cfm",
        "a.php?id=12",
        "index.html@p=2",
        "A.PHP.gz",
    ],
)
def test_a_page_is_read_under_the_name_of_the_program_that_made_it(tmp_path, name):
    (tmp_path / name).write_bytes(PAGE.encode())
    (path,) = find([tmp_path])
    assert ending_of(path)
    assert SHUT in next(iter(read(path))).text


def test_what_is_called_like_a_page_and_is_none_is_refused(tmp_path):
    assert "is no web page by its content" in outcome(tmp_path, TEXT.encode(), "a.php").why


def test_files_without_ending_are_looked_at_in_folders(tmp_path):
    for name, data in {
        "index": PAGE.encode(),
        "mail": MAIL.encode(),
        "1710400000.M1P2.host:2,S": MAIL.encode(),
        "LICENSE": TEXT.encode(),
        "records": b'{"text": "x"}',
        "photo": b"\x89PNG\r\n\x1a\n\0",
        "story.html.bak": PAGE.encode(),
        "story.html~": PAGE.encode(),
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
        "desktop.ini": b"[x]",
    }.items():
        (tmp_path / name).write_bytes(data)
    found = list(find([tmp_path]))
    taken = {one.name for one in found if isinstance(one, Path)}
    assert taken == {"index", "mail", "1710400000.M1P2.host:2,S", "photo"}
    why = {one.path.name: one.why for one in found if isinstance(one, Refused)}
    assert "rename it to .txt" in why["LICENSE"]
    assert "older copy" in why["story.html.bak"]
    assert "older copy" in why["story.html~"]
    assert why.keys() == {"LICENSE", "records", "story.html.bak", "story.html~"}


def test_labelled_text_is_no_mail(tmp_path):
    text = f"Subject: Bridge shut\nDate: 2024-03-14\nFrom: our reporter\n\n{TEXT}"
    assert outcome(tmp_path, text.encode(), "a.txt").title != "Shut"
    assert isinstance(outcome(tmp_path, text.encode(), "a.txt"), Article)


@pytest.mark.parametrize(
    "data",
    [
        b"From " + b"Mon 00:00 " * 12_000,
        b"From " + b"Mon" * 40_000,
        b"<x" + b"<!--" * 32_000,
        b"<!-" + b"<!DOCTYPE [" * 11_000,
        b"<!-" + b"<!DOCTYPE " * 12_000,
        b"<!DOCTYPE [" + b"] " * 60_000,
    ],
    ids=["envelope", "days", "comments", "subsets", "types", "ends"],
)
def test_what_begins_like_many_things_is_told_in_little_time(tmp_path, data):
    begun = time.process_time()
    (tmp_path / "crawl").write_bytes(data)
    list(find([tmp_path]))
    assert time.process_time() - begun < 1


def test_a_document_type_with_a_subset_is_passed_over(tmp_path):
    subset = '<!DOCTYPE nitf [<!ENTITY a "]">\n<!ELEMENT x ANY> ] >'
    head = "<hedline><hl1>Shut</hl1></hedline>"
    nitf = f"<!-- <rss> -->{subset}<nitf><body><body.head>{head}</body.head>"
    nitf += f"<body.content><p>{SHUT}</p></body.content></body></nitf>"
    assert outcome(tmp_path, nitf.encode(), "story").title == "Shut"
