"""How often English words are written: what an archive is too small to tell of them.

From the word list of symspellpy, of which nothing else is used: 82,765 words with their counts in
Google's books and pages.
"""

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources

from index.stemming import analyzer, stop_words

ENOUGH = 500
"""So many passages of general English stand, as it were, beside those of an archive."""
_LONG = 120
"""Words of a passage, as they usually are."""
_LIST = "frequency_dictionary_en_82_765.txt"


@cache
def english() -> Mapping[str, int]:
    """Every listed word with its count."""
    text = resources.files("symspellpy").joinpath(_LIST).read_text(encoding="utf-8-sig")
    pairs = (line.partition(" ") for line in text.splitlines())
    return {word: int(count) for word, _, count in pairs}


def expected(term: str) -> float:
    """In how many of `ENOUGH` passages of general English a stemmed term would be."""
    return ENOUGH * (1 - math.exp(-_LONG * _shares().get(term, 0.0)))


@cache
def _shares() -> Mapping[str, float]:
    """What share of all that is written each stem is."""
    words = [word for word in english() if word.isalpha() and word not in stop_words()]
    counts: Counter[str] = Counter()
    # at once, which is a great deal faster than one by one
    for stem, word in zip(analyzer().analyze(" ".join(words)), words, strict=True):
        counts[stem] += english()[word]
    total = sum(english().values())
    return {stem: count / total for stem, count in counts.items()}
