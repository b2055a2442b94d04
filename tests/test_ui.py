"""The chat window, as a visitor meets it: a real server, a real browser, the real archive."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index import HybridRetriever
from qa import (
    Answerer,
    Citation,
    QuestionError,
    SettingsError,
    Statement,
)
from qa.types import marks
from qa.window import Hosting
from tests.window import KNOWN, UNKNOWN, Window, served

ROOT = Path(__file__).parent.parent


class InTurns:
    """A reader that quotes the first sentence of each of three hits, one each time it may."""

    name = "in turns"

    def __init__(self):
        self.may = threading.Semaphore(0)

    def read(self, query, hits, meter):
        for hit in hits[:3]:
            assert self.may.acquire(timeout=60)
            citation = Citation(hit.passage, *hit.passage.sentences[0])
            yield Statement(citation.quote, (citation,))


# -- quick: no browser -----------------------------------------------------------------------------


def test_the_page_answers_programs_too(url, answerer):
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(url, verbose=False)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {
        "/ask", "/search", "/article", "/timeline", "/coverage",
    }  # fmt: skip
    assert client.predict(KNOWN, api_name="/ask") == answerer.ask(KNOWN).as_dict()
    with pytest.raises(QuestionError) as ours:
        answerer.ask("???")
    with pytest.raises(AppError) as theirs:
        client.predict("???", api_name="/ask")
    assert str(ours.value) in str(theirs.value)


def test_a_taken_port_is_named_in_the_error(answerer):
    import socket

    import ui

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .*--port"):
            ui.serve(answerer, Hosting(port=port))


# -- slow: a browser -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_question_is_answered_with_marks_that_lead_to_their_cards(window, answerer):
    window.asked(KNOWN)
    answer = answerer.ask(KNOWN)
    assert answer.statements
    # whose it is stands above the quotation
    shown = [text.replace(": ", "", 1) + marks(numbers) for text, numbers in answer.numbered]
    assert window.texts("#dl-live .dl-statement") == shown
    assert window.texts(".dl-card .dl-cited") == [c.quote for c in answer.citations]
    for shown, citation in zip(window.texts(".dl-card .dl-passage"), answer.citations, strict=True):
        assert shown in citation.passage.text
    assert window.texts("#dl-live .dl-facts")[0].strip()
    assert window.box.input_value() == ""
    last = len(answer.citations)
    window.page.locator("#dl-live .dl-mark").last.click()
    assert window.page.evaluate("document.activeElement.id") == f"card-1-{last}"
    assert window.page.locator(f"#card-1-{last}.dl-chosen").count() == 1


@pytest.mark.slow
def test_a_mark_and_its_card_light_up_together(window):
    window.asked(KNOWN)
    window.page.locator("#dl-live .dl-mark").first.hover()
    assert window.page.locator("#card-1-1.dl-lit").count() == 1
    window.page.locator("#card-1-2").hover()
    assert window.page.locator("#card-1-1.dl-lit").count() == 0
    assert window.texts(".dl-mark.dl-lit") == ["[2]", "[2]"]  # told in short, and quoted


@pytest.mark.slow
def test_a_card_opens_the_whole_article_at_the_quote(window, answerer):
    window.asked(KNOWN)
    citation = answerer.ask(KNOWN).citations[1]
    window.page.locator("#card-1-2 .dl-open").first.click()
    reader = window.page.locator("#dl-reader")
    reader.locator("mark.dl-here").first.wait_for()
    marked = "".join(window.texts("#dl-reader mark.dl-here"))
    assert marked == citation.quote
    article = answerer.archive.article(citation.passage.article_id)
    assert "".join(window.texts("#dl-reader .dl-text")).split() == article.text.split()
    box = reader.locator("mark.dl-here").first.bounding_box()
    assert 0 < box["y"] < 800  # scrolled to
    window.page.keyboard.press("Escape")
    assert not reader.is_visible()
    window.page.locator("#card-1-2 .dl-open").first.click()
    reader.wait_for()
    window.page.mouse.click(20, 400)  # beside it
    assert not reader.is_visible()


@pytest.mark.slow
def test_the_keyboard_alone_asks_reads_and_comes_back(window):
    window.page.keyboard.type(KNOWN)  # the box has the focus from the start
    window.page.keyboard.press("Enter")
    window.settled(KNOWN)
    focused = "[document.activeElement.className, document.activeElement.id]"
    window.page.locator("#dl-live .dl-mark").first.focus()
    window.page.keyboard.press("Enter")
    assert window.page.evaluate(focused)[1] == "card-1-1"
    window.page.keyboard.press("Tab")
    assert "dl-number" in window.page.evaluate(focused)[0]
    window.page.keyboard.press("Enter")
    assert window.page.evaluate(focused)[1] == "mark-1-1"
    window.page.keyboard.press("/")
    assert window.page.evaluate(focused)[1] == "dl-question"
    window.page.keyboard.press("ArrowUp")  # in an empty box: the last question, to be changed
    assert window.box.input_value() == KNOWN


@pytest.mark.slow
def test_an_abstention_shows_what_is_nearest_and_claims_nothing(window, answerer):
    window.asked(UNKNOWN)
    answer = answerer.ask(UNKNOWN)
    assert answer.abstained
    said = window.texts("#dl-live .dl-abstention")[0]
    assert "The archive does not say." in said
    assert answer.abstention.detail[1:] in said
    assert window.texts(".dl-badge") == ["nearest, not an answer"] * 3
    for shown, hit in zip(window.texts(".dl-passage"), answer.basis.hits[:3], strict=True):
        assert shown in hit.passage.text
    assert window.texts(".dl-card mark") == []


@pytest.mark.slow
def test_an_error_is_a_line_and_the_question_stays_in_the_box(window):
    window.asked("???")
    assert "has no word in it" in window.texts("#dl-live .dl-error")[0]
    assert window.box.input_value() == "???"
    assert "Traceback" not in window.page.content()
    window.ask(KNOWN)
    window.count("#dl-live .dl-facts", 1)
    assert window.texts(".dl-question") == [KNOWN]  # the failed attempt is gone


@pytest.mark.slow
def test_an_earlier_answer_gets_its_cards_back(window, answerer):
    window.asked(KNOWN)
    window.asked(UNKNOWN)
    assert window.texts(".dl-question") == [KNOWN, UNKNOWN]
    window.page.locator("#dl-past .dl-mark").first.click()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    assert window.texts(".dl-card .dl-cited") == [c.quote for c in answerer.ask(KNOWN).citations]


@pytest.mark.slow
def test_the_last_question_can_be_asked_again_and_changed(window):
    window.asked(UNKNOWN)
    window.button("Edit question").click()
    assert window.box.input_value() == UNKNOWN
    window.asked(KNOWN)
    assert window.texts(".dl-question") == [KNOWN]
    # what is shown while it works may be gone sooner than it can be looked for
    window.page.evaluate("document.querySelector('#dl-live [data-state]').dataset.before = ''")
    window.button("Ask again").click()
    window.page.wait_for_selector("#dl-live [data-before]", state="detached")
    window.settled(KNOWN)
    assert window.texts(".dl-question") == [KNOWN]


@pytest.mark.slow
def test_an_answer_is_copied_with_its_notes(window, chromium, answerer):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.asked(KNOWN)
    window.button("Copy").click()
    window.button("Copied").wait_for()
    copied = window.page.evaluate("navigator.clipboard.readText()")
    for statement in answerer.ask(KNOWN).statements:
        assert statement.text in copied
    for citation in answerer.ask(KNOWN).citations:
        assert citation.quote in copied
        assert citation.passage.url in copied


@pytest.mark.slow
def test_a_follow_up_is_understood_and_can_be_corrected(window):
    window.asked("Who won the mayoral election in Port Sellen?")
    window.asked("And when was that?")
    understood = window.texts("#dl-live .dl-understood q")[0]
    assert "mayoral election in Port Sellen" in understood
    assert window.page.locator("#dl-live .dl-statement").count()
    window.button("Change").click()
    assert window.box.input_value() == understood
    window.asked(understood)  # takes the follow-up's place
    assert window.texts(".dl-question") == [
        "Who won the mayoral election in Port Sellen?",
        understood,
    ]
    assert window.page.locator("#dl-live .dl-understood").count() == 0


@pytest.mark.slow
def test_filters_shape_the_answer_and_are_shown_on_it(window, answerer):
    window.page.locator("#dl-filter > summary").click()
    window.page.locator("#dl-filter").get_by_label("Kestrane Register").check()
    window.page.locator("#dl-filter").get_by_label("From").fill("2024-03-15")
    window.page.locator("#dl-filter > summary").click()
    window.asked(KNOWN)
    assert window.texts("#dl-live .dl-chips li") == ["since 15 March 2024", "Kestrane Register"]
    assert {text.split(" · ")[0] for text in window.texts(".dl-card .dl-byline")} == {
        "Kestrane Register"
    }
    window.page.get_by_label("Take off the filter Kestrane Register").click()
    window.page.get_by_label("Take off the filter since 15 March 2024").click()
    window.asked(UNKNOWN)
    assert window.page.locator("#dl-live .dl-chips").count() == 0
    assert not window.page.locator("#dl-filter").get_by_label("Kestrane Register").is_checked()


@pytest.mark.slow
@pytest.mark.parametrize("leave", ["ask", "click", "Escape"])
def test_filters_do_not_stay_in_the_way(window, leave):
    filters = window.page.locator(".dl-filters")
    window.page.locator("#dl-filter > summary").click()
    filters.get_by_label("Kestrane Register").check()
    assert filters.is_visible()
    above, box = filters.bounding_box(), window.page.locator(".dl-box").bounding_box()
    assert above["y"] + above["height"] <= box["y"]  # the question stays in sight
    if leave == "ask":
        window.asked(KNOWN)
    elif leave == "click":
        window.page.mouse.click(1265, 300)
    else:
        window.page.keyboard.press("Escape")
    assert not filters.is_visible()


@pytest.mark.slow
def test_an_abstention_under_filters_offers_to_drop_them(window):
    window.page.locator("#dl-filter > summary").click()
    window.page.locator("#dl-filter").get_by_label("From").fill("2024-11-21")
    window.page.locator("#dl-filter").get_by_label("Wendry Weekly").check()
    window.page.locator("#dl-filter > summary").click()
    window.asked(KNOWN)
    assert "no article matches" in window.texts("#dl-live .dl-abstention")[0].lower()
    window.button("Ask without the dates").click()
    window.count("#dl-past .dl-exchange", 1)
    window.settled(KNOWN)
    assert window.texts("#dl-chips button") == ["Wendry Weekly"]
    window.page.locator("#dl-past").get_by_role("button", name="Ask the whole archive").click()
    window.page.wait_for_selector("#dl-live .dl-statement")
    assert window.texts(".dl-question") == [KNOWN, KNOWN, KNOWN]
    assert window.page.locator("#dl-chips button").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_each_new_answer_comes_to_the_top_of_the_chat(chromium, url, width, height):
    window = Window(chromium, url, width, height)
    for question in (KNOWN, "Who won the mayoral election?", "Why was the bridge shut?", KNOWN):
        window.asked(question)
        window.page.wait_for_function(
            "() => document.querySelector('#dl-live .dl-question').getBoundingClientRect().top"
            " < 250 && !!document.querySelector('#dl-live .dl-facts')"
        )
    window.close()


@pytest.mark.slow
def test_examples_and_further_questions_are_answered_and_recent_ones_come_back(window):
    """The examples come when they are known, and so does what may be asked after an answer."""
    window.count(".dl-welcome [data-examples] button", 4)
    assert window.page.locator(".dl-welcome [data-recent]").is_hidden()
    example = next(one for one in window.texts(".dl-welcome button") if "ferry" in one)
    window.button(example).click()
    window.settled(example)
    assert window.page.locator("#dl-live .dl-statement").count()
    window.page.wait_for_selector("#dl-live [data-further] button")
    further = window.texts("#dl-live [data-further] button")[0]
    window.button(further).click()
    window.settled(further)
    assert window.page.locator("#dl-live .dl-abstention").count() == 0
    assert window.page.locator("#dl-past [data-further] button").count() == 0
    assert further not in window.texts("#dl-live [data-further] button")
    window.asked("ferry")
    window.button("New conversation").click()
    window.count(".dl-welcome [data-recent] button", 1)
    assert window.texts(".dl-welcome [data-recent] button") == ["ferry"]
    window.page.locator(".dl-welcome [data-recent] button").click()
    window.page.wait_for_selector("#dl-past .dl-exchange")
    assert window.texts(".dl-question") == [example, further, "ferry"]
    window.page.wait_for_selector("#dl-live [data-further] button")  # offered anew
    window.button("New conversation").click()
    window.page.locator("#dl-conversations li").hover()
    window.page.locator("#dl-rail [data-forget]").click()
    window.button("Delete", "#dl-confirm").click()
    window.page.wait_for_selector(".dl-welcome [data-recent]", state="hidden")


@pytest.mark.slow
def test_a_phone_has_one_column_and_nothing_to_scroll_sideways(chromium, url):
    phone = Window(chromium, url, 390, 844, has_touch=True)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not phone.page.evaluate(wide)
    for question in (KNOWN, UNKNOWN, "x" * 400):
        phone.asked(question)
        assert not phone.page.evaluate(wide)
        chat, side, desk = phone.page.evaluate(
            "['dl-chat', 'dl-side', 'dl-desk'].map((id) => {"
            "  const {top, bottom} = document.getElementById(id).getBoundingClientRect();"
            "  return {top, bottom}; })"
        )
        assert side["top"] >= chat["bottom"] - 1
        assert desk["bottom"] <= 845  # always within reach
    phone.close()


@pytest.mark.slow
def test_statements_arrive_one_by_one_and_stop_keeps_what_was_said(chromium, sample_archive):
    reader = InTurns()
    slow = Answerer(sample_archive, HybridRetriever(sample_archive), reader)
    with served(slow) as address:
        window = Window(chromium, address)
        window.ask(KNOWN)
        window.page.wait_for_function(
            "document.querySelector('#dl-live .dl-stage')?.textContent.startsWith('Reading')"
        )
        assert window.button("Stop").is_visible()
        for number in (1, 2):
            reader.may.release()
            window.count("#dl-live .dl-statement", number)
            window.count(".dl-card mark", number)
        with window.page.expect_response("**/reset"):
            window.button("Stop").click()
        window.page.wait_for_selector("#dl-live .dl-facts")
        assert "Stopped after" in window.texts("#dl-live .dl-facts")[0]
        assert len(window.texts("#dl-live .dl-statement")) == 2
        window.ask(KNOWN)  # while the reader of the stopped one still hangs
        window.page.wait_for_selector("#dl-live .dl-stage")
        reader.may.release(10)
        window.count("#dl-live .dl-statement", 3)
        window.count("#dl-past .dl-statement", 2)
        window.close()


@pytest.mark.slow
def test_an_answer_still_coming_stays_out_of_another_conversation(chromium, sample_archive):
    reader = InTurns()
    slow = Answerer(sample_archive, HybridRetriever(sample_archive), reader)
    with served(slow) as address:
        window = Window(chromium, address)
        window.ask(KNOWN)
        reader.may.release()
        window.count("#dl-live .dl-statement", 1)
        window.button("New conversation").click()
        window.page.wait_for_selector(".dl-welcome")
        reader.may.release(10)
        window.asked("Why was the bridge shut?")
        assert window.texts(".dl-question") == ["Why was the bridge shut?"]
        # the one that was left keeps what had come of it
        kept = window.texts("#dl-conversations [data-conversation]")
        assert kept == ["Why was the bridge shut?", KNOWN]
        window.page.locator("#dl-conversations [data-conversation]").nth(1).click()
        window.page.wait_for_selector("#dl-live .dl-cut")
        assert window.texts(".dl-question") == [KNOWN]
        window.close()


@pytest.mark.slow
def test_the_drawer_of_a_phone_hides_what_is_behind_it_and_closes(chromium, url):
    phone = Window(chromium, url, 390, 844)
    rail = phone.page.locator("#dl-rail")
    menu = phone.button("Conversations")
    menu.click()
    assert rail.evaluate("drawer => getComputedStyle(drawer).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert rail.evaluate("drawer => getComputedStyle(drawer).overflowY") == "auto"
    phone.page.keyboard.press("Escape")
    assert not rail.is_visible()
    menu.click()
    phone.page.mouse.click(380, 400)  # beside it
    assert not rail.is_visible()
    phone.close()


@pytest.mark.slow
def test_the_command_prints_one_address_and_ends_with_ctrl_c(sample_archive):
    folder = str(sample_archive.path)
    code = f"import sys; from qa.cli import main; main(['chat', '--archive', {folder!r}])"
    chat = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        lines = [chat.stdout.readline() for _ in range(2)]
        assert lines[1].startswith("Dateline is at http://127.0.0.1:")
        chat.send_signal(signal.SIGINT)
        assert chat.wait(30) == 0
        assert chat.stdout.read().strip() == ""
    finally:
        chat.kill()
