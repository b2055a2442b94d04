"""What a story is called where an article tells of one, and what can be asked of it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial

from index import CALENDAR, Holdings, Passage, Span, terms
from qa.language import Form, read
from qa.language.clauses import form
from qa.offering.forms import Kind
from qa.offering.lists import OFFERS
from qa.offering.proving import Candidate, counts_several, tells_much, tells_story
from qa.survey import subjects
from qa.survey.subjects import Subject
from qa.types import Answer
from qa.voices.utterances import voices

_ARTICLES = 3
"""A story is one of which so many articles are."""
_HEADED = 2
"""In the headlines of so many of them it is named."""
_SURE = 0.9
"""So sure it must be who speaks."""
_OFTEN, _OFTEN_OF = 8, 50
"""Of whom more articles are, or more than one of so many, is named too often to be asked about."""


@cache
def _called() -> re.Pattern[str]:
    """How a text calls a story, such as "the ferry accident"."""
    return re.compile(
        rf"\bthe ((?:(?!(?i:{OFFERS.either('unnamed')})\b)[\w-]+ ){{1,2}}?"
        rf"{OFFERS.either('stories')})\b(?! [a-z]*(?:s|ed)\b)"
    )


def topics(text: str) -> list[str]:
    """The stories that a text names, those that it names most often first."""
    found: dict[str, int] = {}
    for match in _called().finditer(text):
        of_what = match[1].split()[0].lower()
        vague = form(of_what) is Form.ING or of_what in CALENDAR or of_what[0].isdigit()
        if len(terms(match[1])) > 1 and not vague:
            found[match[1]] = found.get(match[1], 0) + 1
    return sorted(found, key=lambda one: -found[one])


def told(archive: Holdings, passages: Sequence[Passage]) -> Iterator[str]:
    """The stories that passages of an article name and that are told in headlines of several."""
    for topic in topics(_text(passages)):
        words = set(terms(topic))
        mentions = subjects.about(Subject.of(topic), archive)
        heads = [words & set(terms(one.title)) for one in mentions]
        if len(mentions) >= _ARTICLES and words in heads and sum(map(bool, heads)) >= _HEADED:
            yield topic


def of_topic(topic: str, article_id: str) -> Iterator[Candidate]:
    """What can be asked of a story."""
    yield Candidate(f"How did the {topic} develop?", Kind.STORY, article_id, tells_story)
    yield Candidate(
        f"Which outlets covered the {topic}?", Kind.COVERAGE, article_id, counts_several
    )


def known(answer: Answer, archive: Holdings) -> Iterator[Candidate]:
    """What is known of those whom an answer names in passing."""
    asked = set(terms(answer.understood))
    most = max(_OFTEN, archive.coverage().articles // _OFTEN_OF)
    for one in answer.citations:
        for name in _names(one.quote):
            if set(terms(name)) <= asked:
                continue
            if _ARTICLES <= len(subjects.about(Subject.of(name), archive)) <= most:
                question = f"What is known about {name}?"
                yield Candidate(question, Kind.SUBJECT, one.passage.article_id, tells_much)


def spoken(passages: Sequence[Passage], answer: Answer) -> Iterator[Candidate]:
    """What was said by those whom an article quotes and an answer does not."""
    text = _text(passages)
    about = "".join(
        f" about the {topic}" for topic in topics(text)[:1] if text.count(f"the {topic}") > 1
    )
    asked: set[str] = set()
    for one in voices(passages).all() if passages else ():
        words = one.speaker.split()
        somebody = len(words) > 1 and all(word[0].isupper() for word in words)
        known = somebody and one.direct and one.named and one.sure >= _SURE
        if known and one.speaker not in asked and one.speaker.split()[-1] not in answer.text:
            asked.add(one.speaker)
            article = passages[0].article_id
            fits = partial(_quotes, article, (one.start, one.end))
            yield Candidate(f"What did {one.speaker} say{about}?", Kind.SAYING, article, fits)


def _quotes(article_id: str, span: Span, answer: Answer) -> bool:
    """Whether these characters of the article are cited, and what is told in short is quoted."""
    if answer.short:
        told = answer.short.values[0].citation
        before = told.passage.slice(max(told.passage.start, told.start - 1), told.start)
        if before not in ("“", '"', "‘", "'"):
            return False
    return any(
        one.passage.article_id == article_id and one.start < span[1] and span[0] < one.end
        for one in answer.citations
    )


def _text(passages: Sequence[Passage]) -> str:
    return " \n".join(one.text for one in passages)


def _names(quote: str) -> list[str]:
    """The names of several words in a sentence, as it writes them."""
    sentence = read(quote)
    spans = (
        (sentence.words[one.first].start, sentence.words[one.last].end)
        for one in sentence.names
        if one.last > one.first
    )
    written = (sentence.flat[start:end] for start, end in spans)
    plain = (re.sub(r"['’]s?$", "", one) for one in written)
    return [one for one in plain if CALENDAR.isdisjoint(one.lower().split())]
