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


# --- other forms for machines ---------------------------------------------------------------

STATED = "2024-03-14T09:00:00+01:00"


@pytest.mark.parametrize(
    "head",
    [
        *(
            f'<meta name="{name}" content="{STATED}">'
            for name in (
                *("date", "DC.date.issued", "dcterms.created", "sailthru.date", "article.created"),
                *("cXenseParse:recs:publishtime", "og:pubdate", "bt:pubDate", "article:published"),
                *("citation_publication_date", "parsely-pub-date", "published_time", "pubdate"),
            )
        ),
        f'<meta itemprop="datePublished" content="{STATED}">',
        f'<meta itemprop="dateModified datePublished" content="{STATED}">',
        """<meta name='parsely-page' content='{"pub_date": "2024-03-14T09:00:00Z"}'>""",
        '<meta name="date" content="20240314T090000Z">',
        '<meta name="date" content="14 marzo 2024">',
        '<meta name="pubdate" content="1710408600000">',
        '<script>dataLayer.push({"pageType": "news", "publishDate": "2024-03-14 09:00"})</script>',
        '<script>self.state = "{\\"publishedAt\\":\\"2024-03-14T09:00:00\\"}"</script>',
    ],
)
def test_dates_for_machines(tmp_path, head):
    assert published(tmp_path, page(head, lang="it")) == DAY


@pytest.mark.parametrize(
    "bad",
    [
        *("0001-01-01T00:00:00Z", "1970-01-01", "1970-01-01T00:00:00+00:00", "null", "0", ""),
        *("2199-01-01", "{{ article.date }}", "%DATE%", "0000-00-00 00:00:00", "2024-02-31"),
        *("1899-12-30T00:00:00", "yesterday", "-62135596800"),
    ],
)
def test_what_is_no_date_does_not_hide_the_next(tmp_path, bad):
    node = linked({"@type": "NewsArticle", "datePublished": bad})
    named = f'<meta property="article:published_time" content="{STATED}">'
    article, remarks = read_page(tmp_path, page(node + named))
    assert (article.published, remarks) == (DAY, [])
    article, remarks = read_page(tmp_path, page(node))
    assert article.published is None
    assert all("left empty" in one for one in remarks)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2024-03-14">',
        '<meta name="last-modified" content="2024-03-14">',
        linked({"@type": "NewsArticle", "dateModified": "2024-03-14", "dateCreated": "2024-03-14"}),
        linked({"@type": "VideoObject", "uploadDate": "2024-03-14", "datePublished": "2024-03-14"}),
        "<script>a = {'publishedAt': '2024-03-14'}; b = {'publishedAt': '2024-01-02'}</script>",
    ],
)
def test_other_days_are_not_that_of_publication(tmp_path, head):
    assert published(tmp_path, page(head)) is None


def test_a_comment_in_microdata_has_a_day_of_its_own(tmp_path):
    comment = (
        '<div itemscope itemtype="https://schema.org/Comment">'
        '<meta itemprop="datePublished" content="2024-05-01"></div>'
    )
    own = '<meta itemprop="datePublished" content="2024-03-14">'
    assert published(tmp_path, page(own, below=comment)) == DAY
    assert published(tmp_path, page(below=comment)) is None


# --- beside the headline --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "above"),
    [
        ("en", "<p>Published 14 March 2024</p>"),
        ("en", "<p>By Ida Renn | March 14th, 2024 | 9:05 a.m.</p>"),
        ("en", "<div><a href='/ida'>Ida Renn</a>, 14. Mar. 2024</div>"),
        ("en", "<div class='meta'>Posted on Thursday, 14 March, 2024 at 09:05 GMT</div>"),
        ("en-GB", "<span class='date'>14/03/2024</span>"),
        ("en-GB", "<p>Published: 14 March 2024, updated: 16 March 2024</p>"),
        ("en", "<span>Updated 16 March 2024</span> <span>Published 14 March 2024</span>"),
        ("en", "<time datetime='2024-03-14T09:00'>3 days ago</time>"),
        ("en", "<div><time class='ago' datetime='2024-03-14'>14 Mar</time></div>"),
        ("en", "<span class='posted-on' data-timestamp='1710408600'>9 hours ago</span>"),
        ("en", "<abbr class='published'>March 14, 2024</abbr>"),
        ("de", "<div class='datum'>Do, 14.03.2024, 09:05 Uhr</div>"),
        ("de-AT", "<p>14. März 2024</p>"),
        ("fr", "<p>Publié le jeudi 14 mars 2024 à 9h05</p>"),
        ("es", "<p class='fecha'>jueves 14 de marzo de 2024</p>"),
        ("pt-BR", "<p>14/03/2024 09h05</p>"),
        ("pl", "<p>14 marca 2024, 9:05</p>"),
        ("cs", "<p>14. března 2024</p>"),
        ("ru", "<p>14 марта 2024, 09:05</p>"),
        ("tr", "<p>14 Mart 2024 Perşembe</p>"),
        ("hu", "<p>2024. március 14. 09:05</p>"),
        ("ja", "<p>2024年3月14日 9時05分</p>"),
        ("zh", "<div class='info'>2024-03-14 09:05:15 来源： 港报</div>"),
        ("ko", "<p>입력 2024.03.14. 오전 9:05</p>"),
        ("vi", "<p>Thứ năm, 14/3/2024, 09:05 (GMT+7)</p>"),
        ("th", "<p class='date'>14 มีนาคม 2567</p>"),
    ],
)
def test_a_day_beside_the_headline(tmp_path, lang, above):
    assert published(tmp_path, page(above=above, lang=lang)) == DAY


@pytest.mark.parametrize(
    ("lang", "above"),
    [
        ("en", "<p>The board met on 14 March 2024 and heard three of its captains speak.</p>"),
        ("en", "<p>Updated 14 March 2024</p>"),
        ("en", "<p>Last checked on 14 March 2024</p>"),
        ("en", "<div class='last-modified'>14 March 2024</div>"),
        ("en", "<figure><figcaption>The ferry, 14 March 2024</figcaption></figure>"),
        ("en", "<div class='related'><p>14 March 2024</p></div>"),
        ("en", "<aside><p>14 March 2024</p></aside>"),
        ("en", "<p>© 14 March 2024</p>"),
        ("en", "<p>3/4/2024</p>"),
        ("en", "<p>14 March 2024</p><p>2 May 2024</p>"),
        ("de", "<p>Stand: 14. März 2024</p>"),
        ("fr", "<p>Mis à jour le 14 mars 2024</p>"),
        ("en", "<p>14 March 2199</p>"),
    ],
)
def test_a_day_that_is_not_plainly_that_of_publication(tmp_path, lang, above):
    assert published(tmp_path, page(above=above, lang=lang)) is None


def test_the_clock_of_the_site_is_not_the_day_of_the_article(tmp_path):
    source = page().replace("<nav>", "<div id='date'>Thursday, 14 March 2024</div><nav>")
    assert published(tmp_path, source) is None


def test_comments_do_not_date_an_article(tmp_path):
    comments = "<div class='comments'><p>Joe</p><time datetime='2024-05-01'>1 May 2024</time></div>"
    assert published(tmp_path, page(below=comments)) is None


# --- the zone -------------------------------------------------------------------------------


def stamped(value, more=""):
    return f'<meta property="article:published_time" content="{value}">{more}'


@pytest.mark.parametrize(
    ("stamp", "lang", "url", "expected"),
    [
        ("2024-03-14T23:30:00Z", "de-DE", "", date(2024, 3, 15)),
        ("2024-03-14T23:30:00+00:00", "en", "https://post.example.au/ferry", date(2024, 3, 15)),
        ("2024-03-14T23:30:00Z", "en-GB", "", DAY),
        ("2024-03-15T02:30:00Z", "en-US", "https://courier.example.com/ferry", DAY),
        ("2024-03-15T02:30:00.000Z", "pt-BR", "", DAY),
        ("2024-03-14T16:30:00Z", "ja", "", date(2024, 3, 15)),
        ("2024-03-14T23:30:00Z", "en", "", DAY),
        ("2024-03-14T23:30:00Z", "en", "https://post.example.tv/ferry", DAY),
        ("2024-03-14T00:00:00Z", "en-US", "", DAY),
        ("2024-03-14T23:30:00-05:00", "de-DE", "", DAY),
        ("2024-03-14T23:30:00", "de-DE", "", DAY),
        ("Thu, 14 Mar 2024 23:30:00 GMT", "de-DE", "", date(2024, 3, 15)),
        ("2024-03-15T02:30:00Z", "de-DE", "https://post.example/2024/03/14/ferry", DAY),
    ],
)
def test_a_time_in_utc_is_of_the_day_where_the_outlet_is(tmp_path, stamp, lang, url, expected):
    more = f'<link rel="canonical" href="{url}">' if url else ""
    article, remarks = read_page(tmp_path, page(stamped(stamp, more), lang=lang))
    assert article.published == expected
    moved = str(expected) not in stamp and "Mar" not in stamp
    assert (len(remarks) == 1 and str(expected) in remarks[0] and "UTC" in remarks[0]) or not moved


@pytest.mark.parametrize(
    "more",
    [
        '<meta property="article:modified_time" content="2024-03-16T08:00:00-05:00">',
        '<meta name="date" content="2024-03-14 21:30">',
        linked({"@type": "NewsArticle", "dateModified": "2024-03-16T08:00:00-04:00"}),
    ],
)
def test_other_fields_tell_the_zone(tmp_path, more):
    source = page(stamped("2024-03-15T02:30:00Z", more), lang="de-DE")
    assert published(tmp_path, source) == DAY


@pytest.mark.parametrize(
    "above", ["<p>March 14, 2024</p>", "<time datetime='2024-03-14T22:30:00-04:00'>10.30pm</time>"]
)
def test_what_is_shown_tells_the_zone(tmp_path, above):
    source = page(stamped("2024-03-15T02:30:00Z"), above=above, lang="de-DE")
    assert published(tmp_path, source) == DAY


# --- the address ----------------------------------------------------------------------------


def at(path):
    return f'<link rel="canonical" href="https://courier.example/{path}">'


def test_what_a_page_states_is_believed_before_its_address_and_that_is_told(tmp_path):
    head = at("2024/03/10/ferry") + stamped("2024-03-14T09:00:00+01:00")
    article, remarks = read_page(tmp_path, page(head))
    assert article.published == DAY
    assert ["2024-03-10" in one for one in remarks] == [True]


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("<p>Published on 14 March 2024</p>", DAY),
        ("<p>14 March 2024</p>", None),
        ("", date(2024, 3, 18)),
        ("<p>18 March 2024</p>", date(2024, 3, 18)),
    ],
)
def test_a_day_beside_the_headline_and_another_in_the_address(tmp_path, above, expected):
    assert published(tmp_path, page(at("2024/03/18/ferry"), above=above)) == expected
