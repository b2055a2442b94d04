from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.furniture import furniture
from index.passages import MAX_SENTENCE_CHARS, PASSAGE_TOKENS, count_tokens, sentences, split
from index.types import Article

_SENTENCE = st.sampled_from(
    [
        "The harbour bridge closed on Monday.",
        "Mr. Veary said the repairs would cost $4.2 million.",
        "“We were told nothing,” she said.",
        "The ferry left at 9 a.m. and did not return.",
        "Köprü pazartesi günü kapandı.",
        "桥在星期一关闭。工程师发现了裂缝。",
        "أغلق الجسر يوم الاثنين.",
        "🚢 The ferry 🌊 sank!",
        "e\u0301te\u0301 zero\u200bwidth \ufeffmark",
        "Read more: The bridge in pictures",
        "Sign up to our newsletter",
        "Photograph: Ann Lee/Agency",
    ]
)
_GAP = st.sampled_from([" ", "\n", "\n\n", "  ", "\n \n", "\u00a0", ""])
STORIES = st.lists(st.tuples(_SENTENCE, _GAP), min_size=1, max_size=40).map(
    lambda parts: "".join(sentence + gap for sentence, gap in parts)
)
TEXTS = st.one_of(STORIES, st.text(min_size=1, max_size=600)).filter(str.strip)
SIZES = st.sampled_from([5, 20, 60, PASSAGE_TOKENS])


def article(text: str) -> Article:
    return Article("a1", "Bridge shut", text, "Courier", date(2024, 5, 13), "https://c.example/1")


@given(TEXTS, SIZES)
@settings(max_examples=150)
def test_a_passage_is_the_characters_it_says_it_is(text, tokens):
    for passage in split(article(text), tokens=tokens):
        assert text[passage.start : passage.end] == passage.text
        for start, end in passage.sentences:
            assert passage.slice(start, end) == text[start:end]


@given(TEXTS, SIZES)
@settings(max_examples=100)
def test_sentences_are_in_order_apart_and_inside_their_passage(text, tokens):
    passages = split(article(text), tokens=tokens)
    spans = [span for passage in passages for span in passage.sentences]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for passage in passages:
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""


@given(TEXTS, SIZES)
@settings(max_examples=100)
def test_only_page_furniture_is_left_out(text, tokens):
    covered = bytearray(len(text))
    for passage in split(article(text), tokens=tokens):
        for start, end in passage.sentences:
            covered[start:end] = b"\1" * (end - start)
    marked = furniture(text)
    for start, end in sentences(text):
        touched = any(a < end and start < b for a, b in marked)
        lost = [at for at in range(start, end) if not covered[at] and not text[at].isspace()]
        assert not lost or touched, text[start:end]


@given(TEXTS)
@settings(max_examples=100)
def test_every_character_that_is_not_space_is_in_a_sentence(text):
    inside = {at for start, end in sentences(text) for at in range(start, end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in inside)


@given(TEXTS, SIZES)
@settings(max_examples=100)
def test_a_passage_is_no_longer_than_asked_unless_it_is_one_sentence(text, tokens):
    for passage in split(article(text), tokens=tokens):
        counted = sum(count_tokens(passage.slice(a, b)) for a, b in passage.sentences)
        assert counted <= 1.1 * tokens or len(passage.sentences) == 1


@given(TEXTS)
@settings(max_examples=40)
def test_cutting_twice_gives_the_same(text):
    assert split(article(text)) == split(article(text))


def test_a_repeated_paragraph_keeps_its_own_place():
    paragraph = "The bridge is shut. Repairs begin on Monday."
    text = "\n\n".join([paragraph] * 30)
    passages = split(article(text), tokens=40)
    spans = [span for passage in passages for span in passage.sentences]
    step = len(paragraph) + 2
    assert [start for start, _ in spans[::2]] == [step * at for at in range(30)]
    assert {text[a:b] for a, b in spans[1::2]} == {"Repairs begin on Monday."}
    assert len({passage.id for passage in passages}) == len(passages) > 3


def test_hard_wrapped_text_is_cut_at_sentences_and_not_at_lines():
    text = (
        "The harbour bridge was shut to all traffic on Monday after\n"
        "engineers found a crack as long as a bus in its main deck.\n"
        "The council said the repairs would take the whole of autumn\n"
        "and cost more than four million, twice what had been said in\n"
        "the spring."
    )
    assert [text[a:b] for a, b in sentences(text)] == [
        text[: text.index("The council") - 1],
        text[text.index("The council") :],
    ]


def test_lines_of_their_own_are_sentences_of_their_own():
    text = "Bridge shut until autumn\nThe council closed it on Monday.\nFerries run instead."
    assert [text[a:b] for a, b in sentences(text)] == text.split("\n")


def test_abbreviations_and_initials_do_not_end_a_sentence():
    text = "Mr. Veary met Dr. A. Orle of the U.S. Navy at 9 a.m. on Monday. They spoke briefly."
    assert [text[a:b] for a, b in sentences(text)] == [
        text[: text.index("They") - 1],
        "They spoke briefly.",
    ]


def test_an_endless_sentence_is_cut_at_spaces():
    text = "word " * 2_000 + "end"
    spans = sentences(text)
    assert max(b - a for a, b in spans) <= MAX_SENTENCE_CHARS
    assert " ".join(text[a:b] for a, b in spans) == text


def test_text_without_a_space_is_cut_too():
    text = "x" * 9_001
    assert "".join(text[a:b] for a, b in sentences(text)) == text
    assert max(b - a for a, b in sentences(text)) <= MAX_SENTENCE_CHARS


@pytest.mark.parametrize("text", ["", "\n", "\n\n \n\t\n", "\u00a0\u2003"])
def test_nothing_but_space_has_no_sentence(text):
    assert sentences(text) == []


def test_passages_carry_what_their_article_says_of_itself():
    (passage,) = split(article("The bridge is shut. Repairs begin on Monday."))
    assert (passage.title, passage.source, passage.published, passage.url) == (
        *("Bridge shut", "Courier"),
        *(date(2024, 5, 13), "https://c.example/1"),
    )
    assert passage.searchable == (
        "Bridge shut\nCourier, 13 May 2024\nThe bridge is shut. Repairs begin on Monday."
    )


def test_furniture_is_no_evidence_but_the_text_stays_whole():
    text = (
        "The bridge is shut until the autumn, the council said.\n\n"
        "Sign up to our newsletter\n\n"
        "Repairs begin on Monday."
    )
    (passage,) = split(article(text))
    assert passage.text == text
    assert [passage.slice(a, b) for a, b in passage.sentences] == [
        text.split("\n\n")[0],
        "Repairs begin on Monday.",
    ]
    assert "newsletter" not in passage.searchable


def test_passages_end_at_paragraphs_when_nearly_full():
    paragraph = " ".join(f"The council met for the {n}th time on that day." for n in range(10, 18))
    text = "\n\n".join([paragraph] * 12)
    passages = split(article(text), tokens=100)
    assert len(passages) > 5
    assert {passage.text for passage in passages} == {paragraph}
