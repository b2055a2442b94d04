"""Feeds and sitemaps, as articles and as lists of pages."""

from datetime import date

import pytest

from index.articles import read
from index.files.decoding import UnreadableError
from index.files.wires.feeds import FeedEntry, entries
from index.types import Article

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour Courier</title><link>https://courier.example/</link>
<language>en-gb</language>%s</channel></rss>"""
FULL = """<item><title>Marsh Bridge to close</title><link>https://courier.example/bridge</link>
<guid isPermaLink="false">c-1</guid><pubDate>Mon, 20 May 2024 22:15:00 -0500</pubDate>
<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Vale</dc:creator>
<media:content url="https://courier.example/a.jpg"><media:title>IMG_12</media:title>
<media:description>The bridge in fog.</media:description></media:content>
<description>The bridge will close in June.</description>
<content:encoded><![CDATA[<p>Marsh Bridge will close in June, the council said.</p>
<figure><img src="a.jpg"><figcaption>The bridge in fog.</figcaption></figure>
<p>Repairs will cost 4 million crowns.</p>
<p>The post <a href="#">Marsh Bridge to close</a> appeared first on
<a href="#">Harbour Courier</a>.</p>
]]></content:encoded></item>"""
BRIEF = """<item><title>Ferry &amp;amp; fare</title><link>/ferry</link>
<pubDate>Tue, 21 May 2024 08:00:00 GMT</pubDate>
<description>The fare rises to 20 crowns. &lt;a href="x"&gt;Read more&lt;/a&gt;</description>
</item>"""


def feed(*items: str) -> bytes:
    return (RSS % "".join(items)).encode()


def test_a_feed_lists_its_pages_and_which_articles_it_holds():
    assert entries(feed(FULL, BRIEF)) == [
        FeedEntry(
            "https://courier.example/bridge", "Marsh Bridge to close", date(2024, 5, 20), True
        ),
        FeedEntry("https://courier.example/ferry", "Ferry & fare", date(2024, 5, 21)),
    ]


def test_a_news_sitemap_lists_its_pages_whatever_its_prefixes():
    found = entries(
        b"""<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><s:url>
        <s:loc> https://courier.example/a?x=1&amp;y=2 </s:loc><s:lastmod>2024-05-30</s:lastmod>
        <n:news><n:publication><n:name>Harbour Courier</n:name><n:language>en</n:language>
        </n:publication><n:publication_date>2024-05-20T23:00:00-05:00</n:publication_date>
        <n:title>A &amp; B</n:title></n:news></s:url>
        <s:url><s:loc>https://courier.example/b</s:loc></s:url></s:urlset>"""
    )
    assert found == [
        FeedEntry(
            "https://courier.example/a?x=1&y=2", "A & B", date(2024, 5, 20), updated="2024-05-30"
        ),
        FeedEntry("https://courier.example/b"),
    ]


def test_an_index_of_sitemaps_lists_them():
    found = entries(
        b"<sitemapindex><sitemap><loc>https://c.example/1.xml</loc></sitemap></sitemapindex>"
    )
    assert found == [FeedEntry("https://c.example/1.xml", sitemap=True)]


def test_a_json_feed_lists_its_pages():
    found = entries(
        b'{"version": "https://jsonfeed.org/version/1.1", "items": ['
        b'{"id": "1", "url": "https://c.example/1", "title": "A", "content_text": "Words."},'
        b'{"id": "https://c.example/2", "summary": "B"}, 7]}'
    )
    assert found == [
        FeedEntry("https://c.example/1", "A", None, True),
        FeedEntry("https://c.example/2"),
    ]


@pytest.mark.parametrize("data", [b"<html><p>Words</p></html>", b"", b"words", b'{"a": 1}', b"{"])
def test_what_is_no_feed_is_told_so(data):
    with pytest.raises(UnreadableError):
        entries(data)


def articles(tmp_path, data: bytes, name="a.xml"):
    (tmp_path / name).write_bytes(data)
    return list(read(tmp_path / name))


def test_rss(tmp_path):
    article, remark, brief = articles(tmp_path, feed(FULL, BRIEF))
    assert article == Article(
        id=article.id,
        title="Marsh Bridge to close",
        text="Marsh Bridge will close in June, the council said.\n\n"
        "Repairs will cost 4 million crowns.",
        source="Harbour Courier",
        published=date(2024, 5, 20),
        url="https://courier.example/bridge",
        authors=("Ann Lee", "Bo Vale"),
        language="en",
    )
    assert "article 2: has only a summary of the article" in remark.why
    assert (brief.title, brief.text) == ("Ferry & fare", "The fare rises to 20 crowns.")


RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://c.example/"><title>Courier - RSS Feed</title>
<link>https://c.example/</link></channel><item rdf:about="https://c.example/1"><title>Bridge</title>
<link>https://c.example/1</link><d:date>2024-05-20T22:00:00-05:00</d:date>
<d:creator>Ann Lee</d:creator>
<description>%s</description></item></rdf:RDF>"""
LONG = "<p>The bridge closed.</p><p>Nobody was hurt.</p><p>It will open in June.</p>"


def test_rss_1_0_and_a_description_that_is_the_article(tmp_path):
    escaped = LONG.replace("<", "&lt;").encode()
    [article] = articles(tmp_path, RDF % escaped, "a.rdf")
    assert article.id == article.url == "https://c.example/1"
    assert (article.source, article.authors) == ("Courier", ("Ann Lee",))
    assert article.published == date(2024, 5, 20)
    assert article.text == "The bridge closed.\n\nNobody was hurt.\n\nIt will open in June."


def atom(content: str, more: str = "") -> bytes:
    return f"""<?xml version="1.0"?><a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="de">
    <a:title type="html">Harbour &amp;amp; Courier</a:title><a:author><a:name>The Desk</a:name>
    </a:author><a:link rel="self" href="https://c.example/feed"/>
    <a:link href="https://c.example/"/><a:entry><a:title type="text">If a &lt; b</a:title>
    <a:link rel="enclosure" href="https://c.example/a.mp3"/>
    <a:link rel="alternate" type="text/html" href="/1"/><a:id>tag:c.example,2024:1</a:id>
    {more}<a:updated>2024-05-21T08:00:00Z</a:updated>{content}</a:entry></a:feed>""".encode()


@pytest.mark.parametrize(
    "content",
    [
        f'<a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{LONG}</div></a:content>',
        f'<a:content type="html"><![CDATA[{LONG}]]></a:content><a:summary>Short.</a:summary>',
        '<a:content type="text">The bridge closed.\n\nNobody was hurt.\n\nIt will open in June.'
        "</a:content>",
    ],
)
def test_atom(tmp_path, content):
    author = "<a:author><a:name>Ann Lee</a:name></a:author>"
    more = f"<a:published>2024-05-20T08:00:00Z</a:published>{author}"
    [article] = articles(tmp_path, atom(content, more), "a.atom")
    assert article == Article(
        id="tag:c.example,2024:1",
        title="If a < b",
        text="The bridge closed.\n\nNobody was hurt.\n\nIt will open in June.",
        source="Harbour & Courier",
        published=date(2024, 5, 20),
        updated=date(2024, 5, 21),
        url="https://c.example/1",
        authors=("Ann Lee",),
        language="de",
    )


def test_the_only_day_of_an_entry_is_its_day(tmp_path):
    [article] = articles(tmp_path, atom(f"<a:content type='html'><![CDATA[{LONG}]]></a:content>"))
    assert article.published == date(2024, 5, 21)
    assert article.authors == ("The Desk",)


def test_an_entry_that_another_outlet_wrote_is_that_outlets(tmp_path):
    item = FULL.replace("</title>", " - Tamber Post</title>", 1).replace(
        "<description>", '<source url="https://post.example">Tamber Post</source><description>'
    )
    article = articles(tmp_path, feed(item))[0]
    assert (article.title, article.source) == ("Marsh Bridge to close", "Tamber Post")


def test_an_entry_of_another_site_is_not_said_to_be_the_feeds(tmp_path):
    item = FULL.replace("https://courier.example/bridge", "https://tamber-post.example/bridge")
    assert articles(tmp_path, feed(item))[0].outlet == "tamber-post.example"


def test_authors_with_addresses_of_mail(tmp_path):
    item = FULL.replace("<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Vale</dc:creator>", "%s")
    for told, expected in (
        ("<author>ann@courier.example (Ann Lee)</author>", ("Ann Lee",)),
        ("<author>ann@courier.example</author>", ()),
        ("<author>Ann Lee &lt;ann@courier.example&gt;</author>", ("Ann Lee",)),
        ("<dc:creator>Ann Lee and Bo Vale</dc:creator>", ("Ann Lee", "Bo Vale")),
    ):
        assert articles(tmp_path, feed(item % told))[0].authors == expected


def test_an_entry_without_words_says_what_to_do(tmp_path):
    refused, article = articles(
        tmp_path,
        feed("<item><title>Gone</title><link>https://courier.example/2</link></item>", FULL),
    )
    assert "has no text; add its page: dateline add https://courier.example/2" in refused.why
    assert article.title == "Marsh Bridge to close"


def test_drafts_and_pictures_in_an_export_of_a_blog_are_passed_over(tmp_path):
    wp = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    kinds = (("publish", "post"), ("draft", "post"), ("inherit", "attachment"))
    items = [
        FULL.replace(
            "</item>", f"<wp:status>{a}</wp:status><wp:post_type>{b}</wp:post_type></item>"
        )
        for a, b in kinds
    ]
    data = feed(*items).replace(b'<rss version="2.0"', f'<rss version="2.0" {wp}'.encode())
    remark, article = articles(tmp_path, data)
    assert "2 entries that are no published posts" in remark.why
    assert article.title == "Marsh Bridge to close"


def test_a_feed_that_is_cut_short_gives_what_is_whole(tmp_path):
    data = feed(FULL, FULL.replace("Marsh", "Mill"))
    remark, article = articles(tmp_path, data[: data.rindex(b"4 million")])
    assert "cut short" in remark.why
    assert article.title == "Marsh Bridge to close"


def test_prefixes_that_are_not_declared_are_understood(tmp_path):
    data = feed(FULL).replace(b' xmlns:dc="http://purl.org/dc/elements/1.1/"', b"")
    assert articles(tmp_path, data)[-1].authors == ("Ann Lee", "Bo Vale")


def test_elements_without_a_proper_name_are_read_for_their_words(tmp_path):
    content = "<a:content type='xhtml'>It is <b:>so</b:> and <b:9.9>old</b:9.9>.</a:content>"
    assert articles(tmp_path, atom(content), "a.atom")[-1].text == "It is so and old."


def test_sitemaps_are_refused_with_what_to_do(tmp_path):
    [refused] = articles(tmp_path, b"<urlset><url><loc>https://c.example/1</loc></url></urlset>")
    assert "is a sitemap, which lists 1 address and holds no text" in refused.why
    assert "dateline add https://" in refused.why
    [refused] = articles(tmp_path, b"<sitemapindex/>")
    assert "is an index of sitemaps" in refused.why
