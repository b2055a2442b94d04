"""Exports of Nexis Uni, Nexis and LexisNexis.

The newer ones have headline, outlet, day and copyright, then labels, "Body" and the text, and "End
of Document" behind each article. The older ones, with "3 of 25 DOCUMENTS" before each, are read by
`nexisolder`.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.files.decoding import UnreadableError
from index.files.exports.articles import Exported, refusal
from index.files.exports.lines import (
    Line,
    Sheet,
    between,
    day_of,
    first,
    folded,
    is_copyright,
    labelled,
    pattern,
    told,
    where,
)
from index.files.exports.nexislabels import (
    article,
    field,
    in_capitals,
    is_heading,
    is_named,
    labels,
    tail,
)
from index.files.exports.nexisolder import counters, older

_NAME = "Nexis"
_PAGE = re.compile(r"page \d+ of \d+$")
_MOST_HEADS = 8  # lines between the day and the labels: editions, and whose it is


def articles(sheet: Sheet) -> list[Exported]:
    """The articles of an export; empty where `sheet` is none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    lines = [line for line in sheet.lines if not _loose(line)]
    lengths = len(where(lines, _is_length))
    loads = len(where(lines, lambda line: field(line) == "loaded"))
    if not lengths and not loads:
        return []
    if counted := counters(lines):
        return older(lines, counted, sheet.width)
    if ends := where(lines, lambda line: is_named("end", line)):
        return _new_ones(between(lines, ends), sheet.width)
    if lengths and loads:
        return _alone(lines, sheet.width, lengths if loads > 1 else 1)
    return []


def _alone(lines: Sequence[Line], width: int, several: int) -> list[Exported]:
    """The one article of an export without lines between articles; none where it is no export.

    Raises:
        UnreadableError: it is one of `several` articles.
    """
    if several == 1 and where(lines, _is_older_length):
        return older(lines, [-1], width)
    if not where(lines, _is_copyright):
        return []
    if several > 1:
        raise UnreadableError(
            refusal(_NAME, f"{several} articles, and no line that tells where one ends")
        )
    one = _new(lines, width)
    return [] if isinstance(one, UnreadableError) else [one]


def _loose(line: Line) -> bool:
    if len(line.text) > 40:
        return False
    return bool(_PAGE.match(line.text.casefold())) or is_named("loose", line)


def _is_length(line: Line) -> bool:
    found = labelled(line.text, "nexis")
    return bool(
        found and found[0] == "length" and pattern("nexis", "length").match(folded(found[1]))
    )


def _is_older_length(line: Line) -> bool:
    """Whether a line says the length as the older exports do, whose labels are in capitals."""
    return _is_length(line) and in_capitals(line)


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
    labelled_at = first(below, is_heading)
    after = bound - len(lines[top + 1 if day else top : bound]) + (labelled_at or 0)
    if labelled_at is None:
        after += len(where(below[:3], _is_copyright))
    fields, start = labels(lines, after, width)
    if body is not None:
        for line in lines[start:body]:
            if found := labelled(line.text, "nexis"):
                fields.setdefault(*found)
        start = body + 1
        if start < len(lines) and _is_body_again(lines[start]):
            start += 1
    end, corrected = tail(lines, start, fields, width)
    return article(values, fields, "\n\n".join([told(lines[start:end], width), *corrected]))


def _top(lines: Sequence[Line], bound: int, *, last: bool) -> int | None:
    """Where the day of an article stands, else its copyright or first label; None for nowhere.

    There may be a cover page before it, and if `last` does not hold, the text behind it.
    """
    dated = [at for at in range(bound) if day_of(lines[at].text) and _heads(lines, at, bound)]
    if dated:
        return dated[-1 if last else 0]
    anchors = where(lines[:bound], lambda line: _is_copyright(line) or is_heading(line))
    return _first_of_last_run(anchors) if anchors else None


def _is_copyright(line: Line) -> bool:
    return is_copyright(line.text)


def _is_body(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the "Body" between the labels and the text, and no word of the text."""
    if not is_named("body", lines[at]):
        return False
    above = lines[max(0, at - 6) : at]
    return any(field(line) or is_copyright(line.text) or day_of(line.text) for line in above)


def _is_body_again(line: Line) -> bool:
    """Whether a line is a label such as "Volledige tekst:" before the text, and nothing else."""
    return field(line) == "text" and line.text.endswith(":")


def _heads(lines: Sequence[Line], at: int, bound: int) -> bool:
    """Whether a day is followed by what follows an article's day."""
    below = lines[at + 1 : min(at + 5, bound)]
    return bool(where(below, _is_copyright) or where(below, is_heading)) or at + 1 == bound < len(
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


def _paragraphs(lines: Sequence[Line], width: int) -> list[str]:
    """The paragraphs of some lines, each in one line."""
    joined = [
        Line(line.text, line.paragraph, line.block) for line in lines
    ]  # centred lines of one headline are not indented alike
    return [one.replace("\n", " ") for one in told(joined, width).split("\n\n") if one]
