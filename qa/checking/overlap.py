"""How much of a statement's wording its evidence has, and how close together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.checking.tokens import Token, tokens

FEATURES = ("covered", "triples", "near")
"""The share of content words that the evidence has, of three words on end that a sentence of it has
as well, and of neighbouring content words that a sentence has within a few words of each other."""


@dataclass(frozen=True)
class Known:
    """One evidence sentence in the forms that statements are compared with."""

    text: str
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    triples: frozenset[tuple[str, str, str]]
    places: Mapping[str, tuple[int, ...]]


@lru_cache(4096)
def known(text: str) -> Known:
    """The sentence `text` as evidence."""
    order = tuple(word.stem for word in tokens(text))
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(order):
        places.setdefault(stem, []).append(at)
    return Known(
        text,
        frozenset(order),
        frozenset(pairwise(order)),
        frozenset(zip(order, order[1:], order[2:], strict=False)),
        {stem: tuple(found) for stem, found in places.items()},
    )


def nearest(
    statement: str, evidence: Sequence[str], named: frozenset[str], most: int = 3
) -> list[str]:
    """The sentences of `evidence` that say most of the statement, at most `most`, nearest first.

    The first shares most words and pairs of words with it. Each of the others has at least two of
    its content words that those before have not, `named` and figures aside: that somebody of the
    statement stands in another sentence as well does not make that one its source.
    """
    order = [word.stem for word in tokens(statement)]
    wanted, pairs = _content(tokens(statement)), set(pairwise(order))
    left = [known(text) for text in evidence]
    found: list[Known] = []
    while left and len(found) < most:
        best = max(left, key=lambda one: len(wanted & one.stems) + 0.5 * len(pairs & one.pairs))
        gain = len(wanted & best.stems)
        if found and (not gain or gain < min(2, len(wanted))):
            break
        if not found:
            wanted = {one for one in wanted if one not in named and not one[0].isdigit()}
        found.append(best)
        left.remove(best)
        wanted, pairs = wanted - best.stems, pairs - best.pairs
    return [one.text for one in found]


def uncovered(words: Iterable[Token], stems: frozenset[str]) -> list[list[Token]]:
    """The runs of content words among `words` that the evidence does not have, longest first."""
    runs: list[list[Token]] = [[]]
    for word in words:
        if not word.content:
            continue
        if word.stem in stems or resembles(word.stem, stems):
            runs.append([])
        else:
            runs[-1].append(word)
    return sorted(filter(None, runs), key=len, reverse=True)


def resembles(stem: str, stems: frozenset[str]) -> bool:
    """Whether one of `stems` seems to be of the same root: "elect" and "elector"."""
    return len(stem) > 3 and not stem[0].isdigit() and _root(stem) in _roots(stems)


def features(statement: str, evidence: Sequence[str], around: Sequence[str]) -> dict[str, float]:
    """The features of `FEATURES` for a statement and the sentences that are its evidence.

    `around` holds what may be named beside them: outlet, byline, headline.
    """
    words = tokens(statement)
    sentences = [known(text) for text in evidence]
    order = [word.stem for word in words]
    content = [word.stem for word in words if word.content]
    held = frozenset[str]().union(*(known(text).stems for text in (*evidence, *around)))
    missing = sum(map(len, uncovered(words, held)))
    triples = zip(order, order[1:], order[2:], strict=False)
    return {
        "covered": 1 - missing / max(1, len(content)),
        "triples": _mean(any(one in s.triples for s in sentences) for one in triples),
        "near": _mean(_near(a, b, sentences) for a, b in pairwise(content)),
    }


def _content(words: Sequence[Token]) -> set[str]:
    return {word.stem for word in words if word.content}


def _mean(found: Iterator[bool]) -> float:
    every = list(found)
    return sum(every) / len(every) if every else 1.0


def _near(one: str, other: str, sentences: Sequence[Known]) -> bool:
    """Whether a sentence has `other` within six words after `one`."""
    return any(
        0 < b - a <= 6
        for s in sentences
        for a in s.places.get(one, ())
        for b in s.places.get(other, ())
    )


def _root(stem: str) -> str:
    return stem[: max(4, min(6, len(stem) - 2))]


@lru_cache(1024)
def _roots(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(_root(stem) for stem in stems if len(stem) > 3)
