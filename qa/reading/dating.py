"""The day of what a quote tells, beside it: "died on Tuesday" is "6 February 2024".

Told is one date, of the answering expression where it is asked when, else of what the sentence
tells; and only if the article as a whole leaves no doubt of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from index import MONTH_CAPITAL, Holdings, Passage
from qa.fitness.times import Times, days, meet
from qa.language import Moment, Sentence, Stretch, read
from qa.language.lists import TIMES
from qa.reading.offers import cited_sentences
from qa.reading.short import short
from qa.statements import NOTHING, Citation, Short, Statement, Told
from qa.types import Query
from qa.values.editions import Edition, as_of, edition, headed, reprinted
from qa.values.resolving import in_words, resolve
from qa.values.sought import Kind
from qa.values.tenses import Tense, said_then, tense
from qa.values.values import asked_of, asked_values

WHEN = (Kind.DATE, Kind.DAY, Kind.MONTH, Kind.YEAR)
"""Kinds of which a short answer is a time."""
_FITS = 0.4
"""An expression of time that fits less does not answer when."""
_LONG = timedelta(31)
"""What took longer is not dated, unless it is asked when."""
_BEFORE = 3
"""So many sentences before one may tell what it counts from."""
# "since Friday" is no day of what is told
_BOUND = re.compile(r"\b(?:since|until|till|before|after|by|through) (?:the )?$", re.I)
# "the harshest words since the war began three weeks ago"
_SINCE = re.compile(r"\bsince\b[^,;]*$", re.I)
_ASIDE = re.compile(rf"\b{TIMES.either('aside')}\b", re.I)
# "June 24", "24 June", "Friday": what may show that a stamp is wrong
_PIN = re.compile(rf"\b(?:{MONTH_CAPITAL})\b\.? \d|\d (?:{MONTH_CAPITAL})\b|[a-z]day\b")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sentence with what the rest of its article says of its times."""

    sentence: Sentence
    before: tuple[Sentence, ...]
    own: Edition

    def days(self, moment: Moment) -> Stretch | None:
        """The days that a time of it means, if there is no doubt."""
        found = resolve(moment, self.sentence, self.before, self.own)
        if found is None or not found.sure:
            return None
        (first, last), day = found.days, self.own.day or self.sentence.published or found.days[1]
        short = last - first <= _LONG
        if first <= day < last and short and tense(self.sentence, moment) is Tense.OVER:
            return first, day  # what was "this week" was before it was told
        return found.days


@dataclass(frozen=True, slots=True)
class _Answering:
    """A time that answers, and the days that it means, if that is sure."""

    moment: Moment
    days: Stretch | None


class Dating:
    """Dates what articles of an archive tell."""

    def __init__(self, archive: Holdings) -> None:
        self._archive = archive

    def statement(self, query: Query, statement: Statement) -> Statement:
        """The same with the day of what it tells, where it does not say that whole itself."""
        if statement.when or _says_whole(statement):
            return statement
        parts = query.parts or (query,)
        asked = next((one for one in parts if asked_of(one).kind in WHEN), parts[0])
        if asked_of(asked).kind in WHEN and (told := short(asked, (statement,))):
            answer = self._answering(told.values[0], (statement,))
            return replace(statement, when=answer.days if answer else None)
        found = (self._when(asked, citation) for citation in statement.citations)
        return replace(statement, when=next(filter(None, found), None))

    def placed(self, statement: Statement) -> Statement:
        """The same with the characters that mean its days, if they are in what it cites first."""
        if statement.when is None:
            return statement
        citation = statement.citations[0]
        for sentence in cited_sentences(citation):
            placed = self._placed(citation.passage, sentence)
            for moment in sentence.moments:
                span = sentence.original(moment.start, moment.end)
                if span and not _whole(moment) and placed.days(moment) == statement.when:
                    start, end = (sentence.start + at for at in span)
                    return replace(statement, told_at=Citation(citation.passage, start, end))
        return statement

    def short(self, told: Short, statements: Sequence[Statement]) -> Short:
        """A short answer that is a time, as the whole article lets it be understood."""
        if told.kind not in {kind.value for kind in WHEN}:
            return told
        values = tuple(it for one in told.values if (it := self._told(one, statements)))
        return replace(told, values=values) if values else NOTHING

    def _when(self, query: Query, citation: Citation) -> Stretch | None:
        sentences = cited_sentences(citation)
        asked = asked_of(query).kind in WHEN
        for sentence in sentences:
            if asked:
                found = asked_values(query, sentence)
                told = [one.moment for one in found if one.moment and one.fit >= _FITS][:1]
            else:
                told = list(_of_event(sentence))
            if told and not _whole(told[0]):
                placed = self._placed(citation.passage, sentence)
                days = {placed.days(one) for one in told}
                when = days.pop() if len(days) == 1 else None
                return when if when and (asked or when[1] - when[0] < _LONG) else None
            if told:
                return None
        return None

    def _told(self, told: Told, statements: Sequence[Statement]) -> Told | None:
        """The time in words that need no article; None where it counts from an unknown one."""
        answer = self._answering(told, statements)
        if answer is None:
            return told
        if answer.moment.shift and not answer.days:
            return None
        quote = " ".join(told.citation.quote.split())
        return replace(told, text=in_words(quote, answer.moment, answer.days))

    def _answering(self, told: Told, statements: Sequence[Statement]) -> "_Answering | None":
        """The time that a short answer is, if it does not say by itself which days it means."""
        for cited in (one for statement in statements for one in statement.citations):
            if cited.passage.article_id != told.citation.passage.article_id:
                continue
            for sentence in cited_sentences(cited):
                start, end = (
                    at - sentence.start for at in (told.citation.start, told.citation.end)
                )
                moment = _at(sentence, start, end)
                if moment and not _whole(moment):
                    days = self._placed(cited.passage, sentence).days(moment)
                    return _Answering(moment, days)
        return None

    def _placed(self, passage: Passage, sentence: Sentence) -> _Placed:
        every = _sentences(tuple(self._archive.passages_of(passage.article_id)) or (passage,))
        at = next((n for n, one in enumerate(every) if one.end >= sentence.end), len(every) - 1)
        if (own := headed(every, at)) and own.day:
            near = every[max(0, at - _BEFORE) : at]
            before = tuple(as_of(one, own.day) for one in near)
            return _Placed(as_of(sentence, own.day), before, own)
        pinned = [one for one in every if _PIN.search(one.text)]
        own = edition((sentence, *pinned))
        article = self._archive.article(passage.article_id)
        if article and reprinted(article.text):
            own = replace(own, trusted=False)
        return _Placed(sentence, every[max(0, at - _BEFORE) : at], own)


def _says_whole(statement: Statement) -> bool:
    """Whether it words itself, and with a whole date, what it cites."""
    if any(" ".join(one.quote.split()) in statement.text for one in statement.citations):
        return False
    return any(_whole(one) and one.month for one in read(statement.text).moments)


def of_its_days(query: Query, statement: Statement) -> bool:
    """Whether a statement tells of the days that the question asks about, or may."""
    if query.happened is None or (statement.when and meet(statement.when, query.happened)):
        return True
    times = Times(query, read(query.text, query.today), 0)
    past = query.today is None or query.happened[0] <= query.today
    for citation in statement.citations:
        sentences = cited_sentences(citation)
        for at, sentence in enumerate(sentences):
            told = times.told(sentence, sentences[:at], past=past)
            named = days(sentence, tuple(sentences[:at]), said=True)
            met = any(meet(one, query.happened) for one in named)
            if met or told > 0 or (told == 0 and not past):
                return True
    return False


@lru_cache(64)
def _sentences(passages: tuple[Passage, ...]) -> tuple[Sentence, ...]:
    """Those of an article, each once: passages may overlap."""
    spans = {one: passage for passage in passages for one in passage.sentences}
    return tuple(
        read(passage.slice(*span), passage.published, span[0])
        for span, passage in sorted(spans.items(), key=lambda one: one[0])
    )


def _of_event(sentence: Sentence) -> Iterator[Moment]:
    """The days that a sentence tells of, unless one is whole; not when something was said."""
    if any(_whole(one) for one in sentence.moments):
        return
    for one in sentence.moments:
        dated = one.minutes is None and (one.day or one.weekday is not None or one.relative)
        if dated and not said_then(sentence, one) and not _aside(sentence, one):
            yield one


def _aside(sentence: Sentence, moment: Moment) -> bool:
    """Whether it is the time of what is told beside the main thing: "who was hurt on Friday"."""
    lead = sentence.flat[: moment.start]
    return any(one.search(lead) for one in (_BOUND, _SINCE, _ASIDE))


def _whole(moment: Moment) -> bool:
    """Whether it says by itself which days it means."""
    return moment.year is not None


def _at(sentence: Sentence, start: int, end: int) -> Moment | None:
    """The time at those characters of a sentence, if there is one."""
    for moment in sentence.moments:
        span = sentence.original(moment.start, moment.end)
        if span and moment.minutes is None and span[0] < end and start < span[1]:
            return moment
    return None
