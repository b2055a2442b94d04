"""What a question is understood to ask for, and which questions cannot be asked."""

import pytest

from qa import Expects, QuestionError
from qa.questions import understand


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
