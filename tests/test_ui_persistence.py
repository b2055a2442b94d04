"""What a browser keeps: conversations that come back, checked anew, and go nowhere else."""

import json
import re
from hashlib import sha256

import pytest

from index import Archive
from qa import open_answerer
from qa.window.feedback import Feedback
from tests.window import KNOWN, UNKNOWN, Window, served

pytestmark = pytest.mark.slow
FIRST = "Who won the mayoral election in Port Sellen?"


@pytest.fixture(scope="module")
def own(tmp_path_factory, sample_folder):
    """An archive that may be changed, and the address of a window on it."""
    folder = tmp_path_factory.mktemp("own")
    with Archive(folder, None, create=True) as archive:
        archive.sync(sample_folder)
        with served(open_answerer(folder)) as address:
            yield archive, address


def test_a_conversation_comes_back_with_its_cards_after_a_reload(window):
    for question in (FIRST, KNOWN, UNKNOWN):
        window.asked(question)
    window.page.locator("#dl-past .dl-mark").first.click()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    first = window.texts(".dl-card")
    said, short = window.texts(".dl-statement"), window.texts(".dl-short")
    assert len(short) == 2
    window.reload()
    window.count(".dl-question", 3)
    assert window.texts(".dl-question") == [FIRST, KNOWN, UNKNOWN]
    assert window.texts(".dl-statement") == said
    assert window.texts(".dl-short") == short
    assert window.texts(".dl-badge") == ["nearest, not an answer"] * 3
    window.page.locator("#dl-past .dl-mark").first.click()
    window.page.wait_for_selector("#card-1-1.dl-chosen")
    assert window.texts(".dl-card") == first
    window.asked("And when was that?")  # it goes on where it was
    assert len(window.texts(".dl-question")) == 4


def test_conversations_are_listed_renamed_opened_and_deleted(window):
    window.asked(FIRST)
    window.button("New conversation").click()
    window.page.wait_for_selector(".dl-welcome")
    window.asked(UNKNOWN)
    titles = "#dl-conversations [data-conversation]"
    assert window.texts(titles) == [UNKNOWN, FIRST]
    window.page.locator("#dl-conversations li").nth(1).hover()
    window.button(f"Rename: {FIRST}").click()
    window.page.get_by_label("New name").fill("The <b>election</b>")
    window.page.keyboard.press("Enter")
    assert window.texts(titles) == [UNKNOWN, "The <b>election</b>"]
    window.page.locator(titles).nth(1).click()
    window.page.wait_for_function(
        "(first) => document.querySelector('#dl-live .dl-question')?.textContent === first",
        arg=FIRST,
    )
    window.page.locator("#dl-conversations li").nth(1).hover()
    window.button("Delete: The <b>election</b>").click()
    window.page.get_by_role("button", name="Delete", exact=True).click()
    window.page.wait_for_selector(".dl-welcome")
    window.reload()
    assert window.texts(titles) == [UNKNOWN]
    kept = window.page.evaluate("JSON.stringify({...localStorage})")
    assert FIRST not in kept


def test_an_answer_whose_article_has_left_is_not_shown_again(chromium, own):
    archive, address = own
    window = Window(chromium, address)
    window.asked(FIRST)
    cited = archive.article_ids()
    assert window.texts("#dl-live .dl-statement")
    archive.remove(cited)
    window.reload()
    assert window.texts(".dl-question") == [FIRST]
    assert window.texts(".dl-statement") == []
    assert "no longer shown" in window.texts("#dl-live .dl-lost")[0]
    window.close()


def test_what_was_tampered_with_in_the_browser_is_not_shown(window):
    window.asked(KNOWN)
    window.page.evaluate(
        "for (const [key, value] of Object.entries({...localStorage}))"
        "  localStorage[key] = value.replaceAll('4.2 million', '9.9 million')"
    )
    window.reload()
    assert not any("9.9 million" in text for text in window.texts(".dl-statement, .dl-card"))
    window.page.evaluate(
        "for (const key of Object.keys({...localStorage}))"
        "  if (key.includes('conversation:')) localStorage[key] ="
        '    JSON.stringify({records: [{question: 5}, "<img src=x onerror=alert(1)>"], id: "x"})'
    )
    window.page.reload()
    window.page.wait_for_selector("#dl-live .dl-error")
    window.asked(KNOWN)
    assert window.texts("#dl-live .dl-statement")


def test_a_conversation_is_exported_as_markdown_and_as_json(window, answerer):
    window.asked(KNOWN)
    window.asked(UNKNOWN)
    files = {}
    for name in ("Markdown", "JSON"):
        with window.page.expect_download() as download:
            window.button(name).click()
        files[name] = download.value
    assert re.fullmatch(r"[\w-]+\.md", files["Markdown"].suggested_filename)
    written = files["Markdown"].path().read_text("utf-8")
    assert "[^1]:" in written
    assert "The archive does not say" in written
    told = json.loads(files["JSON"].path().read_text("utf-8"))
    assert [one["question"] for one in told["exchanges"]] == [KNOWN, UNKNOWN]
    citations = told["exchanges"][0]["citations"]
    assert citations
    for citation in citations:
        text = answerer.archive.article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert sha256(text.encode()).hexdigest() == citation["sha256"]


def test_a_thumb_and_a_comment_are_written_down_as_a_question(chromium, sample_folder, tmp_path):
    with Archive(tmp_path, None, create=True) as archive:
        archive.sync(sample_folder)
    with served(open_answerer(tmp_path)) as address:
        window = Window(chromium, address)
        window.asked(KNOWN)
        window.button("A bad answer").click()  # enough by itself
        window.page.get_by_text("Noted.").wait_for()
        assert [one["verdict"] for one in Feedback(tmp_path).read()] == ["down"]
        window.button("A good answer").click()
        window.page.get_by_label("Why?").fill("names the sum")
        window.page.keyboard.press("Enter")
        pressed = "#dl-live [data-verdict=up][aria-pressed=true]"
        window.page.wait_for_selector(pressed)
        window.asked(UNKNOWN)
        window.reload()  # and it is remembered
        window.page.wait_for_selector(pressed.replace("live", "past"))
        assert window.page.locator("[aria-pressed=true]").count() == 1
        window.close()
    (told,) = Feedback(tmp_path).read()
    assert (told["question"], told["verdict"], told["comment"]) == (KNOWN, "up", "names the sum")
    assert told["evidence"][0]["quote"]


def test_two_visitors_do_not_see_each_other(window, chromium, url):
    window.asked(KNOWN)
    window.page.locator("#dl-filter > summary").click()
    window.page.locator("#dl-filter").get_by_label("Kestrane Register").check()
    other = Window(chromium, url)
    assert other.texts(".dl-question") == []
    assert other.texts("#dl-conversations li") == []
    assert other.texts("#dl-chips button") == []
    other.asked(UNKNOWN)
    assert other.texts(".dl-question") == [UNKNOWN]
    assert window.texts(".dl-question") == [KNOWN]
    assert other.page.evaluate("dateline.visitor") != window.page.evaluate("dateline.visitor")
    other.close()
