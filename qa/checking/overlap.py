"""How much of a statement's wording its evidence has, and how close together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.language import Sentence, Token

FEATURES = ("covered", "triples", "near")
"""The share of content words that the evidence has, of three words on end that a sentence of it has
as well, and of neighbouring content words that a sentence has within a few words of each other."""


@dataclass(frozen=True)
class _Order:
    """The words of a sentence in the forms by which their order is compared."""

    pairs: frozenset[tuple[str, str]]
    triples: frozenset[tuple[str, str, str]]
    places: Mapping[str, tuple[int, ...]]


@lru_cache(4096)
def _order(sentence: Sentence) -> _Order:
    order = tuple(word.stem for word in sentence.words)
    places: dict[str, list[int]] = {}
    for at, stem in enumerate(order):
        places.setdefault(stem, []).append(at)
    return _Order(
        frozenset(pairwise(order)),
        frozenset(zip(order, order[1:], order[2:], strict=False)),
        {stem: tuple(found) for stem, found in places.items()},
    )


def nearest(
    statement: Sentence, evidence: Sequence[Sentence], most: int = 3
) -> tuple[Sentence, ...]:
    """The sentences of `evidence` that say most of the statement, at most `most`, nearest first.

    The first shares most words and pairs of words with it. Each of the others has at least two of
    its content words that those before have not, names and figures aside: that somebody of the
    statement stands in another sentence as well does not make that one its source.
    """
    wanted, pairs = set(statement.content), set(_order(statement).pairs)
    left = list(evidence)
    found: list[Sentence] = []
    while left and len(found) < most:
        gains = [len(wanted & one.stems) + 0.5 * len(pairs & _order(one).pairs) for one in left]
        best = left[gains.index(max(gains))]
        gain = len(wanted & best.stems)
        if found and (not gain or gain < min(2, len(wanted))):
            break
        if not found:
            wanted -= {one for one in wanted if one in statement.name_stems or one[0].isdigit()}
        found.append(best)
        left.remove(best)
        wanted, pairs = wanted - best.stems, pairs - _order(best).pairs
    return tuple(found)


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


def features(
    statement: Sentence, evidence: Sequence[Sentence], around: Sequence[Sentence]
) -> dict[str, float]:
    """The features of `FEATURES` for a statement and the sentences that are its evidence.

    `around` holds what may be named beside them: outlet, byline, headline.
    """
    words = statement.words
    orders = [_order(one) for one in evidence]
    order = [word.stem for word in words]
    content = [word.stem for word in words if word.content]
    held = frozenset[str]().union(*(one.stems for one in (*evidence, *around)))
    missing = sum(map(len, uncovered(words, held)))
    triples = zip(order, order[1:], order[2:], strict=False)
    return {
        "covered": 1 - missing / max(1, len(content)),
        "triples": _mean(any(one in s.triples for s in orders) for one in triples),
        "near": _mean(_near(a, b, orders) for a, b in pairwise(content)),
    }


def _mean(found: Iterator[bool]) -> float:
    every = list(found)
    return sum(every) / len(every) if every else 1.0


def _near(one: str, other: str, sentences: Sequence[_Order]) -> bool:
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
