"""What is offered to be asked is answered, with what it was made from."""

import threading
import time

import pytest

from index import Archive, Filters, HybridRetriever
from qa import Answerer, ExtractiveReader, Turn, example_questions, further_questions, open_answerer
from qa.language.bases import base
from qa.offering.examples import candidates, examples
from qa.offering.forms import Kind, found_in
from qa.window import Hosting, Visitor, Window
from qa.window.offers import Quiet
from tests.answers import whole
from tests.window import UNKNOWN

BROWSER = Visitor("b" * 32)


@pytest.mark.parametrize(
    ("past", "asked"),
    [
        ("approved", "approve"), ("opened", "open"), ("stopped", "stop"), ("carried", "carry"),
        ("struck", "strike"), ("embrangled", ""), ("table", ""),
    ],
)  # fmt: skip
def test_a_verb_is_asked_of_in_its_base_form(past, asked):
    assert base(past) == asked


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        (
            "The repairs to the slipway in Merrow cost about 3.1 million crowns, it said.",
            {("How much did the repairs to the slipway in Merrow cost?", "3.1 million crowns")},
        ),
        (
            "Tamber council rejected the tram line on Monday.",
            {("When did Tamber council reject the tram line?", "Monday")},
        ),
        (
            "The tram line to Orle Mill was closed in March because a wall had given way.",
            {("Why was the tram line to Orle Mill closed?", "because a wall had given way.")},
        ),
        (
            "Ida Brask, a baker, won the regional prize in Wendry.",
            {("Who is Ida Brask?", "a baker")},
        ),
        (
            "Some 40 passengers were treated for burns in the parish hall.",
            {("How many passengers were treated for burns in the parish hall?", "40")},
        ),
        (
            "The ferry office sent nine divers to the wreck, as the police had asked.",
            {("How many divers did the ferry office send to the wreck?", "nine")},
        ),
        # nobody who reads the question alone knows which report, whose plan, when that was
        ("The report cost 40,000 crowns.", set()),
        ("She rejected the tram line on Monday.", set()),
        ("Some 40 passengers were injured in his boat.", set()),
        ("A house said to have cost 5 million crowns burned down.", set()),
        ("The new pier would have cost 9 million crowns.", set()),
    ],
)
def test_questions_are_made_of_sentences_that_say_what_they_are_about(sentence, questions):
    assert {(one.question, one.answer) for one in found_in(whole("a", sentence))} == questions


def test_examples_are_answered_with_what_they_were_made_from(answerer):
    found = list(examples(answerer))
    assert len(found) == 4
    assert len({one.candidate.kind for one in found}) == 4
    assert {Kind.SUM, Kind.COUNT, Kind.STORY} <= {one.candidate.kind for one in found}
    cited = [{c.passage.article_id for c in one.answer.citations} for one in found]
    assert sum(map(len, cited)) == len(set().union(*cited))  # no article is for two of them
    for one in found:
        answer = answerer.ask(one.question)
        assert not answer.abstained
        assert answer.short or answer.chronicle
        assert one.stands(answerer.archive)
    assert example_questions(answerer, 2) == [one.question for one in found[:2]]


def test_there_are_more_candidates_than_are_offered(sample_archive):
    """So that what is not answered can be left out."""
    assert len({one.question for one in candidates(sample_archive)}) > 6


@pytest.mark.parametrize(
    "question",
    [
        "How many people were injured in the ferry accident?",
        "Who won the mayoral election in Port Sellen?",
        "ferry",
        "Orle flood",
        "Who is the head of Skerrow Line?",  # refused: of what came nearest
    ],
)
def test_further_questions_are_answered_and_repeat_nothing(answerer, question):
    answer = answerer.ask(question)
    said = {citation.quote for citation in answer.citations}
    offered = further_questions(answerer, answer)
    assert 0 < len(offered) <= 3
    assert question not in offered
    for one in offered:
        next_answer = answerer.ask(one, turns=[Turn.of(answer)])
        assert not next_answer.abstained, one
        assert next_answer.understood == one
        assert not {citation.quote for citation in next_answer.citations} <= said


def test_what_the_archive_has_nothing_on_leads_nowhere(answerer):
    answer = answerer.ask(UNKNOWN)
    assert "no article has the word “moons” or “Saturn”" in answer.text
    assert further_questions(answerer, answer) == []


def test_further_questions_keep_the_filters(answerer):
    chosen = Filters(outlets=("Kestrane Register",))
    answer = answerer.ask("How many people were injured in the ferry accident?", chosen)
    for one in further_questions(answerer, answer, chosen):
        found = answerer.ask(one, chosen, [Turn.of(answer, chosen)])
        assert {citation.passage.outlet for citation in found.citations} == {"Kestrane Register"}


class Elsewhere:
    """An embedder that is a server, as far as one can tell."""

    name, dim, host = "elsewhere", 64, "vectors.example"


def test_nothing_is_sent_to_find_what_to_offer(answerer, openai_double, monkeypatch):
    """A model that words answers is not asked, and where every question is sent, none is tried."""
    worded = open_answerer(
        answerer.archive.path, reader="openai", model="double-good", base_url=openai_double.url
    )
    assert example_questions(worded, 1)
    assert openai_double.requests == []
    monkeypatch.setattr(type(answerer.archive), "embedder", Elsewhere())
    assert example_questions(answerer) == []


def told(window, most=60):
    """The examples of a window once all are known."""
    for _ in range(most * 10):
        found = window.offers.examples({}, BROWSER)
        if not found["more"]:
            return found["html"]
        time.sleep(0.1)
    raise AssertionError(f"no examples after {most} seconds")


def test_the_window_looks_for_examples_again_when_the_archive_has_changed(tmp_path, embedder):
    with Archive(tmp_path / "A", embedder, create=True) as archive:
        (tmp_path / "slip.txt").write_text(
            "Slipway repaired\n\nThe repairs to the slipway in Merrow cost 31,000 crowns, the "
            "harbour office said on Monday. The slipway had been closed since the autumn."
        )
        archive.sync(tmp_path / "slip.txt")
        reader = ExtractiveReader(archive.rarity)
        window = Window(Answerer(archive, HybridRetriever(archive), reader), Hosting())
        assert "the slipway in Merrow cost?" in told(window)
        archive.remove(archive.article_ids())
        assert told(window) == ""


def test_what_is_offered_waits_while_somebody_waits_for_an_answer():
    quiet, passed = Quiet(), threading.Event()
    with quiet.asking():
        threading.Thread(target=lambda: (quiet.wait(), passed.set())).start()
        assert not passed.wait(0.1)
    assert passed.wait(5)
