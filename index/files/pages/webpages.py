"""A saved web page: its main text, and what it says of itself; nothing is inferred from prose."""

import re

from index.files.decoding import UnreadableError, one_line
from index.files.heads import without_head
from index.files.markup import parsable
from index.files.pages.addresses import address, outlet
from index.files.pages.archived import drop_archive
from index.files.pages.bodies import body
from index.files.pages.bylines import authors
from index.files.pages.headlines import headline
from index.files.pages.pagedates import dates_of
from index.files.pages.saved import saved_as
from index.files.pages.sitenames import furniture
from index.files.pages.stated import Stated, as_list, first_of, stated_by
from index.files.plaintext import Draft

_LONG_SPACE = re.compile(r"\s(?<!\s\s)\s{39,}")  # the look behind: each run is tried once


def read_page(source: str) -> Draft:
    """Text by trafilatura; fields from JSON-LD, then meta tags, microdata, <time> and the address.

    A publication date is one that the page states as such: never a guess from the text.
    Raises UnreadableError where the page holds no article text.
    """
    import trafilatura

    from index.files.pages.visibility import drop_hidden

    source = _LONG_SPACE.sub(" ", source)  # trafilatura takes minutes over a megabyte of spaces
    tree = trafilatura.load_html(parsable(source))
    if tree is None:
        raise UnreadableError("holds no HTML that can be parsed")
    drop_archive(tree)
    drop_hidden(tree, scripts=True)
    page = stated_by(tree, source)
    described, remarks = _described(page)
    values = {**saved_as(source), **described}
    text, cut = body(page, str(values.get("title", "")))
    said, values["text"] = without_head(text)
    if writers := said.get("authors"):  # of days only what the page as a whole says is believed
        values.setdefault("authors", writers)
    return values, [*page.remarks, *remarks, *cut]


def _described(page: Stated) -> Draft:
    url, source = address(page), outlet(page)
    names = furniture(page, source, url)
    head = headline(page, names)
    dates = dates_of(page, url, head.text)
    values: dict[str, object] = {
        "title": head.text,
        "source": source,
        "published": dates.published,
        "updated": dates.updated,
        "url": url,
        "authors": authors(page, names, head.element),
        "language": _language(page),
        "kind": [
            *as_list(page.node.get("@type")),
            *as_list(page.node.get("genre")),
            *as_list(page.node.get("articleSection")),
            page.metas.get("og:type", ""),
            page.metas.get("article:section", ""),
        ],
    }
    return {name: value for name, value in values.items() if value}, list(dates.remarks)


def _language(page: Stated) -> str:
    """The tag of the language that the article is marked with, or the whole page."""
    marked = first_of(page.tree.xpath("/html/@lang | /html/@xml:lang"))
    return one_line(str(page.node.get("inLanguage") or marked or page.metas.get("og:locale", "")))
