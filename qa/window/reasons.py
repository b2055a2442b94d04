"""Why something could not be read, in the terms of a visitor, who has a page and no terminal."""

import re
from functools import cache

from index import WordLists

_WORDS = WordLists("qa.window", "reasons.yaml")


def for_visitors(why: str) -> str:
    """`why`, with what only the operator could do put as what a visitor can."""
    for said, told in _reasons():
        why = said.sub(told, why)
    return why


@cache
def _reasons() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one["said"]), one["told"]) for one in _WORDS.table["reasons"])
