"""The text of a page's article, its paragraphs as the page has them.

trafilatura chooses what of the page is the article. Its words are then looked up in the page, so
that white space, lists, tables and the bounds of paragraphs are the page's own; what it let in of
teasers, comments and sign-ups is taken out, and the standfirst that it often leaves out is added.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from index.files.decoding import UnreadableError, letters
from index.files.pages.aligning import chosen
from index.files.pages.blocks import Block, Page, blocks_of
from index.files.pages.pruning import pruned
from index.files.pages.standfirsts import standfirst
from index.files.pages.stated import Stated
from index.files.pages.wholeness import remarks, stated_text, walls

_SHORTEST_TEXT = 20
_SURE = 0.9
_ENOUGH = 0.5
_PARAGRAPH = 80
_SHORTEST_HEADLINE = 8
_ASIDE = ("figure", "figcaption", "aside", "nav", "footer", "form", "menu")


def body(stated: Stated, title: str = "") -> tuple[str, tuple[str, ...]]:
    """The article's text, paragraphs apart, and remarks on what of it the page does not show.

    Raises:
        UnreadableError: the page holds no article text.
    """
    text = _extracted(stated.tree)
    page = blocks_of(stated.tree)
    outside = {n for element in stated.tree.iter(*_ASIDE) for n in page.within(element)}
    kept = _looked_up(page, text, outside)
    if not kept:
        text, kept = _of_few_words(stated.tree, page, text, outside)
    walled: list[int] = []
    if kept:
        kept = pruned(page, kept)
        kept = sorted({*kept, *standfirst(stated, page, kept, outside)})
        walled = walls(page, kept)
        kept = _below_headline(page, [n for n in kept if n not in walled] or kept, letters(title))
        text = _written(page.blocks[n] for n in kept)
    return stated_text(stated, page, text) or text, remarks(stated, page, walled)


def _extracted(tree: Any) -> str:
    """The lines that trafilatura takes for the article."""
    text = _taken(tree)
    if len(text.strip()) < _SHORTEST_TEXT:  # what is left of a page of links
        raise UnreadableError("no article text was found in the page")
    return text


def _of_few_words(tree: Any, page: Page, text: str, outside: set[int]) -> tuple[str, list[int]]:
    """The article of a page of few words, and its blocks; `text` and none where it stays one piece.

    For less than 250 characters trafilatura gives a whole element run together, with headline,
    byline and captions.
    """
    lines = _taken(tree, _SHORTEST_TEXT)
    kept = _looked_up(page, lines, outside) if len(lines) >= _ENOUGH * len(text) else []
    return (lines if kept else text), kept


def _taken(tree: Any, shortest: int = 250) -> str:
    import trafilatura
    from trafilatura.settings import use_config

    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(shortest))
    try:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, include_images=False, config=config
        )
    except RecursionError as error:
        raise UnreadableError("is HTML nested too deep to be read") from error
    return getattr(found, "text", "") or ""


def _looked_up(page: Page, text: str, outside: set[int]) -> list[int]:
    """The blocks that `text` was made of; none where they are not most of it."""
    inner = [n for n in range(len(page.blocks)) if n not in outside]
    for numbers in (inner, list(range(len(page.blocks)))):
        found, share = chosen([page.blocks[n] for n in numbers], text)
        if share >= _SURE:
            return [numbers[n] for n in found]
    return []


def _below_headline(page: Page, kept: Sequence[int], title: str) -> list[int]:
    """The blocks less the page's headline, and less lines that say it again above the text."""
    heads = [n for n in kept if page.blocks[n].element.tag == "h1"]
    top = next((n for n in kept if len(page.blocks[n].text) >= _PARAGRAPH), 0)
    again = {
        n
        for n in kept
        if n < top and len(title) >= _SHORTEST_HEADLINE and page.blocks[n].key == title
    }
    gone = {*again, *(heads if len(heads) == 1 else ())}
    return [n for n in kept if n not in gone] or list(kept)


def _written(blocks: Iterable[Block]) -> str:
    gaps = ((block, "\n" if block.line else "\n\n") for block in blocks)
    return "".join(gap + block.marker + block.text for block, gap in gaps).strip("\n")
