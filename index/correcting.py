"""Correcting articles of an opened archive by hand (see `byhand`), as a part of `Archive`."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Unpack

from index import byhand
from index.byhand import CORRECTABLE, Changes, Corrected
from index.errors import ArticleError
from index.indexes import Progress
from index.ledger import Ledger
from index.passages import split
from index.types import Article


def _quiet(stage: str, done: int, total: int | None) -> None:
    pass


class Correcting:
    """What was said wrongly of an article beside its text, set right and taken back."""

    path: Path
    _ledger: Ledger
    _made: dict[str, str]

    def correct(
        self,
        name: str,
        *,
        vectors: bool = True,
        progress: Progress = _quiet,
        **changes: Unpack[Changes],
    ) -> Corrected | None:
        """Set right what the article called `name` (its id, URL or file) says of itself.

        `title`, `source` (the outlet), `published` and `authors` can be; what is not named stays.
        It holds until it is taken back with `as_in_file`, also when the file is read again, is
        changed or renamed, and through `rebuild`; it goes with the article. The text and every
        offset into it stay. Without `vectors` its passages wait for theirs until the next sync.

        Returns the whole correction, None where the article now says what its file does.

        Raises:
            ArticleError: there is no such article, or several, or a value cannot be.
            ArchiveBusy, ArchiveDamaged, EmbedderError: as for `add`.
        """
        said = byhand.checked(changes)
        with self._writing():
            article = self.one(name)
            before = byhand.corrected(self._ledger, [article.id]).get(article.id)
            stated = before.stated if before else byhand.told(article)
            wanted = {**stated, **(before.said if before else {}), **said}
            said = {one: wanted[one] for one in CORRECTABLE if wanted[one] != stated[one]}
            after = Corrected(article.id, said, stated)
            self._put_right(article, after)
            self._catch_up(vectors, progress)
        return after if said else None

    def as_in_file(
        self, name: str, *, vectors: bool = True, progress: Progress = _quiet
    ) -> Corrected | None:
        """Take back what was corrected of an article by hand; what that was, None if nothing.

        Raises:
            ArticleError: there is no such article, or several.
            ArchiveBusy, ArchiveDamaged, EmbedderError: as for `add`.
        """
        with self._writing():
            article = self.one(name)
            before = byhand.corrected(self._ledger, [article.id]).get(article.id)
            if before:
                self._put_right(article, Corrected(article.id, {}, before.stated))
            elif article.id in byhand.damaged(self._ledger):
                self._read_again(article.id)
            self._catch_up(vectors, progress)
        return before

    def corrected(self) -> list[Corrected]:
        """Every correction by hand, by the id of its article."""
        return sorted(byhand.corrected(self._ledger).values(), key=lambda one: one.article_id)

    def correction(self, article_id: str) -> Corrected | None:
        """What was corrected of an article by hand, and what its file says; None for nothing."""
        return byhand.corrected(self._ledger, [article_id]).get(article_id)

    def one(self, name: str) -> Article:
        """The one article called `name` (its id, URL or file).

        Raises:
            ArticleError: there is none, or there are several.
        """
        found = self._named(name)
        if len(found) != 1:
            several = f"is the name of {len(found):,} articles" if found else "is no article's name"
            raise ArticleError(
                f"{name!r:.200} {several} in {self.path}. Give the id of one: "
                " 'dateline status --articles' lists them"
            )
        article = self._ledger.article(found[0])
        assert article is not None  # noqa: S101  (it was found, and nobody else writes)
        return article

    def _put_right(self, article: Article, after: Corrected) -> None:
        """Store `article` as its file says, under the correction `after`."""
        ledger = self._ledger
        path, digest = ledger.path_of(article.id), ledger.digest_of(article.id)
        as_stated = byhand.laid(article, after.stated)
        passages = split(as_stated, tokens=int(self._made["passage_tokens"]))
        with ledger.transaction():
            byhand.drop(ledger, article.id)
            if after.said:
                byhand.keep(ledger, after)
            ledger.put(as_stated, path or "", digest or "", passages)

    def _read_again(self, article_id: str) -> None:
        """Have the next sync take from its file what a damaged correction no longer tells."""
        path = self._ledger.path_of(article_id)
        with self._ledger.transaction():
            byhand.drop(self._ledger, article_id)
            self._ledger.write("UPDATE articles SET digest = '' WHERE id = ?", [(article_id,)])
            self._ledger.write("UPDATE files SET digest = '' WHERE path = ?", [(path or "",)])

    # -- what it is a part of has ------------------------------------------------------------------

    def _named(self, name: str) -> list[str]:
        raise NotImplementedError

    def _writing(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _catch_up(self, vectors: bool, progress: Progress) -> None:
        raise NotImplementedError
