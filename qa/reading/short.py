"""The short answer: what was asked for, taken from what the statements cite, or nothing.

Rather nothing than something wrong: a value must be of the asked kind, stand in a sentence that is
about what is asked, and fit well.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.fitness.fitness import Fitness, Place
from qa.language import Sentence, read
from qa.reading.vetting import Vetting
from qa.reading.wants import Wants, wanted
from qa.statements import NOTHING, Citation, Short, Statement, Told
from qa.types import Query
from qa.values import phrases
from qa.values.deciding import Verdict, decided
from qa.values.resolving import meant, resolved
from qa.values.sought import Kind
from qa.values.values import Value, asked_of, asked_values

Span = Callable[[str, str], tuple[int, int, float] | None]
"""A question and a sentence → where in it the answer stands and how sure that is, if anywhere."""

_FITS = 0.7
"""A value that fits less is not shown."""
_ABOUT = 0.25
"""The share of the question's content words that a sentence and what is around it must hold."""
_AS_GOOD = 0.8
"""How much of the first value's worth another outlet's must have."""
_SURE = 0.35
"""The least that a span's score must be."""
_FORMLESS = (Kind.THING, Kind.NAME, Kind.ORGANISATION, Kind.PERSON)
"""What may be told in words that no form shows."""
_ASKS = re.compile(r"\b(?:what|which|who|whom)\b", re.I)
# "What happened", "What is new"
_HAPPENS = re.compile(r"\bwhat(?: has| is|'s)? (?:happen\w*|new|wrong|up|next)\b", re.I)
_MEASURES = (Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.AMOUNT, Kind.DURATION)
# "the bridge or the library roof" at the end of a question that compares
_SIDES = re.compile(r"[,:] ?(?P<one>[^,:;?]+?),? or (?P<two>[^,:;?]+?)\W*$")
_LESS = re.compile(r"\b(?:less|fewer|shorter|earlier|first|smaller|lower|cheaper|younger)\b", re.I)
# "lasted longer", "took less time"
_TIMED = re.compile(r"\b(?:last(?:s|ed)?|take|took|time)\b", re.I)
_DAYS = {
    "second": 1 / 86400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "night": 1.0, "week": 7.0,
    "month": 30.4, "year": 365.25, "decade": 3652.5, "century": 36525.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Offer:
    """A value that a cited sentence offers, and how good it is, all in all."""

    value: Value
    sentence: Sentence
    citation: Citation
    worth: float

    @property
    def told(self) -> Told:
        start = self.sentence.start + self.value.start
        stretch = Citation(self.citation.passage, start, start + len(self.value.text))
        return Told(resolved(self.value, self.sentence), stretch)


def short(query: Query, statements: Sequence[Statement], span: Span | None = phrases.span) -> Short:
    """The short answer to `query` that `statements` give, false where there is none.

    `span` finds answers that have no form of their own, and chooses between values of one that has.
    """
    if not statements:
        return NOTHING
    if denied := _denied(query, statements[0]):
        return denied
    if len(query.parts) == 2 and (sides := _SIDES.search(query.text)):
        return _comparison(query, statements, sides)
    if query.parts:
        found = [one for part in query.parts if (one := short(part, statements, span))]
        values = tuple(value for one in found for value in one.values)
        return Short(found[0].kind, values) if found else NOTHING
    if asked_of(query).kind is Kind.YES_NO:
        return _verdict(query, statements)
    return _valued(query, statements, span)


def _denied(query: Query, statement: Statement) -> Short:
    """That it is not so, where what is said first denies what the question takes for granted."""
    fitness = Fitness(query)
    for citation in statement.citations:
        for place in _places(citation, cited_sentences(citation)):
            if fitness.contradicted(place):
                sentence = place.sentence
                stretch = Citation(citation.passage, sentence.start, sentence.end)
                return Short("premise", (Told("Not so", stretch),))
    return NOTHING


def _valued(query: Query, statements: Sequence[Statement], span: Span | None) -> Short:
    """The best value that the statements offer, and those of outlets that differ."""
    offers = sorted(_offers(query, statements, span), key=lambda offer: -offer.worth)
    if not offers:
        return NOTHING
    kind = offers[0].value.kind
    several = _differing(offers[0], offers) if kind in _MEASURES else offers[:1]
    if len(several) == 1:
        return Short(kind.value, (_listed(query, offers[0]),))
    told = (replace(one.told, outlet=one.citation.passage.outlet) for one in several)
    return Short(kind.value, tuple(told))


def _offers(query: Query, statements: Sequence[Statement], span: Span | None) -> Iterator[_Offer]:
    """The values that fit, of every cited sentence that is about what is asked."""
    wanted, core, vetting = asked_of(query).subject, asked_of(query).core, Vetting(query)
    several = asked_of(query).kind in (Kind.PERSON, Kind.DATE) or vetting.chooses
    for rank, statement in enumerate(statements):
        for citation in statement.citations:
            sentences = cited_sentences(citation)
            if len(wanted & _all_stems(citation, sentences)) < _ABOUT * len(wanted):
                continue
            for place in _places(citation, sentences):
                sentence = place.sentence
                if core and core.isdisjoint(sentence.stems):
                    continue
                own = _own(query, sentence)
                found = list(_hinted(query, sentence, span))
                if several:  # the other of two may have the part, or be of that year
                    found += asked_values(query, sentence)
                for value in found:
                    fits = value.fit >= _FITS and not _late(query, value, sentence)
                    if fits and vetting(value, place):
                        yield _Offer(value, sentence, citation, value.fit + own - 0.15 * rank)
                        break


def _places(citation: Citation, sentences: Sequence[Sentence]) -> Iterator[Place]:
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
    return [Value(text, start, start + len(text), kind, _FITS + score)]


def _may_be_said(query: Query, text: str) -> bool:
    """Whether a phrase without a form may answer: who or what is asked, and no story wanted."""
    asks = asked_of(query)
    plain = bool(_ASKS.search(query.text)) and not _HAPPENS.search(query.text)
    told = read(text)
    other = told.name_stems.isdisjoint(asks.question.name_stems)
    person = asks.kind is not Kind.PERSON or (other and not (told.figures or told.moments))
    fact = wanted(query.text) is Wants.FACT
    return asks.kind in _FORMLESS and plain and person and fact


def _differing(best: _Offer, offers: Sequence[_Offer]) -> list[_Offer]:
    """The best value, and those of other outlets that say another as surely."""
    chosen = [best]
    for offer in offers[1:]:
        one, passage = offer.value, offer.citation.passage
        known = {other.citation.passage.outlet for other in chosen}
        alike = one.kind is best.value.kind and offer.worth >= _AS_GOOD * best.worth
        if not alike or not passage.outlet or passage.outlet in known:
            continue
        if all(_differ(one, other.value) for other in chosen):
            chosen.append(offer)
    return chosen


def _differ(one: Value, other: Value) -> bool:
    """Whether two values are of the same unit, and not the same even as rounded."""
    mine, theirs = one.quantity, other.quantity
    if mine is None or theirs is None or mine.unit != theirs.unit:
        return False
    return abs(mine.low - theirs.low) > max(mine.step, theirs.step) / 2


def _listed(query: Query, offer: _Offer) -> Told:
    """The value, with those that it is listed with where several are asked for."""
    if not asked_of(query).many:
        return offer.told
    found = asked_values(query, offer.sentence)
    every = sorted((one for one in found if one.fit >= _FITS), key=lambda one: one.start)
    starts = [one.start for one in every]
    if offer.value.start not in starts:
        return offer.told
    at = starts.index(offer.value.start)
    first, last = at, at
    while first and _joins(offer.sentence, every[first - 1], every[first]):
        first -= 1
    while last + 1 < len(every) and _joins(offer.sentence, every[last], every[last + 1]):
        last += 1
    start, end = every[first].start, every[last].end
    begin = offer.sentence.start
    stretch = Citation(offer.citation.passage, begin + start, begin + end)
    return Told(" ".join(stretch.quote.split()), stretch)


def _joins(sentence: Sentence, one: Value, other: Value) -> bool:
    """Whether two values stand beside each other in a list."""
    return _JOINED.fullmatch(sentence.text[one.end : other.start]) is not None


# between the names of a list
_JOINED = re.compile(r",? (?:and|or) |, (?:and )?|,? and the |, the ")


def _verdict(query: Query, statements: Sequence[Statement]) -> Short:
    """Yes, no or not confirmed, if the statements say so and do not contradict each other."""
    found = list(_verdicts(read(query.text), statements))
    if not found or {Verdict.YES, Verdict.NO} <= {verdict for verdict, _ in found}:
        return NOTHING
    verdict, stretch = found[0]
    return Short(Kind.YES_NO.value, (Told(verdict.value, stretch),))


def _verdicts(
    question: Sentence, statements: Sequence[Statement]
) -> Iterator[tuple[Verdict, Citation]]:
    """What each cited sentence says to it, if anything."""
    for statement in statements:
        for citation in statement.citations:
            sentences = cited_sentences(citation)
            for sentence in sentences:
                around = [*sentences, read(citation.passage.title)]
                if verdict := decided(question, sentence, around):
                    yield verdict, Citation(citation.passage, sentence.start, sentence.end)


def _comparison(query: Query, statements: Sequence[Statement], sides: re.Match[str]) -> Short:
    """Which of two sides has more, or less, if the statements have a value for both."""
    told: list[tuple[float, str, Told]] = []
    units: list[str] = []
    for part, side in zip(query.parts, (sides["one"], sides["two"]), strict=True):
        offers = sorted(_offers(part, statements, None), key=lambda offer: -offer.worth)
        own = read(side).content
        offers = [one for one in offers if own & _around(one) and _lasts(query, one)]
        if not offers or offers[0].value.quantity is None:
            return NOTHING
        quantity = offers[0].value.quantity
        units.append("time" if quantity.unit in _DAYS else quantity.unit)
        told.append((quantity.low * _DAYS.get(quantity.unit, 1.0), side, offers[0].told))
    (one, _, mine), (two, _, theirs) = told
    if one == two or mine.citation == theirs.citation or units[0] != units[1]:
        return NOTHING
    less = _LESS.search(query.text) is not None
    _, side, value = (min if less else max)(told, key=lambda each: each[0])
    return Short("comparison", (replace(value, text=f"{side} ({value.text})"),))


def _lasts(query: Query, offer: _Offer) -> bool:
    """Whether it is a time, where it is asked which lasted longer."""
    quantity = offer.value.quantity
    timed = quantity is not None and quantity.unit in _DAYS
    return timed or _TIMED.search(query.text) is None


def _around(offer: _Offer) -> frozenset[str]:
    return offer.sentence.stems | read(offer.citation.passage.title).stems
