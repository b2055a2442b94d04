"""The window's server as programs, strangers and other web pages meet it: a real server."""

import asyncio
import base64
import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError, AuthenticationError
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from qa import (
    EVERYTHING,
    Answerer,
    QuestionError,
    SettingsError,
    Turn,
    open_answerer,
)
from qa.window import Accounts, Hosting
from qa.window.api import Api, day
from qa.window.logins import Doorkeeper
from tests.test_accounts import quick

KNOWN = "How much did the harbour bridge repairs cost?"
SHOWN = ("Port Sellen", "Harbour Courier", "Kestrane", "harbour bridge")
PASSWORDS = {"ann": "correct horse", "bob": "battery staple"}
ACCOUNTS = Accounts({name: quick(password) for name, password in PASSWORDS.items()})


@pytest.fixture(scope="module")
def answerer(sample_archive):
    return open_answerer(sample_archive.path)


@dataclass(frozen=True)
class Served:
    """A window that is served: its port, and Gradio's app behind it."""

    server_port: int
    app: Any


@contextmanager
def served(answerer, hosting):
    import ui

    blocks = ui.page(answerer, hosting)
    serving = ui.launch(blocks, hosting)
    try:
        yield Served(serving.port, blocks.app)
    finally:
        serving.close()


@pytest.fixture(scope="module")
def here(answerer):
    """A window for this machine alone."""
    with served(answerer, Hosting(mcp=True, max_file_bytes=1_000)) as blocks:
        yield blocks


@pytest.fixture(scope="module")
def guarded(answerer):
    """A window with accounts, of which one may edit, open to other machines."""
    hosting = Hosting("0.0.0.0", accounts=ACCOUNTS, editors=("ann",), mcp=True)
    with served(answerer, hosting) as blocks:
        yield blocks


def url(blocks, path: str = "") -> str:
    return f"http://127.0.0.1:{blocks.server_port}/{path}"


def logged_in(blocks, name: str = "ann") -> httpx.Client:
    client = httpx.Client(base_url=url(blocks))
    form = {"username": name, "password": PASSWORDS[name]}
    assert client.post("login", data=form).json() == {"success": True}
    return client


def basic(name: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def by_mcp(blocks, talk, headers=None):
    """What `talk` says to the window over the real protocol."""

    async def session():
        address = url(blocks, "gradio_api/mcp/")
        async with (
            create_mcp_http_client(headers) as client,
            streamable_http_client(address, http_client=client) as (reading, writing, _),
            ClientSession(reading, writing) as opened,
        ):
            await opened.initialize()
            return await talk(opened)

    return asyncio.run(session())


# -- what programs may ask -------------------------------------------------------------------------


def test_what_programs_may_ask_is_all_that_is_named(here):
    endpoints = Client(url(here), verbose=False).view_api(return_format="dict", print_info=False)
    named = ["/ask", "/search", "/article", "/timeline", "/coverage"]
    assert list(endpoints["named_endpoints"]) == named
    assert endpoints["unnamed_endpoints"] == {}


def test_asking_from_a_program_is_asking(here, answerer):
    client = Client(url(here), verbose=False)
    assert client.predict(KNOWN, api_name="/ask") == answerer.ask(KNOWN).as_dict()
    chosen = {"since": "2024-01-01", "until": "2024-12-31", "outlets": ["Kestrane Register"]}
    sources = client.predict(KNOWN, **chosen, api_name="/ask")["citations"]
    assert {source["source"] for source in sources} == {"Kestrane Register"}
    with pytest.raises(AppError, match="'May' is not a date; write it as 2024-05-31"):
        client.predict(KNOWN, since="May", api_name="/ask")
    with pytest.raises(AppError, match="no outlet is called “Nobody”; the archive has: “"):
        client.predict(KNOWN, outlets=["Nobody"], api_name="/ask")


class Broken:
    """A reader with a fault that nobody foresaw."""

    name = "broken"

    def read(self, *_):
        raise AttributeError("no attribute of mine is anybody's business")


def test_what_nobody_foresaw_is_not_told_to_programs(answerer):
    faulty = Answerer(answerer.archive, answerer.retriever, Broken())
    with served(faulty, Hosting()) as blocks:
        client = Client(url(blocks), verbose=False)
        with pytest.raises(AppError, match="Dateline itself failed") as error:
            client.predict(KNOWN, api_name="/ask")
        assert "attribute" not in str(error.value)
        data = {"data": [KNOWN, "", "", [], [], [], "", False]}
        reply = httpx.post(url(blocks, "gradio_api/run/ask"), json=data)
        assert reply.status_code == 500
        assert "attribute" not in reply.text


def test_a_search_lists_articles_without_an_answer(here, answerer):
    found = Client(url(here), verbose=False).predict("bridge", limit=3, api_name="/search")
    assert found["total"] > 3
    assert len(found["articles"]) == 3
    days = [article["published"] for article in found["articles"]]
    assert days == sorted(days, reverse=True)
    for article in found["articles"]:
        assert answerer.archive.article(article["article_id"]).title == article["title"]
        assert all(article["lead"][a:b].lower().startswith("bridge") for a, b in article["marks"])
    everything = Api(answerer).search()
    assert everything["total"] == answerer.archive.coverage().articles
    for limit in (0, 101):
        with pytest.raises(SettingsError, match=f"limit is {limit}; .* 1 and 100"):
            Api(answerer).search(limit=limit)


def test_the_passages_that_were_read_are_listed_on_request(answerer):
    told = Api(answerer).ask(KNOWN, retrieved=True)
    hits = answerer.ask(KNOWN).basis.hits
    assert told["retrieved"] == [hit.passage.id for hit in hits]
    assert "retrieved" not in Api(answerer).ask(KNOWN)


def test_a_follow_up_leans_on_the_earlier_questions(answerer):
    follow_up = "And when did it reopen?"
    asked = Api(answerer).ask(follow_up, earlier=[KNOWN])
    turns = [Turn(KNOWN, KNOWN)]
    assert asked == answerer.ask(follow_up, EVERYTHING, turns).as_dict()
    with pytest.raises(QuestionError, match="'!' has no word"):
        Api(answerer).ask(follow_up, earlier=["!", KNOWN])


@pytest.mark.parametrize("value", ["May", "2024-5-31", "20240531", "2024-02-30", "2024-05-31T00"])
def test_a_day_is_written_in_one_way(value):
    with pytest.raises(SettingsError, match=f"'{value}' is not a date.*2024-05-31"):
        day(value)


def test_an_article_is_read_a_stretch_at_a_time(here, answerer):
    client = Client(url(here), verbose=False)
    [cited, *_] = answerer.ask(KNOWN).citations
    identity = cited.passage.article_id
    text = answerer.archive.article(identity).text
    first = client.predict(identity, 0, 100, api_name="/article")
    rest = client.predict(identity, first["end"], api_name="/article")
    assert first["text"] + rest["text"] == text
    assert (first["characters"], rest["end"]) == (len(text), len(text))
    assert (first["title"], first["source"]) == (cited.passage.title, cited.passage.outlet)
    with pytest.raises(AppError, match="no article with the id 'nobody'"):
        client.predict("nobody", api_name="/article")
    with pytest.raises(SettingsError, match="length is 0; it must be between 1 and 100000"):
        Api(answerer).article(identity, length=0)


def test_a_timeline_and_what_there_is_are_told(answerer):
    told = Api(answerer).timeline("harbour bridge", since="2024-01-01")
    assert told["intent"] == "timeline"
    days = [statement["when"][0] for statement in told["statements"]]
    assert days == sorted(days)
    assert min(days) >= "2024-01-01"
    held = Api(answerer).coverage()
    assert held["articles"] == answerer.archive.coverage().articles
    assert {"name": "Harbour Courier", "articles": 10} in held["outlets"]


def test_models_get_the_same_tools_over_http(here, answerer):
    async def talk(session):
        return (
            (await session.list_tools()).tools,
            await session.call_tool("ask", {"question": KNOWN}),
            await session.call_tool("search", {"words": "bridge", "limit": 2}),
            await session.call_tool("ask", {"question": "???"}),
        )

    tools, answer, listing, failed = by_mcp(here, talk)
    assert [tool.name for tool in tools] == ["ask", "search", "article", "timeline", "coverage"]
    assert answer.structuredContent == answerer.ask(KNOWN).as_dict()
    assert json.loads(answer.content[0].text) == answer.structuredContent
    assert len(listing.structuredContent["articles"]) == 2
    assert failed.isError
    assert failed.content[0].text == "the question '???' has no word in it; ask in words"


def test_without_mcp_there_is_none(answerer):
    with served(answerer, Hosting()) as blocks:
        assert httpx.post(url(blocks, "gradio_api/mcp/"), json={}).status_code in (404, 405)


# -- other web pages -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.", "", "["]
)
def test_a_name_bent_to_this_machine_is_refused(here, host):
    for path in ("", "config", "gradio_api/mcp/"):
        answer = httpx.get(url(here, path), headers={"Host": host})
        assert answer.status_code in (400, 403), answer.text  # 400: no name at all
        assert not any(word in answer.text for word in SHOWN)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_the_names_of_this_machine_are_answered(here, host):
    named = f"{host}:{here.server_port}"
    headers = {"Host": named, "Origin": f"http://{named}"}
    assert httpx.get(url(here, "config"), headers=headers).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", ""])
def test_a_request_that_another_page_sends_is_refused(here, guarded, origin):
    for blocks, client in ((here, httpx.Client()), (guarded, logged_in(guarded))):
        for path in ("gradio_api/call/ask", "gradio_api/run/ask", "gradio_api/mcp/", "login"):
            answer = client.post(
                url(blocks, path), json={"data": [KNOWN]}, headers={"Origin": origin}
            )
            assert answer.status_code == 403, (path, answer.text)
        assert client.get(url(blocks, "config"), headers={"Origin": origin}).status_code == 403


def test_no_other_page_may_frame_the_window(here):
    policy = httpx.get(url(here)).headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy


# -- files -----------------------------------------------------------------------------------------


def test_no_file_of_this_machine_is_served(here, answerer):
    ledger = answerer.archive.path / "ledger.sqlite3"
    assert ledger.exists()
    paths = [
        "/etc/passwd", str(ledger), "/tmp/../etc/passwd", "../../../../etc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%2f..%2f..%2fetc%2fpasswd",
        "file:///etc/passwd", __file__, "pyproject.toml",
    ]  # fmt: skip
    for path in paths:
        for route in ("gradio_api/file=", "gradio_api/file/", "file=", "static/", "assets/"):
            answer = httpx.get(url(here, route + path))
            assert answer.status_code in (400, 403, 404), (route, path)
            assert b"root:" not in answer.content
            assert b"SQLite" not in answer.content


def test_an_upload_over_the_limit_is_cut_off_while_it_arrives(here):
    assert httpx.post(url(here, "gradio_api/upload"), files={"files": b"x" * 900}).is_success
    with socket.create_connection(("127.0.0.1", here.server_port), timeout=10) as line:
        line.sendall(
            b"POST /gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n"
            b"Content-Type: multipart/form-data; boundary=X\r\n\r\n--X\r\n"
            b'Content-Disposition: form-data; name="files"; filename="a"\r\n\r\n' + b"x" * 5_000
        )  # and no more: the answer must come now
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_files_are_taken_after_log_in_and_only_if_wanted(guarded, answerer):
    file = {"files": b"text"}
    for path in ("gradio_api/upload", "gradio_api/upload/", "gradio_api/process_recording"):
        assert httpx.post(url(guarded, path), files=file).status_code == 401
    # they go to a shelf of the visitor's own, so nobody need be an editor
    assert logged_in(guarded, "bob").post("gradio_api/upload", files=file).is_success
    with served(answerer, Hosting(uploads=False)) as blocks:
        assert httpx.post(url(blocks, "gradio_api/upload"), files=file).status_code == 403


# -- accounts --------------------------------------------------------------------------------------


def test_without_log_in_nothing_is_shown_whatever_the_route(guarded):
    routes = {
        (path, method)
        for path, methods in guarded.app.openapi()["paths"].items()
        for method in methods
    }
    assert {("/config", "get"), ("/gradio_api/queue/join", "post")} <= routes
    routes |= {("/openapi.json", "get"), ("/gradio_api/login_check", "get")}
    for below in ("", "/", "/sse", "/schema", "/messages/", "/http/"):
        routes |= {(f"/gradio_api/mcp{below}", method) for method in ("get", "post")}
    answered = set()
    with httpx.Client(base_url=url(guarded)) as stranger:
        for path, method in sorted(routes):
            answer = stranger.request(method, path.replace("{", "").replace("}", ""))
            assert not any(word in answer.text for word in SHOWN), path
            if answer.status_code != 401:
                answered.add(path)
    # the log-in page and its parts
    assert answered <= {
        "/", "/login", "/login/", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt",
        "/assets/{path}", "/static/{path}", "/svelte/{path}",
    }  # fmt: skip


def test_with_log_in_everything_is_there(guarded, answerer):
    page = logged_in(guarded)
    assert "dl-page" in page.get("config").text
    assert page.get("logout").is_redirect
    assert page.get("config").status_code == 401
    client = Client(url(guarded), auth=("bob", PASSWORDS["bob"]), verbose=False)
    assert client.predict(KNOWN, api_name="/ask") == answerer.ask(KNOWN).as_dict()
    with pytest.raises(AuthenticationError):
        Client(url(guarded), verbose=False)


def test_a_wrong_log_in_is_refused_and_an_endless_one_is_not_read(guarded):
    for form in ({"username": "ann", "password": "wrong"}, {"username": "eve", "password": "x"}):
        assert httpx.post(url(guarded, "login"), data=form).status_code == 400
    long = {"username": "ann", "password": "x" * 20_000}
    assert httpx.post(url(guarded, "login"), data=long).status_code == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}  # and no length
    for parts, status in (([b"username=ann&password=", b"x" * 20_000], 413), ([b"u=a"], 422)):
        sent = httpx.post(url(guarded, "login"), content=iter(parts), headers=form)
        assert sent.status_code == status
    for cookie in ("access-token-x=y", f"access-token-{guarded.app.cookie_id}=y"):
        assert httpx.get(url(guarded, "config"), headers={"Cookie": cookie}).status_code == 401


def guesses(blocks, headers) -> list[float]:
    """Seconds that each of six guesses at Ann's password took, each with one of the headers."""
    took = []
    for one in headers:
        began = time.perf_counter()
        form = {"username": "ann", "password": "wrong"}
        sent = httpx.post(url(blocks, "login"), data=form, headers=one, timeout=30)
        assert sent.status_code == 400
        took.append(time.perf_counter() - began)
    return took


@pytest.mark.slow
def test_what_a_guess_says_of_its_address_counts_only_from_a_proxy_that_is_named(
    answerer, monkeypatch
):
    monkeypatch.setattr(Doorkeeper, "NO_AFTER", 0.001)
    changing = [
        {"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"} for n in range(6)
    ]
    with served(answerer, Hosting(accounts=ACCOUNTS)) as blocks:
        assert guesses(blocks, changing)[-1] > 1.9
    with served(answerer, Hosting(accounts=ACCOUNTS, proxies=("127.0.0.1",))) as blocks:
        assert guesses(blocks, changing)[-1] < 1.9
        # a proxy adds who came to it; what that one said before is theirs to make up
        chain = [{"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.99"} for n in range(6)]
        assert guesses(blocks, chain)[-1] > 1.9


def test_a_stranger_does_not_say_what_the_window_is_called(here):
    named = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert "evil.example" not in httpx.get(url(here), headers=named).text


def test_no_other_site_can_use_the_session(guarded):
    form = {"username": "ann", "password": PASSWORDS["ann"]}
    cookies = httpx.post(url(guarded, "login"), data=form).headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in map(str.lower, cookies):
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "samesite=none" not in cookie


def test_models_log_in_with_http_basic(guarded, answerer):
    async def talk(session):
        return await session.call_tool("ask", {"question": KNOWN})

    answer = by_mcp(guarded, talk, basic("bob", PASSWORDS["bob"]))
    assert json.loads(answer.content[0].text) == answerer.ask(KNOWN).as_dict()
    address = url(guarded, "gradio_api/mcp/")
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for headers in (
        {}, basic("bob", "wrong"), basic("eve", "x"), {"Authorization": "Basic ß".encode()},
        {"Authorization": "Bearer x"}, {"Authorization": "Basic"},
    ):  # fmt: skip
        refused = httpx.post(address, json=call, headers=accept | headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Basic")
    session = logged_in(guarded).post("gradio_api/mcp/", json=call, headers=accept)
    assert session.status_code == 401  # the page's cookie opens the page alone


@pytest.mark.slow
def test_the_command_asks_for_accounts_and_says_where_it_is(answerer, tmp_path):
    file = tmp_path / "accounts"
    file.touch(mode=0o600)
    file.write_text(f"ann:{ACCOUNTS.hashes['ann']}\n")
    command = Path(sys.executable).with_name("dateline")
    words = ["chat", "--mcp", "--auth-file", file, "--archive", answerer.archive.path]
    with subprocess.Popen([command, *words], stdout=subprocess.PIPE, text=True) as running:
        said = ""
        while "Ctrl-C stops it" not in said:
            line = running.stdout.readline()
            assert line, said
            said += line
        mcp = re.search(r"http://127.0.0.1:\d+/gradio_api/mcp/", said)[0]
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        headers = {"Accept": "application/json, text/event-stream"}
        assert httpx.post(mcp, json=call, headers=headers).status_code == 401
        headers |= basic("ann", PASSWORDS["ann"])
        assert "Answer a question" in httpx.post(mcp, json=call, headers=headers).text
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0
