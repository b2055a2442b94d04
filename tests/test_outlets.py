"""What is asked of outlets: whether they agree, on what, and which figure one of them gives."""

import pytest

from qa.understanding.outlets import of_outlets
from qa.understanding.questions import understand

OUTLETS = ("Harbour Courier", "Kestrane Register", "Lorvane Broadcasting", "usatoday.com")


def asked(question):
    query = of_outlets(understand(question), OUTLETS)
    return (query.parts[0].text if query.parts else "", query.outlets, query.compares)


@pytest.mark.parametrize(
    ("question", "point", "outlets", "compares"),
    [
        ("Do both papers agree on the share of empty flats?", "What share of empty flats?", (),
         "agree"),
        ("Have the Courier and USA Today agreed on the number of arrests?", "How many arrests?",
         ("Harbour Courier", "usatoday.com"), "agree"),
        ("Do the papers give the same figure for the crowd?",
         "How many people were in the crowd?", (), "agree"),
        ("Do the reports differ on when the bridge opened?", "When the bridge opened?", (),
         "differ"),
        ("Is there a discrepancy between the papers on the death toll in the flood?",
         "How many people were killed in the flood?", (), "differ"),
        ("Do the papers agree that the mayor resigned?", "Whether the mayor resigned?", (),
         "agree"),
        ("What number does Lorvane Broadcasting report for the wounded?", "How many wounded?",
         ("Lorvane Broadcasting",), ""),
        ("Does everyone give the same number of beds for the hospital?",
         "How many beds were there for the hospital?", (), "agree"),
        ("Is there agreement between the reports about the hour at which the bridge fell?",
         "At which hour the bridge fell?", (), "agree"),
        # others than those who tell may agree, too
        ("Do the mayor and the council agree on the tax?", "", (), ""),
        ("What figure does the mayor give for the wounded?", "", (), ""),
    ],
)  # fmt: skip
def test_the_point_is_asked_of_outlets_and_articles_alone(question, point, outlets, compares):
    assert asked(question) == (point, outlets, compares)


def test_each_outlet_that_is_asked_is_quoted_with_its_figure(answerer):
    found = answerer.ask(
        "Do the Courier and the Register agree on how much the bridge repair cost?"
    )
    assert found.short.text == "No"
    assert {one.citations[0].passage.outlet for one in found.statements} == {
        "Harbour Courier", "Kestrane Register",
    }  # fmt: skip
    assert len(found.agreement.accounts) == 2


def test_of_papers_that_are_not_named_those_that_tell_are_quoted(answerer):
    found = answerer.ask(
        "Did the papers print the same figure for the crowd at the final of the cup?"
    )
    assert found.short.text == "No"
    assert {one.value for one in found.agreement.accounts} == {"21,460", "21,406"}


def test_only_the_outlet_that_is_asked_is_quoted(answerer):
    found = answerer.ask(
        "What count does Lorvane Broadcasting report for the crowd at the final of the cup?"
    )
    assert found.short.text == "21,460"
    assert [one.citations[0].passage.outlet for one in found.statements] == ["Lorvane Broadcasting"]


def test_an_outlet_that_says_nothing_on_it_is_named(answerer):
    question = "Do the Courier and Capital & Trade agree on the number of people the ferry injured?"
    found = answerer.ask(question)
    assert "Nothing on this was found in Capital & Trade." in [one.text for one in found.notes]


def test_of_two_that_are_compared_each_is_quoted_with_its_own_figure(answerer):
    found = answerer.ask("Which cost more, the repair of the harbour bridge or the flood fund?")
    assert found.short.text == "the flood fund (85 million crowns)"
    first, second = (one.text for one in found.statements)
    assert "4.6 million" in first
    assert "85 million" in second


def test_what_is_counted_may_be_named_in_the_headline(answerer):
    found = answerer.ask("Do all reports agree on the number of jobs for the cruise terminal?")
    told = " ".join(one.text for one in found.statements)
    assert "220 permanent jobs" in told
    assert "140 permanent jobs" in told
