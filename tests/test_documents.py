import io
import json
import time
import zipfile
from datetime import date, datetime

import docx
import pytest
from fpdf import FPDF

from index.articles import read
from index.types import Article, Refused, Remark

BODY = [
    "The harbour bridge will close for nine weeks from Monday after engineers found a crack in "
    "the main deck, the city council said on Tuesday.",
    "Drivers will be sent over the old viaduct, which carries two lanes in each direction and "
    "has a weight limit of twelve tonnes.",
    "The repair costs 4.2 million crowns, of which the region pays half, according to the "
    "council's treasurer, who called the sum affordable.",
]


def only(path):
    (outcome,) = read(path)
    return outcome


def saved(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


# --- plain text -----------------------------------------------------------------------------


def test_a_short_first_line_that_stands_alone_is_the_headline(tmp_path):
    article = only(saved(tmp_path, "a.txt", f"\n\nBridge shut for nine weeks\n\n{BODY[0]}\n"))
    assert (article.title, article.text) == ("Bridge shut for nine weeks", BODY[0])


@pytest.mark.parametrize(
    "first",
    [
        "The bridge is shut.",
        "16:49 GMT10 July 2020",
        "Updated 15 May 2023",
        "Tuesday, May 16, 2023",
        "x" * 80 + " " + "y" * 80,
        "Two lines\nthat stand together",
        "2023-05-15 late edition",
        "Advertisement",
    ],
)
def test_other_first_lines_are_text(tmp_path, first):
    article = only(saved(tmp_path, "a.txt", f"{first}\n\n{BODY[0]}"))
    assert (article.title, article.text) == ("", f"{first}\n\n{BODY[0]}")


def test_a_sites_clock_is_neither_headline_nor_date_and_the_text_stays_whole(tmp_path):
    page = (
        f"09:12 GMT4 March 2021\nListen\n    Europe\n\n    {BODY[0]}\n\n    {BODY[1]}\n    More\n"
    )
    article = only(saved(tmp_path, "000_ab20210304cd.txt", page))
    assert (article.title, article.published) == ("", None)
    assert article.text == page.rstrip()


def test_labelled_lines(tmp_path):
    head = (
        "Headline: Bridge shut\nOutlet: The Harbour Post\nBy: Ann Lee and Bo Vale\n"
        "Date: 15 May 2023\nURL: https://post.example/bridge\nDesk: City\n"
    )
    assert only(saved(tmp_path, "a.txt", f"{head}\n{BODY[0]}\n\n{BODY[1]}")) == Article(
        id=only(tmp_path / "a.txt").id,
        title="Bridge shut",
        text=f"{BODY[0]}\n\n{BODY[1]}",
        source="The Harbour Post",
        published=date(2023, 5, 15),
        url="https://post.example/bridge",
        authors=("Ann Lee", "Bo Vale"),
    )


def test_a_bad_labelled_date_is_remarked(tmp_path):
    path = saved(tmp_path, "a.txt", f"Title: Bridge shut\nDate: 05/06/2023\n\n{BODY[0]}")
    remark, article = read(path)
    assert isinstance(remark, Remark)
    assert "could be" in remark.why
    assert article.published is None


def test_a_story_that_begins_like_a_label_stays_whole(tmp_path):
    text = f"Update: the bridge is open again.\n\n{BODY[0]}"
    assert only(saved(tmp_path, "a.txt", text)).text == text


# --- Markdown -------------------------------------------------------------------------------


def test_markdown_becomes_plain_paragraphs(tmp_path):
    source = (
        "# Bridge *shut*\n\nThe **harbour** [bridge](https://x.example) closed\non Monday. "
        "![A photo](p.jpg)\n\n## Cost\n\n- one\n- two\n  - inner\n\n1. first\n2. second\n\n"
        "> Quoted `words`.\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "<p>Raw <b>x</b></p>\n"
    )
    article = only(saved(tmp_path, "a.md", source))
    assert article.title == "Bridge shut"
    assert article.text.split("\n\n") == [
        *("The harbour bridge closed on Monday.", "Cost", "- one\n- two\n- inner"),
        *("- first\n- second", "Quoted words.", "code", "a | b\n1 | 2", "Raw x"),
    ]


def test_front_matter(tmp_path):
    source = (
        "---\nheadline: Bridge shut\noutlet: Post\nauthors:\n  - Ann Lee\ndate: 2023-05-15\n"
        f"updated: 2023-02-30\n---\n# Another heading\n\n{BODY[0]}\n"
    )
    remark, article = read(saved(tmp_path, "a.md", source))
    assert remark.why == "updated: '2023-02-30' is not a date that exists; left empty"
    assert (article.title, article.source, article.authors) == ("Bridge shut", "Post", ("Ann Lee",))
    assert (article.published, article.updated) == (date(2023, 5, 15), None)
    assert article.text == f"Another heading\n\n{BODY[0]}"


def test_broken_front_matter_is_remarked_and_the_text_kept(tmp_path):
    remark, article = read(saved(tmp_path, "a.md", f"---\ntitle: [a\n---\n{BODY[0]}\n"))
    assert "front matter is not valid YAML" in remark.why
    assert article.text == BODY[0]


# --- web pages ------------------------------------------------------------------------------


def page(head="", top="", body=BODY, bottom=""):
    paragraphs = "\n".join(f"<p>{text}</p>" for text in body)
    return f"""<!DOCTYPE html><html lang="en"><head>{head}</head><body>
<div class="cookie-banner"><p>We use cookies to improve your visit. Accept all cookies?</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article>{top}<h1>Bridge shut for nine weeks</h1>
<div class="share"><a href="#">Share on Facebook</a> <a href="#">Share on X</a></div>
<figure><img src="b.jpg"><figcaption>The bridge, photographed last year.</figcaption></figure>
{paragraphs}
<div class="newsletter"><p>Sign up for our newsletter to get the news every day.</p></div>
{bottom}</article>
<aside><h2>Most read</h2><ul><li><a href="/x">Ten walks by the sea</a></li></ul></aside>
<section id="comments"><p>I always said that the bridge was rotten, says Joe.</p></section>
<footer><p>Copyright 2019 The Harbour Post. All rights reserved.</p></footer></body></html>"""


def linked_data(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return f'<script type="application/ld+json">{text}</script>'


NODE = {
    "@type": "NewsArticle",
    "headline": "Bridge shut for nine weeks",
    "datePublished": "2023-05-15T23:30:00-05:00",
    "dateModified": "2023-05-17",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Vale"}],
    "publisher": {"@type": "Organization", "name": "The Harbour Post"},
    "url": "https://post.example/bridge",
}


@pytest.mark.parametrize(
    "value",
    [
        NODE,
        [{"@type": "BreadcrumbList"}, NODE],
        {"@graph": [{"@type": "WebSite", "name": "Elsewhere"}, NODE]},
        {**NODE, "@type": ["Article", "NewsArticle"]},
    ],
)
def test_a_page_with_json_ld(tmp_path, value):
    article = only(saved(tmp_path, "a.html", page(head=linked_data(value))))
    assert article.title == "Bridge shut for nine weeks"
    assert article.text == "\n\n".join(BODY)
    assert article.source == "The Harbour Post"
    assert article.authors == ("Ann Lee", "Bo Vale")
    assert (article.published, article.updated) == (date(2023, 5, 15), date(2023, 5, 17))
    assert (article.url, article.kind) == ("https://post.example/bridge", "news")


def test_the_node_of_this_page_is_taken_from_several(tmp_path):
    head = '<meta property="og:url" content="https://post.example/bridge">' + linked_data(
        [{**NODE, "url": "https://post.example/other", "datePublished": "2020-01-01"}, NODE]
    )
    assert only(saved(tmp_path, "a.html", page(head=head))).published == date(2023, 5, 15)


@pytest.mark.parametrize(
    ("kind", "expected"), [("OpinionNewsArticle", "opinion"), ("LiveBlogPosting", "live")]
)
def test_the_kind_of_a_page(tmp_path, kind, expected):
    path = saved(tmp_path, "a.html", page(head=linked_data({**NODE, "@type": kind})))
    assert only(path).kind == expected


def test_the_section_opinion_is_a_kind(tmp_path):
    head = '<meta property="article:section" content="Opinion">'
    assert only(saved(tmp_path, "a.html", page(head=head))).kind == "opinion"


def test_broken_json_ld_is_remarked_and_meta_tags_are_used(tmp_path):
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "a" "b"}</script>'
        '<meta property="og:title" content="Bridge &amp; road shut">'
        '<meta property="og:site_name" content="The Harbour Post">'
        '<meta name="author" content="Ann Lee">'
        '<meta property="article:published_time" content="2023-05-15T08:00:00Z">'
        '<link rel="canonical" href="https://post.example/bridge">'
    )
    headless = page(head=head).replace("<h1>Bridge shut for nine weeks</h1>", "")
    remark, article = read(saved(tmp_path, "a.html", headless))
    assert "JSON-LD cannot be read" in remark.why
    assert (article.title, article.source) == ("Bridge & road shut", "The Harbour Post")
    assert (article.authors, article.published) == (("Ann Lee",), date(2023, 5, 15))
    assert article.url == "https://post.example/bridge"


@pytest.mark.parametrize(
    ("head", "top"),
    [
        ('<meta itemprop="datePublished" content="2023-05-15">', ""),
        ("", '<header><time datetime="2023-05-15T08:00">Monday</time></header>'),
        ("", '<time pubdate datetime="2023-05-15">Monday</time>'),
        ("", '<span itemprop="datePublished">15 May 2023</span>'),
        ('<link rel="canonical" href="https://post.example/2023/05/15/bridge">', ""),
    ],
)
def test_other_explicit_dates(tmp_path, head, top):
    assert only(saved(tmp_path, "a.html", page(head=head, top=top))).published == date(2023, 5, 15)


@pytest.mark.parametrize(
    "top",
    [
        "<p>Last checked on 3 March 2018.</p>",
        '<header><time datetime="2023-05-15"></time><time datetime="2023-05-17"></time></header>',
        '<p><time datetime="2018-03-03">that day</time></p>',
    ],
)
def test_a_date_that_is_not_stated_as_such_is_not_taken(tmp_path, top):
    article = only(saved(tmp_path, "a.html", page(top=top)))
    assert article.published is None


def test_a_page_without_any_metadata(tmp_path):
    article = only(saved(tmp_path, "a.html", page()))
    assert article.title == "Bridge shut for nine weeks"
    assert (article.source, article.url, article.authors, article.kind) == ("", "", (), "")
    assert article.text == "\n\n".join(BODY)


def test_the_declared_charset_of_a_page(tmp_path):
    path = tmp_path / "a.html"
    text = "Мост через гавань закроют на девять недель, сообщил во вторник городской совет."
    head = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    path.write_bytes(page(head=head, body=[text, *BODY]).encode("cp1251"))
    assert only(path).text.startswith(text)


def test_xhtml_with_a_declaration(tmp_path):
    source = '<?xml version="1.0" encoding="utf-8"?>\n' + page()
    assert only(saved(tmp_path, "a.xhtml", source)).text == "\n\n".join(BODY)


@pytest.mark.parametrize(
    "source",
    ["<html></html>", "<!DOCTYPE html><html><body><nav><a href='/'>Home</a></nav></body></html>"],
)
def test_a_page_without_an_article(tmp_path, source):
    assert isinstance(only(saved(tmp_path, "a.html", source)), Refused)


def test_a_page_nested_without_end_does_not_hang(tmp_path):
    started = time.perf_counter()
    outcome = only(saved(tmp_path, "a.html", "<div>" * 50_000 + f"<p>{BODY[0]}</p>"))
    assert isinstance(outcome, Refused | Article)
    assert time.perf_counter() - started < 20


def test_a_page_with_a_megabyte_of_spaces_does_not_hang(tmp_path):
    started = time.perf_counter()
    body = [BODY[0] + " " * 1_000_000 + "End.", *BODY[1:]]
    article = only(saved(tmp_path, "a.html", page(body=body)))
    assert article.text.startswith(f"{BODY[0]} End.")
    assert time.perf_counter() - started < 10


# --- PDF ------------------------------------------------------------------------------------


def pdf(paragraphs, title="", head="", footer=False, **encryption):
    class Paper(FPDF):
        def header(self):
            if head:
                self.set_font("helvetica", size=8)
                self.cell(text=head, new_x="LMARGIN", new_y="NEXT")
                self.ln(4)

        def footer(self):
            if footer:
                self.set_y(-15)
                self.cell(text=f"Page {self.page_no()}")

    made = Paper()
    made.set_creation_date(datetime(2024, 1, 2))
    if title:
        made.set_title(title)
    if encryption:
        made.set_encryption(**encryption)
    made.add_page()
    made.set_font("times", size=12)
    for text in paragraphs:
        made.set_font("times", size=12)
        made.multi_cell(w=120, h=6, text=text, align="L", new_x="LMARGIN", new_y="NEXT")
        made.ln(4)
    return bytes(made.output())


def test_a_pdf_gives_whole_paragraphs_and_no_date(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(BODY, title="Bridge shut for nine weeks"))
    article = only(path)
    assert article.text == "\n\n".join(BODY)
    assert (article.title, article.published) == ("Bridge shut for nine weeks", None)


@pytest.mark.parametrize("title", ["bridge_final_v2.docx", "Microsoft Word - bridge", "untitled"])
def test_a_file_name_is_no_headline(tmp_path, title):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(BODY, title=title))
    assert only(path).title == ""


def test_running_heads_and_page_numbers_go_and_paragraphs_run_on(tmp_path):
    path = tmp_path / "a.pdf"
    many = [f"Paragraph {n} of this report. {BODY[n % 3]} So ends part {n}." for n in range(30)]
    path.write_bytes(pdf(many, head="The Harbour Post, Monday edition", footer=True))
    article = only(path)
    assert article.text.split("\n\n") == many


def test_hyphenated_line_ends_are_joined(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(["The council approved the re-\npair of the har-\nbour bridge at once."]))
    assert only(path).text == "The council approved the repair of the harbour bridge at once."


def test_an_encrypted_pdf(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(BODY, owner_password="o", user_password="u"))
    assert only(path).why == "is encrypted; save a copy without password"
    path.write_bytes(pdf(BODY, owner_password="o"))
    assert only(path).text == "\n\n".join(BODY)


def test_a_pdf_without_text_and_a_damaged_one(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([]))
    assert "has no text layer" in only(path).why
    path.write_bytes(pdf(BODY)[:300])
    assert "damaged PDF" in only(path).why
    path.write_bytes(b"hardly a document")
    assert "damaged PDF" in only(path).why


# --- Word -----------------------------------------------------------------------------------


def word(tmp_path, title="", style="Heading 1"):
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.created = datetime(2024, 1, 2)
    document.add_paragraph("Bridge shut for nine weeks", style=style)
    document.add_paragraph(BODY[0])
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Cost", "4.2 million"
    document.add_paragraph(BODY[1])
    path = tmp_path / "a.docx"
    document.save(path)
    return path


@pytest.mark.parametrize("style", ["Heading 1", "Title"])
def test_word_paragraphs_and_cells_in_order(tmp_path, style):
    article = only(word(tmp_path, style=style))
    assert article.title == "Bridge shut for nine weeks"
    assert article.text == "\n\n".join([BODY[0], "Cost", "4.2 million", BODY[1]])
    assert (article.published, article.authors) == (None, ())


def test_a_stated_title_comes_first_and_a_file_name_is_none(tmp_path):
    assert only(word(tmp_path, title="A bridge is shut")).title == "A bridge is shut"
    assert only(word(tmp_path, title="bridge.docx")).title == "Bridge shut for nine weeks"


def test_damaged_word_files(tmp_path):
    path = word(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "damaged or no Word document" in only(path).why
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as package:
        package.writestr("a.txt", "no document")
    path.write_bytes(other.getvalue())
    assert "damaged or no Word document" in only(path).why


def test_a_very_short_page_keeps_its_blocks_apart(tmp_path):
    page = tmp_path / "zoo.html"
    page.write_text(
        "<html><body><article><h1>Zoo gets a lion</h1><p class=byline>By Petra Quill</p>"
        "<p>The zoo in Kestrane has bought a lion.</p><p>He arrives on Friday.</p></article>"
    )
    [article] = read(page)
    assert "The zoo in Kestrane has bought a lion.\n\nHe arrives on Friday." in article.text
    assert "Quill The zoo" not in article.text
