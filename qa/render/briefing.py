"""Briefings as Markdown, as one HTML file that asks nothing of any host, and as plain values."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from importlib import resources
from typing import Any

from index import Passage
from qa.render.markdown import escaped, link
from qa.render.parts import html
from qa.survey.briefing import Briefing
from qa.types import marks, numbered
from qa.wording import written

VERSION = 1
"""Raised when a key of the JSON goes or means something else."""


def as_markdown(briefings: Sequence[tuple[str, Briefing]]) -> str:
    """Briefings by their names, each with its lines and sources; all that is quoted is escaped."""
    blocks: list[str] = []
    for name, one in briefings:
        blocks += _blocks(name, one)
    return "\n\n".join(blocks) + "\n"


def _blocks(name: str, one: Briefing) -> Iterator[str]:
    yield f"# {escaped(name)}"
    yield escaped(one.note.text)
    yield from _lines(one)
    if sources := [_source(at, passage) for at, passage in _sources(one)]:
        yield "\n".join(sources)


def _lines(one: Briefing) -> Iterator[str]:
    for text, numbers in numbered(_said(one)):
        yield f"- {escaped(text)} {escaped(marks(numbers))}"


def _source(number: int, passage: Passage) -> str:
    day = written(passage.published) if passage.published else ""
    parts = (escaped(passage.outlet), f"“{escaped(passage.label)}”", day, link(passage.url))
    return f"{number}. {', '.join(part for part in parts if part)}"


def as_page(briefings: Sequence[tuple[str, Briefing]], title: str) -> str:
    """The same as an HTML document of its own, whose policy lets nothing in but its style."""
    style = _shipped("briefing.css")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    views = [
        {
            "name": name,
            "note": one.note.text,
            "lines": [(text, numbers) for text, numbers in numbered(_said(one))],
            "sources": list(_sources(one)),
            "at": at,
        }
        for at, (name, one) in enumerate(briefings, 1)
    ]
    return html("briefing", "page", title, policy, style, views)


def _shipped(name: str) -> str:
    return resources.files("qa.render").joinpath(name).read_text(encoding="utf-8").strip()


def as_dict(briefings: Sequence[tuple[str, Briefing]]) -> dict[str, Any]:
    """The same as plain values, ready for JSON: per topic its lines, each with what it cites."""
    return {
        "version": VERSION,
        "briefings": [_record(name, one) for name, one in briefings],
    }


def _record(name: str, one: Briefing) -> Mapping[str, Any]:
    since, until = one.filters.since, one.filters.until
    return {
        "name": name,
        "topic": one.topic,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "outlets": list(one.filters.outlets),
        "note": one.note.text,
        "new": bool(one),
        "articles": list(one.articles),
        "statements": [
            {
                "text": said.text,
                "when": [day.isoformat() for day in said.when] if said.when else None,
                "citations": [
                    {
                        "article_id": cited.passage.article_id,
                        "title": cited.passage.title,
                        "source": cited.passage.outlet,
                        "published": (
                            cited.passage.published.isoformat() if cited.passage.published else None
                        ),
                        "url": cited.passage.url,
                        "start": cited.start,
                        "end": cited.end,
                        "quote": cited.quote,
                    }
                    for cited in said.citations
                ],
            }
            for said in _said(one)
        ],
    }


def _said(one: Briefing) -> tuple[Any, ...]:
    """Its lines, or the last that was said where nothing is new."""
    return one.statements or ((one.last,) if one.last else ())


def _sources(one: Briefing) -> Iterator[tuple[int, Passage]]:
    """What its lines cite, by their numbers."""
    places: dict[Any, int] = {}
    for said in _said(one):
        for cited in said.citations:
            if cited not in places:
                places[cited] = len(places) + 1
                yield places[cited], cited.passage
