"""Plots as inline SVG, their numbers in a table: curves by a quantity, means with intervals.

Across is in per cent and upwards in pixels, so that a plot narrows without distortion. Styles
stand in `page.css`; nothing here needs a script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from qa.evaluation.report import Figure
from qa.evaluation.statistics import Interval

_TOP, _HIGH = 8, 200
"""Pixels above the highest line, and from there to the ground."""

_THOUSAND = 1000
_MOST_POINTS = 240
"""Points of a curve that are drawn; a screen shows no more."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through points (x, y), x rising; `bands` are intervals of y at each point.

    With `stepped` it is level from each point to the next; with `dots` each point is marked.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    bands: tuple[Interval | None, ...] = ()
    stepped: bool = False
    dots: bool = False


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


def share_axis(title: str, high: float = 1.0) -> Axis:
    """From 0 to `high`, in per cent."""
    step = _step(high * 100, 5) / 100
    count = round(high / step)
    ticks = tuple((at * step, per_cent(at * step)) for at in range(count + 1))
    return Axis(title, 0.0, high, ticks)


def number_axis(title: str, high: float, unit: str = "") -> Axis:
    """From 0 to at least `high`, at round numbers."""
    step = _step(high or 1.0, 6)
    count = max(1, -int(-(high or 1.0) // step))
    digits = 0 if step >= 1 else len(f"{step:.10f}".rstrip("0").partition(".")[2])
    ticks = tuple((at * step, f"{at * step:,.{digits}f}{unit}") for at in range(count + 1))
    return Axis(title, 0.0, count * step, ticks)


def curves(
    key: str,
    title: str,
    said: str,
    drawn: Sequence[Curve],
    across: Axis,
    upward: Axis,
    *,
    note: str = "",
    rows: tuple[Sequence[str], Sequence[Sequence[str]]] = ((), ()),
) -> str:
    """A figure of one or more curves. `said` is its alternative in words.

    `rows` are the head and the body of the table of its numbers.
    """
    body = "".join(_grid(upward)) + "".join(_ticks(across))
    body += "".join(_curve(at, one, across, upward) for at, one in enumerate(drawn))
    legend = "".join(_key(f"c{at}", one.name) for at, one in enumerate(drawn))
    return (
        f'<figure class="plot" id="plot-{key}"><figcaption>{escape(title)}</figcaption>'
        f'{_note(note)}<ul class="legend">{legend}</ul>'
        f'<p class="axis" aria-hidden="true">{escape(upward.title)}</p>'
        f'<svg class="curves" role="img" aria-label="{escape(f"{title}. {said}")}">{body}</svg>'
        f'<p class="axis across" aria-hidden="true">{escape(across.title)}</p>'
        f"{table(title, *rows)}</figure>"
    )


def whiskers(
    key: str,
    title: str,
    said: str,
    figures: Sequence[Figure],
    *,
    note: str = "",
    links: Sequence[str] = (),
    most: int = 60,
    rows: tuple[Sequence[str], Sequence[Sequence[str]]] = ((), ()),
) -> str:
    """A figure of shares, one a row, each a dot with its interval.

    With `links`, each is a bar, and its name leads to the questions with that reason. Of more than
    `most` rows, the first are drawn. `said` is for those who do not see the rows.
    """
    drawn = "".join(_row(one, links[at] if links else "") for at, one in enumerate(figures[:most]))
    more = len(figures) - most
    rest = f'<p class="note">And {more:,} more, in the table.</p>' if more > 0 else ""
    return (
        f'<figure class="plot" id="plot-{key}"><figcaption>{escape(title)}</figcaption>'
        f"{_note(note)}"
        f'<p class="hidden">{escape(said)}</p><ul class="rows">'
        '<li class="scale" aria-hidden="true"><span></span><span class="ends">'
        "<span>0</span><span>50</span><span>100 %</span></span><span></span></li>"
        f"{drawn}</ul>{rest}{table(title, *rows)}</figure>"
    )


def whisker(value: float, interval: Interval | None) -> str:
    """One share from 0 to 1 as a dot on a line, with its interval; hidden from screen readers."""
    low, high = (interval.low, interval.high) if interval else (value, value)
    return (
        '<svg class="whisker" aria-hidden="true" focusable="false">'
        '<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>'
        f'<line class="span" x1="{_across(low)}" x2="{_across(high)}" y1="50%" y2="50%"/>'
        f'<circle class="dot" cx="{_across(value)}" cy="50%" r="4.5"/></svg>'
    )


def table(title: str, head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """The numbers of a plot, folded away; nothing without rows."""
    if not body:
        return ""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(one)}</td>' for one in rest)}</tr>"
        for first, *rest in body
    )
    label = escape(f"{title}: the numbers")
    return (
        "<details><summary>The numbers</summary>"
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details>"
    )


def _row(one: Figure, link: str) -> str:
    interval, value = one.interval, one.value or 0.0
    told = ""
    if interval and one.questions > 1:
        told = f" ({100 * interval.low:.0f}–{100 * interval.high:.0f})"
    drawn = _bar(value) if link else whisker(value, interval)
    first, second = (
        (f"{one.questions:,}", f" ({100 * value:.0f} %)")
        if link
        else (f"{100 * value:.0f} %", told)
    )
    name = f"{escape(one.name)} <small>{one.questions:,}</small>"
    if link:
        name = f'<a href="#questions" data-cause="{escape(link)}">{escape(one.name)}</a>'
    return (
        f'<li><span class="name" dir="auto">{name}</span>{drawn}'
        f'<span class="value">{first}<small>{second}</small></span></li>'
    )


def _bar(value: float) -> str:
    return (
        '<svg class="whisker" aria-hidden="true" focusable="false">'
        '<line class="track" x1="0" x2="100%" y1="50%" y2="50%"/>'
        f'<rect class="bar" x="0" width="{_across(value)}" y="4" height="12"/></svg>'
    )


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>' if text else ""


def _step(most: float, lines: int) -> float:
    """Between two lines, of which there are to be so many: 1, 2 or 5 times a power of ten."""
    power = 1e-6
    while True:
        for factor in _STEPS:
            if most <= factor * power * lines * (1 + 1e-9):
                return factor * power
        power *= 10


def _height(upward: Axis, value: float) -> str:
    return f"{_TOP + _HIGH * (1 - upward.at(value)):.1f}"


def per_cent(share: float, digits: int = 0) -> str:
    """A share as people read it, such as "85 %", without a break in it."""
    return f"{100 * share:.{digits}f}\N{NO-BREAK SPACE}%"


def _across(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.2f}%"


def _grid(upward: Axis) -> list[str]:
    return [
        f'<line x1="0" x2="100%" y1="{_height(upward, value)}" y2="{_height(upward, value)}"/>'
        f'<text x="-8" y="{float(_height(upward, value)) + 4:.1f}" text-anchor="end">{label}</text>'
        for value, label in upward.ticks
    ]


def _ticks(across: Axis) -> list[str]:
    """Labels below the ground; on a phone there is room for every other one."""
    marks = []
    for number, (value, label) in enumerate(across.ticks):
        seldom = ' class="wide"' if number % 2 and len(across.ticks) > 5 else ""
        share = across.at(value)
        anchor = "end" if share > 0.97 else "start" if share < 0.03 else "middle"
        marks.append(
            f'<text{seldom} x="{100 * share:.2f}%" y="{_TOP + _HIGH + 18}" '
            f'text-anchor="{anchor}">{escape(label)}</text>'
        )
    return marks


def _curve(at: int, one: Curve, across: Axis, upward: Axis) -> str:
    points = _thinned(one.points)
    placed = [(_THOUSAND * across.at(x), _THOUSAND * (1 - upward.at(y))) for x, y in points]
    if one.stepped:
        placed = [
            corner
            for number, (x, y) in enumerate(placed)
            for corner in ([(x, placed[number - 1][1])] if number else []) + [(x, y)]
        ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    band = _band(one, across, upward)
    dots = "".join(
        f'<circle cx="{100 * across.at(x):.2f}%" cy="{_height(upward, y)}" r="4">'
        f"<title>{escape(one.name)}: {y:.3f}</title></circle>"
        for x, y in (points if one.dots else ())
    )
    return (
        f'<g class="c{at}"><svg x="0" y="{_TOP}" width="100%" height="{_HIGH}" '
        f'viewBox="0 0 {_THOUSAND} {_THOUSAND}" preserveAspectRatio="none">'
        f'{band}<polyline points="{line}"/></svg>{dots}</g>'
    )


def _band(one: Curve, across: Axis, upward: Axis) -> str:
    known = [
        (_THOUSAND * across.at(x), band)
        for (x, _), band in zip(one.points, one.bands, strict=False)
        if band
    ]
    if len(known) < 2:
        return ""
    above = [(x, _THOUSAND * (1 - upward.at(band.high))) for x, band in known]
    below = [(x, _THOUSAND * (1 - upward.at(band.low))) for x, band in reversed(known)]
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in above + below)}"/>'


def _thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """As many as a screen can show, the last one among them."""
    step = -(-len(points) // _MOST_POINTS)
    kept = list(points[::step]) if step > 1 else list(points)
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]


def _key(style: str, name: str) -> str:
    return (
        '<li><svg class="sample" aria-hidden="true" focusable="false">'
        f'<g class="{style}"><line x1="0" x2="24" y1="6" y2="6"/></g></svg>'
        f'<span dir="auto">{escape(name)}</span></li>'
    )
