"""What cited sentences offer as the answer: values that fit, of sentences that are about it.

What may be told alone is more than what a sentence holds of the kind that is asked for: `vetting`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.fitness.fitness import Place
from qa.language import Sentence, read
from qa.reading.vetting import Vetting
from qa.reading.wants import Wants, wanted
from qa.statements import Citation, Statement, Told
from qa.types import Query
from qa.values.alike import total
from qa.values.deciding import Verdict, decided
from qa.values.resolving import meant, resolved
from qa.values.sought import Kind
from qa.values.values import Value, asked_of, asked_values

Span = Callable[[str, str], tuple[int, int, float] | None]
"""A question and a sentence → where in it the answer stands and how sure that is, if anywhere."""

FITS = 0.7
"""A value that fits less is not shown."""
_ABOUT = 0.25
"""The share of the question's content words that a sentence and what is around it must hold."""
_SURE = 0.35
"""The least that a span's score must be."""
_BEHIND = 0.15
"""So much less each further quote counts."""
_FOLDED = 3
"""As so many does one count that is cited for what it agrees with."""
_FORMLESS = (Kind.THING, Kind.NAME, Kind.ORGANISATION, Kind.PERSON)
"""What may be told in words that no form shows."""
_ASKS = re.compile(r"\b(?:what|which|who|whom)\b", re.I)
# "What happened", "What is new"
_HAPPENS = re.compile(r"\bwhat(?: has| is|'s)? (?:happen\w*|new|wrong|up|next)\b", re.I)


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that a cited sentence offers, and how good it is, all in all."""

    value: Value
    sentence: Sentence
    citation: Citation
    worth: float

    @property
    def told(self) -> Told:
        """The value as the short answer has it."""
        start = self.sentence.start + self.value.start
        stretch = Citation(self.citation.passage, start, start + len(self.value.text))
        text, together = resolved(self.value, self.sentence), total(self.value)
        return Told(text if together is None else f"{text} ({together:,})", stretch)


class Offering:
    """Made once for a question."""

    def __init__(self, query: Query, span: Span | None = None) -> None:
        self._query, self._span = query, span
        self._asks, self._vetting = asked_of(query), Vetting(query)
        # the other of two may have the part, or be of that year
        self._several = self._asks.kind in (Kind.PERSON, Kind.DATE) or self._vetting.chooses

    def __call__(self, citation: Citation, rank: int = 0) -> Iterator[Offer]:
        """The values that fit, of each sentence of a quote that is about what is asked."""
        wanted, core = self._asks.subject, self._asks.core
        sentences = cited_sentences(citation)
        if len(wanted & _all_stems(citation, sentences)) < _ABOUT * len(wanted):
            return
        for place in places(citation, sentences):
            if core and core.isdisjoint(self._said(place)):
                continue
            if value := self._value(place):
                worth = value.fit + _own(self._query, place.sentence) - _BEHIND * rank
                yield Offer(value, place.sentence, citation, worth)

    def _said(self, place: Place) -> frozenset[str]:
        """What a sentence is of; with its headline, where it has the very noun that is counted."""
        own, counted = place.sentence.stems, self._asks.kind is Kind.NUMBER
        return own | place.headline.stems if counted and self._asks.head in own else own

    def _value(self, place: Place) -> Value | None:
        """The first value of a sentence that may be told."""
        found = list(_hinted(self._query, place.sentence, self._span))
        if self._several:
            found += asked_values(self._query, place.sentence)
        for value in found:
            fits = value.fit >= FITS and not _late(self._query, value, place.sentence)
            if fits and self._vetting(value, place):
                return value
        return None


def offers(query: Query, statements: Sequence[Statement], span: Span | None) -> Iterator[Offer]:
    """The values that fit, of every cited sentence that is about what is asked."""
    offering = Offering(query, span)
    for rank, statement in enumerate(statements):
        for further, citation in enumerate(statement.citations):
            yield from offering(citation, rank + _FOLDED * further)


def places(citation: Citation, sentences: Sequence[Sentence]) -> Iterator[Place]:
    """The sentences of a quote with those before them."""
    headline, published = read(citation.passage.title), citation.passage.published
    for at, sentence in enumerate(sentences):
        yield Place(sentence, tuple(sentences[:at]), None, headline, published)


def _own(query: Query, sentence: Sentence) -> float:
    """How much of the question's words, and of its names, a sentence has itself; up to 1.5."""
    wanted, names = asked_of(query).subject, asked_of(query).question.name_stems
    held = len(wanted & sentence.stems) / max(1, len(wanted))
    return held + 0.5 * len(names & sentence.stems) / max(1, len(names))


def _late(query: Query, value: Value, sentence: Sentence) -> bool:
    """Whether it is a time that is over, where it is asked for one that is to come."""
    stretch, published = meant(value, sentence), sentence.published
    past = stretch is not None and published is not None and stretch[1] <= published
    return past and asked_of(query).ahead


def _all_stems(citation: Citation, sentences: Sequence[Sentence]) -> frozenset[str]:
    """The words of a quote and of its headline, as they are compared."""
    return read(citation.passage.title).stems.union(*(one.stems for one in sentences))


def cited_sentences(citation: Citation) -> list[Sentence]:
    """The sentences of a quote, with their day."""
    passage = citation.passage
    spans = [
        (max(start, citation.start), min(end, citation.end))
        for start, end in passage.sentences
        if start < citation.end and citation.start < end
    ] or [(citation.start, citation.end)]
    return [read(passage.slice(*one), passage.published, one[0]) for one in spans]


def _hinted(query: Query, sentence: Sentence, span: Span | None) -> Sequence[Value]:
    """The best value of a sentence: the one that `span` points at, or what it points at itself."""
    values, kind = asked_values(query, sentence), asked_of(query).kind
    if span is None or not (len(values) > 1 or kind in _FORMLESS):
        return values[:1]
    start, end, score = span(query.text, sentence.text) or (0, 0, 0.0)
    text = sentence.text[start:end].strip()
    if score < _SURE or not text:
        return values[:1]
    if pointed := [one for one in values if one.start < end and start < one.end]:
        return [replace(pointed[0], fit=pointed[0].fit + score)]
    if values or not _may_be_said(query, text):
        return values[:1]
    start = sentence.text.index(text, start)
    return [Value(text, start, start + len(text), kind, FITS + score)]


def _may_be_said(query: Query, text: str) -> bool:
    """Whether a phrase without a form may answer: who or what is asked, and no story wanted."""
    asks = asked_of(query)
    plain = bool(_ASKS.search(query.text)) and not _HAPPENS.search(query.text)
    told = read(text)
    other = told.name_stems.isdisjoint(asks.question.name_stems)
    person = asks.kind is not Kind.PERSON or (other and not (told.figures or told.moments))
    fact = wanted(query) is Wants.FACT
    return asks.kind in _FORMLESS and plain and person and fact


def verdicts(
    question: Sentence, citations: Iterable[Citation]
) -> Iterator[tuple[Verdict, Citation]]:
    """What each cited sentence says to a question that yes or no answers, if anything."""
    for citation in citations:
        sentences = cited_sentences(citation)
        for sentence in sentences:
            around = [*sentences, read(citation.passage.title)]
            if verdict := decided(question, sentence, around):
                yield verdict, Citation(citation.passage, sentence.start, sentence.end)
