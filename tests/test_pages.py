"""The address and the outlet of saved web pages, from what they state of them."""

import json

import pytest

from index.articles import read
from index.types import Article

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The ferry between Tamber and Kestrane stops for the winter, the harbour board said.",
        "Its engine is forty years old, and the yard at Marsh Bridge has no parts for it.",
        "“We will be back when the ice is gone,” said the skipper, Petra Quill.",
    )
)
HERE = "https://courier.example/news/ferry"
THERE = "https://post.example/tamber/ferry"


def read_page(tmp_path, head, below="", first=""):
    path = tmp_path / "page.html"
    path.write_text(
        f"<!DOCTYPE html>{first}<html lang='en'><head><meta charset='utf-8'>"
        f"<title>Ferry stops</title>{head}</head>"
        f"<body><article><h1>Ferry stops</h1>{STORY}</article>{below}</body></html>",
        encoding="utf-8",
    )
    [article] = (one for one in read(path) if isinstance(one, Article))
    return article


def canonical(url):
    return f'<link rel="canonical" href="{url}">'


def meta(name, value):
    return f'<meta property="{name}" content="{value}">'


def linked(value):
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        canonical(HERE),
        canonical(f"{HERE}#comments"),
        canonical("/news/ferry") + meta("og:url", f"{HERE}?from=home"),
        '<base href="https://courier.example/">' + canonical("/news/ferry"),
        canonical("https://courier.example/") + meta("og:url", HERE),
        canonical("ferry.html") + meta("og:url", HERE),
        meta("og:url", "https://courier.example") + linked({"@type": "NewsArticle", "url": HERE}),
        linked({"@type": "Article", "mainEntityOfPage": {"@type": "WebPage", "@id": HERE}}),
        linked({"@type": "WebPage", "url": HERE}),
        meta("twitter:url", HERE),
        '<link rel="alternate" type="application/json+oembed"'
        ' href="https://courier.example/oembed?url=https%3A%2F%2Fcourier.example%2Fnews%2Fferry">',
    ],
)
def test_the_address_that_a_page_states(tmp_path, head):
    assert read_page(tmp_path, head).url == HERE


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=(0033){HERE} -->",
        f"<!--\n Page saved with SingleFile \n url: {HERE} \n saved date: Mon Jan 1 2024\n-->",
    ],
)
def test_the_address_that_a_browser_wrote_when_it_saved_the_page(tmp_path, comment):
    assert read_page(tmp_path, "", first=comment).url == HERE


def test_a_home_page_is_no_article_but_tells_the_outlet(tmp_path):
    article = read_page(tmp_path, canonical("https://www.courier.example/"))
    assert (article.url, article.outlet) == ("", "courier.example")


def test_of_a_copy_and_the_original_the_copy_that_was_saved_is_the_page(tmp_path):
    menu = "".join(f'<a href="https://courier.example/{n}">More</a>' for n in range(8))
    head = canonical(THERE) + meta("og:url", HERE)
    assert read_page(tmp_path, head, menu).url == HERE
    assert read_page(tmp_path, head).url == THERE


@pytest.mark.parametrize(
    ("publisher", "site", "expected"),
    [
        ("Tamber Media Holding AG", "Harbour Courier", "Harbour Courier"),
        ("Harbour Courier", "Harbour Courier - all the news of Tamber", "Harbour Courier"),
        ("Blogger", "Harbour Courier", "Harbour Courier"),
        ("Harbour Courier", "My WordPress Blog", "Harbour Courier"),
        ("", "The Tamber &amp;amp; Kestrane Post", "The Tamber & Kestrane Post"),
    ],
)
def test_the_outlet_is_the_name_of_the_site(tmp_path, publisher, site, expected):
    node = {"@type": "NewsArticle", "publisher": {"@type": "Organization", "name": publisher}}
    head = canonical(HERE) + linked(node) + meta("og:site_name", site)
    assert read_page(tmp_path, head).source == expected


def test_the_outlet_of_a_page_that_names_only_its_site(tmp_path):
    head = canonical(HERE) + linked({"@type": "WebSite", "name": "Harbour Courier"})
    assert read_page(tmp_path, head).source == "Harbour Courier"
