"""How much is reported of the story that a sentence is of: which words some days are full of."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2

from index import WEEKDAYS, Holdings, terms
from qa.survey.gathering import Source

_TELLING = 4
"""So many of the words of a sentence say of which story it is."""
_BURST = 3.0
"""A word of a story stands so much more often in the articles of its days than in all."""
_LEAST = 2
"""In fewer articles a word is of no story."""


def stories(sources: Sequence[Source], archive: Holdings) -> Mapping[str, float]:
    """The words that the articles of some days are full of, by how many have them, in twos.

    A word counts where it stands at the top of several, and seldom elsewhere.
    """
    counted = Counter(
        term
        for one in sources
        for term in frozenset(terms(one.passages[0].told)) - frozenset(terms(" ".join(WEEKDAYS)))
    )
    vocabulary, passages = archive.vocabulary(), max(1, archive.coverage().passages)

    def bursts(term: str, articles: int) -> bool:
        usual = vocabulary.held(term) / passages
        return articles / len(sources) >= min(_BURST * usual, 0.9)

    return {
        term: log2(articles)
        for term, articles in counted.items()
        if articles >= _LEAST and bursts(term, articles)
    }


def prominence(words: Iterable[str], telling: Mapping[str, float]) -> float:
    """How full the days are of the story that these words tell of; 0 if of none."""
    best = sorted((telling.get(word, 0.0) for word in words), reverse=True)[:_TELLING]
    return sum(best) / _TELLING
