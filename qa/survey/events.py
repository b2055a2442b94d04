"""What articles tell of, sentence by sentence, each with the days on which it happened.

A sentence tells of an event where its verb is of the past and its days are sure: those that it
names itself, resolved against the day of its article, or that day, for what news opens with.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property

from index import MONTH_CAPITAL, WEEKDAYS, Passage, terms
from qa.language import Sentence, Stretch, read
from qa.language.lists import CLAUSES
from qa.survey.dating import Place, days
from qa.survey.gathering import Source
from qa.survey.happening import EVENTS, central, happens
from qa.survey.subjects import Subject, quoted
from qa.types import Citation
from qa.values.editions import edition

LEADS, OPENING = 3, 4
"""So many sentences may say what is new, and so many what an article is about."""
_HALF, _ALL = 0.5, 1.0
"""How much of a subject is named."""
_HEADLINE = 0.6
"""What the opening of an article need not say again, since its headline does."""
_LATER = 0.15
"""What each further sentence of an opening is worth less."""
_BACKGROUND = timedelta(30)
"""What is told of days so long before its article must be told of the subject itself."""
_OPENS = 4  # words
_BACK = 3
"""So many sentences back stands the time that another counts from."""
_SHORT, _LONG = 5, 45  # words
_NO_NEWS = frozenset(("opinion", "review", "analysis", "interview", "correction", "live"))
"""Kinds of articles that do not tell what happened but what is to be thought of it, or anew."""
# a sentence that may name a time
_TIMED = re.compile(
    r"\d|day\b|week|month|year|night|morning|evening|spring|summer|autumn|winter"
    rf"|{MONTH_CAPITAL}"
)
# "on Friday", "24 June"
_DAYS = re.compile(rf"[a-z]day\b|{MONTH_CAPITAL}")
# "June 24", "24 June"
_DATED = re.compile(rf"\d (?:{MONTH_CAPITAL})|(?:{MONTH_CAPITAL})\w*\.? \d")
_STANDS = 0.25
"""What it loses that nothing happens."""
_QUOTES = '"“”„«»'


_ASIDES = ("(", "Correction")
"""What begins so is about the report itself."""


@dataclass(frozen=True)
class Event:
    """What a sentence of a passage tells of, and its days; `stated` says that it names them itself.

    `lead` is 1 for the first sentence of an article about the subject, 0 for what does not open it.
    `own` is how much of the subject it names, up to 1, `given` what the headline says for it,
    `central` how much of it stands beside the verb, or is the verb; `story` how full its days are
    of the story that it is of.
    """

    passage: Passage
    sentence: Sentence
    days: Stretch
    lead: float
    own: float
    given: float = 0.0
    central: float = 0.0
    stated: bool = False
    story: float = 0.0

    @cached_property
    def citation(self) -> Citation:
        """What to quote: the sentence without what the page puts before it."""
        return quoted(self.passage, (self.sentence.start, self.sentence.end))

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its content words, stemmed, less the days of the week."""
        return frozenset(self.sentence.terms) - _weekdays()

    @property
    def near(self) -> float:
        """How much of the subject is told of, as far as that is plain, up to 1."""
        return max(self.own, self.given)

    @property
    def length(self) -> int:
        """How many days it may have been."""
        return (self.days[1] - self.days[0]).days + 1

    @property
    def pointing(self) -> bool:
        """Whether it begins with a word for somebody who is named before it."""
        opens = self.sentence.words[:_OPENS]
        return any(word.low in EVENTS.among("pointing") for word in opens)

    @cached_property
    def worth(self) -> float:
        """How well the sentence tells it, whatever else is told."""
        title = frozenset(terms(self.passage.title))
        headline = len(title & self.terms) / max(1, len(title))
        told = 0.5 * self.lead + self.near + 0.8 * self.central + headline
        return told + 0.4 * self.stated + 0.7 * self.story - self._lacking

    @property
    def _lacking(self) -> float:
        """What it loses by how it is worded."""
        sentence = self.sentence
        words = len(sentence.text.split())
        hangs = sentence.text[0] in _QUOTES or sentence.dangling
        faults = (
            (0.5, hangs),
            (0.2, 0 < self.lead < 1 and sentence.text.startswith("The ")),
            (0.6, self.pointing),
            (0.3, not _SHORT <= words <= _LONG),
            (0.3, self.length > 1),
            (0.3, bool(sentence.hedges or sentence.claims)),
            (0.2, not sentence.figures),
        )
        return sum(fault for fault, there in faults if there)


def events(source: Source, subject: Subject, *, loosely: bool = False) -> Iterator[Event]:
    """What an article tells of a subject, from its passages in order.

    What opens it counts where headline and opening are about the subject; else a sentence must
    name all of it. `loosely`, it need not have happened: how things stand counts, too, and what
    names no day is of that of the article.
    """
    if source.kind in _NO_NEWS or source.published is None:
        return
    article = _Article(source)
    headline = subject.met(read(source.title)) if subject else _ALL
    treated = _treated(source, headline, article, subject)
    tell = _told if loosely else _event
    found = [
        event
        for at in range(len(article.sentences))
        if (event := tell(article, at, subject, *article.given(at, headline, treated=treated)))
        and event.near >= (_HALF if treated else _ALL)
    ]
    yield from _together(found)


def _together(found: Sequence[Event]) -> Iterator[Event]:
    """The events of an article, as one sees them beside one another."""
    # what opens it need not name the subject, but better does
    named = any(one.lead and one.own for one in found)
    then = _day_of_news(found)
    for one in found:
        if one.own or not (named and one.lead):
            told = then if one.lead and not one.stated else None
            yield replace(one, days=told, stated=True) if told else one


def _day_of_news(found: Sequence[Event]) -> Stretch | None:
    """The day that the opening of an article names, which is that of its first sentence, too."""
    if found and found[0].lead == 1 and not found[0].stated:
        return next((one.days for one in found[1:2] if one.lead and one.stated), None)
    return None


def _treated(source: Source, headline: float, article: "_Article", subject: Subject) -> bool:
    """Whether an article is about the subject, by its headline and its opening."""
    opens = [one.text for one in article.sentences[:OPENING]]
    if not subject or headline == _ALL or subject.met(article.sentences[0]) == _ALL:
        return True
    top = read(" ".join((source.title, *opens[:1])))
    if subject.last_names and subject.last_names.isdisjoint(top.stems):
        return False
    return source.near and subject.met(read(" ".join((source.title, *opens)))) >= _HALF


class _Article:
    """The sentences of an article in order, and the day that their times count from."""

    def __init__(self, source: Source) -> None:
        places = {span: one for one in source.passages for span in one.sentences}
        self.passages = [places[span] for span in sorted(places)]
        self.sentences = [
            read(places[span].slice(*span), source.published, span[0]) for span in sorted(places)
        ]
        dated = [one for one in self.sentences if _DATED.search(one.text)]
        self.edition = edition(dated or self.sentences[:1])
        told = (at for at, one in enumerate(self.sentences) if not one.text.startswith(_ASIDES))
        self._first = next(told, 0)

    def given(self, at: int, headline: float, *, treated: bool) -> tuple[float, float]:
        """What a sentence has by its place: as what opens the article, and from the headline."""
        after = at - self._first
        opens = treated and 0 <= after < LEADS
        return (1 - _LATER * after, headline * _HEADLINE) if opens else (0.0, 0.0)


def _event(article: _Article, at: int, subject: Subject, lead: float, given: float) -> Event | None:
    sentence = article.sentences[at]
    own = subject.met(sentence) if subject else _ALL
    # most sentences of a long article do not name it, and are not worth reading
    if not (own or (given and sentence.figures)) or not _may_tell(sentence, subject, lead):
        return None
    before = article.sentences[max(0, at - _BACK) : at]
    when = days(sentence, Place(article.edition, before, bool(lead), lead == 1, subject.stems))
    if when is None:
        return None
    beside = central(sentence, subject) if subject else 0.0
    if not lead and subject and beside <= _HALF and _long_ago(when, sentence):
        return None
    stated = any(
        when in one.stretches and one.relative not in EVENTS.among("nowadays")
        for one in sentence.moments
    )
    return Event(article.passages[at], sentence, when, lead, own, given, beside, stated)


def _told(article: _Article, at: int, subject: Subject, lead: float, given: float) -> Event | None:
    """What a sentence tells of a subject, happened or not."""
    sentence = article.sentences[at]
    own = subject.met(sentence)
    if event := _event(article, at, subject, lead, given):
        return event
    if not own or not (lead or own > _HALF) or not _plain(sentence) or not sentence.published:
        return None
    day = sentence.published
    return Event(article.passages[at], sentence, (day, day), lead, own, given, -_STANDS)


def _plain(sentence: Sentence) -> bool:
    """Whether it tells something by itself, and not of the report."""
    asks = "?" in sentence.text or sentence.text.startswith(_ASIDES)
    is_said = bool(sentence.acts) or not CLAUSES.among("being").isdisjoint(
        word.low for word in sentence.words
    )
    return not asks and len(sentence.words) >= _SHORT and is_said


def _may_tell(sentence: Sentence, subject: Subject, lead: float) -> bool:
    """Whether it may name a time, or opens its article, and something happens in it."""
    timed = _TIMED if subject else _DAYS
    if not (lead or timed.search(sentence.text)) or sentence.text.startswith(_ASIDES):
        return False
    return happens(sentence)


def _long_ago(when: Stretch, sentence: Sentence) -> bool:
    return sentence.published is not None and when[1] < sentence.published - _BACKGROUND


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(terms(" ".join(WEEKDAYS)))
