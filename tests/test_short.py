"""The short answer: what was asked for, from characters that the statements cite, or nothing."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Passage
from qa import Citation, Short, Statement, Told
from qa.printing import short_lines
from qa.reading.short import short
from qa.understanding.questions import understand
from tests.answers import answer, cite, whole

SATURDAY = date(2024, 2, 10)


def said(*texts: str, title: str = "", published: date = SATURDAY) -> tuple[Statement, ...]:
    """A statement for each text, of an outlet that is named before "|", if any."""
    made = []
    for at, text in enumerate(texts):
        outlet, _, words = text.rpartition("|")
        where = whole(f"a{at}", words, title=title, source=outlet, published=published)
        made.append(Statement(words, (cite(where, words),)))
    return tuple(made)


def brief(question: str, *texts: str, **about) -> Short:
    return short(understand(question), said(*texts, **about))


TABLE = [
    # a day is told by its date, beside the characters that mean it
    ("When did Maud Tennick die?", "Maud Tennick died on Tuesday.", "6 February 2024", "Tuesday"),
    ("When did the Orle flood?", "The Orle flooded overnight.", "10 February 2024", "overnight"),
    ("When did the Orle flood?", "The Orle flooded from 3 to 5 January.",
     "from 3 to 5 January 2024", "from 3 to 5 January"),
    ("When did the Orle flood?", "The Orle flooded on 3–5 January.", "3–5 January 2024",
     "3–5 January"),
    ("How many people were hurt in Orle?",
     "At least 12 people, including two children, were hurt in Orle.",
     "At least 12 people", "At least 12 people"),
    ("When did the Orle flood?", "The Orle flooded on the eve of 5 January.",
     "the eve of 5 January 2024", "the eve of 5 January"),
    ("When will the Orle report come?", "The Orle report will come next Monday.",
     "12 February 2024", "next Monday"),
    ("When is the Orle report due?", "The Orle report is due next spring.", "spring 2024",
     "next spring"),
    ("When did the mill open?", "The mill opened on 14 March 1968.", "14 March 1968",
     "14 March 1968"),
    ("When was the Orle mill sold?", "The Orle mill was sold in November.", "November 2023",
     "November"),
    ("When will the law be approved?", "The law will be approved early next year.", "early 2025",
     "early next year"),
    # numbers carry their nouns
    ("How many people were killed at Tamber?",
     "Nineteen children and two teachers were killed at Tamber.",
     "Nineteen children and two teachers (21)", "Nineteen children and two teachers"),
    ("How much did the harbour bridge cost?", "The harbour bridge cost 4.2 million crowns.",
     "4.2 million crowns", "4.2 million crowns"),
    # who, where, why, said
    ("Who headed the inquiry?", "President Cato Brandsma headed the inquiry.", "Cato Brandsma",
     "Cato Brandsma"),
    ("Where was King Oskar treated?", "King Oskar was treated on the island of Skerrow.",
     "Skerrow", "Skerrow"),
    ("Why was the ferry late?", "The ferry was late because storms kept it in port.",
     "because storms kept it in port", "because storms kept it in port"),
    ("What did Tomas Veary say?", "“The bridge is fine,” Tomas Veary said.",
     "The bridge is fine", "The bridge is fine"),
    ("Which countries joined the pact?", "Finland, Sweden and Chile joined the pact.",
     "Finland, Sweden and Chile", "Finland, Sweden and Chile"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "wanted", "quote"), TABLE)
def test_what_was_asked_for_is_told_with_the_characters_that_say_so(question, text, wanted, quote):
    found = brief(question, text)
    assert found
    assert str(found) == found.text == wanted
    assert found.citation.quote == quote


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("Was Lennart Pell charged?", "Lennart Pell was not charged.", "No"),
        ("Was Lennart Pell charged?", "Lennart Pell was charged on Friday.", "Yes"),
        ("Was Lennart Pell charged?", "Lennart Pell may be charged.", "Not confirmed"),
        ("Is Piet Corrand the brother of Ilse Corrand?",
         "Piet Corrand, who has nothing to do with Ilse Corrand, spoke.", "No"),
        ("Did Lorvane oppose the vote?", "Except for Lorvane, all states opposed the vote.", "No"),
        ("Did the jury indict Mara Oresk?", "The jury declined to indict Mara Oresk.", "No"),
        ("Did the union block the law?", "The union blocked the law.", "Yes"),
    ],
)  # fmt: skip
def test_a_question_for_yes_or_no_is_decided_by_what_is_denied_or_left_open(question, text, wanted):
    found = brief(question, text)
    assert found.text == wanted
    assert found.kind == "yes or no"
    assert found.citation.quote == text


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Did Mara Oresk resign?", ["Mara Oresk plans to resign."]),
        ("Did Mara Oresk resign?", ["Mara Oresk resigned.", "Mara Oresk did not resign."]),
        ("Who killed Anton Abel?", ["Anton Abel was killed on Friday."]),
        ("Who killed Anton Abel?", ["Former Lorvanian Mayor Anton Abel was shot and killed."]),
        ("How many nurses went on strike?", ["The strike closed 12 roads."]),
        ("When will the ferry sail?", ["The ferry company said on Monday that it is sold."]),
        ("Where was Oskar treated?", ["Oskar was treated."]),
        ("Why did Kate Orle die?", ["Kate Orle sang because she was asked to."]),
        ("What did Veary say?", ["“It is late,” Marit Solvane said."]),
        ("What is new on the ferry?", ["The ferry was sold for 3 million crowns."]),
        (
            "Who won the Lorvane cup in Orle?",
            ["The Lorvane cup in Orle was won like the Asia Cup."],
        ),
        ("How much did the bridge cost?", []),
    ],
)
def test_nothing_is_said_rather_than_something_wrong(question, texts):
    found = brief(question, *texts)
    assert not found
    assert found.text == ""
    assert found.citation is None


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        # who does it is told, and nobody who only speaks of it or comes near it
        ("Who attacked the clinic in Tamber?", "Mayor Mara Oresk attacked the clinic in Tamber.",
         "Mara Oresk"),
        ("Who attacked the clinic in Tamber?", "Mara Oresk visited the clinic in Tamber.", ""),
        ("Who carried out the Tamber shooting?",
         "Cato Brand, a reservist, carried out the Tamber shooting.", "Cato Brand"),
        ("Who carried out the Tamber shooting?",
         "Senator Milo Veary said that the shooting in Tamber was a punishment.", ""),
        ("Who carried out the Tamber shooting?",
         "Jonas Mata, brother of Tamber shooting victim Pavel Mata, carried a cross.", ""),
        ("Who shot Anton Pell?", "Anton Pell was shot dead by Cato Brand, police said.",
         "Cato Brand"),
        ("Who shot Anton Pell?", "Cato Brand was shot by Anton Pell.", ""),
        ("Who shot Anton Pell?", "The gunman, Cato Brand, fled after Anton Pell was shot.",
         "Cato Brand"),
        ("Who shot Anton Pell?", "The suspected gunman, Cato Brand, knew Anton Pell.", ""),
        ("Who killed Anton Pell?", "Mara Oresk paid tribute to Anton Pell, who was killed.", ""),
        ("Who killed Anton Pell?", "Mara Oresk did not kill Anton Pell.", ""),
        ("Who found the body?", "The body was found by a walker, Mara Oresk.", "Mara Oresk"),
        ("Who won the cup?", "The winner of the cup was Mara Oresk.", "Mara Oresk"),
        ("Who called the ruling in Tamber wrong?", "Dana Oresk called the ruling in Tamber wrong.",
         "Dana Oresk"),
        ("Which Fenn scored the winning goal?",
         "Dario Fenn headed the winning goal after Milo Fenn had scored the first.", "Dario Fenn"),
        ("Who leaked the court draft?",
         "Justice Samuel Orle's draft for the court was leaked in May.", ""),
        ("Who was charged with killing the doctor?",
         "Lizel Orle was charged with murder over a pill.", ""),
        ("Who was charged with killing the doctor?",
         "Lizel Orle was charged with killing the doctor in Tamber.", "Lizel Orle"),
        ("Who is the campaign manager of Veary?",
         "“Veary cannot run,” said Julie Fenn, Mayor Joe Brand’s campaign manager.", ""),
        # each on the right side
        ("Who defeated Jonas Veary?", "Jonas Veary defeated Mehmet Orle.", ""),
        ("Who succeeded Mara Truss?", "Mara Truss won the vote, succeeding Boris Fenn.", ""),
        ("Whom did Mara Truss succeed?", "Mara Truss won the vote, succeeding Boris Fenn.",
         "Boris Fenn"),
        ("Who succeeded Mara Truss?", "Mara Truss was succeeded by Nils Orle.", "Nils Orle"),
        # nobody is called after an office, a people or a ship, or is whom the question names
        ("Who was injured?", "Fourteen people were injured on the ferry Sela Maren.", ""),
        ("Who advises Mara Orle?", "The Home Secretary advises Mara Orle.", ""),
        ("Who was the head of the veterans home?",
         "Cato Walsh was the head of the Veterans’ Home in Tamber.", "Cato Walsh"),
        ("Who sentenced Mara Orle?", "A Russian judge sentenced Mara Orle.", ""),
        ("Who is Kate Orle married to?", "The former Kate Orle Mill married William Fenn.",
         "William Fenn"),
    ],
)  # fmt: skip
def test_a_person_is_told_who_has_the_part_that_is_asked_for_and_nobody_else(
    question, text, wanted
):
    assert brief(question, text).text == wanted


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("How many trainee doctors left?", "About 900 trainee doctors left.",
         "About 900 trainee doctors"),
        ("How many trainee doctors left?",
         "The trainee doctors who left are a part of the 140,000 doctors.", ""),
        ("How many trainee doctors left?",
         "The 13,000 trainee doctors are a part of the 140,000 doctors.", ""),
        ("How many nurses took part in the strike?", "About 400 doctors took part in the strike.",
         ""),
        ("How many people died in the accident?", "Four people were injured in the accident.", ""),
        ("How many spectators watched the regatta?", "A crowd of 9,300 saw the regatta.", "9,300"),
        ("How many spectators watched the regatta?", "A field of 40 saw the regatta off.", ""),
        ("How many deaths did Lorvane have?", "Lorvane shrank by 2,000 people.", ""),
        ("How many goals did Fenn score in the 2022 cup?", "Fenn scored two goals in 2022.",
         "two goals"),
        ("How many goals did Fenn score in the 2026 cup?", "Fenn scored two goals in the cup.", ""),
        ("How many deaths were there in Tamber in 2021?",
         "In 2022, there were 243 such deaths in Tamber, more than the record 217 in 2021.", "217"),
        ("How many deaths were there in Tamber in 2022?",
         "In 2022, there were 243 such deaths in Tamber, more than the record 217 in 2021.",
         "243 such deaths"),
        ("How many deaths were there in Tamber?", "The state saw 38 deaths in Wendry.", ""),
        ("How many deaths were there in South Africa?",
         "Five countries in southern Africa had 20 deaths.", ""),
        ("How many members voted against the quay?",
         "Of the quay's council, 19 members voted against the plan and 16 for it.", "19 members"),
        ("How long did Queen Ada reign?",
         "Queen Ada surpassed Queen Tora, who reigned 63 years.", ""),
        ("How much did the law cost in 2015?", "The law cost 4 million crowns on Friday.", ""),
    ],
)  # fmt: skip
def test_a_number_counts_what_is_asked_of_the_time_that_is_asked(question, text, wanted):
    assert brief(question, text).text == wanted


@pytest.mark.parametrize(
    ("question", "text", "wanted"),
    [
        ("When was King Oskar diagnosed?",
         "King Oskar, diagnosed with gout in December, will travel.", "December 2023"),
        ("When will the fair be held?", "The fair will be held in December.", "December 2024"),
        ("When was the case sent to a jury?",
         "The case, sent to a jury in November, was dismissed on Thursday.", "November 2023"),
        ("Why did Ilse Orle resign?",
         "Ilse Orle resigned as mayor of Tamber just 45 days into the job.", ""),
        ("When was the roof finished?",
         "The roof, which was to have been finished this month, needs beams.", ""),
        ("When was the mill closed?", "The mill was closed at noon on Wednesday.",
         "7 February 2024"),
        ("When was Paul Orle attacked?",
         "During the January 6, 2021, attack on the mill they hid, and last month a man attacked "
         "Paul Orle.", "January 2024"),
        ("Why did Boris Orle resign?",
         "Boris Orle resigned as mayor on Thursday as dozens of members quit the council.",
         "as dozens of members quit the council"),
        ("Why did Ilse Orle resign?", "Ilse Orle resigned as the council had turned her down.",
         "as the council had turned her down"),
        ("What is MFR?", "The ruling ends marsh fever relief, or MFR, in the valley.",
         "marsh fever relief"),
        ("What is the MFR?", "MFR, marsh fever relief, is given to children.",
         "marsh fever relief"),
        ("What is the MFR?", "The Marsh Fever Register (MFR) is kept in Tamber.",
         "Marsh Fever Register"),
        ("Did Marit Orle resign?", "“That was wrong, and I am sorry,” Marit Orle said.", ""),
        ("Was Osric Pell convicted?", "Osric Pell was acquitted on Friday.", "No"),
        ("Was a third report confirmed?", "The office found no evidence of a third report.", "No"),
    ],
)  # fmt: skip
def test_a_time_a_reason_or_a_verdict_is_that_of_what_is_asked(question, text, wanted):
    assert brief(question, text).text == wanted


def test_what_lasted_longer_is_not_told_from_a_length():
    texts = ("The closure of the bridge, 312 metres long, began.", "The repair took 8 weeks.")
    question = "Which lasted longer, the closure of the bridge or the repair?"
    assert not brief(question, *texts)


def test_what_a_question_takes_for_granted_and_the_quote_denies_is_not_so():
    found = brief("Why did Dana Oresk resign?", "Dana Oresk denied that she had resigned.")
    assert (found.kind, found.text) == ("premise", "Not so")
    assert found.citation.quote == "Dana Oresk denied that she had resigned."
    assert brief("Why did Dana Oresk resign?", "Dana Oresk resigned on Tuesday.").kind != "premise"


def test_outlets_that_differ_are_both_told_by_name():
    found = brief(
        "How much did the harbour bridge cost?",
        "Courier|The harbour bridge cost 4.2 million crowns.",
        "Register|The harbour bridge cost 4.6 million crowns.",
    )
    assert found.text == "4.2 million crowns (Courier); 4.6 million crowns (Register)"
    assert [one.outlet for one in found.values] == ["Courier", "Register"]
    assert [one.citation.passage.source for one in found.values] == ["Courier", "Register"]


def test_outlets_that_agree_are_told_once():
    found = brief(
        "How much did the harbour bridge cost?",
        "Courier|The harbour bridge cost 4.2 million crowns.",
        "Register|The harbour bridge cost 4,200,000 crowns.",
    )
    assert found.text == "4.2 million crowns"


def test_of_two_that_are_compared_the_one_with_more_is_told_or_with_less():
    texts = (
        "The closure of the bridge lasted 176 days.",
        "The repair of the ferry lasted 8 weeks.",
    )
    longer = "Which lasted longer, the closure of the bridge or the repair of the ferry?"
    assert brief(longer, *texts).text == "the closure of the bridge (176 days)"
    assert brief(longer.replace("longer", "shorter"), *texts).text.startswith("the repair")


def test_a_span_that_is_given_tells_what_has_no_form():
    text = "The mayor opened a bakery in Tamber."
    statements = said(text)

    def span(question: str, sentence: str) -> tuple[int, int, float]:
        start = sentence.index("a bakery")
        return start, start + len("a bakery"), 0.9

    assert not short(understand("What did the mayor open?"), ())
    found = short(understand("What did the mayor open?"), statements, span)
    assert found.citation.quote == "a bakery"


WRITTEN = (
    "on Tuesday last week 6 February Maud Tennick , 47 , died in Port Sellen because of 19 people "
    "“ The water came ” said not charged cost 4.2 million crowns 61 % . It was Finland and Sweden"
)


@given(
    texts=st.lists(
        st.lists(st.sampled_from(WRITTEN.split()), min_size=3, max_size=25).map(" ".join),
        min_size=1, max_size=3,
    ),
    question=st.sampled_from([row[0] for row in TABLE] + ["Did Maud Tennick die?"]),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_whatever_is_told_is_cited_and_an_answer_with_it_can_be_kept(texts, question):
    statements = said(*texts)
    found = short(understand(question), statements)
    made = answer(*statements, question=question, short=found)
    for one in found.values:
        plain = " ".join(one.citation.quote.split())
        resolved = found.kind in ("date", "yes or no")
        assert resolved or one.text == plain
    told = json.loads(json.dumps(made.as_dict()))
    assert (told["short"] or {"text": ""})["text"] == found.text
    assert type(made).from_dict(told).short.text == found.text


def test_a_short_answer_is_of_what_the_statements_cite():
    where = Passage("a1", "One thing. Another.", 0, 19, ((0, 10), (11, 19)))
    statement = Statement("One thing.", (Citation(where, 0, 10),))
    outside = Short("thing", (Told("Another", Citation(where, 11, 18)),))
    with pytest.raises(ValueError, match="nothing that the statements cite holds 'Another'"):
        answer(statement, short=outside)
    for wrong in ({"kind": "thing"}, {"values": outside.values}):
        with pytest.raises(ValueError, match="a kind and values, or neither"):
            Short(**wrong)


def test_the_terminal_shows_it_first():
    statements = said("The bridge cost 4 million crowns.")
    value = Told("4 million crowns", cite(statements[0].citations[0].passage, "4 million crowns"))
    made = answer(*statements, short=Short("money", (value,)))
    assert list(short_lines(made)) == ["4 million crowns", ""]
    assert list(short_lines(answer(*statements))) == []
