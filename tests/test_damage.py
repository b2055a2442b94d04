"""A byte that changed, a file that is cut short or gone: found, named, and never an answer."""

import sqlite3
from contextlib import closing

import pytest

from index import Archive, ArchiveDamaged, HybridRetriever
from tests.conftest import HashEmbedder

STORIES = {
    "bridge.txt": "Bridge shut\n\nThe harbour bridge was shut on Monday after a crack was found.",
    "ferry.txt": "Ferry late\n\nThe ferry to Orle left two hours late on Tuesday morning.",
    "mayor.txt": "Mayor resigns\n\nThe mayor resigned on Wednesday and gave no reason for it.",
}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "news"
    made.mkdir()
    for name, text in STORIES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def path(tmp_path, folder):
    """A small archive that nobody has open."""
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(folder)
    return tmp_path / "archive"


def altered(path, statement):
    with closing(sqlite3.connect(path / "ledger.sqlite3")) as db, db:
        db.execute(statement)


def found(archive, question):
    return {hit.passage.title for hit in HybridRetriever(archive).retrieve(question, 10)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET text = replace(text, 'Monday', 'Tuesday') WHERE title LIKE 'Bridge%'",
        "UPDATE articles SET title = 'Bridge open' WHERE title LIKE 'Bridge%'",
        "UPDATE articles SET published = 730000 WHERE title LIKE 'Bridge%'",
        "UPDATE articles SET text = CAST(x'fffe' AS TEXT) || text WHERE title LIKE 'Bridge%'",
        "UPDATE articles SET authors = '[' WHERE title LIKE 'Bridge%'",
        "UPDATE passages SET sentences = '[[0, 3]]' WHERE article = "
        "(SELECT id FROM articles WHERE title LIKE 'Bridge%')",
        "UPDATE passages SET article = (SELECT id FROM articles WHERE title LIKE 'Ferry%') "
        "WHERE article = (SELECT id FROM articles WHERE title LIKE 'Bridge%')",
    ],
)
def test_an_article_that_is_not_what_was_stored_is_never_an_answer(path, statement):
    altered(path, statement)
    with Archive(path, HashEmbedder()) as archive:
        assert found(archive, "When was the harbour bridge shut?") == {
            "Ferry late",
            "Mayor resigns",
        }
        assert {entry.title for entry in archive.catalogue().entries} >= {
            "Ferry late",
            "Mayor resigns",
        }


def test_a_damaged_article_is_said_to_be_damaged_not_missing(path):
    altered(path, "UPDATE articles SET text = 'x' || text WHERE title = 'Ferry late'")
    with Archive(path, HashEmbedder()) as archive:
        [identity] = archive.find(str((path.parent / "news" / "ferry.txt").resolve()))
        with pytest.raises(ArchiveDamaged, match=rf"{identity}.*is damaged.*status --check"):
            archive.article(identity)
        assert archive.article("no such article") is None


def test_a_rebuild_embeds_only_what_is_new_or_damaged(path):
    altered(
        path,
        "UPDATE embeddings SET vector = x'00' || substr(vector, 2) "
        "WHERE number = (SELECT min(number) FROM passages)",
    )
    embedder = HashEmbedder()
    with Archive(path, embedder) as archive:
        archive.rebuild()
        assert len(embedder.texts) == 1
        assert archive.check() == []
        assert archive.coverage().waiting_for_vectors == 0
