"""What an article says was wrong, in itself or in another one that it sets right."""

import re
from functools import cache, lru_cache

from index import WordLists
from qa.language.sentence import Sentence, read

_LISTS = WordLists("qa.language", "corrections.yaml")
_REMEMBERED = 10_000
"""So many texts, mostly headlines and sentences that many questions find again, are not looked at
twice."""
# what was wrong stands behind "not" and its like, up to the next comma or the end
_DENIED = re.compile(
    r"\b(?:not|instead of|rather than|we (?:\w+ )?(?:called|named|spelt|spelled|wrote|said|gave))"
    r"\b([^,.;:()]{1,80}(?:[.,]\d[^,.;:()]{0,40})?)",
    re.IGNORECASE,
)


@lru_cache(maxsize=_REMEMBERED)
def notes_correction(text: str) -> bool:
    """Whether a sentence says of its article that it was corrected: "This version corrects …"."""
    low = text.lower()
    return any(one in low for one in _LISTS.among("hints")) and bool(_either("notes").search(text))


@lru_cache(maxsize=_REMEMBERED)
def tells_wrong(text: str) -> bool:
    """Whether a sentence of a correction tells what was wrong: "63 per cent, not 36 per cent"."""
    return _either("wrong").search(text) is not None


def announces(text: str) -> bool:
    """Whether a sentence of a correction only says that something was wrong, not what is right."""
    return _either("announcing").search(text) is not None and not tells_wrong(text)


def denied(text: str) -> frozenset[float | str]:
    """The figures and the names that a correction says were wrong."""
    found: set[float | str] = set()
    for match in _DENIED.finditer(text):
        said = read(match[1])
        found |= said.figures | said.name_stems
    return frozenset(found)


def held(sentence: Sentence) -> frozenset[float | str]:
    """The figures and the names of a sentence, to be compared with what was denied."""
    return frozenset(sentence.figures | sentence.name_stems)


@cache
def _either(name: str) -> re.Pattern[str]:
    return re.compile("|".join(_LISTS.table[name]), re.IGNORECASE)
