"""A byte that changed, a file that is cut short or gone: found, named, and never an answer."""

import errno
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import EVERYTHING, Archive, ArchiveDamaged, HybridRetriever, opening, vectors
from qa.briefings import Watch, prepared
from tests.conftest import HashEmbedder

ROOT = Path(__file__).parent.parent
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


def test_a_damaged_article_stops_no_survey_of_the_others(path):
    altered(path, "UPDATE articles SET text = text || '.' WHERE title LIKE 'Bridge%'")
    with Archive(path, HashEmbedder()) as archive:
        lines = prepared(archive, Watch("Wednesday Monday bridge mayor ferry")).statements
        assert all("bridge" not in one.text.lower() for one in lines)
        assert not list(prepared(archive, Watch("bridge")).statements)


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


# -- the vector store ----------------------------------------------------------------------------

ASK = """
import json, sys
from index import Archive, HybridRetriever, IndexingError
from tests.conftest import HashEmbedder
try:
    with Archive(sys.argv[1], HashEmbedder()) as archive:
        hits = HybridRetriever(archive).retrieve("When was the harbour bridge shut?", 10)
        cosines = [hit.cosine is not None for hit in hits]
        best = hits[0].passage
        assert best.text == "The harbour bridge was shut on Monday after a crack was found."
        print(json.dumps([best.title, any(cosines), archive.coverage().damage]))
except IndexingError as error:
    print(json.dumps(["named", False, [str(error)]]))
"""


def asked_elsewhere(path):
    """(best headline, whether any was found by its meaning, the damage), by another process."""
    process = subprocess.run(
        [sys.executable, "-c", ASK, str(path)], cwd=ROOT, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


HARMS = ("flipped at one place", "flipped", "halved", "gone")


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(len(HARMS)))
def test_no_damage_to_any_file_kills_or_misleads(loaded, tmp_path, turn):
    """Each file in turn, in a process of its own: the right answer, or an error with a name."""
    chance = random.Random(turn)
    files = sorted(file for file in loaded.rglob("*") if file.is_file() and file.stat().st_size)
    assert len(files) > 12
    for at, file in enumerate(files):
        work = tmp_path / "work"
        shutil.copytree(loaded, work)
        damage(work / file.relative_to(loaded), HARMS[(turn + at) % len(HARMS)], chance)
        assert asked_elsewhere(work)[0] in ("Bridge shut", "named"), file
        shutil.rmtree(work)


@pytest.fixture
def loaded(path, monkeypatch):
    """The archive with its vectors in files that Chroma loads, as it has them from 1,000 on."""
    monkeypatch.setitem(vectors._GRAPH, "batch_size", 2)
    monkeypatch.setitem(vectors._GRAPH, "sync_threshold", 2)
    with Archive(path, HashEmbedder()) as archive:
        archive.rebuild()
    assert list(path.glob("vectors-2/*/index_metadata.pickle"))
    return path


def damage(file, how, chance=None):
    data = bytearray(file.read_bytes())
    if how == "flipped at one place":
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(data)
    elif how == "flipped":
        for at in range(0, len(data), 7):
            data[at] ^= 0xFF
        file.write_bytes(data)
    elif how == "halved":
        file.write_bytes(data[: len(data) // 2])
    else:
        file.unlink()


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("*/data_level0.bin", "flipped"),
        pytest.param("*/data_level0.bin", "halved", marks=pytest.mark.slow),
        pytest.param("*/header.bin", "flipped", marks=pytest.mark.slow),
        pytest.param("*/index_metadata.pickle", "gone", marks=pytest.mark.slow),
        pytest.param("chroma.sqlite3", "halved", marks=pytest.mark.slow),
        ("chroma.sqlite3", "gone"),
    ],
)
def test_damaged_vectors_are_said_and_words_go_on_until_a_rebuild(loaded, name, how):
    [file] = loaded.glob(f"vectors-2/{name}")
    damage(file, how)
    title, near, said = asked_elsewhere(loaded)
    assert (title, near) == ("Bridge shut", False)
    assert re.search(r"words alone \(.*vector.*\): run 'dateline rebuild'", *said)
    embedder = HashEmbedder()
    with Archive(loaded, embedder) as archive:
        assert re.search("vector store", archive.check()[0])
        archive.rebuild()
        assert archive.check() == []
        assert embedder.texts == []
        assert len(archive.search_vectors("bridge", 10, EVERYTHING)) == 3


def test_a_sync_makes_damaged_vectors_again_and_embeds_nothing(loaded, folder):
    [file] = loaded.glob("vectors-2/*/data_level0.bin")
    damage(file, "halved")
    embedder = HashEmbedder()
    with Archive(loaded, embedder) as archive:
        archive.sync(folder)
        assert archive.check() == []
        assert archive.coverage().damage == ()
    assert embedder.texts == []


@pytest.mark.slow
def test_what_a_killed_writer_left_torn_is_not_read_by_who_asks(loaded, folder):
    with Archive(loaded) as archive:
        archive._ledger.forget("store")
    [file] = loaded.glob("vectors-2/*/index_metadata.pickle")
    file.write_bytes(b"torn")
    assert asked_elsewhere(loaded) == ["Bridge shut", True, []]
    with Archive(loaded, HashEmbedder()) as archive:
        [said] = archive.check()
        assert "vector store" in said
        archive.sync(folder)
        assert archive.check() == []
        assert archive.embedder.texts == []
    assert asked_elsewhere(loaded) == ["Bridge shut", True, []]


def test_vectors_that_are_not_those_put_in_are_not_believed(path):
    with Archive(path, HashEmbedder()) as archive:
        [(numbers, rows)] = archive._indexes.vectors.everything()
        turned = np.stack([np.roll(row, 7) for row in rows])
        archive._indexes.vectors.upsert(numbers, turned)
        assert found(archive, "When was the harbour bridge shut?") == {"Bridge shut"}
        assert "other vectors" in archive.coverage().damage[0]
        assert archive.check() == ["3 vectors are not those that were put in"]


def test_a_removal_waits_where_the_vectors_are_damaged(loaded, folder):
    [file] = loaded.glob("vectors-2/*/header.bin")
    damage(file, "flipped")
    with Archive(loaded, HashEmbedder()) as archive:
        assert archive.remove([str(folder / "ferry.txt")]) == 1
        assert found(archive, "ferry") == set()
        archive.add([])
        assert archive.check() == []
        assert len(archive._indexes.vectors.numbers()) == 2


# -- the word index ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "how"),
    [
        (".idx", "flipped"),
        (".term", "halved"),
        (".pos", "gone"),
        (".fast", "flipped"),
        (".fieldnorm", "halved"),
        (".store", "gone"),
    ],
)
def test_a_damaged_word_index_is_named_before_it_is_read(path, suffix, how):
    damage(next(path.glob(f"words-1/*{suffix}")), how)
    assert_words_are_named_and_made_again(path)


@pytest.mark.parametrize("name", ["meta.json", ""])
def test_a_missing_word_index_is_named(path, name):
    if name:
        (path / "words-1" / name).unlink()
    else:
        shutil.rmtree(path / "words-1")
    assert_words_are_named_and_made_again(path)


def assert_words_are_named_and_made_again(path):
    with Archive(path, HashEmbedder()) as archive:
        with pytest.raises(ArchiveDamaged, match=r"word index.*dateline rebuild"):
            found(archive, "bridge")
        assert "word index is damaged" in archive.check()[0]
        archive.rebuild()
        assert "Bridge shut" in found(archive, "bridge")
        assert archive.check() == []


# -- the ledger ----------------------------------------------------------------------------------


def test_a_rebuild_and_a_sync_read_damaged_articles_again(path, folder):
    altered(path, "UPDATE articles SET text = 'x' || text, path = 'y' WHERE title = 'Ferry late'")
    with Archive(path, HashEmbedder()) as archive:
        [said] = archive.check()
        assert re.match(r"1 article is damaged .*\(.+\): 'dateline rebuild'", said)
        archive.rebuild()
        archive.sync(folder)
        assert archive.check() == []
        assert "Ferry late" in found(archive, "ferry")
        assert len(archive.article_ids()) == 3


@pytest.mark.parametrize("left", [0, None])
def test_an_empty_ledger_beside_indexes_is_no_empty_archive(path, left):
    if left is None:
        (path / "ledger.sqlite3").unlink()
    else:
        (path / "ledger.sqlite3").write_bytes(b"")
    for create in (True, False):
        with pytest.raises(ArchiveDamaged, match=r"empty or gone.*its indexes are there"):
            Archive(path, create=create)


def scrambled(file):
    """Overwrite a tenth of the ledger in its middle; the schema at its start stays."""
    data = bytearray(file.read_bytes())
    start, size = len(data) // 2 // 4096 * 4096, len(data) // 10 // 4096 * 4096
    data[start : start + size] = b"\x5a" * size
    file.write_bytes(data)


def cut_short(file):
    os.truncate(file, file.stat().st_size // 2 // 4096 * 4096)


@pytest.mark.parametrize("harm", [scrambled, cut_short])
def test_what_is_intact_in_a_damaged_ledger_can_be_saved(tmp_path, dateline, harm):
    lines = [
        json.dumps(
            {
                "id": f"a{n}", "title": f"Report {n}", "text": f"Line {n} was read out. " * 40,
                "source": "The Orle Gazette", "published": "2024-03-0" + str(1 + n % 9),
                "url": f"https://example.org/{n}", "authors": ["Ana Reyl", "Bo Quist"],
                "updated": "2024-04-01", "kind": "opinion",
            }
        )
        for n in range(200)
    ]  # fmt: skip
    (tmp_path / "all.jsonl").write_text("\n".join(lines))
    dateline("sync", tmp_path / "all.jsonl", "--archive", tmp_path / "a", "--no-vectors")
    with Archive(tmp_path / "a") as archive:
        whole = {one: archive.article(one) for one in archive.article_ids()}
    harm(tmp_path / "a" / "ledger.sqlite3")
    assert "damaged" in dateline("status", "--check", "--archive", tmp_path / "a", code=1)
    said = dateline("rescue", tmp_path / "saved.jsonl", "--archive", tmp_path / "a")
    saved, lost = map(int, re.search(r"saved (\d+) .*; (\d+) are lost", said).groups())
    assert saved + lost == 200
    assert 50 < saved < 200
    assert len(re.findall("^lost: a", said, re.MULTILINE)) == lost
    dateline("sync", tmp_path / "saved.jsonl", "--archive", tmp_path / "b", "--no-vectors")
    with Archive(tmp_path / "b") as archive:
        assert len(archive.article_ids()) == saved
        for identity in archive.article_ids():
            assert archive.article(identity) == whole[identity]
    assert "name another file" in dateline(
        "rescue", tmp_path / "saved.jsonl", "--archive", tmp_path / "a", code=1
    )


def test_nothing_can_be_saved_where_nothing_is(tmp_path, path, dateline):
    out = tmp_path / "saved.jsonl"
    assert "no archive" in dateline("rescue", out, "--archive", tmp_path / "none", code=1)
    file = path / "ledger.sqlite3"
    file.write_bytes(b"\x5a" * file.stat().st_size)
    for command in (["status"], ["status", "--check"], ["rescue", out], ["rebuild"]):
        said = dateline(*command, "--archive", path, code=1)
        assert "ledger" in said
    assert not out.exists()


def test_a_table_index_that_does_not_agree_is_made_again(path):
    with closing(sqlite3.connect(path / "ledger.sqlite3")) as db, db:
        db.execute("PRAGMA writable_schema = ON")
        [(sql,)] = db.execute("SELECT sql FROM sqlite_master WHERE name = 'articles_path'")
        db.execute(
            "UPDATE sqlite_master SET sql = ? WHERE name = 'articles_path'",
            (sql.replace("(path)", "(title)"),),
        )
    with Archive(path, HashEmbedder()) as archive:
        assert "ledger is damaged" in archive.check()[0]
        archive.rebuild()
        assert archive.check() == []


# -- paths, and what is told of a disk -----------------------------------------------------------


@pytest.mark.parametrize("octets", [600, 3_600, 4_300])
def test_a_path_that_no_database_takes_is_said_to_be_too_long(tmp_path, folder, dateline, octets):
    deep = tmp_path.joinpath(*["d" * 99] * (octets // 100))
    for command in (["sync", folder], ["status"], ["ask", "Why?"], ["rescue", "out.jsonl"]):
        said = dateline(*command, "--archive", deep, code=1)
        assert re.search(r"path of the archive, .+…, is \d,?\d+ octets long", said)
        assert "shorter" in said
    assert not (tmp_path / ("d" * 99)).exists()


def test_the_longest_path_that_is_taken_works(tmp_path, folder):
    room = opening._LONGEST_PATH - len(str(tmp_path)) - 1
    name = "/".join(["d" * 100] * 9)[:room].rstrip("/")
    with Archive(tmp_path / name, HashEmbedder(), create=True) as archive:
        archive.sync(folder)
        archive.rebuild()
        assert archive.check() == []
        assert "Ferry late" in found(archive, "ferry")


def test_a_path_that_is_not_utf_8_is_said_to_be_so(tmp_path, folder, dateline):
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    for command in (["sync", folder], ["status"]):
        assert "is not UTF-8; choose another" in dateline(*command, "--archive", odd, code=1)
    assert not odd.exists()


def test_a_folder_that_is_not_there_or_empty_leaves_no_archive_behind(tmp_path, folder, dateline):
    (tmp_path / "empty").mkdir()
    for named in ("/no/such/folder", "empty", "x" * 4_300):
        for command in ("sync", "add"):
            if (command, named) != ("add", "empty"):
                dateline(command, named, code=1)
    assert not (tmp_path / ".dateline").exists()
    dateline("sync", folder)
    dateline("sync", "empty", code=1)
    assert "articles  3" in dateline("status")


def failing(code):
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


def test_a_full_disk_is_told_from_other_failures(path):
    with Archive(path) as archive:
        full = failing(sqlite3.SQLITE_FULL), OSError(errno.ENOSPC, "No space left on device")
        for error in full:
            wanted = r"bytes free on its disk\).*make room"
            with pytest.raises(ArchiveDamaged, match=wanted), archive._writing():
                raise error
        other = failing(sqlite3.SQLITE_IOERR), PermissionError(errno.EACCES, "Permission denied")
        for error in other:
            wanted = "there is room on its disk(?!.*make room)"
            with pytest.raises(ArchiveDamaged, match=wanted), archive._writing():
                raise error


def test_an_archive_outlives_a_clock_that_goes_back(path, folder, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 86_400.0)
    for file in folder.iterdir():
        file.write_text(file.read_text(encoding="utf-8") + " It was so.", encoding="utf-8")
        os.utime(file, (1.0, 1.0))
    with Archive(path, HashEmbedder()) as archive:
        assert archive.sync(folder).replaced == 3
        assert archive.check() == []
        assert "Ferry late" in found(archive, "ferry")
