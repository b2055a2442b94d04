"""What a browser tells: mappings that nobody has looked at, read with care.

What is absent or of another kind counts as empty; what is there and cannot be raises SettingsError.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from index import Filters, Order, Selection
from qa.errors import SettingsError
from qa.window import api

Payload = Mapping[str, Any]

_ACCOUNT = "account:"
_MOST_NAMES = 10_000  # twice what a shelf takes


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: `key` stands for a browser or an account; `name` is the account's, if any."""

    key: str
    name: str | None = None

    @classmethod
    def of(cls, payload: Payload, name: str | None) -> "Visitor":
        """The visitor with that account, else the one whose browser holds that key.

        Raises:
            SettingsError: the key is that of an account, which no browser has.
        """
        if name:
            return cls(f"{_ACCOUNT}name:{name}", name)
        key = text(payload, "visitor")
        if key.startswith(_ACCOUNT):
            raise SettingsError("a browser's key is random; reload the page to get one")
        return cls(key)


def filters(payload: Payload) -> Filters:
    """The filters of a question or a search: since, until, outlets, kinds, articles."""
    chosen = api.filters(
        text(payload, "since"),
        text(payload, "until"),
        names(payload, "outlets"),
        names(payload, "kinds"),
    )
    return replace(chosen, articles=tuple(few("articles", names(payload, "articles"))))


def selection(payload: Payload) -> Selection:
    """What narrows a search: its filters, and years, sections and languages."""
    years = payload.get("years")
    return Selection(
        filters(payload),
        tuple(year for year in years if type(year) is int) if isinstance(years, list) else (),
        tuple(few("sections", names(payload, "sections"))),
        tuple(few("languages", names(payload, "languages"))),
    )


def order(payload: Payload) -> Order:
    """How a search sorts: as was asked for, by date where it is none of these."""
    given = payload.get("order")
    return given if given in ("relevance", "oldest") else "newest"


def few(name: str, values: list[str]) -> list[str]:
    """Those texts, each at most as long as a name.

    Raises:
        SettingsError: they are too many, or one is too long.
    """
    return api.few(name, values, api.MAX_NAME_CHARS)


def text(payload: Payload, name: str) -> str:
    """The text of that name; half of a character, which JavaScript can have, as a question mark."""
    value = payload.get(name)
    return _whole(value) if isinstance(value, str) else ""


def mapping(payload: Payload, name: str) -> Payload:
    """The mapping of that name."""
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def number(payload: Payload, name: str) -> int:
    """The whole number of that name, not below 0 nor above what JavaScript counts exactly."""
    value = payload.get(name)
    return min(max(0, value), 2**53) if isinstance(value, int) else 0


def names(payload: Payload, name: str) -> list[str]:
    """The list of texts of that name.

    Raises:
        SettingsError: they are too many.
    """
    value = payload.get(name)
    if not isinstance(value, list):
        return []
    if len(value) > _MOST_NAMES:
        raise SettingsError(f"{name} has {len(value):,} entries; at most {_MOST_NAMES:,} are read")
    return [_whole(one) for one in value if isinstance(one, str)]


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
