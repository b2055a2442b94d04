"""What exactly a question seeks, and whether a sentence has one that the question does not name.

"Which country …" is answered with a country, "what percentage …" with a share, "which singer …"
with a name. `Expects` tells the broad kinds apart; this looks at the noun that is asked for.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from index import MONTHS, WEEKDAYS, WordLists
from qa.language import Sentence, read

Held = Callable[[Sentence], bool]
"""Whether a sentence has what is sought."""
_LISTS = WordLists("qa.reading", "sought.yaml")

_NOUN = re.compile(
    r"\b(?:which|what)\s+(?:(?:of\s+)?(?:the|these|this)\s+)?((?:[\w’'.-]+\s*){1,5})"
)
_PATTERNS = tuple(
    (re.compile(asked), re.compile(answered, re.IGNORECASE))
    for asked, answered in (
        (r"\bwhat (?:percent\w*|share|proportion)\b", r"%|\bper ?cent\b|\bpercent"),
        (
            r"\bhow long\b",
            r"\b(?:\d[\d.,]*|an?|half|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty)"
            r"[ -](?:second|minute|hour|day|night|week|month|year|decade|centur)",
        ),
        (r"\b(?:what|which) year\b|\bsince:?$", r"\b(?:1\d|20)\d\d\b"),
        (
            r"\bhow (?:many|old)\b",
            r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|\w+teen)\b",
        ),
    )
)
_CALLED = re.compile(
    r"\bwhat (?:is|was|are|were)\b.*\b(?:called|named|name)\b|\bwhat'?s the name\b"
)


@lru_cache(maxsize=256)
def sought(question: str) -> tuple[Held | None, Held | None]:
    """Tests for what `question` seeks: one that is exact, one for any name; None where unknown."""
    asked = question.lower().replace("’", "'").rstrip(" ?")
    for pattern, answered in _PATTERNS:
        if pattern.search(asked):
            return _matching(answered), None
    for match in _NOUN.finditer(asked):
        for word in match[1].split():
            noun = word.strip(".,:'").removesuffix("'s")
            if noun in _LISTS.among("ended_by"):
                break
            if known := _listed().get(noun):
                return _other_than(asked, known), None
            if not _LISTS.among("named").isdisjoint((noun, noun.removesuffix("s"))):
                return None, _new_name(question)
    return None, _new_name(question) if _CALLED.search(asked) else None


def _matching(answered: re.Pattern[str]) -> Held:
    return lambda sentence: bool(answered.search(sentence.text))


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
    listed = {nouns: names.split() for nouns, names in _LISTS.mapped("listed").items()}
    listed |= {"month months": MONTHS, "weekday day days": WEEKDAYS}
    found = {}
    for nouns, names in listed.items():
        spelled = "|".join(re.escape(name.replace("_", " ")) for name in names)
        for noun in nouns.split():
            found[noun] = re.compile(rf"\b(?:{spelled})\b")
    return found
