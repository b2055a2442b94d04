"""Whether a person may be told: whether the part that a question leaves open is theirs.

Nobody is named for an act, least of all a crime, unless the sentence says that it is theirs.
"""

import re

from index import WordLists
from qa.fitness.asked_act import Slot, asked_act, written
from qa.fitness.describing import offices_of
from qa.fitness.roles import acts
from qa.fitness.subjects import people
from qa.language import Act, Form, Sentence, kin, meets, read, stem
from qa.types import Query
from qa.values.nouns import sort
from qa.values.sought import LISTS as SOUGHT
from qa.values.sought import Kind
from qa.values.values import Value, asked_of

LISTS = WordLists("qa.reading", "vetting.yaml")
_BESIDE = 2
"""So many words from a name what it is called stands."""
_NEARLY = 0.75
"""So much of what is asked must stand in a sentence that names who did harm."""
_OWNING = re.compile(r"['’]s?\b|['’](?= )")
# "Mayor Pell's campaign manager"
_OWNER = re.compile(r"(?P<who>[A-Z]\w+)['’]s? (?P<what>(?:[\w-]+ ?){1,3})")


def stems(words: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    """The words as they are compared."""
    return frozenset(stem(word)[0] for word in words)


HARMS = stems(LISTS.among("harms"))
_ACCUSES = stems(LISTS.among("accuses"))
_CULPRITS = stems(LISTS.among("culprits"))
_DOUBTS = LISTS.among("doubts")
_ELECTED = stems(LISTS.among("elected"))
_NOBODY = SOUGHT.among("offices")


def titles(question: Sentence) -> frozenset[str]:
    """The offices that the question names, as they are compared."""
    return frozenset(word.stem for word in question.words if word.low in _NOBODY)


def run_of(sentence: Sentence, text: str) -> tuple[int, int] | None:
    """Where the words of `text` stand in the sentence."""
    own = [word.low for word in read(text).words]
    lows = [word.low for word in sentence.words]
    for at in range(len(lows) - len(own) + 1):
        if own and lows[at : at + len(own)] == own:
            return at, at + len(own) - 1
    return None


class Persons:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._asks, self._question = asked_of(query), read(query.text)
        self._act = asked_act(self._question)

    def __call__(self, value: Value, sentence: Sentence) -> bool:
        """Whether the person `value` of a sentence may be told."""
        told = read(value.text)
        own = frozenset(word.stem for word in told.words if word.low not in _NOBODY)
        run = run_of(sentence, value.text)
        if run is None or told.figures or self._known(own):
            return False
        if _OWNING.match(sentence.text, value.end):  # "Fenn's manager"
            return False
        if sort(sentence, run) in (Kind.THING, Kind.PLACE):
            return False
        if told.words[-1].low in LISTS.among("trophies"):
            return False
        if told.words[-1].low in _NOBODY or not any(word.capital for word in told.words):
            return False
        if not self._act.verb:
            return not self._of_another(sentence)
        return self._has_part(own, run, sentence)

    def _of_another(self, sentence: Sentence) -> bool:
        """Whether the office that is asked for is another's: "Mayor Pell's manager", not Fenn's."""
        names = self._question.name_stems - titles(self._question)
        office = self._asks.subject - names
        for owner in _OWNER.finditer(sentence.text) if names else ():
            if not office.isdisjoint(read(owner["what"]).stems):
                return self._question.stems.isdisjoint(read(owner["who"]).stems)
        return False

    def _of_it(self, sentence: Sentence) -> bool:
        """Whether the sentence itself has nearly all that is asked about."""
        rest = self._asks.subject - self._act.alike - written(self._act.alike)
        held = [one for one in rest if meets(one, sentence.stems)]
        return len(held) >= _NEARLY * len(rest)

    def _known(self, own: frozenset[str]) -> bool:
        """Whether it is nobody but whom the question names itself."""
        related = self._asks.kinsfolk or self._asks.namesake
        for name in people(self._question):
            whole = own >= set(name) and len(name) > 1
            if whole or (not related and (own >= set(name) or name[-1] in own)):
                return True
        return own <= self._question.stems

    def _has_part(self, own: frozenset[str], run: tuple[int, int], sentence: Sentence) -> bool:
        """Whether the name `own` has the part in the act that the question leaves open."""
        harm = self._act.verb in HARMS
        if (harm or self._act.verb in _ACCUSES) and not self._of_it(sentence):
            return False
        denied = {stem for sign in sentence.denials for stem in sign.governs}
        if not self._verbs.isdisjoint(denied):
            return False
        if any(self._fills(act, own, run, sentence) for act in acts(sentence, self._verbs)):
            return True
        if self._asks.namesake and not harm and self._deals(own, sentence):
            return True
        if self._called(run, sentence) or self._aside(run, sentence):
            return True
        return not harm and self._comes_to(own, sentence)

    def _deals(self, own: frozenset[str], sentence: Sentence) -> bool:
        """Whether it has to do with what is given, of namesakes: "Milo Fenn headed the goal"."""
        given = self._act.sufferer
        return any(own & set(act.doer) and given & set(act.sufferer) for act in sentence.acts)

    def _aside(self, run: tuple[int, int], sentence: Sentence) -> bool:
        """Whether it is done to whom the name at `run` means: "Fenn won, succeeding Pell"."""
        words, alike = sentence.words, written(self._act.alike)
        before = range(max(0, run[0] - _BESIDE - 1), run[0])
        given = self._act.doer & self._question.name_stems
        known = {word.stem for word in words[: run[0]]}
        return (
            self._suffers
            and bool(given & known)
            and any(sentence.forms[n] is Form.ING and words[n].stem in alike for n in before)
        )

    @property
    def _suffers(self) -> bool:
        """Whether it is asked to whom something is done."""
        asked = self._act
        whom = asked.word in ("who", "whom") and bool(asked.doer)
        return asked.slot is Slot.SUFFERER or (asked.slot is Slot.NEITHER and whom)

    @property
    def _verbs(self) -> frozenset[str]:
        """What says the same of who does it, as `Act.verb` is compared."""
        own = self._act.alike
        if self._act.verb in HARMS:
            return own
        office = offices_of(self._act.verb)
        return own | kin(self._act.verb) | (_ELECTED if office else frozenset())

    def _fills(
        self, act: Act, own: frozenset[str], run: tuple[int, int], sentence: Sentence
    ) -> bool:
        """Whether it is who does it, or to whom it is done, and the others are who is given."""
        asked, slot = self._act, Slot.SUFFERER if self._suffers else self._act.slot
        does, suffers = frozenset(act.doer), frozenset(act.sufferer)
        if slot is Slot.NEITHER:
            return bool(own & (does | suffers))
        if slot is Slot.DOER and act.verb in _ELECTED - asked.alike:
            return bool(own & (suffers or does))
        mine, theirs = (does, suffers) if slot is Slot.DOER else (suffers, does)
        if theirs and act.verb in asked.alike and self._strangers(theirs, sentence):
            return False
        before = sentence.words[run[0] - 1].stem if run[0] else ""  # "by a walker, Mara Fenn"
        return bool(own & mine) or before in mine

    def _strangers(self, theirs: frozenset[str], sentence: Sentence) -> bool:
        """Whether those on the other side of an act are not those that the question gives."""
        phrase = self._act.doer if self._suffers else self._act.sufferer
        named = phrase & self._question.name_stems
        other = phrase.isdisjoint(theirs)
        if self._asks.namesake and other:
            return True
        return (
            bool(named)
            and named.isdisjoint(theirs)
            and (other or bool(theirs & sentence.name_stems))
        )

    def _called(self, run: tuple[int, int], sentence: Sentence) -> bool:
        """Whether it is called what one is who does it: "the gunman, Robert Fenn"."""
        if self._act.slot is not Slot.DOER:
            return False
        first, last = run
        words = sentence.words
        around = (*words[max(0, first - _BESIDE) : first], *words[last + 1 : last + 1 + _BESIDE])
        if any(word.low in _DOUBTS for word in words[max(0, first - 4) : first]):
            return False
        agents = offices_of(self._act.verb) | self._agents()
        if first and words[first - 1].low in ("is", "was"):  # "the winner of the cup was"
            around = words[:first]
        return any(word.stem in agents for word in around)

    def _agents(self) -> frozenset[str]:
        verb = self._act.verb
        if verb in HARMS:
            return _CULPRITS
        return frozenset(one for one in kin(verb) if one.endswith(("er", "or", "champion")))

    def _comes_to(self, own: frozenset[str], sentence: Sentence) -> bool:
        """Whether it does what leads to it: "Fenn came from behind to win"."""
        for act in acts(sentence, self._verbs):
            before = [one for one in sentence.acts if one.at < act.at]
            led = sentence.words[act.at - 1].low == "to" if act.at else False
            if led and not act.doer and before and own & set(before[-1].doer):
                return self._act.slot is Slot.DOER
        return False
