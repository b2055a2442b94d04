import csv
import gzip
import io
import json
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest

from index.articles import MAX_ARTICLE_CHARS, read
from index.errors import ArticleError
from index.types import Article, Refused, Remark

STORY = "The harbour bridge closed on Monday. Engineers found a crack in the deck."


def write(path, *records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def one(outcomes):
    (article,) = [found for found in outcomes if isinstance(found, Article)]
    return article


def sorts(outcomes):
    return [type(found).__name__ for found in outcomes]


def test_every_field_is_found_by_its_usual_names(tmp_path):
    path = write(
        tmp_path / "a.jsonl",
        {
            "guid": 17,
            "Headline": "Bridge  shut",
            "articleBody": STORY,
            "publisher": {"name": "The Harbour Post"},
            "Publish-Date": "2023-05-15T22:00:00-05:00",
            "last_updated": "2023/05/16",
            "link": "https://post.example/bridge",
            "byline": "By Ann Lee, Bo Vale and Cy Dunn",
            "@type": "ignored",
            "section": "Opinion",
        },
    )
    assert list(read(path)) == [
        Article(
            id="17",
            title="Bridge shut",
            text=STORY,
            source="The Harbour Post",
            published=date(2023, 5, 15),
            url="https://post.example/bridge",
            authors=("Ann Lee", "Bo Vale", "Cy Dunn"),
            updated=date(2023, 5, 16),
            kind="opinion",
        )
    ]


@pytest.mark.parametrize("stated", ["shelf:0123456789ab", "  shelf:x", "shelf:shelf:x"])
def test_an_id_of_a_private_upload_is_refused_in_a_record(tmp_path, stated):
    path = write(tmp_path / "a.jsonl", {"id": stated, "text": STORY}, {"id": "b", "text": STORY})
    refused, article = read(path)
    assert "begins with 'shelf:'" in refused.why
    assert refused.line == 1
    assert article.id == "b"


def test_a_mapping_overrides_the_names_and_reaches_inside(tmp_path):
    record = {"text": "teaser", "story": {"html": f"<p>{STORY}</p><p>Second &amp; last.</p>"}}
    article = one(read(write(tmp_path / "a.jsonl", record), mapping={"text": "story.html"}))
    assert article.text == f"{STORY}\n\nSecond & last."


def test_a_mapping_to_an_unknown_field_is_refused_before_reading(tmp_path):
    with pytest.raises(ArticleError, match=r"'txt'.*the fields are title, text"):
        read(tmp_path / "absent.jsonl", mapping={"txt": "body"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["Ann Lee", {"name": "Bo Vale"}], ("Ann Lee", "Bo Vale")),
        ("by Ann Lee", ("Ann Lee",)),
        ("['Ann Lee', 'Bo Vale']", ("Ann Lee", "Bo Vale")),
        ("Ann Lee, Jr., and Sandy Anders", ("Ann Lee, Jr.", "Sandy Anders")),
        (["https://social.example/annlee", "Ann Lee"], ("Ann Lee",)),
        (None, ()),
    ],
)
def test_authors(tmp_path, value, expected):
    path = write(tmp_path / "a.jsonl", {"text": STORY, "authors": value})
    assert one(read(path)).authors == expected


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"type": "OpinionNewsArticle"}, "opinion"),
        ({"type": "LiveBlogPosting"}, "live"),
        ({"type": "NewsArticle", "section": "Op-Ed"}, "opinion"),
        ({"type": "NewsArticle", "section": "Sport"}, "news"),
        ({"section": "Delivery and travel"}, ""),
        ({"@type": ["Article", "NewsArticle"], "category": {"name": "Comment"}}, "opinion"),
        ({"categories": "x", "articleSection": ["Sport", "Interviews"]}, "interview"),
        ({"type": "article", "title": "Analysis: The vote"}, "analysis"),
        ({"type": "NewsArticle", "url": "https://c.example/live/x"}, "live"),
        ({"url": "https://c.example/news/x"}, ""),
        ({"genre": "Corrections and clarifications"}, "correction"),
        ({}, ""),
    ],
)
def test_kind(tmp_path, record, expected):
    assert one(read(write(tmp_path / "a.jsonl", {"text": STORY, **record}))).kind == expected


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("2023-02-30", "published: '2023-02-30' is not a date that exists; left empty"),
        ("05/06/2023", "could be 5 Jun or 6 May; left empty"),
        ("last Tuesday", "published: 'last Tuesday' is not read as a date; left empty"),
    ],
)
def test_a_bad_date_keeps_the_article_and_is_remarked(tmp_path, value, why):
    path = write(tmp_path / "a.jsonl", {"text": STORY}, {"text": STORY, "date": value})
    _, remark, article = read(path)
    assert isinstance(remark, Remark)
    assert (remark.path, remark.line) == (path, 2)
    assert why in remark.why
    assert article.published is None


def test_an_address_that_is_none_is_left_empty(tmp_path):
    remark, article = read(
        write(tmp_path / "a.jsonl", {"text": STORY, "url": "javascript:alert(1)"})
    )
    assert "not a web address" in remark.why
    assert article.url == ""


def test_bad_lines_stop_nothing_and_say_where_and_why(tmp_path):
    path = tmp_path / "a.jsonl"
    good = json.dumps({"text": STORY})
    bad = ['{"text": "a" "b"}', "[1]", '{"title": "no words"}', '"just a string"', "[" * 100_000]
    path.write_text("\n".join([good, "", *bad, good]) + "\n", encoding="utf-8")
    outcomes = list(read(path))
    assert sorts(outcomes) == ["Article", *["Refused"] * 5, "Article"]
    assert [found.line for found in outcomes[1:6]] == [3, 4, 5, 6, 7]
    reasons = [found.why for found in outcomes[1:6]]
    assert "is not valid JSON: Expecting ',' delimiter at column 14" in reasons[0]
    assert "an array, not an object" in reasons[1]
    assert "has no text" in reasons[2]
    assert "'title'" in reasons[2]
    assert "nested too deep" in reasons[4]


def test_broken_json_names_the_line_and_the_parsers_words(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"articles": [\n' + "\n" * 15 + '{"text" "x"}]}', encoding="utf-8")
    (refused,) = read(path)
    assert "Expecting ':' delimiter at line 17, column 9" in refused.why


def test_a_number_of_thousands_of_digits_is_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "x", "n": ' + "1" * 10_000 + "}\n", encoding="utf-8")
    (refused,) = read(path)
    assert "not valid JSON" in refused.why


@pytest.mark.parametrize(
    "document",
    [
        [{"text": STORY}, {"text": STORY}],
        {"articles": [{"text": STORY}, {"text": STORY}]},
        {"status": "ok", "response": {"data": [{"text": STORY}, {"text": STORY}]}},
        {"a1": {"text": STORY}, "a2": {"text": STORY}},
    ],
)
def test_json_arrays_and_what_is_wrapped_around_them(tmp_path, document):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    outcomes = list(read(path))
    assert [found.text for found in outcomes] == [STORY, STORY]
    assert len({found.id for found in outcomes}) == 2


def test_json_that_is_one_record_or_none(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": STORY, "title": "T"}, indent=1), encoding="utf-8")
    assert one(read(path)).title == "T"
    path.write_text("42", encoding="utf-8")
    (refused,) = read(path)
    assert "neither an object nor an array" in refused.why
    path.write_text("[]", encoding="utf-8")
    (refused,) = read(path)
    assert "no records" in refused.why


def test_json_lines_under_the_name_json(tmp_path):
    path = write(tmp_path / "a.json", {"text": STORY}, {"text": STORY})
    assert sorts(read(path)) == ["Article", "Article"]


def test_surrogates_and_control_characters_do_not_reach_the_text(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        r'{"text": "One \ud83d two\u0000 three\r\nfour \ud83d\ude00"}', encoding="utf-8"
    )
    article = one(read(path))
    assert article.text == "One \ufffd two three\nfour \U0001f600"
    article.text.encode("utf-8")


def test_ids_are_stable_follow_the_origin_and_ignore_what_was_refused(tmp_path):
    path = write(tmp_path / "a.jsonl", {"text": STORY}, {"text": ""}, {"text": STORY})
    first = [found.id for found in read(path, origin="feed") if isinstance(found, Article)]
    assert all(len(name) == 12 for name in first)
    write(path, {"text": STORY}, {"text": "mended"}, {"text": STORY})
    mended = [found.id for found in read(path, origin="feed") if isinstance(found, Article)]
    assert [mended[0], mended[2]] == first
    other = [found.id for found in read(path, origin="other")]
    assert not set(other) & set(mended)


def test_a_text_over_the_limit_is_refused_with_the_limit(tmp_path):
    path = write(tmp_path / "a.jsonl", {"text": "a" * (MAX_ARTICLE_CHARS + 1)}, {"text": STORY})
    refused, article = read(path)
    assert "5,000,000" in refused.why
    assert article.text == STORY


def test_a_line_of_fifty_megabytes_is_passed_over_in_bounded_memory(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as out:
        out.write(b'{"text": "')
        for _ in range(50):
            out.write(b"a" * 1_000_000)
        out.write(b'"}\n' + json.dumps({"text": STORY}).encode())
    tracemalloc.start()
    refused, article = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refused.line, article.text) == (1, STORY)
    assert "10,000,000" in refused.why
    assert "5,000,000" in refused.why
    assert peak < 60_000_000


def test_a_long_file_streams(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    line = json.dumps({"text": STORY * 1000}).encode() + b"\n"
    with gzip.open(path, "wb", compresslevel=1) as out:
        for _ in range(400):
            out.write(line)
    tracemalloc.start()
    count = sum(isinstance(found, Article) for found in read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 400
    assert peak < 4_000_000 < count * len(line) / 4


def test_truncated_gzip_gives_what_comes_before_the_cut(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    lines = [json.dumps({"text": f"{STORY} {n * 7919 % 1009}"}) for n in range(20_000)]
    packed = gzip.compress("\n".join(lines).encode())
    path.write_bytes(packed[: len(packed) // 2])
    outcomes = list(read(path))
    assert isinstance(outcomes[-1], Refused)
    assert "cut short" in outcomes[-1].why
    assert 5_000 < len(outcomes) < 20_000
    assert set(sorts(outcomes[:-1])) == {"Article"}


def test_csv_with_quotes_newlines_semicolons_and_long_cells(tmp_path):
    table = io.StringIO()
    long = "A sentence; with more. " * 20_000
    writer = csv.writer(table, delimiter=";")
    writer.writerows([["Title", "Body", "Date"], ["T1", f"{STORY}\r\nNext", "2023-05-15"]])
    writer.writerow(["T2", long, "2023-02-30"])
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeff".encode() + table.getvalue().encode())
    first, remark, second = read(path)
    assert (first.title, first.text) == ("T1", f"{STORY}\nNext")
    assert first.published == date(2023, 5, 15)
    assert remark.line == 4
    assert second.text == long.strip()


def test_csv_without_a_text_column_names_the_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"name,words\nBridge,{STORY}\n", encoding="utf-8")
    (refused,) = read(path)
    assert "columns seen: 'name', 'words'" in refused.why
    assert one(read(path, mapping={"text": "words"})).text == STORY


def test_csv_rows_with_too_many_or_too_few_cells(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"id,text,date\n1,{STORY}\n2,one, two, three\n\n3\n4,Done.,\n", "utf-8")
    short, long, empty, last = read(path)
    assert (short.id, short.text, short.published) == ("1", STORY, None)
    assert (long.line, "4 cells, the header 3" in long.why) == (3, True)
    assert (empty.line, "has no text" in empty.why) == (5, True)
    assert last.text == "Done."


def test_tsv(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text(f"headline\ttext\nBridge, shut\t{STORY}\n", encoding="utf-8")
    assert one(read(path)).title == "Bridge, shut"


def test_markup_in_a_text_is_taken_off_and_comparisons_are_not_markup(tmp_path):
    html = "<div><p>One <a href='x'>two</a>.</p><script>x()</script><ul><li>A</li><li>B</li></ul>"
    plain = "If a < b and c > d then <b is left alone."
    first, second = read(write(tmp_path / "a.jsonl", {"text": html}, {"text": plain}))
    assert first.text == "One two.\n\nA\nB"
    assert second.text == plain


def test_inline_markup_keeps_the_paragraphs(tmp_path):
    record = {"text": "One <b>bold</b> word.\n\nSecond.", "title": "The <i>Post</i>"}
    article = one(read(write(tmp_path / "a.jsonl", record)))
    assert (article.text, article.title) == ("One bold word.\n\nSecond.", "The Post")


def test_lists_of_paragraphs_and_a_repeated_headline(tmp_path):
    record = {"headline": "Bridge shut", "body": ["Bridge shut", STORY, {"text": "End."}]}
    assert one(read(write(tmp_path / "a.jsonl", record))).text == f"{STORY}\n\nEnd."


def test_lists_nested_without_end_and_invisible_words_are_refused(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": ' + "[" * 900 + '"x"' + "]" * 900 + '}\n{"text": "\\u200b"}\n', encoding="utf-8"
    )
    assert ["has no text" in found.why for found in read(path)] == [True, True]


def test_a_quote_that_is_never_closed_is_refused_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'text\n{STORY}\n"open and\non\n'.replace(". ", "; "), encoding="utf-8")
    article, refused = read(path)
    assert article.text == STORY.replace(". ", "; ")
    assert (refused.line, "quotes closed" in refused.why) == (3, True)


def test_a_csv_row_with_broken_quotes_does_not_stop_the_next(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'text,id\n"a "b" c",1\n{STORY},2\n', encoding="utf-8")
    refused, article = read(path)
    assert (refused.line, article.id) == (2, "2")


# -- records as the usual APIs and dumps have them ---------------------------------------------

HTML = "<p>The bridge closed.</p><figure><figcaption>Fog.</figcaption></figure><p>It was old.</p>"
PLAIN = "The bridge closed.\n\nIt was old."
URL = "https://c.example/bridge"
MAY = date(2024, 5, 20)
BRIDGE = Article(
    id="x", title="Bridge shut", text=PLAIN, published=MAY, url=URL, authors=("Ann Lee",)
)
LONG = "The bridge closed. " * 80


def document(tmp_path, value):
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return list(read(path))


@pytest.mark.parametrize(
    ("value", "more"),
    [
        pytest.param(
            {"response": {"status": "ok", "pages": 1, "results": [{
                "id": "world/2024/may/20/bridge", "type": "article", "sectionName": "World",
                "webPublicationDate": "2024-05-20T22:15:00Z", "webTitle": "Web title",
                "webUrl": URL, "apiUrl": "https://api.example/1",
                "fields": {"headline": "Bridge shut", "trailText": "Short.", "byline": "Ann Lee",
                           "body": HTML, "bodyText": "The bridge closed. It was old.",
                           "publication": "Harbour Courier", "newspaperPageNumber": "7",
                           "lastModified": "2024-05-21T08:00:00Z"}}]}},
            {"id": "world/2024/may/20/bridge", "source": "Harbour Courier", "section": "page 7",
             "updated": date(2024, 5, 21)},
            id="fields beside a headline for the web",
        ),
        pytest.param(
            {"response": {"status": "ok", "content": {
                "id": "b", "webTitle": "Bridge shut", "webUrl": URL,
                "webPublicationDate": "2024-05-20T22:15:00Z",
                "fields": {"bodyText": PLAIN, "byline": "Ann Lee"}}}},
            {"id": "b"},
            id="one item in its content",
        ),
        pytest.param(
            {"articles": {"page": 1, "results": [{
                "uri": "8123", "lang": "eng", "isDuplicate": False, "date": "2024-05-21",
                "time": "01:00:00", "dateTime": "2024-05-21T01:00:00Z",
                "dateTimePub": "2024-05-20T23:50:00Z", "dataType": "news", "url": URL,
                "title": "Bridge shut", "body": PLAIN, "image": None, "sentiment": 0.1,
                "source": {"uri": "c.example", "dataType": "news", "title": "Harbour Courier"},
                "authors": [{"uri": "ann@c.example", "name": "Ann Lee", "type": "author"}]}]}},
            {"id": "8123", "source": "Harbour Courier", "language": "en"},
            id="day of publication and day of finding",
        ),
        pytest.param(
            {"posts": [{"thread": {"uuid": "t", "url": URL, "site": "c.example", "title": "x"},
                        "uuid": "u", "url": URL, "author": "Ann Lee", "language": "english",
                        "published": "2024-05-20T10:15:00.000+03:00", "title": "Bridge shut",
                        "text": PLAIN, "crawled": "2024-05-23T00:00:00Z"}], "totalResults": 1},
            {"id": "u", "source": "c.example", "language": "en"},
            id="posts of threads",
        ),
        pytest.param(
            {"authors": ["Ann Lee"], "date_download": "2024-06-30 10:00:00",
             "date_modify": "2024-06-30 10:00:00", "date_publish": "2024-05-20 10:15:00",
             "description": "Short.", "filename": "a.html", "language": "en", "maintext": PLAIN,
             "source_domain": "c.example", "title": "Bridge shut", "title_page": None, "url": URL},
            {"source": "c.example", "language": "en", "updated": date(2024, 6, 30)},
            id="news from a crawl",
        ),
        pytest.param(
            {"title": "Bridge shut", "authors": ["Ann Lee"], "topics": ["Roads"],
             "publishing_date": "2024-05-20 10:15:00+02:00", "plaintext": PLAIN,
             "body": {"summary": ["Short."], "sections": [{"headline": [], "paragraphs": []}]},
             "html": {"requested_url": URL, "content": "<html><p>Menu</p></html>"}, "url": URL},
            {},
            id="plain text beside the whole page",
        ),
        pytest.param(
            [{"id": 12, "date": "2024-05-20T10:15:00", "modified": "2024-05-20T11:00:00",
              "guid": {"rendered": "https://c.example/?p=12"}, "link": URL, "author": 3,
              "title": {"rendered": "Bridge shut"}, "type": "post", "categories": [3, 4],
              "content": {"rendered": HTML, "protected": False},
              "excerpt": {"rendered": "<p>Short.</p>"}}],
            {"id": "12", "authors": (), "updated": MAY},
            id="rendered posts, authors by number",
        ),
        pytest.param(
            {"hits": {"total": {"value": 1}, "hits": [{"_index": "n", "_id": "e1", "_source": {
                "headline": "Bridge shut", "content": PLAIN, "pub_date": "May 20, 2024 Monday",
                "canonical_url": URL, "byline": "BY ANN LEE"}}]}},
            {"id": "e1", "authors": ("ANN LEE",)},
            id="hits of a search engine",
        ),
        pytest.param(
            {"responseHeader": {"status": 0}, "response": {"numFound": 1, "docs": [{
                "id": "s1", "title": ["Bridge shut"], "content": [PLAIN], "author": ["Ann Lee"],
                "published": ["2024-05-20T10:15:00Z"], "url": [URL]}]}},
            {"id": "s1"},
            id="fields of several values",
        ),
        pytest.param(
            {"data": {"articles": {"edges": [{"node": {
                "id": "g", "headline": "Bridge shut", "body": PLAIN, "url": URL,
                "authors": [{"firstName": "Ann", "lastName": "Lee"}],
                "publishedAt": 1716200000}}]}}},
            {"id": "g"},
            id="nodes of edges",
        ),
        pytest.param(
            {"id": "w", "article_url": URL, "title": "Bridge shut", "author": "Ann Lee",
             "published_date": 1716200000000, "source": "Harbour Courier", "type": "article",
             "contents": [{"type": "kicker", "content": "Roads"}, {"type": "title", "content": "X"},
                          {"type": "byline", "content": "By Ann Lee"},
                          {"type": "date", "content": 1716200000000},
                          {"type": "sanitized_html", "subtype": "paragraph",
                           "content": "The <b>bridge</b> closed."},
                          {"type": "image", "fullcaption": "Fog.", "content": "Fog."},
                          {"type": "sanitized_html", "content": "It was old."}]},
            {"id": "w", "source": "Harbour Courier"},
            id="blocks of a newspaper's system",
        ),
        pytest.param(
            {"_id": "A", "headlines": {"basic": "Bridge shut"}, "canonical_url": "/bridge",
             "website_url": "/b", "first_publish_date": "2024-05-20T10:15:00Z", "link": URL,
             "credits": {"by": [{"type": "author", "name": "Ann Lee"}]},
             "content_elements": [{"type": "text", "content": "The bridge closed."},
                                  {"type": "image", "caption": "Fog."},
                                  {"type": "text", "content": "It was old."}]},
            {"id": "A"},
            id="elements of a newspaper's system",
        ),
        pytest.param(
            {"data": {"items": [{"meta": {"products": []}, "item": {
                "uri": "urn:a:1", "headline": "Bridge shut", "bylines": [{"by": "By Ann Lee"}],
                "firstcreated": "2024-05-20T10:15:00Z", "pubstatus": "usable", "type": "text",
                "body_nitf": HTML, "link": URL}}]}},
            {"id": "urn:a:1"},
            id="items of an agency",
        ),
        pytest.param(
            {"uri": "http://a.example/items/1", "type": "text",
             "versioncreated": "2024-05-20T08:00:00Z", "pubstatus": "usable",
             "headline": "Bridge shut", "byline": "By Ann Lee",
             "language": "en-GB", "located": "Tamber", "body_xhtml": HTML,
             "body_text": "The bridge closed. It was old.", "link": URL,
             "associations": {"main": {"type": "picture", "headline": "Fog", "body_text": "Fog."}}},
            {"id": "http://a.example/items/1", "language": "en", "updated": MAY},
            id="ninjs 1",
        ),
        pytest.param(
            {"uri": "urn:a:2", "type": "text", "firstCreated": "2024-05-20T08:00:00Z",
             "versionCreated": "2024-05-21T08:00:00Z", "pubStatus": "usable", "by": "By Ann Lee",
             "copyrightHolder": "LPA", "language": "en", "link": URL,
             "headlines": [{"role": "short", "value": "Shut"},
                           {"role": "main", "value": "Bridge shut"}],
             "bodies": [{"role": "ttnitf", "contentType": "application/xml", "value": "<X>no</X>"},
                        {"role": "text", "contentType": "text/plain", "value": "The bridge."},
                        {"role": "html", "contentType": "text/html", "value": HTML}],
             "associations": [{"name": "a", "type": "picture", "bodies": [{"value": "Fog."}]}]},
            {"id": "urn:a:2", "language": "en", "source": "LPA", "updated": date(2024, 5, 21)},
            id="ninjs 3",
        ),
    ],
)  # fmt: skip
def test_records_of_usual_apis_and_dumps(tmp_path, value, more):
    [article] = document(tmp_path, value)
    assert article == replace(BRIDGE, **{"id": article.id, **more})


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"abstract": "A bridge closed.", "lead_paragraph": "The bridge closed on Monday."},
         "The bridge closed on Monday."),
        ({"description": "The bridge closed.", "content": None}, "The bridge closed."),
        ({"description": "The bridge closed.", "content": "ONLY AVAILABLE IN PAID PLANS"},
         "The bridge closed."),
        ({"type": "article-newspaper", "abstract": "The bridge closed.",
          "issued": {"date-parts": [[2024, 5, 20]]}}, "The bridge closed."),
        ({"descriptions": [{"role": "text", "value": "The bridge closed."}],
          "headlines": [{"value": "H"}], "associations": [{"type": "picture"}]},
         "The bridge closed."),
    ],
)  # fmt: skip
def test_a_summary_is_read_where_there_is_no_text_and_remarked(tmp_path, record, text):
    remark, article = document(tmp_path, {"title": "Bridge", "url": URL, **record})
    assert "has only a summary of the article" in remark.why
    assert article.text == text


def test_a_summary_that_is_the_text_is_not_remarked(tmp_path):
    assert one(document(tmp_path, {"title": "Bridge", "summary": LONG})).text == LONG.strip()


@pytest.mark.parametrize("mark", ["… [+1234 chars]", "...[412 chars]", " [+99 chars]"])
def test_a_text_that_a_service_broke_off_ends_with_its_last_whole_sentence(tmp_path, mark):
    record = {"content": f"The bridge closed. Nobody was hurt. The coun{mark}", "url": URL}
    remark, article = document(tmp_path, {"status": "ok", "articles": [record]})
    assert "has only the beginning of the article" in remark.why
    assert article.text == "The bridge closed. Nobody was hurt."


def test_a_text_that_was_broken_off_in_its_first_sentence_gives_way_to_its_summary(tmp_path):
    record = {"content": "The bridge clo… [+99 chars]", "description": "The bridge closed."}
    article = document(tmp_path, record)[-1]
    assert article.text == "The bridge closed."


def test_a_text_that_a_service_took_away_is_none(tmp_path):
    [refused] = document(tmp_path, {"title": "[Removed]", "content": "[Removed]"})
    assert "has no text" in refused.why


def test_records_without_words_say_what_to_do(tmp_path):
    listed = {"articles": [{"url": URL, "title": "Bridge", "seendate": "20240520T101500Z",
                            "domain": "c.example", "language": "English"}]}  # fmt: skip
    [refused] = document(tmp_path, listed)
    assert f"it only says where the article is; add its page: dateline add {URL}" in refused.why


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ({"type": "picture", "description_text": "Fog over the bridge."}, "is a picture"),
        ({"type": "text", "pubstatus": "canceled", "body_text": PLAIN}, "is marked as canceled"),
        ({"type": "text", "pubStatus": "stat:withheld", "bodies": []}, "is marked as withheld"),
    ],
)
def test_what_is_no_article_or_was_taken_back_is_refused(tmp_path, record, why):
    [refused] = document(tmp_path, [record])
    assert why in refused.why


def test_json_feed(tmp_path):
    feed = {
        "version": "https://jsonfeed.org/version/1.1", "title": "Harbour Courier",
        "description": "All of it.", "language": "en-GB", "authors": [{"name": "The Desk"}],
        "items": [
            {"id": "1", "url": URL, "title": "Bridge shut", "content_html": HTML,
             "content_text": "The bridge.", "date_published": "2024-05-20T22:00:00-05:00",
             "authors": [{"name": "Ann Lee"}], "summary": "Short."},
            {"id": "2", "url": "https://c.example/2", "summary": "The ferry."},
        ],
    }  # fmt: skip
    first, remark, second = document(tmp_path, feed)
    assert first == replace(BRIDGE, id="1", source="Harbour Courier", language="en")
    assert "record 2: has only a summary" in remark.why
    assert (second.authors, second.source) == (("The Desk",), "Harbour Courier")


def test_a_table_of_summaries_is_read_and_remarked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Title,Description\nBridge,The bridge closed.\n", encoding="utf-8")
    remark, article = read(path)
    assert "only a summary" in remark.why
    assert article.text == "The bridge closed."


@pytest.mark.parametrize(
    "value",
    [
        "20240520T101500Z",
        "2024-05-20T10:15:00.000+0000",
        "Mon, 20 May 2024 10:15:00 GMT",
        "May 20, 2024 Monday",
        "20 de mayo de 2024",
        "Lunes, 20 de mayo de 2024 - 10:15",
        "lundi 20 mai 2024",
        "Publié le lundi 20 mai 2024 à 10h15",
        "20. Mai 2024",
        "Montag, den 20. Mai 2024 um 10:15 Uhr",
        "20 maggio 2024",
        "20 de maio de 2024",
        "20 maja 2024",
        "2024. május 20.",
        "20 мая 2024 г.",
        "20 Μαΐου 2024",
        "2024年5月20日",
        ["2024-05-20"],
        {"$date": {"$numberLong": "1716200000000"}},
        {"date-parts": [[2024, 5, 20]]},
        {"iso": "2024-05-20T10:15:00Z"},
    ],
)
def test_dates_in_their_usual_spellings(tmp_path, value):
    assert document(tmp_path, {"text": STORY, "date": value})[-1].published == MAY


def test_a_month_whose_name_is_another_elsewhere_is_left_empty(tmp_path):
    remark, article = document(tmp_path, {"text": STORY, "date": "20. listopada 2024"})
    assert "could be of October or November" in remark.why
    assert article.published is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *(("en", "en"), ("en-GB", "en"), ("eng", "en"), ("English", "en"), ("ger", "de")),
        *(("Chinese (Simplified)", "zh"), ("français", "fr"), ("nonsense here", ""), (7, "")),
    ],
)
def test_languages(tmp_path, value, expected):
    assert document(tmp_path, {"text": STORY, "language": value})[-1].language == expected


def test_the_agency_that_a_writer_works_for_stays_beside_the_name(tmp_path):
    """By it copies of its report in other outlets are known."""
    path = tmp_path / "a.json"
    path.write_text(
        '{"text": "The pier was shut.", "author": "By Kai Merrow (LPA) and Jo Lind (Oslo)"}'
    )
    (article,) = read(path)
    assert article.authors == ("Kai Merrow (LPA)", "Jo Lind")
