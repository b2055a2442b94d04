"""Names that are typed otherwise than the archive writes them are found, and it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Archive, Vocabulary
from qa import Answerer, open_answerer
from qa.understanding.spelling import mended

ARTICLE = (
    "Kyiv was shelled on Monday, President Zelenskyy said. Transport Minister Dana Oresk spoke of "
    "the bridge law in parliament. Carla Wiegman won the regatta, and Chloe Marsh came second. "
    "Raúl Grijalva announced that he has cancer. Hansen, the harbourmaster, was not available. "
    "Muhammad Qadri paid for the massage, and Pelé was buried in Santos. A pretty roof fell in. "
    "Oskar Brand, 57, left the Harlow Clinic with Jana Oresk."
)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    folder = tmp_path_factory.mktemp("names")
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    with Archive(folder / "archive", create=True) as archive:
        archive.sync(folder)
        yield archive.vocabulary()


@pytest.fixture(scope="module")
def answerer(sample_archive: Archive) -> Answerer:
    return open_answerer(sample_archive.path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What happened in Kiev?", "What happened in Kyiv?"),  # another transcription
        ("What did Zelensky say?", "What did Zelenskyy say?"),
        ("What did Mohammed Qadri pay for?", "What did Muhammad Qadri pay for?"),
        ("What did Oresck say about the bridge law?", "What did Oresk say about the bridge law?"),
        ("How old is Dana Oreskk?", "How old is Dana Oresk?"),
        ("what did dana oresck say", "what did dana oresk say"),
        ("What has Raul Grihalva announced?", "What has Raul Grijalva announced?"),
        ("What did Carla Weegman win?", "What did Carla Wiegman win?"),
        ("What did Mohammed Kadri pay for?", "What did Muhammad Qadri pay for?"),  # by its sound
        ("How old is Óskar Bran?", "How old is Óskar Brand?"),  # a word of English, and an accent
        ("How old is Jana Orsk?", "How old is Jana Oresk?"),
        ("What did the Harlow Clnic cost?", "What did the Harlow Clinic cost?"),
    ],
)
def test_a_name_that_is_written_otherwise_is_found_and_told(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    read = mended(typed, vocabulary)
    assert read.text == meant
    for one, other in read.names:
        assert one in typed
        assert other.lower() in meant.lower()
        assert one != other
    assert read.names


@pytest.mark.parametrize(
    "question",
    [
        "How old is Oskar Grand?",  # nobody leaves out a letter so
        "How old is Dana Brand?",  # another first name
        "Who is Hanson?",  # nothing says that it is Hansen
        "Why did Hanson resign?",
        "What did Chloe Wiegand win?",  # another first name than Wiegman's
        "What did Thomas Pritty say?",
        "Who gave Ashley Massag the prize?",
        "What did Raul Grijalva decide?",
        "What did Raúl Grijálva announce?",
        "When was Pele buried?",
        "What happened in Kyiv?",
        'Who said "Kiev is ours"?',  # wanted word for word
    ],
)
def test_a_name_that_may_be_somebody_elses_or_stands_there_is_left(
    vocabulary: Vocabulary, question: str
) -> None:
    read = mended(question, vocabulary)
    assert read.text == question
    assert read.names == ()


def test_common_words_are_mended_without_a_note(vocabulary: Vocabulary) -> None:
    read = mended("What did Oresk say about the brigde law in parliment?", vocabulary)
    assert read.text == "What did Oresk say about the bridge law in parliament?"
    assert read.names == ()


def test_the_answer_says_which_name_it_is_shown_for(answerer: Answerer) -> None:
    answer = answerer.ask("What did Marit Sollvane say about the fault?")
    notes = [one.text for one in answer.notes if one.kind == "spelling"]
    assert notes == ["No “Sollvane”; shown for “Solvane”."]
    assert "Marit Solvane" in answer.text


def test_it_is_said_of_a_refusal_too(answerer: Answerer) -> None:
    answer = answerer.ask("Which car does Marit Sollvane drive?")
    assert answer.abstained
    assert any(one.kind == "spelling" for one in answer.notes)


def test_words_that_stand_together_are_counted(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Ada Brand won. Brand thanked Ada.", encoding="utf-8")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(tmp_path)
        words = archive.vocabulary()
        assert words.together(["ada", "thank"]) == 1
        assert words.together(["ada", "brand"], adjoining=True) == 1
        assert words.together(["won", "thank"], adjoining=True) == 0
        assert (words + words).together(["ada"]) == 2
