"""From paths to articles: which files there are, what kind each is, who reads it.

`find` lists files, `read` reads one. Neither drops anything in silence, and neither lets one bad
file or record stop the others: what cannot be read comes out as `Refused`, whatever its reader
raised, and what was left empty as `Remark`. Articles are yielded one by one, so that a file of any
length streams. What takes too much time or memory, or ends the process, only `apart` can refuse.

An article keeps the id that its record states. One that has none gets the first 12 hex digits of
the SHA-256 over the file's origin (its path as given, unless told otherwise), a line feed, and the
record's number (0 for a file that is one article, else from 1, bad records counted).
"""

import json
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

from index.dates import date_in_name
from index.decoding import (
    MAX_ARTICLE_CHARS,
    Lines,
    UnreadableError,
    contents,
    decode,
    head,
    named,
    opened,
    refuse_binary,
    text_stream,
)
from index.documents import read_docx, read_pdf
from index.fields import Outcome, Place, build, checked_mapping
from index.finding import UNKNOWN_KIND, find, named_kind
from index.plaintext import Draft, read_markdown, read_plain
from index.records import Record, from_record, read_csv, read_json, read_jsonl
from index.types import Article, Refused, Remark
from index.webpages import read_page

__all__ = ["MAX_ARTICLE_CHARS", "find", "read"]

_RECORDS: Mapping[str, Callable[[Path, Mapping[str, str], str], Iterator[Record]]] = {
    "jsonl": read_jsonl,
    "json": read_json,
    "csv": read_csv,
    "tsv": partial(read_csv, delimiter="\t"),
}
_MAX_PAGE_BYTES = 20_000_000
_MAX_DOCUMENT_BYTES = 200_000_000
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,999}?-->\s*)?<(?:!doctype\s+)?html", re.I | re.S
)
_NO_DATA = "unpacks to nothing, or its gzip data is cut short; fetch the file again"


def read(
    path: Path,
    *,
    mapping: Mapping[str, str] = {},
    origin: str | None = None,
    passed: int = 0,
    lost: str = "",
) -> Iterator[Article | Refused | Remark]:
    """Return the articles in one file, as a stream, with what was refused and what was left empty.

    `mapping` says which field of a record is which of an article's: {"text": "story_html"}.
    `origin` stands in for the path where ids are made, so that they outlive a move of the file.
    The first `passed` records are passed over; the one behind them is refused if `lost` says why.
    Raises ArticleError, before anything is read, for a mapping to a field that articles lack, and
    MemoryError, which need not be this file's doing.
    """
    whole = Place(path, 0, 0, path.as_posix() if origin is None else origin)
    return _contained(_read(whole, checked_mapping(mapping), passed, lost), whole)


def _contained(outcomes: Iterable[Outcome], place: Place) -> Iterator[Outcome]:
    """Yield `outcomes`; whatever raises while they are made becomes a refusal of `place`."""
    try:
        yield from outcomes
    except UnreadableError as error:
        yield place.refused(str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (parsers may raise anything over bad input)
        yield place.refused(f"could not be read: {named(error)}", traceback.format_exc())


def _read(whole: Place, mapping: Mapping[str, str], passed: int, lost: str) -> Iterator[Outcome]:
    kind = _kind(whole.path)
    if kind in _RECORDS:
        for place, parsed in _RECORDS[kind](whole.path, mapping, whole.origin):
            if place.number == passed + 1 and lost:
                yield place.refused(lost)
            elif place.number > passed:
                yield from _contained(from_record(parsed, mapping, place), place)
        return
    if lost:
        raise UnreadableError(lost)
    values, remarks = _draft(whole.path, kind)
    yield from map(whole.remark, remarks)
    values.setdefault("published", date_in_name(whole.path.name))
    yield from build(values, whole)


def _draft(path: Path, kind: str) -> Draft:
    if kind in ("pdf", "docx"):
        data = contents(path, _MAX_DOCUMENT_BYTES)
        return read_pdf(data) if kind == "pdf" else read_docx(data)
    if kind == "html":
        page = decode(contents(path, _MAX_PAGE_BYTES), html=True)
        refuse_binary(page)
        return read_page(page)
    text = decode(_article_bytes(path))
    refuse_binary(text)
    return read_markdown(text) if kind == "markdown" else read_plain(text)


def _article_bytes(path: Path) -> bytes:
    """Return a text file whole, if it can be an article: four bytes a character at most."""
    with opened(path) as stream:
        data = stream.read(4 * MAX_ARTICLE_CHARS + 5)
    if len(data) > 4 * MAX_ARTICLE_CHARS + 4:
        raise UnreadableError(
            f"holds more than {MAX_ARTICLE_CHARS:,} characters, the limit for one article; "
            "put one article in a file, or one a line as JSON Lines"
        )
    return data


def _kind(path: Path) -> str:
    """Return the kind to read `path` as; raises UnreadableError for none, or a belied name."""
    named = named_kind(path)
    with opened(path) as stream:
        start = head(stream)
        if not start:
            raise UnreadableError("is empty: 0 bytes" if not path.stat().st_size else _NO_DATA)
        found = _sniffed(start)
        if found in ("pdf", "docx") and named != found:
            if named:
                raise UnreadableError(f"is a {found.upper()} file by its content; rename it")
            return found
        if named == "json" or (not named and found == "json"):
            return "jsonl" if _is_lines(stream) else "json"
    if named == "text" and found == "html":
        return found
    if not named and not found:
        raise UnreadableError(UNKNOWN_KIND)
    return named or found


def _sniffed(start: bytes) -> str:
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"PK\x03\x04"):
        return "docx"
    if _HTML_START.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    if start.lstrip().startswith(b"<?xml"):
        return ""
    text = decode(start)
    if text.lstrip()[:1] in ("{", "["):
        return "json"
    try:
        refuse_binary(text)
    except UnreadableError:
        return ""
    return "text"


def _is_lines(stream: object) -> bool:
    """Whether a JSON file holds one object a line, as many named .json do."""
    lines = Lines(text_stream(stream))  # type: ignore[arg-type]
    try:
        first = json.loads(next(lines, ""))
        return isinstance(first, dict) and any(line.strip() for line in lines)
    except (ValueError, RecursionError, UnreadableError):
        return False
