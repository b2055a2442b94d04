"""Correcting an article by hand → safe HTML: the form, and what is said of what was corrected."""

from collections.abc import Sequence

from index import Article, Corrected
from qa.render.parts import html
from qa.wording import by_hand, listed


def by_hand_note(article_id: str, fields: Sequence[str], *, may_correct: bool) -> str:
    """Which `fields` of an article were corrected, and where that may be the way to correct it."""
    return html("corrections", "noted", article_id, by_hand(fields), may_correct)


def correcting(article: Article, correction: Corrected | None) -> str:
    """The form, filled with what the article says now, beside what its file says."""
    in_file = {one: correction.stated[one] for one in correction.fields} if correction else {}
    return html("corrections", "form", article, listed(article.authors), in_file)
