"""An answer on the page: what was asked for first, and what adds little folded away."""

import pytest

from index import HybridRetriever
from qa import Answerer, Citation, Statement, quotation
from tests.window import KNOWN, Window, served

pytestmark = pytest.mark.slow
COST = "The repairs to the harbour bridge cost 4.2 million crowns"
BESIDE = "The longest of the seven cracks measures 64 centimetres"
LONG = f"{'The editor of the supplement has to know what it was. ' * 8}{KNOWN}"
SIZE = "([one]) => parseFloat(getComputedStyle(document.querySelector(one)).fontSize)"


class Quoting:
    """A reader that quotes what it cost, and then something beside the point."""

    name = "quoting"

    def __init__(self, archive):
        self._archive = archive

    def read(self, query, hits, meter):
        for begins in (COST, BESIDE):
            for article in map(self._archive.article, self._archive.article_ids()):
                start = article.text.find(begins)
                if start >= 0:
                    end = article.text.index(".", start + len(begins)) + 1
                    passage = self._archive.passage_at(article.id, start, end)
                    cited = Citation(passage, start, end)
                    yield Statement(quotation(cited), (cited,))
                    break


def test_what_was_asked_for_is_largest_and_what_adds_little_unfolds(chromium, sample_archive):
    reader = Quoting(sample_archive)
    answerer = Answerer(sample_archive, HybridRetriever(sample_archive), reader)
    with served(answerer) as address:
        window = Window(chromium, address)
        window.asked(KNOWN)
        page = window.page
        assert window.texts("#dl-live [aria-live] > .dl-short") == ["4.2 million crowns[1]"]
        assert window.texts("#dl-live .dl-quoted mark") == ["4.2 million crowns"]
        assert window.texts(".dl-card mark") == [
            "4.2 million crowns",
            *window.texts("#card-1-2 mark"),
        ]
        parts = (".dl-short", ".dl-question", ".dl-statement", "figcaption")
        sizes = [page.evaluate(SIZE, [f"#dl-live {one}"]) for one in parts]
        assert sizes == [30, 18, 18, 14]
        second = page.locator("#mark-1-2")
        assert not second.is_visible()
        page.locator("#card-1-2 .dl-number").click()  # back to where it stands
        second.wait_for()
        assert page.evaluate("document.activeElement.id") == "mark-1-2"
        page.locator(".dl-related > summary").click()
        assert not second.is_visible()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert second.is_visible()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert not second.is_visible()
        window.reload()
        assert window.texts("#dl-live .dl-short") == ["4.2 million crowns[1]"]
        assert not second.is_visible()
        window.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_of_a_long_question_three_lines_are_shown_until_all_is_asked_for(
    chromium, url, width, height
):
    window = Window(chromium, url, width, height)
    window.asked(KNOWN)
    assert not window.page.locator("#dl-live [data-whole]").count()
    window.asked(LONG)
    question, more = (
        window.page.locator(f"#dl-live {one}") for one in (".dl-question", ".dl-more")
    )
    clamped = question.bounding_box()["height"]
    assert clamped <= 3 * 18 * 1.4 + 1
    more.click()
    assert question.bounding_box()["height"] > clamped + 18
    assert more.get_attribute("aria-expanded") == "true"
    more.press("Enter")
    assert question.bounding_box()["height"] == clamped
    window.page.reload()
    window.page.locator("#dl-live .dl-more").wait_for()
    window.close()
