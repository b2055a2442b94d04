"""The articles that a story is told from, as their passages: about a subject, or of some days."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index import EVERYTHING, Filters, Hit, Holdings, Passage, Retriever, terms
from qa.language import read
from qa.language.corrections import notes_correction
from qa.survey import subjects
from qa.survey.subjects import Subject
from qa.types import Query

MOST = 160
"""So many articles are read for one story."""
_HITS = 60
_NEAR = 0.5
"""A passage so near in meaning, by its cosine, may name a part of the subject only."""
_PART = 0.5
_CORRECTED = timedelta(30)
"""So soon after an article its outlet corrects it."""
_SAME = 0.4
"""So much of what a correction says stands in what it corrects."""


@dataclass(frozen=True, slots=True)
class Source:
    """An article that may tell of a subject: its `passages` in order.

    `near` says that it is about the subject although it does not name all of it at its top.
    """

    passages: tuple[Passage, ...]
    near: bool = True

    @property
    def id(self) -> str:
        """The article's."""
        return self.passages[0].article_id

    @property
    def title(self) -> str:
        """Its headline."""
        return self.passages[0].title

    @property
    def published(self) -> date | None:
        """Its day."""
        return self.passages[0].published

    @property
    def kind(self) -> str:
        """What it says of itself."""
        return self.passages[0].kind


def about(subject: Subject, query: Query, archive: Holdings, retriever: Retriever) -> list[Source]:
    """The articles about a subject: those with its words, and those with some that are near."""
    filters = query.given or EVERYTHING
    hits = retriever.retrieve(subject.text, _HITS, filters)
    named = [one.article_id for one in subjects.about(subject, archive, filters)]
    near = dict.fromkeys(hit.passage.article_id for hit in hits if _is_near(hit, subject))
    first = dict.fromkeys(one.passage.article_id for one in hits)
    also = even([one for one in named if one not in near])
    ids = [
        *near,
        *(one for one in first if one in also),
        *(one for one in also if one not in first),
    ]
    return [replace(one, near=one.id in near) for one in sources_of(ids, archive)]


def _is_near(hit: Hit, subject: Subject) -> bool:
    """Whether a passage is near the subject in meaning, and has its names and half of its words."""
    if (hit.cosine or 0.0) < _NEAR:
        return False
    told = read(hit.passage.told)
    return subject.met(told) >= _PART and subject.last_names <= told.stems


def uncorrected(sources: Sequence[Source], archive: Holdings) -> list[Source]:
    """Those without the ones that another of them corrects, or is a later version of."""
    ids = {one.id for one in sources}

    def replaced(one: Source) -> bool:
        return one.passages[0].updated_by in ids and any(
            link.older == one.id and link.newer in ids and link.how != "later"
            for link in archive.updates(one.id)
        )

    wrong = [one for one in sources if one.kind == "correction" or notes_correction(one.title)]
    return [
        one
        for one in sources
        if not replaced(one) and not any(_corrects(each, one) for each in wrong)
    ]


def _corrects(correction: Source, other: Source) -> bool:
    """Whether it is of the same outlet and soon after, and about the same."""
    if correction is other or correction.published is None or other.published is None:
        return correction is other
    late = correction.published - other.published
    outlets = {one.passages[0].outlet.casefold() for one in (correction, other)}
    if len(outlets) > 1 or not timedelta() <= late <= _CORRECTED:
        return False
    told, said = (frozenset(terms(one.passages[0].told)) for one in (other, correction))
    return len(told & said) >= _SAME * len(said)


def even(named: Sequence[str]) -> Sequence[str]:
    """Of too many, as many as are read, from the first to the last."""
    step = -(-len(named) // MOST) or 1
    return named[::step]


def mentioning(
    subject: Subject, filters: Filters, archive: Holdings, retriever: Retriever
) -> list[Source]:
    """The articles that `filters` let through and that are found for a subject."""
    hits = retriever.retrieve(subject.text, _HITS, filters)
    ids = dict.fromkeys(hit.passage.article_id for hit in hits)
    return [replace(one, near=False) for one in sources_of(ids, archive)]


def sources_of(ids: Iterable[str], archive: Holdings) -> Iterator[Source]:
    """The articles of those ids, as far as there are any."""
    for identity in ids:
        if passages := archive.passages_of(identity):
            yield Source(tuple(passages))
