"""The noun phrases of a question, by closed word classes and capitals: no model, no tagger."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from qa.understanding.lists import CLASSES

_WORD = re.compile(r"[^\W_]+(?:[-’'.&][^\W_]+)*(?:’(?=\s|$)|'(?=\s|$))?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|\d{1,2}(?:st|nd|rd|th)?")
_LINKS = ("of", "and", "in", "at", "on", "for", "against", "between", "near")
_CLOSED = (
    "determiners", "auxiliaries", "prepositions", "question_words", "persons", "plurals", "things",
    "possessives", "empty",
)  # fmt: skip


class Kind(Enum):
    """What a phrase seems to name."""

    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    DATE = "date"
    EVENT = "event"
    NAME = "name"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start:end`; `after_mark` where punctuation stands before it."""

    text: str
    start: int
    end: int
    after_mark: bool

    @property
    def low(self) -> str:
        """Lower-cased, with straight apostrophes."""
        return self.text.lower().replace("’", "'")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words `first:last` of a question that name something.

    `before` is the word in front of it, lower-cased; `subject` says that this is an auxiliary.
    """

    text: str
    first: int
    last: int
    before: str
    kind: Kind

    @property
    def head(self) -> str:
        """The last word, lower-cased: what the phrase is a kind of."""
        return self.text.split()[-1].lower()

    @property
    def subject(self) -> bool:
        """Whether it follows an auxiliary, as the subject of a question does."""
        return self.before in CLASSES.among("auxiliaries")

    @property
    def definite(self) -> bool:
        """Whether it begins with "the"."""
        return self.text.lower().startswith("the ")

    @property
    def plural(self) -> bool:
        """Whether it looks like more than one."""
        head = self.head
        if self.text.split()[-1].isupper():  # an abbreviation
            return False
        return head in ("people", "police", "children", "men", "women") or (
            head.endswith("s") and not head.endswith(("ss", "us", "is", "'s", "’s"))
        )


@cache
def closed() -> frozenset[str]:
    """Every word that cannot stand inside a noun phrase by itself."""
    return frozenset().union(*(CLASSES.among(name) for name in _CLOSED))


@cache
def _verb_forms() -> frozenset[str]:
    forms = set(CLASSES.among("irregular"))
    for verb in CLASSES.among("verbs"):
        stem = verb.removesuffix("e")
        forms |= {verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{stem}ing", f"{verb}ing"}
        forms |= {f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"}
        if verb.endswith("y"):
            forms |= {f"{verb[:-1]}ies", f"{verb[:-1]}ied"}
    for noun in CLASSES.among("nouns_too"):  # "used" and "using" are verbs, "use" is either
        stem = noun.removesuffix("e")
        forms |= {f"{stem}ed", f"{stem}ing"}
    return frozenset(forms)


def is_verb(low: str) -> bool:
    """Whether a lower-cased word is more likely a verb than a noun."""
    return low in _verb_forms() or (low.endswith("ed") and len(low) > 4)


@lru_cache(256)  # the rules look at the same few questions again and again
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order."""
    found: list[Word] = []
    at = 0
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        found.append(
            Word(match.group(), match.start(), match.end(), bool(re.search(r"[,;:?!.—–(]", gap)))
        )
        at = match.end()
    return tuple(found)


@lru_cache(256)
def phrases(text: str) -> tuple[Phrase, ...]:
    """The noun phrases of a question, in order, none inside another."""
    stated = words(text)
    found: list[Phrase] = []
    at = 0
    while at < len(stated):
        end = _run(stated, at)
        if end == at:
            at += 1
            continue
        before = stated[at - 1].low if at and not stated[at].after_mark else ""
        span = text[stated[at].start : stated[end - 1].end]
        found.append(Phrase(span, at, end, before, _kind(stated[at:end], before)))
        at = end
    return tuple(found)


def extended(text: str, found: tuple[Phrase, ...], at: int) -> str:
    """Phrase `at` with what hangs on it: "the mayoral election" → "… in Port Sellen".

    Chains of "of" and "and" are followed to their end, and one other preposition; dates are
    left out.
    """
    stated = words(text)
    last, others = found[at].last, 0
    for following in found[at + 1 :]:
        joined = following.first == last + 1 and not stated[last].after_mark
        linked = following.before in _LINKS
        if not (joined and linked) or following.kind is Kind.DATE:
            break
        others += following.before not in ("of", "and")
        if others > 1:
            break
        last = following.last
    return text[stated[found[at].first].start : stated[last - 1].end]


def _run(stated: tuple[Word, ...], at: int) -> int:
    """Where the noun phrase that begins with word `at` ends; `at` itself if none does."""
    word = stated[at]
    after_do = at > 0 and stated[at - 1].low in CLASSES.among("helpers")
    end = at
    if word.low in CLASSES.among("determiners"):
        following = stated[at + 1 : at + 2]
        if (
            not following
            or following[0].after_mark
            or following[0].low in CLASSES.among("prepositions")
        ):
            return at
        end = at + 2
    elif _function_word(word) or _verb_after_subject(stated, at):
        return at
    elif word.text[0].isupper() and (at or not is_verb(word.low)):
        end = _name_end(stated, at)
        if after_do and not _possessive(stated[end - 1]):
            return end
    elif not _nominal(word, verb_like=False):
        return at
    else:
        end = at + 1
    while end < len(stated) and not stated[end].after_mark:
        if _possessive(stated[end - 1]) and stated[end].low not in closed():
            end += 1
        elif _nominal(stated[end], verb_like=after_do):
            end = _name_end(stated, end) if stated[end].text[0].isupper() else end + 1
        else:
            break
    return end


def _name_end(stated: tuple[Word, ...], at: int) -> int:
    """Where the run of capitalised words from `at` ends, "University of Wendry" in one."""
    end = at + 1
    while end < len(stated) and not stated[end].after_mark and not _possessive(stated[end - 1]):
        rest = stated[end : end + 2]
        if rest[0].text[0].isupper() and rest[0].low not in closed():
            end += 1
        elif rest[0].low == "of" and len(rest) > 1 and rest[1].text[0].isupper():
            end += 2
        else:
            break
    return end


def _possessive(word: Word) -> bool:
    return word.low.endswith(("'s", "s'"))


def _function_word(word: Word) -> bool:
    """Whether it is of a closed class; "May" with a capital is a month."""
    return word.low in closed() and not (
        word.text[0].isupper() and word.low in CLASSES.among("calendar")
    )


def _verb_after_subject(stated: tuple[Word, ...], at: int) -> bool:
    """Whether it is "cost" in "did it cost", "crash" in "did the ferry crash"."""
    if not at or stated[at].low not in CLASSES.among("nouns_too"):
        return False
    before = stated[at - 1].low
    subjects = (
        CLASSES.among("things")
        | CLASSES.among("persons")
        | CLASSES.among("plurals")
        | {"i", "you", "we"}
    )
    return before in subjects | {"have", "to", "not"} or before not in closed()


def _nominal(word: Word, *, verb_like: bool) -> bool:
    if word.text[0].isupper():
        return not _function_word(word)
    low = word.low
    if low in closed() or is_verb(low):
        return False
    return not (verb_like and low in CLASSES.among("nouns_too"))


def _kind(stated: tuple[Word, ...], before: str) -> Kind:
    lows = [word.low.removesuffix("'s") for word in stated]
    if all(_YEAR.fullmatch(low) or low in CLASSES.among("calendar") for low in lows):
        return Kind.DATE
    bare = stated[lows[0] in CLASSES.among("determiners") :]
    named = all(word.text[0].isupper() or word.low == "of" for word in bare)
    head = lows[-1]
    for kind, name in ((Kind.PERSON, "roles"), (Kind.GROUP, "groups"), (Kind.EVENT, "events")):
        if head in CLASSES.among(name):
            return kind
    if not named:
        grouped = head in CLASSES.among("organisations") and bare[0].text[0].isupper()
        return Kind.GROUP if grouped else Kind.THING
    if set(lows) & CLASSES.among("organisations"):
        return Kind.GROUP
    if len(bare) < len(stated):
        return Kind.THING
    return Kind.PLACE if before in CLASSES.among("place_prepositions") else Kind.NAME
