"""Plots as data: what `templates/plots.html.jinja` draws as inline SVG, with a table of numbers.

Styles stand in `page.css`; nothing here needs a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.axes import Axis, Ground
from qa.evaluation.report import Figure
from qa.evaluation.statistics import Interval

GROUND = Ground(top=8, high=200)
BOX = 1000
"""How wide and high the box is that curves are drawn in, whatever its size on the screen."""

_MOST_POINTS = 240
"""Points of a curve that are drawn; a screen shows no more."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a plot: a head, and rows that begin with what they are of."""

    head: Sequence[str] = ()
    body: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through points (x, y), x rising; `bands` are intervals of y at each point.

    With `stepped` it is level from each point to the next; with `dots` each point is marked.
    """

    name: str
    points: tuple[Point, ...]
    bands: tuple[Interval | None, ...] = ()
    stepped: bool = False
    dots: bool = False


@dataclass(frozen=True, slots=True)
class Curves:
    """A plot of one or more curves. `said` is its alternative in words."""

    key: str
    title: str
    said: str
    drawn: Sequence[Curve]
    across: Axis
    upward: Axis
    note: str = ""
    table: Table = Table()

    def line(self, one: Curve) -> str:
        """The points of a curve, as SVG has them."""
        placed = [self._placed(x, y) for x, y in _thinned(one.points)]
        if one.stepped:
            placed = [
                corner
                for number, (x, y) in enumerate(placed)
                for corner in ([(x, placed[number - 1][1])] if number else []) + [(x, y)]
            ]
        return _points(placed)

    def band(self, one: Curve) -> str:
        """The outline of a curve's intervals; empty where it has fewer than two."""
        known = [(x, band) for (x, _), band in zip(one.points, one.bands, strict=False) if band]
        if len(known) < 2:
            return ""
        above = [self._placed(x, band.high) for x, band in known]
        below = [self._placed(x, band.low) for x, band in reversed(known)]
        return _points(above + below)

    def dots(self, one: Curve) -> list[tuple[float, float, float]]:
        """The points that are marked: across, from 0 to 1; pixels from the top; the value."""
        marked = _thinned(one.points) if one.dots else []
        return [(self.across.at(x), GROUND.height(self.upward, y), y) for x, y in marked]

    def _placed(self, x: float, y: float) -> Point:
        return BOX * self.across.at(x), BOX * (1 - self.upward.at(y))


@dataclass(frozen=True, slots=True)
class Rows:
    """A plot of shares, one a row, each a dot with its interval.

    With `links`, each is a bar, and its name leads to the questions with that reason. Of more than
    `most` rows, the first are drawn. `said` is for those who do not see the rows.
    """

    key: str
    title: str
    said: str
    figures: Sequence[Figure]
    note: str = ""
    links: Sequence[str] = ()
    most: int = 60
    table: Table = Table()


Plot = Curves | Rows


def across(share: float) -> str:
    """A share, as far across as SVG has it."""
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def _points(placed: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)


def _thinned(points: Sequence[Point]) -> list[Point]:
    """As many as a screen can show, the last one among them."""
    step = -(-len(points) // _MOST_POINTS)
    kept = list(points[::step]) if step > 1 else list(points)
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]
