"""What a capable model must do: `pytest -m live` with the variables of the README set.

What must hold of any model is in test_live_any.py; `make live` asks a very small one that.
"""

import os

import pytest

from qa import Statement, Turn, open_answerer

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not (os.environ.get("OPENAI_API_KEY") or os.environ.get("OPENAI_BASE_URL")),
        reason="needs OPENAI_API_KEY, or OPENAI_BASE_URL and DATELINE_MODEL",
    ),
    pytest.mark.skipif(
        os.environ.get("DATELINE_LIVE_MODEL") == "small", reason="more than so small a model can"
    ),
]


@pytest.fixture(scope="module")
def worded(sample_archive):
    return open_answerer(sample_archive.path, reader="openai")


def test_a_real_model_answers_from_the_articles_and_is_cited(worded):
    answer = worded.ask("How much did the harbour bridge repairs cost?")
    assert "4.2 million" in answer.text
    assert answer.provenance.usage.requests
    for citation in answer.citations:
        article = worded.archive.article(citation.passage.article_id)
        assert article.text[citation.start : citation.end] == citation.quote


def test_a_real_model_says_so_where_the_articles_do_not(worded):
    assert worded.ask("How many moons does Saturn have?").abstained


def test_a_real_model_streams_and_understands_a_follow_up(worded):
    first = worded.ask("Who won the mayoral election in Port Sellen?")
    events = list(worded.stream("When was that?", turns=[Turn.of(first)]))
    assert any(isinstance(event, Statement) for event in events)
    assert "Port Sellen" in events[-1].understood
