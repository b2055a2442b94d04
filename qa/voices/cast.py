"""Who is named in an article: full names, titles, ages and whether "he" or "she" may mean them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from index import Span
from qa.language.lists import WORDS
from qa.voices.lists import VOICES

_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]*[\w]|[A-Z]\.(?:[A-Z]\.)*|[A-Z]\b)"
_PARTICLE = r"(?:de|da|di|van|von|der|den|bin|al|el|la|le|du|dos|del|ben|ibn|y)"
_SHORT = r"(?:(?<!\w{5})\.)?"
"""A full stop after "Gov" or "J", which does not end a sentence."""
_RUN = re.compile(rf"{_CAPITAL}{_SHORT}(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}{_SHORT})*")
_GENITIVE = re.compile(r"['’]s?$")
_AGE = re.compile(r",? (?:aged? )?(\d{1,3})\b(?!,\d)")
_AFTER = re.compile(
    r",(?: \d+,)? (?:an?|the|who (?:is|was)|then|former|his|her|its|their)? ?([^.;:“”\"]{3,70})"
)
_BEFORE = re.compile(r"([a-z][\w’'-]*(?: [a-z][\w’'-]*){0,2})[, ]*$")
_WORD = re.compile(r"[\w-]+")
_PRONOUN = re.compile(r"\b(he|she|his|her|him)\b", re.I)
_NEAR = 180
_FEWEST = 2


@dataclass
class Person:
    """Somebody whom an article names. `full` is the longest form of the name, without titles."""

    full: str
    words: tuple[str, ...]
    mentions: list[Span] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    age: str = ""
    man: bool | None = None

    @property
    def named(self) -> Span:
        """Where the article first names them in full."""
        return next(iter(self.mentions), (0, 0))


class Cast:
    """The people of one article's text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.people: list[Person] = []
        self._by_last: dict[str, list[Person]] = {}
        self._by_first: dict[str, list[Person]] = {}
        short: list[tuple[str, Span, tuple[str, ...]]] = []
        for match in _RUN.finditer(text):
            for titles, words, (first, last) in _split(match[0]):
                span = match.start() + first, match.start() + last
                if len(words) > 1:
                    self._met(words, span, titles)
                else:
                    short.append((words[0], span, titles))
        for word, span, titles in short:
            for one in self._by_last.get(word, ())[:1] or self._called_so(word):
                one.mentions.append(span)
                one.roles.update(titles)
            if titles and word not in self._by_last and word not in self._by_first:
                self._met((word,), span, titles)  # "Ms Solvane", of whom no more is told
        for one in self.people:
            one.mentions.sort(key=lambda span: (span[1] - span[0] < len(one.full), span))

    def _met(self, words: Sequence[str], span: Span, titles: Sequence[str]) -> None:
        key = words[-1]
        known = next((one for one in self._by_last.get(key, ()) if _same(one.words, words)), None)
        if known is None:
            known = Person(" ".join(words), tuple(words))
            self.people.append(known)
            self._by_last.setdefault(key, []).append(known)
            if len(words) > 1:
                self._by_first.setdefault(words[0], []).append(known)
        elif len(words) > len(known.words):
            known.full, known.words = " ".join(words), tuple(words)
        known.mentions.append(span)
        known.roles.update(titles)
        known.roles.update(self._called(span))
        if not known.age and (age := _AGE.match(self._text, span[1])):
            known.age = age[1]

    def _called(self, span: Span) -> Iterator[str]:
        """What stands beside a name: "coach", ", chief executive of the line"."""
        if before := _BEFORE.search(self._text, max(0, span[0] - 40), span[0]):
            yield from (w.lower() for w in _WORD.findall(before[1]))
        if after := _AFTER.match(self._text, span[1]):
            yield from (w.lower() for w in _WORD.findall(after[1])[:8])

    def _called_so(self, word: str) -> Sequence[Person]:
        """Those who may be meant by a first name."""
        first = word.lower() in VOICES.among("male", "female")
        return self._by_first.get(word, ())[:1] if first else ()

    def find(self, words: Sequence[str]) -> Person | None:
        """Whom a name means: "Solvane", "Marit", "Marit Solvane"; None for nobody known."""
        bare = [word for word in words if not is_title(word)]
        bare = [word for word in bare if _low(word) not in VOICES.among("suffixes")]
        if not bare or self._is_body(bare):
            return None
        for key in (bare[-1], bare[0]):
            for one in self._by_last.get(key, ()):
                if set(bare) <= set(one.words) or (len(bare) > 1 and set(one.words) <= set(bare)):
                    return one
        if len(bare) == 1:
            return next(iter(self._by_first.get(bare[0], ())), None)
        return None

    def _is_body(self, words: Sequence[str]) -> bool:
        """Whether a name is no person's: "Homeland Security", "City of Tamber"."""
        lows = set(map(_low, words))
        placed = len(words) > 1 and lows & VOICES.among("places") and words[0] not in self._by_first
        return bool(lows & VOICES.among("bodies") or placed)

    def within(self, start: int, end: int) -> list[Person]:
        """The people named in `start:end`, in order."""
        found = [
            (span[0], one) for one in self.people for span in one.mentions if start <= span[0] < end
        ]
        return list({id(one): one for _, one in sorted(found, key=lambda it: it[0])}.values())

    def called(self, noun: str, before: int, more: Sequence[str] = ()) -> Person | None:
        """The one who was last named `before` a place of those who are what `noun` says.

        `more` are words that must be said of them as well: "justice" of the justice minister.
        """
        wanted, needed = _alike(noun), set(more) - VOICES.among("qualifying")
        best: tuple[int, Person] | None = None
        for one in self.people:
            if wanted.isdisjoint(one.roles) or not needed <= one.roles:
                continue
            last = max((span[0] for span in one.mentions if span[0] < before), default=-1)
            if best is None or last > best[0]:
                best = last, one
        return best[1] if best else None

    def man(self, one: Person) -> bool | None:
        """Whether "he" may mean somebody, or "she"; None where nothing tells."""
        if one.man is None:
            one.man = self._man(one)
        return one.man

    def _man(self, one: Person) -> bool | None:
        titled = one.roles & {"mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady"}
        if titled:
            return not titled.isdisjoint({"mr", "sir", "lord"})
        first = one.words[0].lower().rstrip(".")
        if len(one.words) > 1 and (first in VOICES.among("male")) != (
            first in VOICES.among("female")
        ):
            return first in VOICES.among("male")
        votes = 0
        for span in one.mentions:
            if match := _PRONOUN.search(self._text, span[1], span[1] + _NEAR):
                between = self._text[span[1] : match.start()]
                if not re.search(r"[A-Z]\w+ [A-Z]", between):
                    votes += 1 if match[1].lower() in ("he", "his", "him") else -1
        men = one.roles & VOICES.among("men")
        women = one.roles & VOICES.among("women")
        votes += _FEWEST * (bool(men) - bool(women))
        return votes > 0 if abs(votes) >= _FEWEST else None


def is_title(word: str) -> bool:
    """Whether a word stands before a name and is no part of it: "Mayor", "Dr."."""
    return _low(word) in VOICES.among("titles")


def _opens(low: str) -> bool:
    """Whether a word has a capital only because it opens a sentence."""
    return low in WORDS.among("function_words") or low in VOICES.among("borders", "asides", "idle")


@lru_cache(1 << 14)
def _split(run: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...], Span], ...]:
    """The person that a run of capitals may name: titles in lower case, the name, its place."""
    words = [(match[0], match.span()) for match in re.finditer(r"\S+", run)]
    spoken = [word for word, _ in words]
    first = _begins(spoken)
    titles = list(map(_low, filter(is_title, spoken[:first])))
    words = words[first:]
    lows = set(map(_low, spoken[first:]))
    if lows & VOICES.among("bodies") or len(words) > 5 or (len(words) == 1 and _opens(*lows)):
        return ()
    if _is_place([_low(word) for word in spoken[first:]]):
        return ()
    last, (at, _) = words[-1]
    last = _GENITIVE.sub("", last)
    name = list(map(_unended, (*spoken[first:-1], last)))
    while len(name) > 1 and _low(name[-1]) in VOICES.among("suffixes"):
        name.pop()
    if len(name) == 1 and len(name[0]) > 1 and name[0].isupper():
        return ()
    return ((tuple(titles), tuple(name), (words[0][1][0], at + len(last))),)


def _is_place(lows: Sequence[str]) -> bool:
    """Whether words are rather the name of a place: "Hyde Park", but neither "Bill" nor "Law"."""
    given = VOICES.among("male", "female")
    return len(lows) > 1 and lows[-1] in VOICES.among("places") and lows[0] not in given


def _begins(words: Sequence[str]) -> int:
    """Where in a run of capitals the name begins: after "Oregon Gov.", "Biden’s" or "But"."""
    for at in range(len(words) - 2, -1, -1):
        low = _low(words[at])
        if is_title(low) or _GENITIVE.search(low) or _opens(low):
            return at + 1
    return 0


def _low(word: str) -> str:
    return word.lower().rstrip(".")


def _unended(word: str) -> str:
    """A word without the full stop of a sentence; that of an initial stays."""
    return word.rstrip(".") if len(word) > 2 else word


def _same(known: Sequence[str], words: Sequence[str]) -> bool:
    return set(known) <= set(words) or set(words) <= set(known)


@cache
def _alike(noun: str) -> frozenset[str]:
    """Other words for a role: the pontiff is the pope."""
    groups = (set(group) for group in VOICES.groups("same_roles") if noun in group)
    return frozenset({noun}).union(*groups)
