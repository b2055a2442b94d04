"""Exports as PDF: their lines as they are printed, since paragraphs of labels look like one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from index.files.decoding import MAX_ARTICLE_CHARS
from index.files.documents.blocks import Block
from index.files.exports.articles import Exported
from index.files.exports.lines import folded, listed
from index.files.exports.splitting import articles_in, may_be_export

_PAGE_NUMBER = re.compile(r"(?:page\s*)?(\d{1,4})(\s*(?:of|/)\s*\d{1,4})?", re.I)
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
_MOST_PITCH = 1.45  # of the height of letters
_FULL = 0.85  # of the width that lines of the page have
_MOST_CHARS = 10 * MAX_ARTICLE_CHARS
_HYPHEN = re.compile("[-\u00ad]$")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line on a page, in points from the lower left."""

    text: str
    left: float
    right: float
    bottom: float
    height: float


def articles_of_pdf(data: bytes, text: str) -> list[Exported]:
    """The articles of an export, `text` being what is read of it as one document; else none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    return articles_in(_blocks(data)) if may_be_export(text) else []


def _blocks(data: bytes) -> Iterator[Block]:
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(data)
    try:
        yield from map(Block, _paragraphs(document))
    finally:
        document.close()


def _paragraphs(document: Any) -> Iterator[str]:
    """The paragraphs: a line that is full goes on in the next, if that is as high and close."""
    text, size = "", 0
    last: _Printed | None = None
    met: set[str] = set()
    for number in range(len(document)):
        lines = _lines(document[number])
        edge = max((line.right for line in lines), default=0.0)
        pitch = _pitch(lines)
        for line in _without_head(lines, met, number + 1):
            if text and last and not _goes_on(last, line, edge, pitch):
                yield _HYPHEN.sub("-", text)
                text = ""
            text = _joined(text, line.text)
            last = line
            size += len(line.text)
            if size > _MOST_CHARS:
                return
    if text:
        yield text


def _without_head(lines: list[_Printed], met: set[str], page: int) -> list[_Printed]:
    """The lines of a page without its number and the headline that is printed again above it."""
    edges = (0, 1, len(lines) - 2, len(lines) - 1)
    kept = [
        line for at, line in enumerate(lines) if at not in edges or not _is_number(line.text, page)
    ]
    if kept and kept[0].text in met and len(kept[0].text.split()) > 2:
        del kept[0]
    for line in kept:
        met.add(line.text)
        if folded(line.text) in listed("nexis", "end"):
            met.clear()
    return kept


def _is_number(text: str, page: int) -> bool:
    """Whether a line counts the pages of the file; others tell the page of a newspaper."""
    match = _PAGE_NUMBER.fullmatch(text)
    return match is not None and (bool(match[2]) or int(match[1]) == page)


def _pitch(lines: list[_Printed]) -> float:
    """The distance from one line of a paragraph to the next, in points: the least on the page.

    On a page of paragraphs of one line each, the least is too much, and is cut to what is usual.
    """
    steps = [
        (a.bottom - b.bottom, a.height)
        for a, b in pairwise(lines)
        if a.bottom - b.bottom > 0.85 * b.height > 0
    ]
    step, height = min(steps, default=(0.0, 0.0))
    return min(step, _MOST_PITCH * height)


def _goes_on(last: _Printed, line: _Printed, edge: float, pitch: float) -> bool:
    """Whether a line is the rest of a paragraph; on the next page, of a sentence."""
    full = last.right > _FULL * edge
    if line.bottom > last.bottom:
        return full and not _SENTENCE_END.search(last.text)
    close = last.bottom - line.bottom < 1.25 * pitch
    alike = abs(last.height - line.height) < 0.15 * max(last.height, line.height)
    return full and close and alike


def _joined(text: str, line: str) -> str:
    if not text:
        return line
    return f"{text[:-1]}{line}" if _HYPHEN.search(text) and line[:1].islower() else f"{text} {line}"


def _lines(page: Any) -> list[_Printed]:
    """The lines of a page that can be seen."""
    from index.files.documents.gutters import rows_of
    from index.files.documents.textlayer import words_on
    from index.files.documents.unseen import Painted

    text_page = page.get_textpage()
    rows = rows_of(words_on(page, text_page, Painted(page, text_page)))
    return [
        _Printed(row.text, row.words[0].left, row.words[-1].right, row.bottom, row.size)
        for row in rows
    ]
