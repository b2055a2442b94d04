"""The window with a model behind it: chosen, told of, failing, counted; in a real browser."""

import pytest

from qa import open_answerer
from tests.openai_double import UNAUTHORISED, Behaviour
from tests.window import KNOWN, Window, served

RIGHT = "The repairs to the harbour bridge cost 4.2 million crowns. [1]\n"
WRONG = "The repairs to the harbour bridge cost 9.9 million crowns. [1]\n"
KEY = "sk-secret-0123456789"

pytestmark = pytest.mark.slow


@pytest.fixture
def worded(chromium, sample_archive, openai_double, monkeypatch):
    """A window whose answers a model words, and the stand-in behind it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    answerer = open_answerer(
        sample_archive.path, reader="openai", base_url=openai_double.url, model="small"
    )
    with served(answerer) as address:
        window = Window(chromium, address)
        yield window
        assert KEY not in window.page.content()
        window.close()


def test_the_window_says_what_is_sent_where_before_anything_is(worded, openai_double):
    sent = worded.page.locator("#dl-sent")
    assert sent.is_visible()
    place = openai_double.url.split("/")[2]
    assert f"are sent to small at {place}" in sent.inner_text()
    worded.page.get_by_label("Answers are").select_option(label="Quoted sentences")
    assert not sent.is_visible()
    worded.asked(KNOWN)
    assert openai_double.requests == []
    assert "“The repairs to the harbour bridge cost" in worded.texts("#dl-live .dl-statement")[0]
    worded.reload()  # the choice is the browser's to keep
    worded.page.wait_for_function("document.querySelector('#dl-by').selectedIndex === 1")


def test_an_answer_is_worded_cited_and_counted(worded, openai_double):
    openai_double.queue(Behaviour(RIGHT + WRONG), Behaviour(WRONG))
    worded.asked(KNOWN)
    [statement] = worded.texts("#dl-live .dl-statement")
    assert statement == RIGHT.split(" [")[0] + "[1]"
    assert "4.2 million crowns" in worded.texts(".dl-card mark")[0]
    facts = worded.texts("#dl-live .dl-facts")[0]
    assert "1 sentence left out: not borne out" in facts
    assert "worded by small at 127.0.0.1" in facts
    assert "2 requests, " in facts
    openai_double.queue(Behaviour(RIGHT))
    worded.asked("What did the repairs to the harbour bridge cost?")
    assert "this conversation: " in worded.texts("#dl-live .dl-facts")[0]
    worded.reload()
    worded.count("#dl-past .dl-facts", 1)
    assert "2 requests, " in worded.texts("#dl-past .dl-facts")[0]


def test_a_statement_is_on_the_screen_while_the_next_is_still_coming(worded, openai_double):
    slow = Behaviour(RIGHT + "More to come", stop="stall", stop_at=len(RIGHT) + 4, seconds=60)
    openai_double.queue(slow)
    worded.ask(KNOWN)
    worded.count("#dl-live .dl-statement", 1)
    assert worded.button("Stop").is_visible()
    worded.button("Stop").click()
    worded.page.wait_for_selector("#dl-live .dl-facts")
    assert "Stopped after" in worded.texts("#dl-live .dl-facts")[0]


def test_where_the_model_fails_quoted_sentences_are_offered(worded, openai_double):
    openai_double.queue(UNAUTHORISED)
    worded.asked(KNOWN)
    said = worded.texts("#dl-live .dl-error")[0]
    assert "check OPENAI_API_KEY" in said
    assert "Traceback" not in worded.page.content()
    worded.button("Answer with quoted sentences").click()
    worded.page.wait_for_selector("#dl-live .dl-statement")
    assert "“The repairs to the harbour bridge cost" in worded.texts("#dl-live .dl-statement")[0]
    assert worded.texts(".dl-question") == [KNOWN]  # the failed attempt gave its place up


def test_an_answer_that_breaks_off_says_so_and_keeps_what_passed(worded, openai_double):
    openai_double.queue(Behaviour(RIGHT + RIGHT, stop="cut", stop_at=len(RIGHT) + 5))
    worded.asked(KNOWN)
    assert len(worded.texts("#dl-live .dl-statement")) == 1
    assert "This answer is not complete" in worded.texts("#dl-live .dl-broken")[0]
    worded.reload()
    worded.page.wait_for_selector("#dl-live .dl-broken")


def test_a_follow_up_is_understood_by_the_model_and_shown(worded, openai_double):
    openai_double.queue(
        Behaviour(RIGHT),
        Behaviour("QUESTION: When did the harbour bridge reopen?"),
        Behaviour("The harbour bridge reopened on Thursday. [1]"),
    )
    worded.asked(KNOWN)
    worded.asked("And when did it?")
    assert worded.texts("#dl-live .dl-understood q") == ["When did the harbour bridge reopen?"]


def test_days_that_a_question_names_are_told_and_can_be_dropped(window):
    window.asked("What did the harbour bridge repairs cost last week?")
    assert "No article is of " in window.texts("#dl-live .dl-abstention")[0]
    window.button("Ask without the dates").click()
    window.count("#dl-past .dl-exchange", 1)
    window.page.wait_for_selector("#dl-live .dl-statement")
    window.asked("What has been said about the bridge since the flood in Orle?")
    assert window.page.get_by_text("Articles since ").is_visible()


def test_a_key_alone_offers_the_model_and_sends_nothing(
    chromium, sample_archive, openai_double, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", "double-good")
    answerer = open_answerer(sample_archive.path, offer_model=True)
    with served(answerer) as address:
        window = Window(chromium, address)
        window.asked(KNOWN)
        assert openai_double.requests == []
        assert not window.page.locator("#dl-sent").is_visible()
        window.page.get_by_label("Answers are").select_option(label="Worded by double-good")
        assert window.page.locator("#dl-sent").is_visible()
        window.asked("How much did the repairs to the harbour bridge cost?")
        assert "worded by double-good" in window.texts("#dl-live .dl-facts")[0]
        assert openai_double.requests
        window.close()
