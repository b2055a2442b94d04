"""PDFs as they are printed: columns, boxes, heads and feet, divided words, several stories."""

import io
from datetime import date

import pytest
from fpdf import FPDF
from PIL import Image

from index.articles import read
from index.files.documents.hyphens import Hyphens
from index.types import Article, Refused
from tests.benchmarks.bench_pdf import wrong
from tests.benchmarks.printing import printed

STORY = [
    "The harbour bridge in Tamber will close for nine weeks from Monday after engineers found a "
    "crack in the main deck, the council said on Tuesday.",
    "Drivers will be sent over the old viaduct, which carries two lanes in each direction and has "
    "a weight limit of twelve tonnes, until the work is done.",
    "The repair costs 4.2 million crowns, of which the region pays half, according to the "
    "treasurer, who called the sum affordable after a debate of three hours.",
]
_PAGES = {made.name: made for made in printed(1, browser=False)}


def paper() -> FPDF:
    made = FPDF()
    made.set_auto_page_break(False)
    made.add_page()
    made.set_font("times", size=11)
    return made


def saved(tmp_path, made: FPDF):
    path = tmp_path / "a.pdf"
    made.output(str(path))
    return path


def story_at(made: FPDF, top: float, paragraphs=STORY, width: float = 170) -> None:
    made.set_y(top)
    for text in paragraphs:
        made.set_x(20)
        made.multi_cell(width, 5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        made.ln(3)


@pytest.mark.parametrize("name", _PAGES)
def test_pages_are_read_in_the_order_of_a_reader(tmp_path, name):
    path = tmp_path / "a.pdf"
    path.write_bytes(_PAGES[name].data)
    articles = [one for one in read(path) if isinstance(one, Article)]
    bad, letters, ordered = wrong(_PAGES[name], articles)
    assert (ordered, bad) == (True, 0), f"{bad} of {letters}"


def test_pages_are_told_and_offsets_are_theirs(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(_PAGES["pages of one column"].data)
    [article] = read(path)
    assert [label for _, label in article.places] == ["page 1", "page 2", "page 3"]
    starts = [start for start, _ in article.places]
    assert starts == sorted(starts)
    assert all(start == 0 or article.text[start - 1] in " \n" for start in starts)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("an interna-", "tional line", "an international line"),
        ("for 24-", "hour care", "for 24-hour care"),
        ("the vice-", "president of", "the vice-president of"),
        ("a co-", "operative shop", "a co-operative shop"),
        ("a well-", "known man", "a well-known man"),
        ("Sue Moe-", "Garner said", "Sue Moe-Garner said"),
        ("a short-", "age of staff", "a shortage of staff"),
        ("short-", "and long-term loans", "short- and long-term loans"),
        ("her mother-in-", "law came", "her mother-in-law came"),
        ("a Tamber-", "based firm", "a Tamber-based firm"),
        ("in Kes-", "trane today", "in Kestrane today"),
        ("in the har\u00ad", "bour", "in the harbour"),
        ("he left -", "and came back", "he left - and came back"),
    ],
)
def test_words_divided_at_the_end_of_a_line_are_put_together(before, after, joined):
    assert Hyphens([before, after]).joined(before, after) == joined


def test_what_else_a_document_writes_decides_about_a_hyphen():
    assert Hyphens(["the inter-city train ran"]).joined("an inter-", "city") == "an inter-city"
    assert Hyphens(["the skybridge fell"]).joined("a sky-", "bridge") == "a skybridge"


def test_a_running_head_tells_outlet_and_day_and_is_no_text(tmp_path):
    made = paper()
    for page in range(3):
        if page:
            made.add_page()
        made.set_font("times", size=8)
        made.text(20, 12, f"The Harbour Courier, Tuesday 14 May 2024, page {page + 5}")
        made.set_font("times", size=11)
        story_at(made, 30, [f"On day {page} it was so. {STORY[page]} That was part {page}."])
    [article] = read(saved(tmp_path, made))
    assert (article.source, article.published) == ("The Harbour Courier", date(2024, 5, 14))
    assert "Courier" not in article.text
    assert article.text.count("That was part") == 3


def test_when_a_page_was_printed_is_no_day_of_an_article(tmp_path):
    made = paper()
    made.set_font("times", size=8)
    made.text(20, 8, "14 May 2024, 09:12")
    made.text(20, 290, "https://courier.example/bridge")
    made.set_font("times", size=11)
    story_at(made, 30)
    [article] = read(saved(tmp_path, made))
    assert (article.published, article.url) == (None, "https://courier.example/bridge")
    assert article.text.startswith("The harbour bridge")


def test_lines_that_send_a_reader_on_are_left_out(tmp_path):
    made = paper()
    story_at(made, 30, [*STORY, "Continued on page 7"])
    [article] = read(saved(tmp_path, made))
    assert article.text.split("\n\n") == STORY


def test_headings_between_the_parts_of_an_article_begin_no_other(tmp_path):
    made = paper()
    made.set_font("times", "B", 22)
    made.text(20, 25, "Bridge shut for nine weeks")
    made.set_font("times", size=11)
    story_at(made, 35)
    made.set_font("times", "B", 15)
    made.text(20, 112, "What drivers can do")
    made.set_font("times", size=11)
    story_at(made, 118)
    [article] = read(saved(tmp_path, made))
    assert article.title == "Bridge shut for nine weeks"
    assert "What drivers can do" in article.text.split("\n\n")


def test_letters_drawn_twice_are_one(tmp_path):
    made = paper()
    for _ in range(2):
        story_at(made, 30)
    [article] = read(saved(tmp_path, made))
    assert article.text.split("\n\n") == STORY


# -- scans -------------------------------------------------------------------------------------


def picture_of(path) -> Image.Image:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return document[0].render(scale=200 / 72, grayscale=True).to_pil()


@pytest.fixture
def scan(tmp_path):
    made = paper()
    made.set_font("times", size=12)
    story_at(made, 30)
    return picture_of(saved(tmp_path, made))


def scanned(scan: Image.Image, stamp: str = "") -> FPDF:
    made = paper()
    data = io.BytesIO()
    scan.save(data, "png")
    made.image(data, 0, 0, 210, 297)
    if stamp:
        made.text(20, 290, stamp)
    return made


@pytest.mark.parametrize(
    "stamp", ["", "Downloaded from the library of Tamber on 3 May 2024", "For personal use. 17/2"]
)
def test_a_scan_is_refused_whatever_is_stamped_on_it(tmp_path, scan, stamp):
    [refused] = read(saved(tmp_path, scanned(scan, stamp)))
    assert isinstance(refused, Refused)
    assert "has no text layer" in refused.why
    assert "--ocr" in refused.why


def test_what_a_scanner_recognised_is_read(tmp_path, scan):
    made = scanned(scan)
    made.text_mode = 3
    story_at(made, 30)
    [article] = read(saved(tmp_path, made))
    assert article.text.split("\n\n") == STORY
    assert article.confidence is None


def test_a_picture_is_refused_until_its_letters_are_to_be_recognised(tmp_path, scan):
    scan.save(tmp_path / "a.png")
    [refused] = read(tmp_path / "a.png")
    assert "--ocr" in refused.why
