"""Whether a value may be told alone: one that fits may be another's, or of another act or year.

A short answer is read without its quote: a person who only speaks of a killing must not stand
there as the one who killed. So what cannot be seen to be meant is not told.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from index import WordLists
from qa.fitness.asked_act import Slot, Tense, asked_act, written
from qa.fitness.describing import offices_of
from qa.fitness.fitness import Fitness, Place
from qa.fitness.roles import acts
from qa.fitness.subjects import people as persons
from qa.language import Act, Form, Sentence, Token, forms, kin, read, stem
from qa.types import Query
from qa.values.nouns import sort
from qa.values.sought import LISTS as SOUGHT
from qa.values.sought import Kind, people
from qa.values.values import Value, asked_of

_LISTS = WordLists("qa.reading", "vetting.yaml")
_BESIDE = 2
"""So many words from a name what it is called stands."""
_UNIT = ("people", "person", "human", "victim", "other")
_TOLD = re.compile(r"\b(?:what|which|who|whether|why|how)\b", re.I)
_AS = re.compile(r"(?:as|over|for)\b", re.I)


def _stems(words: frozenset[str] | tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem(word)[0] for word in words)


_HARMS = _stems(_LISTS.among("harms"))
_CULPRITS = _stems(_LISTS.among("culprits"))
_DOUBTS = _LISTS.among("doubts")
_ELECTED = _stems(_LISTS.among("elected"))
_ANYBODY = _stems(_UNIT)
_NOBODY = SOUGHT.among("offices")


class Vetting:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._asks, self._act = asked_of(query), asked_act(read(query.text))
        self._question, self._fitness = read(query.text), Fitness(query)
        self._tests: dict[Kind, Callable[[Value, Place], bool]] = {
            Kind.PERSON: self._person,
            Kind.NUMBER: self._number,
            Kind.DATE: self._date,
            Kind.CAUSE: self._cause,
            Kind.THING: self._thing,
        }

    def __call__(self, value: Value, place: Place) -> bool:
        """Whether `value`, of the sentence in `place`, may be told."""
        test = self._tests.get(self._asks.kind)
        return self._timely(place) and (test is None or test(value, place))

    def _timely(self, place: Place) -> bool:
        """Whether it is of the year that is asked for, or nothing tells that it is not."""
        years = {one.year for one in self._question.moments if one.year is not None}
        around = (place.sentence, place.headline)
        if not years or any(one.year in years for each in around for one in each.moments):
            return True
        when = self._fitness.features(place)["time"]
        return when > 0 or (self._act.tense is Tense.FUTURE and when == 0)

    # who

    def _person(self, value: Value, place: Place) -> bool:
        sentence, told = place.sentence, read(value.text)
        own = frozenset(word.stem for word in told.words if word.low not in _NOBODY)
        run = _run(sentence, value.text)
        if run is None or told.figures or self._known(own):
            return False
        if sort(sentence, run) in (Kind.THING, Kind.PLACE):
            return False
        if not any(word.capital and word.low not in _NOBODY for word in told.words):
            return False
        return not self._act.verb or self._has_part(own, run, sentence)

    def _known(self, own: frozenset[str]) -> bool:
        """Whether it is nobody but whom the question names itself."""
        related = self._asks.kinsfolk or self._asks.namesake
        for name in persons(self._question):
            whole = own >= set(name) and len(name) > 1
            if whole or (not related and (own >= set(name) or name[-1] in own)):
                return True
        return own <= self._question.stems

    def _has_part(self, own: frozenset[str], run: tuple[int, int], sentence: Sentence) -> bool:
        """Whether the name `own` has the part in the act that the question leaves open."""
        harm = self._act.verb in _HARMS
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
        if self._act.verb in _HARMS:
            return own
        office = offices_of(self._act.verb)
        return own | kin(self._act.verb) | (_ELECTED if office else frozenset())

    def _fills(
        self, act: Act, own: frozenset[str], run: tuple[int, int], sentence: Sentence
    ) -> bool:
        """Whether it is who does it, or to whom it is done, and the others are who is given."""
        asked, names = self._act, self._question.name_stems
        slot = Slot.SUFFERER if self._suffers else asked.slot
        does, suffers = frozenset(act.doer), frozenset(act.sufferer)
        if slot is Slot.NEITHER:
            return bool(own & (does | suffers))
        if slot is Slot.DOER and act.verb in _ELECTED - asked.alike:
            return bool(own & (suffers or does))
        mine, theirs = (does, suffers) if slot is Slot.DOER else (suffers, does)
        phrase = asked.sufferer if slot is Slot.DOER else asked.doer
        given = phrase & names
        others = bool(theirs & sentence.name_stems) or phrase.isdisjoint(theirs)
        if given and theirs and given.isdisjoint(theirs) and others and act.verb in asked.alike:
            return False
        if self._asks.namesake and theirs and phrase.isdisjoint(theirs):
            return False
        before = sentence.words[run[0] - 1].stem if run[0] else ""  # "by a walker, Mara Fenn"
        return bool(own & mine) or before in mine

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
        if verb in _HARMS:
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

    # how many

    def _number(self, value: Value, place: Place) -> bool:
        """Whether it counts those who are asked for, in the act that is asked for."""
        asks, sentence = self._asks, place.sentence
        counted = read(value.text).stems
        near = frozenset(word.stem for word in _around(sentence, value, 4))
        head = asks.head
        alike = {head, *forms(head), *kin(head)}
        if head in people() and head not in _ANYBODY and alike.isdisjoint(counted | near):
            return False
        if asks.hurt and asks.hurt.isdisjoint(_meant(sentence.stems | place.headline.stems)):
            return False
        return self._acts_in(sentence) and self._of_such(near, place)

    def _of_such(self, near: frozenset[str], place: Place) -> bool:
        """Whether it counts such as are asked for: of "trainee doctors", not of all doctors."""
        such = set(self._asks.noun[:-1]) - self._question.name_stems
        words = place.sentence.words
        for one, other in pairwise(words):
            if one.stem in such and other.stem == self._asks.head and such.isdisjoint(near):
                return False
        return True

    def _acts_in(self, sentence: Sentence) -> bool:
        """Whether the sentence has the verb that is asked about, in any words."""
        verb = self._act.verb
        if not verb or verb not in _HARMS | _DEADLY:
            return True
        found = written(self._act.alike | {verb}) | kin(verb)
        return not found.isdisjoint(sentence.stems)

    # when

    def _date(self, value: Value, place: Place) -> bool:
        """Whether it is not the time of another act, where the one that is asked about is told."""
        sentence, moment = place.sentence, value.moment
        verbs = written(self._act.alike) | forms(self._act.verb) if self._act.verb else frozenset()
        if moment is None or verbs.isdisjoint(sentence.stems):
            return True
        verbs |= kin(self._act.verb)
        words = sentence.words
        at = next((n for n, word in enumerate(words) if word.end > moment.start), len(words))
        before = [
            word.stem
            for word, form in zip(words[:at], sentence.forms[:at], strict=True)
            if form in (Form.PAST, Form.PARTICIPLE, Form.EITHER) and not word.capital
        ]
        core = self._asks.core
        return not before or before[-1] in verbs | core or verbs.isdisjoint(before)

    # why and what

    def _cause(self, value: Value, place: Place) -> bool:
        """Whether it is a clause, where "as" and its like open it: not "as prime minister"."""
        if not _AS.match(value.text):
            return True
        told = read(value.text)
        acting = (Form.PAST, Form.EITHER, Form.ING, Form.THIRD, Form.PARTICIPLE)
        return any(form in acting for form in told.forms) or any(
            word.low in ("is", "are", "was", "were", "had", "has") for word in told.words
        )

    def _thing(self, value: Value, place: Place) -> bool:
        """Whether it does not only say what is not told."""
        return not _TOLD.search(value.text)


_DEADLY = _stems(("die", "drown", "survive", "perish"))


def _meant(stems: frozenset[str]) -> frozenset[str]:
    return stems.union(*map(forms, stems))


def _around(sentence: Sentence, value: Value, width: int) -> tuple[Token, ...]:
    """The words of a value with those about it."""
    run = _run(sentence, value.text)
    return () if run is None else sentence.words[max(0, run[0] - 1) : run[1] + 1 + width]


def _run(sentence: Sentence, text: str) -> tuple[int, int] | None:
    """Where the words of `text` stand in the sentence."""
    own = [word.low for word in read(text).words]
    lows = [word.low for word in sentence.words]
    for at in range(len(lows) - len(own) + 1):
        if own and lows[at : at + len(own)] == own:
            return at, at + len(own) - 1
    return None
