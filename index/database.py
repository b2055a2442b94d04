"""The database of an archive: its tables, and a connection to it for each thread."""

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from operator import methodcaller
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from index.errors import ArchiveDamaged
from index.privacy import private_file

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
    text TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT NOT NULL, published INTEGER,
    url TEXT NOT NULL, authors TEXT NOT NULL, updated INTEGER, kind TEXT NOT NULL,
    seal BLOB NOT NULL DEFAULT x'', further TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS articles_path ON articles (path);
CREATE INDEX IF NOT EXISTS articles_published ON articles (published);
DROP INDEX IF EXISTS articles_outlet;
DROP INDEX IF EXISTS articles_of_outlet;
CREATE INDEX IF NOT EXISTS articles_named ON articles (outlet, id, source);
CREATE INDEX IF NOT EXISTS articles_listed ON articles (published, title, id, outlet, kind);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, sentences TEXT NOT NULL,
    lexical INTEGER NOT NULL DEFAULT 0, vectors INTEGER NOT NULL DEFAULT 0,
    seal BLOB NOT NULL DEFAULT x'');
CREATE INDEX IF NOT EXISTS passages_article ON passages (article);
CREATE INDEX IF NOT EXISTS owed_lexical ON passages (number) WHERE lexical = 0;
CREATE INDEX IF NOT EXISTS owed_vectors ON passages (number) WHERE vectors = 0;
CREATE TABLE IF NOT EXISTS removals (
    number INTEGER PRIMARY KEY, lexical INTEGER NOT NULL DEFAULT 0,
    vectors INTEGER NOT NULL DEFAULT 0, published INTEGER);
CREATE TABLE IF NOT EXISTS shards (
    collection TEXT PRIMARY KEY, year INTEGER NOT NULL, first INTEGER NOT NULL,
    written INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS behind (
    node TEXT NOT NULL, collection TEXT NOT NULL, PRIMARY KEY (node, collection)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (
    path TEXT NOT NULL, line INTEGER NOT NULL, why TEXT NOT NULL, refused INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS reports_path ON reports (path);
CREATE TABLE IF NOT EXISTS doomed (
    article TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (article, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forgotten (
    mark TEXT NOT NULL, one INTEGER NOT NULL, PRIMARY KEY (mark, one)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrected (
    article TEXT PRIMARY KEY, said TEXT NOT NULL, stated TEXT NOT NULL,
    seal BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS embeddings (
    number INTEGER PRIMARY KEY, vector BLOB NOT NULL, seal BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS embeddings_go AFTER DELETE ON passages
    BEGIN DELETE FROM embeddings WHERE number = OLD.number; END;
CREATE TABLE IF NOT EXISTS unsettled (article TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signatures (
    number INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE, keys TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bands (
    key INTEGER NOT NULL, signature INTEGER NOT NULL, PRIMARY KEY (key, signature)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copies (
    article TEXT PRIMARY KEY, first TEXT NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_first ON copies (first);
CREATE TABLE IF NOT EXISTS echoes (number INTEGER PRIMARY KEY, of INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS signatures_go AFTER DELETE ON signatures BEGIN
    DELETE FROM bands WHERE signature = OLD.number
        AND key IN (SELECT value FROM json_each(OLD.keys));
    END;
CREATE TRIGGER IF NOT EXISTS articles_unsettle AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO unsettled VALUES (NEW.id);
    END;
CREATE TRIGGER IF NOT EXISTS articles_leave AFTER DELETE ON articles BEGIN
    INSERT OR IGNORE INTO unsettled SELECT article FROM copies
        WHERE first = (SELECT first FROM copies WHERE article = OLD.id);
    DELETE FROM copies WHERE article = OLD.id;
    DELETE FROM signatures WHERE article = OLD.id;
    END;
CREATE TRIGGER IF NOT EXISTS passages_leave AFTER DELETE ON passages BEGIN
    INSERT OR IGNORE INTO unsettled SELECT article FROM copies
        WHERE first = (SELECT first FROM copies WHERE article = OLD.article);
    INSERT OR IGNORE INTO unsettled VALUES (OLD.article);
    DELETE FROM echoes WHERE number = OLD.number;
    DELETE FROM signatures WHERE article = OLD.article;
    END;
CREATE TABLE IF NOT EXISTS unlinked (article TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sketches (
    article TEXT PRIMARY KEY, outlet TEXT NOT NULL, published INTEGER NOT NULL,
    updated INTEGER NOT NULL, marked TEXT NOT NULL, keys BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS sketches_outlet ON sketches (outlet);
CREATE TABLE IF NOT EXISTS updates (
    older TEXT NOT NULL, newer TEXT NOT NULL, how TEXT NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (older, newer)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS updates_newer ON updates (newer);
CREATE TRIGGER IF NOT EXISTS articles_unlink AFTER INSERT ON articles BEGIN
    INSERT OR IGNORE INTO unlinked VALUES (NEW.id);
    END;
CREATE TRIGGER IF NOT EXISTS articles_outdate AFTER DELETE ON articles BEGIN
    DELETE FROM updates WHERE older = OLD.id OR newer = OLD.id;
    DELETE FROM sketches WHERE article = OLD.id;
    DELETE FROM unlinked WHERE article = OLD.id;
    END;
CREATE TRIGGER IF NOT EXISTS passages_outdate AFTER DELETE ON passages BEGIN
    DELETE FROM sketches WHERE article = OLD.article;
    DELETE FROM updates WHERE older = OLD.article OR newer = OLD.article;
    INSERT OR IGNORE INTO unlinked SELECT id FROM articles WHERE id = OLD.article;
    END;
"""
_ADDED = (
    ("articles", "seal", "BLOB NOT NULL DEFAULT x''"),
    ("passages", "seal", "BLOB NOT NULL DEFAULT x''"),
    ("articles", "further", "TEXT NOT NULL DEFAULT ''"),
    ("removals", "published", "INTEGER"),
)


SAVE = (
    "'dateline rescue FILE' saves the articles that are intact, and 'dateline sync FILE --archive "
    "NEW' makes a new archive of them; or move the folder away and sync the articles again"
)
"""What to do about a ledger that SQLite cannot read."""
_READING_KB, _WRITING_KB = 2_000, 128_000
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY = 0xFF  # of an error's code; the rest says more closely what it was


def _named(method: Callable[..., T]) -> Callable[..., T]:
    @wraps(method)
    def run(cursor: "_Cursor", *arguments: Any) -> T:
        try:
            return method(cursor, *arguments)
        except sqlite3.DatabaseError as error:
            if error_code(error) not in _BROKEN:
                raise
            raise ArchiveDamaged(f"the ledger is damaged ({error}): {SAVE}") from error

    return run


def error_code(error: BaseException) -> int:
    """SQLite's primary code of an error; 0 for one that is not SQLite's."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


class _Cursor(sqlite3.Cursor):
    """A cursor that tells a damaged file from everything else that may go wrong."""

    execute = _named(sqlite3.Cursor.execute)
    executemany = _named(sqlite3.Cursor.executemany)
    executescript = _named(sqlite3.Cursor.executescript)
    fetchone = _named(sqlite3.Cursor.fetchone)
    fetchall = _named(sqlite3.Cursor.fetchall)
    __next__ = _named(sqlite3.Cursor.__next__)


class _Connection(sqlite3.Connection):
    """A connection that can be referred to weakly."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)

    def executescript(self, script: str) -> Any:
        return self.cursor().executescript(script)


class Database:
    """The SQLite file at `path`. Safe to use from several threads, each with its connection.

    One that is `read_only` writes nothing, and follows when another file is put in its place.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._local = threading.local()
        self._connections: weakref.WeakSet[_Connection] = weakref.WeakSet()
        if read_only:
            return
        # SQLite gives the files that it makes beside it the same mode
        open(path, "ab", opener=private_file).close()
        self._db.executescript(_SCHEMA)
        self._widen()

    def _widen(self) -> None:
        """Give the tables of an older archive the columns that it lacks, yet to be filled."""
        for table, column, kind in _ADDED:
            columns = f"SELECT name FROM pragma_table_info('{table}')"  # noqa: S608
            if (column,) in self.rows(columns):
                continue
            with self.transaction():
                if (column,) not in self.rows(columns):  # else another process was quicker
                    self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    @property
    def _db(self) -> sqlite3.Connection:
        if self._read_only and getattr(self._local, "found", None) != self._found():
            if before := vars(self._local).pop("db", None):
                before.close()
            vars(self._local).clear()
        if not hasattr(self._local, "db"):
            db = self.reader() if self._read_only else self._connected(str(self._path))
            self._connections.add(db)
            weakref.finalize(threading.current_thread(), db.close)
            # what is no UTF-8 is damaged, and its seal says so
            db.text_factory = methodcaller("decode", errors="replace")
            # secure_delete: a removed article's text is overwritten, not just unlinked.
            if not self._read_only:
                db.executescript(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                    "PRAGMA secure_delete = ON"
                )
            self._local.db = db
        db = self._local.db
        assert isinstance(db, sqlite3.Connection)  # noqa: S101  (thread-local is untyped)
        return db

    def _connected(self, path: str, *, by_uri: bool = False) -> _Connection:
        return sqlite3.connect(
            path,
            timeout=30,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
            uri=by_uri,
        )

    def reader(self) -> _Connection:
        """A connection of its own that only reads the file, as it is found now.

        Where nobody has opened it to write and nothing can be written, SQLite reads the file as
        one that does not change; as soon as somebody does, or another is there, it is opened anew.
        """
        self._local.found = self._found()
        name = f"file:{quote(str(self._path))}?mode=ro"
        db = self._connected(name, by_uri=True)
        try:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            db.close()
            db = self._connected(f"{name}&immutable=1", by_uri=True)
        return db

    def _found(self) -> tuple[int, ...]:
        """What tells that another file is there, or that somebody writes to it."""
        try:
            found = self._path.stat()
        except FileNotFoundError:  # between two copies that are put in each other's place
            return getattr(self._local, "found", ())
        writing = Path(f"{self._path}-wal").exists()
        told = () if writing else (found.st_mtime_ns, found.st_size)
        return (found.st_dev, found.st_ino, writing, *told)

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
            if self._db.in_transaction:  # else SQLite gave up by itself
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def much_in_memory(self) -> Iterator[None]:
        """In the block, this thread's connection keeps the pages that a writer comes back to.

        Those of hashes are all over the file, and SQLite's 2 MB hold few of them.
        """
        self._db.execute(f"PRAGMA cache_size = -{_WRITING_KB}")
        try:
            yield
        finally:
            self._db.execute(f"PRAGMA cache_size = -{_READING_KB}")
            self._db.execute("PRAGMA shrink_memory")

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

    def change(self, query: str, rows: Iterable[Sequence[str | int]] = ((),)) -> None:
        """Run a statement that writes, once for each of `rows`."""
        self._db.executemany(query, rows)

    def firsts(self, ids: Iterable[str]) -> dict[str, tuple[str, int | None]]:
        """Of these articles, those that are copies → the first of their copies, and its day."""
        query = """SELECT c.article, c.first, a.published FROM copies c
            LEFT JOIN articles a ON a.id = c.first
            WHERE c.first != c.article AND c.article IN (SELECT value FROM json_each(?))"""
        return {
            copy: (first, day) for copy, first, day in self.rows(query, [json.dumps(list(ids))])
        }

    def standing(
        self, ids: Iterable[str]
    ) -> tuple[dict[str, tuple[str, int | None]], dict[str, str]]:
        """`firsts` of these articles; and those that another updates → the newest that does.

        What updates the first of some copies updates all of them.
        """
        firsts = self.firsts(ids := list(ids))
        query = """SELECT older, newer FROM updates
            WHERE older IN (SELECT value FROM json_each(?)) ORDER BY day, newer"""
        first = {copy: first for copy, (first, _) in firsts.items()}
        newest = dict(self.rows(query, [json.dumps([*ids, *first.values()])]))
        found = {one: newest.get(one) or newest.get(first.get(one, ""), "") for one in ids}
        return firsts, {one: newer for one, newer in found.items() if newer not in ("", one)}

    def rows(self, query: str, values: Sequence[str | int] = ()) -> list[Any]:
        """What a query finds that only reads."""
        return self._db.execute(query, values).fetchall()

    def write(self, query: str, rows: Iterable[Sequence[str | int | bytes]] = ((),)) -> None:
        """Run a query that writes, once for each of `rows`."""
        self._db.executemany(query, rows)

    def broken(self) -> str:
        """What SQLite finds wrong with the file; empty if nothing."""
        found = [row[0] for row in self.rows("PRAGMA integrity_check(5)")]
        return "" if found == ["ok"] else "; ".join(found)

    def mend(self) -> None:
        """Make the indexes of the tables anew where they do not agree with them.

        Raises:
            ArchiveDamaged: that was not all.
        """
        if self.broken():
            self._db.execute("REINDEX")
            if still := self.broken():
                raise ArchiveDamaged(f"the ledger is damaged ({still}): {SAVE}")

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
