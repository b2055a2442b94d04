"""What must hold of the worded path whatever model is behind it, a very small one too.

`make live` asks one; with the variables of the README set, `pytest -m live` asks any other.
"""

import os
import time
from collections import Counter

import pytest
from llama_index.core.tools import QueryEngineTool

from qa import Abstention, Dropped, Meter, Statement, Turn, open_answerer
from qa.checking import support
from qa.evaluation.opinions import ModelJudge
from qa.evaluation.questionset import Question
from qa.evaluation.report import Outcome
from qa.llama import DatelineQueryEngine
from qa.models.tokens import estimated_tokens

pytestmark = [
    pytest.mark.live,
    pytest.mark.timeout(1_800),  # a busy machine without a GPU takes minutes for an answer
    pytest.mark.skipif(
        not (os.environ.get("OPENAI_API_KEY") or os.environ.get("OPENAI_BASE_URL")),
        reason="needs OPENAI_API_KEY, or OPENAI_BASE_URL and DATELINE_MODEL; or `make live`",
    ),
]

BRIDGE = "How much did the harbour bridge repairs cost?"
QUESTIONS = (
    BRIDGE,
    "How many moons does Saturn have?",
)


@pytest.fixture(scope="module")
def worded(sample_archive):
    return open_answerer(sample_archive.path, reader="openai", timeout_seconds=600.0)


@pytest.fixture(scope="module")
def asked(worded):
    """The events of each question, and the seconds that it took."""
    found = {}
    for question in QUESTIONS:
        began = time.monotonic()
        events = list(worded.stream(question))
        found[question] = events, time.monotonic() - began
    return found


def test_every_statement_is_carried_by_what_it_cites_or_there_is_an_abstention(asked, worded):
    for events, _ in asked.values():
        answer = events[-1]
        assert isinstance(answer.abstention, Abstention) != bool(answer.statements)
        assert not answer.provenance.broken
        for statement in answer.statements:
            assert support.check(statement.text, statement.citations).holds
        for citation in answer.citations:
            article = worded.archive.article(citation.passage.article_id)
            assert article.text[citation.start : citation.end] == citation.quote


def test_only_checked_statements_are_streamed_and_none_twice(asked):
    for events, _ in asked.values():
        streamed = [event for event in events if isinstance(event, Statement)]
        assert tuple(streamed) == events[-1].statements
        assert len({one.text for one in streamed}) == len(streamed)


def test_no_more_tokens_are_used_than_there_is_room_for(asked, worded):
    model = worded.reader.model
    for events, _ in asked.values():
        usage = events[-1].provenance.usage
        assert usage.prompt_tokens + usage.completion_tokens <= usage.requests * (
            model.context_tokens
        )
        assert usage.completion_tokens <= usage.requests * model.reply_tokens


def test_tokens_are_counted_as_the_server_counts_them(worded):
    model, meter = worded.reader.model, Meter()
    prompt = "Name a town. " + " ".join(f"{n} houses were flooded." for n in range(9))
    model.complete(prompt, meter)
    assert not meter.usage.estimated
    assert 0 <= meter.usage.prompt_tokens - model.tokens(prompt) <= 64
    assert estimated_tokens(prompt) >= model.tokens(prompt)


def test_a_first_question_stays_and_a_follow_up_is_not_the_one_before(asked, worded):
    first = asked[BRIDGE][0][-1]
    assert first.understood == BRIDGE
    second = worded.ask("And how long was it closed?", turns=[Turn.of(first)])
    assert "how long" in second.understood.lower()
    assert second.understood != BRIDGE


def test_an_agents_tool_answers(worded):
    tool = QueryEngineTool.from_defaults(
        DatelineQueryEngine(worded), name="archive", description="News of Kestrane."
    )
    assert str(tool.call(BRIDGE)).strip()


def test_a_judge_gives_a_verdict_or_says_that_it_could_not(asked, worded):
    answer = asked[BRIDGE][0][-1]
    question = Question("bridge", BRIDGE, ("4.2 million crowns",))
    opinion = ModelJudge(worded.reader.model).opinion(Outcome(question, answer))
    assert opinion.keys() & {"error", "refused"} or opinion["correct"]["verdict"]


def test_what_came_of_it_is_told(asked, capsys):
    kinds = Counter(type(event) for events, _ in asked.values() for event in events)
    answers = [events[-1] for events, _ in asked.values()]
    made = [one.provenance for one in answers]
    seconds = sorted(taken for _, taken in asked.values())
    with capsys.disabled():
        print(
            f"\n{len(asked)} questions: {kinds[Statement]} statements "
            f"({sum(one.repaired for one in made)} worded again), {kinds[Dropped]} dropped, "
            f"{sum(one.abstained for one in answers)} abstentions; seconds "
            f"{', '.join(f'{one:.0f}' for one in seconds)}; most tokens written in an answer "
            f"{max(one.usage.completion_tokens for one in made)}"
        )
    assert kinds
