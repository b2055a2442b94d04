"""The window before the first question, in an archive without articles, and what may be set."""

import pytest

from index import Archive, MiniLM
from qa import open_answerer
from tests.window import KNOWN, Window, served

pytestmark = pytest.mark.slow
SIDE = "#dl-side:visible"
DARK = "rgb(23, 22, 20)"


def test_what_is_newest_opens_a_bar_leads_to_its_month_and_sources_come_with_an_answer(window):
    page = window.page
    assert page.locator(SIDE).count() == 0
    page.locator(".dl-newest button").first.click()
    page.locator("#dl-reader[open] h2").wait_for()
    page.keyboard.press("Escape")
    page.locator(".dl-welcome g[data-since='2024-05-01'] .dl-column").click()
    page.wait_for_selector("#dl-page[data-room=archive]")
    page.wait_for_function("location.hash.includes('2024-05-01')")
    page.locator(".dl-rooms a").first.click()
    window.asked(KNOWN)
    page.locator(f"{SIDE} .dl-card").first.wait_for()


def test_the_sample_fills_an_empty_archive_for_its_visitor_and_goes_again(chromium, tmp_path):
    Archive(tmp_path / "archive", MiniLM(), create=True).close()
    with served(open_answerer(tmp_path / "archive")) as url:
        window = Window(chromium, url, 390, 844)
        window.asked(KNOWN)
        window.button("Try the sample", "#dl-live").click()
        window.page.wait_for_selector(".dl-addition[data-state=over]")
        window.page.keyboard.press("Escape")
        window.asked("Who headed the winning goal?")
        window.page.locator("#dl-side .dl-card").first.wait_for()
        window.page.locator("[data-rail]").click()
        window.button("New conversation").click()
        window.page.locator("[data-unsample]").click()
        window.button("Remove", "#dl-confirm").click()
        window.page.locator(".dl-welcome .dl-invitation").wait_for()
        assert window.page.evaluate("document.documentElement.scrollWidth") == 390
        window.close()


def test_what_is_set_is_kept_drawn_from_the_first_moment_and_asked_with(chromium, url):
    window = Window(chromium, url, color_scheme="light")
    page = window.page
    window.button("Settings").click()
    for name in ("Dark", "Larger", "Fewer"):
        page.locator("#dl-settings label", has_text=name).click()
    assert "nothing costs anything" in page.locator("#dl-settings").inner_text()
    page.keyboard.press("Escape")
    window.asked(KNOWN)
    page.locator("#dl-live .dl-facts", has_text="20 passages read").wait_for()
    page.add_init_script(
        "window.drawn = []; const look = () => { const seen = document.querySelector('#dl-opening')"
        " ?? document.body; if (seen) drawn.push(getComputedStyle(seen).backgroundColor);"
        " requestAnimationFrame(look); }; requestAnimationFrame(look)"
    )
    window.reload()
    assert set(page.evaluate("window.drawn")) == {DARK}
    assert page.locator("#dl-live .dl-exchange").evaluate("e => getComputedStyle(e).zoom") == "1.18"
    window.close()
