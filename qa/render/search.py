"""Searching the archive → safe HTML: the form, what was found, by what it can be narrowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index import Coverage, Search, Selection
from qa.render.entries import acts
from qa.render.parts import html
from qa.render.plot import figure
from qa.wording import written

_TOP = 6
"""So many values of a facet are shown; the rest are unfolded."""

_ORDERS = (("relevance", "Best match"), ("newest", "Newest first"), ("oldest", "Oldest first"))
_ORDERED = {"relevance": "best match first", "newest": "newest first", "oldest": "oldest first"}
_FACETS = (
    ("outlets", "Outlet"),
    ("kinds", "Kind"),
    ("years", "Year"),
    ("sections", "Section"),
    ("languages", "Language"),
)
_UNSTATED = "not stated"
_UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class Hints:
    """What may find something where nothing was found.

    `meant` are the words as they may have been meant; `alone` is how many articles have each.
    """

    meant: str = ""
    alone: tuple[tuple[str, int], ...] = ()


def search_form(words: str = "") -> str:
    """Where words are typed; what they find stands below."""
    return html("search", "search_form", words)


def found(
    search: Search,
    coverage: Coverage,
    *,
    removable: frozenset[str] | bool,
    kept: frozenset[str] | None = None,
    hints: Hints | None = None,
) -> str:
    """All of a search: its timeline, its page of articles, and what would narrow it.

    All but `kept` may be forgotten for good; none where that is None.
    """
    names = {name.casefold(): name for name, _ in coverage.outlets}
    narrowed = _narrowed(search.selection, names)
    drawn = figure(search.days)
    return html(
        "search",
        "found",
        _head(search, drawn if len(drawn.get("bars", ())) > 1 else {}, narrowed),
        _listed(search, removable, kept, hints),
        _groups(search, coverage, names),
        search,
        coverage,
    )


def listing(
    search: Search,
    *,
    removable: frozenset[str] | bool,
    kept: frozenset[str] | None = None,
    hints: Hints | None = None,
) -> str:
    """One page of what was found. What was asked for travels along, for the page that follows."""
    return html("search", "listed", search, _listed(search, removable, kept, hints))


def _listed(
    search: Search,
    removable: frozenset[str] | bool,
    kept: frozenset[str] | None,
    hints: Hints | None,
) -> dict[str, Any]:
    """What the template needs of a page of articles, or of there being none."""
    items = [
        (
            one,
            acts(
                remove=removable if isinstance(removable, bool) else one.entry.id in removable,
                forget=kept is not None and one.entry.id not in kept,
            ),
        )
        for one in search.entries
    ]
    return {
        "asked": asked_for(search),
        "articles": items,
        "ordered": _ORDERED[search.order],
        "hints": hints or Hints(),
        "wider": [(fields, f"Without {label}") for fields, label in _wider(search)],
    }


def asked_for(search: Search) -> dict[str, object]:
    """What was asked for, as the page's script asks."""
    chosen = search.selection
    filters = chosen.filters
    return {
        "words": search.words,
        "order": search.order,
        "since": str(filters.since or ""),
        "until": str(filters.until or ""),
        "outlets": filters.outlets,
        "kinds": filters.kinds,
        "years": chosen.years,
        "sections": chosen.sections,
        "languages": chosen.languages,
    }


def _head(
    search: Search, drawn: Mapping[str, Any], narrowed: Sequence[tuple[str, object, str]]
) -> dict[str, Any]:
    filters = search.selection.filters
    return {
        "figure": drawn,
        "narrowed": narrowed,
        "orders": _ORDERS if search.words.strip() else _ORDERS[1:],
        "about": _about(search),
        "whole": bool(filters.since or filters.until),
    }


def _about(search: Search) -> dict[str, object] | None:
    """The filters of a question about what was found; None where they cannot say it."""
    chosen, filters = search.selection, search.selection.filters
    plain = not search.words.strip() and not (chosen.years or chosen.sections or chosen.languages)
    if not search.total or not (plain or search.ids):
        return None
    asked = asked_for(replace(search, selection=Selection(filters)))
    about = {name: asked[name] for name in ("since", "until", "outlets", "kinds")}
    return about if plain else {"articles": search.ids}


def _narrowed(selection: Selection, names: Mapping[str, str]) -> list[tuple[str, object, str]]:
    """What narrows the search, each to be taken off: (field, value, what it is called)."""
    filters = selection.filters
    days = (("since", filters.since), ("until", filters.until))
    return [
        *((field, "", f"{field} {written(day)}") for field, day in days if day),
        *(
            (field, value, _called(field, value, names))
            for field, _ in _FACETS
            for value in _chosen(selection, field)
        ),
    ]


def _chosen(selection: Selection, field: str) -> Sequence[Any]:
    of = selection.filters if field in ("outlets", "kinds") else selection
    values: Sequence[Any] = getattr(of, field)
    return values


def _called(field: str, value: Any, names: Mapping[str, str]) -> str:
    if field == "years":
        return str(value) if value else _UNDATED
    if field == "outlets":
        value = names.get(value.casefold(), value)
    return str(value) or f"{field.removesuffix('s')} {_UNSTATED}"


def _groups(search: Search, coverage: Coverage, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What may be ticked, by field; what is ticked stands first, even where nothing has it.

    No field with one value alone in the whole archive.
    """
    first, last = coverage.first, coverage.last
    several = {
        "outlets": len(coverage.outlets) > 1,
        "kinds": len(coverage.kinds) > 1,
        "years": bool(first and last and first.year < last.year),
    }
    groups = (_group(search, field, names) for field, _ in _FACETS)
    return [
        {"field": field, "legend": legend, "top": options[:top], "rest": options[top:]}
        for (field, legend), (options, top) in zip(_FACETS, groups, strict=True)
        if len(options) > 1 or (options and (options[0][3] or several.get(field)))
    ]


def _group(
    search: Search, field: str, names: Mapping[str, str]
) -> tuple[list[tuple[Any, str, int, bool]], int]:
    """(value, what it is called, articles, whether it is chosen) of a field; how many are shown."""
    counted: list[tuple[Any, int]] = [
        (names.get(value, value) if field == "outlets" else value, articles)
        for value, articles in getattr(search.facets, field)
    ]
    chosen = {_key(value): value for value in _chosen(search.selection, field)}
    there = {_key(value) for value, _ in counted}
    counted += [(value, 0) for key, value in chosen.items() if key not in there]
    options = [
        (value, _option(field, value), articles, _key(value) in chosen)
        for value, articles in counted
    ]
    if field != "years":
        options.sort(key=lambda one: not one[3])
    return options, max(_TOP, len(chosen)) if len(options) > _TOP + 1 else len(options)


def _key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _option(field: str, value: Any) -> str:
    return str(value or (_UNDATED if field == "years" else _UNSTATED))


def _wider(search: Search) -> list[tuple[str, str]]:
    """What may be left out: (fields, what they are called)."""
    filters, chosen = search.selection.filters, search.selection
    wider = (
        ("words", "the words", search.words.strip() and chosen),
        ("since until years", "the dates", filters.since or filters.until or chosen.years),
        ("outlets", "the outlets", filters.outlets),
        ("kinds", "the kinds", filters.kinds),
        ("sections", "the sections", chosen.sections),
        ("languages", "the languages", chosen.languages),
    )
    return [(fields, label) for fields, label, given in wider if given]
