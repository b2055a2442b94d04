"""A real Chroma server on loopback, and a door before it that can be slow, shut or contrary."""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

Answer = tuple[int, str]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class ChromaServer:
    """`chroma run` over a folder, which can be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [
                command,
                "run",
                "--path",
                self.folder,
                "--host",
                "127.0.0.1",
                "--port",
                str(self.port),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat", trust_env=False)
                return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("chroma run did not start within a minute")

    @property
    def process_id(self) -> int:
        """Of the server that is running."""
        assert self._process
        return self._process.pid

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
        self._process = None

    def emptied(self) -> None:
        """As if it had been set up anew."""
        self.stop()
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        self.start()


class Door(ThreadingHTTPServer):
    """Passes requests on to a server, unless `answers` (method, path) says something itself.

    The status 0 ends the connection without an answer.
    `seen` are the requests that came: method, path, body. `token` is what it asks for, if set.
    """

    daemon_threads = True

    def __init__(self, server: ChromaServer) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.server = server
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.seen: list[tuple[str, str, bytes]] = []
        self.token = ""
        self.answers: Callable[[str, str], Answer | None] = lambda method, path: None


class _Passing(BaseHTTPRequestHandler):
    server: Door
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, body))
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.server.token and self.server.token not in (
            bearer,
            self.headers.get("X-Chroma-Token"),
        ):
            self._say(401, '{"error":"AuthError","message":"no"}')
        elif said := self.server.answers(self.command, self.path):
            self._say(*said)
        else:
            try:
                response = httpx.request(
                    self.command,
                    self.server.server.url + self.path,
                    content=body,
                    headers={"Content-Type": "application/json"},
                    timeout=60,
                    trust_env=False,
                )
                self._say(response.status_code, response.text)
            except httpx.TransportError:
                self._say(502, "bad gateway")

    do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815

    def _say(self, status: int, text: str) -> None:
        if not status:
            self.close_connection = True
            return
        data = text.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def door_to(server: ChromaServer) -> Iterator[Door]:
    """A door before `server`, open for the block."""
    door = Door(server)
    threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield door
    finally:
        door.shutdown()
        door.server_close()
