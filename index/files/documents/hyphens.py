"""Words that are divided at the end of a line, put together as a reader would.

The hyphen of "interna-/tional" goes and that of "24-/hour" or "Lee-/Harper" stays. What else the
document writes decides, where it has the word elsewhere; then figures and capitals, the lists in
`hyphens.yaml`, and whether the whole or its parts are words of English.
"""

import re
from collections import Counter
from collections.abc import Iterable

from index.english import english
from index.files.documents.textlayer import SOFT
from index.wordlists import WordLists

_LISTS = WordLists("index.files.documents", "hyphens.yaml")
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BEFORE = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*(?=-$)")
_AFTER = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_ENDINGS = ("'s", "’s", "s", "es", "ed", "d", "ing", "ly", "er")
_COMMON = 200_000
"""So often at least the list of English has a word that is believed to stand by itself."""


class Hyphens:
    """Joins the lines of a document, by what all its `lines` write."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = lines
        self._counted: Counter[str] | None = None

    def joined(self, before: str, after: str) -> str:
        """`before` and the line `after` it as running text."""
        if not before or not after:
            return before or after
        if before.endswith(SOFT):
            return before[:-1] + after
        if not before.endswith("-"):
            return f"{before} {after}"
        first, second = _BEFORE.search(before), _AFTER.match(after)
        if first is None or second is None:
            return f"{before} {after}" if before.endswith((" -", "--")) else before + after
        if second[0] in _LISTS.among("suspending"):
            return f"{before} {after}"
        return before + after if self._stays(first[0], second[0]) else before[:-1] + after

    def _stays(self, first: str, second: str) -> bool:
        """Whether the hyphen between two parts of a word is one of the word's own."""
        written = self._written
        hyphened, whole = f"{first}-{second}".casefold(), (first + second).casefold()
        if written[hyphened] != written[whole]:
            return written[hyphened] > written[whole]
        if first[-1].isdigit() or second[0].isdigit():
            return True
        if second[0].isupper() and not first.isupper():
            return True
        return self._compound(first.rpartition("-")[2], re.split(r"[-'’]", second)[0], first)

    def _compound(self, part: str, second: str, first: str) -> bool:
        compounds = _LISTS.among("compounds")
        low, after = part.casefold(), second.casefold()
        if f"{low}-{after}" in compounds or f"{first}-{second}".casefold() in compounds:
            return True
        if "-" in first and len(low) <= 3 and low in english():  # "mother-in-/law"
            return True
        if _known(low + after):
            return False
        if low in _LISTS.among("firsts") and _alone(after):
            return True
        if after in _LISTS.among("seconds"):
            return _alone(low) or part[:1].isupper() or "-" in first
        if part[:1].isupper() and not part.isupper():
            return False
        return _alone(low) and _alone(after)

    @property
    def _written(self) -> Counter[str]:
        """How often each word stands within a line, as it is written there."""
        if self._counted is None:
            self._counted = Counter()
            for line in self._lines:
                for found in _TOKEN.finditer(line):
                    if found.end() < len(line) - 1 or not line.endswith("-"):
                        self._counted[found[0].casefold()] += 1
        return self._counted


def part_of_word(first: str, second: str) -> bool:
    """Whether a large first letter belongs to what follows it: "T" and "he", not "A" and "new"."""
    if len(first) > 1 or first.upper() not in "AIO":
        return True
    words = english()
    whole, rest = words.get((first + second).casefold(), 0), words.get(second.casefold(), 0)
    return not rest or len(second) < 2 or whole > 2 * rest


def _known(word: str) -> bool:
    words = english()
    if word in words:
        return True
    return any(word.endswith(e) and word[: -len(e)] in words for e in _ENDINGS if len(word) > 5)


def _alone(word: str) -> bool:
    return len(word) > 2 and english().get(word, 0) >= _COMMON
