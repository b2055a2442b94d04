"""The short answer: what was asked for, taken from what the statements cite, or nothing.

Rather nothing than something wrong: a value must be of the asked kind, stand in a sentence that is
about what is asked, and fit well.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa.fitness.fitness import Fitness
from qa.language import Sentence, read
from qa.reading.agreeing import agreement
from qa.reading.listing import Item, Listing
from qa.reading.naming import VoicesOf, within
from qa.reading.offers import FITS, Offer, Span, cited_sentences, offers, places, verdicts
from qa.reading.speaking import speaking
from qa.reading.wants import Wants, wanted
from qa.statements import NOTHING, Accord, Citation, Short, Statement, Told, cited
from qa.types import Query
from qa.understanding.opinion import asked_opinion
from qa.values import phrases
from qa.values.alike import DAYS
from qa.values.deciding import Verdict
from qa.values.sought import Kind
from qa.values.values import Value, asked_of, asked_values

_AS_GOOD = 0.8
"""How much of the first value's worth another outlet's must have."""
_MEASURES = (Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.AMOUNT, Kind.DURATION)
# "the bridge or the library roof" at the end of a question that compares
_SIDES = re.compile(r"[,:] ?(?P<one>[^,:;?]+?),? or (?P<two>[^,:;?]+?)\W*$")
_LESS = re.compile(r"\b(?:less|fewer|shorter|earlier|first|smaller|lower|cheaper|younger)\b", re.I)
# "lasted longer", "took less time"
_TIMED = re.compile(r"\b(?:last(?:s|ed)?|take|took|time)\b", re.I)


def short(
    query: Query,
    statements: Sequence[Statement],
    span: Span | None = phrases.span,
    voices_of: VoicesOf = within,
) -> Short:
    """The short answer to `query` that `statements` give, false where there is none.

    `span` finds answers that have no form of their own, and chooses between values of one that has.
    `voices_of` tells who speaks in the article of a passage.
    """
    if not statements or asked_opinion(query.text):
        return NOTHING
    if query.compares:
        return _agreed(query, statements)
    if denied := _denied(query, statements[0]):
        return denied
    if len(query.parts) == 2 and (sides := _SIDES.search(query.text)):
        return _comparison(query, statements, sides)
    if query.parts:
        found = [one for part in query.parts if (one := short(part, statements, span, voices_of))]
        values = tuple(dict.fromkeys(value for one in found for value in one.values))
        return Short(found[0].kind, values) if found else NOTHING
    if asked_of(query).kind is Kind.YES_NO:
        return _verdict(query, statements)
    return speaking(query, statements, voices_of) or _valued(query, statements, span)


def _agreed(query: Query, statements: Sequence[Statement]) -> Short:
    """Whether they agree, or differ, of whom that is asked; if several of them tell."""
    found = agreement(query, statements)
    if found is None:
        return NOTHING
    agree = found.verdict is Accord.AGREE
    verdict = Verdict.YES if agree == (query.compares == "agree") else Verdict.NO
    return Short(Kind.YES_NO.value, (Told(verdict.value, found.accounts[0].citations[0]),))


def _denied(query: Query, statement: Statement) -> Short:
    """That it is not so, where what is said first denies what the question takes for granted."""
    fitness = Fitness(query)
    for citation in statement.citations:
        for place in places(citation, cited_sentences(citation)):
            if fitness.contradicted(place):
                sentence = place.sentence
                stretch = Citation(citation.passage, sentence.start, sentence.end)
                return Short("premise", (Told("Not so", stretch),))
    return NOTHING


def _valued(query: Query, statements: Sequence[Statement], span: Span | None) -> Short:
    """The best value that the statements offer, and those of outlets that differ."""
    if wanted(query) is Wants.LIST and (listing := Listing(query)).applies:
        return _items(listing, statements)
    found = sorted(offers(query, statements, span), key=lambda offer: -offer.worth)
    if not found:
        return NOTHING
    kind = found[0].value.kind
    several = _differing(found[0], found) if kind in _MEASURES else found[:1]
    if len(several) == 1:
        return Short(kind.value, (_listed(query, found[0]),))
    told = (replace(one.told, outlet=one.citation.passage.outlet) for one in several)
    return Short(kind.value, tuple(told))


def _items(listing: Listing, statements: Sequence[Statement]) -> Short:
    """What a list names, each once, where its sentence names it as one of those asked for."""
    values: list[Told] = []
    told: list[frozenset[str]] = []
    for statement in statements:
        citation = statement.citations[0]
        for sentence in cited_sentences(citation):
            new = listing.new(sentence, told)
            runs = list(_runs(sentence, new))
            for run in runs[:1] if listing.kind is Kind.PLACE else runs:
                start, end = run[0].start + sentence.start, run[-1].end + sentence.start
                stretch = Citation(citation.passage, start, end)
                values.append(Told(" ".join(stretch.quote.split()), stretch))
            told += [one.key for one in new]
    return Short(listing.kind.value, tuple(values)) if values else NOTHING


def _runs(sentence: Sentence, items: Sequence[Item]) -> Iterator[list[Value]]:
    """Items that stand beside each other in a list together."""
    run: list[Value] = []
    for one in items:
        if run and not _joins(sentence, run[-1], one.value):
            yield run
            run = []
        run.append(one.value)
    if run:
        yield run


def _differing(best: Offer, offers: Sequence[Offer]) -> list[Offer]:
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


def _listed(query: Query, offer: Offer) -> Told:
    """The value, with those that it is listed with where several are asked for."""
    if not asked_of(query).many:
        return offer.told
    found = asked_values(query, offer.sentence)
    every = sorted((one for one in found if one.fit >= FITS), key=lambda one: one.start)
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
    found = list(verdicts(read(query.text), cited(statements)))
    if not found or {Verdict.YES, Verdict.NO} <= {verdict for verdict, _ in found}:
        return NOTHING
    verdict, stretch = found[0]
    return Short(Kind.YES_NO.value, (Told(verdict.value, stretch),))


def _comparison(query: Query, statements: Sequence[Statement], sides: re.Match[str]) -> Short:
    """Which of two sides has more, or less, if the statements have a value for both.

    The first side's stands before the other's, as they are quoted in turn.
    """
    one, two = (
        _of_side(query, part, side, statements)
        for part, side in zip(query.parts, (sides["one"], sides["two"]), strict=True)
    )
    order = [c for said in statements for c in said.citations]
    pairs = (
        (mine, theirs)
        for mine in one
        for theirs in two
        if order.index(mine.citation) < order.index(theirs.citation)
    )
    mine, theirs = max(pairs, key=lambda each: each[0].worth + each[1].worth, default=(None, None))
    if (
        mine is None
        or theirs is None
        or _unit(mine) != _unit(theirs)
        or _size(mine) == _size(theirs)
    ):
        return NOTHING
    less = _LESS.search(query.text) is not None
    more = _size(mine) > _size(theirs)
    side, offer = (sides["one"], mine) if more != less else (sides["two"], theirs)
    return Short("comparison", (replace(offer.told, text=f"{side} ({offer.told.text})"),))


def _of_side(query: Query, part: Query, side: str, statements: Sequence[Statement]) -> list[Offer]:
    """What is offered for one side; of sentences that name it, though alone it would not do."""
    own, names = read(side).content, read(side).name_stems
    found = [one for one in offers(part, statements, None) if own & _around(one)]
    for citation in cited(statements) if names else ():
        for sentence in cited_sentences(citation):
            values = asked_values(part, sentence)[:1] if names <= sentence.stems else ()
            found += [
                Offer(one, sentence, citation, one.fit / 2) for one in values if one.fit >= FITS
            ]
    return [one for one in found if one.value.quantity is not None and _lasts(query, one)]


def _size(offer: Offer) -> float:
    quantity = offer.value.quantity
    return quantity.low * DAYS.get(quantity.unit, 1.0) if quantity else 0.0


def _unit(offer: Offer) -> str:
    unit = offer.value.quantity.unit if offer.value.quantity else ""
    return "time" if unit in DAYS else unit


def _lasts(query: Query, offer: Offer) -> bool:
    """Whether it is a time, where it is asked which lasted longer."""
    quantity = offer.value.quantity
    timed = quantity is not None and quantity.unit in DAYS
    return timed or _TIMED.search(query.text) is None


def _around(offer: Offer) -> frozenset[str]:
    return offer.sentence.stems | read(offer.citation.passage.title).stems
