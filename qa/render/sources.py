"""What stands beside an answer: the cited passages, each with its quote marked."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from index import Article, Entry, Passage, Span, evidence_spans
from qa.exchanges import Exchange
from qa.render.parts import dated, link, prose
from qa.types import Citation
from qa.wording import elsewhere, outlet, outlets

NEAREST = 3
"""How many of the nearest passages an abstention shows."""

COPIES = 6
"""How many other articles with the same sentence a card names."""

_NEAR_CHARS = 420

Copies = Mapping[Citation, Sequence[Entry]]
"""Of a citation, the other articles that hold its sentence word for word."""


def cards(shown: Exchange | None, copies: Copies | None = None) -> str:
    """The sources of one exchange, in order of first use; after an abstention, what was nearest."""
    if shown is None:
        told = "The passages behind an answer appear here."
        return _panel("Sources", f'<p class="dl-none">{told}</p>')
    if shown.answer is not None and shown.answer.abstained:
        near = "".join(_near_card(hit.passage) for hit in shown.answer.basis.hits[:NEAREST])
        return _panel("Nearest passages", near) if near else _panel("Sources", _no_sources())
    numbered = "".join(
        _card(shown.number, number, citation, (copies or {}).get(citation, ()))
        for number, citation in enumerate(shown.citations, 1)
    )
    if not numbered and not shown.over:
        return _panel("Sources", "")
    return _panel("Sources", numbered or _no_sources())


def _panel(title: str, body: str) -> str:
    return f'<section class="dl-cards" aria-label="{title}"><h2>{title}</h2>{body}</section>'


def _no_sources() -> str:
    return '<p class="dl-none">No passage is cited here.</p>'


def _card(exchange: int, number: int, citation: Citation, copies: Sequence[Entry]) -> str:
    key, passage = f"{exchange}-{number}", citation.passage
    back = (
        f'<a class="dl-number" href="#mark-{key}" '
        f'aria-label="Source {number}, back to the answer">{number}</a>'
    )
    return (
        f'<article class="dl-card" id="card-{key}" tabindex="-1" aria-label="Source {number}">'
        f"{back}{_about(passage, (citation.start, citation.end), exchange, copies)}"
        f"{_quoted(citation)}{_also(copies)}{link(passage.url)}</article>"
    )


def _near_card(passage: Passage) -> str:
    """The first sentences of a passage that came near; the whole is a click away."""
    first = passage.sentences[0][0] if passage.sentences else passage.start
    ends = [end for _, end in passage.sentences if end - first <= _NEAR_CHARS]
    shown = passage.slice(first, ends[-1] if ends else passage.end)
    return (
        '<article class="dl-card dl-near"><p class="dl-badge">nearest, not an answer</p>'
        f"{_about(passage, (passage.start, passage.end))}"
        f'<p class="dl-passage" dir="auto">{prose(shown)}</p>{link(passage.url)}</article>'
    )


def _about(passage: Passage, at: Span, exchange: int = 0, copies: Sequence[Entry] = ()) -> str:
    """Outlet, and in how many more; date and kind; the headline, which opens it; who wrote it."""
    also = elsewhere(outlets(copies, passage.outlet))
    known = (
        f'<span dir="auto">{escape(outlet(passage.outlet))}</span>{also and f"; {also}"}'
        if passage.outlet
        else also,
        dated(passage.published) if passage.published else "",
        f'<span class="dl-kind">{escape(passage.kind)}</span>'
        if passage.kind not in ("", "news")
        else "",
    )
    return (
        f'<p class="dl-byline">{" · ".join(part for part in known if part)}</p><h3>'
        f"{_opens(passage.article_id, passage.label, at, exchange)}</h3>"
        f"{_authors(passage.authors)}"
    )


def _opens(article_id: str, label: str, at: Span = (0, 0), exchange: int = 0) -> str:
    start, end = at
    return (
        f'<button type="button" class="dl-open" data-article="{escape(article_id)}" '
        f'data-start="{start}" data-end="{end}" data-exchange="{exchange}" dir="auto" '
        f'title="Open the whole article">{escape(label)}</button>'
    )


def _authors(authors: Sequence[str]) -> str:
    if not authors:
        return ""
    return f'<p class="dl-authors" dir="auto">by {escape(", ".join(authors))}</p>'


def _quoted(citation: Citation) -> str:
    """The quote, and nothing else, inside <mark>, between the sentences next to it."""
    passage = citation.passage
    sides = [a for a, b in passage.sentences if b <= citation.start][-1:]
    first = sides[0] if sides else citation.start
    sides = [b for a, b in passage.sentences if a >= citation.end][:1]
    last = sides[0] if sides else citation.end
    before = passage.text[first - passage.start : citation.start - passage.start]
    after = passage.text[citation.end - passage.start : last - passage.start]
    return (
        f'<p class="dl-passage" dir="auto">{prose(before)}'
        f"<mark>{prose(citation.quote)}</mark>{prose(after)}</p>"
    )


def _also(copies: Sequence[Entry]) -> str:
    """Where else the sentence stands, word for word."""
    if not copies:
        return ""
    others = ", ".join(
        _opens(entry.id, entry.outlet or entry.label)
        + (f" ({dated(entry.published)})" if entry.published else "")
        for entry in copies[:COPIES]
    )
    more = len(copies) - COPIES
    return f'<p class="dl-also">Also in {others}{f" and {more:,} more" if more > 0 else ""}</p>'


def article(found: Article, cited: Sequence[Span] = (), here: Span | None = None) -> str:
    """A whole article, `cited` stretches marked, the one that was asked for singled out.

    What is not reporting (captions, share lines) is set apart; nothing is left out.

    Raises:
        ValueError: a stretch is not inside the article.
    """
    spans = sorted({*cited, *([here] if here else [])})
    if any(not 0 <= start < end <= len(found.text) for start, end in spans):
        raise ValueError(f"not inside article {found.id}: {spans}")
    known = (
        f'<span dir="auto">{escape(outlet(found.outlet))}</span>' if found.outlet else "",
        dated(found.published) if found.published else "no date",
        f"updated {dated(found.updated)}" if found.updated else "",
        escape(found.kind),
    )
    return (
        f'<p class="dl-byline">{" · ".join(part for part in known if part)}</p>'
        f'<h2 dir="auto">{escape(found.title or "Without a headline")}</h2>'
        f"{_authors(found.authors)}{link(found.url)}"
        f'<div class="dl-text">{_marked(found, spans, here)}</div>'
    )


def _marked(found: Article, cited: Sequence[Span], here: Span | None) -> str:
    """The text cut at every border of a mark, of reporting and of a paragraph, then set."""
    reporting = evidence_spans(found.text)
    borders = {0, len(found.text), *(edge for span in [*cited, *reporting] for edge in span)}
    edges = sorted(borders)
    paragraphs, line = [], ""
    for start, end in pairwise(edges):
        kind = "mark" if any(a <= start and end <= b for a, b in cited) else "span"
        reported = any(a <= start and end <= b for a, b in reporting)
        chosen = here is not None and here[0] <= start and end <= here[1]
        names = [n for n, on in (("dl-here", chosen), ("dl-aside", not reported)) if on]
        for at, piece in enumerate(found.text[start:end].split("\n")):
            if at:
                paragraphs.append(line)
                line = ""
            if piece.strip():
                styled = f' class="{" ".join(names)}"' if names else ""
                line += f"<{kind}{styled}>{escape(piece)}</{kind}>"
            else:
                line += piece
    paragraphs.append(line)
    return "\n".join(f'<p dir="auto">{each}</p>' for each in paragraphs if each.strip())
