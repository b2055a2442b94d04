"""Yes, no, or not confirmed: what a sentence says to a question that can be answered so."""

import re
from collections.abc import Sequence
from enum import Enum
from functools import cache

from qa.language import Form, Sentence, forms, kin, stem
from qa.values.sought import LISTS

_IDLE = frozenset(stem(word)[0] for word in ("true", "say", "still", "really", "ever", "also"))
_GUILT = frozenset(stem(word)[0] for word in ("convicted", "guilty", "condemned", "jailed"))
_ACQUITTED = frozenset(stem(word)[0] for word in ("acquitted", "cleared"))
_ALL_BUT = 0.34
"""So much of what is asked may be put in other words."""


class Verdict(Enum):
    """What a sentence says."""

    YES = "Yes"
    NO = "No"
    OPEN = "Not confirmed"


def decided(question: Sentence, sentence: Sentence, around: Sequence[Sentence]) -> Verdict | None:
    """What `sentence`, with those `around` it, says to `question`; None where it says nothing.

    To deny it, it must be about what the names of the question are about; to affirm it, it must
    say nearly all of it itself, and neither deny, plan nor claim it.
    """
    core = _core(question)
    if not core or any(sign.strong for sign in question.denials):
        return None
    held = sentence.stems.union(*(one.stems for one in around))
    names = question.name_stems
    if len(names & held) < 0.5 * len(names):
        return None
    if _refuted(question, sentence, core):
        return Verdict.NO
    if _over(question, sentence):
        return Verdict.NO
    if core.isdisjoint(sentence.stems) or len(core - held) > _ALL_BUT * len(core):
        return None
    if _open(sentence, core):
        return Verdict.OPEN
    return Verdict.YES if _affirmed(question, sentence, core) else None


def _affirmed(question: Sentence, sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it says itself what is asked, with its verb and its figures, and denies nothing."""
    doing = zip(question.words, question.forms, strict=True)
    verbs = {word.stem for word, form in doing if form is not Form.NONE} & core
    denied = any(stem(sign.word)[0] not in question.stems for sign in sentence.denials)
    planned = sentence.plans and not question.plans
    told = all(not sentence.stems.isdisjoint({verb, *forms(verb)}) for verb in verbs)
    if not verbs or not told or denied or planned:
        return False
    nearly = len(core - sentence.stems) <= _ALL_BUT * len(core)
    return nearly and question.figures <= sentence.figures


def _core(question: Sentence) -> frozenset[str]:
    """What is asked of whom the question names."""
    return question.content - question.name_stems - _IDLE


def _refuted(question: Sentence, sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it denies what is asked: the word itself, or in a phrase that leaves nothing open."""
    for sign in sentence.denials:
        if stem(sign.word)[0] in question.stems:  # asked whether it "banned"
            continue
        near = sign.governs[:1] if sign.strong else sign.governs
        if core & set(near):
            return True
    low = sentence.flat.lower()
    if excepted := _EXCEPT.search(sentence.flat):
        after = [word.stem for word in sentence.words if word.start >= excepted.end()]
        return not question.name_stems.isdisjoint(after[:2])
    refusal = _refusals().search(low)
    return refusal is not None and _of_it(question, sentence, core, refusal.end())


def _over(question: Sentence, sentence: Sentence) -> bool:
    """Whether what is asked of today was so before what it tells: "after it had to be shut"."""
    past = _HAD_BEEN.search(sentence.flat)
    if past is None or not question.words or question.words[0].low not in _STANDS:
        return False
    asked = [word.stem for word in question.words if word.content][-1:]
    before = {word.stem for word in sentence.words if word.start < past.start()}
    after = [word.stem for word in sentence.words if word.start >= past.end()]
    return after[: len(asked)] == asked and before.isdisjoint(asked)


def _of_it(question: Sentence, sentence: Sentence, core: frozenset[str], at: int) -> bool:
    """Whether what is refused is what is asked, or of whom: "nothing to do with Pell"."""
    after = [word.stem for word in sentence.words if word.start >= at]
    told = core.union(*map(kin, core))
    acquitted = bool(core & _GUILT and _ACQUITTED & sentence.stems)
    named = not question.name_stems.isdisjoint(after[:2])
    return acquitted or named or bool(told & sentence.stems)


def _open(sentence: Sentence, core: frozenset[str]) -> bool:
    """Whether it only calls it possible, suspected, claimed or not yet known."""
    signs = (*sentence.hedges, *sentence.claims)
    governed = {stem for sign in signs for stem in sign.governs}
    return bool(governed & core) or _unsure().search(sentence.flat.lower()) is not None


@cache
def _refusals() -> re.Pattern[str]:
    return re.compile(rf"\b{LISTS.either('refuting')}\b")


@cache
def _unsure() -> re.Pattern[str]:
    return re.compile(rf"\b{LISTS.either('unsure')}\b")


_STANDS = ("is", "are")
_HAD_BEEN = re.compile(r"\bafter (?:it|they|he|she) had (?:to be |been )?", re.I)
_EXCEPT = re.compile(r"\b(?:except for|except|apart from|other than) ", re.I)
