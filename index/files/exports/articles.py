"""What the readers of all exports give, and how they say what they cannot."""

import re

from index.files.decoding import UnreadableError
from index.files.plaintext import Draft

Exported = Draft | UnreadableError
"""An article of an export, or why it is none."""

_PAGE = re.compile(
    r"\s*\b(?:pg\.?|pages?|p\.|pp\.|s\.|seite|blz\.|p[aá]g\.)\s*([A-Z]*[\d.-]+[A-Z]?)\b", re.I
)
_VERSION = re.compile(r";?\s*\bversion:\s*\d+", re.I)


def refusal(database: str, found: str) -> str:
    """Why an export is not read: what was `found` in it, and what to do."""
    return (
        f"looks like an export of {database}, but holds {found}; export the articles again with "
        "all their fields (see docs/how-to/exports.md), or put each in a file of its own"
    )


def section_of(stated: str) -> tuple[str, str]:
    """The name of a section such as "NEWS; Pg. 3", and it with its page: "NEWS, page 3"."""
    stated = _VERSION.sub("", stated)
    match = _PAGE.search(stated)
    name = (stated[: match.start()] if match else stated).strip(" ;,")
    page = f"page {match[1]}" if match else ""
    return name, ", ".join(filter(None, (name, page)))
