"""Which sentences plainly say what is asked for, whatever else speaks for or against them.

A sentence that decides a question of yes or no, that has a value which might be told alone
(`vetting`), or that names who did it answers better than one that only shares more of the
question's words. Where none does, how many and who did harm is not said: what the sentences have
is of others, of another year or of another act.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, cached_property

from index import Passage
from qa.fitness.asked_act import Slot, Tense, asked_act, written
from qa.fitness.describing import offices_of
from qa.fitness.fitness import Place
from qa.language import Sentence, Token, forms, meets, read, stem
from qa.reading.culprits import Culprits
from qa.reading.features import Candidate, sentences
from qa.reading.offers import FITS
from qa.reading.traces import Traces
from qa.reading.vetting import RATE, Vetting
from qa.reading.vetting_persons import HARMS, LISTS, stems
from qa.types import Query
from qa.understanding.speech import unattributed
from qa.values.deciding import Verdict, decided, denies
from qa.values.sought import LISTS as SOUGHT
from qa.values.sought import Kind, people
from qa.values.values import asked_of, asked_values

_LEAST = {Kind.NUMBER: 0.5, Kind.DATE: 0.5, Kind.CAUSE: 1.0}
"""A value that fits less is none: "51-50" may tell how many voted, "after" tells no reason."""
_STORY = 0.6
"""So much of the question stands in the article of a denial."""
_PRESUPPOSING = frozenset(("why", "when", "where", "how"))
_OF_IT = (Kind.CAUSE, Kind.DURATION)
"""Any sentence may have one of these: it must itself have a word of what is asked."""
PLAINLY = "plainly"
_NAMED = 0.6
"""The same of one that names who is asked for."""
_SAME = frozenset(("when", "which"))
_JOINTS = _SAME | frozenset(
    ("after", "before", "since", "until", "because", "while", "as", "but", "and", "that", "who")
)
"""What joins what is told of one time to what is told of another; of the `_SAME`, it does not."""
_OLD = frozenset(("old", "age"))
_AT_DEATH = frozenset(("die",))
_PRONOUN_AGED = re.compile(r"(?:He|She) (?:is|was) \d{1,3}\b(?! \w+s\b)")
_AGE = re.compile(r",? (?:aged )?\d{1,3}(?:,|\b(?! \w+s\b))")
_RATED = {Kind.MONEY: 0.8, Kind.AMOUNT: 0.8, Kind.NUMBER: 0.8}
_AHEAD = {
    Kind.AGE: 0.5,
    Kind.DATE: 1.2,
    Kind.DESCRIPTION: 0.5,
    Kind.YES_NO: 0.5,
    Kind.CAUSE: 0.5,
    Kind.NUMBER: 0.6,
    Kind.DURATION: 1.0,
    Kind.PERSON: 3.0,
}
"""So near the best in log-odds, what plainly says it is put before it."""


class Plainly:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        query = replace(query, text=unattributed(query.text))
        self._query, self._question = query, read(query.text)
        self._asks, self._act = asked_of(query), asked_act(self._question)
        self._traces = Traces(self._act)

    def first(self, near: Sequence[Candidate], rest: Sequence[Candidate] = ()) -> list[Candidate]:
        """All of them, the best of `near` that plainly says it first, if it is nearly as good.

        Who did harm is looked for in those of the `rest` as well that were read. Those that say it
        have a feature more, `PLAINLY`.
        """
        near = self._acting(near)
        if not near or self._margin is None or self._told(near[0]):
            return [*near, *rest]
        read_too = [one for one in rest if "offers" in one.features] if self.harm else []
        looked_at = (*near, *read_too)
        every = [*(_marked(one) if self.says(one) else one for one in looked_at)]
        every += rest[len(read_too) :]
        said = next(filter(plainly, every), None)
        if said is None or every[0].logit - said.logit > self._margin:
            return every
        return [as_good(said, every[0]), *(one for one in every if one is not said)]

    def _acting(self, near: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same, first what tells of the act whose doer is asked for, or names who is."""
        if not near or self._asks.kind is not Kind.PERSON:
            return near
        if self._office:
            near = [_marked(one) if _titled(one) else one for one in near]
        said = self._traces.teller(near, self._query)
        if said is None:
            return near if self.harm else self._named(near)
        return [as_good(said, near[0]), *(one for one in near if one is not said)]

    def _told(self, best: Candidate) -> bool:
        """Whether it tells of what is asked when it was, above all."""
        return self._asks.kind is Kind.DATE and best.features.get("told", 0.0) >= 1

    def _named(self, near: Sequence[Candidate]) -> Sequence[Candidate]:
        """Those, first one that names somebody if the best of them, of the same article, does not.

        It is as sure an answer as the best: "a woman of Tarn" is who is asked for, by no name.
        """
        best = near[0]
        if best.features.get("valued", 0.0) >= 0:
            return near
        for one in near[1:]:
            alike = one.hit.passage.article_id == best.hit.passage.article_id
            close = best.logit - one.logit <= _NAMED
            if alike and close and one.features.get("valued", 0.0) > 0:
                named = replace(one, logit=best.logit, features=best.features)
                return [named, *(other for other in near if other is not one)]
        return near

    @cached_property
    def _margin(self) -> float | None:
        """How near the best what plainly says it must be; None where that is not seen."""
        if self._rate:
            return _RATED.get(self._asks.kind)
        seen = self._asks.kind is not Kind.PERSON or self.harm
        return _AHEAD.get(self._asks.kind) if seen else None

    @property
    def decides(self) -> bool:
        """Whether what plainly says it leaves no doubt: not so, who did it, of how many people."""
        sure = self._asks.kind in (Kind.YES_NO, Kind.DESCRIPTION, Kind.AGE)
        counted = self._asks.kind is Kind.NUMBER and self._asks.head in people()
        return sure or counted or self.harm or self._office

    def denial(self, ranked: Sequence[Candidate]) -> Candidate | None:
        """The first of those, hardly looked at as they may be, that denies what is asked.

        "No deaths were reported" has nothing of "Was anybody killed in the flood?": what it is
        about, the passages of its article say.
        """
        decides = ranked and (plainly(ranked[0]) or self.verdict(ranked[0]))
        if self._asks.kind is not Kind.YES_NO or not ranked or decides:
            return None
        passages: dict[str, dict[int, Passage]] = {}
        for one in ranked:
            passage = one.hit.passage
            passages.setdefault(passage.article_id, {})[passage.start] = passage
        for one in ranked:
            own = not one.sentence.quotations
            if own and denies(self._question, one.sentence, alone=True):
                every = passages[one.hit.passage.article_id].values()
                if self._denied(one, [each for part in every for each in sentences(part)]):
                    return one
        return None

    def _denied(self, one: Candidate, story: Sequence[Sentence]) -> bool:
        """Whether it denies what is asked, and the `story` that it is of is the one asked about."""
        around = (read(one.hit.passage.title), *story)
        held = frozenset[str]().union(*(each.stems for each in around))
        asked = self._question.content
        if sum(meets(word, held) > 0 for word in asked) < _STORY * len(asked):
            return False
        return decided(self._question, one.sentence, around) is Verdict.NO

    def says(self, one: Candidate) -> bool:
        """Whether it plainly says what is asked."""
        if self._asks.kind is Kind.YES_NO:
            return denies(self._question, one.sentence) and self.verdict(one) is Verdict.NO
        if self._asks.kind is Kind.DESCRIPTION:  # of nobody else with the same last name
            named = self._question.name_stems
            return _titled(one) and named <= one.sentence.stems
        if self.harm:
            return self._culprits(_place(one))
        if self._asks.kind is Kind.AGE and not self._aged(one):
            return False
        if self._asks.kind is Kind.DATE and not self._dates(one.sentence):
            return False
        rated = not self._rate or _rate(one.sentence) == self._rate
        return rated and next(self._offered(one), None) is not None

    def _aged(self, one: Candidate) -> bool:
        """Whether an age is told of whom is asked about: "Oresk, 47, said", "She was 47".

        The rest of the name stands in its passage or headline, and no other first name before it.
        """
        named, passage, sentence = self._question.name_stems, one.hit.passage, one.sentence
        story = (read(passage.title), *sentences(passage))
        held = frozenset[str]().union(*(each.stems for each in story))
        more = self._question.content - _OLD - named  # "Dana Oresk's brother"
        if not named or not named <= held:
            return False
        if _PRONOUN_AGED.match(sentence.flat):
            before = sentences(passage)[one.at - 1 : one.at]
            meant = any(not named.isdisjoint(each.stems) for each in before)
            return meant and more <= _AT_DEATH & held
        if not more <= sentence.stems:
            return False
        words = sentence.words
        return any(
            word.stem in named
            and _AGE.match(sentence.flat, word.end)
            and not (at and _first_name(words[at - 1], word) and words[at - 1].stem not in named)
            for at, word in enumerate(words)
        )

    def _dates(self, sentence: Sentence) -> bool:
        """Whether a time stands with what is asked about, and not with what came before or after.

        "Closed on Wednesday after cracks were found" does not tell when they were found.
        """
        words, verb = sentence.words, self._act.verb
        told = written(self._act.alike) | forms(verb) if verb else frozenset[str]()
        acts = [
            at
            for at, word in enumerate(words)
            if word.stem in told and words[max(0, at - 1)].low != "last"  # "last flooded in 1987"
        ]
        for moment in sentence.moments:
            first = next((at for at, word in enumerate(words) if word.end > moment.start), 0)
            for act in acts:
                between = words[min(first, act) : max(first, act)]
                joints = {word.low for word in between} & _JOINTS
                apart = {word.clause for word in (words[first], words[act])}
                if joints <= _SAME and (len(apart) == 1 or joints):
                    return True
        return False

    @cached_property
    def _rate(self) -> str:
        """In what time it asks how much, or how many: "year" of "per year"."""
        return _rate(self._question) if self._asks.kind in _RATED else ""

    def unsaid(self, near: Sequence[Candidate]) -> bool:
        """Whether what is asked for would be plain to see, and none says it."""
        strict = self._asks.kind is Kind.NUMBER or self.harm
        if strict and not any(map(plainly, near)):
            return True
        if self._asks.kind is Kind.PERSON and self._traces.untold(near):
            return True
        words = _events().get(self._act.verb) if self._act.word in _PRESUPPOSING else None
        return words is not None and not any(self._befell(one, words) for one in near)

    def _befell(self, one: Candidate, words: frozenset[str]) -> bool:
        """Whether a sentence has one of the `words` for what befell who is asked about."""
        names = self._act.doer & self._question.name_stems
        if words.isdisjoint(one.sentence.stems) or one.sentence.stems >= names:
            return not words.isdisjoint(one.sentence.stems)
        place = _place(one)
        return any(
            names & each.stems for each in (one.sentence, place.headline, *place.before[-2:])
        )

    def verdict(self, one: Candidate) -> Verdict | None:
        """What it says to a question of yes or no, in its place."""
        if self._asks.kind is not Kind.YES_NO:
            return None
        place = _place(one)
        around = (place.headline, *place.before[-2:], one.sentence)
        return decided(self._question, one.sentence, around)

    @cached_property
    def harm(self) -> bool:
        """Whether it asks who did harm."""
        asked = self._act
        open_ = asked.slot is Slot.DOER and asked.word == "who" and asked.tense is Tense.PAST
        return self._asks.kind is Kind.PERSON and open_ and asked.verb in HARMS

    @cached_property
    def _office(self) -> bool:
        """Whether it asks who has an office: "Who is city engineer?", "Who chairs the union?"."""
        asked = self._act
        if self._asks.kind is not Kind.PERSON or asked.word != "who":
            return False
        if not asked.verb:
            return True
        held = asked.slot is Slot.DOER and asked.tense is not Tense.PAST  # who won is no office
        return held and bool(offices_of(asked.verb))

    @cached_property
    def _culprits(self) -> Culprits:
        return Culprits(self._act)

    @cached_property
    def _vetting(self) -> Vetting:
        return Vetting(self._query)

    def _offered(self, one: Candidate) -> Iterator[str]:
        """The values that might be told alone, where anything that the question names is near."""
        place, names = _place(one), self._question.name_stems
        if names and not any(
            names & each.stems for each in (*place.before, place.headline, one.sentence)
        ):
            return
        core = self._asks.core if self._asks.kind in _OF_IT else frozenset()
        if core and core.isdisjoint(one.sentence.stems):
            return
        least = _LEAST.get(self._asks.kind, FITS)
        for value in asked_values(self._query, one.sentence):
            if value.fit >= least and self._vetting(value, place):
                yield value.text


def _rate(sentence: Sentence) -> str:
    """The first time that it gives a rate in, or nothing."""
    found = RATE.search(sentence.flat.lower())
    return (found["of"] or found.lastgroup or "") if found else ""


@cache
def _events() -> dict[str, frozenset[str]]:
    """The verb for what befalls somebody → the words for it, as they are compared."""
    return {
        stem(verb)[0]: stems(frozenset(words.split()))
        for verb, words in LISTS.mapped("events").items()
    }


def _first_name(before: Token, word: Token) -> bool:
    """Whether a word may be the first name that belongs to the next."""
    beside = before.end + 1 == word.start and before.capital
    return beside and before.low not in SOUGHT.among("offices")


def plainly(one: Candidate) -> bool:
    """Whether it was found to say plainly what is asked."""
    return one.features.get(PLAINLY, 0.0) > 0


def as_good(one: Candidate, best: Candidate) -> Candidate:
    """The same, marked, and as good as the best, whose features it has where it lacks them."""
    return replace(one, logit=best.logit, features={**best.features, **one.features, PLAINLY: 1.0})


def _titled(one: Candidate) -> bool:
    """Whether somebody has the office in it that is asked for."""
    return one.features.get("titled", 0.0) >= 1


def _marked(one: Candidate) -> Candidate:
    return replace(one, features={**one.features, PLAINLY: 1.0})


def _place(one: Candidate) -> Place:
    """The sentence with all before it in its passage."""
    passage = one.hit.passage
    before = tuple(sentences(passage)[: one.at])
    return Place(one.sentence, before, None, read(passage.title), passage.published)
