"""What a page says of itself in forms for machines: JSON-LD, meta tags, microdata."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.files.decoding import one_line

_ARTICLE_TYPE = re.compile(r"(?:.*Article|LiveBlogPosting|BlogPosting|Report|Correction\w*)$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A parsed page, less what nobody sees, and what it states.

    `node` is the JSON-LD node that speaks of this page's article, empty where none does, and
    `nodes` are all of them; `metas` are the named meta tags, the first of a name, in lower case.
    `remarks` say what could not be read.
    """

    tree: Any
    nodes: Sequence[dict[str, Any]]
    node: dict[str, Any]
    metas: dict[str, str]
    remarks: tuple[str, ...] = ()

    def marked(self, name: str) -> list[Any]:
        """The elements that microdata calls `name`, such as "datePublished"."""
        found: list[Any] = self.tree.xpath("//*[@itemprop=$name]", name=name)
        return found


def stated_by(tree: Any) -> Stated:
    """What the page `tree` states; its scripts must still be there."""
    nodes, remarks = _json_ld(tree)
    metas = _metas(tree)
    return Stated(tree, nodes, _article_node(nodes, metas), metas, tuple(remarks))


def _metas(tree: Any) -> dict[str, str]:
    """Every named meta tag, the first of a name, names in lower case."""
    found: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content][@name or @property]"):
        name = (meta.get("property") or meta.get("name") or "").strip().lower()
        content = one_line(meta.get("content"))
        if name and content:
            found.setdefault(name, content)
    return found


def _json_ld(tree: Any) -> tuple[list[dict[str, Any]], list[str]]:
    nodes: list[dict[str, Any]] = []
    remarks: list[str] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]/text()"):
        try:
            nodes += _nodes(json.loads(script, strict=False))
        except (ValueError, RecursionError) as error:
            why = getattr(error, "msg", "") or "it is nested too deep"
            remarks.append(f"the page's JSON-LD cannot be read ({why}); its fields were left out")
    return nodes, remarks


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    for item in as_list(value):
        if isinstance(item, list):
            yield from _nodes(item)
        elif isinstance(item, dict):
            yield item
            yield from _nodes(item.get("@graph"))
            yield from _nodes(item.get("mainEntity"))


def _article_node(nodes: Sequence[dict[str, Any]], metas: dict[str, str]) -> dict[str, Any]:
    """Return the node that speaks of this page's article; lists of related ones come after it."""
    articles = [
        node
        for node in nodes
        if any(_ARTICLE_TYPE.match(str(kind)) for kind in as_list(node.get("@type")))
    ]
    here = metas.get("og:url", "")
    for node in articles:
        if here and here in (address_in(node.get("url")), address_in(node.get("mainEntityOfPage"))):
            return node
    return articles[0] if articles else {}


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
