"""What is asked of some days is answered of those days, or that nothing tells of them is said."""

import json
from datetime import date

import pytest

from index import Archive, MiniLM
from qa import Answerer, open_answerer

ARTICLES = (
    ("2022-05-04", "Ferry fare rises", "A ticket for the Almer ferry costs 2.10 crowns, the ferry "
     "company Tolm Line said on Wednesday."),
    ("2024-05-08", "Ferry fare rises again", "A ticket for the Almer ferry costs 3.40 crowns, the "
     "ferry company Tolm Line said on Wednesday."),
    ("2024-03-06", "Fewer without work", "Unemployment in Almer was 4.1 per cent in February 2024, "
     "the labour office said on Wednesday."),
    ("2023-07-05", "More without work", "Unemployment in Almer was 5.8 per cent in June 2023, the "
     "labour office said on Wednesday."),
    ("2023-10-02", "Quay falls", "The east quay of Almer harbour collapsed on Sunday and three "
     "boats sank."),
    ("2024-09-09", "Crane falls", "A crane fell onto the market hall of Almer on Saturday and "
     "two stalls were crushed."),
)  # fmt: skip
TODAY = date(2024, 12, 2)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory) -> Answerer:
    folder = tmp_path_factory.mktemp("dated")
    (folder / "news").mkdir()
    lines = [
        {"id": f"a{at}", "title": title, "text": text, "published": day, "source": "Almer Echo"}
        for at, (day, title, text) in enumerate(ARTICLES)
    ]
    (folder / "news" / "news.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    with Archive(folder / "archive", MiniLM(), create=True) as archive:
        archive.sync(folder / "news")
    return open_answerer(folder / "archive")


def said(answer) -> str:
    return " ".join(one.text for one in answer.statements)


def kinds(answer) -> set[str]:
    return {note.kind for note in answer.notes}


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How much did a ticket for the Almer ferry cost in 2022?", "2.10"),
        ("How much did a ticket for the Almer ferry cost in May 2024?", "3.40"),
        ("What was unemployment in Almer in June 2023?", "5.8"),
        ("What was unemployment in Almer in February 2024?", "4.1"),
    ],
)
def test_the_figure_is_of_the_time_that_is_asked_of(answerer, question, figure):
    answer = answerer.ask(question, today=TODAY)
    assert figure in said(answer)
    assert figure in answer.short.text or not answer.short
    assert "nothing then" not in kinds(answer)


def test_another_years_figure_does_not_answer(answerer):
    answer = answerer.ask("What was unemployment in Almer in June 2021?", today=TODAY)
    assert answer.abstained or "nothing then" in kinds(answer)
    assert not answer.short


def test_what_is_near_is_shown_after_it_is_said_that_it_is_not_of_then(answerer):
    answer = answerer.ask("What collapsed in Almer harbour in spring 2024?", today=TODAY)
    if answer.abstained:
        assert "March to May 2024" in answer.abstention.detail
    else:
        (note,) = (one for one in answer.notes if one.leads)
        assert note.text == "Nothing was found of March to May 2024; this is what is nearest."


def test_of_what_is_after_the_newest_article_there_is_nothing(answerer):
    answer = answerer.ask("How many stalls were crushed in Almer in 2026?", today=date(2027, 1, 1))
    assert answer.abstained
    assert "2026" in answer.abstention.detail


def test_what_is_asked_of_no_time_has_no_such_note(answerer):
    answer = answerer.ask("What fell onto the market hall of Almer?", today=TODAY)
    assert "crane" in said(answer)
    assert "nothing then" not in kinds(answer)
    assert answer.text.endswith("[7 September 2024] [1]")
