"""The functions of `Api` as MCP tools, over HTTP beside the window and over standard input.

Needs the package `mcp`, an extra; nothing else imports this module before it is known to be there.
"""

import json
import logging
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from inspect import getdoc
from io import TextIOWrapper
from typing import Any, BinaryIO

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations
from pydantic import ConfigDict, TypeAdapter
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from index import VERSION
from qa.errors import FAILURES
from qa.window.api import REPLIES, Api, typed
from qa.window.routes import MCP
from qa.window.talk import UNFORESEEN

_LOG = logging.getLogger(__name__)

INSTRUCTIONS = (
    "An archive of news articles. Begin with coverage, which says what there is. ask answers a "
    "question with sentences quoted to the letter, each with its outlet and day, or says that the "
    "articles do not say: tell that, too, and never answer from elsewhere in its name. search "
    "lists articles by their words, article reads one, timeline tells a story by its days."
)
_AT_ONCE = 4
"""How many tools work at the same time; more wait their turn."""
_TITLES = {
    "ask": "Ask the news archive",
    "search": "Search for articles",
    "article": "Read an article",
    "timeline": "Timeline of a story",
    "coverage": "What the archive holds",
}


def server(api: Api) -> Server[Any, Any]:
    """An MCP server whose tools are the endpoints of `api`."""
    served: Server[Any, Any] = Server("Dateline", version=VERSION, instructions=INSTRUCTIONS)
    endpoints = {one.__name__: one for one in api.endpoints}
    tools = [_tool(endpoint) for endpoint in endpoints.values()]
    turns = anyio.CapacityLimiter(_AT_ONCE)

    async def listed() -> list[Tool]:
        return tools

    async def call(name: str, arguments: dict[str, Any]) -> CallToolResult:
        endpoint = endpoints.get(name)
        if endpoint is None:
            return _failed(f"there is no tool {name!r:.80}; there are {', '.join(endpoints)}")
        try:
            work = partial(typed(endpoint), **arguments)
            told = await anyio.to_thread.run_sync(work, limiter=turns)
        except FAILURES as error:
            return _failed(str(error))
        except Exception:  # noqa: BLE001  (logged, and its words are nobody's business)
            _LOG.exception("Dateline failed")
            return _failed(UNFORESEEN)
        text = TextContent(type="text", text=json.dumps(told, ensure_ascii=False))
        return CallToolResult(content=[text], structuredContent=told)

    served.list_tools()(listed)  # type: ignore[no-untyped-call]
    # what is wrong with arguments is said by `typed`, in words that tell the right ones
    served.call_tool(validate_input=False)(call)
    return served


# -- over HTTP ---------------------------------------------------------------------------------


class McpEndpoint:
    """MCP's streamable HTTP for one application: its route, and what must run while it serves.

    Requests stand alone: no session is kept, and nothing is sent unasked.
    """

    def __init__(self, api: Api) -> None:
        self._manager = StreamableHTTPSessionManager(
            server(api), json_response=True, stateless=True
        )

    @property
    def routes(self) -> list[Route]:
        """Where it is served, with and without a slash at its end."""
        return [Route(path, self, methods=["POST"]) for path in (MCP, f"{MCP}/")]

    @asynccontextmanager
    async def running(self, *_: object) -> AsyncIterator[None]:
        """The lifespan of the application that serves it."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._manager.handle_request(scope, receive, send)


# -- over standard input and output ------------------------------------------------------------


def serve_stdio(api: Api, out: BinaryIO) -> None:
    """Answer the client on standard input until it closes that; `out` is what it reads."""

    async def talk() -> None:
        written = anyio.wrap_file(TextIOWrapper(out, encoding="utf-8"))
        served = server(api)
        async with stdio_server(stdout=written) as (reading, writing):
            await served.run(reading, writing, served.create_initialization_options())

    try:
        anyio.run(talk)
    except* (anyio.BrokenResourceError, anyio.ClosedResourceError, BrokenPipeError):
        _LOG.info("the client went away before it had been answered")


def claimed_stdout() -> BinaryIO:
    """What was standard output, for the protocol alone: whatever else is printed goes to stderr."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


# -- descriptions ------------------------------------------------------------------------------


def _tool(endpoint: Callable[..., dict[str, Any]]) -> Tool:
    told, arguments = _described(endpoint)
    form: Any = endpoint  # pydantic reads a function's signature as a type
    takes = TypeAdapter(form, config=ConfigDict(strict=True)).json_schema()
    for name, schema in takes.get("properties", {}).items():
        schema.pop("title", None)
        schema["description"] = arguments[name]
    return Tool(
        name=endpoint.__name__,
        title=_TITLES[endpoint.__name__],
        description=told,
        inputSchema=takes,
        outputSchema=TypeAdapter(REPLIES[endpoint.__name__]).json_schema(mode="serialization"),
        annotations=ToolAnnotations(
            title=_TITLES[endpoint.__name__],
            readOnlyHint=True,
            destructiveHint=False,
            idempotentHint=True,
            openWorldHint=False,
        ),
    )


def _described(endpoint: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """What a docstring says of the whole, and of each argument."""
    told, _, arguments = (getdoc(endpoint) or "").partition("\n\nArgs:\n")
    parts = re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", arguments, re.MULTILINE)
    return told, {name: " ".join(text.split()) for name, text in parts}


def _failed(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=why)], isError=True)
