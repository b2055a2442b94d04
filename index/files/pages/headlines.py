"""The headline of a page."""

import re

from index.files.decoding import one_line
from index.files.pages.stated import Stated, first_of, unescaped


def headline(page: Stated, source: str) -> str:
    """What the page states, else its one top heading, else its title less the outlet `source`."""
    heads = [one_line(head.text_content()) for head in page.tree.xpath("//h1")]
    stated = (
        page.node.get("headline")
        or page.metas.get("og:title", "")
        or page.metas.get("twitter:title", "")
    )
    if isinstance(stated, str) and stated.strip():
        return one_line(unescaped(stated))
    if len(heads) == 1 and heads[0]:
        return heads[0]
    title = one_line(first_of([e.text_content() for e in page.tree.xpath("//head/title")]))
    return re.sub(rf"\s+[-–—|·]\s+{re.escape(source)}$", "", title) if source else title
