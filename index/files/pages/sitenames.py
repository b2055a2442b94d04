"""What a page calls its outlet and its sections: words that are no part of a headline or byline."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from index.files.pages.stated import Stated, address_in, as_list, first_of, name_in

_NOT_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(?:the|der|die|das)\s+(?=\S)", re.I)
_ENDING = re.compile(r"(?<=\w)\.[a-z]{2,4}$|\s+(?:online|digital|web)$", re.I)
_LONGEST_NAME = 40
_SITE_TAGS = (
    *("og:site_name", "application-name", "apple-mobile-web-app-title", "al:ios:app_name"),
    *("twitter:site", "dc.publisher", "citation_journal_title"),
)
_LOGO = (
    "//a[@href='/' or contains(@class, 'logo') or contains(@id, 'logo')]"
    "|//*[contains(@class, 'site-title') or contains(@class, 'site-name')]"
)
_NO_NAMES = frozenset({"www", "m", "amp", "news", "blog", "en", "de", "fr", "es", "blogger"})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "or", "ne"})


@lru_cache(maxsize=512)
def key(text: str) -> str:
    """`text` as it is compared: letters and digits only, in one case."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _named(text: str) -> str:
    return key(_ARTICLE.sub("", text.strip(), count=1))


@dataclass(frozen=True, slots=True)
class Furniture:
    """The names of a page's outlet and of its sections, as `key` has them."""

    outlets: frozenset[str]
    sections: frozenset[str]

    def is_outlet(self, text: str) -> bool:
        """Whether `text` is a name of the outlet, with or without its article."""
        return bool(self.outlets & {key(text), _named(text), _named(_ENDING.sub("", text))})

    def is_near_outlet(self, text: str) -> bool:
        """Whether `text` is such a name, a part of it, or it with a word or two ("… Politics")."""
        named = _named(text)
        if not named or len(text.split()) > 5:
            return False
        return self.is_outlet(text) or any(
            _holds(named, outlet) or _holds(outlet, named) for outlet in self.outlets
        )

    def is_section(self, text: str) -> bool:
        """Whether `text` is the name of a section that the page or its address names."""
        return key(text) in self.sections


def _holds(longer: str, shorter: str) -> bool:
    return len(shorter) >= 3 and shorter in longer and 3 * len(shorter) >= len(longer)


def furniture(page: Stated, source: str, url: str) -> Furniture:
    """The names of the outlet and of sections on `page`, whose outlet is stated as `source`."""
    outlets = {_named(name) for name in _outlet_names(page, source) if len(name) <= _LONGEST_NAME}
    host, path = _host_and_path(page, url)
    outlets.update(_host_names(host))
    sections = [
        *map(str, as_list(page.node.get("articleSection"))),
        page.metas.get("article:section", ""),
        *path.split("/")[:-1],
    ]
    return Furniture(frozenset(outlets - _NO_NAMES - {""}), frozenset(map(key, sections)) - {""})


def _outlet_names(page: Stated, source: str) -> Iterator[str]:
    publisher = first_of(as_list(page.node.get("publisher")))
    if not _is_a("Person", publisher):
        yield from (source, name_in(publisher))
    yield from (page.metas.get(tag, "").removeprefix("@") for tag in _SITE_TAGS)
    for node in page.nodes:
        if _is_a(r"\w*Organization|WebSite|Newspaper", node) and not _is_a("Person", node):
            yield name_in(node)
    for link in page.tree.xpath(_LOGO)[:5]:
        yield link.text_content()
        yield from link.xpath(".//img/@alt")


def _is_a(kind: str, node: object) -> bool:
    kinds = as_list(node.get("@type")) if isinstance(node, dict) else []
    return any(re.fullmatch(kind, str(one)) for one in kinds)


def _host_and_path(page: Stated, url: str) -> tuple[str, str]:
    for address in (url, page.metas.get("og:url", ""), address_in(page.node.get("url"))):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.hostname:
            return parts.hostname, parts.path
    return "", ""


def _host_names(host: str) -> Iterator[str]:
    """The name in `host`, alone and with its ending: "harbour-courier.example" and the like."""
    labels = [label for label in host.split(".") if label not in ("www", "m", "amp")]
    if len(labels) > 1:
        yield key("".join(labels))
        yield key(labels[-3] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2])
