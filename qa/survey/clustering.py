"""Sentences that tell of one event, as one: of the same days, in much the same words or sense."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from index import Embedder
from qa.language import Stretch
from qa.survey.dating import days_apart
from qa.survey.events import Event

_SAME = 0.45
"""Sentences of which the shorter shares so many of its words tell the same."""
_SAME_LATER = 0.6
"""The same, where their days differ."""
_ALIKE = 0.25
"""The same, where both open reports of the same day and no embedder says what they mean."""
_MEANT = 0.53
"""Openings of reports of a day so near in meaning, by their cosine, tell the same."""
_MEANT_WITHIN = 0.62
"""The same for others of the same day."""
_APART = 1
"""So many days apart two reports may date one event."""
_EMBEDDED = 48
"""At most so many sentences are embedded: the rest are compared by their words."""
_AS_GOOD = 0.6
"""So near to the best in worth, the newest report of an event is quoted: it knows more."""
_AGREES = 0.6
"""What it is worth that another report has a figure of it, too."""
_SOON = 3
"""Days in which an event is reported anew, and not looked back at."""


@dataclass(frozen=True)
class Told:
    """One event with the sentences that tell of it, the one to quote first."""

    events: tuple[Event, ...]

    @property
    def best(self) -> Event:
        """The sentence to quote."""
        return self.events[0]

    @property
    def days(self) -> Stretch:
        """When it happened."""
        return self.best.days

    @cached_property
    def voices(self) -> int:
        """In how many reports it is told, copies as one."""
        return len({one.passage.voice for one in self.events})

    @property
    def worth(self) -> float:
        """How much it is worth telling: how often it is told, and how well."""
        often = math.sqrt(self.voices - 1)
        return max(one.worth for one in self.events) + 0.8 * often


class Clusters:
    """Which events are the same; words that all have in `common` do not make two of them so."""

    def __init__(self, common: frozenset[str], embedder: Embedder | None = None) -> None:
        self._common = common
        self._embedder = embedder
        self._rows: dict[str, np.ndarray] = {}

    def of(self, found: Sequence[Event]) -> list[Told]:
        """The events, each once."""
        self._embed(found)
        clusters: list[list[Event]] = []
        for event in sorted(found, key=lambda one: (-one.worth, one.citation.start)):
            home = next((one for one in clusters if self._together(event, one)), None)
            if home is None:
                clusters.append([event])
            else:
                home.append(event)
        return [Told(_newest_first(one)) for one in clusters]

    def _embed(self, found: Sequence[Event]) -> None:
        """The vectors of what several reports tell of a day."""
        days = Counter(days for days, _ in {(one.days, one.passage.voice) for one in found})
        several = sorted((one for one in found if days[one.days] > 1), key=lambda one: -one.worth)
        texts = list(dict.fromkeys(one.sentence.text for one in several))[:_EMBEDDED]
        if self._embedder and texts:
            self._rows = dict(zip(texts, self._embedder.embed(texts), strict=True))

    def _together(self, event: Event, cluster: Iterable[Event]) -> bool:
        return any(self.same(event, other) for other in cluster)

    def same(self, one: Event, other: Event) -> bool:
        """Whether two sentences tell of one event."""
        if one.days == other.days and one.passage.article_id == other.passage.article_id:
            return True
        if days_apart(one.days, other.days) > _APART:
            return False
        shared = self._shared(one, other)
        if one.days != other.days:
            return shared >= _SAME_LATER and not (one.stated and other.stated)
        # what does not name the subject is a detail of what does
        details = min(one.own, other.own) == 0 < max(one.own, other.own)
        return details or shared >= _SAME or self._meant(one, other, shared)

    def _shared(self, one: Event, other: Event) -> float:
        """The share of its words that the one with fewer has in common with the other."""
        mine, theirs = one.terms - self._common, other.terms - self._common
        return len(mine & theirs) / max(1, min(len(mine), len(theirs)))

    def _meant(self, one: Event, other: Event, shared: float) -> bool:
        """Whether two sentences of a day mean much the same, as far as that is known."""
        both = bool(one.lead and other.lead)
        a, b = (self._rows.get(event.sentence.text) for event in (one, other))
        if a is None or b is None:
            return both and shared >= _ALIKE
        return bool(a @ b >= (_MEANT if both else _MEANT_WITHIN))


def _newest_first(events: Sequence[Event]) -> tuple[Event, ...]:
    """The sentences of one event; of those that are as good as the best, the newest is first.

    Of several of a day it is the best, one whose figures others have counting for more.
    """
    best = events[0]

    def soon(one: Event) -> tuple[int, float]:
        published = one.passage.published
        late = (published - one.days[1]).days if published else 0
        if best.worth - one.worth > _AS_GOOD or late > _SOON:
            return -1, 0.0
        figures = one.sentence.figures
        agreeing = sum(bool(figures & other.sentence.figures) for other in events)
        return late, one.worth + _AGREES * min(2, agreeing - bool(figures))

    first = max(events, key=soon)
    return (first, *(one for one in events if one is not first))
