"""Outlets as feeds name them, and whether an address is one of a feed's own site."""

import re
from functools import cache
from urllib.parse import urljoin, urlsplit

from index.files.decoding import one_line
from index.wordlists import WordLists


def told_outlet(title: str) -> str:
    """A channel's title less what says that it is a feed ("The Post - RSS" is "The Post")."""
    title = one_line(title)
    while (shorter := _about_feeds().sub("", title)) not in (title, ""):
        title = shorter
    return title


def same_site(url: str, site: str) -> bool:
    """Whether two addresses share a name of their hosts, `www.post.example` and `post.example`.

    True where one of them is empty or none.
    """
    ours, theirs = _names_in(url), _names_in(site)
    return not ours or not theirs or bool(ours & theirs)


def joined(base: str, url: str) -> str:
    """`url` as it is meant on the page `base`; unchanged where one of them is no address."""
    try:
        return urljoin(base, url)
    except ValueError:  # such as an unclosed IPv6 host
        return url


def is_web(url: str) -> bool:
    """Whether `url` is an address of the web, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _names_in(url: str) -> set[str]:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return set()
    shared = _lists().among("hosts")
    return {name for name in host.split(".") if len(name) > 2 and name not in shared}


def _lists() -> WordLists:
    return WordLists("index.files.wires", "outlets.yaml")


@cache
def _about_feeds() -> re.Pattern[str]:
    lists = _lists()
    before, behind = lists.either("before"), lists.either("behind")
    return re.compile(
        rf"^(?:{before})\s*(?::|[-–—|»])?\s+(?=\S)|\s*(?:[-–—|:»]|\s)\s*\(?(?:{behind})\)?$", re.I
    )
