"""The lines under a headline that say what an article is about; extractors often miss them."""

from collections.abc import Container, Iterator, Sequence
from itertools import islice
from typing import Any

from index.files.decoding import letters
from index.files.pages.blocks import Block, Page
from index.files.pages.names import goes_by
from index.files.pages.stated import Stated

_SHORTEST = 30  # characters
_SURE = 60
_MOST = 3
_AROUND = 3


def standfirst(
    stated: Stated, page: Page, kept: Sequence[int], outside: Container[int]
) -> list[int]:
    """The blocks above the first of those `kept` that are the article's standfirst.

    They say what the page describes itself with, or stand below the headline and go by such a name.
    """
    said = [letters(text.rstrip(".… ")) for text in _descriptions(stated) if len(text) >= _SHORTEST]
    heads = [n for n in range(kept[0] + 1) if page.blocks[n].element.tag == "h1"]
    have = {page.blocks[n].key for n in kept}
    found = []
    for n in range(max(heads, default=0), kept[0]):
        block = page.blocks[n]
        if len(block.text) < _SHORTEST or block.links or block.element.tag == "h1":
            continue
        named = bool(heads) and n not in outside and _named(block.element)
        if block.key not in have and (named or _says(block, said)):
            found.append(n)
    return found[:_MOST]


def _descriptions(stated: Stated) -> Iterator[str]:
    for name in ("og:description", "description", "twitter:description"):
        yield stated.metas.get(name, "")
    for name in ("description", "alternativeHeadline"):
        value = stated.node.get(name)
        yield value if isinstance(value, str) else ""


def _says(block: Block, descriptions: Sequence[str]) -> bool:
    """Whether a block begins with a description, or is the first words of one."""
    said = block.key
    return any(
        said.startswith(one) or (len(said) > _SURE and one.startswith(said)) for one in descriptions
    )


def _named(element: Any) -> bool:
    around = [element, *islice(element.iterancestors(), _AROUND)]
    return not any(goes_by(one, "beside") for one in around) and any(
        goes_by(one, "standfirst") for one in around[:2]
    )
