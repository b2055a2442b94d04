"""The labels of an article of Nexis, before its text and behind it, and the article they make."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from index.files.exports.articles import Exported, section_of
from index.files.exports.lines import (
    Line,
    byline,
    folded,
    is_copyright,
    labelled,
    language_of,
    listed,
    told,
    wraps,
)

_CODE = re.compile(r"[A-Z0-9 ]{2,12}$")
_CAPITALS = re.compile(r"[^\W\d_a-zß-öø-ÿ]{3,}(?:[- ][^\W\d_a-zß-öø-ÿ]+){0,3} ?:")
_HYPHENED = re.compile(r"[^\W\d_a-zß-öø-ÿ]+(?:-[^\W\d_a-zß-öø-ÿ]+)+ ?:")
_LINK = re.compile(r"https?://\S+")
_LAST_LINK = re.compile(r";?\s*(https?://\S+)$")
_MOST_CAPTIONS = 8
_MOST_LINES = 5  # of whose an article is
_HEAD = ("authors", "section", "length", "title", "lead", "head")
Fields = dict[str, str]


def is_named(name: str, line: Line) -> bool:
    """Whether a line is a name of one of the lists, and nothing else."""
    return len(line.text) < 40 and folded(line.text) in listed("nexis", name)


def field(line: Line) -> str:
    """The field that a line's label names; empty for none."""
    found = labelled(line.text, "nexis")
    return found[0] if found else ""


def is_heading(line: Line) -> bool:
    """Whether a line has one of the labels that stand before a text."""
    return field(line) in _HEAD


def is_above(line: Line) -> bool:
    """Whether a line has a label in capitals that may stand before a text, or in its masthead."""
    return field(line) == "above" and in_capitals(line)


def in_capitals(line: Line) -> bool:
    """Whether the label of a line is in capitals."""
    return line.text.partition(":")[0].isupper()


def labels(
    lines: Sequence[Line], start: int, width: int, *, apart: bool = False
) -> tuple[Fields, int]:
    """The labels from a line on, and the line behind them.

    A value goes on where its line was full, and in its whole paragraph where those stand `apart`.
    """
    fields: Fields = {}
    at = start
    while at < len(lines) and (is_heading(lines[at]) or is_above(lines[at])):
        name, value = labelled(lines[at].text, "nexis") or ("", "")
        at += 1
        while at < len(lines) and _goes_on(lines[at - 1], lines[at], width, apart):
            value += f" {lines[at].text}"
            at += 1
        fields.setdefault(name, value)
    return fields, at


def _goes_on(last: Line, line: Line, width: int, apart: bool) -> bool:
    if apart:
        return last.paragraph == line.paragraph and not _is_label(line) and not is_heading(line)
    return wraps(last, line, width)


def tail(lines: Sequence[Line], start: int, fields: Fields, width: int) -> tuple[int, list[str]]:
    """Where the text ends, and what is told behind it of its corrections; `fields` are added to."""
    end = sure = _captioned(lines, start, _classified(lines, start))
    corrected: list[str] = []
    while end > start:
        top = _top(lines, start, end)
        label = lines[top]
        if field(label) == "correction":
            corrected.insert(0, told(lines[top:end], width))
        elif _LINK.fullmatch(label.text):
            fields.setdefault("url", label.text)
        elif top - 1 > start and sure < len(lines) and _is_bare(lines[top - 1]):
            fields.setdefault(field(lines[top - 1]), " ".join(one.text for one in lines[top:end]))
            top -= 1
        elif not (_is_label(label) or _between_labels(lines, top, end)):
            if not _CAPITALS.match(label.text):
                break
            end = top  # a label of no list, if one of them stands before it
            continue
        end = sure = top
    sure = _captioned(lines, start, sure)
    for line in lines[sure:]:
        if found := labelled(line.text, "nexis"):
            fields.setdefault(*found)
    return sure, corrected


def _top(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the paragraph that ends before `end` begins, `start` at the earliest."""
    top = end - 1
    while top > start and lines[top - 1].paragraph == lines[top].paragraph:
        top -= 1
    return top


def _is_bare(line: Line) -> bool:
    """Whether a line is a label in capitals whose value is the next paragraph."""
    return bool(field(line)) and in_capitals(line) and line.text.endswith(":")


def _is_label(line: Line) -> bool:
    """Whether a line behind a text has a label, and not a word with a colon."""
    if _HYPHENED.match(line.text):
        return True
    return bool(field(line)) and (field(line) not in ("weak", "above") or in_capitals(line))


def _classified(lines: Sequence[Line], start: int) -> int:
    """Where the classification begins, or the end."""
    for at in range(start, len(lines) - 1):
        if is_named("classification", lines[at]) and field(lines[at + 1]):
            return at
    return len(lines)


def _between_labels(lines: Sequence[Line], top: int, end: int) -> bool:
    """Whether lines behind a text are whose it is, or a code without a label among labels."""
    if is_copyright(lines[top].text) and end - top <= _MOST_LINES:
        return True
    code = end - top == 1 and _CODE.match(lines[top].text)
    return bool(code and end < len(lines) and top and field(lines[top - 1]) and field(lines[end]))


def _captioned(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the captions behind a text begin, or its end."""
    for at in range(max(start, end - _MOST_CAPTIONS), end):
        if is_named("graphic", lines[at]):
            return at
    return end


def article(values: dict[str, object], fields: Fields, text: str) -> Exported:
    """The article of what stands above its labels, the labels, and its text below a standfirst."""
    section, page = section_of(fields.get("section", ""))
    link = _LAST_LINK.search(fields.get("lead", ""))
    lead = _LAST_LINK.sub("", fields.get("lead", ""))
    said = bool(lead) and folded(lead) not in folded(text)
    return {
        **values,
        "title": fields.get("title") or values.get("title", ""),
        "text": f"{lead}\n\n{text}" if said and text else text,
        "authors": byline(fields.get("authors", "")),
        "section": page,
        "kind": [section, fields.get("type", "")],
        "language": language_of(fields.get("language", "")),
        "url": _page_of(fields.get("url", "") or (link[1] if link else "")),
        "id": fields.get("id", ""),
    }, list(_remarks(values))


def _page_of(url: str) -> str:
    """An address of an article; empty for that of an outlet."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.path.strip("/") or parts.query else ""


def _remarks(values: dict[str, object]) -> Iterator[str]:
    if not values.get("published"):
        yield "published: the export states no day for it; left empty"
