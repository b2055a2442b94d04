"""Rows of the ledger: articles and passages as they are stored, and whether they still are."""

import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from os.path import basename
from typing import Any

from index.database import Database
from index.seals import seal
from index.types import Article, Filters, Span

ARTICLE = (
    "id, path, title, text, source, outlet, published, url, authors, updated, kind, further, seal "
    "FROM articles "
)
PASSAGE = 'number, article, start, "end", sentences, seal FROM passages '
_FURTHER = ("section", "language", "part", "places", "confidence")
_NAMING = (
    ("copies", "article"),
    ("copies", "first"),
    ("signatures", "article"),
    ("unsettled", "article"),
    ("doomed", "article"),
    ("corrected", "article"),
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
    """The rows of articles as they are stored, whatever state they are in.

    What an older Dateline wrote and nobody has opened to write since has nothing `further`.
    """
    query = f"SELECT {ARTICLE} WHERE rowid BETWEEN ? AND ?"
    try:
        return db.execute(query, (first, last))
    except sqlite3.OperationalError as error:
        if "no such column: further" not in str(error):
            raise
        return db.execute(query.replace("further", "''"), (first, last))


def intact(row: Sequence[Any]) -> bool:
    """Whether a row of an article is what was stored."""
    return bool(article_seal(row[:-1]) == row[-1])


def article_seal(stored: Sequence[Any]) -> bytes:
    """The seal of an article; of one with nothing `further` it is the one of before that was."""
    return seal(*stored) if stored[-1] else seal(*stored[:-1])


def further_of(article: Article) -> str:
    """What few articles have, as it is stored; empty where there is nothing of it."""
    told = {name: value for name in _FURTHER if (value := getattr(article, name))}
    return json.dumps(told) if told else ""


def intact_passage(row: Sequence[Any]) -> bool:
    """Whether a row of a passage is what was stored; its number is not sealed."""
    return bool(seal(*row[1:-1]) == row[-1])


def article_of(row: Sequence[Any]) -> Article | None:
    """The article of a stored row; None where it is not what was stored."""
    if not intact(row):
        return None
    identity, _, title, text, source, _, published, url, authors, updated, kind, further, _ = row
    more = json.loads(further) if further else {}
    more["places"] = tuple((start, name) for start, name in more.get("places", ()))
    return Article(
        identity, title, text, source, date_of(published), url, tuple(json.loads(authors)),
        date_of(updated), kind, **more,
    )  # fmt: skip


def file_name(path: str, article: Article) -> str:
    """What to find an article's file by, such as "clips.zip/mail/3.eml" for one in another."""
    return "/".join(part for part in (basename(path), article.part) if part)


def begin_ids(ledger: Database, prefix: str) -> None:
    """Let the ids of all articles begin with `prefix`; what is damaged stays so."""
    with ledger.transaction():
        for row in ledger.rows(f"SELECT {ARTICLE}"):
            identity = prefix + row[0]
            sealed = article_seal((identity, *row[1:-1])) if intact(row) else b""
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


def where(filters: Filters) -> tuple[str, list[int | str]]:
    """The condition on articles `a` that `filters` are, and its values."""
    conditions = ["1"]
    values: list[int | str] = []
    if filters.since:
        conditions.append("a.published >= ?")
        values.append(filters.since.toordinal())
    if filters.until:
        conditions.append("a.published <= ?")
        values.append(filters.until.toordinal())
    for column, names in (("outlet", filters.outlets), ("kind", filters.kinds)):
        if names:
            # one value however many names: SQLite takes no more than 32,766
            conditions.append(f"a.{column} IN (SELECT value FROM json_each(?))")  # noqa: S608
            values.append(json.dumps([name.casefold() for name in names]))
    if filters.articles:
        conditions.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(filters.articles))
    return " AND ".join(conditions), values
