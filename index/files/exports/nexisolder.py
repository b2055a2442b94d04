"""Older exports of LexisNexis: "3 of 25 DOCUMENTS" before each article.

Then come outlet and day, centred, the headline before or behind the day, labels, the text, labels
again, and whose it is; where an agency sends it, all labels may stand behind the text. In the
oldest the headline and the text have labels of their own ("HEADLINE:", "BODY:").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.files.decoding import UnreadableError
from index.files.exports.articles import Exported, refusal
from index.files.exports.lines import (
    Line,
    day_of,
    first,
    folded,
    is_copyright,
    pattern,
    told,
)
from index.files.exports.nexislabels import (
    article,
    field,
    in_capitals,
    is_above,
    is_heading,
    labels,
    tail,
)

_MOST_LINES = 40  # before the labels
_MOST_HEADS = 12  # before the day
_EDITION_WORDS = 5
_BYLINE_WORDS = 4
_SHORTEST, _LONGEST = 40, 100  # characters, of a line that may have been wrapped
_CENTRED = 8  # spaces


@dataclass(frozen=True, slots=True)
class Counted:
    """A line that counts the articles."""

    at: int
    number: int
    total: int


def counters(lines: Sequence[Line]) -> list[int]:
    """Where the lines that count the articles are.

    Those of another total than the first are words of a text, unless an article begins there, as
    where files were put together.
    """
    found = [one for at, line in enumerate(lines) if (one := _counted(at, line))]
    return [
        one.at
        for one in found
        if one.total == found[0].total or (one.number <= one.total and _begins(lines, one.at + 1))
    ]


def _counted(at: int, line: Line) -> Counted | None:
    if len(line.text) >= 60:
        return None
    match = pattern("nexis", "counter").fullmatch(folded(line.text))
    if match is None or not (match["before"] or match["behind"]):
        return None
    return Counted(at, int(match["number"]), int(match["total"]))


def _begins(lines: Sequence[Line], at: int) -> bool:
    """Whether a day and labels follow, as they do where an article begins."""
    head = lines[at : at + _MOST_HEADS]
    dated = first(head, lambda line: day_of(line.text))
    return dated is not None and first(head[dated:], is_heading) is not None


def older(lines: Sequence[Line], at: Sequence[int], width: int) -> list[Exported]:
    """The articles of an export, the lines that count them being `at`; [-1] for one alone."""
    apart = 2 * sum(_alone(lines, one) for one in at) > len(at)
    width = _widest(lines) if apart else width
    lines = [
        replace(line, paragraph=line.block) if apart else replace(line, block=number)
        for number, line in enumerate(lines)
    ]
    ends = [*at[1:], len(lines)]
    return [_older(lines[a + 1 : b], width, apart=apart) for a, b in zip(at, ends, strict=True)]


def _alone(lines: Sequence[Line], at: int) -> bool:
    return at + 1 < len(lines) and lines[at].block != lines[at + 1].block


def _widest(lines: Sequence[Line]) -> int:
    """The width that lines are wrapped at; 0 where they are as long as paragraphs, or too few.

    Nearly all lines that go on have it, so that no table and no long address makes it.
    """
    inner = sorted(
        len(line.text)
        for line, following in pairwise(lines)
        if line.block == following.block and line.indent < _CENTRED and len(line.text) > _SHORTEST
    )
    width = inner[len(inner) // 4] if inner else 0
    return width if width <= _LONGEST else 0


def _older(lines: list[Line], width: int, *, apart: bool) -> Exported:
    labelled = first(lines[:_MOST_LINES], is_heading)
    dated = first(lines[:labelled][:_MOST_HEADS], lambda line: day_of(line.text))
    if labelled is None and dated is None:
        return UnreadableError(refusal("Nexis", "an article without headline, day and length"))
    after = labelled if labelled is not None else (dated or 0) + 1
    fields, start = labels(lines, after, width, apart=apart)
    if start < len(lines) and _is_text(lines[start]):
        start += 1
    end, corrected = tail(lines, start, fields, width)
    values, below = _masthead(lines[:after], dated)
    titled = bool(values.get("title") or fields.get("title"))
    if start >= end and dated is not None and len(below) > (not titled):
        body = _told(below[not titled :], width)  # all labels are behind the text
        below = below[: not titled]
    else:
        body = told(lines[start:end], width)
    if not titled:
        values["title"] = "".join(map(_joined, below[:1]))
        below = below[1:]
    if len(below) == 1 and "authors" not in fields and _is_name(below[0]):
        fields["authors"] = _joined(below.pop())
    texts = [*map(_joined, below), body, *corrected]
    return article(values, fields, "\n\n".join(filter(None, texts)))


def _told(parts: Sequence[Sequence[Line]], width: int) -> str:
    return told([line for part in parts for line in part], width)


def _is_text(line: Line) -> bool:
    """Whether a line is the "BODY:" before a text."""
    return field(line) == "text" and in_capitals(line) and line.text.endswith(":")


def _is_name(lines: Sequence[Line]) -> bool:
    words = _joined(lines).split()
    return len(words) <= _BYLINE_WORDS and all(word[0].isupper() for word in words)


def _masthead(
    head: Sequence[Line], dated: int | None
) -> tuple[dict[str, object], list[list[Line]]]:
    """Outlet, day and what headline is above it, and the paragraphs between it and the labels."""
    if dated is None:
        parts = _parts(head)
        values: dict[str, object] = {"source": "".join(map(_joined, parts[:1]))}
        return values, parts[1:]
    day = head[dated]
    above = _parts(head[:dated])
    below = _parts([line for line in head[dated + 1 :] if line.block != day.block])
    below = [part for part in below if not day_of(_joined(part))]
    while len(below) > 1 and _is_edition(below[0]):
        del below[0]
    values = {"published": day_of(day.text), "source": "".join(map(_joined, above[:1]))}
    centred = bool(above) and _is_centred(above[0])
    titles = [part for part in above[1:] if not (centred and _is_centred(part))]
    if titles and (centred or not below):
        values["title"] = _joined(titles[0])
    return values, below


def _parts(lines: Sequence[Line]) -> list[list[Line]]:
    """The paragraphs of some lines, without those that say whose it is, or have labels."""
    parts: list[list[Line]] = []
    left_out = -1  # the paragraph that is a notice
    for line in lines:
        if _is_notice(line) or is_above(line):
            left_out = line.block
        elif line.block == left_out or is_copyright(line.text):
            continue
        elif parts and parts[-1][-1].block == line.block:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _is_notice(line: Line) -> bool:
    return bool(pattern("nexis", "notice").search(folded(line.text)))


def _is_centred(part: Sequence[Line]) -> bool:
    return any(line.indent for line in part)


def _is_edition(part: Sequence[Line]) -> bool:
    words = folded(_joined(part))
    return len(words.split()) < _EDITION_WORDS and bool(pattern("", "edition").search(words))


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)
