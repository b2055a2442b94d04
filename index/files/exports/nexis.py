"""Exports of Nexis Uni, Nexis and LexisNexis.

The newer ones have headline, outlet, day and copyright, then labels, "Body" and the text, and "End
of Document" behind each article. The older ones have "3 of 25 DOCUMENTS" before each, then outlet,
day and headline, labels, the text, labels again and the copyright.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.files.decoding import UnreadableError
from index.files.exports.articles import Exported, refusal, section_of
from index.files.exports.lines import (
    Line,
    Sheet,
    between,
    byline,
    day_of,
    first,
    folded,
    is_copyright,
    labelled,
    language_of,
    listed,
    pattern,
    told,
    where,
    wraps,
)

_NAME = "Nexis"
_PAGE = re.compile(r"page \d+ of \d+$")
_MOST_LINES = 40  # before the labels of an older article
_CODE = re.compile(r"[A-Z0-9 ]{2,12}$")
_MOST_CAPTIONS = 8
_MOST_HEADS = 8  # lines between the day and the labels: editions, and whose it is
_HEAD = ("authors", "section", "length", "head")
_Fields = dict[str, str]


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    lines = [line for line in sheet.lines if not _loose(line)]
    lengths = len(where(lines, _is_length))
    loads = len(where(lines, lambda line: _field(line) == "loaded"))
    if not lengths and not loads:
        return []
    if counters := _counters(lines):
        return [_old(chunk, sheet.width) for chunk in between(lines, counters)[1:]]
    if ends := where(lines, lambda line: _is("end", line)):
        return _new_ones(between(lines, ends), sheet.width)
    if not (lengths and loads and where(lines, _is_copyright)):
        return []
    if lengths > 1 and loads > 1:
        raise UnreadableError(
            refusal(_NAME, f"{lengths} articles, and no line that tells where one ends")
        )
    one = _new(lines, sheet.width)
    return [] if isinstance(one, UnreadableError) else [one]


def _loose(line: Line) -> bool:
    if len(line.text) > 40:
        return False
    return bool(_PAGE.match(line.text.casefold())) or _is("loose", line)


def _is(name: str, line: Line) -> bool:
    """Whether a line is a name of one of the lists."""
    return len(line.text) < 40 and folded(line.text) in listed("nexis", name)


def _field(line: Line) -> str:
    found = labelled(line.text, "nexis")
    return found[0] if found else ""


def _is_length(line: Line) -> bool:
    found = labelled(line.text, "nexis")
    return bool(
        found and found[0] == "length" and pattern("nexis", "length").match(folded(found[1]))
    )


def _counters(lines: Sequence[Line]) -> list[int]:
    """Where the lines that count the articles are; those of another total are words of a text."""
    found: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        if len(line.text) < 60 and (
            match := pattern("nexis", "counter").fullmatch(folded(line.text))
        ):
            found.append((at, [number for number in match.groups() if number][1]))
    return [at for at, total in found if total == found[0][1]]


# -- the older ones ----------------------------------------------------------------------------


def _old(lines: Sequence[Line], width: int) -> Exported:
    labels = first(lines[:_MOST_LINES], _heading)
    dated = first(lines[:_MOST_HEADS], lambda line: day_of(line.text))
    if labels is None and dated is None:
        return UnreadableError(refusal(_NAME, "an article without headline, day and length"))
    after = labels if labels is not None else (dated or 0) + 1
    values, rest = _masthead(list(lines[:after]), width)
    fields, start = _labels(lines, after, width)
    end, corrected = _tail(lines, start, fields, width)
    body = [*rest, told(lines[start:end], width), *corrected]
    return _article(values, fields, "\n\n".join(filter(None, body)))


def _masthead(head: list[Line], width: int) -> tuple[dict[str, object], list[str]]:
    """Outlet, day and headline of an older article, and what is between them and the labels."""
    dated = first(head, lambda line: day_of(line.text))
    if dated is None:
        paragraphs = _paragraphs(head, width)
        return {"source": paragraphs[0] if paragraphs else "", "title": "".join(paragraphs[1:2])}, (
            paragraphs[2:]
        )
    values: dict[str, object] = {"published": day_of(head[dated].text)}
    above = _paragraphs(head[:dated], width)
    values["source"] = above[-1] if above else ""
    below = [line for line in head[dated + 1 :] if line.block != head[dated].block]
    paragraphs = _paragraphs(below, width)
    while (
        len(paragraphs) > 1
        and len(paragraphs[0].split()) < 5
        and "edition" in folded(paragraphs[0])
    ):
        del paragraphs[0]
    values["title"] = paragraphs[0] if paragraphs else ""
    return values, [one for one in paragraphs[1:] if not is_copyright(one)]


def _paragraphs(lines: Sequence[Line], width: int) -> list[str]:
    """The paragraphs of some lines, each in one line."""
    joined = [
        Line(line.text, line.paragraph, line.block) for line in lines
    ]  # centred lines of one headline are not indented alike
    return [one.replace("\n", " ") for one in told(joined, width).split("\n\n") if one]


# -- the newer ones ----------------------------------------------------------------------------


def _new_ones(chunks: Sequence[Sequence[Line]], width: int) -> list[Exported]:
    found = [_new(chunk, width) for chunk in chunks[:-1]]
    if where(chunks[-1], _is_length):
        found.append(_new(chunks[-1], width))  # the file was cut short
    if all(isinstance(one, UnreadableError) for one in found):
        raise UnreadableError(refusal(_NAME, f"{len(chunks) - 1} articles without day and length"))
    return found


def _new(lines: Sequence[Line], width: int) -> Exported:
    body = next((at for at in range(len(lines)) if _is_body(lines, at)), None)
    bound = len(lines) if body is None else body
    top = _top(lines, bound, last=body is not None)
    if top is None:
        return UnreadableError(refusal(_NAME, "an article without day, copyright and length"))
    day = day_of(lines[top].text)
    values = {"published": day, **_titles(lines[:top], lines[top:bound], width)}
    below = lines[top + 1 if day else top : bound][:_MOST_HEADS]
    labels = first(below, _heading)
    after = bound - len(lines[top + 1 if day else top : bound]) + (labels or 0)
    if labels is None:
        after += len(where(below[:3], _is_copyright))
    fields, start = _labels(lines, after, width)
    start = start if body is None else body + 1
    end, corrected = _tail(lines, start, fields, width)
    return _article(values, fields, "\n\n".join([told(lines[start:end], width), *corrected]))


def _top(lines: Sequence[Line], bound: int, *, last: bool) -> int | None:
    """Where the day of an article stands, else its copyright or first label; None for nowhere.

    There may be a cover page before it, and if `last` does not hold, the text behind it.
    """
    dated = [at for at in range(bound) if day_of(lines[at].text) and _heads(lines, at, bound)]
    if dated:
        return dated[-1 if last else 0]
    anchors = where(lines[:bound], lambda line: _is_copyright(line) or _heading(line))
    return _first_of_last_run(anchors) if anchors else None


def _heading(line: Line) -> bool:
    """Whether a line has one of the labels that stand before a text."""
    return _field(line) in _HEAD


def _is_copyright(line: Line) -> bool:
    return is_copyright(line.text)


def _is_body(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the "Body" between the labels and the text, and no word of the text."""
    if not _is("body", lines[at]):
        return False
    above = lines[max(0, at - 6) : at]
    return any(_field(line) or is_copyright(line.text) or day_of(line.text) for line in above)


def _heads(lines: Sequence[Line], at: int, bound: int) -> bool:
    """Whether a day is followed by what follows an article's day."""
    below = lines[at + 1 : min(at + 5, bound)]
    return bool(where(below, _is_copyright) or where(below, _heading)) or at + 1 == bound < len(
        lines
    )


def _first_of_last_run(anchors: Sequence[int]) -> int:
    """Where the last labels before the text begin, a cover page having some that look alike."""
    start = anchors[-1]
    for at in reversed(anchors[:-1]):
        if at < start - 3:
            break
        start = at
    return start


def _titles(above: Sequence[Line], below: Sequence[Line], width: int) -> dict[str, object]:
    """Headline and outlet, from the lines above the day."""
    headings = where(above, lambda line: line.heading)
    if headings and len(above) - headings[-1] <= 4:
        last = headings[-1]
        run = list(takewhile(lambda at: above[at].heading, range(last, -1, -1)))
        title = " ".join(above[at].text for at in reversed(run))
        return {"title": title, "source": " ".join(line.text for line in above[last + 1 :])}
    paragraphs = _paragraphs(above, width)
    if len(above) > 1 and len(paragraphs) == 1:
        paragraphs = [" ".join(line.text for line in above[:-1]), above[-1].text]
    if len(paragraphs) > 1 and not _is_cover(paragraphs[-2]):
        return {"title": paragraphs[-2], "source": paragraphs[-1]}
    whose = " ".join(folded(line.text) for line in below[:4] if _is_copyright(line))
    names = {"source" if folded(name) in whose else "title": name for name in paragraphs[-1:]}
    return dict(names)


def _is_cover(text: str) -> bool:
    return bool(pattern("nexis", "cover").match(folded(text)))


# -- labels ------------------------------------------------------------------------------------


def _labels(lines: Sequence[Line], start: int, width: int) -> tuple[_Fields, int]:
    """The labels from a line on, and the line behind them."""
    fields: _Fields = {}
    at = start
    while at < len(lines) and (found := labelled(lines[at].text, "nexis")):
        name, value = found
        if name not in _HEAD:
            break  # those stand behind the text
        at += 1
        while at < len(lines) and wraps(lines[at - 1], lines[at], width):
            value += f" {lines[at].text}"
            at += 1
        fields.setdefault(name, value)
    return fields, at


def _tail(lines: Sequence[Line], start: int, fields: _Fields, width: int) -> tuple[int, list[str]]:
    """Where the text ends, and what is told behind it of its corrections; `fields` are added to."""
    bound = _classified(lines, start)
    end = bound
    corrected: list[str] = []
    while end > start:
        top = end - 1
        while top > start and lines[top - 1].paragraph == lines[top].paragraph:
            top -= 1
        if _field(lines[top]) == "correction":
            corrected.insert(0, told(lines[top:end], width))
        elif not (_is_label(lines[top]) or _between_labels(lines, top, end)):
            break
        end = top
    for line in lines[end:]:
        if found := labelled(line.text, "nexis"):
            fields.setdefault(*found)
    return _captioned(lines, start, end), corrected


def _is_label(line: Line) -> bool:
    """Whether a line behind a text has a label, and not a word with a colon."""
    return bool(_field(line)) and (_field(line) != "weak" or line.text.partition(":")[0].isupper())


def _classified(lines: Sequence[Line], start: int) -> int:
    """Where the classification begins, or the end."""
    for at in range(start, len(lines) - 1):
        if _is("classification", lines[at]) and _field(lines[at + 1]):
            return at
    return len(lines)


def _between_labels(lines: Sequence[Line], top: int, end: int) -> bool:
    """Whether lines behind a text are whose it is, or a code without a label among labels."""
    if all(map(_is_copyright, lines[top:end])):
        return True
    code = end - top == 1 and _CODE.match(lines[top].text)
    return bool(code and end < len(lines) and top and _field(lines[top - 1]) and _field(lines[end]))


def _captioned(lines: Sequence[Line], start: int, end: int) -> int:
    """Where the captions behind a text begin, or its end."""
    for at in range(max(start, end - _MOST_CAPTIONS), end):
        if _is("graphic", lines[at]):
            return at
    return end


def _article(values: dict[str, object], fields: _Fields, text: str) -> Exported:
    section, page = section_of(fields.get("section", ""))
    return {
        **values,
        "text": text,
        "authors": byline(fields.get("authors", "")),
        "section": page,
        "kind": [section, fields.get("type", "")],
        "language": language_of(fields.get("language", "")),
        "url": fields.get("url", ""),
        "id": fields.get("id", ""),
    }, list(_remarks(values))


def _remarks(values: dict[str, object]) -> Iterator[str]:
    if not values.get("published"):
        yield "published: the export states no day for it; left empty"
