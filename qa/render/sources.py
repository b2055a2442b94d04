"""What stands beside an answer: the cited passages, each with its quote marked."""

from html import escape

from index import Passage
from qa.exchanges import Exchange
from qa.render.parts import dated, link, prose
from qa.types import Citation

NEAREST = 3
"""How many of the nearest passages an abstention shows."""


def cards(shown: Exchange | None) -> str:
    """The sources of one exchange, in order of first use; after an abstention, what was nearest."""
    if shown is None:
        return _panel("Sources", '<p class="dl-none">The passages behind an answer stand here.</p>')
    if shown.answer is not None and shown.answer.abstained:
        near = "".join(_near_card(hit.passage) for hit in shown.answer.hits[:NEAREST])
        return _panel("Nearest passages", near) if near else _panel("Sources", _no_sources())
    numbered = "".join(
        _card(shown.number, number, citation) for number, citation in enumerate(shown.citations, 1)
    )
    if not numbered and shown.stage is not None and not (shown.error or shown.stopped):
        return _panel("Sources", "")
    return _panel("Sources", numbered or _no_sources())


def _panel(title: str, body: str) -> str:
    return f'<section class="dl-cards" aria-label="{title}"><h2>{title}</h2>{body}</section>'


def _no_sources() -> str:
    return '<p class="dl-none">No passage is cited here.</p>'


def _card(exchange_number: int, number: int, citation: Citation) -> str:
    key, passage = f"{exchange_number}-{number}", citation.passage
    back = (
        f'<a class="dl-number" href="#mark-{key}" '
        f'aria-label="Source {number}, back to the answer">{number}</a>'
    )
    return (
        f'<article class="dl-card" id="card-{key}" tabindex="-1">{back}{_about(passage)}'
        f"{_passage(passage, citation)}{link(passage.url)}</article>"
    )


def _near_card(passage: Passage) -> str:
    return (
        '<article class="dl-card dl-near"><p class="dl-badge">nearest, not an answer</p>'
        f"{_about(passage)}{_passage(passage)}{link(passage.url)}</article>"
    )


def _about(passage: Passage) -> str:
    outlet = f"<span>{escape(passage.outlet)}</span>" if passage.outlet else ""
    published = dated(passage.published) if passage.published else ""
    byline = " · ".join(part for part in (outlet, published) if part)
    label = escape(passage.label)
    return f'<p class="dl-byline" dir="auto">{byline}</p><h3 dir="auto">{label}</h3>'


def _passage(passage: Passage, citation: Citation | None = None) -> str:
    """The whole passage, with the cited characters, and no others, inside <mark>."""
    text, quoted = passage.text, ""
    start = end = 0
    if citation:
        start, end = citation.start - passage.start, citation.end - passage.start
        quoted = f"<mark>{prose(text[start:end])}</mark>"
    return f'<p class="dl-passage" dir="auto">{prose(text[:start])}{quoted}{prose(text[end:])}</p>'
