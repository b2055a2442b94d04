"""What exactly a question seeks, and which sentences have it."""

import pytest

from qa.language import read
from qa.reading.sought import sought


def held(question: str, text: str) -> bool:
    exact, name = sought(question)
    test = exact or name
    assert test is not None
    return test(read(text))


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("Which country won the cup?", "Sri Lanka won.", "The winners were cheered."),
        ("Which country beat Norway?", "Norway lost to Chile.", "Norway lost."),
        ("Which state's capital was flooded?", "Rain fell on New Mexico.", "Rain fell on Orle."),
        ("What percentage of voters came?", "Some 61 per cent voted.", "Some 61 people voted."),
        ("How long was the bridge shut?", "It was shut for three weeks.", "It was shut again."),
        ("In what year did it open?", "It opened in 1968.", "It opened in May."),
        ("It was the first win since:", "They last won in 2011.", "They last won away."),
        ("On which day did it rain?", "It rained on Tuesday.", "It rained for hours."),
        ("Which singer opened the hall?", "Mara Veary sang.", "The singer was cheered."),
        ("Which company did Dana Oresk sell?", "Oresk sold Velhaven.", "Oresk sold it."),
        ("Which automaker recalled cars?", "Velhaven recalled cars.", "The firm recalled cars."),
        ("What is the new ferry called?", "She is the Sela Maren.", "She is white."),
    ],
)
def test_what_is_sought_is_told_from_what_is_not(question, has, lacks):
    assert held(question, has)
    assert not held(question, lacks)


@pytest.mark.parametrize(
    "question",
    ["What happened on the pier?", "What is marsh fever?", "Why did it sink?", "Which is longer?"],
)
def test_what_may_be_anything_is_not_judged(question):
    assert sought(question) == (None, None)


def test_what_a_question_says_in_passing_is_not_sought():
    exact, name = sought("What did the country's minister promise?")
    assert exact is None
    assert name is None
