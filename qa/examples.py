"""Questions to begin with, drawn from the articles at hand."""

import re
from collections.abc import Callable

from qa.holdings import Holdings

MOST = 3

_COST = re.compile(
    r"^(The (?:(?!(?:is|are|was|were|has|have|had|will|would|could|that|which) )"
    r"[^,.;:?“”\"]){4,50}?) cost (?:about |around |nearly |more than )?[$£€]?\d"
)
_MANY = re.compile(
    r"^(?:(?:About|Around|At least|More than|Some|Nearly) )?(?:\d[\d,]*|[A-Z][a-z]+(?:-[a-z]+)?) "
    r"(people|passengers|workers|voters|students|children|patients|homes|houses|households) "
    r"(were|have) ([a-z]+(?:ed|en|rt) (?:for|from|in|at|to) [^\d,.;:?“”\"]{0,36}\w{4})[,.]"
)
_TEMPLATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_COST, lambda m: f"How much did {m[1][0].lower()}{m[1][1:]} cost?"),
    (_MANY, lambda m: f"How many {m[1]} {m[2]} {m[3]}?"),
)


def example_questions(archive: Holdings, looked_at: int = 500) -> list[str]:
    """Questions that sentences of the archive answer, at most two of a kind; perhaps none.

    Only sums and counts: "What did X say?" was answered for a third of the names that it was
    tried on, these for nearly all.
    """
    found: dict[str, re.Pattern[str]] = {}
    ids = archive.article_ids()
    for article_id in ids[:: max(1, len(ids) // looked_at)]:
        article = archive.article(article_id)
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", article.text) if article else ():
            for pattern, question in _TEMPLATES:
                match = pattern.search(sentence)
                if match and list(found.values()).count(pattern) < 2:
                    found[question(match)] = pattern
        if len(found) >= MOST:
            break
    return list(found)[:MOST]
