"""What the reports that an answer cites say on the point asked for: one account, or several.

Copies of a report count once, as they are cited once. An account that a later report of the same
outlet has put right, or time has, is told from two that stand side by side.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from qa.reading.offers import Offer, Offering
from qa.reading.short import verdicts
from qa.reading.wants import Wants, wanted
from qa.types import Accord, Account, Agreement, Citation, Query, Statement, cited
from qa.values.alike import Reading, same
from qa.values.sought import Kind
from qa.values.values import FIGURES, asked_of

COMPARED = FIGURES | {Kind.DATE, Kind.YEAR, Kind.MONTH, Kind.DAY, Kind.PERSON, Kind.YES_NO}
"""Kinds of which two values can be seen to differ."""
_OTHER_TIME = timedelta(days=14)
"""So much later, another outlet's account is no other but a newer one."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one report says, in words and, but for a yes or no, as it is compared."""

    value: str
    citation: Citation
    reading: Reading | None = None

    @property
    def outlet(self) -> str:
        return self.citation.passage.outlet

    @property
    def day(self) -> date | None:
        return self.citation.passage.published

    def same(self, other: "_Telling") -> bool | None:
        if self.reading is None or other.reading is None:
            return self.value == other.value
        return same(self.reading, other.reading)


def agreement(query: Query, statements: Sequence[Statement]) -> Agreement | None:
    """What several outlets, or one on several days, say to `query`; None where only one account is.

    Of a question that asks several things nothing is told.
    """
    if len(query.parts) == 1:
        query = query.parts[0]
    asks = asked_of(query)
    if query.parts or asks.kind not in COMPARED or wanted(query.text) is Wants.LIST:
        return None
    groups = _grouped(list(_tellings(query, statements)))
    tellers = {one.outlet or one.citation.passage.voice for group in groups for one in group}
    if len(groups) < 2 and len(tellers) < 2:
        return None
    verdict = _verdict(groups, grows=bool(asks.hurt)) if len(groups) > 1 else Accord.AGREE
    return Agreement(tuple(map(_account, _ordered(groups, verdict))), verdict)


def _tellings(query: Query, statements: Sequence[Statement]) -> Iterator[_Telling]:
    """What each report says, the first of its quotes that says something."""
    offering, question = Offering(query), asked_of(query).question
    told: set[str] = set()
    for citation in cited(statements):
        voice = citation.passage.voice
        if voice in told:
            continue
        if asked_of(query).kind is Kind.YES_NO:
            found = [_Telling(one.value, citation) for one, _ in verdicts(question, [citation])]
        else:
            found = [
                _Telling(_within(one), citation, Reading(one.value, one.sentence))
                for one in offering(citation)
            ]
        told.update(voice for _ in found[:1])
        yield from found[:1]


def _within(offer: Offer) -> str:
    """A value in the midst of a line: "twelve people" of "Twelve people were injured"."""
    text = offer.told.text
    opens = offer.value.start == 0 and offer.value.kind in FIGURES
    return f"{text[:1].lower()}{text[1:]}" if opens else text


def _grouped(tellings: Sequence[_Telling]) -> list[list[_Telling]]:
    """Those that say the same together; one that can be compared with none is left out."""
    groups: list[list[_Telling]] = []
    for one in tellings:
        alike = [[one.same(other) for other in group] for group in groups]
        place = next((at for at, found in enumerate(alike) if True in found), None)
        if place is not None:
            groups[place].append(one)
        elif all(False in found for found in alike):
            groups.append([one])
    return groups


def _verdict(groups: Sequence[Sequence[_Telling]], *, grows: bool) -> Accord:
    """Whether each account is put right by the next; else they differ."""
    ordered = sorted(groups, key=_latest)
    pairs = pairwise(ordered)
    revised = all(_revises(newer, older, grows=grows) for older, newer in pairs)
    return Accord.REVISED if revised else Accord.DIFFER


def _revises(newer: Sequence[_Telling], older: Sequence[_Telling], *, grows: bool) -> bool:
    """Whether all of one account is later, and it is the same outlet's, much later, or a toll."""
    first = [one.day for one in newer if one.day]
    last = [one.day for one in older if one.day]
    if len(first) < len(newer) or len(last) < len(older):
        return False
    later = min(first) - max(last)
    itself = {one.outlet for one in older if one.outlet} & {one.outlet for one in newer}
    return later >= (_DAY if itself or grows else _OTHER_TIME)


def _ordered(groups: Sequence[Sequence[_Telling]], verdict: Accord) -> Sequence[Sequence[_Telling]]:
    """By day where one revises the other, else what more outlets say first."""
    if verdict is Accord.REVISED:
        return sorted(groups, key=_latest)
    return sorted(groups, key=lambda group: -len(_outlets(group)))


def _latest(group: Sequence[_Telling]) -> date:
    return max((one.day for one in group if one.day), default=date.min)


def _outlets(group: Sequence[_Telling]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.outlet for one in group if one.outlet))


def _account(group: Sequence[_Telling]) -> Account:
    latest = max(group, key=lambda one: one.day or date.min)
    day, citations = latest.day, tuple(dict.fromkeys(one.citation for one in group))
    return Account(latest.value, _outlets(group), day, citations)
