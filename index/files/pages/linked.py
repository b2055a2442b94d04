"""JSON-LD as pages have it, which is seldom as it should be, as a flat list of its nodes."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

Node = dict[str, Any]

_DEEPEST = 40
_MOST_NODES = 5_000
_OPENS = re.compile(r"\s*(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*/)?\s*")
_CLOSES = re.compile(r"\s*(?://|/\*)?\s*(?:-->|\]\]>)(?:\s*\*/)?\s*;?\s*$")
_WRAPPINGS = 3
_WRAPPING_CHARS = 60
_BETWEEN = re.compile(r"[\s,;]*")
_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")
_ESCAPED = re.compile(r"&(?:amp;)*(?:quot|#0*34|#x0*22);", re.I)
_AGAIN = re.compile(r'^\s*[\[{]\s*\\"')
_VOCABULARY = re.compile(r"^(?:https?://(?:www\.)?schema\.org[/#]|schema:)", re.I)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage")
_LISTED = ("itemListElement", "item")
_REFERRING = ("author", "creator", "publisher", "isPartOf", "sourceOrganization", "provider")
_SAID_ONCE = re.compile(
    r'"(datePublished|dateModified|headline)"\s*:\s*"([^"\\]{4,300})"\s*[,}\r\n]'
)
_KIND = re.compile(r'"@type"\s*:\s*"([^"\\]{1,100})"')


def linked_data(tree: Any) -> tuple[list[Node], list[Node], list[str]]:
    """The JSON-LD nodes of a page, those that stand in lists of others, and remarks.

    Comments, trailing commas, line breaks in strings, CDATA, escapes and several values in one
    script are read; one script that cannot be read takes nothing from the others. Types and names
    are without the address of schema.org, and what is null or empty is left out.
    """
    own: list[Node] = []
    listed: list[Node] = []
    remarks: list[str] = []
    for script in tree.xpath("//script[contains(@type, 'ld+json')]"):
        values, why = _values(script.text or "")
        if why:
            left = "some of its fields were" if values else "its fields were"
            remarks.append(f"the page's JSON-LD cannot be read ({why}); {left} left out")
        for node, in_list in _nodes(values):
            if len(own) + len(listed) < _MOST_NODES:
                (listed if in_list else own).append(node)
    return _resolved(own), listed, remarks


def _values(source: str) -> tuple[Sequence[Any], str]:
    """The values in a script, and why it could not be read, or not to its end."""
    text = _unwrapped(source)
    if not text:
        return [], ""
    found, why = _read(text)
    if not found and _ESCAPED.search(text):
        found, why = _read(html.unescape(html.unescape(text)))
    if not found and _AGAIN.match(text):
        found, why = _read(text.replace('\\"', '"').replace("\\/", "/"))
    return (found or _salvaged(text)), why


def _unwrapped(text: str) -> str:
    """A script less the comment or CDATA section that it may stand in."""
    text = text.strip()
    for _ in range(_WRAPPINGS):
        if opens := _OPENS.match(text, 0, _WRAPPING_CHARS):
            text = text[opens.end() :]
        if closes := _CLOSES.search(text, max(0, len(text) - _WRAPPING_CHARS)):
            text = text[: closes.start()]
    return text.strip()


def _read(text: str) -> tuple[list[Any], str]:
    """What values `text` holds, one behind the other."""
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            value, why = _read_loosely(text[at:])
            why = why and (getattr(error, "msg", "") or "it is nested too deep")
            return found + value, why
        found.append(value)
        at = _between(text, at)
    return found, ""


def _between(text: str, at: int) -> int:
    match = _BETWEEN.match(text, at)
    return match.end() if match else at


def _read_loosely(text: str) -> tuple[list[Any], str]:
    """The first value of `text` as JSON5, which has comments and trailing commas."""
    import pyjson5

    why = ""
    for form in dict.fromkeys((text, _BREAKS.sub(" ", text))):
        try:
            value = pyjson5.decode(form, _DEEPEST, True)
        except (pyjson5.Json5Exception, ValueError, RecursionError) as error:
            why = str(error)
            continue
        if isinstance(value, dict | list):
            return [value], ""
        why = "it is no object"
    return [], why


def _salvaged(text: str) -> list[Node]:
    """Dates and headline of a script that cannot be read, such as one with quotes in a string.

    Only what it says once, for what it says twice may be said of something else.
    """
    said: dict[str, list[str]] = {}
    for name, value in _SAID_ONCE.findall(text):
        said.setdefault(name, []).append(value)
    kind = _KIND.search(text)
    once = {name: values[0] for name, values in said.items() if len(values) == 1}
    return [{"@type": kind[1], **once}] if kind and once else []


def _nodes(value: object, listed: bool = False, depth: int = 0) -> Iterator[tuple[Node, bool]]:
    """The nodes in a value, outer ones first, and whether each is an item of a list."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, listed, depth + 1)
    elif isinstance(value, dict):
        node = _plain(value)
        yield node, listed
        for name in (*_INSIDE, *_LISTED):
            if isinstance(inner := node.get(name), dict | list):
                yield from _nodes(inner, listed or name in _LISTED, depth + 1)


def _plain(node: Node) -> Node:
    plain = {
        _VOCABULARY.sub("", name): value
        for name, value in node.items()
        if value not in (None, "", [], {})
    }
    kinds = plain.get("@type")
    if isinstance(kinds, str):
        plain["@type"] = _VOCABULARY.sub("", kinds)
    elif isinstance(kinds, list):
        plain["@type"] = [_VOCABULARY.sub("", kind) for kind in kinds if isinstance(kind, str)]
    return plain


def _resolved(nodes: list[Node]) -> list[Node]:
    """`nodes` with the nodes that they refer to by "@id" in their place, such as an author."""
    known: dict[str, Node] = {}
    for node in nodes:
        if isinstance(node.get("@id"), str) and len(node) > 2:
            known.setdefault(node["@id"], node)

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(item) if isinstance(item, dict) else item for item in value]
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and "name" not in value:
            return known.get(value["@id"], value)
        return value

    return [
        {name: resolved(one) if name in _REFERRING else one for name, one in node.items()}
        for node in nodes
    ]
