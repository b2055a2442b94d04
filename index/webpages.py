"""A saved web page: its main text, and what it says of itself; nothing is inferred from prose."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from index.dates import date_in_url
from index.decoding import UnreadableError, one_line
from index.fields import authors_of
from index.markup import parsable, strip_markup
from index.plaintext import Draft

_SHORTEST_TEXT = 20
_LONG_SPACE = re.compile(r"\s{40,}")
_ARTICLE_TYPE = re.compile(r"(?:.*Article|LiveBlogPosting|BlogPosting|Report|Correction\w*)$")
_PUBLISHED_NAMES = (
    *("article:published_time", "og:article:published_time", "datepublished", "pubdate"),
    *("publishdate", "publish-date", "parsely-pub-date", "dc.date.issued", "article.published"),
)
_DESCRIBED = "//*[@itemprop='{0}']"


def read_page(source: str) -> Draft:
    """Text by trafilatura; fields from JSON-LD, then meta tags, microdata, <time> and the address.

    A publication date is one that the page states as such: never a guess from the text.
    Raises UnreadableError where the page holds no article text.
    """
    import trafilatura

    from index.visibility import drop_hidden

    source = _LONG_SPACE.sub(" ", source)  # trafilatura takes minutes over a megabyte of spaces
    tree = trafilatura.load_html(parsable(source))
    if tree is None:
        raise UnreadableError("holds no HTML that can be parsed")
    drop_hidden(tree, scripts=True)
    nodes, remarks = _json_ld(tree)
    metas = _metas(tree)
    values = _described(tree, _article_node(nodes, metas), metas)
    marked = _marked_article(tree)
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_images=False)
    except RecursionError as error:
        raise UnreadableError("is HTML nested too deep to be read") from error
    text = getattr(found, "text", "") or ""
    if len(text.strip()) < _SHORTEST_TEXT:  # what is left of a page of links
        raise UnreadableError("no article text was found in the page")
    if marked and "\n" not in text.strip():
        text = strip_markup(marked)  # of very short pages trafilatura runs the blocks together
    values["text"] = re.sub(r"\n+", "\n\n", text)
    return values, remarks


def _marked_article(tree: Any) -> str:
    """The HTML of the page's one <article> or <main>, where it has several paragraphs."""
    from lxml import html

    found = tree.xpath("//article[count(.//p) > 1]") or tree.xpath("//main[count(.//p) > 1]")
    return html.tostring(found[0], encoding="unicode", with_tail=False) if len(found) == 1 else ""


def _described(tree: Any, node: dict[str, Any], metas: dict[str, str]) -> dict[str, object]:
    url = (
        _first(tree.xpath("//link[@rel='canonical']/@href"))
        or metas.get("og:url", "")
        or _address(node.get("url")) or _address(node.get("mainEntityOfPage"))
    )  # fmt: skip
    source = _name(node.get("publisher")) or metas.get("og:site_name", "")
    values: dict[str, object] = {
        "title": _title(tree, node, metas, source),
        "source": source,
        "published": node.get("datePublished") or _stated_date(tree, metas) or date_in_url(url),
        "updated": node.get("dateModified")
        or metas.get("article:modified_time", "")
        or _only(tree.xpath(_DESCRIBED.format("dateModified")))
        or "",
        "url": url if re.match("https?:", url) else "",
        "authors": _authors(tree, node, metas),
        "kind": [
            *_as_list(node.get("@type")),
            *_as_list(node.get("genre")),
            *_as_list(node.get("articleSection")),
            metas.get("og:type", ""),
            metas.get("article:section", ""),
        ],
    }
    return {name: value for name, value in values.items() if value}


def _title(tree: Any, node: dict[str, Any], metas: dict[str, str], source: str) -> str:
    heads = [one_line(head.text_content()) for head in tree.xpath("//h1")]
    stated = node.get("headline") or metas.get("og:title", "") or metas.get("twitter:title", "")
    if isinstance(stated, str) and stated.strip():
        return one_line(_unescaped(stated))
    if len(heads) == 1 and heads[0]:
        return heads[0]
    title = one_line(_first([e.text_content() for e in tree.xpath("//head/title")]))
    return re.sub(rf"\s+[-–—|·]\s+{re.escape(source)}$", "", title) if source else title


def _authors(tree: Any, node: dict[str, Any], metas: dict[str, str]) -> tuple[str, ...]:
    stated = [_name(author) for author in _as_list(node.get("author"))]
    marked = [metas.get(name, "") for name in ("author", "article:author", "byl", "parsely-author")]
    within = [e.text_content() for e in tree.xpath("//*[@itemprop='author']|//a[@rel='author']")]
    for names in (stated, marked, within):
        if found := authors_of([one_line(_unescaped(name)) for name in names if name]):
            return found
    return ()


def _stated_date(tree: Any, metas: dict[str, str]) -> str:
    """Return what meta tags, microdata or a <time> say; nothing where two of a sort disagree."""
    named = next((metas[name] for name in _PUBLISHED_NAMES if metas.get(name)), "")
    return (
        named
        or _only(tree.xpath(_DESCRIBED.format("datePublished")))
        or _only(tree.xpath("//time[@pubdate]"))
        or _only(tree.xpath("(//article|//main)//header//time[@datetime]"))
    )


def _only(elements: Sequence[Any]) -> str:
    said = {
        one_line(e.get("content") or e.get("datetime") or e.text_content() or "") for e in elements
    }
    return said.pop() if len(said) == 1 else ""


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
    for item in _as_list(value):
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
        if any(_ARTICLE_TYPE.match(str(kind)) for kind in _as_list(node.get("@type")))
    ]
    here = metas.get("og:url", "")
    for node in articles:
        if here and here in (_address(node.get("url")), _address(node.get("mainEntityOfPage"))):
            return node
    return articles[0] if articles else {}


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _name(value: object) -> str:
    value = _first(_as_list(value))
    if isinstance(value, dict):
        value = _first(_as_list(value.get("name")))
    return _unescaped(value) if isinstance(value, str) else ""


def _address(value: object) -> str:
    value = _first(_as_list(value))
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _first(values: Sequence[Any]) -> Any:
    return next(iter(values), "")


def _unescaped(text: str) -> str:
    """JSON-LD is often escaped for HTML a second time."""
    import html

    return html.unescape(text)
