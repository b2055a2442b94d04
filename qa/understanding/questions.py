"""A question as it was typed → a `Query` that says what kind of thing is asked for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index import EVERYTHING, Filters, Vocabulary
from qa.errors import QuestionError, SettingsError
from qa.types import Intent, Query, Turn
from qa.understanding import decomposition, periods, rambling
from qa.understanding.asked import expects
from qa.understanding.carrying import echoes
from qa.understanding.followups import standalone
from qa.understanding.intents import intent
from qa.understanding.recalling import looked_at_first, said_before
from qa.understanding.typed import mended


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question means: as it stands alone, what it consists of, and of which days it asks.

    `parts` are questions that stand alone too, none where it asks one thing.
    """

    text: str
    parts: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


Condense = Callable[[str, Sequence[Turn], date], Understood]
"""A question, the turns before it, oldest first, and the day on which it is asked → its meaning."""

MAX_QUESTION_CHARS = 2_000

_YEARS = 1_500, 2_999
"""Of newspapers; what is reckoned from a day there is in the calendar too."""

# a letter or a figure
_LETTER = re.compile(r"\w")
# half of an emoji
_TORN = re.compile(r"[\ud800-\udfff]")
# "before ", and a second question
_HINTS = re.compile(r"\b(?:since|before|after|until)\b|\?.*\?", re.IGNORECASE)


def by_rules(question: str, turns: Sequence[Turn], today: date) -> Understood:
    """What a question means, without a model."""
    text = standalone(question, turns) if turns else question
    asked = rambling.asked(text)
    text = asked[0] if len(asked) == 1 else text
    parts = asked if len(asked) > 1 else decomposition.parts(text)
    period = periods.period(text, today)
    return Understood(
        text,
        parts if len(parts) > 1 else (),
        period.since if period else None,
        period.until if period else None,
    )


def is_plain(question: str, today: date) -> bool:
    """Whether a first question asks one thing of no particular time, as far as rules tell."""
    understood = by_rules(question, (), today)
    hints = _HINTS.search(question)
    return not (understood.parts or understood.since or understood.until or hints)


def understand(
    question: str,
    filters: Filters | None = None,
    turns: Sequence[Turn] = (),
    condense: Condense = by_rules,
    vocabulary: Vocabulary | None = None,
    *,
    today: date | None = None,
    undated: bool = False,
) -> Query:
    """Check a question, make it stand alone after `turns`, and see what kind of thing it asks for.

    With the `vocabulary` of what is asked, typing errors are mended first and another language is
    read as English; what is only polite is left out. `condense` says what the question means; one
    that stands alone comes back as it is. Without `filters`, a follow-up keeps those of the last
    turn. The days that the question asks of are reckoned from `today` and come first, unless
    `filters` name days, or with `undated`.

    Raises:
        QuestionError: it is no text, is empty, has no word in it, or is longer than 2,000
            characters.
        SettingsError: `today` is in no year of newspapers.
    """
    asked = _checked(question, today)
    text, notes = mended(asked, vocabulary)
    meant = condense(text, turns, today or date.today())
    if not _askable(meant.text):
        meant = replace(meant, text=text)
    if filters is None:
        filters = turns[-1].filters if turns and meant.text != text else EVERYTHING
    given = filters
    if not (undated or filters.since or filters.until):
        filters = replace(filters, since=meant.since, until=meant.until)
    cited = looked_at_first(text, meant.text, turns)
    heard = () if echoes(text) else said_before(turns)
    whole, *parts = (
        Query(one, expects(one), filters, today=today, given=given, cited=cited, heard=heard)
        for one in (meant.text, *filter(_askable, meant.parts))
    )
    wants, subject = intent(meant.text, today or date.today())
    if turns and wants is Intent.CORRECTION and not subject:  # of what the answer before cites
        whole = replace(whole, cited=turns[-1].articles)
    made = replace(whole, asked=asked, parts=tuple(parts), intent=wants, subject=subject)
    return replace(made, notes=notes)


def _askable(text: str) -> bool:
    return len(text) <= MAX_QUESTION_CHARS and _LETTER.search(text) is not None


def _checked(question: object, today: date | None) -> str:
    """The question with its space tidied, if it and `today` can be."""
    if not isinstance(question, str):
        raise QuestionError(f"a question is a text, not {question!r:.40}")
    if torn := _TORN.search(question):
        raise QuestionError(
            f"the question has half of a character at {torn.start():,} ({torn[0]!r}); type it again"
        )
    if today and not _YEARS[0] <= today.year <= _YEARS[1]:
        raise SettingsError(
            f"today is {today}; days are reckoned from one between {_YEARS[0]} and {_YEARS[1]}"
        )
    text = " ".join(question.split())
    if not text:
        raise QuestionError("the question is empty; ask something, such as 'Who won the election?'")
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question is {len(question):,} characters long and at most {MAX_QUESTION_CHARS:,} "
            "are read; ask in a sentence or two"
        )
    if not _LETTER.search(text):
        raise QuestionError(f"the question {text[:40]!r} has no word in it; ask in words")
    return text
