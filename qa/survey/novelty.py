"""Which sentences of new articles tell what is new on a subject: one an event, nothing twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import log2

import numpy as np
from numpy.typing import NDArray

from index import Holdings, Mention, terms
from qa.fitness.times import days
from qa.language import joined, read
from qa.survey.subjects import Subject, Telling, sentences_of, tellings

_READ, _BEFORE = 40, 20
"""So many new articles are read, and so many of those before: the newest."""
_KNOWN = 0.7
"""A sentence of which an earlier one has so many of the words tells nothing new."""
_SAME, _SAME_LATER = 0.45, 0.6
"""Sentences that share so many of their words tell of one event: of the same day, of two days."""
_SHARED = 4
"""So many words are not the same by chance."""
_MEANT, _MEANT_LATER = 0.55, 0.7
"""So do those so near in meaning, by their cosine, of the same day and of two days."""
_AS_GOOD = 0.5
"""So near to the best in worth, the newest sentence on an event is quoted: it knows more."""
_NEAR = timedelta(2)
_EMBEDDED = 32
"""So many sentences are embedded at most, to see that; the rest are compared by their words."""
_LEADS = 0.9
"""What the first sentence of an article is worth, for there stands what is new."""
_FAULTY = 0.6
"""What a sentence loses that points back, has no verb, or tells of days before those asked of."""
_OFTEN = 0.5
"""What it is worth that twice as many articles tell of an event."""
_NEWER = 0.8
"""What the newest of many events counts more than the oldest."""
_HEADLINED = 0.6
"""What it is worth that its headline names the subject."""
_AS_HEADED = 0.35
"""What does not name the subject must have so much of the headline: a round-up opens elsewhere."""
_ENOUGH = 3
_LEAST = 0.45
"""An event that is worth less than so much of the best is left out."""
_HALF = 0.5
_LATE = timedelta(3)
"""So long after it, an event is still news."""
_NO_NEWS = frozenset(("opinion", "review"))
"""Kinds of articles that do not tell what happened."""
_Vectors = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True)
class Said:
    """A sentence that tells something new, and how well it does, its headline considered.

    `headed` says whether the headline names the subject.
    """

    telling: Telling
    worth: float
    of_subject: frozenset[str]
    headed: bool = True

    @property
    def day(self) -> date | None:
        """When it was published."""
        return self.telling.passage.published

    @property
    def text(self) -> str:
        """The sentence."""
        return self.telling.sentence.text

    @cached_property
    def own(self) -> frozenset[str]:
        """Its words that are not its subject's, stemmed."""
        return frozenset(self.telling.sentence.terms) - self.of_subject


@dataclass(frozen=True)
class News:
    """What articles of an archive say of a `subject` that was not known, `since` a day."""

    subject: Subject
    archive: Holdings
    since: date | None = None

    def lines(
        self, fresh: Sequence[Mention], before: Sequence[Mention], most: int
    ) -> list[Telling]:
        """The events that `fresh` articles tell of and those `before` have not, newest first.

        Each in the sentence of its newest report that tells it best.
        """
        known = list(self._told(before[-_BEFORE:]))
        articles = self._current(fresh)[-_READ:]
        found = [one for mention in articles if (one := self._best(mention, known))]
        events = _events(found, self._meanings(found))
        least = _LEAST * max((one.worth for one in found), default=0.0)
        kept = [one for one in events if _worth(one) >= least]
        headed = [event for event in kept if any(one.headed for one in event)]
        if len(headed) >= _ENOUGH:  # then what names it in passing is not news of it
            kept = headed
        kept.sort(key=lambda one: _quoted(one).day or date.min)
        # the newest of all is always told
        ranked = sorted(
            kept[:-1], key=lambda one: -_worth(one) - _NEWER * kept.index(one) / len(kept)
        )
        quoted = [_quoted(one) for one in (*kept[-1:], *ranked[: most - 1])]
        chosen = sorted(quoted, key=lambda one: one.day or date.min, reverse=True)
        return [one.telling for one in chosen]

    def passing(
        self, every: Sequence[Mention], before: Sequence[Mention], most: int
    ) -> list[Telling]:
        """Sentences of articles on something else that name all of the subject, newest first."""
        return self._naming(every, before, most, 1.0)

    def near(self, every: Sequence[Mention], most: int) -> list[Telling]:
        """Sentences that name half of the subject, of articles with all of it, newest first."""
        return self._naming(every, (), most, _HALF)

    def _naming(
        self, every: Sequence[Mention], before: Sequence[Mention], most: int, least: float
    ) -> list[Telling]:
        """The sentence of each article that is new and names at least so much, newest first."""
        known = list(self._told(before[-_BEFORE:]))
        found: list[Telling] = []
        for mention in reversed(self._current(every)[-_READ:]):
            told = [
                one
                for one in tellings(self.subject, mention, self.archive)
                if one.met >= least and one.passage.kind not in _NO_NEWS
                if not (one.faults or self._stale(one) or self._known(one, known))
            ]
            if told and len(found) < most:
                found.append(max(told, key=lambda one: one.worth))
        return found

    def last(self, before: Sequence[Mention]) -> Telling | None:
        """What the last of some articles says."""
        found = (self._best(mention, ()) for mention in reversed(before))
        return next((one.telling for one in found if one), None)

    def _current(self, fresh: Sequence[Mention]) -> list[Mention]:
        """Those that are no copy, and that no later version among them replaces."""
        ids = {one.article_id for one in fresh}

        def replaced(one: Mention) -> bool:
            return any(
                update.older == one.article_id and update.newer in ids and update.how == "version"
                for update in self.archive.updates(one.article_id)
            )

        return [one for one in fresh if one.first not in ids and not replaced(one)]

    def _best(self, mention: Mention, known: Sequence[frozenset[str]]) -> Said | None:
        """The sentence of an article that tells most that is new; None if all of it is known."""
        title, headline = frozenset(terms(mention.title)), read(mention.title)
        headed = self.subject.met(headline)
        best: Said | None = None
        for one in tellings(self.subject, mention, self.archive):
            if one.passage.kind in _NO_NEWS or self._known(one, known):
                continue
            headlined = len(title & frozenset(one.sentence.terms)) / max(1, len(title))
            if one.met < 1 and headlined < _AS_HEADED and not (one.opens and headed == 1):
                continue
            met = self.subject.met(joined((headline, one.sentence)))
            faults = one.faults + self._stale(one)
            worth = _HEADLINED * headed + met + headlined + _LEADS * one.opens - _FAULTY * faults
            if worth > (best.worth if best else 0.0):
                best = Said(one, worth, self.subject.stems, headed == 1)
        return best

    def _told(self, before: Iterable[Mention]) -> Iterator[frozenset[str]]:
        """The words of every sentence on the subject that is known."""
        for mention in before:
            for passage, span in sentences_of(mention, self.archive):
                yield frozenset(terms(passage.slice(*span))) - self.subject.stems

    def _known(self, one: Telling, known: Sequence[frozenset[str]]) -> bool:
        own = frozenset(one.sentence.terms) - self.subject.stems
        return bool(own) and any(len(own & other) >= _KNOWN * len(own) for other in known)

    def _stale(self, one: Telling) -> bool:
        """Whether all that it dates was before the days that are asked of."""
        if self.since is None:
            return False
        last = max((end for _, end in days(one.sentence)), default=date.max)
        return (self.since - last) > _LATE

    def _meanings(self, found: Sequence[Said]) -> _Vectors:
        """The vectors of those sentences that another report of about that day may say too."""
        near = [
            one.text
            for one in found
            if any(_close(one, other) for other in found if other is not one)
        ]
        texts = list(dict.fromkeys(near))[-_EMBEDDED:]
        if not (self.archive.embedder and texts):
            return {}
        return dict(zip(texts, self.archive.embedder.embed(texts), strict=True))


def _events(found: Sequence[Said], means: _Vectors) -> list[list[Said]]:
    """The sentences, those of one event together, in the order of their first reports."""
    events: list[list[Said]] = []
    for one in found:
        home = next((each for each in events if _same(one, _quoted(each), means)), None)
        if home is None:
            events.append([one])
        else:
            home.append(one)
    return events


def _worth(event: Sequence[Said]) -> float:
    """How much an event counts: how well it is told, and by how many."""
    return max(one.worth for one in event) + _OFTEN * log2(len(event))


def _quoted(event: Sequence[Said]) -> Said:
    """The sentence to quote: of those that are as good as the best, the newest."""
    best = max(one.worth for one in event)
    good = [one for one in event if best - one.worth <= _AS_GOOD]
    return max(good, key=lambda one: (one.day or date.min, one.worth))


def _same(one: Said, other: Said, means: _Vectors) -> bool:
    """Whether two sentences tell of one event."""
    if not _close(one, other):
        return False
    later = one.day != other.day
    shared, least = len(one.own & other.own), _SAME_LATER if later else _SAME
    if shared >= max(_SHARED, least * min(len(one.own), len(other.own))):
        return True
    mine, theirs = means.get(one.text), means.get(other.text)
    least = _MEANT_LATER if later else _MEANT
    return mine is not None and theirs is not None and float(mine @ theirs) >= least


def _close(one: Said, other: Said) -> bool:
    return bool(one.day and other.day and abs(one.day - other.day) <= _NEAR)
