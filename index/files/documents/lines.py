"""The lines of the columns of a page: its rows, cut at the gutters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.files.documents.gutters import (
    CELL_GAP,
    Gutter,
    Row,
    cells_of,
    gutters_in,
    rows_of,
    table_rows,
)
from index.files.documents.hyphens import part_of_word
from index.files.documents.textlayer import Word

_DRAWN_TOGETHER = 80
_INITIAL = 1.8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column; `cells` are its parts where it is the row of a table."""

    words: tuple[Word, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float
    cells: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its words with a space between them."""
        return " ".join(word.text for word in self.words)


def with_initials(rows: Sequence[Row], size: float) -> list[Row]:
    """Rows in which large first letters stand before the word that they begin."""
    large = [w for row in rows for w in row.words if _is_initial(w, size)]
    if not large:
        return list(rows)
    words = [w for row in rows for w in row.words]
    for letter in large:
        beside = [
            w
            for w in words
            if 0 <= w.left - letter.right + 0.2 * size < 1.5 * size
            and w.size < 0.6 * letter.size
            and letter.bottom < w.middle < letter.top
        ]
        if len(beside) < 2:
            continue
        first = max(beside, key=lambda w: w.middle)
        words.remove(letter)
        at = words.index(first)
        joined = part_of_word(letter.text, first.text)
        text = letter.text + ("" if joined else " ") + first.text
        # it stays where it is: a line beside a large letter is no indented one
        words[at] = first._replace(text=text, left=letter.left)
    return rows_of(words)


def _is_initial(word: Word, size: float) -> bool:
    if len(word.text) > 2 or word.top - word.bottom <= _INITIAL * size:
        return False
    letters = word.text.strip("\"'“‘«„")
    return len(letters) == 1 and letters.isalpha()


def lines_in(rows: Sequence[Row], size: float) -> list[Line]:
    """The lines of a page's columns, from the top, those beside each other from the left."""
    solid = table_rows(rows, size)
    columns, tables = gutters_in(rows, size, solid)
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number in solid:
            lines.append(_line(cells_of(row.words, CELL_GAP * size)))
            continue
        for words in _parts(row.words, _at(columns, number)):
            lines += _pieces(words, _at(tables, number), size)
    return lines


def _at(gutters: Iterable[Gutter], number: int) -> list[Gutter]:
    return [gutter for gutter in gutters if gutter.first <= number <= gutter.last]


def _parts(words: Sequence[Word], gutters: Sequence[Gutter]) -> list[list[Word]]:
    """`words` cut where a gutter is between two of them."""
    if not gutters:
        return [list(words)]
    parts: list[list[Word]] = []
    for word in words:
        last = parts[-1][-1] if parts else None
        if last is None or any(_between(last, word, gutter) for gutter in gutters):
            parts.append([word])
        else:
            parts[-1].append(word)
    return parts


def _pieces(words: Sequence[Word], tables: Sequence[Gutter], size: float) -> list[Line]:
    """The line that `words` are; several where wide gaps separate what was not drawn together."""
    pieces: list[list[list[Word]]] = [[[words[0]]]]
    cells = cells_of(words, CELL_GAP * size)
    if len(cells) == 1 and not tables:
        return [_line(cells)]
    wide = {id(cell[0]) for cell in cells}
    for last, word in pairwise(words):
        parted = id(word) in wide and word.left - last.right > CELL_GAP * min(last.size, word.size)
        if any(_between(last, word, gutter) for gutter in tables):
            pieces[-1].append([word])
        elif not parted:
            pieces[-1][-1].append(word)
        elif 0 < word.order - last.order < _DRAWN_TOGETHER:
            pieces[-1].append([word])
        else:
            pieces.append([[word]])
    return [_line(cells) for cells in pieces]


def _between(last: Word, word: Word, gutter: Gutter) -> bool:
    inside = last.right <= gutter.right and word.left >= gutter.left
    return inside and last.left < gutter.middle < word.right


def _line(cells: Sequence[Sequence[Word]]) -> Line:
    words = tuple(word for cell in cells for word in cell)
    return Line(
        words,
        words[0].left,
        max(word.right for word in words),
        min(word.bottom for word in words),
        max(word.top for word in words),
        max(words, key=lambda word: len(word.text)).size,
        tuple(" ".join(word.text for word in cell) for cell in cells) if len(cells) > 1 else (),
    )
