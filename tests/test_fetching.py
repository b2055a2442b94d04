"""Pages, feeds and sitemaps of a loopback server, as articles of an archive."""

import gzip
import json
import os
import stat

import pytest

from index import Archive, FetchError, add_urls, apart
from qa.window.forgetting import forget
from tests.newsstand import open_stand

BRIDGE = (
    "The Marsh Bridge in Tamber opened again on Tuesday after nine weeks of repairs.\n"
    "Engineers replaced forty bolts and a beam, the council's works office said.\n"
    "The first tram crossed at six in the morning, with the mayor on board."
)
FERRY = (
    "The ferry to Skerrow will run twice an hour from May, the harbour board said.\n"
    "A second boat was bought from a yard in Wendry for nine million crowns.\n"
    "Passengers had complained of queues for two summers."
)


@pytest.fixture
def stand():
    with open_stand() as opened:
        yield opened


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive", create=True) as opened:
        yield opened


def fetch(archive, stand, *urls, **more):
    return add_urls(archive, urls, client=stand.client(), **more)


def articles(archive):
    found = (archive.article(one) for one in archive.article_ids())
    return {article.title: article for article in found}


def counts(fetched):
    summary = fetched.summary
    return summary.added, summary.replaced, summary.unchanged


def kept(archive):
    return sorted((archive.path / "fetched").glob("[!.]*/*"))


def test_a_page_becomes_an_article_and_is_not_sent_again(archive, stand):
    url = stand.article("/news/bridge", "Bridge opens", BRIDGE, headers={"ETag": '"1"'})
    assert counts(fetch(archive, stand, url)) == (1, 0, 0)
    article = articles(archive)["Bridge opens"]
    assert article.url == url
    assert article.outlet == "Harbour Courier"
    assert "forty bolts" in article.text
    assert counts(fetch(archive, stand, url)) == (0, 0, 1)
    assert stand.asked[-1].headers["if-none-match"] == '"1"'


def test_a_page_that_changed_replaces_its_article(archive, stand):
    url = stand.article("/bridge", "Bridge opens", BRIDGE, headers={"ETag": '"1"'})
    fetch(archive, stand, url)
    [before] = archive.article_ids()
    stand.article("/bridge", "Bridge shuts", FERRY, headers={"ETag": '"2"'})
    assert counts(fetch(archive, stand, url)) == (0, 1, 0)
    assert archive.article_ids() == [before]
    assert list(articles(archive)) == ["Bridge shuts"]
    assert len(kept(archive)) == 1


def test_what_cannot_be_had_is_said_and_stops_nothing(archive, stand):
    good = stand.article("/bridge", "Bridge opens", BRIDGE)
    empty = stand.put("/empty", "<html><title>Nothing</title><body></body></html>")
    photo = stand.put("/photo", b"\x89PNG", "image/png")
    fetched = fetch(archive, stand, stand.url("/gone"), empty, photo, "http://10.0.0.1/", good)
    assert fetched.summary.added == 1
    said = {one.url: one.why for one in fetched.missed}
    assert "is not there (404)" in said[stand.url("/gone")]
    assert "no article text" in said[empty]
    assert "image/png" in said[photo]
    assert "private address" in said["http://10.0.0.1/"]


def test_the_new_pages_of_a_feed_are_fetched_the_newest_first(archive, stand):
    for name in ("one", "two", "three"):
        stand.article(f"/{name}", f"Report {name}", f"Of {name}. {BRIDGE}")
    feed = stand.feed("/feed.xml", "/one", "/two", "/three", headers={"ETag": '"f1"'})
    fetched = fetch(archive, stand, feed, limit=2)
    assert (fetched.summary.added, fetched.left) == (2, 1)
    assert stand.paths() == ["/feed.xml", "/one", "/two"]
    stand.asked.clear()
    assert counts(fetch(archive, stand, feed)) == (1, 0, 2)
    assert stand.paths() == ["/feed.xml", "/three"]
    stand.asked.clear()
    assert counts(fetch(archive, stand, feed)) == (0, 0, 3)
    assert stand.paths() == ["/feed.xml"]  # one answer, 304
    assert len(kept(archive)) == 3


def test_an_entry_without_its_page_is_read_from_the_feed(archive, stand):
    html = "".join(f"<p>{one}</p>" for one in FERRY.split("\n"))
    stand.article("/open", "Bridge opens", BRIDGE)
    stand.put("/shell", "<html><title>App</title><body><script>go()</script></body></html>")
    feed = stand.feed("/feed.xml", "/open", "/gone", "/shell", text=html)
    fetched = fetch(archive, stand, feed)
    assert (fetched.summary.added, fetched.missed) == (3, [])
    found = {article.url: article for article in articles(archive).values()}
    assert "forty bolts" in found[stand.url("/open")].text
    for path in ("/gone", "/shell"):
        assert found[stand.url(path)].text.startswith("The ferry to Skerrow")
        assert found[stand.url(path)].title == f"On {path}"
    stand.asked.clear()
    fetch(archive, stand, feed)
    assert stand.paths() == ["/feed.xml"]


def test_an_entry_that_the_feed_says_has_changed_is_fetched_again(archive, stand):
    page = stand.article("/bridge", "Bridge opens", BRIDGE)

    def sitemap(day):
        entry = f"<url><loc>{page}</loc><lastmod>{day}T10:00:00Z</lastmod></url>"
        namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
        xml = f'<?xml version="1.0"?><urlset xmlns="{namespace}">{entry}</urlset>'
        return stand.put("/sitemap.xml.gz", gzip.compress(xml.encode()), "application/gzip")

    fetch(archive, stand, sitemap("2024-03-01"))
    stand.article("/bridge", "Bridge shuts", FERRY)
    assert counts(fetch(archive, stand, stand.url("/sitemap.xml.gz"))) == (0, 0, 1)
    assert counts(fetch(archive, stand, sitemap("2024-03-02"))) == (0, 1, 0)


def test_a_sitemap_of_sitemaps_is_followed(archive, stand):
    for name in ("one", "two"):
        page = stand.article(f"/{name}", f"Report {name}", f"Of {name}. {BRIDGE}")
        stand.put(f"/{name}.xml", f"<urlset><url><loc>{page}</loc></url></urlset>", "text/xml")
    listed = "".join(
        f"<sitemap><loc>{stand.url(p)}</loc></sitemap>" for p in ("/one.xml", "/two.xml")
    )
    index = stand.put("/sitemap.xml", f"<sitemapindex>{listed}</sitemapindex>", "text/xml")
    assert fetch(archive, stand, index).summary.added == 2


def test_a_feed_lists_nothing_within(archive, stand):
    feed = (
        "<rss version='2.0'><channel><title>C</title>"
        "<item><title>A</title><link>http://169.254.169.254/latest</link></item>"
        "<item><title>B</title><link>http://10.0.0.1:6379/</link></item></channel></rss>"
    )
    fetched = fetch(archive, stand, stand.put("/feed.xml", feed, "application/rss+xml"))
    assert {one.named for one in fetched.missed} == {False}
    assert len(fetched.missed) == 2
    assert all("is not asked" in one.why for one in fetched.missed)


def test_a_page_that_moved_is_one_article_under_either_address(archive, stand):
    new = stand.article("/new", "Bridge opens", BRIDGE, headers={"ETag": '"1"'})
    old = stand.put("/old", status=301, headers={"Location": "/new"})
    assert counts(fetch(archive, stand, old, new)) == (1, 0, 0)
    assert articles(archive)["Bridge opens"].url == new
    assert counts(fetch(archive, stand, old)) == (0, 0, 1)
    stand.asked.clear()
    fetch(archive, stand, stand.feed("/feed.xml", "/old", "/new"))
    assert stand.paths() == ["/feed.xml"]


def test_what_is_forgotten_is_gone_and_does_not_come_back(archive, stand):
    for name, text in (("bridge", BRIDGE), ("ferry", FERRY)):
        stand.article(f"/{name}-story", f"The {name}", text)
    feed = stand.feed("/feed.xml", "/bridge-story", "/ferry-story")
    fetch(archive, stand, feed)
    told = forget(archive, [stand.url("/bridge-story")])
    assert (told.articles, told.there) == (1, ())
    held = b"".join(path.read_bytes() for path in archive.path.rglob("*") if path.is_file())
    unpacked = b"".join(gzip.decompress(path.read_bytes()) for path in kept(archive))
    for trace in (b"bridge-story", b"forty bolts", b"The bridge"):
        assert trace not in held + unpacked
    stand.asked.clear()
    again = fetch(archive, stand, feed, stand.url("/bridge-story"))
    assert "/bridge-story" not in stand.paths()
    assert [one.why for one in again.missed] == [
        "was forgotten; 'dateline forget --allow' lets it in again"
    ]
    assert list(articles(archive)) == ["The ferry"]
    archive.allow([stand.url("/bridge-story")])
    assert fetch(archive, stand, feed).summary.added == 1


def test_what_was_forgotten_does_not_come_back_through_another_address(archive, stand):
    url = stand.article("/bridge", "Bridge opens", BRIDGE)
    fetch(archive, stand, url)
    forget(archive, [url])
    moved = stand.put("/moved", status=302, headers={"Location": "/bridge"})
    copied = stand.article("/copied", "Bridge opens", BRIDGE)
    fetched = fetch(archive, stand, moved, copied)
    assert ["was forgotten" in one.why for one in fetched.missed] == [True, True]
    assert kept(archive) == []


def test_what_is_removed_comes_back_only_when_it_is_named(archive, stand):
    page = stand.article("/bridge", "Bridge opens", BRIDGE)
    feed = stand.feed("/feed.xml", "/bridge")
    fetch(archive, stand, feed)
    assert archive.remove([page]) == 1
    assert kept(archive) == []
    assert counts(fetch(archive, stand, feed)) == (0, 0, 0)
    assert counts(fetch(archive, stand, page)) == (1, 0, 0)


def test_a_sync_of_a_folder_leaves_what_was_fetched(tmp_path, stand):
    news = tmp_path / "news"
    news.mkdir()
    (news / "ferry.txt").write_text(f"Ferry\n\n{FERRY}")
    with Archive(news / ".dateline", create=True) as archive:
        page = stand.article("/bridge", "Bridge opens", BRIDGE)
        fetch(archive, stand, page)
        assert archive.sync(news).removed == 0
        assert len(archive.article_ids()) == 2
        archive.rebuild()
        assert archive.check() == []
        assert archive.sync(news, only=True).removed == 1
        assert kept(archive) == []
        assert fetch(archive, stand, page).summary.added == 1
        archive.remove_all()
        assert kept(archive) == []


def test_what_was_fetched_and_not_read_is_read_the_next_time(archive, stand, tmp_path):
    page = stand.article("/bridge", "Bridge opens", BRIDGE)
    with Archive(tmp_path / "other", create=True) as other:
        fetch(other, stand, page)
        os.rename(other.path / "fetched", archive.path / "fetched")
    assert fetch(archive, stand).summary.added == 1
    stand.asked.clear()
    fetch(archive, stand, stand.feed("/feed.xml", "/bridge"))
    assert stand.paths() == ["/feed.xml"]


def test_nobody_else_may_read_what_was_fetched(archive, stand):
    old = os.umask(0)
    try:
        stand.article("/bridge", "Bridge opens", BRIDGE)
        fetch(archive, stand, stand.feed("/feed.xml", "/bridge"))
    finally:
        os.umask(old)
    below = list((archive.path / "fetched").rglob("*"))
    assert len([path for path in below if path.is_file()]) == 2
    for path in (archive.path, archive.path / "fetched", *below):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_page_that_is_not_free_is_told_of(archive, stand):
    paid = json.dumps({"@type": "NewsArticle", "isAccessibleForFree": False})
    head = f'<script type="application/ld+json">{paid}</script>'
    url = stand.article("/paid", "Bridge opens", BRIDGE, head=head)
    [note] = fetch(archive, stand, url).notes
    assert note.startswith(url)
    assert "not free to read" in note


def test_a_list_that_is_damaged_is_refused(archive, stand):
    broken = stand.put("/feed.xml", "<rss version='2.0'><channel></channel></rss>", "text/xml")
    bomb = stand.put("/map.gz", gzip.compress(b"<urlset>" + b" " * 30_000_000), "application/gzip")
    why = {one.url: one.why for one in fetch(archive, stand, broken, bomb).missed}
    assert "more than" in why[bomb]


def test_the_command_takes_files_and_addresses_together(dateline, stand, tmp_path):
    page = stand.article("/bridge", "Bridge opens", BRIDGE)
    (tmp_path / "ferry.txt").write_text(f"Ferry\n\n{FERRY}")
    refused = dateline("add", page, code=1)
    assert f"is a loopback address; if it is to be, give --allow-host {stand.place}" in refused
    allowed = ("--pace", "0.01s", "--allow-host", stand.place)
    said = dateline("add", "ferry.txt", page, *allowed)
    assert "2 added" in said
    said = dateline("add", page, stand.url("/gone"), *allowed, code=1)
    assert "0 added, 0 replaced, 0 removed, 1 unchanged" in said
    assert f"refused: {stand.url('/gone')}: is not there (404)" in said
    assert dateline("remove", page).startswith("removed 1\n")


def test_the_doctor_says_what_is_fetched(dateline, stand):
    dateline(
        "add", stand.article("/bridge", "B", BRIDGE), "--pace", "0.01s", "--allow-host", stand.place
    )
    said = dateline("doctor")
    assert "1 page of 1 server is kept" in said


def test_a_port_that_nobody_typed_is_not_asked(archive, stand):
    with stand.client(allowed=[]) as client, pytest.raises(FetchError, match="port 8081"):
        client.get("http://courier.example.com:8081/")


def test_text_and_json_are_read_as_what_they_are(archive, stand):
    plain = stand.put("/notice.txt", f"Notice of works\n\n{BRIDGE}", "text/plain")
    record = json.dumps({"headline": "Ferry", "text": FERRY})
    data = stand.put("/api/1", record, "application/json")
    assert fetch(archive, stand, plain, data).summary.added == 2
    found = articles(archive)
    assert found["Notice of works"].url == plain
    assert found["Ferry"].url == data


def test_a_feed_is_read_in_a_process_apart_whose_time_is_bounded(archive, stand, monkeypatch):
    monkeypatch.setattr(apart, "_idle", [apart.Apart(seconds=0.001)])
    fetched = fetch(archive, stand, stand.feed("/feed.xml", "/bridge"))
    assert "takes longer than 0.001 seconds" in fetched.missed[0].why


def held(archive):
    """All bytes in the archive's folder, unpacked."""
    files = [path for path in archive.path.rglob("*") if path.is_file()]
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    )


def test_a_feed_that_still_lists_what_was_forgotten_is_not_kept_with_it(archive, stand):
    stand.article("/bridge-story", "The bridge", BRIDGE)
    stand.article("/ferry-story", "The ferry", FERRY)
    html = "".join(f"<p>{one}</p>" for one in BRIDGE.split("\n"))
    feed = stand.feed("/feed.xml", "/bridge-story", text=html, headers={"ETag": '"1"'})
    fetch(archive, stand, feed)
    forget(archive, [stand.url("/bridge-story")])
    paths = ("/bridge-story", "/ferry-story")
    stand.feed("/feed.xml", *paths, text=html, headers={"ETag": '"2"'})
    assert fetch(archive, stand, feed).summary.added == 1
    for trace in (b"bridge-story", b"forty bolts"):
        assert trace not in held(archive)
    stand.asked.clear()
    assert counts(fetch(archive, stand, feed)) == (0, 0, 1)
    assert stand.paths() == ["/feed.xml"]
    archive.allow([stand.url("/bridge-story")])
    assert fetch(archive, stand, feed).summary.added == 1


def test_a_copy_of_what_was_forgotten_leaves_nothing_in_the_feeds_that_are_kept(archive, stand):
    stand.article("/bridge", "The bridge", BRIDGE)
    fetch(archive, stand, stand.url("/bridge"))
    forget(archive, [stand.url("/bridge")])
    stand.article("/copy", "The bridge", BRIDGE)
    html = "".join(f"<p>{one}</p>" for one in BRIDGE.split("\n"))
    fetch(archive, stand, stand.feed("/feed.xml", "/copy", text=html))
    assert b"forty bolts" not in held(archive)


def test_a_changed_page_that_fails_is_fetched_the_next_time(archive, stand):
    def sitemap(day):
        entries = "".join(
            f"<url><loc>{stand.url(path)}</loc><lastmod>{day}</lastmod></url>"
            for path in ("/bridge", "/ferry")
        )
        return stand.put("/map.xml", f"<urlset>{entries}</urlset>", "text/xml")

    stand.article("/bridge", "Bridge opens", BRIDGE)
    stand.article("/ferry", "Ferry to run", FERRY)
    fetch(archive, stand, sitemap("2024-03-01"))
    stand.put("/bridge", status=500)
    stand.article("/ferry", "Ferry to run hourly", FERRY)
    assert counts(fetch(archive, stand, sitemap("2024-03-02"))) == (0, 1, 0)
    stand.article("/bridge", "Bridge shuts", BRIDGE)
    stand.asked.clear()
    assert counts(fetch(archive, stand, stand.url("/map.xml"))) == (0, 1, 1)
    assert stand.paths() == ["/map.xml", "/bridge"]
    assert sorted(articles(archive)) == ["Bridge shuts", "Ferry to run hourly"]


def test_it_is_said_that_sitemaps_were_not_looked_at(archive, stand):
    for name in ("one", "two", "three"):
        page = stand.article(f"/{name}", f"Report {name}", f"Of {name}. {BRIDGE}")
        stand.put(f"/{name}.xml", f"<urlset><url><loc>{page}</loc></url></urlset>", "text/xml")
    listed = "".join(
        f"<sitemap><loc>{stand.url(f'/{name}.xml')}</loc></sitemap>"
        for name in ("one", "two", "three")
    )
    index = stand.put("/sitemap.xml", f"<sitemapindex>{listed}</sitemapindex>", "text/xml")
    fetched = fetch(archive, stand, index, limit=1)
    assert fetched.summary.added == 1
    [note] = fetched.notes
    assert note.startswith(f"{index}: 2 of the sitemaps that it lists were not looked at")
    assert fetch(archive, stand, index).notes == []


def test_a_named_page_that_is_no_article_is_told_of_each_time(archive, stand):
    empty = "<html><title>Nothing</title><body></body></html>"
    url = stand.put("/empty", empty, headers={"ETag": '"1"'})
    for _ in range(2):
        [missed] = fetch(archive, stand, url).missed
        assert missed.named
        assert missed.why.startswith("no article text")


def test_an_entry_whose_address_is_none_does_not_stop_the_others(archive, stand):
    good = stand.article("/bridge", "Bridge opens", BRIDGE)
    hosts = ("xn--.example.com", "a..example.com", f"{'a' * 70}.example.com")
    links = [f"http://{host}/" for host in hosts]
    items = "".join(f"<item><title>A</title><link>{one}</link></item>" for one in (*links, good))
    rss = f"<rss version='2.0'><channel><title>C</title>{items}</channel></rss>"
    fetched = fetch(archive, stand, stand.put("/feed.xml", rss, "application/rss+xml"))
    assert fetched.summary.added == 1
    assert {one.why for one in fetched.missed} == {
        "left alone: its server's robots.txt cannot be had (no server of this name is known)"
    }
