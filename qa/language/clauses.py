"""The verbs of a sentence, who does what and to whom: by closed lists and endings, no parser.

"The court sentenced Pell", "Pell was sentenced by the court" and "Pell, sentenced by the court" are
one act each, with the same doer and the same sufferer. What the rules cannot tell is left empty:
a pronoun, the subject of an infinitive, what is left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from index import CALENDAR
from qa.language.lists import CLAUSES
from qa.language.numerals import number_words
from qa.language.tokens import Token, stem

# the "the " before a word
_ARTICLE = re.compile(r"\b(?:an?|the) $", re.I)
_SEGMENTS = 3
"""A subject and its verb have at most so many stretches between marks, asides counted."""


class Form(Enum):
    """What kind of verb form a word may be."""

    NONE = ""
    BASE = "give"
    THIRD = "gives"
    PAST = "gave"
    PARTICIPLE = "given"
    EITHER = "opened"
    ING = "giving"


@dataclass(frozen=True, slots=True)
class Act:
    """A verb at token `at`, compared by `verb`, with the stems of the heads of who does it to whom.

    `around_doer` and `around_sufferer` have every content word that stands on that side.
    """

    verb: str
    at: int
    passive: bool
    doer: tuple[str, ...]
    sufferer: tuple[str, ...]
    around_doer: frozenset[str]
    around_sufferer: frozenset[str]


@lru_cache(1 << 15)
def form(word: str) -> Form:
    """What form of a verb the lower-cased `word` may be."""
    if word in _irregular():
        return _irregular()[word][1]
    if word in CLAUSES.among("verbs") or word in CLAUSES.among("nouns_too"):
        return Form.BASE
    if word.endswith("ed") and word not in CLAUSES.among("no_verbs"):
        known = not _bases().isdisjoint((word[:-1], word[:-2]))
        return Form.EITHER if known or len(word) > 4 else Form.NONE
    if word.endswith("s") and any(base in _bases() for base in _without_s(word)):
        return Form.THIRD
    return Form.ING if len(word) > 5 and word.endswith("ing") else Form.NONE


def forms(words: Sequence[Token]) -> tuple[Form, ...]:
    """For each of `words` what verb form it may be; a name is none."""
    return tuple(map(_form, words))


def determined(words: Sequence[Token], flat: str) -> tuple[bool, ...]:
    """For each of `words` whether an article or another determiner stands before it in `flat`."""
    found: list[bool] = []
    end, before = 0, ""
    for word in words:
        # articles are no tokens: they stand in a gap of more than a space
        gap = flat[end : word.start] if word.start > end + 1 else ""
        found.append(before in _DETERMINERS or bool(gap and _ARTICLE.search(gap)))
        end, before = word.end, word.low
    return tuple(found)


@lru_cache(1 << 14)
def _may_stand_between(low: str, capital: bool) -> bool:
    ending = low.endswith("ly") and not capital and low not in CLAUSES.among("no_adverbs")
    return ending or low in CLAUSES.among("adverbs")


def voice_words() -> frozenset[str]:
    """The words on which it depends who does what to whom: auxiliaries and "by"."""
    return _VOICE


def adverb(word: Token) -> bool:
    """Whether `word` may stand between an auxiliary and its verb."""
    return _may_stand_between(word.low, word.capital)


class Clauses:
    """The words of a sentence with their `forms`, and whether each is `determined`."""

    def __init__(
        self, words: Sequence[Token], forms: Sequence[Form], determined: Sequence[bool]
    ) -> None:
        self.words = words
        self.forms = forms
        self.determined = determined

    def acts(self) -> Iterator[Act]:
        """Every act of which the rules know who does it or whom it is done to, in order."""
        last: Act | None = None
        for at, kind in enumerate(self.forms):
            if kind in (Form.NONE, Form.ING) or self.words[at].low in _AUXILIARY:
                continue
            before = self._before(at)
            passive = self._passive(at, kind, before)
            if passive is None:
                continue
            act = self._act(at, before, passive, last)
            if act.doer or act.sufferer:
                yield act
            last = act

    def _before(self, at: int) -> int:
        """The place of the word before the verb at `at`, adverbs passed over; -1 for none."""
        place = at - 1
        while place >= 0 and at - place < 4 and adverb(self.words[place]):
            place -= 1
        return place

    def _passive(self, at: int, kind: Form, before: int) -> bool | None:
        """Whether the verb at `at` is in the passive; None if it is no verb, or who can say."""
        if before >= 0 and self.words[before].clause == self.words[at].clause:
            low = self.words[before].low
            if low in _AUXILIARY:
                return _passive_after(low, kind)
        attributive = self.determined[at] or (before >= 0 and self.forms[before] is Form.ING)
        if attributive or kind is Form.PARTICIPLE:
            return None
        if kind is Form.EITHER and self._by(at + 1) == at + 1:
            return True
        return False if kind is Form.PAST or self._active(at, kind, before) else None

    def _active(self, at: int, kind: Form, before: int) -> bool:
        """Whether a word that may be a verb has somebody before it who does it, and an object."""
        if before < 0 or not self._object(at):
            return False
        low = self.words[before].low
        if kind is Form.EITHER:
            return low not in _NO_SUBJECT
        if self._preposition(before):
            return False
        if kind is Form.THIRD:
            return not low.endswith("s")
        plural = low.endswith("s") and not low.endswith("ss")
        return plural or low in CLAUSES.among("plural_subjects")

    def _act(self, at: int, before: int, passive: bool, last: Act | None) -> Act:
        subject, around = self.subject(at)
        joined = before >= 0 and self.words[before].low in CLAUSES.among("coordinators")
        if joined and last is not None:
            subject, around = (
                (last.sufferer, last.around_sufferer)
                if last.passive
                else (last.doer, last.around_doer)
            )
        verb = _lemma(self.words[at])
        if not passive:
            right, beyond = self._right(at + 1), self._content(at + 1, at + 12)
            return Act(verb, at, False, subject, right, around, beyond)
        by = self._by(at + 1)
        doer = self._right(by + 1) if by else ()
        beyond = self._content(by + 1, by + 12) if by else frozenset[str]()
        return Act(verb, at, True, doer, subject, beyond, around)

    def _object(self, at: int) -> bool:
        """Whether what follows the verb at `at` may be what it is done to."""
        if at + 1 >= len(self.words):
            return False
        word = self.words[at + 1]
        if word.clause != self.words[at].clause or self._ends(at + 1) or self._when(at + 1):
            return False
        if self.determined[at + 1] or word.low in CLAUSES.among("pronouns"):
            return True
        return word.content and not adverb(word)

    def _when(self, at: int) -> bool:
        """Whether a time begins at `at`: "last year", "70 years", "Monday"."""
        low = self.words[at].low
        if low[0].isdigit() or low in number_words():
            after = self.words[at + 1].low if at + 1 < len(self.words) else ""
            return after in CLAUSES.among("times")
        return low in CLAUSES.among("times") or low in CALENDAR

    def _by(self, start: int) -> int:
        """The place of the "by" that names who does it, in the clause from `start`; 0 if none."""
        for place in range(start, min(start + 12, len(self.words) - 1)):
            word, after = self.words[place], self.words[place + 1]
            if word.clause != self.words[start - 1].clause or word.low in _AUXILIARY:
                return 0
            if word.low == "by":
                counted = after.text[0].isdigit() or after.low in number_words()
                dated = after.low in CALENDAR or after.low.endswith("ing")
                return 0 if counted or dated else place
        return 0

    def subject(self, at: int) -> tuple[tuple[str, ...], frozenset[str]]:
        """The heads of what stands before the verb at `at`, and every content word there."""
        segments = list(self._segments(at))
        # where what stands beside the verb says who, nobody is who stands further off
        heads = self._heads(*segments[0])
        for segment, related in () if heads else segments[1:]:
            heads = [*self._heads(segment, related), *heads]
        around = (self.words[one] for segment, _ in segments for one in segment)
        return tuple(heads), frozenset(word.stem for word in around if word.content)

    def _segments(self, at: int) -> Iterator[tuple[list[int], bool]]:
        """The stretches between marks before the verb at `at`, that of its own clause first.

        With each is told whether a relative pronoun stands between it and the verb.
        """
        place = at - 1
        while place >= 0 and (self.words[place].low in _AUXILIARY or adverb(self.words[place])):
            place -= 1
        clause, seen, related = self.words[at].clause, 0, False
        segment: list[int] = []
        while place >= 0 and seen < _SEGMENTS:
            word = self.words[place]
            if word.clause != clause:
                yield segment, related
                clause, segment, seen = word.clause, [], seen + 1
                continue
            if word.low in CLAUSES.among("relatives") and not related:
                related = True
            elif self._stops(place):
                break
            else:
                segment.insert(0, place)
            place -= 1
        yield segment, related

    def _stops(self, place: int) -> bool:
        """Whether another clause ends at `place`, seen from behind."""
        word = self.words[place]
        if word.low in _AUXILIARY and word.low != "to":
            return True
        if word.low in CLAUSES.among("subordinators"):
            # "the vote after the debate angered them", but "it came after the debate angered them"
            return word.low not in CLAUSES.among("prepositions") or self._has_verb(place)
        if self.forms[place] is Form.PAST:
            return True
        if self.forms[place] in (Form.BASE, Form.THIRD):
            return not self.determined[place] and not noun_too(word.low) and self._object(place)
        return self.forms[place] is Form.EITHER and (
            not self.determined[place] and self._object(place)
        )

    def _has_verb(self, end: int) -> bool:
        """Whether the clause has a verb before `end`."""
        for place in range(end - 1, -1, -1):
            if self.words[place].clause != self.words[end].clause:
                return False
            if self.words[place].low in _AUXILIARY or self.forms[place] in _VERBS:
                return True
        return False

    def _heads(self, segment: Sequence[int], related: bool) -> list[str]:
        """The stems of the nouns in `segment` that no preposition governs; of all if `related`."""
        found: list[str] = []
        free = True
        for at in segment:
            word = self.words[at]
            verb = self.forms[at] in (Form.EITHER, Form.ING) and not self.determined[at]
            if verb or self._preposition(at):
                free = False
                continue
            if self.determined[at] and not (at and self._preposition(at - 1)):
                free = True
            if (free or related) and self._names(word):
                found.append(word.stem)
        return found

    def _right(self, start: int) -> tuple[str, ...]:
        """The heads of the noun phrase that begins at `start`."""
        found: list[str] = []
        for at in range(start, min(start + 8, len(self.words))):
            word = self.words[at]
            if word.clause != self.words[start - 1].clause or self._ends(at):
                break
            if found and self.determined[at]:
                break
            if self._names(word) and (at == start or not adverb(word)):
                found.append(word.stem)
        return tuple(found)

    def _ends(self, at: int) -> bool:
        return self.words[at].low in _ENDS

    def _preposition(self, at: int) -> bool:
        return self.words[at].low in CLAUSES.among("prepositions")

    def _names(self, word: Token) -> bool:
        """Whether `word` tells who or what: no figure, day or function word."""
        plain = (
            word.content and not word.low[0].isdigit() and word.low not in CLAUSES.among("pronouns")
        )
        return plain and word.low not in CALENDAR

    def _content(self, start: int, end: int) -> frozenset[str]:
        return frozenset(word.stem for word in self.words[start:end] if word.content)


def _passive_after(auxiliary: str, kind: Form) -> bool | None:
    """Whether a verb right after `auxiliary` is in the passive; None if it is no verb there."""
    if auxiliary in CLAUSES.among("helping"):
        return False if kind is Form.BASE else None
    if kind not in (Form.EITHER, Form.PARTICIPLE):
        return None
    return auxiliary in CLAUSES.among("being")


def _form(word: Token) -> Form:
    capital = word.capital
    if capital and not word.opens:
        return Form.NONE
    found = form(word.low)
    if not capital:
        return found
    named = found is Form.ING and not of_known_verb(word.low)  # "Boeing"
    return Form.NONE if named else found


def of_known_verb(word: str) -> bool:
    """Whether a `word` that ends in "ing" is a form of a verb of the lists: not "evening"."""
    return not _bases().isdisjoint((word[:-3], word[:-3] + "e", word[:-4]))


def _lemma(word: Token) -> str:
    irregular = _irregular().get(word.low)
    return irregular[0] if irregular else word.stem


def noun_too(word: str) -> bool:
    """Whether a verb in its base form or with an "s" is as often a noun, such as "plans"."""
    return not CLAUSES.among("nouns_too").isdisjoint((word, *_without_s(word)))


def _without_s(word: str) -> Iterator[str]:
    yield word[:-1]
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("ies"):
        yield word[:-3] + "y"


@cache
def _bases() -> frozenset[str]:
    return (
        CLAUSES.among("verbs")
        | CLAUSES.among("nouns_too")
        | {line[0] for line in CLAUSES.groups("irregular")}
    )


@cache
def _irregular() -> dict[str, tuple[str, Form]]:
    """Every form of an irregular verb, with the stem it is compared by and what it may be."""
    found: dict[str, tuple[str, Form]] = {}
    for line in CLAUSES.groups("irregular"):
        base, past, *participle = line
        compared = stem(base)[0]
        found[base] = compared, Form.BASE
        if participle and participle[0] != past:
            found.setdefault(participle[0], (compared, Form.PARTICIPLE))
            found[past] = compared, Form.PAST
        else:
            found[past] = compared, Form.EITHER
    return found


_AUXILIARY = CLAUSES.among("being", "having", "helping")
_VERBS = (Form.THIRD, Form.PAST, Form.EITHER)
_VOICE = _AUXILIARY | {"by"}
_DETERMINERS = CLAUSES.among("determiners")
_ENDS = CLAUSES.among("prepositions", "subordinators", "coordinators") | _AUXILIARY
_NO_SUBJECT = CLAUSES.among("prepositions") | frozenset(("a", "an", "the"))
