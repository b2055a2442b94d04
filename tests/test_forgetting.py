"""Forgotten for good: afterwards no byte of it is in any file, whoever reads or read it."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tantivy
from click.testing import CliRunner

from index import Archive, ArchiveBusy, ArticleError, HybridRetriever
from qa import Answerer, ExtractiveReader, SettingsError
from qa.cli import main
from qa.errors import ShelfError
from qa.evaluation.questionset import read_questions
from qa.models.replies import Replies
from qa.window import (
    Exchange,
    Hosting,
    Shelves,
    Visitor,
    Window,
)
from qa.window.feedback import Feedback
from qa.window.forgetting import finish, forget
from qa.window.handing import ADDED
from qa.window.persistence import record
from tests.conftest import HashEmbedder

ROOT = Path(__file__).parent.parent
ANNA = "anna's key, 0123456789"
NAME = "brixolume-landing.txt"
URL = "https://ostrevale-gazette.example/2024/quembrath-lands-on-the-town-hall"
SECRET = f"""Headline: Quembrath balloon lands on town hall roof
Source: Ostrevale Gazette
Date: 2024-06-02
URL: {URL}

The balloon Quembrath came down on the roof of the town hall on Sunday, the fire brigade said.
Its pilot, Ysolde Varnhagen-Pruitt, climbed down a drainpipe with her two dachshunds.

A crane lifted the basket to the market square, where 214 people had gathered with lanterns.
The town asked the pilot for 318 crowns for eleven broken tiles and a bent weathervane.
"""
ASKED = "Who was the pilot of the balloon Quembrath?"
PHRASES = (
    "Quembrath balloon lands",
    "Varnhagen-Pruitt",
    "climbed down a drainpipe",
    "eleven broken tiles and a bent weathervane",
    "quembrath",
    "dachshund",
    NAME,
    "brixolume",
    URL.removeprefix("https://"),
)
STEMS = ("quembrath", "varnhagen", "pruitt", "drainpip", "dachshund", "weathervan")
OTHERS = {
    f"story-{n}.txt": f"""Headline: {subject} is repaired again
Source: Skerrow Post
Date: 2024-05-{n + 1:02}

The {subject.lower()} of Skerrow was repaired for the {n + 2}th time on Monday, the council said.
The work cost {n + 3},400 crowns and took {n + 5} days.
"""
    for n, subject in enumerate(("Bridge", "Ferry", "Lighthouse", "School", "Harbour crane"))
}


def found(*roots: Path) -> dict[str, list[str]]:
    """File → which phrases are in its name or bytes, in whatever case or encoding."""
    seen: dict[str, list[str]] = {}
    for root in roots:
        for file in (root, *root.rglob("*")):
            held = file.read_bytes().lower() if file.is_file() else b""
            for phrase in PHRASES:
                forms = [phrase.lower().encode(c) for c in ("utf-8", "utf-16-le", "utf-16-be")]
                forms.append(json.dumps(phrase.lower())[1:-1].encode())
                named = file != root and phrase.lower() in file.name.lower()
                if named or any(form in held for form in forms):
                    seen.setdefault(str(file.relative_to(root.parent)), []).append(phrase)
    return seen


def known_words(archive: Path) -> set[str]:
    """Which of the article's own words are in a word index, those of removed entries too."""
    known = set()
    for folder in archive.rglob("words-*"):
        searcher = tantivy.Index.open(str(folder)).searcher()
        for field in ("words", "told", "again"):
            known |= {stem for stem in STEMS if searcher.terms_with_prefix(field, stem)}
    return known


def answering(archive: Archive) -> Answerer:
    reader = ExtractiveReader(archive.rarity, archive.embedder)
    return Answerer(archive, HybridRetriever(archive), reader)


def rated(archive: Archive, answerer: Answerer, question: str, verdict: str) -> None:
    answer = answerer.ask(question)
    exchange = Exchange(
        1, question, statements=answer.statements, answer=answer, asked_at=datetime.now(UTC)
    )
    turns = [exchange.turn]
    Feedback(archive.path).add(exchange, verdict, "", answerer.archive, turns)


@pytest.fixture
def news(tmp_path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for name, content in OTHERS.items():
        (folder / name).write_text(content, encoding="utf-8")
    (folder / NAME).write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture
def archive(tmp_path, news, embedder) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", embedder, create=True) as opened:
        opened.sync(news)
        yield opened


class Reader:
    """Another process that has the archive open and asks it all the time."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.test_forgetting", str(path)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def headlines(self) -> list[str]:
        """What it finds for the question now."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()


@pytest.fixture
def reader(archive) -> Iterator[Reader]:
    opened = Reader(archive.path)
    yield opened
    opened.stop()


def test_no_byte_is_left_while_another_process_reads(archive, news, reader):
    titles = reader.headlines()
    assert "Quembrath balloon lands on town hall roof" in titles
    assert found(archive.path)
    assert known_words(archive.path)
    assert archive.forget([str(news / NAME)]) == 1
    assert found(archive.path) == {}
    assert known_words(archive.path) == set()
    assert archive.check() == []
    left = reader.headlines()
    assert left
    assert "Quembrath balloon lands on town hall roof" not in left
    assert found(archive.path) == {}  # nor did the reader write it down


def test_a_reader_that_never_ends_is_said_and_the_next_writer_finishes(archive, news):
    archive._ledger._db.execute("PRAGMA busy_timeout = 100")
    reading = sqlite3.connect(archive.path / "ledger.sqlite3")
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM articles").fetchone()
    with pytest.raises(ArchiveBusy, match="run 'dateline forget' again without a name"):
        archive.forget([URL])
    assert archive.find(URL) == []
    assert archive.sync(news).unchanged == len(OTHERS)  # nobody else is kept from writing
    reading.close()
    archive.sync(news)
    assert found(archive.path) == {}


@pytest.mark.parametrize("by", ["file", "url", "id"])
def test_an_article_is_forgotten_by_whatever_names_it(archive, news, by):
    [identity] = archive.find(URL)
    name = {"file": str(news / NAME), "url": URL, "id": identity}[by]
    (news / NAME).unlink()  # also once its file is gone
    assert archive.forget([name]) == 1
    assert found(archive.path) == {}
    assert archive.coverage().articles == len(OTHERS)


def test_one_that_was_removed_before_leaves_nothing_either(archive, news):
    archive.remove([URL])
    assert found(archive.path)
    archive.forget()
    assert known_words(archive.path) == set()
    assert {where: set(what) for where, what in found(archive.path).items()} == {
        "archive/ledger.sqlite3": {NAME, "brixolume"}  # so that a sync leaves it out
    }
    archive.forget([str(news / NAME)])
    assert found(archive.path) == {}


def test_a_file_that_was_refused_is_forgotten_with_what_was_said_of_it(archive, news):
    broken = news / "brixolume-broken.jsonl"
    broken.write_text('{"title": "Varnhagen-Pruitt", "text"', encoding="utf-8")
    archive.sync(news)
    archive.forget([str(broken), URL])
    assert found(archive.path) == {}
    summary = archive.sync(news)
    assert [report.path.name for report in summary.reports] == [broken.name]  # told, not kept
    assert found(archive.path) == {}


def test_it_stays_out_though_it_is_moved_renamed_or_changed(archive, news):
    archive.forget([URL])
    for change in (
        lambda file: None,
        lambda file: file.rename(news / "another-brixolume.txt"),
        lambda file: (news / "another-brixolume.txt").rename(file),
        lambda file: file.write_text(SECRET.replace("dachshunds", "dogs")),
        lambda file: file.write_text(SECRET.replace(f"URL: {URL}\n", "")),
    ):
        change(news / NAME)
        summary = archive.sync(news)
        assert sum(summary.forgotten.values()) == 1
        assert (summary.added, summary.removed, summary.unchanged) == (0, 0, len(OTHERS))
        assert found(archive.path) == {}
    archive.rebuild()
    archive.sync(news)
    assert found(archive.path) == {}


def test_it_comes_back_once_that_is_allowed(archive, news):
    archive.forget([URL])
    with pytest.raises(ArticleError, match="nothing was forgotten as 'https://elsewhere"):
        archive.allow(["https://elsewhere.example/"])
    assert archive.allow([str(news / NAME)]) == 1
    summary = archive.sync(news)
    assert (summary.added, summary.forgotten) == (1, {})
    assert archive.find(URL)


def test_others_of_the_same_file_stay_and_are_not_said_less_of(archive, tmp_path):
    feed = tmp_path / "feed"
    feed.mkdir()
    lines = [
        {"id": "a", "title": "Mill reopens", "text": "The mill reopened on Monday.", "date": "x1"},
        {"id": "b", "title": "Quembrath again", "text": "Varnhagen-Pruitt flew.", "date": "x2"},
        {"id": "c", "text": ""},
    ]
    (feed / "feed.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    archive.sync(feed)
    said = [(report.line, report.why) for report in archive.reports()]
    assert [line for line, _ in said] == [1, 2, 3]
    archive.forget(["b", URL])
    assert found(archive.path) == {}
    summary = archive.sync(feed)
    assert archive.find("a") == ["a"]
    assert list(summary.forgotten.values()) == [1]
    told = [(report.line, report.why) for report in archive.reports()]
    assert told == [said[0], said[2]]
    assert found(archive.path) == {}
    archive.allow(["b"])
    assert archive.sync(feed).added == 1
    assert [(report.line, report.why) for report in archive.reports()] == said


def test_a_copy_of_the_same_text_goes_with_it(archive, news):
    copied = SECRET.replace(URL, "https://other.example/1").replace("Gazette", "Herald")
    (news / "copied.txt").write_text(copied, encoding="utf-8")
    archive.sync(news)
    assert archive.forget([URL]) == 2
    assert found(archive.path) == {}


def test_nothing_is_left_of_it_on_shelves_in_ratings_and_in_kept_answers(
    archive, news, tmp_path, reader
):
    answerer, shelves = answering(archive), Shelves(answering(archive))
    upload = tmp_path / "upload"
    upload.write_text(SECRET, encoding="utf-8")
    put(shelves.shelf(ANNA), upload, NAME)
    (kept := tmp_path / "replies").mkdir()
    Replies(kept).put({"prompt": f"1 {answerer.ask(ASKED).text}"}, "She climbed down.")
    Replies(kept).put({"prompt": "1 The ferry was repaired."}, "The ferry.")
    rated(archive, answerer, ASKED, "up")
    rated(archive, shelves.answerer(ANNA), "What did the balloon Quembrath break?", "down")
    rated(archive, answerer, "How much did the ferry cost?", "up")
    with Feedback(archive.path).path.open("a", encoding="utf-8") as file:
        file.write('{"answer": "Its pilot, Ysolde Varnhagen-Pruitt, climbed down a drainpipe wi')
    before = found(archive.path, kept)
    assert {"feedback.jsonl", "ledger.sqlite3-wal"} <= {Path(name).name for name in before}
    reader.headlines()

    done = forget(archive, [URL], replies=kept)
    assert (done.articles, done.shelved, done.ratings, done.replies) == (1, 1, 2, 1)
    assert (done.files, done.there) == (1, (news / NAME,))
    assert found(archive.path, kept) == {}
    assert known_words(archive.path) == set()
    assert [line["verdict"] for line in Feedback(archive.path).read()] == ["up", "down", "up"]
    [asked] = read_questions(Feedback(archive.path).path)
    assert asked.question == "How much did the ferry cost?"
    assert "Quembrath" not in shelves.answerer(ANNA).ask(ASKED).text
    assert len(list(kept.iterdir())) == 1


def put(shelf, file: Path, name: str) -> list[str]:
    """Upload a file; why it was refused."""
    return [why for event in shelf.put([(file, name)]) for why in event.refused]


def test_nothing_is_left_of_what_was_published(archive, news, tmp_path, reader):
    archive.forget([str(news / NAME)])
    archive.allow([URL])
    (news / NAME).unlink()
    shelves = Shelves(answering(archive))
    upload = tmp_path / "upload"
    upload.write_text(SECRET, encoding="utf-8")
    put(shelves.shelf(ANNA), upload, NAME)
    [own] = shelves.shelf(ANNA).own.article_ids()
    shelves.shelf(ANNA).publish([own], to=archive)
    assert any(ADDED in where for where in found(archive.path))
    reader.headlines()
    done = forget(archive, [URL], shelves=shelves.every())
    assert (done.articles, done.shelved, done.files, done.there) == (1, 0, 1, ())
    assert found(archive.path) == {}
    assert known_words(archive.path) == set()


def test_what_was_forgotten_is_not_uploaded_or_published_again(archive, tmp_path, news):
    shelf = Shelves(answering(archive)).shelf(ANNA)
    upload = tmp_path / "upload"
    upload.write_text(SECRET, encoding="utf-8")
    forget(archive, [URL])
    [why] = put(shelf, upload, NAME)
    assert "forgotten for good" in why
    both = [{"id": "m", "text": "The mill reopened."}, {"id": "v", "text": "Varnhagen-Pruitt."}]
    upload.write_text("\n".join(map(json.dumps, both)), encoding="utf-8")
    assert put(shelf, upload, "both.jsonl") == []
    (tmp_path / "v.jsonl").write_text(json.dumps(both[1]), encoding="utf-8")
    done = forget(archive, [str(tmp_path / "v.jsonl")])
    assert (done.articles, done.shelved, done.files) == (0, 1, 1)
    assert found(archive.path) == {}
    [left] = shelf.own.article_ids()
    with pytest.raises(ShelfError, match="upload one without"):
        shelf.publish([left], to=archive)
    assert shelf.own.article(left)


def test_uploads_that_a_killed_window_left_and_that_have_just_arrived_go_with_it(
    archive, tmp_path, monkeypatch
):
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "temporary"))
    script = (
        "import os, signal, sys; from qa.window.arrivals import arrivals_folder\n"
        "(arrivals_folder() / sys.argv[1]).write_text(sys.argv[2])\n"
        "if sys.argv[3:]: os.kill(os.getpid(), signal.SIGKILL)\n"
        "print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, NAME, SECRET]
    subprocess.run([*command, "killed"], cwd=ROOT, check=False)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as running:
        running.stdout.readline()
        assert len(found(tmp_path / "temporary")) >= 1
        assert forget(archive, [URL]).files == 1
        assert found(archive.path, tmp_path / "temporary") == {}
        running.stdin.close()


def test_a_window_that_is_open_shows_it_no_more(archive):
    window, visitor = Window(answering(archive), Hosting()), Visitor.of({"visitor": ANNA}, None)

    async def asked(before: tuple[Exchange, ...], question: str) -> tuple[Exchange, ...]:
        told = {"question": question}
        return [shown async for shown, _, _ in window.talk.answering(before, told, visitor)][-1]

    shown = asyncio.run(asked((), ASKED))
    kept = {"record": record(shown[0], archive), "number": 1}
    assert "drainpipe" in window.talk.cards(kept, visitor)
    window.library.forget({"ids": archive.find(URL)}, visitor)
    assert "drainpipe" not in window.talk.cards(kept, visitor)
    assert "Quembrath balloon" not in window.talk.cards(kept, visitor)
    shown = asyncio.run(asked(shown, "And how much did the ferry cost?"))
    assert "Varnhagen" not in str(shown)
    with pytest.raises(SettingsError, match="no longer in the archive"):
        window.library.forget({"ids": ["/etc/hostname"]}, visitor)


def test_forgetting_that_was_cut_short_is_ended_by_the_next_writer(archive, news, tmp_path):
    rated(archive, answering(archive), ASKED, "up")
    archive.doom([URL])  # killed before anything was gone
    finish(archive)
    assert found(archive.path) == {}
    assert archive.doomed() == []
    # killed after the last commit that removes something, before anything is written anew
    script = (
        "import os, signal, sys; from index import Archive; archive = Archive(sys.argv[1])\n"
        "archive._purge = lambda: os.kill(os.getpid(), signal.SIGKILL)\n"
        "archive.forget([sys.argv[2]])"
    )
    (news / "later.txt").write_text(SECRET.replace("roof", "tower"), encoding="utf-8")
    archive.allow([URL])
    archive.sync(news)
    command = [sys.executable, "-c", script, str(archive.path), URL]
    killed = subprocess.run(command, cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert known_words(archive.path)
    archive.add([])
    assert found(archive.path) == {}
    assert known_words(archive.path) == set()
    assert archive.check() == []


def test_the_command_asks_and_says_what_it_did_and_what_it_cannot_reach(archive, news, monkeypatch):
    def run(*words: str, code: int = 0, typed: str = ""):
        result = CliRunner().invoke(
            main, ["forget", *words, "--archive", str(archive.path)], input=typed
        )
        assert result.exit_code == code, result.output
        return result.output

    assert "no article's id, URL or file" in run("--yes", "nothing", code=1)
    assert "give --yes" in run(URL, code=1)
    monkeypatch.setattr("qa.commands.forgetting.on_terminal", lambda: True)
    asked = run(URL, typed="n\n")
    assert "Quembrath balloon lands on town hall roof" in asked
    assert archive.find(URL)
    said = run(URL, typed="y\n")
    for told in (
        "archive    1 forgotten",
        f"{news / NAME}, which is yours: delete it yourself",
        "backups",
        "browsers",
    ):
        assert told in said
    assert found(archive.path) == {}
    assert "nothing was forgotten as" in run("--allow", "nothing", code=1)
    assert "let in again 1" in run("--allow", URL)


def main_reader(path: str) -> None:
    import threading

    with Archive(path, HashEmbedder()) as archive:
        retriever = HybridRetriever(archive)

        over = threading.Event()

        def asking() -> None:
            while not over.is_set():
                archive.catalogue("balloon")
                for hit in retriever.retrieve(ASKED, 20):
                    archive.article(hit.passage.article_id)

        asks = threading.Thread(target=asking)
        asks.start()
        for _ in sys.stdin:
            titles = [hit.passage.title for hit in retriever.retrieve(ASKED, 20)]
            print(json.dumps(titles), flush=True)
        over.set()
        asks.join()


if __name__ == "__main__":
    main_reader(sys.argv[1])
