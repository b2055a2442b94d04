"""The formats of article files, by the endings of their names: ours, and those of packages."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.dates import date_in_name
from index.decoding import (
    MAX_ARTICLE_CHARS,
    UnreadableError,
    contents,
    decode,
    opened,
    refuse_binary,
)
from index.documents import read_docx, read_pdf
from index.fields import Outcome, Place, build
from index.plaintext import Draft, read_markdown, read_plain
from index.plugins import Plugin, Registry, type_named
from index.records import Record, from_record, read_csv, read_json, read_jsonl
from index.webpages import read_page

_MAX_PAGE_BYTES = 20_000_000
_MAX_DOCUMENT_BYTES = 200_000_000
_OVER = object()

Found = Iterator[tuple[Place, Callable[[], Iterator[Outcome]]]]
"""Where each record of a file stands, and what gives the outcomes of that record."""


@dataclass(frozen=True, slots=True)
class Format:
    """How files of a kind are read; `several` says whether one may hold several articles."""

    read: Callable[[Place, Mapping[str, str]], Found]
    several: bool


def ending_of(path: Path) -> str:
    """The ending that tells how `path` is read, `.gz` aside; empty where none does."""
    name = path.name.lower().removesuffix(".gz")
    ending = os.path.splitext(name)[1].removeprefix(".")
    return ending if ending in FORMATS.ours or ending in FORMATS.names else ""


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


# -- one article a file ------------------------------------------------------------------------


def _whole(draft: Callable[[Path], Draft]) -> Format:
    def read(whole: Place, mapping: Mapping[str, str]) -> Found:
        yield whole, partial(_drafted, draft, whole)

    return Format(read, several=False)


def _drafted(draft: Callable[[Path], Draft], whole: Place) -> Iterator[Outcome]:
    values, remarks = draft(whole.path)
    yield from map(whole.remark, remarks)
    values.setdefault("published", date_in_name(whole.path.name))
    yield from build(values, whole)


def _document(read: Callable[[bytes], Draft], path: Path) -> Draft:
    return read(contents(path, _MAX_DOCUMENT_BYTES))


def _page(path: Path) -> Draft:
    page = decode(contents(path, _MAX_PAGE_BYTES), html=True)
    refuse_binary(page)
    return read_page(page)


def _text(read: Callable[[str], Draft], path: Path) -> Draft:
    """Read a text file whole, if it can be an article: four bytes a character at most."""
    with opened(path) as stream:
        data = stream.read(4 * MAX_ARTICLE_CHARS + 5)
    if len(data) > 4 * MAX_ARTICLE_CHARS + 4:
        raise UnreadableError(
            f"holds more than {MAX_ARTICLE_CHARS:,} characters, the limit for one article; "
            "put one article in a file, or one a line as JSON Lines"
        )
    text = decode(data)
    refuse_binary(text)
    return read(text)


# -- a record an article -----------------------------------------------------------------------


def _records(read: Callable[[Path, Mapping[str, str], str], Iterator[Record]]) -> Format:
    def found(whole: Place, mapping: Mapping[str, str]) -> Found:
        for place, parsed in read(whole.path, mapping, whole.origin):
            yield place, partial(from_record, parsed, mapping, place)

    return Format(found, several=True)


def _plugged(plugin: Plugin) -> Format:
    """Files of an ending that a package reads, each record checked as one of JSON is."""

    def read(path: Path, mapping: Mapping[str, str], origin: str) -> Iterator[Record]:
        with opened(path) as stream:
            given = plugin.guarded(lambda: plugin.loaded()(stream))
            if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
                raise plugin.wrong(f"it returned {type_named(given)}, not the fields of articles")
            records, number = plugin.guarded(lambda: iter(given)), 0
            while (record := plugin.guarded(lambda: next(records, _OVER))) is not _OVER:
                if not isinstance(record, Mapping):
                    raise plugin.wrong(f"it gave {type_named(record)}, not an article's fields")
                number += 1
                place = Place(path, 0, number, origin, f"record {number}: ")
                yield place, partial(plugin.guarded, partial(dict, record))
            if not number:
                raise UnreadableError(f"holds no article that {plugin} finds")

    return _records(read)


_HTML = _whole(_page)
_MARKDOWN = _whole(partial(_text, read_markdown))
_PLAIN = _whole(partial(_text, read_plain))
_LINES = _records(read_jsonl)

_LISTED = ".txt .md .html .pdf .docx .jsonl .json .csv .tsv"

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
        "pdf": _whole(partial(_document, read_pdf)),
        "docx": _whole(partial(_document, read_docx)),
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
