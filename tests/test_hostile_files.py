"""One bad file, and one bad record, loses itself and nothing else."""

import gzip
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import Archive, Article, Refused
from index.apart import Apart
from index.articles import read
from index.files.decoding import Room
from qa.cli import main
from tests import hostile
from tests.hostile import STORY


def apart(path: Path, **limits):
    """What reading a file in a process of its own yields."""
    reader = Apart(**limits)
    try:
        return list(reader.read(path, mapping={}, origin=path.name, tokens=200))
    finally:
        reader.close()


def synced(folder: Path, *options: str) -> str:
    """What `dateline sync` says, words alone."""
    arguments = ["sync", str(folder), "--archive", str(folder.parent / "archive"), *options]
    result = CliRunner().invoke(main, [*arguments, "--embedder", "none"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    (made / "zz-last.txt").write_text(f"The last file\n\n{STORY}", encoding="utf-8")
    return made


def test_files_that_break_their_readers_are_named_and_those_behind_them_read(folder):
    for name, data in hostile.BREAKS_ITS_READER.items():
        (folder / name).write_bytes(data)
    said = synced(folder)
    assert "1 added" in said
    for name in hostile.BREAKS_ITS_READER:
        assert f"{name}: " in said, name
    assert "Traceback" not in said
    assert "encrypted.docx: is encrypted" in said
    assert "zlib.error: Error -3" in said


def test_articles_with_something_hostile_in_them_are_read_in_little_time(folder):
    for name, data in hostile.TAKES_LITTLE.items():
        (folder / name).write_bytes(data)
    begun = time.process_time()
    for path in sorted(folder.iterdir()):
        articles = [item for item in read(path) if isinstance(item, Article)]
        assert [STORY in article.text for article in articles] == [True], path.name
    assert time.process_time() - begun < 10
    assert f"{len(hostile.TAKES_LITTLE) + 1} added" in synced(folder)


def test_a_bad_record_loses_only_itself(folder):
    bad = {
        "text": f"<p>{STORY}</p>",
        "kind": {"@graph": hostile.deep(600)},
        "authors": [hostile.deep(9)],
    }
    (folder / "a.jsonl").write_bytes(
        hostile.lines({"id": "a", "text": STORY}, bad, {"id": "b", "text": f"{STORY} Later."})
    )
    assert "4 added" in synced(folder)


def test_what_nobody_foresaw_is_refused_by_type_and_message_and_shown_on_demand(
    folder, monkeypatch
):
    """A reader that fails in a way that no reader is known to."""

    def failing(source):
        raise LookupError("no such thing")

    monkeypatch.setattr("index.files.formats.read_page", failing)
    (folder / "page.html").write_bytes(hostile.page())
    [refused] = read(folder / "page.html")
    assert refused.why == "could not be read: LookupError: no such thing"
    assert 'raise LookupError("no such thing")' in refused.trace


def test_running_out_of_memory_is_no_files_fault(folder, monkeypatch):
    def greedy(source):
        raise MemoryError

    monkeypatch.setattr("index.files.formats.read_page", greedy)
    (folder / "page.html").write_bytes(hostile.page())
    with pytest.raises(MemoryError):
        list(read(folder / "page.html"))


def test_gzip_that_unpacks_without_bound_is_refused_and_ordinary_gzip_is_not(tmp_path):
    bomb = tmp_path / "bomb.jsonl.gz"
    record = hostile.lines({"text": STORY})
    with gzip.open(bomb, "wb", 1) as file:
        file.write(record)
        for _ in range(110):
            file.write(b" " * 1_000_000)
        file.write(b"\n" + record)
    *articles, refused = read(bomb)
    assert len(articles) == 1
    assert "unpacks to more than 100,000,000 bytes" in refused.why
    bomb.write_bytes(gzip.compress(record * 1000))
    assert len(list(read(bomb))) == 1000


@pytest.mark.parametrize("name", hostile.UNPACKS_TO_NOTHING)
def test_files_of_files_that_unpack_to_nothing_are_refused(tmp_path, name):
    (tmp_path / name).write_bytes(hostile.UNPACKS_TO_NOTHING[name])
    begun = time.process_time()
    (refused,) = apart(tmp_path / name)
    assert isinstance(refused, Refused)
    assert "could not be read" not in refused.why
    assert time.process_time() - begun < 10


def test_zips_in_zips_are_read_within_bounds(tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(hostile.nested_zip(2, width=3))
    monkeypatch.setattr("index.files.reading.Room", partial(Room, size=60_000_000))
    outcomes = list(read(tmp_path / "a.zip"))
    assert not any(isinstance(one, Article) for one in outcomes)
    assert sum("is not text" in one.why for one in outcomes) < 12
    assert "unpack it and add the folder" in outcomes[-1].why


def test_lines_that_hardly_are_those_of_mail_are_read_in_little_time(tmp_path):
    for name, line in {
        "dashes": b"- " * 300 + b"original",
        "wrote": b"on " + b"a " * 340 + b"wrot",
        "labels": b"From: a\n" * 3 + b"Subject:",
        "quotes": b"> " * 300,
        "view": b"you are receiving " * 30,
    }.items():
        (tmp_path / f"{name}.eml").write_bytes(hostile.mail((line + b"\n") * 2_000))
        begun = time.process_time()
        list(read(tmp_path / f"{name}.eml"))
        assert time.process_time() - begun < 10, name


# -- what only another process survives --------------------------------------------------------


def test_a_file_that_takes_too_long_is_given_up(tmp_path):
    slow = tmp_path / "slow.html"
    slow.write_bytes(hostile.page(" ".join(f"<b>{STORY}</b>" for _ in range(40_000))))
    begun = time.monotonic()
    [refused] = apart(slow, seconds=1)
    assert refused == Refused(slow, 0, "takes longer than 1 seconds to be read")
    assert time.monotonic() - begun < 20


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no process's memory")
def test_a_small_file_that_needs_much_memory_is_given_up(tmp_path):
    packed = tmp_path / "packed.docx"
    packed.write_bytes(hostile.many_paragraphs(3_000_000))
    assert packed.stat().st_size < 200_000
    [refused] = apart(packed, memory=500 << 20)
    assert refused == Refused(
        packed, 0, "needs more than the 500 MB of memory that a file may take"
    )


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_a_record_that_crashes_the_process_loses_only_itself(tmp_path):
    """The process is killed from here: no file is known that crashes a reader today."""
    records = tmp_path / "many.jsonl"  # of more than a pipe holds
    count = 400
    records.write_bytes(
        hostile.lines(*({"id": str(n), "text": f"{STORY} {n}. " * 9} for n in range(count)))
    )
    reader = Apart()
    outcomes = reader.read(records, mapping={}, origin="many", tokens=200)
    first = next(outcomes)
    os.kill(reader._process.pid, signal.SIGSEGV)
    rest = list(outcomes)
    reader.close()
    read_ids = [
        first.article.id,
        *(item.article.id for item in rest if not isinstance(item, Refused)),
    ]
    [refused] = [item for item in rest if isinstance(item, Refused)]
    assert refused.why == "ended the process that read it (SIGSEGV)"
    assert refused.line == int(read_ids[rest.index(refused)]) + 2
    assert len(set(read_ids)) == count - 1


def test_both_ways_of_reading_say_the_same(tmp_path):
    (tmp_path / "a.md").write_text(
        f"---\ntitle: Bridge shut\ndate: 2024-05-01\nby: A B and C D\nupdated: x\n---\n\n{STORY}\n"
    )
    (tmp_path / "b.jsonl").write_bytes(hostile.lines({"text": STORY}, {"txt": STORY}, 3))
    for path in sorted(tmp_path.iterdir()):
        there = [getattr(item, "article", item) for item in apart(path)]
        assert there == list(read(path, origin=path.name))


def test_the_reading_process_imports_nothing_from_the_folder_it_is_started_in(
    tmp_path, monkeypatch
):
    for name in ("json", "index", "lxml"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)")
    (tmp_path / "a.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    [cut] = apart(Path("a.txt"))
    assert cut.article.text == STORY


def test_a_reading_that_is_broken_off_leaves_no_process(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(hostile.lines({"text": STORY}, {"text": STORY}))
    reader = Apart()
    outcomes = reader.read(tmp_path / "a.jsonl", mapping={}, origin="a", tokens=200)
    next(outcomes)
    process = reader._process
    outcomes.close()
    assert process.poll() is not None


def test_of_refusals_without_number_the_first_are_listed_and_all_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("index.intake._MOST_REPORTS", 10)
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 25 + hostile.lines({"text": STORY}))
    with Archive(tmp_path / "archive", create=True) as archive:
        summary = archive.add([tmp_path / "a.jsonl"])
    assert summary.added == 1
    assert [report.line for report in summary.reports] == [*range(1, 11), 0]
    assert summary.reports[-1].why == "15 more records were refused or left incomplete"
