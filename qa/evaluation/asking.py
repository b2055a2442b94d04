"""One question asked, of an `Answerer`, a query engine or an address, timed, as an `Outcome`."""

import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

import qa.evaluation.engines as engines
from qa.answerer import Answerer
from qa.errors import FAILURES, EngineUnusable, EvaluationError
from qa.evaluation.endpoints import HttpEngine
from qa.evaluation.questionset import Question
from qa.evaluation.report import Outcome
from qa.types import Answer, Statement, Turn

Ask = Callable[[Question], Outcome]

_LOG = logging.getLogger(__name__)


def asking(answerer: Any) -> tuple[Ask, Mapping[str, Any]]:
    """A function that asks one question, and how it is answered, for the record.

    Raises:
        EvaluationError: `answerer` is none of those.
    """
    if isinstance(answerer, Answerer):
        return lambda question: _guarded(_answered, answerer, question), settings_of(answerer)
    if isinstance(answerer, HttpEngine):
        return lambda question: _guarded(_posted, answerer, question), answerer.settings
    if callable(getattr(answerer, "query", None)):
        return lambda question: _guarded(_queried, answerer, question), engines.settings(answerer)
    raise EvaluationError(
        f"{answerer!r:.80} cannot be asked; give an Answerer of Dateline, or a query engine of "
        "llama-index, which has a method 'query'"
    )


def settings_of(answerer: Answerer) -> dict[str, Any]:
    """How questions are answered, and from how much."""
    coverage = answerer.archive.coverage()
    return {
        **answerer.settings,
        **getattr(answerer.reader, "settings", {}),
        "retriever": type(answerer.retriever).__name__,
        "archive": answerer.archive.identity,
        "articles": coverage.articles,
        "indexed_passages": coverage.passages,
        "waiting_for_vectors": coverage.waiting_for_vectors,
    }


def _guarded(ask: Callable[[Any, Question], Outcome], answerer: Any, question: Question) -> Outcome:
    """What came of it; a failure is an outcome too, so that it stops nothing."""
    began = perf_counter()
    try:
        return ask(answerer, question)
    except EngineUnusable:
        raise
    except Exception as error:  # noqa: BLE001  (an engine may raise anything)
        _LOG.warning("question %s failed", question.id, exc_info=not isinstance(error, FAILURES))
        why = f"{type(error).__name__}: {error}"
    return Outcome(question, None, seconds=perf_counter() - began, error=why)


def _answered(answerer: Answerer, question: Question) -> Outcome:
    filters, today = question.filters or None, question.asked_on
    turns: list[Turn] = []
    for turn in question.turns:
        if isinstance(turn, str):
            before = answerer.ask(turn, filters, turns, today=today)
            turn = Turn.of(before, question.filters)
        turns.append(turn)
    began, first = perf_counter(), None
    for event in answerer.stream(question.question, filters, turns, today=today):
        if first is None and isinstance(event, Statement):
            first = perf_counter() - began
    assert isinstance(event, Answer)  # noqa: S101  (stream ends in one)
    seconds = perf_counter() - began
    retrieved = tuple(dict.fromkeys(hit.passage.id for hit in event.basis.hits))
    # as the run's folder will have it, so that one gone on with is judged no differently
    return Outcome(question, Answer.from_dict(event.as_dict()), retrieved, first, seconds)


def _queried(engine: Any, question: Question) -> Outcome:
    began = perf_counter()
    response = engine.query(question.question)
    pieces, first = [], None
    for piece in engines.pieces(response):
        pieces.append(piece)
        if first is None and engines.holds_a_sentence("".join(pieces)):
            first = perf_counter() - began
    seconds = perf_counter() - began
    said = "".join(pieces)
    answer, sources = engines.answer(question, said, response, engines.name(engine))
    if answer.abstained:
        first = None
    elif first is None:
        first = seconds
    retrieved = tuple(dict.fromkeys(one.id for one in sources))
    return Outcome(question, answer, retrieved, first, seconds, sources=sources)


def _posted(engine: HttpEngine, question: Question) -> Outcome:
    began = perf_counter()
    answer, retrieved = engine.ask(question)
    seconds = perf_counter() - began
    return Outcome(question, answer, retrieved, None if answer.abstained else seconds, seconds)
