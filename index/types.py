"""What travels through the house: articles, passages, hits. Frozen, standard library only."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path
from urllib.parse import urlsplit

from index.calendar import written_days

BESIDE = "shelf:"
"""What the ids of a visitor's own articles begin with, and no other article's id."""

Span = tuple[int, int]
"""A half-open stretch of characters, `text[start:end]`."""

Placed = tuple[int, str]
"""From this offset on a text stands there in its file, such as "page 2" or "0:01:23"."""


@dataclass(frozen=True, slots=True)
class Article:
    """One news article as plain text. A field that the file does not state is empty, never guessed.

    `title` is the headline and not part of `text`; `source` is the outlet; `kind` is what the
    file says of itself, empty where it says nothing: "news", "opinion", "analysis", "live",
    "interview", "review", "correction" or "press release". `section` is the section, or page, of
    the printed edition; `language` such as "en"; `part` the name of the file that it was in within
    its file, such as a page in a ZIP.

    `places` says where in the file stretches of the text stand, each until the next, in order.
    `confidence`, in [0, 1], is how sure whoever recognised the letters was; None where they were
    not recognised but read.
    """

    id: str
    title: str
    text: str
    source: str = ""
    published: date | None = None
    url: str = ""
    authors: tuple[str, ...] = ()
    updated: date | None = None
    kind: str = ""
    section: str = ""
    language: str = ""
    part: str = ""
    places: tuple[Placed, ...] = ()
    confidence: float | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("an article needs an id")
        if not self.text.strip():
            raise ValueError(f"article {self.id!r} has no text")

    @property
    def outlet(self) -> str:
        """The outlet for display: the stated one, else the host of the URL, else empty."""
        return _outlet(self.source, self.url)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that could not become an article. `line` is 1-based, 0 for a whole file.

    `trace` is the traceback of a failure that nobody foresaw, of the run that met it; else empty.
    """

    path: Path
    line: int
    why: str
    trace: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Remark:
    """A field that was left empty because its value could not be trusted; the article is kept."""

    path: Path
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences: `article.text[start:end] == text`, always.

    `sentences` are the stretches of the article that are reporting, in order and inside
    `start:end`; what lies between them is space or page furniture and is never evidence.
    `file` is the name of the article's file, for people to find it by. `first` is the id of the
    article that its own is a copy of, empty where it is of none or the first itself, and
    `first_published` that article's day. `places` are those of the article that reach into it.
    `updated_by` is the id of the newest article of the outlet that updates or corrects its own, if
    one does.
    """

    article_id: str
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    title: str = ""
    source: str = ""
    published: date | None = None
    url: str = ""
    file: str = ""
    authors: tuple[str, ...] = ()
    kind: str = ""
    section: str = ""
    places: tuple[Placed, ...] = ()
    confidence: float | None = None
    first: str = field(default="", compare=False)
    updated_by: str = field(default="", compare=False)
    first_published: date | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.text) or not self.text:
            raise ValueError(
                f"passage {self.id} spans {self.end - self.start} characters "
                f"but holds {len(self.text)}"
            )
        if any(not self.start <= a < b <= self.end for a, b in self.sentences):
            raise ValueError(f"passage {self.id} has a sentence outside itself: {self.sentences}")

    @property
    def label(self) -> str:
        """What to call the article: its headline, else its file, else its id."""
        return self.title or self.file or f"article {self.article_id}"

    @property
    def id(self) -> str:
        """`<article id>:<start>-<end>`."""
        return f"{self.article_id}:{self.start}-{self.end}"

    @property
    def outlet(self) -> str:
        """The outlet for display: the stated one, else the host of the URL, else empty."""
        return _outlet(self.source, self.url)

    @property
    def voice(self) -> str:
        """Whose report it is, by the id of an article: one for all copies of it."""
        return self.first or self.article_id

    @property
    def reported(self) -> date | None:
        """When its report first appeared: to be printed again makes nothing newer."""
        return self.first_published or self.published

    def slice(self, start: int, end: int) -> str:
        """The characters `start:end` of the article, which must lie inside this passage."""
        if not self.start <= start < end <= self.end:
            raise ValueError(f"{start}:{end} is not inside passage {self.id}")
        return self.text[start - self.start : end - self.start]

    def place(self, start: int, end: int) -> str:
        """Where the article's characters `start:end` stand, "page 2 to page 3"; empty if unknown.

        On paper where the file says it, else in the file.
        """
        names = [name for _, name in placed(self.places, start, end)]
        stretch = " to ".join(dict.fromkeys((names[0], names[-1]))) if names else ""
        return ", ".join(part for part in (self.section, stretch) if part)

    @property
    def searchable(self) -> str:
        """What is embedded and searched: headline, outlet and date, then the reporting."""
        dated = f"{self.published.day} {self.published:%B %Y}" if self.published else ""
        about = ", ".join(part for part in (self.outlet, dated) if part)
        return "\n".join(part for part in (self.title, about, self._reporting) if part)

    @property
    def told(self) -> str:
        """The headline and the reporting, without outlet and date."""
        return f"{self.title}\n{self._reporting}"

    @property
    def _reporting(self) -> str:
        return " ".join(self.slice(a, b) for a, b in self.sentences)


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. Higher `score` is better, comparable within one list only.

    `cosine` is the passage's similarity to the question, in [-1, 1]; None where the passage
    was found by its words alone.
    """

    passage: Passage
    score: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer. Dates are inclusive; no outlets, or no kinds, means all of them.

    An article without a date is left out as soon as a date is asked for. The kind "" stands for
    articles that do not state theirs. `articles` are those that somebody picked, by their ids.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("outlets", "kinds", "articles"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise ValueError(f"{name} are a tuple of names, such as ({value!r},)")
            if wrong := [one for one in value if not is_text(one)]:
                raise ValueError(f"{name} holds {wrong[0]!r:.80}; a name is a text")
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None and not isinstance(day, date):
                raise ValueError(f"{name} is {day!r:.80}; it must be a date")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is after until {self.until}; swap them")

    def __bool__(self) -> bool:
        return bool(self.since or self.until or self.outlets or self.kinds or self.articles)


def is_text(value: object) -> bool:
    """Whether it is a text that can be looked up; JavaScript has halves of characters."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


EVERYTHING = Filters()
"""The filters that let every article through."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list of articles shows it.

    `lead` is the stretch of text to show, the article's first sentences or, in a search, those
    around the words; `marks` are the stretches of `lead` that match the words. `corrected` are the
    fields of the article that were corrected by hand.
    """

    id: str
    title: str
    outlet: str
    published: date | None
    url: str
    authors: tuple[str, ...]
    kind: str
    file: str
    lead: str = ""
    marks: tuple[Span, ...] = ()
    corrected: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What to call the article: its headline, else its file, else its id."""
        return self.title or self.file or f"article {self.id}"


@dataclass(frozen=True, slots=True)
class Update:
    """That an article is updated by a later one of its outlet, published on `day`.

    `how` is "version" (the same report again), "later" (the next report of the story) or
    "correction".
    """

    older: str
    newer: str
    how: str
    day: date


@dataclass(frozen=True, slots=True)
class Mention:
    """An article that has some words, and in which of its `passages` they are.

    `first` is the id of the article that it is a copy of, empty where it is of none.
    """

    article_id: str
    title: str
    outlet: str
    published: date | None
    first: str = ""
    passages: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of articles, and what it is a page of.

    The list is of the articles with all the `words` that `filters` let through, `total` of them on
    all its pages. This page has those from place `offset` on, `limit` at most.
    """

    entries: tuple[Entry, ...] = ()
    total: int = 0
    words: str = ""
    filters: Filters = EVERYTHING
    newest_first: bool = True
    offset: int = 0
    limit: int = 50

    @property
    def end(self) -> int:
        """The place behind its last article, where the next page begins."""
        return self.offset + len(self.entries)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an archive holds. `first` and `last` are publication dates; None where none is known.

    `outlets` and `kinds` are (name, articles), most first; "" stands for those that state none.
    `damage` is what was found damaged and is left out of answers, a sentence each.
    `copies` counts the articles that repeat another one, `corrected` those that were corrected by
    hand. With `by_words` the vectors are damaged or out of reach, and only words are searched.
    """

    articles: int
    passages: int
    outlets: tuple[tuple[str, int], ...]
    first: date | None
    last: date | None
    undated: int
    waiting_for_vectors: int
    refused: int
    kinds: tuple[tuple[str, int], ...] = ()
    damage: tuple[str, ...] = ()
    copies: int = 0
    corrected: int = 0
    by_words: bool = False

    def __str__(self) -> str:
        """Such as "412 articles, 1 March 2019 to 30 July 2021, 5 outlets"."""
        parts = [f"{self.articles:,} article{'s' if self.articles != 1 else ''}"]
        if self.first and self.last:
            parts.append(written_days(self.first, self.last))
        named = sum(1 for name, _ in self.outlets if name)
        if named:
            parts.append(f"{named:,} outlet{'s' if named != 1 else ''}")
        return ", ".join(parts)


def placed(places: Sequence[Placed], start: int, end: int) -> tuple[Placed, ...]:
    """Those of `places` that reach into the characters `start:end`."""
    first = bisect_right(places, start, key=itemgetter(0)) - 1
    last = bisect_left(places, end, key=itemgetter(0))
    return tuple(places[max(first, 0) : last])


def _outlet(source: str, url: str) -> str:
    try:
        return source or (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # such as "http://[half"
        return ""
