"""What all fragments are made with: their templates, and the small readings that those take."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from index import Filters, Found, Span
from qa.templates import environment
from qa.wording import (
    by_hand,
    capital,
    count,
    duration,
    grouped,
    outlet,
    recognised,
    stated,
    written,
)

# a line break with an empty line behind it
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")


def html(file: str, fragment: str, *values: Any) -> str:
    """The fragment that a macro in one of this room's templates makes of values, all escaped."""
    return str(getattr(_TEMPLATES.get_template(f"{file}.html.jinja").module, fragment)(*values))


def cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """All of a text, piece by piece, and whether each is what `pattern` finds."""
    done = 0
    for found in pattern.finditer(text):
        yield text[done : found.start()], False
        yield found[0], True
        done = found.end()
    yield text[done:], False


def at_gaps(text: str) -> Iterator[tuple[str, bool]]:
    """A text cut at its empty lines, which are marked so that they can be narrow."""
    return cut(text, _EMPTY_LINES)


def at_marks(text: str, marks: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """A text cut at the stretches of it that are to be marked."""
    done = 0
    for start, end in marks:
        yield text[done:start], False
        yield text[start:end], True
        done = end
    yield text[done:], False


def pieces(one: Found) -> list[tuple[str, tuple[Span, ...]]]:
    """The snippets of a found article, with signs for what is cut and the marks moved along."""
    told = []
    for snippet in one.snippets:
        before, behind = snippet.cut
        lead = "… " if before else ""
        marks = tuple((start + len(lead), end + len(lead)) for start, end in snippet.marks)
        told.append((f"{lead}{snippet.text}{' …' if behind else ''}", marks))
    return told


def host_of(url: str) -> str | None:
    """The host of a web address; None for anything that must not become a link."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # such as "http://[half"
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return host.removeprefix("www.")


def plain_filters(filters: Filters) -> dict[str, object]:
    """Filters as the page's script has them."""
    days = {"since": filters.since, "until": filters.until}
    return {
        **{name: day.isoformat() for name, day in days.items() if day},
        "outlets": filters.outlets,
        "kinds": filters.kinds,
        "articles": filters.articles,
    }


def as_json(value: object) -> str:
    """A value for the page's script to read out of an attribute."""
    return json.dumps(value, ensure_ascii=False)


_TEMPLATES = environment(
    "qa.render",
    as_json,
    at_gaps,
    at_marks,
    by_hand,
    capital,
    count,
    duration,
    grouped,
    recognised,
    host_of,
    outlet,
    pieces,
    stated,
    written,
)
