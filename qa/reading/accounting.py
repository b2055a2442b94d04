"""What other outlets tell on the same point, beside what is quoted first.

Who says the same is cited with it; who says something else is quoted too, so that nobody takes for
settled what is not. Both must be about what is asked as much as the first, and their value must be
one that may be told alone.
"""

from collections.abc import Mapping, Sequence

from index import Passage
from qa.fitness.asked_act import asked_act, written
from qa.language import kin, read
from qa.reading.cutting import citation
from qa.reading.features import Candidate
from qa.reading.recency import LATER, days_apart
from qa.reading.tellings import Telling, Tellings, comparable
from qa.types import Citation, Query

Quoted = tuple[Candidate, tuple[Citation, ...]]
"""A sentence that is quoted, and what is cited for it, its own quote first."""

_LOOKED_AT = 16
_ROOM = 2
_RARE = 100
"""A bare number so large is not met by chance."""
_AGREES = 1.6
"""So near to the first, in log-odds, another report that says the same counts."""
_DIFFERS = 1.2
"""So near, one that says something else."""
_SAME_POINT = {"coverage": 0.8, "coverage_around": 0.7}
"""The shares of what the first covers of the question that another covers, too, itself and around
it, for two values to be of the same point."""
_AS_MUCH = {"coverage": 0.6, "coverage_around": 0.6}
"""The same where the values are the same."""
_MOST = 4
"""So many reports are cited for what they agree on."""
_EACH, _LOOKED_AT_EACH, _FAR = 4, 30, 4.0
"""So many outlets are quoted that are asked each; so many sentences of theirs are looked at, and so
far behind the first."""


def accounted(
    query: Query,
    chosen: Sequence[tuple[Candidate, Citation]],
    ranked: Sequence[Candidate],
    most: int,
) -> list[Quoted]:
    """Those `chosen`, with the further reports of `ranked`, best first: `most` quotes at most.

    Where there is room for one alone, as for each part of a question, there are none.
    """
    quoted: list[Quoted] = [(candidate, (quote,)) for candidate, quote in chosen]
    if most < _ROOM or not chosen or not comparable(query):
        return quoted
    return _Accounts(query, quoted, most).with_those_of(ranked)


def each(query: Query, ranked: Sequence[Candidate]) -> list[Quoted]:
    """What each outlet tells that is asked whether they agree, at most `_EACH` of them quoted.

    Those beyond are cited with whom they agree with.
    """
    asked = _Each(query)
    for candidate in ranked[:_LOOKED_AT_EACH]:
        if told := asked.tells(candidate):
            asked.take(candidate, told)
    return asked.quoted


class _Each:
    """What was found of each outlet so far."""

    def __init__(self, query: Query) -> None:
        self._query, self._telling = query, Tellings(query)
        self.quoted: list[Quoted] = []
        self._told: list[Telling] = []

    def tells(self, candidate: Candidate) -> Telling | None:
        """What it tells, where it is of one who is asked and not heard yet, and of the point."""
        if self._heard(candidate.hit.passage):
            return None
        quote, first = citation(self._query, candidate), self._told[0] if self._told else None
        found = self._telling(quote)
        if first is None:
            return found
        found = found or self._telling.like(quote, first)
        near = self.quoted[0][0].logit - candidate.logit
        if found is None or near > (_FAR if self._query.outlets else _DIFFERS):
            return None
        of_the_point = found.same(first) or _covers(candidate, self.quoted[0][0], _AS_MUCH)
        return found if of_the_point else None

    def take(self, candidate: Candidate, told: Telling) -> None:
        """Quote it, or cite it with the first that tells the same."""
        self._told.append(told)
        if len(self.quoted) < _EACH:
            self.quoted.append((candidate, (told.citation,)))
            return
        for at, (other, quotes) in enumerate(self.quoted):
            if self._told[at].same(told):
                self.quoted[at] = other, (*quotes, told.citation)
                return

    def _heard(self, passage: Passage) -> bool:
        """Whether its outlet, or its report, was heard, or is not asked."""
        if self._query.outlets and passage.outlet not in self._query.outlets:
            return True
        return any(
            passage.voice == one.voice or (one.outlet and passage.outlet == one.outlet)
            for one in self._told
        )


class _Accounts:
    """The accounts of one question: those that are quoted, and what each tells."""

    def __init__(self, query: Query, quoted: list[Quoted], most: int) -> None:
        self._query, self._quoted, self._most = query, quoted, most
        self._telling = Tellings(query)
        self._first = quoted[0][0]
        self._told = [self._telling(quotes[0]) for _, quotes in quoted]

    def with_those_of(self, ranked: Sequence[Candidate]) -> list[Quoted]:
        """What is quoted, with what further reports tell."""
        if self._told[0] is None:
            return self._quoted
        for candidate in ranked[:_LOOKED_AT]:
            near = self._first.logit - candidate.logit <= _AGREES
            if near and self._further(candidate) and _covers(candidate, self._first, _AS_MUCH):
                quote = citation(self._query, candidate)
                if told := self._telling(quote) or self._alike(quote):
                    self._take(candidate, told)
        return self._quoted

    def _alike(self, quote: Citation) -> Telling | None:
        """What it tells if that is just the first's value, and none that many things may have."""
        first = self._told[0]
        quantity = first.reading.value.quantity if first and first.reading else None
        rare = quantity is not None and (quantity.unit or quantity.low >= _RARE)
        return self._telling.like(quote, first) if first and rare else None

    def _take(self, candidate: Candidate, told: Telling) -> None:
        """Cite it with the account that it agrees with, or quote it as another."""
        alike = [one.same(told) if one else None for one in self._told]
        if True in alike:
            at = alike.index(True)
            quoted, quotes = self._quoted[at]
            if len(quotes) < _MOST and told.outlet not in {one.passage.outlet for one in quotes}:
                self._quoted[at] = quoted, (*quotes, told.citation)
        elif self._another(candidate, told):
            self._quoted.append((candidate, (told.citation,)))
            self._told.append(told)

    def _another(self, candidate: Candidate, told: Telling) -> bool:
        """Whether it is worth quoting: as likely, of the same act, and plain by itself."""
        behind, dangling = self._first.logit - candidate.logit, candidate.sentence.dangling
        if len(self._quoted) == self._most or behind > _DIFFERS or dangling:
            return False
        if not all(one and told.disputes(one) for one in self._told) or self._older(candidate):
            return False
        return self._acts(candidate) and _covers(candidate, self._first, _SAME_POINT)

    def _older(self, candidate: Candidate) -> bool:
        """Whether it was said so long before that it is no account of the same time."""
        return days_apart(self._first, candidate) >= LATER

    def _acts(self, candidate: Candidate) -> bool:
        """Whether it has the verb that is asked about, in any words, if the first has it."""
        act = asked_act(read(self._query.text))
        words = written(act.alike) | kin(act.verb) if act.verb else frozenset()
        return words.isdisjoint(self._first.sentence.stems) or not words.isdisjoint(
            candidate.sentence.stems
        )

    def _further(self, candidate: Candidate) -> bool:
        """Whether it is of another report than those that are cited."""
        heard = {quote.passage.voice for _, quotes in self._quoted for quote in quotes}
        return candidate.hit.passage.voice not in heard


def _covers(candidate: Candidate, first: Candidate, least: Mapping[str, float]) -> bool:
    """Whether it is about as much of what is asked as the first is, in such shares."""
    return all(
        candidate.features[name] >= share * first.features[name] for name, share in least.items()
    )
