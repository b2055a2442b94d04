"""A statement as it is set: a quotation with its words that answer, or a model's own sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index import Span
from qa.types import Citation, Statement
from qa.wording import attribution, quotation_marks, quoted, written_days

_SPACE = re.compile(r"\s+")

Set = Literal["plain", "answers", "day"]
"""How a piece is set: as it stands, as what answers, or as a day that is no part of a quote."""
Piece = tuple[str, Set]


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement in `pieces`, one after the other; what is quoted says whose it is in `by`."""

    pieces: tuple[Piece, ...]
    by: str = ""
    quote: bool = False


def worded(statement: Statement, points: Sequence[Citation], *, dated: bool = True) -> Worded:
    """A statement, with the days of what it tells beside the words for them if it is `dated`.

    Of a quotation, the characters of `points` are set apart.
    """
    days = f" [{written_days(*statement.when)}]" if statement.when and dated else ""
    last: list[Piece] = [(days, "day")] if days else []
    citation = quoted(statement)
    if citation is None:
        return Worded(((statement.text, "plain"), *last))
    at = statement.told_at if days else None
    beside = at.end - citation.start if at and citation.holds(at) else None
    opens, closes = quotation_marks(citation)
    middle: list[Piece] = []
    for text, answers, end in _cut(citation.quote, answering(citation, points), beside):
        middle.append((_SPACE.sub(" ", text), "answers" if answers else "plain"))
        if end == beside:
            middle += last
    pieces = ((opens, "plain"), *middle, (closes, "plain"), *(() if beside else last))
    return Worded(pieces, attribution(citation.passage).removesuffix(": "), quote=True)


def answering(citation: Citation, points: Sequence[Citation]) -> list[Span]:
    """The stretches of a quote that answer: those of `points` that are in it, joined."""
    found: list[Span] = []
    for one in sorted((one for one in points if citation.holds(one)), key=lambda one: one.start):
        start, end = one.start - citation.start, one.end - citation.start
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _cut(quote: str, spans: Sequence[Span], beside: int | None) -> Iterator[tuple[str, bool, int]]:
    """A quote cut at the borders of spans and at `beside`: texts, whether in a span, their ends."""
    borders = sorted({0, len(quote), *(at for span in spans for at in span), beside or 0})
    for start, end in pairwise(borders):
        yield quote[start:end], any(a <= start and end <= b for a, b in spans), end
