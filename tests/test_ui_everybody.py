"""The window for everybody: axe-core finds nothing, wide or narrow, light or dark; and for many."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.window import KNOWN, UNKNOWN, Window

pytestmark = pytest.mark.slow
SIZES = [(1280, 800), (390, 844)]
QUESTIONS = Path(__file__).parent / "data" / "sample_questions.jsonl"
PEOPLE = 20
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page):
    """What axe-core finds, a line each: the rule, how bad, where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {', '.join(str(n['target']) for n in one['nodes'][:4])}"
        for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_state_of_the_window_shuts_anybody_out(chromium, url, width, height, scheme):
    window = Window(chromium, url, width, height, color_scheme=scheme, reduced_motion="reduce")
    states = {"welcome": violations(window.page)}
    window.page.locator("[data-settings]").click()
    states["settings"] = violations(window.page)
    window.page.keyboard.press("Escape")
    window.asked(KNOWN)
    window.page.locator("#dl-filter > summary").click()
    window.page.locator("#dl-filter input[name=outlets]").first.check()
    states["an answer, filters open"] = violations(window.page)
    window.page.locator("#dl-filter > summary").click()
    window.asked(UNKNOWN)
    states["an abstention"] = violations(window.page)
    window.page.locator("#dl-live [data-share]").click()
    window.page.wait_for_function("document.querySelector('#dl-link').value")
    states["sharing"] = violations(window.page)
    window.page.keyboard.press("Escape")
    window.page.locator("#dl-past .dl-mark").first.click()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    window.page.locator("#card-1-1 .dl-open").click()
    window.page.locator("#dl-reader mark").first.wait_for()
    states["an article"] = violations(window.page)
    window.page.locator("#dl-reader [data-correct]").click()
    window.page.wait_for_selector("#dl-correct form")
    states["the form to correct it"] = violations(window.page)
    window.page.keyboard.press("Escape")
    window.page.keyboard.press("Escape")
    window.page.locator(".dl-header [data-add]").click()
    window.page.wait_for_selector("#dl-add [data-files]", state="attached")
    states["adding"] = violations(window.page)
    window.page.locator("#dl-add [data-files]").first.set_input_files(
        [{"name": "program.exe", "mimeType": "text/plain", "buffer": b"MZ"}]
    )
    window.page.wait_for_selector("#dl-add [data-state=over]")
    states["nothing was added"] = violations(window.page)
    window.page.keyboard.press("Escape")
    window.page.evaluate("location.hash = '#archive'")
    window.page.wait_for_selector("#dl-archive [data-results]")
    states["the archive"] = violations(window.page)
    window.page.evaluate("location.hash = '#archive?words=harbour&years=2024'")
    window.page.wait_for_selector("#dl-found .dl-chip")
    window.page.wait_for_selector("#dl-found [aria-busy]", state="detached")
    window.page.locator("[data-pick]").first.check()
    if width < 1000:
        window.page.locator("[data-narrow] > summary").click()
    window.page.locator("#dl-found .dl-more-of > summary").first.click()
    states["a search, narrowed, with a menu open"] = violations(window.page)
    window.page.locator("#dl-found .dl-headline").first.click()
    window.page.wait_for_selector("#dl-reader .dl-matches")
    states["an article with its matches"] = violations(window.page)
    window.page.keyboard.press("Escape")
    window.page.evaluate("location.hash = '#archive?words=harbuor'")
    window.page.wait_for_selector("#dl-found .dl-nothing")
    window.page.wait_for_selector("#dl-found [aria-busy]", state="detached")
    states["nothing found"] = violations(window.page)
    window.close()
    assert states == {state: [] for state in states}


def test_twenty_who_ask_at_once_get_their_own_right_answers(url, answerer):
    from gradio_client import Client

    asked = [json.loads(line)["question"] for line in QUESTIONS.open(encoding="utf-8")]
    people = [Client(url, verbose=False) for _ in range(PEOPLE)]
    together = threading.Barrier(PEOPLE)

    def visit(at):
        together.wait(60)
        mine = asked[at::PEOPLE][:2]
        return [(one, people[at].predict(one, api_name="/ask")) for one in mine]

    with ThreadPoolExecutor(PEOPLE) as threads:
        told = dict(pair for pairs in threads.map(visit, range(PEOPLE)) for pair in pairs)
    right = {question: answerer.ask(question).as_dict() for question in told}
    assert len({json.dumps(answer) for answer in right.values()}) >= PEOPLE  # each has its own
    assert told == right
