import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index import (
    BESIDE,
    EVERYTHING,
    Archive,
    ArchiveBusy,
    ArchiveDamaged,
    ArchiveMismatch,
    ArchiveMissing,
    ArticleError,
    EmbedderError,
    Filters,
    HybridRetriever,
)
from tests.conftest import HashEmbedder

ROOT = Path(__file__).parent.parent
ALL = Filters()
STORIES = {
    "bridge.txt": "Bridge shut\n\nThe harbour bridge was shut on Monday after a crack was found.",
    "ferry.txt": "Ferry late\n\nThe ferry to Orle left two hours late on Tuesday morning.",
    "mayor.txt": "Mayor resigns\n\nThe mayor resigned on Wednesday and gave no reason for it.",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def records(*rows: dict[str, str]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def counts(summary) -> tuple[int, int, int, int]:
    return summary.added, summary.replaced, summary.removed, summary.unchanged


def titles(archive: Archive, question: str, filters: Filters = ALL) -> list[str]:
    return [hit.passage.title for hit in HybridRetriever(archive).retrieve(question, 10, filters)]


def by_words(archive: Archive, question: str) -> set[str]:
    found = [number for number, _ in archive.search_words(question, 50, ALL)]
    return {passage.title for passage in archive.passages(found).values()}


def by_vectors(archive: Archive, question: str) -> set[str]:
    found = [number for number, _ in archive.search_vectors(question, 50, ALL)]
    return {passage.title for passage in archive.passages(found).values()}


@contextmanager
def elsewhere(code: str, *arguments: object):
    """Python in another process; it says "ready" when it is so far and ends with its input."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.stdin.close()
        process.stdout.close()
        process.wait()


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "news", STORIES)


@pytest.fixture
def archive(tmp_path, embedder):
    with Archive(tmp_path / "archive", embedder, create=True) as opened:
        yield opened


@pytest.fixture
def synced(archive, folder, embedder):
    archive.sync(folder)
    embedder.texts.clear()
    return archive


# -- sync ----------------------------------------------------------------------------------------


def test_sync_takes_in_what_is_there(archive, folder):
    assert counts(archive.sync(folder)) == (3, 0, 0, 0)
    assert titles(archive, "Why did the mayor resign?")[0] == "Mayor resigns"
    assert by_vectors(archive, "mayor") == {"Bridge shut", "Ferry late", "Mayor resigns"}
    assert archive.check() == []


def test_a_second_sync_reads_and_embeds_nothing(synced, folder, embedder):
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert embedder.texts == []


def test_a_touched_file_is_not_a_changed_file(synced, folder, embedder):
    os.utime(folder / "mayor.txt", (1, 1))
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert embedder.texts == []


def test_only_what_changed_is_embedded_again(synced, folder, embedder):
    write(folder, {"ferry.txt": "Ferry sinks\n\nThe ferry to Orle sank off the pier at noon."})
    assert counts(synced.sync(folder)) == (0, 1, 0, 2)
    assert [text.splitlines()[0] for text in embedder.texts] == ["Ferry sinks"]
    assert titles(synced, "When was the ferry late?").count("Ferry late") == 0
    assert by_words(synced, "sank") == {"Ferry sinks"}
    assert synced.check() == []


def test_only_the_changed_record_of_a_file_is_embedded_again(archive, tmp_path, embedder):
    rows = [{"id": f"r{n}", "title": f"Story {n}", "text": f"Story {n} begins."} for n in range(9)]
    folder = write(tmp_path / "news", {"all.jsonl": records(*rows)})
    archive.sync(folder)
    embedder.texts.clear()
    rows[4]["text"] = "This one was changed."
    write(folder, {"all.jsonl": records(*rows[:8], {"id": "new", "text": "A new one."})})
    assert counts(archive.sync(folder)) == (1, 1, 1, 7)
    assert len(embedder.texts) == 2
    assert archive.article_ids() == sorted(["new", *(f"r{n}" for n in range(8))])
    assert archive.check() == []


def test_what_is_gone_from_the_folder_is_gone_everywhere(synced, folder):
    gone = dict(synced.search_words("mayor", 5, ALL))
    (folder / "mayor.txt").unlink()
    assert counts(synced.sync(folder)) == (0, 0, 1, 2)
    assert by_words(synced, "mayor resigned") == set()
    assert "Mayor resigns" not in by_vectors(synced, "mayor")
    assert len(synced.article_ids()) == 2
    indexes = synced._indexes
    assert gone.keys().isdisjoint(indexes.vectors.numbers() | indexes.words.numbers())
    assert synced.check() == []


@pytest.mark.parametrize("files", [{}, {"notes.rst": "none"}, {".hidden.txt": "A bridge."}])
def test_a_folder_without_articles_changes_nothing(synced, tmp_path, files, folder):
    for name in STORIES:
        (folder / name).unlink()
    write(folder, files)
    with pytest.raises(ArticleError, match=r"no article files in .*news.*remove --all"):
        synced.sync(folder)
    assert len(synced.article_ids()) == 3


def test_a_missing_folder_changes_nothing(synced, tmp_path):
    with pytest.raises(ArticleError, match=r"nowhere' does not exist; name"):
        synced.sync(tmp_path / "nowhere")
    assert len(synced.article_ids()) == 3


def test_articles_from_elsewhere_stay_unless_only_is_asked_for(synced, folder, tmp_path):
    other = write(tmp_path / "other", {"flood.txt": "River floods\n\nThe river rose by a metre."})
    synced.add([other])
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert by_words(synced, "river") == {"River floods"}
    assert counts(synced.sync(folder, only=True)) == (0, 0, 1, 3)
    assert by_words(synced, "river") == set()


def test_adding_first_and_syncing_then_reads_a_file_once(archive, folder, embedder):
    assert counts(archive.add([folder / "mayor.txt"])) == (1, 0, 0, 0)
    assert counts(archive.sync(folder)) == (2, 0, 0, 1)
    assert len(embedder.texts) == 3


def test_the_same_folder_by_another_path_is_the_same(synced, folder, tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to(folder)
    assert counts(synced.sync(tmp_path / "link")) == (0, 0, 0, 3)
    monkeypatch.chdir(tmp_path)
    assert counts(synced.sync("news/../news")) == (0, 0, 0, 3)
    assert counts(synced.add(["news/*.txt"])) == (0, 0, 0, 3)


def test_another_mapping_reads_the_file_again(archive, tmp_path):
    row = {"id": "r1", "text": "The first version.", "story": "The other version."}
    folder = write(tmp_path / "news", {"all.jsonl": records(row)})
    archive.sync(folder)
    assert counts(archive.sync(folder, mapping={"text": "story"})) == (0, 1, 0, 0)
    assert archive.article("r1").text == "The other version."
    with pytest.raises(ArticleError, match="'colour'"):
        archive.sync(folder, mapping={"colour": "story"})


# -- identity ------------------------------------------------------------------------------------


def test_one_id_in_two_files_is_two_articles(archive, tmp_path):
    one = records({"id": "x", "text": "The bridge was shut."})
    two = records({"id": "x", "text": "The ferry was late."})
    folder = write(tmp_path / "news", {"a.jsonl": one, "b.jsonl": two})
    assert counts(archive.sync(folder)) == (2, 0, 0, 0)
    first, second = archive.article_ids()
    assert first == "x"
    assert re.fullmatch("x~[0-9a-f]{6}", second)
    assert archive.article(first).text == "The bridge was shut."
    assert archive.article(second).text == "The ferry was late."
    assert counts(archive.sync(folder)) == (0, 0, 0, 2)
    write(folder, {"b.jsonl": records({"id": "x", "text": "The ferry was cancelled."})})
    assert counts(archive.sync(folder)) == (0, 1, 0, 1)
    assert archive.article_ids() == [first, second]
    assert archive.check() == []


def test_one_id_twice_in_a_file_is_two_articles(archive, tmp_path):
    rows = [{"id": "x", "text": f"Story number {n}."} for n in range(3)]
    folder = write(tmp_path / "news", {"a.jsonl": records(*rows)})
    assert counts(archive.sync(folder)) == (3, 0, 0, 0)
    texts = {archive.article(identity).text for identity in archive.article_ids()}
    assert texts == {row["text"] for row in rows}
    write(folder, {"a.jsonl": records(*rows, {"id": "y", "text": "Another."})})
    assert counts(archive.sync(folder)) == (1, 0, 0, 3)


def test_two_files_of_one_name_are_two_articles(archive, tmp_path):
    folder = write(
        tmp_path / "news",
        {"may/front.txt": STORIES["bridge.txt"], "june/front.txt": STORIES["mayor.txt"]},
    )
    assert counts(archive.sync(folder)) == (2, 0, 0, 0)
    (folder / "may" / "front.txt").unlink()
    assert counts(archive.sync(folder)) == (0, 0, 1, 1)
    assert by_words(archive, "mayor bridge") == {"Mayor resigns"}


def test_a_moved_file_keeps_the_ids_that_its_records_state(archive, tmp_path):
    folder = write(tmp_path / "news", {"b.jsonl": records({"id": "x", "text": "The bridge."})})
    archive.sync(folder)
    (folder / "b.jsonl").rename(folder / "a.jsonl")
    archive.sync(folder)
    assert archive.article_ids() == ["x"]


# -- files that cannot be read -------------------------------------------------------------------


def test_a_file_that_becomes_unreadable_keeps_what_it_gave(synced, folder):
    (folder / "mayor.txt").write_bytes(bytes(range(256)) * 40)
    summary = synced.sync(folder)
    assert counts(summary)[:3] == (0, 0, 0)
    assert [(report.path.name, "is not text" in report.why) for report in summary.reports] == [
        ("mayor.txt", True)
    ]
    assert by_words(synced, "mayor") == {"Mayor resigns"}
    write(folder, {"mayor.txt": STORIES["mayor.txt"]})
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert synced.reports() == []


def test_a_path_that_is_no_longer_a_file_keeps_what_it_gave(synced, folder):
    (folder / "mayor.txt").unlink()
    os.mkfifo(folder / "mayor.txt")
    summary = synced.sync(folder)
    assert counts(summary) == (0, 0, 0, 2)
    assert ["not a regular file" in report.why for report in summary.reports] == [True]
    assert by_words(synced, "mayor") == {"Mayor resigns"}
    (folder / "mayor.txt").unlink()
    assert counts(synced.sync(folder)) == (0, 0, 1, 2)


def test_reports_are_listed_again_later(archive, folder, tmp_path, embedder):
    write(folder, {"b.jsonl": '{"text": "A story."}\n{"text": \n', "picture.jpg": "none"})
    first = archive.sync(folder).reports
    assert sorted((report.path.name, report.line) for report in first) == [
        ("b.jsonl", 2),
        ("picture.jpg", 0),
    ]
    key = lambda report: str(report.path)  # noqa: E731
    with Archive(tmp_path / "archive", embedder) as again:
        assert sorted(again.reports(), key=key) == sorted(first, key=key)
        assert again.coverage().refused == 2
        (folder / "picture.jpg").unlink()
        write(folder, {"b.jsonl": '{"text": "A story."}\n'})
        again.sync(folder)
        assert again.reports() == []


# -- removing ------------------------------------------------------------------------------------


def test_articles_are_removed_by_id_url_and_file(archive, tmp_path):
    rows = [
        {"id": f"r{n}", "url": f"https://c.example/{n}", "text": f"Story {n} begins."}
        for n in range(3)
    ]
    folder = write(tmp_path / "news", {"all.jsonl": records(*rows), **STORIES})
    archive.sync(folder)
    assert archive.remove(["r0", "https://c.example/1"]) == 2
    assert archive.remove([str(folder / "mayor.txt")]) == 1
    assert archive.remove([str(folder / "all.jsonl")]) == 1
    assert by_words(archive, "story mayor bridge ferry") == {"Bridge shut", "Ferry late"}
    assert archive.coverage().waiting_for_vectors == 0
    assert archive.check() == []


def test_a_removed_article_stays_away_until_its_file_changes(synced, folder):
    synced.remove([str(folder / "mayor.txt")])
    assert counts(synced.sync(folder)) == (0, 0, 0, 2)
    write(folder, {"mayor.txt": STORIES["mayor.txt"] + " It was his third term."})
    assert counts(synced.sync(folder)) == (1, 0, 0, 2)


def test_an_unknown_name_removes_nothing(synced, folder):
    with pytest.raises(ArticleError, match=r"'nothing' is no article's id, URL or file"):
        synced.remove([str(folder / "mayor.txt"), "nothing"])
    assert len(synced.article_ids()) == 3


def test_everything_can_be_removed_and_taken_in_again(synced, folder):
    assert synced.remove_all() == 3
    coverage = synced.coverage()
    assert (coverage.articles, coverage.passages, str(coverage)) == (0, 0, "0 articles")
    assert titles(synced, "mayor") == []
    assert synced._indexes.vectors.numbers() == synced._indexes.words.numbers() == set()
    assert counts(synced.sync(folder)) == (3, 0, 0, 0)
    assert synced.check() == []


def test_a_removed_text_is_in_no_file_after_a_rebuild(archive, tmp_path):
    secret = "Zanthorpe"
    secrets = {"s.txt": f"Secret paper\n\nMr {secret} was there."}
    folder = write(tmp_path / "news", {**STORIES, **secrets})
    archive.sync(folder)
    archive.remove([str(folder / "s.txt")])
    archive.rebuild()
    held = [f for f in archive.path.rglob("*") if f.is_file() and secret.encode() in f.read_bytes()]
    assert held == []


# -- rebuilding ----------------------------------------------------------------------------------


def test_a_rebuild_keeps_articles_and_answers(synced, folder, embedder):
    ids, found = synced.article_ids(), titles(synced, "Was the ferry to Orle late?")
    synced.rebuild()
    assert (synced.article_ids(), titles(synced, "Was the ferry to Orle late?")) == (ids, found)
    assert set(embedder.texts) == {"Was the ferry to Orle late?"}  # no passage anew
    folders = {path.name for path in synced.path.iterdir() if path.is_dir()}
    assert folders == {"words-2", "vectors-2"}
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert synced.check() == []


def test_what_an_interrupted_rebuild_left_is_cleared_away(synced, folder):
    for name in ("vectors-0", "vectors-0.gone", "words-0.gone", "vectors-1.new", "words-7"):
        (synced.path / name).mkdir()
        (synced.path / name / "left").touch()
    synced.sync(folder)
    assert {path.name for path in synced.path.iterdir() if path.is_dir()} == {
        "words-1",
        "vectors-1",
    }


class Other(HashEmbedder):
    name = "other-32"
    dim = 32


def test_another_embedder_is_refused_by_both_names(synced, folder):
    wanted = r"'hash-64'.*'other-32'.*dateline rebuild --embedder other-32"
    with pytest.raises(ArchiveMismatch, match=wanted):
        Archive(synced.path, Other())
    synced.rebuild(Other())
    assert synced.embedder_name == "other-32"
    assert by_vectors(synced, "mayor") >= {"Mayor resigns"}
    with pytest.raises(ArchiveMismatch, match=r"'other-32'.*'hash-64'"):
        Archive(synced.path, HashEmbedder())


def test_an_embedder_that_changed_its_width_is_refused(synced, folder):
    class Wider(HashEmbedder):
        dim = 96

    write(folder, {"new.txt": "Whale seen\n\nA whale swam up the river."})
    with Archive(synced.path, Wider()) as archive:
        with pytest.raises(ArchiveMismatch, match=r"96 dimensions.*holds 64.*rebuild"):
            archive.sync(folder)
        assert by_words(archive, "whale") == {"Whale seen"}


def test_an_embedder_that_loses_a_vector_is_refused(tmp_path, folder):
    class Lossy(HashEmbedder):
        def embed(self, texts: Sequence[str]):
            return super().embed(texts)[: max(1, len(texts) - 1)]

    with Archive(tmp_path / "a", Lossy(), create=True) as archive:
        with pytest.raises(EmbedderError, match="2 vectors for 3 passages"):
            archive.sync(folder)
        assert by_words(archive, "mayor") == {"Mayor resigns"}
        assert archive.coverage().waiting_for_vectors == 3


# -- opening -------------------------------------------------------------------------------------


def test_no_archive_is_not_made_by_looking_for_one(tmp_path):
    with pytest.raises(ArchiveMissing, match=r"no archive at .*dateline sync FOLDER --archive "):
        Archive(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_an_archive_of_a_newer_version_is_refused(synced):
    synced._ledger.remember(format=99)
    with pytest.raises(ArchiveMismatch, match=r"format 99.*up to format 3.*update Dateline"):
        Archive(synced.path)


def make_format_1(path: Path) -> None:
    """Turn the archive in `path` into one as the first format was: other fields, no identity."""
    import tantivy

    shutil.rmtree(path / "words-1")
    (path / "words-1").mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_text_field("words", tokenizer_name="words", index_option="freq")
    writer = tantivy.Index(builder.build(), path=str(path / "words-1")).writer()
    writer.commit()
    writer.wait_merging_threads()
    with sqlite3.connect(path / "ledger.sqlite3") as db:
        db.execute("UPDATE meta SET value = 1 WHERE key = 'format'")
        db.execute("DELETE FROM meta WHERE key = 'identity'")
        db.execute("DROP INDEX articles_listed")
    db.close()
    make_format_2(path, format_now=1)


def make_format_2(path: Path, *, format_now: int = 2) -> None:
    """Take away what the second format had not: vectors in the ledger, and seals."""
    with sqlite3.connect(path / "ledger.sqlite3") as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'format'", (format_now,))
        db.execute("DROP TRIGGER embeddings_go")
        db.execute("DROP TABLE embeddings")
        for table in ("articles", "passages"):
            db.execute(f"ALTER TABLE {table} DROP COLUMN seal")
    db.close()


def test_an_archive_of_the_first_format_is_brought_up_to_date(synced, folder):
    synced.close()
    make_format_1(synced.path)
    embedder = HashEmbedder()
    with Archive(synced.path, embedder) as archive:
        assert by_words(archive, "mayor") == {"Mayor resigns"}
        assert titles(archive, "mayor", Filters(kinds=("",)))[0] == "Mayor resigns"
        assert archive.catalogue('"harbour bridge"').total == 1
        assert archive.check() == []
        assert len(by_vectors(archive, "mayor")) == 3
        assert counts(archive.sync(folder)) == (0, 0, 0, 3)
        assert not [text for text in embedder.texts if "\n" in text]  # no passage
        identity = archive.identity
    with Archive(synced.path) as again:
        assert again.identity == identity
        assert by_words(again, "ferry") == {"Ferry late"}


def test_an_archive_of_the_second_format_keeps_the_vectors_that_it_has(synced, folder):
    found = titles(synced, "ferry to Orle")
    synced.close()
    make_format_2(synced.path)
    embedder = HashEmbedder()
    with Archive(synced.path, embedder) as archive:
        assert titles(archive, "ferry to Orle") == found
        assert archive.check() == []
        archive.rebuild()
        assert titles(archive, "ferry to Orle") == found
        assert counts(archive.sync(folder)) == (0, 0, 0, 3)
    assert set(embedder.texts) == {"ferry to Orle"}  # no passage anew


def test_an_archive_of_the_second_format_whose_vectors_are_gone_embeds_them_anew(synced, folder):
    synced.close()
    make_format_2(synced.path)
    for file in (synced.path / "vectors-1").glob("*.sqlite3"):
        file.write_bytes(file.read_bytes()[:4000])
    with Archive(synced.path, HashEmbedder()) as archive:
        assert by_words(archive, "mayor") == {"Mayor resigns"}
        assert archive.coverage().waiting_for_vectors == 3
        archive.sync(folder)
        assert by_vectors(archive, "mayor") >= {"Mayor resigns"}
        assert archive.check() == []


def test_bringing_up_to_date_begins_again_where_it_was_cut_short(synced):
    synced.close()
    make_format_1(synced.path)
    (synced.path / "words-1").rename(synced.path / "words-1.gone")
    with Archive(synced.path, HashEmbedder()) as archive:
        assert by_words(archive, "mayor") == {"Mayor resigns"}
        assert archive.check() == []
        assert {path.name for path in synced.path.iterdir() if path.is_dir()} == {
            "words-1",
            "vectors-1",
        }


def test_an_older_archive_that_is_being_written_to_says_so(synced):
    with elsewhere(HOLD, synced.path):
        with sqlite3.connect(synced.path / "ledger.sqlite3") as db:
            db.execute("UPDATE meta SET value = 1 WHERE key = 'format'")
        db.close()
        with pytest.raises(ArchiveBusy, match="another process is writing"):
            Archive(synced.path)


def test_an_archive_has_a_name_of_its_own_that_outlives_rebuilds(synced, tmp_path):
    assert re.fullmatch("[0-9a-f]{32}", synced.identity)
    synced.rebuild()
    with (
        Archive(synced.path) as again,
        Archive(tmp_path / "other", create=True) as other,
    ):
        assert again.identity == synced.identity != other.identity


def test_a_ledger_that_is_no_database_says_so(tmp_path):
    (tmp_path / "ledger.sqlite3").write_bytes(b"not a database " * 99)
    with pytest.raises(ArchiveDamaged, match="cannot be opened"):
        Archive(tmp_path)


def test_an_archive_is_opened_again_as_it_was(synced, tmp_path):
    found = titles(synced, "ferry to Orle")
    synced.close()
    with Archive(tmp_path / "archive", HashEmbedder()) as again:
        assert titles(again, "ferry to Orle") == found
        assert again.embedder_name == "hash-64"


def test_losses_in_either_index_are_found(synced):
    (number, _), *_ = synced.search_words("mayor", 1, ALL)
    synced._indexes.vectors.delete([number])
    synced._indexes.words.update([number], [])
    synced._indexes.vectors.upsert([99], np.eye(1, 64, dtype=np.float32))
    assert synced.check() == [
        "1 passages are missing from lexical",
        "1 passages are missing from vectors",
        "1 entries of vectors belong to no passage",
    ]
    synced.rebuild()
    assert synced.check() == []


# -- words first, vectors later ------------------------------------------------------------------


def test_words_answer_while_vectors_wait(archive, folder, embedder):
    archive.sync(folder, vectors=False)
    assert embedder.texts == []
    assert archive.coverage().waiting_for_vectors == 3
    assert titles(archive, "mayor") == ["Mayor resigns"]
    assert archive.check() == []
    assert counts(archive.sync(folder)) == (0, 0, 0, 3)
    assert len(embedder.texts) == 4  # one question, three passages
    assert archive.coverage().waiting_for_vectors == 0
    assert archive.check() == []


def test_filters_work_while_some_vectors_wait(archive, tmp_path):
    rows = [
        {
            "id": f"r{n}",
            "text": f"The council met, item {n}.",
            "date": f"2024-05-{n + 1:02}",
            "source": "Courier" if n % 5 else "Star",
        }
        for n in range(20)
    ]
    folder = write(tmp_path / "news", {"a.jsonl": records(*rows)})
    archive.sync(folder)
    late = [{**row, "id": "l" + row["id"]} for row in rows]
    write(folder, {"b.jsonl": records(*late)})
    archive.sync(folder, vectors=False)
    for filters in (Filters(outlets=("star",)), Filters(since=date(2024, 5, 3))):
        found = HybridRetriever(archive).retrieve("council item", 10, filters)
        assert len(found) == 10 or filters.outlets
        assert {hit.passage.article_id[0] for hit in found} <= {"l", "r"}
        assert archive.search_vectors("council item", 4, filters)


def test_without_an_embedder_an_archive_searches_by_words(tmp_path, folder):
    with Archive(tmp_path / "a", create=True) as plain:
        plain.sync(folder)
        assert titles(plain, "mayor") == ["Mayor resigns"]
        assert plain.embedder_name == ""
    with Archive(tmp_path / "a", HashEmbedder()) as archive:
        archive.sync(folder)
        assert archive.embedder_name == "hash-64"
        assert by_vectors(archive, "mayor") >= {"Mayor resigns"}


def test_progress_is_told_stage_by_stage(archive, folder):
    told = []
    archive.sync(folder, progress=lambda *now: told.append(now))
    assert ("articles", 3, None) in told
    assert told[-1] == ("vectors", 3, 3)


def test_the_newest_articles_are_embedded_first(archive, embedder, tmp_path):
    rows = [{"id": "none", "text": "Of no day."}]
    days = ("2023-05-01", "2024-05-03", "2022-11-30")
    rows += [{"id": day, "text": f"Of {day}.", "date": day} for day in days]
    embedder.at_once = 1
    archive.sync(write(tmp_path / "days", {"a.jsonl": records(*rows)}))
    told = [text.rpartition("Of ")[2] for text in embedder.texts]
    assert told == ["2024-05-03.", "2023-05-01.", "2022-11-30.", "no day."]


# -- what it holds -------------------------------------------------------------------------------


def test_coverage_counts_what_is_there(archive, tmp_path):
    rows = [
        {"text": "One story.", "source": "Courier", "date": "2019-03-01"},
        {"text": "Two stories.", "source": "courier", "date": "2021-07-30"},
        {"text": "Three stories.", "url": "https://www.star.example/3"},
        {"text": "No outlet, no date."},
        {"text": ""},
    ]
    archive.sync(write(tmp_path / "news", {"a.jsonl": records(*rows)}))
    coverage = archive.coverage()
    assert str(coverage) == "4 articles, 1 March 2019 to 30 July 2021, 2 outlets"
    assert (coverage.articles, coverage.passages, coverage.undated) == (4, 4, 2)
    assert {(name.casefold(), count) for name, count in coverage.outlets} == {
        ("courier", 2),
        ("star.example", 1),
        ("", 1),
    }
    assert (coverage.first, coverage.last) == (date(2019, 3, 1), date(2021, 7, 30))
    assert (coverage.refused, coverage.waiting_for_vectors) == (1, 0)
    assert archive.disk_bytes() > 10_000


def test_kinds_are_counted(archive, tmp_path):
    rows = [
        {"text": f"Story {n}.", "kind": kind} for n, kind in enumerate(["news", "live", "", ""])
    ]
    archive.sync(write(tmp_path / "news", {"a.jsonl": records(*rows)}))
    assert archive.coverage().kinds == (("", 2), ("live", 1), ("news", 1))


def test_coverage_is_counted_once_and_again_after_any_writing(synced, folder):
    first = synced.coverage()
    assert synced.coverage() is first
    write(folder, {"whale.txt": "Whale seen\n\nA whale swam up the river Orle at night."})
    with elsewhere(WRITE, synced.path) as process:
        told(process, folder)
        assert synced.coverage().articles == 4
    thread = threading.Thread(target=synced.remove, args=([str(folder / "whale.txt")],))
    thread.start()
    thread.join()
    assert synced.coverage().articles == 3
    synced.remove([str(folder / "mayor.txt")])
    assert synced.coverage().articles == 2
    write(folder, {"broken.jsonl": "{"})
    synced.sync(folder)
    assert synced.coverage().refused == 1


def test_an_article_of_which_only_the_kind_changed_is_not_embedded_again(
    archive, tmp_path, embedder
):
    row = {"id": "r1", "title": "Bridge", "text": "The bridge was shut.", "section": "Sport"}
    folder = write(tmp_path / "news", {"a.jsonl": records(row)})
    archive.sync(folder)
    embedder.texts.clear()
    changed = {**row, "section": "Opinion", "authors": "Ann Lee"}
    write(folder, {"a.jsonl": records(changed)})
    assert counts(archive.sync(folder)) == (0, 1, 0, 0)
    assert embedder.texts == []
    for search in (archive.search_words, archive.search_vectors):
        assert search("bridge", 5, Filters(kinds=("",))) == []
        ((number, _),) = search("bridge", 5, Filters(kinds=("opinion",)))
        (passage,) = archive.passages([number]).values()
        assert (passage.kind, passage.authors) == ("opinion", ("Ann Lee",))
    assert archive.check() == []
    write(folder, {"a.jsonl": records({**changed, "title": "Bridge shut"})})
    archive.sync(folder)
    assert sum("Bridge shut" in text for text in embedder.texts) == 1


def test_an_article_comes_back_as_it_went_in(archive, tmp_path):
    row = {
        "id": "r1", "title": "Bridge “shut”", "text": "Été — 桥 closed.\n\nSecond.",
        "source": "Courier", "date": "2024-05-13", "updated": "2024-05-14",
        "url": "https://c.example/1", "authors": ["Ann Lee", "B. Orle"], "kind": "opinion",
    }  # fmt: skip
    archive.sync(write(tmp_path / "news", {"a.jsonl": records(row)}))
    article = archive.article("r1")
    assert (article.title, article.text, article.kind) == (row["title"], row["text"], "opinion")
    assert (article.published, article.updated) == (date(2024, 5, 13), date(2024, 5, 14))
    assert article.authors == ("Ann Lee", "B. Orle")
    assert archive.article("r2") is None


def test_passages_of_the_archive_are_characters_of_its_articles(sample_archive):
    numbers = sorted(sample_archive._indexes.words.numbers())
    passages = sample_archive.passages(numbers)
    assert len(passages) == len(numbers) > 50
    for passage in passages.values():
        text = sample_archive.article(passage.article_id).text
        assert text[passage.start : passage.end] == passage.text
    assert sample_archive.check() == []


# -- several processes ---------------------------------------------------------------------------

HOLD = """
import sys
from index import Archive
with Archive(sys.argv[1]) as archive, archive._writing():
    print("ready", flush=True)
    sys.stdin.read()
"""
WRITE = """
import sys
from index import Archive
from tests.conftest import HashEmbedder
print("ready", flush=True)
for line in sys.stdin:
    with Archive(sys.argv[1], HashEmbedder()) as archive:
        archive.rebuild() if line == "rebuild\\n" else archive.sync(line.strip())
    print("done", flush=True)
"""


def told(process: subprocess.Popen[str], what: object) -> None:
    process.stdin.write(f"{what}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"


def eventually(check, seconds: float = 6) -> None:
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "still not so"
        time.sleep(0.1)


def test_one_writer_at_a_time_and_any_number_of_readers(synced, folder):
    with elsewhere(HOLD, synced.path):
        for write_something in (lambda: synced.sync(folder), lambda: synced.remove_all()):
            with pytest.raises(ArchiveBusy, match=r"another process is writing .*archive; wait"):
                write_something()
        assert titles(synced, "mayor")[0] == "Mayor resigns"
        with Archive(synced.path, HashEmbedder()) as reader:
            assert titles(reader, "mayor")[0] == "Mayor resigns"
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)


def test_an_open_reader_sees_what_another_process_does(synced, folder):
    retriever = HybridRetriever(synced)
    assert len(retriever.retrieve("mayor", 10)) == 3
    with elsewhere(WRITE, synced.path) as process:
        write(folder, {"whale.txt": "Whale seen\n\nA whale swam up the river Orle at night."})
        (folder / "mayor.txt").unlink()
        told(process, folder)
        eventually(lambda: "Whale seen" in by_vectors(synced, "whale river"))
        assert by_words(synced, "whale mayor") == {"Whale seen"}
        told(process, "rebuild")
        eventually(lambda: by_words(synced, "whale") and synced._made["generation"] == "2")
        assert by_words(synced, "whale mayor") == {"Whale seen"}
        assert by_vectors(synced, "whale") == {"Whale seen", "Bridge shut", "Ferry late"}


def test_an_open_archive_writes_where_another_process_rebuilt(synced, folder):
    with elsewhere(WRITE, synced.path) as process:
        told(process, "rebuild")
        write(folder, {"whale.txt": "Whale seen\n\nA whale swam up the river Orle at night."})
        synced.sync(folder)
    assert {path.name for path in synced.path.iterdir() if path.is_dir()} == {
        "words-2",
        "vectors-2",
    }
    with Archive(synced.path, HashEmbedder()) as fresh:
        assert fresh.check() == []
        assert len(by_vectors(fresh, "whale")) == 4


def test_an_open_archive_does_not_mix_embedders(synced, folder):
    with Archive(synced.path) as other:
        other.rebuild(Other())
    write(folder, {"whale.txt": "Whale seen\n\nA whale swam up the river Orle at night."})
    with pytest.raises(ArchiveMismatch, match=r"'other-32'.*'hash-64'"):
        synced.sync(folder)


def test_an_open_reader_starts_to_use_vectors_when_they_come(tmp_path, folder):
    with Archive(tmp_path / "a", create=True) as plain:
        plain.sync(folder)
    with Archive(tmp_path / "a", HashEmbedder()) as reader:
        assert by_vectors(reader, "mayor") == set()
        with Archive(tmp_path / "a", HashEmbedder()) as writer:
            writer.sync(folder)
        eventually(lambda: len(by_vectors(reader, "mayor")) == 3)


def test_many_threads_may_read_one_archive_while_it_is_written(synced, folder):
    from concurrent.futures import ThreadPoolExecutor

    retriever = HybridRetriever(synced)

    def ask(number: int) -> int:
        return len(retriever.retrieve(f"mayor ferry bridge {number}", 3))

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, number) for number in range(200)]
        for number in range(10):
            name = f"new{number}.txt"
            write(folder, {name: f"New story {number}\n\nStory number {number} of the ferry."})
            synced.sync(folder)
        assert {one.result() for one in asked} == {3}
    assert synced.check() == []


@pytest.mark.slow
def test_threads_may_read_on_while_another_process_writes(synced, folder):
    """What never changed is found every time, but for a moment of a rebuild; nothing raises."""
    from concurrent.futures import ThreadPoolExecutor

    retriever, over, rebuilding = HybridRetriever(synced), threading.Event(), threading.Event()

    def read() -> int:
        asked = 0
        while not over.is_set():
            moment = rebuilding.is_set()
            hits = retriever.retrieve("Why was the harbour bridge shut?", 3, ALL)
            if not (moment or rebuilding.is_set()):
                assert hits[0].passage.title == "Bridge shut"
                asked += 1
        return asked

    with elsewhere(WRITE, synced.path) as process, ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        until = time.monotonic() + 5
        try:
            for number in range(99):
                write(folder, {"new.txt": f"New story {number}\n\nStory {number} of the ferry."})
                told(process, folder)
                if number % 4 == 3:
                    rebuilding.set()
                    told(process, "rebuild")
                    rebuilding.clear()
                if time.monotonic() > until:
                    break
        finally:
            over.set()
        assert min(reader.result() for reader in readers) > 10


def test_what_is_written_is_not_readable_as_half(synced, folder):
    """A failure in the middle of a file leaves the article that was there."""

    class Failing(HashEmbedder):
        def embed(self, texts: Sequence[str]):
            raise EmbedderError("the server is away", retryable=True)

    write(folder, {"mayor.txt": "Mayor stays\n\nThe mayor took it back on Thursday."})
    with Archive(synced.path, Failing()) as failing, pytest.raises(EmbedderError, match="away"):
        failing.sync(folder)
    assert by_words(synced, "mayor") == {"Mayor stays"}
    assert counts(synced.sync(folder)) == (0, 0, 0, 3)
    assert by_vectors(synced, "mayor") == {"Mayor stays", "Bridge shut", "Ferry late"}
    assert synced.check() == []


def test_the_ledger_overwrites_what_is_deleted(synced):
    with sqlite3.connect(synced.path / "ledger.sqlite3") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()
    assert synced._ledger._db.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_ids_do_not_depend_on_where_the_folder_lies_and_a_move_embeds_nothing(tmp_path, embedder):
    here, there = tmp_path / "here", tmp_path / "elsewhere" / "there"
    (here / "a").mkdir(parents=True)
    (here / "a" / "one.txt").write_text("Storm\n\nThe storm tore the roof off the market.")
    there.parent.mkdir()
    with Archive(tmp_path / "first", embedder, create=True) as archive:
        archive.sync(here)
        ids = archive.article_ids()
        shutil.move(here, there)
        embedder.texts.clear()
        summary = archive.sync(there)
        assert (summary.added, summary.unchanged) == (0, 1)
        assert embedder.texts == []
        assert archive.article_ids() == ids
        assert archive.remove([str(there / "a" / "one.txt")]) == 1
    with Archive(tmp_path / "second", embedder, create=True) as archive:
        archive.sync(there)
        assert archive.article_ids() == ids


def test_an_open_archive_outlives_a_change_of_the_working_directory(
    tmp_path, embedder, monkeypatch
):
    for name in ("one", "two"):
        (tmp_path / name / "news").mkdir(parents=True)
        (tmp_path / name / "news" / "a.txt").write_text(f"Story number {name} is here.")
    monkeypatch.chdir(tmp_path / "one")
    with Archive(".dateline", embedder, create=True) as first:
        first.sync("news")
        monkeypatch.chdir(tmp_path / "two")
        with Archive(".dateline", embedder, create=True) as second:
            second.sync("news")
            assert first.check() == second.check() == []
            texts = {
                passage.text
                for archive in (first, second)
                for passage in archive.passages(
                    [number for number, _ in archive.search_vectors("story", 5, EVERYTHING)]
                ).values()
            }
    assert texts == {"Story number one is here.", "Story number two is here."}


def test_threads_that_have_ended_leave_no_open_files(tmp_path):
    with Archive(tmp_path / "archive", create=True) as archive:
        for _ in range(50):
            thread = threading.Thread(target=archive.coverage)
            thread.start()
            thread.join()
        held = sum(str(tmp_path) in _target(link) for link in Path("/proc/self/fd").iterdir())
    assert held < 12


def _target(link):
    try:
        return os.readlink(link)
    except OSError:
        return ""


def test_ids_get_their_beginning_once_when_two_open_an_older_archive(tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_text('{"id": "x0", "title": "Pier", "text": "The pier is green."}')
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([tmp_path / "a.jsonl"])
    writing = Archive._writing

    def after_another(self):
        monkeypatch.setattr(Archive, "_writing", writing)
        Archive(self.path, prefix=BESIDE).close()
        return writing(self)

    monkeypatch.setattr(Archive, "_writing", after_another)
    with Archive(tmp_path / "archive", prefix=BESIDE) as archive:
        assert list(archive.article_ids()) == [f"{BESIDE}x0"]


def test_an_empty_name_finds_nothing_though_many_articles_have_no_url(tmp_path):
    (tmp_path / "bridge.txt").write_text("The harbour bridge in Tamber was shut on Monday.")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([tmp_path / "bridge.txt"])
        assert archive.find("") == []
        with pytest.raises(ArticleError):
            archive.remove([""])
