"""Who wrote the article of a page: as it states it for machines, and as it shows it to readers."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from index.files.decoding import one_line
from index.files.fields import authors_of
from index.files.names import like_a_name
from index.files.pages.bylinemarks import is_lead, shown_names
from index.files.pages.sitenames import Furniture, key
from index.files.pages.stated import Stated, as_list, name_in, unescaped
from index.wordlists import WordLists

_WORDS = WordLists("index.files.pages", "bylines.yaml")
_TAGS = (
    *("author", "parsely-author", "article:author", "article:author_name", "articleauthor"),
    *("sailthru.author", "byl", "byline", "article:byline", "article_author", "article.author"),
    *("authors", "cxenseparse:author", "citation_author", "dc.creator", "dcterms.creator"),
    *("dc.contributor", "creator", "dcsext.author", "news_author", "author-name", "og:author"),
)
_LAST_NAME_FIRST = frozenset({"citation_author", "dc.creator", "dcterms.creator"})
_MOST = 20


def authors(page: Stated, names: Furniture, heading: Any = None) -> tuple[str, ...]:
    """The authors that the page names; nobody where it names none.

    What it states is taken if it shows the same; of several such, what names most. The outlet is
    no author; agencies and desks are where nobody else is. A byline stands near `heading`, the
    element of the headline.
    """
    shown, apart = shown_names(page.tree, heading, names.is_outlet)
    stated = [people for told in _stated(page) if (people := _people(told, names))]
    whole = [told for told in stated if not _is_weak(told)]
    if agreed := [told for told in whole if _agree(told, shown)]:
        best = max(agreed, key=len)
        return shown if apart and len(shown) > len(best) and _within(best, shown) else best
    return next((told for told in (*whole[:1], shown, *stated[:1]) if told), ())


def _people(told: Iterable[str], names: Furniture) -> tuple[str, ...]:
    """Those of `told` that are not the outlet, and look like names if any does."""
    own = [name for name in islice(told, _MOST) if not _is_own(name, names)]
    return tuple(filter(like_a_name, own)) or tuple(own)


def _is_own(name: str, names: Furniture) -> bool:
    """Whether it is the outlet, or a desk of it behind a slash; agencies are none."""
    if name.casefold() in _WORDS.among("agencies"):
        return False
    return names.is_outlet(name) or names.is_outlet(name.partition(" /")[0])


def _agree(told: tuple[str, ...], shown: tuple[str, ...]) -> bool:
    """Whether everybody in `told` is shown, or the other way round."""
    return bool(told and shown) and (_within(told, shown) or _within(shown, told))


def _within(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    first, second = _keys(some), _keys(others)
    return all(any(a in b or b in a for b in second) for a in first)


def _keys(told: Iterable[str]) -> list[str]:
    return [k for name in told if (k := key(name))]


def _is_weak(told: tuple[str, ...]) -> bool:
    """Whether it is the name of an account, such as "jdoe", and not of a person."""
    return all(name.islower() and " " not in name and name.isascii() for name in told)


def _stated(page: Stated) -> Iterator[tuple[str, ...]]:
    """What the page states for machines, by each of its ways."""
    yield authors_of(_linked(page.node.get("author")))
    yield authors_of(_linked(page.webpage.get("author")))
    yield authors_of(_linked(page.node.get("creator")))
    tagged: dict[str, list[str]] = {}
    for meta in page.tree.xpath("//meta[@content][@name or @property or @itemprop]"):
        for attribute in ("property", "name"):
            name = (meta.get(attribute) or "").strip().lower()
            if name in _TAGS:
                tagged.setdefault(name, []).append(one_line(meta.get("content")))
    for name in _TAGS:
        values = tagged.get(name, ())
        yield authors_of([_first_name_first(v) if name in _LAST_NAME_FIRST else v for v in values])
    yield authors_of(_labelled(page))
    yield authors_of(_in_parsely(page.metas.get("parsely-page", "")))


def _linked(value: object) -> list[str]:
    """The names in JSON-LD's "author": texts, things with a name, or lists of them."""
    found: list[str] = []
    for author in as_list(value):
        if isinstance(author, list):
            found += _linked(author)
        elif isinstance(author, dict) and isinstance(author.get("name"), list):
            found += _linked(author["name"])
        else:
            found.append(one_line(unescaped(name_in(author))))
    return [name for name in found if name]


def _first_name_first(name: str) -> str:
    """As tags of catalogues have one author each, "Tolland, Ada" is one person."""
    last, comma, first = name.partition(",")
    one = comma and "," not in first and len(last.split()) <= 2 and 1 <= len(first.split()) <= 2
    return f"{first.strip()} {last.strip()}" if one else name


def _labelled(page: Stated) -> list[str]:
    """What a card for other sites has under a label such as "Written by"."""
    pairs = [(page.metas.get(f"twitter:label{i}"), f"twitter:data{i}") for i in (1, 2)]
    said = [page.metas.get(data, "") for label, data in pairs if label and is_lead(label)]
    return [text for text in said if text]


def _in_parsely(text: str) -> list[str]:
    try:
        told = json.loads(text) if text else {}
    except ValueError:
        return []
    if not isinstance(told, dict):
        return []
    return _linked(told.get("authors") or told.get("author"))
