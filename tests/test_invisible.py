"""What nobody sees of a page, a Word file, a PDF or a record is no text of the article."""

import io
import json
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor
from fpdf import FPDF
from PIL import Image

from index import Archive, Article
from index.articles import read

SEEN = "The harbour bridge in Tamber was shut on Monday after a crack was found in a pillar."
HIDDEN = "The mayor of Tamber was given a million crowns by the builder of the bridge."
_SHD = '<w:shd xmlns:w="{0}" w:val="clear" w:color="auto" w:fill="{1}"/>'
_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

HIDING = {
    "attribute": f"<p hidden>{HIDDEN}</p>",
    "white on white": f'<p style="color:#fff;background:#fff">{HIDDEN}</p>',
    "white on the page": f'<p style="color: white">{HIDDEN}</p>',
    "nearly white": f'<p style="color:#fdfdfe">{HIDDEN}</p>',
    "black on black": f'<div style="background:#000"><p style="color:#000">{HIDDEN}</p></div>',
    "font": f'<p><font color="white">{HIDDEN}</font></p>',
    "transparent": f'<p style="color:rgba(0, 0, 0, 0)">{HIDDEN}</p>',
    "size": f'<p style="font-size:0">{HIDDEN}</p>',
    "a pixel": f'<p style="font: 1px serif">{HIDDEN}</p>',
    "off the screen": f'<p style="position:absolute;left:-9999px">{HIDDEN}</p>',
    "indented": f'<p style="text-indent:-200em">{HIDDEN}</p>',
    "opacity": f'<p style="opacity:0">{HIDDEN}</p>',
    "clipped": f'<p style="position:absolute;clip:rect(1px,1px,1px,1px)">{HIDDEN}</p>',
    "clip path": f'<p style="clip-path:inset(50%)">{HIDDEN}</p>',
    "no room": f'<p style="height:0;overflow:hidden">{HIDDEN}</p>',
    "scaled": f'<p style="transform:scale(0)">{HIDDEN}</p>',
    "visibility": f'<p style="visibility:hidden">{HIDDEN}</p>',
    "class": f'<style>.promo {{ display: none }}</style><p class="promo">{HIDDEN}</p>',
    "selector": "<style>.q > p ~ p {display:none!important}</style>"
    f'<div class="q"><p>Short.</p><p style="display:block">{HIDDEN}</p></div>',
    "braces": f'<style>.a{{content:"}}{{"}} .b{{display:none}}</style><p class="b">{HIDDEN}</p>',
    "some of the selectors": f"<style>.none, .x p, .y>p {{color:red;display:none}}</style>"
    f'<div class="y"><p>{HIDDEN}</p></div>',
    "within a rule": f"<style>@media screen{{.a{{display:none}}}} @font-face{{src:url(x)}}</style>"
    f'<p class="a">{HIDDEN}</p>',
    "a picture in the rule": "<style>.a{background:url('data:image/svg+xml;utf8,<svg/>');"
    f'display:none}}</style><p class="a">{HIDDEN}</p>',
    "template": f"<template><p>{HIDDEN}</p></template>",
    "details": f"<details><summary>More</summary><p>{HIDDEN}</p></details>",
    "dialog": f"<dialog><p>{HIDDEN}</p></dialog>",
    "noscript": f"<noscript><p>{HIDDEN}</p></noscript>",
    "displayed not": f'<p style="display:none">{HIDDEN}</p>',
}
SHOWING = {
    "white on dark": f'<div style="background:#003"><p style="color:#fff">{HIDDEN}</p></div>',
    "white on a picture": '<div style="background:url(x)">'
    f'<p style="color:#fff">{HIDDEN}</p></div>',
    "for screen readers": f'<p aria-hidden="true">{HIDDEN}</p>',
    "open details": f"<details open><summary>More</summary><p>{HIDDEN}</p></details>",
    "overruled": "<style>.a{display:none} .a.b{display:block}</style>"
    f'<p class="a b">{HIDDEN}</p>',
    "no selector": f'<style>.z, p:oddly {{display:none}}</style><p class="z">{HIDDEN}</p>',
    "on paper": f'<style>@media print{{.a{{display:none}}}}</style><p class="a">{HIDDEN}</p>',
    "fading in": "<style>@keyframes in{from{opacity:0}} .a{opacity:0;animation:in 1s forwards}"
    f'</style><p class="a">{HIDDEN}</p>',
    "sized again": f'<div style="font-size:0"><p style="font-size:1rem">{HIDDEN}</p></div>',
    "visible again": '<div style="visibility:hidden">'
    f'<p style="visibility:visible">{HIDDEN}</p></div>',
    "page until loaded": f"<style>body{{opacity:0}}</style><p>{HIDDEN}</p>",
    "a variable": f'<p style="color:var(--ink)">{HIDDEN}</p>',
}


def text_of(path: Path) -> str:
    [article] = [item for item in read(path) if isinstance(item, Article)]
    return article.text


def page(body: str) -> str:
    rest = "".join(f"<p>{SEEN} It was day {n}.</p>" for n in range(4))
    return f"<html><head></head><body><article>{rest}{body}<p>{SEEN}</p></article></body></html>"


@pytest.mark.parametrize("way", HIDING)
@pytest.mark.parametrize("kind", ["html", "jsonl", "md"])
def test_hidden_html_is_no_text_and_what_is_around_it_is(tmp_path, kind, way):
    path = tmp_path / f"a.{kind}"
    body = {
        "html": page(HIDING[way]),
        "jsonl": json.dumps({"text": f"<p>{SEEN}</p>{HIDING[way]}<p>{SEEN}</p>"}),
        "md": f"# Bridge shut in Tamber\n\n{SEEN}\n\n{HIDING[way]}\n\n{SEEN}\n",
    }[kind]
    path.write_text(body, encoding="utf-8")
    assert HIDDEN not in text_of(path)
    assert text_of(path).count(SEEN[:-1]) >= 2


@pytest.mark.parametrize("way", SHOWING)
@pytest.mark.parametrize("kind", ["html", "jsonl"])
def test_what_can_be_seen_stays(tmp_path, kind, way):
    if kind == "html" and way in ("for screen readers", "visible again"):
        pytest.skip("the library that finds a page's text leaves these out by itself")
    path = tmp_path / f"a.{kind}"
    record = json.dumps({"text": f"<p>{SEEN}</p>{SHOWING[way]}<p>{SEEN}</p>"})
    path.write_text(page(SHOWING[way]) if kind == "html" else record, encoding="utf-8")
    assert HIDDEN in text_of(path)


def test_what_scripts_reveal_of_a_page_is_read_and_not_in_a_record(tmp_path):
    story = "".join(f"<p>{SEEN} It was day {n}.</p>" for n in range(30))
    page = f"<html><body><main><h1>Bridge shut</h1><div hidden>{story}</div></main></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": f"<p>Short.</p><div hidden>{story}</div>"})
    )
    assert "It was day 29." in text_of(tmp_path / "a.html")
    assert text_of(tmp_path / "a.jsonl") == "Short."


# -- Word --------------------------------------------------------------------------------------


def white(document, run):
    run.font.color.rgb = RGBColor(255, 255, 255)


def shaded(document, run):
    white(document, run)
    run._r.get_or_add_rPr().append(parse_xml(_SHD.format(_NS, "000000")))


def hidden(document, run):
    run.font.hidden = True


def tiny(document, run):
    run.font.size = Pt(0.5)


def by_style(document, run):
    style = document.styles.add_style("Unseen", 2)
    style.font.hidden = True
    run.style = style


def by_paragraph_style(document, run):
    style = document.styles.add_style("Paper", 1)
    style.font.color.rgb = RGBColor(254, 255, 255)
    run._parent.style = style


@pytest.mark.parametrize(
    ("way", "seen"),
    [
        *[(way, False) for way in (white, hidden, tiny, by_style, by_paragraph_style)],
        (shaded, True),
    ],
)
def test_a_run_that_word_does_not_show_is_no_text(tmp_path, way, seen):
    document = docx.Document()
    document.add_paragraph(SEEN)
    way(document, document.add_paragraph().add_run(HIDDEN))
    document.save(tmp_path / "a.docx")
    assert SEEN in text_of(tmp_path / "a.docx")
    assert (HIDDEN in text_of(tmp_path / "a.docx")) == seen


# -- PDF ---------------------------------------------------------------------------------------


def picture(pdf, *place):
    made = io.BytesIO()
    Image.new("RGB", (60, 80), (200, 210, 200)).save(made, "png")
    pdf.image(made, *place)


def not_painted(pdf):
    pdf.text_mode = 3
    pdf.text(20, 120, HIDDEN)


def not_painted_on_a_small_picture(pdf):
    picture(pdf, 10, 100, 60, 40)
    not_painted(pdf)


def scanned(pdf):
    picture(pdf, 0, 0, 210, 297)
    not_painted(pdf)


def in_white(pdf):
    pdf.set_text_color(255)
    pdf.text(20, 120, HIDDEN)


def in_white_on_blue(pdf):
    pdf.set_fill_color(0, 0, 90)
    pdf.rect(10, 100, 190, 40, style="F")
    in_white(pdf)


def under_a_black_bar(pdf):
    pdf.text(20, 120, HIDDEN)
    pdf.set_fill_color(0)
    pdf.rect(10, 110, 190, 20, style="F")


def minute(pdf):
    pdf.set_font("helvetica", size=1)
    pdf.text(20, 120, HIDDEN)


def beside_the_page(pdf):
    pdf.text(-400, 120, HIDDEN)


@pytest.mark.parametrize(
    ("way", "seen"),
    [
        *[(way, False) for way in (not_painted, not_painted_on_a_small_picture, in_white)],
        *[(way, False) for way in (under_a_black_bar, minute, beside_the_page)],
        *[(way, True) for way in (scanned, in_white_on_blue)],
    ],
)
def test_text_that_a_pdf_does_not_show_is_no_text(tmp_path, way, seen):
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, SEEN)
    with pdf.local_context():
        way(pdf)
    pdf.output(str(tmp_path / "a.pdf"))
    text = " ".join(text_of(tmp_path / "a.pdf").split())
    assert SEEN in text
    assert (HIDDEN in text) == seen


# -- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u00ad", "\u200d", "\u2060", "\ufeff", "\u202e", "\ufe0f"]
)
def test_a_word_with_an_invisible_character_in_it_is_found_and_cited_exactly(tmp_path, mark):
    path = tmp_path / "a.txt"
    path.write_text(
        f"Fire at the mill\n\nThe paper{mark}mill in Orle burned down.", encoding="utf-8"
    )
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([path])
        [entry] = archive.catalogue("papermill").entries
        article = archive.article(entry.id)
        assert article.text == "The papermill in Orle burned down."


@pytest.mark.parametrize(
    "text",
    ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u2764\ufe0f \U0001f469\u200d\U0001f467"],
)
def test_joiners_stay_where_they_have_a_meaning(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_text(f"So: {text}", encoding="utf-8")
    assert text_of(path) == f"So: {text}"
