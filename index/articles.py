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
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from index.decoding import (
    MAX_ARTICLE_CHARS,
    Lines,
    UnreadableError,
    decode,
    head,
    named,
    opened,
    refuse_binary,
    text_stream,
)
from index.errors import PluginError
from index.fields import Outcome, Place, checked_mapping
from index.finding import find
from index.formats import FORMATS, ending_of, unknown_kind
from index.types import Article, Refused, Remark

__all__ = ["MAX_ARTICLE_CHARS", "find", "read"]

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
    except PluginError as error:
        yield place.refused(str(error), traceback.format_exc())
    except Exception as error:  # noqa: BLE001  (parsers may raise anything over bad input)
        yield place.refused(f"could not be read: {named(error)}", traceback.format_exc())


def _read(whole: Place, mapping: Mapping[str, str], passed: int, lost: str) -> Iterator[Outcome]:
    ending = _ending(whole.path)
    found = FORMATS.get(ending)
    if found is None:
        raise UnreadableError(unknown_kind())
    for place, outcomes in found.read(whole, mapping):
        first = place.number in (0, passed + 1)
        if first and lost:
            yield place.refused(lost)
        elif first or place.number > passed:
            yield from _contained(outcomes(), place)


def _ending(path: Path) -> str:
    """The ending to read `path` by; empty where none is known.

    Raises:
        UnreadableError: it is empty, or its content belies its name.
    """
    named = ending_of(path)
    with opened(path) as stream:
        start = head(stream)
        if not start:
            raise UnreadableError("is empty: 0 bytes" if not path.stat().st_size else _NO_DATA)
        if named and named not in FORMATS.ours:
            return named  # whoever reads it knows what it begins with
        found = _sniffed(start)
        if found in ("pdf", "docx") and named != found:
            if named:
                raise UnreadableError(f"is a {found.upper()} file by its content; rename it")
            return found
        if named == "json" or (not named and found == "json"):
            return "jsonl" if _is_lines(stream) else "json"
    if named in ("txt", "text") and found == "html":
        return found
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
    return "txt"


def _is_lines(stream: object) -> bool:
    """Whether a JSON file holds one object a line, as many named .json do."""
    lines = Lines(text_stream(stream))  # type: ignore[arg-type]
    try:
        first = json.loads(next(lines, ""))
        return isinstance(first, dict) and any(line.strip() for line in lines)
    except (ValueError, RecursionError, UnreadableError):
        return False
