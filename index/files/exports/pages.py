"""Exports as web pages: those of Europresse by their markup, the others by their lines."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from index.files.decoding import one_line
from index.files.documents.blocks import Block
from index.files.exports.articles import Exported
from index.files.exports.lines import blocks_of, day_of
from index.files.exports.splitting import articles_in, may_be_export
from index.files.markup import parsable, strip_markup

_EUROPRESSE = re.compile(r"class=[\"'](?:rdp__)?DocPublicationName\b")
_NUMBER = re.compile(r"news[·\s]([\w·-]+)")
_ISSUE = re.compile(r",? n[o°º]\.? ?[\w-]+.*$| ?\(site web.*$", re.I | re.S)
_PRINT_PAGE = re.compile(r"pp?\.? ?([\w-]+)", re.I)
_HEAD = re.compile(r"<head\b.*?</head\s*>", re.I | re.S)
_HEADLINE = re.compile(
    r"<(?:span|div|b|p)\b[^<>]{0,200}\bclass=[\"']?[a-z]{2}Headline\b[^<>]{0,200}>"
)
_OLDER_NUMBER = re.compile(r"news·\d{8}·\w{1,12}·\d+")
_OLDER_END = re.compile(r"© ?\d{4}|Num[ée]ro de document|Document number", re.I)
_MARK = "\ue000"


def articles_of_page(source: str) -> list[Exported]:
    """The articles of an export by its HTML; empty where it is none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    if _EUROPRESSE.search(source):
        return _europresse(source)
    if may_be_export(source):
        return articles_in(_blocks(source))
    return []


def _blocks(source: str) -> Iterator[Block]:
    """The paragraphs of a page without its head; headlines by their class are headings."""
    marked = _HEADLINE.sub(rf"\g<0>{_MARK}", _HEAD.sub("", source))
    for block in blocks_of(strip_markup(marked)):
        yield Block(block.text.replace(_MARK, ""), _MARK in block.text)


def _europresse(source: str) -> list[Exported]:
    from lxml import html

    tree = html.document_fromstring(parsable(source))
    return [_article(container, source) for container, source in _containers(tree)]


def _containers(tree: Any) -> Iterator[tuple[Any, Any]]:
    """The element of each article, the largest that names one outlet, and the one that names it."""
    sources = _classed(tree, "DocPublicationName")
    held = Counter(one for source in sources for one in source.iterancestors())
    for source in sources:
        alone = [one for one in source.iterancestors() if held[one] == 1]
        articles = [one for one in alone if one.tag == "article"]
        if container := (articles or alone)[-1:]:
            yield container[0], source


def _article(article: Any, source: Any) -> Exported:
    header = "".join(one.text_content() for one in _classed(article, "DocHeader"))
    headed = [one_line(part) for part in header.split(",")]
    days = [at for at in range(len(headed)) if _day(headed, at)]
    section = ", ".join(headed[: days[0]]) if days else ""
    behind = headed[days[0] + 1 :] if days else []
    page = next((match[1] for part in behind if (match := _PRINT_PAGE.fullmatch(part))), "")
    titles = _classed(article, "titreArticleVisu") or _classed(article, "titreArticle")
    title = _words(titles[0]) if titles else ""
    authors, text = _authors(article, titles), _text(article)
    if not text and titles:
        authors, text = _below(article, titles[0])
    return {
        "title": title,
        "text": text,
        "source": _ISSUE.sub("", _words(source)).strip(" ,"),
        "published": _day(headed, days[0]) if days else None,
        "authors": authors,
        "section": ", ".join(filter(None, (section, f"page {page}" if page else ""))),
        "kind": [section],
        "id": next(iter(_numbers(article)), ""),
    }, []


def _classed(tree: Any, name: str) -> list[Any]:
    """The elements of a class, in small letters or capitals."""
    lower = "translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"
    return list(
        tree.xpath(
            f".//*[contains(concat(' ', normalize-space({lower}), ' '), $name)]",
            name=f" {name.lower()} ",
        )
    )


def _words(element: Any) -> str:
    return one_line(element.text_content())


def _day(parts: Sequence[str], at: int) -> date | None:
    """The day from a part on: "Tuesday, March 14, 2006" has commas of its own."""
    days = (day_of(", ".join(parts[at : at + size])) for size in (1, 2, 3))
    return next((day for day in days if day), None)


def _text(article: Any) -> str:
    from lxml import html

    bodies = _classed(article, "docOcurrContainer") or _classed(article, "DocText")
    texts = [
        strip_markup(html.tostring(one, encoding="unicode", with_tail=False)) for one in bodies
    ]
    if not texts:
        sections = list(article.iter("section"))
        texts = [strip_markup(html.tostring(one, encoding="unicode")) for one in sections[:1]]
    return re.sub(r"\n+", "\n\n", "\n\n".join(texts))


def _below(article: Any, title: Any) -> tuple[str, str]:
    """Byline and text of an older article, which have no class of their own: from headline to ©."""
    from lxml import html

    title.tail = f"\n{_MARK}{title.tail or ''}"
    words = strip_markup(html.tostring(article, encoding="unicode"))
    rows = list(filter(None, map(one_line, words.partition(_MARK)[2].split("\n"))))
    rows = list(takewhile(lambda row: not _OLDER_END.match(row), rows))
    by = rows.pop(0) if len(rows) > 1 and _is_byline(rows[0]) else ""
    return by, "\n\n".join(rows)


def _authors(article: Any, titles: Sequence[Any]) -> str:
    """Who the class says wrote it, or the short line below the headline."""
    if stated := _classed(article, "docAuthors"):
        return _words(stated[0])
    behind = (
        titles[0].xpath("ancestor-or-self::*[contains(@class, 'titreArticle')][last()]")
        if titles
        else []
    )
    below = behind[0].getnext() if behind else None
    if below is None or below.tag not in ("div", "p") or below.get("class", "").startswith("Doc"):
        return ""
    name = _words(below)
    return name if _is_byline(name) else ""


def _is_byline(row: str) -> bool:
    return 0 < len(row.split()) <= 6 and not row.endswith((".", "!", "?", ":"))


def _numbers(article: Any) -> Iterator[str]:
    for footer in article.iter("footer"):
        if match := _NUMBER.search(_words(footer)):
            yield f"news·{match[1]}"
    if match := _OLDER_NUMBER.search(_words(article)):
        yield match[0]
