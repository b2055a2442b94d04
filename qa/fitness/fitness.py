"""How well a sentence, in its place, fits a question: features in [-1, 1], 0 where it says nothing.

What `selection` looks at is how much a sentence shares with a question; here is looked at whether
what it says is what is asked: of whom, done by whom, when, where, said by whom, done or planned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from qa.fitness import premise
from qa.fitness.asked_act import Slot, Tense, asked_act, written
from qa.fitness.circumstances import Rank, echoing, places, ranked, supposed
from qa.fitness.describing import (
    counted_alike,
    defines,
    described,
    in_office,
    office_words,
    offices_of,
    same_office,
)
from qa.fitness.lists import FITNESS
from qa.fitness.roles import main_clause, role
from qa.fitness.subjects import (
    Name,
    meant,
    names,
    namesakes,
    people,
    pronoun,
    subjects,
    told_by,
)
from qa.fitness.times import Times
from qa.language import QuantityKind, Sentence, read, stem
from qa.language.lists import CLAUSES, WORDS
from qa.types import Expects, Query
from qa.understanding.lists import CLASSES

FEATURES = (
    "role", "told", "subject", "echo", "time", "tense", "speaker", "place", "superlative",
    "counted", "titled", "defined", "contradicts",
)  # fmt: skip
_FEW = 2
"""So many words name a thing without capitals."""
_TITLES = WORDS.among("titles")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence with those `before` it in its passage, nearest last, and the one `after` it."""

    sentence: Sentence
    before: tuple[Sentence, ...]
    after: Sentence | None
    headline: Sentence
    published: date | None


@cache
def _places_asked() -> frozenset[str]:
    return frozenset(stem(word)[0] for word in FITNESS.among("place_nouns"))


class Fitness:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._asked = asked_act(read(query.text))
        self._query = query
        self._times = Times(query, read(query.text, query.today), self._asked.start)
        self._key = self._asked.sentence.content
        self._tests: dict[str, Callable[[Place], float]] = {
            "role": self._role,
            "told": self._told,
            "subject": self._subject,
            "echo": self._echo,
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

    def contradicted(self, place: Place) -> str:
        """The word by which it says that what the question takes for granted is not so, or ""."""
        return premise.contradicted(self._asked, place.sentence, self._spoken_of(place))

    def _applies(self, name: str) -> bool:
        """Whether a feature can say anything of this question."""
        asks = self._asked
        return {
            "role": bool(asks.verb) and self._query.expects is not Expects.SAYING,
            "told": bool(asks.verb) and self._query.expects is not Expects.SAYING,
            "subject": bool(self._given),
            "time": bool(self._times),
            "tense": bool(asks.verb and asks.word) and self._settled,
            "speaker": self._query.expects is Expects.SAYING and bool(self._given),
            "place": bool(self._places) and self._query.expects is not Expects.PLACE,
            "echo": bool(asks.word),
            "superlative": bool(self._ranks),
            "counted": bool(self._counts),
            "titled": asks.word == "who" and bool(not asks.verb or self._offices),
            "defined": self._thing,
            "contradicts": premise.presupposes(asks),
        }.get(name, True)

    @cached_property
    def _settled(self) -> bool:
        """Whether the question asks for what was, or for what is to come, without a doubt."""
        sentence = self._asked.sentence
        if self._asked.tense is Tense.FUTURE:
            return True
        return self._asked.tense is Tense.PAST and not (sentence.plans or sentence.hedges)

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
        every = people(self._asked.sentence)
        return tuple(name for name in every if self._given & set(name))

    # who does what to whom

    @cached_property
    def _verbs(self) -> frozenset[str]:
        return written(self._asked.alike)

    def _role(self, place: Place) -> float:
        if self._verbs.isdisjoint(place.sentence.stems):
            return 0.0
        return role(self._asked, place.sentence, self._spoken_of(place))

    def _told(self, place: Place) -> float:
        """Whether what is asked about is told of: in the main clause, aside, or as a word."""
        sentence = place.sentence
        if self._verbs.isdisjoint(sentence.stems):
            return 0.0
        main = main_clause(sentence, self._asked.alike)
        return 0.25 if main is None else 1.0 if main else 0.5

    def _spoken_of(self, place: Place) -> Name:
        low = pronoun(place.sentence)
        if low in ("", "they"):  # several, of whom one may be asked about
            return ()
        return meant(low, place.before, place.headline)

    def _subject(self, place: Place) -> float:
        sentence = place.sentence
        if self._given & sentence.stems:
            found = people(sentence)
            if namesakes(self._subjects, found) or self._elsewhere(place, found):
                return -1.0
            return 1.0 if self._given & subjects(sentence) else 0.5
        spoken_of = self._spoken_of(place)
        if self._given & set(spoken_of):
            return 1.0
        return -0.5 if spoken_of and pronoun(sentence) in ("he", "she") else 0.0

    def _elsewhere(self, place: Place, found: Sequence[Name]) -> bool:
        """Whether a bare last name is that of a namesake who is named in full before."""
        last = {name[-1] for name in self._subjects if len(name) > 1}
        if not any(len(name) == 1 and name[0] in last for name in found):
            return False
        for sentence in (*reversed(place.before), place.headline):
            full = [one for one in people(sentence) if len(one) > 1 and one[-1] in last]
            if full:
                return namesakes(self._subjects, full)
        return False

    # when

    def _time(self, place: Place) -> float:
        past = self._asked.tense is not Tense.FUTURE
        return self._times.told(place.sentence, place.before, past=past)

    def of_other_days(self, place: Place) -> bool:
        """Whether its figure is plainly one of other days than those asked of."""
        return self._times.of_others(place.sentence, place.before)

    def _tense(self, place: Place) -> float:
        sentence = place.sentence
        signs = (*sentence.plans, *sentence.hedges)
        to_come = any(not self._verbs.isdisjoint(sign.governs) for sign in signs)
        if self._asked.tense is Tense.FUTURE:
            return 1.0 if to_come else 0.0
        if supposed(sentence) and not self._verbs.isdisjoint(sentence.stems):
            return -1.0
        return -0.5 if to_come else 0.0  # what news announces is often what is asked for

    def _echo(self, place: Place) -> float:
        return -1.0 if echoing(place.sentence, self._asked.word) else 0.0

    # where

    @cached_property
    def _places(self) -> frozenset[str]:
        nouns = set(self._asked.noun) | self._key
        return frozenset() if nouns & _places_asked() else places(self._asked.sentence)

    def _placed(self, place: Place) -> float:
        if not places(place.sentence):
            return 0.0
        around = (place.sentence, place.headline, *place.before, place.after)
        return 0.0 if any(one and self._places & one.stems for one in around) else -1.0

    # said by whom

    def _speaker(self, place: Place) -> float:
        sentence = place.sentence
        speaking = sentence.speakers
        if not speaking:
            told = all(word.quoted for word in sentence.words)
            goes_on = told and sentence.quotations and place.before
            speaking = place.before[-1].speakers if goes_on else ()
        best = -1.0 if speaking else 0.0
        for one in speaking:
            best = max(best, self._spoken_by(place, one))
        if best < 0 and self._given & sentence.stems:
            return 0.0
        return best

    def _spoken_by(self, place: Place, speaker: str) -> float:
        low = speaker.lower()
        if low in ("i", "we", "they", "it") or speaker.isupper():
            return 0.0
        if low in ("he", "she"):
            who = told_by(place.before) or meant(low, place.before, place.headline)
            return 0.0 if not who else 1.0 if self._given & set(who) else -1.0
        words = low.split()
        if self._given.intersection(stem(word)[0] for word in words):
            return 1.0
        return 0.0 if CLASSES.among("roles").issuperset(words) else -1.0

    # which of several

    @cached_property
    def _ranks(self) -> frozenset[Rank]:
        return ranked(self._asked.sentence)

    def _rank(self, place: Place) -> float:
        found = ranked(place.sentence)
        if found & self._ranks:
            return 1.0
        lines = {line for line, _ in self._ranks}
        return -1.0 if any(line in lines for line, _ in found) else 0.0

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

    @cached_property
    def _rest(self) -> frozenset[str]:
        """The content words of a question that name nobody and nothing, titles left out."""
        titles = {word.stem for word in self._asked.sentence.words if word.low in _TITLES}
        return self._key - self._own_names - titles

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """The names of the question without the offices that are written with a capital."""
        sentence = self._asked.sentence
        named = (sentence.words[at] for at in sentence.named)
        return frozenset(word.stem for word in named if word.low not in office_words())

    @cached_property
    def _offices(self) -> frozenset[str]:
        """The offices that are asked for: "mayor", or those who do what is asked, "leader"."""
        if self._asked.verb:
            given = self._asked.slot is Slot.DOER and self._asked.sufferer
            return offices_of(self._asked.verb) if given else frozenset()
        return frozenset().union(*map(same_office, self._rest))

    @cached_property
    def _thing(self) -> bool:
        """Whether the question is what some one thing is: "What is the KRSC?", "Roe v Wade"."""
        asks = self._asked
        if asks.verb or asks.word not in ("what", "") or asks.start:
            return False
        if self._names and not self._rest:
            return True
        lows = {word.low for word in asks.sentence.words}
        return 0 < len(self._key) <= _FEW and lows.isdisjoint(CLAUSES.among("prepositions"))

    def _titled(self, place: Place) -> float:
        """Whether somebody has the office that is asked for, or is told of who is asked for."""
        sentence = place.sentence
        if not self._offices:
            own = self._given & sentence.stems and not namesakes(self._subjects, people(sentence))
            return 1.0 if own and described(sentence, self._own_names) else 0.0
        if self._offices.isdisjoint(sentence.stems):
            return 0.0
        around = (sentence, place.headline, *place.before[-2:])
        of_it = not self._own_names or any(self._own_names & one.stems for one in around)
        wanted = () if self._asked.verb else self._rest
        whole = all(not same_office(one).isdisjoint(sentence.stems) for one in wanted)
        if not (of_it and whole):
            return 0.0
        return in_office(sentence, self._offices, self._key | self._offices, self._own_names)

    def _defined(self, place: Place) -> float:
        return 1.0 if defines(place.sentence, self._key, self._head) else 0.0

    @cached_property
    def _head(self) -> str:
        """The last content word of the question."""
        words = reversed(self._asked.sentence.words)
        return next((one.stem for one in words if one.content), "")

    def _contradicts(self, place: Place) -> float:
        return 1.0 if self.contradicted(place) else 0.0
