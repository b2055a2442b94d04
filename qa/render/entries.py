"""Lists of articles → safe HTML: found ones, a visitor's own; and the list as CSV."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePath

from index import Entry, Filters, Page
from qa.render.parts import html

_FORMULA = re.compile(r"""(?:\A|(?<=[;|\t\r\n]))(?=[\s"]*[=+\-@＝＋－＠])|\A(?=[\t\r\n])""")
"""Before what a spreadsheet takes for a formula: where a cell begins, whatever it separates by."""


def listing(
    page: Page,
    *,
    removable: frozenset[str] | bool,
    kept: frozenset[str] | None = None,
) -> str:
    """One page of articles. What was asked for travels along, for the page that follows.

    All but `kept` may be forgotten for good; none where that is None.
    """
    asked = _asked(page)
    if not page.total:
        return html("entries", "nothing", page, asked, *_wider(page.words, page.filters))
    items = [
        (
            entry,
            _acts(
                remove=removable if isinstance(removable, bool) else entry.id in removable,
                forget=kept is not None and entry.id not in kept,
            ),
        )
        for entry in page.entries
    ]
    return html("entries", "listing", page, asked, items)


def _asked(page: Page, *, mine: bool = False) -> dict[str, object]:
    filters = page.filters
    return {
        "words": page.words,
        "since": str(filters.since or ""),
        "until": str(filters.until or ""),
        "outlets": filters.outlets,
        "kinds": filters.kinds,
        "newest_first": page.newest_first,
        "mine": mine,
    }


def _wider(words: str, filters: Filters) -> tuple[str, list[tuple[str, str]]]:
    """What may find more, in words, and as (fields to leave out, what the button says)."""
    wider = (
        ("words", "Without the words", words),
        ("since until", "Any date", filters.since or filters.until),
        ("outlets", "All outlets", filters.outlets),
        ("kinds", "All kinds", filters.kinds),
    )
    hints = ["Fewer or other words may find more."] if words else []
    if filters.since or filters.until:
        hints.append("With a date asked for, articles that state none are left out.")
    return " ".join(hints), [(fields, label) for fields, label, given in wider if given]


def _acts(*, publish: bool = False, remove: bool, forget: bool = False) -> list[tuple[str, str]]:
    """What may be done to an article: (what the script calls it, what the button says)."""
    acts = (
        ("publish", "Add to the archive for everyone", publish),
        ("correct", "Correct…", remove),
        ("remove", "Remove", remove),
        ("forget-for-good", "Forget for good", forget),
    )
    return [(name, label) for name, label, may_be in acts if may_be]


def shelf(mine: Page, may_publish: bool) -> str:
    """The visitor's own articles, with what may be done to them."""
    acts = _acts(publish=may_publish, remove=True)
    items = [(entry, acts) for entry in mine.entries]
    return html("entries", "shelf", mine, _asked(mine, mine=True), items)


# -- the list as a file ----------------------------------------------------------------------------


def as_csv(entries: Iterable[Entry]) -> str:
    """The list of articles for a spreadsheet: RFC 4180 after a byte-order mark, no formulas."""
    written = io.StringIO(newline="")
    written.write("\ufeff")
    rows = csv.writer(written)
    rows.writerow(("id", "headline", "outlet", "published", "kind", "authors", "url", "file"))
    for one in entries:
        day = one.published.isoformat() if one.published else ""
        cells = (one.id, one.title, one.outlet, day, one.kind, "; ".join(one.authors), one.url)
        rows.writerow([_harmless(cell) for cell in (*cells, PurePath(one.file).name)])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """An apostrophe makes text of what would be run.

    Where the list separator is ";" or a tab, a spreadsheet begins a cell in the middle of ours.
    """
    return _FORMULA.sub("'", cell)
