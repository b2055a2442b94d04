"""Questions in other languages over English articles are read as English; English is left alone."""

import json
from pathlib import Path

import pytest

from index import Archive
from qa import Answerer, open_answerer
from qa.evaluation.questionset import read_questions
from qa.understanding.foreign import translated

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def answerer(sample_archive: Archive) -> Answerer:
    return open_answerer(sample_archive.path)


@pytest.mark.parametrize(
    ("asked", "english", "language"),
    [
        ("¿Cuándo murió la farera?", "When did the farera die?", "Spanish"),
        ("cuanto costo la reparacion del puente", "How much did the repair of the bridge cost",
         "Spanish"),
        ("¿Por qué están en huelga los trabajadores en Corea del Sur?",
         "Why are the workers on strike in South Korea?", "Spanish"),
        ("¿Quién ganó las elecciones en Port Sellen?", "Who won the elections in Port Sellen?",
         "Spanish"),
        ("¿Qué pasó el 17 de mayo de 2024?", "What happened on 17 May 2024?", "Spanish"),
        ("¿Y cuándo?", "And when?", "Spanish"),
        ("How much costó la reparación del puente?", "How much did the repair of the bridge cost?",
         "Spanish"),
        ("Combien a coûté la réparation du pont ?", "How much did the repair of the bridge cost?",
         "French"),
        ("Pourquoi les médecins sont-ils en grève ?", "Why are the doctors on strike?", "French"),
        ("Le pont est-il fermé ?", "Is the bridge closed?", "French"),
        ("Qu'a dit le maire le 3 juin 2024 ?", "What did the mayor say on 3 June 2024?", "French"),
        ("Wie viel hat die Hafenbrücke gekostet?", "How much did the harbour bridge cost?",
         "German"),
        ("Wie viele wurden in Skerrow verletzt?", "How many were injured in Skerrow?",
         "German"),
        ("Was geschah am 17. Mai 2024?", "What happened on 17 May 2024?", "German"),
        ("Quando è morta la regina?", "When did the queen die?", "Italian"),
        ("Perché è stato condannato Osric Pell?", "Why was Osric Pell sentenced?", "Italian"),
        ("Quanto custou a reparação da ponte?", "How much did the repair of the bridge cost?",
         "Portuguese"),
        ("¿Cuál es la inflación en Lorvane?", "What is the inflation in Lorvane?", "Spanish"),
    ],
)  # fmt: skip
def test_a_question_is_asked_as_english_asks(asked: str, english: str, language: str) -> None:
    told = translated(asked, lambda _: 0)
    assert told is not None
    assert (told.text, told.language) == (english, language)


ENGLISH = [
    one.question
    for name in ("followups.jsonl", "sample_questions.jsonl")
    for one in read_questions(DATA / name)
] + [json.loads(line)["question"] for line in (DATA / "rewordings.jsonl").open(encoding="utf-8")]


def test_no_english_question_is_touched() -> None:
    assert len(ENGLISH) > 300
    assert [one for one in ENGLISH if translated(one, lambda _: 0)] == []


@pytest.mark.parametrize(
    "asked",
    [
        "Was the bridge closed?",
        "Did the minister die in a hospital?",
        "Who won the Copa del Rey final in Los Angeles?",
        "What did Le Monde and La Repubblica say?",
        "Who is Marine Le Pen?",
        "Die Brücke",
        "",
        "???",
        "'",
    ],
)
def test_a_few_foreign_words_do_not_make_a_question_foreign(asked: str) -> None:
    assert translated(asked, lambda _: 0) is None


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("Wie viele Soldaten starben in Sambia?", "How many soldiers died in Zambia?"),
        ("Quem ganhou as eleições na Letônia?", "Who won the elections in Latvia?"),
        ("Qui a détruit la tour en Écosse ?", "Who destroyed the tower in Scotland?"),
        ("¿Qué causó las negociaciones?", "What caused the negotiations?"),
        ("Chi ha vinto il torneo in Svezia?", "Who won the tournament in Sweden?"),
        ("¿Quién ganó en la República Dominicana?", "Who won in Dominican Republic?"),
    ],
)
def test_countries_and_common_words_are_known_in_every_language(
    asked: str, understood: str
) -> None:
    told = translated(asked, lambda _: 0)
    assert told is not None
    assert told.text == understood
    assert told.unknown == ()


def test_the_answer_says_from_which_language_it_was_read(answerer: Answerer) -> None:
    answer = answerer.ask("¿Cuánto costó la reparación del puente?")
    assert answer.understood == "How much did the repair of the bridge cost?"
    assert "4.2 million crowns" in answer.text
    assert "Asked in Spanish" in next(one.text for one in answer.notes if one.kind == "language")


def test_a_word_that_no_table_has_is_told(answerer: Answerer) -> None:
    answer = answerer.ask("Wie viele Menschen wurden in Skerrow verhätschelt?")
    note = next(one.text for one in answer.notes if one.kind == "language")
    assert "“verhätschelt”" in note
    assert "Skerrow" not in note


def test_an_archive_in_that_language_is_asked_in_it(tmp_path: Path) -> None:
    (tmp_path / "eins.txt").write_text(
        "Die Reparatur der Brücke kostete vier Millionen Kronen, sagte der Bürgermeister.", "utf-8"
    )
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(tmp_path)
    answer = open_answerer(tmp_path / "archive").ask("Wie viel kostete die Reparatur der Brücke?")
    assert answer.understood == answer.question
    assert answer.notes == () or all(one.kind != "language" for one in answer.notes)
