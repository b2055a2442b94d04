"""Embedding an archive with a server: what it takes is said first, and nothing is paid twice."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import Archive
from qa.cli import main
from qa.commands.consent import Estimate
from qa.models.providers import openai_embedder
from tests.openai_double import (
    GOOD,
    NO_QUOTA,
    RATE_LIMITED,
    SERVER_ERROR,
    UNAUTHORISED,
    Behaviour,
    failing,
)

KEY = "sk-orchid-8231"
ROOT = Path(__file__).parent.parent
ARTICLES = 100
QUESTION = "What did the storm number 7 tear off in Skerrow?"
MODEL = "openai:press-embed"


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    stories = [
        {
            "id": f"storm-{n}",
            "title": f"Storm number {n} hits Skerrow",
            "text": f"The storm number {n} tore {n} roofs off the houses of Skerrow on Monday.",
        }
        for n in range(ARTICLES)
    ]
    (folder / "storms.jsonl").write_text("\n".join(map(json.dumps, stories)))
    return folder


@pytest.fixture
def run(tmp_path, monkeypatch, openai_double):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def call(*words: str, code: int = 0, typed: str | None = None):
        result = CliRunner().invoke(main, list(words), input=typed)
        assert result.exit_code == code, result.output
        assert KEY not in result.output
        return result

    return call


@pytest.fixture
def on_terminal(monkeypatch):
    monkeypatch.setattr("qa.commands.consent.on_terminal", lambda: True)


def embedded(double) -> Counter:
    """How often each text came back from the server as a vector, or was sent to it in vain."""
    return Counter(text for request in double.sent("embeddings") for text in request.body["input"])


def waiting(tmp_path) -> int:
    with Archive(tmp_path / ".dateline") as archive:
        assert archive.check() == []
        return archive.coverage().waiting_for_vectors


# -- going on where it stopped -------------------------------------------------------------------


@pytest.mark.parametrize("failed", [0, 1, 2, 3])
def test_what_came_back_before_a_failure_is_kept_and_never_sent_again(
    run, news, tmp_path, openai_double, failed
):
    openai_double.queue(*[GOOD] * failed, failing(400, "no"), on="embeddings")
    said = run("sync", str(news), "--embedder", MODEL, code=1).output
    done = min(32 * failed, ARTICLES)
    assert f"{done} of {ARTICLES} passages were embedded and are kept" in said
    assert waiting(tmp_path) == ARTICLES - done
    in_vain = Counter(openai_double.requests[-1].body["input"])

    run("sync", str(news))  # the archive knows its embedder
    assert waiting(tmp_path) == 0
    counts = embedded(openai_double)
    assert len(counts) == ARTICLES
    assert set((counts - in_vain).values()) == {1}
    run("sync", str(news))
    assert embedded(openai_double) == counts


@pytest.mark.slow
def test_a_process_that_is_killed_loses_one_request_at_most(news, tmp_path, openai_double):
    openai_double.queue(GOOD, GOOD, Behaviour(before=60), on="embeddings")
    command = "from qa.cli import main; main()"
    places = {"OPENAI_BASE_URL": openai_double.url, "OPENAI_API_KEY": KEY}
    words = ["sync", str(news), "--embedder", MODEL, "--archive", str(tmp_path / ".dateline")]
    with subprocess.Popen(
        [sys.executable, "-c", command, *words], cwd=ROOT, env=os.environ | places
    ) as running:
        wait_for(lambda: len(openai_double.requests) == 3)
        running.kill()
    assert waiting(tmp_path) == ARTICLES - 64
    embedder = openai_embedder("press-embed", openai_double.url, KEY)
    with Archive(tmp_path / ".dateline", embedder) as archive:
        archive.sync(news)
    assert waiting(tmp_path) == 0
    lost = Counter(openai_double.requests[2].body["input"])
    assert set((embedded(openai_double) - lost).values()) == {1}


def wait_for(condition) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_limits_and_failures_on_the_way_are_only_slower(run, news, tmp_path, openai_double):
    limited = replace(RATE_LIMITED, headers=(("Retry-After", "0.01"),))
    openai_double.queue(GOOD, limited, limited, SERVER_ERROR, GOOD, limited, on="embeddings")
    run("sync", str(news), "--embedder", MODEL)
    assert waiting(tmp_path) == 0
    assert len(openai_double.requests) == 4 + 4  # four batches, four in vain


@pytest.mark.parametrize(
    ("behaviour", "advice"),
    [(UNAUTHORISED, "check the API key"), (NO_QUOTA, "no credit left")],
)
def test_a_failure_names_the_way_out_and_words_are_there(
    run, news, openai_double, behaviour, advice
):
    openai_double.behaviour = behaviour
    said = run("sync", str(news), "--embedder", MODEL, code=1).output
    assert f"{ARTICLES} added" in said
    assert advice in said
    sent = len(openai_double.requests)
    assert "tore 7 roofs off" in run("ask", QUESTION).output
    assert len(openai_double.requests) == sent  # no vectors there, so no question goes out


# -- the cost, before anything is sent -----------------------------------------------------------


def estimated(said: str) -> int:
    [tokens] = re.findall(
        rf"{ARTICLES} passages, about ([\d,]+) tokens to embed with {MODEL}", said
    )
    return int(tokens.replace(",", ""))


def test_without_a_terminal_much_text_stops_and_says_what_to_give(
    run, news, tmp_path, openai_double
):
    words = ("sync", str(news), "--embedder", MODEL, "--confirm-tokens", "1000")
    said = run(*words, code=1).output
    assert f"at 127.0.0.1:{openai_double.server_port}: its price is not known here" in said
    assert "more than 1,000 tokens" in said
    assert "--yes" in said
    assert openai_double.requests == []
    assert "tore 7 roofs off" in run("ask", QUESTION).output
    assert openai_double.requests == []
    assert waiting(tmp_path) == ARTICLES

    said = run("sync", str(news), "--confirm-tokens", "1000", "--yes").output
    assert waiting(tmp_path) == 0
    tokens = sum(-(-len(text) // 4) for text in embedded(openai_double))
    assert estimated(said) == pytest.approx(tokens, rel=0.1)
    assert "tore 7 roofs off" in run("ask", QUESTION).output
    assert QUESTION in embedded(openai_double)


def test_declined_nothing_is_sent_and_words_can_be_searched(
    run, news, tmp_path, openai_double, on_terminal
):
    words = ("sync", str(news), "--embedder", MODEL, "--confirm-tokens", "1000")
    said = run(*words, typed="n\n").output
    assert said.index(f"{ARTICLES} added") < said.index(f"{ARTICLES} passages, about")
    assert "Send them? [y/N]" in said
    assert "Nothing was sent" in said
    assert openai_double.requests == []
    assert "tore 7 roofs off" in run("ask", QUESTION).output
    assert openai_double.requests == []

    run(*words, typed="y\n")
    assert waiting(tmp_path) == 0
    assert set(embedded(openai_double).values()) == {1}


def test_the_environments_embedder_is_not_asked_about_an_archive_without_vectors(
    run, news, openai_double, monkeypatch
):
    monkeypatch.setenv("DATELINE_EMBEDDER", MODEL)
    run("add", str(news), "--no-vectors")
    assert "tore 7 roofs off" in run("ask", QUESTION).output
    assert openai_double.requests == []


def test_little_text_is_sent_unasked(run, news, tmp_path, openai_double):
    said = run("add", str(news), "--embedder", MODEL).output
    assert "tokens" not in said
    assert waiting(tmp_path) == 0
    said = run("add", str(news), "--embedder", MODEL, "--confirm-tokens", "0").output
    assert "tokens" not in said  # nothing waits, so there is nothing to agree to


def test_a_rebuild_asks_before_it_throws_anything_away(
    run, news, tmp_path, openai_double, on_terminal
):
    run("sync", str(news), "--embedder", MODEL)
    sent = len(openai_double.requests)
    other = ("--embedder", f"{MODEL}-2", "--confirm-tokens", "1000")
    said = run("rebuild", *other, typed="n\n").output
    assert estimated(said) > 1000
    assert "nothing was changed" in said
    assert "rebuilt" not in said
    assert len(openai_double.requests) == sent
    assert waiting(tmp_path) == 0
    run("rebuild", *other, "--yes")
    assert waiting(tmp_path) == 0
    assert set(embedded(openai_double).values()) == {2}


def test_a_rebuild_with_the_same_embedder_pays_for_nothing(run, news, tmp_path, openai_double):
    run("sync", str(news), "--embedder", MODEL)
    sent = len(openai_double.requests)
    said = run("rebuild", "--confirm-tokens", "0").output
    assert "rebuilt" in said
    assert waiting(tmp_path) == 0
    assert len(openai_double.requests) == sent


def test_a_rebuild_that_failed_goes_on_with_the_next_sync(run, news, tmp_path, openai_double):
    run("sync", str(news), "--embedder", "none")
    openai_double.queue(GOOD, failing(400, "no"), on="embeddings")
    said = run("rebuild", "--embedder", MODEL, code=1).output
    assert f"32 of {ARTICLES} passages were embedded" in said
    assert "'dateline sync'" in said
    in_vain = Counter(openai_double.requests[-1].body["input"])
    run("sync", str(news))
    assert waiting(tmp_path) == 0
    assert set((embedded(openai_double) - in_vain).values()) == {1}


def test_the_own_embedder_is_never_asked_about(run, news, tmp_path, openai_double):
    run("sync", str(news), "--confirm-tokens", "0")
    assert waiting(tmp_path) == 0
    assert openai_double.requests == []


def test_an_estimate_says_what_and_where_and_how_much():
    small = Estimate("openai:m", "api.openai.com", 12_345, 2_896_113, 0.02)
    assert str(small) == (
        "12,345 passages, about 2,900,000 tokens to embed with openai:m at api.openai.com: "
        "about 0.06 USD"
    )
    assert str(replace(small, tokens=300)).endswith("at api.openai.com: less than 0.01 USD")
    assert str(replace(small, tokens=10**11)).endswith("about 2,000.00 USD")
    assert str(replace(small, price=None)).endswith("its price is not known here")
    assert str(replace(small, passages=1)).startswith("1 passage, ")


def test_the_estimate_is_near_what_would_be_sent(sample_archive):
    passages, octets = sample_archive.to_embed(everything=True)
    stored = sample_archive.passages(list(range(1, 5_000))).values()
    assert passages == len(stored) > 50
    assert octets == pytest.approx(sum(len(p.searchable.encode()) for p in stored), rel=0.05)
    assert sample_archive.to_embed() == (0, 0)


@pytest.mark.parametrize(
    ("own", "cost"),
    [
        ("", ": less than 0.01 USD"),
        ("text-embedding-3-small: [2000, 0]", r": about [45]\.\d\d USD"),
    ],
)
def test_the_price_is_the_listed_one_or_ones_own(
    run, news, tmp_path, openai_double, monkeypatch, own, cost
):
    if own:
        (tmp_path / "prices.yaml").write_text(own)
        monkeypatch.setenv("DATELINE_PRICES", "prices.yaml")
    words = ("sync", str(news), "--embedder", "openai:text-embedding-3-small")
    assert re.search(cost, run(*words, "--confirm-tokens", "9", code=1).output)


def test_other_scripts_are_counted_by_their_octets(tmp_path):
    text = "嵐がスケロウの魚市場の屋根を吹き飛ばした。" * 10
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text, "title": "嵐"}))
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.add([tmp_path / "a.jsonl"], vectors=False)
        passages, octets = archive.to_embed()
        assert passages >= 1
        assert 0.9 < octets / len(text.encode()) < 1.3
        assert archive.to_embed(everything=True) == (passages, octets)


@pytest.mark.skipif(sys.platform == "win32", reason="asks on a terminal of Unix")
def test_on_a_real_terminal_it_asks(news, tmp_path, openai_double):
    ours, theirs = pty.openpty()
    command = "from qa.cli import main; main()"
    places = {"OPENAI_BASE_URL": openai_double.url, "OPENAI_API_KEY": KEY}
    words = ["sync", str(news), "--embedder", MODEL, "--confirm-tokens", "9"]
    archive = ["--archive", str(tmp_path / ".dateline")]
    with subprocess.Popen(
        [sys.executable, "-c", command, *words, *archive],
        cwd=ROOT, env=os.environ | places, stdin=theirs, stdout=theirs, stderr=theirs,
    ) as running:  # fmt: skip
        os.close(theirs)
        said = read_until(ours, "[y/N]")
        os.write(ours, b"n\n")
        said += read_until(ours, "asks again")
        assert running.wait(timeout=30) == 0
    os.close(ours)
    assert f"{ARTICLES} passages, about" in said
    assert "Nothing was sent" in said
    assert openai_double.requests == []


def read_until(terminal: int, end: str) -> str:
    said = ""
    until = time.monotonic() + 60
    while end not in said:
        assert time.monotonic() < until, said
        if select.select([terminal], [], [], 0.1)[0]:
            said += os.read(terminal, 4096).decode()
    return said
