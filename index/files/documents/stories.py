"""Which paragraphs are a headline, and where one article of a document ends and the next begins."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.files.documents.edges import LISTS
from index.files.documents.layout import HEADLINE
from index.files.documents.paragraphs import Paragraph
from index.files.documents.titles import looks_like_headline

_LONGEST = 200
_LEAST = 250
"""The characters of text that an article has at least, where a page has several."""
_CLEARLY = 1.45
_BYLINE = re.compile(r"by\s+[A-Z]\w|[A-Z][\w'’ .-]+[—–]\s", re.I)


def without_notes(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Paragraphs less those that only send the reader to another page."""
    away = re.compile(LISTS.table["continued"], re.I | re.X)
    return [one for one in paragraphs if not (len(one.text) < 80 and away.fullmatch(one.text))]


def stories_of(paragraphs: Sequence[Paragraph], size: float) -> list[list[Paragraph]]:
    """The paragraphs by article, in order; all in one where the layout does not show several."""
    starts = [at for at in range(len(paragraphs)) if _begins(paragraphs, at, size)]
    kept: list[int] = []
    for number, at in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(paragraphs)
        if _length(paragraphs[at + 1 : end], size) >= _LEAST:
            kept.append(at)
    if len(kept) < 2 or not _several(paragraphs, kept):
        return [list(paragraphs)]
    bounds = [0, *kept[1:], len(paragraphs)]
    return [list(paragraphs[start:end]) for start, end in pairwise(bounds)]


def _begins(paragraphs: Sequence[Paragraph], at: int, size: float) -> bool:
    """Whether an article may begin here: a headline, the first of those that stand together."""
    if not is_headline(paragraphs[at], size):
        return False
    return at == 0 or not is_headline(paragraphs[at - 1], size) or paragraphs[at].first


def is_headline(paragraph: Paragraph, size: float) -> bool:
    """Whether a paragraph is set like a headline."""
    return (
        paragraph.size >= HEADLINE * size
        and len(paragraph.text) <= _LONGEST
        and bool(re.search(r"\w{2}", paragraph.text))
        and not paragraph.table
    )


def _length(paragraphs: Sequence[Paragraph], size: float) -> int:
    return sum(len(one.text) for one in paragraphs if one.size < HEADLINE * size)


def _several(paragraphs: Sequence[Paragraph], starts: Sequence[int]) -> bool:
    """Whether headlines begin articles, and are none between the parts of one."""
    heads = [paragraphs[at] for at in starts]
    smallest = min(head.size for head in heads[1:])
    signs = [_signs(paragraphs, at) for at in starts[1:]]
    alike = smallest >= 0.9 * heads[0].size
    return all(sign >= (1 if alike else 2) for sign in signs)


def _signs(paragraphs: Sequence[Paragraph], at: int) -> int:
    """How many signs there are that an article begins with a headline."""
    head, after = paragraphs[at], paragraphs[at + 1 : at + 3]
    wide = any(one.right - one.left > 1.3 * (after[-1].right - after[-1].left) for one in (head,))
    return (
        head.first
        + head.ruled
        + head.boxed
        + (wide and bool(after))
        + any(_BYLINE.match(one.text) for one in after)
    )


def title_of(paragraphs: Sequence[Paragraph], size: float, stated: str) -> tuple[str, list[int]]:
    """An article's headline, and which of its paragraphs are that: `stated`, or the largest type.

    Of a `stated` one that adds the name of a site, as browsers print it, what stands on the page
    is taken.
    """
    top = list(_top(paragraphs, size))
    for at in top:
        text = paragraphs[at].text
        if stated and _same(text, stated):
            return text, [at]
    if looks_like_headline(stated):
        return stated, []
    largest = max((paragraphs[at].size for at in top), default=0.0)
    at = next((at for at in top if paragraphs[at].size >= 0.97 * largest), -1)
    if at < 0 or not looks_like_headline(paragraphs[at].text):
        return "", []
    return paragraphs[at].text, [at]


def _top(paragraphs: Sequence[Paragraph], size: float) -> Iterator[int]:
    """The headlines before the first text of an article."""
    for at, paragraph in enumerate(paragraphs[:8]):
        if is_headline(paragraph, size):
            yield at
        elif len(paragraph.text) > _LONGEST:
            return


def _same(shown: str, stated: str) -> bool:
    one, other = " ".join(shown.split()).casefold(), " ".join(stated.split()).casefold()
    return one == other or (
        len(one) >= 12 and bool(re.match(re.escape(one) + r"\s*[|–—:·-]", other))
    )
