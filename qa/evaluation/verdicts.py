"""Was a question answered rightly, and if not, why not: in words, from what is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from index import Passage
from qa.evaluation.described import deciding
from qa.evaluation.measures import contains_all, contains_answer
from qa.evaluation.questionset import Question
from qa.evaluation.relevance import holds
from qa.evaluation.report import Outcome


class Verdict(Enum):
    """What came of a question, the worst first."""

    ERROR = "error"
    WRONG = "wrong"
    REFUSED_WRONGLY = "refused wrongly"
    UNJUDGED = "not judged"
    REFUSED_RIGHTLY = "refused rightly"
    RIGHT = "right"


GOOD = (Verdict.RIGHT, Verdict.REFUSED_RIGHTLY)
"""The verdicts of a question that went as it should."""


class Cause(Enum):
    """Why a question failed."""

    NONE = ""
    ERROR = "an error"
    UNANSWERABLE = "answered although it is unanswerable"
    NO_PASSAGE = "no passage holds the answer"
    NOT_CHOSEN = "a passage holds the answer, its sentence was not chosen"
    NOT_SAID = "the quote holds the answer, the statement does not say it"
    REFUSED = "refused although a passage holds the answer"
    NOT_CARRIED = "the citation does not carry it"
    NOT_GOLD = "not one of the gold answers"
    REFUSED_UNSEEN = "refused although it is answerable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on a question, the cause if it failed, and the reason in words.

    `passage` is the rank, from 1, of the first passage read that holds the answer, else 0.
    """

    verdict: Verdict
    cause: Cause = Cause.NONE
    why: str = ""
    passage: int = 0


def judged(
    outcome: Outcome, values: Mapping[str, float | None], read: Sequence[Passage | None]
) -> Judgement:
    """The verdict on one outcome.

    `values` are its measures, `read` the passages that were retrieved, best first, None for those
    whose text is not at hand.
    """
    question = outcome.question
    if outcome.error:
        return Judgement(Verdict.ERROR, Cause.ERROR, f"error: {outcome.error}")
    rank, whole = _first_holding(question, read)
    answerable = _answerable(question)
    if answerable is None:
        return Judgement(Verdict.UNJUDGED, why="whether it is answerable is not known")
    if not answerable:
        if outcome.abstained:
            return Judgement(Verdict.REFUSED_RIGHTLY)
        return Judgement(Verdict.WRONG, Cause.UNANSWERABLE, Cause.UNANSWERABLE.value)
    if outcome.abstained:
        cause, why = _refused(rank, whole, values)
        return Judgement(Verdict.REFUSED_WRONGLY, cause, why, rank)
    right = _right(outcome, values)
    if right is None:
        return Judgement(Verdict.UNJUDGED, why="there is no gold answer to compare with")
    if right:
        return _right_and(rank, values)
    cause, why = _missed(outcome, rank, whole, values)
    return Judgement(Verdict.WRONG, cause, why, rank)


def _answerable(question: Question) -> bool | None:
    if question.answerable is None and (question.answers or question.evidence):
        return True
    return question.answerable


def _right(outcome: Outcome, values: Mapping[str, float | None]) -> bool | None:
    for name in deciding():
        if (value := values.get(name)) is not None:
            return value > 0.5
    if not outcome.question.answers:
        return None
    return _holds_answer(outcome.said, outcome.question)


def _holds_answer(text: str, question: Question) -> bool:
    """Whether a whole right answer stands in the text; of several parts, each of them (RGB)."""
    parts = question.extra.get("parts")
    if isinstance(parts, list) and len(parts) > 1:
        return contains_all(text, parts)
    return contains_answer(text, question.answers)


def _first_holding(question: Question, read: Sequence[Passage | None]) -> tuple[int, bool]:
    """The rank of the first passage that holds the answer, and whether all texts are at hand."""
    whole = bool(read) and None not in read
    for rank, passage in enumerate(read, 1):
        if passage is None:
            continue
        if question.answers:
            if _holds_answer(passage.text, question):
                return rank, whole
        elif any(holds(passage, piece) for piece in question.evidence if piece.quote):
            return rank, whole
    return 0, whole


def _refused(rank: int, whole: bool, values: Mapping[str, float | None]) -> tuple[Cause, str]:
    if rank:
        return Cause.REFUSED, f"refused although passage {rank} holds the answer"
    if (within := _within(values)) and not whole:
        return (
            Cause.REFUSED,
            f"refused although one of the first {within} passages holds the answer",
        )
    if whole or within == 0:
        return Cause.NO_PASSAGE, Cause.NO_PASSAGE.value
    return Cause.REFUSED_UNSEEN, Cause.REFUSED_UNSEEN.value


def _missed(
    outcome: Outcome, rank: int, whole: bool, values: Mapping[str, float | None]
) -> tuple[Cause, str]:
    quotes = "\n".join(one.quote for one in outcome.citations)
    if _holds_answer(quotes, outcome.question):
        return Cause.NOT_SAID, Cause.NOT_SAID.value
    if rank:
        return Cause.NOT_CHOSEN, f"the answer is in passage {rank}, its sentence was not chosen"
    if (within := _within(values)) and not whole:
        where = f"the answer is in the first {within} passages"
        return Cause.NOT_CHOSEN, f"{where}, its sentence was not chosen"
    if whole or within == 0:
        return Cause.NO_PASSAGE, Cause.NO_PASSAGE.value
    return Cause.NOT_GOLD, "what is stated is not one of the gold answers"


def _right_and(rank: int, values: Mapping[str, float | None]) -> Judgement:
    """Right, and yet its citations may not carry it; where judges differ, one that says so will do.

    So a sentence of an article that the evidence does not name is not held against an answer that
    the support check lets through.
    """
    told = {
        name: value
        for name, value in values.items()
        if value is not None and name.startswith(("citation", "quote"))
    }
    if any(value < 1 for name, value in told.items() if "exact" in name):
        why = "a quote is not what the article says there"
        return Judgement(Verdict.RIGHT, Cause.NOT_CARRIED, why, rank)
    carried = [value for name, value in told.items() if "recall" in name]
    if carried and max(carried) < 1:
        return Judgement(Verdict.RIGHT, Cause.NOT_CARRIED, Cause.NOT_CARRIED.value, rank)
    return Judgement(Verdict.RIGHT, passage=rank)


def _within(values: Mapping[str, float | None]) -> int | None:
    """The smallest k for which the measures say that the answer is in the first k passages.

    0 if they say that it is in none, None if they say nothing.
    """
    said = {
        int(name.partition("@")[2]): value
        for name, value in values.items()
        if name.startswith("answer_in_passages@")
        and name.partition("@")[2].isdigit()
        and value is not None
    }
    if not said:
        return None
    return min((k for k, value in said.items() if value >= 1), default=0)
