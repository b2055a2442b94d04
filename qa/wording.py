"""How a quotation is worded: who printed it and when, and the words in quotation marks."""

import re

from index import Passage, disguised
from qa.types import Citation


def attribution(passage: Passage) -> str:
    """Who said it and when, such as "Harbour Courier, 3 May 2024: "; empty if neither is known."""
    published = passage.published
    dated = f"{published.day} {published:%B %Y}" if published else ""
    known = ", ".join(part for part in (outlet(passage.outlet), dated) if part)
    return f"{known}: " if known else ""


def outlet(name: str) -> str:
    """An outlet's name, and what it is not where it only looks like another's."""
    why = disguised(name)
    return f"{name} ({why})" if why else name


def quotation(citation: Citation) -> str:
    """The cited characters, attributed, in double quotation marks, or single around double ones.

    Line breaks and no-break spaces are shown as spaces; the citation keeps them.
    """
    quote = " ".join(citation.quote.split())
    quoted = f"‘{quote}’" if re.search('[“”"]', quote) else f"“{quote}”"
    return attribution(citation.passage) + quoted
