"""What stands at the edges of pages, running heads, feet and numbers: taken out, and what it tells.

What recurs on half of the pages, or of those on one side of a sheet, is no text. On a page alone it
is what can be nothing else: a number, or a line with a date or a page's number in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index.calendar import MONTH
from index.files.dates import parse_date
from index.files.documents.gutters import Row
from index.files.documents.textlayer import Word
from index.wordlists import WordLists

LISTS = WordLists("index.files.documents", "furniture.yaml")
_LONGEST_EDGE = 140
_DEEPEST = 3
_NUMBER = re.compile(
    r"(?:pages?|p\.|pg\.?)?\s*[-–—|]?\s*(?:[A-Z]-?)?\d{1,4}\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|[-–—]\s*[ivxl]{1,6}\s*[-–—]|[ivxl]{1,6}",
    re.I,
)
_PAGE = re.compile(r"\b(?:page|p\.)\s*[A-Z]?-?\d{1,4}\b", re.I)
_EDGE_NUMBER = re.compile(r"^[A-Z]?\d{1,3}\b|\b[A-Z]?\d{1,3}$")
_DATE = re.compile(
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
    rf"(\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})\.?,?\s+\d{{4}}"
    rf"|(?:{MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})",
    re.I,
)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_ADDRESS = re.compile(r"https?://[^\s…]+")
_NAME = re.compile(r"(?:The\s+)?[A-Z][\w'’&.-]*(?:\s+(?:of|and|the|&|[A-Z][\w'’&.-]*)){0,5}")
_SPLIT = re.compile(r"\s*[|•·–—]\s*|,\s+|\s{2,}|\s-\s")
_HEIGHT = 0.09
"""The part of a page's height in which a single page's heads and feet stand."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its rows from the top, and its height from `bottom` to `top` in points.

    `outer` says that they are all rows that it has.
    """

    rows: tuple[Row, ...]
    bottom: float
    top: float
    outer: bool = True


def without_edges(pages: Sequence[Sheet]) -> tuple[list[list[Row]], dict[str, object]]:
    """The rows of pages less heads, feet and numbers; and the outlet, day and address in those."""
    alone = len(pages) == 1
    told: list[str] = []
    for _ in range(_DEEPEST):
        often = _recurring(pages)
        kept: list[Sheet] = []
        for number, page in enumerate(pages):
            furniture = {
                at
                for at, key in _edges(page).items()
                if (key, number % 2) in often or _plainly(page, at, alone=alone)
            }
            told += [" ".join(_cells(page.rows[at])) for at in sorted(furniture)]
            rows = tuple(row for at, row in enumerate(page.rows) if at not in furniture)
            kept.append(Sheet(rows, page.bottom, page.top, outer=False))
        if [page.rows for page in kept] == [page.rows for page in pages]:
            break
        pages = kept
    return [list(page.rows) for page in pages], _stated(told)


def _recurring(pages: Sequence[Sheet]) -> set[tuple[str, int]]:
    """Keys of rows that recur, with the side of the sheet on which they do."""
    if len(pages) < 2:
        return set()
    counts: dict[int, Counter[str]] = {0: Counter(), 1: Counter()}
    for number, page in enumerate(pages):
        counts[number % 2].update(set(_edges(page).values()))
    often: set[tuple[str, int]] = set()
    sides = (-(-len(pages) // 2), len(pages) // 2)
    for key in {*counts[0], *counts[1]}:
        if counts[0][key] + counts[1][key] >= max(2, -(-len(pages) // 2)):
            often |= {(key, 0), (key, 1)}
        for side in (0, 1):
            if counts[side][key] >= max(2, -(-sides[side] // 2)):
                often.add((key, side))
    return often


def _edges(page: Sheet) -> dict[int, str]:
    """The outer rows by their place, each as what is compared; numbers may differ in outermost."""
    last = len(page.rows) - 1
    found: dict[int, str] = {}
    for at in {0, 1, last - 1, last} & set(range(last + 1)):
        text = page.rows[at].text
        outer = at in (0, last)
        if len(text) > _LONGEST_EDGE or not (
            page.outer or (outer and _margin(page, at) and _apart(page, at))
        ):
            continue
        found[at] = re.sub(r"\d+", "#", text) if outer else text
    return found


def _margin(page: Sheet, at: int) -> bool:
    """Whether a row stands where only heads and feet do."""
    room = _HEIGHT * (page.top - page.bottom)
    row = page.rows[at]
    return row.bottom < page.bottom + room or row.top > page.top - room


def _plainly(page: Sheet, at: int, *, alone: bool) -> bool:
    """Whether a row can be nothing but a page's number, head or foot."""
    row = page.rows[at]
    text = row.text
    last = len(page.rows) - 1
    if len(page.rows) < 3 or not (at in (0, last) or _margin(page, at)):
        return False
    if _NUMBER.fullmatch(text):
        return not re.fullmatch(r"[ivxl]+", text, re.I) or _margin(page, at)
    return _margin(page, at) and _apart(page, at) and _says_where(row, _middle(page), alone)


def _says_where(row: Row, middle: Row, alone: bool) -> bool:
    """Whether a row in the margin tells the paper, its day, its page or where it was fetched."""
    text = row.text
    if _ADDRESS.search(text):
        return len(row.words) <= 6
    if re.match(LISTS.table["stamps"], text, re.I | re.X):
        return True
    if not alone and row.size < middle.size and _masthead(text):
        return True
    numbered = bool(_EDGE_NUMBER.search(text)) and _masthead(text)
    if not (_DATE.search(text) or _PAGE.search(text) or numbered):
        return False
    left = re.sub(r"[\W\d]+", " ", _PAGE.sub("", _DATE.sub("", text))).split()
    small = row.size <= 1.2 * max(middle.size, 1.0)
    return len(left) <= 6 and small and not re.search(r"[.!?]$", text)


def _middle(page: Sheet) -> Row:
    return page.rows[len(page.rows) // 2]


def _apart(page: Sheet, at: int) -> bool:
    """Whether more room than between lines separates a row from the text."""
    if len(page.rows) < 2:
        return False
    row = page.rows[at]
    beside = page.rows[at + 1] if at < len(page.rows) // 2 else page.rows[at - 1]
    gap = max(row.bottom - beside.top, beside.bottom - row.top)
    return gap > 0.4 * row.size


def _cells(row: Row) -> list[str]:
    """The parts of a row, between which there is much room."""
    cells: list[list[Word]] = [[row.words[0]]]
    for word in row.words[1:]:
        if word.left - cells[-1][-1].right > row.size:
            cells.append([])
        cells[-1].append(word)
    return [" ".join(word.text for word in cell) + " |" for cell in cells]


def _stated(rows: Sequence[str]) -> dict[str, object]:
    """What rows of furniture say of the paper; nothing of which they say two things."""
    seen: defaultdict[str, set[object]] = defaultdict(set)
    for row in rows:
        for address in _ADDRESS.findall(row):
            seen["url"].add(address)
        if _CLOCK.search(row) or re.search(LISTS.table["stamps"], row, re.I | re.X):
            continue  # when, and from where, it was printed
        for dated in _DATE.finditer(row):
            try:
                seen["published"].add(parse_date(dated[1]))
            except ValueError:
                seen["published"].add(None)
        for part in _SPLIT.split(_PAGE.sub("|", _DATE.sub("|", row))):
            name = re.sub(r"^\d+\s+|\s+\d+$", "", part.strip(" |,"))
            if _masthead(name):
                seen["source"].add(name)
    return {name: values.pop() for name, values in seen.items() if len(values) == 1}


def _masthead(name: str) -> bool:
    """Whether it is the name of a newspaper."""
    if not _NAME.fullmatch(name) or len(name.split()) < 2:
        return False
    words = {word.capitalize() for word in re.findall(r"[^\W\d_]+", name)}
    return bool(words & LISTS.among("mastheads"))
