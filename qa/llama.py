"""Dateline as parts of llama-index, and its parts in ours; types are translated here only."""

import asyncio
import json
from datetime import date
from typing import Any

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from index import EVERYTHING, Filters, Hit, Passage, Retriever, evidence_spans
from qa.answerer import Answerer
from qa.types import Answer, Citation

_SENTENCES = "dateline_sentences"
"""The key under which a node of ours says which of its characters are reporting."""


class DatelineQueryEngine(BaseQueryEngine):
    """An `Answerer` as a query engine, also as a tool of agents.

    The response's text carries the citation marks; its source nodes are the citations in the
    order of their numbers, each the exact quote with its offsets in the article; its metadata
    holds the whole answer under "dateline".
    """

    def __init__(self, answerer: Answerer, filters: Filters = EVERYTHING) -> None:
        super().__init__(callback_manager=CallbackManager())
        self._answerer = answerer
        self._filters = filters

    def _query(self, query_bundle: QueryBundle) -> Response:
        return _response(self._answerer.ask(query_bundle.query_str, self._filters))

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return _response(await self._answerer.aask(query_bundle.query_str, self._filters))

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


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


def _response(answer: Answer) -> Response:
    nodes = [
        NodeWithScore(node=_quoted(citation), score=1 / number)
        for number, citation in enumerate(answer.citations, 1)
    ]
    return Response(
        response=answer.text, source_nodes=nodes, metadata={"dateline": answer.as_dict()}
    )


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
        metadata=_metadata(passage),
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
    if not (filters.since or filters.until):
        return True
    published = passage.published
    return published is not None and (
        (filters.since or published) <= published <= (filters.until or published)
    )
