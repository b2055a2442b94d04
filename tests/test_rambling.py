"""Long requests: what they ask, of all that they say."""

import pytest

from qa.understanding.questions import understand
from qa.understanding.rambling import asked


@pytest.mark.parametrize(
    ("request_", "questions"),
    [
        (
            "For our Sunday pages we are trying to find out who designed the new lighthouse at "
            "Skerrow, and when it was lit for the first time, many thanks in advance.",
            ("Who designed the new lighthouse at Skerrow?",
             "When the new lighthouse at Skerrow was lit for the first time?"),
        ),
        (
            "Hello, my editor has asked me to check whether the mayor really signed the contract "
            "for the quay, thank you very much in advance.",
            ("Whether the mayor really signed the contract for the quay?",),
        ),
        # nobody asks here, or asks in few words
        ("The minister told the house that nobody could know who had signed the contract for the "
         "bridge that was closed in September of that year", ()),
        ("I would like to know when the mill burned.", ()),
    ],
)  # fmt: skip
def test_only_what_is_asked_is_kept(request_, questions):
    assert asked(request_) == questions


def test_each_thing_that_a_long_request_asks_is_answered_in_turn(answerer):
    found = answerer.ask(
        "We are preparing a page about the harbour, and my colleague wonders how much the repairs "
        "to the harbour bridge cost and who runs the ferry company Skerrow Line, if you can tell."
    )
    texts = [one.text for one in found.statements]
    assert "million" in texts[0]
    assert len(texts) >= 2


def test_a_request_for_one_thing_is_understood_as_that():
    query = understand(
        "Hello, my editor has asked me to check whether the mayor really signed the contract for "
        "the quay, thank you very much in advance."
    )
    assert query.text == "Whether the mayor really signed the contract for the quay?"
