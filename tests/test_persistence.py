"""Kept conversations: whole again while the archive is the same, and never believed otherwise."""

import json
import sys
from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Archive, Filters
from qa import Stage, Statement, quotation
from qa.checking import support
from qa.errors import RecordError
from qa.reading.upshot import upshot
from qa.understanding.questions import understand
from qa.window import Exchange
from qa.window.persistence import (
    CONVERSATION_BYTES,
    EXCHANGES,
    conversation_recalled,
    recalled,
    record,
)
from tests.answers import answer as made
from tests.conftest import HashEmbedder
from tests.kept import ASKED, BRIDGE, MOONS, ask, cite

STORY = (
    "Pier shut\n\nThe pier at Orle was shut on Monday after a storm. The repairs cost 4.2 million "
    "crowns, the mayor said. It is not true that the mayor resigned over the pier.\n\n"
    "Photo: The mayor stands at the pier\n"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
slowly = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])


def through_a_browser(kept):
    return json.loads(json.dumps(kept))


@pytest.fixture(scope="module")
def answered(sample_archive):
    return ask(sample_archive, BRIDGE, Filters(since=date(2024, 1, 1)))


@pytest.fixture(scope="module")
def abstained(sample_archive):
    return ask(sample_archive, MOONS)


@pytest.fixture
def story(tmp_path):
    """The file of the one article in `small`."""
    file = tmp_path / "articles" / "pier.txt"
    file.parent.mkdir()
    file.write_text(STORY)
    return file


@pytest.fixture
def small(tmp_path, story):
    """An archive of one article, to be changed."""
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(story.parent)
        yield archive


def stopped(archive, *quotes):
    """An exchange that was stopped after a statement for each quote, without an answer."""
    statements = [Statement(quotation(c), (c,)) for c in (cite(archive, q) for q in quotes)]
    return Exchange(1, "What of the pier?", statements=tuple(statements), stopped=True)


def assert_nothing_unverified(exchange, archive):
    for statement in exchange.statements:
        assert support.check(statement.text, statement.citations).holds
        for citation in statement.citations:
            article = archive.article(citation.passage.article_id)
            assert article.text[citation.start : citation.end] == citation.quote
    if exchange.answer:
        assert exchange.answer.statements == exchange.statements
        for hit in exchange.answer.basis.hits:
            text = archive.article(hit.passage.article_id).text
            assert text[hit.passage.start : hit.passage.end] == hit.passage.text


# -- while the archive is the same -----------------------------------------------------------------


def test_an_answer_comes_back_as_it_was(answered, sample_archive):
    kept = through_a_browser(record(answered, sample_archive))
    assert len(answered.citations) > 1
    assert recalled(kept, 1, sample_archive) == answered
    assert recalled(kept, 7, sample_archive).number == 7


def test_an_abstention_comes_back_with_its_nearest_passages(abstained, sample_archive):
    assert abstained.answer.basis.hits
    kept = through_a_browser(record(abstained, sample_archive))
    assert recalled(kept, 1, sample_archive) == abstained


def test_a_stopped_question_comes_back_with_what_was_said(answered, sample_archive):
    cut = replace(answered, statements=answered.statements[:1], answer=None, stopped=True)
    kept = through_a_browser(record(cut, sample_archive))
    assert recalled(kept, 1, sample_archive) == cut


def test_a_failed_question_comes_back_with_its_error(sample_archive):
    failed = Exchange(1, "Who?", error="the model did not answer", seconds=1.5, asked_at=ASKED)
    kept = through_a_browser(record(failed, sample_archive))
    assert recalled(kept, 1, sample_archive) == failed


def test_a_question_still_being_answered_is_kept_as_one_that_was_cut_off(answered, sample_archive):
    reading = replace(answered, answer=None, stage=Stage("reading", "10 passages"))
    back = recalled(record(reading, sample_archive), 1, sample_archive)
    assert back == replace(reading, stage=None, stopped=True, cut=True)
    assert back.over


def test_a_record_holds_no_passage_and_about_a_kilobyte_a_citation(answered, sample_archive):
    hits = answered.answer.basis.hits
    text = json.dumps(record(answered, sample_archive), ensure_ascii=False)
    assert not any(hit.passage.text in text for hit in hits)
    assert len(text.encode()) < 1_500 + 1_000 * len(answered.citations) + 120 * len(hits)


def test_a_question_too_long_to_be_asked_does_not_fill_the_browser(sample_archive):
    failed = Exchange(1, "why " * 100_000, error="the question is far too long")
    kept = record(failed, sample_archive)
    assert len(json.dumps(kept)) < 5_000
    assert recalled(kept, 1, sample_archive).error == failed.error


def test_half_a_character_in_a_question_does_not_stop_it_from_being_kept(sample_archive):
    failed = Exchange(1, "who \ud83d?", error="no")
    assert recalled(record(failed, sample_archive), 1, sample_archive).question == "who ??"


# -- once the archive has changed ------------------------------------------------------------------


def test_a_statement_whose_article_changed_is_lost(small, story):
    kept = record(stopped(small, "The repairs cost 4.2 million crowns, the mayor said."), small)
    story.write_text(STORY.replace("after a storm", "after a gale!"))  # the quote stays in place
    small.sync(story.parent)
    back = recalled(kept, 1, small)
    assert (back.statements, back.answer, back.lost) == ((), None, 1)


def test_a_statement_whose_article_is_gone_is_lost_and_the_others_stay(small, story):
    other = story.with_name("ferry.txt")
    other.write_text("Ferry sails\n\nThe ferry to Orle sails again on Friday, its owner said.\n")
    small.sync(story.parent)
    sails = "The ferry to Orle sails again on Friday, its owner said."
    kept = record(
        stopped(small, "The pier at Orle was shut on Monday after a storm.", sails), small
    )
    other.unlink()
    small.sync(story.parent)
    back = recalled(kept, 1, small)
    assert [s.citations[0].quote for s in back.statements] == [
        "The pier at Orle was shut on Monday after a storm."
    ]
    assert back.lost == 1


def test_an_answer_that_lost_everything_is_none_and_says_how_much(answered, sample_archive):
    kept = record(answered, sample_archive)
    for citation in kept["citations"]:
        citation["sha256"] = "0" * 64
    back = recalled(kept, 1, sample_archive)
    assert back.answer is None
    assert back.lost == len(answered.statements)
    assert back.over
    again = recalled(record(back, sample_archive), 1, sample_archive)
    assert again == back


def test_an_answer_that_lost_one_statement_keeps_the_others(answered, sample_archive):
    kept = record(answered, sample_archive)
    kept["citations"][0]["quote"] = "The repairs cost nothing."
    back = recalled(kept, 1, sample_archive)
    assert back.statements == back.answer.statements == answered.statements[1:]
    assert back.lost == 1
    assert back.citations == answered.citations[1:]


def test_an_archive_split_otherwise_still_bears_out_what_was_cited(tmp_path, sample_folder):
    with Archive(tmp_path / "long", HashEmbedder(), create=True) as archive:
        archive.sync(sample_folder)
        kept = record(ask(archive, BRIDGE), archive)
    with Archive(tmp_path / "short", HashEmbedder(), create=True, passage_tokens=20) as archive:
        archive.sync(sample_folder)
        back = recalled(kept, 1, archive)
    assert back.lost == 0
    assert [s.text for s in back.statements] == [s["text"] for s in kept["statements"]]


def test_a_nearest_passage_that_is_no_longer_one_is_left_out(abstained, sample_archive):
    kept = record(abstained, sample_archive)
    kept["hits"][0][1] += 1
    kept["hits"][1][0] = "nowhere"
    back = recalled(kept, 1, sample_archive)
    assert back.answer.basis.hits == abstained.answer.basis.hits[2:]


# -- what was tampered with ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("article_id", "nowhere"),
        ("article_id", ""),
        ("start", 0),
        ("end", 2**53),
        ("sha256", ""),
        ("quote", ""),
    ],
)
def test_a_citation_that_is_not_what_was_cited_takes_its_statement_along(small, field, value):
    kept = record(stopped(small, "The repairs cost 4.2 million crowns, the mayor said."), small)
    kept["citations"][0][field] = value
    back = recalled(kept, 1, small)
    assert (back.statements, back.lost) == ((), 1)


def test_a_statement_that_its_citation_does_not_carry_is_lost(small):
    kept = record(stopped(small, "The repairs cost 4.2 million crowns, the mayor said."), small)
    kept["statements"][0]["text"] = "The repairs cost 9.9 million crowns, the mayor said."
    back = recalled(kept, 1, small)
    assert (back.statements, back.lost) == ((), 1)


@pytest.mark.parametrize(
    "quote",
    [
        "the mayor resigned over the pier.",
        "The pier at Orle",
        "resigned over the pier.\n\nPhoto: The mayor stands at the pier",
        "Photo: The mayor stands at the pier",
    ],
)
def test_a_piece_of_a_sentence_or_a_caption_is_no_evidence(small, quote):
    back = recalled(record(stopped(small, quote), small), 1, small)
    assert (back.statements, back.lost) == ((), 1)


def test_a_caption_amid_a_passage_is_no_evidence_after_a_reload_either(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    caption = "Photo: The mayor stands at the pier"
    (folder / "pier.txt").write_text(
        f"Pier shut\n\nThe pier was shut on Monday.\n\n{caption}\n\nIt opens in May, he said.\n"
    )
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(folder)
        assert caption in cite(archive, "The pier was shut on Monday.").passage.text
        assert recalled(record(stopped(archive, caption), archive), 1, archive).lost == 1
        whole = stopped(archive, "The pier was shut on Monday.", "It opens in May, he said.")
        assert recalled(record(whole, archive), 1, archive).lost == 0


COUNTED = {
    "rule": "Articles", "asks": "articles", "total": 1, "of": 1, "by": "outlet",
    "rows": [["9 billion crowns", 1]], "articles": [],
}  # fmt: skip


def dated(kept, first, last="2024-03-01"):
    return kept["statements"][0] | {"when": [first, last]}


def test_what_is_told_in_short_comes_back_and_a_browser_cannot_word_it(answered, sample_archive):
    kept = record(answered, sample_archive)
    told = answered.answer.short
    assert kept["short"] == [one.text for one in told.values]
    back = recalled(kept | {"short": ["9.9 million crowns"]}, 1, sample_archive)
    assert back.answer.short == told
    assert back.answer.points == answered.answer.points


def test_of_fewer_statements_nothing_is_told_in_short_that_was_not_before(small, story):
    """A "No" is none where a "Yes" that stood beside it has left the archive."""
    story.with_name("other.txt").write_text("Mayor\n\nThe mayor has resigned over the pier.\n")
    small.sync(story.parent)
    quotes = (
        "The mayor has resigned over the pier.",
        "It is not true that the mayor resigned over the pier.",
    )
    cited = [cite(small, one) for one in quotes]
    statements = tuple(Statement(quotation(one), (one,)) for one in cited)
    question = "Did the mayor resign over the pier?"
    both = upshot(understand(question), statements, small)
    assert not both.short
    asked = Exchange(1, question).after(made(*statements, question=question), 0.1)
    kept = record(asked, small)
    story.with_name("other.txt").unlink()
    small.sync(story.parent)
    back = recalled(kept, 1, small)
    assert (len(back.statements), back.lost) == (1, 1)
    assert upshot(understand(question), back.statements, small).short.text == "No"
    assert not back.answer.short


def test_what_a_browser_says_of_days_and_beside_an_answer_is_read_anew(answered, sample_archive):
    kept = record(answered, sample_archive)
    lies = [
        {"kind": kind, "text": "[1] was corrected on 1 May 2031: “No”."}
        for kind in ("corrected", "older", "as of", "one outlet", "old", "mine")
    ]
    first = dated(kept, "1999-01-01", "1999-01-01")
    told = kept | {"notes": kept["notes"] + lies, "statements": [first, *kept["statements"][1:]]}
    shown = recalled(told, 1, sample_archive)
    assert shown.answer.notes == answered.answer.notes
    assert shown.statements == answered.statements


def changed(**fields):
    return lambda kept: kept | fields


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda kept: None, "an object"),
        (lambda kept: [kept], "an object"),
        (lambda kept: {}, "format"),
        (lambda kept: {k: v for k, v in kept.items() if k != "question"}, "question"),
        (changed(format=2), "format is 2"),
        (changed(question=7), "question"),
        (changed(question="\ud800"), "JSON"),
        (changed(question={1, 2}), "JSON"),
        (changed(question="x" * 250_000), "bytes"),
        (changed(question=int("9" * 4_000)), "question"),
        (changed(seconds=float("nan")), "seconds"),
        (changed(seconds=float("inf")), "seconds"),
        (changed(seconds=-1), "seconds"),
        (changed(stopped=1), "stopped"),
        (changed(lost=-1), "lost"),
        (changed(lost=True), "lost"),
        (changed(asked_at="yesterday"), "asked_at"),
        (changed(asked_at="2026-11-24T10:31:05"), "asked_at"),
        (changed(asked_at="0001-01-01T00:00:00+14:00"), "UTC"),
        (changed(as_of=None), "as_of"),
        (changed(as_of="2026-02-30"), "as_of"),
        (changed(made_by=None, as_of=None), "no answer"),
        (changed(statements=[]), "no answer"),
        (changed(statements=[{"text": "x", "citations": []}]), "statements.0.citations"),
        (changed(statements=[{"text": " \x1c", "citations": [1]}]), "no words"),
        (changed(statements=[{"text": "x" * 10_001, "citations": [1]}]), "10,000 characters"),
        (changed(statements=[{"text": "x", "citations": [0]}]), "not in its list"),
        (changed(statements=[{"text": "x", "citations": [99]}]), "not in its list"),
        (changed(statements=[{"text": "x", "citations": [1] * 51}]), "more than 50 places"),
        (changed(statements=[{"text": "x", "citations": [1] * 50}] * 9), "20,000 characters"),
        (changed(statements=[{"text": "x", "citations": ["1"]}]), "statements.0.citations"),
        (changed(abstention={"reason": "off_topic", "detail": ""}), "states something"),
        (changed(abstention={"reason": "boredom", "detail": ""}, statements=[]), "unknown reason"),
        (changed(filters={"since": "2024-02-01", "until": "2024-01-01"}), "filters"),
        (changed(filters={"outlets": "Courier"}), "filters"),
        (changed(hits=[["a", -1, 5, 0.5, None]]), "hits"),
        (changed(hits=[["a", 1, 5, float("nan"), None]]), "hits"),
        (changed(coverage={"articles": 41}), "coverage"),
        (changed(notes=[{"kind": "as of", "text": " "}]), "a note has no words"),
        (changed(tally=COUNTED), "nothing is counted"),
        (changed(tally=COUNTED | {"rows": [[" ", 1]]}, intent="count"), "no name"),
        (lambda kept: kept | {"statements": [dated(kept, "2024-03-02")]}, "before it begins"),
    ],
)
def test_what_is_no_record_is_named_in_the_error(answered, sample_archive, change, says):
    kept = change(record(answered, sample_archive))
    with pytest.raises(RecordError, match=says) as raised:
        recalled(kept, 1, sample_archive)
    assert len(str(raised.value)) < 300


def test_a_record_nested_deeper_than_can_be_read_is_named_too(sample_archive):
    nested = []
    for _ in range(sys.getrecursionlimit() * 50):
        nested = [nested]
    with pytest.raises(RecordError, match="JSON"):
        recalled({"question": nested}, 1, sample_archive)


@slowly
@given(value=JSON)
def test_whatever_a_browser_sends_is_read_or_refused_by_name(sample_archive, value):
    with pytest.raises(RecordError):
        recalled(value, 1, sample_archive)
    [shown] = conversation_recalled([value], sample_archive)
    assert "cannot be read" in shown.error


def leaves(value, path=()):
    """The paths of everything inside a record."""
    yield path
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from leaves(inner, (*path, key))


@slowly
@given(data=st.data())
def test_a_real_record_changed_anywhere_shows_nothing_unverified(
    answered, abstained, sample_archive, data
):
    kept = deepcopy(record(data.draw(st.sampled_from([answered, abstained])), sample_archive))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([p for p in leaves(kept) if p]))
        inside = kept
        for key in path[:-1]:
            inside = inside[key]
        near = st.integers(-2, 2_000) | st.sampled_from(list(strings(kept)))
        inside[path[-1]] = data.draw(JSON | near)
    try:
        back = recalled(kept, 1, sample_archive)
    except RecordError:
        return
    assert back.over
    assert_nothing_unverified(back, sample_archive)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


# -- conversations ---------------------------------------------------------------------------------


def test_a_conversation_comes_back_numbered_and_none_is_skipped(
    answered, abstained, sample_archive
):
    kept = [record(x, sample_archive) for x in (answered, abstained)]
    broken = {**kept[0], "statements": "none"}
    shown = conversation_recalled([kept[0], broken, kept[1]], sample_archive)
    assert [exchange.number for exchange in shown] == [1, 2, 3]
    assert shown[0] == answered
    assert shown[1].question == BRIDGE
    assert "cannot be read" in shown[1].error
    assert shown[1].answer is None
    assert shown[2] == replace(abstained, number=3)


@pytest.mark.parametrize("value", [None, {}, "[]", 7])
def test_a_conversation_that_is_no_list_is_refused(sample_archive, value):
    with pytest.raises(RecordError, match="list"):
        conversation_recalled(value, sample_archive)


def test_a_conversation_too_long_to_be_read_is_refused(sample_archive):
    assert len(conversation_recalled([{}] * EXCHANGES, sample_archive)) == EXCHANGES
    with pytest.raises(RecordError, match="501 questions"):
        conversation_recalled([{}] * (EXCHANGES + 1), sample_archive)
    with pytest.raises(RecordError, match="bytes"):
        conversation_recalled(["x" * CONVERSATION_BYTES], sample_archive)
