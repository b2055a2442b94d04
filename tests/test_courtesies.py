"""What says how a question is to be answered, and what for, is no part of what is asked."""

import pytest

from qa.understanding.courtesies import without_manner

WHO = "Who won the mayoral election in Port Sellen?"


@pytest.mark.parametrize(
    "manner",
    [
        "Just the name, please.",
        "In one sentence.",
        "One line or two will do, thanks.",
        "Keep it short",
        "Please keep it brief.",
        "Be brief!",
        "Briefly.",
        "No details.",
        "Nothing else, please.",
        "Just give me a short profile.",
        "Please send me only the exact name.",
        "I need it for a caption.",
        "We only need the name.",
        "It's for a piece on local politics.",
        "And all of them, please.",
        "Only the name. I need it for a caption.",
    ],
)
def test_how_to_answer_is_left_out(manner):
    assert without_manner(f"{WHO} {manner}") == WHO


@pytest.mark.parametrize(
    "text",
    [
        WHO,
        f"{WHO} And when?",
        f"{WHO} The mayor said no.",
        f"{WHO} I read that Corrand did.",
        f"{WHO} Just the opposite of what was forecast happened.",
        "Just the name, please.",
        "Tell me about Mr. Day",
        "Who was killed at St. Sum",
        "Give me the date of the vote.",
    ],
)
def test_what_is_asked_is_not(text):
    assert without_manner(text) == text


@pytest.mark.parametrize("manner", ["Just the date, please.", "I need it for a caption."])
def test_a_question_with_it_is_answered_as_without(answerer, manner):
    plain = answerer.ask("When did the harbour bridge reopen?")
    asked = answerer.ask(f"When did the harbour bridge reopen? {manner}")
    assert plain.short is not None
    assert (asked.short, asked.statements) == (plain.short, plain.statements)
