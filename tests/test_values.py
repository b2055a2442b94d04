"""The values of the asked kind that a sentence holds and the question does not name."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.language import read
from qa.understanding.questions import understand
from qa.values import values

SATURDAY = date(2024, 2, 10)

TABLE = [
    # counts of the right noun
    (
        "How many people were killed?",
        "Nineteen children and two teachers were killed in 4 rooms.",
        "Nineteen children and two teachers",
    ),
    (
        "How many volunteers took part?",
        "The trial had 1,842 volunteers in 3 towns.",
        "1,842 volunteers",
    ),
    (
        "How many deaths did Lorvane have?",
        "The number of deaths rose by 690 to 11.1 million.",
        "11.1 million",
    ),
    (
        "How many people were hurt?",
        "At least 12 people, including two children, were hurt.",
        "At least 12 people",
    ),
    ("How many people died?", "No one died, said the 12 witnesses.", "No one died"),
    ("How many goals did he score?", "He scored 12 goals in 45 minutes.", "12 goals"),
    ("How many people were hurt?", "The blast left 21 injured and closed two roads.", "21 injured"),
    ("How many children were sickened?", "It sickened nearly 500 children.", "nearly 500 children"),
    (
        "Who is the woman who has two boats?",
        "Kelda Harn of Dora, 28 miles northwest of Marrow, has two boats.",
        "Kelda Harn",
    ),
    (
        "How many officials run a game?",
        "Two to four officials run a game.",
        "Two to four officials",
    ),
    # sums, shares, measures
    ("How much did the bridge cost?", "The bridge cost 4.2 million crowns.", "4.2 million crowns"),
    ("How much was the fine?", "The firm must pay a $5bn fine.", "$5bn"),
    (
        "How much will the law cost?",
        "It will cost about 11 million crowns a year.",
        "about 11 million crowns a year",
    ),
    ("What percentage voted?", "Some 61 per cent of 4,000 voters came.", "Some 61 per cent"),
    (
        "What share does the state bear?",
        "The state bears two thirds of 6 million crowns.",
        "two thirds",
    ),
    ("How far is the island?", "The island lies 12 miles from 3 ports.", "12 miles"),
    ("How long was the bridge shut?", "It was shut for 176 days in 2023.", "176 days"),
    (
        "How long does training take?",
        "Training takes between four and six years.",
        "between four and six years",
    ),
    ("How old is Corrand?", "Ilse Corrand, 47, has three sons.", "47"),
    ("How old was the painter?", "The painter was 34.", "34"),
    ("How old was the girl?", "A girl aged 9 and two boys were found.", "9"),
    # times
    ("When did Tennick die?", "Maud Tennick died on Tuesday at her cottage.", "Tuesday"),
    ("When did the storm hit Orle?", "It hit Orle from 3 to 5 March.", "from 3 to 5 March"),
    ("When did the storm hit Orle?", "It hit Orle between 3 and 5 May.", "between 3 and 5 May"),
    ("When did the bridge open?", "The bridge opened on 14 March 1968.", "14 March 1968"),
    ("In what year was it built?", "It was built in June 1931.", "1931"),
    (
        "When will it be approved?",
        "It is to be approved in the first quarter of 2025.",
        "the first quarter of 2025",
    ),
    ("What time did the train leave?", "The train left at 6:02 a.m. on Thursday.", "6:02 a.m."),
    ("On which day did it rain?", "It rained for 3 hours on Tuesday.", "Tuesday"),
    # who, where, which
    (
        "Who headed the inquiry?",
        "The inquiry was headed by Cato Brandsma, the office said.",
        "Cato Brandsma",
    ),
    ("Who won the race?", "Dr Dario Fenn won the race in Port Sellen.", "Dario Fenn"),
    ("Who beat Mara Oresk?", "Mara Oresk was beaten by Tomas Veary.", "Tomas Veary"),
    ("Who did Mara Oresk beat?", "Mara Oresk beat Tomas Veary in Tamber.", "Tomas Veary"),
    ("Which Fenn scored?", "Substitute Dario Fenn scored late.", "Dario Fenn"),
    ("Where was the king treated?", "The king was treated in Langmoor by Ada Pell.", "Langmoor"),
    ("Which country won the cup?", "Sri Lanka beat Norway in Orle.", "Sri Lanka"),
    ("Which company sold it?", "The ferry company Skerrow Line sold it to Pell.", "Skerrow Line"),
    ("What is the ferry called?", "The new ferry is the Sela Maren.", "Sela Maren"),
    ("Which film won?", "The film “Low Water” won in Tamber.", "Low Water"),
    # why, and what was said
    (
        "Why was it late?",
        "It was late because storms kept the crane idle.",
        "because storms kept the crane idle",
    ),
    (
        "What was the cause of the fire?",
        "The cause of the fire was a faulty heater.",
        "a faulty heater",
    ),
    (
        "What caused the fire?",
        "The fire was caused by a faulty heater.",
        "caused by a faulty heater",
    ),
    ("Why was it late?", "Because of the storm, it was late.", "Because of the storm"),
    (
        "Why are they on strike?",
        "They are on strike to protest a cut of 2.5 million crowns.",
        "to protest a cut of 2.5 million crowns",
    ),
    ("What did Veary say?", "“It is a fine bridge,” Tomas Veary said.", "It is a fine bridge"),
    ("What did Veary say?", "Tomas Veary said that the bridge was fine.", "the bridge was fine"),
    (
        "Who is Ines Quarrell?",
        "Ines Quarrell, a doctor in Lower Hallow, spoke.",
        "a doctor in Lower Hallow",
    ),
]


@pytest.mark.parametrize(("question", "text", "wanted"), TABLE)
def test_the_first_value_is_the_one_asked_for(question, text, wanted):
    query, sentence = understand(question), read(text, SATURDAY)
    found = values.asked_values(query, sentence)
    assert found
    assert found[0].text == wanted
    assert values.holds(query, sentence)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many people were killed?", "Two bridges and 14 houses were destroyed."),
        ("How many goals did he score?", "He played for 45 minutes."),
        ("How many people came?", "Nobody came, and no one called."),
        ("When did it open on 3 May 2021?", "It opened on 3 May 2021."),
        ("Who is the mayor, Ilse Corrand or nobody?", "Ilse Corrand is the mayor."),
        ("Who killed Anton Abel?", "Anton Abel was killed on Friday."),
        ("Where in Lorvane is Tamber?", "Tamber is in Lorvane."),
        ("Which country beat Norway?", "Norway lost."),
        ("How much did 5 million crowns buy?", "It bought 5 million crowns of land."),
        ("How long was it shut?", "It was shut three years ago."),
        ("How old is he?", "He waited for two hours."),
        ("What percentage of voters came?", "Some 61 people voted."),
        ("What did Veary say about it?", "Marit Solvane said that it was late."),
        ("Why did it sink?", "It sank after 2010."),
    ],
)
def test_what_the_question_names_or_does_not_ask_for_is_no_value(question, text):
    query, sentence = understand(question), read(text, SATURDAY)
    assert values.asked_values(query, sentence) == ()
    assert not values.holds(query, sentence)


@pytest.mark.parametrize(
    "question",
    ["What happened on the pier?", "What is marsh fever?", "Did it sink?", "Which is longer?",
     "What happens when ice melts?"],
)  # fmt: skip
def test_what_may_be_anything_is_not_told_by_its_form(question):
    assert not values.told_by_form(understand(question))


WRITTEN = (
    "on Tuesday 6 February 2024 the mayor of Port Sellen , Dr Ada Pell ’s said “ Low Water ” cost "
    "$4.2m 4.2 million crowns 61% per cent because don't U.S. two-thirds Prime Minister 12–14 "
    "km in Sri Lanka . ; ( killed 19 people and two teachers to avoid"
)
WORDS = st.sampled_from(WRITTEN.split())


@given(
    words=st.lists(WORDS, min_size=1, max_size=30),
    question=st.sampled_from([question for question, _, _ in TABLE]),
)
@settings(max_examples=300, deadline=None)
def test_a_value_is_characters_of_the_sentence(words, question):
    query, sentence = understand(question), read(" ".join(words), SATURDAY)
    for value in values.asked_values(query, sentence):
        assert value.text == sentence.text[value.start : value.end]
        assert value.text.strip()
