"""When the article of a page was published and updated: only what the page states as such."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any

from index.files.dates import date_in_url
from index.files.fields import latest_day
from index.files.pages.shown import Shown, shown
from index.files.pages.spoken import Writing
from index.files.pages.stamps import Stamp, offsets_in, stamp_of
from index.files.pages.stated import Stated, only_value
from index.files.pages.zones import day_there, offset_name, writing_of
from index.wordlists import WordLists

_WORDS = WordLists(__package__, "pagedates.yaml")
_FAR = timedelta(days=1)
_LONGEST_STATE = 2_000_000


@dataclass(frozen=True, slots=True)
class Dates:
    """The day of an article, the day of its last change, and what was decided about them."""

    published: date | None = None
    updated: date | None = None
    remarks: tuple[str, ...] = ()


def dates_of(page: Stated, url: str, title: str) -> Dates:
    """When the article of a page appeared, and when it was changed last.

    What is stated for machines comes first: JSON-LD, meta tags, microdata; then the day that stands
    beside the headline `title`, the one in the address `url`, and the one that the page's scripts
    agree on. What is no date, or none that an article can have, does not hide the next. A time in
    UTC is of the day where the outlet is, as far as the page tells that.
    """
    known = _Known(page, url, title)
    published, remark = _day_of_publication(known)
    changes, _ = _read(_updated(page), known.writing)
    updated = _day_there(changes, known)[0] if changes else None
    return Dates(published, updated, (remark,) if remark else ())


class _Known:
    """What a page says of days beside its stamps; looked up when it is first asked for."""

    def __init__(self, page: Stated, url: str, title: str) -> None:
        self.page = page
        self.writing: Writing = writing_of(page, url)
        self._url = url
        self._title = title

    @cached_property
    def addressed(self) -> date | None:
        """The day in the page's address."""
        day = date_in_url(self._url)
        return day if day and day <= latest_day() else None

    @cached_property
    def shown(self) -> Shown | None:
        """The day beside the headline."""
        return shown(self.page, self._title, self.writing)

    @cached_property
    def offset(self) -> timedelta | None:
        """How far from UTC the page tells its times; None where it does not say one."""
        node, web, metas = self.page.node, self.page.webpage, self.page.metas
        told = (
            *(one.get(name) for one in (node, web) for name in ("dateModified", "dateCreated")),
            *(metas.get(name) for name in _listed("updated_metas")),
        )
        if found := next(offsets_in(iter(told)), None):
            return found
        times = list(offsets_in(iter(self.page.tree.xpath("//time/@datetime"))))
        return times[0] if times and max(times) - min(times) <= timedelta(hours=1) else None


def _listed(name: str) -> tuple[str, ...]:
    return tuple(_WORDS.table[name].split())


def _day_of_publication(known: _Known) -> tuple[date | None, str]:
    """The day, and a remark on how it was decided, or on why there is none."""
    stamps, whys = _read(_published(known.page), known.writing)
    if stamps:
        day, remark = _day_there(stamps, known)
        if known.addressed and abs(day - known.addressed) > _FAR:
            remark = (
                f"published: the page states {day} and its address has {known.addressed}; "
                "the page was believed"
            )
        return day, remark
    if known.shown:
        return _day_beside(known.shown, known)
    if known.addressed:
        return known.addressed, ""
    if stamps := _in_state(known):
        return _day_there(stamps, known)
    return None, f"published: {whys[0]}; left empty" if whys else ""


def _day_beside(seen: Shown, known: _Known) -> tuple[date | None, str]:
    """The day beside the headline, unless it is only that, and the address has another."""
    day, remark = _day_there([seen.stamp], known)
    if known.addressed is None or abs(day - known.addressed) <= _FAR:
        return day, remark
    both = f"published: the page shows {day} and its address has {known.addressed}"
    return (day, f"{both}; the page was believed") if seen.said else (None, f"{both}; left empty")


def _read(values: Iterable[Any], writing: Writing) -> tuple[list[Stamp], list[str]]:
    """The stamps that `values` are, and why the others are none."""
    stamps, whys = [], []
    for value in values:
        try:
            stamps.append(stamp_of(value, writing))
        except ValueError as error:
            whys.append(str(error))
    return stamps, whys


def _published(page: Stated) -> Iterator[Any]:
    """What a page states of the day of publication, what is surest first."""
    metas = page.metas
    yield from _texts(page.node.get("datePublished"))
    yield from (metas[name] for name in _listed("published_metas") if name in metas)
    yield from _texts(page.webpage.get("datePublished"))
    yield from filter(None, [_in_parsely(metas.get("parsely-page", ""))])
    yield from filter(None, [only_value(page.marked("datePublished"))])
    yield from filter(None, [only_value(page.tree.xpath("//time[@pubdate]"))])
    yield from (metas[name] for name in _listed("dated_metas") if name in metas)


def _updated(page: Stated) -> Iterator[Any]:
    yield from _texts(page.node.get("dateModified"))
    yield from (page.metas[name] for name in _listed("updated_metas") if name in page.metas)
    yield from filter(None, [only_value(page.marked("dateModified"))])


def _texts(value: object) -> Iterator[str | int | float]:
    """The texts and numbers in a value, which may be a list or {"@value": …}."""
    for one in value if isinstance(value, list) else [value]:
        inner = one.get("@value") if isinstance(one, dict) else one
        if isinstance(inner, str | int | float) and not isinstance(inner, bool):
            yield inner


def _in_parsely(text: str) -> str:
    """The date in what Parse.ly wants to know of a page, which is JSON in a meta tag."""
    try:
        told = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return ""
    return str(told.get("pub_date") or "") if isinstance(told, dict) else ""


def _day_there(stamps: Sequence[Stamp], known: _Known) -> tuple[date, str]:
    """The day of the first of `stamps` where the outlet is, and a remark if UTC has another."""
    first = stamps[0]
    days = first.days()
    if len(days) == 1:
        return first.day, ""
    day, why = _decided(first, stamps[1:], known)
    if day == first.day:
        return day, ""
    return day, f"published: it is stated in UTC, where it was {first.day}; {day} {why}"


def _decided(first: Stamp, others: Sequence[Stamp], known: _Known) -> tuple[date, str]:
    days = first.days()
    for other in others:
        if other.is_local and other.day in days:
            return other.day, "as another of its fields has it"
    if known.offset is not None:
        return first.day_at(known.offset), f"at {offset_name(known.offset)}, as its other times"
    if (seen := known.shown) and seen.stamp.is_local and seen.stamp.day in days:
        return seen.stamp.day, "as the page shows"
    if known.addressed in days and known.addressed:
        return known.addressed, "as its address has it"
    there = day_there(first, known.writing.country)
    return there or first.day, f"where its outlet is ({known.writing.country})"


@cache
def _state_pattern() -> re.Pattern[str]:
    keys = "|".join(map(re.escape, _listed("state_keys")))
    return re.compile(rf"[\"'](?:{keys})\\?[\"']\s*:\s*\\?[\"']?([^\"'\\,}}]{{6,40}})")


def _in_state(known: _Known) -> list[Stamp]:
    """What the scripts of a page say of the day of publication, if all say the same."""
    said: list[str] = []
    for text in known.page.tree.xpath(
        "//script[not(@src) and not(contains(@type, 'ld+json'))]/text()"
    ):
        said += _state_pattern().findall(text[:_LONGEST_STATE])
    stamps, _ = _read(dict.fromkeys(said), known.writing)
    return stamps[:1] if len({stamp.day for stamp in stamps}) == 1 else []
