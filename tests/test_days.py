"""Which day a time of an article means, as whoever reads it on its day understands it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language import Certainty, read
from qa.values.editions import as_of, edition, headed
from qa.values.resolving import resolve
from tests.benchmarks.bench_days import labels
from tests.benchmarks.data import DATA

TUESDAY = date(2024, 2, 6)


def meant(*texts: str, day: date = TUESDAY):
    """What the most exact time of the last sentence means, after the others; None if not sure."""
    *before, last = (read(text, day) for text in texts)
    own = edition([*before, last])
    found = [it for one in last.moments if (it := resolve(one, last, before, own)) and it.sure]
    return min(found, key=lambda one: one.days[1] - one.days[0], default=None)


def days(*texts: str, day: date = TUESDAY) -> str:
    found = meant(*texts, day=day)
    if found is None:
        return ""
    first, last = found.days
    return str(first) if first == last else f"{first}..{last}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The lighthouse keeper died on Tuesday.", "2024-02-06"),
        ("The lighthouse keeper died on Monday.", "2024-02-05"),
        ("The keeper died Wednesday, her son said.", "2024-01-31"),
        ("The council will vote on Thursday.", "2024-02-08"),
        ("On Thursday, the council will vote on the fare.", "2024-02-08"),
        ("The vote is Monday.", "2024-02-12"),
        ("He said the ferry would sail on Saturday.", "2024-02-10"),
        ("A hearing was set for Friday.", "2024-02-09"),
        ("The bridge closed last Friday.", "2024-02-02"),
        ("The bridge was closed overnight.", "2024-02-06"),
        ("The bridge was closed overnight to Monday.", "2024-02-05"),
        ("It rained over the weekend.", "2024-02-03..2024-02-04"),
        ("The fair opens this weekend and will be held in the hall.", "2024-02-10..2024-02-11"),
        ("The council met last week.", "2024-01-29..2024-02-04"),
        ("The mayor resigned earlier this month.", "2024-02-01..2024-02-06"),
        ("The line will open later this year.", "2024-02-06..2024-12-31"),
        ("The tram opened three years ago.", "2021-01-01..2021-12-31"),
        ("The ferry sank last September.", "2023-09-01..2023-09-30"),
        ("The quay flooded in November of last year.", "2023-11-01..2023-11-30"),
        ("The quay was flooded in March.", "2023-03-01..2023-03-31"),
        ("The quay will be rebuilt in March.", "2024-03-01..2024-03-31"),
        ("The report was published in mid-January.", "2024-01-11..2024-01-20"),
        ("Work began in early 2023.", "2023-01-01..2023-04-30"),
        ("The mill burned down in the summer.", "2023-06-01..2023-08-31"),
        ("The mill reopened in summer 2018.", "2018-06-01..2018-08-31"),
        ("Fares rose over the past two years.", "2022-02-06..2024-02-06"),
        ("The house was empty on Christmas Day.", "2023-12-25"),
        ("The family last met at Thanksgiving.", "2023-11-23"),
        ("The fair will begin on Easter Monday.", "2024-04-01"),
        ("She has been missing since Friday.", "2024-02-02"),
        ("He fell ill due to the cold on Dec. 26.", "2023-12-26"),
    ],
)
def test_a_time_is_reckoned_from_the_day_of_the_article(text, expected):
    assert days(text) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("A hiker was bitten on Friday.", "A dog was bitten the day before."), "2024-02-01"),
        (("The strike began on 3 May 2023.", "It ended two days later."), "2023-05-05"),
        (("The strike began on 3 May 2023.", "Talks began the following Monday."), "2023-05-08"),
        (("The harbour froze in January 2021.", "It froze again a year later."),
         "2022-01-01..2022-01-31"),
        (("He became mayor in 2010.", "Eight years later he resigned."), "2018-01-01..2018-12-31"),
        (("Fares rose in June.", "They had been cut a year earlier."), "2022-06-01..2022-06-30"),
        (("It ended two days later.",), ""),
        (("The vote was on Tuesday.", "That morning rain fell."), ""),
    ],
)  # fmt: skip
def test_what_counts_from_another_time_is_reckoned_from_that(texts, expected):
    assert days(*texts) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The mayor writes a newsletter every Tuesday.",
        "Rents have risen in recent years.",
        "The herd left the day before the storm.",
        "Sales were up 4 percent from a year ago.",
        "The market is held on Saturdays.",
        "It was a busy Saturday at the market.",
        "He ended his campaign before Super Tuesday.",
    ],
)
def test_what_no_one_can_date_is_left_open(text):
    sentence = read(text, TUESDAY)
    found = [resolve(one, sentence) for one in sentence.moments]
    assert not any(one and one.sure for one in found)


SUNDAY = date(2022, 6, 12)
LATER = (
    "The high court ruled on Friday, June 24, that the law is void.",
    "Crowds gathered on June 24 in front of the court.",
)


def test_a_stamp_that_the_text_contradicts_is_noticed():
    assert days("The judges met on Friday.", day=SUNDAY) == "2022-06-10"
    assert days(*LATER, "The judges met on Friday.", day=SUNDAY) == "2022-06-24"
    assert days(*LATER, "The judges met on Wednesday.", day=SUNDAY) == ""
    doubted = read("The judges met on Wednesday.", SUNDAY)
    own = edition([*(read(one, SUNDAY) for one in LATER), doubted])
    found = resolve(doubted.moments[0], doubted, (), own)
    assert found is not None
    assert found.certainty is Certainty.OPEN


def test_dates_to_come_do_not_make_a_stamp_wrong():
    coming = ("The court will sit on Friday, June 24.", "It runs through June 25.")
    assert days(*coming, "The judges met on Wednesday.", day=SUNDAY) == "2022-06-08"


def test_the_day_of_a_piece_stands_above_it():
    every = [read(text, TUESDAY) for text in (
        "Orle Courier. February 2, 2024.", "Fares are too high.", "The mayor joked on Tuesday.",
    )]  # fmt: skip
    own = headed(every, 2)
    assert own is not None
    sentence = as_of(every[2], own.day)
    found = resolve(sentence.moments[0], sentence, (), own)
    assert found is not None
    assert found.days == (date(2024, 1, 30), date(2024, 1, 30))
    assert headed(every, 0) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(0, 6))
def test_what_happened_on_a_weekday_was_within_the_week_and_what_will_is_too(day, ahead):
    named = day + timedelta(ahead)
    text = f"{named:%A}"
    assert days(f"The council will vote on {text}.", day=day) == str(named)
    past = named if named == day else named - timedelta(7)
    assert days(f"The council voted on {text}.", day=day) == str(past)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_named_day_is_the_one_of_the_calendar(day):
    for name, weekday, months in (
        ("Thanksgiving", 3, (11,)), ("Labor Day", 0, (9,)), ("Memorial Day", 0, (5,)),
        ("Election Day", 1, (11,)), ("Easter Sunday", 6, (3, 4)),
    ):  # fmt: skip
        found = meant(f"They met on {name} {day.year}.", day=day)
        assert found is not None
        assert found.certainty is Certainty.STATED
        first, last = found.days
        assert (first, first.weekday()) == (last, weekday)
        assert first.month in months


@pytest.mark.skipif(not (DATA / "newsquiz").exists(), reason="the labelled articles are not here")
def test_times_of_real_articles_mean_what_their_readers_take_them_to_mean():
    verdicts = Counter(one.verdict for one in labels())
    assert verdicts["right"] >= 0.92 * verdicts.total()
    assert verdicts["wrong"] < verdicts["open"]
