"""Which publication dates a question limits itself to, and which events it counts time from."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Filters
from qa.understanding.anchors import event_since
from qa.understanding.periods import Period, period
from tests.benchmarks.data import DATA, lines

TODAY = date(2026, 11, 24)  # a Tuesday


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        # of now, still going on: open towards the future
        ("What happened today?", "2026-11-23", "", "today"),
        ("Which company announced job cuts today?", "2026-11-23", "", "today"),
        ("What is new today?", "2026-11-23", "", "today"),
        ("What did the mayor wear this morning?", "2026-11-23", "", "this morning"),
        ("How many people were hurt yesterday?", "2026-11-23", "", "yesterday"),
        ("Yesterday, who resigned?", "2026-11-23", "", "Yesterday"),
        ("Who scored last night?", "2026-11-23", "", "last night"),
        ("Who fell the day before yesterday?", "2026-11-22", "", "the day before yesterday"),
        ("Which country announced this week that it will leave?", "2026-11-17", "", "this week"),
        ("This week, who was elected?", "2026-11-17", "", "This week"),
        ("What did the council decide this month?", "2026-11-01", "", "this month"),
        ("Which ferries sank earlier this year?", "2026-01-01", "", "this year"),
        ("Who spoke this Monday?", "2026-11-23", "", "this Monday"),
        ("Who won this weekend?", "2026-11-20", "", "this weekend"),
        # of now, and over: until it has been reported
        ("What happened last week?", "2026-11-16", "", "last week"),  # Sunday's news is today's
        ("How much did it earn last month?", "2026-10-01", "2026-11-08", "last month"),
        ("Who was mayor last year?", "2025-01-01", "2026-04-02", "last year"),
        ("Who resigned last Friday?", "2026-11-20", "2026-11-22", "last Friday"),
        ("Who resigned last Monday?", "2026-11-16", "", "last Monday"),  # or the one before
        ("Who won last weekend?", "2026-11-20", "", "last weekend"),
        ("Who won the cup this past weekend?", "2026-11-20", "", "this past weekend"),
        ("Who lost over the weekend?", "2026-11-20", "", "over the weekend"),
        # what may be told at any time after
        ("What caused last month's fire?", "2026-10-01", "", "last month"),
        ("What caused the fire last month?", "2026-10-01", "", "last month"),
        ("Why did the dam break last year?", "2025-01-01", "", "last year"),
        ("Has the rent risen more than last year?", "2025-01-01", "", "last year"),
        ("What has happened since last month?", "2026-10-01", "", "last month"),
        # back from now
        ("What happened in the last three days?", "2026-11-20", "", "the last three days"),
        ("Over the past two weeks, how many died?", "2026-11-09", "", "the past two weeks"),
        ("How many struck in the past few days?", "2026-11-18", "", "the past few days"),
        ("Who died in the past week?", "2026-11-16", "", "the past week"),
        ("Which bank fell in the last 12 months?", "2025-11-23", "", "the last 12 months"),
        ("Who called in the last 24 hours?", "2026-11-22", "", "the last 24 hours"),
        # since a date
        ("How many have died since Monday?", "2026-11-23", "", "since Monday"),
        ("Since Tuesday, how many ferries ran?", "2026-11-17", "", "Since Tuesday"),
        ("What has the bridge cost since March?", "2026-03-01", "", "since March"),
        ("what has the bridge cost since march?", "2026-03-01", "", "since march"),
        ("what has it cost since 1 jan", "2026-01-01", "", "since 1 jan"),
        ("What has it cost since MAY 5, 2024?", "2024-05-05", "", "since MAY 5, 2024"),
        ("What has it cost since March the 5th?", "2026-03-05", "", "since March the 5th"),
        ("What happened in the past sıx days?", "2026-11-17", "", "the past six days"),
        ("What has it cost since December?", "2025-12-01", "", "since December"),
        ("What has changed since 2023?", "2023-01-01", "", "since 2023"),
        ("What has changed since early 2023?", "2023-01-01", "", "since early 2023"),
        ("What has changed since mid-2023?", "2023-05-01", "", "since mid-2023"),
        ("What was lost after the August 2023 fire?", "2023-08-01", "", "after the August 2023"),
        ("Who has resigned since 3 May 2024?", "2024-05-03", "", "since 3 May 2024"),
        ("Who has resigned since May 3, 2024?", "2024-05-03", "", "since May 3, 2024"),
        ("Who has resigned since 2024-05-03?", "2024-05-03", "", "since 2024-05-03"),
        ("Who has resigned since the 3rd of May?", "2026-05-03", "", "since the 3rd of May"),
        ("How many fires since the start of this year?", "2026-01-01", "",
         "since the start of this year"),
        ("What did the port earn after March 2024?", "2024-03-01", "", "after March 2024"),
        ("Who ruled from March 2024 on?", "2024-03-01", "", "from March 2024 on"),
        ("Who ruled from 2021 onwards?", "2021-01-01", "", "from 2021 onwards"),
    ],
)  # fmt: skip
def test_what_limits_a_question(question, since, until, words):
    assert period(question, TODAY) == Period(day(since), day(until), words)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the mayoral election?",
        "",
        "?",
        # said of the event, which may be told of at any other time
        "Who was mayor in 2019?",
        "What happened in March 2022?",
        "Who won on 3 May 2024?",
        "Who was mayor before 2020?",
        "How long did the strike last until May 2021?",
        "Which book was published in 2019?",
        "What is the name of the short story published in 1939?",
        "How many cases were reported in March 2022?",
        "How many reports of abuse did the police receive in 2019?",
        "Who has coverage in 2024?",
        "How much profit did the company report in 2021?",
        "Who owned newspapers in 2019?",
        "What did the papers report before 2020?",
        # vague, or a day without a week
        "Who resigned recently?",
        "Who resigned on Monday?",
        "Who was mayor a year ago?",
        "What did Lorvane Rail earn last quarter?",
        # "today" as "nowadays"
        "How many people live on the island today?",
        "Where is the gate located today?",
        "What is used to promote the island today?",
        # what is to come was announced nobody knows when
        "Who will host the games this year?",
        "Where do the Rovers play this week?",
        "Which singer is going to tour later this year?",
        "Who will speak this Friday?",
        "What is the budget for this year?",
        # another meaning
        "Who hosts Last Week Tonight?",
        "who hosts last week tonight",
        "Who starred in Friday Night Lights?",
        "Who sang Last Friday Night?",
        "Who wrote for USA TODAY?",
        "Who sang “Yesterday” first?",
        "Who wrote 'The Last Three Days'?",
        "What happened in the last three days of the war?",
        "Who was born in his last year?",
        "What did he do in the last week before the vote?",
        "What happened the week before the vote?",
        "Who spoke on the last Friday in May?",
        "Who won this week in 1944?",
        "Since the bridge is closed, how do people cross?",
        "What changed after 2000 people died?",
        "What has changed since May resigned?",
        "What must be done by the end of this year?",
        "Who was mayor until last month?",
        "Which ferry leaves every last Sunday?",
        # what is told beside the question
        "The ferry ran aground last week. When was she built?",
        "Veary resigned this month. Where was he born?",
    ],
)
def test_what_limits_nothing(question):
    assert period(question, TODAY) is None


def test_several_phrases_make_the_period_that_holds_them():
    made = period("Did more ferries sail this month than last month?", TODAY)
    assert made == Period(date(2026, 10, 1), None, "this month … last month")


@pytest.mark.parametrize("ahead", range(7))
def test_last_week_holds_the_week_before_whatever_day_it_is(ahead):
    today = date(2026, 11, 23) + timedelta(ahead)
    made = period("What happened last week?", today)
    assert made is not None
    assert made.since == date(2026, 11, 16)
    assert made.until is None or date(2026, 11, 23) <= made.until < today
    assert made.until is None or today.weekday() < 6  # on Sunday, it may be the one that ends


@pytest.mark.parametrize(
    ("question", "today", "since", "until"),
    [
        ("Who was mayor last year?", "2024-02-29", "2023-01-01", ""),
        ("What did it earn last month?", "2024-03-31", "2024-02-01", "2024-03-08"),
        ("What did it earn last month?", "2024-01-01", "2023-12-01", ""),
        ("Who died since 29 February?", "2024-02-29", "2024-02-29", ""),
    ],
)
def test_a_leap_day_and_new_year(question, today, since, until):
    made = period(question, date.fromisoformat(today))
    assert made is not None
    assert (made.since, made.until) == (day(since), day(until))


def test_a_date_that_does_not_exist_limits_nothing():
    assert period("What has changed since 31 June 2024?", TODAY) is None
    assert period("What has changed since 2024-13-40?", TODAY) is None


PIECES = st.sampled_from(
    [
        *(
            "what",
            "did",
            "the",
            "papers",
            "report",
            "articles",
            "published",
            "who",
            "which",
            "than",
        ),
        *("last", "this", "past", "few", "days", "week", "yesterday", "since", "before", "after"),
        *(
            "until",
            "between",
            "and",
            "from",
            "to",
            "in",
            "on",
            "of",
            "March",
            "February",
            "31",
            "3",
        ),
        *("2024", "2020", "1990s", "'x'", "“", "?", ".", "vote", "Courier", "write", "today"),
    ]
)


@settings(max_examples=300)
@given(
    st.lists(PIECES, max_size=14), st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 1, 1))
)
def test_every_period_is_a_filter(pieces, today):
    question = " ".join(pieces)
    made = period(question, today)
    if made:
        assert Filters(since=made.since, until=made.until)  # raises where they are crossed
        assert all(part in question for part in made.words.split(" … "))
    assert event_since(question) in question


def test_the_longest_question_is_read_quickly():
    for piece in ("the last articles and the report of ", "since the vote after ", "“ '"):
        start = time.process_time()
        period((piece * 2000)[:2000], TODAY)
        event_since((piece * 2000)[:2000])
        assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("Since the vote, what has changed?", "the vote"),
        ("Who has resigned since the flood in Wendry?", "the flood in Wendry"),
        ("What has changed since the 2008 crash?", "the 2008 crash"),
        ("How have they grown since the crisis?", "the crisis"),
    ],
)
def test_the_event_that_a_question_counts_from(question, event):
    assert event_since(question) == event


@pytest.mark.parametrize(
    "question",
    [
        "Since the bridge is closed, how do people cross?",
        "Since the council rejected the plan, who pays?",  # or "because"
        "What has changed since March?",
        "What should one have learnt since a flood?",
        "Who has been mayor since him?",
        "Who resigned after the flood?",  # of which may be told at any time
        "",
    ],
)
def test_what_is_no_event(question):
    assert event_since(question) == ""


@pytest.mark.skipif(not (DATA / "newsquiz").exists(), reason="the quiz is not here")
def test_quiz_questions_keep_the_articles_that_answer_them():
    """Of "Which country … this week?", asked in a weekly quiz."""
    published = {
        article["id"]: date.fromisoformat(article["published"].replace("/", "-"))
        for article in lines(DATA / "newsquiz" / "articles.jsonl.gz")
        if len(article["published"] or "") == 10
    }
    limited = lost = 0
    for question in lines(DATA / "newsquiz" / "questions.jsonl"):
        if not question["answerable"]:
            continue
        asked = date.fromisoformat(question["asked_on"])
        made = period(question["question"], asked)
        names = [item["article"] for item in question["evidence"]] + question["linked"]
        days = [published[name] for name in names if name in published]
        recent = [found for found in days if found >= asked - timedelta(30)]
        if made is None or not recent:
            continue
        limited += 1
        first, last = made.since or date.min, made.until or date.max
        lost += not any(first <= found <= last for found in days)
    assert limited >= 60
    assert lost <= 2
