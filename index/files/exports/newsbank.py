"""Exports of NewsBank: the headline, a line with outlet and day, labels, the text, the copyright.

The line is "May 20, 2024 | Pell Gazette, The (Wexmoor, TL)" or the other way round, "Pell Gazette
(Wexmoor, TL) - May 20, 2024"; labels follow in lines of their own, or in one with bars between.
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
_MOST_LABELS = 10


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none."""
    lines = sheet.lines
    marks = [at for at, line in enumerate(lines) if _masthead(line) and _labels(lines, at + 1)[0]]
    if not marks or marks[0] == len(lines) - 1:
        return []
    found: list[Exported] = []
    starts = [_title(lines, at, marks[n - 1] if n else -1) for n, at in enumerate(marks)]
    for n, at in enumerate(marks):
        end = starts[n + 1] if n + 1 < len(marks) else len(lines)
        found.append(_article(lines, starts[n], at, end, sheet.width))
    return found


def _masthead(line: Line) -> tuple[str, date, str] | None:
    """Outlet, day and page, where a line says those and nothing else."""
    if len(line.text) > 160:
        return None
    match = _DAY_FIRST.match(line.text) or _DAY_LAST.match(line.text)
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
    """Where the headline above a line begins: its paragraph."""
    start = at
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


def _article(lines: Sequence[Line], start: int, at: int, bound: int, width: int) -> Exported:
    source, day, page = _masthead(lines[at]) or ("", None, "")
    fields, body = _labels(lines, at + 1)
    end = next(
        (n for n in range(body, bound) if pattern("newsbank", "end").match(folded(lines[n].text))),
        bound,
    )
    section, page = fields.get("section", ""), fields.get("page", page)
    return {
        "title": " ".join(line.text for line in lines[start:at]),
        "text": told(lines[body:end], width),
        "source": source,
        "published": day,
        "authors": fields.get("authors", ""),
        "section": ", ".join(filter(None, (section, f"page {page}" if page else ""))),
        "kind": [section],
    }, []
