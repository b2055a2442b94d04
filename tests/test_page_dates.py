"""The day an article appeared, from what saved web pages state in their many ways."""

import json
from datetime import date

import pytest

from index.articles import read
from index.types import Article, Remark

DAY = date(2024, 3, 14)
STORY = (
    "The ferry between Tamber and Kestrane stops for the winter, the harbour board said.",
    "Its engine is forty years old, and the yard at Marsh Bridge has no parts for it.",
    "“We will be back when the ice is gone,” said the skipper, Petra Quill.",
)


def page(head="", above="", below="", lang="en", title="Ferry stops for the winter"):
    paragraphs = "".join(f"<p>{text}</p>" for text in STORY)
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset='utf-8'><title>{title}</title>"
        f"{head}</head><body><header><nav><a href='/'>Home</a></nav></header><main><article>"
        f"<h1>{title}</h1>{above}{paragraphs}</article>{below}</main></body></html>"
    )


def script(text):
    return f'<script type="application/ld+json">{text}</script>'


def linked(value):
    return script(json.dumps(value))


def read_page(tmp_path, source):
    path = tmp_path / "page.html"
    path.write_text(source, encoding="utf-8")
    outcomes = list(read(path))
    [article] = [one for one in outcomes if isinstance(one, Article)]
    return article, [one.why for one in outcomes if isinstance(one, Remark)]


def published(tmp_path, source):
    return read_page(tmp_path, source)[0].published


# --- JSON-LD --------------------------------------------------------------------------------

NODE = '{"@type": "NewsArticle", "datePublished": "2024-03-14T09:00:00+01:00"}'
OTHER = '{"@type": "Organization", "name": "Harbour Courier"}'


@pytest.mark.parametrize(
    "text",
    [
        f"\n//<![CDATA[\n{NODE}\n//]]>\n",
        f"<![CDATA[{NODE}]]>",
        f"/*<![CDATA[*/ {NODE} /*]]>*/",
        f"<!-- {NODE} -->",
        f"{NODE};",
        NODE.replace("}", ",}"),
        NODE.replace("{", '{ // "views": 0, of the old site\n'),
        NODE.replace('"@type"', '/* kind */ "@type"'),
        NODE.replace('"', "'"),
        NODE.replace('"', "&quot;"),
        NODE.replace('"', "&amp;#34;"),
        NODE.replace('"', '\\"'),
        NODE.replace("}", ', "description": "It stops\nfor the winter",}'),
        NODE.replace("}", ', "description": "It "stops" for the winter"}'),
        f"{OTHER}{NODE}",
        f"{OTHER},\n{NODE}",
        f"{NODE}}}",
        NODE.replace("NewsArticle", "http://schema.org/NewsArticle"),
        NODE.replace('"NewsArticle"', '["Thing", "https://schema.org/ReportageNewsArticle"]'),
        NODE.replace("datePublished", "schema:datePublished"),
        f'{{"@graph": [{OTHER}, {NODE}]}}',
        f"[[{OTHER}], [{NODE}]]",
        f'{{"@type": "WebPage", "mainEntity": {NODE}}}',
        f'{{"@type": "WebPage", "mainEntityOfPage": [{NODE}]}}',
        NODE.replace("NewsArticle", "WebPage"),
        NODE.replace("NewsArticle", "BlogPosting"),
    ],
)
def test_json_ld_in_the_shapes_that_pages_have(tmp_path, text):
    assert published(tmp_path, page(script(text))) == DAY


def test_a_script_that_cannot_be_read_does_not_take_the_others_with_it(tmp_path):
    article, remarks = read_page(tmp_path, page(script('{"@type": nothing at all') + script(NODE)))
    assert article.published == DAY
    assert len(remarks) == 1
    assert "JSON-LD cannot be read" in remarks[0]


def test_names_that_the_graph_refers_to_are_found(tmp_path):
    graph = [
        {"@type": "NewsArticle", "author": {"@id": "#ida"}, "publisher": {"@id": "#us"}},
        {"@type": "Person", "@id": "#ida", "name": "Ida Renn"},
        {"@type": "Organization", "@id": "#us", "name": "Harbour Courier"},
    ]
    article, _ = read_page(tmp_path, page(linked({"@graph": graph})))
    assert (article.authors, article.source) == (("Ida Renn",), "Harbour Courier")


def test_the_node_with_the_headline_of_the_page_is_its_own(tmp_path):
    nodes = [
        {"@type": "NewsArticle", "headline": "Bakery wins prize", "datePublished": "2023-01-02"},
        {"@type": "NewsArticle", "headline": "Ferry stops for the winter", "articleBody": "The"},
        {"@type": "Article", "headline": "Ferry stops for the winter", "datePublished": str(DAY)},
    ]
    assert published(tmp_path, page(linked(nodes))) == DAY


def test_items_of_a_list_are_other_articles(tmp_path):
    item = {"@type": "NewsArticle", "headline": "Bakery wins prize", "datePublished": "2023-01-02"}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": item}]}
    assert published(tmp_path, page(linked(listed))) is None
