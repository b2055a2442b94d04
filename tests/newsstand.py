"""A newspaper's server on loopback: pages that a test puts there, and what was asked of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from index import Client, Pace


@dataclass
class Asked:
    path: str
    headers: dict[str, str]


@dataclass
class Page:
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Callable[[BaseHTTPRequestHandler], None] | None = None


class Stand:
    """`pages` by their paths; those with an ETag answer 304 to whoever has it."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.place = f"127.0.0.1:{server.server_address[1]}"
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self._days: dict[str, int] = {}

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def put(self, path: str, body: str | bytes = b"", kind: str = Page.kind, **more) -> str:
        body = body.encode() if isinstance(body, str) else body
        self.pages[path] = Page(body, kind, **more)
        return self.url(path)

    def article(self, path: str, title: str, text: str, **more) -> str:
        head = f'<title>{title}</title><meta property="og:site_name" content="Harbour Courier">'
        paragraphs = "".join(f"<p>{one}</p>" for one in text.split("\n"))
        body = f"<h1>{title}</h1>{paragraphs}"
        page = f"<html><head>{head}{more.pop('head', '')}</head><body><article>{body}</article>"
        return self.put(path, page + "</body></html>", **more)

    def feed(self, path: str, *paths: str, text: str = "", **more) -> str:
        for one in paths:
            self._days.setdefault(one, 20 - len(self._days) % 20)
        items = "".join(
            f"<item><title>On {one}</title><link>{self.url(one)}</link>"
            f"<pubDate>{self._days[one]:02} Mar 2024 08:00:00 GMT</pubDate>"
            f"{f'<content:encoded><![CDATA[{text}]]></content:encoded>' if text else ''}</item>"
            for one in paths
        )
        rss = (
            '<?xml version="1.0"?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>Harbour Courier</title><link>{self.url('/')}</link>{items}</channel></rss>"
        )
        return self.put(path, rss, "application/rss+xml", **more)

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def client(self, **more) -> Client:
        given = {"pace": Pace(0, sleep=lambda seconds: None), "allowed": [self.place]} | more
        return Client(**given)


@contextmanager
def open_stand() -> Iterator[Stand]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            stand.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = stand.pages.get(self.path, Page(b"not here", status=404))
            if page.stream:
                page.stream(self)
                return
            tag = page.headers.get("ETag")
            unchanged = tag is not None and self.headers.get("If-None-Match") == tag
            self.send_response(304 if unchanged else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if unchanged:
                self.end_headers()
                return
            self.send_header("Content-Type", page.kind)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # clients hang up on purpose

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stand = Stand(server)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()
