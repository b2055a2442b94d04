"""Records of files: JSONL or JSON, gzipped or not; every message names file and line."""

import gzip
import json
import zlib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from index import Article
from qa.errors import EvaluationError

_GZIP = b"\x1f\x8b"


def lines(path: Path | str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, each with its number from 1. Gzip is undone.

    Raises:
        EvaluationError: the file cannot be read.
    """
    try:
        with Path(path).open("rb") as plain:
            zipped = plain.read(2) == _GZIP
            plain.seek(0)
            with gzip.open(plain) if zipped else plain as file:
                for number, read in enumerate(file, 1):
                    line = read.removeprefix(BOM_UTF8) if number == 1 else read
                    if line.strip():
                        yield number, line
    except (OSError, EOFError, zlib.error) as error:
        raise EvaluationError(f"could not read {path} ({error}); see that it is whole") from error


def document(path: Path | str) -> Any:
    """The one JSON value that a file holds.

    Raises:
        EvaluationError: the file cannot be read or is no JSON.
    """
    try:
        return json.loads(b"".join(line for _, line in lines(path)))
    except (ValueError, RecursionError) as error:
        raise EvaluationError(f"{path} is no JSON in UTF-8 ({error})") from error


def records(path: Path | str, kind: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file, each with its place from 1: one a line, or one list of them.

    Raises:
        EvaluationError: the file cannot be read, or something in it is no JSON object.
    """
    first = next(lines(path), (0, b""))[1]
    if first.lstrip().startswith(b"["):
        found: Iterable[tuple[int, Any]] = enumerate(document(path), 1)
    else:
        found = _parsed(path, kind)
    for number, record in found:
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}:{number}: is no {kind} record: {record!r:.80}")
        yield number, record


def _parsed(path: Path | str, kind: str) -> Iterator[tuple[int, Any]]:
    for number, line in lines(path):
        with reading(path, number, kind):
            record = json.loads(line)
        yield number, record


@contextmanager
def reading(path: Path | str, number: int, kind: str) -> Iterator[None]:
    """Whatever goes wrong inside is told with the file, the line and what was expected there."""
    try:
        yield
    except KeyError as error:
        raise EvaluationError(
            f"{path}:{number}: is no {kind} record: it has no {error.args[0]!r}"
        ) from error
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise EvaluationError(f"{path}:{number}: is no {kind} record: {error}") from error


def day(text: object) -> date | None:
    """The date that "2022/06/17" or "2023-09-26T17:01:22+00:00" begins with, else None."""
    try:
        return date.fromisoformat(str(text)[:10].replace("/", "-"))
    except ValueError:
        return None


def article(article_id: str, title: str, text: str, **told: Any) -> Article | None:
    """The article, or None if its text is blank."""
    return Article(article_id, title, text, **told) if text.strip() else None
