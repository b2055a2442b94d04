"""Dateline in llama-index pipelines, and llama-index parts in Dateline; real objects throughout."""

import asyncio

import pytest
from llama_index.core.agent.workflow import ReActAgent
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.indices.vector_store import VectorStoreIndex
from llama_index.core.instrumentation import get_dispatcher
from llama_index.core.instrumentation.event_handlers.base import BaseEventHandler
from llama_index.core.instrumentation.events.base import BaseEvent
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import TextNode
from llama_index.core.tools import QueryEngineTool

from index import Archive, Embedder, Filters, HybridRetriever, LlamaEmbedder, MiniLM
from qa import DatelineQueryEngine, DatelineRetriever, LlamaRetriever, Statement, open_answerer
from qa.models.adapting import AdaptingLLM
from tests.openai_double import Behaviour

QUESTION = "How much did the harbour bridge repairs cost?"


class OursAsTheirs(BaseEmbedding):
    """A llama-index embedding with the vectors of our default embedder."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return _MINILM.embed([text])[0].tolist()

    _get_query_embedding = _get_text_embedding

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


_MINILM: Embedder = MiniLM()


@pytest.fixture
def answerer(sample_archive: Archive):
    return open_answerer(sample_archive.path)


def test_the_query_engine_cites_exact_characters(answerer):
    response = DatelineQueryEngine(answerer).query(QUESTION)
    assert "4.2 million crowns" in str(response)
    for node in response.source_nodes:
        article = answerer.archive.article(node.metadata["article_id"])
        assert article.text[node.node.start_char_idx : node.node.end_char_idx] == node.text
    assert response.metadata["dateline"]["citations"][0]["quote"] == response.source_nodes[0].text


def test_the_query_engine_is_a_tool_and_answers_async(answerer):
    tool = QueryEngineTool.from_defaults(
        DatelineQueryEngine(answerer), name="archive", description="news"
    )
    assert "crowns" in tool.call(QUESTION).content
    assert "crowns" in str(asyncio.run(DatelineQueryEngine(answerer).aquery(QUESTION)))


def test_an_abstention_is_a_response_without_sources(answerer):
    response = DatelineQueryEngine(answerer).query("Who discovered penicillin?")
    assert response.source_nodes == []
    assert "does not say" in str(response)


def test_our_retriever_feeds_their_query_engine(sample_archive):
    retriever = DatelineRetriever(HybridRetriever(sample_archive), k=4)
    engine = RetrieverQueryEngine(
        retriever, get_response_synthesizer(llm=MockLLM(), response_mode="compact")
    )
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 4
    nodes = asyncio.run(retriever.aretrieve(QUESTION))
    assert [n.node.node_id for n in nodes] == [n.node.node_id for n in response.source_nodes]


def test_their_retriever_feeds_our_answerer(sample_archive):
    nodes = [
        TextNode(
            text="Harbour dredging began in March. The dredging cost 900,000 crowns, it said.",
            metadata={"source": "Dredging News", "published": "2024-04-01", "title": "Dredging"},
        ),
        TextNode(text="The weather was fine all week and nobody complained about it."),
    ]
    theirs = VectorStoreIndex(nodes, embed_model=OursAsTheirs()).as_retriever(similarity_top_k=2)
    answerer = open_answerer(
        sample_archive.path, retriever=LlamaRetriever(theirs), threshold=0.0, statements=1
    )
    answer = answerer.ask("How much did the dredging cost?")
    assert answer.statements[0].text.startswith("Dredging News, 1 April 2024: “The dredging cost")
    citation = answer.citations[0]
    assert nodes[0].text[citation.start : citation.end] == citation.quote
    filtered = LlamaRetriever(theirs).retrieve("dredging", 5, Filters(outlets=("Nobody",)))
    assert filtered == []
    assert LlamaRetriever(theirs).retrieve("dredging", 5, Filters(kinds=("opinion",))) == []


def test_a_passage_survives_the_way_there_and_back(sample_archive):
    ours = HybridRetriever(sample_archive)
    there_and_back = LlamaRetriever(DatelineRetriever(ours, k=5))
    assert [h.passage for h in there_and_back.retrieve(QUESTION, 5)] == [
        h.passage for h in ours.retrieve(QUESTION, 5)
    ]


def test_any_llama_index_llm_words_answers(sample_archive):
    answerer = open_answerer(sample_archive.path, llm=MockLLM())
    answer = answerer.ask(QUESTION)  # MockLLM repeats the prompt, which is no supported statement
    assert answer.abstained or all(s.citations for s in answer.statements)
    assert "prompt" in answer.provenance.made_by


def test_any_llama_index_embedding_makes_and_searches_an_archive(tmp_path):
    story = tmp_path / "news" / "storm.txt"
    story.parent.mkdir()
    story.write_text("Storm hits coast\n\nThe storm tore the roof off the fish market in Skerrow.")
    theirs = LlamaEmbedder(OursAsTheirs(model_name="house-model"))
    with Archive(tmp_path / "archive", theirs, create=True) as archive:
        archive.sync(story.parent)
        assert archive.embedder_name == "house-model"
    answerer = open_answerer(tmp_path / "archive", embedder=theirs, threshold=0.0)
    assert "fish market" in answerer.ask("What did the gale damage?").text


class Seen(BaseEventHandler):
    """Whatever tracing is told."""

    events: list[BaseEvent] = []  # noqa: RUF012  (pydantic copies it)

    @classmethod
    def class_name(cls) -> str:
        return "Seen"

    def handle(self, event: BaseEvent, **_: object) -> None:
        self.events.append(event)


@pytest.fixture
def seen():
    handler = Seen()
    root = get_dispatcher()
    root.add_event_handler(handler)
    yield handler.events
    root.event_handlers.remove(handler)


WORDED = Behaviour(
    "The repairs to the harbour bridge cost 4.2 million crowns. [1]\n"
    "The repairs to the harbour bridge cost 9 million crowns. [1]\n"
)


@pytest.fixture
def worded(sample_archive, openai_double):
    openai_double.queue(WORDED, Behaviour("NOT IN THE ARCHIVE"))
    return open_answerer(
        sample_archive.path, reader="openai", base_url=openai_double.url, model="small"
    )


def names(events) -> list[str]:
    return [event.class_name() for event in events]


def test_tracing_sees_retrieval_generation_and_checking(worded, seen):
    response = DatelineQueryEngine(worded).query(QUESTION)
    told = names(seen)
    for name in (
        "QueryStartEvent", "RetrievalStartEvent", "RetrievalEndEvent", "SynthesizeStartEvent",
        "LLMCompletionStartEvent", "LLMCompletionEndEvent", "SynthesizeEndEvent", "QueryEndEvent",
    ):  # fmt: skip
        assert name in told
    assert told.index("RetrievalEndEvent") < told.index("LLMCompletionStartEvent")
    checks = [event for event in seen if event.class_name() == "StatementCheckedEvent"]
    assert [bool(check.failures) for check in checks] == [False, True]
    [found] = [event for event in seen if event.class_name() == "RetrievalEndEvent"]
    assert len(found.nodes) == 10
    assert str(response) == "The repairs to the harbour bridge cost 4.2 million crowns. [1]"


def test_an_engine_answers_where_a_model_is_merely_offered(
    sample_archive, openai_double, monkeypatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", "double-good")
    offered = open_answerer(sample_archive.path, offer_model=True)
    assert "4.2 million crowns" in str(DatelineQueryEngine(offered).query(QUESTION))
    assert openai_double.requests == []
    worded = offered.alternative
    assert "4.2 million crowns" in str(DatelineQueryEngine(worded).query(QUESTION))
    assert openai_double.requests


def test_a_streaming_engine_gives_statement_by_statement(worded):
    response = DatelineQueryEngine(worded, streaming=True).query(QUESTION)
    assert response.source_nodes == []
    pieces = list(response.response_gen)
    assert pieces == ["The repairs to the harbour bridge cost 4.2 million crowns. [1]"]
    assert response.source_nodes[0].text.endswith("finance department said on Thursday.")
    assert response.metadata["dateline"]["dropped"] == 1


def test_a_streaming_engine_is_awaited_too(answerer):
    async def told():
        response = await DatelineQueryEngine(answerer, streaming=True).aquery(QUESTION)
        pieces = [piece async for piece in response.async_response_gen()]
        return pieces, response

    pieces, response = asyncio.run(told())
    assert len(pieces) > 1
    assert "".join(pieces) == answerer.ask(QUESTION).text
    assert len(response.source_nodes) == len(answerer.ask(QUESTION).citations)


def test_an_abstention_is_streamed_as_words(answerer):
    response = DatelineQueryEngine(answerer, streaming=True).query("Who discovered penicillin?")
    assert "does not say" in "".join(response.response_gen)


def test_the_answerer_streams_to_whoever_awaits(answerer):
    async def texts():
        return [e.text async for e in answerer.astream(QUESTION) if isinstance(e, Statement)]

    assert asyncio.run(texts()) == [s.text for s in answerer.ask(QUESTION).statements]


def test_an_agent_uses_the_archive_as_its_tool(answerer, openai_double):
    tool = QueryEngineTool.from_defaults(
        DatelineQueryEngine(answerer), name="archive", description="News of Kestrane."
    )
    openai_double.queue(
        Behaviour(
            "Thought: I need the archive.\nAction: archive\n"
            f'Action Input: {{"input": "{QUESTION}"}}\n'
        ),
        Behaviour("Thought: I can answer without using any more tools.\nAnswer: 4.2 million."),
    )
    llm = AdaptingLLM(model="small", api_base=openai_double.url, api_key="any", is_chat_model=True)
    agent = ReActAgent(tools=[tool], llm=llm)

    async def run() -> str:
        return str(await agent.run(QUESTION))

    assert asyncio.run(run()) == "4.2 million."
    assert "4.2 million crowns" in openai_double.sent("chat")[1].prompt  # what the tool gave
