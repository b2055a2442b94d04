"""What is new on a subject: dated, cited lines, one an event, the newest first.

New is what articles say that were published since a day, of days since about then, and that none
of those before has said.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index import EVERYTHING, Filters, Holdings, Mention, Retriever
from qa.language import joined, read, written
from qa.reading.dating import Dating
from qa.survey.found import Found
from qa.survey.novelty import News
from qa.survey.scope import Scope, scope
from qa.survey.subjects import Subject, Telling, about, clausal, elsewhere, looser, stated
from qa.types import Note, Query, Statement
from qa.understanding.counts import asked
from qa.wording import count

LINES = 8
"""So many lines tell what is new, at most."""
_FEW = 3
"""To fewer lines what articles on something else say of the subject is added."""
_WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Briefing:
    """What is new on a `topic` in the articles that `filters` let through, the newest first.

    `articles` are the ids of those that are new, copies too, earliest first, `copies` how many
    copies are among them. Where nothing is new, `last` is what the last article on the topic said.
    """

    topic: str
    filters: Filters = EVERYTHING
    statements: tuple[Statement, ...] = ()
    articles: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    copies: int = 0
    last: Statement | None = None

    def __bool__(self) -> bool:
        return bool(self.statements)

    @property
    def note(self) -> Note:
        """How much there is, or that there is nothing new and of when the last article is."""
        on, since = f" on “{self.topic}”" if self.topic else "", _span(self.filters)
        if self.statements:
            of_them = "a copy of another" if self.copies == 1 else "copies of others"
            copied = f", {self.copies:,} of them {of_them}" if self.copies else ""
            told = f"{count(len(self.articles), 'article')}{on}{since}{copied}"
            outlets = f"; {count(len(self.outlets), 'outlet')}" if self.outlets else ""
            return Note("coverage", f"{told}{outlets}.")
        day = self.last.citations[0].passage.published if self.last else None
        latest = f"; the last article is of {written(day)}" if day else ""
        return Note("nothing new", f"Nothing new{on}{since}{latest}.")


def briefing(
    topic: str,
    archive: Holdings,
    filters: Filters = EVERYTHING,
    told: Collection[str] = (),
    *,
    loosely: bool = False,
) -> Briefing:
    """What is new on a topic since the first day that `filters` let through.

    Articles whose ids are among those `told` are known, as are those of before that day. `loosely`,
    a sentence need name no more than half of the topic.
    """
    subject = Subject.of(topic)
    fresh, before = _parted(_on(subject, archive, replace(filters, since=None)), filters, told)
    news = News(subject, archive, filters.since)
    lines = news.lines(fresh, before, LINES)
    if subject and 0 < len(lines) < _FEW:
        lines, fresh = _with_passing(lines, fresh, news, filters, told)
    if loosely and not lines:
        lines = news.near(fresh, _FEW)
    last = None if lines else news.last(before)
    said = [_said(topic, one, archive) for one in (*lines, *((last,) if last else ()))]
    ids = {one.article_id for one in fresh}
    return Briefing(
        topic,
        filters,
        tuple(said[: len(lines)]),
        tuple(one.article_id for one in fresh),
        tuple(dict.fromkeys(one.outlet for one in fresh if one.outlet)),
        sum(one.first in ids for one in fresh),
        said[0] if last else None,
    )


def news(query: Query, archive: Holdings, _: Retriever) -> Found | None:
    """What is new on the subject of a question since the day that it names."""
    wanted = asked(query.text, query.today or date.today())
    seen = scope(query, wanted, archive) if wanted and wanted.intent is query.intent else None
    if seen is None:
        return None
    within, subject = seen
    filters = _since(query, within, subject)
    if filters is None:
        return None
    topic = _topic(subject, archive, filters)
    found = briefing(topic, archive, filters, loosely=clausal(subject))
    statements = found.statements or ((found.last,) if found.last else ())
    return Found(statements, notes=(found.note,)) if statements else None


def _since(query: Query, within: Scope, subject: str) -> Filters | None:
    """The articles that news is looked for in; None where all of the archive's would be new.

    "This week" reaches back seven days; without a subject and a day it is the last week there is.
    """
    filters, held = within.filters, within.held
    if query.filters.since and query.filters != query.given:
        filters = replace(filters, since=query.filters.since, until=query.filters.until)
    if filters.since and not (held.first and held.first <= filters.since):
        return None
    if not subject and not filters.since and held.last:
        return replace(filters, since=held.last - _WEEK)
    return filters


def _on(subject: Subject, archive: Holdings, filters: Filters) -> tuple[Mention, ...]:
    """The articles on a subject, or, where none is about it, those that mention it."""
    if not subject:
        return archive.mentions(filters=filters)
    found = about(subject, archive, filters)
    return found or about(subject, archive, filters, in_passing=True)


def _topic(topic: str, archive: Holdings, filters: Filters) -> str:
    """A topic as articles have it: of several words that stand nowhere together, most of them."""
    subject, wide = Subject.of(topic), replace(filters, since=None)
    if not subject or about(subject, archive, wide, in_passing=True):
        return topic
    near = (one for one in looser(subject) if about(one, archive, wide, in_passing=True))
    return next((one.text for one in near), topic)


def _with_passing(
    lines: Sequence[Telling],
    fresh: Sequence[Mention],
    news: News,
    filters: Filters,
    told: Collection[str],
) -> tuple[list[Telling], list[Mention]]:
    """A few lines on a subject, and what new articles on something else say of it by its name."""
    said, subject = list(lines), elsewhere(news.subject)
    every = about(subject, news.archive, replace(filters, since=None), in_passing=True)
    new, before = _parted(every, filters, told)
    more = replace(news, subject=subject).passing(new, before, _FEW)
    texts = {one.sentence.text for one in said}
    said += [one for one in more if one.sentence.text not in texts]
    if more:  # what opens an article that only names it somewhere tells of something else
        said = [one for one in said if _names(one, subject)]
    said.sort(key=lambda one: one.passage.published or date.min, reverse=True)
    ids = {one.passage.article_id for one in said} | {one.article_id for one in fresh}
    return said, [one for one in new if one.article_id in ids] + [
        one for one in fresh if one.article_id not in {it.article_id for it in new}
    ]


def _names(one: Telling, subject: Subject) -> bool:
    """Whether a sentence and its headline name all of a subject."""
    return subject.met(joined((read(one.passage.title), one.sentence))) == 1


def _parted(
    every: Collection[Mention], filters: Filters, told: Collection[str]
) -> tuple[list[Mention], list[Mention]]:
    """Articles that are new, and those that are known: of before, told, or a copy of such."""
    known = {one.first or one.article_id for one in every if one.article_id in told}

    def new(one: Mention) -> bool:
        late = not filters.since or (one.published is not None and one.published >= filters.since)
        return late and (one.first or one.article_id) not in known

    fresh = [one for one in every if new(one)]
    ids = {one.article_id for one in fresh}
    return fresh, [one for one in every if one.article_id not in ids]


def _said(topic: str, one: Telling, archive: Holdings) -> Statement:
    """A line as it is said, with the day of what it tells beside it."""
    return Dating(archive).statement(Query(topic or "news"), stated(one.citation))


def _span(filters: Filters) -> str:
    if filters.since and filters.until:
        return f" from {written(filters.since)} to {written(filters.until)}"
    if filters.since:
        return f" since {written(filters.since)}"
    return f" up to {written(filters.until)}" if filters.until else ""
