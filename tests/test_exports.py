"""Exports: nothing that was quoted becomes markup, and whoever has the articles can verify them."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from index import Filters, Hit
from qa import Abstention, Citation, Reason, Statement
from qa.window import Exchange
from qa.window.exports import as_json, as_markdown, footnoted
from tests.answers import answer, whole
from tests.html_page import Html
from tests.kept import BRIDGE, MOONS, ask

HOSTILE = (
    "[x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<script>alert(1)</script>",
    "<https://evil.example/>",
    "https://evil.example/ www.evil.example me@evil.example",
    "`code` ```\nfence\n``` ~~~",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "12) item",
    "> quote",
    "* * *",
    "---",
    "===",
    "line\n===\nline\n---",
    "    indented\n\n    code",
    "a | b\n--|--\n1 | 2",
    "*strong* **very** _so_ ~~gone~~ ^up^ $x$",
    "[^1]: note",
    "[x]: https://evil.example",
    "[^1]",
    "&lt;b&gt; &#91;x&#93; &colon;",
    "trailing backslash \\",
    "two  \nspaces",
    "\u2028\u202e\x1b[31m\x00",
    "\\[x\\](y)",
)
MARKDOWN = st.text(st.sampled_from("[](){}<>!`*_~#+-=|:.^$&;\\/\"'1a \n\thtps"), max_size=60)
RENDERERS = [
    MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    for html in (False, True)
]


def conversation(text, url="https://courier.example/pier"):
    """An answer and an abstention in which everything but the quote's place is `text`."""
    quote = f"x{text}x"
    fields = {"title": text, "source": text, "authors": (text,), "file": text, "url": url}
    where = whole(f"id{text}", quote, published=date(2024, 3, 14), **fields)
    asked = {"filters": Filters(outlets=(text,)), "asked_at": datetime(2026, 11, 24, tzinfo=UTC)}
    statement = Statement(f"{text}.", (Citation(where, 0, len(quote)),))
    about = {"question": text, "understood": f"what {text}", "made_by": text, "dropped": 1}
    off = Abstention(Reason.OFF_TOPIC, text)
    abstaining = answer(abstention=off, hits=(Hit(where, 1.0),), **about)
    return (
        Exchange(1, text, **asked).after(answer(statement, **about), 0.4),
        Exchange(2, text, **asked).after(abstaining, 0.4),
        Exchange(3, text, statements=(statement,), error=text, lost=1),
        Exchange(4, text, stopped=True),
    )


def rendered(text, archive, **fields):
    markdown = as_markdown(conversation(text, **fields), text, archive)
    pages = [Html(renderer.render(markdown)) for renderer in RENDERERS]
    assert {name for page in pages for name in page.attributes} <= {"href"}
    return pages


def shown(text):
    """How a text looks on one line, without what moves a cursor."""
    kept = (" " if c in "\x00\x1b\u202e" else c for c in text)
    return " ".join("".join(kept).split())


@pytest.fixture(scope="module")
def harmless(sample_archive):
    return rendered("harmless", sample_archive)


@pytest.fixture(scope="module")
def held(sample_archive):
    """A conversation of an answer, an abstention and a question that failed."""
    answered = ask(sample_archive, BRIDGE, Filters(since=date(2024, 1, 1)))
    abstained = replace(ask(sample_archive, MOONS), number=2)
    return answered, abstained, Exchange(3, "Who?", error="the model did not answer")


# -- Markdown --------------------------------------------------------------------------------------


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_was_written_stays_text(sample_archive, harmless, evil):
    for page, plain in zip(rendered(evil, sample_archive), harmless, strict=True):
        assert page.tags == plain.tags
        assert page.links == plain.links
        assert page.text.count(shown(evil)) >= plain.text.count("harmless")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(evil=MARKDOWN)
def test_no_string_becomes_an_element(sample_archive, harmless, evil):
    for page, plain in zip(rendered(f"{evil}a", sample_archive), harmless, strict=True):
        assert page.tags == plain.tags
        assert page.links == plain.links


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "https://evil.example/> [x](javascript:alert(1))",
        "https://evil.example/\n# heading",
        "https://bank.example@evil.example/",
        "https://evil.example/\\",
    ],
)
def test_only_web_addresses_become_links(sample_archive, url):
    for page in rendered("harmless", sample_archive, url=url):
        assert page.links == []
        assert shown(url) in page.text
        assert set(page.tags) <= {"h1", "h2", "p", "strong", "ul", "li"}


def test_a_web_address_with_marks_in_it_is_linked_whole(sample_archive):
    url = "https://courier.example/a_b_*c*?d=`e`&amp=1#~f~"
    for page in rendered("harmless", sample_archive, url=url):
        assert len(page.links) == 2
        assert {link["href"].replace("%60", "`") for link in page.links} == {url}


def test_footnotes_are_numbered_through_the_document_and_each_is_used(sample_archive, held):
    answered, abstained, failed = held
    other = replace(ask(sample_archive, "Who won the mayoral election in Port Sellen?"), number=4)
    text = as_markdown((answered, abstained, failed, other, answered), "Bridge", sample_archive)
    body, notes = text.split("\n\n[^1]: ", 1)
    defined = re.findall(r"^\[\^(\d+)\]: ", f"[^1]: {notes}", re.MULTILINE)
    used = Counter(re.findall(r"\[\^(\d+)\]", body))
    assert len(answered.citations) > 1
    assert defined == [str(n) for n in range(1, len(defined) + 1)]
    assert list(used) == defined
    assert used["1"] == 2  # the first answer is there twice, its notes once


def test_a_footnote_says_all_that_is_needed_to_find_the_sentence(sample_archive, held):
    citation = held[0].citations[0]
    article = sample_archive.article(citation.passage.article_id)
    lines = as_markdown(held, "Bridge", sample_archive).splitlines()
    note = next(line for line in lines if line.startswith("[^1]: "))
    assert f"<{article.url}>" in note
    assert f"“{citation.quote}”" in note
    assert f"characters {citation.start}-{citation.end} of article {article.id}" in note
    assert sha256(article.text.encode()).hexdigest() in note
    page = Html(RENDERERS[0].render(note))
    for said in (article.source, article.title, "14 March 2024", citation.passage.file):
        assert said in page.text


def test_filters_abstentions_errors_and_lost_statements_are_in_it(sample_archive, held):
    stopped = Exchange(4, "And then?", stopped=True, seconds=1.25, lost=2)
    text = as_markdown((*held, stopped), "Bridge", sample_archive)
    page = Html(RENDERERS[0].render(text)).text
    for said in (
        "Asked only of articles from 1 January 2024.",
        "Asked on 24 November 2026 at 10:31 UTC.",
        f"The archive does not say: {held[1].answer.abstention.detail}",
        f"characters {held[1].answer.basis.hits[0].passage.start}-",
        "Not answered: the model did not answer",
        "Stopped after 1.2 s.",
        "2 earlier statements not shown",
    ):
        assert said in page


def test_an_article_that_is_gone_is_said_to_be(sample_archive):
    text = as_markdown(conversation("harmless"), "Gone", sample_archive)
    assert "no longer in the archive" in text


# -- the clipboard ---------------------------------------------------------------------------------


def test_an_answer_for_the_clipboard_has_marks_and_notes(held):
    answered, abstained, failed = held
    text = footnoted(answered)
    said, notes = text.split("\n\n")
    short, agreement, *statements, as_of = said.splitlines()
    assert short == answered.answer.short.text
    assert agreement.startswith("Outlets differ: 4.2 million crowns (1 outlet, 14 March)")
    assert "\n".join(statements) == answered.answer.text
    assert as_of == answered.answer.notes[-1].text == "Sources of 14 March 2024 to 15 March 2024."
    first = answered.citations[0]
    assert notes.splitlines()[0] == (
        f"[1] {first.passage.outlet}, “{first.passage.title}”, 14 March 2024, {first.passage.url}: "
        f"“{first.quote}”"
    )
    assert len(notes.splitlines()) == len(answered.citations)
    assert footnoted(abstained) == f"The archive does not say: {abstained.answer.abstention.detail}"
    assert footnoted(failed) == "Not answered: the model did not answer"


def test_the_clipboard_gets_one_line_a_note_and_no_control_characters():
    text = footnoted(conversation("bad\n[2] Courier\x1b[31m\u202e")[0])
    assert not set("\x1b\u202e") & set(text)
    assert len(text.splitlines()) == 3


# -- JSON ------------------------------------------------------------------------------------------


def verified(exported, texts):
    """How many citations of an export hold, given article id → text; needs no Dateline."""
    held = 0
    for exchange in exported["exchanges"]:
        for citation in exchange["citations"]:
            text = texts[citation["article_id"]]
            quote = text[citation["start"] : citation["end"]]
            held += (
                quote == citation["quote"]
                and sha256(text.encode()).hexdigest() == citation["sha256"]
                and sha256(quote.encode()).hexdigest() == citation["quote_sha256"]
            )
    return held


def test_whoever_has_the_articles_can_verify_every_citation(sample_archive, held):
    exported = json.loads(json.dumps(as_json(held, "Bridge", sample_archive, {})))
    texts = {id_: sample_archive.article(id_).text for id_ in sample_archive.article_ids()}
    citations = [c for exchange in exported["exchanges"] for c in exchange["citations"]]
    assert verified(exported, texts) == len(citations) > 1
    assert verified(exported, {id_: f" {text}" for id_, text in texts.items()}) == 0
    citations[0]["quote"] += "!"
    assert verified(exported, texts) == len(citations) - 1


def test_the_json_says_what_was_asked_of_what_and_by_what(sample_archive, held):
    told = {"reader": "extractive", "threshold": 0.3}
    exported = as_json(held, "Bridge", sample_archive, told)
    assert exported["format"] == 1
    assert exported["title"] == "Bridge"
    assert exported["settings"] == told
    assert exported["archive"] == {
        "identity": sample_archive.identity,
        "coverage": str(sample_archive.coverage()),
    }
    assert datetime.fromisoformat(exported["exported_at"]).utcoffset().total_seconds() == 0
    answered, abstained, failed = exported["exchanges"]
    assert answered["question"] == BRIDGE
    assert answered["filters"]["since"] == "2024-01-01"
    assert answered["made_by"] == "extractive"
    assert answered["seconds"] == 0.25
    assert answered["asked_at"] == "2026-11-24T10:31:05.250000Z"
    assert answered["statements"][0] == {
        "text": held[0].statements[0].text,
        "citations": [1],
        "when": None,
    }
    first, passage = answered["citations"][0], held[0].citations[0].passage
    assert (first["outlet"], first["title"], first["published"], first["url"], first["file"]) == (
        passage.outlet, passage.title, "2024-03-14", passage.url, passage.file,
    )  # fmt: skip
    assert first["authors"] == list(passage.authors)
    assert abstained["abstention"]["reason"] == "off_topic"
    assert len(abstained["nearest"]) == 3
    assert failed["error"] == "the model did not answer"
    assert failed["made_by"] is None
