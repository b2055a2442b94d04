"""The formats of article files, by the endings of their names: ours, and those of packages."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from index.files.dates import date_in_name
from index.files.decoding import (
    MAX_ARTICLE_CHARS,
    File,
    Member,
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
from index.files.documents.pdf import read_pdf
from index.files.documents.rtf import read_rtf
from index.files.documents.word import read_docx
from index.files.exports.articles import Exported
from index.files.exports.lines import blocks_of
from index.files.exports.pages import articles_of_page
from index.files.exports.printed import articles_of_pdf
from index.files.exports.splitting import articles_in, may_be_export
from index.files.fields import Outcome, Place, build
from index.files.pages.webpages import read_page
from index.files.plaintext import Draft, read_markdown, read_plain
from index.files.records import Record, from_record, read_csv, read_json, read_jsonl
from index.files.sniffing import is_lines, sniffed
from index.files.transcripts import read_srt, read_vtt
from index.files.unread import why_unread
from index.files.wires.reading import read_xml
from index.plugins import Plugin, Registry, type_named

_MAX_PAGE_BYTES = 20_000_000
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

Found = Iterator[tuple[Place, Callable[[], Iterator[Outcome]]]]
"""Where each record of a file stands, and what gives the outcomes of that record."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a kind are read.

    `several` says whether one may hold several articles; `streams`, whether records are found one
    by one, so that one which ends the process that reads it can be passed over.
    """

    read: Callable[[Place, Mapping[str, str]], Found]
    several: bool = True
    streams: bool = True


def ending_of(file: File) -> str:
    """The ending that tells how `file` is read, `.gz` aside; empty where none does."""
    name = name_of(file).lower().removesuffix(".gz")
    ending = os.path.splitext(name)[1].removeprefix(".")
    return ending if ending in FORMATS.ours or ending in FORMATS.names else ""


def format_of(file: File) -> Format:
    """How `file` is read, by its name and its content.

    Raises:
        UnreadableError: it is empty, its content belies its name, or its kind is not known.
    """
    found = FORMATS.get(_kind(file))
    if found is None:
        with opened(file) as stream:
            raise UnreadableError(why_unread(name_of(file), head(stream)) or unknown_kind())
    return found


def _kind(file: File) -> str:
    named = ending_of(file)
    with opened(file) as stream:
        start = head(stream)
        if not start:
            raise UnreadableError("is empty: 0 bytes" if not size_of(file) else _NO_DATA)
        if named and named not in FORMATS.ours:
            return named  # whoever reads it knows what it begins with
        found = sniffed(start)
        if found in ("pdf", "docx", "rtf", "odt") and named != found:
            if named:
                raise UnreadableError(f"is a {found.upper()} file by its content; rename it")
            return found
        if named == "json" or (not named and found == "json"):
            return "jsonl" if is_lines(stream) else "json"
    if named in ("txt", "text", *_OF_XML) and found in ("html", "xml", "vtt", "srt"):
        return found
    return named or found


def endings() -> tuple[str, ...]:
    """The endings of the files that are read, such as ".txt"; each may be followed by `.gz`."""
    return tuple(f".{name}" for name in FORMATS.names)


def unknown_kind() -> str:
    """Why a file of another kind is refused."""
    added = FORMATS.names[len(FORMATS.ours) :]
    listed = " ".join((_LISTED, *(f".{name}" for name in added)))
    return f"is not a kind that is read: {listed}, any of them gzipped"


def may_hold_several(path: Path) -> bool:
    """Whether a file of that name may hold several articles."""
    found = FORMATS.get(ending_of(path))
    return found is not None and found.several


# -- a file whole, mostly one article ----------------------------------------------------------


def _whole(
    drafts: Callable[[File], Iterable[Draft | UnreadableError]], *, several: bool = False
) -> Format:
    """Files that are read whole: `drafts` gives the articles of one, or why one is none."""

    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        found = iter(drafts(whole.file))
        first, second = next(found), next(found, None)
        if second is None:
            yield whole, partial(_drafted, first, whole)
            return
        for number, draft in enumerate(chain((first, second), found), start=1):
            place = whole.record(number, label=f"article {number}: ")
            yield place, partial(_drafted, draft, place)

    return Format(read, several=several, streams=False)


def _one(draft: Callable[[File], Draft]) -> Format:
    return _whole(lambda file: [draft(file)])


def _drafted(draft: Draft | UnreadableError, place: Place) -> Iterator[Outcome]:
    if isinstance(draft, UnreadableError):
        raise draft
    values, remarks = draft
    yield from map(place.remark, remarks)
    named = None if place.number else date_in_name(name_of(place.file))
    yield from build({"published": named, **values}, place)


def _document(
    read: Callable[[bytes], tuple[Sequence[Block], str]], file: File
) -> Iterable[Exported]:
    """The articles of an export, or the document as one; `read` gives paragraphs and a title."""
    blocks, title = read(contents(file, _MAX_DOCUMENT_BYTES))
    return articles_in(blocks) or [drafted(blocks, title)]


def _xml(file: File) -> Iterator[Draft | UnreadableError]:
    return read_xml(contents(file, _MAX_XML_BYTES))


def _pdf(file: File) -> Iterable[Exported]:
    data = contents(file, _MAX_DOCUMENT_BYTES)
    draft = read_pdf(data)
    return articles_of_pdf(data, str(draft[0]["text"])) or [draft]


def _page(file: File) -> Iterable[Exported]:
    page = decode(contents(file, _MAX_PAGE_BYTES), html=True)
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


def _text(read: Callable[[str], Draft], file: File) -> Draft:
    """Read a text file whole, if it can be an article: four bytes a character at most."""
    with opened(file) as stream:
        data = stream.read(_MAX_TEXT_BYTES + 1)
    if len(data) > _MAX_TEXT_BYTES:
        raise UnreadableError(_TOO_LONG)
    text = decode(data)
    refuse_binary(text)
    return read(text)


# -- files in files ----------------------------------------------------------------------------

Packed = Iterator[tuple[Member, Mapping[str, object]]]
"""Files in a file, each with what is `known` of its articles, as `Place` has it."""


def _packed(members: Callable[[File], Packed]) -> Format:
    """Files that hold files, each of which is read as the kind that it is by its content."""

    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        number = 0
        for member, known in members(whole.file):
            inner = whole.within(member, known)
            for place, outcomes in _within(inner, mapping):
                number += 1
                yield replace(place, number=number), outcomes

    return Format(read)


def _within(inner: Place, mapping: Mapping[str, str]) -> Found:
    try:
        yield from format_of(inner.file).read(inner, mapping)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (the files beside it are to be read all the same)
        yield inner, partial(_refusing, error)


def _refusing(error: Exception) -> Iterator[Outcome]:
    raise error


# -- a record an article -----------------------------------------------------------------------


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


_HTML = _whole(_page, several=True)
_MARKDOWN = _one(partial(_text, read_markdown))
_PLAIN = _whole(_plain, several=True)
_LINES = _records(read_jsonl)

_XML = _whole(_xml, several=True)
_OF_XML = ("xml", "rss", "atom", "rdf", "nitf", "newsml")
_LISTED = ".txt .md .html .pdf .docx .rtf .odt .jsonl .json .csv .tsv .xml .rss .atom .vtt .srt"

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
        "pdf": _whole(_pdf, several=True),
        "docx": _whole(partial(_document, read_docx), several=True),
        "rtf": _whole(partial(_document, read_rtf), several=True),
        "odt": _whole(partial(_document, read_odt), several=True),
        **dict.fromkeys(_OF_XML, _XML),
        "vtt": _one(partial(_text, read_vtt)),
        "srt": _one(partial(_text, read_srt)),
        "json": _records(read_json),
        "csv": _records(read_csv),
        "tsv": _records(partial(read_csv, delimiter="\t")),
    },
    _plugged,
    # finds all of "eml" and "mp3", the ending without its dot
    allowed=re.compile(r"[a-z0-9]+"),
)
"""By ending. A package declares one as `eml = "its_module:read"`, which takes the bytes of a file
as a stream and gives a mapping of fields for each article."""
