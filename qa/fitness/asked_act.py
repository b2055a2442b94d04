"""The act that a question asks about, as its grammar shows: the verb, who is given, what is open.

"Who succeeded Pell?" gives whom somebody succeeded and asks for who did it; "Whom did Pell
succeed?" asks for the other part; "When was Pell succeeded?" for neither. `Clauses` reads
statements; here the order is that of questions, whose subject stands after its auxiliary. What kind
of thing fills the open place is asked elsewhere: `qa.understanding.asked`, `qa.values.sought`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property, lru_cache

from index import CALENDAR
from qa.fitness.lists import FITNESS
from qa.language import Form, Sentence, Token, stem
from qa.language.clauses import adverb, noun_too
from qa.language.lists import CLAUSES


class Slot(Enum):
    """Which part of the act a question leaves open."""

    DOER = "who does it"
    SUFFERER = "whom or what it is done to"
    NEITHER = "neither"


class Tense(Enum):
    """When a question takes place."""

    PAST = "past"
    PRESENT = "present"
    FUTURE = "future"


@dataclass(frozen=True)
class AskedAct:
    """The act that a question asks about; `verb` is empty where it has none, as in "Who is Pell?".

    `doer` and `sufferer` are the content words of those whom the question gives; `noun` are those
    between "which" or "how many" and the verb.
    """

    sentence: Sentence
    word: str = ""
    verb: str = ""
    slot: Slot = Slot.NEITHER
    doer: frozenset[str] = frozenset()
    sufferer: frozenset[str] = frozenset()
    noun: tuple[str, ...] = ()
    tense: Tense = Tense.PRESENT

    @cached_property
    def start(self) -> int:
        """The place in the level text where the sentence begins that asks."""
        words = self.sentence.words
        start = _start(words)
        opening = (w.start for w in words[: 0 if start is None else start + 1] if w.opens)
        return max(opening, default=0)

    @property
    def alike(self) -> frozenset[str]:
        """The verbs that say the same."""
        return _groups().get(self.verb, frozenset((self.verb,))) if self.verb else frozenset()


@lru_cache(maxsize=256)
def asked_act(question: Sentence) -> AskedAct:
    """What `question` asks."""
    return _Question(question).asked()


class _Question:
    """The words of a question from the one that asks: "who", or the auxiliary of "did …"."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.words = sentence.words
        self.forms = sentence.forms
        self.start = _start(self.words)

    def asked(self) -> AskedAct:
        if self.start is None:
            return AskedAct(self.sentence)
        word = self.words[self.start].low
        if word not in _WH:
            return self._inverted("", self.start)
        at = self._verb_or_auxiliary(self.start + 1, of_noun=word in _OF_NOUN)
        if at is None:
            return AskedAct(self.sentence, word)
        if self.words[at].low not in _AUXILIARY:
            argument = at > self.start + 1 or word in ("who", "whom", "what")
            return self._made(word, at, Slot.DOER if argument else Slot.NEITHER, at)
        return self._inverted(word, at)

    def _inverted(self, word: str, auxiliary: int) -> AskedAct:
        """What is asked where an auxiliary stands before the subject, or before the verb itself."""
        low = self.words[auxiliary].low
        verb = self._main_verb(auxiliary, subject=False)
        if verb is not None:  # "who has succeeded", "what was built"
            passive = self._passive(low, verb)
            slot = Slot.SUFFERER if passive else Slot.DOER
            return self._made(word, verb, slot if word else Slot.NEITHER, auxiliary)
        verb = self._main_verb(auxiliary, subject=True)
        if verb is None:
            noun, tense = self._noun(auxiliary), self._tense(auxiliary, None)
            return AskedAct(self.sentence, word, noun=noun, tense=tense)
        subject = self._phrase(auxiliary + 1, verb)
        if not self._passive(low, verb):
            made = self._made(word, verb, Slot.NEITHER, auxiliary)
            takes = (word in _PERSONS or word in _OF_NOUN) and not made.sufferer
            slot = Slot.SUFFERER if takes and self._argument(auxiliary) else Slot.NEITHER
            return replace(made, slot=slot, doer=subject)
        open_by = bool(word) and (self.words[-1].low == "by" or self._led_by())
        made = self._made(word, verb, Slot.DOER if open_by else Slot.NEITHER, auxiliary)
        return replace(made, doer=_NONE if open_by else self._by(verb), sufferer=subject)

    def _made(self, word: str, verb: int, slot: Slot, auxiliary: int) -> AskedAct:
        """The act of the verb at `verb`, with what stands after it."""
        verb = self._chained(verb)
        given = self._phrase(verb + 1, len(self.words))
        tense = self._tense(auxiliary, verb)
        doer, sufferer = (self._by(verb), _NONE) if slot is Slot.SUFFERER else (_NONE, given)
        lemma, noun = stem_of(self.words[verb]), self._noun(auxiliary)
        return AskedAct(self.sentence, word, lemma, slot, doer, sufferer, noun, tense)

    def _noun(self, end: int) -> tuple[str, ...]:
        """What "which" or "how many" asks for, whose last word stands before `end`."""
        assert self.start is not None  # noqa: S101
        return tuple(one.stem for one in self.words[self.start + 1 : end] if one.content)

    def _by(self, verb: int) -> frozenset[str]:
        """Those that stand after the "by" of the passive `verb`."""
        places = range(verb + 1, len(self.words))
        by = next((at for at in places if self.words[at].low == "by"), None)
        return _NONE if by is None else self._phrase(by + 1, len(self.words))

    def _chained(self, verb: int) -> int:
        """The "become" of "is set to become" and "plans to become"."""
        at = verb + 1
        if at + 1 < len(self.words) and self.words[at].low == "to":
            chain = self.words[verb].low in FITNESS.among("leading")
            if chain and self.forms[at + 1] in (Form.BASE, Form.EITHER):
                return at + 1
        return verb

    def _verb_or_auxiliary(self, first: int, *, of_noun: bool) -> int | None:
        """Where the first verb or auxiliary from `first` stands; after "which", past its noun."""
        found = None
        for at in range(first, len(self.words)):
            low = self.words[at].low
            if low in _AUXILIARY:
                return at
            if found is not None and (low in _JOINTS or self.sentence.determined[at]):
                return found
            if not of_noun and self.forms[at] in _FINITE:
                return at
            if of_noun and self._finite_after_noun(at, first):
                if self.forms[at] is Form.PAST or at == first:
                    return at
                found = at if found is None else found  # "which embattled star was" comes later
        return found

    def _finite_after_noun(self, at: int, first: int) -> bool:
        """Whether it may be the verb after "which" and its noun, which may look like a verb."""
        kind = self.forms[at]
        if kind not in _FINITE or (at == first and not self._noun_left_out(at)):
            return False
        return kind in _PASTS or not noun_too(self.words[at].low)

    def _noun_left_out(self, at: int) -> bool:
        """Whether it is the "caused" of "what caused the fire"."""
        object_ = at + 1 < len(self.words) and self.sentence.determined[at + 1]
        return object_ and self.words[at - 1].low == "what"

    def _main_verb(self, auxiliary: int, *, subject: bool) -> int | None:
        """Where the verb of `auxiliary` stands: right after it, or after its `subject`."""
        low = self.words[auxiliary].low
        wanted = _WANTED[_kind(low)]
        for at in range(auxiliary + 1, len(self.words)):
            word = self.words[at]
            if adverb(word) or word.low in ("be", "been", "being", "have"):
                continue
            inner = at > auxiliary + 1 and word.low in _JOINTS and word.low not in _PREPOSITIONS
            if inner:
                return None
            fits = self.forms[at] in wanted and not self.sentence.determined[at]
            if not subject:
                return at if fits and not word.capital else None
            if fits and at > auxiliary + 1:
                return self._compound(at, wanted)
        return None

    def _compound(self, at: int, wanted: Sequence[Form]) -> int:
        """The "cost" of "the bridge repair cost", whose "repair" might be a verb as well."""
        before = self.words[at - 1]
        whole = before.capital or before.low.endswith("s") or before.low in _PLURAL
        following = at + 1 < len(self.words) and self.forms[at + 1] in wanted
        joined = following and not self.sentence.determined[at + 1] and noun_too(self.words[at].low)
        return at + 1 if joined and not whole else at

    def _passive(self, auxiliary: str, verb: int) -> bool:
        been = any(self.words[at].low in ("be", "been", "being") for at in range(verb))
        return (_kind(auxiliary) == "being" or been) and self.forms[verb] in _PARTICIPLES

    def _argument(self, auxiliary: int) -> bool:
        """Whether "what" or "which bank" is a part of the act, and not of "in which year"."""
        assert self.start is not None  # noqa: S101
        led = self.start > 0 and self.words[self.start - 1].low in _PREPOSITIONS
        noun = {word.low for word in self.words[self.start + 1 : auxiliary]}
        return not led and noun.isdisjoint(FITNESS.among("circumstances") | CALENDAR)

    def _led_by(self) -> bool:
        assert self.start is not None  # noqa: S101
        return self.start > 0 and self.words[self.start - 1].low == "by"

    def _phrase(self, first: int, last: int) -> frozenset[str]:
        """The content words between `first` and `last`, up to a joint or a time."""
        found: list[Token] = []
        for at in range(first, last):
            word = self.words[at]
            if word.low in CLAUSES.among("times"):
                break
            if word.low in _JOINTS and word.low != "of" and (found or word.low not in _CASES):
                break
            if word.content and word.low not in CALENDAR and not word.low[0].isdigit():
                found.append(word)
        return frozenset(word.stem for word in found)

    def _tense(self, auxiliary: int, verb: int | None) -> Tense:
        low = self.words[auxiliary].low
        if low in ("will", "shall"):
            return Tense.FUTURE
        own = low not in _AUXILIARY and self.forms[auxiliary] in _PASTS
        if own or low in ("did", "was", "were", "had", "has", "have"):
            return Tense.PAST
        led = verb is not None and self.words[verb - 1].low == "to"
        return Tense.FUTURE if led else Tense.PRESENT


def stem_of(verb: Token) -> str:
    """How a verb is compared, as `Act.verb` is."""
    return _irregular_stem(verb.low) or verb.stem


@cache
def _irregular() -> dict[str, str]:
    return {word: stem(line[0])[0] for line in CLAUSES.groups("irregular") for word in line}


def _irregular_stem(low: str) -> str:
    return _irregular().get(low, "")


@lru_cache(maxsize=1024)
def written(verbs: frozenset[str]) -> frozenset[str]:
    """How the forms of `verbs` are compared as words: "rose" stands for the verb "rise"."""
    forms = (word for word, lemma in _irregular().items() if lemma in verbs)
    return verbs.union(stem(word)[0] for word in forms)


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Verb → those that say the same, as `Act.verb` has them."""
    found: dict[str, frozenset[str]] = {}
    for line in FITNESS.groups("verbs"):
        alike = frozenset(_irregular_stem(word) or stem(word)[0] for word in line)
        for one in alike:
            found[one] = found.get(one, frozenset()) | alike
    return found


def _start(words: Sequence[Token]) -> int | None:
    """Where the last question of a text begins: a word that asks, or an auxiliary that opens it."""
    opening = [at for at, word in enumerate(words) if word.opens and not word.quoted]
    for at in reversed(opening):
        for place in range(at, min(at + 3, len(words))):
            if words[place].low in _WH:
                return place
        if words[at].low in _AUXILIARY:
            return at
    return next((at for at, word in enumerate(words) if word.low in _WH - {"that"}), None)


def _kind(auxiliary: str) -> str:
    return next(name for name in _WANTED if auxiliary in CLAUSES.among(name))


_NONE: frozenset[str] = frozenset()
_WH = frozenset(["who", "whom", "whose", "what", "which", "when", "where", "why", "how"])
_PERSONS = frozenset(("who", "whom"))
_OF_NOUN = frozenset(("what", "which", "whose", "how"))
_AUXILIARY = CLAUSES.among("being", "having", "helping") - {"to"}
_PREPOSITIONS = CLAUSES.among("prepositions")
_JOINTS = CLAUSES.among("prepositions", "subordinators", "coordinators")
_CASES = frozenset(("for", "to", "with", "against", "from", "on", "at", "by", "in"))
"""The "for" of "vote for the bill": what follows is still what the verb is about."""
_PLURAL = CLAUSES.among("plural_subjects")
_PARTICIPLES = (Form.PARTICIPLE, Form.EITHER)
_FINITE = (Form.BASE, Form.THIRD, Form.PAST, Form.EITHER)
_PASTS = (Form.PAST, Form.EITHER)
_WANTED = {
    "being": (Form.ING, Form.PARTICIPLE, Form.EITHER),
    "having": (Form.PARTICIPLE, Form.EITHER),
    "helping": (Form.BASE, Form.EITHER, Form.PAST),  # "beat" is both
}
