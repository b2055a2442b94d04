"""Phrases that answer where nothing shows by its form: they stand where the question lacks one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language import read
from qa.values import phrases


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("What did the mayor open?", "On Friday the mayor opened a bakery.", "bakery"),
        ("What sank the ferry?", "A loose hatch sank the ferry on Friday.", "loose hatch"),
        ("What theory did Veary reject?", "Veary rejected the flood theory.", "flood theory"),
        ("What is a coble?", "A coble is a flat boat with one sail.", "flat boat with one sail"),
        ("What did Oskar die of?", "Oskar died of marsh fever at his house.", "marsh fever"),
    ],
)
def test_the_likeliest_phrase_stands_where_the_question_lacks_one(question, text, wanted):
    start, end, likely = phrases.span(question, text)
    assert text[start:end] == wanted
    assert 0 < likely <= 1


def test_a_sentence_that_says_nothing_new_has_no_phrase():
    assert phrases.span("Was the mayor late?", "The mayor was late.") is None


WRITTEN = (
    "The mayor’s Prime Minister opened , of and 61% “ Low Water ” don't U.S. ( sinking ) what ."
)


@given(st.lists(st.sampled_from(WRITTEN.split()), max_size=20).map(" ".join))
@settings(max_examples=200, deadline=None)
def test_a_phrase_is_characters_of_the_sentence(text):
    found = phrases.span("What did the mayor open?", text)
    if found is not None:
        start, end, likely = found
        assert 0 <= start < end <= len(text)
        assert 0 < likely <= 1


def test_phrases_keep_within_verbs_and_may_be_joined():
    sentence = read("The old mayor of Tamber sold bread and cakes.")
    told = {
        " ".join(word.text for word in sentence.words[first : last + 1])
        for first, last in phrases.chunks(sentence)
    }
    assert {"old mayor", "old mayor of Tamber", "bread", "bread and cakes"} <= told
    assert not any("sold" in one for one in told)
