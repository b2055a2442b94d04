"""What stands beside an answer: the cited passages, each with its quote marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index import Article, Entry, Passage, Span, evidence_spans
from qa.exchanges import Exchange
from qa.quotes import answering
from qa.render.parts import at_marks, html
from qa.types import NEAREST, Citation
from qa.wording import elsewhere, outlets, standing

COPIES = 6
"""How many other articles with the same sentence a card names."""

_NEAR_CHARS = 420

Copies = Mapping[Citation, Sequence[Entry]]
"""Of a citation, the other articles that hold its sentence word for word."""


def cards(shown: Exchange | None, copies: Copies | None = None) -> str:
    """The sources of one exchange, in order of first use; after an abstention, what was nearest."""
    if shown is None:
        return html("sources", "no_sources", "The passages behind an answer appear here.")
    answer = shown.answer
    if answer is not None and answer.abstained and answer.basis.hits:
        near = [(hit.passage, _opening(hit.passage)) for hit in answer.basis.hits[:NEAREST]]
        return html("sources", "nearest", near)
    points = answer.points if answer else ()
    cited = [_card(one, points, (copies or {}).get(one, ())) for one in shown.citations]
    if cited and not (answer is not None and answer.abstained):
        return html("sources", "cited", shown.number, cited)
    return html("sources", "no_sources", "No passage is cited here." if shown.over else "")


def _card(
    citation: Citation, points: Sequence[Citation], copies: Sequence[Entry]
) -> dict[str, Any]:
    """What the template needs of a cited passage, and of where else the sentence stands.

    The quote stands between the sentences next to it; marked is what of it answers, or all of it.
    """
    passage, whole = citation.passage, (0, len(citation.quote))
    sides = [a for a, b in passage.sentences if b <= citation.start][-1:]
    first = sides[0] if sides else citation.start
    sides = [b for a, b in passage.sentences if a >= citation.end][:1]
    last = sides[0] if sides else citation.end
    return {
        "passage": passage,
        "span": (citation.start, citation.end),
        "before": passage.text[first - passage.start : citation.start - passage.start],
        "quote": list(at_marks(citation.quote, answering(citation, points) or [whole])),
        "after": passage.text[citation.end - passage.start : last - passage.start],
        "place": standing(citation),
        "also": elsewhere(outlets(copies, passage.outlet)),
        "copies": copies[:COPIES],
        "more_copies": max(0, len(copies) - COPIES),
    }


def _opening(passage: Passage) -> str:
    """The first sentences of a passage that came near; the whole is a click away."""
    first = passage.sentences[0][0] if passage.sentences else passage.start
    ends = [end for _, end in passage.sentences if end - first <= _NEAR_CHARS]
    return passage.slice(first, ends[-1] if ends else passage.end)


def article(found: Article, cited: Sequence[Span] = (), here: Span | None = None) -> str:
    """A whole article, `cited` stretches marked, the one that was asked for singled out.

    What is not reporting (captions, share lines) is set apart; nothing is left out.

    Raises:
        ValueError: a stretch is not inside the article.
    """
    spans = sorted({*cited, *([here] if here else [])})
    if any(not 0 <= start < end <= len(found.text) for start, end in spans):
        raise ValueError(f"not inside article {found.id}: {spans}")
    return html("sources", "article", found, _paragraphs(found, spans, here))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of an article that is set alike; `names` are its classes."""

    text: str
    marked: bool
    names: str

    @property
    def blank(self) -> bool:
        return not self.text.strip()


def _paragraphs(found: Article, cited: Sequence[Span], here: Span | None) -> list[list[_Piece]]:
    """The text cut at every border of a mark, of reporting and of a paragraph."""
    reporting = evidence_spans(found.text)
    borders = {0, len(found.text), *(edge for span in [*cited, *reporting] for edge in span)}
    paragraphs: list[list[_Piece]] = [[]]
    for start, end in pairwise(sorted(borders)):
        chosen = here is not None and here[0] <= start and end <= here[1]
        aside = not _inside(start, end, reporting)
        names = " ".join(n for n, on in (("dl-here", chosen), ("dl-aside", aside)) if on)
        for at, text in enumerate(found.text[start:end].split("\n")):
            if at:
                paragraphs.append([])
            paragraphs[-1].append(_Piece(text, _inside(start, end, cited), names))
    return [one for one in paragraphs if not all(piece.blank for piece in one)]


def _inside(start: int, end: int, spans: Iterable[Span]) -> bool:
    return any(a <= start and end <= b for a, b in spans)
