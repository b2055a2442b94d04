"""What a quote tells on the point that is asked for: a value that may stand alone, yes or no."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qa.reading.offers import FITS, Offer, Offering, cited_sentences, verdicts
from qa.reading.wants import Wants, wanted
from qa.types import Citation, Query
from qa.values.alike import Reading, near, same
from qa.values.deciding import Verdict
from qa.values.sought import Kind
from qa.values.values import FIGURES, asked_of, asked_values

_COMPARED = FIGURES | {Kind.DATE, Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.PERSON, Kind.YES_NO}
"""Kinds of which two values can be seen to differ."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a quote tells, in words and, but for a yes or no, as it is compared."""

    value: str
    citation: Citation
    reading: Reading | None = None

    @property
    def point(self) -> Citation | None:
        """The characters that say it; None where a whole sentence does."""
        if self.reading is None:
            return None
        start = self.reading.sentence.start + self.reading.value.start
        return Citation(self.citation.passage, start, start + len(self.reading.value.text))

    @property
    def outlet(self) -> str:
        """Whose it is; empty where that is not known."""
        return self.citation.passage.outlet

    @property
    def voice(self) -> str:
        """Whose report it is, one for all copies of it."""
        return self.citation.passage.voice

    @property
    def day(self) -> date | None:
        """When it was published."""
        return self.citation.passage.published

    def same(self, other: "Telling") -> bool | None:
        """Whether another tells the same; None where they cannot be compared."""
        if self.reading is None or other.reading is None:
            return self.value == other.value
        return same(self.reading, other.reading)

    def disputes(self, other: "Telling") -> bool:
        """Whether it is another account of the same, as far as the two values show it.

        Two names are none: there may be another who did it, too.
        """
        if self.reading is None or other.reading is None:
            return self.value != other.value
        if self.reading.value.kind is Kind.PERSON or self.same(other) is not False:
            return False
        return near(self.reading, other.reading)


def comparable(query: Query) -> bool:
    """Whether it asks for one thing of which what reports tell can be compared."""
    return not query.parts and asked_of(query).kind in _COMPARED and wanted(query) is not Wants.LIST


class Tellings:
    """Made once for a question."""

    def __init__(self, query: Query) -> None:
        self._query, self._asks, self._offering = query, asked_of(query), Offering(query)

    def __call__(self, citation: Citation) -> Telling | None:
        """What a quote tells; None where it tells nothing that may stand alone."""
        return next(self._told(citation), None)

    def like(self, citation: Citation, told: Telling) -> Telling | None:
        """What a quote tells if it is the same that is `told`, though alone it would not do."""
        for sentence in cited_sentences(citation):
            for value in asked_values(self._query, sentence)[:1]:
                found = Telling(value.text, citation, Reading(value, sentence))
                if value.fit >= FITS and told.reading and told.same(found):
                    return found
        return None

    def _told(self, citation: Citation) -> Iterator[Telling]:
        if self._asks.kind is Kind.YES_NO:
            for verdict, _ in verdicts(self._asks.question, [citation]):
                if verdict is not Verdict.OPEN:
                    yield Telling(verdict.value, citation)
            return
        for offer in self._offering(citation):
            reading = Reading(offer.value, offer.sentence)
            yield Telling(_within(offer), citation, reading)


def _within(offer: Offer) -> str:
    """A value in the midst of a line: "twelve people" of "Twelve people were injured"."""
    text = offer.told.text
    opens = offer.value.start == 0 and offer.value.kind in FIGURES
    return f"{text[:1].lower()}{text[1:]}" if opens else text
