"""The command as it is typed."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import Archive
from qa.cli import main

DATELINE = str(Path(sys.executable).with_name("dateline"))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words: str, code: int = 0):
        result = CliRunner().invoke(main, list(words))
        assert result.exit_code == code, result.output
        return result

    return call


@pytest.fixture
def folder(tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    (news / "storm.txt").write_text(
        "Headline: Storm takes market roof\nSource: Skerrow Post\nPublished: 2024-02-03\n\n"
        "The storm tore the roof off the fish market in Skerrow on Saturday. Nobody was hurt.",
        encoding="utf-8",
    )
    (news / "broken.jsonl").write_text('{"title": "x", "text": "', encoding="utf-8")
    return news


def test_sync_ask_status_remove(run, folder):
    synced = run("sync", str(folder))
    assert "1 added, 0 replaced, 0 removed, 0 unchanged" in synced.output
    assert "broken.jsonl:1: is not valid JSON: Unterminated string starting at c" in synced.output
    answer = run("ask", "What did the storm do to the fish market?").output
    assert "Skerrow Post, 3 February 2024: “The storm tore the roof off the fish market" in answer
    assert "[1] Storm takes market roof" in answer
    status = run("status").output
    assert "articles  1\n" in status
    assert "dates     2024-02-03 to 2024-02-03" in status
    [listed] = run("status", "--articles").output.splitlines()
    assert listed.split("\t")[1:] == [
        "2024-02-03", "Skerrow Post", "Storm takes market roof", str(folder / "storm.txt"),
    ]  # fmt: skip
    assert "broken.jsonl" in run("status", "--refused").output
    assert "ledger and indexes agree" in run("status", "--check").output
    assert run("remove", str(folder / "storm.txt")).stdout == "removed 1\n"
    assert "does not say" in run("ask", "What did the storm do to the fish market?").output


def test_json_is_one_object_whose_citations_slice(run, sample_archive):
    question = "How much did the harbour bridge repairs cost?"
    result = run("ask", question, "--json", "--archive", str(sample_archive.path))
    answer = json.loads(result.stdout)
    assert answer["question"] == question
    assert answer["abstained"] is False
    assert answer["reason"] is None
    for citation in answer["citations"]:
        text = sample_archive.article(citation["article_id"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation.keys() >= {"title", "source", "published", "url"}
    for value in answer["short"]["values"]:
        cited = answer["citations"][value["citation"] - 1]
        text = sample_archive.article(cited["article_id"]).text
        assert text[value["start"] : value["end"]] == value["quote"]
        assert value["quote"] in cited["quote"]
        assert value["text"] in answer["short"]["text"]


def test_what_was_asked_for_is_printed_above_the_quotes(run, sample_archive):
    question = "How much did the harbour bridge repairs cost?"
    lines = run("ask", question, "--archive", str(sample_archive.path)).stdout.splitlines()
    assert "4.2 million crowns" in lines[0]
    assert "“" not in lines[0]
    assert lines[1] == ""
    assert lines[2].startswith("Outlets differ: 4.2 million crowns (1 outlet, 14 March) · ")
    assert "“" in lines[3]


def test_filters_reach_the_answer(run, sample_archive):
    result = run(
        "ask", "How much did the harbour bridge repairs cost?", "--json",
        "--outlet", "Kestrane Register", "--since", "2024-01-01", "--until", "2024-12-31",
        "--archive", str(sample_archive.path),
    )  # fmt: skip
    sources = {citation["source"] for citation in json.loads(result.stdout)["citations"]}
    assert sources == {"Kestrane Register"}


def test_a_kind_reaches_the_answer(run, tmp_path):
    stories = [
        {"text": f"The storm in Skerrow cost {cost} crowns, the town said.", "type": kind}
        for kind, cost in (("news", "400"), ("opinion", "900"))
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, stories)))
    run("sync", "--map", "kind=type", str(tmp_path / "a.jsonl"))
    question = ("ask", "How much did the storm in Skerrow cost?", "--json", "--kind", "opinion")
    quotes = [c["quote"] for c in json.loads(run(*question).stdout)["citations"]]
    assert len(quotes) == 1
    assert "900 crowns" in quotes[0]


def test_the_archive_is_the_option_else_the_environment_else_here(
    run, folder, tmp_path, monkeypatch
):
    run("sync", str(folder), "--archive", str(tmp_path / "named"))
    assert (tmp_path / "named" / "ledger.sqlite3").exists()
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "from-environment"))
    run("sync", str(folder))
    assert (tmp_path / "from-environment" / "ledger.sqlite3").exists()
    monkeypatch.delenv("DATELINE_ARCHIVE")
    run("sync", str(folder))
    assert (tmp_path / ".dateline" / "ledger.sqlite3").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["ask", "Who?"], "there is no archive at .dateline; make one with"),
        (["ask", "   ", "--archive", "A"], "the question is empty"),
        (["ask", "?!", "--archive", "A"], "no word in it"),
        (["ask", "why " * 30_000, "--archive", "A"], "120,000 characters"),
        (["ask", "Who?", "--archive", "A", "--outlet", "Nobody"], "no outlet is called “Nobody”"),
        (["sync"], "name one folder"),
        (["sync", "missing"], "missing"),
        (["add"], "name files or folders"),
        (["remove", "x", "--archive", "A"], "'x' is no article's id"),
        (["rebuild", "--embedder", "unheard-of", "--archive", "A"], "no embedder called"),
        (["ask", "Who?", "--since", "2023-02-30"], "'2023-02-30' is not a date"),
        (["ask", "Who?", "--since", "2024-02-01", "--until", "2024-01-01"], "swap them"),
        (["sync", "news", "--map", "text"], "FIELD=COLUMN"),
        (["chat", "--archive", "A", "--host", "0.0.0.0"], "host '0.0.0.0' is open"),
        (["chat", "--archive", "A", "--auth-file", "none"], "there is no file none"),
        (["chat", "--archive", "A", "--editor", "ann"], "editor 'ann' has no account"),
        (["chat", "--archive", "A", "--folder", "none"], "--folder none is no folder"),
        (["chat", "--archive", "A", "--port", "70000"], "port 70000 cannot be"),
        (["chat", "--archive", "A", "--max-upload", "0"], "max_file_bytes is 0"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(run, folder, tmp_path, words, says):
    Archive(tmp_path / "A", create=True).close()
    (tmp_path / "A" / "x").touch()
    result = CliRunner().invoke(main, words)
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert says in result.output


def test_help_is_there_at_once():
    start = time.perf_counter()
    done = subprocess.run([DATELINE, "--help"], capture_output=True, text=True, check=True)
    assert time.perf_counter() - start < 3  # a loaded machine; `make bench` measures
    assert "ask" in done.stdout


def test_progress_is_plain_lines_where_there_is_no_terminal(folder, tmp_path):
    done = subprocess.run(
        [DATELINE, "sync", str(folder), "--archive", str(tmp_path / "A")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "1 passage embedded" in done.stderr
    assert "\r" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_an_article_cannot_play_with_the_terminal(run, tmp_path):
    story = tmp_path / "evil" / "a.jsonl"
    story.parent.mkdir()
    evil = "The market roof \x1b]0;owned\x07fell \x1b[31mon Monday\u202e in Skerrow."
    story.write_text(json.dumps({"text": evil}))
    run("sync", str(story.parent))
    said = run("ask", "What fell on Monday in Skerrow?").stdout
    assert "The market roof" in said
    assert not set(said) & {"\x1b", "\x07", "\u202e"}


def test_a_damaged_word_index_can_be_rebuilt(run, folder, tmp_path):
    run("sync", str(folder))
    (tmp_path / ".dateline" / "words-1" / "meta.json").write_text("garbage")
    assert "run 'dateline rebuild'" in run("ask", "What did the storm do?", code=1).output
    run("rebuild")
    assert "fish market" in run("ask", "What did the storm do to the fish market?").output


def test_the_advice_for_a_missing_archive_is_a_command_that_works(run, folder):
    said = run("ask", "Who?", "--archive", "NOPE", code=1).output
    command = re.search(r"'dateline (.*)'", said)[1].replace("FOLDER", str(folder))
    assert "1 added" in run(*command.split()).output
