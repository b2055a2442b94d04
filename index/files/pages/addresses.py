"""Where a page is from: its own address, and its outlet."""

import re

from index.files.pages.stated import Stated, address_in, first_of, name_in


def address(page: Stated) -> str:
    """The page's own web address as it states it; empty where it states none."""
    url = (
        first_of(page.tree.xpath("//link[@rel='canonical']/@href"))
        or page.metas.get("og:url", "")
        or address_in(page.node.get("url"))
        or address_in(page.node.get("mainEntityOfPage"))
    )
    return url if re.match("https?:", url) else ""


def outlet(page: Stated) -> str:
    """The outlet's name as the page states it; empty where it states none."""
    return name_in(page.node.get("publisher")) or page.metas.get("og:site_name", "")
