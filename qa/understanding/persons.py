"""Whom "he" or "she" of a follow-up may mean, by the articles that were cited."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from qa.voices.cast import Cast, Person
from qa.voices.lists import VOICES

_AROUND = 400
"""So many characters before and after what was quoted, somebody is named whom a pronoun means."""
# "Saoirse Bell"
_FULL_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+"
_HIS = frozenset(("he", "him", "his", "himself"))
_HERS = frozenset(("she", "her", "hers", "herself"))


def man(pronoun: str) -> bool | None:
    """Whether a lower-cased pronoun means a man, or a woman; None where it may be either."""
    return True if pronoun in _HIS else False if pronoun in _HERS else None


def called(text: str) -> bool | None:
    """Whether a text calls somebody what only a man is called, or only a woman."""
    return _by_words(text.lower().split())


def _by_words(lows: Sequence[str]) -> bool | None:
    """Whether a word of those is said of men only, or of women only: the last that is."""
    men, women = VOICES.among("men"), VOICES.among("women")
    found = [low in men for low in lows if low in men or low in women]
    return found[-1] if found else None


class Persons:
    """The people of the articles with these `texts`, of which `quotes` were shown."""

    def __init__(self, texts: Sequence[str], quotes: Sequence[str] = ()) -> None:
        self._texts = [text for text in texts if text]
        self._quotes = quotes

    def meant(self, names: Sequence[str], wanted: bool | None) -> str:
        """The first of `names` that is one of a man, or a woman, as `wanted`; "" for none.

        Before one of whom that is not known comes whoever is named near what was quoted.
        """
        if wanted is None:
            return next(iter(names), "")
        known = [(name, self._man(name)) for name in names]
        sure = (name for name, is_man in known if is_man is wanted)
        near = (one.full for one, is_man in self._around() if is_man is wanted)
        maybe = (name for name, is_man in known if is_man is None)
        return next(chain(sure, near, maybe), "")

    def called(self, noun: str) -> str:
        """The one person whom the articles call so: "Saoirse Bell" for "librarian"; or nobody."""
        titled = re.compile(rf"\b(?i:{re.escape(noun)}) ({_FULL_NAME})")
        found = {name for text in self._texts for name in titled.findall(text)}
        return found.pop() if len(found) == 1 else ""

    def _man(self, name: str) -> bool | None:
        """Whether somebody is a man: by the articles, else by a word or a first name."""
        words = name.split()
        for cast in map(_cast, self._texts):
            if words[0][0].isupper() and (one := cast.find(words)):
                return cast.man(one)
        lows = [word.lower().rstrip(".") for word in words]
        if (known := _by_words(lows)) is not None:
            return known
        his, hers = (lows[0] in VOICES.among(names) for names in ("male", "female"))
        return his if his is not hers else None

    def _around(self) -> Iterator[tuple[Person, bool | None]]:
        """The people named near a quote, the nearest text first."""
        for quote in self._quotes:
            for text in self._texts:
                at = text.find(quote)
                if at >= 0:
                    cast = _cast(text)
                    near = cast.within(max(0, at - _AROUND), at + len(quote) + _AROUND)
                    yield from ((one, cast.man(one)) for one in near)


@lru_cache(32)  # a conversation stays with a few articles
def _cast(text: str) -> Cast:
    return Cast(text)
