"""Conversations to take along: Markdown with footnotes, plain text for the clipboard, JSON.

Nothing that an article or a visitor wrote becomes markup: in Markdown it is escaped, and only a
checked web address becomes a link. In the JSON, `article text[start:end] == quote` and both
SHA-256 sums are there, so whoever has the articles can verify every citation without Dateline.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from index import VERSION, Holdings
from qa.exchanges import Exchange
from qa.render.markdown import escaped, flat, link
from qa.render.paper import Section, Source, nearest, paper, section, source
from qa.types import Citation, cited, marks
from qa.window.persistence import fingerprint, record

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
        "version": VERSION,
        "exported_at": datetime.now(UTC).isoformat(),
        "title": flat(title),
        "archive": {"identity": archive.identity, "coverage": str(archive.coverage())},
        "settings": dict(settings),
        "exchanges": [_exchange(exchange, archive) for exchange in exchanges],
    }


def as_markdown(exchanges: Sequence[Exchange], title: str, archive: Holdings) -> str:
    """A conversation as Markdown; its citations are footnotes, numbered through the whole of it."""
    made = paper(exchanges, title, str(archive.coverage()))
    notes = cited([one for exchange in exchanges for one in exchange.statements])
    blocks = [f"# {escaped(made.title)}", escaped(made.about)]
    for one in made.sections:
        blocks += _blocks(one)
    blocks += [
        _footnote(number, note, fingerprint(citation.passage.article_id, archive))
        for number, (note, citation) in enumerate(zip(made.sources, notes, strict=True), 1)
    ]
    return "\n\n".join(blocks) + "\n"


def footnoted(exchange: Exchange) -> str:
    """One answer as plain text: its statements with marks such as "[1]", then the notes."""
    notes = {citation: at for at, citation in enumerate(exchange.citations, 1)}
    told = section(exchange, notes)
    lines = [one for one in (*told.leading, told.short, told.agreement) if one]
    for said in told.said:
        day = f"{said.day}: " if said.day else ""
        lines.append(f"{day}{said.text} {marks(said.sources)}")
    if told.rows:
        lines += [f"{told.heading}:", *(f"  {label}: {number}" for label, number in told.rows)]
    lines += [f"{label} {text}".strip() for label, text in told.ending]
    sources = [f"[{at}] {_named(source(one))}" for one, at in notes.items()]
    return "\n".join([*lines, *([""] if sources else []), *sources])


def _named(one: Source) -> str:
    """Outlet, headline, date, address and quote on a line."""
    parts = (one.outlet, f"“{one.label}”", one.published, flat(one.url))
    return f"{', '.join(part for part in parts if part)}: {one.quote}"


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
        for passage in nearest(exchange.answer)
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


# -- Markdown ------------------------------------------------------------------------------------


def _blocks(one: Section) -> Iterator[str]:
    """One question and its answer as paragraphs of Markdown."""
    yield f"## {one.number}. {escaped(one.question)}"
    if one.circumstances:
        yield " ".join(map(escaped, one.circumstances))
    yield from map(escaped, one.leading)
    if one.short:
        yield f"**{escaped(one.short)}**"
    if one.agreement:
        yield f"*{escaped(one.agreement)}*"
    lines = [
        (f"- **{said.day}** " if said.day else "")
        + escaped(said.text)
        + "".join(f"[^{number}]" for number in said.sources)
        for said in one.said
    ]
    yield from ["\n".join(lines)] if one.chronicle else lines
    if one.rows:
        rows = (f"| {escaped(label)} | {number} |" for label, number in one.rows)
        yield "\n".join((f"| {escaped(one.heading)} | |", "| --- | ---: |", *rows))
    for label, text in one.ending:
        yield f"**{label}** {escaped(text)}" if label else escaped(text)
    if one.nearest:
        yield "Nearest passages, none of which answers:"
        yield "\n".join(f"- {_reference(near)}, {escaped(near.stretch)}." for near in one.nearest)


def _footnote(number: int, one: Source, digest: str) -> str:
    """A footnote. It ends in a full stop, and so cannot be read as the definition of a link."""
    known = f"SHA-256 of its text {digest}" if digest else "which is no longer in the archive"
    beside = f", {escaped(one.place)}" if one.place else ""
    stretch = escaped(one.stretch)
    return f"[^{number}]: {_reference(one)}: {escaped(one.quote)}{beside}, {stretch}, {known}."


def _reference(one: Source) -> str:
    """Outlet, headline, byline, date, address and file, as far as they are known."""
    parts = (
        escaped(one.outlet),
        f"“{escaped(one.headline)}”" if one.headline else "",
        escaped(one.byline),
        one.published,
        link(one.url),
        escaped(f"file {one.file}") if one.file else "",
    )
    return ", ".join(part for part in parts if part)
