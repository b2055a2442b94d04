"""Feeds and sitemaps, as articles and as lists of pages."""

from datetime import date

import pytest

from index.files.decoding import UnreadableError
from index.files.wires.feeds import FeedEntry, entries

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
        FeedEntry("https://courier.example/a?x=1&y=2", "A & B", date(2024, 5, 20)),
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
