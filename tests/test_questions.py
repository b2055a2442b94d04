"""What a question is understood to ask for, and which questions cannot be asked."""

import pytest

from index import EVERYTHING, Filters
from qa import Expects, QuestionError, Turn
from qa.understanding.questions import Understood, understand


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who won the mayoral election?", Expects.PERSON),
        ("When did the bridge reopen?", Expects.DATE),
        ("What year was the pier built?", Expects.DATE),
        ("Where did the ferry run aground?", Expects.PLACE),
        ("Which town was flooded?", Expects.PLACE),
        ("How many people were hurt?", Expects.COUNT),
        ("How much did the repairs cost?", Expects.MONEY),
        ("How much rain fell?", Expects.AMOUNT),
        ("Why did the siren stay silent?", Expects.REASON),
        ("Did the council approve the terminal?", Expects.YES_NO),
        ("What did the minister say about trains?", Expects.SAYING),
        ("How did the union respond?", Expects.SAYING),
        ("What is marsh fever?", Expects.THING),
        ("What is the new ferry called?", Expects.THING),
        ("What did the minister call the plan?", Expects.SAYING),
    ],
)
def test_the_kind_of_a_question(question, kind):
    assert understand(question).expects is kind


@pytest.mark.parametrize(
    ("question", "says"),
    [("", "empty"), (" \n ", "empty"), ("?!… —", "no word"), ("why " * 25_000, "100,000")],
)
def test_what_cannot_be_asked_is_refused_with_a_reason(question, says):
    with pytest.raises(QuestionError, match=says):
        understand(question)


def test_space_is_tidied():
    assert understand("  Who \n won? ").text == "Who won?"


BRIDGE = "How much did the harbour bridge repairs cost?"
LAST = Turn(BRIDGE, BRIDGE, filters=Filters(outlets=("Harbour Courier",)))


def test_a_follow_up_is_understood_and_keeps_what_was_typed():
    query = understand(" And when  was that? ", turns=[LAST])
    assert query.text == "When were the harbour bridge repairs?"
    assert query.asked == "And when was that?"
    assert query.expects is Expects.DATE


def test_a_follow_up_keeps_the_filters_unless_others_are_given():
    assert understand("When was that?", turns=[LAST]).filters == LAST.filters
    assert understand("When was that?", EVERYTHING, [LAST]).filters == EVERYTHING
    assert understand("Who won the cup final?", turns=[LAST]).filters == EVERYTHING


def test_another_way_to_condense_can_be_handed_in():
    query = understand(
        "And then?", turns=[LAST], condense=lambda question, turns, today: Understood(BRIDGE)
    )
    assert (query.text, query.expects) == (BRIDGE, Expects.MONEY)


def test_what_grows_too_long_is_asked_as_typed():
    query = understand("Why?", turns=[LAST], condense=lambda *_: Understood("why " * 600))
    assert query.text == "Why?"
