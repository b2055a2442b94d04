"""Retrieval: a ranking of ids, best first, against the relevance of each id.

An id may name an article or a passage; the measures do not care. They agree with trec_eval, whose
names are given, and so with ir_measures: an id that nobody judged is irrelevant, and a question
for which nothing is relevant, or nothing was found, scores 0.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2

Relevance = Mapping[str, int]
"""Grades by id; 1 and above is relevant."""

Qrels = Mapping[str, Relevance]
"""Relevance by question."""

Rankings = Mapping[str, Sequence[str]]
"""The ids found for each question, best first, none of them twice."""


def recall(ranked: Sequence[str], relevance: Relevance, k: int | None = None) -> float:
    """The share of what is relevant that stands in the first `k` (trec_eval `recall_k`).

    Not to be confused with `hits`, which some papers call recall@k.
    """
    relevant = _relevant(relevance)
    return len(relevant.intersection(_top(ranked, k))) / len(relevant) if relevant else 0.0


def hits(ranked: Sequence[str], relevance: Relevance, k: int | None = None) -> float:
    """1 if anything relevant stands in the first `k`, else 0 (trec_eval `success_k`; Hits@k)."""
    return float(not _relevant(relevance).isdisjoint(_top(ranked, k)))


def precision(ranked: Sequence[str], relevance: Relevance, k: int) -> float:
    """The relevant share of the first `k`, of `k` even where fewer were found (trec_eval `P_k`)."""
    return len(_relevant(relevance).intersection(_top(ranked, k))) / k


def reciprocal_rank(ranked: Sequence[str], relevance: Relevance, k: int | None = None) -> float:
    """1 / the rank of the first relevant id, 0 if none is in the first `k` (its mean is MRR).

    Source: Kantor and Voorhees 2000, The TREC-5 Confusion Track; trec_eval `recip_rank`.
    """
    relevant = _relevant(relevance)
    ranks = (rank for rank, name in enumerate(_top(ranked, k), 1) if name in relevant)
    return 1 / next(ranks, float("inf"))


def average_precision(ranked: Sequence[str], relevance: Relevance, k: int | None = None) -> float:
    """The mean, over all that is relevant, of the precision at its rank (its mean is MAP).

    What is not in the first `k` counts as 0. Source: Harman 1992, Evaluation Issues in Information
    Retrieval; trec_eval `map` and `map_cut_k`.
    """
    relevant = _relevant(relevance)
    found, total = 0, 0.0
    for rank, name in enumerate(_top(ranked, k), 1):
        if name in relevant:
            found += 1
            total += found / rank
    return total / len(relevant) if relevant else 0.0


def ndcg(ranked: Sequence[str], relevance: Relevance, k: int | None = None) -> float:
    """Discounted gain of the first `k` against that of the best possible ranking, from 0 to 1.

    An id of grade g at rank r gains g / log2(r + 1). Source: Järvelin and Kekäläinen 2002,
    Cumulated gain-based evaluation of IR techniques, with the discount of trec_eval `ndcg_cut_k`.
    """
    gains = [max(relevance.get(name, 0), 0) for name in _top(ranked, k)]
    ideal = sorted((max(grade, 0) for grade in relevance.values()), reverse=True)
    best = _discounted(ideal[:k])
    return _discounted(gains) / best if best else 0.0


def per_question(
    measure: Callable[[Sequence[str], Relevance], float],
    rankings: Rankings,
    qrels: Qrels,
    asked: Iterable[str] | None = None,
) -> dict[str, float]:
    """`measure` of every question asked, by default of all that `qrels` judge.

    Give `k` with a lambda: `per_question(lambda r, q: ndcg(r, q, 10), rankings, qrels)`.
    """
    names = qrels if asked is None else asked
    return {name: measure(rankings.get(name, ()), qrels.get(name, {})) for name in names}


def mean_over(values: Mapping[str, float | None], asked: Iterable[str]) -> float:
    """The mean over the questions asked. One without a value counts as 0.

    Raises:
        ValueError: no question was asked, or there is a value for one that was not.
    """
    names = dict.fromkeys(asked)
    if not names:
        raise ValueError("no question was asked, so there is no mean")
    if strangers := values.keys() - names.keys():
        raise ValueError(f"there is a value for {min(strangers)!r}, which was not asked")
    return sum(values.get(name) or 0.0 for name in names) / len(names)


def first_of_each(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids without repeats: passages' article ids become a ranking of articles."""
    return tuple(dict.fromkeys(ids))


def _relevant(relevance: Relevance) -> set[str]:
    return {name for name, grade in relevance.items() if grade > 0}


def _top(ranked: Sequence[str], k: int | None) -> Sequence[str]:
    if k is not None and k < 1:
        raise ValueError(f"k is {k}; it counts from 1")
    if len(set(ranked)) < len(ranked):
        twice = next(name for at, name in enumerate(ranked) if name in ranked[:at])
        raise ValueError(f"{twice!r} is ranked twice; see first_of_each")
    return ranked[:k]


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))
