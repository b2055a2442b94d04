"""Whether two values of a question say the same."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language import read
from qa.understanding.questions import understand
from qa.values.alike import Reading, same
from qa.values.values import asked_values

DAY = date(2024, 2, 10)


def reading(question: str, text: str, published: date = DAY) -> Reading:
    sentence = read(text, published)
    return Reading(asked_values(understand(question), sentence)[0], sentence)


SHARE = "What was the share of yes votes?"
HURT = "How many people were injured in the collision?"
COST = "How much did the repair cost?"
LONG = "How long was the bridge closed?"
WHEN = "When did the bridge open?"
WHO = "Who headed the inquiry?"
TABLE = [
    (SHARE, "More than 90 percent voted yes.", "It passed with over 90 percent.", True),
    (SHARE, "Some 60 per cent voted yes.", "It passed with 66 per cent.", False),
    (SHARE, "Two thirds voted yes.", "It passed with 67 per cent.", True),
    (HURT, "About 500 people were injured.", "Nearly 500 people were injured.", True),
    (HURT, "Two teachers and 19 children were injured.", "21 people were injured.", True),
    (HURT, "Twelve people were injured.", "14 people were injured.", False),
    (HURT, "20 people were injured.", "21 people were injured.", False),
    (COST, "The repair cost 4.2 million crowns.", "The repair cost 4,190,000 crowns.", True),
    (COST, "The repair cost 4.2 million crowns.", "The repair cost 4.6 million crowns.", False),
    (COST, "The repair cost 4.2 million crowns.", "The repair cost $4.2 million.", None),
    (LONG, "It was closed for 176 days.", "It was closed for almost six months.", True),
    (LONG, "It was closed for eight weeks.", "It was closed for almost six months.", False),
    (WHEN, "It opened on Tuesday.", "It opened on 6 February 2024.", True),
    (WHEN, "It opened in February.", "It opened on 6 February 2024.", True),
    (WHEN, "It opened on 7 February.", "It opened on 6 February 2024.", False),
    (WHO, "Cato Brandsma headed it.", "The inquiry was headed by Mr Brandsma.", True),
    (WHO, "Cato Brandsma headed it.", "The inquiry was headed by Ilse Corrand.", False),
]  # fmt: skip


@pytest.mark.parametrize(("question", "one", "other", "alike"), TABLE)
def test_values_are_compared_by_what_they_mean(question, one, other, alike):
    mine, theirs = reading(question, one), reading(question, other)
    assert same(mine, theirs) is alike
    assert same(theirs, mine) is alike


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 10**7), st.sampled_from(("", "about ", "nearly ", "more than ", "at least ")))
def test_a_figure_agrees_with_itself_however_it_is_qualified(number, before):
    plain = reading(HURT, f"Officials said {number:,} people were injured.")
    hedged = reading(HURT, f"Officials said {before}{number:,} people were injured.")
    assert same(plain, hedged) is True
