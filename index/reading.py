"""The reading side of an archive, which any number of processes may use while one writes.

What another process wrote is noticed: SQLite shows it by itself, the indexes are opened again.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Self, TypeVar
from uuid import uuid4

from index import catalogue, embeddings, forgetting
from index.copying import LEDGER, copied
from index.embedders import Embedder
from index.errors import (
    ArchiveDamaged,
    ArchiveMismatch,
    ArchiveMissing,
    ArticleError,
    StoreError,
)
from index.fetching.keeping import Keep
from index.indexes import Indexes
from index.ledger import Ledger
from index.listing import Listing
from index.marks import Doomed, Marks, real_path, within
from index.opening import FORMAT, cannot_write, check_path, locked, unopened
from index.privacy import private_folder
from index.readonly import as_of_now, lent
from index.relations import Relations
from index.remembering import remembering
from index.rescue import wrong_in_ledger
from index.rows import file_name
from index.stores.placing import agreed, opened, placed_at
from index.types import Article, Coverage, Filters, Passage, Refused, Remark, placed
from index.vocabulary import Vocabulary

T = TypeVar("T")
LOCK = "writing.lock"
_EMPTIED = (
    "its ledger is empty or gone, although its indexes are there: bring back "
    f"{LEDGER} from a copy, or move the folder away and sync the articles again"
)
_NOTICE_SECONDS = 2.0
_ARTICLES_AT_ONCE = 500


class Reading(Listing, Relations):
    """An opened archive, as far as it is read; `Archive` adds the writing.

    `is_new` says whether its folder was made when it was opened; `fetched` is what it keeps of the
    web.
    """

    def __init__(
        self,
        path: Path | str,
        embedder: Embedder | None,
        create: bool,
        passage_tokens: int,
        chroma: str,
        read_only: bool,
    ) -> None:
        self.path = Path(path)
        if "\0" in str(path):
            raise ArchiveMissing(f"{str(path)!r:.200} names no folder: it holds a NUL")
        # what is opened later, in other threads too, must not depend on the working directory
        self._folder = self.path.absolute()
        check_path(self._folder)
        self.fetched = Keep(self._folder)
        self._embedder = remembering(embedder)
        self._chroma = chroma
        self._writer = threading.Lock()
        self.is_new = not self._folder.exists()
        self.read_only = read_only or (not create and cannot_write(self._folder))
        if not (self._folder / LEDGER).exists() and not create:
            if any(self._folder.glob("words-*")):
                raise unopened(self.path, ArchiveDamaged(_EMPTIED))
            raise ArchiveMissing(
                f"there is no archive at {self.path}; make one with "
                f"'dateline sync FOLDER --archive {self.path}'"
            )
        try:
            if not self.read_only:
                private_folder(self._folder)
            self._ledger = Ledger(self._folder / LEDGER, read_only=self.read_only)
            self._agree(passage_tokens)
            self._indexes = self._opened_indexes()
        except (sqlite3.DatabaseError, OSError, ArchiveDamaged) as error:
            raise unopened(self.path, error) from error
        self._noticed, self._version = time.monotonic(), self._ledger.version()

    def _agree(self, passage_tokens: int) -> None:
        """Write down how a new archive is made; refuse one that was made otherwise."""
        made = as_of_now(self.path, self._ledger) if self.read_only else self._ledger.meta()
        if not made and any(self._folder.glob("words-*")):
            raise ArchiveDamaged(_EMPTIED)
        name = self._embedder.name if self._embedder else ""
        if not made:
            with self._ledger.transaction():
                self._ledger.begin(
                    format=FORMAT,
                    passage_tokens=passage_tokens,
                    generation=1,
                    embedder=name,
                    writes=0,
                    **placed_at(self._chroma),
                )
        if "identity" not in made:
            self._ledger.begin(identity=uuid4().hex)
            made = self._ledger.meta()
        if int(made["format"]) > FORMAT:
            raise ArchiveMismatch(
                f"the archive at {self.path} has format {made['format']}, made by a newer "
                f"Dateline; this one reads up to format {FORMAT}: update Dateline"
            )
        if name and made["embedder"] not in ("", name):
            raise ArchiveMismatch(
                f"the archive at {self.path} was made with the embedder {made['embedder']!r} and "
                f"cannot be searched with {name!r}; use {made['embedder']!r}, or run "
                f"'dateline rebuild --embedder {name}' to embed it anew"
            )
        agreed(self.path, self._chroma, made.get("chroma", ""))
        self._made = made

    def copy(self, into: Path | str) -> bool:
        """Copy it to the folder `into`, for who only reads, while it may be written to.

        See `copied`, also for what may go wrong: whether the copy has all vectors that there are.
        """
        return copied(self._folder, self._ledger, Path(into).absolute())

    def close(self) -> None:
        """Let go of every file."""
        self._indexes.vectors.close()
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """A name of its own, made with the archive; it outlives rebuilds."""
        return self._made["identity"]

    @property
    def embedder(self) -> Embedder | None:
        """The embedder it was opened with, remembering the last texts."""
        return self._embedder

    @property
    def embedder_name(self) -> str:
        """The name of the embedder that made the vectors; empty if none has yet."""
        return self._made["embedder"]

    @property
    def chroma(self) -> str:
        """The address of the Chroma server that has its vectors; empty if its own folder has."""
        return self._made.get("chroma", "")

    def search_words(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """The best `k` passages by BM25: (number, score), best first."""
        among = self._ledger.matching(filters) if filters.articles else None
        return self._found(lambda: self._indexes.words.search(text, k, filters, among))

    def search_vectors(self, text: str, k: int, filters: Filters) -> list[tuple[int, float]]:
        """The `k` passages nearest in meaning: (number, cosine), best first.

        None where the vector store is damaged or out of reach, which `damage` then says.
        """
        self._notice_other_writers()
        embedder = self._embedder
        if embedder is None or not self.embedder_name:
            return []
        try:
            return self._found(lambda: self._indexes.nearest(embedder, text, k, filters))
        except ArchiveDamaged as error:  # words can still be searched; `damage` says it
            self._indexes.store.failed(str(error.__cause__))
        except StoreError as error:
            self._indexes.store.failed(str(error))
        return []

    def cosines(self, text: str, numbers: Sequence[int]) -> dict[int, float]:
        """Number → cosine to `text` of those passages that have a vector, however near they are."""
        if (embedder := self._embedder) is None or not numbers:
            return {}
        return dict(embeddings.cosines(self._ledger, embedder.embed([text])[0], numbers))

    def passages(self, numbers: Sequence[int]) -> dict[int, Passage]:
        """Number → passage, for those that are still in the ledger."""
        return self._ledger.passages(numbers)

    def starts(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """(number, where it begins in its article) of those passages, by number."""
        return self._ledger.starts(numbers)

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None if there is none of that id."""
        return self._ledger.article(article_id)

    def articles(self, ids: Iterable[str]) -> Iterator[tuple[Article, str]]:
        """The articles of those ids and their files, in that order; none that is damaged."""
        wanted = iter(ids)
        while some := list(islice(wanted, _ARTICLES_AT_ONCE)):
            found = self._ledger.articles(some)
            yield from (found[identity] for identity in some if identity in found)

    def passage_at(self, article_id: str, start: int, end: int) -> Passage | None:
        """The stored passage that holds the characters `start:end` of an article.

        Where none holds all of them it is a passage of just these; None where there is no such
        article or it is shorter.
        """
        article = self.article(article_id)
        if article is None or not 0 <= start < end <= len(article.text):
            return None
        return self._ledger.passage_at(article_id, start, end) or Passage(
            article.id, article.text[start:end], start, end, ((start, end),), article.title,
            article.source, article.published, article.url,
            file_name(self.file_of(article_id), article), article.authors, article.kind,
            article.section, placed(article.places, start, end), article.confidence,
        )  # fmt: skip

    def find(self, name: str) -> list[str]:
        """The ids of the articles whose id, URL or file is `name`, sorted."""
        return self._ledger.find(name)

    def file_of(self, article_id: str) -> str:
        """The path of the file that an article came from; empty if there is no such article."""
        return self._ledger.path_of(article_id) or ""

    def marks(self) -> Marks:
        """By what is known what was forgotten."""
        return forgetting.marks(self._ledger)

    def doomed(self) -> list[Doomed]:
        """What is to be forgotten and is not yet: a `forget` was cut short."""
        return forgetting.doomed(self._ledger)

    def _names(self, name: str) -> list[str]:
        """`name`, and the file of what was fetched from there."""
        return list(filter(None, (name, self.fetched.named(name))))

    def _named(self, name: str) -> list[str]:
        """The ids of the articles with this id, URL or file, or that were fetched from there."""
        # none that is empty: that is the URL of many
        names = filter(None, (name, real_path(name), self.fetched.named(name)))
        return next(filter(None, map(self._ledger.find, names)), [])

    def meant(self, names: Sequence[str]) -> list[Doomed]:
        """What `forget` would forget under these names; see `doom`.

        Raises:
            ArticleError: there is nothing of one of the names.
        """
        ids: dict[str, None] = {}
        files: list[Doomed] = []
        for name in names:
            path = self.fetched.named(name) or real_path(name)
            found = self._named(name)
            if found:
                articles = [article for article, _ in self._ledger.articles(found).values()]
            elif path in self._ledger.paths() or os.path.isfile(path):
                inside = within(path)
                files += inside
                articles = [one.article for one in inside if one.article]
            else:
                raise ArticleError(
                    f"{name!r} is no article's id, URL or file in {self.path}; nothing was "
                    "forgotten. 'dateline status --articles' lists what is there. Of one that was "
                    "removed before, 'dateline forget' without a name clears what is left"
                )
            alike = [one for article in articles for one in self._ledger.alike(article)]
            ids.update(dict.fromkeys([*found, *alike]))
        return forgetting.described(self._ledger, ids) + files

    def alike(self, article: Article) -> list[str]:
        """The ids of the articles with the very same text or URL as `article`."""
        return self._ledger.alike(article)

    def files(self) -> list[str]:
        """The path of every file that was read or reported on."""
        return self._ledger.paths()

    def matching(self, filters: Filters) -> int:
        """How many passages `filters` let through."""
        return self._ledger.count_matching(filters)

    def article_ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        return self._ledger.ids()

    def rarity(self, term: str) -> float:
        """How rare a stemmed term is among the passages, in (0, 1] (see `Lexical.rarity`)."""
        return self._indexes.words.rarity(term)

    def vocabulary(self) -> Vocabulary:
        """The words of the passages."""
        return self._found(lambda: Vocabulary(self._indexes.words.ready()))

    def coverage(self) -> Coverage:
        """What the archive holds; counted only where somebody has written since."""
        counted, damage = catalogue.coverage(self._ledger), self.damage()
        by_words = bool(self._indexes.store.unfit)
        return replace(counted, damage=damage, by_words=by_words) if damage else counted

    def damage(self) -> tuple[str, ...]:
        """What damage was met since the archive was opened, a sentence each; `check` looks for it.

        Answers leave out what is damaged.
        """
        said = []
        if (store := self._indexes.store).unfit:
            said.append(f"answers go by words alone ({store.unfit}): {store.again}")
        if lost := len(self._ledger.damaged):
            articles = "article is" if lost == 1 else "articles are"
            said.append(f"{lost:,} {articles} damaged and left out: see 'dateline status --check'")
        return tuple(said)

    def reports(self) -> list[Refused | Remark]:
        """What was refused or left empty in the files as they were last read."""
        return list(self._ledger.reports())

    def check(self) -> list[str]:
        """What is wrong with ledger and indexes, a sentence each; empty if all is well."""
        return wrong_in_ledger(self._ledger) or self._indexes.check()

    def disk_bytes(self) -> int:
        """The size of all files of the archive, in bytes."""
        return sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file())

    def _found(self, search: Callable[[], T]) -> T:
        """What `search` finds, looked for again where the indexes were rebuilt under it."""
        self._notice_other_writers()
        if self._rebuilt(self._indexes.generation) and not self._writer.locked():
            self._follow()
        generation = self._indexes.generation
        try:
            found = search()
        except OSError as error:
            if not self._rebuilt(generation):
                raise ArchiveDamaged(
                    f"the archive at {self.path} cannot be searched ({error}); "
                    "run 'dateline rebuild' to make its indexes again from the ledger"
                ) from error
        else:
            if not self._rebuilt(generation):
                return found
        if not self._writer.locked():
            self._follow()
        return search()

    def _rebuilt(self, generation: str) -> bool:
        return self._ledger.meta()["generation"] != generation

    def _notice_other_writers(self) -> None:
        """See what another process wrote since, looking at most every two seconds."""
        if time.monotonic() - self._noticed < _NOTICE_SECONDS:
            return
        version = self._ledger.version()
        if version != self._version and not self._writer.locked():
            self._follow()
            self._version = version
            self._indexes.store.look_again()
        self._noticed = time.monotonic()

    def _follow(self) -> None:
        """Take over what another process did since: a rebuild, first vectors, another embedder."""
        self._agree(int(self._made["passage_tokens"]))
        now = self._made["generation"], self._made.get("chroma", "")
        if now != self._opened:
            self._open_generation()

    def _open_generation(self) -> None:
        self._indexes.vectors.close()
        self._made = self._ledger.meta()
        self._indexes = self._opened_indexes()

    def _opened_indexes(self) -> Indexes:
        made, folder, ledger = self._made, self._folder, self._ledger
        self._opened = made["generation"], made.get("chroma", "")
        if self.read_only:
            return lent(folder, made, ledger)
        store = opened(folder, made, ledger, self._busy)
        return Indexes(folder, made["generation"], ledger, store)

    def _busy(self) -> bool:
        """Whether another process is writing."""
        return not self._writer.locked() and locked(self._folder / LOCK)
