"""What the window's server sends: how much, in which order, and what it looks like at once."""

import asyncio
import re
import zlib

import brotli
import httpx
import pytest
from starlette.datastructures import Headers

from qa.window import Accounts, Hosting
from qa.window.frontend import Frontend
from qa.window.packing import packed
from tests.window import KNOWN, Window, served


@pytest.fixture
def client(url):
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


def raw(client, path, **headers):
    """A reply as it came over the wire, not unpacked."""
    with client.stream("GET", path, headers=headers) as reply:
        return reply, b"".join(reply.iter_raw())


def linked(page, rel):
    return re.findall(rf'<link rel="{rel}"[^>]* href="([^"]+)"', page)


def test_the_first_bytes_show_the_page_before_any_script_came(client):
    page = client.get("/").text
    shown, scripts = page.split("<gradio-app", 1)[0], page.split("<gradio-app", 1)[1]
    assert "<header><strong>Dateline</strong></header>" in shown
    assert "needs JavaScript" in shown
    assert 'aria-label="Your question"' in shown
    assert "prefers-color-scheme: dark" in shown
    assert "gradio_config" in scripts
    # nothing before what is shown holds it up
    assert 'rel="stylesheet"' not in shown
    assert not re.search(r"<script(?! defer| type=\"module\")[^>]* src=", shown)


def test_the_first_bytes_have_the_colours_of_the_page():
    from importlib import resources

    first, page = (
        resources.files("qa.render").joinpath(name).read_text("utf-8")
        for name in ("opening.css", "page.css")
    )
    light, dark = (
        dict(re.findall(r"--dl-([\w-]+): (#\w+)", page.split(start, 1)[1].split("}", 1)[0]))
        for start in (":root {", "body.dark {")
    )
    rules = re.findall(r"#dl-opening \{ (--[^}]*)\}", first)
    shown = [dict(re.findall(r"--([\w-]+): (#\w+)", rule)) for rule in rules]
    assert len(shown) > 1
    assert all(colours.keys() == shown[0].keys() for colours in shown)
    assert shown[0].items() <= light.items()
    assert all(colours.items() <= dark.items() for colours in shown[1:])


def test_a_link_to_the_page_speaks_of_dateline(client):
    page = client.get("/").text
    head = page.split("<body", 1)[0]
    assert '<html lang="en">' in head
    assert "<title>Dateline</title>" in head
    assert re.search(r'property="og:title" content="Dateline"', head)
    assert len(re.findall(r'content="Ask a folder of news articles', head)) == 2
    assert not re.search(r"gradio\.app|huggingface|Click to try", page)
    assert client.get(linked(page, "icon")[0]).headers["content-type"] == "image/svg+xml"
    assert client.get("/favicon.ico").content.startswith(b"\x89PNG")


def test_every_file_that_is_asked_for_ahead_is_there_and_is_kept_for_ever(client):
    page = client.get("/").text
    ahead = linked(page, "modulepreload") + linked(page, "preload")
    assert len(ahead) > 20
    for file in [*ahead, *re.findall(r'<script[^>]* src="([^"]+)"', page)]:
        reply = client.get(file)
        assert reply.status_code == 200, file
        assert "immutable" in reply.headers["cache-control"], file


def test_a_page_that_is_known_is_not_sent_again(client):
    first = client.get("/")
    again = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/", headers={"if-none-match": '"another"'}).content == first.content


def test_what_is_sent_is_packed_as_the_client_takes_it(client):
    page = client.get("/").text
    script = re.search(r'<script type="module"[^>]* src="([^"]+)"', page)[1]
    for path in ("/", script, *linked(page, "icon")):
        plain, whole = raw(client, path, **{"accept-encoding": "identity"})
        assert "content-encoding" not in plain.headers
        if len(whole) < 500:
            continue
        zipped, small = raw(client, path, **{"accept-encoding": "gzip"})
        assert zipped.headers["content-encoding"] == "gzip"
        assert zlib.decompress(small, 31) == whole
        smaller, smallest = raw(client, path, **{"accept-encoding": "gzip, deflate, br"})
        assert smaller.headers["content-encoding"] == "br"
        assert len(smallest) < len(small) < len(whole) / 2


@pytest.mark.parametrize("packing", ["br", "gzip"])
def test_what_comes_piece_by_piece_is_packed_and_sent_on_at_once(packing):
    unpack = brotli.Decompressor().process if packing == "br" else zlib.decompressobj(31).decompress
    sent, came = [], []

    async def send(message):
        sent.append(message)

    async def stream():
        send_on = packed(Headers({"accept-encoding": packing}), send)
        kind = [(b"content-type", b"text/event-stream")]
        await send_on({"type": "http.response.start", "status": 200, "headers": kind})
        for piece in (b"data: one\n\n", b"data: two\n\n"):
            await send_on({"type": "http.response.body", "body": piece, "more_body": True})
            came.append(unpack(sent[-1]["body"]))

    asyncio.run(stream())
    assert came == [b"data: one\n\n", b"data: two\n\n"]
    assert Headers(raw=sent[0]["headers"])["content-encoding"] == packing


def test_a_server_that_is_there_says_so_and_which_run_it_is(client):
    first = client.get("/health")
    assert first.headers["cache-control"] == "no-store"
    assert first.json() == client.get("/health").json()
    assert first.json()["run"]


def test_the_page_for_logging_in_has_nothing_to_ask_with(answerer):
    accounts = Accounts({"ada": "$2b$04$" + "x" * 53})
    with served(answerer, Hosting(accounts=accounts)) as address:
        page = httpx.get(address).text
    assert "<strong>Dateline</strong>" in page
    assert "dl-page" not in page
    assert 'aria-label="Your question"' not in page
    assert any("Login" in file for file in linked(page, "modulepreload"))


def test_a_frontend_that_is_built_otherwise_is_no_error(tmp_path):
    assert Frontend(tmp_path / "gone").needed("index.js", ["html"]) == ()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "index.js").write_text("import('./other.js')")
    assert Frontend(tmp_path).needed("index.js", ["html"]) == ("index.js",)


# -- slow: a browser -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_page_asks_for_all_of_its_files_at_once(chromium, url):
    page = httpx.get(url).text
    context, asked = chromium.new_context(), []
    context.on("request", lambda request: asked.append(request.url))
    Window(chromium, url, context=context).close()
    ahead = linked(page, "modulepreload") + linked(page, "preload")
    known = {f"{url}{file}" for file in ahead + re.findall(r'<script[^>]* src="([^"]+)"', page)}
    files = {one for one in asked if re.search(r"/(assets|static|dateline)/|theme\.css", one)}
    assert files - known == {f"{url}{linked(page, 'icon')[0]}"} & files
    assert known <= files


@pytest.mark.slow
def test_what_is_typed_and_sent_while_the_page_opens_is_asked(chromium, url):
    context = chromium.new_context()
    page = context.new_page()
    held, freed = [], []
    hold = lambda route: route.continue_() if freed else held.append(route)  # noqa: E731
    page.route("**/assets/*.js", hold)
    page.goto(url, wait_until="commit")
    box = page.get_by_label("Your question")
    box.press_sequentially(KNOWN)
    box.press("Enter")
    page.wait_for_timeout(200)
    freed.append(True)
    for route in held:
        route.continue_()
    page.wait_for_selector("#dl-live .dl-exchange:not([data-state=working])")
    assert page.locator("#dl-live .dl-exchange").get_attribute("data-question") == KNOWN
    assert page.locator("#dl-opening").count() == 0
    page.wait_for_function("document.title.startsWith('How much did')")
    context.close()


@pytest.mark.slow
def test_a_page_whose_scripts_do_not_come_says_so(chromium, url):
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto(url)
    page.get_by_text("A part of this page did not come.").wait_for()
    assert page.get_by_role("button", name="Reload the page").is_visible()
    context.close()
