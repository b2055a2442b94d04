"""An answer as spans of OpenTelemetry, for whoever has set up a provider of them.

Without a provider nothing is recorded, and where nobody has loaded OpenTelemetry it is not loaded
here. Attributes have OpenInference's names, and ours begin with "dateline."; what they quote is in
attributes of theirs alone, which OPENINFERENCE_HIDE_INPUTS and its like keep back.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from index import EVERYTHING, Filters, Hit, Retriever
from qa.checking import support
from qa.types import Answer, Dropped, Statement

F = TypeVar("F", bound=Callable[..., Iterator[Any]])

_API, _OPENINFERENCE = "opentelemetry.trace", "openinference.instrumentation"
_NAME = "dateline"
_JSON = "application/json"
_MOST_DOCUMENTS = 30
"""Of 128 attributes that a span has by default, the first ones give way; a document takes four."""


def traced(stream: F) -> F:
    """A method that gives the events of an answer, each in a span "dateline.answer"."""

    @wraps(stream)
    def told(*args: Any, **named: Any) -> Iterator[Any]:
        question = args[1] if len(args) > 1 else named["question"]
        return _inside(question, stream(*args, **named))

    return cast(F, told)


def _inside(question: str, steps: Any) -> Iterator[Any]:
    """The steps of a generator, each done inside the span of the question."""
    span = _started("dateline.answer", "CHAIN", **{"input.value": question})
    if span is None:
        yield from steps
        return
    from opentelemetry import context, trace

    inside = trace.set_span_in_context(span)
    try:
        while True:
            token = context.attach(inside)  # only while we work: who listens has spans of its own
            try:
                event = next(steps, None)
            finally:
                context.detach(token)
            if event is None:
                return
            if isinstance(event, Answer):
                span.set_attributes(_told(event))
            yield event
    except Exception as error:
        _failed(span, error)
        raise
    finally:
        steps.close()
        span.end()


@dataclass(frozen=True, slots=True)
class TracedRetriever:
    """A retriever each of whose searches is a span "dateline.retrieve" with what it found.

    One that `tells` tracing of itself needs no span of ours.
    """

    retriever: Retriever

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first."""
        if getattr(self.retriever, "tells", False):
            return self.retriever.retrieve(text, k, filters)
        with _span("dateline.retrieve", "RETRIEVER", **{"input.value": text}) as span:
            hits = self.retriever.retrieve(text, k, filters)
            if span and span.is_recording():
                span.set_attributes(_documents(hits))
        return hits


def checked(said: Statement | Dropped) -> Statement | Dropped:
    """What a reader says, once more held against its evidence: a span "dateline.check"."""
    with _span("dateline.check", "GUARDRAIL") as span:
        verdict, score = said, said.score if isinstance(said, Dropped) else None
        if isinstance(said, Statement):
            found = support.check(said.text, said.citations)
            score = found.score
            verdict = said if found.holds else Dropped(said.text, found.failures, score)
        if span and span.is_recording():
            span.set_attributes(_verdict(said, verdict, score))
    return verdict


def _started(name: str, kind: str, **attributes: str) -> Any | None:
    """A span that has begun; None where nobody has set up a provider."""
    api = sys.modules.get(_API)
    if api is None:
        return None
    tracer = api.get_tracer(_NAME)
    if masking := sys.modules.get(_OPENINFERENCE):
        tracer = masking.OITracer(tracer, masking.TraceConfig())
    span = tracer.start_span(name, attributes={"openinference.span.kind": kind, **attributes})
    return span if span.get_span_context().is_valid else None


@contextmanager
def _span(name: str, kind: str, **attributes: str) -> Iterator[Any | None]:
    """A span around what is done inside, the current one there; None without a provider."""
    span = _started(name, kind, **attributes)
    if span is None:
        yield None
        return
    from opentelemetry import trace

    try:
        with trace.use_span(span, record_exception=False, set_status_on_exception=False):
            yield span
    except Exception as error:
        _failed(span, error)
        raise
    finally:
        span.end()


def _failed(span: Any, error: Exception) -> None:
    from opentelemetry.trace import Status, StatusCode

    span.record_exception(error)
    span.set_status(Status(StatusCode.ERROR, type(error).__name__))


def _told(answer: Answer) -> dict[str, Any]:
    made, refused = answer.provenance, answer.abstention
    told: dict[str, Any] = {
        "output.value": answer.text,
        "dateline.abstained": answer.abstained,
        "dateline.intent": answer.intent.value,
        "dateline.reader": made.made_by,
        "dateline.settings": made.settings,
        "dateline.statements": len(answer.statements),
        "dateline.dropped": made.dropped,
    }
    if refused:
        told |= {"dateline.reason": refused.reason.key, "dateline.why": refused.reason.value}
    if made.confidence is not None:
        told["dateline.confidence"] = made.confidence
    if made.usage.requests:
        told |= {"dateline.requests": made.usage.requests, "dateline.tokens": made.usage.tokens}
    return told


def _documents(hits: list[Hit]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for at, hit in enumerate(hits[:_MOST_DOCUMENTS]):
        passage, place = hit.passage, f"retrieval.documents.{at}.document"
        about = {"title": passage.title, "outlet": passage.outlet, "url": passage.url}
        if passage.published:
            about["published"] = passage.published.isoformat()
        told |= {
            f"{place}.id": passage.id,
            f"{place}.score": float(hit.score),
            f"{place}.content": passage.text,
            f"{place}.metadata": json.dumps(about, ensure_ascii=False),
        }
    return told


def _verdict(
    said: Statement | Dropped, verdict: Statement | Dropped, score: float | None
) -> dict[str, Any]:
    quotes = [one.quote for one in said.citations] if isinstance(said, Statement) else []
    failures = list(verdict.failures) if isinstance(verdict, Dropped) else []
    told: dict[str, Any] = {
        "input.value": json.dumps({"statement": said.text, "evidence": quotes}, ensure_ascii=False),
        "input.mime_type": _JSON,
        "output.value": json.dumps(
            {"holds": not failures, "failures": failures}, ensure_ascii=False
        ),
        "output.mime_type": _JSON,
        "dateline.verdict": "dropped" if failures else "holds",
    }
    return told if score is None else told | {"dateline.score": score}
