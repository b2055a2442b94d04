"""The days of what a question asks about, which are not those of publication."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understanding.happening import happened

TODAY, NEWEST = date(2024, 12, 2), date(2024, 11, 21)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened on 17 May 2024?", "2024-05-17", "2024-05-17"),
        ("What happened at Port Sellen in March 2024?", "2024-03-01", "2024-03-31"),
        ("what happened in march", "2024-03-01", "2024-03-31"),
        ("What happened in spring?", "2024-03-01", "2024-05-31"),
        ("What happened in spring 2023?", "2023-03-01", "2023-05-31"),
        ("What happened between March and May?", "2024-03-01", "2024-05-31"),
        ("What happened between November 2023 and January?", "2023-11-01", "2024-01-31"),
        ("What happened from 3 to 5 May 2024?", "2024-05-03", "2024-05-05"),
        ("What happened last month?", "2024-11-01", "2024-11-30"),
        ("Who resigned yesterday?", "2024-12-01", "2024-12-01"),
        ("Who was elected last Sunday?", "2024-12-01", "2024-12-01"),
        ("Who retired this week?", "2024-11-26", "2024-12-08"),
        ("What was unemployment in June 2023?", "2023-06-01", "2023-06-30"),
        ("What was 2022's fare?", "2022-01-01", "2022-12-31"),
        ("What was the fare in 2022?", "2022-01-01", "2022-12-31"),
        ("When did the flood of January 2024 begin?", "2024-01-01", "2024-01-31"),
        ("What is new since 1 June 2024?", "2024-06-01", "2024-12-02"),
        ("What happened after 3 May 2024?", "2024-05-04", "2024-12-02"),
        ("What did Solvane say in May?", "2024-05-01", "2024-05-31"),
        ("What will happen in March?", "2025-03-01", "2025-03-31"),
        ("Who was mayor in the 1990s?", "1990-01-01", "1999-12-31"),
        ("What happened at Christmas?", "2023-12-25", "2023-12-25"),
        ("How many goals did he score in the 2026 World Cup?", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_question_says_of_which_days_it_asks(question, first, last):
    assert happened(question, TODAY, NEWEST) == (
        date.fromisoformat(first),
        date.fromisoformat(last),
    )


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2022 World Cup?",
        "What did the March 2024 report say?",
        "How much more did it cost than in 2019?",
        "Who is president today?",
        "What was Mr Veary's last year in office like?",
        "What happened the day before?",
        "Who presents Last Week Tonight?",
        "What has changed since the vote?",
        "Will May resign?",
    ],
)
def test_what_only_names_a_thing_or_compares_asks_of_no_days(question):
    assert happened(question, TODAY, NEWEST) is None


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 3000))
def test_a_day_asked_of_is_that_day_whatever_today_is(day, later):
    today = day + timedelta(later)
    for asked in (f"on {day.day} {day:%B %Y}", f"on {day:%B} {day.day}, {day.year}"):
        assert happened(f"What happened {asked}?", today) == (day, day)
