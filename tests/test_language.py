"""A sentence is read once, and everybody who looks at it sees the same."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import CASELESS, Passage
from qa.checking.support import check
from qa.evaluation import measures
from qa.language import Certainty, dates, joined, quantities, read
from qa.language import tokens as tokens_module
from qa.language.numerals import number_words
from qa.types import Citation, Expects, Query
from qa.values.values import holds

FRIDAY = date(2024, 3, 15)
WHEN = Query("When did it open?", Expects.DATE)


def names(text: str) -> list[str]:
    sentence = read(text)
    return [
        " ".join(word.text for word in sentence.words[part.first : part.last + 1])
        for part in sentence.names
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 4.2 million crowns.", {4_200_000}),
        ("It cost 4,200,000 crowns.", {4_200_000}),
        ("A bill of $4.2m was sent.", {4_200_000}),
        ("Some two and a half million saw it.", {2_500_000}),
        ("Twelve people and 14 dogs.", {12, 14}),
        ("Twenty-three of 1,400 homes.", {23, 1400}),
        ("Two million viewers.", {2_000_000}),
        ("It opened on 14 March 2024.", set()),
        ("It opened three years ago.", set()),
        ("Nobody was hurt.", set()),
    ],
)
def test_figures_are_compared_by_value(text, expected):
    assert read(text).figures == expected


@given(st.integers(2, 99), st.sampled_from(["people", "crowns", "metres", "votes"]))
def test_figures_and_words_are_the_same_to_every_reader(value, unit):
    spelled = {int(v): word for word, v in number_words().items() if "-" in word or v > 20}
    word = spelled.get(value) or next(w for w, v in number_words().items() if v == value)
    texts = (f"They counted {value} {unit}.", f"They counted {word} {unit}.")
    figures, words = map(read, texts)
    assert figures.figures == words.figures == {value}
    assert [one.unit for one in figures.quantities] == [one.unit for one in words.quantities]
    how_many = Query(f"How many {unit} did they count?", Expects.COUNT)
    assert holds(how_many, figures)
    assert holds(how_many, words)
    assert measures.numbers_exact(texts[0], [texts[1]])
    assert measures.numbers_exact(texts[1], [texts[0]])
    assert check(texts[0], cited(texts[1])).failures == ()
    assert check(texts[1], cited(texts[0])).failures == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some 4.2m people came.", {4_200_000}),
        ("Half-a-dozen boats sank.", {6}),
        ("A half-dozen boats sank.", {6}),
        ("One-in-ten voted.", {0.1}),
        ("The twenty-first boat sank.", set()),
    ],
)
def test_a_figure_has_one_value_however_it_is_joined(text, expected):
    assert read(text).figures == expected


@pytest.mark.parametrize(
    ("statement", "evidence", "holds"),
    [
        ("No more than 5 boats sank.", "At most 5 boats sank.", True),
        ("More than 5 boats sank.", "No more than 5 boats sank.", False),
        ("It was the 21st boat to sink.", "It was the twenty-first boat to sink.", True),
        ("It was the 30th boat to sink.", "It was the thirtieth boat to sink.", True),
        ("It opened on 15 March 2024.", "IT OPENED: MARCH 15, 2024.", True),
        ("The bridge opened in 2005.", "The bridge opened (2023-05).", False),
        ("The bridge opened on Monday.", "The bridge opened in Monday’s—some said late—storm.",
         True),
    ],
)  # fmt: skip
def test_one_reading_decides_what_is_supported(statement, evidence, holds):
    assert check(statement, cited(evidence)).holds is holds


@pytest.mark.parametrize(
    "text",
    ["The ſecond ship and the ſixth.", "On Monday and ſunday.", "dozens and ſcores",
     "two and ſix in ten", "past sıx days, frıday, İ am, 30K"],
)  # fmt: skip
def test_letters_that_patterns_take_for_others_break_nothing(text):
    sentence = read(text, FRIDAY)
    assert sentence.values == read(text.translate(CASELESS), FRIDAY).values


@given(st.text("MondayJuneyesterdaynoonhalf sixtwenty '’—-/….0123456789", max_size=60)
       | st.lists(st.sampled_from(
           ["Monday's—", "June", "sixpm", "6pm", "’90s", "half-a-dozen", "one-in-ten", "Sept.",
            "MARCH", "2023-05", "$4.2m", "three years ago", "thirds", "scores", "yesterday's-",
            "SAT", "noon/", "first"]), max_size=6).map(" ".join))  # fmt: skip
def test_looking_only_where_a_word_promises_something_loses_nothing(text):
    sentence = read(text, FRIDAY)
    readers = (*dates._READERS, *quantities._READERS)
    everything = frozenset[str]().union(*(needed for needed, _, _ in readers))
    moments = dates.moments(sentence.flat, FRIDAY, everything)
    taken = [(one.start, one.end) for one in moments if not one.relative]
    assert sentence.moments == moments
    assert sentence.quantities == quantities.quantities(sentence.flat, everything, taken)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_is_the_same_day_however_it_is_written(day):
    written = (
        f"It opened on {day.day} {day:%B %Y}.",
        f"It opened on {day:%B} {day.day}, {day.year}.",
        f"It opened on {day.isoformat()}.",
    )
    for one in written:
        assert [moment.stretches for moment in read(one).moments] == [((day, day),)]
        assert measures.stated_dates(one) == {(day.year, day.month, day.day)}
        assert holds(WHEN, read(one))
        assert check(written[0], cited(one)).failures == ()


def test_how_sure_a_day_is_is_told():
    def certainty(text: str, published: date | None) -> Certainty:
        (moment,) = read(text, published).moments
        return moment.certainty

    assert certainty("It opened on 3 May 2021.", None) is Certainty.STATED
    assert certainty("It opened on Thursday.", FRIDAY) is Certainty.RECKONED
    assert certainty("It will open on Thursday.", FRIDAY) is Certainty.OPEN
    assert certainty("It opened on Thursday.", None) is Certainty.UNKNOWN


def test_names_leave_out_sentence_openers_months_and_the_genitive():
    assert names("On Monday Tomas Veary thanked Port Sellen’s council in May.") == [
        "Tomas Veary",
        "Port Sellen",
    ]
    assert names("Officials closed the road.") == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We urge calm,” Ilse Corrand told reporters.", "Ilse Corrand"),
        ("Ilse Corrand said: “We urge calm.”", "Ilse Corrand"),
        ("“We urge calm,” said the mayor, Ilse Corrand.", "Ilse Corrand"),
        ("According to Tomas Veary, it was “a bad idea for the town”.", "Tomas Veary"),
        ("“We urge calm,” she said.", "she"),
        ("“We urge calm.”", ""),
        ("It is called “the long bridge” in Arden.", ""),
    ],
)
def test_who_speaks_a_quotation_is_told_where_the_sentence_says_so(text, speaker):
    (quotation,) = read(text).quotations
    assert quotation.speaker == speaker


@pytest.mark.parametrize("text", ["He said it would take a year.", "But they refused."])
def test_a_sentence_that_points_back_is_known(text):
    assert read(text).dangling
    assert not read("The committee met in silence").dangling


def test_signs_say_what_is_denied_left_open_put_off_and_claimed():
    sentence = read("The ferry may not sail, will return in May and allegedly sank.")
    assert [sign.word for sign in sentence.denials] == ["not"]
    assert [sign.word for sign in sentence.hedges] == ["may"]
    assert [sign.word for sign in sentence.plans] == ["will"]
    assert [sign.word for sign in sentence.claims] == ["allegedly"]
    assert sentence.claims[0].governs == (read("sank").words[0].stem,)


@given(st.lists(st.sampled_from([
    "Rain fell on Orle.", "“We urge calm,” she said.", "It cost 4.2 million crowns – a record.",
    "The U.S. won't pay.", "Nobody, he said, was hurt.",
]), min_size=1, max_size=4))  # fmt: skip
def test_joined_sentences_have_the_words_of_each_and_of_the_whole(texts):
    together = joined([read(text) for text in texts])
    whole = read(" ".join(texts))
    assert together.flat == whole.flat
    assert together.words == whole.words
    for word in together.words:
        assert together.flat[word.start : word.end] == word.text


def cited(*texts: str) -> list[Citation]:
    passages = [
        Passage(f"a{at}", text, 0, len(text), (), f"Report {at}", "Harbour Courier", FRIDAY)
        for at, text in enumerate(texts)
    ]
    return [Citation(passage, 0, len(passage.text)) for passage in passages]


def test_a_check_reads_each_sentence_once(monkeypatch):
    flats = []
    real = tokens_module.tokenise
    monkeypatch.setattr(tokens_module, "tokenise", lambda flat: flats.append(flat) or real(flat))
    evidence = cited(
        "Tomas Veary closed the Orle tunnel on Thursday because of cracks. It cost 612 crowns.",
        "The tunnel was shut by the council, which denied that 14 people had been hurt.",
    )
    statement = "The council shut the Orle tunnel on Thursday, and it cost 612 crowns to close it."
    read.cache_clear()
    check(statement, evidence)
    # the statement, three sentences, an outlet and two headlines
    assert len(flats) == len(set(flats)) == 7
    check(statement, evidence)
    assert len(flats) == 7
