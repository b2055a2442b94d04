import csv
import gzip
import io
import json
import tracemalloc
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
