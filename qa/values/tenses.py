"""Whether what a sentence dates is over or still to come: "died on Friday", "will meet on Friday".

The verb that a time belongs to is mostly the last one before it in its clause, or the first after
a time that opens one.
"""

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from qa.language import Form, Moment, Sentence
from qa.language.lists import CLAUSES, TIMES, WORDS

_LED = 4
"""So many words before a participle the verb that leads it may stand."""
_SAID = 4
"""So many words from a verb of saying stands when it was said."""
_JOINS = frozenset(("and", "but", "then", "while", "as", "when", "that"))


class Tense(Enum):
    """When something happens, as seen from the day of publication."""

    OVER = "over"
    AHEAD = "to come"
    PRESENT = "going on"
    OPEN = "not told"


@lru_cache(4096)
def tense(sentence: Sentence, moment: Moment) -> Tense:
    """Of what is told of that time."""
    words = sentence.words
    at = next((n for n, word in enumerate(words) if word.end > moment.start), len(words))
    clause = words[at].clause if at < len(words) else -1
    same = [n for n in range(at - 1, -1, -1) if words[n].clause == clause]
    before = [n for n in range(at - 1, -1, -1) if words[n].clause != clause]
    after = list(range(at, len(words)))
    opens = _opens(sentence, at)
    found = _first(sentence, [*(after if opens else same), *(same if opens else after), *before])
    bound = found is Tense.OVER and at and words[at - 1].low in _BY
    if bound and TIMES.among("over").isdisjoint(words[n].low for n in same):
        return Tense.PRESENT  # "signatures needed by 5 July"
    return found


def said_then(sentence: Sentence, moment: Moment) -> bool:
    """Whether it is only when something was said: "the university said on Thursday"."""
    words, says = sentence.words, WORDS.among("speech")
    at = next((n for n, word in enumerate(words) if word.end > moment.start), 0)
    around = words[max(0, at - _SAID) : at + _SAID]
    return any(word.low in says and word.clause == words[at].clause for word in around)


def _opens(sentence: Sentence, at: int) -> bool:
    """Whether a clause begins with the time at that place, or with the preposition before it."""
    words = sentence.words
    first = at - 1 if at and words[at - 1].low in CLAUSES.among("prepositions") else at
    if first == 0 or words[first - 1].low in _JOINS:
        return True
    return at < len(words) and words[first - 1].clause != words[at].clause


def _first(sentence: Sentence, places: Iterable[int]) -> Tense:
    return next((it for at in places if (it := _said(sentence, at)) is not Tense.OPEN), Tense.OPEN)


def _said(sentence: Sentence, at: int) -> Tense:
    """What the word at that place says of when it is, if it is a verb or stands for one."""
    word = sentence.words[at]
    if word.capital and not word.opens:
        return Tense.OPEN
    if word.low in TIMES.among("ahead"):
        return Tense.OPEN if _for_reason(sentence, at) else Tense.AHEAD
    if word.low in TIMES.among("over"):
        return Tense.AHEAD if _to_come(sentence, at) else Tense.OVER
    if word.low in TIMES.among("present"):
        following = sentence.forms[at + 1 : at + 4] if word.low in ("has", "have") else ()
        done = any(one in (Form.PARTICIPLE, Form.EITHER) for one in following)
        return Tense.OVER if done else Tense.PRESENT
    return _form(sentence, at)


def _form(sentence: Sentence, at: int) -> Tense:
    """What the form of a verb says."""
    form = sentence.forms[at]
    if form is Form.PAST:
        return Tense.OVER
    if form in (Form.EITHER, Form.PARTICIPLE):
        return _participle(sentence, at)
    says = sentence.words[at].low in WORDS.among("speech")
    if form is Form.THIRD and not says and _subject_before(sentence, at):
        return Tense.PRESENT
    return Tense.OPEN


def _participle(sentence: Sentence, at: int) -> Tense:
    """Of "opened", "was held", "will be held"."""
    led = [sentence.words[n].low for n in range(max(0, at - _LED), at)]
    if any(low in TIMES.among("ahead") for low in led):
        return Tense.AHEAD
    return Tense.OVER  # what "is seen" on Friday is seen in a picture


def _for_reason(sentence: Sentence, at: int) -> bool:
    """Whether it is the "due" of "due to rain"."""
    following = sentence.words[at + 1 : at + 3]
    if sentence.words[at].low != "due" or not following or following[0].low != "to":
        return False
    return len(following) < 2 or sentence.forms[at + 2] is not Form.BASE


def _to_come(sentence: Sentence, at: int) -> bool:
    """Whether "was" opens "was to open", "was expected": not yet over when it was told."""
    near = [word.low for word in sentence.words[at + 1 : at + 3]]
    return bool(near) and (near[0] == "to" or not TIMES.among("ahead").isdisjoint(near))


def _subject_before(sentence: Sentence, at: int) -> bool:
    """Whether a word with "s" at its end is a verb: a name or noun stands right before it."""
    if not at or sentence.determined[at]:
        return False
    before = sentence.words[at - 1]
    return before.clause == sentence.words[at].clause and (before.capital or before.low in _WHO)


_WHO = frozenset(("he", "she", "it", "who", "which", "and"))
_BY = frozenset(("by", "until", "till"))
