"""What of a page was taken for its article and is not: teasers, comments, sign-ups, credits.

A page says so itself: in the names of its parts, in links that lead to other pages, in headings
("More stories"). What a mark would take most of the article with it is left alone.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from index.files.pages.blocks import Page
from index.files.pages.names import goes_by, pattern

_LEAST_LEFT = 0.3  # of the article
_FEWEST_LEFT = 300  # characters
_LONGEST_LABEL = 400
_LONGEST_HEADING = 60
_LONGEST_CARD = 600
_SHORTEST_HEADLINE = 15
_HALF = 0.5
_WHOLE = ("html", "body", "main", "article")


def pruned(page: Page, kept: Sequence[int]) -> list[int]:
    """Those of the `kept` blocks of `page`, in order, that are the article's."""
    article = _Article(page, kept)
    for element, (start, end) in page.spans.items():
        at = bisect_left(kept, start)
        if at == len(kept) or kept[at] >= end:
            continue
        if kind := goes_by(element, "parts", "labels"):
            article.drop(page.within(element), small=kind == "labels")
    article.drop_lists_of_links()
    article.drop_cards()
    article.drop_links()
    article.drop_sections()
    return article.left()


class _Article:
    """The blocks that are still taken for the article."""

    def __init__(self, page: Page, kept: Sequence[int]) -> None:
        self._page = page
        self._blocks = page.blocks
        self._sizes = {n: len(page.blocks[n].text) for n in kept}
        self._left = total = sum(self._sizes.values())
        self._fewest = max(_LEAST_LEFT * total, min(_FEWEST_LEFT, total / 2))

    def left(self) -> list[int]:
        """The numbers of the blocks, in order."""
        return list(self._sizes)

    def drop(self, numbers: Iterable[int], *, small: bool = False) -> None:
        """Take blocks out together, unless little were left; what is `small` not if it is long."""
        inside = [n for n in numbers if n in self._sizes]
        size = sum(self._sizes[n] for n in inside)
        if self._left - size >= self._fewest and not (small and size > _LONGEST_LABEL):
            self._left -= size
            for n in inside:
                del self._sizes[n]

    def drop_lists_of_links(self) -> None:
        """Take out the lists whose every item is mostly a link to another page."""
        seen = set()
        for n in self.left():
            element = self._blocks[n].element
            inside = next(element.iterancestors("ul", "ol"), None) if element.tag != "p" else None
            if inside is None or inside in seen:
                continue
            seen.add(inside)
            items = self._page.within(inside)
            if all(self._blocks[i].linked > _HALF * len(self._blocks[i].text) for i in items):
                self.drop(items)

    def drop_cards(self) -> None:
        """Take out paragraphs under the linked headline of another article."""
        for n in self.left():
            card = next(self._blocks[n].element.iterancestors("li", "article"), None)
            if card is None or not _one_of_several(card):
                continue
            inside = self._page.within(card)
            if sum(self._sizes.get(i, 0) for i in inside) < _LONGEST_CARD and any(
                self._blocks[i].links and len(self._blocks[i].text) > _SHORTEST_HEADLINE
                for i in range(inside.start, n)
            ):
                self.drop([n])

    def drop_links(self) -> None:
        """Take out paragraphs that are a link and no more."""
        for n in self.left():
            if self._blocks[n].links:
                self.drop([n])

    def drop_sections(self) -> None:
        """Take out the parts of the page that begin with a heading such as "More stories"."""
        for n in self.left():
            text = self._blocks[n].text.rstrip(" :.…»>→")
            if len(text) <= _LONGEST_HEADING and pattern("headings").fullmatch(text):
                self.drop(self._page.within(self._headed(n)))

    def _headed(self, n: int) -> Any:
        """The largest part of the page in which nothing of the article comes before block `n`."""
        element = self._blocks[n].element
        while (around := element.getparent()) is not None and around.tag not in _WHOLE:
            inside = self._page.within(around)
            if any(i in self._sizes for i in range(inside.start, n)):
                break
            element = around
        return element


def _one_of_several(card: Any) -> bool:
    """Whether a part stands among others of its kind, and is not that of the page's headline."""
    others = card.itersiblings(card.tag), card.itersiblings(card.tag, preceding=True)
    alone = all(next(one, None) is None for one in others)
    return not alone and next(card.iter("h1"), None) is None
