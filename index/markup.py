"""The words of a piece of HTML, such as stands in a record's text field or in Markdown."""

import re

from index.decoding import clean

_BLOCKS = (
    *("p", "div", "ul", "ol", "blockquote", "article", "section", "figure", "table", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "aside", "main", "hr", "dl"),
)
_LINES = ("br", "li", "tr", "dt", "dd")
_SPACE = re.compile(r"[ \t\r\n\f]+")
XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def strip_markup(source: str) -> str:
    """Return the words of some HTML; its blocks become paragraphs, scripts and captions go."""
    from lxml import etree, html

    try:
        tree = html.fragment_fromstring(f"<div>{XML_DECLARATION.sub('', source)}</div>")
    except (etree.LxmlError, ValueError):  # not a fragment but a page, or hardly markup at all
        tree = html.document_fromstring(f"<html><body>{clean(source)}</body></html>")
    etree.strip_elements(
        tree, "script", "style", "figcaption", "noscript", etree.Comment, with_tail=False
    )
    blocks = any(True for element in tree.iterdescendants(*_BLOCKS, *_LINES) if element is not tree)
    for element in tree.iter():
        text, tail = element.text or "", element.tail or ""
        if blocks:
            text, tail = _SPACE.sub(" ", text), _SPACE.sub(" ", tail)
        if element.tag in _BLOCKS:
            text, tail = "\n\n" + text, "\n\n" + tail
        elif element.tag in _LINES:
            tail = "\n" + tail
        element.text, element.tail = text, tail
    lines = "".join(tree.itertext()).split("\n")
    return clean("\n".join(line.strip() for line in lines))
