"""From paths to articles: which files there are, what kind each is, who reads it.

`find` lists files, `read` reads one. Neither drops anything in silence, and neither lets one bad
file or record stop the others: what cannot be read comes out as `Refused`, whatever its reader
raised, and what was left empty as `Remark`. Articles are yielded one by one, so that a file of any
length streams. What takes too much time or memory, or ends the process, only `apart` can refuse.

An article keeps the id that its record states. One that has none gets the first 12 hex digits of
the SHA-256 over the file's origin (its path as given, unless told otherwise), a line feed, and the
record's number (0 for a file that is one article, else from 1, bad records counted).
"""

import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from index.errors import PluginError
from index.files.decoding import MAX_ARTICLE_CHARS, UnreadableError, named
from index.files.fields import Outcome, Place, checked_mapping
from index.files.finding import find
from index.files.formats import format_of
from index.types import Article, Refused, Remark

__all__ = ["MAX_ARTICLE_CHARS", "find", "read"]


def read(
    path: Path,
    *,
    mapping: Mapping[str, str] = {},
    origin: str | None = None,
    passed: int = 0,
    lost: str = "",
    ocr: str = "",
) -> Iterator[Article | Refused | Remark]:
    """Return the articles in one file, as a stream, with what was refused and what was left empty.

    `mapping` says which field of a record is which of an article's: {"text": "story_html"}.
    `origin` stands in for the path where ids are made, so that they outlive a move of the file.
    The first `passed` records are passed over; the one behind them is refused if `lost` says why.
    Letters of scans are recognised in the languages `ocr`, such as "eng+deu"; without any, scans
    are refused.
    Raises ArticleError, before anything is read, for a mapping to a field that articles lack, and
    MemoryError, which need not be this file's doing.
    """
    whole = Place(path, 0, 0, path.as_posix() if origin is None else origin, ocr=ocr)
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
    found = format_of(whole.file)
    if lost and not passed and not found.streams:
        yield whole.refused(lost)
        return
    for place, outcomes in found.read(whole, mapping):
        first = place.number in (0, passed + 1)
        if first and lost:
            yield place.refused(lost)
        elif first or place.number > passed:
            yield from _contained(outcomes(), place)
