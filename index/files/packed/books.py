"""EPUB: each chapter of a book, or article of an issue, in reading order (EPUB 3.3, OPF 2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

from index.files.dates import parse_date
from index.files.decoding import File, Member, Room, UnreadableError, decode, one_line
from index.files.packed.archives import name_in, taken, unzipped
from index.files.packed.chapters import Chapter, is_web_page, read_chapter
from index.files.packed.contained import Damaged, Packed, Part

_CONTAINER, _RIGHTS, _ENCRYPTION = (
    f"META-INF/{name}.xml" for name in ("container", "rights", "encryption")
)
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_NO_PAGE = re.compile(
    r"(?:^|[_/-])(?:nav|toc|cover(?:page)?|title[_-]?page|copyright(?:[_-]?page)?|contents|masthead"
    r"|imprint|colophon|about|dedication|half[_-]?title|backcover|advert\w*|index)\d*$",
    re.I,
)
_NOT_READ = re.compile(
    r"cover|toc|title-?page|copyright|colophon|dedication|landmarks|loi|lot|index|ack|text\.none",
    re.I,
)
_DATED = re.compile(
    r"\s*(?:\[[^\]]*\]|\([^)]*\d{4}[^)]*\)|[,:–—-]\s*(?:(?:issue|no\.?|vol\.?|volume|nr\.?)\b.*"
    r"|[^,:–—-]*\b(?:19|20)\d\d\b.*))$",
    re.I,
)
_FONTS = re.compile(r"fonts?|\.(?:otf|ttf|woff2?)$", re.I)
_LOCKED = "is protected (DRM), so that no other program can read it; ask for a copy without it"


@dataclass(frozen=True, slots=True)
class _Book:
    """What a book says of itself; `labels` are the titles in its contents, with their section."""

    known: Mapping[str, object]
    title: str
    spine: tuple[str, ...]
    left_out: frozenset[str]
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def in_epub(file: File, room: Room) -> Packed:
    """The chapters of a book with a headline, its outlet, its day; less cover, contents, imprint.

    Raises:
        UnreadableError: it is damaged, protected, or has no chapters.
    """
    with unzipped(file) as package:
        entries = {name_in(entry): entry for entry in package.infolist()}
        _refuse_locked(package, entries, room)
        book = _book(package, entries, room)
        count = 0
        for name in book.spine:
            if name not in entries or name in book.left_out:
                continue
            try:
                page = decode(taken(package, entries[name], room), html=True)
            except UnreadableError as error:
                yield Damaged(name, str(error))
                continue
            if is_web_page(page):
                count += 1
                yield Member(name, page.encode("utf-8", "replace"), kind="html"), book.known
                continue
            label, section = book.labels.get(name, ("", ""))
            chapter = read_chapter(page, label, book.title)
            if chapter is not None:
                count += 1
                yield Part((_values(chapter, book, section), []), name)
        if not count:
            raise UnreadableError("is an EPUB without chapters of text")


def _values(chapter: Chapter, book: _Book, section: str) -> dict[str, object]:
    own = {
        "title": chapter.title,
        "text": chapter.text,
        "authors": list(chapter.authors),
        "url": chapter.url,
        "published": chapter.day,
        "section": section,
    }
    return {**book.known, **{name: value for name, value in own.items() if value}}


def _refuse_locked(package: ZipFile, entries: Mapping[str, Any], room: Room) -> None:
    """Raise where more than fonts is encrypted."""
    if _ENCRYPTION not in entries:
        return
    tree = _tree(package, entries, _ENCRYPTION, room)
    locked = [] if tree is None else tree.xpath("//*[local-name()='CipherReference']/@URI")
    if _RIGHTS in entries or any(not _FONTS.search(one) for one in locked):
        raise UnreadableError(_LOCKED)


def _book(package: ZipFile, entries: Mapping[str, Any], room: Room) -> _Book:
    path = _path_of_package(package, entries, room)
    tree = _tree(package, entries, path, room)
    if tree is None:
        return _Book({}, "", _all_pages(entries), frozenset())
    base = dirname(path)
    items = {
        item.get("id", ""): (_at(base, item.get("href", "")), item)
        for item in tree.xpath("//*[local-name()='manifest']/*[local-name()='item']")
    }
    labels: dict[str, tuple[str, str]] = {}
    lists = [name for name, item in items.values() if _is_contents(item)]
    for name in lists:
        if (contents := _tree(package, entries, name, room)) is not None:
            labels.update(_labels(contents, dirname(name)))
    names = tuple(_in_order(tree, items)) or _all_pages(entries)
    left_out = {*lists, *_named_in_guide(tree, base)}
    left_out |= {name for name in names if _NO_PAGE.search(name.rpartition(".")[0])}
    known, title = _described(tree)
    return _Book(known, title, names, frozenset(left_out), labels)


def _path_of_package(package: ZipFile, entries: Mapping[str, Any], room: Room) -> str:
    container = _tree(package, entries, _CONTAINER, room)
    paths = [] if container is None else container.xpath("//*[local-name()='rootfile']/@full-path")
    others = (name for name in entries if name.lower().endswith(".opf"))
    return next((one for one in (*paths, *others) if one in entries), "")


def _is_contents(item: Any) -> bool:
    return "nav" in item.get("properties", "").split() or "ncx" in item.get("media-type", "")


def _in_order(tree: Any, items: Mapping[str, tuple[str, Any]]) -> Iterator[str]:
    for ref in tree.xpath("//*[local-name()='spine']/*[local-name()='itemref']"):
        name, item = items.get(ref.get("idref"), ("", None))
        page = item is not None and item.get("media-type", _PAGES[0]) in _PAGES
        if page and ref.get("linear") != "no":
            yield name


def _named_in_guide(tree: Any, base: str) -> Iterator[str]:
    for one in tree.xpath("//*[local-name()='guide']/*[local-name()='reference']"):
        if _NOT_READ.match(one.get("type", "")):
            yield _at(base, one.get("href", ""))


def _all_pages(entries: Mapping[str, Any]) -> tuple[str, ...]:
    """Every page in a book that does not say in which order they are read."""
    return tuple(name for name in entries if name.lower().endswith((".xhtml", ".html", ".htm")))


def _described(tree: Any) -> tuple[dict[str, object], str]:
    """The outlet, day and language of a book, and its title."""

    def stated(name: str) -> list[str]:
        found = tree.xpath("//*[local-name()='metadata']//*[local-name()=$name]", name=name)
        return [text for element in found if (text := one_line("".join(element.itertext())))]

    title = next(iter(stated("title")), "")
    metas = {
        one.get("name") or one.get("property"): one.get("content") or one.text or ""
        for one in tree.xpath("//*[local-name()='meta']")
    }
    days = filter(None, map(_day, (*stated("date"), metas.get("dcterms:issued", ""))))
    known = {
        "source": _outlet(metas, stated("publisher")) or _DATED.sub("", title),
        "published": next(days, None),
        "language": next(iter(stated("language")), ""),
    }
    return {name: value for name, value in known.items() if value}, title


def _outlet(metas: Mapping[str, str], publishers: list[str]) -> str:
    """The paper that Calibre made an issue of, else who published the book; empty for neither."""
    kind, _, name = metas.get("calibre:publication_type", "").rpartition(":")
    if kind.startswith("periodical") and name != "unknown":
        return name
    return next((one for one in publishers if one.casefold() != "calibre"), "")


def _day(text: str) -> object:
    """The day that a date names whole; of one that an issue has only the month of, none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _labels(contents: Any, base: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The titles in a book's contents by file, each with that of the section it stands in."""
    for point in contents.xpath("//*[local-name()='navPoint']"):
        target = point.xpath("./*[local-name()='content']/@src")
        label = point.xpath("string(./*[local-name()='navLabel'])")
        above = point.xpath("string(parent::*[local-name()='navPoint']/*[local-name()='navLabel'])")
        if target and "#" not in target[0]:
            yield _at(base, target[0]), (one_line(label), one_line(above))
    for link in contents.xpath("//*[local-name()='nav']//*[local-name()='a'][@href]"):
        above = link.xpath(
            "string(ancestor::*[local-name()='li'][2]/*[local-name()='a' or local-name()='span'])"
        )
        if "#" not in link.get("href"):
            yield _at(base, link.get("href")), (one_line("".join(link.itertext())), one_line(above))


def _at(base: str, href: str) -> str:
    return normpath(join(base, unquote(href.partition("#")[0]))) if href else ""


def _tree(package: ZipFile, entries: Mapping[str, Any], name: str, room: Room) -> Any:
    """The XML in a file of the book; None where it is not there or damaged."""
    from lxml import etree

    if name not in entries:
        return None
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(taken(package, entries[name], room), parser)
    except (UnreadableError, etree.LxmlError, ValueError):
        return None
