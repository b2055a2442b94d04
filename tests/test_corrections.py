"""What was corrected can be asked: what was wrong and what is right, of every correction."""

from datetime import date

import pytest

from index import Archive
from qa import Turn, open_answerer
from qa.language import read
from qa.language.corrections import denied, notes_correction
from tests.test_syndication import OTHERS, put

TODAY = date(2024, 12, 2)
STORY = (
    "The town of Almer has lost a tenth of its people in ten years, the census office said. "
    "It counted 8,120 in the spring.\n\nMayor Rolf Aske wants to build forty flats."
)
NOTE = (
    "\n\n___\n\nThis story has been corrected to say that 8,120 people were counted in the spring, "
    "not in the autumn. It also gives the right name of the mayor, Rolf Aske."
)


def said(answerer, question):
    return [one.text.split(": ", 1)[1] for one in answerer.ask(question, today=TODAY).statements]


@pytest.mark.parametrize(
    "question",
    [
        "What was corrected in the Wendry Weekly's report on the marsh fever vaccine?",
        "What did the Wendry Weekly get wrong about the marsh fever vaccine?",
        "Which mistakes did the Weekly correct in its story on the vaccine?",
    ],
)
def test_every_correction_is_told_with_what_was_wrong(answerer, question):
    figure, name = said(answerer, question)
    assert "63 per cent, not by 36 per cent as we wrote" in figure
    assert "Dr Ines Quarrell. We called her Irene." in name


def test_whether_a_figure_was_corrected_is_answered_with_yes_and_the_figure(answerer):
    answer = answerer.ask("Was the figure for the marsh fever vaccine corrected?", today=TODAY)
    assert answer.short.text == "Yes"
    assert [one.text.count("63 per cent") for one in answer.statements] == [1]


def test_a_follow_up_means_the_articles_that_were_cited(answerer):
    turns = []
    for question in (
        "By how much did the marsh fever vaccine lower the risk of falling ill?",
        "Was it corrected?",
        "What did the first version say?",
    ):
        answer = answerer.ask(question, turns=turns, today=TODAY)
        turns.append(Turn.of(answer))
    assert "36 per cent less likely" in answer.statements[0].text


def test_what_a_corrected_article_said_at_first_can_be_asked(answerer):
    told = said(answerer, "What did the first version of the marsh fever vaccine article say?")
    assert "36 per cent less likely" in told[0]
    told = said(answerer, "What did the first version of the ferry story say?")
    assert "at least nine" in told[0]


def test_where_nothing_was_corrected_the_archive_does_not_say(answerer):
    assert answerer.ask("What was corrected in the article about the cup final?").abstained


@pytest.fixture
def census(tmp_path):
    with Archive(tmp_path / "archive", create=True) as archive:
        about = {"source": "Almer Echo", "published": "2024-05-02"}
        story = {"id": "census", "title": "Almer shrinks", "text": STORY + NOTE} | about
        tram = {"id": "tram", "title": "A tram", "text": OTHERS["tram"] + NOTE[:9]} | about
        put(archive, tmp_path, story, tram)
    return open_answerer(tmp_path / "archive")


def test_a_note_at_the_end_of_an_article_is_told_to_its_end(census):
    first, more = said(census, "What was corrected in the story about the people of Almer?")
    assert "not in the autumn" in first
    assert "right name of the mayor" in more
    assert said(census, "Which articles about Almer were corrected?") == [first]


@pytest.mark.parametrize(
    "text",
    [
        "This version corrects the spelling of Lambda.",
        "This story has been updated to correct that the report was from Wednesday.",
        "An earlier version of this article misstated the age of the bridge.",
        "It was updated on March 28, 2024 to remove a claim by the ministry.",
        "Correction: the bridge was built in 1968.",
    ],
)
def test_notes_of_a_correction_are_known(text):
    assert notes_correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "The prison service corrected its course in May.",
        "The Department of Correction said the state prison was full.",
        "An earlier version of the bill would have raised taxes.",
        "The story of the bridge is a long one.",
    ],
)
def test_other_sentences_with_such_words_are_none(text):
    assert not notes_correction(text)


def test_what_was_wrong_is_told_from_what_is_right():
    assert denied("It fell by 63 per cent, not by 36 per cent as we wrote.") == {36.0}
    wrong = denied("The doctor is Dr Ines Quarrell. We called her Irene.")
    assert wrong == read("Irene").name_stems
