"""Where the characters of a levelled text stand in the text that it was made of."""

import re
from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher

# a word, a figure with its separators, or any other sign
_PIECE = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\w\s]|_")
Span = tuple[int, int]


class Places:
    """Which characters of `text` the words of `flat`, its levelled spelling, stand for."""

    def __init__(self, text: str, flat: str) -> None:
        mine, theirs = _pieces(flat), _pieces(text)
        self._flat: list[Span] = []
        self._text: list[Span] = []
        matcher = SequenceMatcher(None, _read(flat, mine), _read(text, theirs), autojunk=False)
        for tag, i, j, k, m in matcher.get_opcodes():
            if tag == "equal":
                self._flat += mine[i:j]
                self._text += theirs[k:m]
            elif tag == "replace":  # "Prime Minister" for "Pm": the one as a whole for the other
                self._flat.append((mine[i][0], mine[j - 1][1]))
                self._text.append((theirs[k][0], theirs[m - 1][1]))

    def original(self, start: int, end: int) -> Span | None:
        """The characters of the text that the words in `start:end` stand for; None for none."""
        first = bisect_right(self._flat, start, key=lambda span: span[1])
        after = bisect_left(self._flat, end, key=lambda span: span[0])
        return (self._text[first][0], self._text[after - 1][1]) if first < after else None


def _pieces(text: str) -> list[Span]:
    return [match.span() for match in _PIECE.finditer(text)]


def _read(text: str, spans: list[Span]) -> list[str]:
    return [text[start:end].lower() for start, end in spans]
