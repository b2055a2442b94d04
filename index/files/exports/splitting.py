"""The articles of a file that a news database exported, and no articles of any other."""

import re
from collections.abc import Iterable

from index.files.documents.blocks import Block
from index.files.exports import factiva, newsbank, nexis, proquest
from index.files.exports.articles import Exported
from index.files.exports.lines import sheet_of

_LIKELY = (
    *("proquest document", "load-date", "end of document", "ende des dokuments"),
    *("fin du document", "fin del documento", "einde van document"),
)
# In lower case, and each begins with letters, which makes them quick to look for in a page.
_NUMBERED = tuple(
    map(
        re.compile,
        (
            r"do[ck]ument(?<=\d do[ck]ument)",  # "3 of 25 DOCUMENTS"
            r"do[ck]ument(?<=\bdo[ck]ument)(?:o? \d+ [a-z]{2,3} \d+|[os]?\s+[a-z]{2,8}\d{10})",
        ),
    )
)


def may_be_export(text: str) -> bool:
    """Whether a page or a long text is worth looking at: it has one of the marks of exports."""
    low = text.lower()
    return any(mark in low for mark in _LIKELY) or any(one.search(low) for one in _NUMBERED)


def articles_in(blocks: Iterable[Block]) -> list[Exported]:
    """The articles of an export by its paragraphs; empty where it is none.

    Raises:
        UnreadableError: it is one, and where its articles begin and end cannot be told.
    """
    sheet = sheet_of(blocks)
    for read in (proquest.articles, nexis.articles, factiva.articles, newsbank.articles):
        if found := read(sheet):
            return found
    return []
