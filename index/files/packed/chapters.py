"""One chapter of a book, or article of an issue: its headline, its text, its byline."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from index.files.dates import parse_date
from index.files.decoding import one_line
from index.files.fields import authors_of
from index.files.markup import parsable, strip_markup

_WEB_PAGE = re.compile(r"<meta[^>]{0,99}[\"'](?:og|article):|application/ld\+json", re.I)
_SHORTEST = 120  # characters of a chapter; shorter pages are titles, pictures and notices
_MOST_LINKED = 0.6  # of the words of a page that is no list of others
_LONGEST_LINE = 200
_LEFT_OUT = (
    "//head|//nav|//script|//style|//aside[contains(@class, 'nav')]"
    "|//*[contains(@class, 'calibre_navbar') or contains(@class, 'calibre_feed')]"
    "|//*[@role='doc-pagebreak' or @role='doc-toc']"
)
_KINDS = re.compile(
    r"\b(?:cover|titlepage|halftitlepage|toc|landmarks|copyright-page|colophon|dedication|index"
    r"|imprint|loi|lot|acknowledgments|contributors|page-list)\b"
)
_RIGHTS = re.compile(
    r"all rights reserved|\bISBN\b|\bISSN\b|no part of this (?:book|publication)|©|copyright", re.I
)
_BYLINE = (
    "//*[contains(@class, 'byline') or contains(@class, 'author') or @rel='author'"
    " or @itemprop='author']"
)
_DATE = "//*[contains(@class, 'date') or @itemprop='datePublished' or self::time]"


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a chapter says; `day` is its own, None where it states none."""

    title: str
    text: str
    authors: tuple[str, ...] = ()
    url: str = ""
    day: date | None = None


def is_web_page(source: str) -> bool:
    """Whether a page of a book is one of the web, which says of itself what it is."""
    return bool(_WEB_PAGE.search(source[:200_000]))


def read_chapter(source: str, label: str, book: str) -> Chapter | None:
    """The article that a page of a book is; None for contents, covers, imprints and the like.

    `label` is what the book's contents call it, and `book` the title of the whole, which is the
    title of no chapter.
    """
    from lxml import etree, html

    from index.files.pages.visibility import drop_hidden

    try:
        tree = html.document_fromstring(parsable(source))
    except (etree.LxmlError, AssertionError):
        return None
    if _KINDS.search(" ".join(tree.xpath("//body/@*|//section/@*[name()='epub:type']"))):
        return None
    url = next(iter(tree.xpath("//a[@rel='calibre-downloaded-from']/@href")), "")
    drop_hidden(tree)
    heading = next(iter(tree.xpath("//h1|//h2|//h3")), None)
    title = _title(tree, heading, label, book)
    for element in tree.xpath(_LEFT_OUT):
        if element.getparent() is not None:
            element.drop_tree()
    byline, stated = _line(tree, _BYLINE), _line(tree, _DATE)
    if heading is not None and one_line(heading.text_content()) == title:
        heading.drop_tree()
    text = strip_markup(html.tostring(tree, encoding="unicode"))
    if len(text) < _SHORTEST or _lists(tree, text) or _is_imprint(text):
        return None
    return Chapter(title, text, authors_of(byline), url, _day(stated))


def _title(tree: Any, heading: Any, label: str, book: str) -> str:
    head = one_line(heading.text_content()) if heading is not None else ""
    titles = [head, label, *(one_line(e.text_content()) for e in tree.xpath("//head/title"))]
    return next((one for one in titles if one and one.casefold() != book.casefold()), "")


def _line(tree: Any, path: str) -> str:
    """What the one short element at `path` says; empty for none, or for several that differ."""
    said = {one_line(element.text_content()) for element in tree.xpath(path)}
    said = {text for text in said if text and len(text) <= _LONGEST_LINE}
    return said.pop() if len(said) == 1 else ""


def _lists(tree: Any, text: str) -> bool:
    linked = sum(len(one_line(link.text_content())) for link in tree.xpath("//a[@href]"))
    return linked > _MOST_LINKED * len(text)


def _is_imprint(text: str) -> bool:
    """Whether a short page speaks of rights in several ways, as an imprint does."""
    return len(text) < 3_000 and len(set(map(str.lower, _RIGHTS.findall(text)))) > 1


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
