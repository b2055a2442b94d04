"""Links to answers: the same answer from the archive's own characters, and nothing believed."""

import base64
import json
import zlib
from dataclasses import replace

import pytest

from index import Archive, HybridRetriever
from qa import SettingsError
from qa.errors import RecordError
from qa.window.exports import footnoted
from qa.window.links import LONGEST, link_of, opened
from qa.window.persistence import recalled
from tests.kept import BRIDGE, MOONS, ask

QUESTIONS = (
    BRIDGE,
    MOONS,
    "How many articles mention Skerrow by month?",
    "How did the ferry accident unfold?",
    "Who is the mayor of Port Sellen?",
)


@pytest.fixture(scope="module")
def own(tmp_path_factory, sample_folder):
    with Archive(tmp_path_factory.mktemp("own"), None, create=True) as archive:
        archive.sync(sample_folder)
        yield archive


def again(link, archive):
    """What a link leads to, and what is said above it."""
    found = opened(link, archive, HybridRetriever(archive))
    return recalled(found.record, 1, archive), found.said


def content(link):
    packed = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    return json.loads(zlib.decompress(packed, -zlib.MAX_WBITS))


def made(values):
    packed = zlib.compress(json.dumps(values).encode(), 9, -zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_link_leads_to_the_answer_that_was_shared(question, sample_archive):
    shared = ask(sample_archive, question)
    link = link_of(shared, sample_archive)
    assert len(link) < 700
    exchange, said = again(link, sample_archive)
    assert said[0] == "Shared answer, asked on 24 November 2026."
    assert exchange.question == question
    assert exchange.statements == shared.statements
    assert exchange.answer.short == shared.answer.short
    assert exchange.answer.agreement == shared.answer.agreement
    assert exchange.answer.tally == shared.answer.tally
    if shared.citations:
        assert said[1:] == ("Each quote stands in the archive as it did.",)
        assert footnoted(exchange) == footnoted(shared)
    else:
        assert exchange.answer.abstention.reason == shared.answer.abstention.reason


def test_a_link_holds_places_and_no_words_of_articles(sample_archive):
    shared = ask(sample_archive, BRIDGE)
    told = json.dumps(content(link_of(shared, sample_archive)), ensure_ascii=False)
    for citation in shared.citations:
        assert citation.quote not in told
        assert citation.passage.title not in told
        assert f"{citation.start}, {citation.end}" in told


def test_quotes_that_are_gone_or_changed_are_not_shown_and_said(own):
    shared = ask(own, BRIDGE)
    link = link_of(shared, own)
    values = content(link)
    quotes = [quote for stated in values[10] for quote in stated[0]]
    quotes[0][3] = "0" * 16  # as if its article had been another
    exchange, said = again(made(values), own)
    assert exchange.statements == shared.statements[1:]
    assert f"1 of {len(quotes)} quotes is in articles that have changed since." in said
    own.remove([shared.citations[0].passage.article_id])
    exchange, said = again(link, own)
    assert exchange.statements == shared.statements[1:]
    assert exchange.lost == 1
    assert "in articles that are gone, or not yours to read." in said[1]


def test_articles_that_were_counted_are_counted_anew(sample_archive):
    values = content(link_of(ask(sample_archive, QUESTIONS[2]), sample_archive))
    assert values[12] == 11
    values[12] = 9
    exchange, said = again(made(values), sample_archive)
    assert exchange.answer.tally.total == 11
    assert "Counted anew: 11 now, 9 when it was asked." in said


def test_words_that_the_quotes_do_not_bear_out_are_not_shown(sample_archive):
    values = content(link_of(ask(sample_archive, BRIDGE), sample_archive))
    values[10][0][1] = "The repairs cost 9.9 million crowns, and the mayor took half of it."
    exchange, said = again(made(values), sample_archive)
    assert "9.9" not in footnoted(exchange)
    assert exchange.lost == 1
    assert "Worded by extractive, as the link says, and checked against its quotes." in said


@pytest.mark.parametrize(
    ("at", "value", "why"),
    [
        (0, 2, "cannot be read"),
        (1, "00000000", "of another archive"),
        (2, "x" * 20_000, "cannot be read"),
        (4, ["2024-06-01", "2024-01-01", [], []], "cannot be read"),
        (5, 10**17, "cannot be read"),
        (8, "nonsense", "intent"),
        (9, "nonsense", "reason"),
        (10, [[[["a", 0, 1, "z" * 16]], "", None]], "cannot be read"),
    ],
)
def test_a_link_that_was_tampered_with_is_refused(at, value, why, sample_archive):
    values = content(link_of(ask(sample_archive, BRIDGE), sample_archive))
    values[at] = value
    with pytest.raises(RecordError, match=why):
        again(made(values), sample_archive)


@pytest.mark.parametrize("link", ["", "%%%", "AAAA", "é", "x" * 70_000, made("x" * 900_000)])
def test_what_is_no_link_is_refused(link, sample_archive):
    with pytest.raises(RecordError, match="this link"):
        again(link, sample_archive)


def test_a_link_that_was_cut_short_says_so(sample_archive):
    link = link_of(ask(sample_archive, BRIDGE), sample_archive)
    with pytest.raises(RecordError, match="cut short"):
        again(link[: len(link) // 2], sample_archive)


def test_an_answer_too_long_for_a_link_is_refused_with_what_to_do_instead(sample_archive):
    shared = ask(sample_archive, BRIDGE)
    sentences = [f"{n:x} {n**9:x}" for n in range(1, 2_000)]
    worded = replace(shared.answer.statements[0], text=" ".join(sentences))
    long = replace(shared.answer, statements=(worded, *shared.answer.statements[1:]))
    with pytest.raises(SettingsError, match=f"longer than {LONGEST:,}; save the answer as Word"):
        link_of(replace(shared, answer=long), sample_archive)
    with pytest.raises(SettingsError, match="no answer to share"):
        link_of(replace(shared, answer=None), sample_archive)
