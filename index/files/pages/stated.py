"""What a page says of itself in forms for machines: JSON-LD, meta tags, microdata."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from index.files.decoding import one_line
from index.files.pages.linked import linked_data

_ARTICLE = re.compile(r"(?:.*Article|\w*Posting|\w*Report|Correction\w*|ReportageNews)$")
_OTHER_WORK = re.compile(r"(?:\w*Recipe|\w*Review|CreativeWork|HowTo|Podcast\w*|\w*Essay)$")
_PAGE = re.compile(r"(?:\w*WebPage|ItemPage|AboutPage)$")
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)\s*|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)",
    re.I,
)
_HEAD_CHARS = 20_000
_LONG_ENOUGH = 12
_NOT_THE_ARTICLE = re.compile(
    r"(?:Comment|UserComments|\w*Object|\w*Answer|Person|\w*Organization|ItemList|Event|Product"
    r"|Offer|WPAdBlock|WPSideBar|WPFooter|Clip)$",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A parsed page, less what nobody sees, and what it states.

    `node` is the JSON-LD node that speaks of this page's article, empty where none does, `webpage`
    the one that speaks of the page, and `nodes` are all of them but the items of lists; `metas` are
    the named meta tags, the first of a name, in lower case. `saved_from` is the address that a
    browser wrote when it saved the page. `remarks` say what could not be read.
    """

    tree: Any
    nodes: Sequence[dict[str, Any]]
    node: dict[str, Any]
    metas: dict[str, str]
    remarks: tuple[str, ...] = ()
    webpage: dict[str, Any] = field(default_factory=dict)
    saved_from: str = ""

    def marked(self, name: str) -> list[Any]:
        """The elements that microdata calls `name`, such as "datePublished".

        Those of other things, such as a comment's date, are left out.
        """
        found: list[Any] = self.tree.xpath(
            "//*[@itemprop and contains(concat(' ', normalize-space(@itemprop), ' '), $name)]",
            name=f" {name} ",
        )
        return [element for element in found if not _of_another_thing(element)]


def stated_by(tree: Any, source: str = "") -> Stated:
    """What the page `tree`, parsed of `source`, states; its scripts must still be there."""
    nodes, listed, remarks = linked_data(tree)
    metas = _metas(tree)
    saved = _SAVED_FROM.search(source, 0, _HEAD_CHARS)
    here = _Here(tree, metas, saved[1] if saved else "")
    return Stated(
        tree,
        nodes,
        _chosen(here, nodes, listed, _ARTICLE) or _chosen(here, nodes, [], _OTHER_WORK),
        metas,
        tuple(remarks),
        _chosen(here, nodes, [], _PAGE),
        here.saved_from,
    )


def _metas(tree: Any) -> dict[str, str]:
    """Every named meta tag, the first of a name, names in lower case."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content][@name or @property]"):
        content = one_line(meta.get("content"))
        for name in ((meta.get(key) or "").strip().lower() for key in ("property", "name")):
            if name and content:
                found.setdefault(name, content)
    return found


def _of_another_thing(element: Any) -> bool:
    """Whether the thing whose property a microdata element is, is no article and no page."""
    for outer in element.iterancestors():
        if outer.get("itemscope") is not None:
            return bool(_NOT_THE_ARTICLE.search((outer.get("itemtype") or "").strip()))
    return False


class _Here:
    """What tells a page's own article from others: its addresses and its headings."""

    def __init__(self, tree: Any, metas: dict[str, str], saved_from: str) -> None:
        self.saved_from = saved_from
        addresses = (*tree.xpath("//link[@rel='canonical']/@href"), metas.get("og:url"), saved_from)
        self._keys = {key for url in addresses if (key := address_key(url or ""))}
        titles = (metas.get("og:title", ""), metas.get("twitter:title", ""))
        heads = (element.text_content() for element in tree.xpath("//h1|//head/title"))
        self._titles = [_letters(title) for title in (*titles, *heads)]

    def addressed(self, node: dict[str, Any]) -> bool:
        """Whether a JSON-LD node has the address of this page."""
        named = (node.get(name) for name in ("url", "mainEntityOfPage", "@id"))
        return any(address_key(address_in(value)) in self._keys for value in named)

    def headed(self, node: dict[str, Any]) -> bool:
        """Whether its headline is that of this page."""
        said = (node.get(name) for name in ("headline", "name", "alternativeHeadline"))
        heads = [_letters(one) for one in said if isinstance(one, str)]
        return any(
            len(head) >= _LONG_ENOUGH and any(head in title for title in self._titles)
            for head in heads
        )


def _chosen(
    here: _Here,
    nodes: Sequence[dict[str, Any]],
    listed: Sequence[dict[str, Any]],
    kind: re.Pattern[str],
) -> dict[str, Any]:
    """Return the node of a kind that speaks of this page, with what others say of the same.

    It has the page's address or headline; without one that has, the first is taken that does not
    stand in a list.
    """
    own = [node for node in nodes if _is_a(kind, node)]
    items = [node for node in listed if _is_a(kind, node)]
    for same in (here.addressed, here.headed):
        if found := [node for node in (*own, *items) if same(node)]:
            merged: dict[str, Any] = {}
            for node in found:
                merged = {**node, **merged}
            return merged
    return own[0] if own else {}


def _is_a(kind: re.Pattern[str], node: dict[str, Any]) -> bool:
    return any(kind.match(str(one)) for one in as_list(node.get("@type")))


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", unescaped(text)).casefold()


def address_key(url: str) -> str:
    """What two addresses of one page have in common; empty for a home page, or for none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    host = re.sub(r"^(?:www|m|amp|mobile)\.", "", parts.netloc.lower())
    path = re.sub(r"/(?:amp|index\.\w+)?/?$", "", parts.path)
    number = parts.query if re.search(r"(?:^|&)\w*id=\w", parts.query, re.I) else ""
    return f"{host}{path}?{number}".rstrip("?") if path or number else ""


def as_list(value: object) -> list[Any]:
    """The items of a value that may be a list, or one of them, or None."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def name_in(value: object) -> str:
    """A name from a text, an object with a name, or the first of a list of them."""
    value = first_of(as_list(value))
    if isinstance(value, dict):
        value = first_of(as_list(value.get("name")))
    return unescaped(value) if isinstance(value, str) else ""


def address_in(value: object) -> str:
    """A web address from a text, an object that has one, or the first of a list of them."""
    value = first_of(as_list(value))
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def first_of(values: Sequence[Any]) -> Any:
    """The first of `values`, an empty text for none."""
    return next(iter(values), "")


def unescaped(text: str) -> str:
    """JSON-LD is often escaped for HTML a second time."""
    import html

    return html.unescape(text)


def only_value(elements: Sequence[Any]) -> str:
    """What all of `elements` say; empty where they differ, or say nothing."""
    said = {
        one_line(e.get("content") or e.get("datetime") or e.text_content() or "") for e in elements
    }
    return said.pop() if len(said) == 1 else ""
