"""States that must not be cannot be built."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Filters, Passage
from qa import Abstention, Assessed, Citation, Reason, Statement
from tests.answers import COVERAGE, answer

PASSAGE = Passage("a1", "One thing. Another thing.", 100, 125, ((100, 110), (111, 125)), "Head")


@given(st.integers(90, 130), st.integers(90, 130))
def test_a_citation_is_inside_its_passage_and_slices_to_its_quote(start, end):
    if 100 <= start < end <= 125:
        assert Citation(PASSAGE, start, end).quote == PASSAGE.text[start - 100 : end - 100]
    else:
        with pytest.raises(ValueError, match="not inside"):
            Citation(PASSAGE, start, end)


def test_a_statement_without_citation_cannot_be():
    with pytest.raises(ValueError, match="needs a citation"):
        Statement("It rained.", ())


def test_an_answer_states_or_abstains_and_never_both():
    said = Statement("One thing.", (Citation(PASSAGE, 100, 110),))
    silent = Abstention(Reason.NO_ANSWER, "none states it")
    for wrong in (lambda: answer(), lambda: answer(said, abstention=silent)):
        with pytest.raises(ValueError, match="and not both"):
            wrong()
    assert answer(abstention=silent).abstained


def test_citations_are_numbered_in_order_of_first_use_without_holes():
    first, second = Citation(PASSAGE, 100, 110), Citation(PASSAGE, 111, 125)
    given_answer = answer(Statement("B.", (second,)), Statement("Both.", (first, second, second)))
    assert given_answer.citations == (second, first)
    assert given_answer.text == "B. [1]\nBoth. [2][1]"


def test_the_plain_answer_has_what_an_editor_needs():
    plain = answer(Statement("One thing.", (Citation(PASSAGE, 100, 110),))).as_dict()
    assert plain["citations"] == [
        {
            "article_id": "a1", "title": "Head", "source": "", "published": None, "url": "",
            "file": "", "start": 100, "end": 110, "quote": "One thing.", "also_in": [],
            "kind": "", "place": "", "recognised": None,
        }
    ]  # fmt: skip
    assert plain["statements"] == [{"text": "One thing.", "citations": [1], "when": None}]
    assert plain["archive"] == str(COVERAGE)


def test_filters_refuse_a_reversed_range():
    with pytest.raises(ValueError, match="swap them"):
        Filters(date(2024, 2, 1), date(2024, 1, 1))


def test_a_confidence_is_a_probability():
    assert Assessed(1.0).confidence == 1.0
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="from 0 to 1"):
            Assessed(wrong)
