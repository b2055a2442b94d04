"""Which sentences of the retrieved passages answer the question, and whether any does.

Scores with weights from `selection.json` (fitted by `make fit`: `tests/benchmarks/fitting`). Each
looks at fewer sentences more closely: `glance` at the terms of all, `screen` at the words of the
best of those, `select` at the meaning of the best of these, or `words` where there are no vectors.
`answerable` then judges the one that is chosen, in its place: is it an answer?
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from itertools import islice

from index import Embedder, Hit, terms
from qa.reading.again import cites, repeats
from qa.reading.features import LOOK_FEATURES, Asked, Candidate, Hits, bare
from qa.reading.plainly import Plainly, as_good, plainly
from qa.reading.wants import STORIES, wanted
from qa.types import Expects, Query

LOOKED_AT = 36
"""How many sentences are worth more than a glance."""
MEANT = 16
"""How many are worth knowing what they mean."""
FRONT = 4
"""So many of the best are to be the very ones that they would be, were all of those embedded."""
FIRST, NEXT = 6, 2
"""So many are embedded before it is seen which others may come among them, and then each time."""
CLOSER, CLOSEST = 0.25, 0.9
"""A sentence is hardly ever closer to a question than its passage is by more, or closer at all."""
DENYING = 12
"""So many of the best may deny what a question takes for granted."""
DECIDED = 0.5
"""So sure it is at least that what denies what is asked answers it."""
CITED = 0.4
"""What it is worth, in log-odds, that earlier turns cite the article."""
AGAIN = 0.8
"""What it costs that an earlier turn said the sentence already."""

WORD_FEATURES = tuple(name for name in LOOK_FEATURES if name != "passage_cosine")
MEANING_FEATURES = (*LOOK_FEATURES, "cosine")
ANSWERABLE_WORDS = (
    "chosen", "covered", "matched", "story", "polar", "counted", "met_most", "names_most",
    "coverage", "coverage_around", "names", "valued", "subject", "time", "tense", "contradicts",
    "echo", "speaker",
)  # fmt: skip
ANSWERABLE_FEATURES = (*ANSWERABLE_WORDS, "both", "cosine")


class Selector:
    """Scores sentences for questions. Without an embedder it goes by words alone.

    `rarity` says how rare a stemmed term is in the archive, in (0, 1].
    """

    def __init__(self, rarity: Callable[[str], float], embedder: Embedder | None = None) -> None:
        self.rarity = rarity
        self._embedder = embedder

    def select(
        self, query: Query, hits: Sequence[Hit], only: Callable[[Candidate], bool] | None = None
    ) -> list[Candidate]:
        """Every reporting sentence of `hits`, best first; the last have features of a glance.

        Those alone that `only` lets through, where it is given.

        What says that it is not as the question takes for granted is before all others; what
        plainly has nothing of the kind that is asked for is behind them.
        """
        looked_at = sorted(self.screened(query, hits, only), key=_answers_nothing)
        if self._meant(hits):
            near = self._near(query, looked_at[:MEANT])
        else:
            near = ranked(looked_at[:LOOKED_AT], weights()["words"], query)
        denying = [one for one in near[:DENYING] if _denies(one)]
        others = sorted((one for one in near if one not in denying), key=_answers_nothing)
        telling = Plainly(query)
        others = telling.first(others, looked_at[len(near) :])
        if denial := telling.denial(others):
            others = [as_good(denial, others[0]), *(one for one in others if one is not denial)]
        return denying + sorted(others, key=_answers_nothing)

    def _meant(self, hits: Sequence[Hit]) -> bool:
        """Whether the question can be held against what the passages mean."""
        return self._embedder is not None and any(hit.cosine is not None for hit in hits)

    def screened(
        self, query: Query, hits: Sequence[Hit], only: Callable[[Candidate], bool] | None = None
    ) -> list[Candidate]:
        """By their words, those first that are worth more than a glance."""
        found = Hits(Asked(query, self.rarity), hits)
        glanced = ranked(found.glances(), weights()["glance"], query)
        if only:
            glanced = list(islice(filter(only, glanced), LOOKED_AT))
        looked_at = ranked(found.looks(glanced[:LOOKED_AT]), weights()["screen"], query)
        return looked_at + glanced[LOOKED_AT:]

    def _near(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """By what they mean too, best first; embedded is only what may be among the `FRONT`.

        Of the rest the passage's meaning goes for theirs.
        """
        select = weights()["select"]
        hoped = ranked([_at_best(one) for one in candidates], select, query)
        hoped.sort(key=_answers_nothing)
        known, rest = list[Candidate](), hoped
        while may := self._may_come(known, rest):
            known = ranked([*known, *self.with_meaning(query, may)], select, query)
            taken = set(map(id, may))
            rest = [one for one in rest if id(one) not in taken]
        return ranked([*known, *map(_as_its_passage, rest)], select, query)

    def _may_come(
        self, known: Sequence[Candidate], hoped: Sequence[Candidate]
    ) -> Sequence[Candidate]:
        """Which are to be embedded next, of those that may come before the `FRONT` of the known."""
        if not known:
            return hoped[:FIRST]
        offering = [one for one in known if not _answers_nothing(one)]
        least = offering[FRONT - 1].logit if len(offering) >= FRONT else -math.inf
        may = [one for one in hoped if one.logit >= least]
        # a server is asked once more, not each time
        return may if getattr(self._embedder, "host", "") else may[:NEXT]

    def with_meaning(self, query: Query, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The same candidates with their cosine to the question added."""
        if self._embedder is None or not candidates:
            return list(candidates)
        rows = self._embedder.embed([query.text, *(bare(c.sentence).text for c in candidates)])
        return [
            replace(c, features={**c.features, "cosine": float(row @ rows[0])})
            for c, row in zip(candidates, rows[1:], strict=True)
        ]

    def answerable(self, query: Query, chosen: Sequence[Candidate], hits: Sequence[Hit]) -> float:
        """How likely it is that the best of `chosen` answers, in [0, 1); 0 where there is none."""
        best = chosen[0] if chosen else None
        if best is None:
            return 0.0
        if _denies(best):
            return probability(weights()["denied"]["bias"])
        if _answers_nothing(best):
            return 0.0
        telling = Plainly(query)
        if telling.unsaid(chosen):
            return 0.0
        name = "answerable" if self._meant(hits) else "answerable_words"
        shown = {
            **best.features,
            "chosen": best.logit,
            "met_most": max(one.features["met"] for one in chosen),
            "names_most": max(one.features.get("names_around", 0.0) for one in chosen),
            **self.whole(query, hits),
        }
        sure = probability(logit(shown, weights()[name]))
        return max(sure, DECIDED) if plainly(best) and telling.decides else sure

    def whole(self, query: Query, hits: Sequence[Hit]) -> dict[str, float]:
        """What the passages show of holding an answer, whichever sentence is chosen."""
        asked = Asked(query, self.rarity)
        covered = [
            asked.share(frozenset(terms(hit.passage.searchable)) | asked.given(hit))
            for hit in hits[:5]
        ]
        near = [hit.cosine or 0.0 for hit in hits[:5]]
        return {
            "story": float(wanted(query) in STORIES),
            "polar": float(query.expects is Expects.YES_NO),
            "covered": max(covered),
            "both": max(share + 2 * cosine for share, cosine in zip(covered, near, strict=True)),
            "matched": math.log1p(max(covered) * sum(asked.weights.values())),
        }


def _at_best(one: Candidate) -> Candidate:
    """The same with the highest cosine to the question that is to be expected of it."""
    return _close(one, min(CLOSEST, one.features["passage_cosine"] + CLOSER))


def _as_its_passage(one: Candidate) -> Candidate:
    """The same with the cosine of its passage for its own."""
    return _close(one, one.features["passage_cosine"])


def _close(one: Candidate, cosine: float) -> Candidate:
    return replace(one, features={**one.features, "cosine": cosine})


def _denies(one: Candidate) -> bool:
    """Whether it says that it is not as the question takes for granted."""
    return one.features.get("contradicts", 0.0) > 0


def _answers_nothing(one: Candidate) -> bool:
    """Whether it plainly has nothing of what is asked for, or got no more than a glance."""
    return not _denies(one) and one.features.get("offers", -1.0) < 0


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Every fitted number, by what it is for and by feature."""
    stored = resources.files("qa.reading").joinpath("selection.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, float]] = json.loads(stored)["weights"]
    return found


def ranked(
    candidates: Sequence[Candidate], weights: Mapping[str, float], query: Query | None = None
) -> list[Candidate]:
    """The candidates by those weights, best first; a follow-up favours what was cited before."""
    weighed = [(name, weight) for name, weight in weights.items() if name != "bias"]
    scored = [
        Candidate(
            c.hit,
            c.at,
            c.sentence,
            c.features,
            weights["bias"] + sum([w * c.features[name] for name, w in weighed]) + _known(query, c),
        )
        for c in candidates
    ]
    return sorted(scored, key=lambda c: -c.logit)


def _known(query: Query | None, one: Candidate) -> float:
    """What a candidate gains or loses by what earlier turns cited and said."""
    if repeats(query, one.sentence.text):
        return -AGAIN
    return CITED * cites(query, one.hit)


def probability(logit: float) -> float:
    """The probability of those log-odds."""
    return 1 / (1 + math.exp(-logit))


def logit(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """A weighted sum of features."""
    return weights["bias"] + sum(
        weights[name] * features[name] for name in weights if name != "bias"
    )
