"""How well a sentence, in its place, fits a question: features in [-1, 1], 0 where it says nothing.

What `selection` looks at is how much a sentence shares with a question; here is looked at whether
what it says is what is asked: of whom, done by whom, when, where, said by whom, done or planned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from qa.language import QuantityKind, Sentence, Stretch, read, stem
from qa.language.lists import CLAUSES
from qa.reading import premise
from qa.reading.asked import Tense, asked, written
from qa.reading.circumstances import days, echoing, meet, places, ranked, stretches, supposed
from qa.reading.describing import counted_alike, defines, described, in_office, speakers
from qa.reading.roles import role
from qa.reading.subjects import Name, meant, names, namesakes, pronoun, subjects
from qa.types import Expects, Query

FEATURES = (
    "role", "subject", "echo", "time", "tense", "speaker", "place", "superlative", "counted",
    "titled", "defined", "contradicts",
)  # fmt: skip
_LATE = timedelta(7)
"""So long after a time it is still being reported."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence with those `before` it in its passage, nearest last, and the one `after` it."""

    sentence: Sentence
    before: tuple[Sentence, ...]
    after: Sentence | None
    headline: Sentence
    published: date | None


class Fitness:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._asked = asked(read(query.text))
        self._query = query
        self._key = self._asked.sentence.content
        self._tests: dict[str, Callable[[Place], float]] = {
            "role": self._role,
            "subject": self._subject,
            "echo": lambda place: -1.0 if echoing(place.sentence) else 0.0,
            "time": self._time,
            "tense": self._tense,
            "speaker": self._speaker,
            "place": self._placed,
            "superlative": self._rank,
            "counted": self._counted,
            "titled": self._titled,
            "defined": self._defined,
            "contradicts": self._contradicts,
        }
        self._applied = {name: test for name, test in self._tests.items() if self._applies(name)}

    def features(self, place: Place) -> dict[str, float]:
        """Those of `FEATURES`."""
        found = dict.fromkeys(FEATURES, 0.0)
        around = place.before[-1].stems if place.before else place.headline.stems
        if self._key.isdisjoint(place.sentence.stems) and self._key.isdisjoint(around):
            return found
        for name, test in self._applied.items():
            found[name] = test(place)
        return found

    def _applies(self, name: str) -> bool:
        """Whether a feature can say anything of this question."""
        asks = self._asked
        return {
            "role": bool(asks.verb),
            "subject": bool(self._subjects),
            "time": bool(self._stretches),
            "tense": bool(asks.verb) and asks.tense is not Tense.PRESENT,
            "speaker": self._query.expects is Expects.SAYING and bool(self._given),
            "place": bool(self._places),
            "superlative": bool(self._ranks),
            "counted": bool(self._counts),
            "titled": asks.word == "who" and not asks.verb,
            "defined": not asks.verb and asks.word in ("what", "") and bool(self._names),
            "contradicts": premise.presupposes(asks),
        }.get(name, True)

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        return names(self._asked.sentence)

    @cached_property
    def _given(self) -> frozenset[str]:
        """The names of whom the question is about, as stems."""
        every = self._asked.sentence.name_stems
        for given in (self._asked.doer, self._asked.sufferer):
            if given & every:
                return given & every
        return every

    @cached_property
    def _subjects(self) -> tuple[Name, ...]:
        return tuple(name for name in self._names if self._given & set(name))

    # who does what to whom

    @cached_property
    def _verbs(self) -> frozenset[str]:
        return written(self._asked.alike)

    def _role(self, place: Place) -> float:
        if self._verbs.isdisjoint(place.sentence.stems):
            return 0.0
        return role(self._asked, place.sentence, self._spoken_of(place))

    def _spoken_of(self, place: Place) -> Name:
        low = pronoun(place.sentence)
        return meant(low, place.before, place.headline) if low else ()

    def _subject(self, place: Place) -> float:
        sentence = place.sentence
        if self._given & sentence.stems:
            found = names(sentence)
            if namesakes(self._subjects, found):
                return -1.0
            if self._elsewhere(place, found):
                return -1.0
            return 1.0 if self._given & subjects(sentence) else 0.5
        spoken_of = self._spoken_of(place)
        if spoken_of:
            return 1.0 if self._given & set(spoken_of) else -0.5
        return 0.0

    def _elsewhere(self, place: Place, found: Sequence[Name]) -> bool:
        """Whether a bare last name is that of a namesake who is named in full before."""
        last = {name[-1] for name in self._subjects if len(name) > 1}
        if not any(len(name) == 1 and name[0] in last for name in found):
            return False
        for sentence in (*reversed(place.before), place.headline):
            full = [one for one in names(sentence) if len(one) > 1 and one[-1] in last]
            if full:
                return namesakes(self._subjects, full)
        return False

    # when

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        return stretches(read(self._query.text, self._query.today))

    def _time(self, place: Place) -> float:
        if stated := days(place.sentence):
            same = any(meet(one, other) for one in stated for other in self._stretches)
            return 1.0 if same else -1.0
        if place.published is None or self._asked.tense is Tense.FUTURE:
            return 0.0
        first = min(one[0] for one in self._stretches)
        last = max(one[1] for one in self._stretches)
        if place.published < first:
            return -0.5
        return 0.5 if last == date.max or place.published <= last + _LATE else 0.0

    def _tense(self, place: Place) -> float:
        sentence = place.sentence
        key = self._asked.alike | self._key - self._asked.sentence.name_stems
        signs = [*sentence.plans, *sentence.hedges]
        of_it = any(not key.isdisjoint(sign.governs) for sign in signs)
        if self._asked.tense is Tense.FUTURE:
            return 1.0 if of_it else 0.0
        return -1.0 if of_it or supposed(sentence) else 0.0

    # where

    @cached_property
    def _places(self) -> frozenset[str]:
        return places(self._asked.sentence)

    def _placed(self, place: Place) -> float:
        if self._places & place.sentence.stems:
            return 1.0
        around = (place.headline, *place.before, *([place.after] if place.after else []))
        if any(self._places & one.stems for one in around):
            return 0.25
        return -1.0 if places(place.sentence) else 0.0

    # said by whom

    def _speaker(self, place: Place) -> float:
        sentence = place.sentence
        if not sentence.spoken:
            return 0.0
        speaking = speakers(sentence)
        if not speaking and sentence.quotations and place.before:
            speaking = speakers(place.before[-1])  # it goes on
        if speaking and speaking[0].lower() in CLAUSES.among("pronouns"):
            return self._meant_by(place, speaking[0].lower())
        stems = {stem(word)[0] for one in speaking for word in one.split()}
        if not stems:
            return 0.0
        return 1.0 if self._given & stems else -1.0

    def _meant_by(self, place: Place, low: str) -> float:
        if low in ("i", "we"):
            return 0.0
        if place.sentence.name_stems & self._given:
            return 0.5
        spoken_of = meant(low, place.before, place.headline)
        return 0.0 if not spoken_of else 1.0 if self._given & set(spoken_of) else -1.0

    # which of several

    @cached_property
    def _ranks(self) -> frozenset[int]:
        return ranked(self._asked.sentence)

    def _rank(self, place: Place) -> float:
        found = ranked(place.sentence)
        if not found:
            return 0.0
        return 1.0 if found & self._ranks else -1.0

    @cached_property
    def _counts(self) -> frozenset[str]:
        """The stems of what is counted: "volunteers" of "how many volunteers"."""
        if self._query.expects is not Expects.COUNT:
            return frozenset()
        noun = tuple(one for one in self._asked.noun if one not in ("mani", "much"))
        return counted_alike(noun[-1]) if noun else frozenset()

    def _counted(self, place: Place) -> float:
        found = [one for one in place.sentence.undated if one.kind is not QuantityKind.RANK]
        if not found:
            return 0.0
        counted = any(not self._counts.isdisjoint((*one.counted, one.unit)) for one in found)
        return 1.0 if counted else -1.0

    # who and what it is

    def _titled(self, place: Place) -> float:
        """Whether somebody has the office that is asked for, or is told of who is asked for."""
        sentence = place.sentence
        if self._given and self._given == self._key:
            return 1.0 if described(sentence, self._given) else 0.0
        offices = self._key - self._asked.sentence.name_stems
        return in_office(sentence, offices, self._key)

    def _defined(self, place: Place) -> float:
        return 1.0 if defines(place.sentence, self._key) else 0.0

    def _contradicts(self, place: Place) -> float:
        verdict = premise.contradicted(self._asked, place.sentence, self._spoken_of(place))
        return 1.0 if verdict else 0.0
