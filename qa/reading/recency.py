"""Which of two sentences is of the later report, and which an outlet has since set right."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from qa.language.corrections import announces, denied, held, notes_correction, tells_wrong
from qa.reading.features import Candidate, bare

LATER = timedelta(days=14)
"""So much later, another outlet's figure is no other account but a newer one."""
NEWS = 0.5
"""So near, news counts for more than an opinion or a press release that says the same."""
NOTICE = 1.0
"""So near, any other sentence counts for more than one that only announces a correction."""
NO_NEWS = frozenset(("opinion", "press release", "review"))
"""Kinds of articles whose facts are better told by news."""
_ABOUT = 0.8
_LONG, _NOTHING = 6, 0.9
"""Of so many words, that share is told again where a sentence adds nothing."""
_AGAIN = 0.7
"""What share of its words a sentence has in common with one that says much the same."""


def days_apart(one: Candidate, other: Candidate) -> timedelta:
    """How much later one report is than another; nothing where that is not known."""
    mine, theirs = one.hit.passage.reported, other.hit.passage.reported
    return mine - theirs if mine and theirs else timedelta()


def updates(newer: Candidate, older: Candidate) -> bool:
    """Whether one report updates another, or is the later of two that the same one updates."""
    mine, theirs = newer.hit.passage, older.hit.passage
    if not theirs.updated_by or mine.article_id == theirs.article_id:
        return False
    if theirs.updated_by == mine.article_id:
        return True
    return theirs.updated_by == mine.updated_by and days_apart(newer, older) > timedelta()


def says_again(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say much the same."""
    a, b = set(one.sentence.terms), set(other.sentence.terms)
    return len(a & b) > _AGAIN * max(1, min(len(a), len(b)))


def adds_nothing(one: Candidate, other: Candidate) -> bool:
    """Whether a sentence of some length tells what the other told, in the same words."""
    own = set(bare(one.sentence).terms)
    return len(own) >= _LONG and len(own & set(other.sentence.terms)) >= _NOTHING * len(own)


def news_first(ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """The best first, unless it is no news and news says as much so near to it."""
    best = ranked[0]
    if best.hit.passage.kind not in NO_NEWS:
        return ranked
    for candidate in ranked[1:]:
        if best.logit - candidate.logit > NEWS:
            break
        same = candidate.features["coverage"] >= _ABOUT * best.features["coverage"]
        if same and candidate.hit.passage.kind not in NO_NEWS:
            lifted = replace(candidate, logit=best.logit)
            return [lifted, *(one for one in ranked if one is not candidate)]
    return ranked


def uncorrected(ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those without what their outlet says was wrong, in the article itself or in a later one."""
    wrong: dict[str, frozenset[float | str]] = {}
    for one in ranked:
        text = one.sentence.text
        if _corrects(one, text) and (said := denied(text)):
            article = one.hit.passage.article_id
            wrong[article] = wrong.get(article, frozenset()) | said
    if not wrong:
        return ranked
    return [one for one in ranked if not _wrong(one, wrong)] or ranked


def without_notices(ranked: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those without what only says that another article was wrong, if others are as near.

    Whoever asks what was corrected is answered by a survey.
    """
    best = ranked[0]
    others = [one for one in ranked if not _announces(one)]
    if not others or best.logit - others[0].logit > NOTICE:
        return ranked
    return [replace(others[0], logit=best.logit), *others[1:]]


def _announces(one: Candidate) -> bool:
    """Whether it tells that something was wrong, and neither what nor what is right."""
    passage = one.hit.passage
    corrects = passage.kind == "correction" or notes_correction(passage.title)
    return corrects and announces(one.sentence.text)


def _corrects(one: Candidate, text: str) -> bool:
    sets_right = one.hit.passage.kind == "correction" or notes_correction(one.hit.passage.title)
    return notes_correction(text) or (sets_right and tells_wrong(text))


def _wrong(one: Candidate, wrong: dict[str, frozenset[float | str]]) -> bool:
    """Whether it has, of what it is told of, no more than what was wrong."""
    passage = one.hit.passage
    said = wrong.get(passage.updated_by, frozenset()) | wrong.get(passage.article_id, frozenset())
    return bool(said and said & held(one.sentence)) and not _corrects(one, one.sentence.text)
