"""Questions that are offered → safe HTML."""

from collections.abc import Sequence

from index import Filters
from qa.render.parts import html, plain_filters


def examples(questions: Sequence[str]) -> str:
    """Questions to begin with, as buttons; empty without any."""
    return html("offers", "examples", questions)


def further(question: str, filters: Filters) -> str:
    """A question to go on with, asked with the filters of the answer that it follows."""
    return html("offers", "further", question, plain_filters(filters))
