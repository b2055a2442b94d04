"""How much a request may be, how long it may take to come: a real server, real sockets."""

import json
import socket
import time
from contextlib import ExitStack, contextmanager
from itertools import count

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from index import Filters
from qa import SettingsError
from qa.window import Hosting, bodies
from qa.window.api import MAX_WORDS_CHARS, Api
from qa.window.payload import names
from qa.window.routes import JSON_BYTES
from qa.window.serving import Patient
from tests.test_api import by_mcp, served, url

MANY = [f"outlet {number}" for number in range(300_000)]


@pytest.fixture(scope="module")
def here(answerer):
    with served(answerer, Hosting(mcp=True)) as blocks:
        yield blocks


def posted(blocks, body, path="gradio_api/run/search", **how) -> httpx.Response:
    return httpx.post(url(blocks, path), json=body, timeout=30, **how)


def search(words="", outlets=()):
    return {"data": [words, "", "", list(outlets), None, True, 1]}


@contextmanager
def quick(seconds: float):
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


# -- how much --------------------------------------------------------------------------------------


def test_a_body_that_is_too_long_is_refused_before_it_is_read(here):
    with quick(1):
        assert posted(here, search("x" * 20_000_000)).status_code == 413
    head = {"Content-Type": "application/json"}
    endless = (b"[" * 100_000 for _ in count())
    try:  # without a length, until the server has had enough
        sent = httpx.post(url(here, "gradio_api/run/search"), content=endless, headers=head)
        assert sent.status_code == 413
    except (httpx.WriteError, httpx.ReadError):
        pass  # it hung up on us
    assert httpx.request("GET", url(here, "config"), content=b"x" * 10).status_code == 413


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ("[" * 100_000 + "]" * 100_000, 413, "lie more than 50 deep"),
        ('{"a":' * 60 + "1" + "}" * 60, 413, "lie more than 50 deep"),
        (json.dumps([0] * 200_000), 413, "more than 200,000 values"),
        ("{", 400, "no JSON"),
        ("\udc80".encode("utf-8", "surrogateescape"), 400, "no JSON"),
    ],
)
def test_a_body_that_nothing_could_read_at_once_is_refused(here, body, status, says):
    for path in ("run/search", "queue/join", "component_server", "cancel", "mcp/", "call/ask"):
        sent = httpx.post(
            url(here, f"gradio_api/{path}"), content=body,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
        assert sent.status_code == status, path
        assert says in sent.json()["error"]


def test_a_body_is_read_as_json_or_not_at_all(here):
    for kind in (
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ):
        sent = httpx.post(
            url(here, "gradio_api/component_server"), content="{}", headers={"Content-Type": kind}
        )
        assert sent.status_code == 415


def test_many_outlets_are_one_value_to_the_ledger_and_too_many_to_a_request(here, answerer):
    archive = answerer.archive
    outlet = archive.coverage().outlets[0][0]
    assert archive.catalogue(filters=Filters(outlets=(*MANY, outlet))).total > 0
    assert archive.matching(Filters(kinds=(*MANY, "news")))
    assert posted(here, search(outlets=MANY)).status_code == 413
    client = Client(url(here), verbose=False)
    with pytest.raises(AppError, match="outlets has 5,000 entries; at most 1,000 are read"):
        client.predict("", outlets=MANY[:5_000], api_name="/search")
    with pytest.raises(AppError, match="kinds has an entry of 501 characters; at most 500"):
        client.predict("Who won?", kinds=["x" * 501], api_name="/ask")
    with pytest.raises(AppError, match="earlier has 1,001 entries"):
        client.predict("Who won?", earlier=["Who?"] * 1_001, api_name="/ask")
    with pytest.raises(SettingsError, match="ids has 10,001 entries"):
        names({"ids": ["x"] * 10_001}, "ids")


def test_a_search_for_more_words_than_a_person_types_is_refused(here, answerer):
    words = " ".join(f"word{number}" for number in range(20_000))
    with quick(1), pytest.raises(SettingsError, match="characters long and at most 1,000"):
        Api(answerer).search(words)
    page = {"data": {"visitor": "0" * 32, "words": words}, "session_hash": "words"}
    served = {"component_id": top(here), "fn_name": "search"}
    assert "at most 1,000" in posted(here, page | served, "gradio_api/component_server").text

    async def talk(session):
        return await session.call_tool("search", {"words": words})

    assert "at most 1,000" in by_mcp(here, talk).content[0].text
    with quick(1):  # words that no article has are not all looked for
        assert answerer.archive.catalogue(words).total == 0
    assert Api(answerer).search("bridge " * (MAX_WORDS_CHARS // 7))["total"] > 0


def top(blocks) -> int:
    found = blocks.app.get_blocks().blocks.values()
    return next(one._id for one in found if one.elem_id == "dl-top")


def test_what_a_request_says_is_not_said_back_at_length(answerer):
    with pytest.raises(SettingsError) as error:
        Api(answerer).search(since="9" * 1_000_000)
    assert len(str(error.value)) < 200


def test_a_conversation_as_long_as_may_be_kept_passes_the_gate():
    record = {"question": "Who won?", "hits": [["article", 0, 100, 0.5, 0.5]] * 20}
    records = [record] * 500
    body = json.dumps({"data": {"records": records}}).encode()
    assert len(body) < JSON_BYTES
    assert bodies.checked(body)["data"]["records"] == records


# -- how long --------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch):
    """A server that waits less."""
    for name, value in (
        ("HEAD_SECONDS", 1.5), ("BODY_SECONDS", 1.5), ("REST_SECONDS", 0.5),
        ("TAKEN_SECONDS", 1.5), ("LOOKED_AFTER", 0.1), ("BYTES_A_SECOND", 10_000),
    ):  # fmt: skip
        monkeypatch.setattr(Patient, name, value)


def opened(blocks, said: bytes = b"") -> socket.socket:
    line = socket.create_connection(("127.0.0.1", blocks.server_port), timeout=20)
    line.sendall(said)
    return line


def closed_after(line: socket.socket, drip: bytes = b"") -> float:
    """Seconds until the server hangs up, whatever it says before; a byte is dripped meanwhile."""
    began = time.monotonic()
    line.settimeout(0.2)
    while time.monotonic() - began < 20:
        try:
            if not line.recv(1_000_000):
                break
        except TimeoutError:
            try:
                line.sendall(drip)
            except OSError:
                break
        except OSError:
            break
    return time.monotonic() - began


HEAD = b"POST /gradio_api/run/search HTTP/1.1\r\nHost: 127.0.0.1\r\n"
OWING = {
    "nothing said": (b"", b""),
    "half a head": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", b""),
    "a head that drips": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"x"),
    "half a body": (HEAD + b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{", b""),
    "a body that drips": (
        HEAD + b"Content-Type: application/json\r\nContent-Length: 99999\r\n\r\n{", b" ",
    ),
    "half a head after a request": (
        b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET / HTTP/1.1\r\nHost: ", b"x",
    ),
    "a body that was refused": (HEAD + b"Content-Length: 99999999\r\n\r\n", b"x"),
}  # fmt: skip


@pytest.mark.parametrize("owed", OWING)
def test_a_connection_on_which_a_request_does_not_come_is_closed(impatient, here, owed):
    said, drip = OWING[owed]
    with opened(here, said) as line:
        assert closed_after(line, drip) < 5


def test_an_answer_that_nobody_takes_is_not_kept(impatient, here):
    asset = max(
        (one for one in httpx.get(url(here)).text.split('"') if one.endswith(".js")),
        key=lambda one: len(httpx.get(url(here, one.lstrip("./"))).content),
    )
    said = f"GET /{asset.lstrip('./')} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    with opened(here) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        try:
            for _ in range(40):
                line.sendall(said)
                time.sleep(0.1)
        except OSError:
            return  # hung up
        assert closed_after(line) < 5


def test_what_takes_its_time_to_answer_is_not_cut_off(impatient, here):
    said = b"GET /gradio_api/heartbeat/slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(here, said) as line:
        time.sleep(3)  # twice as long as anything may be owed
        assert b"data: ALIVE" in line.recv(10_000)
        assert is_open(line)


def test_connections_without_a_head_make_room_and_keep_nobody_waiting(here, monkeypatch):
    monkeypatch.setattr(Patient, "LOOKED_AFTER", 0.2)
    with ExitStack() as stack:
        lines = [stack.enter_context(opened(here, b"GET / HTTP/1.1\r\n")) for _ in range(400)]
        began = time.monotonic()
        assert httpx.get(url(here, "config")).is_success
        assert time.monotonic() - began < 5
        time.sleep(3)
        left = sum(map(is_open, lines))
        assert left <= Patient.HALF_OPEN
        assert left > 0  # one that is slow is not cut off with the rest


def is_open(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return bool(line.recv(1))
    except BlockingIOError:
        return True
    except OSError:
        return False
