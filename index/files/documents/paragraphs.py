"""From the columns of pages to paragraphs that run on over columns and pages.

A paragraph that a caption, a box, a footnote or the end of a column interrupts is read to its end
first; what interrupted it follows.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.files.decoding import clean, one_line
from index.files.documents.hyphens import Hyphens
from index.files.documents.layout import HEADLINE, Column
from index.files.documents.lines import Line
from index.files.documents.textlayer import SOFT

Mark = tuple[int, str]
"""An offset, and the page that begins there."""

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
_ITEM = re.compile(r"[•·▪■●◦–—*-]\s|[([]?\d{1,2}[.)]\s")
_SAME_SIZE = 0.09
_FULL = 0.85
_FAR = 1.35
_AHEAD = 8
"""Over so many paragraphs the rest of one is looked for."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document, with `size`, the height of its lines in points.

    `pages` are offsets in `text` with the page that begins there, the first at 0. `first` says that
    it begins a column, `boxed` that it stands in a frame, `ruled` that a line is drawn above it,
    `table` that its lines are rows. `open` says that its last line is full and ends no sentence,
    `indented` that its first line is; `across` is how wide it is.
    """

    text: str
    size: float
    pages: tuple[Mark, ...]
    first: bool = False
    boxed: bool = False
    ruled: bool = False
    table: bool = False
    open: bool = False
    full: bool = False
    indented: bool = False
    lines: int = 1
    left: float = 0.0
    right: float = 0.0

    @property
    def ends_sentence(self) -> bool:
        """Whether its last sentence is over."""
        return bool(_SENTENCE_END.search(self.text))


def paragraphs_of(
    pages: Sequence[tuple[str, Sequence[Column]]], hyphens: Hyphens, size: float
) -> list[Paragraph]:
    """The paragraphs of a document in reading order, by pages with their labels."""
    pitch = _usual_pitch([column for _, columns in pages for column in columns], size)
    found: list[Paragraph] = []
    spaced = indents = 0
    for label, columns in pages:
        for column in columns:
            made = _Run(column, label, hyphens, size, pitch)
            found += made.paragraphs()
            spaced += made.spaced
            indents += made.indents
    return _flowing(found, hyphens, size, indents=indents >= spaced)


def _usual_pitch(columns: Sequence[Column], size: float) -> float:
    """The commonest distance from one line of text to the next, in points; 0 where unknown."""
    steps: Counter[float] = Counter()
    for column in columns:
        for one, other in pairwise(column.lines):
            step = one.bottom - other.bottom
            if 0 < step < 3 * size and abs(one.size - size) < 0.1 * size > abs(other.size - size):
                steps[round(step, 1)] += 1
    if not steps:
        return 0.0
    most = max(steps.values())
    return min(step for step, count in steps.items() if count >= 0.5 * most)


class _Run:
    """The paragraphs of one column."""

    def __init__(
        self, column: Column, label: str, hyphens: Hyphens, size: float, pitch: float
    ) -> None:
        self._column = column
        self._label = label
        self._hyphens = hyphens
        self._size = size
        self._pitch = pitch
        self.spaced = self.indents = 0
        text = [line for line in column.lines if abs(line.size - size) <= _SAME_SIZE * size]
        lines = text or column.lines
        self._left = _edge([line.left for line in lines])
        self._right = max(line.right for line in lines)
        if len(lines) == 1:  # no other says how wide the column is
            self._right = max(line.right for line in column.lines)

    def paragraphs(self) -> Iterator[Paragraph]:
        """They, from the top."""
        group: list[Line] = []
        for line in self._column.lines:
            if group and self._breaks(group[-1], line):
                yield from self._made(group)
                group = []
            group.append(line)
        yield from self._made(group)

    def _breaks(self, last: Line, line: Line) -> bool:
        if bool(last.cells) != bool(line.cells):
            return True
        if abs(line.size - last.size) > _SAME_SIZE * max(last.size, line.size):
            return True
        if line.cells:
            return last.bottom - line.bottom > 3 * line.size
        if self._far(last, line):
            self.spaced += 1
            return True
        ends = bool(_SENTENCE_END.search(last.text))
        if _ITEM.match(line.text) and (ends or _ITEM.match(last.text)):
            return True
        if ends and self._moved_in(line) and not self._moved_in(last):
            self.indents += 1
            return True
        return ends and last.right < self._left + _FULL * (self._right - self._left)

    def _far(self, last: Line, line: Line) -> bool:
        """Whether more room is between two lines than between those of a paragraph."""
        step = last.bottom - line.bottom
        if not self._pitch:
            return step > 1.6 * line.size
        return step > _FAR * self._pitch * max(line.size / self._size, 1.0)

    def _moved_in(self, line: Line) -> bool:
        return line.left - self._left > 0.6 * line.size

    def _made(self, lines: Sequence[Line]) -> Iterator[Paragraph]:
        first, last = lines[0], lines[-1]
        table = bool(first.cells) and len(lines) > 1
        text = self._text(lines, table=table)
        if not text:
            return
        reach = self._left + _FULL * (self._right - self._left)
        full = last.right >= reach and (len(self._column.lines) > 1 or len(last.words) > 4)
        yield Paragraph(
            text,
            statistics.median_low([line.size for line in lines]),
            ((0, self._label),),
            first=first is self._column.lines[0],
            boxed=self._column.boxed,
            ruled=self._column.ruled and first is self._column.lines[0],
            table=table,
            open=not table and not _SENTENCE_END.search(text) and (full or text.endswith("-")),
            full=full,
            indented=first.left - self._left > 0.6 * first.size,
            lines=len(lines),
            left=min(line.left for line in lines),
            right=max(line.right for line in lines),
        )

    def _text(self, lines: Sequence[Line], *, table: bool) -> str:
        if table:
            return clean("\n".join(" | ".join(line.cells) for line in lines))
        text = ""
        for line in lines:
            text = self._hyphens.joined(text, spaced_out(line))
        # the rest of a divided word may be in another column
        return one_line(re.sub(f"{SOFT}$", "-", text))


def _edge(lefts: Sequence[float]) -> float:
    """Where most lines of a column begin, or the leftmost of those that many begin at."""
    counts = Counter(round(left) for left in lefts)
    most = max(counts.values())
    return float(min(left for left, count in counts.items() if count >= 0.4 * most))


def spaced_out(line: Line) -> str:
    """The text of a line, in which letters set apart to look grand are words again."""
    words = line.words
    singles = sum(len(word.text) == 1 for word in words)
    if len(words) < 4 or singles < 0.7 * len(words) or not any(w.text.isalpha() for w in words):
        return line.text
    gaps = [other.left - one.right for one, other in pairwise(words)]
    usual = statistics.median(gaps)
    if max(gaps) > 1.6 * usual or len(words) < 12:
        parts = [words[0].text]
        for gap, word in zip(gaps, words[1:], strict=True):
            if gap > 1.6 * max(usual, 0.05 * line.size):
                parts.append(word.text)
            else:
                parts[-1] += word.text
        return " ".join(parts)
    return line.text


# -- over columns and pages --------------------------------------------------------------------


def _flowing(
    found: Sequence[Paragraph], hyphens: Hyphens, size: float, *, indents: bool
) -> list[Paragraph]:
    rest = list(found)
    done: list[Paragraph] = []
    while rest:
        paragraph = rest.pop(0)
        waiting: list[Paragraph] = []
        while (at := _next(paragraph, rest, size, indents)) is not None:
            waiting += rest[:at]
            paragraph = _with(paragraph, rest[at], hyphens)
            del rest[: at + 1]
        rest[:0] = waiting
        done.append(paragraph)
    return done


def _next(
    paragraph: Paragraph, rest: Sequence[Paragraph], size: float, indents: bool
) -> int | None:
    """Where in the `rest` a paragraph goes on; None where it does not."""
    if not rest or paragraph.table or paragraph.size >= HEADLINE * size:
        return None
    for at, other in enumerate(rest[:_AHEAD]):
        if _goes_on(paragraph, other, beyond=at > 0, indents=indents):
            return at
        aside = other.boxed or other.table or other.size < 0.95 * paragraph.size
        if not aside and not (paragraph.open and not paragraph.boxed and other.lines == 1):
            return None
    return None


def _goes_on(paragraph: Paragraph, other: Paragraph, *, beyond: bool, indents: bool) -> bool:
    if other.table or other.boxed != paragraph.boxed or not (other.first or beyond):
        return False
    if abs(other.size - paragraph.size) > _SAME_SIZE * paragraph.size or other.ruled:
        return False
    lower = other.text[:1].islower()
    if paragraph.open or (not paragraph.ends_sentence and lower):
        return lower or not other.indented or paragraph.text.endswith("-")
    # after a sentence that ends with a full line, only an indent would show that it is another
    return indents and not beyond and _may_be_one(paragraph, other)


def _may_be_one(paragraph: Paragraph, other: Paragraph) -> bool:
    long = paragraph.lines > 1 and other.lines > 1
    return paragraph.ends_sentence and paragraph.full and long and not other.indented


def _with(paragraph: Paragraph, other: Paragraph, hyphens: Hyphens) -> Paragraph:
    """Both as one."""
    text = hyphens.joined(paragraph.text, other.text)
    shift = len(text) - len(other.text)
    marks = [(start + shift, label) for start, label in other.pages]
    last = paragraph.pages[-1][1]
    return replace(
        paragraph,
        text=text,
        pages=(*paragraph.pages, *(mark for mark in marks if mark[1] != last)),
        open=other.open,
        full=other.full,
        lines=paragraph.lines + other.lines,
    )
