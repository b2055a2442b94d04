"""What can be asked: an archive, or a shared one and a visitor's own shelf, read as one."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol

from index import searching
from index.archive import Archive
from index.byhand import Corrected
from index.embedders import Embedder
from index.errors import ArchiveDamaged
from index.retriever import Retriever
from index.searching import EVERY, Order, Search, Selection
from index.stemming import terms
from index.syndication import retold
from index.types import (
    BESIDE,
    EVERYTHING,
    Article,
    Coverage,
    Entry,
    Filters,
    Hit,
    Mention,
    Page,
    Passage,
    Span,
    Update,
)
from index.vocabulary import Vocabulary

PASSAGES = 5
"""How many passages of a shelf are read for one question, besides those of the archive."""


class Holdings(Protocol):
    """Articles to be read. `Archive` is one; its methods say more of what each gives."""

    @property
    def path(self) -> Path:
        """The folder of the shared archive."""

    @property
    def identity(self) -> str:
        """The shared archive's name of its own."""

    @property
    def embedder(self) -> Embedder | None:
        """What questions are embedded with; None where words alone are searched."""

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None."""

    def article_ids(self) -> list[str]:
        """The ids of all articles."""

    def passage_at(self, article_id: str, start: int, end: int) -> Passage | None:
        """The passage that holds these characters, or None."""

    def passages_of(self, article_id: str) -> list[Passage]:
        """All passages of an article, in the order of its text."""

    def find(self, name: str) -> list[str]:
        """The ids of the articles whose id, URL or file is `name`."""

    def file_of(self, article_id: str) -> str:
        """The path of the file that an article came from, or nothing."""

    def matching(self, filters: Filters) -> int:
        """How many passages `filters` let through."""

    def coverage(self) -> Coverage:
        """What there is."""

    def vocabulary(self) -> Vocabulary:
        """The words of the passages."""

    def catalogue(
        self,
        words: str = "",
        filters: Filters = EVERYTHING,
        *,
        newest_first: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """One page of the articles that have all the `words`, by date."""

    def search(
        self,
        words: str = "",
        selection: Selection = EVERY,
        *,
        order: Order = "newest",
        offset: int = 0,
        limit: int = 25,
    ) -> Search:
        """One page of the articles that have all the `words`, and all of them counted."""

    def fresh(self, words: str, selection: Selection, mark: Sequence[int]) -> int:
        """How many articles that a search finds came in after the `mark` of an earlier one."""

    def marked(self, article_id: str, words: str) -> tuple[Span, ...]:
        """Where in an article's reporting the words of a search stand, in order."""

    def mentions(
        self,
        wanted: Sequence[Sequence[tuple[str, ...]]] = (),
        filters: Filters = EVERYTHING,
        *,
        together: bool = False,
    ) -> tuple[Mention, ...]:
        """All articles that have one of each of the `wanted` runs of stems, earliest first."""

    def timeline(self, filters: Filters = EVERYTHING) -> tuple[tuple[date, int], ...]:
        """Articles a month, in order."""

    def copies(self, quote: str, apart_from: str, limit: int | None = None) -> list[Entry]:
        """Other articles with this very sentence, earliest first."""

    def updates(self, article_id: str) -> list[Update]:
        """Which articles of its outlet update an article, and which it updates."""

    def correction(self, article_id: str) -> Corrected | None:
        """What was corrected of an article by hand, and what its file says; None for nothing."""


def readable(archive: Holdings, article_id: str) -> Article | None:
    """The whole article; None where there is none, or it is damaged and so left out."""
    try:
        return archive.article(article_id)
    except ArchiveDamaged:
        return None


class Together:
    """The shared archive and a visitor's `own`, whose ids begin with `BESIDE`, read as one."""

    def __init__(self, shared: Archive, own: Archive) -> None:
        self.own = own
        self._shared = shared

    @property
    def path(self) -> Path:
        """The folder of the shared archive."""
        return self._shared.path

    @property
    def identity(self) -> str:
        """The shared archive's name of its own."""
        return self._shared.identity

    @property
    def embedder(self) -> Embedder | None:
        """That of the shared archive."""
        return self._shared.embedder

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None."""
        return self._of(article_id).article(article_id)

    def article_ids(self) -> list[str]:
        """The ids of all articles: the shared ones, then the visitor's own."""
        return self._shared.article_ids() + self.own.article_ids()

    def passage_at(self, article_id: str, start: int, end: int) -> Passage | None:
        """The passage that holds these characters, or None."""
        return self._of(article_id).passage_at(article_id, start, end)

    def passages_of(self, article_id: str) -> list[Passage]:
        """All passages of an article, in the order of its text."""
        return self._of(article_id).passages_of(article_id)

    def find(self, name: str) -> list[str]:
        """The ids of the articles of both whose id, URL or file is `name`."""
        return self._shared.find(name) + self.own.find(name)

    def file_of(self, article_id: str) -> str:
        """The path of the file that an article came from, or nothing."""
        return self._of(article_id).file_of(article_id)

    def matching(self, filters: Filters) -> int:
        """How many passages `filters` let through."""
        return self._shared.matching(filters) + self.own.matching(filters)

    def coverage(self) -> Coverage:
        """What there is in both."""
        return _added(self._shared.coverage(), self.own.coverage())

    def vocabulary(self) -> Vocabulary:
        """The words of the passages of both."""
        return self._shared.vocabulary() + self.own.vocabulary()

    def catalogue(
        self,
        words: str = "",
        filters: Filters = EVERYTHING,
        *,
        newest_first: bool = True,
        offset: int = 0,
        limit: int = 50,
    ) -> Page:
        """One page of the articles of both that have all the `words`, by date."""
        own = self.own.catalogue(words, filters, newest_first=newest_first, limit=offset + limit)
        # of the shared ones that come first, at most as many stand elsewhere as there are own
        skipped = max(0, offset - len(own.entries))
        shared = self._shared.catalogue(
            words,
            filters,
            newest_first=newest_first,
            offset=skipped,
            limit=offset + limit - skipped,
        )
        both = sorted((*shared.entries, *own.entries), key=lambda e: _order(e, newest_first))
        first = offset - skipped
        return replace(
            shared,
            entries=tuple(both[first : first + limit]),
            total=shared.total + own.total,
            offset=offset,
            limit=limit,
        )

    def search(
        self,
        words: str = "",
        selection: Selection = EVERY,
        *,
        order: Order = "newest",
        offset: int = 0,
        limit: int = 25,
    ) -> Search:
        """One page of the articles of both that have all the `words`, and all of them counted."""
        both = (self._shared, self.own)
        return searching.search(both, words, selection, order=order, offset=offset, limit=limit)

    def fresh(self, words: str, selection: Selection, mark: Sequence[int]) -> int:
        """How many articles of both that a search finds came in after an earlier one's `mark`."""
        return searching.fresh((self._shared, self.own), words, selection, mark)

    def marked(self, article_id: str, words: str) -> tuple[Span, ...]:
        """Where in an article's reporting the words of a search stand, in order."""
        return self._of(article_id).marked(article_id, words)

    def mentions(
        self,
        wanted: Sequence[Sequence[tuple[str, ...]]] = (),
        filters: Filters = EVERYTHING,
        *,
        together: bool = False,
    ) -> tuple[Mention, ...]:
        """All articles of both that have one of each of the `wanted`, earliest first."""
        both = (
            *self._shared.mentions(wanted, filters, together=together),
            *self.own.mentions(wanted, filters, together=together),
        )
        return tuple(sorted(both, key=lambda one: (one.published or date.max, one.title)))

    def timeline(self, filters: Filters = EVERYTHING) -> tuple[tuple[date, int], ...]:
        """Articles of both a month, in order."""
        months = Counter(dict(self._shared.timeline(filters)))
        months.update(dict(self.own.timeline(filters)))
        return tuple(sorted(months.items()))

    def copies(self, quote: str, apart_from: str, limit: int | None = None) -> list[Entry]:
        """Other articles of both with this very sentence, earliest first."""
        found = [
            *self._shared.copies(quote, apart_from, limit),
            *self.own.copies(quote, apart_from, limit),
        ]
        return sorted(found, key=lambda entry: _order(entry, newest_first=False))[:limit]

    def updates(self, article_id: str) -> list[Update]:
        """Which articles of its outlet update an article, and which it updates."""
        return self._of(article_id).updates(article_id)

    def correction(self, article_id: str) -> Corrected | None:
        """What was corrected of an article by hand, and what its file says; None for nothing."""
        return self._of(article_id).correction(article_id)

    def _of(self, article_id: str) -> Archive:
        return self.own if is_own(article_id) else self._shared


class Beside:
    """Retrieves from the shared archive, and a few of the visitor's own passages with it."""

    def __init__(self, shared: Retriever, own: Retriever) -> None:
        self._shared = shared
        self._own = own

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` shared hits in their order, each own one before the first that is farther.

        Scores of the two lists do not compare, and the best of a few passages may be none at all.
        """
        asked = set(terms(text))
        shared = self._shared.retrieve(text, k, filters)
        known = [hit.passage for hit in shared]
        merged: list[Hit] = []
        for hit in self._own.retrieve(text, PASSAGES, filters):
            tellers = retold(hit.passage, known)
            if tellers and all(tellers):
                continue
            nearness = _nearness(hit, asked)
            while shared and _nearness(shared[0], asked) >= nearness:
                merged.append(shared.pop(0))
            merged.append(replace(hit, passage=_joined(hit.passage, tellers)))
        return merged + shared


def _joined(passage: Passage, tellers: Sequence[Passage | None]) -> Passage:
    """An own passage, of one voice with the shared report that most of it is a copy of."""
    voices = Counter(teller.voice for teller in tellers if teller)
    voice, sentences = (*voices.most_common(1), ("", 0))[0]
    return replace(passage, first=voice) if 2 * sentences >= len(tellers) > 0 else passage


def _nearness(hit: Hit, asked: set[str]) -> float:
    """How near a passage is in meaning and in words, alike for every archive."""
    held = asked & set(terms(hit.passage.searchable))
    return (hit.cosine or 0.0) + len(held) / max(1, len(asked))


def is_own(article_id: str) -> bool:
    """Whether an article is the visitor's own, by its id."""
    return article_id.startswith(BESIDE)


def _order(entry: Entry, newest_first: bool) -> tuple[bool, int, str, str]:
    """How a catalogue sorts: by date, undated last, those of a day by headline."""
    day = entry.published.toordinal() if entry.published else 0
    return not day, -day if newest_first else day, entry.title, entry.id


def _added(shared: Coverage, own: Coverage) -> Coverage:
    return Coverage(
        articles=shared.articles + own.articles,
        passages=shared.passages + own.passages,
        outlets=_counted(shared.outlets + own.outlets),
        first=min(filter(None, (shared.first, own.first)), default=None),
        last=max(filter(None, (shared.last, own.last)), default=None),
        undated=shared.undated + own.undated,
        waiting_for_vectors=shared.waiting_for_vectors + own.waiting_for_vectors,
        refused=shared.refused,  # of the own ones the visitor was told, and they are not kept
        kinds=_counted(shared.kinds + own.kinds),
        damage=shared.damage + own.damage,
        by_words=shared.by_words or own.by_words,
        copies=shared.copies + own.copies,
        corrected=shared.corrected + own.corrected,
    )


def _counted(names: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The names with their counts added, whatever their case; most first."""
    spelled: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for name, articles in names:
        spelled.setdefault(name.casefold(), name)
        counts[name.casefold()] += articles
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple((spelled[key], articles) for key, articles in ranked)
