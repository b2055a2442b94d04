"""Conversations to take along: Markdown with footnotes, plain text for the clipboard, JSON.

Nothing that an article or a visitor wrote becomes markup: in Markdown it is escaped, and only a
checked web address becomes a link. In the JSON, `article text[start:end] == quote` and both
SHA-256 sums are there, so whoever has the articles can verify every citation without Dateline.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from index import Filters, Holdings, Passage
from qa.exchanges import Exchange
from qa.render.markdown import escaped, flat, link
from qa.types import NEAREST, Answer, Citation, Note, marks, numbered
from qa.window.persistence import fingerprint, record
from qa.wording import (
    attribution,
    count,
    duration,
    quotation,
    standing,
    whose,
    written,
    written_days,
)

FORMAT = 1
"""Raised when what a field of the JSON means has changed."""

_SHARED = (
    "question", "understood", "filters", "asked_at", "seconds", "made_by", "as_of", "archive",
    "stopped", "error", "dropped", "lost", "statements", "abstention", "searched", "settings",
    "invented", "repaired", "broken", "usage", "notes", "cut",
)  # fmt: skip
_READ = ("short", "agreement", "tally", "intent")
"""What is read from the statements anew, and not kept."""


def as_json(
    exchanges: Sequence[Exchange], title: str, archive: Holdings, settings: Mapping[str, object]
) -> dict[str, Any]:
    """A conversation as plain values, ready for JSON; `settings` are those it was held with.

    `start` and `end` count characters of the article's text; `sha256` is that text's,
    `quote_sha256` the quote's, both in UTF-8. `sha256` is empty for an article that is gone.
    """
    return {
        "format": FORMAT,
        "program": "dateline-qa",
        "version": version("dateline-qa"),
        "exported_at": datetime.now(UTC).isoformat(),
        "title": flat(title),
        "archive": {"identity": archive.identity, "coverage": str(archive.coverage())},
        "settings": dict(settings),
        "exchanges": [_exchange(exchange, archive) for exchange in exchanges],
    }


def as_markdown(exchanges: Sequence[Exchange], title: str, archive: Holdings) -> str:
    """A conversation as Markdown; its citations are footnotes, numbered through the whole of it."""
    notes: dict[Citation, int] = {}
    today = written(datetime.now(UTC).date())
    blocks = [
        f"# {escaped(title) or 'Conversation'}",
        f"From an archive of {escaped(str(archive.coverage()))}. "
        f"Exported on {today} by Dateline {version('dateline-qa')}.",
    ]
    for exchange in exchanges:
        for citation in exchange.citations:
            notes.setdefault(citation, len(notes) + 1)
        blocks += _blocks(exchange, notes)
    blocks += [_footnote(number, citation, archive) for citation, number in notes.items()]
    return "\n\n".join(blocks) + "\n"


def footnoted(exchange: Exchange) -> str:
    """One answer as plain text: its statements with marks such as "[1]", then the notes."""
    lines = [flat(note.text) for note in _notes(exchange) if note.leads]
    if exchange.answer and exchange.answer.short:
        lines.append(flat(exchange.answer.short.text))
    if exchange.answer and exchange.answer.agreement:
        lines.append(flat(exchange.answer.agreement.shown))
    lines += [f"{flat(day + text)} {marks(numbers)}" for day, text, numbers in _said(exchange)]
    if exchange.answer and exchange.answer.tally and exchange.answer.tally.rows:
        tally = exchange.answer.tally
        rows = (f"  {flat(label)}: {number:,}" for label, number in tally.rows)
        lines += [f"{tally.heading}:", *rows]
    lines += [f"{label} {flat(text)}".strip() for label, text in _ending(exchange)]
    notes = [
        f"[{number}] {flat(_source(citation.passage))}: {_quoted(citation)}"
        for number, citation in enumerate(exchange.citations, 1)
    ]
    return "\n".join([*lines, *([""] if notes else []), *notes])


# -- JSON --------------------------------------------------------------------------------------


def _exchange(exchange: Exchange, archive: Holdings) -> dict[str, Any]:
    kept = record(exchange, archive)
    described = {name: kept[name] for name in _SHARED}
    described["citations"] = [
        told | _further(citation)
        for told, citation in zip(kept["citations"], exchange.citations, strict=True)
    ]
    answer = exchange.answer
    described |= {name: answer.as_dict()[name] if answer else None for name in _READ}
    described["nearest"] = [
        {
            "article_id": passage.article_id,
            "start": passage.start,
            "end": passage.end,
            "title": passage.title,
            "outlet": passage.outlet,
        }
        for passage in _nearest(exchange.answer)
    ]
    return described


def _further(citation: Citation) -> dict[str, Any]:
    """What an export says of a citation beyond a record."""
    return {
        "quote_sha256": sha256(citation.quote.encode()).hexdigest(),
        "authors": list(citation.passage.authors),
        "file": citation.passage.file,
        "kind": citation.passage.kind,
        "place": citation.place,
        "recognised": citation.passage.confidence,
    }


# -- words that both texts share -----------------------------------------------------------------


def _notes(exchange: Exchange) -> tuple[Note, ...]:
    return exchange.answer.notes if exchange.answer else ()


def _ending(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """What follows the statements: (what it is, the words), none of it escaped."""
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
        ended = "Cut off" if exchange.cut else "Stopped"
        yield ended, f"after {duration(exchange.seconds)}."
    if exchange.error:
        yield "Not answered:", exchange.error


def _said(exchange: Exchange) -> list[tuple[str, str, tuple[int, ...]]]:
    """Of each statement what stands before it in a chronicle, its text and its numbers.

    Before it stand its days: "5 May 2024: ".
    """
    said = zip(exchange.statements, numbered(exchange.statements), strict=True)
    return [
        (f"{written_days(*one.when)}: ", one.text, numbers)
        if exchange.chronicle and one.when
        else ("", text, numbers)
        for one, (text, numbers) in said
    ]


def _nearest(answer: Answer | None) -> list[Passage]:
    """The passages to show with an abstention."""
    hits = answer.basis.hits[:NEAREST] if answer and answer.abstained else ()
    return [hit.passage for hit in hits]


def _source(passage: Passage) -> str:
    """Outlet, headline, date and address, as far as they are known."""
    published = written(passage.published) if passage.published else ""
    parts = (whose(passage), f"“{passage.label}”", published, passage.url)
    return ", ".join(part for part in parts if part)


def _quoted(citation: Citation) -> str:
    return flat(quotation(citation).removeprefix(attribution(citation.passage)))


# -- Markdown ------------------------------------------------------------------------------------


def _blocks(exchange: Exchange, notes: Mapping[Citation, int]) -> Iterator[str]:
    """One exchange as paragraphs of Markdown."""
    yield f"## {exchange.number}. {escaped(exchange.question) or '(no question)'}"
    if asked := " ".join(_circumstances(exchange)):
        yield asked
    yield from (escaped(note.text) for note in _notes(exchange) if note.leads)
    if exchange.answer and exchange.answer.short:
        yield f"**{escaped(exchange.answer.short.text)}**"
    if exchange.answer and exchange.answer.agreement:
        yield f"*{escaped(exchange.answer.agreement.shown)}*"
    yield from _stated(exchange, notes)
    yield from _table(exchange.answer)
    for label, text in _ending(exchange):
        yield f"**{label}** {escaped(text)}" if label else escaped(text)
    if near := _nearest(exchange.answer):
        yield "Nearest passages, none of which answers:"
        yield "\n".join(f"- {_reference(passage)}{_place(passage)}." for passage in near)


def _stated(exchange: Exchange, notes: Mapping[Citation, int]) -> Iterator[str]:
    """The statements with their footnotes, a paragraph each; a chronicle is a list."""
    lines = [
        (f"- **{day.removesuffix(': ')}** " if day else "")
        + escaped(text)
        + "".join(f"[^{notes[c]}]" for c in dict.fromkeys(one.citations))
        for one, (day, text, _) in zip(exchange.statements, _said(exchange), strict=True)
    ]
    yield from ["\n".join(lines)] if exchange.chronicle else lines


def _table(answer: Answer | None) -> Iterator[str]:
    """What was counted, as a table of Markdown."""
    if answer and answer.tally and answer.tally.rows:
        rows = (f"| {escaped(label)} | {number:,} |" for label, number in answer.tally.rows)
        yield "\n".join((f"| {escaped(answer.tally.heading)} | |", "| --- | ---: |", *rows))


def _circumstances(exchange: Exchange) -> Iterator[str]:
    """When it was asked, how it was understood, of which articles, and who answered."""
    if exchange.asked_at:
        yield f"Asked on {written(exchange.asked_at.date())} at {exchange.asked_at:%H:%M} UTC."
    if exchange.understood not in ("", exchange.question):
        yield f"Understood as: “{escaped(exchange.understood)}”."
    if searched := exchange.answer.basis.filters if exchange.answer else exchange.filters:
        yield f"Asked only of {escaped(_filtered(searched))}."
    if answer := exchange.answer:
        made = answer.provenance
        yield f"Answered by {escaped(made.made_by)} in {duration(exchange.seconds)}."
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
    ]
    return "articles " + ", ".join(part for part in parts if part)


def _footnote(number: int, citation: Citation, archive: Holdings) -> str:
    """A footnote. It ends in a full stop, and so cannot be read as the definition of a link."""
    passage = citation.passage
    digest = fingerprint(passage.article_id, archive)
    known = f"SHA-256 of its text {digest}" if digest else "which is no longer in the archive"
    beside = f", {escaped(stood)}" if (stood := standing(citation)) else ""
    place = beside + _place(passage, citation.start, citation.end)
    quote = escaped(_quoted(citation))
    return f"[^{number}]: {_reference(passage)}: {quote}{place}, {known}."


def _reference(passage: Passage) -> str:
    """Outlet, headline, byline, date, address and file, as far as they are known."""
    parts = (
        escaped(whose(passage)),
        f"“{escaped(passage.title)}”" if flat(passage.title) else "",
        escaped(f"by {', '.join(passage.authors)}") if passage.authors else "",
        written(passage.published) if passage.published else "",
        link(passage.url),
        escaped(f"file {passage.file}") if passage.file else "",
    )
    return ", ".join(part for part in parts if part)


def _place(passage: Passage, start: int | None = None, end: int | None = None) -> str:
    where = f"{passage.start if start is None else start}-{passage.end if end is None else end}"
    return f", characters {where} of article {escaped(passage.article_id)}"
