"""What an answer comes to: which of its quotes add little to what the first says, and its words."""

from datetime import date

import pytest

from qa import Statement, quotation
from qa.reading.short import short
from qa.reading.upshot import related
from qa.understanding.questions import understand
from tests.answers import answer, cite, whole

COST = "How much did the quay cost?"
FIRST = "The quay cost 4.2 million crowns, the city said."


def quoted(*texts, worded=False):
    made = []
    for at, text in enumerate(texts):
        published = date(2024, 5, 17)
        where = whole(f"a{at}", text, source=f"Outlet {at}", published=published, title="Quay")
        cited = cite(where, text)
        made.append(Statement(text if worded and at else quotation(cited), (cited,)))
    return tuple(made)


def folded(question, *texts, worded=False):
    query, statements = understand(question), quoted(*texts, worded=worded)
    return related(query, statements, short(query, statements))


def test_what_says_the_same_or_nothing_on_the_point_adds_little():
    again = "The new quay cost 4.2 million crowns in all."
    beside = "The quay was built by forty masons from Merrow."
    assert folded(COST, FIRST, again, beside) == (1, 2)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (COST, (FIRST, "The quay cost 4.6 million crowns, the auditors said.")),
        ("Tell me the story of the quay", (FIRST, "The quay was built by forty masons.")),
        ("Which towns did the quay cost anything?", (FIRST, "The quay was built by masons.")),
        ("When and where was the quay opened?",
         ("The quay was opened on 3 May 2024.", "The quay was opened in Merrow.")),
        ("Was the quay opened?", ("The quay was opened.", "The quay was built by masons.")),
    ],
)  # fmt: skip
def test_what_differs_or_was_asked_for_as_well_is_never_folded_away(question, texts):
    assert folded(question, *texts) == ()


def test_sentences_that_a_model_worded_stay_together():
    assert folded(COST, FIRST, "The quay was built by masons.", worded=True) == ()


def test_the_words_of_every_account_are_known(answerer):
    found = answerer.ask("How many people were injured when the ferry hit the pier at Skerrow?")
    words = {one.quote.lower() for one in found.points}
    assert words == {"fourteen people", "twelve people"}
    assert all(any(c.holds(one) for c in found.citations) for one in found.points)


def test_words_that_are_all_of_a_quote_are_not_singled_out():
    (said,) = quoted("The quay was opened.")
    query = understand("Was the quay opened?")
    made = answer(said, question=query.text, short=short(query, (said,)))
    assert made.short.text == "Yes"
    assert made.points == ()
