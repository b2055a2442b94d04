"""Why nothing can be said: which of the reasons for an abstention it is, in words."""

from collections.abc import Sequence

from index import EVERYTHING, Coverage, Filters, Hit, Holdings, terms
from qa.language import read, told_of, written, written_days
from qa.types import Abstention, Query, Reason

_NAMED = 3
"""So many words that no article has are told."""

_EMPTY = "there are no articles yet; 'dateline sync FOLDER' takes in those of a folder."


def abstention(
    query: Query,
    hits: Sequence[Hit],
    dropped: int,
    coverage: Coverage,
    archive: Holdings,
    lacking: str = "",
) -> Abstention:
    """Why a question is not answered from `hits`, of whose reading `dropped` sentences are left.

    `coverage` is what the archive holds; `lacking` says what no article has, where that is known.
    """
    if not coverage.articles:
        return Abstention(Reason.NO_ARTICLES, _EMPTY)
    holds = f"The archive holds {coverage}."
    if query.filters and not hits and not archive.matching(query.filters):
        dated = query.filters != (query.given or EVERYTHING)
        why = f"no article is {_days(query.filters)}" if dated else "no article matches the filters"
        return Abstention(Reason.NO_ARTICLES, f"{why}. {holds}")
    if dropped:
        why = "what was written is not borne out by the articles"
        return Abstention(Reason.UNSUPPORTED, f"{why}. {holds}")
    if lacking:
        return Abstention(Reason.NO_ANSWER, f"{lacking}. {holds}")
    if not _touches(query, hits):
        why = _unheard(query, archive) or "no article seems to be about this"
        return Abstention(Reason.OFF_TOPIC, f"{why}. {holds}")
    then = f" {told_of(query.happened, query.today)}" if query.happened else ""
    why = f"some articles come near, but no sentence was found that states it{then}"
    return Abstention(Reason.NO_ANSWER, f"{why}. {holds}")


def _days(filters: Filters) -> str:
    """Such as "of 3 June 2024 or later", for the days that a question named."""
    if filters.since and filters.until:
        return f"of {written_days(filters.since, filters.until)}"
    if filters.since:
        return f"of {written(filters.since)} or later"
    assert filters.until  # noqa: S101  (a day was named)
    return f"of {written(filters.until)} or earlier"


def _unheard(query: Query, archive: Holdings) -> str:
    """Which words of a question no article has; empty where each is in some."""
    held = archive.vocabulary().held
    words = {
        stem: word.text
        for word in read(query.text).words
        if word.content and (found := terms(word.text)) and not any(map(held, found))
        for stem in found[:1]
    }
    quoted = [f"“{word}”" for word in list(words.values())[:_NAMED]]
    first, last = ", ".join(quoted[:-1]), quoted[-1:]
    return f"no article has the word {' or '.join(filter(None, (first, *last)))}" if quoted else ""


def _touches(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether any passage is on the question's subject, by its words or by its meaning."""
    asked = set(terms(query.text))
    return any(
        (hit.cosine or 0.0) > 0.4
        or len(asked & set(terms(hit.passage.searchable))) >= 0.6 * max(1, len(asked))
        for hit in hits
    )
