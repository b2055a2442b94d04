"""Feeds and sitemaps as what they list, and the feeds that a page announces."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import FetchError
from index.fetching.addresses import target_of
from index.fetching.responses import inflated, joined
from index.files.decoding import UnreadableError, decode, named
from index.files.markup import parsable
from index.files.wires.feeds import FeedEntry, entries
from index.files.wires.trees import name_of, tree_of

MOST_BYTES = 20_000_000
"""Of a feed or a sitemap; those of sitemaps may be longer by their protocol, and are not read."""
_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|rdf|feed|urlset|sitemapindex)\b", re.I)
_PAGE = re.compile(r"<(?:!doctype\s+html|html)\b", re.I)
_GZIP = b"\x1f\x8b"
_HEAD = 4_096
_FEED_TYPES = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.I)
_ITEMS = ("item", "entry")
_LONGEST_HEAD = 500_000


def is_list(data: bytes) -> bool:
    """Whether what came is a feed or a sitemap, by how it begins."""
    start = decode(data[:_HEAD]) if data else ""
    if start.lstrip("\ufeff \t\r\n").startswith("{"):
        return "jsonfeed.org/version" in start
    root = _ROOT.search(start)
    page = _PAGE.search(start)
    return root is not None and not (page and page.start() < root.start())


def listed(data: bytes, base: str) -> dict[str, FeedEntry]:
    """What a list has, by the addresses in the spelling that is asked, the newest first.

    Those without a day come in their own order, behind the others. What is no address that can
    be asked is left out.

    Raises:
        FetchError: it cannot be read.
    """
    try:
        found = entries(data, base=base)
    except UnreadableError as error:
        raise FetchError(base, str(error)) from error
    plain: dict[str, FeedEntry] = {}
    for entry in found:
        try:
            plain.setdefault(target_of(entry.url).url, entry)
        except FetchError:
            continue
    return dict(sorted(plain.items(), key=lambda one: _newness(one[1]), reverse=True))


def _newness(entry: FeedEntry) -> str:
    if entry.published:
        return entry.published.isoformat()
    return entry.updated if re.match(r"\d{4}-\d\d-\d\d", entry.updated) else ""


def alone(data: bytes, url: str, base: str) -> bytes:
    """The feed with only the entry of `url` left in it.

    Raises:
        FetchError: it has none.
    """
    start = decode(data[:_HEAD]).lstrip("\ufeff \t\r\n")
    for candidate in _json_each(data) if start.startswith("{") else _xml_each(data):
        if url in listed(candidate, base):
            return candidate
    raise FetchError(url, "is not in the feed")


def of_entries(kept: Iterable[FeedEntry]) -> bytes:
    """A JSON Feed that says of pages just what these entries do."""
    items = [
        {
            "url": one.url,
            "title": one.title,
            "date_published": one.published.isoformat() if one.published else "",
            "date_modified": one.updated,
            "content_text": "…" if one.full_text else "",
        }
        for one in kept
        if not one.sitemap
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()


def _json_each(data: bytes) -> Iterator[bytes]:
    feed: Mapping[str, Any] = json.loads(decode(data))
    for item in feed["items"]:
        yield json.dumps({**feed, "items": [item]}, ensure_ascii=False).encode()


def _xml_each(data: bytes) -> Iterator[bytes]:
    from lxml import etree

    root = tree_of(data).root
    items = [one for one in root.iter() if name_of(one) in _ITEMS and one is not root]
    homes = [(item, item.getparent()) for item in items]
    for item, home in homes:
        home.remove(item)
    for item, home in homes:
        home.append(item)
        yield etree.tostring(root, encoding="utf-8", xml_declaration=True)
        home.remove(item)


def answer_to(order: Mapping[str, str]) -> bytes:
    """What the process that reads says of a list, as `listing` takes it: a line of JSON.

    The order names the file ("list"), its address ("base"), and the "url" of the entry that is
    wanted alone, if one is.
    """
    data = Path(order["list"]).read_bytes()
    try:
        value: object = (
            alone(data, order["url"], order["base"]).decode()
            if order["url"]
            else {url: asdict(entry) for url, entry in listed(data, order["base"]).items()}
        )
        answer = {"value": value}
    except MemoryError:
        raise
    except FetchError as error:
        answer = {"why": error.why}
    except Exception as error:  # noqa: BLE001  (parsers may raise anything over bad input)
        answer = {"why": f"could not be read: {named(error)}"}
    return json.dumps(answer, default=date.isoformat).encode() + b"\n"


def announced(page: bytes, url: str) -> list[str]:
    """The feeds that a page says it has, in its order, those of comments last."""
    from lxml import etree, html

    try:
        tree = html.fromstring(parsable(decode(page[:_LONGEST_HEAD], html=True)))
    except (etree.ParserError, ValueError):
        return []
    found = []
    for link in tree.iter("link"):
        kind, leads = link.get("type") or "", link.get("href") or ""
        if "alternate" in (link.get("rel") or "").lower().split() and _FEED_TYPES.match(kind):
            try:
                found.append((f"{link.get('title') or ''} {leads}", target_of(joined(url, leads))))
            except FetchError:
                continue
    ordered = sorted(found, key=lambda one: "comment" in one[0].lower())
    return list(dict.fromkeys(target.url for _, target in ordered))


def ungzipped(body: bytes, url: str) -> bytes:
    """The bytes of a file that is gzip as it stands, as sitemaps often are.

    Raises:
        FetchError: it is damaged, or holds too much.
    """
    if not body.startswith(_GZIP):
        return body
    try:
        whole = b"".join(inflated([body], MOST_BYTES))
    except zlib.error as error:
        raise FetchError(url, f"its gzip data is damaged ({error})") from error
    if len(whole) > MOST_BYTES:
        raise FetchError(url, f"holds more than {MOST_BYTES:,} bytes, the limit")
    return whole
