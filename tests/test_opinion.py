"""Of whom opinions are asked, and on what."""

import pytest

from qa.understanding.opinion import asked_opinion


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What should Marrow do about the bridge, in the view of the Courier's commentators?",
         "What should Marrow do about the bridge"),
        ("In the opinion of columnists, what is wrong with the tax?", "what is wrong with the tax"),
    ],
)  # fmt: skip
def test_whose_view_is_asked_may_stand_before_or_after_the_question(question, about):
    asked = asked_opinion(question)
    assert asked is not None
    assert asked.about == about


def test_what_newspapers_report_is_no_opinion():
    assert asked_opinion("How many were hurt according to the newspapers?") is None
