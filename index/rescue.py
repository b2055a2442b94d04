"""What a damaged ledger still holds: counted, and written out for another archive to read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index import byhand, embeddings
from index.database import SAVE
from index.errors import ArchiveDamaged, ArchiveMissing, ArticleError
from index.ledger import Ledger
from index.opening import check_path
from index.privacy import private_file
from index.rows import article_of, stored_articles
from index.types import BESIDE

_NAMED = 5
_AT_ONCE = 2_000
_SMALLEST = 100  # octets that an article takes at least


@dataclass(frozen=True, slots=True)
class Rescued:
    """How many articles were `saved`; `lost` are the ids of those that are known to be missing."""

    saved: int
    lost: tuple[str, ...]


def wrong_in_ledger(ledger: Ledger) -> list[str]:
    """What SQLite finds wrong with the file, and which articles and vectors were altered."""
    if broken := ledger.broken():
        return [f"the ledger is damaged ({broken}): 'dateline rebuild' may mend it; else {SAVE}"]
    said = []
    if damaged := ledger.find_damaged():
        named = ", ".join(sorted(damaged)[:_NAMED]) + (" …" if len(damaged) > _NAMED else "")
        articles = "1 article is" if len(damaged) == 1 else f"{len(damaged):,} articles are"
        said.append(
            f"{articles} damaged in the ledger and left out of answers ({named}): 'dateline "
            "rebuild' and then 'dateline sync' read their files again"
        )
    if astray := byhand.damaged(ledger):
        articles = "1 article" if len(astray) == 1 else f"{len(astray):,} articles"
        said.append(
            f"the correction by hand of {articles} is damaged ({', '.join(astray[:_NAMED])}): "
            "'dateline correct ARTICLE --as-in-file' and a sync bring back what the file says; "
            "then correct it again"
        )
    if lost := sum(1 for _ in _without_vector(ledger)):
        passages = "1 passage has" if lost == 1 else f"{lost:,} passages have"
        said.append(f"{passages} no intact vector in the ledger")
    return said


def _without_vector(ledger: Ledger) -> Iterator[int]:
    numbers = [row[0] for row in ledger.rows("SELECT number FROM passages WHERE vectors = 1")]
    for at in range(0, len(numbers), _AT_ONCE):
        passages = ledger.passages(numbers[at : at + _AT_ONCE])
        kept = embeddings.kept(ledger, list(passages.items()))
        yield from passages.keys() - kept.keys()


def rescue(archive: Path | str, out: Path | str) -> Rescued:
    """Write the intact articles of the archive in a folder into a new file, as JSON Lines.

    Nothing in the folder is changed, and nothing but the ledger is read.

    Raises:
        ArchiveMissing: there is no ledger.
        ArchiveDamaged: nothing of it can be read.
        ArticleError: `out` is there already, or cannot be written.
    """
    check_path(Path(archive).absolute())
    ledger = Path(archive) / "ledger.sqlite3"
    if not ledger.exists():
        raise ArchiveMissing(f"there is no archive at {archive}: it has no {ledger.name}")
    saved: set[str] = set()
    with closing(_opened(ledger)) as db:
        known = set(_known(db))
        try:
            with open(out, "x", encoding="utf-8", opener=private_file) as file:
                for record in _intact(db, ledger.stat().st_size):
                    file.write(json.dumps(record, ensure_ascii=False) + "\n")
                    saved.add(record["id"])
        except OSError as error:
            raise ArticleError(
                f"{out} cannot be written ({error.strerror}); name another file"
            ) from error
    if not saved:
        Path(out).unlink()
        raise ArchiveDamaged(
            f"no article in {ledger} can be read; sync the articles into another archive"
        )
    return Rescued(len(saved), tuple(sorted(known - saved)))


def _opened(ledger: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"file:{quote(str(ledger.absolute()))}?mode=ro", uri=True)
    db.text_factory = lambda data: data.decode(errors="replace")
    # SQLite then reads a file also where it was cut short, as far as it goes; nothing is written
    db.execute("PRAGMA writable_schema = ON")
    return db


def _intact(db: sqlite3.Connection, size: int) -> Iterator[dict[str, Any]]:
    """The records of the articles that are what was stored, in the order they came.

    Each is looked for by itself where several together cannot be read.
    """
    last = size // _SMALLEST
    with suppress(sqlite3.DatabaseError):
        last = db.execute("SELECT max(rowid) FROM articles").fetchone()[0] or 0
    for at in range(1, last + 1, _AT_ONCE):
        try:
            rows = list(stored_articles(db, at, at + _AT_ONCE - 1))
        except sqlite3.DatabaseError:
            rows = list(_one_by_one(db, range(at, at + _AT_ONCE)))
        for row in rows:
            if (article := article_of(row)) is not None:
                yield {
                    "id": article.id.removeprefix(BESIDE),
                    "title": article.title, "text": article.text,
                    "source": article.source, "url": article.url, "authors": article.authors,
                    "published": article.published and article.published.isoformat(),
                    "updated": article.updated and article.updated.isoformat(),
                    "kind": article.kind, "section": article.section,
                    "language": article.language,
                }  # fmt: skip


def _one_by_one(db: sqlite3.Connection, rowids: Iterable[int]) -> Iterator[Any]:
    for rowid in rowids:
        with suppress(sqlite3.DatabaseError):
            yield from list(stored_articles(db, rowid, rowid))


def _known(db: sqlite3.Connection) -> Iterator[str]:
    """The ids that tables and indexes tell of, as far as each can be read."""
    for query in (
        "SELECT id FROM articles INDEXED BY sqlite_autoindex_articles_1",
        "SELECT id FROM articles INDEXED BY articles_listed",
        "SELECT DISTINCT article FROM passages INDEXED BY passages_article",
    ):
        with suppress(sqlite3.DatabaseError):
            for (identity,) in db.execute(query):
                yield identity.removeprefix(BESIDE)  # none that is read begins so
