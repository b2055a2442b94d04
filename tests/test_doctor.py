"""What the doctor sees, and what the command says of a key that is not used."""

import pytest
from click.testing import CliRunner

from index import Archive, Registry
from qa.build import EMBEDDERS
from qa.cli import main
from tests.conftest import HashEmbedder
from tests.openai_double import UNAUTHORISED
from tests.packages import declaring, install

KEY = "sk-secret-0123456789"


@pytest.fixture
def run(sample_archive):
    def call(*words, code=0):
        result = CliRunner().invoke(main, [*words, "--archive", str(sample_archive.path)])
        assert result.exit_code == code, result.output
        return result

    return call


def test_without_a_model_nothing_leaves_the_machine(run):
    said = run("doctor").output
    assert "41 articles" in said
    assert "SHA-256 is right" in said
    assert "no passage is sent anywhere" in said
    assert "wrong" not in said


def test_with_a_model_it_says_which_text_goes_where(run, openai_double):
    place = openai_double.url.split("/")[2]
    words = ("doctor", "--reader", "openai", "--base-url", openai_double.url)
    said = run(*words, "--model", "double-good").output
    assert "up to 10 passages from any of the 41 articles are sent to double-good at" in said
    assert f"are sent to double-good at {place}" in said
    assert openai_double.requests == []  # nothing is asked unless it is told to
    said = run(*words, "--model", "double-good", "--ask").output
    assert f"{place} answers and has 'double-good'" in said
    said = run(*words, "--model", "tall", "--ask", code=1).output
    assert "has no 'tall'; it has: double-good" in said


def test_a_missing_and_a_refused_key_are_wrong_and_no_key_is_shown(run, openai_double, monkeypatch):
    said = run("doctor", "--reader", "openai", code=1).output
    assert "wrong OpenAI's models need a key" in said
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    openai_double.queue(UNAUTHORISED, on="models")
    words = ("--reader", "openai", "--base-url", openai_double.url, "--model", "double-good")
    said = run("doctor", *words, "--ask", code=1).output
    assert "OPENAI_API_KEY is set" in said
    assert "check OPENAI_API_KEY" in said
    assert KEY not in said


def test_no_archive_yet_is_a_note(tmp_path):
    result = CliRunner().invoke(main, ["doctor", "--archive", str(tmp_path / "none")])
    assert result.exit_code == 0
    assert "note  there is no archive" in result.output


def test_a_key_that_is_not_used_is_told_of_in_one_line(run, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    result = run("ask", "Who won the mayoral election?")
    assert "OPENAI_API_KEY is set and not used: --reader openai" in result.stderr
    assert result.stderr.count("\n") == 1
    assert KEY not in result.output
    assert "not used" in run("doctor").output


def test_the_command_asks_a_model_and_says_what_it_took(run, openai_double):
    words = ("--reader", "openai", "--base-url", openai_double.url, "--model", "double-good")
    said = run("ask", "How much did the harbour bridge repairs cost?", *words).output
    assert "cost 4.2 million crowns" in said
    assert "Worded by double-good at 127.0.0.1:" in said
    assert "1 request, " in said
    failed = run("ask", "Who won?", *words[:-1], "double-unauthorised", code=1)
    assert failed.output.startswith("Error: the key was refused by double-unauthorised at ")
    assert "Traceback" not in failed.output


def test_nothing_is_asked_and_nothing_is_made_without_being_told_to(
    run, openai_double, monkeypatch, tmp_path
):
    monkeypatch.setenv("DATELINE_REPLIES", str(tmp_path / "replies"))
    said = run("doctor", "--reader", "openai", "--base-url", openai_double.url).output
    assert "no model is named" in said
    assert "Give --model, or --ask" in said
    words = ("--reader", "openai", "--base-url", openai_double.url, "--model", "small")
    run("doctor", *words)
    assert openai_double.requests == []
    assert list(tmp_path.iterdir()) == []


def test_prompts_that_cannot_be_used_are_found(run, openai_double, tmp_path):
    (tmp_path / "answer.md").write_text("$question")
    words = ("--reader", "openai", "--base-url", openai_double.url, "--model", "small")
    said = run("doctor", *words, "--prompts", str(tmp_path), code=1).output
    assert "the prompts cannot be used" in said


def test_a_key_that_embeds_is_not_called_unused(tmp_path, monkeypatch):
    class Served(HashEmbedder):
        name = "openai:text-embedding-3-small"

    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Headline: Rain\n\nIt rained all day in Sellen.\n")
    with Archive(tmp_path / "archive", Served(), create=True) as archive:
        archive.sync(tmp_path / "news")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    said = CliRunner().invoke(main, ["doctor", "--archive", str(tmp_path / "archive")]).output
    assert "is sent to openai:text-embedding-3-small" in said
    assert "not used" not in said
    assert "no passage is sent anywhere" not in said


NEEDS_A_SERVER = """
from urllib.parse import urlsplit
from index import EmbedderError
class E:
    def __init__(self, url): self.host = urlsplit(url).netloc
    def embed(self, texts): return [[1.0, len(text)] for text in texts]
def make(wanted):
    with open("made", "a") as made: made.write("x")
    if not wanted.base_url: raise EmbedderError("embedding there needs a base URL")
    return E(wanted.base_url)
"""


@pytest.fixture
def embedded_elsewhere(tmp_path, monkeypatch):
    """An archive whose embedder, one of a package, needs a base URL; how often it was made."""
    site = install(
        tmp_path / "site",
        declaring("embedders", "there", "embeds_there:make"),
        embeds_there=NEEDS_A_SERVER,
    )
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    ours = EMBEDDERS
    again = Registry(ours._group, ours._what, ours.ours, ours._plugged, ours._allowed)
    monkeypatch.setattr("qa.build.EMBEDDERS", again)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("It rained all day in Sellen.\n")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://embed.example/v1")
    synced = CliRunner().invoke(main, ["sync", "news", "--embedder", "there", "--yes"])
    assert "1 added" in synced.output, synced.output

    def made():
        count = len((tmp_path / "made").read_text())
        (tmp_path / "made").unlink()
        return count

    assert made() == 1
    return made


@pytest.mark.parametrize("named", [True, False])
def test_a_package_that_embeds_by_the_base_url_is_said_to_be_sent_text(
    embedded_elsewhere, monkeypatch, named
):
    if named:
        monkeypatch.setenv("DATELINE_EMBEDDER", "there")
    said = CliRunner().invoke(main, ["doctor"]).output
    assert "at embed.example to be embedded" in said
    assert "no passage is sent to one" in said
    assert "not used" not in said
    assert embedded_elsewhere() == 1
    asked = CliRunner().invoke(main, ["ask", "Where did it rain?"])
    assert "Sellen" in asked.output
    assert "not used" not in asked.stderr
    assert embedded_elsewhere() == 1


@pytest.mark.parametrize(("named", "archive"), [(True, True), (False, True), (True, False)])
def test_where_text_would_go_is_not_denied_while_nobody_can_know(
    embedded_elsewhere, monkeypatch, named, archive
):
    monkeypatch.delenv("OPENAI_BASE_URL")
    if named:
        monkeypatch.setenv("DATELINE_EMBEDDER", "there")
    where = ".dateline" if archive else "elsewhere"
    result = CliRunner().invoke(main, ["doctor", "--archive", where])
    assert result.exit_code == 1
    assert result.output.count("wrong embedding there needs a base URL\n") == 1
    assert "sent anywhere" not in result.output


def test_a_model_that_is_named_without_its_reader_is_said_not_to_be_used(run, openai_double):
    words = ("--model", "double-good", "--base-url", openai_double.url)
    result = run("ask", "Who won the mayoral election?", *words)
    assert "--model is not used: give --reader openai, too" in result.stderr
    assert openai_double.requests == []
