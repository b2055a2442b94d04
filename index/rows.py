"""Rows of the ledger: articles and passages as they are stored, and whether they still are."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from index.database import Database
from index.seals import seal
from index.types import Article, Span

ARTICLE = (
    "id, path, title, text, source, outlet, published, url, authors, updated, kind, seal "
    "FROM articles "
)
PASSAGE = 'number, article, start, "end", sentences, seal FROM passages '
_NAMING = (
    ("copies", "article"),
    ("copies", "first"),
    ("signatures", "article"),
    ("unsettled", "article"),
    ("doomed", "article"),
    ("unlinked", "article"),
    ("sketches", "article"),
    ("updates", "older"),
    ("updates", "newer"),
)
"""(table, column) of the ids of articles elsewhere."""


def day_of(value: date | None) -> int | None:
    """A date as a number, as the ledger stores it."""
    return value.toordinal() if value else None


def date_of(value: int | None) -> date | None:
    """The date that a stored number is."""
    return date.fromordinal(value) if value else None


def spans_in(stored: str) -> tuple[Span, ...]:
    """A passage's sentences as the ledger stores them."""
    return tuple((start, end) for start, end in json.loads(stored))


def stored_articles(
    db: sqlite3.Connection, first: int = 0, last: int = sys.maxsize
) -> Iterator[Sequence[Any]]:
    """The rows of articles as they are stored, whatever state they are in."""
    return db.execute(f"SELECT {ARTICLE} WHERE rowid BETWEEN ? AND ?", (first, last))


def intact(row: Sequence[Any]) -> bool:
    """Whether a row of an article is what was stored."""
    return bool(seal(*row[:-1]) == row[-1])


def intact_passage(row: Sequence[Any]) -> bool:
    """Whether a row of a passage is what was stored; its number is not sealed."""
    return bool(seal(*row[1:-1]) == row[-1])


def article_of(row: Sequence[Any]) -> Article | None:
    """The article of a stored row; None where it is not what was stored."""
    if not intact(row):
        return None
    identity, _, title, text, source, _, published, url, authors, updated, kind, _ = row
    return Article(
        identity, title, text, source, date_of(published), url, tuple(json.loads(authors)),
        date_of(updated), kind,
    )  # fmt: skip


def begin_ids(ledger: Database, prefix: str) -> None:
    """Let the ids of all articles begin with `prefix`; what is damaged stays so."""
    with ledger.transaction():
        for row in ledger.rows(f"SELECT {ARTICLE}"):
            identity = prefix + row[0]
            sealed = seal(identity, *row[1:-1]) if intact(row) else b""
            ledger.write(
                "UPDATE articles SET id = ?, seal = ? WHERE id = ?", [(identity, sealed, row[0])]
            )
        for row in ledger.rows(f"SELECT {PASSAGE}"):
            article = prefix + row[1]
            sealed = seal(article, *row[2:-1]) if intact_passage(row) else b""
            ledger.write(
                "UPDATE passages SET article = ?, seal = ? WHERE number = ?",
                [(article, sealed, row[0])],
            )
        for table, column in _NAMING:
            there = f"{column} <> ''"
            ledger.write(
                f"UPDATE {table} SET {column} = ? || {column} WHERE {there}",  # noqa: S608
                [(prefix,)],
            )
        ledger.remember(prefix=prefix)
