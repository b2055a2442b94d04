"""The window without its server: nothing that was typed or had come is lost, and it goes on."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from qa.window import Hosting
from tests.window import KNOWN, UNKNOWN, Window, served

pytestmark = pytest.mark.slow
FIRST = "Who won the mayoral election in Port Sellen?"
BANNER = "document.querySelector('#dl-connection')?.dataset.state"

SERVER = """
import sys, threading
from index import Archive, HybridRetriever
from qa import Answerer, Citation, Statement, open_answerer
from qa.window import Hosting
import ui

class Halting:
    name = "halting"
    def read(self, query, hits, meter):
        citation = Citation(hits[0].passage, *hits[0].passage.sentences[0])
        yield Statement(citation.quote, (citation,))
        threading.Event().wait()

answerer = open_answerer(sys.argv[1])
if sys.argv[3:]:
    answerer = Answerer(answerer.archive, HybridRetriever(answerer.archive), Halting())
ui.serve(answerer, Hosting(port=int(sys.argv[2])))
"""


STORAGE = {
    "full": """Storage.prototype.setItem = () => {
      throw new DOMException('', 'QuotaExceededError');
    }""",
    "off": """for (const name of ['localStorage', 'sessionStorage']) {
      const get = () => { throw new DOMException('', 'SecurityError') };
      Object.defineProperty(window, name, { get });
    }""",
}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def process(archive, port, *halting):
    """A server in a process of its own, killed at the end without a word."""
    with subprocess.Popen([sys.executable, "-c", SERVER, archive, str(port), *halting]) as running:
        try:
            for _ in range(1_200):
                try:
                    urlopen(f"http://127.0.0.1:{port}/health").close()
                    break
                except URLError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            running.send_signal(signal.SIGKILL)


def banner(window, state):
    window.page.wait_for_function(f"(state) => {BANNER} === state", arg=state, timeout=60_000)


def kept(window):
    return window.page.evaluate("dateline.conversation.records.map((one) => one.question)")


def test_a_server_that_is_killed_takes_nothing_with_it(chromium, sample_archive):
    archive, port = os.fspath(sample_archive.path), free_port()
    with process(archive, port, "halting") as address:
        window = Window(chromium, address)
        window.ask(KNOWN)
        window.page.wait_for_selector("#dl-live .dl-statement")
        came = window.texts("#dl-live .dl-statement")
    banner(window, "lost")
    assert window.texts("#dl-live .dl-statement") == came
    assert "broke off" in window.page.locator("#dl-live .dl-cut").inner_text()
    assert not window.page.locator("#dl-stop").is_visible()
    assert not window.page.locator(".toast-wrap").is_visible()  # Gradio's own
    window.ask(UNKNOWN)
    assert window.texts("#dl-unsent .dl-question") == [UNKNOWN]
    assert kept(window) == [KNOWN]
    assert "Not sent" in window.page.locator("#dl-unsent").inner_text()
    assert window.box.input_value() == UNKNOWN
    window.box.fill("half a ques")
    window.page.locator("#dl-filter > summary").click()
    window.page.locator("#dl-filter").get_by_label("Kestrane Register").check()
    with process(archive, port):
        banner(window, "back")
        window.page.wait_for_selector("#dl-live .dl-cut button")
        assert window.texts("#dl-live .dl-statement") == came
        assert window.box.input_value() == "half a ques"
        assert window.texts("#dl-chips button") == ["Kestrane Register"]
        assert window.texts("#dl-unsent .dl-question") == [UNKNOWN]
        window.button("Try again", "#dl-live").click()
        window.settled(KNOWN)
        window.page.wait_for_selector("#dl-live .dl-mark")
        window.page.wait_for_selector("#dl-stop", state="hidden")
        window.page.locator("#dl-unsent").get_by_role("button", name="Try again").click()
        window.settled(UNKNOWN)
        assert kept(window) == [KNOWN, UNKNOWN]
        assert window.texts(".dl-question") == [KNOWN, UNKNOWN]
        assert window.box.input_value() == "half a ques"
        window.reload()
        assert window.box.input_value() == "half a ques"
        window.close()


def test_a_question_that_is_asked_without_a_network_is_sent_when_it_is_back(window):
    window.asked(FIRST)
    window.context.set_offline(True)
    banner(window, "offline")
    window.ask(KNOWN)
    assert window.box.input_value() == KNOWN
    window.page.locator("#dl-unsent").get_by_role("button", name="Try again").click()
    assert "as soon as" in window.page.locator("#dl-unsent").inner_text()
    window.context.set_offline(False)
    window.settled(KNOWN)
    assert window.texts(".dl-question") == [FIRST, KNOWN]
    assert window.box.input_value() == ""


def test_a_conversation_that_the_server_has_lost_is_opened_there_again(chromium, answerer):
    port = free_port()
    with served(answerer, Hosting(port=port)) as address:
        window = Window(chromium, address)
        window.asked(FIRST)
        same = window.page.evaluate("fetch('health').then((told) => told.json())")
        window.context.route("**/health", lambda route: route.fulfill(json=same))
    with served(answerer, Hosting(port=port)):  # and the page has not noticed
        window.ask(KNOWN)
        window.page.wait_for_function("window.dateline?.conversation?.records.length === 2")
        window.page.wait_for_load_state()
        window.count(".dl-question", 2)
        assert window.texts(".dl-question") == kept(window) == [FIRST, KNOWN]
        window.close()


def test_two_tabs_on_one_conversation_lose_no_turn_of_each_other(window, chromium, url):
    window.asked(FIRST)
    other = Window(chromium, url, context=window.context)
    window.page.evaluate("name = sessionStorage.getItem(dateline.store.prefix + 'here')")
    other.page.locator("#dl-conversations [data-conversation]").click()
    other.count(".dl-question", 1)
    other.page.wait_for_selector("#dl-live .dl-mark")
    # asked at the same time, so that neither knows of the other's
    other.ask(KNOWN)
    window.ask(UNKNOWN)
    for tab in (window, other):
        tab.page.wait_for_function("dateline.conversation.records.length === 3")
        tab.count(".dl-question", 3)
        assert set(tab.texts(".dl-question")) == {FIRST, KNOWN, UNKNOWN}
    window.asked("And when was that?")
    other.count(".dl-question", 4)


@pytest.mark.parametrize("storage", list(STORAGE))
def test_what_the_browser_does_not_keep_stays_on_the_page(chromium, url, storage):
    context = chromium.new_context()
    context.add_init_script(STORAGE[storage])
    window = Window(chromium, url, context=context)
    window.asked(FIRST)
    assert "until the tab is closed" in window.page.locator("#dl-notice").inner_text()
    window.asked(KNOWN)
    window.button("New conversation").click()
    window.page.wait_for_selector(".dl-welcome")
    assert len(window.texts("#dl-conversations li")) == 1
    window.page.locator("#dl-conversations [data-conversation]").click()
    window.count(".dl-question", 2)
    assert window.texts(".dl-question") == [FIRST, KNOWN]
    window.close()


def test_a_double_click_asks_once(window):
    window.box.fill(KNOWN)
    window.page.locator("#dl-send").dblclick(force=True)
    window.settled(KNOWN)
    window.page.wait_for_timeout(300)
    assert kept(window) == [KNOWN]
    assert window.texts(".dl-question") == [KNOWN]


def test_who_comes_to_an_address_where_nothing_is_is_led_on(window, url):
    window.asked(FIRST)
    assert window.page.goto(f"{url}old/page?with=more").status == 404
    window.page.get_by_role("link", name="Ask a question").click()
    window.ready()
    window.page.evaluate("location.hash = '#gallery'")
    window.page.locator("#dl-notice", has_text="no “gallery”").wait_for()
    assert window.page.url.endswith("#ask")
    window.asked(KNOWN)
