"""What a sentence denies, leaves open, or reports as somebody's claim, and of which words.

A sign such as "not" or "may" governs the next content words of its clause, "according to" its whole
sentence. Two sentences disagree where a word that both use is governed in one and free in the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from qa.tokens import Token, listed, tokens, word_lists

_REACH = 2
"""How many content words a sign governs."""
_FAR = 5
"""How many words it looks ahead for them."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A word at token `at` that turns what follows: the stems that it governs, nearest first.

    `strong` for "not" and its like, which turn the sense of a sentence that is otherwise the same.
    """

    word: str
    at: int
    governs: tuple[str, ...]
    strong: bool


@lru_cache(4096)
def denials(text: str) -> tuple[Sign, ...]:
    """Every sign of negation in `text`; "not only" and its like are none."""
    words = tokens(text)
    return tuple(_denials(words))


def denial_lost(statement: str, evidence: str) -> str:
    """The word that the evidence denies and the statement does not; empty if there is none."""
    words = tokens(statement)
    free = {word.stem for word in words} - _governed(denials(statement))
    elsewhere = _free_elsewhere(evidence)
    for sign in denials(evidence):
        if sign.strong and sign.governs and sign.governs[0] in free - elsewhere:
            return _written(words, sign.governs[0])
    return ""


def denial_added(statement: str, evidence: str) -> str:
    """The word that the statement denies and the evidence does not; empty if there is none."""
    words, signs = tokens(statement), denials(evidence)
    denied = _governed(signs)
    stated = {word.stem for word in words}
    spare = sum(1 for sign in signs if not set(sign.governs) & stated)
    for sign in denials(statement):
        if not sign.strong or set(sign.governs) & denied:
            continue
        if spare:  # denied in other words
            spare -= 1
            continue
        return _written(words, sign.governs[0]) if sign.governs else sign.word
    return ""


def certainty_gained(statement: str, evidence: str) -> str:
    """The word that the evidence calls possible and the statement a fact; empty if none."""
    words = tokens(statement)
    if any(word.low in listed("uncertain") for word in words):
        return ""
    stated, elsewhere = {word.stem for word in words}, _stems_outside(evidence)
    for sign in _possibilities(evidence):
        if sign.governs and sign.governs[0] in stated and sign.governs[0] not in elsewhere:
            return _written(words, sign.governs[0])
    return ""


def attributed(text: str) -> bool:
    """Whether the sentence says whose words, or whose claim, it reports."""
    words = tokens(text)
    return any(word.low in listed("attributions") for word in words)


def claim_made_fact(statement: str, evidence: str) -> bool:
    """Whether the evidence reports as a claim what the statement gives as a fact."""
    if attributed(statement):
        return False
    words = tokens(evidence)
    stated = {word.stem for word in tokens(statement) if word.content}
    for at, word in enumerate(words):
        if word.low in listed("claimed_words"):  # "the alleged theft": just what follows
            if set(_following(words, at, _REACH)[:1]) & stated:
                return True
        elif word.low in listed("claims"):
            claimed = {w.stem for w in words[at + 1 :] if w.content}
            if len(stated & claimed) > 0.5 * len(stated):
                return True
        elif word.low == "according" and len(words) > at + 1 and words[at + 1].low == "to":
            source = {w.stem for w in words[at + 2 :] if w.clause == word.clause}
            reported = {w.stem for w in words if w.content} - source
            if len(stated & reported) > 0.5 * len(stated):
                return True
    return False


def quotation_made_fact(statement: str, evidence: str) -> bool:
    """Whether the statement says in its own voice what the evidence has in quotation marks."""
    ours = tokens(statement)
    if attributed(statement) or any(word.quoted for word in ours):
        return False
    stated = {word.stem for word in ours if word.content}
    quoted = {word.stem for word in tokens(evidence) if word.content and word.quoted}
    told = {word.stem for word in tokens(evidence) if word.content and not word.quoted}
    return bool(stated) and len(stated & quoted - told) > 0.6 * len(stated)


def opposite(statement: str, evidence: str) -> tuple[str, str] | None:
    """A word of the statement and its opposite, which stands in the evidence instead."""
    ours, theirs = tokens(statement), tokens(evidence)
    stated, known = {w.stem for w in ours}, {w.stem for w in theirs}
    denied = _governed(denials(statement)) ^ _governed(denials(evidence))
    for word in ours:
        for other in _opposites().get(word.stem, ()):
            turned = {word.stem, other} & denied
            if other in known and word.stem not in known and other not in stated and not turned:
                return word.text, _written(theirs, other)
    return None


def _denials(words: Sequence[Token]) -> Iterator[Sign]:
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        strong = word.low in listed("negations")
        if strong and f"{word.low}_{following}" in listed("no_negations"):
            continue
        unwilling = word.low in listed("refusals")
        if strong or unwilling or word.low in listed("negative"):
            governs = _following(words, at, _REACH)
            if not governs and strong:
                governs = tuple(w.stem for w in reversed(words[:at]) if w.content)[:1]
            yield Sign(word.text, at, governs, strong or (unwilling and following == "to"))


@lru_cache(4096)
def _possibilities(text: str) -> tuple[Sign, ...]:
    words = tokens(text)
    return tuple(
        Sign(word.text, at, _following(words, at, 1), strong=True)
        for at, word in enumerate(words)
        if word.low in listed("possible") and not (word.capital and not word.opens)
    )


def _following(words: Sequence[Token], at: int, most: int) -> tuple[str, ...]:
    """The stems of the next content words in the clause of word `at`, adverbs passed over."""
    ahead = words[at + 1 : at + 1 + _FAR]
    return tuple(
        word.stem
        for word in ahead
        if word.content and word.clause == words[at].clause and not word.low.endswith("ly")
    )[:most]


def _governed(signs: Sequence[Sign]) -> set[str]:
    return {stem for sign in signs for stem in sign.governs}


@lru_cache(4096)
def _free_elsewhere(text: str) -> frozenset[str]:
    """The stems that stand in `text` more often than signs of negation govern them."""
    governed = [stem for sign in denials(text) for stem in sign.governs]
    every = [word.stem for word in tokens(text)]
    return frozenset(stem for stem in every if every.count(stem) > max(1, governed.count(stem)))


def _stems_outside(text: str) -> set[str]:
    governed = [stem for sign in _possibilities(text) for stem in sign.governs]
    every = [word.stem for word in tokens(text)]
    return {stem for stem in every if every.count(stem) > governed.count(stem)}


def _written(words: Sequence[Token], stem: str) -> str:
    return next((word.text for word in words if word.stem == stem), stem)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in word_lists()["opposites"]:
        sides = [{t.stem for t in tokens(side.strip())} for side in pair.split("|")]
        for one, other in (sides, sides[::-1]):
            for stem in one:
                found.setdefault(stem, set()).update(other)
    return {stem: frozenset(others) for stem, others in found.items()}
