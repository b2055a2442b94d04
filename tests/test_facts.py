"""What the rules see on the surface of a sentence."""

import pytest

from qa.checking import facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 4.2 million crowns.", {4_200_000}),
        ("It cost 4,200,000 crowns.", {4_200_000}),
        ("A bill of $4.2m was sent.", {4_200_000}),
        ("Twelve people and 14 dogs.", {12, 14}),
        ("Twenty-three of 1,400 homes.", {23, 1400}),
        ("Two million viewers.", {2_000_000}),
        ("Nobody was hurt.", set()),
    ],
)
def test_numbers_are_compared_by_value(text, expected):
    assert facts.numbers(text) == expected


def test_names_leave_out_sentence_openers_and_months():
    text = "Repairs began in May. On Monday Tomas Veary thanked Port Sellen. He left."
    assert facts.names(text) == {"tomas", "veary", "port", "sellen"}


def test_names_lose_their_possessive():
    assert "corrand" in facts.names("They praised Ilse Corrand’s plan.")


def test_may_is_a_month_only_with_a_capital():
    assert facts.calendar("It may rain in May 2024.") == {"may", "2024"}
    assert facts.calendar("It may rain.") == frozenset()


@pytest.mark.parametrize(
    ("see", "text"),
    [
        (facts.speech, "“We urge calm,” the mayor told reporters."),
        (facts.dated, "The bridge reopens at 6 a.m."),
        (facts.dated, "It happened last week."),
        (facts.placed, "The ferry ran aground off Skerrow."),
        (facts.priced, "Prices rose by 3 per cent."),
        (facts.measured, "Prices rose by 3 per cent."),
        (facts.measured, "The hull is 40 metres long."),
        (facts.reasoned, "Trains stopped because of the flood."),
        (facts.dangling, "He said it would take a year."),
        (facts.dangling, "But they refused."),
    ],
)
def test_signs_are_seen(see, text):
    assert see(text)
    assert not see("The committee met in silence")
