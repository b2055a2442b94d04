"""What is asked of servers, and what is never asked."""

import gzip
import time
import zlib

import pytest

from index import Client, FetchError, Limits, Pace
from tests.newsstand import open_stand


@pytest.fixture
def stand():
    with open_stand() as opened:
        yield opened


def refusal(client, url):
    try:
        client.permit(url)
        client.get(url)
    except FetchError as error:
        return error.why
    raise AssertionError(f"{url} was not refused")


FORBIDDEN = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/",
    "http://127.0.0.1./", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://①②⑦.0.0.1/",
    "http://0.0.0.0/", "http://0/", "http://10.1.2.3/", "http://172.31.255.255/",
    "http://192.168.0.1:8080/", "http://100.64.0.1/", "http://100.100.100.200/latest/meta-data",
    "http://169.254.169.254/latest/meta-data", "http://168.63.129.16/", "http://192.0.0.192/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://203.0.113.9/", "http://224.0.0.1/",
    "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://[::]/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::1]/",
    "http://[2001::1]/", "http://[2001:db8::1]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
    "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fec0::1]/", "http://[ff02::1]/",
    "http://[4000::1]/",
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/",
    "http://printer.local/", "http://metadata.google.internal/", "http://router/",
    "http://nas.lan/", "http://box.home.arpa/",
    "http://ann@courier.example.com/", "http://ann:secret@courier.example.com/",
    "http://courier.example.com@127.0.0.1/", "http://courier.example.com\\@127.0.0.1/",
    "http://127.0.0.1\\@courier.example.com/", "http://127.0.0.1#@courier.example.com/",
    "http://courier.example.com /", "http://cou\trier.example.com/", "http://a\r\nHost:b/",
    "file:///etc/passwd", "ftp://courier.example.com/", "gopher://127.0.0.1/", "http://", "http:///x",
    "javascript:alert(1)", "//courier.example.com/", "http://[::1/", "http://[127.0.0.1]/",
    "http://xn--.example.com/", "http://courier.example.com:99999/", "http://courier.example.com:x/",
]  # fmt: skip


@pytest.mark.parametrize("url", FORBIDDEN)
def test_an_address_within_is_refused_in_every_spelling_before_anything_is_looked_up(url):
    def nobody(host, port):
        raise AssertionError(f"{host} was looked up")

    with Client(resolve=nobody) as client:
        why = refusal(client, url)
        assert "secret" not in why
        assert why.startswith(("is not asked", "is not a web address", "holds a name"))


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"], ["10.0.0.7"], ["169.254.169.254"], ["::1"], ["fd00::1"], ["fe80::1%eth0"],
        ["::ffff:10.0.0.1"], ["64:ff9b::c0a8:1"], ["2002:c0a8:1::1"],
        ["93.184.216.34", "10.0.0.7"], ["2606:2800:220:1::1", "::1"],
    ],
)  # fmt: skip
def test_a_name_is_refused_if_any_of_its_addresses_is_within(addresses):
    with Client(resolve=lambda host, port: addresses, pace=Pace(0)) as client:
        why = refusal(client, "https://courier.example.com/story")
    assert addresses[-1].partition("%")[0].removeprefix("::ffff:") in why or "is" in why
    assert "is not asked" in why


def test_the_address_that_was_checked_is_the_one_that_is_reached():
    # the suite's own guard tells which address a connection was tried to
    asked = []

    def turning(host, port):
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    with Client(resolve=turning, pace=Pace(0)) as client:
        with pytest.raises(AssertionError, match=r"93\.184\.216\.34"):
            client.get("http://courier.example.com/story")
        assert asked == ["courier.example.com"]
        assert "loopback" in refusal(client, "http://courier.example.com/story")


def test_the_name_stays_in_the_request(stand):
    stand.article("/story", "Bridge", "The bridge is open.")
    port = stand.place.partition(":")[2]
    place = f"courier.example.com:{port}"
    with stand.client(allowed=[place], resolve=lambda host, port: ["127.0.0.1"]) as client:
        client.permit(f"http://{place}/story")
        assert b"The bridge is open." in client.get(f"http://{place}/story").body
    assert {one.headers["host"] for one in stand.asked} == {place}
    assert {one.headers["user-agent"] for one in stand.asked} == {"Dateline/0.1.0"}


@pytest.mark.parametrize(
    ("leads", "why"),
    [
        ("http://10.0.0.7/", "private"),
        ("http://169.254.169.254/latest", "link-local"),
        ("http://[::1]/", "loopback"),
        ("//192.168.1.1/x", "private"),
        ("http://ann:secret@93.184.216.34/", "a name or a password"),
        ("file:///etc/passwd", "only http://"),
        ("http://93.184.216.34:6379/", "port 6379"),
        ("http://inner.example.com/", "is not asked: 10.9.8.7"),
    ],
)
def test_a_redirect_leads_nowhere_within(stand, leads, why):
    url = stand.put("/out", status=302, headers={"Location": leads})
    names = {"127.0.0.1": ["127.0.0.1"]}
    with stand.client(resolve=lambda host, port: names.get(host, ["10.9.8.7"])) as client:
        assert why in refusal(client, url)


def test_redirects_are_followed_and_end(stand):
    stand.article("/new", "Bridge", "The bridge is open.")
    url = stand.put("/old", status=301, headers={"Location": "/new?utm_source=feed#top"})
    loop = stand.put("/loop", status=302, headers={"Location": "/loop"})
    with stand.client() as client:
        response = client.get(url) if client.permit(url) else None
        assert response.last.url == stand.url("/new")
        assert [hop.url for hop in response.moved] == [url]
        assert "more than 10 times" in refusal(client, loop)
    assert stand.paths().count("/loop") == 11


def test_robots_are_read_once_and_kept_to(stand):
    stand.put("/robots.txt", "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n", "text/plain")
    stand.article("/story", "Bridge", "The bridge is open.")
    slept, now = [], [0.0]

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(1, clock=lambda: now[0], sleep=sleep)
    with stand.client(pace=pace) as client:
        client.permit(stand.url("/"))
        client.get(stand.url("/story"))
        client.get(stand.url("/story"))
        assert "robots.txt does not allow" in refusal(client, stand.url("/private/plans"))
    assert slept == [1, 7]
    assert [one.path for one in stand.asked] == ["/robots.txt", "/story", "/story"]


@pytest.mark.parametrize(
    ("status", "asked"), [(404, True), (403, True), (500, False), (503, False)]
)
def test_a_server_whose_robots_fail_is_left_alone(stand, status, asked):
    stand.put("/robots.txt", "oh", "text/plain", status=status)
    url = stand.article("/story", "Bridge", "The bridge is open.")
    with stand.client() as client:
        client.permit(url)
        if asked:
            assert client.get(url).last.status == 200
        else:
            assert "left alone" in refusal(client, url)
            assert stand.paths() == []


def test_a_server_that_is_busy_is_waited_for_as_long_as_it_says(stand):
    url = stand.put("/story", status=429, headers={"Retry-After": "30"})
    slept, now = [], [0.0]

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds
        if seconds == 30:
            stand.article("/story", "Bridge", "The bridge is open.")

    pace = Pace(1, clock=lambda: now[0], sleep=sleep)
    with stand.client(pace=pace) as client:
        client.permit(url)
        assert b"The bridge" in client.get(url).body
        assert slept == [1, 30]
        stand.put("/story", status=503, headers={"Retry-After": "3600"})
        with pytest.raises(FetchError, match="too busy") as caught:
            client.get(url)
        assert caught.value.wait == 3600
        assert "left alone for 3,600 seconds" in refusal(client, stand.url("/other"))
        assert stand.paths()[-1] == "/story"


def test_what_is_too_large_is_not_read_to_its_end(stand):
    sent = []

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        try:
            for _ in range(10_000):
                handler.wfile.write(b"x" * 10_000)
                sent.append(1)
        except OSError:
            pass
        handler.close_connection = True

    url = stand.put("/endless", stream=endless)
    with stand.client(limits=Limits(bytes=100_000)) as client:
        assert "more than 100,000 bytes" in refusal(client, url)
    assert len(sent) < 5_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_unpacked_no_further_than_the_limit(stand, encoding):
    plain = b"<html>" + b" " * 50_000_000
    body = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)
    url = stand.put("/bomb", body, headers={"Content-Encoding": encoding})
    small = stand.put("/small", gzip.compress(b"<p>Whole."), headers={"Content-Encoding": "gzip"})
    cut = stand.put("/cut", gzip.compress(b"<p>" * 99)[:-9], headers={"Content-Encoding": "gzip"})
    with stand.client(limits=Limits(bytes=1_000_000)) as client:
        assert "more than 1,000,000 bytes" in refusal(client, url)
        assert client.get(small).body == b"<p>Whole."
        assert "broken" in refusal(client, cut)


def test_a_body_that_is_packed_otherwise_is_refused(stand):
    url = stand.put("/br", b"\x0b\x02\x80", headers={"Content-Encoding": "br"})
    with stand.client() as client:
        assert "packed as 'br'" in refusal(client, url)


@pytest.mark.parametrize(
    "kind", ["image/png", "video/mp4", "application/zip", "application/x-msdownload", "audio/mpeg"]
)
def test_what_is_no_text_is_not_read(stand, kind):
    url = stand.put("/photo", b"\x89PNG", kind)
    with stand.client() as client:
        assert f"of the type {kind}" in refusal(client, url)


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_drips_is_given_up(stand, where):
    def dripping(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
            if where == "body":
                handler.wfile.write(b"\r\n")
            for _ in range(100):
                handler.wfile.write(b"X")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
        handler.close_connection = True

    url = stand.put("/slow", stream=dripping)
    begun = time.monotonic()
    with stand.client(limits=Limits(total_seconds=0.4, read_seconds=5)) as client:
        assert "too slow" in refusal(client, url)
    assert time.monotonic() - begun < 3


def test_no_cookie_is_kept_and_no_proxy_taken_from_the_environment(stand, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    url = stand.article("/a", "A", "Text.", headers={"Set-Cookie": "who=ann"})
    with stand.client() as client:
        client.permit(url)
        client.get(url)
        client.get(url)
    assert not any("cookie" in one.headers for one in stand.asked)


def test_a_proxy_that_is_named_is_asked_and_inner_names_are_still_refused(stand):
    stand.put("http://courier.example.com/story", "<p>The bridge is open.")
    stand.put("http://courier.example.com/robots.txt", "", "text/plain")
    with stand.client(allowed=[], proxy=f"http://{stand.place}") as client:
        assert b"bridge" in client.get("http://courier.example.com/story").body
        assert "private" in refusal(client, "http://10.0.0.1/")
        assert "within a network" in refusal(client, "http://intranet/")


def test_a_certificate_that_nobody_vouches_for_is_refused(stand):
    # a server that speaks no TLS cannot prove who it is either
    with stand.client() as client:
        assert "cannot be reached" in refusal(client, f"https://{stand.place}/story")


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "is not there"), (410, "gone for good"), (401, "log-in"), (500, "500")],
)
def test_what_a_server_refuses_is_said(stand, status, why):
    url = stand.put("/story", status=status)
    with stand.client() as client:
        assert why in refusal(client, url)


@pytest.mark.parametrize("host", ["a..example.com", f"{'a' * 70}.example.com"])
def test_a_name_that_no_server_can_have_is_refused(host):
    with Client(pace=Pace(0)) as client:
        assert "no server of this name" in refusal(client, f"http://{host}/story")


def test_robots_that_could_not_be_had_are_asked_for_again(stand):
    stand.put("/robots.txt", status=500)
    url = stand.article("/story", "Bridge", "The bridge is open.")
    now = [0.0]
    with stand.client(pace=Pace(0, clock=lambda: now[0], sleep=lambda seconds: None)) as client:
        assert "left alone" in refusal(client, url)
        stand.put("/robots.txt", "", "text/plain")
        assert "left alone" in refusal(client, url)
        now[0] += 301
        assert client.get(url).last.status == 200
        stand.put("/robots.txt", "User-agent: *\nDisallow: /", "text/plain")
        assert client.get(url).last.status == 200
        now[0] += 86_401
        assert "does not allow" in refusal(client, url)


def test_a_redirect_in_raw_utf_8_is_followed(stand):
    def leading(handler):
        place = "Location: /br\u00fccke\r\nContent-Length: 0\r\n\r\n"
        handler.wfile.write(b"HTTP/1.1 301 Moved\r\n" + place.encode())

    url = stand.put("/old", stream=leading)
    stand.article("/br%C3%BCcke", "Bridge", "The bridge is open.")
    with stand.client() as client:
        client.permit(url)
        assert b"The bridge is open." in client.get(url).body


def test_a_server_that_says_nonsense_of_when_to_come_back_is_waited_for(stand):
    nonsense = {"Retry-After": f"Mon, 01 Jan 2024 00:00:00 +{'9' * 30}"}
    url = stand.put("/story", status=503, headers=nonsense)
    with stand.client() as client:
        assert "too busy" in refusal(client, url)


def test_whoever_is_led_to_a_private_host_is_not_told_how_to_ask_it(stand):
    url = stand.put("/out", status=302, headers={"Location": "http://10.0.0.7/"})
    with stand.client() as client:
        assert "allow-host" not in refusal(client, url)
        assert "--allow-host 10.0.0.7" in refusal(client, "http://10.0.0.7/")
