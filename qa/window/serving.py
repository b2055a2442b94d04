"""A web server for the chat window that waits for nobody without end. Knows no Gradio.

uvicorn has no limit on how long a request may take to arrive, and believes what a request from this
machine says about where it came from.
"""

import asyncio
import math
import socket
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import h11
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.window.hosting import Hosting

_FIRST_PORT, _PORTS = 7860, 100
_CONNECTIONS = 800
"""How many there may be; files and sockets have 1,024 on many machines."""


class Patient(H11Protocol):
    """One connection: what is owed on it is waited for, but not for ever.

    A request's head has `HEAD_SECONDS`; its body `BODY_SECONDS` and one more for each
    `BYTES_A_SECOND` that came; what is sent, `TAKEN_SECONDS` in which none of it is taken.
    """

    HEAD_SECONDS = 10.0
    BODY_SECONDS = 20.0
    BYTES_A_SECOND = 1_000
    REST_SECONDS = 2.0
    """For the rest of a body that was answered before it came."""
    TAKEN_SECONDS = 60.0
    HALF_OPEN = 50
    """So many connections from one address may be without a head for longer than a second."""
    LOOKED_AFTER = 0.5

    def __init__(self, *given: Any, half_open: Counter[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self._half_open = half_open
        self._owed = ""
        self._since = 0.0
        self._came = 0
        self._blocked: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Count what came."""
        self._came += len(data)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next head, or not much longer for the rest of this body."""
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._owe("")

    def pause_writing(self) -> None:
        """The client does not take what is sent."""
        super().pause_writing()
        self._blocked = self.loop.time()
        self._watch()

    def resume_writing(self) -> None:
        """It does."""
        super().resume_writing()
        self._blocked = None

    # -- what is owed ----------------------------------------------------------------------------

    def _watch(self) -> None:
        """See what the client owes now, and look again soon."""
        state, owed = self.conn.their_state, ""
        if state is h11.SEND_BODY:
            owed = "rest" if self.cycle and self.cycle.response_complete else "body"
        elif state is h11.IDLE and (self.cycle is None or self.conn.trailing_data[0]):
            owed = "head"  # not between requests: uvicorn sees to those
        if not self.transport.is_closing():
            self._owe(owed)
        if self._timer is None and (self._owed or self._blocked is not None):
            self._timer = self.loop.call_later(self.LOOKED_AFTER, self._look)

    def _owe(self, what: str) -> None:
        if what == self._owed:
            return
        address = self.client[0] if self.client else ""
        self._half_open[address] += (what == "head") - (self._owed == "head")
        if not self._half_open[address]:
            del self._half_open[address]
        self._owed, self._since, self._came = what, self.loop.time(), 0

    def _look(self) -> None:
        """Close the connection if what is owed is overdue."""
        self._timer = None
        if self.transport.is_closing():
            return
        now = self.loop.time()
        if self._owed == "body" and self.flow.read_paused:  # it is we who are slow
            self._since = now
        allowed = {
            "": math.inf,
            "head": 1.0 if self._are_too_many() else self.HEAD_SECONDS,
            "body": self.BODY_SECONDS + self._came / self.BYTES_A_SECOND,
            "rest": self.REST_SECONDS,
        }
        blocked = 0.0 if self._blocked is None else now - self._blocked
        if now - self._since > allowed[self._owed] or blocked > self.TAKEN_SECONDS:
            self.transport.abort()
        else:
            self._watch()

    def _are_too_many(self) -> bool:
        return self._half_open[self.client[0] if self.client else ""] > self.HALF_OPEN


class Forwarded:
    """ASGI middleware: what a request says about where it came from counts if a proxy says it."""

    def __init__(self, app: ASGIApp, hosting: Hosting) -> None:
        self._app = app
        self._behind: Any = ProxyHeadersMiddleware(app, [str(one) for one in hosting.proxies])  # type: ignore[arg-type]
        self._hosting = hosting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with its sender's address, or without its claims."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["client"] and self._hosting.trusts(scope["client"][0]):
            await self._behind(scope, receive, send)
        else:
            headers = MutableHeaders(scope=scope)
            for name in set(headers):
                if name == "forwarded" or name.startswith("x-forwarded-"):
                    del headers[name]
            await self._app(scope, receive, send)


class Serving:
    """A server for `app` as `hosting` says, in a thread of its own, from now until `close`.

    Raises:
        OSError: the port is taken, or nothing can listen at that host.
    """

    def __init__(
        self, app: ASGIApp, hosting: Hosting, stop: Callable[[], None] = lambda: None
    ) -> None:
        self._stop = stop
        listening = _listening(hosting.host, hosting.port)
        self.port: int = listening.getsockname()[1]
        config = uvicorn.Config(
            Forwarded(app, hosting),
            http=partial(Patient, half_open=Counter()),  # type: ignore[arg-type]
            ws="none",
            proxy_headers=False,  # `Forwarded` sees to them
            limit_concurrency=_CONNECTIONS,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name="window", daemon=True
        )
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            if not self._thread.is_alive():
                raise OSError("the server did not start")
        shown = "localhost" if hosting.host in ("0.0.0.0", "::") else hosting.host  # noqa: S104
        self.url = (
            f"http://[{shown}]:{self.port}/" if ":" in shown else f"http://{shown}:{self.port}/"
        )

    def close(self) -> None:
        """Call `stop`, then stop serving; who is still being answered then has two seconds."""
        self._stop()
        self._server.should_exit = True
        self._thread.join(timeout=10)


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket at that port, else at the first free one."""
    ports = [port] if port else range(_FIRST_PORT, _FIRST_PORT + _PORTS)
    for number in ports:
        family, _, _, _, where = socket.getaddrinfo(
            host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        try:
            return socket.create_server(where[:2], family=family, backlog=1_024)
        except OSError:
            if number == ports[-1]:
                raise
    raise OSError("no port was tried")
