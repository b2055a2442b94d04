"""A follow-up looks at the articles first that were cited before, and a new topic does not."""

import pytest

from index import Archive
from qa import Answerer, Turn, open_answerer
from qa.evaluation.questionset import question_from, record_of
from qa.understanding.questions import understand
from qa.understanding.recalling import recalled


@pytest.fixture(scope="module")
def answerer(sample_archive: Archive) -> Answerer:
    return open_answerer(sample_archive.path)


@pytest.fixture(scope="module")
def library(answerer: Answerer) -> Turn:
    """A turn that cites the one article on the library of Wendry."""
    turn = Turn.of(answerer.ask("When will the town library in Wendry open again?"))
    assert len(turn.articles) == 1
    return turn


def test_a_turn_keeps_which_articles_were_cited(answerer: Answerer, library: Turn) -> None:
    article = answerer.archive.article(library.articles[0])
    assert article is not None
    assert article.title == "Wendry library stays shut until spring"


@pytest.mark.parametrize(
    "question",
    ["How much will it cost?", "How many beams does the roof need?"],
)
def test_a_question_that_goes_on_is_of_the_cited_article(answerer, library, question):
    turns = recalled([library], answerer.archive.article)
    assert understand(question, turns=turns).cited == library.articles
    answer = answerer.ask(question, turns=[library])
    assert {one.passage.article_id for one in answer.citations} == set(library.articles)


@pytest.mark.parametrize(
    "question", ["Who won the Lorvane Cup?", "How many people were injured in the ferry accident?"]
)
def test_a_new_topic_is_not_looked_for_in_what_was_cited(answerer, library, question):
    turns = recalled([library], answerer.archive.article)
    assert understand(question, turns=turns).cited == ()
    before = answerer.ask(question)
    assert answerer.ask(question, turns=[library]).statements == before.statements


def test_an_article_that_is_gone_is_no_hindrance(answerer: Answerer, library: Turn) -> None:
    gone = Turn(library.question, library.understood, library.said, articles=("no such article",))
    answer = answerer.ask("How much will it cost?", turns=[gone])
    assert "library" in answer.understood


def test_cited_articles_travel_with_a_question_set(library: Turn) -> None:
    row = {"question": "And now?", "turns": [{"question": "Why?", "articles": ["a", "b"]}]}
    question = question_from(row)
    assert question.turns == (Turn("Why?", "Why?", articles=("a", "b")),)
    assert question_from(record_of(question)) == question
