"""The words that a PDF page shows, each with its box, as its text layer has them.

Positions are in points from the lower left of the page as it is read: where most of a page is
turned, it is turned back, and what is turned otherwise, such as a credit up the side of a picture,
is left out. A word is what PDFium tells apart; a hyphen at a line's end is "-", whatever mark it
had, and `SOFT` where it is no letter of the word.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from index.files.documents.unseen import Painted

SOFT = "\u00ad"
_WORD = re.compile(r"[^\s\x00-\x1f\ufffe]+[\x02\ufffe]?")
_LINE = re.compile(r"[^\r\n\x02\ufffe]*[^\s\x00-\x1f\ufffe][^\r\n\x02\ufffe]*[\x02\ufffe]?")
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-", "\u2010": "-", "\u2011": "-"})
_LIGATURES = {
    ord(c): unicodedata.normalize("NFKC", c) for c in "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
}
_TWICE = re.compile(r"(?:(.)\1)+")
_ACCENTS = dict(
    zip(
        "`´\u02c6^\u02dc~¯\u02d8¨\u02da\u02dd\u02c7¸\u02db",
        "\u0300\u0301\u0302\u0302\u0303\u0303\u0304\u0306\u0308\u030a\u030b\u030c\u0327\u0328",
        strict=True,
    )
)
_ACCENTED = re.compile("[" + re.escape("".join(_ACCENTS)) + "]")
_QUARTER = math.pi / 2
_OVER = 0.2
_MOST_ALIKE = 40

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Word(NamedTuple):
    """A word, or what of one stands on a line; `order` counts them as the file draws them."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    order: int

    @property
    def size(self) -> float:
        """The height of its line."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """The height on the page at which it stands."""
        return (self.top + self.bottom) / 2


def words_on(page: Any, text_page: Any, painted: Painted) -> list[Word]:
    """The words of a page that its reader sees, in the order in which they are drawn."""
    layer = _Layer(text_page, painted)
    turned: list[tuple[int, Word]] = list(layer.words())
    counts: Counter[int] = Counter()
    for turn, word in turned:
        counts[turn] += len(word.text)
    if not counts:
        return []
    upright = counts.most_common(1)[0][0]
    words = [word for turn, word in turned if turn == upright]
    return _once([_turned(word, upright) for word in words] if upright else words)


class _Layer:
    def __init__(self, text_page: Any, painted: Painted) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._page = text_page.raw
        self._painted = painted
        self._count = text_page.count_chars()
        self._text = text_page.get_text_range()
        if len(self._text) != self._count:  # else characters and boxes correspond
            self._text = "".join(
                chr(raw.FPDFText_GetUnicode(self._page, at)) for at in range(self._count)
            )
        self._turns: dict[int, int] = {}
        self._rectangle = raw.FS_RECTF()
        self._room = ctypes.addressof(self._rectangle)
        self._address = ctypes.cast(self._page, ctypes.c_void_p)
        self._box_at = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
        )(ctypes.cast(raw.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)

    def words(self) -> Iterator[tuple[int, Word]]:
        """Every word, with how many quarters of a turn it is turned."""
        handle, shows = self._painted.handle, self._painted.shows
        for line in _LINE.finditer(self._text):
            start, end = line.span()
            one = handle(start)
            # what one operator paints stands together, so its ends tell of all
            same = one != 0 and one == handle(end - 1)
            if same and not shows(start, one):
                continue
            turn = self._turn(start, one) if same else -1
            for found in _WORD.finditer(self._text, start, end):
                first, last = found.span()
                last -= 1
                if self._text[last] in "\x02\ufffe" and first < last:
                    last -= 1  # the box of the hyphen that it stands for is none
                if same:
                    yield turn, self._word(found[0], first, last)
                else:
                    yield from self._looked_at(found[0], first, last)

    def _looked_at(self, text: str, first: int, last: int) -> Iterator[tuple[int, Word]]:
        """What can be seen of a word."""
        handle, shows = self._painted.handle, self._painted.shows
        one, other = handle(first), handle(last)
        if one == other:
            if shows(first, one):
                yield self._turn(first, one), self._word(text, first, last)
            return
        seen = [at for at in range(first, last + 1) if shows(at, handle(at))]
        if len(seen) == last + 1 - first:
            yield self._turn(first, one), self._word(text, first, last)
        elif seen:
            text = "".join(self._text[at] for at in seen)
            yield self._turn(seen[0], handle(seen[0])), self._word(text, seen[0], seen[-1])

    def _word(self, text: str, first: int, last: int) -> Word:
        left, bottom, right, top = self._box(first)
        if last != first:
            start, low, end, high = self._box(last)
            left, right = (left if left < start else start), (end if end > right else right)
            bottom, top = (bottom if bottom < low else low), (top if top > high else high)
        return Word(self._letters(text, first), left, right, bottom, top, first)

    def _letters(self, text: str, first: int) -> str:
        if text.isascii() and text.isalnum():
            if len(text) >= 4 and _TWICE.fullmatch(text) and self._doubled(text, first):
                return text[::2]
            return text
        if any("\ud800" <= c <= "\udfff" for c in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if len(text) >= 4 and _TWICE.fullmatch(text) and self._doubled(text, first):
            text = text[::2]
        if _ACCENTED.search(text):
            text = self._composed(text, first)
        text = text.translate(_LIGATURES).translate(_HYPHENS)
        return unicodedata.normalize("NFC", text)

    def _doubled(self, text: str, first: int) -> bool:
        """Whether each letter is drawn twice at one place, to look bold."""
        for at in range(first, first + len(text) - 1, 2):
            one, other = self._box(at), self._box(at + 1)
            if abs(one[0] - other[0]) > 0.15 * (one[3] - one[1]):
                return False
        return True

    def _composed(self, text: str, first: int) -> str:
        """`text` with accents that are drawn over a letter made part of it."""
        letters = list(text)
        for at, letter in enumerate(text):
            if letter not in _ACCENTS:
                continue
            here = self._box(first + at)
            for beside in (at + 1, at - 1):
                if not 0 <= beside < len(text) or not text[beside].isalpha():
                    continue
                there = self._box(first + beside)
                inside = there[0] - 1 <= (here[0] + here[2]) / 2 <= there[2] + 1
                whole = unicodedata.normalize("NFC", text[beside] + _ACCENTS[letter])
                if inside and len(whole) == 1:
                    letters[beside], letters[at] = whole, ""
                    break
        return "".join(letters)

    def _box(self, at: int) -> Box:
        self._box_at(self._address, at, self._room)
        found = self._rectangle
        return found.left, found.bottom, found.right, found.top

    def _turn(self, at: int, handle: int) -> int:
        turn = self._turns.get(handle)
        if turn is None:
            angle = self._raw.FPDFText_GetCharAngle(self._page, at)
            quarters = angle / _QUARTER
            turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.12 else -1
            self._turns[handle] = turn
        return turn


def _turned(word: Word, turn: int) -> Word:
    """A word of a page that stands on its side or its head, as the page is read."""
    left, right, bottom, top = word.left, word.right, word.bottom, word.top
    if turn == 1:  # PDFium counts angles clockwise: written downwards
        return word._replace(left=-top, right=-bottom, bottom=left, top=right)
    if turn == 2:
        return word._replace(left=-right, right=-left, bottom=-top, top=-bottom)
    if turn == 3:
        return word._replace(left=bottom, right=top, bottom=-right, top=-left)
    return word


def _once(words: list[Word]) -> list[Word]:
    """`words` less those drawn again over themselves, which looks bold or casts a shadow."""
    for shift in (0.0, 0.5):  # points: what is near stands in one square of either grid
        squares = {(w.text, int(w.left + shift), int(w.bottom + shift)) for w in words}
        if len(squares) < len(words):
            break
    else:
        return words
    seen: dict[str, list[Word]] = {}
    kept: list[Word] = []
    for word in words:
        others = seen.setdefault(word.text, [])
        near = _OVER * (word.top - word.bottom)
        if any(
            abs(other.left - word.left) < near and abs(other.bottom - word.bottom) < near
            for other in others[-_MOST_ALIKE:]
        ):
            continue
        others.append(word)
        kept.append(word)
    return kept
