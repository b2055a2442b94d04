"""What came after what: dated, cited lines, one an event, in the order of their days."""

from collections.abc import Sequence

from index import Hit, Holdings, Retriever
from qa.survey.clustering import Clusters, Told
from qa.survey.dating import within
from qa.survey.events import events
from qa.survey.found import Found
from qa.survey.gathering import about, uncorrected
from qa.survey.subjects import Subject
from qa.types import Query, Statement
from qa.wording import quotation

LINES = 8
"""So many lines tell a long story."""
_MONTH = 31  # days
_HITS = 40
"""So many of the passages that were read are told."""
_LEAST = 0.35
"""What is worth less than so much of the best is left out."""
_MUCH = 0.6
"""What is worth so much of the best may be the beginning, or the latest."""
_SAME_DAY = 0.35
"""What a further event of a day counts."""


def timeline(query: Query, archive: Holdings, retriever: Retriever) -> Found | None:
    """The course of a subject from its beginning to the latest; None where it has no events."""
    subject = Subject.of(query.subject)
    articles = uncorrected(about(subject, query, archive, retriever), archive)
    found = [one for article in articles for one in events(article, subject)]
    if query.happened:
        found = [one for one in found if within(one.days, query.happened)]
    told = Clusters(subject.stems, archive.embedder).of(found)
    told = _no_looking_back(told)
    least = _LEAST * max((one.worth for one in told), default=0.0)
    chosen = spread([one for one in told if one.worth >= least], LINES)
    return Found(tuple(map(line, chosen)), hits_of(told)) if chosen else None


def _no_looking_back(told: Sequence[Told]) -> list[Told]:
    """Less what is only told of a season or a year, once days are known."""
    first = min((one.days[0] for one in told if one.best.length <= _MONTH), default=None)
    return [one for one in told if one.best.length <= _MONTH or not first or one.days[1] < first]


def hits_of(told: Sequence[Told]) -> tuple[Hit, ...]:
    """The passages that tell of events, what is worth most first."""
    ranked = sorted(told, key=lambda one: -one.worth)
    passages = dict.fromkeys(one.passage for each in ranked for one in each.events)
    return tuple(Hit(one, 1 / rank) for rank, one in enumerate(list(passages)[:_HITS], 1))


def line(told: Told) -> Statement:
    """An event as it is said: the sentence that tells it best, and its days."""
    citation = told.best.citation
    return Statement(quotation(citation), (citation,), told.days)


def spread(told: Sequence[Told], most: int) -> list[Told]:
    """At most `most` of the events in order: what counts, from the first to the latest.

    What lies near, in time and in words, to what was chosen already counts for less.
    """
    left = sorted(told, key=lambda one: one.days)
    if len(left) <= 1:
        return left
    span = max(1, (left[-1].days[0] - left[0].days[0]).days)
    chosen: list[Told] = _ends(left) if len(left) > most > 2 else []
    left = [one for one in left if one not in chosen]
    while left and len(chosen) < most:
        best = max(left, key=lambda one: one.worth * _apart(one, chosen, span))
        left.remove(best)
        if not chosen or _apart(best, chosen, span) > 0:
            chosen.append(best)
    return in_order(chosen)


def _ends(told: Sequence[Told]) -> list[Told]:
    """The first and the latest of the events that are worth much."""
    least = _MUCH * max(one.worth for one in told)
    much = [one for one in told if one.worth >= least]
    return [much[0], much[-1]] if len(much) > 1 else much


def in_order(told: Sequence[Told]) -> list[Told]:
    """By their days; those of one day as they were reported."""
    return sorted(told, key=lambda one: (one.days, one.best.passage.published or one.days[0]))


def _apart(one: Told, chosen: Sequence[Told], span: int) -> float:
    """How much of an event is not told yet, by its day and its words, up to 1."""
    if not chosen:
        return 1.0
    near = min(abs((one.days[0] - other.days[0]).days) for other in chosen) / span
    own = one.best.terms
    told = max(len(own & other.best.terms) / max(1, len(own)) for other in chosen)
    return (_SAME_DAY + (1 - _SAME_DAY) * min(1.0, near * LINES)) * max(0.0, 1 - 1.2 * told)
