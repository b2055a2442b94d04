"""How much of a statement's wording its evidence has, and how close together: features in [0, 1]."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qa.tokens import Token, tokens

FEATURES = (
    "covered", "nearest", "nearest_two", "soft", "pairs", "triples", "together", "near",
    "longest_gap", "gaps", "fragment", "density", "length",
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One evidence sentence in the forms that statements are compared with."""

    text: str
    stems: frozenset[str]
    order: tuple[str, ...]
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
        order,
        frozenset(pairwise(order)),
        frozenset(zip(order, order[1:], order[2:], strict=False)),
        {stem: tuple(found) for stem, found in places.items()},
    )


def nearest(statement: str, evidence: Sequence[str]) -> int:
    """Which sentence of `evidence` shares most with the statement; 0 for none."""
    stated = _content(tokens(statement))
    pairs = set(pairwise(word.stem for word in tokens(statement)))
    shared = [
        (len(stated & sentence.stems) + 0.5 * len(pairs & sentence.pairs), -at)
        for at, sentence in enumerate(map(known, evidence))
    ]
    return -max(shared)[1] if shared else 0


def uncovered(statement: str, held: Iterable[str]) -> list[list[Token]]:
    """The runs of content words that the evidence does not have, longest first."""
    stems = frozenset(held)
    runs: list[list[Token]] = [[]]
    for word in tokens(statement):
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
    statement: str, evidence: Sequence[str], around: Sequence[str]
) -> dict[str, float]:
    """The features of `FEATURES` for a statement and the sentences that are its evidence.

    `around` holds what may be named beside them: outlet, byline, headline.
    """
    words = tokens(statement)
    sentences = [known(text) for text in evidence]
    stated = _content(words)
    order = [word.stem for word in words]
    content = [word.stem for word in words if word.content]
    held = frozenset[str]().union(*(sentence.stems for sentence in sentences))
    covered_by = [len(stated & sentence.stems) for sentence in sentences] or [0]
    two = [len(stated & (a.stems | b.stems)) for a, b in pairwise(sentences)] or covered_by
    beside = frozenset[str]().union(*(known(text).stems for text in around))
    gaps = uncovered(statement, held | beside)
    fragments = _fragments(order, sentences)
    size = max(1, len(stated))
    neighbours = list(pairwise(content))
    return {
        "covered": len(stated & held) / size,
        "nearest": max(covered_by) / size,
        "nearest_two": max(two) / size,
        "soft": 1 - sum(map(len, gaps)) / max(1, len(content)),
        "pairs": _share(list(pairwise(order)), [s.pairs for s in sentences]),
        "triples": _share(
            list(zip(order, order[1:], order[2:], strict=False)), [s.triples for s in sentences]
        ),
        "together": _mean(any({a, b} <= s.stems for s in sentences) for a, b in neighbours),
        "near": _mean(_near(a, b, sentences) for a, b in neighbours),
        "longest_gap": min(len(gaps[0]), 6) / 6 if gaps else 0.0,
        "gaps": min(sum(map(len, gaps)), 12) / 12,
        "fragment": max(fragments, default=0) / max(1, len(order)),
        "density": math.sqrt(sum(n * n for n in fragments)) / max(1, len(order)),
        "length": math.log1p(len(content)) / 4,
    }


def _content(words: Sequence[Token]) -> set[str]:
    return {word.stem for word in words if word.content}


def _share(parts: Sequence[tuple[str, ...]], held: Sequence[frozenset[tuple[str, ...]]]) -> float:
    """The share of `parts` that one of `held` has; 1 where there are none."""
    return sum(any(part in one for one in held) for part in parts) / len(parts) if parts else 1.0


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


def _fragments(order: Sequence[str], sentences: Sequence[Known]) -> list[int]:
    """The lengths of the longest copied runs, found from left to right."""
    lengths = []
    at = 0
    while at < len(order):
        longest = max((_run(order, at, s) for s in sentences), default=0)
        if longest:
            lengths.append(longest)
        at += max(1, longest)
    return lengths


def _run(order: Sequence[str], at: int, sentence: Known) -> int:
    longest = 0
    for place in sentence.places.get(order[at], ()):
        length = 0
        while (
            at + length < len(order)
            and place + length < len(sentence.order)
            and order[at + length] == sentence.order[place + length]
        ):
            length += 1
        longest = max(longest, length)
    return longest


def _root(stem: str) -> str:
    return stem[: max(4, min(6, len(stem) - 2))]


@lru_cache(1024)
def _roots(stems: frozenset[str]) -> frozenset[str]:
    return frozenset(_root(stem) for stem in stems if len(stem) > 3)
