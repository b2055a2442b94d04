"""What opinion pieces say on a subject, for questions after opinions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from index import Hit, Passage
from qa.language import read
from qa.reading.features import Asked, Candidate, sentences
from qa.reading.naming import OPINION, SPEECH, VoicesOf
from qa.reading.selection import Selector
from qa.reading.speech import opining
from qa.types import Query
from qa.understanding.opinion import AskedOpinion

_ABOUT = 0.5
"""So much of the subject stands in a sentence, around it, or above it."""


@dataclass(frozen=True)
class Opinions:
    """A question after opinions, made once for it."""

    query: Query
    asked: AskedOpinion
    selector: Selector
    voices: VoicesOf

    @cached_property
    def _topic(self) -> Asked:
        return Asked(replace(self.query, text=self.asked.about or "?"), self.selector.rarity)

    def held(self, hits: Sequence[Hit]) -> list[Candidate]:
        """What opinion pieces themselves say on it, best first."""
        found = []
        for one in self.selector.select(self.query, hits, self._own):
            if self._about(one) < _ABOUT:
                continue
            if opining(one.sentence):
                found.append(one)
        return found

    def _own(self, one: Candidate) -> bool:
        """Whether an opinion piece says it, and nobody whom it quotes."""
        spoken = self.voices(one.hit.passage).of(one.sentence.start, one.sentence.end)
        return opines(one.hit.passage) and not any(who.named for who in spoken)

    def _about(self, one: Candidate) -> float:
        passage = one.hit.passage
        every = (read(passage.title), *sentences(passage))
        return self._topic.share(frozenset[str]().union(*(other.terms for other in every)))

    @property
    def lacking(self) -> str:
        """That no opinion piece is on it, in words."""
        on = f" on {self.asked.about}" if self.asked.about else ""
        return f"the archive has no opinion piece{on}"


def opines(passage: Passage) -> bool:
    """Whether a passage is of an opinion piece, by its kind or its headline."""
    if passage.kind:
        return passage.kind in OPINION
    words = {word.low for word in read(passage.title).words}
    return not words.isdisjoint(SPEECH.among("opinion_titles"))
