"""Whether a sentence names who did the harm that is asked about, or who is held to have done it.

"Robert Fenn killed 18 people", "the suspect, Mara Fenn", "Fenn was charged with murder". Of whom it
was done to, or who speaks of it, nothing is learned.
"""

from collections.abc import Sequence

from qa.fitness.asked_act import AskedAct
from qa.fitness.fitness import Place
from qa.fitness.roles import acts
from qa.fitness.subjects import Name, people
from qa.language import Form, Sentence, Token
from qa.reading.vetting_persons import HARMS, LISTS, stems

_SUSPECTS = LISTS.among("culprits", "suspects")
_HELD = LISTS.among("held")
_BESIDE = 3
"""So many words from a name stands what its bearer is called."""
_NEAR = 2
"""So many sentences back it is told to whom."""
_AFTER = 6
"""So many words after it what is done about them."""
_PASTS = (Form.PAST, Form.EITHER)
_LIGHT = stems(frozenset(("carry", "commit", "do", "start", "cause", "set", "plan", "plot")))


class Culprits:
    """Made once for the act that a question asks about."""

    def __init__(self, asked: AskedAct) -> None:
        self._asked = asked
        self._own = asked.sentence.name_stems
        light = asked.verb in _LIGHT
        self._verbs = asked.alike | (HARMS - _LIGHT if light else frozenset())
        rest = asked.sentence.content - self._own - asked.alike
        self._about = self._own or rest

    def __call__(self, place: Place) -> bool:
        """Whether the sentence in its place names who did it."""
        near = (place.sentence, place.headline, *place.before[-_NEAR:])
        held = self._about & frozenset[str]().union(*(one.stems for one in near))
        if not held or 2 * len(held) < len(self._own):
            return False
        every = people(place.sentence)
        others = [name for name in every if self._own.isdisjoint(name)]
        own = len(others) < len(every) or len(others) == 1
        return any(self._did(name, place.sentence, held=own) for name in others)

    def _did(self, name: Name, sentence: Sentence, *, held: bool) -> bool:
        """Whether whoever is called so did it, or, if `held`, is held to have done it."""
        own = frozenset(name)
        denied = {stem for sign in sentence.denials for stem in sign.governs}
        for act in acts(sentence, self._verbs):
            told = sentence.forms[act.at] in _PASTS and act.verb not in denied
            if told and not act.passive and own & frozenset(act.doer):
                return True
        if not held:
            return False
        words = sentence.words
        ends = (at for at, word in enumerate(words) if word.stem == name[-1] and word.capital)
        return any(_held(words, at - len(name) + 1, at) for at in ends)


def _held(words: Sequence[Token], first: int, last: int) -> bool:
    """Whether the name at `first` to `last` is that of a suspect, or is charged with something."""
    after = words[last + 1 : last + 1 + _AFTER]
    beside = (*words[max(0, first - _BESIDE) : first], *after[:_BESIDE])
    called = any(word.low in _SUSPECTS for word in beside)
    return called or any(word.low in _HELD for word in after)
