"""The blocks of a page, in order: its paragraphs, headings, list items, lines and table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.files.decoding import letters

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd"),
        *("details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "li"),
        *("main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    )
)
_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "svg", "math", "button", "select"),
        *("textarea", "iframe", "object", "embed", "video", "audio", "canvas", "map", "datalist"),
    )
)
_SPACE = re.compile(r"\s+")
_LONGEST_CELL = 120
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two bounds of blocks, its white space as a browser shows it.

    `element` is the innermost block that it stands in, `linked` how many of its characters are
    those of links. A `line` follows its forerunner without a blank line between.
    """

    element: Any
    text: str
    linked: int = 0
    line: bool = False
    marker: str = ""

    @property
    def key(self) -> str:
        """Its letters and digits alone, to be compared with another reading of the same text."""
        return letters(self.text)

    @property
    def links(self) -> bool:
        """Whether it is hardly more than links."""
        return self.linked > _MOSTLY * len(self.text)


@dataclass(slots=True)
class Page:
    """The blocks of a page, and which of them stand in each of its elements."""

    blocks: list[Block] = field(default_factory=list)
    spans: dict[Any, tuple[int, int]] = field(default_factory=dict)

    def within(self, element: Any) -> range:
        """The numbers of the blocks in `element`."""
        return range(*self.spans.get(element, (0, 0)))


def blocks_of(tree: Any) -> Page:
    """Cut the text of `tree` into blocks; takes time linear in its size."""
    return _Walk().over(tree)


class _Walk:
    def __init__(self) -> None:
        self.page = Page()
        self._stack: list[Any] = []
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._marked: set[Any] = set()
        self._items: dict[Any, int] = {}
        self._last: Any = None

    def over(self, tree: Any) -> Page:
        from lxml import etree

        self._stack.append(tree)
        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._leave(element)
            elif element.tag in _SKIPPED:
                walk.skip_subtree()
            elif element.tag == "tr" and (cells := _cells(element)):
                self._enter(element)
                self._say("; ".join(cells))
                walk.skip_subtree()
            else:
                self._enter(element)
                self._say(element.text)
        self._flush()
        return self.page

    def _enter(self, element: Any) -> None:
        if element.tag in _BLOCKS or "-" in element.tag:  # those of a page's own making
            self._flush()
            self._stack.append(element)
            self.page.spans[element] = (len(self.page.blocks), 0)
        elif element.tag == "a":
            self._links += _leads_away(element)
        elif element.tag == "br":
            self._pieces.append("\n")

    def _leave(self, element: Any) -> None:
        if element.tag in _BLOCKS or "-" in element.tag:
            self._flush()
            self._stack.pop()
            start, _ = self.page.spans[element]
            self.page.spans[element] = (start, len(self.page.blocks))
        elif element.tag == "a":
            self._links -= _leads_away(element)
        self._say(element.tail)

    def _say(self, text: str | None) -> None:
        if not text:
            return
        kept = self._stack[-1].tag == "pre"
        self._pieces.append(text if kept else _SPACE.sub(" ", text))
        if self._links:
            self._linked += len(text.strip())

    def _flush(self) -> None:
        said, linked = "".join(self._pieces), self._linked
        self._pieces, self._linked = [], 0
        if not said.strip():
            return
        element, item = self._stack[-1], self._item()
        all_links = linked > _MOSTLY * len(said.strip())
        marker, line = self._marker(item)
        for piece in said.split("\n"):
            text = " ".join(piece.split())
            if text:
                part = len(text) if all_links else 0 if "\n" in said else linked
                self.page.blocks.append(Block(element, text, part, line, marker))
                marker = ""
            line = bool(text)
        self._last = item

    def _item(self) -> Any:
        """The item of a list, or the row of a table, that what is said now stands in, or None."""
        for element in reversed(self._stack):
            if element.tag == "li" or (element.tag == "tr" and element is self._stack[-1]):
                return element
            if element.tag in ("ul", "ol", "table", "article", "section"):
                return None
        return None

    def _marker(self, item: Any) -> tuple[str, bool]:
        """What a browser shows before an item, and whether it follows another of its list."""
        if item is None or item in self._marked:
            return "", False
        self._marked.add(item)
        inside = _list(item)
        follows = self._last is not None and _list(self._last) is inside
        if item.tag == "tr":
            return "", follows
        if inside is None or inside.tag != "ol":
            return "- ", follows
        self._items[inside] = self._items.get(inside, 0) + 1
        return f"{self._items[inside]}. ", follows


def _leads_away(link: Any) -> bool:
    """Whether a link leads to another page, as far as can be told."""
    address = link.get("href") or "#"
    return "#" not in address and not address.startswith(("javascript:", "mailto:", "tel:"))


def _list(element: Any) -> Any:
    return next(element.iterancestors("ul", "ol", "dir", "menu", "table"), None)


def _cells(row: Any) -> list[str]:
    """The cells of a row of data; none where it lays out a page."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or next(row.iterdescendants("table", "ul", "ol", "h1"), None) is not None:
        return []
    found = [" ".join("".join(_words(cell)).split()) for cell in cells]
    return [text for text in found if text] if max(map(len, found)) <= _LONGEST_CELL else []


def _words(cell: Any) -> Iterator[str]:
    """The text of a cell, spaces between its blocks."""
    from lxml import etree

    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element.tag in _BLOCKS or element.tag == "br":
            yield " "
        if event == "start":
            yield element.text or ""
        elif element is not cell:
            yield element.tail or ""
