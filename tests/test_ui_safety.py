"""Articles are strangers' text: nothing in one is ever more than text in the browser."""

import json

import pytest

from index import Archive, HybridRetriever
from qa import Answerer, Citation, Statement
from tests.window import Window, served

pytestmark = pytest.mark.slow
EVIL = (
    "<script>window.pwned=1</script><img src=x onerror=window.pwned=1> "
    "${window.pwned=1} {{constructor}} `+alert(1)+` ![x](https://evil.example/pixel.png)"
)


class First:
    """A reader that quotes the first sentence of each hit."""

    name = "first"

    def read(self, query, hits, meter):
        for hit in hits[:3]:
            citation = Citation(hit.passage, *hit.passage.sentences[0])
            yield Statement(citation.quote, (citation,))


def test_a_hostile_article_does_nothing_in_the_browser(chromium, tmp_path):
    text = f"The pier cost 42 million crowns {EVIL}."
    record = {"title": f"Pier {EVIL}", "text": text, "source": f"Courier {EVIL}"}
    record |= {"author": f"Ann {EVIL}", "url": "javascript:window.pwned=1", "date": "2024-05-01"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")
    question = f"What did the pier cost {EVIL}"
    with Archive(tmp_path / "archive", None, create=True) as archive:
        archive.add([tmp_path / "a.jsonl"])
        with served(Answerer(archive, HybridRetriever(archive), First())) as address:
            window = Window(chromium, address)
            window.asked(question)
            assert window.texts(".dl-card mark")[0] in text
            assert EVIL in window.texts(".dl-card h3")[0]
            assert EVIL in window.texts(".dl-byline")[0]
            window.page.locator("#dl-filter > summary").click()  # the outlet's name is there too
            window.page.locator(".dl-card .dl-open").first.click()
            window.page.locator("#dl-reader mark").first.wait_for()
            assert "".join(text.split()) in "".join(window.texts("#dl-reader .dl-text")[0].split())
            window.page.keyboard.press("Escape")
            window.reload()  # from what the browser kept
            window.count(".dl-question", 1)
            window.page.evaluate("location.hash = '#archive'")
            window.page.wait_for_selector("#dl-archive .dl-entries")
            window.page.evaluate("location.hash = '#archive?words=' + encodeURIComponent('pier')")
            window.page.wait_for_selector("#dl-found .dl-headline mark")
            assert EVIL in window.texts("#dl-found .dl-headline")[0]
            nothing = f"zebra {EVIL}"
            window.page.get_by_label("Words", exact=True).fill(nothing)
            window.page.wait_for_selector("#dl-found .dl-nothing")
            assert EVIL in window.texts("#dl-found .dl-nothing")[0]
            window.button("Save search").click()
            window.page.keyboard.press("Enter")
            window.page.wait_for_selector("[data-saved-search]")
            assert window.page.locator("#dl-page :is(img, script, iframe)").count() == 0
            assert window.page.locator("a[href^=javascript]").count() == 0
            assert window.page.evaluate("window.pwned") is None
            window.close()


def test_an_article_from_right_to_left_is_shown_so(chromium, tmp_path):
    text = "بلغت تكلفة إصلاح الجسر 42 مليون كرونة. وقال رئيس البلدية إن الجسر سيفتح في مايو."
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "الجسر", "text": text}), "utf-8")
    with Archive(tmp_path / "archive", None, create=True) as archive:
        archive.add([tmp_path / "a.jsonl"])
        with served(Answerer(archive, HybridRetriever(archive), First())) as address:
            window = Window(chromium, address)
            window.asked("تكلفة إصلاح الجسر")
            direction = "(e) => getComputedStyle(e).direction"
            for where in (".dl-question", ".dl-statement", ".dl-passage"):
                assert window.page.locator(where).first.evaluate(direction) == "rtl"
            window.page.locator(".dl-card .dl-open").first.click()
            paragraph = window.page.locator("#dl-reader .dl-text p").first
            assert paragraph.evaluate(direction) == "rtl"
            window.close()
