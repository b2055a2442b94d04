"""What a sentence denies, leaves open, or reports as somebody's claim, and of which words.

A sign such as "not" or "may" governs the next content words of its clause, "according to" its whole
sentence. Two sentences disagree where a word that both use is governed in one, free in the other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from qa.checking import facts
from qa.checking.tokens import Token, listed, tokens, word_lists

_REACH = 2
"""How many content words a sign governs."""
_SPOKEN = 8
"""So many words in quotation marks are speech, fewer may be a name or a word."""
_PAST = frozenset(("was", "were", "has", "have", "had"))
_FINITE = frozenset(("was", "were", "is", "are", "has", "have", "had", "will"))
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
    denied, stated = _governed(signs), {word.stem for word in words}
    # what the evidence denies of a word that the statement lacks may be put in others there
    spare = sum(bool(sign.governs) and sign.governs[0] not in stated for sign in signs)
    for sign in denials(statement):
        if not sign.strong or set(sign.governs[:1]) & denied:
            continue
        if spare:
            spare -= 1
            continue
        return _written(words, sign.governs[0]) if sign.governs else sign.word
    return ""


def certainty_gained(statement: str, evidence: str) -> str:
    """The word that the evidence calls possible and the statement a fact; empty if none."""
    return _released(statement, evidence, "possible", "uncertain")


def plan_made_deed(statement: str, evidence: str) -> str:
    """The word for what the evidence has still to come and the statement done; empty if none."""
    return _released(statement, evidence, "coming", "uncertain", done=True)


def attributed(text: str) -> bool:
    """Whether the sentence says whose words, or whose claim, it reports."""
    words = tokens(text)
    return any(word.low in listed("attributions") for word in words)


def claim_made_fact(statement: str, evidence: str) -> bool:
    """Whether the evidence reports as a claim what the statement gives as a fact."""
    if _released(statement, evidence, "claimed_words", "attributions"):
        return True
    if attributed(statement):
        return False
    words = tokens(evidence)
    stated = {word.stem for word in tokens(statement) if word.content}
    for at, word in enumerate(words):
        if word.low in listed("claims"):
            claimed = {w.stem for w in _claimed(words, at) if w.content}
        elif word.low == "according" and len(words) > at + 1 and words[at + 1].low == "to":
            source = {w.stem for w in words[at + 2 :] if w.clause == word.clause}
            claimed = {w.stem for w in words if w.content} - source
        else:
            continue
        if len(stated & claimed) > 0.5 * len(stated):
            return True
    return False


def quotation_made_fact(statement: str, evidence: str) -> bool:
    """Whether the statement says in its own voice what the evidence has in quotation marks.

    Words in them that are few are a name, or a word that is pointed at, and anybody's.
    """
    ours, theirs = tokens(statement), tokens(evidence)
    if attributed(statement) or any(word.quoted for word in ours):
        return False
    stated = {word.stem for word in ours if word.content}
    quoted = {word.stem for word in theirs if word.content and word.quoted}
    told = {word.stem for word in theirs if word.content and not word.quoted}
    long = sum(word.quoted for word in theirs) >= _SPOKEN
    return long and len(stated & quoted - told) > 0.6 * len(stated)


def opposite(statement: str, evidence: str) -> tuple[str, str] | None:
    """A word of the statement and its opposite, which stands in the evidence instead."""
    ours, theirs = tokens(statement), tokens(evidence)
    stated, known = {w.stem for w in ours}, {w.stem for w in theirs}
    denied, denied_there = _governed(denials(statement)), _governed(denials(evidence))
    for word in ours:
        for other in _opposites().get(word.stem, ()):
            turned = (word.stem in denied) != (other in denied_there)
            if other in known and word.stem not in known and other not in stated and not turned:
                return word.text, _written(theirs, other)
    return None


def _denials(words: Sequence[Token]) -> Iterator[Sign]:
    for at, word in enumerate(words):
        following = words[at + 1].low if at + 1 < len(words) else ""
        strong = word.low in listed("negations")
        if strong and _denies_nothing(word, words[at + 1 : at + 2]):
            continue
        unwilling = word.low in listed("refusals")
        if strong or unwilling or word.low in listed("negative"):
            governs = _following(words, at, _REACH)
            if not governs and strong:
                governs = tuple(w.stem for w in reversed(words[:at]) if _governable(w))[:1]
            yield Sign(word.text, at, governs, strong or (unwilling and following == "to"))


def _denies_nothing(word: Token, following: Sequence[Token]) -> bool:
    """Whether it is the "No" of "No. 4" or the "not" of "not only", but not of "not the only"."""
    after = "".join(one.low for one in following)
    beside = all(one.start - word.start == len(word.text) + 1 for one in following)
    return (word.low == "no" and after.isdigit()) or (
        beside and f"{word.low}_{after}" in listed("no_negations")
    )


def _released(statement: str, evidence: str, signs: str, wider: str, *, done: bool = False) -> str:
    """A word that one of `signs` governs in the evidence, and nothing of `wider` in the statement.

    A word of `wider` that only the statement has may say the same of the whole sentence. With
    `done`, only a word that the statement has in the past counts.
    """
    ours, theirs = tokens(statement), tokens(evidence)
    marks = [at for at, word in enumerate(theirs) if _marks(word, signs)]
    if not marks:
        return ""
    known = {word.low for word in theirs}
    if any(word.low in listed(wider) and word.low not in known for word in ours):
        return ""
    governed = [stem for at in marks for stem in _following(theirs, at, 1)]
    every = [word.stem for word in theirs]
    for at, word in enumerate(ours):
        if word.stem not in governed or every.count(word.stem) > governed.count(word.stem):
            continue
        before = {one.low for one in ours[max(0, at - _FAR) : at]}
        just = {one.low for one in ours[max(0, at - 2) : at]}
        past = (word.low.endswith("ed") or not _PAST.isdisjoint(just)) and "to" not in just
        if before.isdisjoint(listed(wider) | listed(signs)) and (past or not done):
            return word.text
    return ""


def _marks(word: Token, signs: str) -> bool:
    return word.low in listed(signs) and not (word.low == "may" and word.capital)


def _claimed(words: Sequence[Token], at: int) -> Iterator[Token]:
    """What follows the sign of a claim at `at`, as far as it is claimed.

    "The man accused of fraud was cleared" and "Clonaid, which claims success, met": no more than
    "of fraud" and "success" are claimed.
    """
    aside = at > 0 and words[at - 1].low in ("who", "which")
    bare = at > 0 and words[at].low == "accused" and words[at - 1].content
    for place, word in enumerate(words[at + 1 :]):
        ended = aside and word.clause != words[at].clause
        if ended or (bare and place > 1 and word.low in _FINITE):
            return
        yield word


def _following(words: Sequence[Token], at: int, most: int) -> tuple[str, ...]:
    """The stems of the next content words in the clause of word `at`, adverbs passed over."""
    ahead = words[at + 1 : at + 1 + _FAR]
    same = (word for word in ahead if word.clause == words[at].clause)
    return tuple(word.stem for word in same if _governable(word))[:most]


def _governable(word: Token) -> bool:
    """Whether a sign may be about `word`: no adverb, figure or day."""
    plain = word.content and not word.low.endswith("ly") and not word.low[0].isdigit()
    return plain and word.low not in facts.calendar_words()


def _governed(signs: Sequence[Sign]) -> set[str]:
    return {stem for sign in signs for stem in sign.governs}


@lru_cache(4096)
def _free_elsewhere(text: str) -> frozenset[str]:
    """The stems that stand in `text` more often than signs of negation govern them."""
    governed = [stem for sign in denials(text) for stem in sign.governs]
    every = [word.stem for word in tokens(text)]
    return frozenset(stem for stem in every if every.count(stem) > max(1, governed.count(stem)))


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
