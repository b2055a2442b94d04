"""What somebody said is answered with their words, and who said it with their name."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index import Archive, Hit, HybridRetriever, Passage, sentences, terms
from qa import Answer, Answerer, Assessed, ExtractiveReader, Meter, Statement
from qa.reading.short import short
from qa.understanding.opinion import asked_opinion
from qa.understanding.questions import understand
from qa.understanding.speech import asked_speech

PIER = """\
Marit Solvane, chief executive of the Tamber Line, met the council about the pier on Monday.

Mayor Ilse Corrand said the pier was a danger to the children of the town.

“The pier will be mended by Easter,” Solvane told the council.

Councillor Tomas Veary called the plan for the pier a disgrace. “Nobody asked the fishermen,” he \
said.
"""
FERRY = """\
The Tamber Line will buy a second ferry. “Our passengers deserve a ferry that sails in winter,” \
chief executive Marit Solvane said.
"""
UNION = """\
The crew reported the leak three times in May, the Dockers’ Union alleged on Friday.
"""
INQUIRY = """\
Investigators have published their report on the leak of the ferry, which the crew had reported in \
May. They found no evidence of a third report, which the Dockers’ Union had alleged.
"""


def hit(
    text: str, article: str, title: str = "", kind: str = "news", by: str = "", day: int = 10
) -> Hit:
    spans = tuple(sentences(text))
    authors = (by,) if by else ()
    passage = Passage(article, text, 0, len(text), spans, title, "Register", date(2024, 6, day),
                      authors=authors, kind=kind)  # fmt: skip
    return Hit(passage, 1.0, 0.5)


ALL = [hit(PIER, "a1", "Council meets about the pier"), hit(FERRY, "a2", "A second ferry")]


def told(question: str, hits: Sequence[Hit] = ALL) -> tuple[list[Statement], Assessed]:
    reader = ExtractiveReader(lambda term: 0.5, None)
    said = list(reader.read(understand(question), hits, Meter()))
    sure = [one for one in said if isinstance(one, Assessed)]
    return [one for one in said if isinstance(one, Statement)], sure[-1]


def asked(folder: Path, question: str, *rows: dict[str, str]) -> Answer:
    (folder / "all.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with Archive(folder / "archive", create=True) as archive:
        archive.add([folder / "all.jsonl"])
        reader = ExtractiveReader(archive.rarity, None, article=archive.passages_of)
        return Answerer(archive, HybridRetriever(archive), reader).ask(question)


def quoted(question: str, hits: Sequence[Hit] = ALL) -> str:
    return " ".join(one.text for one in told(question, hits)[0])


def named(question: str, hits: Sequence[Hit] = ALL) -> str:
    return short(understand(question), told(question, hits)[0]).text


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("What did Marit Solvane say about the pier?", "mended by Easter", "danger"),
        ("What did the mayor say about the pier?", "a danger to the children", "Easter"),
        ("What does Tomas Veary think of the pier?", "Nobody asked the fishermen", "danger"),
        ("How did Veary react to the plan for the pier?", "a disgrace", "Easter"),
        ("What is Solvane's view of the ferry?", "sails in winter", "Easter"),
    ],
)
def test_somebodys_words_are_answered_with_theirs_and_with_nobody_elses(question, has, lacks):
    assert has in quoted(question)
    assert lacks not in quoted(question)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("What did Ilse Corrand say about the ferry?", "Ilse Corrand on the ferry"),
        ("What did Pell say about the pier?", "Pell on the pier"),
        ("What did Veary say after the match?", "Veary after the match"),
    ],
)
def test_who_is_not_quoted_on_it_is_not_answered_with_others_words(question, lacking):
    said, sure = told(question)
    assert not said
    assert sure.lacking == f"no article quotes {lacking}"


def test_somebodys_spokesman_is_named_by_whose_he_is():
    text = (
        "Prime Minister Ada Lorne congratulated the winner. “A town has chosen its mayor,” her "
        "spokesman said after the vote in Brackwater."
    )
    said = "What did Ada Lorne's {} say after the vote in Brackwater?"
    hits = [hit(text, "a1", "Vote in Brackwater")]
    assert "A town has chosen its mayor" in quoted(said.format("spokesman"), hits)
    assert not told(said.format("brother"), hits)[0]


def test_a_name_is_the_same_without_its_article():
    text = (
        "Prime Minister Samir al-Harun, however, demanded a new vote, saying, “We will never hold "
        "talks on the results of this vote in Tarn.”"
    )
    hits = [hit(text, "a1", "Vote in Tarn")]
    assert "never hold" in quoted("What did Harun say about the talks on the vote in Tarn?", hits)


def test_the_abstention_says_who_is_not_quoted(tmp_path):
    answer = asked(tmp_path, "What did Pell say about the pier?", {"id": "a1", "text": PIER})
    assert answer.abstention.detail.startswith("no article quotes Pell on the pier. The archive")


def test_the_sentence_that_names_who_speaks_is_cited_with_what_they_say():
    said, _ = told("What did Tomas Veary say about fishermen?")
    assert "he said" in said[0].text
    assert any("Tomas Veary" in one.quote for one in said[0].citations)


def test_two_who_are_asked_of_are_both_quoted():
    both = quoted("What did Ilse Corrand and Tomas Veary say about the pier?")
    assert "a danger to the children" in both
    assert "a disgrace" in both
    assert "Easter" not in both


def test_very_words_come_before_reports():
    report = "Marit Solvane promised that the pier would be mended and the pier would be lit."
    said, _ = told("What did Marit Solvane say about the pier?", [hit(report, "a3", "Pier"), *ALL])
    assert "“The pier will be mended" in said[0].text
    assert len(said) == 2


def test_words_of_other_days_are_not_those_that_are_asked_for():
    early = hit("“The pier is safe,” Marit Solvane said.", "e", "Pier", day=3)
    late = Hit(
        Passage("l", text := "“The pier is gone,” Marit Solvane said.", 0, len(text),
                tuple(sentences(text)), "Pier", "Register", date(2024, 10, 5)),
        1.0, 0.5,
    )  # fmt: skip
    query = understand("What did Marit Solvane say about the pier in October?",
                       today=date(2024, 12, 1))  # fmt: skip
    reader = ExtractiveReader(lambda term: 0.5, None)
    said = [s.text for s in reader.read(query, [early, late], Meter()) if isinstance(s, Statement)]
    assert len(said) == 1
    assert "The pier is gone" in said[0]


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Who said that nobody asked the fishermen?", "Tomas Veary"),
        ("Who said “The pier will be mended by Easter”?", "Marit Solvane"),
        ("Who called the plan for the pier a disgrace?", "Tomas Veary"),
        ("Who told the council that the pier will be mended by Easter?", "Marit Solvane"),
        ("Who is quoted as saying “The pier will be mended by Easter”?", "Marit Solvane"),
    ],
)
def test_who_said_it_is_named_in_full_even_where_the_sentence_says_he(question, who):
    assert named(question) == who


def test_who_only_answers_it_is_not_who_said_it():
    text = "Others called for Solvane to resign, but the Harbour Office said that her job is safe."
    assert named("Who said that Solvane should resign?", [hit(text, "r")]) == ""


def test_somebody_who_is_told_what_they_are_is_named_where_the_article_does():
    text = (
        "The head of the harbour office apologised for calling the ferry a wreck. The words of "
        "Jonas Aldern, the head of the harbour office, had hurt the crew."
    )
    assert (
        named("Who apologised for calling the ferry a wreck?", [hit(text, "h")]) == "Jonas Aldern"
    )


def test_who_writes_an_opinion_piece_or_is_interviewed_speaks_in_it():
    column = "The pier is a disgrace. I blame a mayor who never walks on the pier."
    piece = hit(column, "o", "The pier and we", "opinion", "Edda Finch")
    assert "I blame a mayor" in quoted("What does Edda Finch think of the pier?", [piece, *ALL])
    assert named("Who blames a mayor who never walks on the pier?", [piece]) == "Edda Finch"
    talk = "Will the pier be mended?\n\nThe pier will stand for ever.\n\nWhy is that?\n\nIt is oak."
    guest = hit(talk, "i", "Jonas Aldern: ‘It is oak’")
    assert "stand for ever" in quoted("What did Jonas Aldern say about the pier?", [guest, *ALL])


def test_opinions_are_taken_from_opinion_pieces():
    piece = hit("The pier should be torn down.", "o", "Editorial: the pier", "opinion")
    assert "torn down" in quoted("What do newspapers think about the pier?", [*ALL, piece])
    assert "torn down" in quoted("Why should the pier be torn down?", [*ALL, piece])
    said, sure = told("What do newspapers think about the pier?")
    assert not said
    assert sure.lacking == "the archive has no opinion piece on the pier"


def test_what_was_found_comes_before_what_was_alleged():
    said, _ = told(
        "Did the crew report the leak three times?", [hit(UNION, "u"), hit(INQUIRY, "i")]
    )
    assert "no evidence of a third report" in said[0].text


def test_a_cause_that_is_open_is_not_told_as_one_that_is_known():
    count = hit("Five people who took the Fennmoor pills have died.", "c", "Five die")
    doubt = hit(
        "The Fennmoor pills could be responsible for the deaths, officials said.", "d", "Pills"
    )
    said, _ = told("Did the Fennmoor pills kill five people?", [count, doubt])
    assert "could be responsible" in said[0].text


def test_what_is_known_to_have_done_harm_is_told_as_such():
    known = hit("The storm killed five people in Tamber.", "k", "Storm kills five")
    other = hit("A storm could be responsible for the rotten pier of Tamber.", "o", "Pier")
    said, _ = told("Did the storm kill five people in Tamber?", [known, other])
    assert "The storm killed five people" in said[0].text


@pytest.mark.parametrize(
    ("question", "speaker", "about"),
    [
        ("What did Tomas Veary say about the pier?", "Tomas Veary", "the pier"),
        ("What has the company said about the layoffs?", "company", "the layoffs"),
        ("What did WHO say about mpox?", "WHO", "mpox"),
        ("Did Tillerson comment on surrogacy?", "Tillerson", "surrogacy"),
        ("What did Mayor Corrand tell reporters?", "Mayor Corrand", ""),
        ("What was the reaction of Veary to the vote?", "Veary", "the vote"),
        ("According to Solvane, why was the ferry late?", "Solvane", "why was the ferry late"),
        ("Who blamed the harbour office?", "", "the harbour office"),
    ],
)
def test_whose_words_are_asked_for_and_about_what(question, speaker, about):
    asked = asked_speech(question)
    assert (asked.speaker, asked.about) == (speaker, about)


@pytest.mark.parametrize(
    "question",
    [
        "How did the market react to the vote?",
        "What do critics say about the pier?",
        "What does the law say about piers?",
        "What did the council announce about the pier?",
    ],
)
def test_what_has_no_voice_may_be_answered_by_others(question):
    assert not asked_speech(question).plainly


@pytest.mark.parametrize(
    "question",
    ["What is the ferry called?", "What was said about the pier?", "Who was told about the pier?",
     "What do people say about the pier?", "What did the storm do?", "Who won the cup?"],
)  # fmt: skip
def test_other_questions_ask_for_nobodys_words(question):
    assert asked_speech(question) is None


def test_questions_after_opinions_are_told_from_others():
    assert asked_opinion("What do the papers say about the vote?").plainly
    assert not asked_opinion("Why should the pier be torn down?").plainly
    assert asked_opinion("Why was the pier torn down?") is None


FEVER = {"id": "w1", "text": "The WHO said that the fever was over in Tamber."}
SPELLED = {"id": "w1", "text": "The World Health Organization said that the fever was over."}
ELSE = {"id": "w2", "text": "Those who said that the fever was over were sent home by the ward."}


@pytest.mark.parametrize("written", [FEVER, SPELLED])
def test_who_in_capitals_is_no_word_of_asking(tmp_path, written):
    answer = asked(tmp_path, "What did WHO say about the fever?", ELSE, written)
    assert [one.passage.article_id for one in answer.citations] == ["w1"]


def test_who_is_content_only_in_capitals_among_small_letters():
    assert terms("What did WHO say?") == ["who"]
    assert terms("Who said so?") == []
    assert terms("WHO SAID SO?") == []
