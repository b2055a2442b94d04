"""Lists: which sentences name what is asked for, and what they name."""

from datetime import date

import pytest

from index import Hit, Passage, sentences
from qa import Statement
from qa.reading.listing import listed
from qa.reading.selection import Selector
from qa.reading.short import short
from qa.understanding.questions import understand
from qa.wording import quotation

DAY = date(2024, 6, 10)


def told(question, *texts):
    """The quotes of a list from reports with those texts, and its items in short."""
    hits = [
        Hit(Passage(f"a{at}", one, 0, len(one), tuple(sentences(one)), "", f"Outlet {at}", DAY),
            1.0 - at / 50, 0.5)
        for at, one in enumerate(texts)
    ]  # fmt: skip
    query = understand(question, today=DAY)
    ranked = Selector(lambda term: 0.5).select(query, hits)
    quotes = [quote for _, quote in listed(query, ranked)]
    statements = tuple(Statement(quotation(one), (one,)) for one in quotes)
    return [one.quote for one in quotes], short(query, statements).text


def test_the_items_of_several_reports_come_together_each_once():
    quotes, items = told(
        "Which ministers spoke about the flood?",
        "Transport Minister Dana Oresk spoke about the flood.",
        "Interior Minister Emeric Wolle spoke about the flood in Tamber.",
        "Dana Oresk, the transport minister, spoke about the flood again.",
        "Nurse Ada Marsh spoke about the flood.",
    )
    assert len(quotes) == 2
    assert items == "Dana Oresk; Emeric Wolle"


def test_who_is_told_of_by_age_alone_is_an_item_too():
    _, items = told(
        "Who was injured in the crash?",
        "Three people were injured in the crash. A woman of 71 was injured in the leg, "
        "and a 19-year-old student was injured in the arm.",
    )
    assert items == "A woman of 71; a 19-year-old student"


def test_what_stands_together_is_told_together_and_what_does_something_else_is_not():
    _, items = told(
        "Which countries asked to join the pact?",
        "Norway and Malta asked to join the pact in May.",
        "The pact had others who asked until Chile dropped its claim to join.",
    )
    assert items == "Norway and Malta"


@pytest.mark.parametrize(
    "question",
    ["Which minister spoke?", "When did the ministers speak?", "Who is minister?"],
)
def test_one_thing_is_no_list(question):
    quotes, _ = told(question, "Transport Minister Dana Oresk spoke about the flood.")
    assert quotes == []


def test_only_who_is_called_minister_is_one_each_with_a_source(answerer):
    found = answerer.ask("Which ministers are named in reports of the Orle flood?")
    assert {one.text for one in found.short.values} == {"Dana Oresk", "Rolf Enderby"}
    assert len(found.statements) == 2


def test_the_sample_tells_who_was_hurt_though_no_name_is_given(answerer):
    found = answerer.ask("Who was hurt aboard the ferry?")
    assert found.short.text == "A woman of 71; a man of 46; a crew member of 33"


def test_the_sentence_that_names_them_all_goes_before_the_one_that_counts_them():
    quotes, items = told(
        "Which countries in southern Africa had outbreaks of marsh fever?",
        "Several countries in southern Africa had outbreaks of marsh fever this year. "
        "Doctors are tired. "
        "The outbreaks of marsh fever were reported in Kenya, Malawi, Zambia and Zimbabwe.",
    )
    assert quotes[0].startswith("The outbreaks of marsh")
    assert items == "Kenya, Malawi, Zambia and Zimbabwe"
