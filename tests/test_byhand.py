"""What a person sets right of an article holds everywhere, until it is taken back."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from index import Archive, ArticleError, Filters
from tests.conftest import HashEmbedder

DAY = date(2024, 3, 14)
STORY = """Headline: {title}
Source: {outlet}
Date: {day}
By: {byline}

The ferry {ferry} ran aground off Port Sellen on Thursday, the harbour master said.
Nobody was hurt, and {count} passengers were taken ashore in two lifeboats.
"""
WRONG = {
    "title": "Home - Cutting 0417",
    "outlet": "scans",
    "day": "2023-03-14",
    "byline": "Night Desk",
}


def story(ferry="Morwenna", count=41, **told):
    return STORY.format(ferry=ferry, count=count, **{**WRONG, **told})


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "cutting.txt").write_text(story(), encoding="utf-8")
    (folder / "other.txt").write_text(
        story("Ottilie", 12, title="Ferry aground", outlet="Lorvane Register", day="2024-01-02"),
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def archive(news, tmp_path, embedder):
    with Archive(tmp_path / "archive", embedder, create=True) as made:
        made.sync(news)
        yield made


def put_right(archive, news, **changes):
    wanted = {"title": "Ferry Morwenna runs aground", "source": "Harbour Courier"}
    return archive.correct(
        str(news / "cutting.txt"), **{**wanted, "published": DAY, **changes}
    ).article_id


def test_a_correction_is_what_lists_filters_counts_and_vectors_know(archive, news, embedder):
    before = archive.article(archive.find(str(news / "cutting.txt"))[0])
    embedder.texts.clear()
    identity = put_right(archive, news, authors="By Ada Tolland and Piet Orme")
    found = archive.article(identity)
    assert (found.title, found.outlet) == ("Ferry Morwenna runs aground", "Harbour Courier")
    assert (found.published, found.authors) == (DAY, ("Ada Tolland", "Piet Orme"))
    assert found.text == before.text
    assert dict(archive.coverage().outlets) == {"Harbour Courier": 1, "Lorvane Register": 1}
    assert archive.coverage().last == DAY
    assert archive.coverage().corrected == 1
    assert archive.timeline() == ((date(2024, 1, 1), 1), (date(2024, 3, 1), 1))
    newest = archive.catalogue(filters=Filters(outlets=("Harbour Courier",))).entries
    assert [one.id for one in newest] == [identity]
    assert newest[0].corrected == ("title", "source", "published", "authors")
    [passage] = archive.passages_of(identity)
    assert found.text[passage.start : passage.end] == passage.text
    assert (passage.outlet, passage.published) == ("Harbour Courier", DAY)
    assert archive.search_words("Morwenna runs aground", 1, Filters(since=DAY))
    assert embedder.texts == [passage.searchable]
    assert "Harbour Courier, 14 March 2024" in passage.searchable
    assert archive.coverage().waiting_for_vectors == 0
    assert archive.check() == []


def test_a_correction_outlives_syncs_changed_and_renamed_files_and_a_rebuild(
    archive, news, tmp_path
):
    identity = put_right(archive, news)
    assert archive.sync(news).unchanged == 2
    (news / "cutting.txt").write_text(story(count=43, byline="Mara Vint"), encoding="utf-8")
    assert archive.sync(news).replaced == 1
    found = archive.article(identity)
    assert "43 passengers" in found.text
    assert (found.outlet, found.published, found.authors) == (
        "Harbour Courier",
        DAY,
        ("Mara Vint",),  # not corrected, so what the file says
    )
    archive.rebuild()
    (news / "cutting.txt").rename(news / "1924-ferry.txt")
    archive.sync(news)
    [renamed] = archive.find(str(news / "1924-ferry.txt"))
    assert archive.article(renamed).outlet == "Harbour Courier"
    assert [one.article_id for one in archive.corrected()] == [renamed]
    assert archive.check() == []
    with Archive(tmp_path / "archive") as opened:
        assert opened.article(renamed).title == "Ferry Morwenna runs aground"


def test_it_is_taken_back_to_what_the_file_says_now(archive, news, embedder):
    identity = put_right(archive, news)
    (news / "cutting.txt").write_text(story(day="2022-02-01"), encoding="utf-8")
    archive.sync(news)
    assert archive.correction(identity).stated["published"] == date(2022, 2, 1)
    assert archive.as_in_file(identity).fields == ("title", "source", "published")
    found = archive.article(identity)
    assert (found.title, found.outlet, found.published) == (
        WRONG["title"],
        WRONG["outlet"],
        date(2022, 2, 1),
    )
    assert archive.corrected() == []
    assert archive.as_in_file(identity) is None
    assert archive.check() == []
    # to say what the file says is no correction
    assert archive.correct(identity, title=WRONG["title"]) is None
    assert archive.correct(identity, published=None, authors="").fields == ("published", "authors")
    assert archive.article(identity).published is None
    assert archive.correct(identity, published=date(2022, 2, 1)).fields == ("authors",)
    assert archive.sync(news).unchanged == 2


def test_who_only_corrects_the_byline_has_nothing_embedded_again(archive, news, embedder):
    embedder.texts.clear()
    archive.correct(str(news / "cutting.txt"), authors="Ada Tolland")
    assert embedder.texts == []
    assert archive.check() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"published": date.today() + timedelta(days=3)}, "has not come yet"),
        ({"published": date(1066, 10, 14)}, "before the first newspapers"),
        ({"published": "2024-02-30"}, "must be a date"),
        ({"title": "x" * 501}, "headline has 501 characters"),
        ({"source": "x" * 201}, "outlet has 201 characters"),
        ({"authors": "https://"}, "names nobody"),
        ({"text": "other"}, "cannot be corrected"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(archive, news, changes, said):
    with pytest.raises(ArticleError, match=said):
        archive.correct(str(news / "cutting.txt"), **changes)
    with pytest.raises(ArticleError, match="no article's name"):
        archive.correct("nothing", title="x")
    assert archive.corrected() == []


def test_what_is_removed_or_forgotten_leaves_no_correction(archive, news, tmp_path):
    put_right(archive, news, source="Quembrath Gazette")
    archive.forget([str(news / "cutting.txt")])
    archive.correct(str(news / "other.txt"), source="Ostrevale Post")
    archive.remove([str(news / "other.txt")])
    archive.rebuild()
    assert archive.corrected() == []
    archive.close()
    held = b"".join(f.read_bytes() for f in (tmp_path / "archive").rglob("*") if f.is_file())
    for name in (b"Quembrath", b"quembrath", b"Ostrevale", b"ostrevale"):
        assert name not in held


def test_a_damaged_correction_is_named_and_the_file_can_be_had_back(archive, news, tmp_path):
    identity = put_right(archive, news)
    archive.close()
    ledger = tmp_path / "archive" / "ledger.sqlite3"
    with closing(sqlite3.connect(ledger)) as db, db:
        db.execute("UPDATE corrected SET stated = replace(stated, 'scans', 'scams')")
    with Archive(tmp_path / "archive", HashEmbedder()) as opened:
        [wrong] = opened.check()
        assert identity in wrong
        assert opened.article(identity).outlet == "Harbour Courier"
        opened.as_in_file(identity)
        opened.sync(news)
        assert opened.article(identity).outlet == "scans"
        assert opened.check() == []


def test_an_archive_of_before_there_were_corrections_takes_them(archive, news, tmp_path):
    archive.close()
    with closing(sqlite3.connect(tmp_path / "archive" / "ledger.sqlite3")) as db, db:
        db.execute("DROP TABLE corrected")
    with Archive(tmp_path / "archive", HashEmbedder()) as opened:
        assert opened.coverage().corrected == 0
        identity = put_right(opened, news)
        assert opened.article(identity).outlet == "Harbour Courier"


def test_the_command_corrects_tells_and_takes_back(dateline, news):
    dateline("sync", news)
    file = news / "cutting.txt"
    told = dateline(
        "correct", file, "--outlet", "Harbour Courier", "--date", "2024-03-14", "--byline", ""
    )
    assert "outlet: Harbour Courier (in the file: scans)" in told
    assert "date: 14 March 2024 (in the file: 14 March 2023)" in told
    assert "byline: not stated (in the file: Night Desk)" in told
    assert "Harbour Courier: 1" in dateline("status")
    assert "corrected 1 by hand" in dateline("status")
    assert "1 article corrected by hand" in dateline("doctor")
    asked = json.loads(
        dateline("ask", "How many passengers of the Morwenna were taken ashore?", "--json")
    )
    assert [one["source"] for one in asked["citations"]] == ["Harbour Courier"]
    assert told.endswith(dateline("correct"))
    assert "has not come yet" in dateline("correct", file, "--date", "2199-01-01", code=1)
    assert "2024-02-30" in dateline("correct", file, "--date", "2024-02-30", code=2)
    assert "as in its file" in dateline("correct", file, "--as-in-file")
    assert "scans: 1" in dateline("status")
