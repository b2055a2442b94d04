"""The ledger: what the archive holds and what its two indexes still owe, in SQLite.

An article and its passages are committed here first. Each passage carries two flags, whether the
word index and the vector store have it; each removed passage leaves a debt until both have let go
of it. A process killed at any point leaves debts, never orphans, and the next writer pays them.
Passage numbers are never used twice, so an old entry cannot be taken for a new one.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from index.privacy import private_file
from index.types import Article, Filters, Passage, Refused, Remark, Span

T = TypeVar("T")
Home = Literal["lexical", "vectors"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT NOT NULL, published INTEGER,
    url TEXT NOT NULL, authors TEXT NOT NULL, updated INTEGER, kind TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS articles_path ON articles (path);
CREATE INDEX IF NOT EXISTS articles_published ON articles (published);
CREATE INDEX IF NOT EXISTS articles_outlet ON articles (outlet);
CREATE INDEX IF NOT EXISTS articles_listed ON articles (published, title, id, outlet, kind);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, sentences TEXT NOT NULL,
    lexical INTEGER NOT NULL DEFAULT 0, vectors INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS passages_article ON passages (article);
CREATE INDEX IF NOT EXISTS owed_lexical ON passages (number) WHERE lexical = 0;
CREATE INDEX IF NOT EXISTS owed_vectors ON passages (number) WHERE vectors = 0;
CREATE TABLE IF NOT EXISTS removals (
    number INTEGER PRIMARY KEY, lexical INTEGER NOT NULL DEFAULT 0,
    vectors INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS reports (
    path TEXT NOT NULL, line INTEGER NOT NULL, why TEXT NOT NULL, refused INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS reports_path ON reports (path);
"""
_PASSAGE = """SELECT p.number, p.article, p.start, p."end", p.sentences, a.title, a.source,
    a.published, a.url, a.path, a.authors, a.kind, substr(a.text, p.start + 1, p."end" - p.start)
    FROM passages p JOIN articles a ON a.id = p.article """


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly."""


class Ledger:
    """The SQLite file at `path`. Safe to use from several threads, each with its connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        # SQLite gives the files that it makes beside it the same mode
        open(path, "ab", opener=private_file).close()
        self._db.executescript(_SCHEMA)

    @property
    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            db = sqlite3.connect(
                self._path,
                timeout=30,
                isolation_level=None,
                check_same_thread=False,
                factory=_Connection,
            )
            self._connections.add(db)
            weakref.finalize(threading.current_thread(), db.close)
            # secure_delete: a removed article's text is overwritten, not just unlinked.
            db.executescript(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON"
            )
            self._local.db = db
        db = self._local.db
        assert isinstance(db, sqlite3.Connection)  # noqa: S101  (thread-local is untyped)
        return db

    def close(self) -> None:
        """Close every thread's connection."""
        for db in list(self._connections):
            db.close()
        self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or none of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def version(self) -> int:
        """A number that grows with every change to either index, in whatever process."""
        return int(self.meta().get("writes", 0))

    def meta(self) -> dict[str, str]:
        """What the archive remembers of how it was made."""
        return dict(self._db.execute("SELECT key, value FROM meta"))

    def remember(self, **values: str | int) -> None:
        """Set entries of `meta`."""
        rows = [(key, str(value)) for key, value in values.items()]
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)

    def begin(self, **values: str | int) -> None:
        """Set entries of `meta` that nobody has set yet."""
        rows = [(key, str(value)) for key, value in values.items()]
        self._db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", rows)

    def forget(self, key: str) -> None:
        """Remove an entry of `meta`."""
        self._db.execute("DELETE FROM meta WHERE key = ?", (key,))

    # -- files ---------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Path → digest of every file that was read to its end."""
        return dict(self._db.execute("SELECT path, digest FROM files"))

    def set_file(self, path: str, digest: str) -> None:
        """Record that `path` with this digest has been read to its end."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, digest))

    def paths(self) -> list[str]:
        """Every path that was read or reported on."""
        query = "SELECT path FROM files UNION SELECT path FROM reports ORDER BY path"
        return [row[0] for row in self._db.execute(query)]

    def drop_file(self, path: str) -> int:
        """Forget a file, its reports and its articles; how many articles that were."""
        self._db.execute("DELETE FROM files WHERE path = ?", (path,))
        self._db.execute("DELETE FROM reports WHERE path = ?", (path,))
        ids = list(self.articles_of(path))
        for article_id in ids:
            self.drop(article_id)
        return len(ids)

    def articles_of(self, path: str) -> dict[str, str]:
        """Article id → digest of what came from `path`."""
        return dict(self._db.execute("SELECT id, digest FROM articles WHERE path = ?", (path,)))

    def report(self, path: str, reports: Iterable[Refused | Remark]) -> None:
        """Replace what was said of `path`."""
        self._db.execute("DELETE FROM reports WHERE path = ?", (path,))
        rows = [(path, r.line, r.why, isinstance(r, Refused)) for r in reports]
        self._db.executemany("INSERT INTO reports VALUES (?, ?, ?, ?)", rows)

    def reports(self) -> Iterator[Refused | Remark]:
        """Everything that was refused or left empty, by file and line."""
        query = "SELECT path, line, why, refused FROM reports ORDER BY path, line"
        for path, line, why, refused in self._db.execute(query):
            yield (Refused if refused else Remark)(Path(path), line, why)

    # -- articles ------------------------------------------------------------------------------

    def put(self, article: Article, path: str, digest: str, passages: Sequence[Passage]) -> None:
        """Add an article with its passages, replacing one of the same id.

        Where nothing changed that is embedded, the passages keep their numbers and vectors.
        """
        keep = self._embedded_alike(article, passages)
        if keep:
            self._db.execute("UPDATE passages SET lexical = 0 WHERE article = ?", (article.id,))
            self._db.execute("DELETE FROM articles WHERE id = ?", (article.id,))
        else:
            self.drop(article.id)
        a = article
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (a.id, path, digest, a.title, a.text, a.source, a.outlet.casefold(), _day(a.published),
             a.url, json.dumps(a.authors), _day(a.updated), a.kind),
        )  # fmt: skip
        if not keep:
            self._add_passages(passages)

    def _embedded_alike(self, article: Article, passages: Sequence[Passage]) -> bool:
        old = self.article(article.id)
        if old is None or _embedded(old) != _embedded(article):
            return False
        query = 'SELECT start, "end", sentences FROM passages WHERE article = ? ORDER BY number'
        stored = self._db.execute(query, (article.id,)).fetchall()
        return stored == [(p.start, p.end, json.dumps(p.sentences)) for p in passages]

    def _add_passages(self, passages: Iterable[Passage]) -> None:
        self._db.executemany(
            'INSERT INTO passages (article, start, "end", sentences) VALUES (?, ?, ?, ?)',
            [(p.article_id, p.start, p.end, json.dumps(p.sentences)) for p in passages],
        )

    def drop(self, article_id: str) -> bool:
        """Remove an article and its passages, leaving the debt to the indexes; False if unknown."""
        self._db.execute(
            "INSERT INTO removals (number) SELECT number FROM passages WHERE article = ?",
            (article_id,),
        )
        self._db.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        gone = self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return gone.rowcount > 0

    def resplit(self, article_id: str, passages: Iterable[Passage]) -> None:
        """Replace an article's passages while both indexes are made anew: nothing is owed."""
        self._db.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        self._db.execute("DELETE FROM removals")
        self._add_passages(passages)

    def compact(self) -> None:
        """Give the space of what was removed back to the disk."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def digest_of(self, article_id: str) -> str | None:
        """The digest of an article as it was read; None if there is no such article."""
        query = "SELECT digest FROM articles WHERE id = ?"
        row = self._db.execute(query, (article_id,)).fetchone()
        return row[0] if row else None

    def move(self, article_ids: Iterable[str], path: str) -> None:
        """Record that the articles now come from the file at `path`."""
        rows = [(path, article_id) for article_id in article_ids]
        self._db.executemany("UPDATE articles SET path = ? WHERE id = ?", rows)

    def path_of(self, article_id: str) -> str | None:
        """The file that an article came from; None if there is no such article."""
        row = self._db.execute("SELECT path FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def ids(self) -> list[str]:
        """The ids of all articles."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles ORDER BY id")]

    def find(self, name: str) -> list[str]:
        """The ids of the articles whose id, URL or file is `name`."""
        query = "SELECT id FROM articles WHERE id = ?1 OR url = ?1 OR path = ?1 ORDER BY id"
        return [row[0] for row in self._db.execute(query, (name,))]

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None."""
        row = self._db.execute(
            "SELECT id, title, text, source, published, url, authors, updated, kind "
            "FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        if row is None:
            return None
        identity, title, text, source, published, url, authors, updated, kind = row
        return Article(
            identity, title, text, source, date_of(published), url, tuple(json.loads(authors)),
            date_of(updated), kind,
        )  # fmt: skip

    # -- passages ------------------------------------------------------------------------------

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Number → passage, for those numbers that are (still) in the ledger."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(_PASSAGE + f"WHERE p.number IN ({marks})", list(numbers))
        return dict(_passage(row) for row in rows)

    def passage_at(self, article_id: str, start: int, end: int) -> Passage | None:
        """The passage that holds these characters of an article, or None."""
        query = _PASSAGE + 'WHERE p.article = ? AND p.start <= ? AND p."end" >= ? LIMIT 1'
        row = self._db.execute(query, (article_id, start, end)).fetchone()
        return _passage(row)[1] if row else None

    def matching(self, filters: Filters, held_by: Home | None = None) -> list[int]:
        """The numbers of all passages that `filters` let through, or of those `held_by` a home."""
        condition, values = where(filters)
        if held_by:
            condition += f" AND p.{held_by} = 1"
        query = (
            f"SELECT p.number FROM passages p JOIN articles a ON a.id = p.article WHERE {condition}"  # noqa: S608
        )
        return [row[0] for row in self._db.execute(query, values)]

    # -- debts ---------------------------------------------------------------------------------

    def owed(self, home: Home) -> tuple[int, int]:
        """How many removals and how many additions `home` still owes."""
        removals = f"SELECT count(*) FROM removals WHERE {home} = 0"  # noqa: S608
        additions = f"SELECT count(*) FROM passages WHERE {home} = 0"  # noqa: S608
        return (
            self._db.execute(removals).fetchone()[0],
            self._db.execute(additions).fetchone()[0],
        )

    def removals(self, home: Home) -> list[int]:
        """The numbers that `home` must let go of."""
        query = f"SELECT number FROM removals WHERE {home} = 0 ORDER BY number"  # noqa: S608
        return [row[0] for row in self._db.execute(query)]

    def additions(self, home: Home, limit: int) -> list[tuple[int, Passage]]:
        """The next passages that `home` has yet to take in."""
        query = _PASSAGE + f"WHERE p.{home} = 0 ORDER BY p.number LIMIT ?"
        return [_passage(row) for row in self._db.execute(query, (limit,))]

    def settle(self, home: Home, removed: Sequence[int], added: Sequence[int]) -> None:
        """Record that `home` has let go of `removed` and taken in `added`."""
        with self.transaction():
            self._db.executemany(
                f"UPDATE removals SET {home} = 1 WHERE number = ?",  # noqa: S608
                [(number,) for number in removed],
            )
            self._db.execute("DELETE FROM removals WHERE lexical = 1 AND vectors = 1")
            self._db.execute("UPDATE meta SET value = value + 1 WHERE key = 'writes'")
            self._db.executemany(
                f"UPDATE passages SET {home} = 1 WHERE number = ?",  # noqa: S608
                [(number,) for number in added],
            )

    def owe_words(self) -> None:
        """Record that the word index holds nothing, whatever it held."""
        with self.transaction():
            self._db.execute("UPDATE passages SET lexical = 0")
            self._db.execute("UPDATE removals SET lexical = 1")
            self._db.execute("DELETE FROM removals WHERE vectors = 1")

    # -- reading -------------------------------------------------------------------------------

    def rows(self, query: str, values: Sequence[str | int] = ()) -> list[Any]:
        """What a query finds that only reads."""
        return self._db.execute(query, values).fetchall()

    def kept(self, name: str, compute: Callable[[], T]) -> T:
        """What `compute` gave, computed again once anybody has written, in whatever process.

        Each thread has its own, since SQLite tells a connection only of the others' writing.
        """
        changes = (self.rows("PRAGMA data_version"), self._db.total_changes)
        if getattr(self._local, "changes", None) != changes:
            self._local.changes, self._local.kept = changes, {}
        kept: dict[str, T] = self._local.kept
        if name not in kept:
            kept[name] = compute()
        return kept[name]


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
            conditions.append(f"a.{column} IN ({','.join('?' * len(names))})")
            values += [name.casefold() for name in names]
    return " AND ".join(conditions), values


def _day(value: date | None) -> int | None:
    return value.toordinal() if value else None


def date_of(value: int | None) -> date | None:
    """A date as the ledger stores it."""
    return date.fromordinal(value) if value else None


def spans_in(stored: str) -> tuple[Span, ...]:
    """A passage's sentences as the ledger stores them."""
    return tuple((start, end) for start, end in json.loads(stored))


def _passage(
    row: tuple[int, str, int, int, str, str, str, int | None, str, str, str, str, str],
) -> tuple[int, Passage]:
    number, article, start, end, sentences, title, source, published, url, path, *rest = row
    authors, kind, text = rest
    return number, Passage(
        article, text, start, end, spans_in(sentences), title, source, date_of(published), url,
        Path(path).name, tuple(json.loads(authors)), kind,
    )  # fmt: skip


def _embedded(article: Article) -> tuple[object, ...]:
    """What of an article goes into its passages' vectors (see `Passage.searchable`)."""
    return article.title, article.outlet, article.published, article.text
