"""Words that tell of the same thing though their stems differ: "won" and "win", "price" and "cost".

Terms are stems as the archive's index has them. Which are kin is written in `kinship.yaml`, and for
spellings and irregular forms in the list `same` of `words.yaml` as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from functools import cache

from index import WordLists, terms
from qa.language.lists import WORDS

_AS_FORM, _AS_KIN = 0.9, 0.7
"""What another form of a word, and a word of kin, is worth beside the word itself."""
_KINSHIP = WordLists("qa.language", "kinship.yaml")


@cache
def forms(term: str) -> frozenset[str]:
    """The other forms and spellings of a word: "won" has "win", "color" has "colour"."""
    return _forms().get(term, frozenset()) - {term}


@cache
def kin(term: str) -> frozenset[str]:
    """Its other forms, and the words in any form that another reporter may use instead of it.

    Kin of kin are none: a strike is a walkout, and to strike is to hit. Only a verb and its noun
    are as good as one word: a cut is a reduction, since to cut is to reduce.
    """
    own = _all(_forms(), {term})
    near = _all(_table("synonyms"), _all(_table("derived"), own))
    return _all(_forms(), _all(_table("derived"), near)) - {term}


def meets(term: str, held: Set[str]) -> float:
    """How well one of the terms `held` meets a term: 1 if it is the same, less if it is kin."""
    if term in held:
        return 1.0
    if not forms(term).isdisjoint(held):
        return _AS_FORM
    return 0.0 if kin(term).isdisjoint(held) else _AS_KIN


@cache
def kindred(term: str) -> frozenset[str]:
    """All that meets a term: itself, its other forms, and its kin."""
    return forms(term) | kin(term) | {term}


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Every term of a group with all terms of all groups that it is joined to."""
    joined: dict[str, frozenset[str]] = {}
    for group in map(_stemmed, (*WORDS.groups("same"), *_KINSHIP.groups("forms"))):
        every = group.union(*(joined.get(term, ()) for term in group))
        joined |= dict.fromkeys(every, every)
    return joined


@cache
def _table(name: str) -> Mapping[str, frozenset[str]]:
    """Every term of the list `name` with those of its groups."""
    table: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for group in map(_stemmed, _KINSHIP.groups(name)):
        for term in group:
            table[term] |= group
    return dict(table)


def _all(table: Mapping[str, frozenset[str]], found: Collection[str]) -> frozenset[str]:
    """These terms, and what `table` has for each."""
    return frozenset(found).union(*(table.get(one, ()) for one in found))


def _stemmed(words: Iterable[str]) -> frozenset[str]:
    """The terms of those that are one word each; a phrase such as "per cent" is none."""
    found = (terms(word) for word in words)
    return frozenset(one[0] for one in found if len(one) == 1)
