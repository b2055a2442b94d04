"""What is new on a subject: only new articles, one line an event, newest first, nothing twice."""

from datetime import date

import pytest

from index import Filters
from qa.survey.briefing import LINES, briefing
from qa.types import Intent
from qa.understanding.counts import asked

TODAY = date(2024, 12, 2)
ASKING = [
    ("What is new about Skerrow Line since 1 June 2024?", "Skerrow Line"),
    ("What's new with the ferry?", "ferry"),
    ("What has happened with the cruise terminal since April?", "cruise terminal"),
    ("What happened with the ferry since 3 October 2024?", "ferry"),
    ("Any news on the ferry this week?", "ferry"),
    ("Is there any news about the bridge?", "bridge"),
    ("Catch me up on the ferry accident", "ferry accident"),
    ("Bring me up to date on marsh fever.", "marsh fever"),
    ("What is the latest on the ferry since May 2024?", "ferry"),
    ("Give me a briefing on the flood", "flood"),
    ("What have I missed on the flood since January?", "flood"),
]
OTHERWISE = [
    "What happened to the ferry?",
    "What happened in 1987?",
    "What is the latest on the inquiry into the ferry accident?",
    "What was the name of the ferry?",
    "What changed in the law?",
    "What did the mayor miss?",
]


@pytest.mark.parametrize(("question", "subject"), ASKING)
def test_what_asks_for_news(question, subject):
    found = asked(question, TODAY)
    assert found is not None
    assert (found.intent, found.subject) == (Intent.BRIEFING, subject)


@pytest.mark.parametrize("question", OTHERWISE)
def test_what_asks_for_something_else(question):
    found = asked(question, TODAY)
    assert found is None or found.intent is not Intent.BRIEFING


def test_only_what_is_new_is_told_newest_first(answerer):
    answer = answerer.ask("What is new about Skerrow Line since 1 June 2024?", today=TODAY)
    days = [one.citations[0].passage.published for one in answer.statements]
    assert days == sorted(days, reverse=True)
    assert days[-1] >= date(2024, 6, 1)
    said = " ".join(one.text for one in answer.statements)
    for told in ("has apologised to passengers", "corroded hydraulic coupling", "net loss of 1.9"):
        assert told in said
    assert "4 articles on “Skerrow Line” since 1 June 2024; 3 outlets." in [
        note.text for note in answer.notes
    ]


def test_copies_and_further_reports_of_an_event_are_one_line(answerer):
    found = briefing(
        "the Orle flood", answerer.archive, Filters(date(2024, 1, 1), date(2024, 1, 6))
    )
    assert len(found.statements) == 1
    assert len(found.articles) == 5
    assert found.copies == 4


def test_a_later_version_is_told_and_not_the_one_before(answerer):
    found = briefing("ferry accident", answerer.archive, Filters(since=date(2024, 5, 17)))
    said = " ".join(one.text for one in found.statements)
    assert "at least nine" not in said
    assert "Fourteen people were injured" in said


def test_nothing_new_is_said_and_the_last_is_dated(answerer):
    answer = answerer.ask("Any news on the ferry this week?", today=TODAY)
    assert answer.notes[0].kind == "nothing new"
    assert "Nothing new on “ferry” since 25 November 2024" in answer.notes[0].text
    assert "the last article is of 4 October 2024" in answer.notes[0].text
    assert [c.passage.published for c in answer.citations] == [date(2024, 10, 4)]


def test_what_nobody_writes_about_is_refused(answerer):
    answer = answerer.ask("What is new on football hooligans since May 2024?", today=TODAY)
    assert answer.abstained


def test_what_was_told_before_is_not_new(answerer):
    since = Filters(since=date(2024, 9, 1))
    first = briefing("Skerrow Line", answerer.archive, since)
    assert first.statements
    again = briefing("Skerrow Line", answerer.archive, since, told=first.articles)
    assert not again.statements
    assert again.last.citations[0].passage.published == date(2024, 10, 4)
    part = briefing("Skerrow Line", answerer.archive, since, told=first.articles[:1])
    assert set(part.articles) == set(first.articles[1:])


def test_a_briefing_is_short_and_the_same_every_time(answerer):
    found = briefing("Port Sellen", answerer.archive)
    assert 0 < len(found.statements) <= LINES
    assert found == briefing("Port Sellen", answerer.archive)


def test_opinion_is_no_news(answerer):
    found = briefing("harbour bridge", answerer.archive, Filters(since=date(2024, 3, 20)))
    assert "The bridge was never an accident" not in [
        one.citations[0].passage.title for one in found.statements
    ]


def test_what_an_article_on_something_else_says_by_the_name_is_news_too(answerer):
    answer = answerer.ask("What is new on the harbour bridge since 1 May 2024?", today=TODAY)
    assert "over the harbour bridge" in answer.text


def test_a_clause_is_looked_for_by_what_it_is_about(answerer):
    answer = answerer.ask("Any news on whether prosecutors are after Skerrow Line?", today=TODAY)
    assert "has not opened a criminal investigation" in answer.statements[0].text
