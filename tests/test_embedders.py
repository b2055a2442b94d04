"""OpenAI's embeddings protocol against a real HTTP server on loopback, failures included."""

import base64
import json
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from index.embedders import Embedder, LlamaEmbedder, openai_embedder
from index.errors import EmbedderError
from qa.cli import main

KEY = "sk-orchid-8231"


class Server(ThreadingHTTPServer):
    """POST /v1/embeddings. A text's vector is (its length, 1, 2, …), not of unit length."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.width = 4
        self.failures: list[int] = []  # statuses to answer first, in this order
        self.raw = ""  # answered as it is, with status 200
        self.lose = 0  # vectors to leave out
        self.base64 = True  # the client asks for it, some servers send numbers all the same
        self.requests: list[dict] = []
        self.keys: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def vector(self, text: str) -> list[float]:
        return [float(len(text)), *(float(n) for n in range(1, self.width))]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.keys.append(self.headers["Authorization"])
        if self.path != "/v1/embeddings":
            return self.answer(404, {"error": {"message": f"no such path {self.path}"}})
        if self.server.failures:
            status = self.server.failures.pop(0)
            return self.answer(status, {"error": {"message": f"refused {self.server.keys[-1]}"}})
        texts = body["input"][self.server.lose :]
        data = [
            {"object": "embedding", "index": i, "embedding": self.encoded(text, body)}
            for i, text in enumerate(texts)
        ]
        return self.answer(200, {"object": "list", "data": data, "model": body["model"]})

    def encoded(self, text: str, body: dict) -> object:
        vector = self.server.vector(text)
        assert body["encoding_format"] == "base64"
        if not self.server.base64:
            return vector
        return base64.b64encode(np.array(vector, dtype="<f4").tobytes()).decode()

    def answer(self, status: int, content: dict) -> None:
        payload = (self.server.raw or json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if self.server.raw else "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def embedder(server: Server, **options: object) -> LlamaEmbedder:
    return openai_embedder(
        "press-embed-1", server.url, KEY, **{"max_retries": 0, "timeout_seconds": 5, **options}
    )


def failure(server: Server, status: int) -> EmbedderError:
    server.failures = [status]
    with pytest.raises(EmbedderError) as caught:
        embedder(server).embed(["a ferry sank"])
    return caught.value


@pytest.mark.parametrize("base64", [True, False])
def test_unit_rows_in_the_order_given_under_the_custom_name(server: Server, base64: bool) -> None:
    server.base64 = base64
    ours: Embedder = embedder(server)
    texts = ["a ferry", "b", "the mayor of Lund"]
    rows = ours.embed(texts)
    assert ours.name == "openai:press-embed-1"
    assert rows.dtype == np.float32
    assert rows.shape == (3, 4)
    raw = np.array([[len(text), 1, 2, 3] for text in texts], dtype=float)
    np.testing.assert_allclose(rows, raw / np.linalg.norm(raw, axis=1, keepdims=True), atol=1e-6)
    assert server.requests[0]["model"] == "press-embed-1"
    assert server.requests[0]["input"] == texts
    assert server.keys == [f"Bearer {KEY}"]


def test_many_texts_go_in_several_requests_and_keep_their_order(server: Server) -> None:
    texts = ["x" * n for n in range(1, 12)]
    rows = embedder(server, batch=4).embed(texts)
    assert [len(request["input"]) for request in server.requests] == [4, 4, 3]
    np.testing.assert_allclose(rows[:, 0] / rows[:, 1], range(1, 12), rtol=1e-5)


def test_dimension_is_learned_once_and_none_gives_none(server: Server) -> None:
    ours = embedder(server)
    assert ours.embed([]).shape == (0, 4)
    assert ours.dim == 4
    assert ours.embed([]).dtype == np.float32
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "retryable", "advice"),
    [
        (400, False, "check the request"),
        (401, False, "check the API key"),
        (403, False, "API key"),
        (404, False, "model's name"),
        (429, True, "quota"),
        (500, True, "try again later"),
        (503, True, "try again later"),
    ],
)
def test_each_status_says_whether_to_try_again(
    server: Server, status: int, retryable: bool, advice: str
) -> None:
    error = failure(server, status)
    assert error.retryable is retryable
    assert "'openai:press-embed-1'" in str(error)
    assert str(status) in str(error)
    assert advice in str(error)


def test_the_key_is_in_no_repr_message_or_traceback(server: Server) -> None:
    error = failure(server, 401)
    assert "refused Bearer (key)" in str(error)  # the server's own words, which held it
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(embedder(server))
    assert KEY not in shown
    assert "press-embed-1" in repr(embedder(server))


def test_a_passing_failure_is_tried_again(server: Server) -> None:
    server.failures = [503]
    assert embedder(server, max_retries=1).embed(["a ferry"]).shape == (1, 4)
    assert len(server.requests) == 2


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


def test_another_dimension_later_is_refused_with_both(server: Server) -> None:
    ours = embedder(server)
    ours.embed(["a ferry"])
    server.width = 6
    with pytest.raises(EmbedderError, match=r"\[6\] numbers, expected 4") as caught:
        ours.embed(["a train"])
    assert not caught.value.retryable
    assert ours.dim == 4


def test_too_few_vectors_are_refused(server: Server) -> None:
    server.lose = 1
    with pytest.raises(EmbedderError, match="3 texts with 2 vectors"):
        embedder(server).embed(["a", "b", "c"])


def test_a_page_instead_of_vectors_is_an_embedder_error(server: Server) -> None:
    server.raw = "<html>Welcome to the proxy</html>"
    with pytest.raises(EmbedderError, match="check the base URL") as caught:
        embedder(server).embed(["a ferry"])
    assert not caught.value.retryable


def test_a_vector_without_direction_is_refused(server: Server) -> None:
    server.width = 1
    with pytest.raises(EmbedderError, match=r"text number 2 .* no direction"):
        embedder(server).embed(["a ferry", ""])


def test_openai_without_a_key_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EmbedderError, match="set OPENAI_API_KEY"):
        openai_embedder("text-embedding-3-small")


def test_the_key_comes_from_the_environment(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    openai_embedder("m", server.url).embed(["a ferry"])
    monkeypatch.delenv("OPENAI_API_KEY")
    openai_embedder("m", server.url).embed(["a ferry"])
    assert server.keys[0] == "Bearer sk-from-the-environment"
    assert "sk-" not in server.keys[1]


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
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    assert {request["model"] for request in server.requests} == {"press-1"}
    assert KEY not in asked.output
    other = CliRunner().invoke(main, ["sync", str(story.parent), "--embedder", "all-MiniLM-L6-v2"])
    assert other.exit_code == 1
    assert "'openai:press-1'" in other.output
    assert "rebuild" in other.output
