"""The byline of a saved page, and of records: who wrote it, and nothing else that stands there."""

import json

import pytest

from index.articles import read

BODY = (
    "<p>Ferries between Tamber and Skerrow will not sail before June, their owner said.</p>"
    "<p>Repairs to the slipway take longer than planned, and two winches are still missing.</p>"
    "<p>Passengers can take the bus over Marsh Bridge, which runs every twenty minutes.</p>"
)


def authors(tmp_path, byline="", head="", below="", linked=None):
    if linked is not None:
        head += f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    page = (
        f"<!DOCTYPE html><html><head>{head}</head><body><article><h1>Ferry to Skerrow stays in port"
        f"</h1>{byline}{BODY}</article>{below}</body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (article,) = read(tmp_path / "page.html")
    return article.authors


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">By Ada Tolland</p>',
        '<p class="byline">By <a href="/x">Ada Tolland</a>, Political Editor</p>',
        '<div class="author"><span>Ada Tolland</span><span>Reporter in Brussels</span></div>',
        '<p class="byline"><a rel="author">Ada Tolland</a> <a rel="author">Email author</a></p>',
        '<div itemprop="author">Ada Tolland April 16, 2024 8:15 PM EST @atolland</div>',
        '<div class="writer">By Ada Tolland<br>12 May 2024</div>',
        "<p>By <a>Ada Tolland</a></p>",
        '<div><a rel="author" href="/ada">See full bio</a> Ada Tolland</div>',
        '<div class="q7"><span>By </span><a href="/profile/ada-tolland">Ada Tolland</a></div>',
        '<p class="x1"><a href="/authors/ada-tolland/">Ada Tolland</a> for the Courier</p>',
        '<div class="vcard author"><a><span>Ada</span> <span>Tolland</span></a> Follow</div>',
        "<p>Von Ada Tolland</p>",
        '<nav class="story-bar">World <b itemprop="author"><i itemprop="name">Ada Tolland</i></b>'
        "</nav>",
        '<p class="autor">Por Ada Tolland | Publicado hace 3 horas</p>',
        '<p class="signature">Par Ada Tolland (avec notre correspondant)</p>',
        '<p class="byline">Text: Ada Tolland, Fotos: Bo Cole</p>',
        '<p class="byline">Words by Ada Tolland. Photographs by Bo Cole</p>',
    ],
)
def test_a_byline_that_readers_see(tmp_path, byline):
    assert authors(tmp_path, byline) == ("Ada Tolland",)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Tolland, Bo Cole and Ann O’Dell", ("Ada Tolland", "Bo Cole", "Ann O’Dell")),
        ("Von Lars Öst und Anna von der Aue", ("Lars Öst", "Anna von der Aue")),
        ("Por Ana Ruiz y Luis Peña", ("Ana Ruiz", "Luis Peña")),
        ("By Dr. Ann Lee and Robert Dole, Jr.", ("Dr. Ann Lee", "Robert Dole, Jr.")),
        ("By Ada Tolland and agencies", ("Ada Tolland",)),
        ("By ADA TOLLAND", ("ADA TOLLAND",)),
        ("By Staff Reporter", ("Staff Reporter",)),
        ("By Reuters", ("Reuters",)),
        ("文 山本直子、田中一郎", ("山本直子", "田中一郎")),
    ],
)
def test_all_who_are_named_and_agencies_or_desks_where_nobody_is(tmp_path, byline, names):
    assert authors(tmp_path, f'<div class="byline">{byline}</div>') == names


@pytest.mark.parametrize(
    "linked",
    [
        {"name": "Ada Tolland"},
        "Ada Tolland",
        [{"@type": "Person", "name": "By Ada Tolland"}],
        [[{"name": ["Ada Tolland"]}], {"@type": "Organization", "name": "Harbour Courier"}],
        [{"name": "Ada Tolland"}, {"name": "ADA TOLLAND"}, {"name": "ada@courier.example"}],
    ],
)
def test_what_a_page_states_for_machines(tmp_path, linked):
    node = {
        "@type": "NewsArticle",
        "headline": "Ferry to Skerrow stays in port",
        "author": linked,
        "publisher": {"@type": "Organization", "name": "Harbour Courier"},
    }
    assert authors(tmp_path, linked=node) == ("Ada Tolland",)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("author", "Ada Tolland, Harbour Courier"),
        ("byl", "By Ada Tolland"),
        ("dc.creator", "Tolland, Ada"),
        ("cXenseParse:author", "Ada Tolland"),
        ("article:author", "https://social.example/i.tolland"),
        ("parsely-page", '{"authors": ["Ada Tolland"]}'),
    ],
)
def test_meta_tags_name_the_author(tmp_path, name, content):
    site = '<meta property="og:site_name" content="Harbour Courier">'
    head = f"{site}<meta name='{name}' content='{content}'>"
    expected = () if content.startswith("http") else ("Ada Tolland",)
    assert authors(tmp_path, head=head) == expected


def test_a_card_for_other_sites_says_who_wrote_it(tmp_path):
    head = '<meta name="twitter:label1" content="Written by">'
    head += '<meta name="twitter:data1" content="Ada Tolland">'
    assert authors(tmp_path, head=head) == ("Ada Tolland",)


def test_the_outlet_is_no_author_where_it_is_stated_as_one(tmp_path):
    courier = {"@type": "Organization", "name": "The Harbour Courier"}
    node = {"@type": "NewsArticle", "headline": "x", "author": courier, "publisher": courier}
    assert authors(tmp_path, linked=node) == ()
    byline = '<p class="byline">By <span class="name">Ada Tolland</span></p>'
    assert authors(tmp_path, byline, linked=node) == ("Ada Tolland",)


def test_a_blog_of_ones_own_is_by_its_owner(tmp_path):
    owner = {"@type": ["Person", "Organization"], "name": "Ada Tolland"}
    node = {"@type": "BlogPosting", "headline": "x", "author": owner, "publisher": owner}
    assert authors(tmp_path, linked=node) == ("Ada Tolland",)


@pytest.mark.parametrize(
    "below",
    [
        '<aside><h3>More</h3><a rel="author">Ola Lundquist</a> 2 hours ago</aside>',
        '<div class="related"><h3>Bus fares</h3><span class="byline">By Vera Bode</span></div>',
        '<div id="comments"><span class="comment-author">Joe</span><p>So it is.</p></div>',
    ],
)
def test_whoever_wrote_other_stories_or_comments_is_not_named(tmp_path, below):
    assert authors(tmp_path, '<p class="byline">By Ada Tolland</p>', below=below) == (
        "Ada Tolland",
    )
    assert authors(tmp_path, below=below) == ()


def test_all_are_named_where_the_page_shows_more_than_it_states(tmp_path):
    shown = '<div class="bylines"><a class="n">Ada Tolland</a> <a class="n">Bo Cole</a></div>'
    node = {"@type": "NewsArticle", "headline": "x", "author": {"name": "Bo Cole"}}
    assert authors(tmp_path, shown, linked=node) == ("Ada Tolland", "Bo Cole")


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="byline">Photograph: Bo Cole</p>',
        '<p class="author-bio">See full bio</p>',
        '<p class="byline">Last updated 12 May 2024</p>',
        "<p>By the time the ferry sails, winter is near.</p>",
        "<figure><figcaption class='author'>Bo Cole</figcaption></figure>",
    ],
)
def test_nobody_is_named_for_what_is_no_byline(tmp_path, byline):
    assert authors(tmp_path, byline) == ()


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("By Ada Tolland, Transport Correspondent", ("Ada Tolland",)),
        ("Ada Tolland in Skerrow; additional reporting by Bo Cole", ("Ada Tolland",)),
        (["Ann Lee", "ANN LEE", "Ann B. Lee"], ("Ann B. Lee",)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ursula von der Aue &amp; Per Ek", ("Ursula von der Aue", "Per Ek")),
        ("April Glass, Tom May", ("April Glass", "Tom May")),
    ],
)
def test_records_are_read_likewise(tmp_path, value, names):
    record = {"headline": "Ferry stays", "text": "The ferry stays in port.", "byline": value}
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")
    (article,) = read(tmp_path / "a.json")
    assert article.authors == names
