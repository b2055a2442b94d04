"""What plainly answers is told before what only looks like it: figures, refusals, reasons."""

from dataclasses import replace
from datetime import date

import pytest

from index import Hit, Passage, sentences
from qa import Assessed, ExtractiveReader, Meter
from qa.reading.plainly import Plainly
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.understanding.questions import understand
from qa.understanding.speech import asked_speech

TODAY = date(2024, 12, 2)


def half(term: str) -> float:
    return 0.5


def report(text: str, article: str, outlet: str = "Almer Echo", **more: object) -> Hit:
    spans = tuple(sentences(text))
    published = more.pop("published", date(2024, 6, 10))
    assert isinstance(published, date)
    passage = Passage(article, text, 0, len(text), spans, "", outlet, published, **more)  # type: ignore[arg-type]
    return Hit(passage, 1.0, 0.5)


def lacking(question: str, *hits: Hit) -> str:
    """What is said to be lacking where nothing is told."""
    told = list(ExtractiveReader(half).read(understand(question, today=TODAY), hits, Meter()))
    return " ".join(one.lacking for one in told if isinstance(one, Assessed))


def plain(question: str, text: str) -> bool:
    """Whether the first sentence of a report is seen to answer."""
    query = understand(question, today=TODAY)
    (first, *_) = Selector(half).screened(query, [report(text, "a1")])
    return Plainly(query).says(first)


def test_how_long_is_told_before_the_day_on_which_it_began():
    shut = report("The Almer lock was closed to all barges at noon on Wednesday.", "a1")
    open_ = report("On Friday the Almer lock was opened, nine weeks after it was closed.", "a2")
    query = understand("For how long was the Almer lock closed to barges?", today=TODAY)
    found = Selector(half).screened(query, [shut, open_])
    began, lasted = sorted(found, key=lambda one: one.hit.passage.article_id)
    near = [replace(began, logit=0.0), replace(lasted, logit=-0.7)]
    assert Plainly(query).first(near)[0].sentence.text == lasted.sentence.text


def test_what_is_not_meant_is_no_denial_and_another_word_for_the_act_is():
    question = "Did the council of Almer agree to the tramway?"
    assert plain(question, "Almer council did not approve the tramway along the quay.")
    assert not plain(question, "The council of Almer praised the plan, not a tramway as such.")


def test_who_is_to_say_it_need_not_stand_in_the_sentence():
    question = "How many people were hurt on the tram, according to the Almer Echo?"
    assert plain(question, "Nine people were hurt on Friday when the tram hit a wall.")


def test_a_figure_to_compare_with_is_not_of_other_days():
    loss = report(
        "Almer Trams made a loss of 5 million crowns in the first half, after a profit of"
        " 2 million crowns a year earlier, the company said on Thursday.",
        "a1",
    )
    question = "How big was the loss that Almer Trams reported for the first half of 2024?"
    (found,) = Selector(half).screened(understand(question, today=TODAY), [loss])
    assert found.features["offers"] > 0


def test_a_reason_of_something_else_is_not_plainly_the_one_asked_for():
    question = "Why did Dorn steal the money of the fishermen?"
    assert not plain(question, "The court set Dorn free because he is in very poor health.")
    assert plain(question, "Dorn stole the money because he wanted to save the boatyard.")


def test_a_notice_that_something_was_wrong_does_not_stand_for_what_is_right():
    trial = report("A vaccine against reed fever cut the risk of falling ill by half.", "a1")
    notice = report("Correction: In our last issue we reported on the vaccine against reed fever.",
                    "a2", kind="correction", published=date(2024, 6, 20))  # fmt: skip
    query = understand("How effective is the reed fever vaccine?", today=TODAY)
    found = Selector(half).screened(query, [notice, trial])
    found.sort(key=lambda one: one.hit.passage.kind != "correction")
    ranked = [replace(one, logit=-0.5 * at) for at, one in enumerate(found)]
    assert [one.hit.passage.article_id for one, _ in quoted(query, ranked, 3)] == ["a1"]


def test_a_role_that_nobody_has_is_read_as_usual_and_a_name_is_not():
    flood = report("“It came too fast for us,” the mayor said of the flood on the Reed.", "a1")
    asked = "What did {} say about the flood on the Reed?"
    assert lacking(asked.format("the superintendent"), flood) == ""
    assert "no article quotes" in lacking(asked.format("Superintendent Dorn"), flood)


def test_vehicles_a_day_are_counted_and_are_no_length_of_time():
    text = "The Almer bridge was closed on Wednesday, sending 9,000 vehicles a day to the ferry."
    assert plain("How many cars and lorries a day used the Almer bridge before it was shut?", text)
    assert not plain("How long was the Almer bridge shut to vehicles?", text)


def test_who_was_aboard_is_not_who_was_hurt():
    question = "How many people were aboard the Grey Heron when she hit the quay?"
    assert not plain(question, "Four people were injured when the Grey Heron hit the quay.")
    assert plain(question, "The Grey Heron, with 80 passengers and 12 crew, hit the quay.")
    assert plain(
        "How many people were injured on board the Grey Heron?",
        "Four people were injured on board the Grey Heron.",
    )


def test_words_are_asked_for_in_the_passive_and_by_their_nouns():
    for question, speaker, about in (
        ("What was said by Mara Tull about the quay?", "Mara Tull", "the quay"),
        ("What was blamed by Mara Tull for her defeat?", "Mara Tull", "her defeat"),
        ("What is the union's accusation against Almer Trams?", "union", "Almer Trams"),
        ("What does Tull claim that Almer Trams knew?", "Tull", "that Almer Trams"),
        ("How many came, as the Almer Echo reported?", "Almer Echo", "How many came"),
    ):
        asked = asked_speech(question)
        assert asked
        assert (asked.speaker, asked.about) == (speaker, about)


OFFICES = [
    ("Who is Almer's city engineer?", "The lock is sound, city engineer Oda Lint told reporters."),
    ("Who chairs the bargemen's union?", "Oda Lint, the chairwoman of the union, was pleased."),
]


@pytest.mark.parametrize(("question", "text"), OFFICES)
def test_who_has_the_office_that_is_asked_for_leaves_no_doubt(question, text):
    """However little else of the question stands in the sentence."""
    assert sure(question, text) >= 0.5
    assert sure(question, "The lock is sound, Oda Lint told reporters.") < 0.4


def sure(question: str, text: str) -> float:
    """How sure it is that a sentence, otherwise a bad answer, answers."""
    selector, query = Selector(half), understand(question, today=TODAY)
    passage = report(text, "a1").passage
    hits = [Hit(replace(passage, title="Almer's bargemen's union waits"), 1.0, None)]
    best, *others = selector.select(query, hits)
    return selector.answerable(query, [replace(best, logit=-3.0), *others], hits)


def test_what_counts_the_people_asked_for_answers_in_other_words(answerer):
    for question in (
        "How many spectators watched the cup final?",
        "How many people watched the cup final?",
    ):
        answer = answerer.ask(question)
        assert answer.short is not None
        assert answer.short.text.startswith("21,406")
        assert "A crowd of 21,406 saw the match" in answer.statements[0].text
    for question in (
        "How many visitors saw the cup final on television?",
        "How many nurses struck?",
    ):
        assert answerer.ask(question).statements == ()
