"""The lines of a page in the order in which they are read.

Rows are cut at the gutters between columns. What remains is cut in two, along the page or across
it, again and again, as the recursive X-Y cut does (G. Nagy and S. Seth, ICPR 1984), with two
differences: lines one below the other stay together as long as a stretch between columns goes
through them, so that a column is read to its end before the next one begins, and a headline
reaches as far to the right as nothing stands beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

from index.files.documents.gutters import Row
from index.files.documents.lines import Line, lines_in, with_initials
from index.files.documents.textlayer import Box

HEADLINE = 1.3
"""How many times the height of the text's lines a headline's have at least."""
_GAP = 0.4
_DEEPEST = 40
_RULE = 3.0  # points, the thickest line
_MOST_DRAWN = 3_000
_ACROSS = 0.7
_MOST_UPRIGHTS = 100


@dataclass(frozen=True, slots=True)
class Column:
    """Lines one below the other.

    `boxed` says that it stands in a frame; `ruled`, that a line is drawn above it.
    """

    lines: tuple[Line, ...]
    boxed: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn on a page beside text: lines across, frames, and pictures."""

    rules: tuple[Box, ...] = ()
    frames: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """A line, or a frame with the lines in it."""

    left: float
    right: float
    bottom: float
    top: float
    lines: tuple[Line, ...]
    framed: bool = False
    reach: float = field(default=0.0)

    @property
    def line(self) -> Line:
        return self.lines[0]


_Spans = list[tuple[float, float]]


def drawn_on(boxes: Sequence[Box], pictures: Sequence[Box]) -> Drawn:
    """Lines across and frames among the `boxes` that are drawn on a page."""
    boxes = boxes[:_MOST_DRAWN]
    rules = [box for box in boxes if box[3] - box[1] <= _RULE and box[2] - box[0] >= 30]
    frames = [box for box in boxes if box[3] - box[1] > 30 and box[2] - box[0] > 60]
    uprights = [box for box in boxes if box[2] - box[0] <= _RULE and box[3] - box[1] > 30]
    if len(uprights) <= _MOST_UPRIGHTS:
        frames += [
            (side[0], side[1], other[2], side[3])
            for side, other in product(uprights, repeat=2)
            if other[0] - side[2] > 60 and _alike(side, other, 1) and _alike(side, other, 3)
        ]
    return Drawn(tuple(rules), tuple(frames[:_MOST_UPRIGHTS]), tuple(pictures))


def _alike(one: Box, other: Box, side: int) -> bool:
    return abs(one[side] - other[side]) <= _RULE


def columns_of(rows: Sequence[Row], size: float, drawn: Drawn) -> list[Column]:
    """The columns of a page in reading order; `size` is the height of most lines."""
    lines = lines_in(with_initials(rows, size), size)
    return _Page(size, drawn).columns(lines)


class _Page:
    def __init__(self, size: float, drawn: Drawn) -> None:
        self._size = size
        self._gap = _GAP * size
        self._drawn = drawn

    def columns(self, lines: Sequence[Line]) -> list[Column]:
        """All columns of a page."""
        return list(self._cut(self._units(lines), 0))

    def _units(self, lines: Sequence[Line]) -> list[_Unit]:
        units: list[_Unit] = []
        rest = list(lines)
        for frame in sorted(self._drawn.frames, key=lambda b: (b[2] - b[0]) * (b[3] - b[1])):
            inside = [line for line in rest if _within(line, frame)]
            if len(inside) < 2 or len(inside) > 0.6 * len(lines):
                continue
            rest = [line for line in rest if not _within(line, frame)]
            units.append(_Unit(*_bounds(inside), tuple(inside), framed=True))
        units += [_Unit(x.left, x.right, x.bottom, x.top, (x,)) for x in rest]
        return [self._reaching(unit, units) for unit in units]

    def _reaching(self, unit: _Unit, units: Sequence[_Unit]) -> _Unit:
        """A headline with all the room to its right that nothing else takes."""
        reach = unit.right
        if self._is_head(unit):
            edges = [other.left for other in units if _beside(unit, other)]
            edges += [box[0] for box in self._drawn.pictures if _next_to(unit, box)]
            reach = max(unit.right, min(edges, default=max(u.right for u in units)) - 2 * self._gap)
        return _Unit(unit.left, unit.right, unit.bottom, unit.top, unit.lines, unit.framed, reach)

    def _cut(self, units: Sequence[_Unit], depth: int) -> Iterable[Column]:
        if len(units) > 1 and depth < _DEEPEST:
            parts = self._bands(units)
            if len(parts) == 1:
                parts = self._side_by_side(units)
            if len(parts) > 1:
                for part in parts:
                    yield from self._cut(part, depth + 1)
                return
        run: list[Line] = []
        for unit in sorted(units, key=lambda unit: (-unit.top, unit.left)):
            if not unit.framed:
                run.append(unit.line)
                continue
            if run:
                yield self._column(run)
                run = []
            inner = _Page(self._size, Drawn(self._drawn.rules)).columns(unit.lines)
            yield from (Column(column.lines, True, column.ruled) for column in inner)
        if run:
            yield self._column(run)

    def _column(self, lines: Sequence[Line]) -> Column:
        first = lines[0]
        ruled = any(
            first.top - 2 <= rule[1] <= first.top + 2.5 * self._size
            and min(rule[2], first.right) - max(rule[0], first.left) > 0
            for rule in self._drawn.rules
        )
        return Column(tuple(lines), ruled=ruled)

    def _bands(self, units: Sequence[_Unit]) -> list[list[_Unit]]:
        """Cut across the page, wherever no stretch between columns goes on."""
        left = min(unit.left for unit in units) - 2 * self._gap
        right = max(unit.reach for unit in units) + 2 * self._gap
        groups: list[_Group] = []
        for band in _rows(units):
            new = _Group.of(band, left, right, self._gap)
            whole = groups[-1].joined(new, self._gap) if groups else new
            if groups and self._together(groups[-1], new, whole.real):
                groups[-1] = whole
            else:
                groups.append(new)
        return [group.units for group in groups]

    def _together(self, above: "_Group", below: "_Group", real: _Spans) -> bool:
        """Whether they belong together, `real` being the stretches that both leave free."""
        upper, lower = above.real, below.real
        if not upper and not lower and not real:
            # what is below a headline across may be the first line of any column
            return not (self._is_head(above.units[-1]) and not self._is_head(below.units[0]))
        if not real or (not upper and not lower):
            return bool(real)
        if upper and lower and len(upper) != len(lower) and above.low - below.high > self._size:
            return all(map(self._is_head, above.units))
        return not self._ruled_off(above.units, below.units, real)

    def _is_head(self, unit: _Unit) -> bool:
        return not unit.framed and unit.line.size >= HEADLINE * self._size

    def _ruled_off(self, above: Sequence[_Unit], below: Sequence[_Unit], free: _Spans) -> bool:
        """Whether a line is drawn across between them, over the stretches that they leave free."""
        units = [*above, *below]
        width = max(u.right for u in units) - min(u.left for u in units)
        return any(
            below[0].top - 2 <= rule[1] <= above[-1].bottom + 2
            and rule[0] < free[0][0]
            and rule[2] > free[-1][1]
            and rule[2] - rule[0] >= _ACROSS * width
            for rule in self._drawn.rules
        )

    def _side_by_side(self, units: Sequence[_Unit]) -> list[list[_Unit]]:
        """Cut along the page, wherever nothing stands over a stretch from top to bottom."""
        parts: list[list[_Unit]] = []
        reach = float("-inf")
        for unit in sorted(units, key=lambda unit: unit.left):
            if parts and unit.left - reach < self._gap:
                parts[-1].append(unit)
            else:
                parts.append([unit])
            reach = max(reach, unit.reach)
        return parts if len(parts) > 1 and _overlapping(parts) else [list(units)]


@dataclass(frozen=True, slots=True)
class _Group:
    """Units one below the other, and the stretches that all of them leave free.

    `first` is the leftmost right edge, `final` the rightmost left one, `low` and `high` the lowest
    and the highest of them.
    """

    units: list[_Unit]
    free: _Spans
    first: float
    final: float
    low: float
    high: float

    @classmethod
    def of(cls, units: Sequence[_Unit], left: float, right: float, gap: float) -> "_Group":
        """Units of one band, between two edges."""
        free: _Spans = []
        reach = left
        for unit in sorted(units, key=lambda unit: unit.left):
            if unit.left - reach >= gap:
                free.append((reach, unit.left))
            reach = max(reach, unit.reach)
        if right - reach >= gap:
            free.append((reach, right))
        return cls(
            list(units),
            free,
            min(unit.right for unit in units),
            max(unit.left for unit in units),
            min(unit.bottom for unit in units),
            max(unit.top for unit in units),
        )

    def joined(self, other: "_Group", gap: float) -> "_Group":
        """Both together."""
        free = [
            (a if a > c else c, b if b < d else d)
            for a, b in self.free
            for c, d in other.free
            if (b if b < d else d) - (a if a > c else c) >= gap
        ]
        return _Group(
            self.units + other.units,
            free,
            min(self.first, other.first),
            max(self.final, other.final),
            min(self.low, other.low),
            max(self.high, other.high),
        )

    @property
    def real(self) -> _Spans:
        """The stretches with something on both sides."""
        return [(a, b) for a, b in self.free if self.first <= a + 1 and self.final >= b - 1]


def _rows(units: Sequence[_Unit]) -> list[list[_Unit]]:
    """Units by bands between which a straight line across meets none."""
    bands: list[list[_Unit]] = []
    bottom = float("inf")
    for unit in sorted(units, key=lambda unit: -_core(unit)[1]):
        low, high = _core(unit)
        if bands and high > bottom:
            bands[-1].append(unit)
            bottom = min(bottom, low)
        else:
            bands.append([unit])
            bottom = low
    return bands


def _core(unit: _Unit) -> tuple[float, float]:
    """The lowest and highest of a unit, less the room that lines of text leave to the next."""
    room = 0.2 * (min(unit.top - unit.bottom, unit.line.size))
    return unit.bottom + room, unit.top - room


def _overlapping(parts: Sequence[Sequence[_Unit]]) -> bool:
    """Whether some of them stand beside each other, and are not steps down the page."""
    for one, other in pairwise(parts):
        top = min(max(u.top for u in one), max(u.top for u in other))
        bottom = max(min(u.bottom for u in one), min(u.bottom for u in other))
        if top - bottom > 0.3 * min(one[0].line.size, other[0].line.size):
            return True
    return False


def _bounds(lines: Sequence[Line]) -> Box:
    return (
        min(line.left for line in lines),
        max(line.right for line in lines),
        min(line.bottom for line in lines),
        max(line.top for line in lines),
    )


def _within(line: Line, frame: Box) -> bool:
    middle = (line.bottom + line.top) / 2
    return frame[0] - 2 <= line.left and line.right <= frame[2] + 2 and frame[1] < middle < frame[3]


def _beside(unit: _Unit, other: _Unit) -> bool:
    return other.left >= unit.right and other.bottom < unit.top - 2 and other.top > unit.bottom + 2


def _next_to(unit: _Unit, box: Box) -> bool:
    return box[0] >= unit.right and box[1] < unit.top - 2 and box[3] > unit.bottom + 2
