"""Exports of ProQuest: fields with labels, "Full text: ...", and a rule between the articles."""

import re
from collections.abc import Sequence

from index.files.decoding import UnreadableError, one_line
from index.files.exports.articles import Exported, refusal
from index.files.exports.lines import (
    Line,
    Sheet,
    between,
    day_of,
    first,
    folded,
    labelled,
    language_of,
    listed,
    pattern,
    told,
    where,
    wraps,
)

_NAME = "ProQuest"
_OWN = re.compile(r"proquest|database: ", re.I)
_INFO = re.compile(
    r"(?P<source>.+?)\s*(?:;.*?|\[.*?\]\.?|, .*?)\s*(?P<day>\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4})"
    r"(?::\s*(?P<page>[\w.-]+))?"
)
_LINK = re.compile(r"https?://\S+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_EDITION = re.compile(r"\s*:?\s*\[[^\[\]]*(?:edition|derived headline)\]\.?$", re.I)
_YEARS = re.compile(r"\s*\((?:\d{4}\s?-\s?(?:\d{4}|current)?|pre-\d{4} fulltext)\)", re.I)
_MOST_CAPTIONS = 8
_Fields = dict[str, str]


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none.

    Raises:
        UnreadableError: it is one, and no article of it has a text.
    """
    lines = sheet.lines
    if not any("proquest" in line.text.casefold() for line in lines):
        return []
    if not any(_field(line) in ("id", "source", "info") for line in lines):
        return []
    found = [one for chunk in _records(lines) if (one := _record(chunk, sheet.width)) is not None]
    if not found:
        raise UnreadableError(refusal(_NAME, "no article with its full text or abstract"))
    return found


def _field(line: Line) -> str:
    found = labelled(line.text, "proquest")
    return found[0] if found else ""


def _records(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines of each record: between rules, behind counts, or up to the last field of each."""
    rule = pattern("proquest", "rule")
    marks = where(lines, lambda line: rule.match(line.text)) or where(lines, _is_count)
    return between(lines, marks or where(lines, _is_last))


def _is_last(line: Line) -> bool:
    return folded(line.text[:12]).startswith("database:")


def _is_count(line: Line) -> bool:
    return len(line.text) < 60 and bool(pattern("proquest", "counter").fullmatch(folded(line.text)))


def _record(lines: Sequence[Line], width: int) -> Exported | None:
    """The article of one record; None for a cover, a bibliography or a notice between them."""
    lines = [line for line in lines if not _is_count(line)]
    at = first(lines, lambda line: _field(line) == "text")
    names = {_field(line) for line in lines} - {""}
    if len(names) < 3 or not names & {"text", "abstract"}:
        return None
    if at is None:
        fields, body = _fields(lines, width), ""
    else:
        end = _behind(lines, at + 1, width)
        fields = _fields([*lines[:at], *lines[end:]], width)
        value = (labelled(lines[at].text, "proquest") or ("", ""))[1]
        head = [Line(value, lines[at].paragraph, lines[at].block)] if value else []
        body = told([*head, *lines[at + 1 : _captioned(lines, at + 1, end)]], width)
    return _article(fields, _stated(body) or _stated(fields.get("abstract", "")))


def _captioned(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the captions behind a text begin, or its end."""
    for at in range(max(start, end - _MOST_CAPTIONS), end):
        if pattern("proquest", "captions").fullmatch(folded(lines[at].text)):
            return at
    return end


def _behind(lines: Sequence[Line], start: int, width: int) -> int:
    """Where the fields behind a text begin: labels up to the end, and what goes on with them."""
    top = len(lines)
    for at in range(len(lines) - 1, start - 1, -1):
        if _field(lines[at]):
            top = at
        elif not wraps(lines[at - 1], lines[at], width):
            alone = at + 1 < len(lines) and not _field(lines[at + 1])
            if alone or _SENTENCE_END.search(lines[at].text):
                break
    sure = where(lines[top:], lambda line: _field(line) in ("id", "source", "published"))
    return top if sure else len(lines)


def _fields(lines: Sequence[Line], width: int) -> _Fields:
    fields: _Fields = {}
    name = ""
    for at, line in enumerate(lines):
        found = labelled(line.text, "proquest")
        if found:
            name, value = found
            if name == "other" and "proquest" in folded(line.text) and "url" not in fields:
                name = "link"
            fields.setdefault(name, value)
        elif not fields:
            joins = at > 0 and wraps(lines[at - 1], line, width)
            fields["first"] = f"{fields.get('first', '')} {line.text}" if joins else line.text
        elif name == "abstract" or (at and wraps(lines[at - 1], line, width)):
            gap = " " if at and wraps(lines[at - 1], line, width) else "\n\n"
            fields[name] += gap + line.text
    return fields


def _stated(text: str) -> str:
    """A text, or nothing where it says that there is none."""
    return "" if folded(text) in listed("proquest", "nothing") else text


def _article(fields: _Fields, text: str) -> Exported:
    info = _INFO.search(fields.get("info", ""))
    source = fields.get("source", "").split(";")[0] or (info["source"] if info else "")
    day = fields.get("published") or (info["day"] if info else "")
    page = (fields.get("page") or (info["page"] if info else "") or "").rstrip(".")
    section = fields.get("section", "")
    link = _LINK.search(fields.get("url", "") or fields.get("link", ""))
    return {
        "title": _EDITION.sub("", fields.get("title") or fields.get("first", "")),
        "text": text,
        "source": _YEARS.sub("", source).strip(),
        "published": day_of(day) or day,
        "authors": _authors(fields.get("authors", "")),
        "section": ", ".join(filter(None, (section, f"page {page}" if page else ""))),
        "kind": [fields.get("kind", ""), section],
        "language": language_of(fields.get("language", "")),
        "id": fields.get("id", ""),
        "url": link[0] if link else "",
    }, []


def _authors(stated: str) -> list[str]:
    """Names as they are spoken, from "Tolland, Ada; Moll, Greta"."""
    names = []
    for name in filter(None, map(one_line, stated.split(";"))):
        last, _, given = name.partition(", ")
        names.append(f"{given.split(',')[0]} {last}" if given else name)
    return names
