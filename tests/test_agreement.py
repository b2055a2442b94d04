"""What several reports say on the point asked for: the same, another, or another by now."""

from datetime import date

import pytest

from index import Filters
from qa import Accord, Account, Agreement, Statement
from qa.printing import answer_lines
from qa.reading.agreeing import agreement
from qa.understanding.questions import understand
from tests.answers import answer, cite, whole

FRIDAY, SATURDAY = date(2024, 5, 17), date(2024, 5, 18)
HURT = "How many people were injured when the ferry hit the pier?"


def said(*texts: str) -> tuple[Statement, ...]:
    """A statement for each "Outlet|17|words" of that day in May."""
    made = []
    for at, text in enumerate(texts):
        outlet, day, words = text.split("|")
        where = whole(f"a{at}", words, source=outlet, published=date(2024, 5, int(day)))
        made.append(Statement(words, (cite(where, words),)))
    return tuple(made)


def told(question: str, *texts: str) -> Agreement | None:
    return agreement(understand(question), said(*texts))


def test_two_outlets_of_the_same_day_with_other_figures_differ():
    found = told(
        "How much did the quay cost?",
        "Courier|17|The quay cost 4.2 million crowns, the city said.",
        "Register|18|The quay cost 4.6 million crowns, the auditors said.",
        "Weekly|18|The quay cost some 4.6 million crowns.",
    )
    assert found.verdict is Accord.DIFFER
    assert found.text in (
        "some 4.6 million crowns (2 outlets, 18 May) · 4.2 million crowns (1 outlet, 17 May)",
        "4.6 million crowns (2 outlets, 18 May) · 4.2 million crowns (1 outlet, 17 May)",
    )


def test_a_toll_that_rises_from_day_to_day_is_revised_not_disputed():
    found = told(
        HURT,
        "Agency|18|Fourteen people were injured when the ferry hit the pier.",
        "Courier|17|Twelve people were injured when the ferry hit the pier.",
    )
    assert found.verdict is Accord.REVISED
    assert [one.day for one in found.accounts] == [FRIDAY, SATURDAY]
    assert found.text == ("twelve people (1 outlet, 17 May) → fourteen people (1 outlet, 18 May)")


def test_an_outlet_that_corrects_itself_revises_what_it_said():
    found = told(
        "How much did the quay cost?",
        "Courier|17|The quay cost 4.2 million crowns, the city said.",
        "Courier|20|The quay cost 4.6 million crowns, the city said.",
    )
    assert found.verdict is Accord.REVISED


def test_outlets_that_say_the_same_in_other_words_agree():
    found = told(
        "What share of voters said yes?",
        "Courier|17|More than 90 percent of voters said yes.",
        "Register|18|Over 90 percent of voters said yes.",
    )
    assert found.verdict is Accord.AGREE
    assert found.accounts[0].outlets == ("Courier", "Register")
    assert found.text == "over 90 percent (2 outlets, 18 May)"


@pytest.mark.parametrize(
    "texts",
    [
        ["Courier|17|Twelve people were injured when the ferry hit the pier."],
        ["Courier|17|Twelve people were injured when the ferry hit the pier.",
         "Courier|18|Twelve people were injured when the ferry hit the pier on Friday."],
        ["Courier|17|The ferry hit the pier, and people were injured."],
    ],
)  # fmt: skip
def test_one_account_of_one_outlet_is_no_agreement(texts):
    assert told(HURT, *texts) is None


def test_who_denies_and_who_affirms_differ():
    found = told(
        "Did the mayor sign the contract?",
        "Courier|17|The mayor signed the contract.",
        "Register|17|The mayor did not sign the contract.",
    )
    assert [one.value for one in found.accounts] == ["Yes", "No"]


def test_the_accounts_stand_above_the_quotes_with_what_they_cite():
    statements = said(
        "Courier|17|Twelve people were injured.", "Register|17|Fourteen people were injured."
    )
    accounts = tuple(
        Account(words, (one.citations[0].passage.outlet,), FRIDAY, one.citations)
        for words, one in zip(("Twelve", "Fourteen"), statements, strict=True)
    )
    found = Agreement(accounts, Accord.DIFFER)
    made = answer(*statements, agreement=found)
    assert next(answer_lines(made)) == (
        "Outlets differ: Twelve (1 outlet, 17 May) · Fourteen (1 outlet, 17 May)"
    )
    record = made.as_dict()["agreement"]
    assert (record["text"], record["verdict"]) == (found.text, "differ")
    assert [one["citations"] for one in record["accounts"]] == [[1], [2]]
    with pytest.raises(ValueError, match="cites all"):
        answer(statements[0], agreement=found)


def test_what_fits_no_verdict_is_no_agreement():
    (statement,) = said("Courier|17|Twelve people were injured.")
    account = Account("Twelve", ("Courier",), FRIDAY, statement.citations)
    with pytest.raises(ValueError, match="do not differ"):
        Agreement((account,), Accord.DIFFER)


def test_the_sample_tells_how_many_were_hurt_with_both_counts_and_who_gives_each(answerer):
    found = answerer.ask("How many people were injured when the ferry hit the pier at Skerrow?")
    assert found.agreement.text == (
        "fourteen people (2 outlets, 18 May) · twelve people (1 outlet, 18 May)"
    )
    assert [len(one.citations) for one in found.statements] == [2, 1]


def test_what_an_outlet_says_of_something_else_is_no_other_account(answerer):
    found = answerer.ask("On which day did the lighthouse keeper Maud Tennick die?")
    assert (len(found.statements), found.agreement) == (1, None)


def one_outlet(answerer, question, **asked):
    notes = answerer.ask(question, **asked).notes
    return [one.text for one in notes if one.kind == "one outlet"]


def test_a_figure_that_one_outlet_alone_gives_is_said_to_be_from_it(answerer):
    assert one_outlet(answerer, "How much did the relief boat cost?") == [
        "All from Capital & Trade."
    ]
    assert one_outlet(answerer, "What share of the bill for the bridge does the state bear?") == []


def test_a_fact_of_one_quote_needs_no_such_note_nor_does_an_outlet_that_was_chosen(answerer):
    assert one_outlet(answerer, "On which day did the lighthouse keeper Maud Tennick die?") == []
    only = Filters(outlets=("Capital & Trade",))
    assert one_outlet(answerer, "How much did the relief boat cost?", filters=only) == []
