"""Which sentences are quoted, and in which order: one where one is enough.

A further one must add something that was asked for: what the first lacks, another outlet's
differing value, more of a list, the next day of a story. How near it must come to the first is
reckoned in log-odds, which do not saturate as probabilities do.
"""

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from qa.language import Sentence, read
from qa.reading.cutting import citation, has, stands
from qa.reading.features import Candidate, bare
from qa.reading.plainly import plainly
from qa.reading.recency import (
    LATER,
    adds_nothing,
    days_apart,
    news_first,
    says_again,
    uncorrected,
    updates,
    without_notices,
)
from qa.reading.wants import STORIES, Wants, compares, dated, leaves, of_opinions, present, wanted
from qa.types import Citation, Expects, Query
from qa.values.alike import comparable, compared
from qa.values.sought import Kind
from qa.values.values import FIGURES, asked_of, asked_values, holds, told_by_form

UPDATED = 1.5
"""So near, the report that updates another counts for more, and for what is new any later one."""
NEWER = 0.8
"""So near, a newer report of how things stand counts for more."""
DIFFERS = 0.8
"""So near, a newer report's figure counts for more."""
FIT = 0.5
"""What fits less than so is hardly what is asked for."""
LACKS = 0.6
"""So near, a sentence counts that has what is asked for where the first has not."""
FURTHER = 1.2
"""So near are the further parts of a story."""
LISTED = 1.0
"""So near are those of a list."""
_COMPARED = 24
"""With so many of the best it is compared whether something was told before."""
_LITTLE = 2
"""A sentence with fewer words that the question has not says little."""
_NEW = 0.5
"""The share of its words that a further part of a story says anew."""
_ABOUT = 0.8
"""The share of what the first covers of the question that a further one does, too."""
_LOOSELY = 0.5
"""The same, where it adds what the first lacks, or to a list."""
_TOLD = frozenset((Kind.CAUSE, Kind.SAYING))
"""Values in many words, which are compared as sentences are."""
# "When and where", beside what `Query.expects`
_TOO = (
    (re.compile(r"\bwhen\b", re.IGNORECASE), Expects.DATE),
    (re.compile(r"\bwhere\b", re.IGNORECASE), Expects.PLACE),
)

_ACCORDING = re.compile(r"\baccording to\b|, as \S", re.IGNORECASE)


def quoted(
    query: Query, ranked: Sequence[Candidate], most: int, before: Sequence[Candidate] = ()
) -> list[tuple[Candidate, Citation]]:
    """The sentences to quote of those `ranked`, best first, `most` at most, in order.

    Nothing that was quoted `before`, for another part of a question, is quoted again.
    """
    if not ranked:
        return []
    asked = _Asked(query, frozenset(one.hit.passage.outlet for one in ranked))
    ranked = asked.meant(ranked)
    first = asked.newest(ranked)
    if any(asked.repeats(first, other) for other in before):
        return asked.other(ranked, before)
    chosen = [(first, citation(query, first))]
    for candidate in ranked:
        said = [one for one, _ in chosen]
        if len(chosen) == most or first.logit - candidate.logit > FURTHER:
            break
        if any(asked.repeats(candidate, other) for other in (*before, *said)):
            continue
        if asked.adds(candidate, said):
            quote = citation(query, candidate)
            if stands(quote, candidate, [other for _, other in chosen]):
                chosen.append((candidate, quote))
    return asked.ordered(chosen)


def asked_beside(query: Query) -> tuple[Expects, ...]:
    """What a question asks for that asks for more than one thing at once: "when and where"."""
    too = tuple(kind for asks, kind in _TOO if asks.search(query.text))
    return too if len(too) > 1 else ()


@dataclass(frozen=True)
class _Asked:
    """A question, and what more than one sentence it wants of reports of these `outlets`."""

    query: Query
    outlets: frozenset[str]

    @cached_property
    def wants(self) -> Wants:
        """How much it wants to be told."""
        compared = self.query.compares or (len(self.named) > 1 and compares(self.query.text))
        return Wants.ACCOUNTS if compared else wanted(self.query)

    @cached_property
    def named(self) -> frozenset[str]:
        """The outlets that it names."""
        if self.query.outlets:
            return frozenset(self.query.outlets)
        asked = _squashed(self.query.text)
        return frozenset(
            one for one in self.outlets if one and _squashed(one.removesuffix(".com")) in asked
        )

    @cached_property
    def question(self) -> Sentence:
        """The question as it is read."""
        return read(self.query.text)

    @cached_property
    def dated(self) -> bool:
        """Whether it says of which time it asks."""
        filters = self.query.filters
        return bool(filters.since or filters.until) or dated(self.query.text)

    @cached_property
    def kind(self) -> Kind:
        """What kind of thing it asks for."""
        return asked_of(self.query).kind

    def meant(self, ranked: Sequence[Candidate]) -> Sequence[Candidate]:
        """Those of the outlet that it asks, and for a story of its days, if there are any."""
        ranked = without_notices(ranked)
        if not self.dated:
            ranked = uncorrected(ranked)
        if not of_opinions(self.query.text):
            ranked = news_first(ranked)
        if len(self.named) == 1 and _ACCORDING.search(self.query.text):
            own = [one for one in ranked if one.hit.passage.outlet in self.named]
            near = [one for one in own if ranked[0].logit - one.logit <= FURTHER]
            ranked = own if near else ranked
        if self.wants not in STORIES:
            return ranked
        return [one for one in ranked if self._of_its_days(one.hit.passage.published)] or ranked

    def _of_its_days(self, day: date | None) -> bool:
        """Whether it asks of that day."""
        since, until = self.query.filters.since, self.query.filters.until
        if day is None:
            return not (since or until)
        return (since is None or since <= day) and (until is None or day <= until)

    def newest(self, ranked: Sequence[Candidate]) -> Candidate:
        """The best; of several that say how things stand, or give a figure, the newest.

        A report that another one updates gives way to that one, where it says the same.
        """
        best = ranked[0]
        for candidate in ranked[1:] if not self.dated else ():
            behind = ranked[0].logit - candidate.logit
            if behind > UPDATED:
                break
            if plainly(ranked[0]) and not plainly(candidate):
                continue
            if days_apart(candidate, best) >= timedelta() and self._newer(candidate, best, behind):
                best = candidate
        return self._fresh(best, ranked) if self.stands and not self.dated else best

    @cached_property
    def stands(self) -> bool:
        """Whether it asks how things stand, or what is new."""
        return present(self.query.text) or self.wants is Wants.LATEST

    def _newer(self, candidate: Candidate, best: Candidate, behind: float) -> bool:
        """Whether a later sentence is to be told in the place of the best."""
        updating = updates(candidate, best)
        if updating and says_again(candidate, best):
            return True
        if self.stands and days_apart(candidate, best) > timedelta():
            near = behind <= (UPDATED if updating or self.wants is Wants.LATEST else NEWER)
            fits = self._fit(candidate) >= min(FIT, self._fit(best)) and self._in_office(candidate)
            told = updating or _titled(candidate, best)
            if near and fits and told and self._about(candidate, best, loosely=updating):
                return True
        return behind <= DIFFERS and self._supersedes(candidate, best)

    def _in_office(self, candidate: Candidate) -> bool:
        """Whether it can tell who holds an office, where that is asked."""
        return self.kind is not Kind.PERSON or not leaves(candidate.sentence.text)

    def _fresh(self, best: Candidate, ranked: Sequence[Candidate]) -> Candidate:
        """The sentence of the newest report that is news in it, where the best is background.

        What an earlier report had said already is no news, unless it is a value that was asked for,
        nor is what hardly says more than the question.
        """
        if self._valued or not self._stale(best, ranked):
            return best
        for candidate in ranked:
            behind = ranked[0].logit - candidate.logit
            if behind > UPDATED:
                break
            own = candidate.hit.passage.article_id == best.hit.passage.article_id
            about = own and self._about(candidate, best, loosely=True)
            told = about and has(self.query, candidate.sentence)
            if told and not self._stale(candidate, ranked):
                return candidate
        return best

    def _stale(self, candidate: Candidate, ranked: Sequence[Candidate]) -> bool:
        own = bare(candidate.sentence)
        if len(set(own.terms) - own.name_terms - set(self.question.terms)) < _LITTLE:
            return True
        return any(
            days_apart(candidate, one) > timedelta() and adds_nothing(candidate, one)
            for one in ranked[:_COMPARED]
        )

    def other(
        self, ranked: Sequence[Candidate], before: Sequence[Candidate]
    ) -> list[tuple[Candidate, Citation]]:
        """The first that has another value than what was quoted for other parts of a question."""
        for one in ranked if self._valued else ():
            near = ranked[0].logit - one.logit <= FURTHER and not one.sentence.dangling
            again = any(self.repeats(one, other) for other in before)
            if near and not again and self._differs(one, before) and self._like(one, before):
                return [(one, citation(self.query, one))]
        return []

    def _like(self, one: Candidate, others: Sequence[Candidate]) -> bool:
        """Whether its figure may be of what the others give figures of: no weeks after seconds."""
        mine, *theirs = (asked_values(self.query, each.sentence)[:1] for each in (one, *others))
        return bool(mine) and all(comparable(mine[0], it) for found in theirs for it in found)

    def adds(self, candidate: Candidate, said: Sequence[Candidate]) -> bool:
        """Whether a sentence adds to those `said` something that the question wants."""
        behind, lacking = said[0].logit - candidate.logit, self._lacking(said)
        loosely = bool(lacking) or self.wants is not Wants.FACT
        if behind > FURTHER or not self._about(candidate, said[0], loosely=loosely):
            return False
        if self.wants in STORIES:
            return self._goes_on(candidate, said)
        if lacking:
            return behind <= LACKS and len(self._lacking((*said, candidate))) < len(lacking)
        if not has(self.query, candidate.sentence):
            return False
        if self.wants is Wants.LIST:
            return behind <= LISTED and self._listed(candidate, said)
        return self._tells_else(candidate, said)

    def ordered(
        self, chosen: Sequence[tuple[Candidate, Citation]]
    ) -> list[tuple[Candidate, Citation]]:
        """As the question wants it: the newest first where it asks for news."""
        if self.wants is not Wants.LATEST:
            return list(chosen)
        return sorted(chosen, key=lambda one: one[1].passage.published or date.min, reverse=True)

    def repeats(self, candidate: Candidate, other: Candidate) -> bool:
        """Whether it says what another says, but for a figure that is asked for."""
        if not _same(candidate, other):
            return False
        if self.wants is Wants.ACCOUNTS and candidate.hit.passage.voice != other.hit.passage.voice:
            return False
        return self.kind not in FIGURES or not self._differs(candidate, [other])

    def _about(self, candidate: Candidate, first: Candidate, *, loosely: bool = False) -> bool:
        """Whether it is about as much of what is asked as the first is, itself and around it."""
        if loosely:
            least = _LOOSELY * first.features["coverage_around"]
            return candidate.features["coverage_around"] >= least
        return all(
            candidate.features[name] >= _ABOUT * first.features[name]
            for name in ("coverage", "coverage_around")
        )

    def _lacking(self, said: Sequence[Candidate]) -> list[str]:
        """What is asked for and none of these has."""
        held = any(self._fit(one) >= FIT for one in said)
        missing = [
            kind.value
            for kind in asked_beside(self.query)
            if not any(holds(Query(kind.value, kind), one.sentence) for one in said)
        ]
        return missing if held else ["it", *missing]

    def _tells_else(self, candidate: Candidate, said: Sequence[Candidate]) -> bool:
        """Whether it is another outlet's account, where what each says is asked for.

        Of a figure or a day, `accounting` tells who else says what.
        """
        apart = all(_outlet(candidate) != _outlet(one) for one in said)
        asked = not self.named or candidate.hit.passage.outlet in self.named
        return self.wants is Wants.ACCOUNTS and apart and asked

    def _fit(self, candidate: Candidate) -> float:
        """How well what it has is what is asked for; 1 where that cannot be told."""
        if not told_by_form(self.query):
            return 1.0
        return max((one.fit for one in asked_values(self.query, candidate.sentence)), default=0.0)

    def _goes_on(self, candidate: Candidate, said: Sequence[Candidate]) -> bool:
        """Whether it is the next piece of a story: of another report, and mostly new."""
        others = all(candidate.hit.passage.voice != one.hit.passage.voice for one in said)
        return others and self._new(candidate, said) >= _NEW

    def _listed(self, candidate: Candidate, said: Sequence[Candidate]) -> bool:
        """Whether it tells of somebody or something that was not told of yet."""
        if not self._valued:
            told = {it for one in said for it in _told(one.sentence)}
            return not told.issuperset(set(_told(candidate.sentence)) - set(_told(self.question)))
        known = {it for one in said for it in self._values(one)}
        return not known.issuperset(self._values(candidate))

    def _differs(self, candidate: Candidate, said: Sequence[Candidate]) -> bool:
        """Whether what it has of the asked kind is nothing that those said have."""
        if not self._valued:
            return self._new(candidate, said) >= _NEW
        return all(
            self._values(candidate, 1).isdisjoint(self._values(one))
            and self._values(one, 1).isdisjoint(self._values(candidate))
            for one in said
        )

    @cached_property
    def _valued(self) -> bool:
        """Whether what is asked for are values that can be compared."""
        return told_by_form(self.query) and self.kind not in _TOLD

    def _values(self, candidate: Candidate, most: int | None = None) -> frozenset[Hashable]:
        """What it has of the asked kind, as it is compared; the first `most` values of it."""
        found = asked_values(self.query, candidate.sentence)[:most]
        return frozenset(it for one in found for it in compared(one))

    def _new(self, candidate: Candidate, said: Sequence[Candidate]) -> float:
        """What share of its words those said have not, the words of the question left out."""
        told = {term for one in said for term in one.sentence.terms}
        own = set(candidate.sentence.terms) - set(self.question.terms)
        return len(own - told) / max(1, len(own))

    def _supersedes(self, newer: Candidate, older: Candidate) -> bool:
        """Whether a report gives another figure than an older one, for the same."""
        if self.kind not in FIGURES or self.wants is Wants.ACCOUNTS or self.dated:
            return False
        later = days_apart(newer, older)
        if later <= timedelta() or (later < LATER and _outlet(newer) != _outlet(older)):
            return False
        asked = set(self.question.terms)
        same = asked & set(older.sentence.terms) <= asked & set(newer.sentence.terms)
        both = self._values(newer, 1) and self._values(older, 1)
        named = newer.features.get("names_around", 0.0) >= older.features.get("names_around", 0.0)
        if not (same and both and named and self._differs(newer, [older])):
            return False
        return self._like(newer, [older])


def _told(sentence: Sentence) -> Iterable[Hashable]:
    """The names and figures of a sentence."""
    return *sentence.name_stems, *sentence.figures


def _squashed(text: str) -> str:
    """An outlet's name as it is compared: "USA Today" is "usatoday.com"."""
    return "".join(filter(str.isalnum, text.lower()))


def _outlet(one: Candidate) -> str:
    return one.hit.passage.outlet.casefold()


def _titled(candidate: Candidate, best: Candidate) -> bool:
    """Whether its headline is about what is asked, too, where that of the best is."""
    return candidate.features["coverage_title"] >= _LOOSELY * best.features["coverage_title"]


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say much the same, as two reports do, and copies even more so."""
    a, b = set(one.sentence.terms), set(other.sentence.terms)
    mine, theirs = one.hit.passage, other.hit.passage
    copied = mine.voice == theirs.voice and mine.article_id != theirs.article_id
    return len(a & b) > (0.5 if copied else 0.7) * max(1, min(len(a), len(b)))
