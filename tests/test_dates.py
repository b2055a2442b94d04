from datetime import date, datetime, timedelta, timezone

import pytest

from index.files.dates import date_in_name, date_in_url, parse_date

MAY_15 = date(2023, 5, 15)


@pytest.mark.parametrize(
    "value",
    [
        "2023-05-15",
        "2023/05/15",
        "2023.05.15",
        "2023-5-15",
        "20230515",
        20230515,
        "20230515T101500Z",
        "2023-05-15T10:15:00Z",
        "2023-05-15 10:15:00.123+00:00",
        "May 15, 2023",
        "May 15th 2023",
        "15 May 2023",
        "15-May-2023",
        "15th of May, 2023",
        "Mon, 15 May 2023 10:15:00 GMT",
        "Monday, 15 May 2023",
        "Mon May 15 10:15:00 2023",
        "Mon May 15 10:15:00 +0000 2023",
        "Published: May 15, 2023 10:15 a.m. EDT",
        "10:15 GMT, 15 May 2023",
        "15/05/2023",
        "05/15/2023",
        1684145700,
        "1684145700",
        1684145700000,
        1684145700.25,
        MAY_15,
        datetime(2023, 5, 15, 23, 0, tzinfo=timezone(timedelta(hours=-9))),
    ],
)
def test_one_day_in_many_spellings(value):
    assert parse_date(value) == MAY_15


@pytest.mark.parametrize("value", ["2023-05-15T23:30:00-11:00", "2023-05-15T00:30:00+14:00"])
def test_the_day_is_the_one_written_whatever_the_zone(value):
    assert parse_date(value) == MAY_15


def test_short_months_with_a_full_stop():
    assert parse_date("Sept. 5, 2021") == date(2021, 9, 5)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "  ",
        "yesterday",
        "n/a",
        True,
        [],
        {},
        float("nan"),
        float("inf"),
        1e300,
        "x" * 200,
    ],
)
def test_what_is_no_date_at_all_gives_none(value):
    assert parse_date(value) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2023-02-30", "does not exist|not a date that exists"),
        ("2023-13-01", "not a date that exists"),
        ("31 April 2023", "not a date that exists"),
        ("13/14/2023", "not a date that exists"),
        ("0000-01-01", "not a date that exists"),
        ("05/06/2023", "could be 5 Jun or 6 May"),
        ("05.06.2023", "could be"),
        ("05/06/0000", "could be"),
        ("5/15/23", "two digits"),
        ("2023", "whole date"),
        ("2023-05", "whole date"),
        ("May 2023", "whole date"),
        ("May 15", "whole date"),
        ("1066-10-14", "outside the years"),
        ("9999-12-31", "outside the years"),
        (99999999999999, "not a count of seconds"),
    ],
)
def test_a_value_that_looks_like_a_date_and_is_none_says_why(value, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(value)


def test_the_same_number_twice_is_not_ambiguous():
    assert parse_date("05/05/2023") == date(2023, 5, 5)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-05-15-bridge.txt", MAY_15),
        ("bridge_2023_05_15.html", MAY_15),
        ("20230515-bridge.txt", MAY_15),
        ("bridge-20230515.txt", None),
        ("000_71e3f51ddec2d9eb.txt", None),
        ("2023-02-30-bridge.txt", None),
        ("2023-05-15-to-2023-05-17.txt", None),
        ("12023-05-156.txt", None),
    ],
)
def test_a_date_in_a_file_name(name, expected):
    assert date_in_name(name) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://paper.example/2023/05/15/bridge", MAY_15),
        ("https://paper.example/world/2023/may/15/bridge", MAY_15),
        ("https://paper.example/2023-05-15/bridge.html", MAY_15),
        ("https://paper.example/2023/05/bridge", None),
        ("https://paper.example/story?d=/2023/05/15/", None),
        ("https://paper.example/2023/99/15/bridge", None),
        ("https://[broken/2023/05/15/", None),
        ("", None),
    ],
)
def test_a_date_in_an_address(url, expected):
    assert date_in_url(url) == expected
