"""The noun phrases of a question, by closed word classes and capitals: no model, no tagger."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from index import CALENDAR
from qa.language.clauses import Form, form, noun_too, of_known_verb
from qa.understanding.lists import CLASSES

# "Veary's", "56-game", "AT&T"
_WORD = re.compile(r"[^\W_]+(?:[-’'.&][^\W_]+)*(?:’(?=\s|$)|'(?=\s|$))?")
# "2024", "3rd"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d|\d{1,2}(?:st|nd|rd|th)?")
_MARKS = frozenset(",;:?!.—–(")
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
    """A word at `start:end` of a question as it was typed; `after_mark`: with a mark before it.

    The tokens of qa.language have their places in a levelled text and lack articles, whereas a
    question is given back with words of its own exchanged, articles and spelling as they were.
    """

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


def closed() -> frozenset[str]:
    """Every word that cannot stand inside a noun phrase by itself."""
    return CLASSES.among(*_CLOSED)


@lru_cache(1 << 14)
def is_verb(low: str) -> bool:
    """Whether a lower-cased word is more likely a verb than a noun."""
    kind = form(low)
    if kind in (Form.BASE, Form.THIRD):
        return not noun_too(low)
    return kind is not Form.NONE and (kind is not Form.ING or of_known_verb(low))


@lru_cache(256)  # the rules look at the same few questions again and again
def words(text: str) -> tuple[Word, ...]:
    """The words of `text` in order."""
    found: list[Word] = []
    at = 0
    for match in _WORD.finditer(text):
        marked = not _MARKS.isdisjoint(text[at : match.start()])
        found.append(Word(match.group(), match.start(), match.end(), marked))
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


def extended(text: str, found: tuple[Phrase, ...], at: int, *, states: bool = True) -> str:
    """Phrase `at` with what hangs on it: "the mayoral election" → "… in Port Sellen".

    Chains of "of" and "and" are followed to their end, and one other preposition; dates are
    left out, and without `states` so is "on strike".
    """
    stated = words(text)
    last, others = found[at].last, 0
    for following in found[at + 1 :]:
        joined = following.first == last + 1 and not stated[last].after_mark
        linked = following.before in _LINKS
        if not (joined and linked) or following.kind is Kind.DATE:
            break
        if not states and following.text in CLASSES.among("states"):
            break
        others += following.before not in ("of", "and")
        if others > 1:
            break
        last = following.last
    return text[stated[found[at].first].start : stated[last - 1].end]


def _run(stated: tuple[Word, ...], at: int) -> int:
    """Where the noun phrase that begins with word `at` ends; `at` itself if none does."""
    first = _first_noun(stated, at)
    if first is None:
        return at
    asked = _asked(stated, at)
    named = first == at and stated[at].text[0].isupper()
    end = _name_end(stated, at) if named else first + 1
    if named and asked and not _possessive(stated[end - 1]):
        return end
    while end < len(stated) and not stated[end].after_mark:
        if _possessive(stated[end - 1]) and stated[end].low not in closed():
            end += 1
        elif _nominal(stated[end]):
            end = _name_end(stated, end) if stated[end].text[0].isupper() else end + 1
        else:
            break
    return _before_verb(stated, first, end) if asked else end


def _asked(stated: tuple[Word, ...], at: int) -> bool:
    """Whether a helper precedes, or what it asks of: "Wendry" of "did the mayor of Wendry win"."""
    helpers, back = CLASSES.among("helpers"), at - 1
    if at > 1 and stated[back].low in _LINKS and not stated[at].after_mark:
        back -= 1
        while back > 0 and not stated[back].after_mark and not _may_be_verb(stated[back]):
            if stated[back].low in helpers or is_verb(stated[back].low):
                break
            back -= 1
    return back >= 0 and stated[back].low in helpers


def _first_noun(stated: tuple[Word, ...], at: int) -> int | None:
    """The first word, less an article, of a phrase that begins with word `at`; None for none."""
    word, following = stated[at], stated[at + 1 : at + 2]
    if word.low in CLASSES.among("determiners"):
        opens = following and not following[0].after_mark
        return at + 1 if opens and following[0].low not in CLASSES.among("prepositions") else None
    if _function_word(word) or _verb_after_subject(stated, at) or _progressive(stated, at):
        return None
    capital = word.text[0].isupper() and (at > 0 or not is_verb(word.low))
    return at if capital or (not word.text[0].isupper() and _nominal(word)) else None


def _before_verb(stated: tuple[Word, ...], first: int, end: int) -> int:
    """Where a subject ends that stands before its verb: "the ferry" of "did the ferry crash".

    Where no sure verb follows it, the last word of it that may be one is the verb.
    """
    if end < len(stated) and not stated[end].after_mark and is_verb(stated[end].low):
        return end
    verbs = (at for at in range(end - 1, first, -1) if _may_be_verb(stated[at]))
    return next(verbs, end)


def _may_be_verb(word: Word) -> bool:
    """Whether it is a noun that is a verb too, in the form that follows "did"."""
    return word.text.islower() and form(word.low) is Form.BASE and noun_too(word.low)


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
    return word.low in closed() and not (word.text[0].isupper() and word.low in CALENDAR)


def _verb_after_subject(stated: tuple[Word, ...], at: int) -> bool:
    """Whether it is "cost" in "did it cost", "crash" in "did the ferry crash"."""
    if not at or not stated[at].text.islower() or not noun_too(stated[at].low):
        return False
    before = stated[at - 1].low
    subjects = CLASSES.among("things", "persons", "plurals") | {"i", "you", "we"}
    return before in subjects | {"have", "to", "not"} or before not in closed()


def _progressive(stated: tuple[Word, ...], at: int) -> bool:
    """Whether it is "suing" in "who is suing"."""
    before = [word.low for word in stated[max(0, at - 2) : at]]
    acting = len(before) == 2 and before[0] in ("who", "what", "which", "that")
    return acting and before[1] in ("is", "are", "was", "were") and stated[at].low.endswith("ing")


def _nominal(word: Word) -> bool:
    if word.text[0].isupper():
        return not _function_word(word)
    adverb = word.low.endswith("ly") and word.low not in CLASSES.among("ly_nouns")
    return word.low not in closed() and not adverb and not is_verb(word.low)


def _kind(stated: tuple[Word, ...], before: str) -> Kind:
    lows = [word.low.removesuffix("'s") for word in stated]
    if all(_YEAR.fullmatch(low) or low in CALENDAR for low in lows):
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
