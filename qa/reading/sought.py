"""What exactly a question seeks, and whether a sentence has one that the question does not name.

"Which country …" is answered with a country, "what percentage …" with a share, "which singer …"
with a name. `Expects` tells the broad kinds apart; this looks at the noun that is asked for.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from index import WordLists
from qa.language import QuantityKind, Sentence, read

Held = Callable[[Sentence], bool]
"""Whether a sentence has what is sought."""
_LISTS = WordLists("qa.reading", "sought.yaml")

_DURATIONS = frozenset(
    ("second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century")
)
# "an hour"
_A_WHILE = re.compile(rf"\ban? (?:{'|'.join(_DURATIONS)})\b", re.IGNORECASE)
_PARTS = {"month": "month", "months": "month", "weekday": "weekday", "day": "weekday",
          "days": "weekday"}  # fmt: skip
# the "EU country" of "which EU country"
_NOUN = re.compile(
    r"\b(?:which|what)\s+(?:(?:of\s+)?(?:the|these|this)\s+)?((?:[\w’'.-]+\s*){1,5})"
)
# "what was the ship called", "what's the name"
_CALLED = re.compile(
    r"\bwhat (?:is|was|are|were)\b.*\b(?:called|named|name)\b|\bwhat'?s the name\b"
)


def _share(sentence: Sentence) -> bool:
    return any(
        one.unit == "percent" or one.kind is QuantityKind.SHARE for one in sentence.quantities
    )


def _duration(sentence: Sentence) -> bool:
    lasting = any(one.unit in _DURATIONS for one in sentence.quantities)
    return lasting or _A_WHILE.search(sentence.flat) is not None


def _year(sentence: Sentence) -> bool:
    return any(one.year for one in sentence.moments)


def _number(sentence: Sentence) -> bool:
    return bool(sentence.figures - {1.0})  # "one of them", "no one"


def _other_part(question: str, part: str) -> Held:
    """Whether a date has a `part`, such as a month, that the question does not name."""
    stated = {getattr(one, part) for one in read(question).moments}
    return lambda sentence: any(
        getattr(one, part) not in (None, *stated) for one in sentence.moments
    )


_MEASURES: tuple[tuple[re.Pattern[str], Held], ...] = (
    # "what percentage"
    (re.compile(r"\bwhat (?:percent\w*|share|proportion)\b"), _share),
    # "how long"
    (re.compile(r"\bhow long\b"), _duration),
    # "in what year", "the first win since"
    (re.compile(r"\b(?:what|which) year\b|\bsince:?$"), _year),
    # "how many", "how old"
    (re.compile(r"\bhow (?:many|old)\b"), _number),
)


@lru_cache(maxsize=256)
def sought(question: str) -> tuple[Held | None, Held | None]:
    """Tests for what `question` seeks: one that is exact, one for any name; None where unknown."""
    asked = question.lower().replace("’", "'").rstrip(" ?")
    for pattern, measured in _MEASURES:
        if pattern.search(asked):
            return measured, None
    for match in _NOUN.finditer(asked):
        for word in match[1].split():
            noun = word.strip(".,:'").removesuffix("'s")
            if noun in _LISTS.among("ended_by"):
                break
            if part := _PARTS.get(noun):
                return _other_part(question, part), None
            if known := _listed().get(noun):
                return _other_than(asked, known), None
            named = _LISTS.among("persons", "organisations", "places", "works")
            if not named.isdisjoint((noun, noun.removesuffix("s"))):
                return None, _new_name(question)
    return None, _new_name(question) if _CALLED.search(asked) else None


def _other_than(asked: str, known: re.Pattern[str]) -> Held:
    stated = set(known.findall(asked))
    return lambda sentence: any(
        found not in stated for found in known.findall(sentence.text.lower())
    )


def _new_name(question: str) -> Held:
    stated = read(question).name_stems
    return lambda sentence: bool(sentence.name_stems - stated)


@cache
def _listed() -> dict[str, re.Pattern[str]]:
    """Noun → any of its names as a whole word."""
    found = {}
    for nouns, names in _LISTS.mapped("listed").items():
        spelled = "|".join(re.escape(name.replace("_", " ")) for name in names.split())
        for noun in nouns.split():
            found[noun] = re.compile(rf"\b(?:{spelled})\b")
    return found
