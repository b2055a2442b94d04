"""A conversation as it stands on paper: what is said of each question, and numbered sources.

Markdown, print, Word and PDF are all made of this. Everything in it is text as it was written;
whoever makes markup of it escapes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from index import VERSION, Filters, Passage
from qa.exchanges import Exchange
from qa.render.markdown import flat, linkable
from qa.types import NEAREST, Answer, Citation, Note, numbered
from qa.wording import (
    attribution,
    count,
    duration,
    grouped,
    quotation,
    standing,
    whose,
    written,
    written_days,
)


@dataclass(frozen=True, slots=True)
class Source:
    """An article and a stretch of it, in words. What is not known is empty.

    `outlet` says what kind of article it is where it is no news; `label` is what to call an article
    that may have no headline; `url` is as the article has it;
    `place` is where it stands on paper or in its file, `stretch` which characters of which article
    it is. `quote` stands in quotation marks, and is empty for a passage that is only near.
    """

    outlet: str
    headline: str
    label: str
    byline: str
    published: str
    url: str
    file: str
    place: str
    stretch: str
    quote: str = ""

    @property
    def described(self) -> str:
        """Outlet, headline, byline, date and place, as far as they are known."""
        headline = f"“{self.headline}”" if self.headline else ""
        parts = (self.outlet, headline, self.byline, self.published, self.place)
        return ", ".join(part for part in parts if part)

    @property
    def link(self) -> str:
        """The web address, if it is one that may become a link."""
        return self.url if linkable(self.url) else ""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement: the days before it in a chronicle, else "", and the numbers of its sources."""

    day: str
    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question with all that is told of its answer, in the order in which it is read.

    `circumstances` say when and of what it was asked; `ending` are labels, which may be empty, with
    what they label.
    """

    number: int
    question: str
    circumstances: tuple[str, ...]
    leading: tuple[str, ...]
    short: str
    agreement: str
    chronicle: bool
    said: tuple[Said, ...]
    heading: str
    rows: tuple[tuple[str, str], ...]
    ending: tuple[tuple[str, str], ...]
    nearest: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole conversation; its sources are numbered from 1, each once."""

    title: str
    about: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]

    @property
    def alone(self) -> bool:
        """Whether its title says all that a heading of its one question would."""
        return [one.question for one in self.sections] == [self.title]


def paper(exchanges: Sequence[Exchange], title: str, coverage: str) -> Paper:
    """A conversation of that title, asked of an archive that holds `coverage`, in words."""
    notes: dict[Citation, int] = {}
    sections = []
    for exchange in exchanges:
        for citation in exchange.citations:
            notes.setdefault(citation, len(notes) + 1)
        sections.append(section(exchange, notes))
    return Paper(
        title=flat(title) or "Conversation",
        about=f"From an archive of {flat(coverage)}. Exported on "
        f"{written(datetime.now(UTC).date())} by Dateline {VERSION}.",
        sections=tuple(sections),
        sources=tuple(map(source, notes)),
    )


def section(exchange: Exchange, notes: Mapping[Citation, int]) -> Section:
    """One question and its answer, whose sources have those numbers."""
    answer = exchange.answer
    heading, rows = _table(answer)
    return Section(
        number=exchange.number,
        question=flat(exchange.question) or "(no question)",
        circumstances=tuple(map(flat, _circumstances(exchange))),
        leading=tuple(flat(note.text) for note in _notes(exchange) if note.leads),
        short=flat(answer.short.text) if answer and answer.short else "",
        agreement=flat(answer.agreement.shown) if answer and answer.agreement else "",
        chronicle=exchange.chronicle,
        said=tuple(_said(exchange, notes)),
        heading=heading,
        rows=rows,
        ending=tuple((label, flat(text)) for label, text in _ending(exchange)),
        nearest=tuple(_article(one, one.start, one.end) for one in nearest(answer)),
    )


def source(citation: Citation) -> Source:
    """What a note says of a citation."""
    quote = flat(quotation(citation).removeprefix(attribution(citation.passage)))
    place = flat(standing(citation))
    return replace(
        _article(citation.passage, citation.start, citation.end), place=place, quote=quote
    )


def _article(passage: Passage, start: int, end: int) -> Source:
    """An article and a stretch of it, without a quote and without its place on paper."""
    return Source(
        outlet=flat(whose(passage)),
        headline=flat(passage.title),
        label=flat(passage.label),
        byline=flat(f"by {', '.join(passage.authors)}") if passage.authors else "",
        published=written(passage.published) if passage.published else "",
        url=passage.url,
        file=flat(passage.file),
        place="",
        stretch=f"characters {start}-{end} of article {flat(passage.article_id)}",
    )


def nearest(answer: Answer | None) -> list[Passage]:
    """The passages to show with an abstention."""
    hits = answer.basis.hits[:NEAREST] if answer and answer.abstained else ()
    return [hit.passage for hit in hits]


def _table(answer: Answer | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What was counted: the heading of a table, and its rows; neither where nothing was."""
    if answer is None or answer.tally is None or not answer.tally.rows:
        return "", ()
    rows = tuple((flat(label), grouped(number)) for label, number in answer.tally.rows)
    return flat(answer.tally.heading), rows


def _notes(exchange: Exchange) -> tuple[Note, ...]:
    return exchange.answer.notes if exchange.answer else ()


def _said(exchange: Exchange, notes: Mapping[Citation, int]) -> Iterator[Said]:
    """The statements; in a chronicle their days stand before them: "5 May 2024"."""
    for one, (text, _) in zip(exchange.statements, numbered(exchange.statements), strict=True):
        numbers = tuple(notes[citation] for citation in dict.fromkeys(one.citations))
        if exchange.chronicle and one.when:
            yield Said(written_days(*one.when), flat(one.text), numbers)
        else:
            yield Said("", flat(text), numbers)


def _ending(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """What follows the statements: (what it is, the words)."""
    answer = exchange.answer
    if answer and answer.abstention:
        yield "The archive does not say:", answer.abstention.detail
    yield from (("", note.text) for note in _notes(exchange) if not note.leads)
    if answer and answer.provenance.broken:
        yield "Not complete:", answer.provenance.broken
    if exchange.lost:
        why = "not shown, because the articles behind it changed or are gone."
        yield f"{count(exchange.lost, 'earlier statement')}", why
    if exchange.stopped:
        yield "Cut off" if exchange.cut else "Stopped", f"after {duration(exchange.seconds)}."
    if exchange.error:
        yield "Not answered:", exchange.error


def _circumstances(exchange: Exchange) -> Iterator[str]:
    """When it was asked, how it was understood, of which articles, and who answered."""
    if exchange.asked_at:
        yield f"Asked on {written(exchange.asked_at.date())} at {exchange.asked_at:%H:%M} UTC."
    elif exchange.answer:
        yield f"Asked as of {written(exchange.answer.basis.as_of)}."
    if exchange.understood not in ("", exchange.question):
        yield f"Understood as: “{exchange.understood}”."
    if searched := exchange.answer.basis.filters if exchange.answer else exchange.filters:
        yield f"Asked only of {_filtered(searched)}."
    if answer := exchange.answer:
        made = answer.provenance
        took = f" in {duration(exchange.seconds)}" if exchange.seconds else ""
        yield f"Answered by {made.made_by}{took}."
        if made.dropped:
            yield f"{count(made.dropped, 'sentence')} left out: not borne out."
        if made.usage.requests:
            yield f"It took {made.usage}."


def _filtered(filters: Filters) -> str:
    """Such as "articles from 1 January 2024, to 30 June 2024, by Harbour Courier"."""
    parts = [
        f"from {written(filters.since)}" if filters.since else "",
        f"to {written(filters.until)}" if filters.until else "",
        f"by {' or '.join(filters.outlets)}" if filters.outlets else "",
        f"of kind {' or '.join(kind or '(not stated)' for kind in filters.kinds)}"
        if filters.kinds
        else "",
        f"picked one by one ({len(filters.articles):,})" if filters.articles else "",
    ]
    return "articles " + ", ".join(part for part in parts if part)
