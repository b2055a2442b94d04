"""How many articles are from when → bars, and the same numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from qa.axes import Axis, Ground, number_axis
from qa.render.parts import html
from qa.wording import count

_UNITS = {1: "month", 3: "quarter", 12: "year", 120: "decade"}
"""What a bar may stand for, by its months."""

_MOST = 84
"""How many bars are legible on a phone, seven years of months; more take the next longer unit."""

_LABELS = 8
_LABEL_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)
"""Months between labels: the first that gives at most `_LABELS` is taken."""

_NARROW, _WIDE = 290, 560
"""How wide the drawing is on a phone, and at least elsewhere, in pixels."""

_LETTER, _APART = 7, 8
"""How wide a letter of a label is, and the space between two labels."""

_LAST = 92
"""A label farther along than this ends where its bar stands, so that it does not stick out."""

_GROUND = Ground(top=10, high=84)

_LINES = 3
"""How many lines there may be above the ground."""


@dataclass(frozen=True, slots=True)
class _Stretch:
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
    return html("plot", "plot", figure(timeline))


def figure(
    timeline: Sequence[tuple[date, int]], ground: Ground = _GROUND, lines: int = _LINES
) -> dict[str, Any]:
    """What the template draws, and tells in a table; nothing of a timeline without articles.

    With no `lines`, nothing is drawn but the bars and the ground that they stand on.
    """
    filled = [(day, articles) for day, articles in timeline if articles]
    return _drawn(*_stretches(filled), ground, lines) if filled else {}


def _stretches(timeline: Sequence[tuple[date, int]]) -> tuple[str, list[_Stretch]]:
    """The unit's name, and its stretches from first to last, the empty ones too."""
    months = sorted((day.year * 12 + day.month - 1, articles) for day, articles in timeline)
    first, last = months[0][0], months[-1][0]
    unit = next((u for u in _UNITS if last // u - first // u < _MOST), max(_UNITS))
    held = {
        at: sum(articles for _, articles in group)
        for at, group in groupby(months, key=lambda one: one[0] // unit)
    }
    stretches = [
        _Stretch(at * unit, _first(at * unit), _last(at * unit + unit), _name(at * unit, unit), n)
        for at, n in ((at, held.get(at, 0)) for at in range(first // unit, last // unit + 1))
    ]
    return _UNITS[unit], stretches


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


# -- the drawing -------------------------------------------------------------------------------


def _drawn(unit: str, stretches: Sequence[_Stretch], ground: Ground, lines: int) -> dict[str, Any]:
    most = max(stretches, key=lambda one: one.articles)
    upward = Axis("articles", 0, most.articles, ())
    if lines:
        upward = number_axis("articles", most.articles, lines=lines, least=1)
    slot = 100 / len(stretches)
    return {
        "unit": unit,
        "said": (
            f"Articles by {unit}, {stretches[0].name} to {stretches[-1].name}. Most are from "
            f"{most.name}: {count(most.articles, 'article')}. The table below has every number."
        ),
        "ground": ground,
        "slot": slot,
        "wide": min(slot * 0.8, 6),
        "lines": list(ground.lines(upward)) if lines else [(ground.top + ground.high, "")],
        "bars": [
            {
                "name": one.name, "since": one.since, "until": one.until,
                "articles": one.articles, "left": at * slot,
                # one article beside thousands is still seen
                "high": max(ground.high * upward.at(one.articles), 1.5),
            }
            for at, one in enumerate(stretches)
        ],
        "labels": _labels(stretches, slot),
    }  # fmt: skip


def _labels(stretches: Sequence[_Stretch], slot: float) -> list[dict[str, Any]]:
    """What stands below some of the bars, no two of which touch; on a phone there may be fewer."""
    steps = ([one for one in stretches if one.month % step == 0] for step in _LABEL_STEPS)
    labelled = next((some for some in steps if 0 < len(some) <= _LABELS), [stretches[0]])
    yearly = all(one.month % 12 == 0 for one in labelled)
    labels: list[dict[str, Any]] = []
    free = {_NARROW: 0.0, _WIDE: 0.0}  # from where on there is room, by how wide the drawing is
    for one in labelled:
        text = str(one.since.year) if yearly else f"{one.since:%b %Y}"
        at = (stretches.index(one) + 0.5) * slot
        last = at > _LAST
        room = {}
        for wide in free:
            share = 100 * _LETTER * len(text) / wide
            room[wide] = at - share * (1 if last else 0.5) >= free[wide]
            if room[wide]:
                free[wide] = at + (0 if last else share / 2) + 100 * _APART / wide
        if room[_WIDE]:
            anchor = "end" if last else "middle"
            labels.append({"text": text, "at": at, "anchor": anchor, "seldom": not room[_NARROW]})
    return labels
