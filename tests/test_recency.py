"""The newest report of how things stand is quoted, and the newest of those that say the same."""

from dataclasses import replace
from datetime import date

import pytest

from index import Hit
from qa.language import read
from qa.reading.features import GLANCE_FEATURES
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.reading.wants import present
from qa.understanding.questions import understand
from qa.values.deciding import Verdict, decided
from tests.test_quoting import quotes, report

MARCH, MAY, JULY = date(2024, 3, 1), date(2024, 5, 1), date(2024, 7, 1)


def updated(hit: Hit, by: Hit) -> Hit:
    return replace(hit, passage=replace(hit.passage, updated_by=by.passage.article_id))


def crane(number: str, day: date, more: str = "") -> Hit:
    told = f"{number} dockers were injured when the crane fell onto the quay of Almer on Monday."
    return report(f"{told}{more}", "Almer Echo", day)


def quoted_days(question: str, *hits: Hit) -> list[date | None]:
    """The days of what is quoted, where the reports come near to the question in their order."""
    query = understand(question, today=date(2024, 7, 1))
    found = Selector(lambda term: 0.5).screened(query, hits)
    order = {hit.passage.article_id: at for at, hit in enumerate(hits)}
    placed = sorted(found, key=lambda one: (order[one.hit.passage.article_id], one.at))
    ranked = [replace(one, logit=-0.5 * at) for at, one in enumerate(placed)]
    return [citation.passage.published for _, citation in quoted(query, ranked, 3)]


def test_a_report_that_is_updated_gives_way_to_the_one_that_says_the_same():
    newer = crane("Four", MAY, " Three of them are still in hospital.")
    older = updated(crane("Four", MARCH), newer)
    question = "Who was injured when the crane fell onto the quay?"
    assert set(quoted_days(question, older, newer)) == {MAY}
    assert set(quoted_days(question, newer, older)) == {MAY}


FARE = "A ticket for the ferry to Almer costs {} crowns, the company said."


@pytest.mark.parametrize(
    "question",
    [
        "What is the fare of the ferry to Almer?",
        "How much does a ticket for the ferry to Almer cost?",
        "How much is a ticket for the ferry to Almer now?",
    ],
)
def test_a_price_is_that_of_the_newest_report(question):
    old = report(FARE.format("2.80"), "Almer Echo", MARCH)
    new = report(FARE.format("3.10"), "Harbour Courier", JULY)
    assert quoted_days(question, old, new)[0] == JULY


def test_a_price_of_a_day_that_is_asked_for_is_not_replaced():
    old = report(FARE.format("2.80"), "Almer Echo", MARCH)
    new = report(FARE.format("3.10"), "Harbour Courier", JULY)
    asked = "How much did a ticket for the ferry to Almer cost in March 2024?"
    assert quoted_days(asked, old, new)[0] == MARCH


def test_what_a_correction_says_was_wrong_is_not_quoted():
    right = "The quay of Almer was built in 1946, not in 1964 as we wrote."
    note = report(right, "Almer Echo", MAY, title="Correction: the quay of Almer")
    old = updated(report("The quay of Almer was built in 1964.", "Almer Echo", MARCH), note)
    assert quoted_days("When was the quay of Almer built?", old, note) == [MAY]


def test_what_was_told_before_is_no_news():
    background = "The mayor of Almer was taken to a hospital by helicopter in March."
    old = report(background, "Almer Echo", MARCH)
    news = " The mayor of Almer left the hospital on Sunday and works from her house."
    new = report(background + news, "Almer Echo", JULY)
    said = quotes("Is the mayor of Almer in hospital?", new, old, best=[background[:30]])
    assert said[0] == news.strip()


@pytest.mark.parametrize(
    "question",
    [
        "Who is the mayor of Almer?",
        "Who leads the ferry company?",
        "What is the fare of the ferry?",
        "How high is unemployment in Lorvane?",
        "How many people have died in the flood?",
        "Where does the flood fund stand?",
        "Is the bridge still shut?",
    ],
)
def test_questions_of_offices_and_states_ask_how_things_stand(question):
    assert present(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who was the mayor in 2019?",
        "How many people died in the flood?",
        "When was the bridge shut?",
        "What did the mayor say about the fare?",
        "Who is Dana Oresk?",
    ],
)
def test_questions_of_what_once_happened_do_not(question):
    assert not present(question)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("The bridge was opened on Monday, months after it had to be closed.", Verdict.NO),
        ("The bridge is closed to all traffic.", Verdict.YES),
    ],
)
def test_what_was_so_before_is_not_so_still(told, verdict):
    assert decided(read("Is the bridge still closed?"), read(told), []) is verdict


def test_a_sentence_that_got_no_more_than_a_glance_puts_no_figure_right():
    hits = [report(FARE.format("2.80"), "Almer Echo", MARCH),
            report(FARE.format("3.10"), "Almer Echo", JULY)]  # fmt: skip
    query = understand("How much was a ticket for the ferry to Almer?", today=JULY)
    found = Selector(lambda term: 0.5).screened(query, hits)
    first = sorted(found, key=lambda one: one.hit.passage.published or JULY)
    glanced = {name: first[1].features[name] for name in GLANCE_FEATURES}
    ranked = [first[0], replace(first[1], features=glanced, logit=first[0].logit - 0.2)]
    assert [one.passage.published for _, one in quoted(query, ranked, 1)] == [MARCH]
