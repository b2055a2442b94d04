"""What the archive holds, and the form that searches it → safe HTML."""

from collections.abc import Sequence
from datetime import date
from html import escape

from index import Coverage, Entry
from qa.render.entries import ALARM, about, day_of, headline, named
from qa.render.parts import count, dated
from qa.render.plot import plot

_TOP_OUTLETS = 12


# -- what is in the archive ------------------------------------------------------------------------


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
    title = '<h2 id="dl-holdings">What the archive holds</h2>'
    start = f'<section class="dl-library dl-holdings" aria-labelledby="dl-holdings">{title}'
    if not coverage.articles:
        return f'{start}<p class="dl-holds">The archive is empty.</p>{_notes(coverage)}</section>'
    return (
        f"{start}{_holds(coverage)}{_notes(coverage)}{_ways(adds)}{plot(timeline)}"
        f'<div class="dl-columns"><div>{_outlets(coverage)}{_kinds(coverage)}</div>'
        f"<div>{_brief('Newest', newest)}{_brief('Oldest', oldest)}</div></div>"
        f"{ALARM}</section>"
    )


def _ways(adds: bool) -> str:
    """What can be done in this room; on a phone, searching is far below."""
    add = '<button type="button" data-jump="dl-adding">Add articles</button>' if adds else ""
    return (
        '<p class="dl-actions dl-first">'
        '<button type="button" class="dl-narrow" data-jump="dl-search">Search the articles</button>'
        f'{add}<button type="button" data-csv>Download the list as CSV</button></p>'
    )


def _holds(coverage: Coverage) -> str:
    outlets = sum(1 for name, _ in coverage.outlets if name)
    said = f"<strong>{count(coverage.articles, 'article')}</strong>"
    if outlets:
        said += f" from <strong>{count(outlets, 'outlet')}</strong>"
    if coverage.first and coverage.last:
        period = dated(coverage.first)
        if coverage.last != coverage.first:
            period += f" to {dated(coverage.last)}"
        said += f'<span class="dl-period">{period}</span>'
    return f'<p class="dl-holds">{said}</p>'


def _notes(coverage: Coverage) -> str:
    notes = [f"<strong>Damaged:</strong> {escape(said)}" for said in coverage.damage]
    if coverage.undated:
        notes.append(f"{count(coverage.undated, 'article')} without a date, not in the plot.")
    if coverage.waiting_for_vectors:
        notes.append(
            f"{count(coverage.waiting_for_vectors, 'passage')} of {coverage.passages:,} still "
            "without vectors: found by their words, and not yet by their meaning."
        )
    if coverage.refused:
        notes.append(f"{count(coverage.refused, 'record')} refused.")
    items = "".join(f"<li>{note}</li>" for note in notes)
    return f'<ul class="dl-notes">{items}</ul>' if items else ""


def _outlets(coverage: Coverage) -> str:
    if not any(name for name, _ in coverage.outlets):
        return ""
    rows = _tally("outlet", coverage.outlets)
    rest = rows[_TOP_OUTLETS:]
    more = (
        f"<details><summary>{count(len(rest), 'more outlet')}</summary>"
        '<div class="dl-scroll" role="region" aria-label="More outlets" tabindex="0">'
        f'<ul class="dl-tally">{"".join(rest)}</ul></div></details>'
    )
    return (
        f'<section><h3>By outlet</h3><ul class="dl-tally">{"".join(rows[:_TOP_OUTLETS])}</ul>'
        f"{more if rest else ''}</section>"
    )


def _kinds(coverage: Coverage) -> str:
    if not any(name for name, _ in coverage.kinds):
        return ""
    rows = "".join(_tally("kind", coverage.kinds))
    return f'<section><h3>By kind</h3><ul class="dl-tally">{rows}</ul></section>'


def _tally(field: str, counted: Sequence[tuple[str, int]]) -> list[str]:
    """A row each: a button that searches for it, its articles, and a bar as long as its share."""
    most = max(articles for _, articles in counted)
    return [
        f'<li><button type="button" data-{field}="{escape(name)}">{named(name)}</button>'
        f'<span class="dl-count">{articles:,}<span class="dl-hidden"> articles</span></span>'
        '<svg class="dl-share" aria-hidden="true">'
        f'<rect width="{100 * articles / most:.1f}%" height="100%"/></svg></li>'
        for name, articles in counted
    ]


def _brief(title: str, entries: Sequence[Entry]) -> str:
    items = "".join(
        f'<li dir="auto">{headline(one)}<p class="dl-about">{about(one, day_of(one))}</p></li>'
        for one in entries
    )
    return f'<section><h3>{title}</h3><ul class="dl-brief">{items}</ul></section>' if items else ""


# -- search ----------------------------------------------------------------------------------------


def search_form(coverage: Coverage) -> str:
    """Words, dates, outlets and kinds to look for; the results are the script's to fetch."""
    bounds = ""
    if coverage.first and coverage.last:
        bounds = f' min="{coverage.first}" max="{coverage.last}"'
    return (
        '<section class="dl-library dl-search" aria-labelledby="dl-search">'
        '<h2 id="dl-search">Search the articles</h2>'
        '<form role="search" data-search novalidate>'
        '<div class="dl-field dl-words"><label for="dl-words">Words</label>'
        '<input type="search" id="dl-words" name="words" dir="auto" autocomplete="off" '
        'enterkeyhint="search"></div><button type="submit" class="dl-main">Search</button>'
        f"{_day('since', 'From', bounds)}{_day('until', 'To', bounds)}"
        '<div class="dl-field"><label for="dl-order">Order</label>'
        '<select id="dl-order" name="order"><option value="newest">Newest first</option>'
        '<option value="oldest">Oldest first</option></select></div>'
        f"{_choices('outlet', coverage.outlets)}{_choices('kind', coverage.kinds)}"
        f'<button type="button" class="dl-clear" data-clear>Clear</button></form>{ALARM}</section>'
    )


def _day(name: str, label: str, bounds: str) -> str:
    return (
        f'<div class="dl-field"><label for="dl-{name}">{label}</label>'
        f'<input type="date" id="dl-{name}" name="{name}"{bounds}></div>'
    )


def _choices(field: str, counted: Sequence[tuple[str, int]]) -> str:
    """Boxes to tick, by name; none where there is nothing to choose between."""
    if len(counted) < 2:
        return ""
    boxes = "".join(
        f'<li><label><input type="checkbox" name="{field}s" value="{escape(name)}">'
        f'{named(name)} <span class="dl-count">{articles:,}'
        '<span class="dl-hidden"> articles</span></span></label></li>'
        for name, articles in sorted(counted, key=lambda one: (not one[0], one[0].casefold()))
    )
    title = f"{field.capitalize()}s"
    return (
        f'<details class="dl-picks"><summary>{title}<span data-chosen></span></summary>'
        f'<fieldset><legend class="dl-hidden">{title}</legend><ul class="dl-scroll">{boxes}</ul>'
        "</fieldset></details>"
    )
