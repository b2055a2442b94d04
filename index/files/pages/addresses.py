"""Where a page is from: its own address, and its outlet."""

import re

from index.files.pages.archived import is_archive, unarchived
from index.files.pages.stated import Stated, address_in, name_in


def address(page: Stated) -> str:
    """The page's own web address as it states it; empty where it states none."""
    stated = (
        *page.tree.xpath("//link[@rel='canonical']/@href"),
        page.metas.get("og:url", ""),
        address_in(page.node.get("url")),
        address_in(page.node.get("mainEntityOfPage")),
        *page.tree.xpath("//link[@rel='bookmark']/@href"),  # of archive.today
    )
    found = (unarchived(url)[0] for url in stated)
    return next((url for url in found if re.match("https?:", url) and not is_archive(url)), "")


def outlet(page: Stated) -> str:
    """The outlet's name as the page states it; empty where it states none."""
    stated = name_in(page.node.get("publisher")) or page.metas.get("og:site_name", "")
    return "" if is_archive(stated) else stated
