"""What a sentence denies, leaves open, puts off or claims, and what it quotes of whom.

A sign such as "not" or "may" governs the next content words of its clause.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from index import CALENDAR
from qa.language.lists import ATTRIBUTIONS, CLAUSES, WORDS
from qa.language.names import Part
from qa.language.tokens import Token

_REACH = 2
"""How many content words a sign of negation governs."""
_FAR = 5
"""How many words a sign looks ahead for them."""
_ASIDE = 4
"""So many words from a verb of saying stands who says it: "said the mayor, Ilse Corrand"."""
_SPEAKERS = frozenset(("he", "she", "they", "it", "i", "we"))


@dataclass(frozen=True, slots=True)
class Sign:
    """A word at token `at` that turns what follows: the stems that it governs, nearest first.

    `strong` for "not" and its like, which turn the sense of a sentence that is otherwise the same.
    """

    word: str
    at: int
    governs: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Tokens `first:last` of a sentence, which stand in quotation marks.

    `speaker` is who says them as it is written, a name or a pronoun; empty where the sentence does
    not tell.
    """

    first: int
    last: int
    speaker: str


def attributed(words: Sequence[Token]) -> bool:
    """Whether the sentence says whose words, or whose claim, it reports."""
    return any(word.low in ATTRIBUTIONS for word in words)


def denials(words: Sequence[Token]) -> Iterator[Sign]:
    """Every sign of negation; "not only" and its like are none."""
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        strong = word.low in WORDS.among("negations")
        if strong and _denies_nothing(word, words[at + 1 : at + 3]):
            continue
        unwilling = word.low in WORDS.among("refusals")
        if strong or unwilling or word.low in WORDS.among("negative"):
            governs = _following(words, at, _REACH)
            if not governs and strong:
                governs = tuple(w.stem for w in reversed(words[:at]) if _governable(w))[:1]
            yield Sign(word.text, at, governs, strong or (unwilling and following == "to"))


def signs(words: Sequence[Token], name: str) -> Iterator[Sign]:
    """Every word of the list `name`, with the content word that it governs, if any."""
    for at, word in enumerate(words):
        if word.low in WORDS.among(name) and not (word.low == "may" and word.capital):
            yield Sign(word.text, at, _following(words, at, 1))


def quotations(words: Sequence[Token], names: Sequence[Part]) -> Iterator[Quotation]:
    """Every stretch in quotation marks, with who says it."""
    at = 0
    for quoted, run in groupby(words, key=lambda word: word.quoted):
        last = at + len(list(run))
        if quoted:
            yield Quotation(at, last, _speaker(words, names, at, last))
        at = last


def speakers(words: Sequence[Token], names: Sequence[Part]) -> Iterator[str]:
    """Who stands beside a verb of saying, as it is written: a name or a pronoun."""
    for verb in _saying(words):
        if who := _beside(words, names, verb):
            yield who


def _speaker(words: Sequence[Token], names: Sequence[Part], first: int, last: int) -> str:
    """Who says the words `first:last`: who is beside the verb of saying that is nearest to them."""
    nearest = sorted(_saying(words), key=lambda place: max(first - place, place - last))
    return next(filter(None, (_beside(words, names, verb) for verb in nearest)), "")


def _saying(words: Sequence[Token]) -> list[int]:
    """The places of the verbs of saying that are not quoted themselves."""
    return [
        at
        for at, word in enumerate(words)
        if word.low in WORDS.among("speech")
        and not word.quoted
        # "is called" is nobody's word
        and not (at and words[at - 1].low in CLAUSES.among("being"))
    ]


def _beside(words: Sequence[Token], names: Sequence[Part], verb: int) -> str:
    """Who stands within a few words of the `verb` of saying; empty if nobody is named there."""
    near = [*range(verb + 1, min(len(words), verb + 1 + _ASIDE))]
    if words[verb].low != "according":
        near = [*range(verb - 1, max(-1, verb - 1 - _ASIDE), -1), *near]
    for at in near:
        word: Token = words[at]
        if word.quoted:
            continue
        if word.low in _SPEAKERS:
            return word.text
        if part := next((one for one in names if one.first <= at <= one.last), None):
            return " ".join(word.text for word in words[part.first : part.last + 1])
    return ""


def _denies_nothing(word: Token, following: Sequence[Token]) -> bool:
    """Whether it is the "No" of "No. 4" or the "not" of "not only", but not of "not the only"."""
    if word.low == "no" and following and following[0].low.isdigit():
        return True
    phrase, end = word.low, word.end
    for one in following:
        if one.start != end + 1:
            return False
        phrase, end = f"{phrase} {one.low}", one.end
        if phrase in WORDS.among("no_negations"):
            return True
    return False


def _following(words: Sequence[Token], at: int, most: int) -> tuple[str, ...]:
    """The stems of the next content words in the clause of word `at`, adverbs passed over."""
    ahead = words[at + 1 : at + 1 + _FAR]
    same = (word for word in ahead if word.clause == words[at].clause)
    return tuple(word.stem for word in same if _governable(word))[:most]


def _governable(word: Token) -> bool:
    """Whether a sign may be about `word`: no adverb, figure or day."""
    plain = word.content and not word.low.endswith("ly") and not word.low[0].isdigit()
    return plain and word.low not in CALENDAR
