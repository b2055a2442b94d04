"""Which phrase of a sentence answers a question whose answer has no form of its own.

"What did the mayor open?" asks for a thing: it stands where the sentence's verb has what the
question lacks. Phrases are cut at verbs, prepositions and marks, and scored by how they stand to
the question's words, with weights from `phrases.json` (fitted by `tests/benchmarks/fit_short.py`).
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import pairwise

from index import CALENDAR
from qa.language import Form, Sentence, Token, forms, kin, read
from qa.language.lists import CLAUSES

_PREPOSITIONS = CLAUSES.among("prepositions")
_AUXILIARY = CLAUSES.among("being", "having", "helping")
_STOPS = (
    _PREPOSITIONS
    | _AUXILIARY
    | CLAUSES.among("pronouns", "relatives", "subordinators", "coordinators")
    | {"not", "there", "then", "also", "only", "such", "who", "what", "which"}
)
_VERBS = (Form.PAST, Form.PARTICIPLE, Form.EITHER, Form.THIRD, Form.BASE)
_FINITE = (Form.PAST, Form.THIRD, Form.EITHER)
_IS = frozenset(("is", "are", "was", "were"))
_ASKS = frozenset(("what", "which", "who", "whom"))
_CALLING = frozenset(("called", "named", "as", "termed", "dubbed"))
_LINKING = frozenset(("of", "and", "or"))
_JOINING = frozenset(("of", "and", "or", "for", "in", "to", "with", "from", "by", "on"))

Chunk = tuple[int, int]
"""The first and the last word of a phrase."""


def span(question: str, sentence: str) -> tuple[int, int, float] | None:
    """Where in `sentence` the answer to `question` most likely stands, and how likely that is."""
    posed, told = _posed(question), read(sentence)
    found = candidates(posed, told)
    if not found:
        return None
    scores = [sum(_weights()[k] * v for k, v in each.items()) for each in features(posed, told)]
    best = max(range(len(found)), key=scores.__getitem__)
    total = sum(math.exp(score - scores[best]) for score in scores)
    first, last = found[best]
    place = told.original(told.words[first].start, told.words[last].end)
    return (*place, 1 / total) if place else None


@dataclass(frozen=True)
class Posed:
    """A question as far as the place of its answer depends on it."""

    question: Sentence

    @cached_property
    def words(self) -> frozenset[str]:
        """Its content words in all their forms."""
        own = self.question.content
        return own.union(*map(forms, own))

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Its verbs in all their forms, and what other words may stand for them."""
        question = self.question
        doing = zip(question.words, question.forms, strict=True)
        own = {
            word.stem
            for word, form in doing
            if form is not Form.NONE and word.content and word.low not in _AUXILIARY
        }
        return frozenset(own).union(*map(forms, own), *map(kin, own))

    @cached_property
    def asks(self) -> int:
        """Where its "what" stands; -1 for nowhere."""
        lows = [word.low for word in self.question.words]
        return next((at for at, low in enumerate(lows) if low in _ASKS), -1)

    @cached_property
    def after(self) -> str:
        """What follows "what"."""
        words, at = self.question.words, self.asks + 1
        return words[at].low if 0 < at < len(words) else ""

    @cached_property
    def noun(self) -> str:
        """The "theory" of "what theory shows", as it is compared; empty where there is none."""
        question, found = self.question, ""
        for at in range(self.asks + 1, len(question.words)) if self.asks >= 0 else ():
            word = question.words[at]
            verb = question.forms[at] in _FINITE and not found
            if word.low in _STOPS or verb or (found and question.forms[at] in _FINITE):
                break
            found = word.stem
        return found

    @cached_property
    def doer(self) -> bool:
        """Whether it asks what does something: "What sank the ferry?"."""
        forms = self.question.forms
        at = self.asks + 1
        return 0 < at < len(forms) and forms[at] in _FINITE and self.after not in _AUXILIARY

    @cached_property
    def sufferer(self) -> bool:
        """Whether it asks to what something is done: "What did the mayor open?"."""
        return any(word.low in ("did", "does", "do") for word in self.question.words)

    @cached_property
    def preposition(self) -> str:
        """The "of" of "What did she die of?" and of "Of what did she die?"."""
        words = self.question.words
        around = [words[-1].low] if words else []
        around += [words[self.asks - 1].low] if self.asks > 0 else []
        return next((low for low in around if low in _PREPOSITIONS), "")


@lru_cache(maxsize=256)
def _posed(question: str) -> Posed:
    return Posed(read(question))


def candidates(posed: Posed, sentence: Sentence) -> list[Chunk]:
    """The phrases that say something which the question does not."""
    words, stated = sentence.words, posed.question.content
    return [
        (first, last)
        for first, last in chunks(sentence)
        if any(
            w.content and w.stem not in stated and w.low not in CALENDAR
            for w in words[first : last + 1]
        )
    ]


def chunks(sentence: Sentence) -> list[Chunk]:
    """Phrases between verbs, prepositions and marks; two or three of them; from a verb on."""
    plain = list(_plain(sentence))
    return list(dict.fromkeys([*plain, *_joined(sentence, plain), *_doing(sentence)]))


def _joined(sentence: Sentence, plain: Sequence[Chunk]) -> Iterator[Chunk]:
    """Two phrases around a preposition or a comma, and three around "of" or "and"."""
    words = sentence.words
    for one, other in pairwise(plain):
        between = [word.low for word in words[one[1] + 1 : other[0]]]
        apart = words[one[1]].clause != words[other[0]].clause
        if (len(between) == 1 and between[0] in _JOINING) or (not between and apart):
            yield one[0], other[1]
    for one, two, three in zip(plain, plain[1:], plain[2:], strict=False):
        gaps = [*words[one[1] + 1 : two[0]], *words[two[1] + 1 : three[0]]]
        if len(gaps) <= 2 and {word.low for word in gaps} <= _LINKING:
            yield one[0], three[1]


def _doing(sentence: Sentence) -> Iterator[Chunk]:
    """From a verb that is no finite one to the end of its clause."""
    words = sentence.words
    for at, form in enumerate(sentence.forms):
        last = at
        while last + 1 < len(words) and words[last + 1].clause == words[at].clause:
            last += 1
        if at and last > at and form in (Form.ING, Form.BASE) and not words[at].capital:
            yield at, last


def _plain(sentence: Sentence) -> Iterator[Chunk]:
    """Runs of words that are no verbs, prepositions or pronouns, within a clause."""
    first = -1
    for at, word in enumerate(sentence.words):
        stop = word.low in _STOPS or _is_verb(sentence, at, first >= 0)
        apart = first >= 0 and word.clause != sentence.words[first].clause
        if first >= 0 and (stop or apart):
            yield first, at - 1
            first = -1
        if not stop and first < 0:
            first = at
    if first >= 0:
        yield first, len(sentence.words) - 1


def _is_verb(sentence: Sentence, at: int, inside: bool) -> bool:
    """Whether the word at `at` is a verb, and not an adjective or a noun of a phrase."""
    form = sentence.forms[at]
    if form not in _VERBS or sentence.words[at].capital or sentence.determined[at]:
        return False
    return not (inside and form in (Form.BASE, Form.THIRD))


def features(posed: Posed, sentence: Sentence) -> list[dict[str, float]]:
    """How each of the candidates stands to what the question names."""
    placed = _Placed(posed, sentence)
    return [placed.features(chunk) for chunk in candidates(posed, sentence)]


class _Placed:
    """Where a sentence has the words of a question."""

    def __init__(self, posed: Posed, sentence: Sentence) -> None:
        self.posed, self.sentence = posed, sentence
        self.words = words = sentence.words
        self.known = [n for n, w in enumerate(words) if w.content and w.stem in posed.words]
        self.verbs = [
            n
            for n, w in enumerate(words)
            if w.stem in posed.verbs and sentence.forms[n] is not Form.NONE
        ]
        self.being = [n for n, w in enumerate(words) if w.low in _IS]
        self.plain = set(_plain(sentence))

    def features(self, chunk: Chunk) -> dict[str, float]:
        """Those of one phrase."""
        found = {**self._place(chunk), **self._near(chunk), **self._form(chunk)}
        return {name: float(value) for name, value in found.items()}

    def _place(self, chunk: Chunk) -> Mapping[str, float]:
        first, last = chunk
        known, posed = self.known, self.posed
        after, before = self._after_verb(first), any(0 < n - last <= 3 for n in self.verbs)
        after_being = any(0 < first - b <= 2 and known[:1] < [b] for b in self.being)
        before_being = any(0 < b - last <= 2 and known[-1:] > [b] for b in self.being)
        asks_being = posed.after in _IS
        return {
            "after_verb": after,
            "before_verb": before,
            "after_being": after_being,
            "before_being": before_being,
            "does": posed.doer and before,
            "suffers": posed.sufferer and after,
            "is": asks_being and after_being,
            "it_is": asks_being and before_being,
            "verb_far": min((abs(n - first) for n in self.verbs), default=12) / 12,
        }

    def _after_verb(self, first: int) -> bool:
        clause = self.words[first].clause
        return any(0 < first - n <= 2 and self.words[n].clause == clause for n in self.verbs)

    def _near(self, chunk: Chunk) -> Mapping[str, float]:
        first, last = chunk
        known, clause = self.known, self.words[first].clause
        apart = [min(abs(n - first), abs(n - last)) for n in known if not first <= n <= last]
        beside = sum(self.words[n].clause == clause for n in known)
        return {
            "near": sum(n <= 3 for n in apart) / 3,
            "nearby": sum(n <= 6 for n in apart) / 4,
            "around": sum(n <= 10 for n in apart) / 5,
            "left": first - 1 in known or first - 2 in known,
            "right": last + 1 in known or last + 2 in known,
            "clause": beside / max(1, len(known)),
            "opens": first == 0,
            "ends": last == len(self.words) - 1,
        }

    def _form(self, chunk: Chunk) -> Mapping[str, float]:
        first, last = chunk
        words, noun = self.words, self.posed.noun
        own = words[first : last + 1]
        before = words[first - 1].low if first else ""
        content = [word.stem for word in own if word.content]
        length = last - first + 1
        return {
            "called": before in _CALLING,
            "preposition": before in _PREPOSITIONS,
            "same_preposition": before != "" and before == self.posed.preposition,
            "noun_last": noun != "" and own[-1].stem == noun,
            "noun_inside": noun != "" and noun in content,
            "noun_near": noun != "" and self._beside(chunk, noun),
            "determined": self.sentence.determined[first],
            "known": sum(stem in self.posed.words for stem in content) / max(1, len(content)),
            "names": all(word.capital for word in own),
            "named": any(word.capital and not word.opens for word in own),
            "figure": any(word.low[0].isdigit() for word in own),
            "quoted": own[0].quoted,
            "joined": chunk not in self.plain,
            "doing": self.sentence.forms[first] in (Form.ING, Form.BASE) and length > 1,
            "bracketed": self.sentence.flat[max(0, own[0].start - 1) : own[0].start] == "(",
            "one": length == 1,
            "two": length == 2,
            "few": length in (3, 4),
            "many": length > 8,
        }

    def _beside(self, chunk: Chunk, stem: str) -> bool:
        around: Sequence[Token] = self.words[max(0, chunk[0] - 4) : chunk[1] + 5]
        return any(word.stem == stem for word in around)


@cache
def _weights() -> Mapping[str, float]:
    stored = resources.files("qa.values").joinpath("phrases.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(stored)["weights"]
    return weights
