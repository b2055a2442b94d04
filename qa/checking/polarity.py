"""Whether the statement denies, leaves open or claims what the evidence does.

Two sentences disagree where a word that both use is governed in one, free in the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from qa.checking.lists import LISTS
from qa.language import Sentence, Sign, Token, read
from qa.language.lists import ATTRIBUTIONS, WORDS

_SPOKEN = 8
"""So many words in quotation marks are speech, fewer may be a name or a word."""
_PAST = frozenset(("was", "were", "has", "have", "had"))
_FINITE = frozenset(("was", "were", "is", "are", "has", "have", "had", "will"))
_FAR = 5
"""How many words it looks back for a word that leaves open."""


def denial_lost(statement: Sentence, evidence: Sentence) -> str:
    """The word that the evidence denies and the statement does not; empty if there is none."""
    free = statement.stems - _governed(statement.denials)
    elsewhere = _free_elsewhere(evidence)
    for sign in evidence.denials:
        if sign.strong and sign.governs and sign.governs[0] in free - elsewhere:
            return _written(statement, sign.governs[0])
    return ""


def denial_added(statement: Sentence, evidence: Sentence) -> str:
    """The word that the statement denies and the evidence does not; empty if there is none."""
    denied, stated = _governed(evidence.denials), statement.stems
    # what the evidence denies of a word that the statement lacks may be put in others there
    spare = sum(bool(sign.governs) and sign.governs[0] not in stated for sign in evidence.denials)
    for sign in statement.denials:
        if not sign.strong or set(sign.governs[:1]) & denied:
            continue
        if spare:
            spare -= 1
            continue
        return _written(statement, sign.governs[0]) if sign.governs else sign.word
    return ""


def certainty_gained(statement: Sentence, evidence: Sentence) -> str:
    """The word that the evidence calls possible and the statement a fact; empty if none."""
    return _released(statement, evidence, evidence.hedges, "possible")


def plan_made_deed(statement: Sentence, evidence: Sentence) -> str:
    """The word for what the evidence has still to come and the statement done; empty if none."""
    return _released(statement, evidence, evidence.plans, "coming", done=True)


def claim_made_fact(statement: Sentence, evidence: Sentence) -> bool:
    """Whether the evidence reports as a claim what the statement gives as a fact."""
    if _released(statement, evidence, evidence.claims, "claimed_words", ATTRIBUTIONS):
        return True
    if statement.attributed:
        return False
    words, stated = evidence.words, statement.content
    for at, word in enumerate(words):
        if word.low in WORDS.among("claims"):
            claimed = {w.stem for w in _claimed(words, at) if w.content}
        elif word.low == "according" and len(words) > at + 1 and words[at + 1].low == "to":
            source = {w.stem for w in words[at + 2 :] if w.clause == word.clause}
            claimed = {w.stem for w in words if w.content} - source
        else:
            continue
        if len(stated & claimed) > 0.5 * len(stated):
            return True
    return False


def quotation_made_fact(statement: Sentence, evidence: Sentence) -> bool:
    """Whether the statement says in its own voice what the evidence has in quotation marks.

    Words in them that are few are a name, or a word that is pointed at, and anybody's.
    """
    if statement.attributed or statement.quotations:
        return False
    theirs, stated = evidence.words, statement.content
    quoted = {word.stem for word in theirs if word.content and word.quoted}
    own = {word.stem for word in theirs if word.content and not word.quoted}
    long = sum(word.quoted for word in theirs) >= _SPOKEN
    return long and len(stated & quoted - own) > 0.6 * len(stated)


def opposite(statement: Sentence, evidence: Sentence) -> tuple[str, str] | None:
    """A word of the statement and its opposite, which stands in the evidence instead."""
    stated, known = statement.stems, evidence.stems
    denied, denied_there = _governed(statement.denials), _governed(evidence.denials)
    for word in statement.words:
        for other in _opposites().get(word.stem, ()):
            turned = (word.stem in denied) != (other in denied_there)
            if other in known and word.stem not in known and other not in stated and not turned:
                return word.text, _written(evidence, other)
    return None


def _released(
    statement: Sentence,
    evidence: Sentence,
    signs: Sequence[Sign],
    name: str,
    wider: frozenset[str] | None = None,
    *,
    done: bool = False,
) -> str:
    """A word that one of `signs` governs in the evidence, and nothing of `wider` in the statement.

    `name` is the list of those signs, `wider` words that say the same of a whole sentence, those of
    what is uncertain if not given. With `done`, only a word that the statement has in the past
    counts.
    """
    if not signs:
        return ""
    wider = WORDS.among("uncertain") if wider is None else wider
    ours = statement.words
    known = {word.low for word in evidence.words}
    if any(word.low in wider and word.low not in known for word in ours):
        return ""
    never_free = set(_never_free(evidence, signs))
    for at, word in enumerate(ours):
        if word.stem not in never_free or (done and not _past(ours, at)):
            continue
        before = {one.low for one in ours[max(0, at - _FAR) : at]}
        if before.isdisjoint(wider | WORDS.among(name)):
            return word.text
    return ""


def _never_free(sentence: Sentence, signs: Sequence[Sign]) -> Iterator[str]:
    """The stems that one of `signs` governs wherever they stand in the sentence."""
    governed = [stem for sign in signs for stem in sign.governs]
    every = [word.stem for word in sentence.words]
    return (stem for stem in governed if every.count(stem) <= governed.count(stem))


def _past(words: Sequence[Token], at: int) -> bool:
    """Whether the word at `at` is told of as done."""
    just = {one.low for one in words[max(0, at - 2) : at]}
    return "to" not in just and (words[at].low.endswith("ed") or not _PAST.isdisjoint(just))


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


def _governed(signs: Iterable[Sign]) -> set[str]:
    return {stem for sign in signs for stem in sign.governs}


@lru_cache(4096)
def _free_elsewhere(sentence: Sentence) -> frozenset[str]:
    """The stems that stand in it more often than signs of negation govern them."""
    governed = [stem for sign in sentence.denials for stem in sign.governs]
    every = [word.stem for word in sentence.words]
    return frozenset(stem for stem in every if every.count(stem) > max(1, governed.count(stem)))


def _written(sentence: Sentence, stem: str) -> str:
    return next((word.text for word in sentence.words if word.stem == stem), stem)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in LISTS.table["opposites"]:
        sides = [read(side.strip()).stems for side in pair.split("|")]
        for one, other in (sides, sides[::-1]):
            for stem in one:
                found.setdefault(stem, set()).update(other)
    return {stem: frozenset(others) for stem, others in found.items()}
