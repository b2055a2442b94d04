"""Whether the causes that a statement gives are given by the evidence.

"Higher because the city gave a lower figure" takes two facts and puts "because" between them. What
stands on the side of the cause must stand on the side of a cause in the evidence, and the effect
with the effect. News says "after", "as" or "by" of causes too; those count for the evidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, takewhile

from qa.language import Form, Sentence, Token
from qa.language.clauses import form, noun_too
from qa.language.lists import CLAUSES

_LONGEST = 4
"""No connective has more words."""
_HELD, _MORE = 0.5, 0.3
"""The share of a cause's words that a cause of the evidence has, and by how much more than its
effect has of them."""
_WHOLE = 0.8
"""The share of a statement's words that one sentence of the evidence has, if it tells it all."""
_VERBS = frozenset(("caused", "led to", "resulted in"))
_STRONG = ("causes", "effects")
_EVERY = (*_STRONG, "causes_too", "effects_too")

_JOINTS = CLAUSES.among("prepositions", "coordinators", "subordinators")

Side = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Link:
    """A connective as it is written, and the content words of the cause and of the effect.

    `first` are those of the cause that must be meant by the connective, if it is a weak one.
    """

    word: str
    cause: Side
    effect: Side
    opening: str = ""
    first: Side | None = None


def invented(statement: Sentence, evidence: Sequence[Sentence]) -> str:
    """The connective of a cause that the evidence does not give; empty if there is none."""
    stated = list(_links(statement.words, _STRONG))
    known = list(_known(evidence)) if stated else []
    for link in stated:
        if not link.cause or any(_carries(link, one) for one in known):
            continue
        if link.word not in _VERBS or not _told_together(link, evidence):
            return link.word
    return ""


def _told_together(link: _Link, evidence: Sequence[Sentence]) -> bool:
    """Whether one sentence has it all: "the storm caused damage" where it "damaged" something."""
    every = link.cause | link.effect
    return any(len(every & one.content) >= _WHOLE * len(every) for one in evidence)


def _carries(stated: _Link, known: _Link) -> bool:
    cause = stated.cause - stated.effect or stated.cause
    held = len(cause & known.cause) / len(cause)
    away = len(cause & known.effect - known.cause) / len(cause)
    if held < _HELD or held - away < _MORE:
        return False
    if known.first is not None and stated.opening not in known.first:
        return False
    return not stated.effect or not known.effect or bool(stated.effect & known.effect)


def _known(evidence: Sequence[Sentence]) -> Iterator[_Link]:
    """Every cause that the evidence may be read to give."""
    for before, sentence in pairwise([None, *evidence]):
        assert sentence is not None  # noqa: S101  (only the first has none before it)
        for link in _links(sentence.words, _EVERY):
            yield link
            if not link.cause and before:  # "As a result, …": of what the sentence before says
                yield _Link(link.word, before.content, link.effect)
        yield from _results(sentence.words)
        for act in sentence.acts:
            if act.doer and act.sufferer:  # "storms delayed the work": because of storms
                yield _Link("", frozenset(act.doer), frozenset((*act.sufferer, act.verb)))


def _links(words: Sequence[Token], kinds: Sequence[str]) -> Iterator[_Link]:
    """The connectives of `kinds` among `words`, longest first, with both their sides."""
    at = 0
    while at < len(words):
        size, kind = _connective(words, at, kinds)
        if size:
            before, after = words[:at], words[at + size :]
            if kinds is _STRONG:  # what is told beside it needs no cause
                before, after = _own(before[::-1])[::-1], _own(after)
            word = " ".join(one.text for one in words[at : at + size])
            yield _link(word, kind.startswith("causes"), kind.endswith("too"), before, after)
        at += max(1, size)


def _connective(words: Sequence[Token], at: int, kinds: Sequence[str]) -> tuple[int, str]:
    """How many words the connective at `at` has, and its kind; 0 if there is none."""
    if words[at].low not in _first_words():
        return 0, ""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(word.low for word in words[at : at + size])
        for kind in kinds:
            if phrase in CLAUSES.among(kind) and _joins(phrase, words, at, size):
                return size, kind
    return 0, ""


def _joins(phrase: str, words: Sequence[Token], at: int, size: int) -> bool:
    """Whether it is a connective here: "due to open" is none, nor is the "so" of "so many"."""
    after = words[at + size].low if at + size < len(words) else ""
    before = words[at - 1] if at else None
    if phrase == "so":
        new = before is None or before.clause != words[at].clause or before.low == "and"
        return new and after not in ("", "that", "far", "much", "many", "long")
    if phrase == "led to":  # "the men were led to"
        return before is None or before.low not in CLAUSES.among("being")
    return phrase != "due to" or form(after) is not Form.BASE or noun_too(after)


def _link(
    word: str, causes: bool, weak: bool, before: Sequence[Token], after: Sequence[Token]
) -> _Link:
    behind, ahead = _content(before), _content(after)
    if not causes:
        return _Link(word, behind, ahead)
    clause = _clause(after)
    if not before:  # "Because of this, that"
        behind, ahead = _content(after[len(clause) :]), _content(clause)
    opening = next((one.stem for one in after if one.content), "")
    return _Link(word, ahead, behind, opening, _first(clause) if weak else None)


def _first(words: Sequence[Token]) -> Side:
    """The first content words of `words`, up to the next preposition or conjunction."""
    own = takewhile(lambda word: word.low not in _JOINTS, words)
    return frozenset([word.stem for word in own if word.content][:_LONGEST])


def _results(words: Sequence[Token]) -> Iterator[_Link]:
    """Of "the storm hit the pier, sinking a ferry": because of the storm."""
    for at in range(1, len(words)):
        new = words[at].clause != words[at - 1].clause
        if new and form(words[at].low) is Form.ING and not words[at].capital:
            yield _Link(words[at].text, _content(words[:at]), _content(words[at:]))


def _clause(words: Sequence[Token]) -> list[Token]:
    """`words` as far as their first clause goes."""
    return [word for word in words if word.clause == words[0].clause]


def _own(words: Sequence[Token]) -> Sequence[Token]:
    """`words` as far as the first clause goes that tells something."""
    far = next((abs(word.clause - words[0].clause) for word in words if word.content), 0)
    return [word for word in words if abs(word.clause - words[0].clause) <= far]


def _content(words: Sequence[Token]) -> Side:
    return frozenset(word.stem for word in words if word.content)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for kind in _EVERY for phrase in CLAUSES.among(kind))
