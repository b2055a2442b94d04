"""What stands before the chat window's server: who may come in, and from which pages.

Gradio checks a log-in route by route and leaves some out, its MCP server among them; it answers
requests that other web pages send, and those to any host name. So every request passes here first.
"""

import asyncio
import base64
import secrets
import time
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from hashlib import blake2b
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.window.accounts import Accounts
from qa.window.hosting import Hosting, is_loopback

MCP = "/gradio_api/mcp"

_LOG_IN = {"/login", "/login/"}
_LOG_IN_BYTES = 10_000

# What the log-in page is made of. It shows nothing of the archive.
_OPEN = _LOG_IN | {"/", "/favicon.ico", "/theme.css", "/manifest.json", "/robots.txt"}
_OPEN |= {"/gradio_api/startup-events"}
_OPEN_BELOW = ("/assets/", "/static/", "/svelte/")
_UPLOADS = ("/gradio_api/upload", "/gradio_api/process_recording")

_address: ContextVar[str] = ContextVar("address", default="")


class Doorkeeper:
    """Checks passwords one at a time, and lets whoever keeps failing wait for the next try.

    After five failures, a name's tries from one address take turns: two seconds apart, then four,
    up to a minute. A try that would have to wait for longer is refused unseen. Half an hour without
    one, or the right password, and all is forgotten.
    """

    FREE = 5
    LONGEST_WAIT = 60.0
    FORGOTTEN_AFTER = 1_800.0
    REMEMBERED = 10_000

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        # its own thread: a flood of log-ins does not keep answers waiting
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="log-in")
        # (name, address) → failures, and the time of the last try's turn
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        # name → digest of a password that was right, for programs that send it with each request
        self._right: dict[str, bytes] = {}
        self._key = secrets.token_bytes(32)

    async def log_in(self, name: str, password: str) -> bool:
        """Whether this is the password of that account, said in due time."""
        who = (name, _address.get())
        now = time.monotonic()
        failures, turn = self._failures.get(who, (0, now))
        if now - turn > self.FORGOTTEN_AFTER:
            failures = 0
        digest = blake2b(password.encode("utf-8", "surrogatepass"), key=self._key).digest()
        # not for one who is guessing: this is quick
        if failures < self.FREE and compare_digest(self._right.get(name, b""), digest):
            return True
        failures += 1  # before it is checked, so that tries side by side take turns too
        turn = max(now, turn)
        if failures > self.FREE:
            turn += min(2.0 ** min(failures - self.FREE, 9), self.LONGEST_WAIT)
        if turn - now > self.LONGEST_WAIT:
            return False
        self._failures[who] = failures, turn
        self._failures.move_to_end(who)
        if len(self._failures) > self.REMEMBERED:
            self._failures.popitem(last=False)
        await asyncio.sleep(turn - now)
        loop = asyncio.get_running_loop()
        right = await loop.run_in_executor(self._thread, self._accounts.holds, name, password)
        if right:
            self._failures.pop(who, None)
            self._right[name] = digest
        return right


def launch_options(hosting: Hosting) -> dict[str, Any]:
    """What Gradio's `launch` is given so that a window is served as `hosting` says."""
    keeper = Doorkeeper(hosting.accounts) if hosting.accounts else None
    return {
        "server_name": f"[{hosting.host}]" if ":" in hosting.host else hosting.host,
        "server_port": hosting.port,
        "auth": keeper.log_in if keeper else None,
        "mcp_server": hosting.mcp,
        "max_file_size": hosting.max_file_bytes,
        "app_kwargs": {"middleware": [Middleware(Gate, hosting=hosting, keeper=keeper)]},
    }


class Gate:
    """ASGI middleware that lets a request in, or answers it with the reason why not."""

    def __init__(self, app: ASGIApp, hosting: Hosting, keeper: Doorkeeper | None) -> None:
        self._app = app
        self._hosting = hosting
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        _address.set(request.client.host if request.client else "")
        refusal = _foreign(request, self._hosting) or await self._stranger(request)
        if refusal:
            await refusal(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _guard(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, guarded)

    async def _stranger(self, request: Request) -> JSONResponse | None:
        name = await self._visitor(request)
        path = request.scope["path"]
        if self._keeper and name is None and not _is_open(path):
            basic = {"WWW-Authenticate": 'Basic realm="Dateline"'} if _is_mcp(path) else {}
            return _refused(401, "log in first", basic)
        # what strangers send is not read without end
        length = request.headers.get("content-length", "")
        if path in _LOG_IN and not (length.isdecimal() and int(length) <= _LOG_IN_BYTES):
            return _refused(413, "a name and a password are not that long")
        if path.startswith(_UPLOADS) and not self._hosting.uploads:
            return _refused(403, "this window takes no uploads")
        return None

    async def _visitor(self, request: Request) -> str | None:
        """The account behind a request: by its session, or on the way to MCP by HTTP Basic."""
        if self._keeper is None:
            return None
        if _is_mcp(request.scope["path"]):
            name, password = _basic(request.headers.get("authorization", ""))
            return name if name and await self._keeper.log_in(name, password) else None
        server = request.app  # Gradio's, which keeps the sessions
        cookies = (f"access-token-{server.cookie_id}", f"access-token-unsecure-{server.cookie_id}")
        tokens = (request.cookies.get(cookie) for cookie in cookies)
        return next((server.tokens[token] for token in tokens if token in server.tokens), None)


def _foreign(request: Request, hosting: Hosting) -> JSONResponse | None:
    """Refuses what another web page sends, and names that were bent to point at this machine."""
    host = request.headers.get("host", "").lower()
    # with accounts, a page under another name has no session; and a proxy may give it any name
    if hosting.accounts is None and not is_loopback(_hostname(host)):
        return _refused(403, f"this window answers to localhost alone, not to {host!r}")
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
        return _refused(403, f"{origin!r} may not use this window; its own address is {host!r}")
    return None


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # such as "[half"
        return ""


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_BELOW)


def _is_mcp(path: str) -> bool:
    return path == MCP or path.startswith(f"{MCP}/")


def _basic(header: str) -> tuple[str, str]:
    """Name and password of an `Authorization: Basic` header; empty where it is none."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(coded).decode().partition(":")
    except ValueError:
        return "", ""
    return name, password


def _guard(headers: MutableHeaders) -> None:
    headers.append("Content-Security-Policy", "frame-ancestors 'self'")
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
    for cookie in cookies:  # Gradio lets other sites use one of its two
        headers.append("set-cookie", cookie.replace("SameSite=none", "SameSite=lax"))


def _refused(status: int, why: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": why}, status, headers)
