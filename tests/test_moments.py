"""Times are read alike in figures and in words, and mean the days that they say."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage
from qa.checking.support import check
from qa.language import read
from qa.language.numerals import number_words
from qa.types import Citation

FRIDAY = date(2024, 3, 15)
SPELLED = {int(value): word for word, value in number_words().items() if value >= 1}
UNITS = ("day", "week", "month", "year", "decade")
DIRECTIONS = ("ago", "earlier")


def cited(text: str, published: date | None) -> tuple[Citation, ...]:
    passage = Passage("a", text, 0, len(text), (), "", "Harbour Courier", published)
    return (Citation(passage, 0, len(text)),)


def time_of(count: int | str, unit: str, direction: str) -> str:
    return f"{count} {unit}{'' if count in (1, 'one') else 's'} {direction}"


@given(st.sampled_from(sorted(SPELLED)), st.sampled_from(UNITS), st.sampled_from(DIRECTIONS),
       st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)))  # fmt: skip
def test_figures_and_words_mean_the_same_days(count, unit, direction, published):
    figures, words = (
        read(f"It opened {time_of(written, unit, direction)}.", published).moments
        for written in (count, SPELLED[count])
    )
    assert len(figures) == len(words) == 1
    assert figures[0].stretches == words[0].stretches
    assert figures[0].relative == words[0].relative
    reckoned = published is not None and unit != "decade" and direction == "ago"
    assert bool(figures[0].stretches) == reckoned  # "earlier" counts from another time
    assert figures[0].shift == words[0].shift


@given(st.sampled_from(sorted(SPELLED)), st.sampled_from(UNITS), st.sampled_from(DIRECTIONS),
       st.sampled_from((FRIDAY, None)), st.booleans())  # fmt: skip
def test_a_time_in_figures_carries_it_in_words_and_the_other_way_round(
    count, unit, direction, published, figures_first
):
    both = [f"The tram line to Skerrow opened {time_of(written, unit, direction)}."
            for written in (count, SPELLED[count])]  # fmt: skip
    statement, evidence = both if figures_first else both[::-1]
    assert check(statement, cited(evidence, published)).failures == ()


@pytest.mark.parametrize(
    ("unit", "count", "meant"),
    [
        ("day", 3, "on 12 March 2024"),
        ("week", 2, "on 28 February 2024"),
        ("month", 4, "in November 2023"),
        ("year", 30, "in 1994"),
    ],
)
@pytest.mark.parametrize("written", ["figure", "word"])
def test_what_was_some_time_ago_is_dated(unit, count, meant, written):
    ago = time_of(count if written == "figure" else SPELLED[count], unit, "ago")
    dated, relative = f"The tram line opened {meant}.", f"The tram line opened {ago}."
    if unit != "week":  # a week is no single day
        assert check(dated, cited(relative, FRIDAY)).failures == ()
    assert check(relative, cited(dated, FRIDAY)).failures == ()


@pytest.mark.parametrize(("published", "unit"), list(product((FRIDAY, None), UNITS)))
def test_another_time_ago_is_caught(published, unit):
    evidence = cited(f"The tram line opened {time_of(3, unit, 'ago')}.", published)
    wrong = check(f"The tram line opened {time_of(5, unit, 'ago')}.", evidence)
    assert "date '5" in " ".join(wrong.failures)


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize(
    "text", ["999 weeks ago", "next week", "tomorrow", "yesterday", "in May", "last Monday"]
)
def test_nothing_is_reckoned_from_the_ends_of_the_calendar(day, text):
    assert [one.stretches for one in read(f"It opened {text}.", day).moments] == [()]
