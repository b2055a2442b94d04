"""Who wrote the article of a page."""

from index.files.decoding import one_line
from index.files.fields import authors_of
from index.files.pages.stated import Stated, as_list, name_in, unescaped

_NAMED = ("author", "article:author", "byl", "parsely-author")


def authors(page: Stated) -> tuple[str, ...]:
    """The authors that the page states; nobody where it names none."""
    stated = [name_in(author) for author in as_list(page.node.get("author"))]
    tagged = [page.metas.get(name, "") for name in _NAMED]
    marked = page.tree.xpath("//*[@itemprop='author']|//a[@rel='author']")
    for names in (stated, tagged, [element.text_content() for element in marked]):
        if found := authors_of([one_line(unescaped(name)) for name in names if name]):
            return found
    return ()
