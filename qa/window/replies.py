"""What programs are told besides answers, as typed values: lists, articles, what there is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from index import Article, Coverage, Entry, Page
from qa.schema import Count


@dataclass(frozen=True, slots=True)
class _Described:
    """What is known of an article without its text."""

    article_id: str
    title: str
    source: str
    published: date | None
    url: str
    file: str
    authors: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class EntryRecord(_Described):
    """An article of a list. `lead` are its sentences around the words, and `marks` where in it."""

    lead: str
    marks: tuple[tuple[Count, Count], ...]


@dataclass(frozen=True, slots=True)
class ListingRecord:
    """The first of the `total` articles that match."""

    total: Count
    articles: tuple[EntryRecord, ...]


@dataclass(frozen=True, slots=True)
class ArticleRecord(_Described):
    """An article. `text` are the characters `start:end` of it, of `characters` in all.

    `updated_by` is the id of the outlet's newest article that updates or corrects it, else empty.
    """

    updated_by: str
    start: Count
    end: Count
    characters: Count
    text: str


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """An outlet, or a kind of article, and how many articles are of it; "" states none."""

    name: str
    articles: Count


@dataclass(frozen=True, slots=True)
class CoverageRecord:
    """What the archive holds; `first` and `last` are days of publication."""

    articles: Count
    first: date | None
    last: date | None
    undated: Count
    outlets: tuple[HeldRecord, ...]
    kinds: tuple[HeldRecord, ...]


def plain(record: object) -> dict[str, Any]:
    """A record as plain values, ready for JSON."""
    values: dict[str, Any] = TypeAdapter(type(record)).dump_python(record, mode="json")
    return values


def listing(page: Page) -> ListingRecord:
    """One page of a list of articles."""
    return ListingRecord(page.total, tuple(map(_entry, page.entries)))


def whole(found: Article, file: str, updated_by: str, start: int, end: int) -> ArticleRecord:
    """The characters `start:end` of an article, as far as it goes, and what is known of it."""
    text = found.text[start:end]
    return ArticleRecord(
        found.id,
        found.title,
        found.outlet,
        found.published,
        found.url,
        file,
        found.authors,
        found.kind,
        updated_by,
        start,
        start + len(text),
        len(found.text),
        text,
    )


def held(coverage: Coverage) -> CoverageRecord:
    """What an archive holds."""
    outlets, kinds = (
        tuple(HeldRecord(name, number) for name, number in named)
        for named in (coverage.outlets, coverage.kinds)
    )
    return CoverageRecord(
        coverage.articles, coverage.first, coverage.last, coverage.undated, outlets, kinds
    )


def _entry(entry: Entry) -> EntryRecord:
    return EntryRecord(
        entry.id,
        entry.title,
        entry.outlet,
        entry.published,
        entry.url,
        entry.file,
        entry.authors,
        entry.kind,
        entry.lead,
        entry.marks,
    )
