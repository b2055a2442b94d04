"""What the chat window sends: its page, which its first bytes show already, and its files.

Gradio's own page is white until half a megabyte of scripts has come, one file behind another, and
tells who shares its address about Gradio. This one is made anew from what that holds.
"""

import json
import re
import secrets
import threading
from collections import OrderedDict
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa import render
from qa.window.frontend import Frontend
from qa.window.packing import ASK_AGAIN, FOR_EVER, Packed, packed
from qa.window.routes import HEALTH, MCP, OURS

_CONFIG = re.compile(r"window\.gradio_config = (.*?);</script>", re.DOTALL)
_API = re.compile(r"window\.gradio_api_info = (.*?);</script>", re.DOTALL)
_ENTRY = re.compile(r'<script type="module" crossorigin src="\./assets/([^"]+)">')
_STYLE = re.compile(r'<link rel="stylesheet" crossorigin href="\./assets/([^"]+)">')

_PAGES = 32
"""So many pages are kept as they were made: everybody's, or one an account."""


class Delivery:
    """ASGI middleware before Gradio's server, whose built frontend is in the folder `frontend`."""

    def __init__(self, app: ASGIApp, frontend: Path) -> None:
        self._app = app
        self._frontend = Frontend(frontend)
        self._ours = {f"{OURS}{name}": Packed.named(name, file) for name, file in _hashed()}
        self._theirs: dict[str, Packed] = {}
        self._pages: OrderedDict[bytes, Packed] = OrderedDict()
        self._run = secrets.token_hex(8)
        threading.Thread(target=self._pack_ahead, name="packing", daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a file or the page, else pass the request on and pack what is replied."""
        if scope["type"] != "http" or scope["path"].startswith(MCP):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        reply = None
        if scope["method"] in ("GET", "HEAD"):
            reply = await self._reply(scope, headers, receive)
        if reply:
            await reply(scope, receive, send)
        else:
            await self._app(scope, receive, packed(headers, _lasting(scope, send)))

    async def _reply(self, scope: Scope, headers: Headers, receive: Receive) -> Response | None:
        path = scope["path"]
        if path == HEALTH:
            return JSONResponse({"run": self._run}, headers={"Cache-Control": "no-store"})
        if path == "/":
            return await self._page(scope, headers, receive)
        file = self._ours.get(path) or await run_in_threadpool(self._file, path)
        return await run_in_threadpool(file.reply, headers) if file else None

    def _file(self, path: str) -> Packed | None:
        """A file of Gradio's frontend; what was asked for once is kept, and there are not many."""
        folder, _, name = path.lstrip("/").partition("/")
        if folder != "assets" or name not in self._frontend.names:
            return None
        if name not in self._theirs:
            self._theirs[name] = Packed.named(name, self._frontend.read(name))
        return self._theirs[name]

    # -- the page --------------------------------------------------------------------------------

    async def _page(self, scope: Scope, headers: Headers, receive: Receive) -> Response:
        start: Message = {}
        body = bytearray()

        async def taken(message: Message) -> None:
            start.update(message if message["type"] == "http.response.start" else {})
            body.extend(message.get("body", b""))

        await self._app({**scope, "method": "GET"}, receive, taken)
        if start["status"] != 200:
            return Response(bytes(body), start["status"], dict(Headers(raw=start["headers"])))
        made = await run_in_threadpool(self._made, bytes(body))
        return await run_in_threadpool(made.reply, headers)

    def _made(self, theirs: bytes) -> Packed:
        key = sha256(theirs).digest()
        if key not in self._pages:
            content = self._shell(theirs.decode()).encode()
            self._pages[key] = Packed(content, "text/html", ASK_AGAIN)
            while len(self._pages) > _PAGES:
                with suppress(KeyError):
                    self._pages.popitem(last=False)
        return self._pages[key]

    def _shell(self, theirs: str) -> str:
        """Our page, with what Gradio's tells its scripts; Gradio's own, should that be unknown."""
        found = [pattern.search(theirs) for pattern in (_CONFIG, _API, _ENTRY, _STYLE)]
        files = {Path(name).suffix: name.lstrip("/") for name in self._ours}
        if not all(found):
            return theirs.replace("</head>", f"{render.links(files)}</head>", 1)
        config, api, entry, style = (one[1] for one in found if one)
        told = json.loads(config)
        kinds = {component["type"] for component in told["components"]}
        behind = [
            name for name in self._frontend.needed(entry, kinds) if name not in (entry, style)
        ]
        needed = [f"assets/{name}" for name in (style, *behind)]
        if "theme_hash" in told:
            needed.append(f"theme.css?v={told['theme_hash']}")
        return render.shell(files, (config, api), f"assets/{entry}", needed, asking=bool(kinds))

    def _pack_ahead(self) -> None:
        """Pack what every page needs before the first visitor waits for it."""
        index = self._frontend.folder / "index.html"
        entry = _ENTRY.search(index.read_text("utf-8")) if index.exists() else None
        needed = self._frontend.needed(entry[1], ("html", "column", "row")) if entry else ()
        for file in [
            *self._ours.values(),
            *filter(None, (self._file(f"/assets/{n}") for n in needed)),
        ]:
            file.brotli  # noqa: B018


def _hashed() -> list[tuple[str, bytes]]:
    """Our own files, under names that hold a hash of their content."""
    named = []
    for ending, content in render.files().items():
        named.append((f"dateline-{sha256(content).hexdigest()[:12]}{ending}", content))
    return named


def _lasting(scope: Scope, send: Send) -> Send:
    """Lets what has its content's hash in its address be kept for ever."""
    if scope["path"] != "/theme.css" or not scope["query_string"].startswith(b"v="):
        return send

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append((b"cache-control", FOR_EVER.encode()))
        await send(message)

    return sent
