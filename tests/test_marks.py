"""What models write, in the shapes that their families write it, becomes sentences and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.reading.marks import Line, Parser

VEARY = "Tomas Veary won the vote."
ORESK = "Dana Oresk lost by 1,311 votes."


def parsed(text: str, size: int = 7) -> list[Line]:
    parser = Parser()
    lines = []
    for at in range(0, len(text), size):
        lines += parser.feed(text[at : at + size])
    return [*lines, *parser.end()]


def told(text: str, size: int = 7) -> list[tuple[str, tuple[int, ...]]]:
    return [(line.text, line.numbers) for line in parsed(text, size)]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (f"{VEARY} [1]", (1,)),
        (f"{VEARY[:-1]} [1].", (1,)),
        (f"{VEARY[:-1]}[1].", (1,)),
        (f"[1] {VEARY}", (1,)),
        (f"- {VEARY} [1]", (1,)),
        (f"1. {VEARY} [2]", (2,)),
        (f"* **{VEARY}** [3]", (3,)),
        (f"{VEARY} 【1】", (1,)),
        (f"{VEARY} 【1†source】", (1,)),
        (f"{VEARY} 〔2〕", (2,)),
        (f"{VEARY} [^1]", (1,)),
        (f"{VEARY} [1][2]", (1, 2)),
        (f"{VEARY} [1], [2]", (1, 2)),
        (f"{VEARY} [1, 2]", (1, 2)),
        (f"{VEARY} [1; 2]", (1, 2)),
        (f"{VEARY} [1 and 2]", (1, 2)),
        (f"{VEARY} [1-3]", (1, 2, 3)),
        (f"{VEARY} [1–3, 7]", (1, 2, 3, 7)),
        (f"{VEARY} [1 to 3]", (1, 2, 3)),
        (f"{VEARY} [sentence 4]", (4,)),
        (f"{VEARY} [Sentences 4, 5]", (4, 5)),
        (f"{VEARY} [Source 4]", (4,)),
        (f"{VEARY} [#4]", (4,)),
        (f"{VEARY} [1] [1]", (1,)),
        (f"Answer: {VEARY} [1]", (1,)),
        (f"**Answer:** {VEARY} [1]", (1,)),
        (f"> {VEARY} [1]", (1,)),
        (f"{VEARY} (3)", (3,)),
        (f"{VEARY[:-1]} (3).", (3,)),
        (f"{VEARY} (sentences 3 and 4)", (3, 4)),
        (f"{VEARY} (see [1])", (1,)),
        (f"{VEARY[:-1]} ([1], [2]).", (1, 2)),
        (f"{VEARY} （1）", (1,)),
        (f"{VEARY} [S3, S4]", (3, 4)),
        (f"{VEARY} [ID: 3]", (3,)),
        (f"{VEARY} [Sentence 1, Sentence 2]", (1, 2)),
        (f"{VEARY} [1, 2, and 3]", (1, 2, 3)),
        (f"{VEARY} [1 & 2]", (1, 2)),
        (f"{VEARY[:-1]} [1] and [2].", (1, 2)),
        (f"{VEARY} [1]–[3]", (1, 2, 3)),
        (f"{VEARY} [3, p. 2]", (3,)),
        (f"{VEARY} [3: Harbour Courier]", (3,)),
        (f"{VEARY[:-1]} **[1]**.", (1,)),
        (f"{VEARY} [**1**]", (1,)),
        (f"{VEARY} \\[1\\]", (1,)),
        (f"{VEARY} [[1]](#ref-1)", (1,)),
        (f"{VEARY}<sup>1</sup>", (1,)),
        (f"{VEARY}¹", (1,)),
        (f"{VEARY} — [1]", (1,)),
        (f"{VEARY} (Source: [3])", (3,)),
        (f"(1) {VEARY} [2]", (2,)),
        (f"a) {VEARY} [2]", (2,)),
        (f"  + `{VEARY}` [2]", (2,)),
        (f"### {VEARY} [2]", (2,)),
        (f"[3]: {VEARY}", (3,)),
        (f"{VEARY}", ()),
        (f"{VEARY} [1-9999999]", ()),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_mark_is_read_wherever_and_however_a_model_puts_it(written, numbers, size):
    [(text, found)] = told(written, size)
    assert text.removesuffix(" [1-9999999]") == VEARY
    assert found == numbers


@pytest.mark.parametrize(
    "written",
    [
        f"{VEARY} [1]\n{ORESK} [2]\n",
        f"{VEARY} [1]\r\n\r\n{ORESK} [2]",
        f"{VEARY} [1] {ORESK} [2]",
        f"{VEARY[:-1]} [1]. {ORESK[:-1]} [2].",
        f"{VEARY}[1]{ORESK}[2]",
        f"[1] {VEARY} [2] {ORESK}",
        f'{{"statements": [{{"text": "{VEARY}", "ids": [1]}}, {{"text": "{ORESK}", "ids": [2]}}]}}',
        f'[{{"statement": "{VEARY}", "citations": ["1"]}},\n {{"statement": "{ORESK} [2]"}}]',
        f'```json\n{{"answer": [\n{{"sentence": "{VEARY}", "sources": 1}},\n'
        f'{{"sentence": "{ORESK}", "sources": ["[2]"]}}]}}\n```\n',
        f'{{"text": "{VEARY}", "ids": [1]}}\n{{"text": "{ORESK}", "ids": [2]}}',
        f'["{VEARY} [1]", "{ORESK} [2]"]',
        f'{{"statements": ["{VEARY} [1]", "{ORESK} [2]"]}}',
        f'{{"statements": [{{"id": 7, "sure": true, "text": "{VEARY}", "sources": [1]}},\n'
        f'{{"id": 8, "sure": true, "text": "{ORESK}", "sources": [2]}}]}}',
        f"## Answer\n{VEARY} [1]\n**The loser**\n{ORESK} [2]",
        f"| What | Source |\n|---|---|\n| {VEARY} | [1] |\n| {ORESK} | [2] |",
        f"{VEARY} [1]\n{ORESK} [2]\n\nSources:\n[1] Harbour Courier\n[2] {VEARY}",
        f"{VEARY} [1]\n{ORESK} [2]\n\n**References**\n1. Harbour Courier [1]\n2. {VEARY}",
        f"{VEARY} [^1]\n{ORESK} [^2]\n\n[^1]: {VEARY}\n[^2]: Harbour Courier",
        f"{VEARY} [1]\n{ORESK} [2]\nSources: [1] Harbour Courier, [2] Wendry Weekly",
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_two_statements_are_told_apart_with_their_own_numbers(written, size):
    assert told(written, size) == [(VEARY, (1,)), (ORESK, (2,))]


def test_marks_at_the_end_of_a_paragraph_stand_for_each_of_its_sentences():
    lines = parsed(f"{VEARY} {ORESK} [1][2]")
    assert [(line.text, line.numbers, line.shared) for line in lines] == [
        (VEARY, (1, 2), True),
        (ORESK, (1, 2), True),
    ]


def test_a_statement_is_there_before_the_next_is_written():
    parser = Parser()
    assert list(parser.feed(f"{VEARY} [1]")) == []
    assert [line.text for line in parser.feed("\n")] == [VEARY]
    assert list(parser.feed(f"{ORESK} [2] ")) == []
    assert [line.text for line in parser.feed("The")] == [ORESK]


@pytest.mark.parametrize(
    "text",
    [
        "It was -12 degrees in U.S. ports. [1]",
        "He paid $4.2 million (£3.3m) for it. [1]",
        "The bill [sic] was paid. [1]",
        "Veary said: “The answer: no.” [1]",
        "Veary (61) won by 4 (of 9) votes. [1]",
        "Sources: police said so. [1]",
        "The 2 * 3 * 4 puzzle, A. Smith said, was solved. [1]",
    ],
)
def test_signs_that_are_no_marks_stay(text):
    assert told(text) == [(text.removesuffix(" [1]"), (1,))]


def test_what_has_no_word_is_no_line():
    assert told("\n\n---\n[1]\n***\n```\n") == []


def test_what_a_page_would_not_show_is_taken_off():
    assert told("The *Courier* put it at \\$4.2 million. [1]") == [
        ("The Courier put it at $4.2 million.", (1,))
    ]


def test_statements_in_other_scripts_are_told_apart():
    assert told("她赢了选举。[1]他输了。[2]") == [("她赢了选举。", (1,)), ("他输了。", (2,))]
    assert told("Вера выиграла. [1] Она рада. [2]") == [
        ("Вера выиграла.", (1,)),
        ("Она рада.", (2,)),
    ]


def test_runs_of_space_and_digits_cost_nothing():
    assert told(" " * 50_000 + "x" + " " * 50_000) == [("x", ())]
    assert len(told(f"{VEARY} [{'1' * 50_000}]", 1000)) == 1
    assert told("[" * 20_000 + "x", 1000)


@given(st.text(alphabet='ab .[]12,-{}"\n*【】<', max_size=80), st.integers(1, 9))
def test_how_the_stream_is_cut_changes_nothing_that_can_be_cited(text, size):
    cut = [(line.text, line.numbers) for line in parsed(text, size) if line.numbers]
    whole = [(line.text, line.numbers) for line in parsed(text, len(text) + 1) if line.numbers]
    assert [numbers for _, numbers in cut] == [numbers for _, numbers in whole]
