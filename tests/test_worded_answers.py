"""The whole path with a model behind it: same citations, same checks, same refusals."""

import logging
from datetime import date

import pytest

from index import Filters
from qa import (
    Answer,
    Dropped,
    Reason,
    SettingsError,
    Statement,
    Turn,
    open_answerer,
)
from qa.errors import KeyRefused, StreamCut
from tests.openai_double import NAMED, UNAUTHORISED, Behaviour

QUESTION = "How much did the harbour bridge repairs cost?"
RIGHT = "The repairs to the harbour bridge cost 4.2 million crowns. [1]\n"
WRONG = "The repairs to the harbour bridge cost 9.9 million crowns. [1]\n"


@pytest.fixture
def worded(sample_archive, openai_double):
    def make(*replies, **settings):
        openai_double.queue(*[Behaviour(r) if isinstance(r, str) else r for r in replies])
        given = {"base_url": openai_double.url, "model": "small"} | settings
        return open_answerer(sample_archive.path, reader="openai", **given)

    return make


def test_an_answer_is_the_models_words_with_exact_citations(worded):
    answerer = worded(RIGHT)
    answer = answerer.ask(QUESTION)
    assert answer.text == RIGHT.strip()
    [citation] = answer.citations
    article = answerer.archive.article(citation.passage.article_id)
    assert article.text[citation.start : citation.end] == citation.quote
    assert "4.2 million crowns" in citation.quote


def test_nothing_unchecked_is_told_and_what_is_dropped_is_counted(worded):
    events = list(worded(WRONG + RIGHT, WRONG).stream(QUESTION))
    told = [event for event in events if isinstance(event, Statement)]
    assert [statement.text for statement in told] == [RIGHT.split(" [")[0]]
    [dropped] = [event for event in events if isinstance(event, Dropped)]
    assert "9900000" in " ".join(dropped.failures)
    assert isinstance(events[-1], Answer)
    assert events[-1].provenance.dropped == 1
    assert events[-1].statements == tuple(told)


def test_a_statement_is_told_while_the_next_is_being_written(worded):
    stream = worded(Behaviour(RIGHT + "More. [1]\n", stop="stall", stop_at=len(RIGHT) + 3)).stream(
        QUESTION
    )
    first = next(event for event in stream if isinstance(event, Statement))
    assert first.text == RIGHT.split(" [")[0]  # though the rest will not come for half a minute
    stream.close()


def test_an_answer_without_one_supported_sentence_is_an_abstention(worded):
    answer = worded(WRONG, WRONG).ask(QUESTION)
    assert answer.abstention.reason is Reason.UNSUPPORTED
    assert answer.provenance.dropped == 1
    assert worded("NOT IN THE ARCHIVE").ask(QUESTION).abstention.reason is Reason.NO_ANSWER


def test_an_answer_that_breaks_off_keeps_what_passed_and_says_so(worded):
    answer = worded(Behaviour(RIGHT + RIGHT, stop="cut", stop_at=len(RIGHT) + 5)).ask(QUESTION)
    assert [s.text for s in answer.statements] == [RIGHT.split(" [")[0]]
    assert "broke off" in answer.provenance.broken
    with pytest.raises(StreamCut):
        worded(NAMED["cut"]).ask(QUESTION)


def test_where_the_model_fails_the_alternative_answers(worded):
    answerer = worded(UNAUTHORISED)
    with pytest.raises(KeyRefused, match="extractive reader"):
        answerer.ask(QUESTION)
    quoted = answerer.alternative.ask(QUESTION)
    assert "“The repairs to the harbour bridge cost 4.2 million crowns" in quoted.text
    assert quoted.provenance.usage.requests == 0


def test_an_answer_knows_what_made_it_and_what_it_took(worded, openai_double, tmp_path):
    (tmp_path / "prices.yaml").write_text("small: [1, 2]\n")
    answer = worded(RIGHT, prices=tmp_path / "prices.yaml").ask(QUESTION)
    place = openai_double.url.split("/")[2]
    assert answer.provenance.made_by.startswith(f"small at {place}, prompts answer ")
    usage = answer.provenance.usage
    assert usage.cost == pytest.approx((usage.prompt_tokens + 2 * usage.completion_tokens) / 1e6)
    told = answer.as_dict()
    assert told["usage"]["requests"] == 1
    assert told["settings"] == answer.provenance.settings
    assert len(answer.provenance.settings) == 8
    assert worded(RIGHT, passages=9).ask(QUESTION).provenance.settings != answer.provenance.settings


def test_prompts_of_ones_own_are_used_and_recorded(worded, openai_double, tmp_path):
    (tmp_path / "answer.md").write_text("Kurz bitte.\n$question\n$sentences\n$refusal")
    answer = worded(RIGHT, prompts=tmp_path).ask(QUESTION)
    assert openai_double.sent("chat")[0].prompt.startswith("Kurz bitte.")
    assert answer.provenance.made_by != worded(RIGHT).ask(QUESTION).provenance.made_by
    (tmp_path / "answer.md").write_text("$question")
    with pytest.raises(SettingsError, match=r"missing \$refusal, \$sentences"):
        worded(prompts=tmp_path)


def test_what_is_found_under_filters_alone_is_sent(worded, openai_double):
    worded(RIGHT).ask(QUESTION, Filters(outlets=("Kestrane Register",)))
    headings = [
        line for line in openai_double.sent("chat")[0].prompt.splitlines() if line[:2] == "##"
    ]
    assert headings
    assert all(heading.startswith("## Kestrane Register") for heading in headings)


def test_a_follow_up_goes_through_the_model_and_its_cost_is_counted(worded, openai_double):
    answerer = worded(
        RIGHT,
        "QUESTION: When did the harbour bridge reopen?",
        "The harbour bridge reopened on Thursday. [1]",
    )
    first = answerer.ask(QUESTION)
    second = answerer.ask("And when did it reopen?", turns=[Turn.of(first)])
    assert second.understood == "When did the harbour bridge reopen?"
    assert second.provenance.usage.requests >= 2
    assert "Question: When did the harbour bridge reopen?" in openai_double.sent("chat")[2].prompt


def test_the_time_to_the_first_statement_is_logged(worded, caplog):
    caplog.set_level(logging.INFO)
    worded(RIGHT).ask(QUESTION)
    assert "first statement after" in caplog.text


@pytest.mark.parametrize("reader", ["extractive", "openai"])
def test_a_time_that_is_asked_of_is_reckoned_from_the_day_given(worded, reader, openai_double):
    answerer = worded("NOT IN THE ARCHIVE", "NOT IN THE ARCHIVE", "NOT IN THE ARCHIVE")
    answerer = answerer if reader == "openai" else answerer.alternative
    question, today = "Who became mayor of Port Sellen last week?", date(2024, 6, 19)
    answer = answerer.ask(question, today=today)
    assert answer.basis.as_of == today
    asked_of = answer.basis.first
    assert asked_of.since <= date(2024, 6, 10) <= asked_of.until
    assert answer.basis.filters == Filters()
    days = [hit.passage.published for hit in answer.basis.hits]
    inside = [asked_of.since <= day <= asked_of.until for day in days]
    assert inside[0]
    assert sum(inside[:10]) == sum(inside) == 4  # all that the archive has of those days
    undated = answerer.ask(question, today=today, undated=True)
    assert undated.basis.first == undated.basis.filters == Filters()
    assert undated.basis.hits != answer.basis.hits


def test_days_that_somebody_chose_are_strict(worded):
    chosen = Filters(since=date(2024, 6, 3), until=date(2024, 6, 16))
    question = "What happened in Port Sellen last year?"
    answer = worded(RIGHT).alternative.ask(question, chosen, today=date(2024, 6, 19))
    assert answer.basis.first == answer.basis.filters == chosen
    assert answer.basis.hits
    assert all(chosen.since <= hit.passage.published <= chosen.until for hit in answer.basis.hits)


def test_a_key_alone_changes_nothing(sample_archive, openai_double, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    answer = open_answerer(sample_archive.path).ask(QUESTION)
    assert answer.provenance.made_by == "extractive"
    assert openai_double.requests == []


def test_two_variables_switch_it_on(sample_archive, openai_double, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_READER", "openai")
    monkeypatch.setenv("DATELINE_MODEL", "double-good")
    answer = open_answerer(sample_archive.path).ask(QUESTION)
    assert answer.provenance.made_by.startswith("double-good at ")
    assert not answer.abstained
