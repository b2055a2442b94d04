"""XML files, by their first element: which reader has them, and why others are refused."""

from collections.abc import Iterator

from index.files.decoding import UnreadableError
from index.files.plaintext import Draft
from index.files.wires.feeds import FEEDS, SITEMAPS, read_feed, refuse_sitemap
from index.files.wires.newsml import read_g2, read_newsml
from index.files.wires.nitf import read_nitf
from index.files.wires.trees import name_of, tree_of

_G2 = frozenset(("newsItem", "newsMessage", "packageItem", "conceptItem", "knowledgeItem"))
_READ = "NITF, NewsML, RSS and Atom are read"


def read_xml(data: bytes) -> Iterator[Draft | UnreadableError]:
    """The articles of a file of XML, each as values and remarks, or as why it is none.

    Raises:
        UnreadableError: it is XML of another kind, or holds no article.
    """
    tree = tree_of(data)
    kind = name_of(tree.root)
    if kind in SITEMAPS:
        refuse_sitemap(tree.root)
    if kind in FEEDS:
        yield from read_feed(tree)
        return
    if tree.cut:
        raise UnreadableError("is XML that is cut short; fetch the file again")
    if kind == "nitf":
        found: Iterator[Draft | UnreadableError] = iter([read_nitf(tree.root)])
    elif kind in _G2:
        found = read_g2(tree.root)
    elif kind == "NewsML":
        found = read_newsml(tree.root)
    else:
        raise UnreadableError(f"is XML of a kind that is not read (<{kind[:40]}>); {_READ}")
    damage = [f"its XML is damaged ({tree.damage}); words may be missing"] if tree.damage else []
    for one in found:
        yield one if isinstance(one, UnreadableError) else (one[0], [*damage, *one[1]])
