"""Saved pages, web archives, ZIP, tar and EPUB: each article in them once, and whose it is."""

import gzip
import io
import plistlib
import tarfile
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index import Archive
from index.articles import find, read
from index.types import Article, Refused

SHUT = "The harbour bridge in Tamber was shut on Monday after a crack was found in its deck."
COST = "Repairs will cost 2.4 million crowns, the port authority said, and take until March."
TEXT = f"{SHUT}\n\n{COST}"
URL = "https://courier.example/bridge-shut"


def page(
    title: str = "Harbour bridge shut", head: str = "", body: str = "", more: str = ""
) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body>{body}<nav>Home News</nav><article><h1>{title}</h1><p>{SHUT}</p><p>{COST}</p>{more}"
        "</article></body></html>"
    ).encode()


def saved(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def only(path: Path) -> Article:
    (outcome,) = read(path)
    assert isinstance(outcome, Article), outcome
    return outcome


def refused(path: Path) -> str:
    (outcome,) = read(path)
    assert isinstance(outcome, Refused), outcome
    return outcome.why


# -- saved pages -----------------------------------------------------------------------------------


def mhtml(content: bytes, first: str = "", **headers: str) -> bytes:
    heads = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        (
            f'{heads}MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; '
            f"boundary=b\r\n\r\n{first}--b\r\nContent-Type: text/html\r\n"
            f"Content-Transfer-Encoding: 8bit\r\nContent-Location: {URL}\r\n\r\n"
        ).encode()
        + content
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )


def test_a_page_saved_as_mhtml_knows_its_address_and_not_its_day(tmp_path):
    data = mhtml(
        page(),
        From="<Saved by Blink>",
        Snapshot_Content_Location=f"{URL}?page=1",
        Subject="Harbour bridge shut - Harbour Courier",
        Date="Fri, 15 Mar 2024 10:00:00 -0000",
    )
    for name in ("a.mhtml", "a.mht", "saved", "a.eml", "a.html"):
        article = only(saved(tmp_path, data, name))
        assert (article.title, article.text) == ("Harbour bridge shut", TEXT)
        assert (article.url, article.published) == (f"{URL}?page=1", None)


def test_the_page_in_mhtml_may_come_after_its_frames_and_be_encoded(tmp_path):
    frame = (
        b"<html><body><p>An advertisement in a frame, of no interest to anybody.</p></body></html>"
    )
    made = EmailMessage()
    made["From"], made["Subject"] = "<Saved by Windows Internet Explorer 8>", "Bridge"
    made.set_content(frame.decode(), subtype="html", cid="<frame>")
    made.make_related()
    made.add_related(page("Brücke zu").decode(), subtype="html", charset="iso-8859-1", cid="<page>")
    made.set_param("start", "<page>")
    article = only(saved(tmp_path, bytes(made), "a.mht"))
    assert (article.title, article.text) == ("Brücke zu", TEXT)


def test_a_page_says_when_it_was_saved_and_a_later_day_of_publication_is_not_believed(tmp_path):
    head = '<meta property="article:published_time" content="2024-03-20T09:00:00Z">'
    day = "Fri Mar 15 2024 10:00:00 GMT+0100 (CET)"
    note = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: {day}\n-->"
    data = page(head=head).replace(b"<html>", b"<html>" + note.encode())
    remark, article = read(saved(tmp_path, data, "a.html"))
    assert (article.url, article.published) == (URL, None)
    assert "2024-03-20 had not come yet when it was saved, on 2024-03-15" in remark.why
    data = data.replace(b"2024-03-20", b"2024-03-14")
    assert only(saved(tmp_path, data, "a.html")).published == date(2024, 3, 14)


@pytest.mark.parametrize(
    "note",
    [
        f"<!-- saved from url=(0035){URL} -->",
        f"<!-- Mirrored from {URL} by HTTrack Website Copier/3.x [XR&CO'2014], "
        "Fri, 15 Mar 2024 10:00:00 GMT -->",
    ],
)
def test_programs_that_save_pages_leave_the_address(tmp_path, note):
    data = page().replace(b"<html>", note.encode() + b"<html>")
    assert only(saved(tmp_path, data, "a.html")).url == URL


def test_pictures_in_the_page_itself_cost_nothing(tmp_path):
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 3_000_000}">'
    data = page(body=picture)
    assert len(data) > 30_000_000
    assert only(saved(tmp_path, data, "a.html")).text == TEXT


def test_a_web_archive_of_safari(tmp_path):
    resource = {
        "WebResourceData": page(),
        "WebResourceURL": URL,
        "WebResourceMIMEType": "text/html",
    }
    data = plistlib.dumps({"WebMainResource": resource}, fmt=plistlib.FMT_BINARY)
    article = only(saved(tmp_path, data, "a.webarchive"))
    assert (article.url, article.text) == (URL, TEXT)
    assert "damaged web archive" in refused(saved(tmp_path, data[:-20], "a.webarchive"))


# -- pages out of public archives ------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        f"https://web.archive.org/web/20240701120000/{URL}",
        f"http://web.archive.org/web/20240701120000id_/{URL}",
        f"https://archive.ph/2024.07.01-120000/{URL}",
        f"https://archive.today/20240701120000/{URL}",
        f"https://wayback.archive-it.org/12/20240701120000/{URL}",
        f"https://arquivo.pt/wayback/20240701120000mp_/{URL}",
        f"https://library.example/coll/20240701120000mp_/{URL}",
        f"https://webcache.googleusercontent.com/search?q=cache:Ab3dEf6hIj8L:{URL}",
    ],
)
def test_an_archived_page_is_its_outlets_and_not_the_archives(tmp_path, address):
    head = f"<link rel='canonical' href='{address}'>"
    head += "<meta property='og:site_name' content='Wayback Machine'>"
    article = only(saved(tmp_path, page(head=head), "a.html"))
    assert (article.url, article.source, article.outlet) == (URL, "", "courier.example")
    row = f'{{"text": "{SHUT}", "url": "{address}"}}'
    assert only(saved(tmp_path, row.encode(), "a.json")).url == URL


@pytest.mark.parametrize(
    "address",
    ["https://archive.org/details/tamber-1920", "https://courier.example/2024/07/01/https"],
)
def test_other_addresses_stay(tmp_path, address):
    head = f"<link rel='canonical' href='{address}'>"
    url = only(saved(tmp_path, page(head=head), "a.html")).url
    assert url == ("" if "archive.org" in address else address)


def test_an_archives_bar_is_no_text_and_tells_the_address(tmp_path):
    bar = (
        f'<script>__wm.wombat("{URL}","20240701120000","https://web.archive.org/","web");</script>'
        '<div id="wm-ipp-base" lang="en"><div id="wm-ipp"><p>12 captures from 14 March to 1 July, '
        "which the Wayback Machine of the Internet Archive shows in a bar.</p></div></div>"
    )
    article = only(saved(tmp_path, page(body=bar), "a.html"))
    assert (article.url, article.text) == (URL, TEXT)


# -- WARC ------------------------------------------------------------------------------------------


def warc(*records: tuple, packed: bool = False) -> bytes:
    """Records of (kind, address, day, status, content type, body, more HTTP headers)."""
    made = io.BytesIO()
    writer = WARCWriter(made, gzip=packed)
    for kind, url, day, status, content_type, body, *headers in records:
        http = StatusAndHeaders(
            status, [("Content-Type", content_type), *headers], protocol="HTTP/1.1"
        )
        record = writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http if kind in ("response", "revisit") else None,
            warc_headers_dict={"WARC-Date": f"{day}T10:00:00Z"},
            warc_content_type=content_type,
        )
        writer.write_record(record)
    return made.getvalue()


HTML = "text/html; charset=utf-8"
OLD, NEW = page("Harbour bridge shut"), page("Harbour bridge shut for months")


def capture(
    body: bytes,
    *,
    url: str = URL,
    day: str = "2024-03-15",
    status: str = "200 OK",
    kind: str = HTML,
    headers=(),
):
    return ("response", url, day, status, kind, body, *headers)


@pytest.mark.parametrize("packed", [False, True])
def test_each_page_of_a_web_archive_is_read_once_as_it_was_last(tmp_path, packed):
    data = warc(
        ("warcinfo", "", "2024-03-15", "", "application/warc-fields", b"software: x"),
        ("request", URL, "2024-03-15", "", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        capture(NEW, day="2024-03-16"),
        capture(OLD),
        capture(b"moved", day="2024-03-17", status="301 Moved"),
        capture(b"<html>not found</html>", day="2024-03-18", status="404 Not Found"),
        ("revisit", URL, "2024-03-19", "200 OK", HTML, b""),
        capture(b"User-agent: *", url="https://courier.example/robots.txt", kind="text/plain"),
        capture(b"\x89PNG", url="https://courier.example/a.png", kind="image/png"),
        ("resource", "urn:thumbnail", "2024-03-15", "", "image/png", b"\x89PNG"),
        packed=packed,
    )
    for name in ("a.warc.gz" if packed else "a.warc", "a.txt", "crawl"):
        article = only(saved(tmp_path, data, name))
        assert (article.title, article.text) == ("Harbour bridge shut for months", TEXT)
        assert (article.url, article.published, article.part) == (URL, None, URL)


@pytest.mark.parametrize(
    ("coding", "encode"), [("gzip", gzip.compress), ("br", brotli.compress), ("deflate", None)]
)
def test_contents_are_unpacked(tmp_path, coding, encode):
    import zlib

    body = (encode or zlib.compress)(page("Brücke zu"))
    article = only(
        saved(tmp_path, warc(capture(body, headers=[("Content-Encoding", coding)])), "a.warc")
    )
    assert (article.title, article.text) == ("Brücke zu", TEXT)


def test_chunks_are_joined_and_the_charset_is_the_servers(tmp_path):
    body = page("Мост закрыт").decode().replace("<meta charset='utf-8'>", "").encode("windows-1251")
    chunks = (
        b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:100], body[100:]))
        + b"0\r\n\r\n"
    )
    data = warc(
        capture(
            chunks,
            kind="text/html; charset=windows-1251",
            headers=[("Transfer-Encoding", "chunked")],
        )
    )
    assert only(saved(tmp_path, data, "a.warc")).title == "Мост закрыт"


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("story?from=2019-01-01", None),
        ("2024/03/14/bridge?page=2", date(2024, 3, 14)),
        ("bridge-2024-03-14?id=2019-01-01", date(2024, 3, 14)),
    ],
)
def test_the_day_in_a_captured_address_counts_and_what_it_asks_does_not(tmp_path, path, day):
    data = warc(capture(page(), url=f"https://courier.example/{path}"))
    assert only(saved(tmp_path, data, "a.warc")).published == day


def test_a_web_archive_without_pages_is_refused_as_that(tmp_path):
    data = warc(capture(b"\x89PNG", kind="image/png"))
    assert "no pages in it" in refused(saved(tmp_path, data, "a.warc"))
    assert "is a damaged web archive" in refused(
        saved(tmp_path, b"nonsense and no more of it", "a.warc")
    )


def test_a_web_archive_that_is_cut_short_gives_what_came_before(tmp_path):
    data = warc(capture(OLD), capture(NEW, url=f"{URL}/2"), capture(NEW, url=f"{URL}/3"))
    articles = [
        one for one in read(saved(tmp_path, data[:-300], "a.warc")) if isinstance(one, Article)
    ]
    assert len(articles) >= 2


def test_a_wacz_is_read_for_the_pages_that_it_lists(tmp_path):
    frame = capture(page("An advertisement"), url="https://ads.example/1")
    parts = {
        "datapackage.json": b"{}",
        "archive/a.warc.gz": warc(capture(OLD), frame, packed=True),
        "archive/b.warc.gz": warc(capture(NEW, day="2024-04-01"), packed=True),
        "pages/pages.jsonl": f'{{"format": "json-pages-1.0"}}\n{{"url": "{URL}"}}\n'.encode(),
    }
    for name in ("a.wacz", "a.zip"):
        article = only(saved(tmp_path, zipped(parts), name))
        assert (article.title, article.url) == ("Harbour bridge shut for months", URL)


# -- ZIP and tar -----------------------------------------------------------------------------------


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def tarred(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as package:
        for name, data in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            package.addfile(entry, io.BytesIO(data))
    return made.getvalue()


PARTS = {
    "may/2024-05-02-bridge.txt": f"Bridge shut\n\n{TEXT}".encode(),
    "may/story": page("Ferry sinks"),
    "may/story.html": page("Quay sold"),
    "may/story_files/style.css": b"p {}",
    "may/story_files/frame.html": page("An advertisement"),
    "__MACOSX/may/._story.html": b"\0\5\26\7",
    "may/.DS_Store": b"\0\0\0\1Bud1",
    "photo.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "book.xlsx": zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
}


@pytest.mark.parametrize(
    ("pack", "name"),
    [(zipped, "a.zip"), (tarred, "a.tar"), (tarred, "a.tar.gz"), (tarred, "a.tgz")],
)
def test_what_is_in_an_archive_is_read_as_in_a_folder(tmp_path, pack, name):
    data = pack(PARTS)
    outcomes = list(
        read(saved(tmp_path, gzip.compress(data) if name.endswith("gz") else data, name))
    )
    articles = [one for one in outcomes if isinstance(one, Article)]
    assert [one.title for one in articles] == ["Bridge shut", "Ferry sinks", "Quay sold"]
    assert articles[0].published == date(2024, 5, 2)
    assert articles[1].part == "may/story"
    why = [one.why for one in outcomes if isinstance(one, Refused)]
    assert len(why) == 2
    assert why[0].startswith("photo.jpg: is a picture: add it with --ocr")
    assert why[1].startswith("book.xlsx: is a spreadsheet")


def test_ids_in_a_zip_are_of_names_so_that_one_more_file_changes_none(tmp_path):
    first = {
        one.part: one.id
        for one in read(saved(tmp_path, zipped(dict(list(PARTS.items())[1:3])), "a.zip"))
    }
    again = {
        one.part: one.id
        for one in read(saved(tmp_path, zipped(dict(list(PARTS.items())[:3])), "a.zip"))
    }
    assert first.items() < again.items()


def test_archives_in_archives_are_read_as_far_as_people_nest_them(tmp_path):
    data = zipped({"deep.txt": f"Deep\n\n{TEXT}".encode()})
    for level in range(3):
        data = zipped({f"{level}.zip": data})
    assert only(saved(tmp_path, data, "a.zip")).part == "deep.txt"
    assert "lies within 4 other files" in refused(saved(tmp_path, zipped({"a.zip": data}), "a.zip"))


def test_names_in_other_characters(tmp_path):
    data = zipped({"brücke.txt": f"Brücke\n\n{TEXT}".encode()})
    plain = data.replace(b"\x00\x08", b"\x00\x00")  # as if the name were not said to be UTF-8
    for one in (data, plain):
        assert only(saved(tmp_path, one, "a.zip")).part == "brücke.txt"


def test_an_encrypted_zip_is_refused_as_that(tmp_path):
    data = bytearray(zipped({"a.txt": TEXT.encode()}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    assert "is encrypted; unpack it with its password" in refused(
        saved(tmp_path, bytes(data), "a.zip")
    )


def test_damage_in_a_zip_loses_one_file(tmp_path):
    data = zipped(
        {"a.txt": f"Bridge shut\n\n{TEXT}".encode(), "b.txt": f"Bridge open\n\n{TEXT}".encode()},
        zipfile.ZIP_STORED,
    )
    at = data.find(b"shut")
    outcomes = list(read(saved(tmp_path, data[:at] + b"shot" + data[at + 4 :], "a.zip")))
    assert outcomes[0].why.startswith("a.txt: is damaged in its ZIP")
    assert outcomes[1].title == "Bridge open"
    assert "is a damaged or cut ZIP" in refused(saved(tmp_path, data[:-30], "a.zip"))
    assert "with nothing in it" in refused(saved(tmp_path, zipped({}), "a.zip"))


def test_the_folder_of_a_saved_page_is_passed_over_in_a_folder_too(tmp_path):
    saved(tmp_path, page(), "story.html")
    for name, data in (("story_files", page("Frame")), ("notes_files", page("Notes"))):
        (tmp_path / name).mkdir()
        saved(tmp_path / name, data, "a.html")
    found = [path.relative_to(tmp_path).as_posix() for path in find([tmp_path])]
    assert found == ["notes_files/a.html", "story.html"]


# -- EPUB ------------------------------------------------------------------------------------------


REVIEW = (
    "<dc:title>The Tamber Review</dc:title><dc:date>2024-03-14</dc:date>"
    "<dc:language>en-GB</dc:language><dc:publisher>Tamber Press</dc:publisher>"
)
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def chapter(body: str, title: str = "The Tamber Review") -> bytes:
    return (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>{title}</title></head><body>{body}</body></html>"
    ).encode()


def epub(metadata: str = "", **more: bytes) -> bytes:
    chapters = {
        "cover": chapter('<img src="a.jpg"/>'),
        "contents": chapter('<p><a href="one.xhtml">Bridge</a></p>'),
        "rights": chapter(
            f"<p>© 2024 Tamber Press. All rights reserved. ISBN 1-2-3. {'No part. ' * 30}</p>"
        ),
        "two": chapter(
            f"<h2>The ferry</h2><p class='byline'>By Otto Venn</p><p>{SHUT}</p><p>{COST}</p>"
        ),
        "one": chapter(f"<p>{SHUT}</p><p>{COST}</p>"),
    }
    items = "".join(
        f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>{metadata or REVIEW}</metadata>'
        f'<manifest>{items}<item id="ncx" href="toc.ncx" '
        'media-type="application/x-dtbncx+xml"/></manifest>'
        f'<spine toc="ncx">{spine}</spine></package>'
    )
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>News</text></navLabel>'
        '<content src="contents.xhtml"/><navPoint><navLabel><text>Bridge shut</text></navLabel>'
        '<content src="one.xhtml"/></navPoint></navPoint></navMap></ncx>'
    )
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": CONTAINER.encode(),
            "OEBPS/content.opf": opf.encode(),
            "OEBPS/toc.ncx": ncx.encode(),
            **{f"OEBPS/{name}.xhtml": data for name, data in chapters.items()},
            **more,
        }
    )


def test_each_article_of_an_issue_is_read_in_order_with_the_issues_day(tmp_path):
    for name in ("a.epub", "a.zip", "issue"):
        ferry, bridge = read(saved(tmp_path, epub(), name))
        assert (ferry.title, ferry.authors, ferry.part) == (
            "The ferry",
            ("Otto Venn",),
            "OEBPS/two.xhtml",
        )
        assert (bridge.title, bridge.section, bridge.text) == ("Bridge shut", "News", TEXT)
        for article in (ferry, bridge):
            assert (article.source, article.published, article.language) == (
                "Tamber Press",
                date(2024, 3, 14),
                "en",
            )


@pytest.mark.parametrize(
    ("metadata", "source", "day"),
    [
        (
            "<dc:title>Harbour Courier [Thu, 14 Mar 2024]</dc:title>"
            "<dc:publisher>calibre</dc:publisher>",
            "Harbour Courier",
            None,
        ),
        (
            "<dc:title>The Tamber Review, Spring 2024</dc:title><dc:date>2024</dc:date>",
            "The Tamber Review",
            None,
        ),
        (
            "<dc:title>Tamber Review – Issue 12</dc:title><dc:date>2024-03-14T00:00:00Z</dc:date>",
            "Tamber Review",
            date(2024, 3, 14),
        ),
    ],
)
def test_whose_issue_it_is(tmp_path, metadata, source, day):
    first, _ = read(saved(tmp_path, epub(metadata), "a.epub"))
    assert (first.source, first.published) == (source, day)


def test_a_protected_book_is_refused_and_one_with_hidden_fonts_is_not(tmp_path):
    def locked(path: str) -> bytes:
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            "<EncryptedData><CipherData>"
            f'<CipherReference URI="{path}"/></CipherData></EncryptedData></encryption>'
        ).encode()

    name = "META-INF/encryption.xml"
    assert "DRM" in refused(saved(tmp_path, epub(**{name: locked("OEBPS/one.xhtml")}), "a.epub"))
    assert len(list(read(saved(tmp_path, epub(**{name: locked("OEBPS/a.otf")}), "a.epub")))) == 2


def test_a_book_without_order_is_read_in_that_of_its_files(tmp_path):
    data = zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b"",
            "a.xhtml": chapter(f"<h1>Bridge</h1><p>{SHUT}</p><p>{COST}</p>"),
        }
    )
    assert only(saved(tmp_path, data, "a.epub")).title == "Bridge"
    empty = zipped({"mimetype": b"application/epub+zip", "a.png": b"x"})
    assert "EPUB without chapters" in refused(saved(tmp_path, empty, "a.epub"))


def test_a_tar_that_is_cut_short_gives_what_came_before(tmp_path):
    titles = ("Bridge shut", "Ferry sinks", "Quay sold")
    parts = {f"{one}.txt": f"{one}\n\n{TEXT}".encode() for one in titles}
    data = tarred(parts)
    cut = data[: data.index(b"Quay sold\n") + 20]
    first, second, rest = read(saved(tmp_path, cut, "a.tar"))
    assert (first.title, second.title) == titles[:2]
    assert "is a damaged or cut tar" in rest.why


def test_names_that_are_no_text_are_told_as_text(tmp_path):
    parts = {
        "br\udcfccke.txt": f"Bridge\n\n{TEXT}".encode(),
        "a\x1b[31m\nb.txt": f"Ferry\n\n{TEXT}".encode(),
        "\udcff.jpg": b"\xff\xd8\xff\xe0\0\x10JFIF",
    }
    path = saved(tmp_path, tarred(parts), "a.tar")
    with Archive(tmp_path / "archive", create=True) as archive:
        summary = archive.add([path])
        assert summary.added == 2
        found = {archive.article(one).part for one in archive.article_ids()}
        assert found == {"br\ufffdcke.txt", "a[31m b.txt"}
        [refused] = archive.reports()
        assert refused.why.startswith("\ufffd.jpg: is a ")
