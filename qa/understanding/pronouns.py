"""Which pronouns of a question point at something that the question itself does not name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.language.clauses import noun_too
from qa.understanding.lists import CLASSES
from qa.understanding.phrases import Kind, Phrase, Word, closed, is_verb, phrases, words

# "Is it true that …", "did it cost to build …", "it rained": "it" stands for nothing earlier.
_EMPTY_IT = re.compile(
    r"\bit\b(?: \w+){0,4}? (?:that|who|whether|if|like|when"
    r"|to (?!the\b|an?\b|it\b|this\b|that\b)[a-z]+)\b"
    r"|\bit (?:rain|snow|(?:cost|take)s? for\b)|\b(?:time|day) (?:is|was) it\b",
    re.IGNORECASE,
)
_THEY = frozenset({"they", "them", "their", "themselves"})
_DEMONSTRATIVES = frozenset({"that", "this", "these", "those"})
_CLAIM_OR_DEED = frozenset({"say", "said", "says", "do", "done"})
"""After these "that" is what no noun phrase can stand for."""


def leaning(core: str) -> list[int]:
    """The places, among the words of a question, of the pronouns that lean on something outside."""
    stated = words(core)
    places = (_Place(core, stated, at) for at in range(len(stated)))
    return [place.at for place in places if _points(place) and not _explained(place)]


def owns(stated: Sequence[Word], at: int) -> bool:
    """Whether "her" at `at` is "her defeat" and not "to her when"."""
    rest = stated[at + 1 : at + 2]
    if stated[at].low != "her":
        return bool(rest)
    return bool(rest) and not rest[0].after_mark and rest[0].low not in closed()


@dataclass(frozen=True, slots=True)
class _Place:
    """Word `at` of a question, and what stands around it; "" where nothing does."""

    core: str
    stated: tuple[Word, ...]
    at: int

    @property
    def low(self) -> str:
        return self.stated[self.at].low

    @property
    def before(self) -> str:
        return self.stated[self.at - 1].low if self.at else ""

    @property
    def after(self) -> str:
        return self.stated[self.at + 1].low if self.at + 1 < len(self.stated) else ""

    @property
    def subject(self) -> bool:
        """Whether a verb follows, so that it acts."""
        return is_verb(self.after) or self.after in CLASSES.among("auxiliaries")

    @property
    def owner(self) -> bool:
        return self.low in CLASSES.among("possessives") and owns(self.stated, self.at)

    def since(self, first: int) -> tuple[Word, ...]:
        """The words from `first` up to here, this one left out."""
        return self.stated[first : self.at]

    def clause_after(self, first: int) -> bool:
        """Whether a clause begins between word `first` and here, or here."""
        return any(
            word.after_mark or word.low in CLASSES.among("joints")
            for word in self.stated[first : self.at + 1]
        )


def _points(place: _Place) -> bool:
    """Whether a word is a pronoun, and not one that stands for nothing or joins clauses."""
    low = place.low
    if low in CLASSES.among("persons") | _THEY | {"its", "itself"}:
        return True
    if low == "it":
        return place.before not in ("do", "done") and not _EMPTY_IT.search(place.core)
    if low == "there":
        counted = place.before in CLASSES.among("auxiliaries") and bool(phrases(place.core))
        return not (place.after or counted or place.before in ("out", "from"))
    return low in _DEMONSTRATIVES and _stands_alone(place)


def _stands_alone(place: _Place) -> bool:
    """Whether "that" is a thing: not "that year", "the man that", "say that", "is that true"."""
    before, after = place.before, place.after
    if after in CLASSES.among("relative_days") | {"who", "true", "right", "mean"}:
        return False
    if before in _CLAIM_OR_DEED:
        return False
    if not after:
        return is_verb(before) or _led(before)
    verb = is_verb(after) or (noun_too(after) and before in CLASSES.among("helpers"))
    return _led(before) and (verb or after in closed() - CLASSES.among("determiners"))


def _led(before: str) -> bool:
    return before in CLASSES.among("auxiliaries", "prepositions")


def _explained(place: _Place) -> bool:
    """Whether the question itself names what a pronoun means."""
    found = phrases(place.core)
    return (
        any(phrase.last <= place.at and _antecedent(place, phrase) for phrase in found)
        or _whoever(place)
        or _named_later(place, found)
    )


def _antecedent(place: _Place, phrase: Phrase) -> bool:
    """Whether a pronoun means a phrase before it.

    One that is the object of a clause does not mean the clause's own subject.
    """
    if not _fits(phrase, place.low, asked=place.before not in CLASSES.among("auxiliaries")):
        return False
    verbs = sum(is_verb(word.low) for word in place.since(phrase.last))
    return (
        place.subject
        or place.owner
        or place.clause_after(phrase.last)
        or verbs > 1
        or (place.low == "them" and phrase.plural and not phrase.subject)
    )


def _whoever(place: _Place) -> bool:
    """Whether it is the one whom the question asks for: "Who resigned after he lost?"."""
    if place.low not in CLASSES.among("persons") or place.stated[0].low not in ("who", "whose"):
        return False
    acted = place.owner and any(is_verb(word.low) for word in place.since(1))
    return acted or place.clause_after(1)


def _named_later(place: _Place, found: Sequence[Phrase]) -> bool:
    """Whether the next clause names it: "When she resigned, what did the mayor say?"."""
    following = range(place.at + 1, len(place.stated))
    comma = next((at for at in following if place.stated[at].after_mark), None)
    return comma is not None and any(
        phrase.first >= comma and _fits(phrase, place.low, asked=True) for phrase in found
    )


def _fits(phrase: Phrase, low: str, *, asked: bool) -> bool:
    """Whether the pronoun `low` can mean the phrase; `asked`: also if it is "which star"."""
    if phrase.kind is Kind.DATE:
        return False
    if asked and phrase.before in ("which", "what", "this"):
        return True
    if low in CLASSES.among("persons"):
        return phrase.kind is Kind.PERSON or (_named(phrase) and phrase.kind is not Kind.PLACE)
    parts = phrase.text.split()
    if low in _THEY | {"these", "those"}:
        several = any(part.endswith("s") for part in parts)
        return several or phrase.kind in (Kind.GROUP, Kind.PERSON, Kind.NAME)
    return phrase.kind is not Kind.PERSON and (not phrase.plural or parts[-1][0].isupper())


def _named(phrase: Phrase) -> bool:
    """Whether it ends in a name or has an owner: a ship is "she", a name may be anybody's."""
    *owners, head = phrase.text.split()
    return head[0].isupper() or any(
        part[0].isupper() and part.endswith(("'s", "’s", "s'")) for part in owners
    )
