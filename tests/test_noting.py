"""What stands beside an answer: of when its sources are, whether they are old or were updated."""

from datetime import date

import pytest

from index import Archive, Filters
from qa import open_answerer
from qa.noting import _age
from tests.conftest import HashEmbedder

DECEMBER = date(2024, 12, 2)


def kinds(answerer, question, today=DECEMBER):
    return {note.kind: note.text for note in answerer.ask(question, today=today).notes}


def test_the_days_of_the_sources_are_told(answerer):
    told = kinds(answerer, "How many people were injured in the Skerrow ferry accident?")
    assert told["as of"].startswith("Source of 18 May 2024") or " to " in told["as of"]


def test_an_old_source_is_told_of_where_it_is_asked_how_things_stand(answerer):
    question = "Who is the mayor of Port Sellen?"
    assert "old" not in kinds(answerer, question, date(2024, 7, 1))
    later = kinds(answerer, question, date(2032, 7, 1))
    assert later["old"] == "The newest source is of 10 June 2024, eight years before today."


def test_days_after_those_that_were_chosen_are_no_error(answerer):
    chosen = Filters(until=date(2023, 12, 1))
    found = answerer.ask("Did the mayor resign last week?", chosen, today=DECEMBER)
    assert found.abstained
    assert found.basis.filters == chosen


def test_what_once_happened_is_not_called_old(answerer):
    assert "old" not in kinds(answerer, "Who won the cup final?", date(2032, 7, 1))


def test_an_article_that_was_updated_says_by_which(answerer):
    told = kinds(answerer, "What did the first version of the ferry story say?")
    assert told["older"] == (
        "[1] has a newer version, of 18 May 2024: “UPDATE 2 - Fourteen injured as ferry strikes "
        "pier on Skerrow”."
    )


def test_an_article_that_was_corrected_says_so(answerer):
    told = kinds(answerer, "What did the first version of the marsh fever vaccine article say?")
    assert told["corrected"] == (
        "[1] was corrected on 18 April 2024: “Correction: marsh fever vaccine”."
    )


def test_an_answer_says_that_vectors_are_still_to_be_made(tmp_path):
    stories = ["The ferry was repaired on Monday.", "The bridge was painted on Tuesday."]
    for number, story in enumerate(stories):
        (tmp_path / f"{number}.txt").write_text(story, encoding="utf-8")
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.add([tmp_path / "0.txt"])
        archive.add([tmp_path / "1.txt"], vectors=False)
    answerer = open_answerer(tmp_path / "archive", embedder=HashEmbedder())
    told = kinds(answerer, "When was the bridge painted?")
    assert told["by words"].startswith("In 1 of 2 passages only words were searched")
    answerer.archive.add([])
    assert "by words" not in kinds(answerer, "When was the bridge painted?")


@pytest.mark.parametrize(
    ("days", "words"), [(200, "six months"), (366, "one year"), (4000, "10 years")]
)
def test_an_age_is_told_in_its_largest_unit(days, words):
    assert _age(days) == words
