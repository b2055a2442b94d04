"""Lists of articles → safe HTML: found ones, a visitor's own; and the list as CSV."""

import csv
import io
import json
import re
from collections.abc import Iterable
from html import escape
from pathlib import PurePath

from index import Entry, Filters, Page
from qa.render.parts import capital, count, dated, link

ALARM = '<p class="dl-error" role="alert" data-alarm></p>'
"""Where the script says what went wrong; empty, and then not seen, until it does."""

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
        return _results(asked, _nothing(page.words, page.filters))
    part = ""
    if len(page.entries) < page.total:
        part = f"<span data-from>{page.offset + 1:,}</span>–{page.end:,} of "
    shown = (
        f"{part}{count(page.total, 'article')}{_sought(page.words, page.filters)}, "
        f"{'newest' if page.newest_first else 'oldest'} first"
    )
    items = "".join(
        _entry(
            entry,
            removable=removable if isinstance(removable, bool) else entry.id in removable,
            forgettable=kept is not None and entry.id not in kept,
        )
        for entry in page.entries
    )
    more = _more(page.end, page.total, page.limit)
    return _results(
        asked,
        f'<p class="dl-said" role="status" tabindex="-1">{shown}</p>'
        f'<ol class="dl-entries" start="{page.offset + 1}">{items}</ol>{more}{ALARM}',
    )


def _results(asked: str, body: str, title: str = "Articles found") -> str:
    return (
        f'<section class="dl-library dl-results" aria-label="{title}" data-results="{asked}">'
        f"{body}</section>"
    )


def _asked(page: Page, *, mine: bool = False) -> str:
    filters = page.filters
    given = {
        "words": page.words,
        "since": str(filters.since or ""),
        "until": str(filters.until or ""),
        "outlets": filters.outlets,
        "kinds": filters.kinds,
        "newest_first": page.newest_first,
        "mine": mine,
    }
    return escape(json.dumps(given, ensure_ascii=False))


def _sought(words: str, filters: Filters) -> str:
    """Such as " with “bridge”, outlet: Courier or Register, published since 1 March 2024"."""
    said = f" with “<bdi>{escape(words)}</bdi>”" if words else ""
    if filters.outlets:
        said += f", outlet: {' or '.join(map(named, filters.outlets))}"
    if filters.kinds:
        said += f", kind: {' or '.join(map(named, filters.kinds))}"
    if filters.since and filters.since == filters.until:
        return f"{said}, published on {dated(filters.since)}"
    if filters.since or filters.until:
        said += ", published"
    if filters.since:
        said += f" since {dated(filters.since)}"
    return said + (f" until {dated(filters.until)}" if filters.until else "")


def _nothing(words: str, filters: Filters) -> str:
    if not words and not filters:
        return '<p class="dl-said" role="status" tabindex="-1">There are no articles yet.</p>'
    wider = {
        "words": ("Without the words", words),
        "since until": ("Any date", filters.since or filters.until),
        "outlets": ("All outlets", filters.outlets),
        "kinds": ("All kinds", filters.kinds),
    }
    buttons = "".join(
        f'<button type="button" data-widen="{fields}">{label}</button>'
        for fields, (label, given) in wider.items()
        if given
    )
    hints = ["Fewer or other words may find more."] if words else []
    if filters.since or filters.until:
        hints.append("With a date asked for, articles that state none are left out.")
    return (
        '<p class="dl-said dl-nothing" role="status" tabindex="-1">'
        f"No article{_sought(words, filters)}.</p>"
        f'<p class="dl-hint">{" ".join(hints)}</p><p class="dl-actions">{buttons}</p>'
    )


def _more(offset: int, total: int, limit: int) -> str:
    """The way to the next page, if there is one."""
    if offset >= total:
        return ""
    coming = min(limit, total - offset)
    return (
        '<p class="dl-actions dl-more"><button type="button" '
        f'data-offset="{offset}">Show {coming:,} more</button></p>'
    )


def _entry(
    entry: Entry, *, removable: bool, publishable: bool = False, forgettable: bool = False
) -> str:
    """The headline comes first in the source: it decides which way the whole entry is written."""
    by = f"By {', '.join(map(named, entry.authors))}" if entry.authors else ""
    lead = f'<p class="dl-lead" dir="auto">{_lead(entry)}</p>' if entry.lead else ""
    acts = ""
    if publishable:
        acts += _act("publish", entry, "Add to the archive for everyone")
    if removable:
        acts += _act("remove", entry, "Remove")
    if forgettable:
        acts += _act("forget-for-good", entry, "Forget for good")
    acts = f'<p class="dl-acts">{acts}</p>' if acts else ""
    return (
        f'<li class="dl-entry" dir="auto"><h3>{headline(entry)}</h3>'
        f'<p class="dl-date">{day_of(entry)}</p><p class="dl-about">{about(entry, by)}</p>{lead}'
        f'<div class="dl-foot">{link(entry.url)}{acts}</div></li>'
    )


def _act(name: str, entry: Entry, label: str) -> str:
    """A button for one article; whoever hears the page is told for which."""
    return (
        f'<button type="button" data-{name}="{escape(entry.id)}">{label}'
        f'<span class="dl-hidden">: {escape(entry.label)}</span></button>'
    )


def _lead(entry: Entry) -> str:
    done, parts = 0, []
    for start, end in entry.marks:
        parts.append(escape(entry.lead[done:start]))
        parts.append(f"<mark>{escape(entry.lead[start:end])}</mark>")
        done = end
    return "".join(parts) + escape(entry.lead[done:])


def shelf(mine: Page, may_publish: bool) -> str:
    """The visitor's own articles, with what may be done to them."""
    asked = _asked(mine, mine=True)
    said = "None yet." if not mine.total else f"{count(mine.total, 'article')}, seen by you alone."
    items = "".join(_entry(one, removable=True, publishable=may_publish) for one in mine.entries)
    more = _more(len(mine.entries), mine.total, len(mine.entries)) if items else ""
    body = f'<h2>Your articles</h2><p class="dl-said" role="status" tabindex="-1">{said}</p>'
    if items:
        body += (
            f'<ol class="dl-entries">{items}</ol>{more}<p class="dl-actions">'
            '<button type="button" data-remove-all>Remove them all</button></p>'
        )
    return _results(asked, body + ALARM, "Your articles")


def named(name: str) -> str:
    """The name of an outlet or of a kind, or that none is stated."""
    return f"<bdi>{escape(name)}</bdi>" if name else "not stated"


def headline(entry: Entry) -> str:
    """A button that opens the article."""
    return (
        f'<button type="button" class="dl-headline" data-article="{escape(entry.id)}">'
        f"{escape(entry.label)}</button>"
    )


def day_of(entry: Entry) -> str:
    """When it was published, written from left to right in any surroundings."""
    return f"<bdi>{dated(entry.published)}</bdi>" if entry.published else "no date"


def about(entry: Entry, more: str = "") -> str:
    """The outlet, `more` that is HTML already, and a badge for whatever is not plain news."""
    outlet = named(entry.outlet) if entry.outlet else ""
    said = "".join(f"<span>{part}</span>" for part in (outlet, more) if part)
    if entry.kind and entry.kind != "news":
        said += f'<span class="dl-kind"><bdi>{escape(capital(entry.kind))}</bdi></span>'
    return said


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
