"""Whether a sentence says that what a question takes for granted is not so.

"Why did Pell resign?" takes for granted that he did. "Pell has not resigned", "Pell denied that he
had resigned" and "Pell will stay" say otherwise.
"""

from collections.abc import Collection
from functools import cache

from qa.language import Act, Sentence, stem
from qa.reading.asked import Asked, Tense, stem_of
from qa.reading.lists import FITNESS
from qa.reading.roles import fits

_PRESUPPOSING = frozenset(("why", "when", "where", "how", "who", "which", "what", "whom"))


def presupposes(asked: Asked) -> bool:
    """Whether a question takes an act for granted, that it names with somebody in it."""
    given = asked.doer or asked.sufferer
    return bool(asked.verb and given) and asked.word in _PRESUPPOSING


def contradicted(asked: Asked, sentence: Sentence, spoken_of: Collection[str] = ()) -> str:
    """The word by which `sentence` says that it is not so; empty if it does not.

    `spoken_of` are the stems of whom its subject means where that is a pronoun.
    """
    if not presupposes(asked) or asked.sentence.denials:
        return ""
    given = asked.doer | asked.sufferer
    if given.isdisjoint(sentence.stems) and given.isdisjoint(spoken_of):
        return ""
    if asked.tense is Tense.FUTURE:
        return ""
    return _denied(asked, sentence) or _turned(asked, sentence, spoken_of)


def _denied(asked: Asked, sentence: Sentence) -> str:
    """The verb that is asked about, where the sentence denies it."""
    for sign in sentence.denials:
        untrue = sign.word.lower() in FITNESS.among("untrue")
        if not (sign.strong or untrue):
            continue
        for at, word in enumerate(sentence.words):
            governed = word.stem in sign.governs[:1] or (untrue and word.stem in sign.governs)
            if at > sign.at and governed and stem_of(word) in asked.alike:
                return word.text
    return ""


def _turned(asked: Asked, sentence: Sentence, spoken_of: Collection[str]) -> str:
    """The verb that says the opposite of the one asked about, of the same parts."""
    others = _opposites().get(asked.verb, frozenset())
    if not others:
        return ""
    denied = {stem for sign in sentence.denials for stem in sign.governs}
    for act in sentence.acts:
        word = sentence.words[act.at]
        if act.verb in others and word.stem not in denied and _same(asked, act, spoken_of):
            return word.text
    return ""


def _same(asked: Asked, act: Act, spoken_of: Collection[str]) -> bool:
    """Whether whoever is given has the same part in the act, and what it is about is the same."""
    if fits(asked, act, spoken_of) <= 0:
        return False
    about = asked.sufferer
    return not asked.doer or not about or bool(about & (act.around_sufferer | set(act.sufferer)))


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in FITNESS.table["opposites"]:
        sides = [frozenset(stem(word)[0] for word in side.split()) for side in pair.split("|")]
        for one, other in (sides, sides[::-1]):
            for verb in one:
                found[verb] = found.get(verb, frozenset()) | other
    return found
