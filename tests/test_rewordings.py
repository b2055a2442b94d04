"""A question that is asked in other words, or with typing errors, gets the answer it got."""

import pytest

from index import terms
from qa.language.kinship import forms, kin


def term(word: str) -> str:
    (only,) = terms(word)
    return only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("won", "win"),
        ("fell", "fallen"),
        ("paid", "pays"),
        ("thieves", "thief"),
        ("dying", "death"),
        ("colour", "color"),
        ("organised", "organize"),
        ("travelling", "traveler"),
        ("defence", "defense"),
    ],
)
def test_irregular_forms_and_other_spellings_are_forms_of_one_word(one: str, other: str) -> None:
    assert term(one) == term(other) or term(other) in forms(term(one))
    assert term(one) == term(other) or term(one) in forms(term(other))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("bought", "purchase"),
        ("price", "cost"),
        ("resigned", "quit"),
        ("fired", "dismissed"),
        ("mended", "repairs"),
        ("shut", "closure"),
        ("stole", "embezzled"),
        ("successor", "replaced"),
        ("captain", "skipper"),
        ("cut", "reduction"),
        ("choice", "chose"),
    ],
)
def test_words_that_another_reporter_may_use_are_kin(asked: str, told: str) -> None:
    assert term(told) in kin(term(asked))
    assert term(asked) in kin(term(told))


def test_kin_of_kin_are_none() -> None:
    assert term("walkout") in kin(term("strike"))
    assert term("hit") in kin(term("strike"))
    assert term("walkout") not in kin(term("hit"))


def test_a_word_is_no_kin_of_itself_nor_of_its_opposite() -> None:
    assert all(one not in kin(one) for one in map(term, ("cost", "won", "strike", "death")))
    for one, other in [("rise", "fall"), ("win", "lose"), ("buy", "sell"), ("approve", "reject")]:
        assert term(other) not in kin(term(one))


def test_a_name_or_an_unknown_word_has_no_kin() -> None:
    assert kin("skerrow") == kin("") == frozenset()
