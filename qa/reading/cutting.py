"""How much is quoted: the sentence, less what the page puts before it, and seldom more.

The characters stay the article's own: only where the quote begins and ends is decided here.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from index import Passage, Span, WordLists, unlabelled
from qa.language import Sentence, read
from qa.reading.features import Candidate
from qa.types import Citation, Expects, Query
from qa.values.sought import Kind
from qa.values.values import asked_of, holds, told_by_form

_LISTS = WordLists("qa.reading", "cutting.yaml")
_LONGEST_LED = 400  # characters
_LONGEST = 45  # words
_LEAST = 8  # words
_EITHER = (False, True)
_OPENING = 500  # characters; below, a place in capitals is where the report was filed
_SPEAKERS = frozenset(("he", "she", "they"))
# "The team signed", “The old firm said”
_DEFINITE = re.compile(r"[“\"‘']?(?:The|Both|Another) (?P<noun>[a-z][\w’'-]*(?: [a-z][\w’'-]*)?)")


def citation(query: Query, candidate: Candidate) -> Citation:
    """The stretch of the passage to quote for a candidate."""
    passage, sentence = candidate.hit.passage, candidate.sentence
    start, end = sentence.start, sentence.end
    at = passage.sentences.index((start, end))
    before = passage.sentences[at - 1] if at else None
    if before and _led(query, candidate, passage, before):
        return Citation(passage, _told(query, passage, before), end)
    start = _told(query, passage, (start, end))
    return Citation(passage, start, _until(query, read(passage.slice(start, end))) + start)


def stands(quote: Citation, candidate: Candidate, others: Sequence[Citation]) -> bool:
    """Whether a further quote is understood by itself and is no part of another."""
    hanging = candidate.sentence.dangling and quote.start >= candidate.sentence.start
    return not hanging and not any(_overlapping(quote, other) for other in others)


def _overlapping(one: Citation, other: Citation) -> bool:
    together = one.passage.article_id == other.passage.article_id
    return together and one.start < other.end and other.start < one.end


def quotable(text: str, sentences: Sequence[Span], citation: Citation) -> bool:
    """Whether a citation of the article `text` is one that could be made here.

    It is a run of whole sentences with nothing but space between them, the first perhaps without
    what the page puts before it, the last perhaps without what follows a joint.
    """
    start, end = citation.start, citation.end
    run = [(a, b) for a, b in sentences if a < end and start < b]
    if not run:
        return False
    (a, first), (last, b) = run[0], run[-1]
    begins = {a + unlabelled(text[a:first], opening=o, clock=c) for o in _EITHER for c in _EITHER}
    begun = max(start, last)
    ends = {begun + match.start() for match in _joints().finditer(text[begun:b])}
    between = [text[one:other] for (_, one), (other, _) in pairwise(run)]
    between += [text[start:a], text[b:end]]  # nothing, but where it is longer than the run
    begun_well = start <= a or start in begins
    ended_well = end >= b or end in ends
    return begun_well and ended_well and not "".join(between).strip()


def _told(query: Query, passage: Passage, span: Span) -> int:
    """Where the sentence of `span` begins, unless what stands before it may be asked for."""
    text = passage.slice(*span)
    opening = span == passage.sentences[0] and span[0] < _OPENING
    at = unlabelled(text, opening=opening, clock=query.expects is not Expects.DATE)
    asked = query.expects is Expects.PLACE and not read(text[at:]).placed
    return span[0] + (0 if asked else at)


def _led(query: Query, candidate: Candidate, passage: Passage, span: Span) -> bool:
    """Whether a sentence is only understood after the one before it.

    Its opening points back, or whoever speaks is "he", and the one before names what the question
    is about, or has what it asks for; neither stands in the sentence itself.
    """
    sentence = candidate.sentence
    between = passage.text[span[1] - passage.start : sentence.start - passage.start]
    if between.strip() or sentence.end - span[0] > _LONGEST_LED:
        return False
    before = read(passage.slice(*span), passage.published, span[0])
    question = read(query.text)
    names = question.name_stems
    asked = names or question.content
    named = bool((asked - sentence.stems) & before.stems)
    if _spoken(sentence):
        return named
    if not sentence.dangling:
        if not _points_back(query, sentence):
            return False
        named &= bool(names)  # "The leak" need not be of what some word before it tells of
    return named or (has(query, before) and not has(query, sentence))


def _points_back(query: Query, sentence: Sentence) -> bool:
    """Whether it opens with "The team", and the question speaks of no team or asks for its name."""
    opening = _DEFINITE.match(sentence.text)
    if opening is None:
        return False
    noun = read(opening["noun"]).stems
    return noun.isdisjoint(read(query.text).stems) or asked_of(query).head in noun


def _spoken(sentence: Sentence) -> bool:
    """Whether it quotes somebody whom it calls "he", "she" or "they"."""
    return any(one.speaker.lower() in _SPEAKERS for one in sentence.quotations)


def has(query: Query, sentence: Sentence) -> bool:
    """Whether it has what is asked for, or that cannot be told."""
    return not told_by_form(query) or holds(query, sentence)


def _until(query: Query, sentence: Sentence) -> int:
    """Where to end: an overlong sentence before an aside, if all that is asked for stands there.

    What is kept is a sentence by itself, and no quotation mark or bracket in it stays open.
    """
    text = sentence.text
    kind = asked_of(query).kind
    if len(text.split()) <= _LONGEST or not (told_by_form(query) or kind is Kind.YES_NO):
        return len(text)
    if kind in (Kind.SAYING, Kind.CAUSE):
        return len(text)
    asked = read(query.text).content
    joints = list(_joints().finditer(text))
    for match in joints[: 1 + next((at for at, one in enumerate(joints) if _opens(one)), 0)]:
        kept, rest = read(text[: match.start()]), read(text[match.end() :])
        needed = asked & rest.stems - kept.stems or (told_by_form(query) and holds(query, rest))
        over = _aside(rest) if _opens(match) else bool(rest.acts) and not _ascribes(rest)
        if not needed and _stands(kept) and over:
            return match.start()
    return len(text)


def _opens(joint: re.Match[str]) -> bool:
    """Whether it is a comma before an aside: the first such, since others may go on with a list."""
    return joint["aside"] is not None


def _stands(kept: Sentence) -> bool:
    """Whether it is a sentence by itself."""
    return len(kept.text.split()) >= _LEAST and bool(kept.acts) and _closed(kept.text)


def _aside(rest: Sentence) -> bool:
    """Whether it is one clause up to the end, and turns or ascribes nothing of what is before."""
    signs = rest.denials or rest.hedges or rest.claims or rest.attributed
    return "," not in rest.text and not signs


def _ascribes(rest: Sentence) -> bool:
    """Whether what follows a semicolon says whose claim the rest is: "; the union says so"."""
    return bool(rest.claims) or (rest.attributed and len(rest.words) <= _LEAST)


@cache
def _joints() -> re.Pattern[str]:
    # "; ", ", which", ", resolving"
    opens = rf"{_LISTS.either('asides')}\b|(?!{_LISTS.either('conditions')}\b)[a-z]+ing\b"
    return re.compile(rf";\s+(?!(?:and|or|but)\b)|,\s+(?P<aside>(?={opens}))")


def _closed(text: str) -> bool:
    """Whether every quotation mark and bracket that it opens is closed."""
    paired = all(
        text.count(one) == text.count(other) for one, other in (("“", "”"), ("«", "»"), ("(", ")"))
    )
    return paired and text.count('"') % 2 == 0
