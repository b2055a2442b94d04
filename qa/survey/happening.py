"""Whether a sentence tells that something happened, and how far a subject had part in it."""

import re
from functools import cache, lru_cache

from index import WordLists, terms
from qa.language import Form, Sentence, read
from qa.language.lists import CLAUSES
from qa.survey.subjects import Subject

EVENTS = WordLists("qa.survey", "events.yaml")
"""The words by which events are told."""

_SHORT = 5  # words
_PAST = (Form.PAST, Form.EITHER, Form.PARTICIPLE)
_BESIDE = 8
"""So many words from its verb stands what it is done to, or who does it."""
# what ends a clause; a full stop may be that of "v."
_MARKS = re.compile(r"[,;:()—–]| -")


def central(sentence: Sentence, subject: Subject) -> float:
    """How much of a subject stands beside the first verb of the past, or is that verb: up to 2."""
    at = done(sentence)[0]
    words = sentence.words
    beside = sentence.flat[_from(sentence, at) : words[min(len(words) - 1, at + _BESIDE)].end]
    verb = frozenset(terms(words[at].text))
    return subject.met(read(beside)) + bool(verb & subject.stems)


def _from(sentence: Sentence, at: int) -> int:
    """Where what stands before the verb at `at` begins: no clause that hangs on another counts."""
    words = sentence.words
    first = max(0, at - _BESIDE)
    if words[0].low not in _hanging():
        return words[first].start if first > 0 else 0
    marks = [*_MARKS.finditer(sentence.flat, words[first].start, words[at].start)]
    return marks[-1].end() if marks else words[first].start


def happens(sentence: Sentence) -> bool:
    """Whether it says that something was done: what it says itself, and not in a quotation."""
    if "?" in sentence.text or len(sentence.words) < _SHORT:
        return False
    verbs = done(sentence)
    return bool(verbs) and sentence.words[verbs[0]].low not in EVENTS.among("talking")


@lru_cache(2048)
def done(sentence: Sentence) -> tuple[int, ...]:
    """Where its verbs of the past stand, less those of clauses that hang on others."""
    words = sentence.words
    quoted = [(one.first, one.last) for one in sentence.quotations]
    found: list[int] = []
    hangs, end = False, 0
    for at, form in enumerate(sentence.forms):
        low = words[at].low
        hangs = hangs and not _MARKS.search(sentence.flat[end : words[at].start])
        end = words[at].end
        if low == "had" and not hangs and not found:
            return ()  # what had happened before is no news
        if low in _hanging():
            hangs = True
        elif (form in _PAST or low in EVENTS.among("did")) and not sentence.determined[at]:
            told = not hangs and words[at - 1].low != "to"
            if told and not any(first <= at < last for first, last in quoted):
                found.append(at)
            hangs = False
    return tuple(found)


@cache
def _hanging() -> frozenset[str]:
    return CLAUSES.among("relatives", "subordinators") | EVENTS.among("hanging")
