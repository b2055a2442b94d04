"""Lists of articles → safe HTML: a visitor's own, and what may be done; and the list as CSV."""

import csv
import io
import re
from collections.abc import Iterable
from pathlib import PurePath

from index import Entry, Page
from qa.render.parts import html

_FORMULA = re.compile(r"""(?:\A|(?<=[;|\t\r\n]))(?=[\s"]*[=+\-@＝＋－＠])|\A(?=[\t\r\n])""")
"""Before what a spreadsheet takes for a formula: where a cell begins, whatever it separates by."""


def acts(*, publish: bool = False, remove: bool, forget: bool = False) -> list[tuple[str, str]]:
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
    may_be = acts(publish=may_publish, remove=True)
    items = [(entry, may_be) for entry in mine.entries]
    return html("entries", "shelf", mine, {"mine": True}, items)


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
