"""Whether an act that a sentence tells of is the one that is asked for, with the parts as asked."""

from collections.abc import Collection

from qa.language import Act, Sentence
from qa.reading.asked import Asked, Slot


def fits(asked: Asked, act: Act, spoken_of: Collection[str] = ()) -> float:
    """1 if the act has who is given in the part as asked, and fills the one that is open.

    Negative if they have the other part, or somebody else has theirs; `spoken_of` are the stems of
    whom the subject of the sentence means where it is a pronoun.
    """
    doer = frozenset(act.doer) or (frozenset() if act.passive else frozenset(spoken_of))
    sufferer = frozenset(act.sufferer) or (frozenset(spoken_of) if act.passive else frozenset())
    if asked.slot is Slot.DOER:
        return _open(asked.sufferer, sufferer, doer, act.around_sufferer)
    if asked.slot is Slot.SUFFERER:
        return _open(asked.doer, doer, sufferer, act.around_doer)
    return _closed(asked, act, doer, sufferer)


def _open(
    given: frozenset[str], held: frozenset[str], other: frozenset[str], around: frozenset[str]
) -> float:
    """How the part that is given is held, and the `other` one filled."""
    if not given:
        return 0.5 if other else 0.0
    if given & held:
        return 1.0 if other - given else 0.25
    if given & other:
        return -1.0
    if given & around:
        return 0.5 if other - given else 0.0
    return -0.5 if held else 0.0


def _closed(asked: Asked, act: Act, doer: frozenset[str], sufferer: frozenset[str]) -> float:
    """How the parts that are given are held, where neither is open."""
    alone = not (act.doer and act.sufferer) and not act.passive
    score = 0.0
    for given, held, other in (
        (asked.doer, doer, sufferer),
        (asked.sufferer, sufferer, doer),
    ):
        if not given:
            continue
        if given & held:
            score += 1.0
        elif given & other:
            # "the bridge closed" and "they closed the bridge" tell the same of the bridge
            score += 1.0 if alone or not (asked.doer and asked.sufferer) else -1.0
        elif held:
            score -= 0.5
    return max(-1.0, min(1.0, score))


def role(asked: Asked, sentence: Sentence, spoken_of: Collection[str] = ()) -> float:
    """How well the best of its acts fits; 0 where none has the verb that is asked about."""
    if not asked.verb:
        return 0.0
    alike = asked.alike
    found = [fits(asked, act, spoken_of) for act in sentence.acts if act.verb in alike]
    return max(found, key=lambda value: (value > 0, abs(value)), default=0.0)
