"""What the chat window's server is asked for: the routes of Gradio that the page and programs need.

Gradio has many more, and each release adds some: files by path, other servers' pages, an editor of
the app's own code. What is not in `ROUTES` is not there.
"""

import re
from dataclasses import dataclass
from typing import Literal

MCP = "/gradio_api/mcp"
OURS = "/dateline/"
"""What the page's own styles and scripts are under."""
HEALTH = "/health"
"""Says that the server is there, and which run of it."""

FORM_BYTES = 10_000
"""Enough for a name and a password."""

JSON_BYTES = 4_000_000
"""Twice what a kept conversation may have: outside ASCII, a client may write longer than we do."""

Takes = Literal["nothing", "form", "json", "files"]


@dataclass(frozen=True, slots=True)
class Route:
    """A path, which may name a `session` or an `event`, and what its requests may carry.

    `opened` says that it is there before a log-in and shows nothing of the archive; `gives` what
    the server's reply makes the visitor's own.
    """

    path: re.Pattern[str]
    methods: tuple[str, ...] = ("GET",)
    takes: Takes = "nothing"
    opened: bool = False
    gives: Literal["event", "upload"] | None = None

    def fits(self, method: str, path: str) -> re.Match[str] | None:
        """Whether a request is one for it, and the parts of its path."""
        return self.path.fullmatch(path) if method in self.methods else None


def _route(path: str, *methods: str, **how: object) -> Route:
    return Route(re.compile(path), methods or ("GET",), **how)  # type: ignore[arg-type]


ROUTES = (
    # the log-in page, and what it and the page are made of
    _route("/", "GET", "HEAD", opened=True),
    _route("/login/?", "POST", takes="form", opened=True),
    _route(r"/(favicon\.ico|theme\.css|manifest\.json|robots\.txt)", opened=True),
    _route("/(assets|static|svelte)/.*", opened=True),
    _route(f"{OURS}[^/]+", opened=True),
    _route(HEALTH, "GET", "HEAD", opened=True),
    # the page
    _route("/config/?"),
    _route("/logout"),
    _route("/gradio_api/info/?"),
    _route("/gradio_api/heartbeat/(?P<session>[^/]+)"),
    _route("/gradio_api/component_server/?", "POST", takes="json"),
    _route("/gradio_api/upload", "POST", takes="files", gives="upload"),
    _route("/gradio_api/upload_progress"),
    # asking, for the page and for programs
    _route("/gradio_api/queue/join", "POST", takes="json", gives="event"),
    _route("/gradio_api/queue/data"),
    _route("/gradio_api/call/(v2/)?[^/]+/?", "POST", takes="json", gives="event"),
    _route("/gradio_api/call/(v2/)?[^/]+/(?P<event>[^/]+)"),
    _route("/gradio_api/(run|api)/[^/]+/?", "POST", takes="json"),
    _route("/gradio_api/cancel", "POST", takes="json"),
    _route("/gradio_api/reset/?", "POST", takes="json"),
    _route(f"{MCP}/?", "GET", "DELETE"),
    _route(f"{MCP}/?", "POST", takes="json"),
)


def route(method: str, path: str) -> tuple[Route, re.Match[str]] | None:
    """The route that a request is for, and the parts of its path; None if there is none."""
    fitting = ((one, found) for one in ROUTES if (found := one.fits(method, path)))
    return next(fitting, None)
