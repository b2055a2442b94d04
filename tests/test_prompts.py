"""Prompts are loaded and filled strictly, and know their version."""

import pytest

from prompts import Prompt, load


def test_the_answer_prompt_is_filled_without_a_trace_of_its_names():
    prompt = load("answer", "question", "sentences", "refusal")
    filled = prompt.fill(question="Who?", sentences="[1] A $5 fee.", refusal="NO")
    assert "[1] A $5 fee." in filled
    assert "$question" not in filled


def test_all_wrong_names_are_said_at_once():
    with pytest.raises(ValueError, match=r"\$extra, \$sentences"):
        Prompt("p", "$question $extra", frozenset({"question", "sentences"}))
    with pytest.raises(ValueError, match=r"\$a, \$b"):
        Prompt("p", "$a", frozenset({"a"})).fill(b="1")


def test_the_version_changes_with_a_character():
    assert Prompt("p", "a", frozenset()).version != Prompt("p", "b", frozenset()).version
