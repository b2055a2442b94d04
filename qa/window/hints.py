"""What may find something where a search of the archive found nothing."""

from index import EVERY, Holdings, Search
from qa.render import Hints
from qa.understanding.spelling import intended

_MOST_WORDS = 6


def hints_for(held: Holdings, search: Search) -> Hints:
    """Words that were meant, if they find more; of several words how many articles have each."""
    words = search.words.strip()
    if not words:
        return Hints()
    meant = intended(words, held.vocabulary())
    if meant == words or not held.search(meant, search.selection, limit=0).total:
        meant = ""
    each = list(dict.fromkeys(words.replace('"', " ").split()))
    if not 1 < len(each) <= _MOST_WORDS:
        return Hints(meant)
    return Hints(meant, tuple((word, held.search(word, EVERY, limit=0).total) for word in each))
