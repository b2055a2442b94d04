"""Where in its file, or on paper, a quotation stands, and how surely it was recognised."""

import sqlite3
from datetime import date

import pytest

from index import Archive, Article
from index.passages import split
from index.types import placed
from qa import Answer, Statement, render
from qa.exchanges import Exchange
from qa.noting import _recognised
from qa.wording import standing
from tests.answers import answer, cite

PAGES = ((0, "page 1"), (40, "page 2"), (90, "page 3"))
TEXT = (
    "The harbour bridge was shut on Thursday. The council said that it had found cracks. "
    "The ferry was crowded on Friday."
)
ARTICLE = Article(
    "bridge", "Bridge shut", TEXT, "Harbour Courier", date(2024, 5, 3), section="News",
    language="en", part="may/bridge.pdf", places=PAGES, confidence=0.874,
)  # fmt: skip


@pytest.mark.parametrize(
    ("span", "names"),
    [
        ((0, 10), ["page 1"]),
        ((30, 40), ["page 1"]),
        ((30, 41), ["page 1", "page 2"]),
        ((40, 90), ["page 2"]),
        ((10, 116), ["page 1", "page 2", "page 3"]),
        ((95, 100), ["page 3"]),
    ],
)
def test_a_stretch_stands_where_the_places_that_reach_into_it_are(span, names):
    assert [name for _, name in placed(PAGES, *span)] == names


def test_before_the_first_place_nothing_is_known():
    assert placed(((10, "page 2"),), 0, 5) == ()


@pytest.fixture
def archive(tmp_path, embedder):
    with Archive(tmp_path / "archive", embedder, create=True) as made:
        with made._ledger.transaction():
            made._ledger.put(ARTICLE, "/clips/may.zip", "d", split(ARTICLE, tokens=12))
        yield made


def test_the_archive_gives_back_what_it_was_given(archive):
    assert archive.article("bridge") == ARTICLE
    passage = archive.passage_at("bridge", 45, 60)
    assert passage.places[0] == (40, "page 2") or passage.places[:2] == PAGES[:2]
    assert (passage.section, passage.confidence) == ("News", 0.874)
    assert passage.file == "may.zip/may/bridge.pdf"


def test_a_citation_says_where_its_quote_stands(archive):
    council = cite(archive.passage_at("bridge", 45, 60), "The council said")
    assert council.place == "News, page 2"
    assert standing(council) == (
        "News, page 2 of may.zip/may/bridge.pdf; letters recognised in a picture, 87 % sure"
    )


def test_the_json_of_an_answer_keeps_it(archive):
    citation = cite(archive.passage_at("bridge", 45, 60), "The council said")
    told = answer(Statement("The council said.", (citation,))).as_dict()
    assert told["citations"][0]["place"] == "News, page 2"
    assert told["citations"][0]["recognised"] == 0.874
    again = Answer.from_dict(told)
    assert again.citations[0].place == "News, page 2"
    assert again.as_dict() == told


def test_an_answer_from_recognised_letters_says_so(archive):
    citation = cite(archive.passage_at("bridge", 45, 60), "The council said")
    (note,) = _recognised([Statement("The council said.", (citation,))])
    assert note.text == (
        "[1]: letters recognised in a picture, 87 % sure; compare the quotation with it."
    )


def test_the_card_of_a_source_says_where_it_stands(archive):
    citation = cite(archive.passage_at("bridge", 45, 60), "The council said")
    made = answer(Statement("The council said.", (citation,)))
    assert standing(citation) in render.cards(Exchange(1, made.question).after(made, 0.1))


def test_what_was_altered_on_disk_is_not_shown(archive):
    with sqlite3.connect(archive.path / "ledger.sqlite3") as database:
        database.execute("UPDATE articles SET further = replace(further, 'page 2', 'page 7')")
    database.close()
    assert any("1 article is damaged" in said for said in archive.check())


def test_an_archive_of_before_is_read_and_can_be_rescued(archive, tmp_path):
    from index import rescue

    path = archive.path / "ledger.sqlite3"
    plain = Article("plain", "Ferry late", "The ferry was late on Friday.", "Register")
    with archive._ledger.transaction():
        archive._ledger.drop("bridge")
        archive._ledger.put(plain, "/clips/ferry.txt", "d", split(plain, tokens=30))
    archive.close()
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE articles DROP COLUMN further")
    database.close()
    assert rescue(archive.path, tmp_path / "saved.jsonl").saved == 1
    with Archive(archive.path) as again:
        assert again.article("plain") == plain
        assert not any("damaged" in said for said in again.check())
