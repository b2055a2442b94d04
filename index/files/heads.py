"""What stands between the headline of a document and its text: who wrote it, where and when."""

import re
from collections.abc import Sequence
from functools import cache

from index.calendar import WEEKDAYS
from index.files.dates import parse_date
from index.files.decoding import one_line
from index.files.names import like_a_name, names_in
from index.wordlists import WordLists

_WORDS = WordLists("index.files", "names.yaml")
_pattern = _WORDS.pattern
_SAYS = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_APART = re.compile(r"\s*[,|·•/–—]\s*|\s+-\s+|\s+on\s+")
_LONGEST = 100
_MOST = 3  # lines
_OFFICE = 6  # words beside the names, such as "political editor of the …"


@cache
def _day() -> re.Pattern[str]:
    """A day, and nothing else."""
    return re.compile(
        rf"(?:{_WORDS.either('published')}(?:\s+{_WORDS.either('published_on')})?\s*:?\s+)?"
        rf"(?:(?:{'|'.join(WEEKDAYS)}),?\s+)?"
        r"(?P<day>\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?[^\W\d]{3,}\.?,?\s+(?:de\s+)?\d{4}"
        r"|[^\W\d]{3,}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
        r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})",
        re.I,
    )


def head_of(paragraphs: Sequence[str]) -> tuple[dict[str, object], int]:
    """What the first of `paragraphs` say of the article, by the names of FIELDS, and how many do.

    Such are "By Ann Lee", "14 May 2024" and "Harbour Courier, 14 May 2024", each alone on a line
    that is no sentence. A line that says anything else ends them, and the last paragraph is none.
    """
    values: dict[str, object] = {}
    most = max(0, min(_MOST, len(paragraphs) - 1))
    for at, paragraph in enumerate(paragraphs[:most]):
        found = _said(paragraph) if "\n" not in paragraph and len(paragraph) <= _LONGEST else {}
        if not found or found.keys() & values.keys():
            return values, at
        values |= found
    return values, most


def without_head(text: str) -> tuple[dict[str, object], str]:
    """As `head_of`, of a text whose paragraphs have an empty line between them, and the rest."""
    paragraphs = text.split("\n\n")
    values, lines = head_of(paragraphs)
    return values, "\n\n".join(paragraphs[lines:])


def _said(line: str) -> dict[str, object]:
    line = one_line(line)
    values, rest = _dated(line)
    if not rest:
        return values
    if named := _named(rest):
        return {**values, "authors": named}
    if values and like_a_name(rest) and _pattern("papers", r"\b%\b").search(rest):
        return {**values, "source": rest}
    return {}


def _dated(line: str) -> tuple[dict[str, object], str]:
    """The day that a line is or ends with, and what stands before it."""
    for start in (0, *(one.end() for one in _APART.finditer(line))):
        try:
            stated = _day().fullmatch(line, start)
            day = stated and parse_date(stated["day"])
        except ValueError:  # one that could be two days, or lacks a part
            break
        if day:
            return {"published": day}, _APART.sub(", ", line[:start]).strip(" ,")
    return {}, line


def _named(line: str) -> list[str]:
    """Who is named behind "By"; nobody where the line goes on to say something."""
    lead = _pattern("by", r"%\b\s*:?\s+").match(line)
    lead = lead or _pattern("perhaps", r"%\b\s*:?\s+").match(line)
    if lead is None or not line[lead.end() :][:1].isupper() or _SAYS.search(line):
        return []
    names = names_in(line)
    told = sum(len(name.split()) for name in names)
    whole = all(like_a_name(name) and " " in name for name in names)
    return names if whole and len(line[lead.end() :].split()) <= told + _OFFICE else []
