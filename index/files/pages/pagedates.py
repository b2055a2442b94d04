"""When the article of a page was published and updated: only what the page states as such."""

from index.files.dates import date_in_url
from index.files.pages.stated import Stated, only_value

_PUBLISHED_NAMES = (
    *("article:published_time", "og:article:published_time", "datepublished", "pubdate"),
    *("publishdate", "publish-date", "parsely-pub-date", "dc.date.issued", "article.published"),
)


def published(page: Stated, url: str) -> object:
    """The publication date as stated, else as the address `url` has it; empty for none."""
    linked = page.node.get("datePublished") or page.webpage.get("datePublished")
    return linked or _stated_date(page) or date_in_url(url)


def updated(page: Stated) -> object:
    """When it was changed last, as stated; empty for nothing."""
    return (
        page.node.get("dateModified")
        or page.metas.get("article:modified_time", "")
        or only_value(page.marked("dateModified"))
    )


def _stated_date(page: Stated) -> str:
    """Return what meta tags, microdata or a <time> say; nothing where two of a sort disagree."""
    named = next((page.metas[name] for name in _PUBLISHED_NAMES if page.metas.get(name)), "")
    return (
        named
        or only_value(page.marked("datePublished"))
        or only_value(page.tree.xpath("//time[@pubdate]"))
        or only_value(page.tree.xpath("(//article|//main)//header//time[@datetime]"))
    )
