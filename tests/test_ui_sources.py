"""Sources beside the answers: a mark shows its own, and the panel those of what is read."""

import pytest

from tests.window import KNOWN, UNKNOWN, Window

pytestmark = pytest.mark.slow
FIRST = "Who won the mayoral election in Port Sellen?"
PREVIEW = "#dl-preview:popover-open"


def test_a_mark_shows_its_source_where_it_stands(window, answerer):
    for question in (KNOWN, UNKNOWN):
        window.asked(question)
    window.reload()
    citation = answerer.ask(KNOWN).citations[0]
    mark = window.page.locator("#dl-past .dl-mark").first
    mark.hover()
    window.page.wait_for_selector(PREVIEW)
    shown = window.page.locator(PREVIEW)
    assert shown.locator("mark").all_text_contents()[0] in citation.quote
    for part in (citation.passage.outlet, citation.passage.title, citation.quote):
        assert part in shown.text_content()
    assert mark.get_attribute("aria-describedby") == "dl-preview"
    box = shown.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1280
    assert box["y"] + box["height"] <= 800
    window.page.mouse.move(5, 5)
    shown.wait_for(state="hidden")
    mark.focus()
    window.page.keyboard.press("Tab")  # by the keyboard, to the next
    window.page.wait_for_selector(PREVIEW)
    assert window.page.evaluate("document.activeElement.textContent") == "[2]"
    window.page.keyboard.press("Escape")
    assert not shown.is_visible()
    assert window.page.evaluate("document.activeElement.textContent") == "[2]"


def scrolled(window, way, question):
    """Scroll until the panel shows this question's sources.

    More than once if need be: the page itself goes to an answer that has just come.
    """
    window.page.wait_for_function(
        "([way, asked]) => { const chat = document.querySelector('#dl-chat');"
        " chat.scrollTop = way === 'up' ? 0 : chat.scrollHeight;"
        " return [...document.querySelectorAll('#dl-side h2')]"
        " .some((one) => one.checkVisibility() && one.textContent.includes(asked)); }",
        arg=[way, question],
        polling=500,  # longer than the page waits for the end of scrolling
    )


def test_the_panel_follows_what_is_read_and_asks_for_it_once(window):
    asked = []
    window.page.on("request", lambda one: asked.append(one.post_data or ""))
    for question in (KNOWN, FIRST, UNKNOWN):
        window.asked(question)
    heading = "#dl-side h2:visible"
    for _ in range(3):
        scrolled(window, "up", KNOWN)
        scrolled(window, "down", UNKNOWN)
    assert not [one for one in asked if '"sources"' in one]  # they came with their answers
    assert window.page.locator(heading).count() == 1
    window.page.locator("#dl-past .dl-mark").nth(1).click()
    window.page.wait_for_selector("#card-1-2.dl-chosen")
    assert KNOWN in window.page.locator(heading).inner_text()
    window.reload()
    window.page.wait_for_function("document.querySelector('#dl-chat').scrollTop > 0")
    for _ in range(3):
        scrolled(window, "up", KNOWN)
        scrolled(window, "down", UNKNOWN)
    assert len([one for one in asked if '"sources"' in one]) == 1
    assert window.page.locator("#card-1-1").count() == 0


def test_a_mark_that_is_touched_opens_a_sheet(chromium, url):
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    window = Window(chromium, url, context=phone)
    for question in (KNOWN, UNKNOWN):
        window.asked(question)
    sheet = window.page.locator("#dl-sheet")
    window.page.locator("#dl-past .dl-mark").first.tap()
    sheet.get_by_role("button", name="Show source").tap()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    assert not sheet.is_visible()
    window.page.locator("#dl-past .dl-mark").first.tap()
    sheet.get_by_role("button", name="Open article").tap()
    window.page.locator("#dl-reader mark.dl-here").first.wait_for()
    assert window.page.evaluate("document.documentElement.scrollWidth") == 390
    window.close()
