"""Whose words a sentence of an article is: by name, as "he", as "the mayor", or going on."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage, sentences
from qa.voices.quoted import quoted
from qa.voices.utterances import Utterance, voices
from tests.benchmarks.bench_speakers import LABELS

FERRY = """\
Marit Solvane, chief executive of the Tamber Line, apologised to passengers on Monday.

“We should have tied up sooner,” she said. “Nobody on the bridge did anything wrong.”

Her deputy, Jonas Aldern, 46, blamed the harbour office for the delay. The 46-year-old told the \
council that no tug had been sent. “We rang four times,” he said.

“That is not true,” said Mayor Ilse Corrand, who was on the quay. “The tug was there at six.

“It waited for an hour.”

Passengers said they had been given no blankets. According to the Seafarers’ Union, the crew \
reported a fault twice. The mayor called the report “a fairy tale”.

The line, which carries 4,000 people a day, will sail again on Friday.

Solvane's apology was welcomed by Dr. Nadia Ferrow of the Tamber Hospital. “It took courage,” \
Ferrow wrote. Aldern, in a letter to staff, denied that he would resign. The chief executive \
said nothing would change.
"""


def passage(text: str) -> Passage:
    return Passage("a1", text, 0, len(text), tuple(sentences(text)))


def said(part: str, text: str = FERRY) -> list[Utterance]:
    start = text.index(part)
    return list(voices([passage(text)]).of(start, start + len(part)))


def speaker(part: str, text: str = FERRY) -> str:
    return next((one.speaker for one in said(part, text)), "")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("We should have tied up sooner", "Marit Solvane"),
        ("Nobody on the bridge", "Marit Solvane"),
        ("blamed the harbour office", "Jonas Aldern"),
        ("The 46-year-old told", "Jonas Aldern"),
        ("We rang four times", "Jonas Aldern"),
        ("That is not true", "Ilse Corrand"),
        ("The tug was there at six", "Ilse Corrand"),
        ("It waited for an hour", "Ilse Corrand"),
        ("Passengers said they", "Passengers"),
        ("According to the Seafarers’ Union", "Seafarers’ Union"),
        ("The mayor called the report", "Ilse Corrand"),
        ("It took courage", "Nadia Ferrow"),
        ("denied that he would resign", "Jonas Aldern"),
        ("The chief executive said", "Marit Solvane"),
        ("will sail again on Friday", ""),
    ],
)
def test_who_says_a_sentence_is_named_as_fully_as_the_article_does(part, expected):
    assert speaker(part) == expected


def test_where_the_article_names_who_speaks_is_told():
    start, end = said("The 46-year-old told")[0].named
    assert FERRY[start:end] == "Jonas Aldern"


def test_very_words_are_told_from_reports_and_sure_names_from_pronouns():
    quote, report = said("That is not true")[0], said("According to the Seafarers’ Union")[0]
    assert quote.direct
    assert not report.direct
    assert quote.sure > said("We rang four times")[0].sure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge, called the Long Span, was closed.", ""),
        ("The ferry is called the Sela Maren.", ""),
        ("A few have warned that the pier may fall.", ""),
        ("Talks were called off, the union said.", "union"),
        ("Critics say the plan is a waste.", "Critics"),
        ("The plan, Tomas Veary told reporters, is dead.", "Tomas Veary"),
        ("“No,” said the mayor, Ilse Corrand.", "Ilse Corrand"),
        ("“No,” said University of Tamber criminologist Alec Pell.", "Alec Pell"),
        ("“No,” Pell, who chairs the board, said.", "Pell"),
        ("Ines Quarrell, a nurse from Lower Hallow, called it “a scandal”.", "Ines Quarrell"),
        ("“It is over,” said the Tamber Line’s Alicia Budd.", "Alicia Budd"),
        ("Veary praised the crew, saying they had done all they could.", "Veary"),
    ],
)
def test_within_one_sentence(text, expected):
    assert speaker(text, text) == expected


def test_he_and_she_are_told_apart_by_titles_and_names():
    text = (
        "Ms Quarrell met Mr Pell at the pier on Monday. “The boards are rotten,” he said. "
        "“They will be mended,” she replied."
    )
    assert speaker("The boards are rotten", text) == "Pell"
    assert speaker("They will be mended", text) == "Quarrell"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Park Min-soo spoke to the crew. “We sail,” Park said.", "Park Min-soo"),
        ("Bill Marsh spoke to the crew. “We sail,” Marsh said.", "Bill Marsh"),
        ("Whitney Houghton sang. The City of Houghton said the pier was shut.", "City of Houghton"),
        ("Oregon Gov. Tina Marsh spoke. “We sail,” the governor said.", "Tina Marsh"),
        ("Odile Raske lost the town. “We lost,” her spokesman said.", "spokesman"),
        ("The health minister, Ada Fenn, spoke. “We sail,” the justice minister said.",
         "justice minister"),
    ],
)  # fmt: skip
def test_names_are_told_from_places_and_offices_from_others(text, expected):
    assert speaker(text[text.index(". ") + 2 :], text) == expected


def test_what_lies_between_the_passages_of_an_article_does_not_matter():
    first, second = FERRY.index("Her deputy"), FERRY.index("According to")
    parts = [FERRY[:first], FERRY[second:]]
    starts = [0, second]
    passages = [
        Passage("a1", text, start, start + len(text),
                tuple((a + start, b + start) for a, b in sentences(text)))
        for text, start in zip(parts, starts, strict=True)
    ]  # fmt: skip
    found = voices(passages).of(FERRY.index("It took courage"), FERRY.index("Aldern, in"))
    assert [one.speaker for one in found] == ["Nadia Ferrow"]


@given(st.text('ab “”"\n.', max_size=80))
def test_quoted_stretches_follow_each_other_and_lie_in_the_text(text):
    spans = quoted(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.lists(st.sampled_from([
    "He said", "she said.", "“", "”", "Pell,", "the mayor", "told", "that", ",", "\n\n", "Ms Lind",
    "according to", "\"", "called", "who", "(", ")", ":", "is", "Dr.", "’s",
]), max_size=25))  # fmt: skip
def test_any_heap_of_words_is_read_and_speakers_stand_in_it(words):
    text = " ".join(words) or "x"
    spans = tuple(sentences(text))
    for one in voices([Passage("a1", text, 0, len(text), spans)]).all():
        assert one.speaker
        assert 0 <= one.start < one.end <= len(text)
        assert one.named is None or text[slice(*one.named)].strip()


def test_labels_are_offsets_and_no_text():
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    assert len(labels) == 150
    assert {key for one in labels for key in one} == {
        "archive", "article", "start", "end", "sha256", "speaker"
    }  # fmt: skip
    assert sum(one["archive"] == "ap" for one in labels) == 75


TURNS = (
    "Ines Farrow: Children have waited long enough. We will reopen the pool in May.\n\n"
    "Rupert Osk: The roof comes first. The council said in April that it has the money."
)


def turns_of(text, *places):
    spans = tuple(sentences(text))
    (passage,) = [Passage("t1", text, 0, len(text), spans, places=places)]
    return [
        (one.speaker, text[one.start : one.end].split(": ")[-1]) for one in voices([passage]).all()
    ]


def test_in_a_transcript_all_of_a_turn_is_its_speakers():
    assert turns_of(TURNS, (0, "0:00:01"), (79, "0:01:10")) == [
        ("Ines Farrow", "Children have waited long enough."),
        ("Ines Farrow", "We will reopen the pool in May."),
        ("Rupert Osk", "The roof comes first."),
        ("Rupert Osk", "The council said in April that it has the money."),
    ]


def test_what_stands_before_a_colon_in_print_need_be_no_speaker():
    assert ("Rupert Osk", "The roof comes first.") not in turns_of(TURNS, (0, "page 1"))
