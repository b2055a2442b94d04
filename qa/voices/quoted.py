"""Which characters of an article stand in quotation marks, over sentences and paragraphs."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index import Span

_MARK = re.compile(r"[“”„«»\"]|\n\s*\n|\n")
_OPENS_AFTER = " \n\t(-–—[‘'"
_LONGEST = 2_500
"""A quotation of more characters is a mark that was never closed."""


def quoted(text: str) -> tuple[Span, ...]:
    """The stretches between quotation marks, the marks included, in order.

    A quotation that goes on in the next paragraph, which opens with a mark of its own, is one
    stretch for each paragraph; a mark that nothing closes ends with its paragraph.
    """
    return tuple(_quoted(text))


def _quoted(text: str) -> Iterator[Span]:
    opened = -1
    for match in _MARK.finditer(text):
        at = match.start()
        if opened < 0:
            if _opens(text, at):
                opened = at
        elif "\n" in match[0]:
            # a mark at the end of a line was torn from the words that it opens
            if text[opened + 1 : at].strip():
                yield opened, at
                opened = -1
        elif at - opened > _LONGEST or _never_closed(text, opened, at):
            opened = at if _opens(text, at) else -1
        else:
            yield opened, at + 1
            opened = -1
    if opened >= 0:
        yield opened, len(text)


def _never_closed(text: str, opened: int, at: int) -> bool:
    """Whether a mark at `at` opens another quotation than the one that is open."""
    return text[at] in "“„" or (text[opened] == text[at] == '"' and _opens(text, at))


def _opens(text: str, at: int) -> bool:
    """Whether a mark opens a quotation; one that looks the same at both ends may."""
    if text[at] != '"':
        return text[at] in "“„«"
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    return before in _OPENS_AFTER and after not in ("", " ", "\n", ".", ",")


class Quoted:
    """The quoted stretches of a text, to ask what is in them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]

    def at(self, place: int) -> bool:
        """Whether a character stands in quotation marks, or is one."""
        found = bisect_right(self._starts, place) - 1
        return found >= 0 and place < self.spans[found][1]

    def within(self, start: int, end: int) -> list[Span]:
        """The quoted stretches of `start:end`, cut to it."""
        first = max(0, bisect_right(self._starts, start) - 1)
        found = []
        for one, other in self.spans[first:]:
            if one >= end:
                break
            if other > start:
                found.append((max(one, start), min(other, end)))
        return found

    def share(self, start: int, end: int) -> float:
        """How much of `start:end` is quoted."""
        return sum(b - a for a, b in self.within(start, end)) / max(1, end - start)
