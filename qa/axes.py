"""The axes of a plot: round numbers along them, and where a value stands.

Across is in per cent and upwards in pixels, so that a plot narrows without distortion.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from `low` to `high`; `ticks` are values with their labels."""

    title: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        if self.high == self.low:
            return 0.5
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a plot stands: pixels above its highest line, and from there to the ground."""

    top: int
    high: int

    def height(self, upward: Axis, value: float) -> float:
        """Pixels from the top of the drawing to where a value stands."""
        return self.top + self.high * (1 - upward.at(value))

    def lines(self, upward: Axis) -> Iterator[tuple[float, str]]:
        """Each line of the grid, as pixels from the top, with its label."""
        return ((self.height(upward, value), label) for value, label in upward.ticks)


def share_axis(title: str, high: float = 1.0) -> Axis:
    """From 0 to `high`, in per cent."""
    step = _step(high * 100, 5) / 100
    count = round(high / step)
    ticks = tuple((at * step, per_cent(at * step)) for at in range(count + 1))
    return Axis(title, 0.0, high, ticks)


def number_axis(
    title: str, high: float, unit: str = "", *, lines: int = 6, least: float = 1e-6
) -> Axis:
    """From 0 to at least `high`, at round numbers, `least` or more between them."""
    step = _step(high or 1.0, lines, least)
    count = max(1, -int(-(high or 1.0) // step))
    digits = 0 if step >= 1 else len(f"{step:.10f}".rstrip("0").partition(".")[2])
    ticks = tuple((at * step, f"{at * step:,.{digits}f}{unit}") for at in range(count + 1))
    return Axis(title, 0.0, count * step, ticks)


def per_cent(share: float, digits: int = 0) -> str:
    """A share as people read it, such as "85 %", without a break in it."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def _step(most: float, lines: int, least: float = 1e-6) -> float:
    """Between two lines, of which there are to be so many: 1, 2 or 5 times a power of ten."""
    power = least
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * lines * (1 + 1e-9):
                return factor * power
        power *= 10
