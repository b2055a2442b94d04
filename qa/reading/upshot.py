"""What an answer comes to: it in short, which reports agree, and which statements add little."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Holdings, Passage
from qa.reading.agreeing import agreement
from qa.reading.dating import Dating
from qa.reading.quoting import asked_beside
from qa.reading.short import short
from qa.reading.tellings import Tellings, comparable
from qa.reading.wants import Wants, wanted
from qa.types import Agreement, Citation, Query, Short, Statement
from qa.values.sought import Kind
from qa.values.values import asked_of
from qa.voices.utterances import Voices, voices
from qa.wording import quoted


@dataclass(frozen=True, slots=True)
class Upshot:
    """As `Answer` has them: the short answer, what reports say on it, and what adds little."""

    short: Short
    agreement: Agreement | None = None
    related: tuple[int, ...] = ()


def upshot(query: Query, statements: Sequence[Statement], archive: Holdings) -> Upshot:
    """What `statements` of articles of the archive come to as the answer to `query`."""

    def voices_of(passage: Passage) -> Voices:
        return voices(archive.passages_of(passage.article_id) or [passage])

    told = Dating(archive).short(short(query, statements, voices_of=voices_of), statements)
    return Upshot(told, agreement(query, statements), related(query, statements, told))


def related(query: Query, statements: Sequence[Statement], told: Short) -> tuple[int, ...]:
    """The places, from 0, of quotes that add little to the short answer that the first gives.

    They say the same, or nothing on the point. None does where more than one fact is asked for, and
    to a yes or no only what says the same again.
    """
    if len(query.parts) == 1:
        query = query.parts[0]
    if not told or not _one_fact(query) or not _holds(statements[0], told.values[0].citation):
        return ()
    point = _Point(query, told, statements[0])
    return tuple(at for at, one in enumerate(statements) if at and point.adds_little(one))


class _Point:
    """What is told in short, and what the statement that gives it tells."""

    def __init__(self, query: Query, told: Short, first: Statement) -> None:
        self._told = told
        self._telling = Tellings(query)
        self._first = next(filter(None, map(self._telling, first.citations)), None)
        self._verdict = asked_of(query).kind is Kind.YES_NO

    def adds_little(self, statement: Statement) -> bool:
        """Whether all that it quotes says the same as the first, or nothing on the point."""
        if quoted(statement) is None or any(
            _holds(statement, one.citation) for one in self._told.values
        ):
            return False
        return all(map(self._repeats, statement.citations))

    def _repeats(self, citation: Citation) -> bool:
        if self._first is None:
            return False
        other = self._telling(citation)
        return not self._verdict if other is None else self._first.same(other) is True


def _one_fact(query: Query) -> bool:
    """Whether one thing is asked for, of which what reports tell can be compared."""
    several = query.compares or asked_beside(query)
    return comparable(query) and wanted(query) is Wants.FACT and not several


def _holds(statement: Statement, point: Citation) -> bool:
    """Whether a statement cites those characters."""
    return any(one.holds(point) for one in statement.citations)
