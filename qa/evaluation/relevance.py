"""Which articles, passages and citations a question's evidence makes relevant."""

from collections.abc import Callable, Iterable, Sequence

from index import Passage
from qa.evaluation.questionset import Evidence
from qa.types import Citation


def article_relevance(
    evidence: Iterable[Evidence], id_of: Callable[[str], str | None] = lambda name: name
) -> dict[str, int]:
    """Relevance by article: 1 for each that the evidence names.

    `id_of` turns what it names, an id or URL, into the id that rankings use. What it does not know
    (None) stays as it is: an article that is not in the archive cannot be found, and that counts.
    """
    return {id_of(piece.article) or piece.article: 1 for piece in evidence}


def passage_relevance(evidence: Sequence[Evidence], passages: Iterable[Passage]) -> dict[str, int]:
    """Relevance by passage: 1 for each of `passages` that holds a piece of the evidence.

    For recall to mean anything, `passages` are all that the archive has of the articles named.
    """
    return {one.id: 1 for one in passages if any(holds(one, piece) for piece in evidence)}


def holds(stretch: Passage | Citation, piece: Evidence) -> bool:
    """Whether a passage or citation holds a piece of evidence, or some of it.

    Where the evidence has a place, the two must overlap; where it has a quote alone, one must hold
    the other, white space aside; where it names the article alone, all of the article holds it.
    """
    passage = stretch.passage if isinstance(stretch, Citation) else stretch
    if piece.article not in (passage.article_id, passage.url):
        return False
    if piece.start is not None and piece.end is not None:
        return stretch.start < piece.end and piece.start < stretch.end
    text = stretch.quote if isinstance(stretch, Citation) else stretch.text
    held, told = " ".join(text.split()), " ".join(piece.quote.split())
    return told in held or held in told
