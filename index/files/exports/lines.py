"""An export as its lines, whatever file it was in, and the labels, days and names in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from index.files.documents.blocks import Block
from index.files.names import names_in
from index.wordlists import WordLists

_BYLINES = WordLists("index.files.pages", "bylines.yaml")
_WRAPPED_AT = 100  # characters; a paragraph that is one line is longer sooner or later
_NEAR_EDGE = 20
_LABEL = re.compile(r"([^\W\d_][^\n:]{0,40}?)[ \u00a0]?:[ \u00a0]*(.*)", re.S)
_BREAK = re.compile(r"\r\n?|[\f\v\x85\u2028]")
_GAP = re.compile(r"\n[ \t\u00a0]*\n")
_INVERTED = re.compile(
    r"([^\W\d_][\w.'’-]+), ([^\W\d_][\w.'’-]*(?: (?:de|van|der|von|du|la))*)$", re.I
)
_SPACES = re.compile(r"\s+")
_CLOCK = (
    r"\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?\s*"
    r"(?:(?:[a-z]+ ){1,3}time\b|[a-z]{2,5}(?:[+-]\d{1,2}(?::?\d{2})?)?\b)?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `paragraph` is the number of the paragraph, `block` of the lines it stands among.

    They differ where each line is a paragraph. `indent` is the number of spaces before it.
    """

    text: str
    paragraph: int
    block: int
    indent: int = 0
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of an export that are not empty, and the width they are wrapped at; 0 for none."""

    lines: tuple[Line, ...]
    width: int

    def text(self, start: int, end: int) -> str:
        """The words of some lines, paragraphs apart, those that were wrapped put together."""
        return told(self.lines[start:end], self.width)


def told(lines: Sequence[Line], width: int) -> str:
    """The words of `lines`, paragraphs apart, those that were wrapped put together."""
    parts: list[str] = []
    for at, line in enumerate(lines):
        if at:
            parts.append(_between(lines[at - 1], line, width))
        parts.append(line.text)
    return "".join(parts)


def _between(last: Line, line: Line, width: int) -> str:
    if last.paragraph != line.paragraph or line.indent > last.indent + 1:
        return "\n\n"
    return " " if wraps(last, line, width) else "\n"


def wraps(last: Line, line: Line, width: int) -> bool:
    """Whether `line` goes on where `last` was full."""
    word = line.text.partition(" ")[0]
    return (
        width > 0
        and last.paragraph == line.paragraph
        and last.indent + len(last.text) + 1 + len(word) > width
    )


def where(lines: Sequence[Line], test: Callable[[Line], object]) -> list[int]:
    """The places of the lines that pass a test."""
    return [at for at, line in enumerate(lines) if test(line)]


def first(lines: Sequence[Line], test: Callable[[Line], object]) -> int | None:
    """The place of the first line that passes a test."""
    return next((at for at, line in enumerate(lines) if test(line)), None)


def between(lines: Sequence[Line], marks: Sequence[int]) -> list[Sequence[Line]]:
    """The lines before the first of some lines, between them, and behind the last."""
    starts = [0, *(at + 1 for at in marks)]
    return [lines[a:b] for a, b in zip(starts, [*marks, len(lines)], strict=True)]


def sheet_of(blocks: Iterable[Block]) -> Sheet:
    """The lines of some paragraphs, each of which may have several."""
    raw = [
        (number, line, block.heading)
        for number, block in enumerate(blocks)
        for line in block.text.split("\n")
        if line.strip()
    ]
    width = _width([(number, line) for number, line, _ in raw])
    lines = tuple(
        Line(
            _SPACES.sub(" ", line).strip(),
            number if width else at,
            number,
            len(line) - len(line.lstrip()),
            heading,
        )
        for at, (number, line, heading) in enumerate(raw)
    )
    return Sheet(lines, width)


def blocks_of(text: str) -> list[Block]:
    """The paragraphs of plain text, blank lines between them."""
    return [Block(part) for part in _GAP.split(_BREAK.sub("\n", text)) if part.strip()]


def _width(raw: Sequence[tuple[int, str]]) -> int:
    """The width at which nearly all lines are wrapped, in characters; 0 where they are not.

    `raw` are the lines, each with the number of its block.
    """
    sizes = [len(line.rstrip()) for _, line in raw]
    short = [size for size in sizes if size <= _WRAPPED_AT]
    if not short or 100 * (len(sizes) - len(short)) > len(sizes):
        return 0
    width = max(short)
    inner = [sizes[at] for at in range(len(raw) - 1) if raw[at][0] == raw[at + 1][0]]
    full = sum(1 for size in inner if size > width - _NEAR_EDGE)
    return width if full >= 3 and 2 * full > len(inner) else 0


# -- words of the lists ------------------------------------------------------------------------


@cache
def words() -> WordLists:
    """What is in `exports.yaml`."""
    return WordLists("index.files.exports", "exports.yaml")


def folded(text: str) -> str:
    """In small letters, without accents, one space between words, as the lists have them."""
    if text.isascii():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


@cache
def listed(database: str, name: str) -> frozenset[str]:
    """The names of a list of a database."""
    return _names(words().table[database][name])


@cache
def pattern(database: str, name: str) -> re.Pattern[str]:
    """A pattern of a database, for folded text."""
    table = words().table
    return re.compile(table[database][name] if database else table[name])


@cache
def _labels(database: str) -> Mapping[str, str]:
    fields = words().table[database]["labels"]
    return {name: field for field, names in fields.items() for name in _names(names)}


def _names(listed: str) -> frozenset[str]:
    return frozenset(name.replace("_", " ") for name in listed.split())


def labelled(text: str, database: str) -> tuple[str, str] | None:
    """The field that a line's label names, and its value; None where there is no such label."""
    match = _LABEL.match(text)
    field = _labels(database).get(folded(match[1])) if match else None
    return (field, match[2].strip()) if match and field else None


def is_copyright(text: str) -> bool:
    """Whether a line says whose the article is, and nothing else."""
    return len(text) < 300 and bool(pattern("", "copyright").match(folded(text)))


def byline(text: str) -> list[str]:
    """Who wrote it, from a byline without its "By", in any of the languages.

    Who helped is left out; "Moll, Greta" is the one person that is called so.
    """
    by, _, rest = text.partition(" ")
    stated = rest if rest and is_by(by) else text
    parts = [part.strip() for part in stated.split(";")]
    wrote = [part for part in parts if not pattern("", "helped").search(folded(part))]
    return [_upright(part) for part in wrote or parts]


def _upright(name: str) -> str:
    """A name such as "Moll, Greta" as it is spoken; an agency and its town, or an office, stay."""
    match = _INVERTED.match(name)
    if match is None or len(names_in(name)) != 2:
        return name
    if match[1].casefold() in _BYLINES.among("agencies"):
        return name
    return f"{match[2]} {match[1]}"


def is_by(word: str) -> bool:
    """Whether a word is the "By" before who wrote it."""
    return folded(word).rstrip(":") in words().table["by"].split()


def language_of(name: str) -> str:
    """The tag of a language by its name in one of several languages; empty for none."""
    wanted = re.split(r"[;,/(|]", folded(name))[0].strip()
    return _languages().get(wanted, "")


@cache
def _languages() -> Mapping[str, str]:
    return {
        name: tag for tag, names in words().table["languages"].items() for name in names.split()
    }


# -- days --------------------------------------------------------------------------------------


def day_of(text: str) -> date | None:
    """The day that a line says, with weekday, time and edition at most beside it."""
    match = _day_line().match(folded(text)) if len(text) < 120 else None
    if match is None:
        return None
    found = match.groupdict()
    month = _months()[found["m1"] or found["m2"]] if found["m1"] or found["m2"] else found["m3"]
    day = found["d1"] or found["d2"] or found["d3"]
    year = found["y1"] or found["y2"] or found["y3"]
    try:
        return date(int(year), int(month or 0), int(day))
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    return {
        name: number for number, names in words().table["months"].items() for name in names.split()
    }


@cache
def _day_line() -> re.Pattern[str]:
    month = "|".join(sorted(_months(), key=len, reverse=True))
    weekday = "|".join(sorted(words().table["weekdays"].split(), key=len, reverse=True))
    edition = words().table["edition"]
    return re.compile(
        rf"(?:(?:{weekday})\b[.,]?\s*)?"
        r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th|er)?\.?\s*(?:de\s+|of\s+)?"
        rf"(?P<m1>{month})\b\.?,?\s*(?:de\s+)?(?P<y1>\d{{4}})"
        rf"|(?P<m2>{month})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
        r"|(?P<y3>\d{4})(?:-|\s?年\s?)(?P<m3>\d{1,2})(?:-|\s?月\s?)(?P<d3>\d{1,2})(?:\s?日)?)"
        rf"(?!\d)\W*(?:(?:{weekday})\b\W*)?(?:{_CLOCK}\W*)?"
        rf"(?:[^.!?]{{0,50}}{edition}[^.!?]{{0,30}})?$"
    )
