"""Whether the text that a page shows is the whole article, by what the page says of itself."""

from collections.abc import Sequence
from typing import Any

from index.files.decoding import letters
from index.files.markup import strip_markup
from index.files.pages.blocks import Block, Page
from index.files.pages.names import pattern
from index.files.pages.stated import Stated, as_list, unescaped

_MUCH_MORE = 1.5  # times what was read
_FEWEST = 500  # letters
_LONGEST_NOTICE = 200
_BELOW = 8
_WALLED = "the page says that the rest of the article is for those who pay or sign in"
_NOT_FREE = "the page says that the article is not free to read; its text may be cut short"


def stated_text(stated: Stated, page: Page, read: str) -> str:
    """The article as the page's JSON-LD has it, where that is much more than was `read`, or "".

    Also where it is what was read: extractors run its paragraphs together.
    """
    body = stated.node.get("articleBody")
    if not isinstance(body, str) or len(body) < _FEWEST:
        return ""
    body = unescaped(body)
    body = strip_markup(body) if "<" in body else body
    said, shown = letters(body), letters(read)
    much_more = len(said) >= max(_MUCH_MORE * len(shown), len(shown) + _FEWEST)
    if not much_more and (said != shown or "\n" in read.strip()):
        return ""
    return body if "\n" in body.strip() else _broken(body, page.blocks)


def _broken(body: str, blocks: Sequence[Block]) -> str:
    """`body`, broken where the paragraphs that the page shows end."""
    at = 0
    parts = []
    for block in blocks:
        found = body.find(block.text, at) if len(block.text) >= _LONGEST_NOTICE / 4 else -1
        if found >= 0:
            parts += [body[at:found], block.text]
            at = found + len(block.text)
    return "\n\n".join(part.strip() for part in [*parts, body[at:]] if part.strip())


def walls(page: Page, kept: Sequence[int]) -> list[int]:
    """The blocks, last of those `kept` or shortly below, that say that the rest costs."""
    last = max(kept, default=0)
    near = [*kept[-_BELOW:], *range(last + 1, min(last + _BELOW, len(page.blocks)))]
    return [
        n
        for n in near
        if len(page.blocks[n].text) <= _LONGEST_NOTICE
        and pattern("walls").search(page.blocks[n].text)
    ]


def remarks(stated: Stated, page: Page, walled: Sequence[int]) -> tuple[str, ...]:
    """What the page says of a part that it does not show."""
    if not _costs(stated.node):
        return ()
    return (_WALLED,) if walled else () if _shown(stated, page) else (_NOT_FREE,)


def _costs(node: dict[str, Any]) -> bool:
    said = [str(one).lower() for one in as_list(node.get("isAccessibleForFree"))]
    return any(one.rpartition("/")[2] == "false" for one in said)


def _shown(stated: Stated, page: Page) -> bool:
    """Whether the part that costs is in the page all the same, as the page's selectors tell."""
    for part in as_list(stated.node.get("hasPart")):
        selector = part.get("cssSelector") if isinstance(part, dict) and _costs(part) else None
        name = str(selector or "").strip()
        if name[:1] not in (".", "#") or " " in name:
            continue
        at = "id" if name[0] == "#" else "class"
        for element in stated.tree.xpath(f"//*[contains(@{at}, $name)]", name=name[1:]):
            if sum(len(page.blocks[n].text) for n in page.within(element)) >= _FEWEST:
                return True
    return False
