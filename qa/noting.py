"""What is to be said beside an answer: of when its sources are, and what else one should know."""

from collections.abc import Iterator, Sequence

from qa.language import written
from qa.types import Note, Query, Statement, cited


def notes(query: Query, statements: Sequence[Statement]) -> tuple[Note, ...]:
    """The notes on an answer of those statements, in the order they are shown.

    Without any, only how the question was read.
    """
    return (*query.notes, *(_as_of(statements) if statements else ()))


def _as_of(statements: Sequence[Statement]) -> Iterator[Note]:
    """The days of its oldest and newest source."""
    days = sorted({one.passage.published for one in cited(statements) if one.passage.published})
    if len(days) > 1:
        yield Note("as of", f"Sources of {written(days[0])} to {written(days[-1])}.")
    elif days:
        yield Note("as of", f"Source of {written(days[0])}.")
