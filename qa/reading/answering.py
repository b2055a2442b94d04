"""Whether a statement answers a question, as far as words and what is asked for show it."""

from collections.abc import Sequence

from index import terms
from qa.checking import naming
from qa.reading.selection import CARRIES
from qa.reading.sought import sought
from qa.types import Expects, Query, Statement

_SHARE, _OWN = 0.5, 0.25
"""The share of the question's terms that a statement, its quotes and their headlines must hold, and
the statement and its quotes alone."""


def answers(query: Query, statement: Statement) -> bool:
    """Whether it is about what is asked, or a part of it, and holds the kind of thing sought."""
    return any(_is_about(one, statement) and _holds(one, statement) for one in _parts(query))


def _parts(query: Query) -> tuple[Query, ...]:
    return query.parts or (query,)


def _is_about(query: Query, statement: Statement) -> bool:
    own = [statement.text, *(one.quote for one in statement.citations)]
    told = [*own, *(one.passage.title for one in statement.citations)]
    asked = set(terms(query.text))
    return (
        _held(asked, told) >= _SHARE * len(asked)
        and _held(asked, own) >= _OWN * len(asked)
        and not naming.absent(query.text, told)
    )


def _held(asked: set[str], texts: Sequence[str]) -> int:
    return len(asked & {term for text in texts for term in terms(text)})


def _holds(query: Query, statement: Statement) -> bool:
    text = statement.text
    if query.expects is Expects.PERSON:
        return bool(naming.absent(text, [query.text]))
    exact, named = sought(query.text)
    tests = (exact, named, CARRIES.get(query.expects))
    return all(test(text) for test in tests if test)
