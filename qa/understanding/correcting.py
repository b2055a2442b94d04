"""Whether a question asks what was corrected in the articles, and of what."""

import re
from datetime import date
from functools import cache

from index import WordLists
from qa.types import Intent

_LISTS = WordLists("qa.understanding", "correcting.yaml")
_WORD = re.compile(r"\w[\w’'-]*")


def correcting(text: str, today: date) -> tuple[Intent, str] | None:
    """That a question asks for corrections, and its words that name their subject; else None."""
    if not (_either("asks").search(flat := " ".join(text.split())) or wants_first(flat)):
        return None
    about = _LISTS.among("about")
    told = [word for word in _WORD.findall(text) if word.lower() not in about]
    return Intent.CORRECTION, " ".join(told)


def wants_first(text: str) -> bool:
    """Whether a question asks what an article said before it was updated or corrected."""
    return _either("first").search(text) is not None


def wants_several(text: str) -> bool:
    """Whether a question asks for the corrections of several articles."""
    return _either("several").search(text) is not None


def wants_figures(text: str) -> bool:
    """Whether it is figures whose correction a question asks for."""
    return _either("figures").search(text) is not None


def of_articles(text: str) -> bool:
    """Whether it can only be articles whose correction a question asks for."""
    return not _LISTS.among("printed").isdisjoint(_WORD.findall(text.lower()))


@cache
def _either(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_LISTS.table[name]), re.IGNORECASE)
