"""Exports of Factiva, with the codes of its fields ("HD", "WC") and without.

Each article ends with "Document" and its number. Without codes it begins with the headline and the
byline; then come its length, day, outlet, code, page, language and copyright, each in a line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from index.files.decoding import UnreadableError
from index.files.exports.articles import Exported, refusal
from index.files.exports.lines import (
    Line,
    Sheet,
    byline,
    day_of,
    first,
    folded,
    is_by,
    is_copyright,
    language_of,
    pattern,
    told,
    where,
    words,
)

_NAME = "Factiva"
_CODED = re.compile(r"([A-Z]{2,3})(?:\s*\|)?(?:(\s+)(.*))?$", re.S)
_INDEXED = re.compile(r"\w{1,12} : ")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}\b.{0,12}$")
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}$")
_PRINT_PAGE = re.compile(
    r"(?:(?:pages?|seite|pagina|p\.|s\.)\s*)?([A-Z]{0,3}\d{1,4}[A-Z]?(?:[,;/-]\s?[A-Z]{0,3}\d{1,4})*)$",
    re.I,
)
_PERSON = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*\s+){1,3}[^\W\d_a-z][\w.'’-]*$")
_LONGEST_HEAD = 12  # lines, from the length to the copyright
_Fields = dict[str, list[Line]]


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    lines = sheet.lines
    ends = [at for at, line in enumerate(lines) if _number(line.text)]
    if not ends:
        return []
    starts = [0, *(at + 1 for at in ends)]
    chunks = [lines[a : b + 1] for a, b in zip(starts, ends, strict=False)]
    found = [_coded(chunk, sheet.width) or _plain(chunk, sheet.width) for chunk in chunks]
    read = [one for one in found if one is not None]
    if not read:
        return []
    return [
        one
        if one is not None
        else UnreadableError(refusal(_NAME, "an article without its length and day"))
        for one in found
    ]


def _number(text: str) -> str:
    """The number of the article that a line such as "Document ABCD000020240314ek3e00001" ends."""
    coded = _CODED.match(text)
    if coded and coded[1] == "AN":
        text = coded[3] or ""
    match = pattern("factiva", "end").fullmatch(folded(text)) if len(text) < 80 else None
    return text.split()[-1] if match and len(match[1]) >= 12 else ""


def _length(line: Line) -> bool:
    return len(line.text) < 40 and bool(pattern("factiva", "length").fullmatch(folded(line.text)))


# -- with codes --------------------------------------------------------------------------------


@cache
def _ranks() -> Mapping[str, int]:
    return {code: rank for rank, code in enumerate(words().table["factiva"]["codes"].split())}


def _coded(lines: Sequence[Line], width: int) -> Exported | None:
    fields = _fields(lines)
    if (
        "HD" not in fields
        or not {"AN", "PD", "SN"} & fields.keys()
        or not {"LP", "TD"} & fields.keys()
    ):
        return None
    value = {code: " ".join(line.text for line in said) for code, said in fields.items()}
    body = [told(fields[code], width) for code in ("LP", "TD") if code in fields]
    section = value.get("SE", "")
    page = _PRINT_PAGE.match(value.get("PG", ""))
    day = day_of(value.get("PD", ""))
    return _article(
        title=value["HD"],
        authors=byline(value.get("BY", "")),
        published=day or value.get("PD", ""),
        source=value.get("SN", ""),
        section=", ".join(filter(None, (section, f"page {page[1]}" if page else ""))),
        kind=[section],
        language=language_of(value.get("LA", "")),
        id=_number(lines[-1].text),
        text="\n\n".join(filter(None, body)),
    )


def _fields(lines: Sequence[Line]) -> _Fields:
    """The lines of each field, by its code, in the order in which they stand."""
    fields: _Fields = {}
    now = ""
    for line in lines:
        code, value = _code(line.text, now)
        if code and code not in fields:
            now = code
            fields[now] = [Line(value, line.paragraph, line.block)] if value else []
        elif now:
            fields[now].append(line)
    return fields


def _code(text: str, now: str) -> tuple[str, str]:
    """The code that a line begins with, and its value; empty where it is a word of a text."""
    match = _CODED.match(text)
    if match is None or match[1] not in _ranks():
        return "", ""
    code, gap, value = match[1], match[2], (match[3] or "").strip()
    if now in ("LP", "TD"):
        inside = _ranks()[code] < _ranks()[now]
        if inside or (value and not _ends_text(code, value, gap)):
            return "", ""
    return code, value


def _ends_text(code: str, value: str, gap: str | None) -> bool:
    """Whether a value is what its code says, in a text that may begin with any word."""
    if code in ("CO", "IN", "NS", "RE", "DE"):
        return bool(_INDEXED.match(value))
    if code in ("AN",):
        return bool(_number(value))
    return code in ("TD", "PUB", "IPD", "IPC", "CT", "RF", "ART", "CX")


# -- without codes -----------------------------------------------------------------------------


def _plain(lines: Sequence[Line], width: int) -> Exported | None:
    counted = next(
        (at for at, line in enumerate(lines) if _length(line) and _dated(lines, at)), None
    )
    if counted is None:
        return None
    title, authors, section = _heads(lines[:counted], width)
    dated = next(at for at in range(counted + 1, counted + 4) if day_of(lines[at].text))
    start, page, stated = _stated(lines, dated + 1)
    return _article(
        title=title,
        authors=authors,
        published=day_of(lines[dated].text),
        section=", ".join(filter(None, (section, page))),
        kind=[section],
        id=_number(lines[-1].text),
        text=told(lines[start : len(lines) - 1], width),
        **stated,
    )


def _dated(lines: Sequence[Line], at: int) -> bool:
    return any(day_of(line.text) for line in lines[at + 1 : at + 4])


def _heads(above: Sequence[Line], width: int) -> tuple[str, list[str], str]:
    """Headline, byline and section, from the lines above the length."""
    footer = pattern("factiva", "footer")
    above = [line for line in above if not footer.search(folded(line.text))]
    if headings := where(above, lambda line: line.heading):
        title = " ".join(above[at].text for at in headings)
        behind = [line.text for line in above[headings[-1] + 1 :]]
        return title, byline("".join(behind[-1:])), _row(above[: headings[0]])
    rows = [row for row in told(above, width).replace("\n\n", "\n").split("\n") if row]
    authors = rows.pop() if len(rows) > 1 and _is_byline(rows) else ""
    section = rows.pop(0) if len(rows) > 1 and len(rows[0].split()) <= 3 else ""
    return "".join(rows[:1]), byline(authors), section


def _row(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _is_byline(rows: Sequence[str]) -> bool:
    """Whether the last row above the length is who wrote it, and no second headline."""
    above, row = rows[-2:]
    if is_by(row.split()[0]) or "@" in row:
        return True
    sure = len(rows) > 2 or len(above.split()) > max(3, len(row.split()))
    return sure and len(row) < 60 and bool(_PERSON.match(row))


def _stated(lines: Sequence[Line], at: int) -> tuple[int, str, dict[str, object]]:
    """Where the text begins, and the page, outlet and language between it and the day."""
    bound = min(at + _LONGEST_HEAD, len(lines) - 1)
    last = at + _last(lines[at:bound])
    rows = [line.text for line in lines[at : last + 1]]
    if rows and _CLOCK.match(rows[0]):
        del rows[0]
    pages = [match[1] for row in rows[1:] if (match := _PRINT_PAGE.match(row))]
    languages = filter(None, map(language_of, rows[1:]))
    stated: dict[str, object] = {"source": "".join(rows[:1]), "language": next(languages, "")}
    start = last + 1
    while start < len(lines) - 1 and _goes_on(lines[start - 1], lines[start]):
        start += 1
    return start, "".join(f"page {page}" for page in pages[:1]), stated


def _last(lines: Sequence[Line]) -> int:
    """Which line is the last before the text: the copyright, else the language, else a code."""
    tests = (
        lambda line: is_copyright(line.text),
        lambda line: language_of(line.text),
        lambda line: _SOURCE_CODE.match(line.text),
    )
    return next((at for test in tests if (at := first(lines, test)) is not None), 0)


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a copyright goes on in the next line."""
    return is_copyright(line.text) or (last.paragraph == line.paragraph and is_copyright(last.text))


def _article(**values: object) -> Exported:
    return dict(values), list(_remarks(values.get("published")))


def _remarks(day: object) -> Iterator[str]:
    if not day or not isinstance(day, date | str):
        yield "published: the export states no day for it; left empty"
