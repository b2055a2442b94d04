"""Records of files: JSONL, JSON or CSV, gzipped or not, and Parquet.

Every message names file and line.
"""

import csv
import gzip
import io
import json
import sys
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
_PARQUET = b"PAR1"


def lines(path: Path | str) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, each with its number from 1. Gzip is undone.

    Raises:
        EvaluationError: the file cannot be read.
    """
    with _opened(path) as file:
        for number, read in enumerate(file, 1):
            line = read.removeprefix(BOM_UTF8) if number == 1 else read
            if line.strip():
                yield number, line


@contextmanager
def _opened(path: Path | str) -> Iterator[gzip.GzipFile | io.BufferedReader]:
    try:
        with Path(path).open("rb") as plain:
            zipped = plain.read(2) == _GZIP
            plain.seek(0)
            with gzip.open(plain) if zipped else plain as file:
                yield file
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

    The rows of a CSV file (by its name) and of a Parquet file are such objects, too; of the former
    every value is a text, and what is empty is not there.

    Raises:
        EvaluationError: the file cannot be read, or something in it is no JSON object.
    """
    first = next(lines(path), (0, b""))[1]
    found: Iterable[tuple[int, Any]]
    if first.startswith(_PARQUET):
        found = enumerate(_parquet(path), 1)
    elif Path(path).name.removesuffix(".gz").endswith(".csv"):
        found = _table(path)
    elif first.lstrip().startswith(b"["):
        found = enumerate(document(path), 1)
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


def _table(path: Path | str) -> Iterator[tuple[int, dict[str, Any]]]:
    csv.field_size_limit(sys.maxsize)  # a cell may hold whole articles
    with _opened(path) as file, reading(path, 1, "CSV"):
        text = io.StringIO(file.read().decode("utf-8-sig"), newline="")
    with reading(path, 1, "CSV"):
        rows = list(csv.DictReader(text))
    for number, row in enumerate(rows, 1):
        yield number, {name: cell for name, cell in row.items() if name and cell}


def _parquet(path: Path | str) -> list[dict[str, Any]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise EvaluationError(
            f"{path} is a Parquet file, which needs the package pyarrow: "
            "pip install 'dateline-core[evaluate]'"
        ) from error
    try:
        rows: list[dict[str, Any]] = parquet.read_table(path).to_pylist()
    except (ArrowException, OSError) as error:
        raise EvaluationError(f"could not read {path} ({error}); see that it is whole") from error
    return rows


@contextmanager
def reading(path: Path | str, number: int, kind: str) -> Iterator[None]:
    """Whatever goes wrong inside is told with the file, the line and what was expected there."""
    try:
        yield
    except KeyError as error:
        raise EvaluationError(
            f"{path}:{number}: is no {kind} record: it has no {error.args[0]!r}"
        ) from error
    except (
        ValueError, TypeError, AttributeError, IndexError, RecursionError, SyntaxError, csv.Error,
    ) as error:  # fmt: skip
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
