"""What the archive holds, and the form that searches it → safe HTML."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from index import Coverage, Entry
from qa.render.parts import html
from qa.render.plot import figure

_TOP_OUTLETS = 12


def overview(
    coverage: Coverage,
    timeline: Sequence[tuple[date, int]],
    newest: Sequence[Entry],
    oldest: Sequence[Entry],
    *,
    adds: bool = False,
) -> str:
    """What the archive holds: in words, over time, by outlet and by kind, its two ends.

    With `adds`, a button leads to where articles are added.
    """
    tallies = [
        _tally(field, counted, top)
        for field, counted, top in (
            ("outlet", coverage.outlets, _TOP_OUTLETS),
            ("kind", coverage.kinds, len(coverage.kinds)),
        )
        if any(name for name, _ in counted)
    ]
    return html("library", "overview", coverage, figure(timeline), tallies, newest, oldest, adds)


def _tally(field: str, counted: Sequence[tuple[str, int]], top: int) -> dict[str, Any]:
    """Names with their articles; those behind the `top` ones can be unfolded."""
    most = max(articles for _, articles in counted)
    return {"field": field, "most": most, "top": counted[:top], "rest": counted[top:]}


def search_form(coverage: Coverage) -> str:
    """Words, dates, outlets and kinds to look for; the results are the script's to fetch."""
    choices = [
        (field, sorted(counted, key=lambda one: (not one[0], one[0].casefold())))
        for field, counted in (("outlet", coverage.outlets), ("kind", coverage.kinds))
        if len(counted) > 1  # else there is nothing to choose between
    ]
    return html("library", "search_form", coverage, choices)
