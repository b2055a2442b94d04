"""Where a page is from: its own address, and its outlet."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from index.files.decoding import one_line
from index.files.pages.archived import is_archive, unarchived
from index.files.pages.stated import Stated, address_in, first_of, name_in, unescaped
from index.wordlists import WordLists

_WORDS = WordLists(__package__, "addresses.yaml")
_MANY_LINKS = 5
_LONGEST_NAME = 60


def address(page: Stated) -> str:
    """The page's own web address as it states it; empty where it states none.

    A home page is no article's address. Where a page names one of another site, that of the
    original, and one of the site that it links to most, the second is its own.
    """
    base = _base(page)
    stated = (unarchived(url)[0] for url in _stated(page))
    found = [url for said in stated if (url := _whole(said, base)) and not is_archive(url)]
    if len(set(map(_host, found))) < 2:
        return str(first_of(found))
    home = _host(page.saved_from) or _most_linked(page)
    own = (url for url in found if home and _host(url) == home)
    return next(own, "") or first_of(found)


def _stated(page: Stated) -> Iterator[str]:
    """The addresses that a page states as its own, what is surest first."""
    yield from page.tree.xpath("//link[@rel='canonical']/@href")
    yield page.metas.get("og:url", "")
    for node in (page.node, page.webpage):
        yield address_in(node.get("url"))
        yield address_in(node.get("mainEntityOfPage"))
    yield from (page.metas.get(name, "") for name in _WORDS.table["address_metas"].split())
    yield page.saved_from
    yield from map(_embedded, page.tree.xpath("//link[contains(@type, 'oembed')]/@href"))
    yield from page.tree.xpath("//link[@rel='bookmark']/@href")  # of archive.today
    yield from page.tree.xpath("//link[@rel='shortlink']/@href")


def _embedded(url: str) -> str:
    """The page that an oEmbed address is about."""
    try:
        return parse_qs(urlsplit(url).query).get("url", [""])[0]
    except ValueError:
        return ""


def _base(page: Stated) -> str:
    """What relative addresses are relative to, as far as the page says."""
    bases = (*page.tree.xpath("//base/@href"), page.saved_from, page.metas.get("og:url", ""))
    return next((url for url in bases if _host(url)), "")


def _whole(said: str, base: str) -> str:
    """The whole address of what a page says, without its fragment; empty for a home page.

    "../post" is relative to where the page is, which is what is not known.
    """
    said = one_line(said)
    try:
        url = urljoin(base, said) if base and said.startswith("/") else said
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and parts.hostname and "{" not in url
    except ValueError:
        return ""
    return url.partition("#")[0] if named and (parts.path.strip("/") or parts.query) else ""


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host)


def _most_linked(page: Stated) -> str:
    """The host that a page links to far more than to any other; empty for none."""
    hosts = Counter(map(_host, page.tree.xpath("//a/@href")))
    del hosts[""]
    (host, most), (_, next_most) = (*hosts.most_common(2), ("", 0), ("", 0))[:2]
    return host if most >= max(_MANY_LINKS, 2 * next_most) else ""


def outlet(page: Stated) -> str:
    """The outlet's name as the page states it, else the host of its home page; empty for neither.

    The name of the site comes before that of the firm that publishes it; what many sites are made
    with, such as "WordPress", is nobody's name.
    """
    publisher, site = name_in(page.node.get("publisher")), page.metas.get("og:site_name", "")
    is_shorter = publisher and publisher.casefold() in site.casefold()  # a name less its motto
    named = (
        *((publisher, site) if is_shorter else (site, publisher)),
        *(name_in(node.get("name")) for node in page.nodes if node.get("@type") == "WebSite"),
        *(page.metas.get(name, "") for name in _WORDS.table["outlet_metas"].split()),
    )
    known = (name for said in named if _is_name(name := one_line(unescaped(said))))
    if name := next(known, ""):
        return name
    homes = (*page.tree.xpath("//link[@rel='canonical']/@href"), page.metas.get("og:url", ""))
    hosts = (_host(unarchived(url)[0]) for url in homes if not is_archive(unarchived(url)[0]))
    return "" if address(page) else next(filter(None, hosts), "")


def _is_name(name: str) -> bool:
    plain = name.casefold()
    junk = plain in _WORDS.among("nobodys_names") or re.match(r"https?:|[@{%]", plain)
    return bool(name) and not junk and not is_archive(name) and len(name) <= _LONGEST_NAME
