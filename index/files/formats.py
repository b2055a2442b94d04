"""The formats of article files, by the endings of their names: ours, and those of packages."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from index.files.decoding import (
    MAX_ARTICLE_CHARS,
    File,
    Member,
    Room,
    UnreadableError,
    contents,
    decode,
    head,
    name_of,
    opened,
    refuse_binary,
    size_of,
)
from index.files.documents.blocks import Block, drafted
from index.files.documents.opendocument import read_odt
from index.files.documents.pdf import read_pdf, read_picture
from index.files.documents.rtf import read_rtf
from index.files.documents.word import read_docx
from index.files.exports.articles import Exported
from index.files.exports.lines import blocks_of
from index.files.exports.pages import articles_of_page
from index.files.exports.printed import articles_of_pdf
from index.files.exports.splitting import articles_in, may_be_export
from index.files.fields import Place
from index.files.packed.archives import in_tar, in_zip
from index.files.packed.books import in_epub
from index.files.packed.contained import Packed
from index.files.packed.mailboxes import in_emlx, in_mail, in_mbox
from index.files.packed.outlook import in_msg
from index.files.packed.savedpages import read_mhtml, read_webarchive
from index.files.packed.webarchives import in_wacz, in_warc
from index.files.pages.saved import without_data
from index.files.pages.webpages import read_page
from index.files.plaintext import Draft, read_markdown, read_plain
from index.files.reading import Format, Found, of_one, packed, read_whole
from index.files.records import Record, from_record, read_csv, read_json, read_jsonl
from index.files.sniffing import SERVED, is_lines, settled, sniffed, suffix_in
from index.files.transcripts import read_srt, read_vtt
from index.files.unread import why_unread
from index.files.wires.reading import read_xml
from index.plugins import Plugin, Registry, type_named

_MAX_PAGE_BYTES, _MAX_SAVED_BYTES = 20_000_000, 100_000_000
_MAX_DOCUMENT_BYTES = 200_000_000
_MAX_XML_BYTES = 60_000_000
_MAX_TEXT_BYTES = 4 * MAX_ARTICLE_CHARS + 4
_MAX_EXPORT_BYTES = 50_000_000
_LOOKED_AT = 1_000_000  # bytes of a text that is too long for one article
_TOO_LONG = (
    f"holds more than {MAX_ARTICLE_CHARS:,} characters, the limit for one article; "
    "put one article in a file, or one a line as JSON Lines"
)
_NO_DATA = "unpacks to nothing, or its gzip data is cut short; fetch the file again"
_OVER = object()


def ending_of(file: File) -> str:
    """The ending that tells how `file` is read, `.gz` aside; empty where none does.

    That of "story.php?id=12" and "index.html@p=2", as wget names pages, is what stands before.
    """
    name = name_of(file).lower().removesuffix(".gz")
    for one in (name, re.split(r"[?@]", name, maxsplit=1)[0]):
        ending = os.path.splitext(one)[1].removeprefix(".")
        if ending in FORMATS.ours or ending in FORMATS.names:
            return ending
    return ""


def format_of(file: File) -> Format:
    """How `file` is read, by its name and its content.

    Raises:
        UnreadableError: it is empty, its content belies its name, or its kind is not known.
    """
    found = FORMATS.get(kind_of(file))
    if found is None:
        raise UnreadableError(unknown_kind())
    return found


def kind_of(file: File) -> str:
    """The ending of the files that are read like `file`, by its content first; empty for none.

    Raises:
        UnreadableError: it is empty, or of a kind that is known and not read.
    """
    named = ending_of(file)
    with opened(file) as stream:
        start = head(stream)
        if not start:
            raise UnreadableError("is empty: 0 bytes" if not size_of(file) else _NO_DATA)
        if isinstance(file, Member) and file.kind:
            return file.kind
        if named and named not in FORMATS.ours:
            return named  # whoever reads it knows what it begins with
        found = sniffed(start, stream)
        why = "" if named else why_unread(name_of(file), start)
        if why and not found.tells_more:
            raise UnreadableError(why)
        kind = settled(named, suffix_in(name_of(file)), found, FORMATS.ours)
        if kind == "json":
            return "jsonl" if is_lines(stream) else "json"
    return kind


def is_recognised(path: Path) -> bool:
    """Whether letters of a file of that name, or of one in it, may have to be recognised."""
    return ending_of(path) in ("pdf", *_PICTURES, *_HOLDING)


def endings() -> tuple[str, ...]:
    """The endings of the files that are read, such as ".txt"; each may be followed by `.gz`."""
    return tuple(f".{name}" for name in FORMATS.names)


def why_refused(name: str, start: bytes) -> str:
    """Why a file is refused whose name tells no kind that is read, by that name and its start."""
    return why_unread(name, start) or unknown_kind()


def unknown_kind() -> str:
    """Why a file of another kind is refused."""
    added = FORMATS.names[len(FORMATS.ours) :]
    listed = " ".join((_LISTED, *(f".{name}" for name in added)))
    return f"is not a kind that is read: {listed}, any of them gzipped"


def may_hold_several(path: Path) -> bool:
    """Whether a file of that name may hold several articles."""
    found = FORMATS.get(ending_of(path))
    return found is not None and found.several


# -- what reads a file ------------------------------------------------------------------------


def _printed(drafts: Callable[[File, str], Iterable[Exported]]) -> Format:
    """Pages as they look; their letters are recognised in the languages of `Place.ocr`."""

    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        return read_whole(lambda file: drafts(file, whole.ocr)).read(whole, mapping)

    return Format(read, several=True, streams=False)


def _document(
    read: Callable[[bytes], tuple[Sequence[Block], str]], file: File
) -> Iterable[Exported]:
    """The articles of an export, or the document as one; `read` gives paragraphs and a title."""
    blocks, title = read(contents(file, _MAX_DOCUMENT_BYTES))
    return articles_in(blocks) or [drafted(blocks, title)]


def _xml(file: File) -> Iterator[Draft | UnreadableError]:
    return read_xml(contents(file, _MAX_XML_BYTES))


def _pdf(file: File, languages: str) -> Iterable[Exported]:
    data = contents(file, _MAX_DOCUMENT_BYTES)
    drafts = read_pdf(data, languages)
    text = "\n\n".join(f"{values.get('title', '')}\n\n{values['text']}" for values, _ in drafts)
    return articles_of_pdf(data, text) or drafts


def _picture(file: File, languages: str) -> Iterable[Exported]:
    return read_picture(contents(file, _MAX_DOCUMENT_BYTES), languages)


def _page(file: File) -> Iterable[Exported]:
    data = without_data(contents(file, _MAX_SAVED_BYTES))
    if len(data) > _MAX_PAGE_BYTES:
        raise UnreadableError(
            f"holds more than {_MAX_PAGE_BYTES:,} bytes, the limit for its kind, without the data "
            "of pictures in it; split it"
        )
    page = decode(data, html=True)
    refuse_binary(page)
    return articles_of_page(page) or [read_page(page)]


def _plain(file: File) -> Iterable[Exported]:
    """The articles of an export, which may be longer than one article, or the file as one."""
    with opened(file) as stream:
        data = stream.read(_MAX_TEXT_BYTES + 1)
        if len(data) > _MAX_TEXT_BYTES:
            if not may_be_export(decode(data[:_LOOKED_AT])):
                raise UnreadableError(_TOO_LONG)
            data += stream.read(_MAX_EXPORT_BYTES)
    if len(data) > _MAX_EXPORT_BYTES:
        raise UnreadableError(
            f"holds more than {_MAX_EXPORT_BYTES:,} bytes, the limit for an export; export fewer "
            "articles at once"
        )
    text = decode(data)
    refuse_binary(text)
    if found := articles_in(blocks_of(text)):
        return found
    if len(data) > _MAX_TEXT_BYTES:
        raise UnreadableError(_TOO_LONG)
    return [read_plain(text)]


def _saved(read: Callable[[bytes], Draft], file: File) -> Draft:
    return read(contents(file, _MAX_SAVED_BYTES))


def _text(read: Callable[[str], Draft], file: File) -> Draft:
    """Read a text file whole, if it can be an article: four bytes a character at most."""
    with opened(file) as stream:
        data = stream.read(_MAX_TEXT_BYTES + 1)
    if len(data) > _MAX_TEXT_BYTES:
        raise UnreadableError(_TOO_LONG)
    text = decode(data)
    refuse_binary(text)
    return read(text)


# -- a record an article -----------------------------------------------------------------------


def _packed(contained: Callable[[File, Room], Packed]) -> Format:
    return packed(contained, format_of)


def _records(read: Callable[[Place, Mapping[str, str]], Iterator[Record]]) -> Format:
    def found(whole: Place, mapping: Mapping[str, str]) -> Found:
        for place, parsed in read(whole, mapping):
            yield place, partial(from_record, parsed, mapping, place)

    return Format(found)


def _plugged(plugin: Plugin) -> Format:
    """Files of an ending that a package reads, each record checked as one of JSON is."""

    def read(whole: Place, mapping: Mapping[str, str]) -> Iterator[Record]:
        with opened(whole.file) as stream:
            given = plugin.guarded(lambda: plugin.loaded()(stream))
            if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
                raise plugin.wrong(f"it returned {type_named(given)}, not the fields of articles")
            records, number = plugin.guarded(lambda: iter(given)), 0
            while (record := plugin.guarded(lambda: next(records, _OVER))) is not _OVER:
                if not isinstance(record, Mapping):
                    raise plugin.wrong(f"it gave {type_named(record)}, not an article's fields")
                number += 1
                place = whole.record(number, label=f"record {number}: ")
                yield place, partial(plugin.guarded, partial(dict, record))
            if not number:
                raise UnreadableError(f"holds no article that {plugin} finds")

    return _records(read)


_HTML = read_whole(_page, several=True)
_MARKDOWN = of_one(partial(_text, read_markdown))
_PLAIN = read_whole(_plain, several=True)
_LINES = _records(read_jsonl)
_MAILBOX = _packed(in_mbox)
_MHTML = of_one(partial(_saved, read_mhtml))
_WARC = _packed(in_warc)
_TAR = _packed(in_tar)

_XML = read_whole(_xml, several=True)
_OF_XML = ("xml", "rss", "atom", "rdf", "nitf", "newsml")
_LISTED = (
    ".txt .md .html .pdf .docx .rtf .odt .jsonl .json .csv .tsv .xml .rss .atom .vtt .srt "
    ".eml .mbox .msg .mhtml .warc .wacz .epub .zip .tar .png .jpg .tif"
)
_PICTURES = ("png", "jpg", "jpeg", "tif", "tiff")
_HOLDING = ("eml", "emlx", "mbox", "mbx", "msg", "warc", "arc", "wacz", "zip", "tar", "tgz")

FORMATS = Registry(
    "dateline.files",
    "reader of files",
    {
        "txt": _PLAIN,
        "text": _PLAIN,
        "md": _MARKDOWN,
        "markdown": _MARKDOWN,
        "html": _HTML,
        "htm": _HTML,
        "xhtml": _HTML,
        "jsonl": _LINES,
        "ndjson": _LINES,
        "pdf": _printed(_pdf),
        "docx": read_whole(partial(_document, read_docx), several=True),
        "rtf": read_whole(partial(_document, read_rtf), several=True),
        "odt": read_whole(partial(_document, read_odt), several=True),
        **dict.fromkeys(_OF_XML, _XML),
        "vtt": of_one(partial(_text, read_vtt)),
        "srt": of_one(partial(_text, read_srt)),
        **dict.fromkeys(_PICTURES, _printed(_picture)),
        "json": _records(read_json),
        "csv": _records(read_csv),
        "tsv": _records(partial(read_csv, delimiter="\t")),
        "eml": _packed(in_mail),
        "emlx": _packed(in_emlx),
        "mbox": _MAILBOX,
        "mbx": _MAILBOX,
        "msg": _packed(in_msg),
        "mhtml": _MHTML,
        "mht": _MHTML,
        "webarchive": of_one(partial(_saved, read_webarchive)),
        "warc": _WARC,
        "arc": _WARC,
        "wacz": _packed(in_wacz),
        "epub": _packed(in_epub),
        "zip": _packed(in_zip),
        "tar": _TAR,
        "tgz": _TAR,
        **dict.fromkeys(SERVED, _HTML),
    },
    _plugged,
    # finds all of "gmi" and "mp3", the ending without its dot
    allowed=re.compile(r"[a-z0-9]+"),
)
"""By ending. A package declares one as `gmi = "its_module:read"`, which takes the bytes of a file
as a stream and gives a mapping of fields for each article."""
