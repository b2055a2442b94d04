"""What one would write otherwise: llama-index's starter, with our vectors, in Chroma.

`SentenceSplitter(chunk_size=1024, chunk_overlap=20)`, with title, outlet and date as metadata that
llama-index embeds with the text; all-MiniLM-L6-v2, which reads the first 256 word pieces of it; the
nearest two chunks, as `as_query_engine()` has it, or ten. No model is asked: the response is empty
and has the source nodes, so that its retrieval alone is measured.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from llama_index.core import Document, QueryBundle
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText
from llama_index.core.schema import MetadataMode, NodeWithScore, TextNode

from index import Article, Embedder

CHUNK, OVERLAP = 1024, 20
_AT_ONCE = 512
_COLLECTION = "starter"


class Theirs(BaseEmbedding):
    """An embedder of ours as a llama-index embedding."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name, embed_batch_size=_AT_ONCE)
        self._embedder = embedder

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    _get_query_embedding = _get_text_embedding

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


class Nearest(BaseRetriever):
    """The nearest `similarity_top_k` chunks of a Chroma collection."""

    def __init__(self, collection: Any, embedding: BaseEmbedding, similarity_top_k: int) -> None:
        super().__init__()
        self._collection = collection
        self._embedding = embedding
        self.similarity_top_k = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._collection.query(
            query_embeddings=[self._embedding.get_query_embedding(query_bundle.query_str)],
            n_results=self.similarity_top_k,
            include=["documents", "metadatas", "distances"],
        )
        return [
            NodeWithScore(node=TextNode(id_=name, text=text, metadata=dict(told)), score=1 - away)
            for name, text, told, away in zip(
                *(found[key][0] for key in ("ids", "documents", "metadatas", "distances")),
                strict=True,
            )
        ]


def starter(collection: Any, embedder: Embedder, top: int) -> RetrieverQueryEngine:
    """The query engine over what `indexed` made."""
    return RetrieverQueryEngine(
        Nearest(collection, Theirs(embedder), top),
        NoText(llm=MockLLM()),
    )


def indexed(articles: Iterable[Article], embedder: Embedder, folder: Path) -> Any:
    """A Chroma collection of the articles' chunks, kept in `folder`; anew if they are others."""
    documents = [_document(one) for one in articles]
    held = json.dumps([[one.doc_id, one.text, one.metadata] for one in documents])
    digest, mark = sha256(held.encode("utf-8", "replace")).hexdigest(), folder / "made"
    folder.mkdir(parents=True, exist_ok=True)
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    whole = mark.exists() and mark.read_text() == digest
    if not whole:
        mark.unlink(missing_ok=True)
        for old in client.list_collections():
            client.delete_collection(old.name)
    told = {"hnsw:space": "cosine"}
    collection = client.get_or_create_collection(
        _COLLECTION, metadata=told, embedding_function=None
    )
    if not whole:
        _fill(collection, documents, Theirs(embedder))
        mark.write_text(digest)
    return collection


def _document(article: Article) -> Document:
    day = article.published.isoformat() if article.published else ""
    told = {"title": article.title, "source": article.outlet, "published": day}
    return Document(
        text=article.text,
        doc_id=article.id,
        metadata={"article_id": article.id, **told},
        excluded_embed_metadata_keys=["article_id"],
        excluded_llm_metadata_keys=["article_id"],
    )


def _fill(collection: Any, documents: Sequence[Document], embedding: BaseEmbedding) -> None:
    splitter = SentenceSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    nodes = splitter.get_nodes_from_documents(documents)
    for start in range(0, len(nodes), _AT_ONCE):
        some = nodes[start : start + _AT_ONCE]
        texts = [one.get_content(MetadataMode.EMBED) for one in some]
        collection.add(
            ids=[f"chunk-{start + at}" for at in range(len(some))],
            embeddings=embedding.get_text_embedding_batch(texts),
            documents=[one.get_content(MetadataMode.NONE) for one in some],
            metadatas=[one.metadata for one in some],
        )
