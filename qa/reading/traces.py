"""Which sentences tell of the act at all whose doer is asked for.

"Who will replace Fenn on the board?" is not answered by reports of Fenn's leaving it, as much as
they share with the question: where neither they nor what stands around them has a word for
replacing, nobody is said to do so.
"""

from collections.abc import Sequence
from functools import cache
from itertools import islice

from qa.fitness.asked_act import AskedAct, Slot, written
from qa.language import Sentence, kin, read, stem
from qa.reading.features import Candidate, sentences
from qa.reading.vetting_persons import HARMS, LISTS, stems
from qa.types import Query
from qa.values.values import asked_values

_NEAR = 1.5
"""So near the best, in log-odds, a sentence may tell of it."""
_NEARLY = 1.0
"""So near, a sentence that tells of it is put before one that does not."""
_LOOKED_AT = 12
_AROUND = 2
"""So many sentences before and after it as well."""
_ABOUT = 0.8
"""The share of what the best covers of the question, with what is around it, that others do."""
_LONG = 5
"""A stem of so many letters is known by what begins with it: "designer" tells who designs."""


class Traces:
    """Of the act of a question, made once for it; `sought` where its doer is asked for."""

    def __init__(self, act: AskedAct) -> None:
        open_ = act.slot is Slot.DOER and act.word in ("who", "whom") and bool(act.verb)
        self.sought = open_ and act.verb not in HARMS and act.verb not in _loose()
        self._verb = act.verb
        own = written(act.alike) | kin(act.verb) | _traces().get(act.verb, frozenset())
        self._words = own - _chance()

    def untold(self, near: Sequence[Candidate]) -> bool:
        """Whether no sentence `near` the best, nor what is around it, tells of the act."""
        if not (self.sought and near):
            return False
        looked_at = (one for one in near if near[0].logit - one.logit <= _NEAR)
        return not any(
            _of(one, near[0]) and self._around(one) for one in islice(looked_at, _LOOKED_AT)
        )

    def _around(self, one: Candidate) -> bool:
        """Whether a sentence, its neighbours or its headline tell of it."""
        every = sentences(one.hit.passage)
        around = every[max(0, one.at - _AROUND) : one.at + _AROUND + 1]
        return any(map(self.told, (*around, read(one.hit.passage.title))))

    def told(self, sentence: Sentence) -> bool:
        """Whether a sentence has a word for it."""
        if not self._words.isdisjoint(sentence.stems):
            return True
        long = len(self._verb) >= _LONG
        return long and any(each.startswith(self._verb) for each in sentence.stems)

    def teller(self, near: Sequence[Candidate], query: Query) -> Candidate | None:
        """Of the best's article, what tells of the act and names somebody, if the best has no word.

        Nearly as good as the best it must be.
        """
        if not self.sought or not near or self.told(near[0].sentence):
            return None
        for one in islice(near, _LOOKED_AT):
            same = one.hit.passage.article_id == near[0].hit.passage.article_id
            close = near[0].logit - one.logit <= _NEARLY
            if close and same and self.told(one.sentence) and _names(one.sentence, query):
                return one
        return None


def _names(sentence: Sentence, query: Query) -> bool:
    """Whether it names somebody whom the question does not."""
    known = read(query.text).stems
    return any(not read(one.text).stems <= known for one in asked_values(query, sentence))


def _of(one: Candidate, best: Candidate) -> bool:
    """Whether it is of the same article, or about as much of what is asked."""
    same = one.hit.passage.article_id == best.hit.passage.article_id
    return same or one.features["coverage_around"] >= _ABOUT * best.features["coverage_around"]


@cache
def _loose() -> frozenset[str]:
    return stems(LISTS.among("loose"))


@cache
def _chance() -> frozenset[str]:
    return stems(LISTS.among("chance"))


@cache
def _traces() -> dict[str, frozenset[str]]:
    """The verb → what else tells of it, as they are compared."""
    return {
        stem(verb)[0]: stems(frozenset(words.split()))
        for verb, words in LISTS.mapped("traces").items()
    }
