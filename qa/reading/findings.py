"""Findings before allegations: whether something is so is not answered by who only claims it.

Where the best sentence is what somebody alleges, what others found of it is told first, and the
allegation after it. Where it is asked whether something did harm, a sentence that leaves its cause
open comes before one that only counts those who came to harm.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.fitness.asked_act import asked_act
from qa.language import read
from qa.reading.features import Candidate, sentences
from qa.reading.naming import SPEECH, VoicesOf, utterances
from qa.reading.vetting_persons import HARMS
from qa.types import Expects, Query
from qa.values.deciding import Verdict, decided

_STORY = 0.6
"""So much of the question stands in the passage of a finding, or in its headline."""
_NEAR = 2.2
"""So near to the first in log-odds a sentence is that leaves the cause open."""


def findings_first(
    query: Query, ranked: Sequence[Candidate], voices_of: VoicesOf
) -> Sequence[Candidate]:
    """The candidates, a finding before the allegation that would have been told."""
    if query.expects is not Expects.YES_NO or not ranked:
        return ranked
    first = _finding(query, ranked, voices_of) or _open(query, ranked)
    if first is None:
        return ranked
    rest = [one for one in ranked if one is not first]
    return [replace(first, logit=ranked[0].logit, features=_as_full(first, ranked[0])), *rest]


def _as_full(one: Candidate, best: Candidate) -> dict[str, float]:
    """The features of a sentence, those that only a closer look gives as the best has them."""
    return {**best.features, **one.features}


def _finding(query: Query, ranked: Sequence[Candidate], voices_of: VoicesOf) -> Candidate | None:
    """What was found of that which the best candidate says that somebody alleges."""
    best = ranked[0]
    said = [one for one in utterances(best, voices_of) if one.verb in SPEECH.among("alleging")]
    if not said and not best.sentence.claims:
        return None
    claimants = frozenset().union(*(read(one.speaker).stems for one in said))
    asked = read(query.text).content
    for one in ranked[1:]:
        of_it = bool(claimants & one.sentence.stems) or bool(one.sentence.claims)
        if of_it and _says(one, "finding") and _of_the_story(one, asked):
            return one
    return None


def _open(query: Query, ranked: Sequence[Candidate]) -> Candidate | None:
    """What leaves open whether it did the harm that is asked about."""
    question, best = read(query.text), ranked[0]
    if asked_act(question).verb not in HARMS:
        return None
    if decided(question, best.sentence, [read(best.hit.passage.title)]) is Verdict.YES:
        return None
    near = [one for one in ranked if ranked[0].logit - one.logit <= _NEAR]
    for name in ("causing", "linking"):
        if found := next((one for one in near if _says(one, name)), None):
            return found
    return None


def _says(one: Candidate, name: str) -> bool:
    """Whether a phrase of the list `name` stands in a sentence."""
    return re.search(rf"\b{SPEECH.either(name)}\b", one.sentence.flat, re.IGNORECASE) is not None


def _of_the_story(one: Candidate, asked: frozenset[str]) -> bool:
    """Whether the passage of a sentence has most of what is asked about."""
    every = (read(one.hit.passage.title), *sentences(one.hit.passage))
    held = frozenset[str]().union(*(other.stems for other in every))
    return len(asked & held) >= _STORY * len(asked)
