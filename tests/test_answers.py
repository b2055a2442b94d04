"""The whole path over the sample archive: right answers, exact citations, honest refusals."""

import asyncio
import inspect
import re
from datetime import date

import pytest

from index import Archive, Filters, HybridRetriever
from qa import (
    Answer,
    Answerer,
    ExtractiveReader,
    Reason,
    SettingsError,
    Stage,
    Statement,
    open_answerer,
)
from qa.evaluation import evaluate, run
from tests.sample import FACTS


@pytest.fixture(scope="module")
def answerer(sample_archive: Archive):
    return open_answerer(sample_archive.path)


@pytest.fixture(scope="module")
def answers(answerer):
    return [(question, answerer.ask(question["question"])) for question in FACTS]


def said(answer: Answer) -> str:
    return " ".join(statement.text for statement in answer.statements).casefold()


def test_every_citation_slices_to_its_quote(answers, answerer):
    citations = [citation for _, answer in answers for citation in answer.citations]
    assert len(citations) > 40
    for citation in citations:
        article = answerer.archive.article(citation.passage.article_id)
        assert article.text[citation.start : citation.end] == citation.quote


def test_every_statement_quotes_its_citation_and_names_its_outlet(answers):
    for _, answer in answers:
        for statement in answer.statements:
            citation, *_ = statement.citations
            quote = " ".join(citation.quote.split())
            marks = "‘’" if re.search('[“”"]', quote) else "“”"
            assert marks[0] + quote + marks[1] in statement.text
            assert statement.text.startswith(citation.passage.source)


def test_most_of_what_is_answered_is_right(answers):
    asked = [(q, a) for q, a in answers if q["answerable"]]
    right = [any(x.casefold() in said(a) for x in q["answers"]) for q, a in asked]
    assert sum(right) >= 0.45 * len(asked)
    assert sum(right) >= 0.65 * sum(not a.abstained for _, a in asked)


def test_answers_are_not_padded(answers):
    words = [len(said(a).split()) for q, a in answers if q["answerable"] and not a.abstained]
    assert sum(words) <= 40 * len(words)


def test_what_the_archive_is_not_about_is_refused(answers):
    far = [a for q, a in answers if "far" in q["tags"]]
    assert len(far) == 10
    assert sum(a.abstained for a in far) >= 9


def test_a_refusal_says_why_what_is_nearest_and_what_is_covered(answerer):
    answer = answerer.ask("Who discovered penicillin?")
    assert answer.abstention.reason is Reason.OFF_TOPIC
    assert "41 articles, 20 September 2023 to 21 November 2024, 6 outlets" in answer.text
    assert answer.basis.hits


def test_page_furniture_is_never_quoted(answers):
    for _, answer in answers:
        for furniture in ("Photo:", "Share this", "Subscribe", "Sign up", "Read more", "GMT"):
            assert furniture not in said(answer)


def test_filters_decide_what_may_answer(answerer):
    question = "How much did the harbour bridge repairs cost?"
    register = answerer.ask(question, Filters(outlets=("kestrane register",)))
    assert "4.6 million" in said(register)
    assert {c.passage.source for c in register.citations} == {"Kestrane Register"}
    early = answerer.ask(question, Filters(until=date(2023, 12, 31)))
    assert all(c.passage.published <= date(2023, 12, 31) for c in early.citations)
    none = answerer.ask(question, Filters(since=date(2030, 1, 1)))
    assert none.abstention.reason is Reason.NO_ARTICLES


def test_an_unknown_outlet_is_named_with_those_there_are(answerer):
    with pytest.raises(SettingsError, match=r"“Daily Nobody”.*“Harbour Courier”"):
        answerer.ask("Who won?", Filters(outlets=("Daily Nobody",)))


def test_statements_stream_before_the_answer_and_are_its_own(answerer):
    parts = list(answerer.stream("Who won the mayoral election?"))
    stages = [p.name for p in parts if isinstance(p, Stage)]
    assert stages[:3] == ["understanding", "searching", "reading"]
    assert set(stages[3:]) == {"checking"}
    assert isinstance(parts[-1], Answer)
    assert tuple(p for p in parts if isinstance(p, Statement)) == parts[-1].statements


def test_async_gives_the_same_answer(answerer):
    question = "When did the harbour bridge reopen?"
    assert asyncio.run(answerer.aask(question)).text == answerer.ask(question).text


def test_answers_are_the_same_every_time(answers, sample_archive):
    again = open_answerer(sample_archive.path)
    for question, answer in answers[::7]:
        assert again.ask(question["question"]).as_dict() == answer.as_dict()


def test_words_alone_answer_too(sample_archive):
    with Archive(sample_archive.path) as words:
        answerer = Answerer(words, HybridRetriever(words), ExtractiveReader(words.rarity))
        answer = answerer.ask("How much did the harbour bridge repairs cost?")
    assert "4.2 million" in said(answer)
    assert all(hit.cosine is None for hit in answer.basis.hits)


def test_an_event_that_is_named_instead_of_a_date_becomes_one(answerer):
    question = "What has been said since the mayoral election in Port Sellen?"
    answer = answerer.ask(question)
    assert answer.basis.first == Filters(since=date(2024, 6, 10))
    assert answer.basis.filters == Filters()
    assert answer.basis.hits[0].passage.published >= date(2024, 6, 10)
    assert answerer.ask(question, undated=True).basis.first == Filters()
    chosen = Filters(until=date(2024, 12, 31))
    assert answerer.ask(question, chosen).basis.first == chosen
    after = question.replace("since", "after")  # may also be told of in the same breath
    assert answerer.ask(after).basis.first == Filters()
    assert answerer.ask("What has been said since the eclipse of Saturn?").basis.first == Filters()


def test_days_of_which_the_archive_has_nothing_are_said_to_be_missing(answerer):
    question = "What did the harbour bridge repairs cost last week?"
    answer = answerer.ask(question, today=date(2030, 5, 8))
    assert answer.abstention.reason is Reason.NO_ARTICLES
    assert "no article is of 29 April to 7 May 2030." in answer.text
    assert answer.basis.hits == ()
    assert not answerer.ask(question, today=date(2030, 5, 8), undated=True).abstained


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Answerer.ask, Answerer.stream),
        (Answerer.aask, Answerer.stream),
        (Answerer.astream, Answerer.stream),
        (evaluate, run),
    ],
)
def test_who_asks_in_an_editor_sees_what_may_be_given(one, other):
    assert inspect.signature(one).parameters == inspect.signature(other).parameters
