"""The words of an archive's passages: in how many each is, and which are near another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol


class Counts(Protocol):
    """In how many passages words are, as stems."""

    def held(self, term: str) -> int:
        """In how many passages a term is."""

    def together(self, terms: Sequence[str], *, adjoining: bool = False) -> int:
        """In how many passages all of these terms are, or one right after the other."""

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """Every term that begins with `prefix`, with in how many passages it is."""


class Vocabulary:
    """The words of one or several indexes, stemmed as those have them."""

    def __init__(self, *indexes: Counts) -> None:
        self._indexes = indexes

    def __add__(self, other: "Vocabulary") -> "Vocabulary":
        """The words of both."""
        return Vocabulary(*self._indexes, *other._indexes)

    def held(self, term: str) -> int:
        """In how many passages a term is."""
        return sum(one.held(term) for one in self._indexes)

    def together(self, terms: Sequence[str], *, adjoining: bool = False) -> int:
        """In how many passages all of these terms are, or one right after the other."""
        return sum(one.together(terms, adjoining=adjoining) for one in self._indexes)

    def beginning(self, prefix: str) -> Mapping[str, int]:
        """Every term that begins with `prefix`, with in how many passages it is."""
        found: Counter[str] = Counter()
        for one in self._indexes:
            found.update(one.beginning(prefix))
        return found

    def near(self, word: str, edits: int) -> Mapping[str, int]:
        """The terms at most `edits` typing errors from `word`, with in how many passages each is.

        An error is a letter too many, too few or wrong, or two swapped. The first letter is right,
        but where it was swapped and that is all.
        """
        from rapidfuzz import process  # who asks nothing needs none
        from rapidfuzz.distance import OSA

        found: Counter[str] = Counter()
        for index in self._indexes:
            terms = index.beginning(word[:1])
            near = process.extract(
                word, terms.keys(), scorer=OSA.distance, score_cutoff=edits, limit=None
            )
            found.update({term: terms[term] for term, _, _ in near})
        swapped = word[1::-1] + word[2:]
        if held := self.held(swapped):
            found[swapped] = held
        return found
