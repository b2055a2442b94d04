"""Figures and tables as Markdown, and their place between a file's markers."""

import re
from collections.abc import Sequence

from qa.evaluation import Figure

NOTHING = "–"
_MS = " ms"


def value(figure: Figure | None) -> str:
    """A figure by itself, such as "0.88"; seconds in milliseconds."""
    return NOTHING if figure is None else _number(figure.name, figure.value)


def interval(figure: Figure | None) -> str:
    """The 95 % interval, such as "0.84–0.92"."""
    if figure is None or figure.interval is None:
        return NOTHING
    low, high = (_number(figure.name, end) for end in (figure.interval.low, figure.interval.high))
    return f"{low.removesuffix(_MS)}–{high}"


def both(figure: Figure | None) -> str:
    """A figure with its interval, such as "0.88 (0.84–0.92)"."""
    if figure is None or figure.interval is None:
        return value(figure)
    return f"{value(figure)} ({interval(figure)})"


def _number(name: str, number: float | None) -> str:
    if number is None:
        return NOTHING
    if name.startswith("answer_p"):
        return f"{1000 * number:.0f}{_MS}"
    return f"{number:,.0f}" if name.startswith("characters") else f"{number:.2f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    Raises:
        ValueError: a row has more or fewer cells than the header.
    """
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells under {len(header)} headings: {row}")
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |" for line in lines)


def between(text: str, name: str, body: str) -> str:
    """`text` with `body` between the markers `<!-- name -->` and `<!-- /name -->`.

    Raises:
        ValueError: the markers are not there once each, in this order.
    """
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    counts = [text.count(mark) for mark in marks]
    if counts != [1, 1] or text.index(marks[0]) > text.index(marks[1]):
        raise ValueError(f"the markers {marks[0]} … {marks[1]} must stand once, in this order")
    begin, end = (re.escape(mark) for mark in marks)
    put = f"{marks[0]}\n{body.strip()}\n{marks[1]}"
    return re.sub(f"{begin}.*{end}", lambda _: put, text, flags=re.DOTALL)
