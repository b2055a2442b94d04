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

_COMPONENTS = ("html", "column", "row", "file")
"""What the page is made of, as Gradio calls it."""
_PAGES = 32
"""So many pages are kept as they were made: everybody's, or one an account."""


class Files:
    """What the page is made of: our files, and those of Gradio's frontend in a folder.

    What every page needs is packed from now on, before the first visitor waits for it.
    """

    def __init__(self, folder: Path) -> None:
        self.frontend = Frontend(folder)
        self.ours = {f"{OURS}{name}": Packed.named(name, file) for name, file in _hashed()}
        self._theirs: dict[str, Packed] = {}
        threading.Thread(target=self._pack_ahead, name="packing", daemon=True).start()

    def at(self, path: str) -> Packed | None:
        """The file at a path, which is kept once it was asked for: there are not many."""
        if found := self.ours.get(path) or self._theirs.get(path):
            return found
        folder, _, name = path.lstrip("/").partition("/")
        if folder != "assets" or name not in self.frontend.names:
            return None
        return self._theirs.setdefault(path, Packed.named(name, self.frontend.read(name)))

    def _pack_ahead(self) -> None:
        index = self.frontend.folder / "index.html"
        entry = _ENTRY.search(index.read_text("utf-8")) if index.exists() else None
        needed = self.frontend.needed(entry[1], _COMPONENTS) if entry else ()
        for path in (*self.ours, *(f"/assets/{name}" for name in needed)):
            if file := self.at(path):
                file.pack()


class Delivery:
    """ASGI middleware before Gradio's server, which sends `files` and the page made of them."""

    def __init__(self, app: ASGIApp, files: Files) -> None:
        self._app = app
        self._files = files
        self._pages: OrderedDict[bytes, Packed] = OrderedDict()
        self._run = secrets.token_hex(8)

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
        if scope["path"] == HEALTH:
            return JSONResponse({"run": self._run}, headers={"Cache-Control": "no-store"})
        if scope["path"] == "/":
            return await self._page(scope, headers, receive)
        file = self._files.at(scope["path"])
        return await _sent(file, headers) if file else None

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
        return await _sent(self._made(bytes(body)), headers)

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
        files = {Path(name).suffix: name.lstrip("/") for name in self._files.ours}
        if not all(found):
            return theirs.replace("</head>", f"{render.links(files)}</head>", 1)
        config, api, entry, style = (one[1] for one in found if one)
        told = json.loads(config)
        kinds = {component["type"] for component in told["components"]}
        behind = [
            name for name in self._files.frontend.needed(entry, kinds) if name not in (entry, style)
        ]
        needed = [f"assets/{name}" for name in (style, *behind)]
        if "theme_hash" in told:
            needed.append(f"theme.css?v={told['theme_hash']}")
        return render.shell(files, (config, api), f"assets/{entry}", needed, asking=bool(kinds))


async def _sent(file: Packed, headers: Headers) -> Response:
    """A file's reply; where it is yet to be packed, in a thread, for whose turn it may wait."""
    if file.is_packed(headers):
        return file.reply(headers)
    return await run_in_threadpool(file.reply, headers)


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
