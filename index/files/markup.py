"""The words of a piece of HTML, such as stands in a record's text field or in Markdown."""

import re
from collections.abc import Iterator
from typing import Any

from index.files.charsets import CONTROL
from index.files.decoding import clean

_BLOCKS = (
    *("p", "div", "ul", "ol", "blockquote", "article", "section", "figure", "table", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "aside", "main", "hr", "dl"),
)
_LINES = ("br", "li", "tr", "dt", "dd")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,10}));?", re.I)
_FORBIDDEN = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
_EITHER = re.compile(f"{CONTROL.pattern}|{_FORBIDDEN.pattern}")


def parsable(source: str) -> str:
    """`source` without XML declaration, and without characters that no XML tree may hold."""

    def allowed(reference: re.Match[str]) -> str:
        code = int(reference[1], 16) if reference[1] else int(reference[2])
        return "" if code > 0x10FFFF or _EITHER.match(chr(code)) else reference[0]

    source = _REFERENCE.sub(allowed, _DECLARATION.sub("", source, count=1))
    if not _EITHER.search(source):
        return source
    return _FORBIDDEN.sub("\ufffd", CONTROL.sub("", source))


def strip_markup(source: str) -> str:
    """Return the words of some HTML; its blocks become paragraphs, scripts and captions go."""
    from lxml import etree, html

    from index.files.pages.visibility import drop_hidden

    source = parsable(source)
    try:
        tree = html.fragment_fromstring(f"<div>{source}</div>")
    except (etree.LxmlError, ValueError):  # not a fragment but a page, or hardly markup at all
        tree = html.document_fromstring(f"<html><body>{clean(source)}</body></html>")
    drop_hidden(tree)
    etree.strip_elements(
        tree, "script", "style", "figcaption", "noscript", etree.Comment, with_tail=False
    )
    blocks = any(True for element in tree.iterdescendants(*_BLOCKS, *_LINES) if element is not tree)
    lines = "".join(_pieces(tree, blocks)).split("\n")
    return clean("\n".join(line.strip() for line in lines))


def _pieces(tree: Any, blocks: bool) -> Iterator[str]:
    """The words of `tree`, line breaks between its blocks; with `blocks`, other space is one."""
    from lxml import etree

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        words = (element.text if event == "start" else element.tail) or ""
        if element.tag in _BLOCKS:
            yield "\n\n"
        elif element.tag in _LINES and event == "end":
            yield "\n"
        yield _SPACE.sub(" ", words) if blocks else words
