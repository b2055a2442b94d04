"""NITF, the News Industry Text Format: one story of an agency or a newspaper's archive.

Elements and what they mean: IPTC, "NITF 3.6 Documentation", www.nitf.org.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from index.files.decoding import UnreadableError
from index.files.plaintext import Draft
from index.files.wires.trees import (
    at,
    attribute,
    attributes_or_words,
    markup_in,
    name_of,
    named,
    within,
    words,
)

_AS_HTML = {
    "block": "div",
    "hl2": "h2",
    "bq": "blockquote",
    "block.quote": "blockquote",
    "nitf-table": "table",
    "credit": "p",
    "datasource": "p",
    "body.content": "div",
}
_NO_REPORTING = frozenset(
    (
        *("media", "media-caption", "media-producer", "figure", "note", "fn", "ednote", "copyrite"),
        *("byline", "distributor", "dateline", "slugline", "virtloc", "nitf-table-metadata"),
        *("head", "header", "footer", "nav", "aside", "style", "script"),
    )
)
_DATES = (
    ("head/pubdata", "date.publication"),
    ("head/docdata/date.issue", "norm"),
    ("head/docdata/date.release", "norm"),
    ("body/body.head/dateline/story.date", "norm"),
)
_BEHIND_NAME = re.compile(r"\s*(?:,|\||[-–—]|\()\s*$")
_KILL = re.compile(r"\W*(?:mandatory\s+|bulletin\s+|photo\s+)*(?:kill|withdraw|withhold)", re.I)
_UNFIT = ("canceled", "cancelled", "withheld", "killed")


def read_nitf(root: Any) -> Draft:
    """The story of a document whose first element is `nitf`.

    Raises:
        UnreadableError: it was taken back, or takes back another.
    """
    _refuse_killed(root)
    meta = _metas(root)
    remarks: list[str] = []
    lines = at(root, "body/body.head")
    title = _headline(lines) or words(at(root, "head/title"))
    values: dict[str, object] = {
        "title": title,
        "text": body_of(root),
        "source": _outlet(root, lines),
        "published": _first(attribute(at(root, path), name) for path, name in _DATES),
        "url": _first(_addresses(root)),
        "authors": bylines(lines),
        "kind": _kinds(root, meta),
        "id": attribute(at(root, "head/docdata/doc-id"), "id-string"),
        "section": _printed(at(root, "head/pubdata"), meta),
        "language": attribute(root, "baselang")
        or attribute(root, "{http://www.w3.org/XML/1998/namespace}lang"),
    }
    return values, remarks


def body_of(root: Any) -> str:
    """The text of the first `body.content` in `root`, as HTML; media, captions and notes left out.

    An archive may hold the first paragraph of a story a second time, as a block of its own.
    """
    content = next(within(root, "body.content"), None)
    if content is None:
        return ""
    blocks = [*named(content, "block")]
    whole = [block for block in blocks if attribute(block, "class") == "full_text"]
    return reporting(whole[0] if whole else content)


def reporting(element: Any) -> str:
    """The reporting in a body of NITF or XHTML, as HTML: no media, captions, headers or notes."""
    element = deepcopy(element)
    for inner in [*element.iterdescendants()]:
        name = name_of(inner)
        if name in _NO_REPORTING:
            _taken_out(inner)
        elif name in _AS_HTML:
            inner.tag = _AS_HTML[name]
    return markup_in(element)


def _taken_out(element: Any) -> None:
    parent, before, tail = element.getparent(), element.getprevious(), element.tail or ""
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def bylines(lines: Any) -> list[str]:
    """Who wrote it, by the byline; less what they are. An archive's second form of it is left."""
    if lines is None:
        return []
    found = [*named(lines, "byline")]
    printed = [one for one in found if attribute(one, "class") == "print_byline"]
    names = []
    for line in printed or found:
        people = [words(one) for one in within(line, "person")]
        line = deepcopy(line)
        for title in [*within(line, "byttl", "location", "virtloc", "org")]:
            _taken_out(title)
        told = people or [words(line)]
        names += [_BEHIND_NAME.sub("", name) for name in told if any(map(str.isupper, name))]
    return names


def _headline(lines: Any) -> str:
    if lines is None:
        return ""
    heads = [*within(lines, "hl1")] or [*named(lines, "hedline")]
    return _first(words(head) for head in heads)


def _first(found: Iterator[str]) -> str:
    return next(filter(None, found), "")


def _metas(root: Any) -> dict[str, str]:
    head = at(root, "head")
    metas = () if head is None else named(head, "meta")
    return {attribute(one, "name").lower(): attribute(one, "content") for one in metas}


def _outlet(root: Any, lines: Any) -> str:
    """Where it was published, else who sent it, else whose it is."""
    distributor = None if lines is None else next(named(lines, "distributor"), None)
    owner = None if lines is None else next(within(lines, "rights.owner"), None)
    return (
        attribute(at(root, "head/pubdata"), "name")
        or words(distributor)
        or attribute(at(root, "head/docdata/doc.copyright"), "holder")
        or words(owner)
    )


def _addresses(root: Any) -> Iterator[str]:
    pubdata = at(root, "head/pubdata")
    yield from (attribute(one, "ex-ref") for one in within(root, "pubdata"))
    if attribute(pubdata, "type") == "web":
        yield attribute(pubdata, "position.section")


def _printed(pubdata: Any, meta: dict[str, str]) -> str:
    """Where it stood in print, such as "B, page 3"."""
    section = attribute(pubdata, "position.section") or meta.get("print_section", "")
    page = attribute(pubdata, "position.sequence") or meta.get("print_page_number", "")
    if section.startswith("http"):
        section = ""
    return ", ".join(filter(None, (section, f"page {page}" if page else "")))


def _kinds(root: Any, meta: dict[str, str]) -> list[str]:
    """What the document says of its kind; a correction before all."""
    told = [] if at(root, "head/docdata/correction") is None else ["correction"]
    head = at(root, "head")
    if head is not None:
        told += [
            attribute(one, "tobject.property.type") for one in within(head, "tobject.property")
        ]
        told += [attribute(one, "tobject.type") for one in within(head, "tobject")]
    return [*told, meta.get("genre", ""), meta.get("types_of_material", "")]


def _refuse_killed(root: Any) -> None:
    docdata = at(root, "head/docdata")
    status = attribute(docdata, "management-status").lower()
    if status in _UNFIT:
        raise UnreadableError(
            f"is marked as {status} by its agency (management-status), and is not for use"
        )
    notes = [] if docdata is None else [*named(docdata, "ed-msg")]
    for note in notes:
        for said in (attribute(note, "msg-type"), attributes_or_words(note, "info")):
            if _KILL.match(said):
                raise UnreadableError(
                    f"is a notice that takes a story back, not an article: {said[:80]!r}"
                )
