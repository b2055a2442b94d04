"""The text that is read of a saved page: its own paragraphs, and nothing beside the article."""

import json

import pytest

from index.articles import read
from index.types import Article, Remark

LEAD = (
    "The ferry between Tamber and Elm Island will run at night from June, the port authority of "
    "Tamber said on Tuesday after a vote of its board."
)
SECOND = (
    "Two boats will cross every forty minutes until four in the morning, and the fare will stay at "
    "three crowns, the authority's director, Oda Lund, told reporters."
)
THIRD = (
    "Islanders had asked for a night ferry since the old swing bridge was closed to cars in March, "
    "when engineers found cracks in its bearing."
)
STORY = f"<p>{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"
TEXT = [LEAD, SECOND, THIRD]
OTHER = (
    "A bakery on Quay Street has won the prize for the best rye bread of the coast for the third "
    "year in a row, the jury said."
)
COMMENT = (
    "I have waited for this boat for years, and now they tell us that it will come in June, of "
    "all months. Who will take it then?"
)


@pytest.fixture
def outcomes(tmp_path):
    def of(body, head=""):
        path = tmp_path / "page.html"
        title = "<title>Night ferry to run from June</title>"
        path.write_text(
            f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{title}{head}</head>"
            f"<body>{body}</body></html>",
            encoding="utf-8",
        )
        return list(read(path))

    return of


@pytest.fixture
def text(outcomes):
    def of(body, head=""):
        [article] = [one for one in outcomes(body, head) if isinstance(one, Article)]
        return article.text

    return of


def article(inner):
    return f"<main><article><h1>Night ferry to run from June</h1>{inner}</article></main>"


def ld(**values):
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def test_of_a_page_of_few_words_neither_byline_nor_caption_is_text(text):
    brief = "The ferry to Elm Island runs at night from June, the port authority of Tamber said."
    second = "The fare stays at three crowns."
    caption = "<figure><img src=a.jpg><figcaption>The quay. Photo: Jo Field</figcaption></figure>"
    byline = '<p class="byline">By Oda Lund</p>'
    found = text(article(f"{byline}<p>{brief}</p><p>{second}</p>{caption}"))
    assert found.split("\n\n") == [brief, second]


@pytest.mark.parametrize(
    "beside",
    [
        f'<section class="reader-comments"><p>Ada</p><p>{COMMENT}</p></section>',
        f'<section id="userComments"><div><p>{COMMENT}</p></div></section>',
        f'<div data-component="related-stories"><h3>Bread</h3><p>{OTHER}</p></div>',
        f'<div class="article__recirc"><p>{OTHER}</p></div>',
        f"<section><h2>More from the coast</h2><div><p>{OTHER}</p></div></section>",
        f"<section><h2>Das könnte Sie auch interessieren</h2><p>{OTHER}</p></section>",
        f"<section><h2>À lire aussi</h2><p>{OTHER}</p></section>",
        f"<section><h3>Más noticias</h3><p>{OTHER}</p></section>",
        f'<p><a href="/bread">{OTHER}</a></p>',
        '<ul><li><a href="/a">Bakery on Quay Street wins a prize for its bread</a></li>'
        '<li>Sport: <a href="/b">Rovers lose the third match in a row at home</a></li></ul>',
        f'<ul><li><h3><a href="/a">Bakery on Quay Street wins a prize</a></h3><p>{OTHER}</p></li>'
        f'<li><h3><a href="/b">Rye bread of the coast is judged</a></h3><p>{OTHER}</p></li></ul>',
        '<div class="c-signup"><p>Get the harbour in your mailbox every morning at six.</p></div>',
        '<p class="photo-credit">Picture by Jo Field for the port authority of Tamber.</p>',
        '<p class="story-cta">Become one of our readers and support what we do on the coast.</p>',
    ],
)
def test_what_stands_between_and_below_the_paragraphs_is_not_the_article(text, beside):
    within = text(article(f"<p>{LEAD}</p>{beside}<p>{SECOND}</p><p>{THIRD}</p>"))
    assert within.split("\n\n") == TEXT
    assert text(article(STORY + beside)).split("\n\n") == TEXT


def test_names_of_what_a_part_has_or_lacks_take_nothing_out(text):
    body = f'<div class="story has-comments no-related with-newsletter">{STORY}</div>'
    assert text(article(body)).split("\n\n") == TEXT


def test_a_mark_on_the_whole_article_takes_nothing_out(text):
    assert text(article(f'<div class="story-promo recirc">{STORY}</div>')).split("\n\n") == TEXT


def test_a_link_within_its_own_page_is_no_other_article(text):
    links = '<p><a href="#map">The map of the crossing shows both of the landing stages.</a></p>'
    assert "landing stages" in text(article(f"<p>{LEAD}</p>{links}<p>{SECOND}</p><p>{THIRD}</p>"))


@pytest.mark.parametrize(
    "markup",
    [
        '<p class="article-standfirst">{}</p>',
        '<div class="Header_subTitle"><span>{}</span></div>',
        '<h2 class="chapo">{}</h2>',
    ],
)
def test_the_standfirst_is_read(text, markup):
    said = "Board votes seven to two for boats that cross until four in the morning"
    body = f"<header><h1>Night ferry to run from June</h1>{markup.format(said)}</header>"
    page = f"<article>{body}<div>{STORY}</div></article>"
    assert text(page).split("\n\n") == [said, *TEXT]


def test_a_line_that_the_page_describes_itself_with_is_read_and_a_caption_is_not(text):
    said = "Board votes seven to two for boats that cross until four in the morning"
    inner = '<p class="intro">Oda Lund at the quay on Tuesday, photographed by Jo Field</p>'
    caption = f'<figure class="lead-image"><figcaption>{inner}</figcaption></figure>'
    page = f"<article><h1>Night ferry</h1><div>{said}.</div>{caption}<div>{STORY}</div></article>"
    found = text(page, f'<meta property="og:description" content="{said}">')
    assert found.startswith(said)
    assert "Jo Field" not in found


def test_the_headline_is_not_said_again(text):
    assert "Night ferry to run" not in text(article(STORY))


def test_white_space_is_what_a_browser_shows(text):
    broken = LEAD.replace(" ", "\n      ", 3)
    story = (
        f"<p>\n   {broken}</p>"
        "<p>Oda <b>Lund</b>’s <i>plan</i>, “a <a href='/x'>boat</a>\n\t every forty minutes”,"
        " cost<wbr>s 4.5&nbsp;million and needs H<sub>2</sub>O pumps.</p>"
        f"<p>{SECOND}<br><br>{THIRD}</p>"
    )
    assert text(article(story)).split("\n\n") == [
        LEAD,
        "Oda Lund’s plan, “a boat every forty minutes”, costs 4.5 million and needs H2O pumps.",
        SECOND,
        THIRD,
    ]


def test_lists_tables_and_quotations_are_lines(text):
    story = (
        f"<p>{LEAD}</p><ul><li>Boats leave Tamber at ten past the hour.</li>"
        "<li><p>Boats leave the island at half past.</p></li></ul>"
        "<ol><li>Council of Tamber voted first.</li><li>Board of the port voted second.</li></ol>"
        f"<blockquote><p>“We were never asked,” said Rosa Baker.</p></blockquote><p>{SECOND}</p>"
        "<table><tr><th>Boat</th><th>Seats</th></tr><tr><td>Marsh Hen</td><td>120</td></tr>"
        f"<tr><td>Grey Seal</td><td>85</td></tr></table><p>{THIRD}</p>"
    )
    assert text(article(story)).split("\n\n") == [
        LEAD,
        "- Boats leave Tamber at ten past the hour.\n- Boats leave the island at half past.",
        "1. Council of Tamber voted first.\n2. Board of the port voted second.",
        "“We were never asked,” said Rosa Baker.",
        SECOND,
        "Boat; Seats\nMarsh Hen; 120\nGrey Seal; 85",
        THIRD,
    ]


def test_what_is_only_in_the_data_of_the_page_is_read_in_paragraphs(text, outcomes):
    whole = " ".join([*TEXT, *(f"{OTHER} That was in year {n}." for n in range(1, 8))])
    found = text(article(f"<p>{LEAD}</p><p>{SECOND}</p>"), ld(articleBody=whole))
    assert found.startswith(f"{LEAD}\n\n{SECOND}\n\n{THIRD} {OTHER}")
    assert found.endswith("That was in year 7.")
    lines = "\n".join([*TEXT, *[OTHER] * 6])
    assert OTHER in text(article(f"<p>{LEAD}</p>"), ld(articleBody=lines)).split("\n")


@pytest.mark.parametrize("free", [False, "False", "http://schema.org/False"])
def test_an_article_that_costs_is_remarked_and_its_wall_is_not_read(outcomes, free):
    wall = "<div><p>Subscribe to continue reading this story about the ferry.</p></div>"
    remark, found = outcomes(article(STORY + wall), ld(isAccessibleForFree=free))
    assert isinstance(remark, Remark)
    assert "those who pay" in remark.why
    assert found.text.split("\n\n") == TEXT


def test_an_article_that_costs_and_is_there_all_the_same_is_not_remarked(outcomes):
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".locked"}
    paragraphs = "".join(f"<p>{OTHER} {n}.</p>" for n in range(6))
    rest = f'<div class="locked">{paragraphs}</div>'
    head = ld(isAccessibleForFree=False, hasPart=part)
    [found] = outcomes(article(STORY + rest), head)
    assert isinstance(found, Article)
    remark, _ = outcomes(article(STORY), head)
    assert "not free" in remark.why


def test_a_page_of_thousands_of_parts_takes_no_time(text):
    parts = "".join(
        f'<div class="part-{n} related x{n}"><p>{OTHER} {n}</p></div>' for n in range(4_000)
    )
    assert LEAD in text(article(STORY + parts))
