"""What people set right of an article by hand: its headline, outlet, day and byline.

The ledger stores an article as it was corrected, so that every list, filter and index knows it so
and no other way, and beside it what was corrected and what the file says of the same. When the
file changes, what it says is written down anew and the correction stays. The text is never
corrected: offsets into it are those of what the file says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict, cast

from index.database import Database
from index.errors import ArticleError
from index.files.dates import is_possible
from index.files.decoding import one_line
from index.files.fields import authors_of, latest_day
from index.seals import seal
from index.types import Article

CORRECTABLE = {
    "title": "headline",
    "source": "outlet",
    "published": "date",
    "authors": "byline",
}
"""The fields of an `Article` that can be corrected, and what people call them."""
_LONGEST = {"title": 500, "source": 200, "authors": 1_000}  # characters
_AMONG = "IN (SELECT value FROM json_each(?))"


class Changes(TypedDict, total=False):
    """What an article is to say of itself, by the names of `CORRECTABLE`; what is absent stays.

    An empty text, no authors or None stands for "not stated". `authors` may be a byline.
    """

    title: str
    source: str
    published: date | None
    authors: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction by hand: which `CORRECTABLE` it `said` otherwise than the file `stated`."""

    article_id: str
    said: Mapping[str, Any]
    stated: Mapping[str, Any]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that were corrected, in the order of `CORRECTABLE`."""
        return tuple(self.said)

    @property
    def changes(self) -> Changes:
        """What was said, to be said of the same article elsewhere."""
        return cast(Changes, dict(self.said))


def checked(changes: Changes) -> dict[str, Any]:
    """The changes as they are stored.

    Raises:
        ArticleError: one of them cannot be, such as a day to come.
    """
    if unknown := set(changes) - set(CORRECTABLE):
        raise ArticleError(f"{min(unknown)!r} cannot be corrected; {', '.join(CORRECTABLE)} can")
    said: dict[str, Any] = {}
    for name in ("title", "source"):
        if name in changes:
            said[name] = one_line(str(changes[name]))
    if "published" in changes:
        said["published"] = _day(changes["published"])
    if "authors" in changes:
        said["authors"] = authors_of(changes["authors"])
        if not said["authors"] and any(map(str.strip, changes["authors"])):
            raise ArticleError(
                f"{changes['authors']!r:.80} names nobody; write names, as in A and B"
            )
    for name, most in _LONGEST.items():
        if len(value := str(said.get(name, ""))) > most:
            raise ArticleError(
                f"this {CORRECTABLE[name]} has {len(value):,} characters; at most {most:,} are kept"
            )
    return said


def _day(value: object) -> date | None:
    if value is None:
        return None
    if not isinstance(value, date):
        raise ArticleError(f"published is {value!r:.80}; it must be a date, or None")
    if not is_possible(value):
        raise ArticleError(f"{value} is before the first newspapers; give the day of publication")
    if value > latest_day():
        raise ArticleError(f"{value} has not come yet; give the day of publication")
    return value


def corrected(ledger: Database, ids: Iterable[str] | None = None) -> dict[str, Corrected]:
    """Article → its correction, of those among `ids`, or of all; none that is damaged."""
    query, values = "SELECT article, said, stated, seal FROM corrected", []
    if ids is not None:
        query, values = f"{query} WHERE article {_AMONG}", [json.dumps(list(ids))]
    return {row[0]: _read(row) for row in ledger.rows(query, values) if _is_intact(row)}


def damaged(ledger: Database) -> list[str]:
    """The ids of articles whose correction is not what was stored."""
    rows = ledger.rows("SELECT article, said, stated, seal FROM corrected ORDER BY article")
    return [row[0] for row in rows if not _is_intact(row)]


def laid_over(ledger: Database, article: Article) -> Article:
    """`article`, as its file says, with its correction; what the file says is written down.

    An article that is new here and says the very same as one that was corrected is corrected
    likewise: its file was renamed, or holds more or less than before.
    """
    [(anything,)] = ledger.rows("SELECT EXISTS (SELECT 1 FROM corrected)")
    if not anything:
        return article
    stated = told(article)
    found = corrected(ledger, [article.id]).get(article.id) or _of_another(ledger, article, stated)
    if found is None:
        return article
    keep(ledger, Corrected(article.id, found.said, stated))
    return laid(article, found.said)


def _of_another(ledger: Database, article: Article, stated: Mapping[str, Any]) -> Corrected | None:
    [(known,)] = ledger.rows("SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?)", [article.id])
    if known:
        return None
    query = """SELECT c.article, c.said, c.stated, c.seal
        FROM corrected c JOIN articles a ON a.id = c.article WHERE a.text = ?"""
    others = [_read(row) for row in ledger.rows(query, [article.text]) if _is_intact(row)]
    return next((other for other in others if other.stated == stated), None)


def keep(ledger: Database, correction: Corrected) -> None:
    """Store a correction in the place of the one that its article had."""
    said, stated = _written(correction.said), _written(correction.stated)
    ledger.write(
        "INSERT OR REPLACE INTO corrected VALUES (?, ?, ?, ?)",
        [(correction.article_id, said, stated, seal(said, stated))],
    )


def drop(ledger: Database, article_id: str) -> None:
    """Delete the correction of an article, if it has one."""
    ledger.write("DELETE FROM corrected WHERE article = ?", [(article_id,)])


def laid(article: Article, said: Mapping[str, Any]) -> Article:
    """`article` with what is `said` of it."""
    return replace(article, **said)


def told(article: Article) -> dict[str, Any]:
    """What an article says of itself, by the names of `CORRECTABLE`."""
    return {name: getattr(article, name) for name in CORRECTABLE}


def _is_intact(row: Any) -> bool:
    # its id is not sealed, since it changes where an archive is to be read beside another
    return bool(seal(row[1], row[2]) == row[3])


def _read(row: Any) -> Corrected:
    return Corrected(row[0], _values(row[1]), _values(row[2]))


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps({name: values[name] for name in CORRECTABLE if name in values}, default=str)


def _values(stored: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(stored)
    if values.get("published"):
        values["published"] = date.fromisoformat(values["published"])
    if "authors" in values:
        values["authors"] = tuple(values["authors"])
    return values
