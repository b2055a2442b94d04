"""NewsML: items of agencies, in its second generation (NewsML-G2) and in its first (NewsML 1).

Elements and what they mean: IPTC, "NewsML-G2 Guidelines", iptc.org/standards/newsml-g2.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

from index.files.decoding import UnreadableError, decode
from index.files.plaintext import Draft
from index.files.wires.nitf import body_of, bylines, reporting
from index.files.wires.trees import at, attribute, name_of, named, within, words

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CODE = re.compile(r"[:/#]([\w.-]+)/?$")
_NAME = re.compile(r"[^\W\d_a-z]\S*(?:\s+\S+)+")
_NO_MAIN = re.compile(r"sub|deck|alt|short|seo|mobile|kicker", re.I)
_OTHER_ROLES = re.compile(r"style|headline|contact|logo|caption|teaser|summary|photo|picture", re.I)


def read_g2(root: Any) -> Iterator[Draft | UnreadableError]:
    """The stories of a news item, or of a message that holds several; or why an item is none."""
    items = [root] if name_of(root) == "newsItem" else [*within(root, "newsItem")]
    if not items:
        raise UnreadableError(
            f"is a {name_of(root)} of NewsML-G2 without news items, so that it holds no article; "
            "add the items that it lists"
        )
    for item in items:
        try:
            yield _g2_item(item)
        except UnreadableError as error:
            yield error


def _g2_item(item: Any) -> Draft:
    meta, content = at(item, "itemMeta"), at(item, "contentMeta")
    _refuse_unusable(_coded(at(item, "itemMeta/pubStatus")))
    text, inline = _g2_text(item)
    if not text:
        kind = _coded(at(item, "itemMeta/itemClass")) or "item"
        raise UnreadableError(f"is a {kind} without text in it, not an article")
    lines = None if inline is None else next(within(inline, "body.head"), None)
    created = _words_at(content, "contentCreated") or _words_at(meta, "firstCreated")
    version = _words_at(meta, "versionCreated")
    headline = None if lines is None else next(within(lines, "hl1"), None)
    return {
        "title": _g2_headline(content) or words(headline) or _words_at(meta, "title"),
        "text": text,
        "source": _party(at(item, "itemMeta/provider"))
        or _party(at(item, "rightsInfo/copyrightHolder"))
        or _coded(at(item, "itemMeta/provider")),
        "published": created or version,
        "updated": version,
        "authors": _g2_authors(content) or bylines(lines),
        "kind": _g2_kinds(content),
        "id": attribute(item, "guid"),
        "language": attribute(at(item, "contentMeta/language"), "tag")
        or attribute(item, _LANGUAGE),
    }, []


def _g2_text(item: Any) -> tuple[str, Any]:
    """The text of an item, as HTML or plain, and the document that it stands in, if one does."""
    contents = at(item, "contentSet")
    for inline in () if contents is None else named(contents, "inlineXML"):
        text = body_of(inline)
        if not text:
            body = next(within(inline, "body"), None)
            text = reporting(inline if body is None else body)
        if text.strip():
            return text, inline
    for inline in () if contents is None else named(contents, "inlineData"):
        kind = attribute(inline, "contenttype")
        if kind and not kind.startswith(("text/", "application/xhtml")):
            continue
        text = reporting(inline)
        if "base64" in attribute(inline, "encoding"):
            try:
                text = decode(base64.b64decode(text, validate=False))
            except binascii.Error:
                continue
        if text.strip():
            return text, None
    return "", None


def _g2_headline(content: Any) -> str:
    heads = [] if content is None else [*named(content, "headline")]
    mains = [head for head in heads if not _NO_MAIN.search(attribute(head, "role"))]
    ranked = sorted(mains, key=lambda head: attribute(head, "rank") or "1")
    return next(filter(None, map(words, ranked)), "")


def _g2_authors(content: Any) -> list[str]:
    """Who the byline names; else who made it, where that is told by a name and not a code."""
    if content is None:
        return []
    told = [words(by) for by in named(content, "by")]
    if any(told):
        return told
    made = [_party(creator) for creator in named(content, "creator")]
    return [name for name in made if _NAME.fullmatch(name)]


def _g2_kinds(content: Any) -> list[str]:
    genres = [] if content is None else [*named(content, "genre")]
    told = [words(next(named(genre, "name"), None)) for genre in genres]
    return [*told, *(_coded(genre) for genre in genres)]


def _party(element: Any) -> str:
    """A party's name, else its name as a literal."""
    if element is None:
        return ""
    return words(next(named(element, "name"), None)) or attribute(element, "literal")


def _coded(element: Any) -> str:
    """The code in "stat:usable", or at the end of an address that stands for it."""
    value = attribute(element, "qcode") or attribute(element, "uri")
    code = _CODE.search(value)
    return code[1] if code else value


def _words_at(element: Any, name: str) -> str:
    return "" if element is None else words(next(named(element, name), None))


def _refuse_unusable(status: str) -> None:
    if status.lower() not in ("", "usable"):
        raise UnreadableError(f"is marked as {status.lower()} by its agency, and is not for use")


# -- the first generation ----------------------------------------------------------------------


def read_newsml(root: Any) -> Iterator[Draft | UnreadableError]:
    """The stories of a NewsML 1 document, one an item of news; or why an item is none."""
    items = [*named(root, "NewsItem")]
    if not items:
        raise UnreadableError("is NewsML without news items, so that it holds no article")
    sender = _formal(at(root, "NewsEnvelope/SentFrom/Party"))
    for item in items:
        try:
            yield _first_item(item, sender)
        except UnreadableError as error:
            yield error


def _first_item(item: Any, sender: str) -> Draft:
    managed = at(item, "NewsManagement")
    _refuse_unusable(_formal(at(item, "NewsManagement/Status")))
    text, component = _first_text(item)
    if not text:
        raise UnreadableError("is an item of NewsML without text in it, not an article")
    provider = next(within(item, "Provider"), None)
    source = next(within(item, "Source"), None)
    return {
        "title": _line(component, "HeadLine"),
        "text": text,
        "source": _formal(next(named(provider, "Party"), None) if provider is not None else None)
        or sender
        or _formal(next(named(source, "Party"), None) if source is not None else None)
        or words(at(item, "Identification/NewsIdentifier/ProviderId")),
        "published": _words_at(managed, "FirstCreated"),
        "updated": _words_at(managed, "ThisRevisionCreated"),
        "authors": _line(component, "ByLine"),
        "kind": [_formal(one) for one in within(item, "Genre")],
        "id": words(at(item, "Identification/NewsIdentifier/PublicIdentifier")),
        "language": _formal(next(_upwards(component, "Language"), None)),
    }, []


def _first_text(item: Any) -> tuple[str, Any]:
    """The longest text in an item that is no headline, caption or the like, and its component."""
    found = []
    for content in within(item, "ContentItem"):
        component = content.getparent()
        role = _formal(next(named(component, "Role"), None))
        kind = _formal(next(named(content, "MediaType"), None))
        data = next(named(content, "DataContent"), None)
        if data is None or _OTHER_ROLES.search(role) or kind.lower() not in ("", "text"):
            continue
        body = next(within(data, "body"), None)
        text = body_of(data) or reporting(data if body is None else body)
        found.append((text, component))
    return max(found, key=lambda pair: len(pair[0]), default=("", item))


def _line(component: Any, name: str) -> str:
    """A line of news, such as the headline: of a component, else of the one around it."""
    return next(filter(None, map(words, _upwards(component, name))), "")


def _upwards(element: Any, name: str) -> Iterator[Any]:
    """What is called `name` and says something of `element` or of what it stands in."""
    while element is not None and name_of(element) not in ("NewsItem", "NewsML"):
        for group in named(element, "NewsLines", "DescriptiveMetadata"):
            yield from named(group, name)
        element = element.getparent()
    if element is not None:
        yield from within(element, name)


def _formal(element: Any) -> str:
    return attribute(element, "FormalName")
