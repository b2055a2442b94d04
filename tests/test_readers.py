"""What the extractive reader makes of passages: verbatim quotes, attributed."""

from datetime import date
from typing import Any

from index import Hit, Passage, sentences
from qa import ExtractiveReader, Meter
from qa.understanding.questions import understand

TEXT = (
    "Harbour pilot Tomas Veary won the mayoral election on Sunday.\n\n"
    "He said the ferry would sail again in June. Rain fell all day. "
    "The turnout was 61 per cent, officials said."
)


def hit(text: str = TEXT, article: str = "a1", title: str = "Election in Port Sellen") -> Hit:
    passage = Passage(
        article, text, 0, len(text), tuple(sentences(text)), title, "Harbour Courier",
        date(2024, 6, 10),
    )  # fmt: skip
    return Hit(passage, 1.0, 0.5)


def read(question: str, *hits: Hit, **options: Any) -> list[str]:
    reader = ExtractiveReader(lambda term: 0.5, None, threshold=0.0, **options)
    return [statement.text for statement in reader.read(understand(question), hits, Meter())]


def test_the_best_sentence_is_quoted_and_attributed():
    assert read("Who won the mayoral election?", hit(), most=1) == [
        "Harbour Courier, 10 June 2024: “Harbour pilot Tomas Veary won the mayoral election on "
        "Sunday.”"
    ]


def test_a_question_for_a_figure_gets_the_sentence_with_the_figure():
    [said] = read("How high was the turnout in per cent?", hit(), most=1)
    assert "61 per cent" in said


def test_a_pronoun_brings_the_sentence_before_it_along():
    text = "Minister Dana Oresk spoke on Monday. She said the railway would reopen in May."
    [said] = read("When will the railway reopen?", hit(text), most=1)
    assert "Minister Dana Oresk spoke on Monday. She said" in said


def test_an_interviewers_words_are_no_answer():
    text = (
        "You have announced a bridge law, minister. What will it cost?\n\n"
        "About 11 million crowns a year. The bridge law pays for itself."
    )
    said = read("What will the bridge law cost?", hit(text))
    assert said
    assert not any("You have announced" in statement for statement in said)


def test_a_further_statement_holds_the_kind_of_thing_too():
    text = "The bridge repairs cost 4 million crowns. The bridge repairs were praised by all."
    assert len(read("How much did the bridge repairs cost?", hit(text))) == 1


def test_a_wire_copy_is_not_quoted_twice():
    said = read("Who won the mayoral election?", hit(), hit(article="a2"))
    assert sum("won the mayoral election" in statement for statement in said) == 1


def test_below_the_threshold_nothing_is_said():
    reader = ExtractiveReader(lambda term: 0.5, None, threshold=0.99)
    assert list(reader.read(understand("Who invented the telescope?"), [hit()], Meter())) == []


def test_each_part_of_a_question_is_answered():
    text = (
        "The repairs to the bridge cost 4 million crowns, the city said. The ferry was late. "
        "The bridge reopened on 14 March, the city said."
    )
    said = read("How much did the bridge repairs cost and when did it reopen?", hit(text))
    assert any("4 million crowns" in one for one in said)
    assert any("14 March" in one for one in said)
    assert not any("ferry" in one for one in said)
