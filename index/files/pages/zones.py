"""Where an outlet is, as far as that tells which day a time in UTC was there."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from index.files.pages.spoken import Writing
from index.files.pages.stamps import Stamp
from index.files.pages.stated import Stated
from index.wordlists import WordLists

_WORDS = WordLists(__package__, "pagedates.yaml")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{4}[-_])?([a-z]{2}))?(?![a-z])", re.I)


def writing_of(page: Stated, url: str) -> Writing:
    """The language and the country of a page, by its tags, its host's ending, and each other."""
    named = (
        *page.tree.xpath("/html/@lang | /html/@xml:lang"),
        page.metas.get("og:locale", ""),
        page.node.get("inLanguage"),
        page.metas.get("language", ""),
        *page.tree.xpath("//meta[@http-equiv='content-language']/@content"),
    )
    tags = [tag for name in named if isinstance(name, str) and (tag := _TAG.match(name.strip()))]
    language = tags[0][1].lower() if tags else ""
    regions = [tag[2].upper() for tag in tags if tag[2] and tag[1].lower() == language]
    country = _country_of(url) or (regions[0] if regions else "")
    return Writing(language, country or _WORDS.mapped("homes").get(language, ""))


def _country_of(url: str) -> str:
    """The country that a host's name ends in; empty where it ends in none."""
    try:
        ending = (urlsplit(url).hostname or "").rpartition(".")[2]
    except ValueError:
        return ""
    if ending in _WORDS.among("generic_endings") or not re.fullmatch("[a-z]{2}", ending):
        return ""
    known: str = _WORDS.mapped("endings").get(ending, ending.upper())
    return known if _zones(known) else ""


def day_there(stamp: Stamp, country: str) -> date | None:
    """The day that a moment was in a country; None where that differs from place to place."""
    if stamp.moment is None:
        return stamp.day
    moment = stamp.moment
    days = {moment.astimezone(ZoneInfo(zone)).date() for zone in _zones(country)}
    return days.pop() if len(days) == 1 else None


def _zones(country: str) -> Sequence[str]:
    from babel.core import get_global

    usual = _WORDS.mapped("zones").get(country)
    if usual:
        return [usual]
    zones: Sequence[str] = get_global("territory_zones").get(country, ())
    return zones


def offset_name(offset: timedelta) -> str:
    """An offset as it is written: "+02:00"."""
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
