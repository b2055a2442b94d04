"""Answers: what was said against the gold answers, the best of them counting."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

from qa.language import read

_PUNCTUATION = str.maketrans("", "", string.punctuation)
# "the" in lower-cased text
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
# quotation marks and apostrophes
_MARKS = re.compile(r"[‘’“”\"']")
_Date = tuple[int | None, int | None, int | None]


def normalised(text: str) -> str:
    """Text as SQuAD compares it: lower case, no ASCII punctuation, no a, an or the, single spaces.

    Source: Rajpurkar et al. 2016, section 6.1, and the rules of the official evaluation.
    """
    bare = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def exact_match(said: str, answers: Sequence[str]) -> bool:
    """SQuAD's exact match: whether `said` is one of `answers` once both are `normalised`.

    No answers means that the question has none: then only saying nothing ("") is right, and saying
    nothing is right for no other (Rajpurkar et al. 2018).
    """
    return normalised(said) in {normalised(answer) for answer in _golds(answers)}


def token_f1(said: str, answers: Sequence[str]) -> float:
    """SQuAD's F1: the harmonic mean of token precision and recall, best over `answers`, 0 to 1.

    Tokens are the words of `normalised` text, counted as often as they stand. Where either side
    has none, it is 1 if both have none, else 0 (Rajpurkar et al. 2018).
    """
    return max(_f1(normalised(said).split(), normalised(one).split()) for one in _golds(answers))


def contains_answer(said: str, answers: Sequence[str]) -> bool:
    """Whether one of `answers` stands in `said`, case and quotation marks aside.

    That is what open-domain QA reports for passages (Chen et al. 2017) and RealTime QA's corpora
    are judged by.
    """
    compared = _unmarked(said)
    return any(_unmarked(answer) in compared for answer in answers if _unmarked(answer).strip())


def contains_all(said: str, parts: Sequence[Sequence[str]]) -> bool:
    """Whether one alternative of each part stands in `said` (RGB's accuracy, Chen et al. 2024)."""
    return bool(parts) and all(contains_answer(said, part) for part in parts)


def numbers_exact(said: str, answers: Sequence[str]) -> bool | None:
    """Whether `said` states every number of one of `answers`; dates, clock times, ranks aside.

    "4.2 million" and "4,200,000" are one number. None if no answer states a number.
    """
    golds = [numbers for answer in answers if (numbers := _numbers(answer))]
    return any(gold <= _numbers(said) for gold in golds) if golds else None


def dates_exact(said: str, answers: Sequence[str]) -> bool | None:
    """Whether `said` states every date of one of `answers`, and as exactly.

    Day, month and year count as far as the answer gives them: "14 March 2024" answers "March 2024",
    and "March 2024" does not answer "14 March 2024". None if no answer states a date.
    """
    golds = [dates for answer in answers if (dates := stated_dates(answer))]
    if not golds:
        return None
    stated = stated_dates(said)
    return any(all(_states(stated, asked) for asked in gold) for gold in golds)


def stated_dates(text: str) -> frozenset[_Date]:
    """The dates in `text` as (year, month, day), None for what is not stated.

    A figure from 1500 to 2099 by itself is a year; a month by itself is no date.
    """
    moments = [one for one in read(text).moments if not one.relative]
    return frozenset(
        (one.year, one.month, one.day)
        for one in moments
        if (one.month and one.day and not one.year) or (one.year and one.stretches)
    )


def _golds(answers: Sequence[str]) -> Sequence[str]:
    return [answer for answer in answers if normalised(answer)] or [""]


def _f1(said: list[str], gold: list[str]) -> float:
    if not said or not gold:
        return float(said == gold)
    shared = (Counter(said) & Counter(gold)).total()
    return 2 * shared / (len(said) + len(gold))


def _unmarked(text: str) -> str:
    return _MARKS.sub("", text).casefold()


def _numbers(text: str) -> frozenset[str]:
    return frozenset(f"{value:.12g}" for value in read(text).figures)


def _states(stated: Iterable[_Date], asked: _Date) -> bool:
    """Whether one of the dates `stated` has all the parts of `asked`."""
    return any(
        all(part in (None, told) for part, told in zip(asked, one, strict=True)) for one in stated
    )
