"""Rows of words, and the white rivers between columns that they leave free.

A gutter is a stretch of paper without words that goes down over several rows and has text on both
sides, the right one of which begins at one line; so a heading over two columns ends it, and chance
gaps between words are none. Whitespace as the thing to look for first, and text lines only between
it, is due to T. M. Breuel, "Two Geometric Algorithms for Layout Analysis" (DAS 2002).

Between the cells of a table there are such stretches, too: its rows stand on one line, and a side
of them is short or figures.
"""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from index.files.documents.textlayer import Word

_NARROWEST = 0.42
"""Of a line's height: what a gutter has at least; the space between words has half of it."""
_SAME_ROW = 0.35
_WIDE = 1.8
CELL_GAP = 1.5
"""Of a line's height: more room is between cells, not between words."""
_NOWHERE = float("-inf")
_SUPPORT = 3.0
"""How high and wide it must be together: rows, times its width in line heights."""
_FEWEST_ROWS = 3
_CELL_CHARS, _TOGETHER = 12, 0.7
_ITEM = re.compile(r"[•·*–—▪■●◦-]|[([]?\w{1,3}[.)\]:]?")
_DIGITS = re.compile(r"[\d.,%€$£+−–-]+")


Span = tuple[float, float]
"""From the left to the right, in points."""


@dataclass(frozen=True, slots=True)
class Row:
    """Words on one line across the page, from the left."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Its words with a space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def bottom(self) -> float:
        """The lowest of its words."""
        return min(word.bottom for word in self.words)

    @property
    def top(self) -> float:
        """The highest of its words."""
        return max(word.top for word in self.words)

    @property
    def size(self) -> float:
        """The height of its longest word."""
        return max(self.words, key=lambda word: len(word.text)).size


@dataclass(frozen=True, slots=True)
class Gutter:
    """A stretch between `left` and `right` that rows `first` to `last` leave free."""

    left: float
    right: float
    first: int
    last: int

    @property
    def middle(self) -> float:
        """Words whose left side is beyond it are on its right."""
        return (self.left + self.right) / 2


def rows_of(words: Iterable[Word]) -> list[Row]:
    """The words by rows, from the top of the page."""
    rows: list[list[Word]] = []
    middle = reach = 0.0
    for word in sorted(words, key=lambda word: -(word.top + word.bottom)):
        here = (word.top + word.bottom) / 2
        size = word.top - word.bottom
        if rows and abs(middle - here) <= _SAME_ROW * min(size, reach):
            rows[-1].append(word)
        else:
            rows.append([word])
            middle, reach = here, size
    return [Row(tuple(sorted(row, key=lambda word: word.left))) for row in rows]


def body_size(rows: Iterable[Row]) -> float:
    """The height of line that most of the text has, in points."""
    counts: Counter[float] = Counter()
    for row in rows:
        counts[round(row.size, 1)] += len(row.words)
    return max(counts, key=lambda size: (counts[size], size), default=0.0)


def gutters_in(
    rows: Sequence[Row], size: float, solid: Set[int]
) -> tuple[list[Gutter], list[Gutter]]:
    """The gutters between columns, and those between cells; none goes through rows in `solid`."""
    found: list[Gutter] = []
    for gutter in sorted(_free(rows, _NARROWEST * size, solid), key=_extent, reverse=True):
        if not any(_part_of(gutter, other) for other in found):
            sides = _Sides(rows, gutter, found, _WIDE * size)
            if sides.supported(size) and sides.columns:
                found.append(gutter)
    columns: list[Gutter] = []
    tables: list[Gutter] = []
    for gutter in found:
        others = [other for other in found if other != gutter]
        if not _Sides(rows, gutter, others, _WIDE * size).tabular:
            columns.append(gutter)
        elif gutter.right - gutter.left >= size:
            tables.append(gutter)
    return columns, tables


def table_rows(rows: Sequence[Row], size: float) -> frozenset[int]:
    """The rows of tables that take the whole page: short cells with much room between them."""
    found: list[int] = []
    run: list[int] = []
    cells = [cells_of(row.words, CELL_GAP * size) for row in rows]
    for number in range(len(rows) + 1):
        if number < len(rows) and len(cells[number]) > 1 and _brief(cells[number]):
            run.append(number)
            continue
        lengths = [len(_text(cell)) for at in run for cell in cells[at]]
        if len(run) >= _FEWEST_ROWS and statistics.median(lengths) <= _CELL_CHARS:
            found += run
        run = []
    return frozenset(found)


def _brief(cells: Sequence[Sequence[Word]]) -> bool:
    return all(len(_text(cell)) <= 2 * _CELL_CHARS for cell in cells)


def cells_of(words: Sequence[Word], room: float) -> list[list[Word]]:
    """Words in parts with more than `room` between them, and more than between other words."""
    gaps = sorted(b.left - a.right for a, b in pairwise(words))
    if not gaps or gaps[-1] <= room:
        return [list(words)]
    usual = gaps[len(gaps) // 2] if len(gaps) > 2 * sum(gap > room for gap in gaps) else 0.0
    if len(gaps) > 1 and gaps[-1] - gaps[0] < 0.1 * room:
        usual = gaps[0]  # a line that is stretched to the edge
    cells: list[list[Word]] = [[words[0]]]
    for last, word in pairwise(words):
        if word.left - last.right > max(room, 2 * usual):
            cells.append([])
        cells[-1].append(word)
    return cells


def _extent(gutter: Gutter) -> tuple[int, float]:
    return gutter.last - gutter.first, gutter.right - gutter.left


def _part_of(gutter: Gutter, other: Gutter) -> bool:
    """Whether a stretch is only a wider piece of one that was found."""
    inside = other.first <= gutter.first and gutter.last <= other.last
    return inside and min(gutter.right, other.right) > max(gutter.left, other.left)


def _free(rows: Sequence[Row], width: float, solid: Set[int]) -> list[Gutter]:
    """The largest stretches at least so wide that consecutive rows leave free, not at the edges."""
    if not rows:
        return []
    left = min(row.words[0].left for row in rows)
    right = max(word.right for row in rows for word in row.words)
    active: dict[Span, int] = {}
    ended: list[Gutter] = []
    for number, row in enumerate(rows):
        gaps = [] if number in solid else _gaps(row, left, right, width)
        following = dict.fromkeys(gaps, number)
        for span, first in active.items():
            inner = _narrowed(span, gaps, width)
            for one in inner:
                following[one] = min(first, following.get(one, first))
            if span not in inner:
                ended.append(Gutter(*span, first, number - 1))
        active = _undominated(following)
    ended += [Gutter(*span, first, len(rows) - 1) for span, first in active.items()]
    return [
        g
        for g in ended
        if g.left > left and g.right < right and g.last - g.first >= _FEWEST_ROWS - 1
    ]


def _narrowed(span: Span, gaps: Sequence[Span], width: float) -> list[Span]:
    """What `gaps` leave free of a stretch, where that is wide enough."""
    left, right = span
    return [
        (left if left > start else start, right if right < end else end)
        for start, end in gaps
        if (right if right < end else end) - (left if left > start else start) >= width
    ]


def _undominated(spans: dict[Span, int]) -> dict[Span, int]:
    """Less those within one that began no later."""
    kept: dict[Span, int] = {}
    for span in sorted(spans, key=lambda span: (spans[span], span[0] - span[1])):
        left, right = span
        for start, end in kept:
            if start <= left and right <= end:
                break
        else:
            kept[span] = spans[span]
    return kept


def _gaps(row: Row, left: float, right: float, width: float) -> list[Span]:
    gaps: list[Span] = []
    reach = left - width  # so that a stretch at the edge is one
    last = row.words[0]
    for word in row.words:
        room = word.left - reach
        # the space between words of a headline is wider
        if room >= width and room >= _NARROWEST * min(word.size, last.size):
            gaps.append((reach, word.left))
        if word.right > reach:
            reach = word.right
        last = word
    if right + width - reach >= width:
        gaps.append((reach, right + width))
    return gaps


class _Sides:
    """What stands on both sides of a gutter, up to the next one or a wide gap."""

    def __init__(
        self, rows: Sequence[Row], gutter: Gutter, others: Sequence[Gutter], wide: float
    ) -> None:
        self._gutter = gutter
        self._left: list[list[Word]] = []
        self._right: list[list[Word]] = []
        self._both = 0
        wide = max(wide, gutter.right - gutter.left)
        for number, row in enumerate(rows[gutter.first : gutter.last + 1], start=gutter.first):
            here = [g for g in others if g.first <= number <= g.last]
            start = max((g.middle for g in here if g.right <= gutter.left), default=_NOWHERE)
            end = min((g.middle for g in here if g.left >= gutter.right), default=-_NOWHERE)
            cells = [word for word in row.words if start < word.left < end]
            before = [word for word in cells if word.right <= gutter.left + 0.1]
            after = cells[len(before) :]
            cell = _run(before, wide, end=True)
            other = _run(after, wide, end=False)
            if cell:
                self._left.append(cell)
            if other:
                self._right.append(other)
            self._both += bool(cell and other)

    def supported(self, size: float) -> bool:
        """Whether enough rows on either side say that it is one."""
        fewer = min(len(self._left), len(self._right))
        width = (self._gutter.right - self._gutter.left) / size
        if fewer < _FEWEST_ROWS or fewer * min(width, 1.5) < _SUPPORT / 2:
            return False
        starts = Counter(round(cell[0].left / 2) for cell in self._right)
        at_one = max(starts[at] + starts[at + 1] for at in starts)
        ends = Counter(round(cell[-1].right / 2) for cell in self._left)
        ended = max(ends[at] + ends[at + 1] for at in ends)
        lined = at_one >= 0.5 * len(self._right)
        return lined or (ended >= 0.8 * len(self._left) and at_one >= 0.3 * len(self._right))

    @property
    def tabular(self) -> bool:
        """Whether its two sides are cells of one table's rows."""
        together = self._both >= _TOGETHER * max(len(self._left), len(self._right))
        if not together or all(_ITEM.fullmatch(_text(cell)) for cell in self._left):
            return False
        return _short(self._left) or _short(self._right)

    @property
    def columns(self) -> bool:
        """Whether its two sides are columns of text."""
        return not all(_ITEM.fullmatch(_text(cell)) for cell in self._left)


def _run(words: Sequence[Word], wide: float, *, end: bool) -> list[Word]:
    """The words beside a gutter, as far as no gap so wide is between them."""
    run: list[Word] = []
    for word in reversed(words) if end else words:
        if run:
            gap = run[-1].left - word.right if end else word.left - run[-1].right
            if gap >= wide:
                break
        run.append(word)
    return run[::-1] if end else run


def _text(cell: Sequence[Word]) -> str:
    return " ".join(word.text for word in cell)


def _short(cells: Sequence[Sequence[Word]]) -> bool:
    texts = [_text(cell) for cell in cells]
    figures = sum(all(map(_DIGITS.fullmatch, text.split())) for text in texts)
    return statistics.median(map(len, texts)) < _CELL_CHARS or figures > 0.5 * len(texts)
