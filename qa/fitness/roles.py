"""Whether an act that a sentence tells of is the one that is asked for, with the parts as asked."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qa.fitness.asked_act import AskedAct, Slot
from qa.language import Act, Form, Sentence
from qa.language.clauses import Clauses
from qa.language.lists import CLAUSES

_NONE: frozenset[str] = frozenset()
_REPORTING = frozenset(("that", "as", "so"))
"""Words that begin a clause that is as good as a main one: "said that Pell resigned"."""
_FINITE = (Form.BASE, Form.THIRD, Form.PAST, Form.EITHER)


@dataclass(frozen=True, slots=True)
class _Part:
    """Who has a part in an act: the stems of the heads, of all words on that side, of names."""

    heads: frozenset[str]
    around: frozenset[str]
    names: frozenset[str]

    def has(self, given: frozenset[str], names: frozenset[str]) -> float:
        """How surely `given`, of which `names` are names, have this part; negative for others."""
        named = given & names
        if named & self.heads or (not named and given & self.heads):
            return 1.0
        if given & self.heads or named & self.around:
            return 0.5
        # "Pell resigned" tells nothing of Veary, but "the minister resigned" may
        return -0.5 if named and self.heads & self.names else 0.0


def role(asked: AskedAct, sentence: Sentence, spoken_of: Collection[str] = ()) -> float:
    """How well the best of its acts has the parts as asked; 0 where it has not the verb.

    1 if who is given has the part as asked, and the one that is open is filled; negative if they
    have the other part, or somebody else theirs. `spoken_of` are the stems of whom the subject of
    the sentence means where it is a pronoun.
    """
    found = [fits(asked, act, sentence, spoken_of) for act in acts(sentence, asked.alike)]
    return max(found, key=lambda value: (value > 0, abs(value)), default=0.0)


def acts(sentence: Sentence, verbs: Collection[str]) -> Iterator[Act]:
    """The acts of one of `verbs`, those without an object as well: "Pell has resigned"."""
    read = {act.at: act for act in sentence.acts if act.verb in verbs}
    yield from read.values()
    for at, word in enumerate(sentence.words):
        plain = word.stem in verbs and at not in read and _finite(sentence, at)
        if plain and not sentence.determined[at]:
            clauses = Clauses(sentence.words, sentence.forms, sentence.determined)
            doer, around = clauses.subject(at)
            yield Act(word.stem, at, False, doer, (), around, _NONE)


def _finite(sentence: Sentence, at: int) -> bool:
    """Whether it may be the verb of a clause: "resigned", "is resigning"."""
    if sentence.forms[at] is Form.ING:
        return at > 0 and sentence.words[at - 1].low in CLAUSES.among("being")
    return sentence.forms[at] in _FINITE


def fits(asked: AskedAct, act: Act, sentence: Sentence, spoken_of: Collection[str] = ()) -> float:
    """How well one act has the parts as asked."""
    subject = frozenset(spoken_of)
    names = sentence.name_stems | subject
    doers = frozenset(act.doer) or (_NONE if act.passive else subject)
    sufferers = frozenset(act.sufferer) or (subject if act.passive else _NONE)
    doer = _Part(doers, act.around_doer, names)
    sufferer = _Part(sufferers, act.around_sufferer, names)
    if asked.slot is Slot.DOER:
        return _open(asked, asked.sufferer, sufferer, doer)
    if asked.slot is Slot.SUFFERER:
        return _open(asked, asked.doer, doer, sufferer)
    return _closed(asked, act, doer, sufferer)


def _open(asked: AskedAct, given: frozenset[str], own: _Part, other: _Part) -> float:
    """How surely who is given has their part, and somebody else the `other`."""
    names = asked.sentence.name_stems
    filled = bool(other.heads - given)
    if not given:
        return 0.5 if filled else 0.0
    held = own.has(given, names)
    if held > 0:
        return held if filled else 0.25
    return -1.0 if given & names & other.heads else held


def _closed(asked: AskedAct, act: Act, doer: _Part, sufferer: _Part) -> float:
    """How surely those who are given have their parts, where neither is open."""
    names = asked.sentence.name_stems
    # "the bridge closed" and "they closed the bridge" tell the same of the bridge
    alone = not asked.sufferer or not (act.sufferer or act.passive)
    score = 0.0
    for given, own, other in ((asked.doer, doer, sufferer), (asked.sufferer, sufferer, doer)):
        if not given:
            continue
        held, crossed = own.has(given, names), other.has(given, names)
        if held <= 0 and crossed == 1.0:
            held = 0.5 if alone else -1.0
        score += held
    return max(-1.0, min(1.0, score))


def main_clause(sentence: Sentence, verbs: Collection[str]) -> bool | None:
    """Whether an act of one of `verbs` is told in the main clause; None where there is none."""
    found = [_subordinate(sentence, act.at) for act in acts(sentence, verbs)]
    return not all(found) if found else None


def _subordinate(sentence: Sentence, at: int) -> bool:
    """Whether a word that begins another clause stands before the verb, reports left aside."""
    words = sentence.words
    for place in range(at - 1, -1, -1):
        word = words[place]
        if word.clause != words[at].clause or sentence.forms[place] in (Form.PAST, Form.THIRD):
            return False
        if word.low in CLAUSES.among("subordinators") and word.low not in _REPORTING:
            return True
    return False
