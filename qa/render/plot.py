"""How many articles are from when → bars, and the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from qa.render.parts import count

_UNITS = {1: "month", 3: "quarter", 12: "year", 120: "decade"}
"""What a bar may stand for, by its months."""

_MOST = 84
"""How many bars are legible on a phone, seven years of months; more take the next longer unit."""

_LABELS = 8
_LABEL_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)
"""Months between labels: the first that gives at most `_LABELS` is taken."""

_TOP, _HIGH = 10, 130
"""Pixels above the highest line, and from there to the ground."""

_LINES = 4
"""How many lines there may be above the ground."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """One stretch of time; `month` counts its first month from year 0."""

    month: int
    since: date
    until: date
    name: str
    articles: int


def plot(timeline: Sequence[tuple[date, int]]) -> str:
    """Days (of any spacing) with their articles, as bars by month, quarter, year or decade.

    Each bar, and each row of the table, carries the first and the last day that it stands for.
    """
    filled = [(day, articles) for day, articles in timeline if articles]
    if not filled:
        return ""
    unit, bars = _bars(filled)
    return (
        f'<figure class="dl-plot"><figcaption>Articles by {unit}</figcaption>'
        f"{_drawing(unit, bars)}{_table(unit, bars)}</figure>"
    )


def _bars(timeline: Sequence[tuple[date, int]]) -> tuple[str, list[_Bar]]:
    """The unit's name, and its stretches from first to last, the empty ones too."""
    months = sorted((day.year * 12 + day.month - 1, articles) for day, articles in timeline)
    first, last = months[0][0], months[-1][0]
    unit = next((u for u in _UNITS if last // u - first // u < _MOST), max(_UNITS))
    held = {
        at: sum(articles for _, articles in group)
        for at, group in groupby(months, key=lambda one: one[0] // unit)
    }
    bars = [
        _Bar(at * unit, _first(at * unit), _last(at * unit + unit), _name(at * unit, unit), n)
        for at, n in ((at, held.get(at, 0)) for at in range(first // unit, last // unit + 1))
    ]
    return _UNITS[unit], bars


def _first(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1) if month >= date.min.year * 12 else date.min


def _last(month: int) -> date:
    """The day before a month begins."""
    return _first(month) - timedelta(days=1) if month < date.max.year * 12 + 12 else date.max


def _name(month: int, unit: int) -> str:
    year, first = divmod(month, 12)
    if unit == 120:
        return f"{year}s"
    if unit == 12:
        return f"{year}"
    names = [f"{date(2000, one + 1, 1):%B}" for one in range(first, first + unit)]
    return f"{'–'.join(dict.fromkeys((names[0], names[-1])))} {year}"


# -- the drawing: across in per cent and upwards in pixels, so that it narrows without distortion --


def _drawing(unit: str, bars: Sequence[_Bar]) -> str:
    most = max(bars, key=lambda bar: bar.articles)
    step = _step(most.articles)
    lines = range(0, most.articles + step, step)
    slot = 100 / len(bars)
    said = (
        f"Articles by {unit}, {bars[0].name} to {bars[-1].name}. Most are from {most.name}: "
        f"{count(most.articles, 'article')}. The table below has every number."
    )
    drawn = "".join(
        _drawn(bar, at * slot, slot, _HIGH * bar.articles / lines[-1])
        for at, bar in enumerate(bars)
        if bar.articles
    )
    scale = "".join(_line(number, _TOP + _HIGH * (1 - number / lines[-1])) for number in lines)
    return f'<svg role="img" aria-label="{said}">{scale}{drawn}{_labels(bars, slot)}</svg>'


def _step(most: int) -> int:
    """Between two lines: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if most <= factor * power * _LINES:
                return factor * power
        power *= 10


def _drawn(bar: _Bar, left: float, slot: float, high: float) -> str:
    width = min(slot * 0.8, 6)
    high = max(high, 1.5)  # one article beside thousands is still seen
    return (
        f'<g data-since="{bar.since}" data-until="{bar.until}">'
        f"<title>{bar.name}: {count(bar.articles, 'article')}</title>"
        f'<rect class="dl-column" x="{left:.3f}%" y="{_TOP}" width="{slot:.3f}%" '
        f'height="{_HIGH}"/>'
        f'<rect class="dl-bar" x="{left + (slot - width) / 2:.3f}%" y="{_TOP + _HIGH - high:.1f}" '
        f'width="{width:.3f}%" height="{high:.1f}"/></g>'
    )


def _line(number: int, at: float) -> str:
    return (
        f'<line x1="0" x2="100%" y1="{at:.1f}" y2="{at:.1f}"/>'
        f'<text x="-8" y="{at + 4:.1f}" text-anchor="end">{number:,}</text>'
    )


def _labels(bars: Sequence[_Bar], slot: float) -> str:
    steps = ([bar for bar in bars if bar.month % step == 0] for step in _LABEL_STEPS)
    labelled = next((some for some in steps if 0 < len(some) <= _LABELS), [bars[0]])
    yearly = all(bar.month % 12 == 0 for bar in labelled)
    texts = []
    for number, bar in enumerate(labelled):
        across = (bars.index(bar) + 0.5) * slot
        anchor = "end" if across > 92 else "middle"
        # on a phone there is room for every other month
        seldom = ' class="dl-wide"' if number % 2 and not yearly else ""
        texts.append(
            f'<text{seldom} x="{across:.3f}%" y="{_TOP + _HIGH + 20}" text-anchor="{anchor}">'
            f"{bar.since.year if yearly else f'{bar.since:%b %Y}'}</text>"
        )
    return "".join(texts)


def _table(unit: str, bars: Sequence[_Bar]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_period(bar)}</th><td>{bar.articles:,}</td></tr>' for bar in bars
    )
    return (
        "<details><summary>The numbers</summary>"
        f'<div class="dl-scroll" role="region" aria-label="Articles by {unit}" tabindex="0">'
        f'<table><thead><tr><th scope="col">{unit.capitalize()}</th><th scope="col">Articles</th>'
        f"</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _period(bar: _Bar) -> str:
    """Its name; where there are articles, it leads to them without a mouse too."""
    if not bar.articles:
        return bar.name
    return (
        f'<button type="button" data-since="{bar.since}" data-until="{bar.until}">'
        f"{bar.name}</button>"
    )
