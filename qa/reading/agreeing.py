"""What the reports that an answer cites say on the point asked for: one account, or several.

Copies of a report count once, as they are cited once. An account that a later report of the same
outlet has put right, or time has, is told from two that stand side by side.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from qa.reading.tellings import Telling, Tellings, comparable
from qa.types import Accord, Account, Agreement, Query, Statement, cited
from qa.values.values import asked_of

_OTHER_TIME = timedelta(days=14)
"""So much later, another outlet's account is no other but a newer one."""
_DAY = timedelta(days=1)


def agreement(query: Query, statements: Sequence[Statement]) -> Agreement | None:
    """What several outlets, or one on several days, say to `query`; None where only one account is.

    Of a question that asks several things nothing is told.
    """
    if len(query.parts) == 1:
        query = query.parts[0]
    if not comparable(query):
        return None
    groups = _grouped(list(_tellings(query, statements)))
    tellers = {one.outlet or one.voice for group in groups for one in group}
    if len(groups) < 2 and len(tellers) < 2:
        return None
    verdict = (
        _verdict(groups, grows=bool(asked_of(query).hurt)) if len(groups) > 1 else Accord.AGREE
    )
    return Agreement(tuple(map(_account, _ordered(groups, verdict))), verdict)


def _tellings(query: Query, statements: Sequence[Statement]) -> Iterator[Telling]:
    """What each report tells, the first of its quotes that tells something."""
    telling = Tellings(query)
    first: Telling | None = None
    heard: set[str] = set()
    for citation in cited(statements):
        if citation.passage.voice in heard:
            continue
        told = telling(citation)
        if told is None and first and query.compares:
            told = telling.like(citation, first)
        if told:
            first = first or told
            heard.add(told.voice)
            yield told


def _grouped(tellings: Sequence[Telling]) -> list[list[Telling]]:
    """Those that say the same together; one that is of something else is left out."""
    groups: list[list[Telling]] = []
    for one in tellings:
        alike = [[one.same(other) for other in group] for group in groups]
        place = next((at for at, found in enumerate(alike) if True in found), None)
        if place is not None:
            groups[place].append(one)
        elif all(one.disputes(other) for group in groups for other in group):
            groups.append([one])
    return groups


def _verdict(groups: Sequence[Sequence[Telling]], *, grows: bool) -> Accord:
    """Whether there is one account, or each is put right by the next; else they differ."""
    if len(groups) == 1:
        return Accord.AGREE
    ordered = sorted(groups, key=_latest)
    pairs = pairwise(ordered)
    revised = all(_revises(newer, older, grows=grows) for older, newer in pairs)
    return Accord.REVISED if revised else Accord.DIFFER


def _revises(newer: Sequence[Telling], older: Sequence[Telling], *, grows: bool) -> bool:
    """Whether all of one account is later, and it is the same outlet's, much later, or a toll."""
    first = [one.day for one in newer if one.day]
    last = [one.day for one in older if one.day]
    if len(first) < len(newer) or len(last) < len(older):
        return False
    later = min(first) - max(last)
    itself = {one.outlet for one in older if one.outlet} & {one.outlet for one in newer}
    return later >= (_DAY if itself or grows else _OTHER_TIME)


def _ordered(groups: Sequence[Sequence[Telling]], verdict: Accord) -> Sequence[Sequence[Telling]]:
    """By day where one revises the other, else what more outlets say first."""
    if verdict is Accord.REVISED:
        return sorted(groups, key=_latest)
    return sorted(groups, key=lambda group: -len(_outlets(group)))


def _latest(group: Sequence[Telling]) -> date:
    return max((one.day for one in group if one.day), default=date.min)


def _outlets(group: Sequence[Telling]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.outlet for one in group if one.outlet))


def _account(group: Sequence[Telling]) -> Account:
    latest = max(group, key=lambda one: one.day or date.min)
    day, citations = latest.day, tuple(dict.fromkeys(one.citation for one in group))
    points = tuple(dict.fromkeys(one.point for one in group if one.point))
    return Account(latest.value, _outlets(group), day, citations, points)
