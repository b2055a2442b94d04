"""OpenAI's embeddings protocol against a real HTTP server on loopback, failures included."""

import json
import socket
import subprocess
import sys
import time
import traceback
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from index import Embedder
from index.errors import EmbedderError
from qa.cli import main
from qa.models.embedding import OpenAIEmbedder
from qa.models.providers import openai_embedder
from tests.openai_double import (
    BAD_GATEWAY,
    FORBIDDEN,
    NO_QUOTA,
    NO_SUCH_MODEL,
    OVERLOADED,
    RATE_LIMITED,
    SERVER_ERROR,
    UNAUTHORISED,
    Behaviour,
    Double,
    failing,
    hashed,
)

KEY = "sk-orchid-8231"


@pytest.fixture
def server(openai_double: Double) -> Double:
    return openai_double


def embedder(server: Double, **options: object) -> OpenAIEmbedder:
    return openai_embedder(
        "press-embed-1", server.url, KEY, **{"max_retries": 0, "timeout_seconds": 5, **options}
    )


def failure(server: Double, behaviour: Behaviour) -> EmbedderError:
    server.queue(behaviour, on="embeddings")
    with pytest.raises(EmbedderError) as caught:
        embedder(server).embed(["a ferry sank"])
    return caught.value


@pytest.mark.parametrize("shuffled", [True, False])
@pytest.mark.parametrize("floats", [True, False])  # base64 is asked for, not everybody has it
def test_unit_rows_in_the_order_given_under_the_custom_name(
    server: Double, floats: bool, shuffled: bool
) -> None:
    server.behaviour = Behaviour(floats=floats, shuffled=shuffled)
    ours: Embedder = embedder(server)
    texts = ["a ferry", "b", "the mayor of Lund", "a train"]
    rows = ours.embed(texts)
    assert ours.name == "openai:press-embed-1"
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, hashed(texts, 64), atol=1e-6)
    [request] = server.requests
    assert request.body["model"] == "press-embed-1"
    assert request.body["input"] == texts
    assert request.body["encoding_format"] == "base64"
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_servers_whose_indexes_say_nothing_are_taken_in_order(server: Double) -> None:
    data = [{"index": 0, "embedding": [x, 1.0], "object": "embedding"} for x in (3.0, 4.0)]
    server.queue(Behaviour(body=json.dumps({"data": data, "model": "m"})), on="embeddings")
    rows = embedder(server).embed(["a", "b"])
    np.testing.assert_allclose(rows[:, 0] / rows[:, 1], [3, 4], rtol=1e-5)


def test_many_texts_go_in_several_requests_and_keep_their_order(server: Double) -> None:
    server.behaviour = Behaviour(shuffled=True)
    texts = [f"ferry number {n}" for n in range(11)]
    rows = embedder(server, batch=4).embed(texts)
    assert [len(request.body["input"]) for request in server.requests] == [4, 4, 3]
    np.testing.assert_allclose(rows, hashed(texts, 64), atol=1e-6)


def test_a_request_holds_what_the_server_takes(server: Double) -> None:
    ours = embedder(server)
    assert ours.at_once == 32
    assert openai_embedder("text-embedding-3-small", api_key=KEY).at_once == 128
    assert ours.embed(["word " * 10_000]).shape == (1, 64)
    assert len(server.requests[0].body["input"][0]) == 8_000


def test_dimension_is_learned_once_and_none_gives_none(server: Double) -> None:
    ours = embedder(server)
    assert ours.embed([]).shape == (0, 64)
    assert ours.dim == 64
    assert ours.embed([]).dtype == np.float32
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("behaviour", "status", "retryable", "advice"),
    [
        (failing(400, "no"), 400, False, "check the request"),
        (UNAUTHORISED, 401, False, "check the API key"),
        (FORBIDDEN, 403, False, "API key"),
        (NO_SUCH_MODEL, 404, False, "model's name"),
        (RATE_LIMITED, 429, True, "quota"),
        (NO_QUOTA, 429, False, "no credit left"),
        (SERVER_ERROR, 500, True, "try again later"),
        (BAD_GATEWAY, "502", True, "try again later"),
        (OVERLOADED, 503, True, "try again later"),
    ],
)
def test_each_status_says_whether_to_try_again(
    server: Double, behaviour: Behaviour, status: int, retryable: bool, advice: str
) -> None:
    error = failure(server, behaviour)
    assert error.retryable is retryable
    assert "'openai:press-embed-1'" in str(error)
    assert str(status) in str(error)
    assert advice in str(error)


def test_the_key_is_in_no_repr_message_or_traceback(server: Double) -> None:
    error = failure(server, UNAUTHORISED)
    assert "Incorrect API key provided: (key)" in str(error)  # the server's words, which held it
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(embedder(server))
    assert KEY not in shown
    assert "press-embed-1" in repr(embedder(server))


@pytest.mark.parametrize(
    "passing",
    [OVERLOADED, SERVER_ERROR, BAD_GATEWAY, Behaviour(stop="cut"), Behaviour(before=5)],
    ids=["503", "500", "502", "cut", "silent"],
)
def test_a_passing_failure_is_tried_again(server: Double, passing: Behaviour) -> None:
    server.queue(passing, on="embeddings")
    ours = embedder(server, max_retries=1, timeout_seconds=0.5)
    assert ours.embed(["a ferry"]).shape == (1, 64)
    assert len(server.requests) == 2


def test_a_limit_of_requests_is_waited_for_as_long_as_it_says(server: Double) -> None:
    server.queue(failing(429, "Slow down.", retry_after=0.7), on="embeddings")
    start = time.perf_counter()
    assert embedder(server, max_retries=1).embed(["a ferry"]).shape == (1, 64)
    assert time.perf_counter() - start >= 0.7  # the client's own first wait is at most 0.5 s
    assert len(server.requests) == 2


def test_credit_is_not_waited_for(server: Double) -> None:
    server.queue(NO_QUOTA, NO_QUOTA, on="embeddings")
    with pytest.raises(EmbedderError, match="no credit left"):
        embedder(server, max_retries=6).embed(["a ferry"])
    assert len(server.requests) == 1


def test_a_refused_connection_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ours = openai_embedder("press-embed-1", f"http://127.0.0.1:{port}/v1", KEY, max_retries=0)
    with pytest.raises(EmbedderError, match="reachable") as caught:
        ours.embed(["a ferry"])
    assert caught.value.retryable


def test_a_server_that_does_not_answer_in_time_is_worth_another_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        ours = openai_embedder("m", url, KEY, max_retries=0, timeout_seconds=0.2)
        with pytest.raises(EmbedderError, match="Timeout") as caught:
            ours.embed(["a ferry"])
    assert caught.value.retryable


def test_another_dimension_later_is_refused_with_both(server: Double) -> None:
    ours = embedder(server)
    ours.embed(["a ferry"])
    server.behaviour = Behaviour(dim=6)
    with pytest.raises(EmbedderError, match=r"\[6\] numbers, expected 64") as caught:
        ours.embed(["a train"])
    assert not caught.value.retryable
    assert ours.dim == 64


def test_too_few_vectors_are_refused(server: Double) -> None:
    server.behaviour = Behaviour(lose=1)
    with pytest.raises(EmbedderError, match="3 texts with 2 vectors"):
        embedder(server).embed(["a", "b", "c"])


def test_a_page_instead_of_vectors_is_an_embedder_error(server: Double) -> None:
    page = "<html>Welcome to the proxy</html>"
    server.behaviour = Behaviour(body=page, content_type="text/html")
    with pytest.raises(EmbedderError, match="check the base URL") as caught:
        embedder(server).embed(["a ferry"])
    assert not caught.value.retryable


def test_a_vector_without_direction_is_refused(server: Double) -> None:
    data = [{"index": n, "embedding": [1.0 - n], "object": "embedding"} for n in (0, 1)]
    server.behaviour = Behaviour(body=json.dumps({"data": data, "model": "m"}))
    with pytest.raises(EmbedderError, match=r"text number 2 .* no direction"):
        embedder(server).embed(["a ferry", ""])


def test_openai_without_a_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EmbedderError, match="set OPENAI_API_KEY"):
        openai_embedder("text-embedding-3-small")


def test_the_key_comes_from_the_environment(
    server: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    openai_embedder("m", server.url).embed(["a ferry"])
    monkeypatch.delenv("OPENAI_API_KEY")
    openai_embedder("m", server.url).embed(["a ferry"])
    first, second = (request.headers["authorization"] for request in server.requests)
    assert first == "Bearer sk-from-the-environment"
    assert "sk-" not in second


def test_a_base_url_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(EmbedderError, match="'localhost:8080' is not the base URL"):
        openai_embedder("m", "localhost:8080")


def test_importing_loads_no_provider() -> None:
    code = (
        "import sys, index.embedders, index.minilm;"
        "print([m for m in ('llama_index', 'openai', 'httpx', 'onnx', 'onnxruntime', 'tokenizers')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_command_makes_and_asks_an_archive_with_it(
    server: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = tmp_path / "news" / "storm.txt"
    story.parent.mkdir()
    story.write_text("Storm hits coast\n\nThe storm tore the roof off the market in Skerrow.")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("DATELINE_ARCHIVE", str(tmp_path / "archive"))
    synced = CliRunner().invoke(main, ["sync", str(story.parent), "--embedder", "openai:press-1"])
    assert synced.exit_code == 0, synced.output
    assert "embedder  openai:press-1" in CliRunner().invoke(main, ["status"]).output
    asked = CliRunner().invoke(main, ["ask", "What did the storm tear off?", "--json"])
    assert json.loads(asked.stdout)["nearest"][0]["file"] == "storm.txt"
    assert {request.body["model"] for request in server.requests} == {"press-1"}
    assert KEY not in asked.output
    other = CliRunner().invoke(main, ["sync", str(story.parent), "--embedder", "all-MiniLM-L6-v2"])
    assert other.exit_code == 1
    assert "'openai:press-1'" in other.output
    assert "rebuild" in other.output
