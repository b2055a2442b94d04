"""Whether a sentence says that what a question takes for granted is not so.

"Why did Pell resign?" takes for granted that he did. "Pell has not resigned", "Pell denied that he
had resigned" and "Pell will stay" say otherwise.
"""

from collections.abc import Collection
from functools import cache

from qa.fitness.asked_act import AskedAct, Slot, Tense, written
from qa.fitness.lists import FITNESS
from qa.fitness.roles import acts, fits
from qa.language import Act, Sentence, stem
from qa.language.speech import Sign

_PRESUPPOSING = frozenset(("why", "when", "where", "how"))


def presupposes(asked: AskedAct) -> bool:
    """Whether a question takes an act for granted, that it names with somebody in it."""
    given = asked.doer or asked.sufferer
    taken = asked.slot is Slot.NEITHER and asked.word in _PRESUPPOSING
    return bool(taken and asked.verb and given) and asked.tense is not Tense.FUTURE


def contradicted(asked: AskedAct, sentence: Sentence, spoken_of: Collection[str] = ()) -> str:
    """The word by which `sentence` says that it is not so; empty if it does not.

    `spoken_of` are the stems of whom its subject means where that is a pronoun.
    """
    if not presupposes(asked) or asked.sentence.has_any("negations"):
        return ""
    given = asked.doer | asked.sufferer
    if given.isdisjoint(sentence.stems) and given.isdisjoint(spoken_of):
        return ""
    if not FITNESS.among("until").isdisjoint(word.low for word in sentence.words):
        return ""  # "did not resign until June", "will stay until then"
    if asked.word == "why" and not FITNESS.among("reasons").isdisjoint(
        word.low for word in sentence.words
    ):
        return ""  # "did not resign over the leak but because of his health"
    return _denied(asked, sentence, spoken_of) or _turned(asked, sentence, spoken_of)


def _denied(asked: AskedAct, sentence: Sentence, spoken_of: Collection[str]) -> str:
    """The verb that is asked about, where the sentence denies it."""
    words = sentence.words
    verbs = written(asked.alike)
    for sign in sentence.denials:
        untrue = sign.word.lower() in FITNESS.among("untrue")
        if not (sign.strong or untrue) or verbs.isdisjoint(sentence.stems):
            continue
        whose = (asked.doer or asked.sufferer) & (sentence.stems | frozenset(spoken_of))
        if untrue and whose and (own := verbs.intersection(sign.governs)):  # "denied selling it"
            return next(word.text for word in words[sign.at :] if word.stem in own)
        if word := _governed(asked, sentence, sign, spoken_of):
            return word
    return ""


def _governed(asked: AskedAct, sentence: Sentence, sign: Sign, spoken_of: Collection[str]) -> str:
    """The verb that is asked about, where this sign denies it of the same parts."""
    doubted = not _unproved().isdisjoint(sign.governs[:1])
    for act in acts(sentence, asked.alike):
        word = sentence.words[act.at]
        governed = doubted or word.stem in sign.governs[:1]
        if act.at > sign.at and governed and _same(asked, act, sentence, spoken_of):
            return word.text
    return ""


def _turned(asked: AskedAct, sentence: Sentence, spoken_of: Collection[str]) -> str:
    """The verb that says the opposite of the one asked about, of the same parts."""
    others = _opposites().get(asked.verb, frozenset())
    if not others or written(others).isdisjoint(sentence.stems):
        return ""
    denied = {stem for sign in sentence.denials for stem in sign.governs}
    for act in acts(sentence, others):
        word = sentence.words[act.at]
        free = word.stem not in denied and not act.passive
        if free and _same(asked, act, sentence, spoken_of) and _about(asked, act):
            return word.text
    return ""


def _same(asked: AskedAct, act: Act, sentence: Sentence, spoken_of: Collection[str]) -> bool:
    """Whether an act has the parts as asked, and who is given first takes part in it."""
    who = asked.doer or asked.sufferer
    named = who & asked.sentence.name_stems or who
    there = {*act.doer, *act.sufferer, *act.around_doer, *act.around_sufferer, *spoken_of}
    return not named.isdisjoint(there) and fits(asked, act, sentence, spoken_of) > 0


def _about(asked: AskedAct, act: Act) -> bool:
    """Whether an act is about what is asked about, where that is told."""
    about = asked.sufferer
    return not (asked.doer and about) or bool(about & act.around_sufferer)


@cache
def _unproved() -> frozenset[str]:
    return frozenset(stem(word)[0] for word in FITNESS.among("unproved"))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in FITNESS.table["opposites"]:
        sides = [frozenset(stem(word)[0] for word in side.split()) for side in pair.split("|")]
        for one, other in (sides, sides[::-1]):
            for verb in one:
                found[verb] = found.get(verb, frozenset()) | other
    return found
