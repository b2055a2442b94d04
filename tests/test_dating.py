"""The day of what a quote tells stands beside it, and never in it."""

import json
from datetime import date

import pytest

from index import Archive, HybridRetriever
from qa import Answerer, ExtractiveReader, Statement, render
from qa.printing import answer_lines
from qa.types import Answer, Note
from qa.window import Exchange, exports
from tests.answers import answer as made_by_hand
from tests.answers import cite, whole
from tests.html_page import Html

ARTICLES = (
    ("2024-02-10", "Keeper of the light", "Maud Ferrin, who kept the light on Grey Holm, died on "
     "Tuesday at her cottage. She was 91."),
    ("2024-03-18", "Mill burned", "The old mill at Lower Wend burned down on 3 March 2024. Its "
     "owner was told the day after."),
    ("2024-05-20", "Dog saved", "A climber was rescued from Hallow Crag on Friday by four men. "
     "His dog had been found the day before. It was cold and hungry."),
    ("2022-06-12", "Court voids toll", "The high court voided the Orle toll on Friday, June 24, "
     "after years of quarrels. The verdict of June 24 was greeted with bells. Protesters had "
     "camped at the gate since Wednesday. The toll keeper, Jon Abel, resigned on Tuesday."),
    ("2024-09-05", "Library", "The new library in Sallow cost 3 million crowns, the council said "
     "on Wednesday. It has 40,000 books."),
    ("2024-07-14", "Toll", "The bridge of Sarn was closed on Friday. This story was originally "
     "published on July 14, 2024."),
    ("2024-10-24", "Ombudsman", "Rhea Sund became ombudsman of Ennis this week."),
    ("2024-03-17", "Envoy", "Envoy Dora Quill called the toll of Varn a robbery, the worst words "
     "since the quarrel over it began three days ago."),
    ("2024-08-06", "Choir", "The choir of Ennis, which lost its hall in a fire on Sunday, sings "
     "in the school."),
)  # fmt: skip


@pytest.fixture(scope="module")
def answerer(tmp_path_factory) -> Answerer:
    folder = tmp_path_factory.mktemp("days")
    news = folder / "news"
    news.mkdir()
    lines = [
        {"id": f"a{at}", "title": title, "text": text, "published": day, "source": "Courier"}
        for at, (day, title, text) in enumerate(ARTICLES)
    ]
    text = "\n".join(map(json.dumps, lines))
    (news / "news.jsonl").write_text(text, encoding="utf-8")
    archive = Archive(folder / "archive", create=True)
    archive.sync(news)
    reader = ExtractiveReader(lambda term: 0.5, threshold=0.0, most=1)
    return Answerer(archive, HybridRetriever(archive), reader)


def when(answer: Answer) -> list[str]:
    return [one.when and str(one.when[0]) for one in answer.statements]


def test_the_day_stands_beside_the_quote_and_not_in_it(answerer):
    answer = answerer.ask("When did Maud Ferrin die?")
    (said,) = answer.statements
    assert said.when == (date(2024, 2, 6), date(2024, 2, 6))
    assert "died on Tuesday" in said.text
    assert "6 February" not in said.text
    assert answer.text.endswith("” [6 February 2024] [1]")
    assert answer.short.text == "6 February 2024"
    assert answer.as_dict()["statements"][0]["when"] == ["2024-02-06", "2024-02-06"]
    assert when(Answer.from_dict(answer.as_dict())) == ["2024-02-06"]


def test_the_words_that_mean_the_day_are_known(answerer):
    (said,) = answerer.ask("When did Maud Ferrin die?").statements
    assert said.told_at.quote == "Tuesday"
    shown = Html(render.exchange(Exchange(1, "?").after(made_by_hand(said), 0.1))).text
    assert "died on Tuesday [6 February 2024] at her cottage" in shown


def test_a_whole_date_needs_nothing_beside_it(answerer):
    answer = answerer.ask("When did the old mill at Lower Wend burn down?")
    assert answer.short.text == "3 March 2024"
    assert when(answer) == [None]


def test_a_day_that_counts_from_another_sentence_is_told(answerer):
    answer = answerer.ask("When had the dog been found?")
    assert when(answer) == ["2024-05-16"]
    assert "16 May 2024" in answer.text
    assert answer.short.text in ("", "16 May 2024")


def test_what_is_only_said_to_go_on_since_then_is_not_of_that_day(answerer):
    assert when(answerer.ask("Who called the toll of Varn a robbery?")) == [None]


def test_what_somebody_does_on_a_day_is_dated_too(answerer):
    assert when(answerer.ask("Who rescued the climber from Hallow Crag?")) == ["2024-05-17"]


def test_the_day_on_which_something_was_said_is_not_that_of_what_was_said(answerer):
    assert when(answerer.ask("How much did the new library in Sallow cost?")) == [None]


def test_what_was_this_week_was_before_it_was_told(answerer):
    answer = answerer.ask("When did Rhea Sund become ombudsman of Ennis?")
    assert answer.text.endswith("[21 to 24 October 2024] [1]")


def test_what_is_told_aside_does_not_date_a_quote(answerer):
    assert when(answerer.ask("Where does the choir of Ennis sing?")) == [None]


def test_a_story_that_was_written_on_since_dates_nothing(answerer):
    answer = answerer.ask("When was the bridge of Sarn closed?")
    assert when(answer) == [None]
    assert answer.short.text in ("", "Friday")


def test_a_stamp_that_the_article_contradicts_dates_nothing(answerer):
    answer = answerer.ask("When did the toll keeper Jon Abel resign?")
    assert when(answer) == [None]
    assert answer.short.text in ("", "Tuesday", "on Tuesday")


def test_the_day_and_what_is_missing_are_shown_wherever_an_answer_is():
    text = "The ferry of Almer sank on Friday."
    where = whole("a1", text, source="Almer Echo", published=date(2023, 5, 1))
    sank = Statement(f"“{text}”", (cite(where, text),), (date(2023, 4, 28), date(2023, 4, 28)))
    missing = Note("nothing then", "Nothing was found of March 2024; this is what is nearest.")
    made = made_by_hand(sank, notes=(Note("as of", "Source of 1 May 2023."), missing))
    shown = Exchange(1, made.question).after(made, 0.4)
    page = Html(render.exchange(shown)).text
    terminal = "\n".join(answer_lines(made))
    for told in (page, terminal, exports.footnoted(shown)):
        assert told.index(missing.text) < told.index("Friday.”") < told.index("[28 April 2023]")
        assert told.index("[28 April 2023]") < told.index("Source of 1 May")
