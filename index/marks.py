"""What was forgotten for good: marks that keep it out, and that do not tell what it was.

A mark is a hash, keyed with a salt of the archive's own, of an article's text, its URL, the file
with its id in it, its id, or the file alone. From the marks nothing can be read; whoever holds the
archive's folder and guesses a text or an address to the letter can only see that it was forgotten.
"""

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.apart import Cut, lent
from index.passages import PASSAGE_TOKENS
from index.types import Article, Refused, Remark

Outcome = Cut | Refused | Remark


@dataclass(frozen=True, slots=True)
class Doomed:
    """What is about to be forgotten: an article by its `id`, and the file that it came from.

    `id` is empty where the archive has no article of the file, such as one that was refused, and
    `article` None where there is nothing to be read of it.
    """

    id: str
    path: str
    article: Article | None = None


class Marks:
    """The marks of one archive. `forgotten` are those that it has, `salt` is what keys them."""

    def __init__(self, salt: str, forgotten: Collection[str]) -> None:
        self._salt = salt.encode()
        self._forgotten = forgotten

    def of(self, doomed: Doomed, *, with_file: bool) -> list[str]:
        """The marks that it leaves; `with_file` where nothing else is in its file."""
        told = [("file", doomed.path)] if with_file else []
        if doomed.id:
            told.append(("id", doomed.id))
        if doomed.article:
            told += _barring(doomed.article, doomed.path)
        return [self._mark(*one) for one in told]

    def naming(self, name: str) -> list[str]:
        """The marks that what is called `name` (an id, a URL or a file) would have left."""
        real = real_path(name)
        told = [("id", name), ("url", name), ("file", name), ("file", real)]
        return [self._mark(*one) for one in told]

    def has(self, article: Article, path: str) -> bool:
        """Whether this article was forgotten: its text, its URL, or its id in this file."""
        return bool(self._forgotten) and any(
            self._mark(*one) in self._forgotten for one in _barring(article, path)
        )

    def has_file(self, path: str) -> bool:
        """Whether all that was in this file was forgotten, so that not even its name is kept."""
        return bool(self._forgotten) and self._mark("file", path) in self._forgotten

    def has_url(self, url: str) -> bool:
        """Whether an article of this address was forgotten."""
        return bool(self._forgotten) and self._mark("url", url) in self._forgotten

    def are_in(self, path: Path) -> bool:
        """Whether an article in this file was forgotten."""
        if not self._forgotten:
            return False
        return any(self.has(one.article, one.path) for one in within(str(path)) if one.article)

    def _mark(self, kind: str, value: str) -> str:
        told = f"{kind}\n{value}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, key=self._salt, digest_size=20).hexdigest()


def real_path(name: str) -> str:
    """The path that a name stands for; empty where it can name none, as with a NUL in it."""
    try:
        return os.path.realpath(name)
    except ValueError:
        return ""


def within(path: str) -> list[Doomed]:
    """What is in a file, the file itself first, of articles that the archive does not have."""
    articles: list[Article] = []
    if os.path.isfile(path):
        with lent() as reader:
            items = reader.read(Path(path), mapping={}, origin=path, tokens=PASSAGE_TOKENS)
            articles = [item.article for item in items if isinstance(item, Cut)]
    return [Doomed("", path), *(Doomed("", path, article) for article in articles)]


def _barring(article: Article, path: str) -> list[tuple[str, str]]:
    """What an article is known by when it comes again, perhaps changed, moved or renamed."""
    told = [("text", " ".join(article.text.split())), ("in file", f"{path}\n{article.id}")]
    return [*told, ("url", article.url)] if article.url else told


def allowed(
    items: Iterable[Outcome], forgotten: Callable[[Article], bool], found: Callable[[], None]
) -> Iterator[Outcome]:
    """`items` of one file less forgotten articles and the remarks on them; `found` hears of each.

    The remarks on an article come before it.
    """
    remarks: list[Outcome] = []
    for item in items:
        if isinstance(item, Remark):
            remarks.append(item)
            continue
        if isinstance(item, Cut) and forgotten(item.article):
            found()
        else:
            yield from remarks
            yield item
        remarks = []
    yield from remarks
