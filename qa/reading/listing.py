"""Lists: the sentences that together name most of what is asked for, and the items of each.

"Which ministers", "which states", "who was injured": an item is a value of the very kind that is
asked for. A wrong one is worse than one that is missing, so a sentence must be the nearer to the
first the fewer new items it has.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.fitness.asked_act import asked_act, written
from qa.fitness.fitness import Place
from qa.language import Form, Sentence, kin, read
from qa.language.lists import WORDS
from qa.reading.cutting import citation
from qa.reading.features import Candidate
from qa.reading.vetting import Vetting
from qa.reading.vetting_persons import run_of
from qa.reading.wants import Wants, wanted
from qa.types import Citation, Query
from qa.values.sought import Kind
from qa.values.values import Value, asked_of, asked_values

_MOST = 8
"""So many sentences tell a list."""
_SEVERAL = 2
_LOOKED_AT = 24
_NEAR = 0.85
"""So near to the first, in log-odds, a sentence with one new item counts."""
_TIED = 0.1
"""So near, two are as likely."""
_EACH, _COUNTED = 0.5, 3
"""So much farther off it may be for each further new item, of so many."""
_SURE, _SURELY = 1.2, 0.8
"""An item that fits so well, as one called minister where ministers are asked for, may be so much
farther off."""
_LEAST = {Kind.PERSON: 1.0, Kind.ORGANISATION: 0.75, Kind.PLACE: 0.9, Kind.NAME: 1.0}
"""How well an item must fit, of each kind that is told by its form."""
_PERSON = 0.85
"""The same of a person where persons of no kind are asked for."""
_AROUND = 0.45
"""The share of what the first covers of the question that a further sentence covers, or those
around it."""
_JOINED = re.compile(r",? (?:and|or) |, (?:and )?")
_ACTING = (Form.PAST, Form.EITHER, Form.THIRD)
# "Which mayors are mentioned": nothing is done
_IDLE = frozenset(
    ("be", "mention", "name", "list", "involve", "have", "do", "quot", "cite", "appear")
)
# "a woman of 71", "the 19-year-old driver"
_AGED = re.compile(
    r"\b(?:an?|the|his|her|their)(?: [\w-]+){0,2} of \d{1,3}\b"
    r"|\b(?:an?|the|his|her|their) \d{1,3}-year-old [a-z-]+\b",
    re.IGNORECASE,
)


def listed(
    query: Query, ranked: Sequence[Candidate], *, surely: bool = False
) -> list[tuple[Candidate, Citation]]:
    """The sentences that together tell a list, and their quotes; none where it asks for none.

    With `surely`, only where two or more have items that fit as well as can be.
    """
    if not ranked or wanted(query) is not Wants.LIST:
        return []
    listing = Listing(query)
    told = listing.chosen(listing.first(ranked), ranked, _MOST) if listing.applies else []
    items = [listing.items(one.sentence) for one in told]
    sure = sum(any(one.value.fit >= _SURE for one in each) for each in items)
    if not any(items) or (surely and sure < _SEVERAL):
        return []
    return [(one, citation(query, one)) for one in told]


@dataclass(frozen=True, slots=True)
class Item:
    """One of what is asked for: where it stands in its sentence, and its words as compared."""

    value: Value
    key: frozenset[str]


class Listing:
    """Made once for a question that asks for several."""

    def __init__(self, query: Query) -> None:
        self._query, self._asks = query, asked_of(query)
        self._vetting, self._act = Vetting(query), asked_act(read(query.text))
        verb = self._act.verb
        self._verbs = written(self._act.alike) | kin(verb) if verb else frozenset[str]()
        self._plain = not verb or verb in _IDLE
        self.kind = self._asks.kind
        self.applies = self._asks.kind in _LEAST and (
            bool(self._asks.noun) or self._asks.kind is Kind.PERSON
        )

    def items(self, sentence: Sentence, place: Place | None = None) -> list[Item]:
        """What it names of what is asked for, in its order, each once."""
        if not self.applies:
            return []
        found = list(self._named(sentence, place))
        if self._asks.kind is Kind.PERSON and not self._asks.noun:
            found += _aged(sentence)
        items: list[Item] = []
        for value in sorted(found, key=lambda one: one.start):
            key = _key(value)
            told = not key or known(key, [one.key for one in items])
            if not told and not self._does_else(value, sentence):
                items.append(Item(value, key))
        return items

    def new(self, sentence: Sentence, told: Sequence[frozenset[str]]) -> list[Item]:
        """Its items that are not among those told; of places beside such only what is joined."""
        items = self.items(sentence)
        new = [one for one in items if not known(one.key, told)]
        if self._asks.kind is not Kind.PLACE or len(new) == len(items):
            return new
        spans = {id(one): (one.value.start, one.value.end) for one in items}
        ends = {end for _, end in spans.values()}
        return [one for one in new if _after_comma(sentence.text, one.value.start, ends)]

    def _does_else(self, value: Value, sentence: Sentence) -> bool:
        """Whether a place does something else than what is asked: "Turkey dropped its claim"."""
        run = run_of(sentence, value.text)
        if self._plain or self._asks.kind is not Kind.PLACE or run is None:
            return False
        after = run[1] + 1
        if after >= len(sentence.words) or sentence.forms[after] not in _ACTING:
            return False
        return sentence.words[after].stem not in self._verbs

    def allows(self, candidate: Candidate) -> bool:
        """Whether it tells of what is asked: of persons, bodies and works that act, by its verb."""
        if self._plain or not self._asks.noun or self._asks.kind is Kind.PLACE:
            return True
        return not self._verbs.isdisjoint(candidate.sentence.stems)

    def allowed(self, new: Sequence[Item]) -> float:
        """How far behind the first a sentence with these new items may be."""
        if not new:
            return 0.0
        named = self._plain and max(one.value.fit for one in new) >= _SURE
        return _NEAR + named * _SURELY + _EACH * (min(len(new), _COUNTED) - 1)

    def _named(self, sentence: Sentence, place: Place | None) -> list[Value]:
        least, asks = _LEAST[self._asks.kind], self._asks
        fitting = [one for one in asked_values(self._query, sentence) if one.fit >= least]
        if asks.kind is not Kind.PERSON:
            return fitting
        if asks.noun and self._plain:  # who is called so
            return [one for one in fitting if one.fit >= _SURE]
        where = place or Place(sentence, (), None, read(""), sentence.published)
        least = least if asks.noun else _PERSON
        every = [one for one in asked_values(self._query, sentence) if one.fit >= least]
        return [one for one in every if self._vetting(one, where)]

    def first(self, ranked: Sequence[Candidate]) -> Candidate:
        """The best; of those as likely that name items, the one that has most of the question."""
        near = [one for one in ranked[:_LOOKED_AT] if ranked[0].logit - one.logit <= _TIED]
        named = [one for one in near if self.items(one.sentence)] or [ranked[0]]
        best = max(named, key=lambda one: one.features["coverage"])
        return self._fullest(best, ranked) or best

    def _fullest(self, best: Candidate, ranked: Sequence[Candidate]) -> Candidate | None:
        """Of the same article, the sentence that names many more, as good as the best."""
        most, fullest = len(self.items(best.sentence)) + _SEVERAL - 1, None
        for one in ranked[:_LOOKED_AT]:
            if one.hit.passage.article_id != best.hit.passage.article_id or not self.allows(one):
                continue
            items = self.items(one.sentence)
            far = best.logit - one.logit - self.allowed(items)
            if far <= 0 and len(items) > max(most, _SEVERAL):
                most, fullest = len(items), replace(one, logit=best.logit)
        return fullest

    def chosen(self, first: Candidate, ranked: Sequence[Candidate], most: int) -> list[Candidate]:
        """`first` and those that name what is not named yet, most new items for least first."""
        said = [first]
        told = [one.key for one in self.items(first.sentence)]
        near = [
            one
            for one in ranked[:_LOOKED_AT]
            if not _same(one, first) and _about(one, first) and self.allows(one)
        ]
        while len(said) < most:
            best: tuple[float, Candidate, list[Item]] | None = None
            for candidate in near:
                new = self.new(candidate.sentence, told)
                far = first.logit - candidate.logit - self.allowed(new)
                if new and far <= 0 and (best is None or far < best[0]):
                    best = far, candidate, new
            if best is None:
                return said
            said.append(best[1])
            told += [one.key for one in best[2]]
            near.remove(best[1])
        return said


def _after_comma(text: str, start: int, ends: set[int]) -> bool:
    """Whether what begins at `start` goes on with a list: "Finland and Sweden"."""
    return any(_JOINED.fullmatch(text[end:start]) for end in ends if end < start)


def _same(one: Candidate, other: Candidate) -> bool:
    return one.hit is other.hit and one.at == other.at


def _about(candidate: Candidate, first: Candidate) -> bool:
    around = first.features["coverage_around"]
    return candidate.features["coverage_around"] >= _AROUND * around


def known(key: frozenset[str], told: Sequence[frozenset[str]]) -> bool:
    """Whether an item was told of, whole or by a part of its name."""
    return any(key <= one or one <= key for one in told)


def _key(value: Value) -> frozenset[str]:
    told = read(value.text)
    titles = WORDS.among("titles")
    names = frozenset(told.words[at].stem for at in told.named if told.words[at].low not in titles)
    return names or told.content


def _aged(sentence: Sentence) -> list[Value]:
    """Those who are told of by their age alone: "a woman of 71"."""
    return [
        Value(match[0], match.start(), match.end(), Kind.PERSON, 1.0)
        for match in _AGED.finditer(sentence.text)
    ]
