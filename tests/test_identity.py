"""Every way into the window, with two accounts and a stranger: who gets what, as a table.

Ann may edit, Bob may not. Each has an article of their own that nobody else may see. Whatever is
asked, every asker says that they are Ann. What the window serves and the table lacks fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from qa import SettingsError, open_answerer
from qa.cli import main
from qa.window import (
    Accounts,
    Exchange,
    Hosting,
    Visitor,
    Window,
)
from qa.window.persistence import record
from tests.test_accounts import quick
from tests.test_api import basic, by_mcp, served, url

PASSWORDS = {"ann": "correct horse", "bob": "battery staple"}
OWN = {"ann": "Quillhaven", "bob": "Brackmoor"}
ARTICLE = (
    "Title: The {0} lighthouse\nSource: {0} Gazette\n\nThe {0} lighthouse was lit by two keepers."
)
HIDDEN = "Quillhaven (Gazette|lighthouse was)"
ANN = "account:name:ann"
EVERYBODY = ("ann", "bob", "nobody")


@dataclass(frozen=True)
class Row:
    """What is asked, and what each asker's reply has, as a pattern."""

    ann: str
    bob: str
    nobody: str = "log in first"
    told: dict[str, Any] = field(default_factory=dict)
    data: tuple[Any, ...] = ()


@dataclass
class Asker:
    """Somebody at the window, with a session of their own."""

    name: str
    http: httpx.Client

    @property
    def session(self) -> str:
        return f"session-of-{self.name}"

    def server(self, function: str, told: dict[str, Any], session: str = "") -> httpx.Response:
        """Call a function of the page's top, claiming to be Ann."""
        body = {
            "data": {"visitor": ANN, **told},
            "component_id": self.top,
            "session_hash": session or self.session,
            "fn_name": function,
        }
        return self.http.post("gradio_api/component_server", json=body)

    def event(
        self, number: int, data: list[Any], told: dict[str, Any] | None = None, session: str = ""
    ) -> str:
        """Send an event of the page through the queue; all that is replied."""
        session = session or self.session
        body = {
            "data": data, "event_data": {"visitor": ANN, **(told or {})}, "fn_index": number,
            "session_hash": session,
        }  # fmt: skip
        joined = self.http.post("gradio_api/queue/join", json=body)
        if not joined.is_success:
            return joined.text
        return self.http.get("gradio_api/queue/data", params={"session_hash": session}).text

    top: int = 0


@dataclass
class Place:
    """A window that is served, its parts, and who is at it."""

    blocks: Any
    url: str
    window: Window
    people: dict[str, Asker]
    articles: dict[str, str]

    def visitor(self, name: str) -> Visitor:
        return Visitor.of({}, name)

    def event_of(self, where: str) -> int:
        return next(number for number, name in events(self.blocks).items() if name == where)


def events(blocks) -> dict[int, str]:
    """Number → name of every event that the page or a program may send."""
    found = {}
    for number, one in blocks.fns.items():
        if one.api_visibility == "public":
            found[number] = f"api {one.api_name}"
        elif one.fn is not None:
            ids = [
                (getattr(blocks.blocks.get(of), "elem_id", None), what) for of, what in one.targets
            ]
            found[number] = " ".join(f"{of or 'page'}.{what}" for of, what in ids)
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[Place]:
    import ui

    folder = tmp_path_factory.mktemp("identity")
    given = folder / "given"
    given.mkdir()
    (given / "shared.txt").write_text(ARTICLE.format("Shared"))
    done = CliRunner().invoke(main, ["add", "--no-vectors", str(given), "--archive", f"{folder}/a"])
    assert done.exit_code == 0, done.output
    answerer = open_answerer(folder / "a")
    accounts = Accounts({name: quick(password) for name, password in PASSWORDS.items()})
    hosting = Hosting(accounts=accounts, editors=("ann",), mcp=True, folders=(given,))
    blocks = ui.page(answerer, hosting)
    serving = ui.launch(blocks, hosting)
    top = next(one._id for one in blocks.blocks.values() if one.elem_id == "dl-top")
    people = {}
    for name in EVERYBODY:
        people[name] = Asker(name, httpx.Client(base_url=serving.url, timeout=30), top)
        if name in PASSWORDS:
            form = {"username": name, "password": PASSWORDS[name]}
            assert people[name].http.post("login", data=form).is_success
    found = Place(blocks, serving.url, Window(answerer, hosting), people, {})
    for name, of in OWN.items():
        found.articles[name] = uploaded(found, name, of)
    yield found
    for asker in people.values():
        asker.http.close()
    serving.close()


def uploaded(place: Place, name: str, of: str) -> str:
    """Let somebody upload an article through the page; its id."""
    asker, file = place.people[name], {"files": (f"{of}.txt", ARTICLE.format(of))}
    path = asker.http.post("gradio_api/upload", files=file).json()[0]
    taken = {"path": path, "meta": {"_type": "gradio.FileData"}}
    said = asker.event(place.event_of("dl-adding.files"), [], {"files": [taken]})
    assert "1 article added" in said, said
    held = place.window.library.holdings(place.visitor(name))
    return held.catalogue(of).entries[0].id


def kept(place: Place) -> dict[str, Any]:
    """What Ann's browser keeps of an answer from her own article."""
    answerer = place.window.library.answerer(place.visitor("ann"))
    answer = answerer.ask("Who lit the Quillhaven lighthouse?")
    assert "Quillhaven" in answer.text
    exchange = Exchange(1, answer.question, statements=answer.statements, answer=answer)
    return record(exchange, answerer.archive)


def seen(reply: str, name: str, row: Row) -> None:
    """What a reply must have, and must not."""
    assert re.search(getattr(row, name), reply, re.DOTALL), f"{name}: {reply[:2000]}"
    if name != "ann":
        assert not re.search(HIDDEN, reply), f"{name}: {reply[:2000]}"


# -- the functions of the page's components ----------------------------------------------------

NOT_YOURS = "is no article of your shelf"
FUNCTIONS = {
    # to be told Ann's own articles, her answer, and to change them
    "adding": Row("A folder on the machine", "Choose files"),
    "article": Row("Quillhaven lighthouse was lit", "no longer in the archive"),
    "correcting": Row("Quillhaven", "no longer in the archive"),
    "correct": Row('"title":"kept"', "no longer in the archive"),
    "as_in_file": Row("Quillhaven", "no longer in the archive"),
    "csv": Row("Quillhaven", "Brackmoor"),
    "search": Row("Quillhaven", "Brackmoor"),
    "fresh": Row("", "", told={"searches": [{"words": "", "mark": [0]}]}),
    "listing": Row("Quillhaven", "Brackmoor", told={"mine": True}),
    "exported": Row("Quillhaven lighthouse was lit", '"text"'),
    "link": Row('"link":"[^"]+","own":1', "there is no answer to share"),
    "shared": Row("Quillhaven lighthouse was lit", "gone, or not yours to read"),
    "examples": Row('"html"', '"html"'),
    "further": Row('"html"', '"html"'),
    "sources": Row("Quillhaven lighthouse was lit", '"html"', told={"number": 1}),
    "invitation": Row("has no articles yet", "has no articles yet"),
    "unsample": Row('"removed":0', '"removed":0'),
    "welcome": Row("Quillhaven", "Brackmoor"),
    "rate": Row('"ok":true', '"ok":true|"error"', told={"verdict": "up"}),
    "remove": Row('"removed":1', NOT_YOURS),
    "forget": Row("no longer in the archive", "'bob' may not change the archive"),
    "publish": Row('"published":1', "'bob' may not change the archive"),
}


def test_every_function_of_every_component_is_in_the_table(place):
    served = {
        name
        for one in place.blocks.blocks.values()
        for name in dir(one)
        if getattr(getattr(one, name, None), "_is_server_fn", False)
    }
    assert served == FUNCTIONS.keys()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_knows_who_calls_it(place, function):
    row, record = FUNCTIONS[function], kept(place)
    told = {
        **row.told, "article": place.articles["ann"], "record": record, "records": [record],
        "turns": [], "title": "kept",
    }  # fmt: skip
    if function == "shared":
        told["link"] = place.people["ann"].server("link", told).json()["link"]
    if function in ("remove", "publish"):
        told["ids"] = [uploaded(place, "ann", f"Fenwold {function}")]
    for name in ("nobody", "bob", "ann"):
        reply = place.people[name].server(function, told)
        assert reply.status_code == (401 if name == "nobody" else 200)
        seen(reply.text, name, row)


def test_nobody_clears_anothers_shelf(place):
    assert place.people["bob"].server("remove", {"all": True}).json() == {"removed": 1}
    assert place.people["nobody"].server("remove", {"all": True}).status_code == 401
    assert "Quillhaven" in place.people["ann"].server("listing", {"mine": True}).text
    uploaded(place, "bob", OWN["bob"])


# -- the events of the page, and the doors for programs ----------------------------------------

EVENTS = {
    "dl-desk.ask": Row(
        "Quillhaven lighthouse was lit", "does not say",
        told={"question": "Who lit the Quillhaven lighthouse?"}, data=(None,),
    ),
    "dl-desk.stop": Row("process_completed", "process_completed", data=(None,)),
    "dl-desk.open": Row("Quillhaven lighthouse was lit", "process_completed"),
    "page.load": Row(r"dateline:[^:]*:ann:", "dateline:[^:]*:bob:", data=(ANN,)),
    "dl-overview.look": Row("Quillhaven", "Brackmoor"),
    "dl-adding.files": Row("Nothing was added", "Nothing was added"),
    "dl-adding.folder": Row("process_completed", "may not change the archive"),
    "dl-adding.pages": Row("fetches no pages", "may not change the archive"),
    "dl-adding.sample": Row("added|there already", "added|there already"),
    # programs ask the archive that everybody has
    "api ask": Row(
        "does not say|abstained", "does not say|abstained",
        data=("Who lit the Quillhaven lighthouse?", "", "", None, None, None, "", False),
    ),
    "api search": Row(
        '"total":0', '"total":0', data=("Quillhaven", "", "", None, None, True, 20)
    ),
    "api article": Row("no article with the id", "no article with the id", data=("", 0, 100)),
    "api timeline": Row(
        "does not say|abstained", "does not say|abstained",
        data=("Quillhaven lighthouse", "", "", None, None, ""),
    ),
    "api coverage": Row('"articles":', '"articles":', data=()),
}  # fmt: skip


def test_every_event_is_in_the_table(place):
    assert set(events(place.blocks).values()) == EVENTS.keys()


@pytest.mark.parametrize("where", EVENTS)
def test_an_event_knows_who_sends_it(place, where):
    row = EVENTS[where]
    told = {**row.told}
    if where == "dl-desk.open":
        told |= {"records": [kept(place)], "id": "kept"}
    if where == "dl-adding.folder":
        told |= {"folder": str(place.window.library._hosting.folders[0])}
    data = list(row.data)
    if where == "api article":
        data[0] = place.articles["ann"]
    for name in EVERYBODY:
        reply = place.people[name].event(place.event_of(where), data, told)
        seen(reply, name, row)


TOOLS = {
    "ask": {"question": "Who lit the Quillhaven lighthouse?"},
    "search": {"words": "Quillhaven"},
    "article": {"article_id": "shelf:"},
    "timeline": {"topic": "Quillhaven lighthouse"},
    "coverage": {},
}


@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize("way", ["run", "api", "call", "call/v2"])
def test_a_program_knows_of_nobodys_own_articles(place, name, way):
    data, named = list(EVENTS[f"api {name}"].data), dict(TOOLS[name])
    if name == "article":
        data[0] = named["article_id"] = place.articles["ann"]
    for who in EVERYBODY:
        asker = place.people[who]
        body = named if way == "call/v2" else {"data": data}
        reply = asker.http.post(f"gradio_api/{way}/{name}", json=body)
        if "call" in way and reply.is_success:
            reply = asker.http.get(f"gradio_api/{way}/{name}/{reply.json()['event_id']}")
        assert not re.search(HIDDEN, reply.text)
        assert (reply.status_code == 401) == (who == "nobody")


def test_a_tool_knows_of_nobodys_own_articles(place):
    class Blocks:
        server_port = httpx.URL(place.url).port

    async def talk(session):
        listed = {tool.name for tool in (await session.list_tools()).tools}
        calls = TOOLS | {"article": {"article_id": place.articles["ann"]}}
        return listed, {name: await session.call_tool(name, told) for name, told in calls.items()}

    for name, password in PASSWORDS.items():
        listed, replies = by_mcp(Blocks, talk, basic(name, password))
        assert listed == TOOLS.keys()
        for tool, reply in replies.items():
            assert reply.isError == (tool == "article")
            assert not re.search(HIDDEN, reply.content[0].text)


# -- every route of the server -----------------------------------------------------------------

OPEN = "open"  # before a log-in, without a word of the archive
THEIRS = "for who has logged in"
CLOSED = "not there"
ROUTES = {
    OPEN: """
        / /login /login/ /favicon.ico /theme.css /manifest.json /robots.txt /assets/{path:path}
        /static/{path:path} /svelte/{path:path}""",
    THEIRS: """
        /config /config/ /logout /gradio_api/info /gradio_api/info/ /gradio_api/upload
        /gradio_api/upload_progress /gradio_api/heartbeat/{session_hash} /gradio_api/queue/join
        /gradio_api/queue/data /gradio_api/component_server /gradio_api/component_server/
        /gradio_api/call/{api_name} /gradio_api/call/{api_name}/ /gradio_api/call/v2/{api_name}
        /gradio_api/call/v2/{api_name}/ /gradio_api/call/{api_name}/{event_id}
        /gradio_api/call/v2/{api_name}/{event_id} /gradio_api/run/{api_name}
        /gradio_api/run/{api_name}/ /gradio_api/api/{api_name} /gradio_api/api/{api_name}/
        /gradio_api/cancel /gradio_api/reset /gradio_api/reset/ /gradio_api/mcp
        /gradio_api/mcp/""",
    CLOSED: """
        /openapi.json /gradio_api/openapi.json /gradio_api/deep_link /gradio_api/user
        /gradio_api/user/ /gradio_api/login_check /gradio_api/login_check/ /gradio_api/token
        /gradio_api/token/ /gradio_api/app_id /gradio_api/app_id/ /gradio_api/dev/reload
        /gradio_api/runs /gradio_api/runs/ /gradio_api/proxy={url_path:path}
        /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
        /gradio_api/file={path_or_url:path} /gradio_api/file/{path:path}
        /gradio_api/stream/{event_id} /gradio_api/stream/{event_id}/close
        /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
        /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
        /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
        /gradio_api/queue/status /gradio_api/startup-events /gradio_api/theme.css
        /gradio_api/process_recording /gradio_api/vibe-edit /gradio_api/vibe-edit/
        /gradio_api/undo-vibe-edit /gradio_api/undo-vibe-edit/ /gradio_api/vibe-code
        /gradio_api/vibe-code/ /gradio_api/vibe-starter-queries /gradio_api/vibe-starter-queries/
        /pwa_icon /pwa_icon/{size} /monitoring /monitoring/summary /monitoring/{key}""",
}
ROUTE = {path: kind for kind, paths in ROUTES.items() for path in paths.split()}


def routes(found) -> Iterator[tuple[str, str]]:
    for one in found:
        if router := getattr(one, "original_router", None):
            yield from routes(router.routes)
        else:
            for method in getattr(one, "methods", None) or ("GET", "POST"):
                yield one.path, method


def test_every_route_is_in_the_table(place):
    assert {path for path, _ in routes(place.blocks.app.routes)} == ROUTE.keys()


def test_a_route_is_open_or_asks_for_a_log_in_or_is_not_there(place):
    for path, method in routes(place.blocks.app.routes):
        if path in ("/logout", "/gradio_api/mcp", "/gradio_api/mcp/"):
            continue  # the one ends the session that the rest needs, the other has HTTP Basic
        asked = re.sub(r"[{}]|:path", "", path)
        for name in EVERYBODY:
            with place.people[name].http.stream(method, asked, timeout=5) as reply:
                status = reply.status_code
            if ROUTE[path] == OPEN:
                assert status not in (401, 403), (name, method, path)
            elif name == "nobody":
                assert status == 401, (method, path)
            elif ROUTE[path] == CLOSED:
                assert status == 404, (name, method, path)
            else:
                assert status != 401, (name, method, path)


# -- what is another's by name -----------------------------------------------------------------


def test_anothers_session_cannot_be_listened_to_ended_or_used(place):
    ann, bob = place.people["ann"], place.people["bob"]
    body = {
        "data": [None], "event_data": {"question": "Who lit the Quillhaven lighthouse?"},
        "fn_index": place.event_of("dl-desk.ask"), "session_hash": "a-secret",
    }  # fmt: skip
    event = ann.http.post("gradio_api/queue/join", json=body).json()["event_id"]
    for http in (bob.http, place.people["nobody"].http):
        for reply in (
            http.get("gradio_api/queue/data", params={"session_hash": "a-secret"}),
            http.get("gradio_api/heartbeat/a-secret"),
            http.get(f"gradio_api/call/ask/{event}"),
            http.get("gradio_api/queue/data", params={"session_hash": event}),
            http.post("gradio_api/queue/join", json=body),
            http.post("gradio_api/run/ask?session_hash=a-secret", json={"data": [""]}),
            http.post(
                "gradio_api/cancel",
                json={"session_hash": "mine", "event_id": event, "fn_index": body["fn_index"]},
            ),
            http.post(
                "gradio_api/cancel",
                json={"session_hash": "a-secret", "event_id": "x", "fn_index": body["fn_index"]},
            ),
        ):
            assert reply.status_code in (401, 403), reply.text
        assert bob.server("csv", {}, session="a-secret").status_code == 403
    heard = ann.http.get("gradio_api/queue/data", params={"session_hash": "a-secret"}).text
    assert "two keepers" in heard


def test_many_uploads_at_once_are_whose_they_are(place):
    """However long the reply is that names them, and however it may be packed."""
    ann = place.people["ann"]
    files = [("files", (f"{n}.txt", ARTICLE.format(f"Fenwold {n}"))) for n in range(12)]
    headers = {"Accept-Encoding": "br, gzip"}
    paths = ann.http.post("gradio_api/upload", files=files, headers=headers).json()
    named = [{"path": path, "meta": {"_type": "gradio.FileData"}} for path in paths]
    said = ann.event(place.event_of("dl-adding.files"), [], {"files": named})
    assert "12 articles added" in said
    ids = re.findall(r"shelf:[0-9a-f]{12}", said)
    assert ann.server("remove", {"ids": sorted(set(ids))}).json() == {"removed": 12}


def test_anothers_upload_cannot_be_read_or_taken(place):
    ann, bob = place.people["ann"], place.people["bob"]
    file = {"files": ("secret.txt", ARTICLE.format("Marrowby"))}
    path = ann.http.post("gradio_api/upload", files=file).json()[0]
    for route in ("gradio_api/file=", "gradio_api/file/", "file="):
        for asker in place.people.values():
            assert asker.http.get(route + path).status_code in (401, 404)
    named = {"path": path, "meta": {"_type": "gradio.FileData"}}
    upload = place.event_of("dl-adding.files")
    assert "this upload is not yours" in bob.event(upload, [], {"files": [named]})
    elsewhere = [named | {"path": "/etc/hostname"}]
    assert "is not yours" in bob.event(upload, [], {"files": elsewhere})
    assert "Nothing was added" in bob.event(upload, [], {"files": [path]})  # no name for a file
    assert "1 article added" in ann.event(upload, [], {"files": [named]})


# -- without accounts --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alone(answerer):
    """A window without accounts, over the sample articles."""
    with served(answerer, Hosting()) as blocks:
        yield blocks


def browser(blocks) -> httpx.Client:
    """A browser that has the page."""
    client = httpx.Client(base_url=url(blocks))
    page = client.get("")
    assert "httponly" in page.headers["set-cookie"].lower()
    assert "set-cookie" not in client.get("").headers
    return client


def test_one_browser_has_nothing_of_another(alone):
    here, there, program = browser(alone), browser(alone), httpx.Client(base_url=url(alone))
    path = here.post("gradio_api/upload", files={"files": ("a.txt", "mine")}).json()[0]
    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    numbers = {name: number for number, name in events(alone.app.get_blocks()).items()}
    upload = {
        "fn_index": numbers["dl-adding.files"], "data": [],
        "event_data": {"files": [file], "visitor": "0" * 32},
    }  # fmt: skip
    look = {"fn_index": numbers["dl-overview.look"], "data": [], "session_hash": "here"}
    event = here.post("gradio_api/queue/join", json=look).json()["event_id"]
    for other in (there, program):
        for reply in (
            other.get("gradio_api/queue/data", params={"session_hash": "here"}),
            other.get(f"gradio_api/call/ask/{event}"),
            other.post("gradio_api/queue/join", json=look),
            other.post("gradio_api/run/predict", json=upload),
        ):
            assert reply.status_code == 403
    heard = here.get("gradio_api/queue/data", params={"session_hash": "here"}).text
    assert "process_completed" in heard
    assert here.post("gradio_api/run/predict", json=upload).is_success


def test_no_browser_says_that_it_is_an_account(alone):
    blocks = alone.app.get_blocks()
    top = next(one._id for one in blocks.blocks.values() if one.elem_id == "dl-top")
    asker = Asker("stranger", httpx.Client(base_url=url(alone), timeout=30), top)
    for function in FUNCTIONS:
        assert "a browser's key is random" in asker.server(function, {}).json()["error"]
    for number, name in events(blocks).items():
        if not name.startswith("api"):
            row = EVENTS[name]
            assert "a browser's key is random" in asker.event(number, list(row.data), row.told)


def test_where_there_are_accounts_a_page_that_no_gate_guards_serves_nobody(answerer):
    accounts = Accounts({"ann": quick("correct horse")})
    window = Window(answerer, Hosting(accounts=accounts))
    assert window.visitor({"visitor": ANN}, "ann") == Visitor(ANN, "ann")
    for told in ({}, {"visitor": ANN}, {"visitor": "0" * 32}):
        with pytest.raises(SettingsError, match="nobody is logged in"):
            window.visitor(told, None)
