"""The word index of the passages, on tantivy, stemmed.

Questions are searched in one field of headline, outlet, date and text, by BM25. A second field, of
headline and text alone, knows what stands next to what: a question's neighbouring words count there
once more where they are neighbours, and what must be there to the letter is looked for in it.

How rare a word is, is counted over reports, not over their copies: a third field holds the words of
the copies once more, so that they can be taken off again.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from index.english import ENOUGH, expected
from index.errors import ArchiveDamaged, named_panics
from index.integrity import wrong_in_words
from index.privacy import private_folder
from index.rarity import COPY, OWN, Counts, idf
from index.stemming import INITIALS, analyzer, content_words, terms
from index.types import Filters, Passage

_WORD = re.compile(r"\w+")
_TOGETHER = 0.25
"""What a pair of neighbouring words weighs besides the two words."""
_READ_AT_ONCE = 2_000
_TERMS = 50_000
"""Of so many terms it is remembered how rare they are."""
_PAIRS = 24
"""At most so many pairs of a question are looked for."""
_INITIALS = 0.8
"""How rare "WHO" is, of which "who" tells nothing."""
_STALE = 0.1
"""With more deleted entries than this share, which count among the words still, it is purged."""


@cache
def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_integer_field("day", indexed=True, fast=True)
    builder.add_text_field("outlet", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="words", index_option="freq")
    builder.add_text_field("told", tokenizer_name="words", index_option="position")
    builder.add_text_field("again", tokenizer_name="words", index_option="basic")
    builder.add_text_field("standing", tokenizer_name="raw", index_option="basic")
    return builder.build()


def _document(number: int, passage: Passage) -> Any:
    import tantivy

    document = tantivy.Document(
        number=number,
        outlet=passage.outlet.casefold(),
        kind=passage.kind,
        words=passage.searchable,
        told=passage.told,
        standing=COPY if passage.first else OWN,
    )
    if passage.first:
        document.add_text("again", passage.searchable)
    if passage.published:
        document.add_integer("day", passage.published.toordinal())
    return document


class Lexical:
    """A tantivy index in `folder`, created if need be. Entries are keyed by the ledger's number."""

    def __init__(self, folder: Path, filled: Callable[[], bool] = lambda: False) -> None:
        """`filled` tells whether something was put in, so that an empty index is a loss."""
        self._folder = folder
        self._filled = filled
        self._beginning: tuple[int, dict[str, dict[str, int]]] = 0, {}
        self._read: tuple[int, int, int] | None = None
        self._rarity: dict[str, float] = {}

    @cached_property
    def _index(self) -> Any:
        """Opened at first use, so that a damaged one can still be rebuilt."""
        import tantivy

        if wrong := self.wrong():
            raise self._damaged(wrong)
        private_folder(self._folder)
        try:
            with named_panics("tantivy"):
                index = tantivy.Index(_schema(), path=str(self._folder))
        except (ValueError, OSError) as error:
            raise self._damaged(str(error)) from error
        index.register_tokenizer("words", analyzer())
        return index

    def wrong(self) -> str:
        """Why the files are not to be trusted; empty if they are as written, or not there yet."""
        if self._filled() or (self._folder / "meta.json").exists():
            return wrong_in_words(self._folder)
        return ""

    def _damaged(self, why: str) -> ArchiveDamaged:
        return ArchiveDamaged(
            f"the word index in {self._folder} cannot be opened ({why}); "
            "run 'dateline rebuild' to make it again from the ledger"
        )

    def update(self, removed: Iterable[int], added: Sequence[tuple[int, Passage]]) -> None:
        """Remove and add in one commit. Adding what is there already replaces it.

        Raises:
            OSError: the index could not be written, for want of disk space above all.
        """
        try:
            with named_panics("word index"):
                self._update(removed, added)
        except ValueError as error:  # tantivy's one error
            raise OSError(f"word index: {error}") from error

    def _update(self, removed: Iterable[int], added: Sequence[tuple[int, Passage]]) -> None:
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        # a killed commit leaves files under names that this one may use, and would stop at
        writer.garbage_collect_files()
        for number in [*removed, *(number for number, _ in added)]:
            writer.delete_documents_by_term("number", number)
        for number, passage in added:
            writer.add_document(_document(number, passage))
        writer.commit()
        writer.wait_merging_threads()
        self._reload()

    def purge(self, passages: Callable[[Sequence[int]], Mapping[int, Passage]]) -> None:
        """Write anew whatever part of the index has removed entries, whose words are still in it.

        `passages` gives those of some numbers. In one commit: a reader sees what was there before,
        or what is there after, and a killed one leaves the index as it was.

        Raises:
            OSError: the index could not be written.
        """
        try:
            with named_panics("word index"):
                if numbers := self._beside_removed():
                    self._rewrite(numbers, passages)
        except ValueError as error:
            raise OSError(f"word index: {error}") from error

    def _rewrite(
        self, numbers: Sequence[int], passages: Callable[[Sequence[int]], Mapping[int, Passage]]
    ) -> None:
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        writer.garbage_collect_files()
        for number in numbers:
            writer.delete_documents_by_term("number", number)
        for at in range(0, len(numbers), _READ_AT_ONCE):
            for number, passage in passages(numbers[at : at + _READ_AT_ONCE]).items():
                writer.add_document(_document(number, passage))
        writer.commit()
        writer.wait_merging_threads()
        self._reload()

    def _beside_removed(self) -> list[int]:
        """What is in the segments (tantivy's files) that removed entries are in as well.

        tantivy tells only in `meta.json` which those are. Should that ever be listed in another
        order than the segments are searched in, the counts do not fit, and it is all of them.
        """
        import tantivy

        self._reload()
        written = json.loads((self._folder / "meta.json").read_text(encoding="utf-8"))["segments"]
        removed = [(one["deletes"] or {}).get("num_deleted_docs", 0) for one in written]
        if not any(removed):
            return []
        searcher = self._index.searcher()
        hits = searcher.search(
            tantivy.Query.all_query(), max(1, searcher.num_docs), count=False
        ).hits
        addresses = [address for _, address in hits]
        numbers = searcher.fast_field_values("number", addresses)
        held = Counter(address.segment_ord for address in addresses)
        expected = [one["max_doc"] - gone for one, gone in zip(written, removed, strict=True)]
        fits = [held[at] for at in range(len(expected))] == expected
        return sorted(
            number
            for number, address in zip(numbers, addresses, strict=True)
            if not fits or removed[address.segment_ord]
        )

    def stale(self) -> bool:
        """Whether so much was removed that what counts as rare is no longer right."""
        with self._reading() as searcher:
            held = sum(searcher.doc_freq("standing", one) for one in (OWN, COPY))
            return bool(held - searcher.num_docs > _STALE * searcher.num_docs)

    def search(
        self, text: str, k: int, filters: Filters, among: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The best `k` passages for the words of `text`: (number, BM25 score), best first.

        Of those of `filters`' days, outlets and kinds, or of `among` alone: the index knows no
        articles.

        Raises:
            OSError: the index could not be read.
        """
        import tantivy

        wanted = " ".join(content_words(text)).lower() or " ".join(_WORD.findall(text.lower()))
        if not wanted:
            return []
        with self._reading() as searcher:
            must = [(tantivy.Occur.Must, self._asked(searcher, wanted, terms(text)))]
            if among is None:
                must += [(tantivy.Occur.Must, clause) for clause in self._clauses(filters)]
            else:
                numbered = tantivy.Query.term_set_query(_schema(), "number", list(among))
                must.append((tantivy.Occur.Must, tantivy.Query.const_score_query(numbered, 0.0)))
            hits = searcher.search(tantivy.Query.boolean_query(must), k, count=False).hits
            numbers = searcher.fast_field_values("number", [address for _, address in hits])
        return [(number, score) for number, (score, _) in zip(numbers, hits, strict=True)]

    @contextmanager
    def _reading(self, *, afresh: bool = True) -> Iterator[Any]:
        """A searcher; what tantivy raises in the block is an `OSError`."""
        try:
            with named_panics("word index"):
                if afresh and (self._read is None or self._read != self._written()):
                    self._reload()
                yield self._index.searcher()
        except ValueError as error:
            raise OSError(f"word index: {error}") from error

    def _reload(self) -> None:
        """Take over what was committed; costs as much as a search, so it is done when needed."""
        written = self._written()
        self._index.reload()
        self._read, self._rarity = written, {}

    def _written(self) -> tuple[int, int, int] | None:
        """What changes with every commit: the stamp of the file that each puts in place anew."""
        try:
            found = (self._folder / "meta.json").stat()
        except OSError:
            return None  # tantivy says what is wrong
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _asked(self, searcher: Any, wanted: str, stems: Sequence[str]) -> Any:
        """Any of the words, better where neighbours among them stand together.

        A word's weight is put right where copies make it look common.
        """
        import tantivy

        counts = Counts(searcher)
        if counts.copies:
            asked = stems or list(analyzer().analyze(wanted))
            single = [(tantivy.Occur.Should, counts.weighed(_term(stem), [stem])) for stem in asked]
            words = tantivy.Query.boolean_query(single)
        else:
            words, _ = self._index.parse_query_lenient(wanted, ["words"])
        clauses = [(tantivy.Occur.Should, words)]
        pairs = dict.fromkeys(pair for pair in pairwise(stems) if pair[0] != pair[1])
        for pair in islice(pairs, _PAIRS):
            together = tantivy.Query.phrase_query(_schema(), "told", list(pair), slop=1)
            boosted = tantivy.Query.boost_query(together, _TOGETHER)
            clauses.append((tantivy.Occur.Should, counts.weighed(boosted, pair)))
        return tantivy.Query.boolean_query(clauses)

    def holding(self, *runs: Sequence[str]) -> list[int]:
        """The passages whose headline or reporting has one of these runs of stems.

        Raises:
            OSError: the index could not be read.
        """
        import tantivy

        each = [
            tantivy.Query.phrase_query(_schema(), "told", list(run))
            if len(run) > 1
            else tantivy.Query.term_query(_schema(), "told", run[0], "basic")
            for run in runs
        ]
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each])
        return self._all(tantivy.Query.const_score_query(any_of if each[1:] else each[0], 0.0))

    def rarity(self, term: str) -> float:
        """How rare a stemmed term is, in (0, 1]: its BM25 idf over that of a term in no passage.

        A share rather than the idf itself, and with some general English beside the passages, so
        that it means the same in archives of every size. Copies of a report do not count.
        """
        if term.upper() in INITIALS:  # asked for in capitals alone, and counted in small letters
            return _INITIALS
        known = self._rarity  # of the index as it was read last
        rare = known.get(term)
        if rare is None:
            with self._reading(afresh=False) as searcher:
                counts = Counts(searcher)
                total, held = counts.passages + ENOUGH, counts.held(term) + expected(term)
                rare = idf(total, held) / idf(total, 0)
            if len(known) > _TERMS:
                known.clear()
            known[term] = rare
        return rare

    def ready(self) -> "Lexical":
        """Itself, opened as it is now, for whoever looks up its words without searching."""
        with self._reading():
            written = (self._folder / "meta.json").stat().st_mtime_ns
            if self._beginning[0] != written:  # what is no longer held is not kept either
                self._beginning = written, {}
        return self

    def held(self, term: str) -> int:
        """In how many passages a stemmed term is, copies and all."""
        with self._reading(afresh=False) as searcher:
            return int(searcher.doc_freq("words", term)) if term else 0

    def together(self, terms: Sequence[str], *, adjoining: bool = False) -> int:
        """In how many passages all of these stemmed terms are, or one right after the other."""
        import tantivy

        if adjoining:
            query = tantivy.Query.phrase_query(_schema(), "told", list(terms))
        else:
            must = [(tantivy.Occur.Must, _term(term)) for term in terms]
            query = tantivy.Query.boolean_query(must)
        with self._reading(afresh=False) as searcher:
            return int(searcher.search(query, 1).count or 0)

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """Every stemmed term that begins with `prefix`, with in how many passages it is."""
        _, known = self._beginning
        if prefix not in known:
            with self._reading(afresh=False) as searcher:
                known[prefix] = dict(searcher.terms_with_prefix("words", prefix))
        return known[prefix]

    def numbers(self) -> set[int]:
        """The keys of everything that is in."""
        import tantivy

        return set(self._all(tantivy.Query.all_query()))

    def _all(self, query: Any) -> list[int]:
        with self._reading() as searcher:
            limit = max(1, searcher.num_docs)
            hits = searcher.search(query, limit, count=False).hits
            return list(searcher.fast_field_values("number", [address for _, address in hits]))

    def _clauses(self, filters: Filters) -> Iterable[Any]:
        import tantivy

        if filters.since or filters.until:
            days = tantivy.Query.range_query(
                _schema(),
                "day",
                tantivy.FieldType.Integer,
                filters.since.toordinal() if filters.since else None,
                filters.until.toordinal() if filters.until else None,
            )
            yield tantivy.Query.const_score_query(days, 0.0)
        for field, wanted in (("outlet", filters.outlets), ("kind", filters.kinds)):
            if wanted:
                names = [name.casefold() for name in wanted]
                named = tantivy.Query.term_set_query(_schema(), field, names)
                yield tantivy.Query.const_score_query(named, 0.0)


def _term(stem: str) -> Any:
    import tantivy

    return tantivy.Query.term_query(_schema(), "words", stem, "freq")
