"""A question of a conversation, less the words with which it goes on from the last one."""

import re
from dataclasses import dataclass

from qa.understanding.lists import CLASSES
from qa.understanding.phrases import Phrase, Word, phrases, words

# "And what about "
_OPENING = re.compile(
    r"^(?:(?:and|but|so|then|well|ok|okay|also|plus)\b[\s,]*)*(?:(?:what|how) about\b\s*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Core:
    """A question less its question mark and an "And" or "What about", which `opened` tells of."""

    text: str
    opened: bool

    @property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return words(self.text)

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """Its noun phrases."""
        return phrases(self.text)

    @property
    def led(self) -> bool:
        """Whether it begins with a preposition."""
        return self.words[0].low in CLASSES.among("prepositions")

    def has(self, *classes: str) -> bool:
        """Whether one of its words is of one of these classes."""
        return any(word.low in CLASSES.among(*classes) for word in self.words)


def core_of(text: str) -> Core:
    """A question as it was typed, less its opening and its question mark."""
    opening = _OPENING.match(text)
    bare = text.rstrip(" ?!.")
    core = text[opening.end() if opening else 0 :].rstrip(" ?!.")
    return Core(core, opened=len(core) < len(bare))
