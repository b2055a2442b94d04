"""What stands between a document's headline and its text is no text: byline, outlet, day."""

import io
from datetime import date

import docx
import pytest
from fpdf import FPDF

from index.articles import read
from index.files.heads import head_of

BODY = (
    "The tram line to the harbour will open in autumn, the council said on Tuesday. It was to "
    "open in spring, but the rails came late."
)
DAY = date(2024, 5, 14)


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (["By Fen Aster"], {"authors": ["Fen Aster"]}),
        (["By Fen Aster and Jo Lind"], {"authors": ["Fen Aster", "Jo Lind"]}),
        (["By Fen Aster, political editor"], {"authors": ["Fen Aster"]}),
        (["Von Jana Roth"], {"authors": ["Jana Roth"]}),
        (["14 May 2024"], {"published": DAY}),
        (["Tuesday, May 14, 2024"], {"published": DAY}),
        (["14. Mai 2024"], {"published": DAY}),
        (["Published on 14 May 2024"], {"published": DAY}),
        (["Veröffentlicht am 14. Mai 2024"], {"published": DAY}),
        (["By Fen Aster on May 14, 2024"], {"published": DAY, "authors": ["Fen Aster"]}),
        (["Aldmouth Gazette, 14 May 2024"], {"published": DAY, "source": "Aldmouth Gazette"}),
        (["Aldmouth Gazette | 14 May 2024"], {"published": DAY, "source": "Aldmouth Gazette"}),
        (["By Fen Aster · 14 May 2024"], {"published": DAY, "authors": ["Fen Aster"]}),
        (
            ["Aldmouth Gazette, 14 May 2024", "By Fen Aster"],
            {"published": DAY, "source": "Aldmouth Gazette", "authors": ["Fen Aster"]},
        ),
    ],
)
def test_lines_that_say_who_where_and_when_are_read(lines, values):
    assert head_of([*lines, BODY]) == (values, len(lines))


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the water had gone.",
        "By the numbers",
        "By Monday",
        "By Fen Aster's own account the line was late",
        "Von der Brücke blieb nichts übrig",
        "A story of 14 May 2024",
        "14 May 2024 was the day that it fell",
        "Sunday 14 May 2024 at the harbour",
        "Open until 14 May 2024",
        "Updated 14 May 2024",
        "Tamber, 14 May 2024",
        "05/06/2024",
        "May 2024",
        "Rails, trams and ferries",
        "Aldmouth Gazette wins prize",
    ],
)
def test_any_other_line_is_text(line):
    assert head_of([line, BODY]) == ({}, 0)


def test_a_text_that_is_nothing_else_stays():
    assert head_of(["By Fen Aster"]) == ({}, 0)
    assert head_of([]) == ({}, 0)


def test_in_a_word_file(tmp_path):
    document = docx.Document()
    document.add_heading("Tram line to open in autumn", 1)
    for line in ("Aldmouth Gazette, 14 May 2024", "By Fen Aster", BODY):
        document.add_paragraph(line)
    data = io.BytesIO()
    document.save(data)
    (tmp_path / "tram.docx").write_bytes(data.getvalue())
    (article,) = read(tmp_path / "tram.docx")
    assert (article.source, article.published) == ("Aldmouth Gazette", DAY)
    assert (article.authors, article.text) == (("Fen Aster",), BODY)


def test_in_plain_text(tmp_path):
    (tmp_path / "tram.txt").write_text(
        f"Tram line to open in autumn\n\nBy Fen Aster\n\n14 May 2024\n\n{BODY}\n"
    )
    (article,) = read(tmp_path / "tram.txt")
    assert (article.title, article.authors) == ("Tram line to open in autumn", ("Fen Aster",))
    assert (article.published, article.text) == (DAY, BODY)


def test_in_a_page_what_it_states_itself_comes_first(tmp_path):
    body = "".join(f"<p>{BODY} It was the {n}th delay.</p>" for n in range(4, 9))
    page = (
        "<html><head><title>Tram line to open</title>"
        '<meta property="article:published_time" content="2024-05-15"></head><body><article>'
        f"<h1>Tram line to open</h1><p>By Fen Aster on May 14, 2024</p>{body}"
        "</article></body></html>"
    )
    (tmp_path / "tram.html").write_text(page)
    (article,) = read(tmp_path / "tram.html")
    assert (article.published, article.authors) == (date(2024, 5, 15), ("Fen Aster",))
    assert article.text.startswith("The tram line")


def test_in_a_pdf_with_the_page_that_the_text_stands_on(tmp_path):
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=24)
    page.multi_cell(0, 10, "Tram line to open in autumn", new_x="LMARGIN", new_y="NEXT")
    page.set_font("helvetica", size=11)
    for line in ("By Fen Aster", "14 May 2024", BODY):
        page.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        page.ln(6)
    page.output(str(tmp_path / "tram.pdf"))
    (article,) = read(tmp_path / "tram.pdf")
    assert (article.authors, article.published) == (("Fen Aster",), DAY)
    assert (article.text, article.places) == (BODY, ((0, "page 1"),))
