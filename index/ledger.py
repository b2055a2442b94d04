"""The ledger: what the archive holds and what its two indexes still owe, in SQLite.

An article and its passages are committed here first. Each passage carries two flags, whether the
word index and the vector store have it; each removed passage leaves a debt until both have let go
of it. A process killed at any point leaves debts, never orphans, and the next writer pays them.
Passage numbers are never used twice, so an old entry cannot be taken for a new one.
"""

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index import byhand
from index.errors import ArchiveDamaged
from index.matching import Home, Matching
from index.rows import (
    ARTICLE,
    PASSAGE,
    article_of,
    article_seal,
    date_of,
    day_of,
    file_name,
    further_of,
    intact,
    intact_passage,
    spans_in,
    stored_articles,
)
from index.seals import seal
from index.types import Article, Passage, Refused, Remark, is_text, placed

_AMONG = "IN (SELECT value FROM json_each(?))"


class Ledger(Matching):
    """What the database of an archive holds, as articles and passages. Damaged ones are left out.

    `damaged` are the ids of the articles that were met so.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        super().__init__(path, read_only=read_only)
        self.damaged: set[str] = set()

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
        for path, line, why, refused in self.rows(query):
            yield (Refused if refused else Remark)(Path(path), line, why)

    # -- articles ------------------------------------------------------------------------------

    def put(self, article: Article, path: str, digest: str, passages: Sequence[Passage]) -> None:
        """Add an article with its passages, replacing one of the same id.

        What was corrected by hand is stored so, whatever its file says (see `byhand`). Where
        nothing changed that is embedded, the passages keep their numbers and vectors.
        """
        article = byhand.laid_over(self, article)
        keep = self._embedded_alike(article, passages)
        if keep:
            self._db.execute("UPDATE passages SET lexical = 0 WHERE article = ?", (article.id,))
            self._db.execute("DELETE FROM articles WHERE id = ?", (article.id,))
        else:
            self._take_out(article.id)
        a = article
        told = (a.id, path, a.title, a.text, a.source, a.outlet.casefold(), day_of(a.published),
                a.url, json.dumps(a.authors), day_of(a.updated), a.kind, further_of(a))  # fmt: skip
        self._db.execute(
            "INSERT INTO articles (id, path, title, text, source, outlet, published, url, authors, "
            "updated, kind, further, seal, digest) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*told, article_seal(told), digest),
        )
        if not keep:
            self._add_passages(passages)

    def _embedded_alike(self, article: Article, passages: Sequence[Passage]) -> bool:
        old = self.articles([article.id]).get(article.id)
        if old is None or _embedded(old[0]) != _embedded(article):
            return False
        query = f"SELECT {PASSAGE} WHERE article = ? ORDER BY start"
        stored = self.rows(query, (article.id,))
        wanted = [(article.id, p.start, p.end, json.dumps(p.sentences)) for p in passages]
        return [tuple(row[1:5]) for row in stored] == wanted and all(map(intact_passage, stored))

    def _add_passages(self, passages: Iterable[Passage]) -> None:
        rows = [(p.article_id, p.start, p.end, json.dumps(p.sentences)) for p in passages]
        self._db.executemany(
            'INSERT INTO passages (article, start, "end", sentences, seal) VALUES (?, ?, ?, ?, ?)',
            [(*row, seal(*row)) for row in rows],
        )

    def drop(self, article_id: str) -> bool:
        """Remove an article, its passages and its correction; False if unknown."""
        byhand.drop(self, article_id)
        return self._take_out(article_id)

    def _take_out(self, article_id: str) -> bool:
        """Remove an article and its passages, leaving the debt to the indexes."""
        self._db.execute(
            "INSERT INTO removals (number, published) SELECT p.number, a.published "
            "FROM passages p LEFT JOIN articles a ON a.id = p.article WHERE p.article = ?",
            (article_id,),
        )
        self._db.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        gone = self._db.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        self.damaged.discard(article_id)
        return gone.rowcount > 0

    def resplit(self, article_id: str, passages: Iterable[Passage]) -> None:
        """Replace an article's passages while both indexes are made anew: nothing is owed.

        Those that are cut as they were keep their numbers, and with them their embeddings.
        """
        wanted = {(p.start, p.end, json.dumps(p.sentences)): p for p in passages}
        for row in self.rows(f"SELECT {PASSAGE} WHERE article = ?", (article_id,)):
            if not intact_passage(row) or not wanted.pop(tuple(row[2:5]), None):
                self._db.execute("DELETE FROM passages WHERE number = ?", (row[0],))
        self._add_passages(wanted.values())

    def owe_everything(self) -> None:
        """Record that both indexes hold nothing, whatever they held."""
        self._db.execute("DELETE FROM removals")
        self._db.execute("UPDATE passages SET lexical = 0, vectors = 0")

    def compact(self) -> bool:
        """Give the space of what was removed back to the disk, and overwrite what it held.

        Written anew, since pages that were split or merged keep copies of rows that have moved.
        Whether the write-ahead log could be emptied: not while a reader is in the middle of
        something for more than half a minute.
        """
        self._db.execute("VACUUM")
        [(busy, *_)] = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    def digest_of(self, article_id: str) -> str | None:
        """The digest of an article as it was read; None if there is no such article."""
        if not is_text(article_id):
            return None
        row = self._db.execute("SELECT digest FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def move(self, article_ids: Iterable[str], path: str) -> None:
        """Record that the articles now come from the file at `path`."""
        for article_id in article_ids:
            if row := next(iter(self.rows(f"SELECT {ARTICLE} WHERE id = ?", (article_id,))), None):
                told = (row[0], path, *row[2:-1])
                sealed = article_seal(told) if intact(row) else b""
                self._db.execute(
                    "UPDATE articles SET path = ?, seal = ? WHERE id = ?", (path, sealed, row[0])
                )

    def path_of(self, article_id: str) -> str | None:
        """The file that an article came from; None if there is no such article."""
        if not is_text(article_id):
            return None
        row = self._db.execute("SELECT path FROM articles WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def alike(self, article: Article) -> list[str]:
        """The ids of the articles with the very same text or URL, itself among them."""
        query = "SELECT id FROM articles WHERE text = ?1 OR (url <> '' AND url = ?2)"
        return [row[0] for row in self.rows(query, [article.text, article.url])]

    def ids(self) -> list[str]:
        """The ids of all articles."""
        return [row[0] for row in self._db.execute("SELECT id FROM articles ORDER BY id")]

    def find(self, name: str) -> list[str]:
        """The ids of the articles whose id, URL or file is `name`."""
        if not name or not is_text(name):  # an empty URL is that of many
            return []
        query = "SELECT id FROM articles WHERE id = ?1 OR url = ?1 OR path = ?1 ORDER BY id"
        return [row[0] for row in self._db.execute(query, (name,))]

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None.

        Raises:
            ArchiveDamaged: it is no longer what was stored.
        """
        if found := self.articles([article_id]).get(article_id):
            return found[0]
        if self.digest_of(article_id) is None:
            return None
        raise ArchiveDamaged(
            f"the article {article_id!r} is damaged in {self._path}: what is there is not what was "
            "stored; 'dateline status --check' says how much is damaged, and what to do"
        )

    def articles(self, ids: Iterable[str]) -> dict[str, tuple[Article, str]]:
        """Id → article and the file that it came from, for those that are there and intact."""
        query = f"SELECT {ARTICLE} WHERE id {_AMONG}"
        found = {}
        for row in self.rows(query, [json.dumps(list(dict.fromkeys(ids)))]):
            if article := article_of(row):
                found[row[0]] = article, row[1]
            else:
                self.damaged.add(row[0])
        return found

    # -- passages ------------------------------------------------------------------------------

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Number → passage, for those numbers that are (still) in the ledger, and intact."""
        query = f"SELECT {PASSAGE} WHERE number {_AMONG}"
        return dict(self._passages(self.rows(query, [json.dumps(list(numbers))])))

    def starts(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """(number, start) of those passages that are (still) in the ledger, by number."""
        query = f"SELECT number, start FROM passages WHERE number {_AMONG} ORDER BY number"  # noqa: S608
        return self.rows(query, [json.dumps(list(numbers))])

    def _passages(self, rows: Sequence[Any]) -> Iterator[tuple[int, Passage]]:
        """The passages of `rows`, with what their articles say; none that is damaged."""
        articles = self.articles(row[1] for row in rows)
        firsts, updated = self.standing(articles)
        for row in rows:
            number, article_id, start, end, sentences, _ = row
            if not intact_passage(row):
                self.damaged.add(article_id)
            elif article_id in articles:
                a, path = articles[article_id]
                first = firsts.get(a.id, ("", None))
                yield number, Passage(
                    a.id, a.text[start:end], start, end, spans_in(sentences), a.title, a.source,
                    a.published, a.url, file_name(path, a), a.authors, a.kind, a.section,
                    placed(a.places, start, end), a.confidence,
                    first[0], updated.get(a.id, ""), date_of(first[1]),
                )  # fmt: skip

    def passage_at(self, article_id: str, start: int, end: int) -> Passage | None:
        """The passage that holds these characters of an article, or None."""
        query = f'SELECT {PASSAGE} WHERE article = ? AND start <= ? AND "end" >= ? LIMIT 1'
        found = list(self._passages(self.rows(query, (article_id, start, end))))
        return found[0][1] if found else None

    # -- debts ---------------------------------------------------------------------------------

    def owed(self, home: Home) -> tuple[int, int]:
        """How many removals and how many additions `home` still owes."""
        removals = f"SELECT count(*) FROM removals WHERE {home} = 0"  # noqa: S608
        additions = f"SELECT count(*) FROM passages WHERE {home} = 0"  # noqa: S608
        return (
            self._db.execute(removals).fetchone()[0],
            self._db.execute(additions).fetchone()[0],
        )

    def settled(self, home: Home) -> int:
        """How many passages `home` has taken in."""
        held = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return int(held) - self.owed(home)[1]

    def removals(self, home: Home) -> list[int]:
        """The numbers that `home` must let go of."""
        query = f"SELECT number FROM removals WHERE {home} = 0 ORDER BY number"  # noqa: S608
        return [row[0] for row in self._db.execute(query)]

    def additions(self, home: Home, limit: int) -> list[tuple[int, Passage]]:
        """The next passages that `home` has yet to take in; those that are damaged wait."""
        query = f"SELECT {PASSAGE} WHERE {home} = 0 AND number > ? ORDER BY number LIMIT ?"
        number = 0
        while rows := self.rows(query, (number, limit)):
            if found := list(self._passages(rows)):
                return found
            number = rows[-1][0]
        return []

    def owed_newest_first(self) -> Sequence[int]:
        """The numbers that the vector store has yet to take in, the newest articles' first.

        Those of undated ones come last.
        """
        query = """SELECT p.number FROM passages p LEFT JOIN articles a ON a.id = p.article
            WHERE p.vectors = 0 ORDER BY a.published DESC, p.number"""
        return array("q", (number for (number,) in self._db.execute(query)))

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

    def owe_vectors(self) -> None:
        """Record that the vector store holds nothing, whatever it held."""
        with self.transaction():
            self._db.execute("UPDATE passages SET vectors = 0")
            self._db.execute("UPDATE removals SET vectors = 1")
            self._db.execute("DELETE FROM removals WHERE lexical = 1")

    def owe_words(self) -> None:
        """Record that the word index holds nothing, whatever it held."""
        with self.transaction():
            self._db.execute("UPDATE passages SET lexical = 0")
            self._db.execute("UPDATE removals SET lexical = 1")
            self._db.execute("DELETE FROM removals WHERE vectors = 1")

    # -- embeddings ----------------------------------------------------------------------------

    def embeddings(self, numbers: Sequence[int]) -> list[tuple[int, bytes, bytes]]:
        """(number, vector, seal) of the passages among `numbers` that have one, as stored."""
        query = f"SELECT number, vector, seal FROM embeddings WHERE number {_AMONG}"  # noqa: S608
        return self.rows(query, [json.dumps(list(numbers))])

    def keep_embeddings(self, rows: Iterable[tuple[int, bytes, bytes]]) -> None:
        """Store (number, vector, seal), each in the place of what its passage had."""
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)

    def forget_embeddings(self) -> None:
        """Delete all vectors, as where another embedder is to make them."""
        self._db.execute("DELETE FROM embeddings")

    # -- damage --------------------------------------------------------------------------------

    def find_damaged(self) -> set[str]:
        """The ids of all articles that are not what was stored, or whose passages are not."""
        damaged = {row[0] for row in stored_articles(self._db) if not intact(row)}
        passages = self._db.execute(f"SELECT {PASSAGE}")
        damaged |= {row[1] for row in passages if not intact_passage(row)}
        known = "(SELECT id FROM articles)"
        alone = f"SELECT DISTINCT article FROM passages WHERE article NOT IN {known}"  # noqa: S608
        self.damaged = damaged | {identity for (identity,) in self.rows(alone)}
        return self.damaged

    def set_aside(self, damaged: Iterable[str]) -> None:
        """Take the passages of damaged articles away, and have all files read again.

        What came from which file may be damaged as well; what is intact is not taken in anew.
        """
        for identity in damaged:
            self._db.execute("DELETE FROM passages WHERE article = ?", (identity,))
            self._db.execute("UPDATE articles SET digest = '' WHERE id = ?", (identity,))
            self._db.execute("UPDATE files SET digest = ''")

    def seal_all(self) -> None:
        """Seal what an older Dateline stored without, as it stands."""
        with self.transaction():
            for (identity,) in self.rows("SELECT id FROM articles WHERE seal = x''"):
                [row] = self.rows(f"SELECT {ARTICLE} WHERE id = ?", (identity,))
                sealed = article_seal(row[:-1])
                self._db.execute("UPDATE articles SET seal = ? WHERE id = ?", (sealed, identity))
            rows = self.rows(f"SELECT {PASSAGE} WHERE seal = x''")
            self._db.executemany(
                "UPDATE passages SET seal = ? WHERE number = ?",
                [(seal(*row[1:5]), row[0]) for row in rows],
            )


def _embedded(article: Article) -> tuple[object, ...]:
    """What of an article goes into its passages' vectors (see `Passage.searchable`)."""
    return article.title, article.outlet, article.published, article.text
