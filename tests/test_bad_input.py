"""What people really feed it. Each gets a clear word, none a traceback, and nothing is lost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import Archive, ArchiveDamaged, ArticleError
from tests.conftest import HashEmbedder

ROOT = Path(__file__).parent.parent
GOOD = "Bridge shut\n\nThe harbour bridge was shut on Monday after a crack was found."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    (made / "good.txt").write_text(GOOD, encoding="utf-8")
    return made


def texts(dateline_folder: Path) -> dict[str, str]:
    with Archive(dateline_folder) as archive:
        articles = [archive.article(identity) for identity in archive.article_ids()]
        return {article.title: article.text for article in articles}


# -- paths ---------------------------------------------------------------------------------------


def test_an_empty_folder(dateline, tmp_path, folder):
    dateline("sync", folder)
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.rst").write_text("none", encoding="utf-8")
    said = dateline("sync", tmp_path / "empty", code=1)
    assert "notes.rst: is not a kind that is read" in said
    assert "no article files" in said
    assert "nothing was changed" in said
    assert "dateline remove --all" in said
    assert len(texts(Path(".dateline"))) == 1


@pytest.mark.parametrize("command", ["sync", "add"])
def test_a_missing_path(dateline, command):
    said = dateline(command, "no/such/folder", code=1)
    assert "'no/such/folder' does not exist" in said or "no/such/folder' does not exist" in said
    assert "name an article file, a folder or a pattern" in said


def test_no_path_at_all(dateline):
    assert "--sample" in dateline("sync", code=2)
    assert "--sample" in dateline("add", code=2)


def test_a_pattern_that_matches_nothing(dateline, folder):
    assert "matches no file" in dateline("add", folder / "*.pdf", code=1)


def test_a_loop_of_links(dateline, folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "up").symlink_to(folder)
    said = dateline("sync", folder)
    assert "1 added" in said
    assert "loop, not followed" in said


def test_a_link_to_itself(dateline, tmp_path, folder):
    (folder / "self.txt").symlink_to("self.txt")
    said = dateline("sync", folder)
    assert "1 added" in said
    assert "self.txt" in said
    (tmp_path / "itself").symlink_to("itself")
    said = dateline("sync", tmp_path / "itself", code=1)
    assert "symbolic links" in said


def test_two_files_of_one_name(dateline, folder):
    for name in ("may", "june"):
        (folder / name).mkdir()
        (folder / name / "front.txt").write_text(
            f"The {name} page\n\nIt happened in {name}.", encoding="utf-8"
        )
    assert "3 added" in dateline("sync", folder)
    assert texts(Path(".dateline")).keys() == {"Bridge shut", "The may page", "The june page"}


# -- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("zero.txt", b"", ("zero.txt", "empty: 0 bytes")),
        ("spaces.txt", b" \n \n", ("spaces.txt", "no text")),
        ("photo.txt", bytes(range(256)) * 64, ("photo.txt", "is not text")),
        ("photo.jpg", b"\xff\xd8\xff", ("photo.jpg", "is a picture", "--ocr")),
        ("page.pdf", b"%PDF-1.7\nnothing more", ("page.pdf", "damaged PDF", "fetch it again")),
        ("memo.docx", b"PK\x03\x04 and no more", ("memo.docx", "Word document")),
        ("list.json", b'["a", 3]', ("list.json", "not an object with fields")),
        ("table.csv", b"a,b\n1,2\n", ("table.csv", "no column holds the text", "'a', 'b'")),
        ("packed.txt.gz", b"\x1f\x8b\x08\x00garbage", ("packed.txt.gz", "gzip")),
    ],
)
def test_a_bad_file_is_named_and_stops_nothing(dateline, folder, name, data, words):
    (folder / name).write_bytes(data)
    said = dateline("sync", folder)
    assert "1 added" in said
    assert all(word in said for word in words), said
    later = dateline("status", "--refused")
    assert all(word in later for word in words), later


def test_broken_json_is_named_with_its_line(dateline, folder):
    lines = [json.dumps({"title": f"Story {n}", "text": f"Story {n} began."}) for n in range(1, 31)]
    lines[16] = '{"title": "Story 17", "text": "Story 17'
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    said = dateline("sync", folder)
    assert "30 added" in said
    assert "all.jsonl:17: is not valid JSON" in said


def test_a_record_without_text_says_which_fields_it_has(dateline, folder):
    (folder / "all.jsonl").write_text(
        '{"title": "One", "story_html": "It began."}\n', encoding="utf-8"
    )
    said = dateline("sync", folder)
    assert "all.jsonl:1: has no text" in said
    assert "'story_html'" in said
    assert "1 added" in dateline("sync", folder, "--map", "text=story_html")


@pytest.mark.parametrize("name", ["long.txt", "long.jsonl", "long.csv", "long.html"])
def test_a_line_of_50_megabytes(dateline, folder, name):
    start = b'{"text": "' if name.endswith("jsonl") else b"text\n" if name.endswith("csv") else b""
    (folder / name).write_bytes(start + b"word " * 10_000_000)
    began = time.monotonic()
    said = dateline("sync", folder)
    assert time.monotonic() - began < 10
    assert "1 added" in said
    assert name in said
    assert "5,000,000" in said or "20,000,000 bytes" in said


ACCENTED = "Café Müller à Orle a fermé lundi, dit le maire, « sans raison ». Il coûtait 5 £."


@pytest.mark.parametrize(
    "data",
    [
        ACCENTED.encode("latin-1"),
        ACCENTED.encode("utf-16"),
        ACCENTED.encode("utf-16-le"),
        ACCENTED.encode("utf-8-sig"),
        ACCENTED[:40].encode("utf-8") + ACCENTED[40:].encode("cp1252"),
    ],
    ids=["latin-1", "utf-16", "utf-16-le", "utf-8-sig", "mixed"],
)
def test_any_encoding_comes_out_right(dateline, folder, data):
    (folder / "good.txt").unlink()
    (folder / "one.txt").write_bytes(data)
    dateline("sync", folder)
    assert list(texts(Path(".dateline")).values()) == [ACCENTED]


def pdf(password: str = "") -> bytes:
    from fpdf import FPDF

    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=12)
    document.multi_cell(0, 8, "The ferry to Orle sank at noon. Nobody was hurt.")
    if password:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())


def test_pdfs_whole_encrypted_and_cut_short(dateline, folder):
    (folder / "whole.pdf").write_bytes(pdf())
    (folder / "locked.pdf").write_bytes(pdf("secret"))
    (folder / "short.pdf").write_bytes(pdf()[:300])
    said = dateline("sync", folder)
    assert "2 added" in said
    assert "locked.pdf: is encrypted; save a copy without password" in said
    assert "short.pdf: is a damaged PDF" in said


@contextmanager
def without_privileges() -> Iterator[Path]:
    """A folder of its own; as root, in the shoes of nobody, whom permissions do stop."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        if os.getuid() != 0:
            yield place
            return
        os.chown(place, 65534, 65534)
        os.setresuid(65534, 65534, 0)
        try:
            yield place
        finally:
            os.setresuid(0, 0, 0)


@pytest.mark.parametrize("locked", ["news/one.txt", "news/deep"])
def test_what_may_not_be_read_is_reported_and_kept(folder, tmp_path, locked):
    with Archive(tmp_path / "warm", create=True) as archive:
        archive.sync(folder)  # whatever is loaded late is loaded by who may load it
    with without_privileges() as place:
        for name in ("one", "deep/two", "three"):
            path = place / "news" / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"Story of {name}\n\nThe story of {name} is this.", encoding="utf-8")
        with Archive(place / "archive", create=True) as archive:
            archive.sync(place / "news")
            (place / locked).chmod(0)
            try:
                summary = archive.sync(place / "news")
            finally:
                (place / locked).chmod(0o700)
            assert (summary.added, summary.removed) == (0, 0)
            assert [report.path for report in summary.reports] == [place / locked]
            assert "cannot be opened: Permission denied" in summary.reports[0].why
            assert len(archive.article_ids()) == 3
            assert archive.sync(place / "news").unchanged == 3
            assert archive.reports() == []


def test_a_whole_folder_that_may_not_be_read(folder, tmp_path):
    with Archive(tmp_path / "warm", create=True) as archive:
        archive.sync(folder)
    with without_privileges() as place:
        (place / "news").mkdir(mode=0)
        with (
            Archive(place / "archive", create=True) as archive,
            pytest.raises(ArticleError, match=r"Permission denied.*nothing was changed"),
        ):
            archive.sync(place / "news")


# -- archives ------------------------------------------------------------------------------------


def test_no_archive_yet(dateline):
    for command in (["status"], ["ask", "Who resigned?"], ["remove", "a1"], ["rebuild"]):
        said = dateline(*command, code=1)
        assert "there is no archive at .dateline" in said
        assert "sync FOLDER" in said
    assert not Path(".dateline").exists()


def test_an_archive_of_another_embedder(dateline, folder, monkeypatch):
    with Archive(".dateline", HashEmbedder(), create=True) as archive:
        archive.sync(folder)
    monkeypatch.setenv("DATELINE_EMBEDDER", "all-MiniLM-L6-v2")
    for command in (["ask", "Why was the bridge shut?"], ["sync", folder]):
        said = dateline(*command, code=1)
        assert "'hash-64'" in said
        assert "'all-MiniLM-L6-v2'" in said
        assert "dateline rebuild --embedder all-MiniLM-L6-v2" in said


def test_an_archive_whose_embedder_has_no_such_name(dateline, folder, monkeypatch):
    with Archive(".dateline", HashEmbedder(), create=True) as archive:
        archive.sync(folder)
    monkeypatch.delenv("DATELINE_EMBEDDER")
    assert "no embedder called 'hash-64'" in dateline("ask", "Why was it shut?", code=1)
    assert "1 unchanged" in dateline("sync", folder, "--embedder", "none")
    assert "embedder  hash-64" in dateline("status")


def test_an_archive_of_a_newer_version(dateline, folder):
    with Archive(".dateline", create=True) as archive:
        archive.sync(folder)
        archive._ledger.remember(format=99)
    for command in (["status"], ["ask", "Why was the bridge shut?"], ["sync", folder]):
        said = dateline(*command, code=1)
        assert "format 99" in said
        assert "update Dateline" in said


def test_an_archive_that_is_no_archive(dateline, tmp_path, folder):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert "file" in dateline("sync", folder, "--archive", tmp_path / "file", code=2)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "ledger.sqlite3").write_bytes(b"no database" * 100)
    said = dateline("status", "--archive", tmp_path / "odd", code=1)
    assert "cannot be opened" in said
    assert "sync the articles again" in said


def test_an_archive_that_another_process_writes(dateline, folder):
    dateline("sync", folder)
    hold = (
        "import sys; from index import Archive\n"
        "with Archive(sys.argv[1]) as archive, archive._writing():\n"
        "    print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(Path(".dateline").resolve())],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        for command in (["sync", folder], ["remove", "--all"], ["rebuild"]):
            said = dateline(*command, code=1)
            assert "another process is writing" in said
            assert "try again" in said
        assert "articles  1" in dateline("status")
        assert "bridge" in dateline("ask", "Why was the harbour bridge shut?").lower()
        process.stdin.close()
    assert "1 unchanged" in dateline("sync", folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def sync(path: Path, news: Path) -> None:
    with Archive(path, HashEmbedder(), create=True) as archive:
        archive.sync(news)


@pytest.mark.parametrize("size", ["1m", "2m", "4m"])
def test_a_full_disk_is_named_and_loses_nothing(small_disk, tmp_path, size):
    subprocess.run(["mount", "-o", f"remount,size={size}", str(small_disk)], check=True)
    news = tmp_path / "news"
    news.mkdir()
    for n in range(120):
        body = " ".join(f"Line {n * k} of the story told of item {n + k}." for k in range(400))
        (news / f"{n:03}.txt").write_text(f"Story number {n}\n\n{body}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ArchiveDamaged, match=r"bytes free.*make room|No space|disk is full"):
            sync(small_disk / "archive", news)
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    with Archive(small_disk / "archive", HashEmbedder()) as archive:
        archive.sync(news)
        assert archive.check() == []
        coverage = archive.coverage()
        assert (coverage.articles, coverage.waiting_for_vectors) == (120, 0)
        assert len(archive._indexes.words.numbers()) == coverage.passages
        assert len(archive._indexes.vectors.numbers()) == coverage.passages


# -- questions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ([""], "the question is empty", 1),
        (["   "], "the question is empty", 1),
        (["?!…"], "has no word in it", 1),
        (["why " * 25_000], "the question is 100,000 characters long", 1),
        (["Who?", "--since", "2023-02-30"], "'2023-02-30' is not a date", 2),
        (["Who?", "--until", "last week"], "write it as 2024-05-31", 2),
        (
            ["Who?", "--since", "2024-05-02", "--until", "2024-05-01"],
            "since 2024-05-02 is after until 2024-05-01; swap them",
            2,
        ),
        (
            ["Who?", "--outlet", "Daily Nobody"],
            "no outlet is called “Daily Nobody”; the archive",
            1,
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_questions_that_cannot_be_asked(dateline, folder, arguments, words, code):
    dateline("sync", folder)
    assert words in " ".join(dateline("ask", *arguments, code=code).split())


def test_a_question_that_looks_like_a_query_is_a_question(dateline, folder):
    dateline("sync", folder)
    for question in ('bridge AND ("shut', "title:bridge OR *", "bridge^9 ~ [a TO b}"):
        assert dateline("ask", question)


def test_an_address_that_is_none_stops_nothing(tmp_path):
    news = tmp_path / "news.jsonl"
    news.write_text('{"text": "One fell.", "url": "http://[half"}\n{"text": "Two fell."}\n')
    with Archive(tmp_path / "archive", create=True) as archive:
        summary = archive.add([news])
        assert summary.added == 2
        assert "is not a web address" in summary.reports[0].why


def test_a_file_name_that_is_no_text_is_refused_and_stops_nothing(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text("The roof fell on Monday.")
    with open(os.fsencode(folder) + b"/\xff\xfe.txt", "w") as file:
        file.write("The other roof fell.")
    with Archive(tmp_path / "archive", create=True) as archive:
        summary = archive.sync(folder)
        assert summary.added == 1
        assert "not UTF-8" in summary.reports[0].why
        assert [report.why for report in archive.reports()] == [summary.reports[0].why]
