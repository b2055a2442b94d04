"""Dateline as parts of llama-index, and its parts in ours; types are translated here only."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import (
    RESPONSE_TYPE,
    AsyncStreamingResponse,
    Response,
    StreamingResponse,
)
from llama_index.core.callbacks import CallbackManager
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.events.base import BaseEvent
from llama_index.core.instrumentation.events.retrieval import (
    RetrievalEndEvent,
    RetrievalStartEvent,
)
from llama_index.core.instrumentation.events.synthesis import (
    SynthesizeEndEvent,
    SynthesizeStartEvent,
)
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from index import EVERYTHING, Filters, Hit, Passage, Retriever, evidence_spans
from qa.answerer import Answerer, Event, Stage
from qa.types import Answer, Citation, Dropped, Statement, marks, numbered

_SENTENCES = "dateline_sentences"
"""The key under which a node of ours says which of its characters are reporting."""


_DISPATCHER = get_dispatcher(__name__)


class StatementCheckedEvent(BaseEvent):
    """A sentence was held against its evidence; `failures` is empty if it may be said."""

    text: str
    failures: list[str]

    @classmethod
    def class_name(cls) -> str:
        """As tracing shows it."""
        return "StatementCheckedEvent"


class DatelineQueryEngine(BaseQueryEngine):
    """An `Answerer` as a query engine, also as a tool of agents.

    The response's text carries the citation marks; its source nodes are the citations in the
    order of their numbers, each the exact quote with its offsets in the article; its metadata
    holds the whole answer under "dateline". With `streaming`, the response gives statement by
    statement as they pass the check, and its source nodes and metadata are there at the end.

    Tracing sees retrieval, a span of its own, each check (`StatementCheckedEvent`) and the
    synthesis of the answer, and what the LLM behind the reader tells of itself.
    """

    def __init__(
        self, answerer: Answerer, filters: Filters = EVERYTHING, *, streaming: bool = False
    ) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._answerer = answerer.over(answerer.archive, _Traced(answerer.retriever))
        self._filters = filters
        self._streaming = streaming

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        told = _Told(query_bundle)
        texts = filter(None, map(told.of, self._answerer.stream(*self._asked(query_bundle))))
        if self._streaming:
            return StreamingResponse(texts, told.nodes, told.metadata)
        return told.response("".join(texts))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        told = _Told(query_bundle)

        async def texts() -> AsyncIterator[str]:
            async for event in self._answerer.astream(*self._asked(query_bundle)):
                if text := told.of(event):
                    yield text

        if self._streaming:
            return AsyncStreamingResponse(texts(), told.nodes, told.metadata)
        return told.response("".join([text async for text in texts()]))

    def _asked(self, query_bundle: QueryBundle) -> tuple[str, Filters | None]:
        return query_bundle.query_str, self._filters or None

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


class _Told:
    """What has been told of one answer so far, and the events that go with it."""

    def __init__(self, query: QueryBundle) -> None:
        self._query = query
        self._said: list[Statement] = []
        self.nodes: list[NodeWithScore] = []
        self.metadata: dict[str, Any] = {}

    def of(self, event: Event) -> str:
        """The text that an event adds to the response."""
        if isinstance(event, Stage) and event.name == "reading":
            _DISPATCHER.event(SynthesizeStartEvent(query=self._query))
        elif isinstance(event, Dropped):
            failures = list(event.failures)
            _DISPATCHER.event(StatementCheckedEvent(text=event.text, failures=failures))
        elif isinstance(event, Statement):
            _DISPATCHER.event(StatementCheckedEvent(text=event.text, failures=[]))
            return self._statement(event)
        elif isinstance(event, Answer):
            return self._ended(event)
        return ""

    def response(self, text: str) -> Response:
        return Response(text, self.nodes, self.metadata)

    def _statement(self, statement: Statement) -> str:
        between = "\n" if self._said else ""
        self._said.append(statement)
        text, numbers = numbered(self._said)[-1]
        return f"{between}{text} {marks(numbers)}"

    def _ended(self, answer: Answer) -> str:
        self.metadata["dateline"] = answer.as_dict()
        self.nodes += [
            NodeWithScore(node=_quoted(citation), score=1 / number)
            for number, citation in enumerate(answer.citations, 1)
        ]
        _DISPATCHER.event(
            SynthesizeEndEvent(query=self._query, response=self.response(answer.text))
        )
        return answer.text if answer.abstained else ""


class _Traced:
    """A retriever of ours that tells tracing what it found."""

    tells = True

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    @_DISPATCHER.span  # type: ignore[untyped-decorator]
    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        _DISPATCHER.event(RetrievalStartEvent(str_or_query_bundle=text))
        hits = self._retriever.retrieve(text, k, filters)
        nodes = [NodeWithScore(node=_node(hit.passage), score=hit.score) for hit in hits]
        _DISPATCHER.event(RetrievalEndEvent(str_or_query_bundle=text, nodes=nodes))
        return hits


class DatelineRetriever(BaseRetriever):
    """One of our retrievers as one of llama-index: passages become nodes with exact offsets."""

    def __init__(self, retriever: Retriever, k: int = 10, filters: Filters = EVERYTHING) -> None:
        super().__init__()
        self._retriever = retriever
        self._k = k
        self._filters = filters

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._retriever.retrieve(query_bundle.query_str, self._k, self._filters)
        return [NodeWithScore(node=_node(hit.passage), score=hit.score) for hit in hits]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


class LlamaRetriever:
    """Any llama-index retriever as one of ours.

    A node that `DatelineRetriever` made becomes the passage it was. Any other is taken as an
    article of its own: offsets are those of the node's text, the metadata "title", "source",
    "published" (ISO), "url" and "file_name" are used where they are. Filters are applied to what
    comes back.
    """

    def __init__(self, retriever: BaseRetriever) -> None:
        self._retriever = retriever

    def retrieve(self, text: str, k: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """At most `k` hits, best first, in the order the llama-index retriever gives them."""
        found = self._retriever.retrieve(QueryBundle(text))
        hits = [
            Hit(passage, float(node.score or 0.0))
            for node in found
            if (passage := _passage(node)) is not None and _matches(passage, filters)
        ]
        return hits[:k]


def _metadata(passage: Passage) -> dict[str, Any]:
    return {
        "article_id": passage.article_id,
        "title": passage.title,
        "source": passage.outlet,
        "published": passage.published.isoformat() if passage.published else "",
        "url": passage.url,
        "file_name": passage.file,
        "authors": "; ".join(passage.authors),
        "kind": passage.kind,
    }


def _node(passage: Passage) -> TextNode:
    return TextNode(
        id_=passage.id,
        text=passage.text,
        metadata=_metadata(passage) | {_SENTENCES: json.dumps(passage.sentences)},
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        excluded_embed_metadata_keys=["article_id", "url", "file_name", _SENTENCES],
        excluded_llm_metadata_keys=["article_id", "file_name", _SENTENCES],
    )


def _quoted(citation: Citation) -> TextNode:
    passage = citation.passage
    return TextNode(
        id_=f"{passage.article_id}:{citation.start}-{citation.end}",
        text=citation.quote,
        metadata=_metadata(passage) | {"place": citation.place},
        start_char_idx=citation.start,
        end_char_idx=citation.end,
    )


def _passage(found: NodeWithScore) -> Passage | None:
    node = found.node
    text = node.get_content(MetadataMode.NONE)
    if not text.strip():
        return None
    metadata = node.metadata
    ours = _SENTENCES in metadata
    start = int(getattr(node, "start_char_idx", None) or 0) if ours else 0
    spans = [(a, b) for a, b in json.loads(metadata[_SENTENCES])] if ours else evidence_spans(text)
    return Passage(
        article_id=str(metadata["article_id"]) if ours else node.node_id,
        text=text,
        start=start,
        end=start + len(text),
        sentences=tuple(spans),
        title=str(metadata.get("title") or ""),
        source=str(metadata.get("source") or ""),
        published=_date(metadata.get("published")),
        url=str(metadata.get("url") or ""),
        file=str(metadata.get("file_name") or ""),
        authors=tuple(filter(None, str(metadata.get("authors") or "").split("; "))),
        kind=str(metadata.get("kind") or ""),
    )


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _matches(passage: Passage, filters: Filters) -> bool:
    if filters.outlets and passage.outlet.casefold() not in {o.casefold() for o in filters.outlets}:
        return False
    if filters.kinds and passage.kind.casefold() not in {k.casefold() for k in filters.kinds}:
        return False
    if filters.articles and passage.article_id not in filters.articles:
        return False
    if not (filters.since or filters.until):
        return True
    published = passage.published
    return published is not None and (
        (filters.since or published) <= published <= (filters.until or published)
    )
