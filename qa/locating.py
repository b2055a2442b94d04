"""On which line of its file a quotation stands, for whoever opens the file beside an answer."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

from index import Holdings
from qa.types import Citation

LARGEST = 8 * 2**20
"""Larger files, in bytes, are not looked through for a line."""

_WORDS = 14
"""So many words of a quotation are looked for: enough to be found once, seldom over two lines."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_PAGES = frozenset({".htm", ".html", ".xhtml"})
_LINES = _PAGES | {".csv", ".json", ".jsonl", ".markdown", ".md", ".text", ".tsv", ".txt"}
"""The endings of files that people open in an editor, where a line is a place."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The file that a quotation stands in, and its line there, from 1; 0 where that is unknown."""

    path: Path
    line: int = 0

    @property
    def text(self) -> str:
        """Such as "line 12 of bridge-reopens.html"; the name alone without a line."""
        return f"line {self.line:,} of {self.path.name}" if self.line else self.path.name

    @property
    def url(self) -> str:
        """The file's address on this machine."""
        return self.path.absolute().as_uri()


def spot(citation: Citation, archive: Holdings) -> Spot | None:
    """Where a citation stands on this machine; None where its file is gone, or is the archive's.

    The line is told only where the quotation's first words stand in the file exactly once.
    """
    named = archive.file_of(citation.passage.article_id)
    path = Path(named)
    if not named or path.resolve().is_relative_to(archive.path.resolve()):
        return None
    try:
        if not path.is_file():
            return None
        if path.suffix.lower() not in _LINES or path.stat().st_size > LARGEST:
            return Spot(path)
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError:  # gone meanwhile, or nobody may read it: a name helps nobody then
        return None
    return Spot(path, _line(citation.quote, text, page=path.suffix.lower() in _PAGES))


def _line(quote: str, text: str, *, page: bool) -> int:
    """The line, from 1, on which the quotation begins; 0 unless it is there exactly once."""
    if page:  # tags go, their line breaks stay
        text = html.unescape(_TAG.sub(lambda tag: " " + "\n" * tag[0].count("\n"), text))
    words = _WORD.findall(quote)[:_WORDS]
    if not words:
        return 0
    found = [m.start() for m in re.finditer(r"\W{1,80}".join(map(re.escape, words)), text)]
    return text.count("\n", 0, found[0]) + 1 if len(found) == 1 else 0
