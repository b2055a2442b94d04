"""When a reply goes round in circles: small models do, until they have no room left."""

import re

_TAIL, _STEP = 1_600, 24
"""Characters at the end of a reply that are looked at, and how many must be new to look again."""
_TIMES, _LEAST, _LEAST_RULED = 3, 60, 240
"""A circle is a piece that comes three times on end, and at least so many characters of it; more of
what draws a line, as tables do."""
_COUNTED = re.compile(r"\d+(?=\s?\])|^(\W*(?:\w+ )?)\d+(?=[.:)])", re.MULTILINE)
"""What differs between the rounds: numbers of sentences, and of the lines themselves."""
_RULED = re.compile(r"[\s|:=_*.~-]*\Z")


class Circles:
    """Is told of a reply piece by piece, and says when it has begun to go round."""

    def __init__(self) -> None:
        self._tail = ""
        self._new = 0

    def found(self, piece: str) -> bool:
        """Whether the reply, with this piece, only repeats itself."""
        self._tail = (self._tail + piece)[-_TAIL:]
        self._new += len(piece)
        if self._new < _STEP:
            return False
        self._new = 0
        return _repeats(_COUNTED.sub(r"\g<1>0", self._tail))


def _repeats(text: str) -> bool:
    """Whether the text ends in one piece, again and again."""
    end = text[-_LEAST // _TIMES :]
    at = len(text) - len(end)
    while (at := text.rfind(end, 0, at + len(end) - 1)) >= 0:
        period = len(text) - len(end) - at
        least = _LEAST_RULED if _RULED.match(text[-period:]) else _LEAST
        length = max(least, _TIMES * period)
        if length > len(text):
            return False
        if text[-length:-period] == text[period - length :]:
            return True
    return False
