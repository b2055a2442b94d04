"""Printing and sharing in a real browser."""

import re

import docx
import pypdfium2
import pytest

from tests.window import KNOWN, UNKNOWN, Window

pytestmark = pytest.mark.slow
COUNTED = "How many articles mention Skerrow by month?"


def shared(window):
    """Open the dialog of the last answer; its link."""
    window.page.locator("#dl-live [data-share]").click()
    window.page.wait_for_function("document.querySelector('#dl-link').value")
    return window.page.locator("#dl-link").input_value()


def texts(document):
    """The text of each page, without its number."""
    pages = (page.get_textpage().get_text_range() for page in document)
    return [re.sub(r"^\d+ / \d+\s", "", page, flags=re.MULTILINE) for page in pages]


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_conversation_is_printed_as_a_document_with_its_sources_at_the_end(
    window, answerer, tmp_path, size
):
    for question in (KNOWN, COUNTED, UNKNOWN, KNOWN):
        window.asked(question)
    window.page.evaluate("document.body.classList.add('dark')")
    window.page.pdf(path=tmp_path / "printed.pdf", format=size, print_background=True)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as document:
        pages = texts(document)
        corner = document[0].render().to_pil().getpixel((4, 4))
        assert document.get_metadata_dict()["Title"] == KNOWN
    assert corner == (255, 255, 255)
    text = " ".join(" ".join(pages).split())
    body, notes = text.rsplit(" Sources ", 1)
    assert text.startswith(KNOWN)
    assert "Asked on" in body
    for said in (KNOWN, COUNTED, UNKNOWN, "11 of 41 articles", "The archive does not say:"):
        assert said in body
    citations = answerer.ask(KNOWN).citations
    for number, citation in enumerate(citations, 1):
        assert f"[{number}]" in body
        source = citation.passage
        for told in (source.outlet, source.title, *source.authors, citation.quote):
            assert notes.count(" ".join(told.split())) >= 1
        assert notes.count(f"characters {citation.start}-{citation.end} of") == 1  # asked twice
        assert source.url in notes.replace(" ", "")
    for button in ("Copy", "Share", "Ask again", "New conversation", "Filters", "Save as"):
        assert button not in text
    assert not window.page.locator("#dl-paper").count()  # nothing of it stays on the screen
    # no heading is alone at the foot of a page
    for page in pages[:-1]:
        last = [line for line in page.splitlines() if line.strip()][-1]
        assert last.strip() not in (KNOWN, COUNTED, UNKNOWN, "Sources")


def test_the_article_that_is_open_is_printed_and_so_is_the_list_of_the_archive(window, tmp_path):
    def printed():
        window.page.pdf(path=tmp_path / "printed.pdf")
        with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as document:
            return [" ".join(text.split()) for text in texts(document)]

    window.page.get_by_role("link", name="Archive").click()
    entries = window.page.locator("#dl-found [data-article]")
    entries.first.wait_for()
    titles = entries.all_text_contents()
    listed = " ".join(printed())
    assert len(titles) > 20
    assert [one for one in titles if " ".join(one.split()) not in listed] == []
    entries.first.click()
    window.page.locator("#dl-reader .dl-text").wait_for()
    (article,) = printed()
    assert " ".join(titles[0].split()) in article
    assert "https://" in article
    assert "Correct" not in article


def test_an_answer_is_copied_with_sources_and_saved_from_its_dialog(window, answerer, tmp_path):
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.asked(KNOWN)
    link = shared(window)
    dialog = window.page.get_by_role("dialog", name="Share this answer")
    dialog.get_by_role("button", name="Copy link").press("Enter")
    dialog.get_by_text("Link copied.").wait_for()
    assert window.page.evaluate("navigator.clipboard.readText()") == link
    dialog.get_by_role("button", name="Copy with sources").click()
    dialog.get_by_text("Copied, with its sources.").wait_for()
    plain, rich = window.page.evaluate(
        "navigator.clipboard.read().then(([item]) => Promise.all(['text/plain', 'text/html']"
        ".map(async (type) => (await item.getType(type)).text())))"
    )
    for citation in answerer.ask(KNOWN).citations:
        assert citation.quote in plain
        assert citation.quote in rich
        assert f'<a href="{citation.passage.url}">' in rich
    assert "[1]" in rich
    assert not {"class=", "data-", "<button", "#source"} & {
        rich[i : i + 7] for i in range(len(rich))
    }
    for name, ending in (("Word", "docx"), ("PDF", "pdf"), ("Markdown", "md"), ("JSON", "json")):
        with window.page.expect_download() as download:
            dialog.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / f"answer.{ending}")
        assert download.value.suggested_filename.endswith(f".{ending}")
    assert any(KNOWN in one.text for one in docx.Document(tmp_path / "answer.docx").paragraphs)
    assert (tmp_path / "answer.pdf").read_bytes().startswith(b"%PDF")
    window.page.keyboard.press("Escape")
    window.page.wait_for_function("!document.querySelector('#dl-share').open")
    focused = window.page.evaluate("document.activeElement.hasAttribute('data-share')")
    assert focused  # back where it was opened


def test_whoever_opens_a_link_sees_that_answer_and_can_ask_again(window, chromium, answerer):
    window.asked(KNOWN)
    link = shared(window)
    other = Window(chromium, link, width=390, height=844)
    try:
        other.page.wait_for_selector(".dl-shared")
        assert "Shared answer, asked on" in other.texts(".dl-shared")[0]
        assert "Each quote stands in the archive as it did." in other.texts(".dl-shared")[0]
        other.page.wait_for_selector(".dl-card")
        assert other.texts("#dl-live .dl-question") == [KNOWN]
        assert other.texts("#dl-live .dl-statement") == window.texts("#dl-live .dl-statement")
        assert other.page.evaluate("document.documentElement.scrollWidth") == 390
        assert other.page.locator(".dl-shared").bounding_box()["y"] >= 0
        assert not other.page.locator("#dl-conversations li").count()  # nothing is kept of it yet
        other.page.reload()
        other.page.wait_for_selector(".dl-shared")
        assert other.page.url == link
        other.page.locator(".dl-shared").get_by_role("button", name="Ask again").click()
        other.page.wait_for_selector(".dl-shared", state="detached")
        other.settled(KNOWN)
        assert "#ask" in other.page.url
        other.count("#dl-conversations li", 1)
        cut = link[: len(link) // 2]
        other.page.evaluate("(address) => { location.href = address; }", cut)
        other.page.get_by_text("this link cannot be read: it was cut short").wait_for()
    finally:
        other.close()
