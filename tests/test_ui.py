"""The chat window, as a visitor meets it: a real server, a real browser, the real archive."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from index import Archive, HybridRetriever
from qa import Answerer, Citation, QuestionError, SettingsError, Statement, open_answerer

ROOT = Path(__file__).parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
KNOWN = "How much did the harbour bridge repairs cost?"
UNKNOWN = "How many moons does Saturn have?"


class InTurns:
    """A reader that quotes the first sentence of each of three hits, one each time it may."""

    name = "in turns"

    def __init__(self):
        self.may = threading.Semaphore(0)

    def read(self, query, hits):
        for hit in hits[:3]:
            assert self.may.acquire(timeout=60)
            citation = Citation(hit.passage, *hit.passage.sentences[0])
            yield Statement(citation.quote, (citation,))


@pytest.fixture(scope="module")
def answerer(sample_archive):
    return open_answerer(sample_archive.path)


@contextmanager
def served(answerer):
    import ui

    blocks = ui.page(answerer)
    ui.launch(blocks)
    try:
        yield blocks.local_url
    finally:
        blocks.close(verbose=False)


@pytest.fixture(scope="module")
def url(answerer):
    with served(answerer) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        assert not os.environ.get("CI"), f"CI needs a browser, one of {names}"
        pytest.skip(f"no browser here: none of {', '.join(names)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


class Window:
    """A browser window on the chat, with what a visitor does in it."""

    def __init__(self, chromium, url, width=1280, height=800, **context):
        viewport = {"width": width, "height": height}
        self.context = chromium.new_context(viewport=viewport, **context)
        self.page = self.context.new_page()
        self.hosts, self.faults = set(), []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("pageerror", lambda fault: self.faults.append(fault))
        self.page.on("dialog", lambda dialog: (self.faults.append(dialog), dialog.dismiss()))
        self.page.goto(url)
        self.page.wait_for_selector(".dl-welcome")
        self.box = self.page.get_by_label("Your question")

    def ask(self, question):
        self.box.fill(question)
        self.box.press("Enter")

    def settled(self, question):
        """Wait until this question has its answer, or its error."""
        self.page.wait_for_function(
            "(asked) => document.querySelector('#dl-live .dl-question')?.textContent === asked"
            " && document.querySelector('#dl-live .dl-facts, #dl-live .dl-error')",
            arg=question,
        )

    def texts(self, selector):
        return self.page.locator(selector).all_text_contents()

    def count(self, selector, number):
        """Wait until there are so many."""
        self.page.wait_for_function(
            "([what, number]) => document.querySelectorAll(what).length === number",
            arg=[selector, number],
        )


@pytest.fixture
def window(chromium, url):
    opened = Window(chromium, url)
    yield opened
    opened.context.close()
    assert opened.hosts == {"127.0.0.1"}
    assert opened.faults == []


# -- quick: no browser -----------------------------------------------------------------------------


def test_the_page_answers_programs_too(url, answerer):
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(url, verbose=False)
    assert list(client.view_api(return_format="dict")["named_endpoints"]) == ["/ask"]
    assert client.predict(KNOWN, api_name="/ask") == answerer.ask(KNOWN).as_dict()
    with pytest.raises(QuestionError) as ours:
        answerer.ask("???")
    with pytest.raises(AppError) as theirs:
        client.predict("???", api_name="/ask")
    assert str(ours.value) in str(theirs.value)


def test_a_taken_port_is_named_in_the_error(answerer):
    import ui

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} .*--port"):
            ui.serve(answerer, port=port)


# -- slow: a browser -------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_question_is_answered_with_marks_that_lead_to_their_cards(window, answerer):
    window.ask(KNOWN)
    window.settled(KNOWN)
    answer = answerer.ask(KNOWN)
    assert answer.statements
    assert window.texts("#dl-live .dl-statement") == [
        s.text + answer.marks(s) for s in answer.statements
    ]
    assert window.texts(".dl-card mark") == [c.quote for c in answer.citations]
    assert window.texts(".dl-card .dl-passage") == [c.passage.text for c in answer.citations]
    assert window.texts("#dl-live .dl-facts")[0].strip()
    assert window.box.input_value() == ""
    last = len(answer.citations)
    window.page.locator("#dl-live .dl-mark").last.click()
    assert window.page.evaluate("document.activeElement.id") == f"card-1-{last}"
    assert window.page.locator(f"#card-1-{last}.dl-chosen").count() == 1


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


@pytest.mark.slow
def test_an_abstention_shows_what_is_nearest_and_claims_nothing(window, answerer):
    window.ask(UNKNOWN)
    window.settled(UNKNOWN)
    answer = answerer.ask(UNKNOWN)
    assert answer.abstained
    said = window.texts("#dl-live .dl-abstention")[0]
    assert "The archive does not say." in said
    assert answer.abstention.detail[1:] in said
    assert window.texts(".dl-badge") == ["nearest, not an answer"] * 3
    assert window.texts(".dl-passage") == [hit.passage.text for hit in answer.hits[:3]]
    assert window.texts(".dl-card mark") == []


@pytest.mark.slow
def test_an_error_is_a_line_and_the_question_stays_in_the_box(window):
    window.ask("???")
    window.settled("???")
    assert "has no word in it" in window.texts("#dl-live .dl-error")[0]
    assert window.box.input_value() == "???"
    assert "Traceback" not in window.page.content()
    window.ask(KNOWN)
    window.count("#dl-live .dl-facts", 1)
    assert window.texts(".dl-question") == [KNOWN]  # the failed attempt is gone


@pytest.mark.slow
def test_an_earlier_answer_gets_its_cards_back(window, answerer):
    window.ask(KNOWN)
    window.settled(KNOWN)
    window.ask(UNKNOWN)
    window.count("#dl-live .dl-abstention", 1)
    assert window.texts(".dl-question") == [KNOWN, UNKNOWN]
    window.page.locator("#dl-past .dl-mark").first.click()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    assert window.texts(".dl-card mark") == [c.quote for c in answerer.ask(KNOWN).citations]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_each_new_answer_comes_to_the_top_of_the_chat(chromium, url, width, height):
    window = Window(chromium, url, width, height)
    for question in (KNOWN, "Who won the mayoral election?", "Why was the bridge shut?", KNOWN):
        window.ask(question)
        window.settled(question)
        window.page.wait_for_function(
            "() => document.querySelector('#dl-live .dl-question').getBoundingClientRect().top"
            " < 250 && !!document.querySelector('#dl-live .dl-facts')"
        )


@pytest.mark.slow
def test_an_example_is_asked_by_a_click_and_has_an_answer(window):
    examples = window.texts(".dl-welcome button")
    assert examples
    window.page.locator(".dl-welcome button").first.click()
    window.settled(examples[0])
    assert window.texts("#dl-live .dl-question") == examples[:1]
    assert window.page.locator("#dl-live .dl-statement").count()


@pytest.mark.slow
def test_two_visitors_do_not_see_each_other(window, chromium, url):
    window.ask(KNOWN)
    window.settled(KNOWN)
    other = Window(chromium, url)
    assert other.texts(".dl-question") == []
    other.ask(UNKNOWN)
    other.settled(UNKNOWN)
    assert other.texts(".dl-question") == [UNKNOWN]
    other.context.close()


@pytest.mark.slow
def test_a_phone_has_one_column_and_nothing_to_scroll_sideways(chromium, url):
    phone = Window(chromium, url, 390, 844, has_touch=True)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert not phone.page.evaluate(wide)
    for question in (KNOWN, UNKNOWN, "x" * 400):
        phone.ask(question)
        phone.settled(question)
        assert not phone.page.evaluate(wide)
        chat, side, box = phone.page.evaluate(
            "['dl-chat', 'dl-side', 'dl-ask'].map((id) => {"
            "  const {top, bottom} = document.getElementById(id).getBoundingClientRect();"
            "  return {top, bottom}; })"
        )
        assert side["top"] >= chat["bottom"] - 1
        assert box["bottom"] <= 845  # always within reach
    phone.context.close()


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
        assert window.page.get_by_role("button", name="Stop").is_visible()
        for number in (1, 2):
            reader.may.release()
            window.count("#dl-live .dl-statement", number)
            window.count(".dl-card mark", number)
        with window.page.expect_response("**/reset"):
            window.page.get_by_role("button", name="Stop").click()
        window.page.wait_for_selector("#dl-live .dl-facts")
        assert "Stopped after" in window.texts("#dl-live .dl-facts")[0]
        assert len(window.texts("#dl-live .dl-statement")) == 2
        window.ask(KNOWN)  # while the reader of the stopped one still hangs
        window.page.wait_for_selector("#dl-live .dl-stage")
        reader.may.release(10)
        window.count("#dl-live .dl-statement", 3)
        window.count("#dl-past .dl-statement", 2)
        window.context.close()


@pytest.mark.slow
def test_a_hostile_article_does_nothing_in_the_browser(chromium, tmp_path):
    evil = (
        "<script>window.pwned=1</script><img src=x onerror=window.pwned=1> "
        "${window.pwned=1} {{constructor}} `+alert(1)+` ![x](https://evil.example/pixel.png)"
    )
    text = f"The pier cost 42 million crowns {evil}."
    record = {"title": f"Pier {evil}", "text": text, "source": f"Courier {evil}"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    with Archive(tmp_path / "archive", None, create=True) as archive:
        archive.add([tmp_path / "a.jsonl"])
        reader = InTurns()
        reader.may.release(10)
        with served(Answerer(archive, HybridRetriever(archive), reader)) as address:
            window = Window(chromium, address)
            window.ask(f"What did the pier cost {evil}")
            window.settled(f"What did the pier cost {evil}")
            assert window.texts(".dl-card mark")[0] in text
            assert evil in window.texts(".dl-card h3")[0]
            assert evil in window.texts(".dl-byline")[0]
            assert window.page.locator("#dl-page img, #dl-page script").count() == 0
            assert window.page.evaluate("window.pwned") is None
            assert window.hosts == {"127.0.0.1"}
            assert window.faults == []
            window.context.close()


@pytest.mark.slow
def test_the_command_prints_one_address_and_ends_with_ctrl_c(sample_archive, tmp_path):
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
