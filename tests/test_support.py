"""A statement is kept when its evidence carries it, and dropped when a fact was changed."""

from datetime import date

import pytest

from index import Passage
from qa.checking import fragments
from qa.checking.support import check
from qa.language import read
from qa.types import Citation

TEXT = (
    "The council of Port Sellen did not approve the cruise terminal on Monday 6 May 2024. "
    "The plan would have cost 38 million crowns, Mayor Ilse Corrand said. "
    "The union alleged that the company had ignored three warnings."
)
PASSAGE = Passage(
    "a1", TEXT, 0, len(TEXT), (), "Terminal vote", "Harbour Courier", date(2024, 5, 7)
)
FRIDAY = date(2024, 3, 15)


def cite(part: str) -> tuple[Citation, ...]:
    start = TEXT.index(part)
    return (Citation(PASSAGE, start, start + len(part)),)


def quoted(
    *texts: str,
    title: str = "",
    outlet: str = "Harbour Courier",
    published: date | None = FRIDAY,
) -> tuple[Citation, ...]:
    """Each of `texts` as a sentence of an article of its own."""
    passages = [
        Passage(f"a{at}", text, 0, len(text), (), title, outlet, published)
        for at, text in enumerate(texts)
    ]
    return tuple(Citation(passage, 0, passage.end) for passage in passages)


VOTE = cite("The council of Port Sellen did not approve the cruise terminal on Monday 6 May 2024.")
COST = cite("The plan would have cost 38 million crowns, Mayor Ilse Corrand said.")
CLAIM = cite("The union alleged that the company had ignored three warnings.")


@pytest.mark.parametrize(
    ("statement", "citations"),
    [
        ("The council did not approve the cruise terminal on 6 May.", VOTE),
        ("Mayor Ilse Corrand said the plan would have cost 38,000,000 crowns.", COST),
        ("The Harbour Courier reported on 7 May 2024 that the plan would cost 38 million.", COST),
        ("The union alleged the company ignored three warnings.", CLAIM),
        (f"Harbour Courier, 7 May 2024: “{COST[0].quote}”", COST),
        (f"Harbour Courier, 7 May 2024: “{CLAIM[0].quote}”", CLAIM),
        (CLAIM[0].quote, CLAIM),
    ],
)
def test_what_the_evidence_says_is_kept(statement, citations):
    assert check(statement, citations).failures == ()


@pytest.mark.parametrize(
    ("statement", "citations", "why"),
    [
        ("The council approved the cruise terminal on Monday 6 May.", VOTE, "negation"),
        ("The council did not approve the cruise terminal on 7 June.", VOTE, "june"),
        ("The plan would have cost 83 million crowns, Mayor Ilse Corrand said.", COST, "83000000"),
        ("The plan would have cost 38 million crowns, Mayor Tomas Veary said.", COST, "veary"),
        ("The company ignored three warnings, the union.", CLAIM, "claim"),
        ("Ferries were cheaper because of new engines and better weather.", COST, "words"),
        (f"It is false, and was never so, that “{COST[0].quote}”", COST, "negation"),
        (f"{COST[0].quote} Judges later struck it down as corrupt and void.", COST, "judges"),
        ("The plan would have cost 38,000,001 crowns, Mayor Ilse Corrand said.", COST, "38000001"),
        ("The plan would have cost -38 million crowns, Ilse Corrand said.", COST, "-38000000"),
        (f"Kestrane Register, 7 May 2024: “{COST[0].quote}”", COST, "kestrane"),
        (f"Harbour Courier, 9 May 2024: “{COST[0].quote}”", COST, "9"),
    ],
)
def test_a_changed_fact_is_caught_and_named(statement, citations, why):
    verdict = check(statement, citations)
    assert not verdict.holds
    assert why in " ".join(verdict.failures).lower()


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("More than 4 million people fled.", "Some 4.2 million people fled."),
        ("Nearly 300 homes were lost.", "The fire took 287 homes; 287 homes were lost."),
        ("About 1,400 homes lost power.", "1,437 homes lost power."),
        ("The bill was $4.2m.", "The bill was 4.2 million dollars."),
        ("Two dozen boats were moored.", "24 boats were moored."),
        ("A third of the boats sank.", "33% of the boats sank."),
        ("Half of the 12 boats sank.", "50 per cent of the 12 boats sank."),
        ("One in five boats sank.", "20 percent of boats sank."),
        ("Thousands of people marched.", "Some 3,500 people marched."),
        ("It was his 3rd win.", "It was his third win."),
        ("One man was hurt.", "A man was hurt."),
        ("It was her first win.", "It was her maiden win."),
        ("Two and a half million crowns were spent.", "2.5 million crowns were spent."),
        ("The ferry left at 9.45 p.m.", "The ferry left at 21:45."),
        ("The race was over 200 metres.", "The race was over 200m."),
        ("200 million people saw it.", "200m people saw it."),
        ("The 23-year-old won.", "The runner, 23 years old, won."),
    ],
)
def test_the_same_quantity_in_other_words_is_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    ("statement", "evidence", "why"),
    [
        ("The bridge cost 4.2 million dollars.", "The bridge cost 4.2 million crowns.", "dollars"),
        ("The bridge cost £4.2 million.", "The bridge cost €4.2 million.", "£4.2 million"),
        ("Sales rose by 4 points to 12 million.", "Sales rose by 4 points to 12%.", "12 million"),
        ("More than 4 million people fled.", "Some 3.9 million people fled.", "4 million"),
        ("Nearly 300 homes were lost.", "Some 312 homes were lost.", "300"),
        ("It was her fourth win.", "It was her third win.", "fourth"),
        ("Two thirds of the boats sank.", "A third of the boats sank.", "Two thirds"),
        ("The ferry left at 9:45 a.m.", "The ferry left at 9:45 p.m.", "9:45"),
        ("It covers 10 square kilometres.", "It covers 10 square miles.", "10"),
        ("Five women were hurt.", "Five men and three women were hurt.", "something else"),
        ("Thousands of people marched.", "Hundreds of people marched.", "Thousands"),
        ("The Gulls won 2-1 after trailing 5-3 in May.", "The Gulls won 3-1 after May.", "'2'"),
    ],
)
def test_another_quantity_is_caught(statement, evidence, why):
    assert why in " ".join(check(statement, quoted(evidence)).failures)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The tram line reopened on 14 March 2024.", "The tram line reopened on Thursday."),
        ("The tram line reopened on Thursday 14 March.", "The tram line reopened yesterday."),
        ("The tram line reopened in March 2024.", "The tram line reopened on Thursday."),
        ("The tram line reopened in 2023.", "The tram line reopened last year."),
        ("The tram line reopened last year.", "The tram line reopened in May 2023."),
        ("The tram line reopened on 29 February 2024.", "The tram line reopened on 29 February."),
        ("The tram line will reopen on 19 March 2024.", "The tram line will reopen on Tuesday."),
        ("The tram line opened in the 1990s.", "The tram line opened in 1994."),
        ("The tram line opened in 2021.", "The tram line opened three years ago."),
        ("The tram line opened in 2005.", "The tram line opened in the 2004-05 season."),
        ("In May 2023 the tram line opened.", "In 2023 the tram line opened, in May."),
    ],
)
def test_days_are_reckoned_from_the_day_of_publication(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The tram line reopened on 13 March 2024.", "The tram line reopened on Thursday."),
        ("The tram line reopened on Friday.", "The tram line reopened on Thursday."),
        ("The tram line reopened on 15 March 2024.", "The tram line reopened yesterday."),
        ("The tram line reopened on 15 March 2024.", "The tram line reopened."),
        ("The tram line reopened in 2022.", "The tram line reopened last year."),
        ("The tram line reopened on 12 March 2024.", "The tram line reopened in March 2024."),
        ("The tram line opened in the 1980s.", "The tram line opened in 1994."),
        ("The tram line reopened today.", "The tram line reopened yesterday."),
    ],
)
def test_another_day_is_caught(statement, evidence):
    assert "date" in " ".join(check(statement, quoted(evidence)).failures)


def test_without_a_day_of_publication_a_weekday_stands_for_itself_alone():
    undated = quoted("The tram line reopened on Thursday.", published=None)
    assert check("The tram line reopened on Thursday morning.", undated).holds
    assert not check("The tram line reopened on 14 March 2024.", undated).holds


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The US won't join.", "The United States will not join."),
        ("UK ministers met in Skerrow.", "British ministers met in Skerrow."),
        ("Ilse Corrand met the WHO.", "Ilse Corrand met the World Health Organization."),
        ("The World Health Organization met.", "The WHO met."),
        ("Corrand opened the school.", "Mrs Corrand opened the school."),
        ("Veary, an Ostravian minister, resigned.", "Veary, a minister of Ostravia, resigned."),
        ("Police closed the road.", "The road was closed by police."),
        ("Officers closed the road.", "Police officers closed the road."),
    ],
)
def test_the_same_name_written_otherwise_is_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


def test_a_name_at_the_start_of_the_sentence_is_one():
    evidence = quoted("Veary opened the new school in Skerrow.")
    assert "Corrand" in " ".join(check("Corrand opened the school in Skerrow.", evidence).failures)


def test_a_name_of_the_headline_explains_the_quote_but_displaces_nobody():
    headline = "Corrand opens school"
    she = quoted("She opened the new school in Skerrow.", title=headline)
    assert check("Corrand opened the new school in Skerrow.", she).holds
    he = quoted("Tomas Veary opened the new school in Skerrow.", title=headline)
    assert not check("Ilse Corrand opened the new school in Skerrow.", he).holds


@pytest.mark.parametrize(
    ("statement", "evidence", "holds"),
    [
        ("Arden beat Skerrow in the final.", "Skerrow beat Arden in the final.", False),
        ("Skerrow was beaten by Arden.", "Arden beat Skerrow in the final.", True),
        ("Skerrow and Arden met.", "Arden and Skerrow met.", True),
        ("Sales rose from 4% to 9%.", "Sales rose from 9% to 4%.", False),
    ],
)
def test_who_did_what_to_whom_stays(statement, evidence, holds):
    assert check(statement, quoted(evidence)).holds is holds


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The court did not overturn the ban.", "The court failed to overturn the ban."),
        ("The mayor failed to attend.", "The mayor did not attend."),
        ("The plan is popular and cheap.", "The plan is not only popular but cheap."),
        ("The harbour closed.", "The harbour closed, and no ferry has run since."),
        ("Nobody was injured in the fire.", "No one was injured in the fire."),
        ("There were no injuries in the fire.", "In the fire nobody suffered injuries."),
        ("No. 4 seed Ilse Corrand won.", "The No. 4 seed, Ilse Corrand, won."),
    ],
)
def test_a_denial_in_other_words_is_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The court overturned the ban.", "The court refused to overturn the ban."),
        ("The court has not overturned the ban.", "The court has overturned the ban."),
        ("The ferry no longer runs at night.", "The ferry runs at night."),
        (
            "The council did not vote, and the mayor has not resigned.",
            "The council did not vote, and the mayor has resigned.",
        ),
        ("Ministers have evidence of fraud.", "Ministers have no evidence of fraud."),
        ("It is the only bridge at Skerrow.", "It isn't the only bridge at Skerrow."),
    ],
)
def test_a_denial_lost_or_added_is_caught_clause_by_clause(statement, evidence):
    assert "negation" in " ".join(check(statement, quoted(evidence)).failures)


@pytest.mark.parametrize(
    ("statement", "evidence", "why"),
    [
        ("The firm hid losses.", "According to the union, the firm hid losses.", "claim"),
        ("The clerk stole 40 crowns.", "The clerk is accused of having stolen 40 crowns.", "claim"),
        ("The theft cost 40 crowns.", "The alleged theft cost 40 crowns.", "claim"),
        ("Thieves broke in.", "Thieves reportedly broke in.", "claim"),
        ("The bridge is unsafe.", "The bridge may be unsafe.", "leaves open"),
        ("The bridge was closed in May.", "The bridge will be closed in May.", "still to come"),
        (
            "The vote was the most shameful hour of this whole city.",
            "“The vote was the most shameful hour of this whole city,” Veary said.",
            "quotes",
        ),
    ],
)
def test_a_claim_does_not_become_a_fact(statement, evidence, why):
    assert why in " ".join(check(statement, quoted(evidence)).failures)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        (
            "Twelve people were hurt in the crash.",
            "Twelve people were hurt in the crash, police said.",
        ),
        ("The union says the firm hid losses.", "According to the union, the firm hid losses."),
        ("The clerk was cleared.", "The clerk accused of theft was cleared."),
        ("The bridge could be unsafe.", "The bridge may be unsafe."),
        ("The bridge is to be closed in May.", "The bridge will be closed in May."),
        ("The act was called “a disgrace”.", "Veary called the act “a disgrace”."),
    ],
)
def test_what_is_reported_as_said_may_be_told(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


def test_the_opposite_word_is_caught():
    fell = quoted("Ferry fares fell by 3% in May.")
    assert "'rose'" in " ".join(check("Ferry fares rose by 3% in May.", fell).failures)
    assert check("Ferry fares dropped by 3% in May.", fell).holds


WORK = (
    "The work took 19 weeks instead of the planned 14 because storms kept the crane idle for 23 "
    "days, the city engineer said."
)
COURT = (
    "A court in Port Sellen on Wednesday sentenced the former treasurer of a pension fund to three "
    "years and four months in prison."
)
TREASURER = (
    "Osric Pell, for 14 years the treasurer of the fund, was sentenced to three years in prison."
)
TOOK = "Osric Pell took 612,000 crowns from the fund, the judges found."
BILL = (
    "The figure is higher than the one which the city gave on the same day.",
    "The auditors count the passenger boat because the state paid for it out of the same grant.",
)


@pytest.mark.parametrize(
    ("statement", "evidence", "why"),
    [
        ("The work took 19 weeks instead of the planned 14 days.", WORK, "14 days"),
        ("The crane was idle for 23 weeks.", WORK, "23 weeks"),
        ("Some 14 households were hurt.", "Some 14 people were hurt.", "14"),
        ("Turnout rose by 4 percentage points.", "Turnout rose by 4 per cent.", "'4"),
        ("Turnout rose by 4 people.", "Turnout rose by 4 per cent.", "'4"),
        ("The strike lasted 14 days.", "The strike lasted for 14 ferries.", "14 days"),
        ("Fares rose from 3 crowns to 5 euros.", "Fares rose from 3 crowns to 5.", "5 euros"),
    ],
)
def test_a_unit_that_was_swapped_is_caught(statement, evidence, why):
    assert why in " ".join(check(statement, quoted(evidence)).failures)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The work took 19 weeks instead of the planned 14 weeks.", WORK),
        ("The work took 19 weeks instead of the planned 14.", WORK),
        ("The 29-year-old teacher left.", "The teacher, 29, left after 14 days."),
        ("Rates rose from 4% to 5%.", "Rates rose from 4 to 5%."),
        ("The work took 14 days.", "The work took 14 working days."),
        ("Turnout rose by 4 points.", "Turnout rose by 4 percentage points."),
        ("There were 14 deaths.", "There were 14 people killed: 14 deaths."),
        ("Some 300 houses were lost.", "Some 300 homes were lost."),
        ("Between 20 and 30 days are lost.", "Between 20 and 30 days are lost each year."),
    ],
)
def test_a_unit_that_is_left_out_or_named_again_is_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("Osric Pell on Wednesday sentenced the former treasurer.", (COURT, TOOK)),
        ("Osric Pell sentenced the treasurer to three years in prison.", (TREASURER,)),
        ("The judge was sentenced to three years in prison.", (TREASURER, TOOK)),
        ("The court was sentenced to three years and four months.", (COURT,)),
        ("Skerrow beat Arden in the final.", ("Skerrow was beaten by Arden in the final.",)),
        ("Skerrow was beaten by Arden.", ("Skerrow beat Arden in the final.",)),
        ("The union sued the port.", ("On Friday the port has sued the union over the strike.",)),
        ("The captain blamed the owner.", ("The captain was blamed by the owner, who lost it.",)),
        ("The mayor was accused of fraud.", ("The mayor accused the contractor of fraud.",)),
    ],
)
def test_roles_that_were_reversed_are_caught(statement, evidence):
    verdict = check(statement, quoted(*evidence, title="Treasurer jailed"))
    assert "has another part" in " ".join(verdict.failures)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The former treasurer was sentenced to four months by a court.", COURT),
        ("The former treasurer was sentenced on Wednesday.", COURT),
        ("Osric Pell was sentenced to three years in prison.", TREASURER),
        ("Arden beat Skerrow.", "Skerrow was beaten by Arden in the final."),
        ("The plant closed.", "The company closed the plant."),
        ("The plant was closed.", "The plant closed on Friday."),
        ("He was sentenced to three years in prison.", TREASURER),
        ("Contractors who had built the pier sued the port.",
         "The port was sued by contractors who had built the pier."),
        ("It came a month after Wagner sentenced Rutherford.",
         "A month after Rutherford was sentenced by Wagner, it came."),
    ],
)  # fmt: skip
def test_voices_that_are_turned_right_are_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The figure is higher because the city gave one on the same day.", BILL),
        ("The road was shut because of the market.", ("The road was shut despite the market.",)),
        ("The road was shut, so the market moved.", ("The road was shut. The market moved.",)),
        ("The ferry stopped because the crew left.", ("The crew left because the ferry stopped.",)),
        ("The ferry stopped due to the strike.", ("The ferry stopped during the strike.",)),
        ("Fares rose, and as a result the mayor spoke.", ("Fares rose, and the mayor spoke.",)),
    ],
)
def test_a_cause_that_was_invented_is_caught(statement, evidence):
    assert "gives a cause" in " ".join(check(statement, quoted(*evidence)).failures)


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("The work took 19 weeks because storms kept the crane idle.", WORK),
        ("Because storms kept the crane idle, the work took 19 weeks.", WORK),
        ("The ferry stopped because of the storm.", "The ferry stopped owing to the storm."),
        ("The ferry stopped because of the storm.", "The ferry stopped after the storm."),
        ("The ferry stopped because of the storm.", "The storm stopped the ferry."),
        ("The ferry was idle because a storm hit it.", "A storm hit the ferry, leaving it idle."),
        ("The ferry is due to sail at noon.", "The ferry is due to sail at noon on Friday."),
        ("Fares rose because wages rose.", "Wages rose. As a result, fares rose."),
    ],
)
def test_a_cause_that_is_stated_is_kept(statement, evidence):
    assert check(statement, quoted(evidence)).failures == ()


@pytest.mark.parametrize(
    "statement",
    [
        "14 years", "14 years.", "For 14 years.", "Osric Pell", "The treasurer of the fund.",
        "Three years in prison.", "In prison.", "The fund's former treasurer, Osric Pell.",
    ],
)  # fmt: skip
def test_a_fragment_states_nothing(statement):
    assert "no sentence" in " ".join(check(statement, quoted(TREASURER, COURT)).failures)


@pytest.mark.parametrize(
    "statement",
    [
        "Police closed the road.", "Fares rise.", "Residents want a vote.", "It sank.",
        "The ferry sails at noon.", "Skerrow and Arden met.", "Nobody was hurt.", "Fares doubled.",
        "The firm plans a pier.", "Sales more than doubled.", "Ferry given new bow.",
        "Lunde, 29, remembers it.", "This includes the pier.", "He'd left.",
    ],
)  # fmt: skip
def test_a_short_sentence_is_one(statement):
    assert not fragments.incomplete(read(statement))


def test_a_headline_that_is_quoted_to_the_letter_needs_no_verb():
    headline = quoted("Treasurer of pension fund in prison. The fund lost 612,000 crowns.")
    assert check("Treasurer of pension fund in prison.", headline).holds


def test_several_quotes_carry_a_statement_together():
    both = quoted("The vote was on Thursday.", "The council rejected the terminal by 7 votes to 4.")
    assert check("On Thursday the council rejected the terminal by 7 votes to 4.", both).holds
    absent = quoted("The council rejected the terminal.", "Mayor Ilse Corrand did not attend.")
    assert check("The council rejected the terminal; Corrand did not attend.", absent).holds
    assert not check("The council rejected the terminal; Corrand attended.", absent).holds


def test_the_score_falls_as_the_wording_departs():
    evidence = quoted("Heavy rain flooded the old market square of Skerrow on Thursday night.")
    close = check("Heavy rain flooded the old market square of Skerrow.", evidence)
    loose = check("Rain on Thursday left the market square in Skerrow flooded.", evidence)
    other = check("A new school opened near the railway station of Skerrow.", evidence)
    assert 0 < other.score < loose.score < close.score < 1
    assert close.holds
    assert not other.holds


def test_a_failure_lowers_the_score():
    evidence = quoted("The plan would cost 38 million crowns over four years.")
    right = check("The plan would cost 38 million crowns over 4 years.", evidence)
    wrong = check("The plan would cost 39 million crowns over 4 years.", evidence)
    assert wrong.score < right.score


@pytest.mark.parametrize("statement", ["…", "42", "“”", "a " * 3000, '"' * 999, "not " * 500])
def test_odd_statements_get_a_verdict(statement):
    assert 0 <= check(statement, VOTE).score <= 1
