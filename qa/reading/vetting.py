"""Whether a value may be told alone: one that fits may be another's, or of another act or year.

A short answer is read without its quote: a person who only speaks of a killing must not stand
there as the one who killed. So what cannot be seen to be meant is not told.
"""

import re
from collections.abc import Callable, Set
from itertools import pairwise

from qa.fitness.asked_act import Tense, asked_act, written
from qa.fitness.circumstances import places
from qa.fitness.fitness import Fitness, Place
from qa.fitness.roles import acts
from qa.language import Form, Sentence, Token, forms, kin, meets, read
from qa.reading.vetting_persons import LISTS, Persons, run_of, stems, titles
from qa.types import Query
from qa.values.sought import Kind, people, placed
from qa.values.values import Value, asked_of

_MEASURES = (Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.AMOUNT)
RATE = re.compile(
    r"\b(?:a|per|each|every) (?P<of>year|month|week|day|hour)\b|\b(?P<year>annual|yearly)|"
    r"\b(?P<month>monthly)\b|\b(?P<week>weekly)\b|\b(?P<day>daily)\b"
)
"""What is paid, or counted, so often."""
_USE = "use"
_NEW = 2
"""So many words that the question has not make a reason."""
_UNIT = ("people", "person", "human", "victim", "other")
_PARTS = ("south ", "north ", "new ", "west ")
_SIDES = ("for", "against")
# "was to have been finished"
_WAS_TO = re.compile(r"\b(?:was|were) (?:to|due to|supposed to|meant to) |\bwould have\b", re.I)
_TOLD = re.compile(r"\b(?:what|which|who|whether|why|how)\b", re.I)
_AS = re.compile(r"(?:as|over|for)\b", re.I)


_ANYBODY = stems(_UNIT)


class Vetting:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._asks, self._act = asked_of(query), asked_act(read(query.text))
        self._question, self._fitness = read(query.text), Fitness(query)
        persons = Persons(query)
        self._tests: dict[Kind, Callable[[Value, Place], bool]] = {
            Kind.PERSON: lambda value, place: persons(value, place.sentence),
            Kind.NUMBER: self._number,
            Kind.DATE: self._date,
            Kind.CAUSE: self._cause,
            Kind.THING: self._thing,
        }

    def __call__(self, value: Value, place: Place) -> bool:
        """Whether `value`, of the sentence in `place`, may be told."""
        seen, kind = self._fitness.features(place), self._asks.kind
        if seen["place"] < 0 or (kind in _MEASURES and self._elsewhere(place)):
            return False
        if kind is not Kind.PERSON and (seen["role"] < 0 or self._others_do(place.sentence)):
            return False
        test = self._tests.get(kind)
        return self._timely(value, place) and (test is None or test(value, place))

    @property
    def chooses(self) -> bool:
        """Whether the question says which of two figures is meant, by its year or its side."""
        years = any(one.year is not None for one in self._question.moments)
        return years or any(word.low == "against" for word in self._question.words)

    def _elsewhere(self, place: Place) -> bool:
        """Whether others than those of the place that is asked of are named."""
        around = (place.sentence, place.headline, *place.before)
        low = self._question.text.lower()
        wholes = [one[0] for one in placed().finditer(low) if one[0].startswith(_PARTS)]
        told = " ".join(one.text.lower() for one in around)
        if any(one not in told for one in wholes):  # "southern Africa" is not South Africa
            return True
        asked = places(self._question)
        held = any(asked & one.stems for one in around)
        return bool(asked and placed().search(place.sentence.text.lower())) and not held

    def _others_do(self, sentence: Sentence) -> bool:
        """Whether the sentence has the act that is asked about, but of others who are named."""
        given = (self._act.doer & self._question.name_stems) - titles(self._question)
        doers = [frozenset(act.doer) for act in acts(sentence, self._act.alike)]
        named = [one for one in doers if one & sentence.name_stems]
        return bool(given) and bool(named) and all(given.isdisjoint(one) for one in doers)

    def _timely(self, value: Value, place: Place) -> bool:
        """Whether it is of the year that is asked for, or nothing tells that it is not."""
        years = {one.year for one in self._question.moments if one.year is not None}
        if value.quantity is not None and self._of_another_year(value, place.sentence, years):
            return False
        dated = any(one.year is not None for one in place.sentence.moments)
        around = (place.sentence, place.headline, *(() if dated else place.before))
        if not years or any(one.year in years for each in around for one in each.moments):
            return True
        when = self._fitness.features(place)["time"]
        return when > 0 or (self._act.tense is Tense.FUTURE and when == 0)

    def _of_another_year(self, value: Value, sentence: Sentence, years: Set[int]) -> bool:
        """Whether the year beside a figure is another: "243 in 2022, more than 217 in 2021"."""
        dated = [one for one in sentence.moments if one.year is not None]
        if not years or len({one.year for one in dated}) < 2 or value.quantity is None:
            return False
        at = value.quantity.start
        figures = [one.start for one in sentence.undated]
        for one in dated:
            if one.year in years:
                nearest = min(figures, key=lambda start: abs(start - one.start), default=at)
                return nearest != at and abs(nearest - one.start) < abs(at - one.start)
        return False

    # how many

    def _number(self, value: Value, place: Place) -> bool:
        """Whether it counts those who are asked for, in the act that is asked for."""
        asks, sentence = self._asks, place.sentence
        counted = read(value.text).stems
        near = frozenset(word.stem for word in _around(sentence, value, 4))
        if not self._counts_them(counted | near):
            return False
        if asks.hurt and asks.hurt.isdisjoint(_meant(sentence.stems | place.headline.stems)):
            return False
        if not self._for_or_against(value, sentence) or not self._aboard(counted | near):
            return False
        return (
            self._acts_in(sentence) and self._of_such(near, place) and self._befell(value, sentence)
        )

    def _counts_them(self, near: frozenset[str]) -> bool:
        """Whether those who are counted are named by a figure, where they are not just anybody."""
        head = self._asks.head
        voting = "vote" in self._question.stems  # a tally need not say who: "passed 51-50"
        if head not in people() - _ANYBODY or voting:
            return True
        return not near.isdisjoint({head, *forms(head), *kin(head)})

    def _aboard(self, near: frozenset[str]) -> bool:
        """Whether those who are counted were aboard, where that is asked and not who was hurt."""
        asked = self._question.stems & _ABOARD
        return not asked or bool(self._asks.hurt) or not near.isdisjoint(_ABOARD)

    def _befell(self, value: Value, sentence: Sentence) -> bool:
        """Whether no other figure stands in the clause that tells of those who are hurt.

        "A ferry with 186 people on board struck the pier, injuring nine".
        """
        told = _meant(self._asks.hurt)
        clauses = {word.clause for word in sentence.words if word.stem in told}
        figures = {
            word.clause
            for one in sentence.undated
            for word in sentence.words
            if one.start <= word.start < one.end
        }
        run = run_of(sentence, value.text)
        own = {word.clause for word in sentence.words[run[0] : run[1] + 1]} if run else clauses
        return self.chooses or not (clauses & figures) or not own.isdisjoint(clauses)

    def _for_or_against(self, value: Value, sentence: Sentence) -> bool:
        """Whether it is of the side that is asked for, in a vote."""
        sides = [word.low for word in self._question.words if word.low in _SIDES]
        run = run_of(sentence, value.text)
        after = sentence.words[run[1] + 1 : run[1] + 6] if run else ()
        found = next((word.low for word in after if word.low in _SIDES), "")
        return "against" not in (found, *sides) or not found or found in sides

    def _of_such(self, near: frozenset[str], place: Place) -> bool:
        """Whether it counts such as are asked for: of "trainee doctors", not of all doctors."""
        such = set(self._asks.noun[:-1]) - self._question.name_stems
        words = place.sentence.words
        held = place.sentence.stems | place.headline.stems
        if such and not any(meets(one, held) for one in such):
            return False
        for one, other in pairwise(words):
            if one.stem in such and other.stem == self._asks.head and such.isdisjoint(near):
                return False
        return True

    def _acts_in(self, sentence: Sentence) -> bool:
        """Whether the sentence has the verb that is asked about, in any words."""
        verb = self._act.verb
        if not verb or verb in _IDLE or (verb == _USE and RATE.search(self._question.flat.lower())):
            return True  # "18,000 vehicles a day" use what they pass
        found = written(self._act.alike | {verb}) | kin(verb)
        return not found.isdisjoint(sentence.stems)

    # when

    def _date(self, value: Value, place: Place) -> bool:
        """Whether it is not the time of another act, where the one that is asked about is told."""
        sentence, moment = place.sentence, value.moment
        verbs = written(self._act.alike) | forms(self._act.verb) if self._act.verb else frozenset()
        past = self._act.tense is Tense.PAST
        if past and _WAS_TO.search(sentence.flat[: moment.start if moment else 0]):
            return False
        if moment is None or verbs.isdisjoint(sentence.stems):
            return True
        if not self._nearest(value, sentence):
            return False
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

    def _nearest(self, value: Value, sentence: Sentence) -> bool:
        """Whether no other time stands nearer to the act that is asked about."""
        words, moment = sentence.words, value.moment
        found = acts(sentence, self._act.alike)
        told = [words[act.at] for act in found if sentence.forms[act.at] is not Form.BASE]
        if moment is None or not told or len(sentence.moments) < 2:
            return True
        for act in told:
            dated = [one for one in sentence.moments if one.minutes is None or one is moment]
            apart = {one.start: abs(one.start - act.start) for one in dated}
            if min(apart, key=apart.__getitem__) == moment.start:
                return True
        return False

    # why and what

    def _cause(self, value: Value, place: Place) -> bool:
        """Whether it is a clause, where "as" and its like open it: not "as prime minister"."""
        told = read(value.text)
        if len(told.content - self._question.stems) < _NEW:
            return False
        if not _AS.match(value.text):
            return True
        acting = (Form.PAST, Form.EITHER, Form.ING, Form.THIRD, Form.PARTICIPLE)
        return any(form in acting for form in told.forms) or any(
            word.low in ("is", "are", "was", "were", "had", "has") for word in told.words
        )

    def _thing(self, value: Value, place: Place) -> bool:
        """Whether it does not only say what is not told."""
        return not _TOLD.search(value.text)


_ABOARD = stems(LISTS.among("aboard"))
_IDLE = stems(
    (
        "have",
        "be",
        "do",
        "need",
        "make",
        "get",
        "give",
        "take",
        "see",
        "want",
        "include",
        "live",
        "fail",
        "try",
    )
)


def _meant(stems: frozenset[str]) -> frozenset[str]:
    return stems.union(*map(forms, stems))


def _around(sentence: Sentence, value: Value, width: int) -> tuple[Token, ...]:
    """The words of a value with those about it."""
    if (run := run_of(sentence, value.text)) is None:
        return ()
    words = sentence.words
    before = 2 if run[0] > 1 and words[run[0] - 1].low == "of" else 1  # "a crowd of 21,406"
    return words[max(0, run[0] - before) : run[1] + 1 + width]
