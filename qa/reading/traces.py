"""Whether sentences tell of the act at all whose doer is asked for.

"Who will replace Fenn on the board?" is not answered by reports of Fenn's leaving it, as much as
they share with the question: where neither they nor what stands around them has a word for
replacing, nobody is said to do so.
"""

from collections.abc import Sequence
from functools import cache
from itertools import islice

from qa.fitness.asked_act import AskedAct, Slot, written
from qa.language import kin, read, stem
from qa.reading.features import Candidate, sentences
from qa.reading.vetting_persons import HARMS, LISTS, stems

_NEAR = 1.5
"""So near the best, in log-odds, a sentence may tell of it."""
_LOOKED_AT = 12
_AROUND = 2
"""So many sentences before and after it as well."""
_LONG = 5
"""A stem of so many letters is known by what begins with it: "designer" tells who designs."""


def untold(act: AskedAct, near: Sequence[Candidate]) -> bool:
    """Whether it asks who does something of which no sentence `near` the best tells."""
    open_ = act.slot is Slot.DOER and act.word in ("who", "whom")
    if not (open_ and act.verb and near) or act.verb in HARMS or act.verb in _loose():
        return False
    words = written(act.alike) | kin(act.verb) | _traces().get(act.verb, frozenset())
    looked_at = (one for one in near if near[0].logit - one.logit <= _NEAR)
    return not any(_told(words, act.verb, one) for one in islice(looked_at, _LOOKED_AT))


def _told(words: frozenset[str], verb: str, one: Candidate) -> bool:
    """Whether a sentence, its neighbours or its headline have one of the `words`."""
    every = sentences(one.hit.passage)
    around = (*every[max(0, one.at - _AROUND) : one.at + _AROUND + 1], read(one.hit.passage.title))
    held = frozenset[str]().union(*(each.stems for each in around))
    if not words.isdisjoint(held):
        return True
    return len(verb) >= _LONG and any(each.startswith(verb) for each in held)


@cache
def _loose() -> frozenset[str]:
    return stems(LISTS.among("loose"))


@cache
def _traces() -> dict[str, frozenset[str]]:
    """The verb → what else tells of it, as they are compared."""
    return {
        stem(verb)[0]: stems(frozenset(words.split()))
        for verb, words in LISTS.mapped("traces").items()
    }
