"""Whether a statement answers a question, as far as words and what is asked for show it."""

from collections.abc import Sequence

from qa.checking import naming
from qa.language import Sentence, read
from qa.types import Query, Statement
from qa.values import values

_SHARE, _OWN = 0.5, 0.25
"""The share of the question's terms that a statement, its quotes and their headlines must hold, and
the statement and its quotes alone."""


def answers(query: Query, statement: Statement) -> bool:
    """Whether it is about what is asked, or a part of it, and holds the kind of thing sought."""
    return any(_is_about(one, statement) and _holds(one, statement) for one in _parts(query))


def _parts(query: Query) -> tuple[Query, ...]:
    return query.parts or (query,)


def _is_about(query: Query, statement: Statement) -> bool:
    question = read(query.text)
    own = [read(statement.text), *(read(one.quote) for one in statement.citations)]
    around = [*own, *(read(one.passage.title) for one in statement.citations)]
    asked = set(question.terms)
    return (
        _held(asked, around) >= _SHARE * len(asked)
        and _held(asked, own) >= _OWN * len(asked)
        and not naming.absent(question, around)
    )


def _held(asked: set[str], sentences: Sequence[Sentence]) -> int:
    return len(asked & {term for one in sentences for term in one.terms})


def _holds(query: Query, statement: Statement) -> bool:
    return not values.told_by_form(query) or values.holds(query, read(statement.text))
