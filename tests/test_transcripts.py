"""Transcripts of audio as articles: whole sentences, who speaks, and when."""

import json

import pytest

from index.articles import read
from index.types import Article, Refused

VTT = """WEBVTT - made by hand

NOTE
Title: The bridge tonight
Date: 2024-05-20
Source: Radio Tamber

STYLE
::cue { color: white }

intro
00:01.000 --> 00:03.000 align:start position:10%
<v.first Ann Lee>Good evening. The bridge at</v>

2
00:03.100 --> 00:06.000
<v Ann Lee>Marsh End &amp; its <i>ferry</i> will close.

3
01:00:06.500 --> 01:00:09.000
<v Bo Vale>Until [inaudible] June. [MUSIC]
(APPLAUSE)

4
01:00:10.000 --> 01:00:11.000
♪ By the harbour ♪
"""
ROLLING = """WEBVTT
Kind: captions
Language: en

00:00:00.160 --> 00:00:02.389 align:start position:0%
~
the<00:00:00.320><c> bridge</c><00:00:00.560><c> will</c>

00:00:02.389 --> 00:00:02.399 align:start position:0%
the bridge will
~

00:00:02.399 --> 00:00:04.389 align:start position:0%
the bridge will
close<00:00:02.720><c> in</c><00:00:03.040><c> june</c>

00:00:04.389 --> 00:00:04.399 align:start position:0%
close in june
~

00:00:04.399 --> 00:00:07.000 align:start position:0%
close in june
[Music] for a year
""".replace("~", " ")
SRT = """1
00:00:01,000 --> 00:00:02,500
<font color="#fff">ANN LEE:</font> We will close
the bridge.

2
00:00:02,600 --> 00:00:04,500
{\\an8}Nobody was hurt.

3
00:00:04,600 --> 00:00:06,000
- Was it old?
- Yes.
"""


def outcomes(tmp_path, source: str | bytes, name="a.vtt"):
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return list(read(path))


def when(article: Article, words: str) -> str:
    """The time at which the words of an article are said."""
    at = article.text.index(words)
    return [label for start, label in article.places if start <= at][-1]


def test_webvtt(tmp_path):
    [article] = outcomes(tmp_path, VTT)
    assert article.text == (
        "Ann Lee: Good evening. The bridge at Marsh End & its ferry will close.\n\n"
        "Bo Vale: Until [inaudible] June."
    )
    assert (article.title, article.source) == ("The bridge tonight", "Radio Tamber")
    assert str(article.published) == "2024-05-20"
    assert when(article, "Good evening") == "0:00:01"
    assert when(article, "ferry") == "0:00:03"
    assert when(article, "June") == "1:00:06"


def test_captions_that_roll_are_read_once(tmp_path):
    [article] = outcomes(tmp_path, ROLLING)
    assert article.text == "the bridge will close in june for a year"
    assert when(article, "close") == "0:00:02"
    assert when(article, "for a year") == "0:00:04"
    assert (article.language, article.title) == ("en", "")


def test_captions_that_grow_word_by_word_are_read_once(tmp_path):
    lines = ["The bridge", "The bridge will", "The bridge will close.", "The bridge will close."]
    cues = [f"00:0{n}.000 --> 00:0{n + 1}.000\n{line}\n" for n, line in enumerate(lines)]
    [article] = outcomes(tmp_path, "WEBVTT\n\n" + "\n".join(cues))
    assert article.text == "The bridge will close."


def test_what_is_said_twice_is_read_twice(tmp_path):
    [article] = outcomes(
        tmp_path, "WEBVTT\n\n00:01.000 --> 00:02.000\nNo.\n\n00:03.000 --> 00:04.000\nNo.\n"
    )
    assert article.text == "No. No."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.srt", "a.txt", "a"])
def test_subrip(tmp_path, encoding, name):
    source = SRT.replace("old?", "“old”, café?").replace("\n", "\r\n")
    [article] = outcomes(tmp_path, source.encode(encoding), name)
    assert article.text == (
        "ANN LEE: We will close the bridge. Nobody was hurt.\n\nWas it “old”, café?\n\nYes."
    )
    assert when(article, "Nobody") == "0:00:02"


def test_subrip_without_numbers_and_with_full_stops(tmp_path):
    [article] = outcomes(tmp_path, "0:0:1.5 --> 0:0:2.5\nThe bridge closed.\n", "a.srt")
    assert (article.text, article.places) == ("The bridge closed.", ((0, "0:00:01"),))


def test_paragraphs_end_where_nobody_speaks(tmp_path):
    cues = ["00:01.000 --> 00:02.000\nIt closed.", "00:02.100 --> 00:03.000\nIt was old.",
            "00:08.000 --> 00:09.000\nThe ferry sails."]  # fmt: skip
    [article] = outcomes(tmp_path, "WEBVTT\n\n" + "\n\n".join(cues))
    assert article.text == "It closed. It was old.\n\nThe ferry sails."


def test_json_of_a_speech_recogniser(tmp_path):
    segments = [{"id": 0, "start": 0.0, "end": 2.5, "text": " The bridge closed."},
                {"id": 1, "start": 62.5, "end": 64.0, "text": " It was old."}]  # fmt: skip
    told = {"text": " The bridge closed. It was old.", "segments": segments, "language": "en"}
    [article] = outcomes(tmp_path, json.dumps(told), "a.json")
    assert article.text == "The bridge closed.\n\nIt was old."
    assert article.places == ((0, "0:00:00"), (20, "0:01:02"))
    assert article.language == "en"


def test_json_of_a_podcast(tmp_path):
    segments = [
        {"speaker": "Ann Lee", "startTime": 1.5, "endTime": 2, "body": "It closed."},
        {"speaker": "SPEAKER_01", "startTime": 2, "endTime": 3, "body": "It was old."},
    ]
    told = {"version": "1.0.0", "title": "The bridge", "segments": segments}
    [article] = outcomes(tmp_path, json.dumps(told), "a.json")
    assert (article.title, article.text) == ("The bridge", "Ann Lee: It closed.\n\nIt was old.")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n[Music]\n", "in which nothing is said"),
        ("WEBVTT\n", "in which nothing is said"),
        ("Just words.", "does not begin with WEBVTT"),
    ],
)
def test_transcripts_without_words_are_refused(tmp_path, source, why):
    [refused] = outcomes(tmp_path, source)
    assert isinstance(refused, Refused)
    assert why in refused.why
