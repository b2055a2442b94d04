"""Exports of NewsBank: the headline, a line with outlet and day, labels, the text, the copyright.

The line is "May 20, 2024 | Pell Gazette, The (Wexmoor, TL)" or the other way round, "Pell Gazette
(Wexmoor, TL) - May 20, 2024", or is two; labels follow in lines of their own, or in one with bars
between. In some the headline stands below that line, before the labels or behind some of them.
"""

import re
from collections.abc import Sequence
from datetime import date

from index.files.exports.articles import Exported
from index.files.exports.lines import (
    Line,
    Sheet,
    day_of,
    folded,
    labelled,
    listed,
    pattern,
    told,
)

_PLACED = r"[^|]{2,80}\([^()]{2,40}\)"
_DAY_FIRST = re.compile(rf"(?P<day>[^|]{{8,40}}?)\s*\|\s*(?P<source>{_PLACED})(?:\s*\|.*)?$")
_DAY_LAST = re.compile(
    rf"(?P<source>{_PLACED})\s+[-–—]\s+(?P<day>[^|]{{8,40}}?)(?:\s+[-–—|]\s+(?:page\s+)?(?P<page>\w+))?$",
    re.I,
)
_ARTICLE = re.compile(r"(.+?), (The|A|An)\b(.*)$")
_COUNT = re.compile(r"[\d,]+(?:\s+words)?$|words$", re.I)
_BARS = re.compile(r"\s*\|\s*")
_PLACE = re.compile(rf"{_PLACED}$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_MOST_LABELS = 10
_Head = tuple[str, date, str, int]


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none."""
    lines = sheet.lines
    heads = [(at, head) for at in range(len(lines)) if (head := _head(lines, at))]
    if not heads or heads[0][0] == len(lines) - 1:
        return []
    found: list[Exported] = []
    starts = [_title(lines, at, heads[n - 1][0] if n else -1) for n, (at, _) in enumerate(heads)]
    for n, (at, head) in enumerate(heads):
        end = starts[n + 1] if n + 1 < len(heads) else len(lines)
        title = " ".join(line.text for line in lines[starts[n] : at])
        found.append(_article(lines[at:end], title, head, sheet.width))
    return found


def _head(lines: Sequence[Line], at: int) -> _Head | None:
    """Outlet, day, page and how many lines say them, where labels follow, or a headline and they.

    Those lines say nothing else.
    """
    for several in (1, 2):
        rows = [line.text for line in lines[at : at + several]]
        if several == 2 and not _PLACE.match(rows[0]):
            continue
        if said := _masthead(" - ".join(rows)):
            below = at + several
            if _labels(lines, below)[0] or _labels(lines, below + 1)[0]:
                return *said, several
    return None


def _masthead(text: str) -> tuple[str, date, str] | None:
    """Outlet, day and page, where a line says those and nothing else."""
    if len(text) > 160:
        return None
    match = _DAY_FIRST.match(text) or _DAY_LAST.match(text)
    day = day_of(match["day"]) if match else None
    if match is None or day is None:
        return None
    found = match.groupdict().get("page")
    source = match["source"].strip()
    inverted = _ARTICLE.match(source)
    if inverted:
        source = f"{inverted[2]} {inverted[1]}{inverted[3]}"
    return source, day, found or ""


def _title(lines: Sequence[Line], at: int, last: int) -> int:
    """Where the headline above a line begins: its paragraph; at the line where there is none."""
    start = at
    if at and _is_end(lines[at - 1]):
        return at
    while start - 1 > last and lines[start - 1].paragraph == lines[max(at - 1, 0)].paragraph:
        start -= 1
    return start


def _labels(lines: Sequence[Line], at: int) -> tuple[dict[str, str], int]:
    """The labels below the line with the outlet, and where the text begins."""
    fields: dict[str, str] = {}
    bound = min(at + _MOST_LABELS, len(lines))
    while at < bound:
        text = lines[at].text
        found = [labelled(part, "newsbank") for part in _BARS.split(text) if part]
        if found and all(found):
            for one in found:
                fields.setdefault(*one) if one else None
        elif not (_COUNT.match(text) or folded(text) in listed("newsbank", "loose")):
            break
        at += 1
    return fields, at


def _is_end(line: Line) -> bool:
    return bool(pattern("newsbank", "end").match(folded(line.text)))


def _article(lines: Sequence[Line], title: str, head: _Head, width: int) -> Exported:
    """The article that begins with the line of its outlet."""
    source, day, page, several = head
    fields, body = _labels(lines, several)
    if not title and body < len(lines) and not _SENTENCE_END.search(lines[body].text):
        title = lines[body].text
        more, body = _labels(lines, body + 1)
        fields = {**more, **fields}
    end = next((at for at in range(body, len(lines)) if _is_end(lines[at])), len(lines))
    while end > body and _labels(lines[end - 1 : end], 0)[0]:
        end -= 1  # captions and the like
    section, page = fields.get("section", ""), fields.get("page", page)
    return {
        "title": title,
        "text": told(lines[body:end], width),
        "source": source,
        "published": day,
        "authors": fields.get("authors", ""),
        "section": ", ".join(filter(None, (section, f"page {page}" if page else ""))),
        "kind": [section],
    }, []
