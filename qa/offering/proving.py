"""Asking a question before it is offered: whether it is answered, and as was expected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index import EVERYTHING, Filters, Holdings, embedding_host
from qa.answerer import Answerer
from qa.errors import FAILURES
from qa.offering.forms import Found, Kind
from qa.reading.readers import ExtractiveReader
from qa.types import Answer, Citation, Intent, Turn

_EVENTS = 3
"""So many events are a story."""


def quoting(answerer: Answerer) -> Answerer | None:
    """The way of asking that quotes, which sends nothing anywhere; None where there is none."""
    found = answerer.through(ExtractiveReader.name)
    sends = embedding_host(found.archive.embedder)
    return found if isinstance(found.reader, ExtractiveReader) and not sends else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be offered, of an article, and whether an answer is the one expected."""

    question: str
    kind: Kind
    article_id: str
    fits: Callable[[Answer], bool]


@dataclass(frozen=True, slots=True)
class Proven:
    """A question that was asked, and what was answered."""

    candidate: Candidate
    answer: Answer

    @property
    def question(self) -> str:
        """The question as it is offered."""
        return self.candidate.question

    def stands(self, archive: Holdings) -> bool:
        """Whether what answers it still stands where it did."""
        return all(
            (passage := archive.passage_at(one.passage.article_id, one.start, one.end))
            and passage.slice(one.start, one.end) == one.quote
            for one in self.answer.citations
        )


def proven(
    candidate: Candidate,
    answerer: Answerer,
    filters: Filters | None = EVERYTHING,
    turns: Sequence[Turn] = (),
) -> Proven | None:
    """The question with its answer; None if it is not answered, or not with what is expected.

    What is understood as another question is none to offer.
    """
    try:
        answer = answerer.ask(candidate.question, filters, turns)
    except FAILURES:  # offering nothing is better than an error that nobody asked for
        return None
    asked = answer.understood == candidate.question and not answer.abstained
    led = any(note.leads for note in answer.notes)
    return Proven(candidate, answer) if asked and not led and candidate.fits(answer) else None


def of_sentence(found: Found) -> Candidate:
    """The candidate that a sentence makes: its short answer is what the sentence says."""
    return Candidate(
        found.question, found.kind, found.passage.article_id, lambda answer: says(answer, found)
    )


def says(answer: Answer, found: Found) -> bool:
    """Whether the first value of the short answer is what the question was made from.

    That is the same words, or a stretch of the same characters or of a sentence like them.
    """
    if not answer.short:
        return False
    expected = _plain(found.answer)
    told = answer.short.values[0]
    texts = (_plain(told.text), _plain(told.citation.quote))
    if any(expected in text or text in expected for text in texts if text):
        return True
    one = told.citation
    end = found.at + len(found.answer)
    same = one.passage.article_id == found.passage.article_id
    return same and one.start < end and found.at < one.end


def tells_story(answer: Answer) -> bool:
    """Whether it is a chronicle of several events, of more than one article."""
    articles = {one.passage.article_id for one in answer.citations}
    return answer.chronicle and len(answer.statements) >= _EVENTS and len(articles) > 1


def tells_much(answer: Answer) -> bool:
    """Whether it tells several things of a subject."""
    return answer.intent is Intent.DIGEST and len(answer.statements) > 1


def counts_several(answer: Answer) -> bool:
    """Whether more than one was counted."""
    return answer.tally is not None and len(answer.tally.rows) > 1


def cites(answer: Answer, said: Citation) -> bool:
    """Whether an answer rests on characters that are cited there as well."""
    return any(
        one.passage.article_id == said.passage.article_id
        and one.start < said.end
        and said.start < one.end
        for one in answer.citations
    )


def _plain(text: str) -> str:
    words = text.casefold().replace("’", "'").strip(" .,;").split()
    return " ".join(words[words[:1] in (["the"], ["a"], ["an"]) :])
