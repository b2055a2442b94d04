"""The chat window: one more face of the one `Answerer`. It shows answers and holds no logic.

What belongs to one visitor lives in `gr.State` and in the visitor's browser; nothing of it is on
this module or on the page.
"""

import logging
import os
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

import click
import gradio as gr
from starlette.applications import Starlette

from qa import (
    FAILURES,
    Answerer,
    SettingsError,
    render,
)
from qa.window import (
    UNFORESEEN,
    Api,
    Hosting,
    Serving,
    Visitor,
    Window,
    account,
    arrivals_folder,
    arrived_files,
    gone,
    mount_options,
    typed,
)

_AT_ONCE = 8
"""How many questions are worked on at once; more wait their turn."""

_HERE = Hosting()
"""On this machine alone."""

_FRONTEND = Path(gr.__file__).parent / "templates" / "frontend"
"""The scripts and styles that Gradio's page is made of."""

Screen = tuple[Any, ...]

_BLOCKS: dict[str, Any] = {
    "title": "Dateline",
    "analytics_enabled": False,
    "fill_width": True,
}
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
_ONCE: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "trigger_mode": "once",
    "concurrency_limit": _AT_ONCE,
}


_ADDING: dict[str, Any] = {
    "api_visibility": "private",
    "show_progress": "hidden",
    "concurrency_limit": 2,
}


def page(answerer: Answerer, hosting: Hosting = _HERE) -> gr.Blocks:
    """The chat window over one answerer, to be launched or mounted. Also an API: `/ask`."""
    window, coverage = Window(answerer, hosting), answerer.archive.coverage()
    os.environ["GRADIO_TEMP_DIR"] = str(arrivals_folder())
    with gr.Blocks(**_BLOCKS) as blocks:
        with gr.Column(elem_id="dl-page"):
            top = _part("top", render.header(coverage), functions=_functions(window))
            asking = _asking_room(window)
            archive = _archive_room()
            visitor = gr.HTML(visible=False)
            _part("dialogs", render.dialogs())
            adding = _part("adding", "", "files folder pages sample")
        around = [top, asking.desk]
        _answer_events(window, asking)
        blocks.load(_header(window), visitor, around, js="() => [dateline.visitor]", **_QUIET)
        _change_events(window, archive, adding, around)
        _api(answerer)
    blocks.tools = _tools(answerer) if hosting.mcp else None
    return blocks


def serve(answerer: Answerer, hosting: Hosting = _HERE, *, browser: bool = False) -> None:
    """Show the window as `hosting` says until Ctrl-C.

    Raises:
        SettingsError: the port is taken, or nothing can listen at that host.
    """
    serving = launch(page(answerer, hosting), hosting)
    try:
        if hosting.mcp:
            click.echo(f"MCP is at {serving.url}gradio_api/mcp/")
        click.echo(f"Dateline is at {serving.url.rstrip('/')} (Ctrl-C stops it)")
        if browser:
            webbrowser.open(serving.url)
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo()
    finally:
        serving.close()


def launch(blocks: gr.Blocks, hosting: Hosting = _HERE) -> Serving:
    """Start serving in the background: no share link, no other host asked for anything.

    Raises:
        SettingsError: the port is taken, or nothing can listen at that host.
    """
    tools = blocks.tools
    app = gr.mount_gradio_app(
        Starlette(lifespan=tools.running if tools else None),
        blocks,
        "/",
        **mount_options(hosting, _FRONTEND),
        ssr_mode=False,
        pwa=False,
        run_history=False,
        enable_monitoring=False,
        footer_links=[],
        favicon_path=str(render.icon()),
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["monospace"]),
    )
    blocks.app = app.routes[-1].app  # Gradio's own; what is closed with the blocks
    if tools:  # behind the access control of Gradio's app, and before its own routes
        blocks.app.router.routes[:0] = tools.routes
    try:
        return Serving(app, hosting, stop=lambda: blocks.close(verbose=False))
    except OSError as error:
        tried = f"port {hosting.port}" if hosting.port else "any port from 7860 on"
        raise SettingsError(
            f"nothing can listen on {tried} of {hosting.host!r}; give another --port or --host"
        ) from error


# -- parts of the page -------------------------------------------------------------------------


class _Asking(NamedTuple):
    """The room where questions are asked, and `shown`, the exchanges on this visitor's screen."""

    shown: gr.State
    past: gr.HTML
    live: gr.HTML
    desk: gr.HTML
    cards: gr.HTML


class _Archive(NamedTuple):
    """The room where articles are looked through."""

    found: gr.HTML
    overview: gr.HTML
    shelf: gr.HTML


def _asking_room(window: Window) -> _Asking:
    shown = gr.State(())
    with gr.Row(elem_id="dl-ask"):
        _part("rail", render.rail())
        with gr.Column(elem_id="dl-middle"):
            with gr.Column(elem_id="dl-chat"):
                past = _part("past", render.exchanges(()))
                live = _part("live", window.welcome.html())
            desk = _part("desk", window.desk(), "ask stop open")
        with gr.Column(elem_id="dl-side"):
            cards = _part("sources", render.cards(None))
    return _Asking(shown, past, live, desk, cards)


def _archive_room() -> _Archive:
    with gr.Row(elem_id="dl-archive"):
        with gr.Column(elem_id="dl-finding"):
            overview = _part("overview", "", "look")
            found = _part("found", "")
        with gr.Column(elem_id="dl-holding"):
            shelf = _part("shelf", "")
    return _Archive(found, overview, shelf)


def _part(name: str, value: str, events: str = "", functions: list[Any] | None = None) -> gr.HTML:
    """A fragment that the page's script knows by `name`, and the events that it may send."""
    known = " ".join(f"'{event}'" for event in events.split())
    return gr.HTML(
        value,
        elem_id=f"dl-{name}",
        js_on_load=f"dateline.mount('{name}', element, trigger, watch, server); // {known}",
        server_functions=functions,
        apply_default_css=False,
        padding=False,
    )


# -- what happens ------------------------------------------------------------------------------


def _answer_events(window: Window, room: _Asking) -> None:
    """What asking, stopping and opening a kept conversation do."""
    screen = [room.shown, room.live, room.cards]
    asked = room.desk.ask(_answering(window), room.shown, screen, **_ONCE)
    room.desk.stop(_stopped(window), room.shown, screen, cancels=[asked], **_QUIET)
    room.desk.open(_opened(window), None, [room.past, *screen], cancels=[asked], **_QUIET)


def _change_events(window: Window, room: _Archive, adding: gr.HTML, around: list[gr.HTML]) -> None:
    """What looking at the archive and adding to it do."""
    room.overview.look(
        _room(window), None, [room.overview, room.found, room.shelf, *around], **_QUIET
    )
    additions = window.library.additions
    adding.files(_added(window, additions.files, arrived=True), None, adding, **_ADDING)
    adding.folder(_added(window, additions.folder), None, adding, **_ADDING)
    adding.pages(_added(window, additions.pages), None, adding, **_ADDING)
    adding.sample(_added(window, window.welcome.sample), None, adding, **_ADDING)


def _payload(event: gr.EventData) -> dict[str, Any]:
    """What the browser sent along; anybody may have sent anything."""
    return event._data if isinstance(event._data, dict) else {}  # noqa: SLF001


def _asking(window: Window, payload: dict[str, Any], request: gr.Request) -> Visitor:
    # Gradio gives its functions a request of its own, or, for a component's, the server's
    passed = getattr(request, "request", None) or request
    return window.visitor(payload, account(passed.scope))


def _visitor(window: Window, payload: dict[str, Any], request: gr.Request) -> Visitor:
    try:
        return _asking(window, payload, request)
    except FAILURES as error:
        raise _Failure(str(error), print_exception=False) from error


def _functions(window: Window) -> list[Any]:
    """The window's other requests, to be called by name from the page's script."""

    def served(name: str, answer: Callable[[dict[str, Any], Visitor], dict[str, Any]]) -> Any:
        def function(given: Any, request: gr.Request) -> dict[str, Any]:
            payload = given if isinstance(given, dict) else {}
            try:
                return answer(payload, _asking(window, payload, request))
            except FAILURES as error:
                return {"error": str(error)}
            except Exception:
                logging.getLogger(__name__).exception("Dateline failed")
                return {"error": UNFORESEEN}

        function.__name__ = name
        return function

    return [served(name, answer) for name, answer in window.requests.items()]


def _header(window: Window) -> Any:
    def header(key: str, request: gr.Request) -> tuple[str, str]:
        return window.header(_visitor(window, {"visitor": key}, request))

    return header


def _room(window: Window) -> Any:
    def room(event: gr.EventData, request: gr.Request) -> Screen:
        """The archive's room as it is now; what was `searched` for there is left as it stands."""
        payload, library = _payload(event), window.library
        visitor = _visitor(window, payload, request)
        found = gr.skip() if payload.get("searched") is True else library.found(payload, visitor)
        rooms = library.overview(visitor), found, library.shelf(visitor)
        return *rooms, *window.header(visitor)

    return room


def _added(window: Window, add: Callable[..., Iterator[str]], *, arrived: bool = False) -> Any:
    def added(event: gr.EventData, request: gr.Request) -> Iterator[str]:
        """How far taking in what a visitor named has come."""
        payload = _payload(event)
        files = arrived_files(payload) if arrived else []
        try:
            visitor = _visitor(window, payload, request)
            yield from add(files, payload, visitor) if arrived else add(payload, visitor)
        finally:  # what arrives stands in a folder that all visitors share
            gone(file for file, _ in files)

    return added


def _answering(window: Window) -> Any:
    async def answering(
        before: Any, event: gr.EventData, request: gr.Request
    ) -> AsyncIterator[Screen]:
        payload = _payload(event)
        async for screen in window.talk.answering(
            before, payload, _visitor(window, payload, request)
        ):
            yield screen

    return answering


def _stopped(window: Window) -> Any:
    def stopped(shown: Any, event: gr.EventData, request: gr.Request) -> Screen:
        screen = window.talk.stopped(shown, _visitor(window, _payload(event), request))
        return screen or (gr.skip(), gr.skip(), gr.skip())

    return stopped


def _opened(window: Window) -> Any:
    def opened(event: gr.EventData, request: gr.Request) -> Screen:
        payload = _payload(event)
        past, screen = window.talk.opened(payload, _visitor(window, payload, request))
        return past, *screen

    return opened


class _Failure(gr.Error):  # type: ignore[misc]
    """An error whose words reach programs as they are; Gradio's own would quote them."""

    def __str__(self) -> str:
        return str(self.message)


def _api(answerer: Answerer) -> None:
    """What programs may ask: endpoints of the API."""

    def public(endpoint: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        @wraps(endpoint)
        def asked(*given: Any, **named: Any) -> dict[str, Any]:
            try:
                return endpoint(*given, **named)
            except FAILURES as error:
                raise _Failure(str(error), print_exception=False) from error
            except Exception as error:
                logging.getLogger(__name__).exception("Dateline failed")
                raise _Failure(UNFORESEEN, print_exception=False) from error

        return asked

    for endpoint in map(typed, Api(answerer).endpoints):
        gr.api(public(endpoint), queue=False)


def _tools(answerer: Answerer) -> Any:
    """The same as MCP tools; Gradio's own would have its name, and no form of what they give."""
    from qa.window import McpEndpoint  # which needs an extra

    return McpEndpoint(Api(answerer))
