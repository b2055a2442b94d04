"""Readers: an archive that is only read, beside its writer, on a read-only disk, as a copy."""

import json
import os
import subprocess
import sys
import textwrap
import threading
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import EVERYTHING, Archive, ArchiveError, ArchiveReadOnly
from index.stores import wire
from qa import open_answerer
from qa.cli import main
from qa.errors import SettingsError
from qa.window import Hosting, Window
from qa.window.library import Visitor
from tests.conftest import HashEmbedder

_SQLITES = {"ledger.sqlite3-wal", "ledger.sqlite3-shm"}


def write(folder, *numbers):
    folder.mkdir(exist_ok=True)
    lines = [
        {"id": f"s{n}", "title": f"Story {n}", "text": f"Ship number{n} sailed to Port Sellen.",
         "published": f"{2010 + n % 9}-05-05"}
        for n in numbers
    ]  # fmt: skip
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / f"stories{numbers[0]}.jsonl").write_text(text, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr("index.reading._NOTICE_SECONDS", 0)
    monkeypatch.setattr(wire, "_RESTING_SECONDS", 0.05)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(params=["here", "served"])
def chroma(request):
    """Where the vectors are."""
    if request.param == "here":
        return ""
    return request.getfixturevalue("chroma_server").url


@pytest.fixture
def news(tmp_path):
    return write(tmp_path / "news", *range(20))


@pytest.fixture
def archive(tmp_path, news, chroma):
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma=chroma) as made:
        made.sync(news)
        yield made


def reader(path):
    return Archive(path, HashEmbedder(), read_only=True)


def found(archive, number):
    """Whether story `number` is found by its words, and by its vector."""
    question = f"number{number}"
    lists = (
        archive.search_words(question, 3, EVERYTHING),
        archive.search_vectors(
            f"Story {number}\nShip number{number} sailed to Port Sellen.", 3, EVERYTHING
        ),
    )
    passages = [archive.passages([n for n, _ in some]).values() for some in lists]
    return tuple(any(p.article_id == f"s{number}" for p in some) for some in passages)


def everything(folder):
    """All that is in the folder, but for what SQLite keeps beside a ledger while it is open."""
    return {
        path: path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if path.name not in _SQLITES
    }


def test_a_reader_finds_what_there_is_and_leaves_no_trace(archive):
    before = everything(archive.path)
    with reader(archive.path) as only:
        assert found(only, 7) == (True, True)
        assert only.coverage().articles == 20
        assert only.damage() == ()
        for change in (
            lambda: only.add([]),
            lambda: only.remove(["s7"]),
            lambda: only.forget(["s7"]),
            lambda: only.correct("s7", title="Another"),
            lambda: only.rebuild(),
        ):
            with pytest.raises(ArchiveReadOnly, match="is only read here"):
                change()
    assert everything(archive.path) == before


def test_a_reader_follows_what_the_writer_does(archive, news):
    with reader(archive.path) as only:
        assert found(only, 21) == (False, False)
        archive.sync(write(news, 21, 22))
        assert found(only, 21) == (True, True)
        archive.remove(["s21"])
        assert found(only, 21) == (False, False)
        archive.rebuild()
        assert found(only, 22) == (True, True)
        assert only.damage() == ()


def test_two_readers_answer_while_the_writer_syncs(archive, news):
    wrong, answered, done = [], [], threading.Event()

    def ask():
        with reader(archive.path) as only:
            for at in count():
                if done.is_set():
                    return
                if found(only, at % 20) != (True, True) or only.damage():
                    wrong.append((at % 20, only.damage()))
                answered.append(at)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for at in range(5):
        archive.sync(write(news, *range(100 + 10 * at, 110 + 10 * at)))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(answered) > 4
    with reader(archive.path) as only:
        assert (found(only, 145), only.damage()) == ((True, True), ())


def test_a_copy_made_while_the_writer_writes_is_whole(tmp_path, archive, news):
    ended = threading.Event()

    def keep_writing():
        for at in count():
            if ended.is_set():
                return
            archive.sync(write(news, *range(100 + 5 * at, 105 + 5 * at)))
            archive.remove([f"s{100 + 5 * at}"])

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        with Archive(archive.path) as other:
            for at in range(3):
                other.copy(tmp_path / f"copy{at}")
    finally:
        ended.set()
        writer.join()
    archive.copy(tmp_path / "copy3")
    for at in range(4):
        with reader(tmp_path / f"copy{at}") as copy:
            if archive.chroma and at < 3:  # the servers are ahead of the copy
                wrong = [one for one in copy.check() if "vectors" not in one]
            else:
                wrong = copy.check()
            assert wrong == []
            assert found(copy, 7)[0]
            assert copy.coverage().articles >= 20
    with reader(tmp_path / "copy3") as copy:
        assert found(copy, 7) == (True, True)


def test_a_reader_goes_on_with_a_newer_copy_in_the_place_of_the_old(tmp_path, archive, news):
    place = tmp_path / "copies" / "news"
    assert archive.copy(place)
    with reader(place) as only:
        assert found(only, 7) == (True, True)
        archive.sync(write(news, 30))
        assert found(only, 30)[0] is False
        archive.copy(place)
        assert found(only, 30) == (True, True)
        assert only.damage() == ()
    assert sorted(path.name for path in place.parent.iterdir()) == ["news"]


def test_nothing_else_is_overwritten_by_a_copy(tmp_path, archive, news):
    for folder in (news, archive.path):
        before = everything(folder)
        with pytest.raises(ArchiveError, match=r"no copy of the archive|is the archive itself"):
            archive.copy(folder)
        assert everything(folder) == before


_ASKING = """
    import sys
    from index import Archive, ArchiveReadOnly
    from tests.conftest import HashEmbedder
    from tests.test_readonly import found
    with Archive(sys.argv[1], HashEmbedder()) as archive:
        print(archive.read_only, found(archive, 7), archive.damage())
        try:
            archive.remove(["s7"])
        except ArchiveReadOnly:
            print("refused")
"""


def test_a_read_only_disk_does(tmp_path, archive):
    """The folder is mounted so, in a name space of its own."""
    copy = tmp_path / "copy"
    archive.copy(copy)
    mount = f"mount --bind {copy} {copy} && mount -o remount,ro,bind {copy}"
    if subprocess.run(["unshare", "-Urm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    program = f"{sys.executable} -c '{textwrap.dedent(_ASKING)}' {copy}".replace("'s7'", '"s7"')
    told = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", f"{mount} && touch {copy}/x; {program}"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert "Read-only file system" in told.stderr
    assert told.stdout == "True (True, True) ()\nrefused\n", told.stderr


def test_a_window_that_only_reads_takes_nothing_and_says_why(archive):
    answerer = open_answerer(archive.path, embedder=HashEmbedder(), read_only=True)
    hosting = Hosting(read_only=answerer.archive.read_only)
    assert (hosting.uploads, hosting.may_edit(None)) == (False, False)
    window = Window(answerer, hosting)
    visitor = Visitor("a key of sixteen", None)
    for name in ("rate", "correct", "forget", "remove"):
        with pytest.raises(SettingsError, match="only reads the archive"):
            window.requests[name]({"article": "s7", "ids": ["s7"]}, visitor)
    assert "data-unrated" in window.header(visitor)[0]  # and no thumbs are shown
    assert "Port Sellen" in answerer.ask("Where did ship number7 sail?").text
    answerer.archive.close()


def test_the_command_copies_and_reads_and_says_what_it_cannot(tmp_path, archive):
    def run(*arguments):
        done = CliRunner().invoke(main, [str(one) for one in arguments])
        return done.exit_code, done.output

    code, said = run("copy", tmp_path / "copy", "--archive", archive.path)
    assert (code, "20 articles" in said) == (0, True)
    assert run("copy", tmp_path / "news", "--archive", archive.path)[0] == 1
    code, said = run("status", "--archive", tmp_path / "copy")
    assert (code, "articles  20" in said) == (0, True)


def test_a_copy_without_vectors_that_are_being_written_to_compares_one_by_one(tmp_path, news):
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(news)
        archive._ledger.forget("store")  # as long as somebody writes
        assert archive.copy(tmp_path / "copy") is False
    with reader(tmp_path / "copy") as copy:
        assert found(copy, 7) == (True, True)
        assert copy.coverage().waiting_for_vectors == 0
    with Archive(tmp_path / "copy", HashEmbedder()) as own:  # as a backup that is gone on with
        assert own.check() == ["the vector store is missing"]
        own.sync(news)
        assert own.check() == []
        assert own.embedder.texts == []
