"""What the ledger keeps of forgetting: what is on its way out, and the marks of what is gone."""

import json
import secrets
from collections.abc import Iterable, Sequence

from index.ledger import Ledger
from index.marks import Doomed, Marks, within


def marks(ledger: Ledger) -> Marks:
    """By what is known what was forgotten."""
    forgotten = {mark for (mark,) in ledger.rows("SELECT mark FROM forgotten")}
    return Marks(ledger.meta().get("salt", ""), forgotten)


def described(ledger: Ledger, ids: Iterable[str]) -> list[Doomed]:
    """The articles with these ids; of one that is damaged no more than its id and its file."""
    whole = ledger.articles(ids)
    return [Doomed(one, ledger.path_of(one) or "", whole.get(one, (None,))[0]) for one in ids]


def doom(ledger: Ledger, doomed: Sequence[Doomed], *, barring: bool = True) -> None:
    """Record what is to be forgotten; `barring` keeps it out from now on."""
    ledger.write(
        "INSERT OR IGNORE INTO doomed VALUES (?, ?)", [(one.id, one.path) for one in doomed]
    )
    if not barring or not doomed:
        return
    ledger.begin(salt=secrets.token_hex(32))
    marked, going = marks(ledger), {one.id for one in doomed}
    [(last,)] = ledger.rows("SELECT coalesce(max(one), 0) FROM forgotten")
    for number, one in enumerate(doomed, last + 1):
        alone = ledger.articles_of(one.path).keys() <= going
        left = [(mark, number) for mark in marked.of(one, with_file=alone)]
        ledger.write("INSERT INTO forgotten VALUES (?, ?)", left)


def doomed(ledger: Ledger) -> list[Doomed]:
    """What is to be forgotten and still there."""
    found: list[Doomed] = []
    for article, path in ledger.rows("SELECT article, path FROM doomed ORDER BY path, article"):
        found += described(ledger, [article]) if article else within(path)
    return found


def doomed_files(ledger: Ledger) -> list[str]:
    """The files of what is to be forgotten."""
    return [path for (path,) in ledger.rows("SELECT DISTINCT path FROM doomed")]


def drop_doomed(ledger: Ledger) -> int:
    """Remove what is to be forgotten, with what was said of its files; how many articles.

    A file from which other articles came is read again, for what it says of those.
    """
    rows = ledger.rows("SELECT article, path FROM doomed")
    dropped = sum(ledger.drop(article) for article, _ in rows)
    for path in {path for _, path in rows}:
        if ledger.articles_of(path):
            ledger.write("DELETE FROM reports WHERE path = ? AND NOT refused", [(path,)])
            ledger.write("UPDATE files SET digest = '' WHERE path = ?", [(path,)])
        else:
            ledger.drop_file(path)
    ledger.write("DELETE FROM doomed")
    return dropped


def lift(ledger: Ledger, name: str) -> int:
    """Let in again what was forgotten as `name`; how many articles and files that are.

    Nobody knows any more in which files it is, so all of them are read again.
    """
    query = "SELECT DISTINCT one FROM forgotten WHERE mark IN (SELECT value FROM json_each(?))"
    ones = ledger.rows(query, [json.dumps(marks(ledger).naming(name))])
    ledger.write("DELETE FROM forgotten WHERE one = ?", ones)
    if ones:
        ledger.write("UPDATE files SET digest = ''")
    return len(ones)
