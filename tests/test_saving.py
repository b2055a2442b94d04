"""Answers as Word and PDF: all that is told is in them, and nothing that was quoted is markup."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from lxml import etree

import qa
from index import Article
from index.articles import read
from qa.cli import main
from qa.documents import fonts
from qa.documents.pdf import as_pdf
from qa.documents.word import as_word
from qa.errors import SettingsError
from qa.render.paper import Paper, Said, Section, Source, paper
from qa.window.saving import Format, saved
from tests.kept import BRIDGE, MOONS, ask
from tests.test_exports import HOSTILE, conversation, shown

GREEK, CYRILLIC = "Η γέφυρα άνοιξε ξανά την Πέμπτη.", "Мост в порту снова открыт."
ARABIC, HAN = "أعيد فتح جسر الميناء يوم الخميس بعد 176 يوما.", "港口大桥周四重新开放"


@pytest.fixture(scope="module")
def held(sample_archive):
    return ask(sample_archive, BRIDGE), replace(ask(sample_archive, MOONS), number=2)


@pytest.fixture(scope="module")
def told(held, sample_archive):
    return paper(held, "The bridge", str(sample_archive.coverage()))


def words(document):
    """The text of a Word document, and of its tables."""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def pages(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def one_line(text):
    return " ".join(text.split())


def set_in(*texts):
    """A sheet with statements of these texts."""
    section = Section(
        1,
        "Which?",
        (),
        (),
        "",
        "",
        False,
        tuple(Said("", text, ()) for text in texts),
        "",
        (),
        (),
        (),
    )
    return Paper("Which?", "About", (section,), ())


# -- Word --------------------------------------------------------------------------------------


def test_a_word_document_has_each_statement_and_leads_to_its_source_and_back(told, held):
    document = docx.Document(io.BytesIO(as_word(told)))
    text = words(document)
    styles = [one.style.name for one in document.paragraphs]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 3  # two questions, the sources
    for statement in held[0].statements:
        assert statement.shown in text
    for citation in held[0].citations:
        assert citation.quote in text
        assert citation.passage.url in text
    assert "The archive does not say:" in text
    body = document.element.body
    places = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}
    anchors = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    assert {one for one in anchors if one} <= places
    assert {"source-1", "source-2", "mark-1", "mark-2"} <= places
    targets = {one.target_ref for one in document.part.rels.values() if one.is_external}
    assert {one.passage.url for one in held[0].citations} <= targets


def test_our_own_reader_takes_the_word_document_for_an_article_with_its_quotes(
    told, held, tmp_path
):
    file = tmp_path / "bridge.docx"
    file.write_bytes(as_word(told))
    (article,) = [one for one in read(file) if isinstance(one, Article)]
    for citation in held[0].citations:
        assert citation.quote in article.text


@pytest.mark.parametrize(
    "evil", [*HOSTILE, '=HYPERLINK("https://evil.example","x")', "{ DDEAUTO c }"]
)
def test_nothing_quoted_is_markup_of_word(evil, sample_archive):
    made = {}
    for text in (evil, "harmless"):
        body = as_word(paper(conversation(text), text, "41 articles"))
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            tree = etree.fromstring(file.read("word/document.xml"))
        made[text] = {one.tag for one in tree.iter()}, docx.Document(io.BytesIO(body))
    assert made[evil][0] <= made["harmless"][0] | {qn("w:rtl"), qn("w:bidi")}
    document = made[evil][1]
    assert shown(evil) in one_line(words(document))
    external = [one.target_ref for one in document.part.rels.values() if one.is_external]
    assert external == ["https://courier.example/pier"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://bank.example@evil.example/"])
def test_only_web_addresses_become_links_of_word_and_pdf(url):
    made = paper(conversation("harmless", url=url), "harmless", "41 articles")
    document = docx.Document(io.BytesIO(as_word(made)))
    assert not [one for one in document.part.rels.values() if one.is_external]
    assert url in words(document)
    assert b"/URI" not in as_pdf(made)


# -- PDF ---------------------------------------------------------------------------------------


def test_a_pdf_has_each_statement_its_sources_and_an_outline(told, held):
    body = as_pdf(told)
    text = one_line(" ".join(pages(body)))
    for statement in held[0].statements:
        assert one_line(statement.shown) in text
    for citation in held[0].citations:
        assert one_line(citation.quote) in text
        assert citation.passage.url in text.replace(" ", "")
    with pypdfium2.PdfDocument(body) as document:
        assert document.get_metadata_dict()["Title"] == "The bridge"
        assert [one.get_title() for one in document.get_toc()][-1] == "Sources"


@pytest.mark.parametrize("evil", HOSTILE)
def test_nothing_quoted_is_markup_of_a_pdf(evil):
    made = as_pdf(paper(conversation(evil), evil, "41 articles"))
    assert made.count(b"/URI (https://courier.example/pier)") == made.count(b"/URI (")
    assert b"/JavaScript" not in made


def test_scripts_that_a_font_has_are_set_and_others_are_said(monkeypatch, tmp_path):
    lacking = fonts.fonts_for(GREEK + CYRILLIC + ARABIC + HAN)
    text = one_line(" ".join(pages(as_pdf(set_in(GREEK, CYRILLIC, ARABIC, HAN)))))
    for said in (GREEK, CYRILLIC, ARABIC, HAN):
        if not set(said) & lacking.missing:
            assert said in text
    if lacking.missing:
        assert f"({lacking.lacking})" in text
    else:
        assert "no font" not in text


def test_without_any_font_of_the_system_latin_is_set_all_the_same(monkeypatch):
    monkeypatch.setattr(fonts, "_installed", dict)
    for family in (fonts._family, lambda: None):  # what the window brings; what every reader has
        monkeypatch.setattr(fonts, "_family", family)
        text = one_line(" ".join(pages(as_pdf(set_in("Häfen were opened.", HAN)))))
        assert "Häfen were opened." in text
        assert "?" * len(HAN) in text
        assert "Han" in text


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    long = tuple(
        Section(
            at,
            f"Heading {at}?",
            (),
            (),
            "",
            "",
            False,
            (Said("", "word " * 90, ()),),
            "",
            (),
            (),
            (),
        )
        for at in range(1, 30)
    )
    for text in pages(as_pdf(Paper("Long", "About", long, ()))):
        told = [line for line in text.splitlines() if line.strip() and " / " not in line]
        assert not told[-1].startswith("Heading") or told[-1] == "Long"


# -- files -------------------------------------------------------------------------------------


def test_files_are_named_after_the_conversation_and_their_format(held, sample_archive):
    for form in Format:
        file = saved(held, "The bridge: cost?", sample_archive, {}, form)
        assert file.name == f"the-bridge--cost{form.ending}"
        assert file.body
    assert saved(held, "…", sample_archive, {}, Format.PDF).name == "conversation.pdf"


def test_an_answer_is_saved_from_python_and_from_the_terminal(answerer, tmp_path):
    answer = answerer.ask(BRIDGE)
    for ending in ("docx", "pdf", "md", "json"):
        qa.save(answer, tmp_path / f"python.{ending}", answerer)
    assert json.loads((tmp_path / "python.json").read_text())["exchanges"][0]["question"] == BRIDGE
    with pytest.raises(SettingsError, match=r"'\.odt' is no format"):
        qa.save(answer, tmp_path / "python.odt", answerer)
    given = ["ask", BRIDGE, "--archive", str(answerer.archive.path), "--save"]
    done = CliRunner().invoke(main, [*given, str(tmp_path / "terminal.docx")])
    assert done.exit_code == 0, done.output
    assert answer.citations[0].quote in words(docx.Document(tmp_path / "terminal.docx"))
    wrong = CliRunner().invoke(main, [*given, str(tmp_path / "terminal.xyz")])
    assert wrong.exit_code == 1
    assert "'.xyz' is no format to save in; there are .docx, .pdf, .md, .json" in wrong.output
    assert not Path(tmp_path / "terminal.xyz").exists()


def test_a_source_without_anything_known_still_says_where_it_is():
    bare = Source(
        "", "", "article a1", "", "", "", "", "", "characters 0-4 of article a1", "“Four”"
    )
    section = Section(1, "Q?", (), (), "", "", False, (Said("", "Four", (1,)),), "", (), (), ())
    made = Paper("Q?", "About", (section,), (bare,))
    assert "article a1" in words(docx.Document(io.BytesIO(as_word(made))))
    assert "article a1" in " ".join(pages(as_pdf(made)))
