"""Does the evidence carry the statement? Numbers, dates, names, roles, denials, causes, wording.

Rules, no model. Every fact on the statement's surface must be on the evidence's; each one that is
not becomes a failure, and a statement with a failure is not shown. Beside that, a logistic score
over interpretable features says how far the wording bears the statement out; its weights are in
`support.json` (fitted by `tests/benchmarks/fit_support.py`, which says on what).

What the citation itself knows counts too: the outlet, the headline and the byline may be named, and
the day of publication may be given for a report. Days such as "on Thursday" are reckoned from it.

A sentence that the outlet reports as said ("… , police said") may be stated bare, since the reader
sees the quote; a claim ("alleged", "accused of", "according to") or words in quotation marks may
not: the outlet does not make those its own.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from index import sentences
from qa.checking import (
    causes,
    dates,
    fragments,
    naming,
    overlap,
    polarity,
    quantities,
    roles,
    units,
)
from qa.language import Moment, Part, Quantity, Sentence, joined, read
from qa.language.lists import ATTRIBUTIONS
from qa.types import Citation
from qa.wording import quotation

CONTENT = 0.6
"""The share of a statement's content words that its evidence must hold."""
GAP = 4
"""So many content words on end that the evidence does not have are a thing of their own."""
LEAST = 0.5
"""The least score of a statement that no single rule speaks against, if it is not a short one."""
SHORT = 8
"""A statement of fewer words has too few of them for its wording to say much."""
FACTS = ("numbers", "dates", "names", "denial", "claim", "swap", "opposite")
FEATURES = (*overlap.FEATURES, *FACTS)
# "the paper reported"
_REPORTS = re.compile(r"\b(?:report(?:s|ed)?|article|published|wrote|according to)\b", re.I)


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one statement.

    `content` is the share of its content words that the evidence holds; `failures` say, for people
    and models, what is not in the evidence, if anything; `score`, in (0, 1), how far the evidence
    bears it out, for ranking, and 1.0 for a sentence that is quoted as it is printed.
    """

    content: float
    failures: tuple[str, ...]
    score: float = 1.0

    @property
    def holds(self) -> bool:
        """Whether the statement may be shown."""
        return not self.failures


def check(statement: str, citations: Sequence[Citation]) -> Support:
    """Hold `statement` against the quotes of `citations` taken together.

    The attributed quotation of its one citation needs no check: it is made of nothing else. Nor
    does one of the quoted sentences as it is printed.
    """
    if len(citations) == 1 and statement == quotation(citations[0]):
        return Support(1.0, ())
    evidence = _Evidence(statement, citations)
    if any(evidence.statement.flat == one.flat for one in evidence.sentences):
        return Support(1.0, ())
    found = list(_failures(evidence))
    score = _logistic(_features(evidence, found))
    content, gap = _wording(evidence)
    if gap:
        found.append(("words", f"no words of the evidence say {gap!r}"))
    elif content < CONTENT:
        found.append(("words", f"only {content:.0%} of its words are in the evidence"))
    elif score < LEAST and not found and len(evidence.statement.words) >= SHORT:
        found.append(("words", "it is too far from the wording of its evidence"))
    return Support(content, tuple(dict.fromkeys(why for _, why in found)), score)


def features(statement: str, citations: Sequence[Citation]) -> dict[str, float]:
    """What the score is made of: the features of `FEATURES`."""
    evidence = _Evidence(statement, citations)
    return _features(evidence, list(_failures(evidence)))


class _Evidence:
    """A statement, the sentences quoted for it, and what their articles are called: all as read."""

    def __init__(self, statement: str, citations: Sequence[Citation]) -> None:
        self.passages = list(dict.fromkeys(citation.passage for citation in citations))
        quoted: dict[tuple[str, object], Sentence] = {}
        for citation in citations:
            day = citation.passage.published
            for start, end in sentences(citation.quote):
                text = citation.quote[start:end]
                quoted.setdefault((text, day), read(text, day, citation.start + start))
        self.sentences = list(quoted.values())
        self.names = [read(name) for p in self.passages for name in (p.outlet, *p.authors)]
        self.titles = [read(passage.title) for passage in self.passages]
        days = {passage.published for passage in self.passages}
        self.statement = read(statement, days.pop() if len(days) == 1 else None)
        # what is denied, claimed or done to whom is compared with the sentences that matter
        self.nearest = overlap.nearest(self.statement, self.sentences)
        self.together = joined(self.nearest)

    def quantities(self) -> list[Quantity]:
        return [one for sentence in self.sentences for one in sentence.quantities]

    def moments(self, published: bool) -> list[Moment]:
        found = [one for sentence in self.sentences for one in sentence.moments]
        days = {passage.published for passage in self.passages if passage.published}
        return found + [dates.day_itself(day) for day in days if published]


def _failures(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    """What speaks against the statement: one of `FACTS` and a reason that can be shown."""
    yield from _numbers(evidence)
    yield from _dates(evidence)
    yield from _names(evidence)
    yield from _denials(evidence.statement, evidence.together)
    yield from _claims(evidence)
    yield from _swaps(evidence)
    if turned := polarity.opposite(evidence.statement, evidence.together):
        yield "opposite", f"it says {turned[0]!r} where the evidence says {turned[1]!r}"
    if link := causes.invented(evidence.statement, evidence.sentences):
        yield "claim", f"it gives a cause ({link!r}) that the evidence does not give"
    if fragments.incomplete(evidence.statement):
        yield "fragment", "it is no sentence: it has no verb that tells of something"


def _numbers(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    statement, known = evidence.statement, evidence.quantities()
    readings: dict[int, list[Quantity]] = {}
    for one in statement.undated:
        readings.setdefault(one.start, []).append(one)
    for stated in readings.values():
        if not any(quantities.carried(one, known) for one in stated):
            if other := quantities.in_another_unit(stated[0], known):
                yield "numbers", f"{stated[0].described} is in the evidence as {other.described}"
            elif not quantities.understood(stated[0], known, evidence.sentences):
                yield "numbers", f"{stated[0].described} is not in the evidence"
        elif all(quantities.wrongly_counted(one, known) for one in stated):
            yield "numbers", f"{stated[0].described} is of something else in the evidence"
        elif all(units.swapped(one, statement, evidence.sentences) for one in stated):
            yield "numbers", f"{stated[0].described} counts something else in the evidence"


def _dates(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    statement = evidence.statement
    reports = bool(_REPORTS.search(statement.text)) or any(
        name.content and name.content <= statement.content for name in evidence.names
    )
    known = evidence.moments(reports)
    figures = {one.low for one in evidence.quantities()}
    for stated in statement.moments:
        if dates.carried(stated, known) or (stated.year in figures and not stated.month):
            continue
        yield "dates", f"date {stated.text!r} is not in the evidence"


def _names(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    """A name may also stand in the headline or in another quote than the one that matters.

    There it explains a "she" or "the minister", unless it takes the place of another name.
    """
    statement = evidence.statement
    anywhere = [*evidence.sentences, *evidence.names, *evidence.titles]
    missing = set(naming.absent(statement, anywhere))
    for at in naming.absent(statement, [*evidence.nearest, *evidence.names]):
        name = statement.words[at].text
        if at in missing:
            yield "names", f"name {name!r} is not in the evidence"
        elif naming.displaces(statement, at, evidence.nearest):
            yield "names", f"name {name!r} stands where the evidence has another"


def _denials(statement: Sentence, together: Sentence) -> Iterator[tuple[str, str]]:
    if word := polarity.denial_lost(statement, together):
        yield "denial", f"the evidence denies {word!r} (negation), and it does not"
    elif word := polarity.denial_added(statement, together):
        yield "denial", f"it denies {word!r} (negation), and the evidence does not"


def _claims(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    statement, together = evidence.statement, evidence.together
    nearest = evidence.nearest[0] if evidence.nearest else together
    if polarity.claim_made_fact(statement, nearest):
        yield "claim", "it states as a fact what its evidence reports as a claim; say whose it is"
    elif polarity.quotation_made_fact(statement, nearest):
        yield "claim", "it states as a fact what its evidence quotes; say who said it"
    elif word := polarity.certainty_gained(statement, together):
        yield "claim", f"it states as certain what its evidence leaves open: {word!r}"
    elif word := polarity.plan_made_deed(statement, together):
        yield "claim", f"it states as done what its evidence has still to come: {word!r}"


def _swaps(evidence: _Evidence) -> Iterator[tuple[str, str]]:
    statement = evidence.statement
    for nearest in evidence.nearest[:1]:
        for stated, known in (
            (statement.names, nearest.names),
            (_number_parts(statement), _number_parts(nearest)),
        ):
            if swap := naming.swapped(statement, stated, nearest, known):
                yield "swap", f"{swap[0]!r} and {swap[1]!r} have changed places"
    if turned := roles.turned(statement, evidence.nearest):
        yield "swap", f"{turned[0]!r} has another part in what was {turned[1]!r} in the evidence"


def _wording(evidence: _Evidence) -> tuple[float, str]:
    """The share of content words that the evidence has, and the longest stretch that it has not.

    The words of reporting are left out; figures, dates and initials count as held, since other
    rules look at those.
    """
    statement = evidence.statement
    spans = [(one.start, one.end) for one in statement.moments]
    spans += [(one.start, one.end) for one in statement.quantities]
    names = naming.abbreviations(statement, evidence.sentences)
    words = [
        (at in names or any(start <= word.start < end for start, end in spans), word)
        for at, word in enumerate(statement.words)
        if word.content and word.low not in ATTRIBUTIONS
    ]
    held = [*evidence.sentences, *evidence.names, *evidence.titles]
    stems = frozenset[str]().union(*(one.stems for one in held))
    gaps = overlap.uncovered((word for seen, word in words if not seen), stems)
    content = 1 - sum(map(len, gaps)) / max(1, len(words))
    long = gaps and len(gaps[0]) >= GAP
    return content, " ".join(word.text for word in gaps[0]) if long else ""


@lru_cache(1024)
def _number_parts(sentence: Sentence) -> tuple[Part, ...]:
    found = {}
    for one in sentence.quantities:
        places = [at for at, w in enumerate(sentence.words) if one.start <= w.start < one.end]
        if places:
            found[one.start] = Part(places[0], places[-1], one.text)
    return tuple(found.values())


def _features(evidence: _Evidence, found: Sequence[tuple[str, str]]) -> dict[str, float]:
    counts = {kind: min(2, sum(kind == one for one, _ in found)) / 2 for kind in FACTS}
    around = [*evidence.names, *evidence.titles]
    return overlap.features(evidence.statement, evidence.sentences, around) | counts


@cache
def _weights() -> Mapping[str, float]:
    stored = resources.files("qa.checking").joinpath("support.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(stored)["weights"]
    return weights


def _logistic(features: Mapping[str, float]) -> float:
    weights = _weights()
    total = weights["bias"] + sum(weights[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
