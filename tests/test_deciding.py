"""Yes, no or neither: what a sentence says to a question, and of whom."""

import pytest

from qa.language import read
from qa.values.deciding import Verdict, decided


@pytest.mark.parametrize(
    ("question", "sentence", "verdict"),
    [
        ("Was Pell arrested?", "Pell was arrested at his boatyard.", Verdict.YES),
        ("Was Pell arrested?", "Police arrested Pell on Monday.", Verdict.YES),
        ("Was Pell arrested?", "The court issued an arrest warrant for Pell.", None),
        ("Was Corrand hospitalised?", "Veary was hospitalised before Corrand took office.", None),
        ("Did Veary resign?", "Oresk resigned, which Veary regretted.", None),
        ("Did Veary resign?", "The mayor resigned, and Veary said so.", None),
        ("Was Pell convicted?", "Two dockers were acquitted of theft.", None),
        ("Was Pell convicted?", "Pell was acquitted of theft.", Verdict.NO),
        ("Was Pell arrested?", "Two friends of Pell, arrested in May, were acquitted.", None),
        ("Is the captain guilty?", "The treasurer was cleared of fraud.", None),
        ("Has Orle closed the quay?", "Orle closed the quay in May.", Verdict.YES),
        ("Was the quay rebuilt?", "A pontoon is not a quay, its owner said.", None),
        ("Was the quay rebuilt?", "The quay was not rebuilt.", Verdict.NO),
        ("Is the ferry out of service?", "With 21 years of service he tested negative.", None),
        ("Was the skipper drunk?", "The skipper tested negative for alcohol.", Verdict.NO),
        ("Is Ada Pell still mayor?", "Ivo has nothing to do with Ada Pell, the mayor.", None),
        ("Is Ivo related to Ada Pell?", "Ivo has nothing to do with Ada Pell.", Verdict.NO),
        ("Has Orle closed the quay?", "Orle may have closed the quay.", Verdict.OPEN),
    ],
)
def test_a_verdict_is_of_the_act_that_is_asked_about_and_of_whom(question, sentence, verdict):
    assert decided(read(question), read(sentence), []) is verdict
