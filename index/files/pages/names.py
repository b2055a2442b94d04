"""The names that the elements of a page go by, looked up in the lists of pruning.yaml."""

import re
from functools import cache, lru_cache
from typing import Any

from index.wordlists import WordLists

_ATTRIBUTES = (
    *("class", "id", "role", "itemprop"),
    *("data-testid", "data-component", "data-module", "data-type", "data-qa"),
)
_CUT = re.compile(r"[^a-z0-9]+")
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 60
_LONGEST_NAMES = 1_000
_KEPT = 1 << 14


def goes_by(element: Any, *lists: str) -> str:
    """The first of the `lists` that a name of `element` has a word of, or ""."""
    said = [value for at in _ATTRIBUTES if (value := element.get(at))]
    return _first(" ".join(said)[:_LONGEST_NAMES], lists) if said else ""


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of regular expressions as one, in which case does not matter."""
    return re.compile("|".join(f"(?:{one})" for one in _table()[name]), re.IGNORECASE)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table = WordLists("index.files.pages", "pruning.yaml").table
    return {name: tuple(words) for name, words in table.items()}


@lru_cache(_KEPT)
def _first(names: str, lists: tuple[str, ...]) -> str:
    words = frozenset[str]().union(*map(_words, names.split()))
    return next((name for name in lists if not words.isdisjoint(_table()[name])), "")


@lru_cache(_KEPT)
def _words(name: str) -> frozenset[str]:
    """The words of a name and the pairs of them, less those of what it has or lacks."""
    plain = _CAPITAL.sub("-", name[:_LONGEST_NAME]).lower()
    words = [word for word in _CUT.split(plain) if word]
    return frozenset(
        " ".join(words[at : at + size])
        for at in range(len(words))
        for size in (1, 2)
        if not at or words[at - 1] not in _table()["having"]
    )
