"""XML from anybody as a tree: none of its own entities, nothing fetched, damage mended and told."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from index.files.decoding import UnreadableError, decode, one_line
from index.files.markup import parsable

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)
_AMPERSAND = re.compile(r"&(?!#(?:\d+|x[0-9a-f]+);)(?:([a-z]\w*);)?", re.I)
_HTML_NAME = re.compile(r"[A-Za-z][\w.-]*")
_XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")


@dataclass(frozen=True, slots=True)
class Tree:
    """A document: its first element, and what is wrong with it, empty where nothing is.

    `cut` says that the document has no end: its last part may not be whole.
    """

    root: Any
    damage: str = ""
    cut: bool = False


def tree_of(data: bytes) -> Tree:
    """The tree of an XML document, in whatever encoding it is, whichever one it declares.

    Raises:
        UnreadableError: nothing in it is XML.
    """
    from lxml import etree

    source = _mended(parsable(decode(data, html=True).lstrip())).encode("utf-8", "replace")
    damage = ""
    try:
        root = etree.fromstring(source, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        damage = one_line(str(error.msg))[:120]
        try:
            root = etree.fromstring(source, _parser(recover=True))
        except etree.XMLSyntaxError:
            root = None
    if root is None:
        raise UnreadableError(f"is not XML that can be read: {damage}; fetch the file again")
    name = f"{root.prefix}:{name_of(root)}" if root.prefix else name_of(root)
    return Tree(root, damage, bool(damage) and f"</{name}".encode() not in source)


def _parser(*, recover: bool) -> Any:
    from lxml import etree

    return etree.XMLParser(
        encoding="utf-8",  # whatever a second declaration says
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _mended(source: str) -> str:
    """`source` without its document type, with HTML's entities as what they stand for.

    An ampersand that begins nothing known stands for itself.
    """
    parts = _CDATA.split(_DOCTYPE.sub("", source, count=1))
    return "".join(p if n % 2 else _AMPERSAND.sub(_entity, p) for n, p in enumerate(parts))


def _entity(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name in _XML_ENTITIES:
        return found[0]
    stands_for = html5.get(f"{name};")
    return html.escape(stands_for) if stands_for else f"&amp;{found[0][1:]}"


def name_of(element: Any) -> str:
    """An element's name without namespace and without prefix, declared or not."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def named(element: Any, *names: str) -> Iterator[Any]:
    """The children of `element` that have one of these names, in order."""
    return (child for child in element if name_of(child) in names)


def within(element: Any, *names: str) -> Iterator[Any]:
    """All elements inside `element` that have one of these names, in order."""
    return (inner for inner in element.iterdescendants() if name_of(inner) in names)


def at(element: Any, path: str) -> Any:
    """The first element at a path such as "head/docdata/date.issue"; None where there is none."""
    for name in path.split("/"):
        element = next(named(element, name), None)
        if element is None:
            return None
    return element


def words(element: Any) -> str:
    """All words in an element, on one line; empty for None."""
    return "" if element is None else one_line(" ".join(element.itertext()))


def attribute(element: Any, name: str) -> str:
    """An attribute on one line; empty where it, or the element, is not there."""
    return "" if element is None else one_line(element.get(name) or "")


def markup_in(element: Any) -> str:
    """What an element holds, as HTML: its elements without namespace, or its words as they are.

    Words alone may be HTML that was escaped.
    """
    from lxml import etree

    if not len(element):
        return element.text or ""
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            name = name_of(inner)
            inner.tag = name if _HTML_NAME.fullmatch(name) else "span"
    etree.cleanup_namespaces(element)
    parts = [etree.tostring(inner, encoding="unicode", method="html") for inner in element]
    return html.escape(element.text or "", quote=False) + "".join(parts)


def attributes_or_words(element: Any, name: str) -> str:
    """An attribute, else the words of the element."""
    return attribute(element, name) or words(element)
