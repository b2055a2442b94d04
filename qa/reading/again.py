"""A follow-up looks at the articles first that were cited before, then at the whole archive."""

from index import Filters, Hit, Retriever
from qa.types import Query

_DEEP = 100
"""So far down the list passages of cited articles are looked for."""
_MOST = 8
"""At most so many of them are read that would not have been."""
_PREFERRED = 0.15
"""What it is worth to a passage, as a cosine, that its article was cited."""


def cites(query: Query | None, hit: Hit) -> bool:
    """Whether earlier turns cite the article of a hit, or one that it is a copy of."""
    if query is None or not query.cited:
        return False
    return hit.passage.article_id in query.cited or hit.passage.voice in query.cited


def repeats(query: Query | None, sentence: str) -> bool:
    """Whether earlier turns said a sentence, and the question is another one."""
    return query is not None and any(sentence in said for said in query.heard)


def cited_first(retriever: Retriever, query: Query, k: int, filters: Filters) -> list[Hit]:
    """The `k` best passages for a question and a few more of the articles that were cited."""
    if not query.cited:
        return retriever.retrieve(query.text, k, filters)
    found = retriever.retrieve(query.text, max(k, _DEEP), filters)
    further = [hit for hit in found[k:] if cites(query, hit)][:_MOST]
    return sorted(
        [*found[:k], *further], key=lambda hit: -(hit.score + _PREFERRED * cites(query, hit))
    )
