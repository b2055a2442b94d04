"""Does the evidence carry the statement? Numbers, dates, names, negation, hedging, content.

Rules, no model: every fact on the statement's surface must be on the evidence's. What the citation
itself knows (outlet, date, headline, byline) counts as evidence for an attribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index import sentences, terms
from qa import facts
from qa.types import Citation
from qa.wording import quotation

CONTENT = 0.6
"""The share of a statement's content words that its evidence must hold."""


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one statement; `failures` says what is not in the evidence, if anything."""

    content: float
    failures: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the statement may be shown."""
        return not self.failures


def check(statement: str, citations: Sequence[Citation]) -> Support:
    """Hold `statement` against the quotes of `citations` taken together.

    The attributed quotation of its one citation needs no check: it is made of nothing else.
    """
    if len(citations) == 1 and statement == quotation(citations[0]):
        return Support(1.0, ())
    evidence = "\n".join(citation.quote for citation in citations)
    known = f"{evidence}\n{_provenance(citations)}"
    nearest = _nearest_sentence(statement, evidence)
    content = _content(statement, known)
    failures = [
        *_missing("number", _numbers(statement) - _numbers(known)),
        *_missing("date", facts.calendar(statement) - facts.calendar(known)),
        *_missing("name", _absent_names(statement, known)),
    ]
    if content < CONTENT:
        failures.append(f"only {content:.0%} of its words are in the evidence")
    if facts.negated(statement) != facts.negated(nearest):
        failures.append("it and its evidence do not agree on a negation")
    if facts.hedged(nearest) and not facts.hedged(statement):
        failures.append("it states as a fact what its evidence reports as a claim")
    return Support(content, tuple(failures))


def _provenance(citations: Sequence[Citation]) -> str:
    lines = []
    for passage in dict.fromkeys(citation.passage for citation in citations):
        published = passage.published
        dated = f"{published:%A} {published.day} {published:%B %Y}" if published else ""
        lines.append(f"{passage.outlet}\n{passage.title}\n{dated}")
    return "\n".join(lines)


def _missing(kind: str, values: frozenset[str]) -> list[str]:
    return [f"{kind} {value!r} is not in the evidence" for value in sorted(values)]


def _numbers(text: str) -> frozenset[str]:
    return frozenset(f"{value:.12g}" for value in facts.numbers(text))


def _absent_names(statement: str, evidence: str) -> frozenset[str]:
    held = {word.lower().replace("’", "'").removesuffix("'s") for word in facts.words(evidence)}
    stems = set(terms(evidence))
    return frozenset(
        name
        for name in facts.names(statement)
        if name not in held and not set(terms(name)) <= stems
    )


def _content(statement: str, evidence: str) -> float:
    stated = set(terms(statement))
    return len(stated & set(terms(evidence))) / len(stated) if stated else 1.0


def _nearest_sentence(statement: str, evidence: str) -> str:
    """The sentence of the evidence that shares most with the statement."""
    spans = sentences(evidence)
    stated = set(terms(statement))
    found = (evidence[a:b] for a, b in spans)
    return max(found, key=lambda text: len(stated & set(terms(text))), default="")
