"""The text of a page's article."""

import re
from typing import Any

from index.files.decoding import UnreadableError
from index.files.markup import strip_markup

_SHORTEST_TEXT = 20


def body(tree: Any) -> str:
    """The article's text by trafilatura, paragraphs apart; `tree` is changed.

    Raises:
        UnreadableError: the page holds no article text.
    """
    import trafilatura

    marked = _marked_article(tree)
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_images=False)
    except RecursionError as error:
        raise UnreadableError("is HTML nested too deep to be read") from error
    text = getattr(found, "text", "") or ""
    if len(text.strip()) < _SHORTEST_TEXT:  # what is left of a page of links
        raise UnreadableError("no article text was found in the page")
    if marked and "\n" not in text.strip():
        text = strip_markup(marked)  # of very short pages trafilatura runs the blocks together
    return re.sub(r"\n+", "\n\n", text)


def _marked_article(tree: Any) -> str:
    """The HTML of the page's one <article> or <main>, where it has several paragraphs."""
    from lxml import html

    found = tree.xpath("//article[count(.//p) > 1]") or tree.xpath("//main[count(.//p) > 1]")
    return html.tostring(found[0], encoding="unicode", with_tail=False) if len(found) == 1 else ""
