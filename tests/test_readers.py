"""What the readers make of passages: verbatim quotes, and a model's lines held to sentence ids."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback

from index import Hit, Passage, sentences
from qa import ExtractiveReader, GeneratingReader, ReaderError
from qa.questions import understand

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
    return [statement.text for statement in reader.read(understand(question), hits)]


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
    assert list(reader.read(understand("Who invented the telescope?"), [hit()])) == []


class Scripted(CustomLLM):
    """A llama-index LLM that streams a given text in small pieces and keeps what it was asked."""

    script: str
    asked: list[str] = []  # noqa: RUF012  (pydantic copies it)

    @property
    def metadata(self) -> LLMMetadata:
        return LLMMetadata(model_name="scripted")

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        return CompletionResponse(text=self.script)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
        self.asked.append(prompt)
        for at in range(0, max(1, len(self.script)), 5):
            piece = self.script[at : at + 5]
            yield CompletionResponse(text=self.script[: at + 5], delta=piece)


def generated(script: str) -> list[tuple[str, Sequence[str]]]:
    reader = GeneratingReader(Scripted(script=script))
    statements = reader.read(understand("Who won?"), [hit()])
    return [(s.text, [c.quote for c in s.citations]) for s in statements]


def test_sentence_ids_become_exact_quotes():
    assert generated("- Tomas Veary won. [1]\nThe turnout was 61 per cent. [3, 4]\n") == [
        ("Tomas Veary won.", ["Harbour pilot Tomas Veary won the mayoral election on Sunday."]),
        (
            "The turnout was 61 per cent.",
            ["Rain fell all day.", "The turnout was 61 per cent, officials said."],
        ),
    ]


@pytest.mark.parametrize(
    "script",
    [
        "Tomas Veary won [1].",
        "[1] Tomas Veary won.",
        "Tomas Veary won. 【1】",
        "1. Tomas Veary won. [1], [99]",
        "**Tomas Veary won.** [^1]",
    ],
)
def test_a_mark_is_read_wherever_a_model_puts_it(script):
    [(text, quotes)] = generated(script)
    assert text.replace("*", "") == "Tomas Veary won."
    assert quotes == ["Harbour pilot Tomas Veary won the mayoral election on Sunday."]


def test_a_minus_sign_is_no_list_mark_and_runs_of_space_cost_nothing():
    [(text, _)] = generated("-12 degrees it was. [1]")
    assert text == "-12 degrees it was."
    assert generated(" " * 5000 + "x" + " " * 5000 + "y") == []
    assert generated("Veary won. [" + "1" * 80 + "]") == []


def test_a_statement_may_hold_the_words_of_the_refusal():
    [(text, _)] = generated("The file was not in the archive, she said. [1]")
    assert text.startswith("The file was not")


@pytest.mark.parametrize("script", ["Veary won. [9]", "Veary won.", "", "NOT IN THE ARCHIVE"])
def test_lines_without_a_valid_id_are_no_statements(script):
    assert generated(script) == []


def test_the_model_sees_numbered_sentences_and_the_question():
    llm = Scripted(script="")
    list(GeneratingReader(llm).read(understand("Who won?"), [hit()]))
    assert "[2] He said the ferry would sail again in June." in llm.asked[0]
    assert "Question: Who won?" in llm.asked[0]


def test_a_failing_model_is_named():
    class Broken(Scripted):
        def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> Any:
            raise ConnectionError("refused")

    with pytest.raises(ReaderError, match="refused"):
        list(GeneratingReader(Broken(script="")).read(understand("Who won?"), [hit()]))
