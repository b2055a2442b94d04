"""What stands before the chat window's server: who may come in, from which pages, with how much.

Gradio checks a log-in route by route and leaves some out, its MCP server among them; it answers
requests that other web pages send, and those to any host name; it tells some of its functions who
asks and others not; and it lets whoever names a session, an event or an upload have it. So every
request passes here first, and who asks is read from here alone.
"""

import base64
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import render
from qa.window import bodies
from qa.window.belongings import Belongings, Kind
from qa.window.delivery import Delivery, Files
from qa.window.hosting import Hosting, is_loopback
from qa.window.logins import Doorkeeper, address
from qa.window.mishaps import shielded
from qa.window.routes import FORM_BYTES, JSON_BYTES, MCP, Route, route

ACCOUNT = "dateline.account"
"""Where an ASGI scope has the name of the account that asks. No client can write there."""

_BROWSER = "dateline-browser"
"""The cookie that tells browsers apart where there are no accounts."""


def account(scope: Scope) -> str | None:
    """The account behind a request that was let in; None where there are no accounts."""
    name = scope.get(ACCOUNT)
    return name if isinstance(name, str) else None


def mount_options(hosting: Hosting, frontend: Path) -> dict[str, Any]:
    """What Gradio's `mount_gradio_app` is given so that a window is served as `hosting` says.

    `frontend` is the folder of Gradio's built frontend.
    """
    keeper = Doorkeeper(hosting.accounts) if hosting.accounts else None
    access = Middleware(AccessControl, hosting=hosting, keeper=keeper)
    return {
        "auth": keeper.log_in if keeper else None,
        "max_file_size": hosting.max_file_bytes,
        "app_kwargs": {"middleware": [access, Middleware(Delivery, files=Files(frontend))]},
    }


@dataclass(frozen=True, slots=True)
class _Visit:
    """A request that may come in: by whom, for what. `owner` stands for an account or a browser."""

    route: Route
    account: str | None
    owner: str
    new: bool = False  # a browser without a cookie


class _Refusal(Exception):
    """Why a request is not answered."""

    def __init__(
        self, status: int, why: str, headers: dict[str, str] | None = None, page: str = ""
    ) -> None:
        super().__init__(why)
        told = {"error": why}
        self.response = HTMLResponse(page, status) if page else JSONResponse(told, status, headers)


class AccessControl:
    """ASGI middleware that lets a request in, or answers it with the reason why not."""

    def __init__(self, app: ASGIApp, hosting: Hosting, keeper: Doorkeeper | None) -> None:
        self._app = app
        self._hosting = hosting
        self._keeper = keeper
        self._belongings = Belongings()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":  # Gradio has nothing else
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            visit, parts = await self._admitted(request)
            passed = await self._passed(request, visit, parts)
        except _Refusal as refusal:
            await refusal.response(scope, receive, send)
            return
        except ClientDisconnect:
            return
        scope[ACCOUNT] = visit.account
        if visit.route.gives:  # what is read of a reply must not be packed
            plain = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
            scope = {**scope, "headers": plain}
        await shielded(self._app, scope, passed, self._guarded(visit, send))

    # -- who -----------------------------------------------------------------------------------

    async def _admitted(self, request: Request) -> tuple[_Visit, dict[str, str]]:
        """Whose request it is and what it is for, if they may."""
        _check_sender(request, self._hosting)
        path = request.scope["path"]
        found = route(request.method, path)
        name = await self._name(request)
        if self._keeper and name is None and not (found and found[0].opened):
            basic = {"WWW-Authenticate": 'Basic realm="Dateline"'} if _is_mcp(path) else {}
            raise _Refusal(401, "log in first", basic)
        if found is None:
            raise _Refusal(
                404,
                f"this window has nothing at {request.method} {path:.80}",
                page=_nowhere(request),
            )
        wanted, match = found
        if wanted.takes == "files" and not self._hosting.uploads:
            raise _Refusal(403, "this window takes no uploads")
        cookie = request.cookies.get(_BROWSER, "")
        owner = f"account:{name}" if self._keeper else f"browser:{cookie}"
        return _Visit(wanted, name, owner, not (self._keeper or cookie)), match.groupdict()

    async def _name(self, request: Request) -> str | None:
        """The account behind a request: by its session, or on the way to MCP by HTTP Basic."""
        if self._keeper is None:
            return None
        address.set(request.client.host if request.client else "")
        if _is_mcp(request.scope["path"]):
            name, password = _basic(request.headers.get("authorization", ""))
            return name if name and await self._keeper.log_in(name, password) else None
        server = request.app  # Gradio's, which keeps the sessions
        cookies = (f"access-token-{server.cookie_id}", f"access-token-unsecure-{server.cookie_id}")
        tokens = (request.cookies.get(cookie) for cookie in cookies)
        return next((server.tokens[token] for token in tokens if token in server.tokens), None)

    # -- what ----------------------------------------------------------------------------------

    async def _passed(self, request: Request, visit: _Visit, parts: dict[str, str]) -> Receive:
        """The request's body as it is passed on, once it is seen to be no more than it may be."""
        most = {
            "nothing": 0,
            "form": FORM_BYTES,
            "json": JSON_BYTES,
            "files": self._hosting.max_upload_bytes,
        }[visit.route.takes]
        length = request.headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            raise _too_large(most)
        parsed: object = None
        receive = _counted(request.receive, most)
        if visit.route.takes == "json":
            body = await _read(request, most)
            parsed = await _parsed(request, body)
            receive = _again(body, request.receive)
        for kind, name in _named(request, parts, parsed):
            self._check_owner(visit, kind, name)
        return receive

    def _check_owner(self, visit: _Visit, kind: Kind, name: str) -> None:
        # sessions are named by browsers, the rest by the server, which said whose it is
        theirs = self._belongings.claim if kind == "session" else self._belongings.has
        if not theirs(kind, name, visit.owner):
            raise _Refusal(403, f"this {kind} is not yours; reload the page")

    def _guarded(self, visit: _Visit, send: Send) -> Send:
        """Sends on what the server replies, with its guards, and remembers whose it is."""
        replied = bytearray()

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                _guard(MutableHeaders(scope=message), new=visit.new)
            elif message["type"] == "http.response.body" and visit.route.gives:
                replied.extend(message.get("body", b""))
                if not message.get("more_body"):
                    self._give(visit, bytes(replied))
            await send(message)

        return guarded

    def _give(self, visit: _Visit, reply: bytes) -> None:
        parsed = bodies.parsed(reply)
        if visit.route.gives == "event" and isinstance(parsed, dict):
            if isinstance(event := parsed.get("event_id"), str):
                self._belongings.give("event", event, visit.owner)
                # where no session is named, Gradio calls it by its event
                self._belongings.give("session", event, visit.owner)
        elif visit.route.gives == "upload" and isinstance(parsed, list):
            for path in parsed:
                self._belongings.give("upload", str(path), visit.owner)


def _check_sender(request: Request, hosting: Hosting) -> None:
    """Refuses what another web page sends, and names that were bent to point at this machine."""
    host = request.headers.get("host", "").lower()
    # with accounts, a page under another name has no session; and a proxy may give it any name
    if hosting.accounts is None and not is_loopback(_hostname(host)):
        raise _Refusal(403, f"this window answers to localhost alone, not to {host!r:.80}")
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
        raise _Refusal(
            403, f"{origin!r:.80} may not use this window; its own address is {host!r:.80}"
        )


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # such as "[half"
        return ""


def _nowhere(request: Request) -> str:
    """The page at an address where nothing is, for who looks there with a browser."""
    looked = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    return render.nowhere(f"{request.scope.get('root_path', '')}/") if looked else ""


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


# -- bodies ------------------------------------------------------------------------------------


def _too_large(most: int) -> _Refusal:
    return _Refusal(413, f"this request may have a body of {most:,} bytes at most")


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


async def _parsed(request: Request, body: bytes) -> object:
    """What a body says that is to be JSON.

    Anything else is refused, so that the server behind cannot read it otherwise than it was here.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind == "" and not body):
        raise _Refusal(415, f"the body must be application/json, not {kind!r:.80}")
    try:
        return await run_in_threadpool(bodies.checked, body)
    except bodies.BodyError as error:
        raise _Refusal(error.status, str(error)) from error


def _named(request: Request, parts: dict[str, str], parsed: object) -> Iterator[tuple[Kind, str]]:
    """The sessions, events and uploaded files that a request names, wherever it may."""
    yield from (("session", name) for name in request.query_params.getlist("session_hash"))
    if "session" in parts:
        yield "session", parts["session"]
    if "event" in parts:
        yield "event", parts["event"]
    if not isinstance(parsed, dict):
        return
    for kind, key in (("session", "session_hash"), ("event", "event_id")):
        name = parsed.get(key)
        if isinstance(name, str) and name:
            yield kind, name  # type: ignore[misc]
        elif name:
            raise _Refusal(400, f"{key} must be a text")
    yield from (("upload", path) for path in bodies.paths(parsed))


def _counted(receive: Receive, most: int) -> Receive:
    """Reads on until more than `most` bytes have come."""
    left = most

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"this request may have a body of {most:,} bytes at most")
        return message

    return counted


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read already, then what comes after it."""
    left = [body]

    async def again() -> Message:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": False}
        return await receive()

    return again


def _guard(headers: MutableHeaders, *, new: bool) -> None:
    headers.append("Content-Security-Policy", "frame-ancestors 'self'")
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
    for cookie in cookies:  # Gradio lets other sites use one of its two
        headers.append("set-cookie", cookie.replace("SameSite=none", "SameSite=lax"))
    if new and headers.get("content-type", "").startswith("text/html"):
        token = secrets.token_urlsafe(16)
        headers.append("set-cookie", f"{_BROWSER}={token}; HttpOnly; Path=/; SameSite=lax")
