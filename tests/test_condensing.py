"""How a model makes a question stand alone, and what happens when it makes a mess of it."""

from datetime import date

import pytest

from index import EVERYTHING, Filters
from qa import Meter, Turn
from qa.models.providers import openai_model
from qa.settings import Settings
from qa.understanding.condensing import Condenser
from qa.understanding.questions import understand
from tests.openai_double import SERVER_ERROR, Behaviour

TODAY = date(2024, 6, 12)
BEFORE = Turn(
    "Who won the vote in Port Sellen?",
    "Who won the vote in Port Sellen?",
    ("Tomas Veary won the vote on 9 June.",),
    ("Harbour pilot ousts mayor",),
)


@pytest.fixture
def understood(openai_double):
    model = openai_model(Settings(base_url=openai_double.url, model="small"))

    def ask(question, reply, turns=(BEFORE,), filters=None):
        openai_double.queue(reply if isinstance(reply, Behaviour) else Behaviour(reply))
        condense = Condenser(model).counting(Meter())
        return understand(question, filters, turns, condense, today=TODAY)

    return ask


def test_a_follow_up_stands_alone_as_the_model_says(understood, openai_double):
    query = understood("And how did she take it?", "QUESTION: How did Corrand take the defeat?\n")
    assert (query.text, query.asked) == (
        "How did Corrand take the defeat?",
        "And how did she take it?",
    )
    prompt = openai_double.sent("chat")[0].prompt
    assert "Asked: Who won the vote in Port Sellen?" in prompt
    assert "Answered: Tomas Veary won the vote on 9 June." in prompt
    assert "Today is Wednesday, 2024-06-12." in prompt
    assert "Follow-up: And how did she take it?" in prompt


def test_days_become_a_filter_and_several_things_become_parts(understood):
    query = understood(
        "What has he promised since the vote, and what does it cost?",
        "**QUESTION:** What has Veary promised since the vote, and what does it cost?\n"
        "PART: What has Veary promised?\n- PART: What does Veary's promise cost?\n"
        "SINCE: 2024-06-09\nUNTIL: none\n",
    )
    assert query.filters == Filters(since=date(2024, 6, 9))
    assert [part.text for part in query.parts] == [
        "What has Veary promised?",
        "What does Veary's promise cost?",
    ]
    assert all(part.filters == query.filters for part in query.parts)


def test_days_that_were_chosen_come_before_those_of_the_model(understood):
    chosen = Filters(until=date(2024, 1, 31))
    query = understood("And since then?", "QUESTION: What else?\nSINCE: 2024-06-09", filters=chosen)
    assert query.filters == chosen


@pytest.mark.parametrize(
    "mess",
    [
        "Veary won, and he is happy about it.",
        "QUESTION:",
        "QUESTION: …\nSINCE: 2031-01-01",
        "QUESTION: ?\nSINCE: yesterday\nUNTIL: 2024-13-45",
        "SINCE: 2024-06-11\nUNTIL: 2024-06-01",
        "QUESTION: " + "why " * 900,
        "PART: Only one?",
        "NOT IN THE ARCHIVE",
    ],
)
def test_a_mess_leaves_the_question_to_the_rules(understood, mess):
    query = understood("When was that?", mess)
    ruled = understand("When was that?", None, [BEFORE], today=TODAY)
    assert query.text in (ruled.text, "When was that?")
    assert query.filters == EVERYTHING
    assert query.parts == ()


def test_a_model_that_only_repeats_the_question_leaves_it_to_the_rules(understood):
    query = understood("When was that?", "QUESTION: When was that?")
    assert query.text == understand("When was that?", None, [BEFORE], today=TODAY).text
    assert "vote in Port Sellen" in query.text


def test_days_count_although_the_question_is_only_repeated(understood):
    asked = "What has happened since the flood?"
    query = understood(asked, f"QUESTION: {asked}\nSINCE: 2024-05-30", turns=())
    assert (query.text, query.filters) == (asked, Filters(since=date(2024, 5, 30)))


def test_an_end_without_a_beginning_counts(understood):
    query = understood(
        "And before the flood?",
        "QUESTION: What happened in Orle before the flood?\nUNTIL: 2024-05-29",
    )
    assert query.filters == Filters(until=date(2024, 5, 29))


def test_a_model_that_fails_leaves_the_question_to_the_rules_and_the_log(understood, caplog):
    failing = Behaviour(status=400, body="no")
    query = understood("When was that?", failing)
    assert "vote in Port Sellen" in query.text
    assert "understood by rules" in caplog.text


def test_a_plain_first_question_is_not_sent(understood, openai_double):
    query = understood("Who is the mayor of Port Sellen?", SERVER_ERROR, turns=())
    assert query.text == "Who is the mayor of Port Sellen?"
    assert openai_double.requests == []


def test_a_first_question_of_a_time_is_sent(understood, openai_double):
    query = understood(
        "What has happened since the flood?",
        "QUESTION: What has happened since the flood in Orle?\nSINCE: 2024-05-30",
        turns=(),
    )
    assert query.filters.since == date(2024, 5, 30)
    assert "(nothing yet)" in openai_double.sent("chat")[0].prompt


BRIDGE = Turn(
    "What did the harbour bridge repairs cost in 2024?",
    "What did the harbour bridge repairs in Port Sellen cost in 2024?",
    ("The repairs to the harbour bridge cost 4.2 million crowns.",),
    ("Harbour bridge reopens",),
)


@pytest.mark.parametrize(
    "before",
    [
        "What did the harbour bridge repairs cost in 2024?",
        "what did the Harbour Bridge repairs in Port Sellen cost, in 2024",
        "Who won the vote in Port Sellen?",
    ],
)
def test_an_earlier_question_is_never_taken_for_the_one_that_is_asked(understood, before):
    asked, turns = "And how long was it closed?", (BEFORE, BRIDGE)
    query = understood(asked, f"QUESTION: {before}\nPART: {before}\nPART: Why?", turns=turns)
    assert query.text == understand(asked, None, turns, today=TODAY).text
    assert "how long" in query.text.lower()
    assert query.parts == ()


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("And how long was it closed?", "Was the harbour bridge in Port Sellen closed?"),
        ("And how long was it closed?", "How much was it when the harbour bridge was closed?"),
        ("And why did Henrik Aldous close it?", "Why was the harbour bridge closed?"),
        ("Was it closed for 14 weeks?", "Was the harbour bridge closed?"),
        ("Who closed it?", "The harbour bridge in Port Sellen was closed."),
    ],
)
def test_a_rewrite_that_loses_what_was_asked_leaves_the_question_to_the_rules(
    understood, asked, reply
):
    query = understood(asked, f"QUESTION: {reply}", turns=(BRIDGE,))
    assert query.text == understand(asked, None, [BRIDGE], today=TODAY).text != reply


def test_a_rewrite_may_put_another_name_where_the_rules_put_one(understood):
    query = understood("When did she resign?", "QUESTION: When did Dana Oresk resign?")
    assert query.text == "When did Dana Oresk resign?"


def test_a_first_question_is_left_as_it_was_typed(understood, openai_double):
    asked = "What has happened since the flood?"
    query = understood(asked, "QUESTION: Who won the vote?\nSINCE: 2024-05-30", turns=())
    assert openai_double.sent("chat")
    assert (query.text, query.filters) == (asked, Filters(since=date(2024, 5, 30)))


def test_parts_that_lose_a_name_of_the_question_are_none(understood):
    asked = "What did Veary promise since Sunday, and what did Oresk?"
    query = understood(asked, "PART: What did Veary promise?\nPART: What was it?", turns=())
    assert "What was it?" not in [part.text for part in query.parts]
