"""Whether a statement answers a question, as far as words and what is asked for show it."""

from index import terms
from qa.checking import facts, naming
from qa.reading.selection import CARRIES
from qa.reading.sought import sought
from qa.types import Expects, Query, Statement

_SHARE = 0.5
"""The share of the question's terms that a statement, its quotes and their headlines must hold."""


def answers(query: Query, statement: Statement) -> bool:
    """Whether it is about what is asked, or a part of it, and holds the kind of thing sought."""
    return any(_is_about(one, statement) and _holds(one, statement) for one in _parts(query))


def _parts(query: Query) -> tuple[Query, ...]:
    return query.parts or (query,)


def _is_about(query: Query, statement: Statement) -> bool:
    cited = statement.citations
    told = [statement.text, *(one.quote for one in cited), *(one.passage.title for one in cited)]
    asked, held = set(terms(query.text)), {term for text in told for term in terms(text)}
    return len(asked & held) >= _SHARE * len(asked) and not naming.absent(query.text, told)


def _holds(query: Query, statement: Statement) -> bool:
    text = statement.text
    if query.expects is Expects.PERSON:
        return bool(facts.names(f"so {text}") - facts.names(query.text))
    exact, named = sought(query.text)
    tests = (exact, named, CARRIES.get(query.expects))
    return all(test(text) for test in tests if test)
