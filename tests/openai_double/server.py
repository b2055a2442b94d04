"""The server: it records each request and answers it as its behaviour says."""

from __future__ import annotations

import base64
import json
import random
import re
import select
import socket
import sys
import threading
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from tests.openai_double.behaviours import (
    GOOD,
    LINE,
    NAMED,
    NO_SUCH_MODEL,
    UNAUTHORISED,
    Behaviour,
    error_body,
)

Door = Literal["chat", "embeddings", "models", "tokens"]
_DOORS: dict[str, Door] = {
    "/v1/chat/completions": "chat", "/v1/embeddings": "embeddings", "/tokenize": "tokens",
}  # fmt: skip
_REQUIRED = {
    "chat": ("model", "messages"), "embeddings": ("model", "input"), "models": (),
    "tokens": ("content",),
}  # fmt: skip
_MODELS = "/v1/models"
_PREFIX = "double-"
_CREATED = 1_700_000_000
_BATCH, _BATCH_TOKENS = 2_048, 300_000  # what OpenAI takes in one request for embeddings


def hashed(texts: Sequence[str], dim: int) -> NDArray[np.float32]:
    """Feature-hashed bags of words, (n, dim) unit rows: texts that share words are near."""
    rows = np.zeros((len(texts), dim), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        row[0] = 0.01  # a text without a word still has a direction
        for word in re.findall(r"\w+", text.casefold()):
            digest = zlib.crc32(word.encode())
            row[digest % dim] += 1 if digest & 1 << 20 else -1
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; names of `headers` in lower case, `body` None where there is none."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any

    @property
    def prompt(self) -> str:
        """All that the messages of a chat say, a blank line between."""
        parts = []
        for message in self.body.get("messages", ()):
            content = message.get("content") or ""
            if not isinstance(content, str):
                content = "".join(part.get("text", "") for part in content)
            parts.append(content)
        return "\n\n".join(parts)


class Double(ThreadingHTTPServer):
    """The running stand-in: its `url`, the `requests` it was sent, and a queue to script it.

    As llama.cpp's server it lists its `window`, counts tokens at /tokenize as `counting` does, and
    answers so many chats at once as it has `slots`; left None, it does none of that.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(
        self,
        behaviour: Behaviour = GOOD,
        *,
        port: int = 0,
        models: Sequence[str] = (),
        key: str | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.behaviour = behaviour
        self.models = [*models, *(_PREFIX + name for name in NAMED)]
        self.key = key
        self.requests: list[Request] = []
        self.abandoned: list[Request] = []
        """Those whose client went away before the answer was complete."""
        self.window: int | None = None
        self.counting: Callable[[str], int] | None = None
        self.slots: threading.Semaphore | None = None
        self.closing = threading.Event()
        self._queues: dict[Door, deque[Behaviour]] = {
            "chat": deque(),
            "embeddings": deque(),
            "models": deque(),
            "tokens": deque(),
        }
        self._met: Counter[Behaviour] = Counter()
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The base URL, as clients want it."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong, unless it is just that a client went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def queue(self, *behaviours: Behaviour, on: Door = "chat") -> None:
        """Behave so for the next requests at that door, one each."""
        self._queues[on].extend(behaviours)

    def sent(self, door: Door) -> list[Request]:
        """The requests that came to one door, in the order of arrival."""
        return [request for request in self.requests if _door(request.path) == door]

    def take(self, request: Request) -> Behaviour:
        """Record a request and say how to behave."""
        with self._lock:
            self.requests.append(request)
            if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
                return UNAUTHORISED
            chosen = self._behaviour(request)
            self._met[chosen] += 1
            return GOOD if chosen.times is not None and self._met[chosen] > chosen.times else chosen

    def _behaviour(self, request: Request) -> Behaviour:
        if queue := self._queues[_door(request.path) or "models"]:
            return queue.popleft()
        model = request.body.get("model", "") if isinstance(request.body, dict) else ""
        if model.startswith(_PREFIX):
            return NAMED.get(model.removeprefix(_PREFIX), NO_SUCH_MODEL)
        return self.behaviour if request.method == "POST" else GOOD


def _door(path: str) -> Door | None:
    return "models" if path.startswith(_MODELS) else _DOORS.get(path)


@contextmanager
def serving(
    behaviour: Behaviour = GOOD,
    *,
    port: int = 0,
    models: Sequence[str] = (),
    key: str | None = None,
) -> Iterator[Double]:
    """A stand-in on loopback. It lists `models` beside its own, and wants `key` if one is given."""
    with Double(behaviour, port=port, models=models, key=key) as double:
        thread = threading.Thread(target=double.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield double
        finally:
            double.closing.set()  # whoever stalls goes home
            double.shutdown()
            thread.join()


class _Gone(ConnectionError):
    """The client went away, or the double is closing."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Double

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None  # refused as one that lacks everything
        self._serve(body)

    def log_message(self, *_: object) -> None:
        pass

    def _serve(self, body: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = unquote(self.path.partition("?")[0])
        request = Request(self.command, path, headers, body)
        behaviour = self.server.take(request)
        try:
            self._answer(request, behaviour)
        except ConnectionError:
            if not self.server.closing.is_set():
                self.server.abandoned.append(request)
            self.close_connection = True

    def _answer(self, request: Request, behaviour: Behaviour) -> None:
        self._pause(behaviour.before)
        door = _door(request.path)
        closed = door == "tokens" and self.server.counting is None
        if door is None or closed or (request.method == "GET") != (door == "models"):
            return self._send(
                404, error_body(f"Unknown request URL: {request.method} {request.path}")
            )
        if refused := self._refused(request, behaviour):
            return self._send(*refused)
        if behaviour.body or behaviour.status != 200:
            filled = self._filled(behaviour.body, request)
            return self._send(behaviour.status, filled, behaviour.content_type, behaviour.headers)
        answer = {
            "chat": self._chat, "embeddings": self._embeddings, "models": self._models,
            "tokens": self._counted,
        }[door]  # fmt: skip
        with self._slot(door):
            return answer(request, behaviour)

    @contextmanager
    def _slot(self, door: Door) -> Iterator[None]:
        """A chat's turn, where the server answers only so many at once."""
        slots = self.server.slots if door == "chat" else None
        while slots and not slots.acquire(timeout=0.01):
            self._pause(0.01)
        try:
            yield
        finally:
            if slots:
                slots.release()

    def _refused(self, request: Request, behaviour: Behaviour) -> tuple[int, str] | None:
        door = _door(request.path)
        for name in _REQUIRED[door] if door else ():
            if not isinstance(request.body, dict) or name not in request.body:
                message = f"Missing required parameter: '{name}'."
                return 400, error_body(message, "missing_required_parameter", param=name)
        if door != "chat":
            return None
        for name in behaviour.rejects:
            if name in request.body:
                message = f"Unsupported parameter: '{name}' is not supported with this model."
                return 400, error_body(message, "unsupported_parameter", param=name)
        counted = self.server.counting or _tokens
        needed = counted(request.prompt)
        if behaviour.context is not None and needed > behaviour.context:
            if behaviour.tells_window:
                return 400, _exceeded(needed, behaviour.context)
            message = (
                f"This model's maximum context length is {behaviour.context} tokens. However, your "
                f"messages resulted in {needed} tokens. Please reduce the length of the messages."
            )
            return 400, error_body(message, "context_length_exceeded", param="messages")
        return None

    @staticmethod
    def _filled(body: str, request: Request) -> str:
        given = request.body if isinstance(request.body, dict) else {}
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        name = given.get("model") or request.path.rpartition("/")[2]
        return body.replace("{key}", key).replace("{model}", name)

    # -- chat --

    def _chat(self, request: Request, behaviour: Behaviour) -> None:
        says = behaviour.says
        text = says if isinstance(says, str) else says(request.prompt)
        finish: str | None = behaviour.finish
        most = request.body.get("max_completion_tokens") or request.body.get("max_tokens")
        if most and _tokens(text) > most:
            text, finish = text[: 4 * most], "length"
        if behaviour.stop:
            text, stop_at = _stopping(text, behaviour.stop_at)
        else:
            stop_at = len(text)
        if request.body.get("stream"):
            return self._stream(request, behaviour, text, stop_at, finish)
        if behaviour.stop == "error":
            return self._send(500, error_body("The server had an error.", kind="server_error"))
        if behaviour.stop == "stall":
            self._pause(behaviour.seconds)
        if behaviour.stop == "end":
            text, finish = text[:stop_at], None
        message = {"role": "assistant", "content": text, "refusal": behaviour.refusal or None}
        if behaviour.refusal:
            message["content"] = None
        if behaviour.reasoning:
            message["reasoning_content"] = behaviour.reasoning
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        answer = self._head(request, "chat.completion") | {
            "choices": [choice],
            "usage": _usage(request.prompt, text),
        }
        return self._send(
            200, json.dumps(answer), behaviour.content_type, cut=behaviour.stop == "cut"
        )

    def _stream(
        self, request: Request, behaviour: Behaviour, text: str, stop_at: int, finish: str | None
    ) -> None:
        self.send_response(200)
        self.send_header("Content-Type", behaviour.content_type or "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        counted = bool((request.body.get("stream_options") or {}).get("include_usage"))
        head = self._head(request, "chat.completion.chunk") | ({"usage": None} if counted else {})

        def event(delta: Mapping[str, str], finish: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
            self._event(json.dumps(head | {"choices": [choice]}))

        if behaviour.stop != "stall" or stop_at:
            event({"role": "assistant", "content": ""})
        for piece in _pieces(behaviour.reasoning, behaviour.chunk):
            event({"reasoning_content": piece})
        for piece in _pieces(text[:stop_at], behaviour.chunk):
            event({"content": piece})
            self._pause(behaviour.delay)
        for piece in _pieces(behaviour.refusal, behaviour.chunk):
            event({"refusal": piece})
        if behaviour.stop == "cut":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if behaviour.stop == "error":
            self._event(error_body("The server had an error.", kind="server_error"))
        if behaviour.stop == "stall":
            self._pause(behaviour.seconds)
            for piece in _pieces(text[stop_at:], behaviour.chunk):
                event({"content": piece})
        if behaviour.stop not in ("error", "end"):
            event({}, finish)
            if counted:
                usage = {"choices": [], "usage": _usage(request.prompt, text)}
                self._event(json.dumps(head | usage))
            self._event("[DONE]")
        self._write(b"0\r\n\r\n")

    def _event(self, data: str) -> None:
        payload = f"data: {data}\n\n".encode()
        self._write(f"{len(payload):x}\r\n".encode() + payload + b"\r\n")

    def _head(self, request: Request, kind: str) -> dict[str, object]:
        return {
            "id": f"chatcmpl-double-{len(self.server.requests)}",
            "object": kind,
            "created": _CREATED,
            "model": request.body.get("model", ""),
        }

    # -- tokens, embeddings and models --

    def _counted(self, request: Request, behaviour: Behaviour) -> None:
        assert self.server.counting is not None
        tokens = list(range(self.server.counting(request.body["content"])))
        return self._send(200, json.dumps({"tokens": tokens}))

    def _embeddings(self, request: Request, behaviour: Behaviour) -> None:
        given = request.body["input"]
        texts = [given] if isinstance(given, str) else list(given)
        if not 1 <= len(texts) <= _BATCH or "" in texts:
            message = f"'input' must hold 1 to {_BATCH} texts, none of them empty"
            return self._send(400, error_body(message, param="input"))
        if sum(map(_tokens, texts)) > _BATCH_TOKENS:
            message = f"Requested more than {_BATCH_TOKENS} tokens, max per request"
            return self._send(400, error_body(message, "max_tokens_per_request"))
        rows = hashed(texts, request.body.get("dimensions") or behaviour.dim)
        encoded = request.body.get("encoding_format") == "base64" and not behaviour.floats
        data = [
            {
                "object": "embedding",
                "index": at,
                "embedding": base64.b64encode(row.astype("<f4").tobytes()).decode()
                if encoded
                else row.tolist(),
            }
            for at, row in enumerate(rows)
        ][behaviour.lose :]
        if behaviour.shuffled:
            random.Random(len(texts)).shuffle(data)
        if behaviour.stop == "stall":
            self._pause(behaviour.seconds)
        counted = sum(map(_tokens, texts))
        answer = {
            "object": "list",
            "data": data,
            "model": request.body["model"],
            "usage": {"prompt_tokens": counted, "total_tokens": counted},
        }
        return self._send(
            200, json.dumps(answer), behaviour.content_type, cut=behaviour.stop == "cut"
        )

    def _models(self, request: Request, behaviour: Behaviour) -> None:
        wanted = request.path.removeprefix(_MODELS).strip("/")
        listed = [
            {"id": name, "object": "model", "created": _CREATED, "owned_by": "double"}
            for name in self.server.models
        ]
        if self.server.window:
            meta = {"n_ctx_train": 131_072, "n_ctx": self.server.window}
            listed = [one | {"meta": meta} for one in listed]
        if not wanted:
            return self._send(200, json.dumps({"object": "list", "data": listed}))
        found = [model for model in listed if model["id"] == wanted]
        if not found:
            missing = self._filled(NO_SUCH_MODEL.body, request)
            return self._send(404, missing)
        return self._send(200, json.dumps(found[0]))

    # -- the socket --

    def _send(
        self,
        status: int,
        body: str,
        content_type: str = "",
        headers: Sequence[tuple[str, str]] = (),
        *,
        cut: bool = False,
    ) -> None:
        payload = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type or "application/json")
        self.send_header("Content-Length", str(len(payload)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self._write(payload[: len(payload) // 2] if cut else payload)
        if cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def _write(self, payload: bytes) -> None:
        self.wfile.write(payload)

    def _pause(self, seconds: float) -> None:
        """Wait, unless the client goes away or the double closes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.closing.is_set():
                raise _Gone
            readable, _, _ = select.select([self.connection], [], [], min(left, 0.05))
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise _Gone


def _exceeded(needed: int, window: int) -> str:
    """What llama.cpp's server says of a prompt that does not fit: the window is a number."""
    told = {
        "code": 400, "type": "exceed_context_size_error", "n_prompt_tokens": needed,
        "n_ctx": window, "message": "the request does not fit, try increasing the context size",
    }  # fmt: skip
    return json.dumps({"error": told})


def _stopping(text: str, stop_at: int) -> tuple[str, int]:
    """The text, made long enough to be stopped in, and where that is."""
    if stop_at != LINE:
        return text, stop_at
    if "\n" not in text.rstrip("\n"):
        text = text.rstrip("\n") + "\nIt was also said that"
    return text, text.index("\n") + 1


def _pieces(text: str, size: int) -> Iterator[str]:
    return (text[at : at + size] for at in range(0, len(text), size))


def _tokens(text: Any) -> int:
    return -(-len(text) // 4) if isinstance(text, str) else len(text)


def _usage(prompt: str, text: str) -> dict[str, int]:
    asked, said = _tokens(prompt), _tokens(text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
