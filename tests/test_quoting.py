"""What is quoted of the sentences that answer, how much of each, and in which order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index import Hit, Passage, sentences, unlabelled
from index.placelines import place_line
from qa import Citation
from qa.reading.accounting import accounted
from qa.reading.cutting import quotable
from qa.reading.features import Candidate
from qa.reading.quoting import quoted
from qa.reading.selection import Selector
from qa.reading.wants import Wants, wanted
from qa.understanding.questions import understand

PORT = date(2024, 6, 10)


def report(
    text: str, outlet: str = "Harbour Courier", published: date = PORT, title: str = ""
) -> Hit:
    spans = tuple(sentences(text))
    name = f"{outlet} {published} {text[:20]}"
    return Hit(Passage(name, text, 0, len(text), spans, title, outlet, published), 1.0, 0.5)


def quotes(
    question: str,
    *hits: Hit,
    best: Sequence[str] = (),
    apart: float = 0.5,
    most: int = 3,
) -> list[str]:
    """What is quoted where the sentences with the words `best` come first, each `apart`."""
    query = understand(question, today=date(2024, 7, 1))
    found = Selector(lambda term: 0.5).screened(query, hits)

    def place(one: Candidate) -> int:
        for at, words in enumerate(best):
            if words in one.sentence.text:
                return at
        return 10 + found.index(one)

    ordered = sorted(found, key=place)
    ranked = [replace(one, logit=-apart * at) for at, one in enumerate(ordered)]
    return [one[0].quote for _, one in accounted(query, quoted(query, ranked, most), ranked, most)]


# --- how many ----------------------------------------------------------------------------------


def test_one_quote_is_enough_for_one_fact():
    told = report(
        "The old mill burned down on 3 June 2024. The mill burned for nine hours. "
        "Firefighters came to the mill from Tamber."
    )
    assert quotes("When did the old mill burn down?", told, best=["3 June"]) == [
        "The old mill burned down on 3 June 2024."
    ]


def test_another_outlets_agreeing_figure_is_not_quoted_unless_it_is_asked_for():
    courier = report("The new quay cost 4.2 million crowns, the city said.")
    register = report("The quay in Orle cost 4.2 million crowns to build.", "Tamber Register")
    question = "How much did the quay cost?"
    assert len(quotes(question, courier, register, apart=0.2)) == 1
    asked = "Do the outlets agree on how much the quay cost?"
    assert len(quotes(asked, courier, register, apart=0.2)) == 2


def test_another_outlets_differing_figure_is_quoted_too():
    courier = report("The new quay cost 4.2 million crowns, the city said.")
    register = report(
        "The quay in Orle cost 4.6 million crowns, the auditors found.", "Tamber Register"
    )
    first, second = quotes("How much did the quay cost?", courier, register)
    assert "4.2 million" in first
    assert "4.6 million" in second


def test_a_differing_figure_of_something_else_is_not_quoted():
    courier = report("The new quay cost 4.2 million crowns, the city said.")
    other = report("The school roof was mended for 1.1 million crowns.", "Tamber Register")
    assert len(quotes("How much did the quay cost?", courier, other)) == 1


def test_a_differing_figure_that_is_far_less_likely_is_not_quoted():
    courier = report("The new quay cost 4.2 million crowns, the city said.")
    register = report("The quay may cost 9 million crowns more.", "Tamber Register")
    assert len(quotes("How much did the quay cost?", courier, register, apart=2.0)) == 1


def test_what_has_the_thing_asked_for_is_added_where_the_first_has_not():
    told = report("The quay was dear, the mayor said. The quay cost 4.2 million crowns in all.")
    said = quotes("How much did the quay cost?", told, best=["dear"])
    assert said[-1] == "The quay cost 4.2 million crowns in all."


def test_the_place_is_added_where_when_and_where_are_asked():
    told = report(
        "The regatta begins on 4 August. The regatta starts at the pier in Lower Hallow. "
        "The regatta is open to all."
    )
    said = quotes("When and where does the regatta begin?", told, best=["4 August", "Hallow"])
    assert [one.split()[2] for one in said] == ["begins", "starts"]
    assert len(quotes("When does the regatta begin?", told, best=["4 August", "Hallow"])) == 1


def test_of_two_figures_for_the_same_the_newer_stands_alone():
    old = report("The outbreak has sickened 125 people.", published=date(2024, 1, 5))
    new = report("The outbreak has sickened nearly 500 people.", published=date(2024, 3, 6))
    question = "How many people has the outbreak sickened?"
    assert quotes(question, old, new) == ["The outbreak has sickened nearly 500 people."]
    first = "How many people had the outbreak sickened by January 2024?"
    assert "125" in quotes(first, old, new)[0]


def test_another_outlets_figure_of_the_next_day_is_another_account_and_no_update():
    one = report("The quay cost 4.2 million crowns.", published=date(2024, 3, 14))
    two = report("The quay cost 4.6 million crowns.", "Tamber Register", date(2024, 3, 15))
    assert len(quotes("How much did the quay cost?", one, two)) == 2


def test_a_late_copy_is_no_newer_than_what_it_copies():
    one = report("The quay cost 4.2 million crowns.", published=date(2024, 3, 14))
    late = report("The quay cost 9.7 million crowns.", "Tamber Register", date(2024, 4, 28))
    question = "How much did the quay cost?"
    assert len(quotes(question, one, late, best=["9.7", "4.2"])) == 1
    again = replace(late.passage, first="another", first_published=date(2024, 3, 13))
    copy = replace(late, passage=again)
    assert len(quotes(question, one, copy, best=["9.7", "4.2"])) == 2


def test_of_reports_of_how_things_stand_the_newest_is_quoted():
    old = report("The ferry is out of service for repairs.", published=date(2024, 5, 1))
    new = report("The ferry is no longer out of service.", published=date(2024, 6, 1))
    assert quotes("Is the ferry still out of service?", old, new, apart=0.2) == [
        "The ferry is no longer out of service."
    ]


def test_near_copies_are_quoted_once():
    text = "The council of Orle voted on Monday to sell the old quay to a builder."
    copy = text.replace("a builder", "a local builder")
    said = quotes("What happened to the old quay?", report(text), report(copy, "Tamber Register"))
    assert len(said) == 1


# --- stories and lists --------------------------------------------------------------------------

STORY = (
    report("The strike of the harbour pilots began in Orle.", published=date(2024, 5, 1)),
    report("A judge forbade the strike for a week.", published=date(2024, 5, 9)),
    report("Pilots ended the strike after a rise of pay.", published=date(2024, 5, 20)),
)


def test_what_is_new_is_told_newest_first():
    said = quotes("What is the latest on the strike?", *STORY, best=["began", "judge", "ended"])
    assert "ended" in said[0]
    assert "began" in said[-1]


def test_a_bare_topic_gets_quotes_of_several_reports():
    said = quotes("strike", *STORY, best=["judge", "ended", "began"])
    assert len(said) == 3
    assert "judge" in said[0]


def test_a_story_is_not_told_by_one_report_alone():
    told = report(
        "The strike began in Orle with a march. The strike emptied every berth. "
        "The strike pleased nobody at all."
    )
    assert len(quotes("Tell me about the strike", told, apart=0.2)) == 1


def test_what_is_new_since_a_day_is_not_told_by_reports_from_before_it():
    said = quotes("What is new on the strike since 5 May 2024?", *STORY, best=["began", "judge"])
    assert ["judge" in one or "ended" in one for one in said] == [True, True]


def test_a_story_does_not_go_on_with_a_sentence_that_hangs_in_the_air():
    later = report("Rain fell. It ended the strike in Orle.", "Tamber Register", date(2024, 5, 20))
    said = quotes("Tell me about the strike", STORY[0], later, best=["began", "It ended"])
    assert not any(one.startswith("It ended") for one in said)


def test_another_outlets_date_counts_where_it_is_as_likely():
    courier = report("The quay will open on 4 July 2024, the city said.")
    register = report("The quay in Orle is to open on 9 July 2024.", "Tamber Register")
    question = "When will the quay open?"
    assert len(quotes(question, courier, register, apart=0.3)) == 2
    assert len(quotes(question, courier, register, apart=1.9)) == 1
    autumn = report("The quay in Orle is to open on 9 October 2024.", "Tamber Register")
    assert len(quotes(question, courier, autumn, apart=0.3)) == 1


def test_a_list_goes_on_with_who_was_not_named_yet():
    told = report(
        "Ada Marsh was injured in the crash. Ada Marsh was badly injured. "
        "Dario Fenn was injured as well."
    )
    said = quotes("Who was injured in the crash?", told, best=["Ada Marsh was inj", "badly"])
    assert [one.split()[0] for one in said] == ["Ada", "Dario"]


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("When did the mill burn?", Wants.FACT),
        ("What did Tomas Veary say about the quay?", Wants.FACT),
        ("How much did the city agree to pay?", Wants.FACT),
        ("Who was blamed for the fire?", Wants.FACT),
        ("How much debt does New Orle want to wipe out?", Wants.FACT),
        ("Which bus goes to Tamber?", Wants.FACT),
        ("What causes the fever?", Wants.FACT),
        ("Which states voted?", Wants.LIST),
        ("What new drugs were approved?", Wants.LIST),
        ("Name the ferries of Skerrow", Wants.LIST),
        ("Who was injured in the crash?", Wants.LIST),
        ("Do the newspapers agree on the toll?", Wants.ACCOUNTS),
        ("What do newspapers think about the quay?", Wants.ACCOUNTS),
        ("Are there conflicting figures?", Wants.ACCOUNTS),
        ("What happened in Tamber?", Wants.STORY),
        ("Tell me about the quay", Wants.STORY),
        ("ferry strike", Wants.STORY),
        ("How did the strike unfold?", Wants.STORY),
        ("Give me a timeline of the strike", Wants.STORY),
        ("What is new on the quay since May?", Wants.LATEST),
        ("Any news on the quay?", Wants.LATEST),
    ],
)
def test_how_much_a_question_wants(question, wants):
    assert wanted(understand(question)) is wants


# --- how much of a sentence ----------------------------------------------------------------------

SAID = "The ferry sails again on Monday."


@pytest.mark.parametrize(
    "before",
    [
        "PORT SELLEN, 10 June (LPA) — ",
        "LONDON (AP) — ",
        "Kestra, March 3 /PRN/ -- ",
        "NEW ORLE, Oct. 5, 2022 (TAMBER NEWSWIRE) -- ",
        "ST. HALLOW (LPA) – ",
        "TAMBER, South Orle (LPA) — ",
        "JEFFER CITY, Mo. (AP) _ ",
        "RIO DE SELLEN (AP) — ",
        "TAMBER/WENDRY (Reuters) - ",
        "Tamber, 4 January (LPA) — ",
        "Tamber, 4 January — ",
        "LONDON – ",
        "WENDRY, Orle — ",
        "(CNN) ",
        "(CNN)",
        "CNN — ",
        "New Orle (CNN Business) ",
        "Port Sellen CNN — ",
        "UPDATE: ",
        "UPDATE 2-",
        "Breaking: ",
        "10:45 GMT – ",
        "3.15pm: ",
        "UPDATE: TAMBER (LPA) — ",
    ],
)
def test_what_stands_before_a_sentence_is_no_part_of_its_quote(before):
    [said] = quotes("What happened to the ferry?", report(before + SAID))
    assert said == SAID


@pytest.mark.parametrize(
    "text",
    [
        "Port Sellen — the city that never slept — awoke.",
        "Port Sellen – The city never slept in those days.",
        "May 24 - Nineteen boats are lost in the bay.",
        "June 15, 1992 — The book of the storm is out.",
        "Dana Oresk (SPD) — She has led the ministry for years.",
        "The bridge (built in 1931) — The pride of the city.",
        "NATO – the alliance that she leads – said no.",
        "THE MAYOR: My dear friends, what a day it was.",
        "At 10:45 the ferry sailed again with all aboard.",
        "10.45 metres - that is how high it stood.",
        "Tomas Veary (Harbour List) — 52 per cent of the votes.",
        "Correction: In our issue of 11 April we were wrong.",
        "Update the lists, she said, and do it now.",
    ],
)
def test_what_belongs_to_a_sentence_stays(text):
    assert unlabelled(text, opening=True) == 0


def test_a_place_in_capitals_alone_is_known_at_the_opening_of_a_report_only():
    text = "BEST CAST – Ada Marsh and Dario Fenn for “Boats”."
    assert place_line(text, opening=True)
    assert not place_line(text)
    told = report(f"{'The prizes of Orle were given on Sunday. ' * 14}{text}")
    assert quotes("Who was the best cast?", told, best=["BEST"])[0] == text


def test_a_place_that_is_asked_for_and_stands_nowhere_else_is_quoted():
    told = report("WENDRY (LPA) — The minister signed the treaty on Monday.")
    assert quotes("Where did the minister sign the treaty?", told)[0].startswith("WENDRY")
    assert quotes("When did the minister sign the treaty?", told)[0].startswith("The minister")


def test_a_time_that_is_asked_for_is_quoted():
    told = report("10:45 GMT – The ferry left the pier.")
    assert quotes("When did the ferry leave?", told) == ["10:45 GMT – The ferry left the pier."]


@pytest.mark.parametrize(
    ("question", "before", "sentence"),
    [
        ("What did Dana Oresk promise?", "Dana Oresk spoke in Orle.", "She promised a new quay."),
        ("Why did the mill burn?", "The mill burned on Monday.", "It was struck by lightning."),
        ("Which team signed a lease?", "Tamber Rovers moved.", "The team signed a lease."),
        ("What did Ada Marsh say?", "Ada Marsh was asked.", "“It is a fine quay,” she said."),
        ("How big is Skerrow Line?", "Skerrow Line is old.", "The company has nine ships."),
        ("Who said that the quay was safe?", "Dana Oresk spoke.", "She said the quay was safe."),
    ],
)
def test_the_sentence_before_is_quoted_where_it_alone_names_the_subject(question, before, sentence):
    told = report(f"{before} {sentence}")
    assert quotes(question, told, best=[sentence], most=1) == [f"{before} {sentence}"]


@pytest.mark.parametrize(
    ("question", "before", "sentence"),
    [
        # named in the sentence itself
        ("When will the quay open?", "Dana Oresk spoke.", "She said the quay would open in May."),
        ("Who leads the ferry firm?", "The firm is old.", "Ada Marsh leads the ferry firm."),
        # a pronoun somewhere
        ("When did Ada Marsh retire?", "The firm is old.", "Ada Marsh left it in May 2019."),
        # "the quay" is what is asked about
        ("When did the quay in Orle open?", "Orle is a port.", "The quay opened on 4 May 2019."),
        ("Why did the mill burn?", "It rained on Sunday.", "The mill burned because of a spark."),
        # nobody named before
        ("What did Dana Oresk promise?", "It was a warm day.", "She promised a new quay."),
    ],
)
def test_the_sentence_before_is_not_quoted_otherwise(question, before, sentence):
    told = report(f"{before} {sentence}")
    assert quotes(question, told, best=[sentence], most=1) == [sentence]


def test_the_sentence_before_is_not_quoted_across_a_paragraph_that_is_no_reporting():
    text = "Dana Oresk spoke.\n\nShe promised a new quay."
    [said] = quotes("What did Dana Oresk promise?", report(text), best=["She"], most=1)
    assert said == text  # only space between them
    told = report(text)
    apart = replace(
        told.passage,
        text=(long := "Dana Oresk spoke. Photo: LPA. She promised a new quay."),
        end=len(long),
        sentences=((0, 17), (30, len(long))),
    )
    hit = Hit(apart, 1.0, 0.5)
    [said] = quotes("What did Dana Oresk promise?", hit, best=["She"], most=1)
    assert said == "She promised a new quay."


LONG = (
    "The quay in Orle will be shut to lorries from 4 May because its piles are rotten, the harbour "
    "office said after divers had looked at all of them for nine days in the spring; "
)
REST = (
    "the fishermen of the town, who have landed their catch there for as long as anybody can "
    "remember and who pay for every hour that they lie alongside, said that they would go to "
    "the old pier across the bay, where nobody asks them for money and the water is deep enough."
)


def test_an_overlong_sentence_ends_at_a_semicolon_if_what_is_asked_stands_before_it():
    told = report(LONG + REST)
    assert quotes("When will the quay be shut?", told) == [LONG.rstrip("; ")]


def test_an_overlong_sentence_keeps_whose_claim_it_is():
    whose = "the union claims that it saw this."
    storms = "and again after the storms of a long autumn in which nobody had gone down; "
    told = report(LONG.replace(", the harbour office said", "").replace("; ", f" {storms}") + whose)
    assert len(told.passage.text.split()) > 45
    assert quotes("When will the quay be shut?", told) == [told.passage.text]


def test_an_overlong_sentence_stays_whole_if_what_is_asked_stands_behind():
    told = report(LONG + REST)
    assert quotes("Where will the fishermen of the quay go?", told) == [LONG + REST]


def test_an_overlong_sentence_stays_whole_where_a_quotation_would_stay_open():
    told = report(LONG.replace("The quay", "“The quay", 1) + REST + "”")
    assert quotes("When will the quay be shut?", told) == [told.passage.text]


ASIDE = (
    "The jury of the regatta gave the cup of the year 2023 to Ada Marsh of Skerrow on Sunday after "
    "three days of racing in the bay of Lower Hallow before a crowd of four thousand people"
)


@pytest.mark.parametrize(
    ("aside", "ends"),
    [
        (", delighting the many people of her island who had come over on the morning ferry", True),
        (", which was the second cup that went to the island in all of its long history", True),
        (", while the boat of her brother came in last after a collision with the old pier", True),
        # they turn or ascribe what is before, go on with it, or only begin an aside
        (", which the jury denied on the next day when the papers of the island asked it", False),
        (", according to what the paper of the island wrote on the next morning of it", False),
        (", pending the protest of the boat that had come in second in all of its races", False),
        (", which is why the old cup, long lost, was taken out of its case for the day", False),
    ],
)
def test_an_overlong_sentence_may_end_before_an_aside(aside, ends):
    told = report(f"{ASIDE}{aside}.")
    assert len(told.passage.text.split()) > 45
    [said] = quotes("Who won the cup of the regatta in 2023?", told)
    assert said == (ASIDE if ends else told.passage.text)


def test_every_quote_is_a_slice_of_its_article():
    hit = report("TAMBER (LPA) — Dana Oresk spoke. She promised a new quay; it will be long.")
    query = understand("What did Dana Oresk promise?", today=PORT)
    ranked = Selector(lambda term: 0.5).select(query, [hit])
    for _, citation in quoted(query, ranked, 3):
        assert hit.passage.text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    ("quote", "may"),
    [
        ("Dana Oresk spoke in Tamber.", True),
        ("TAMBER (LPA) — Dana Oresk spoke in Tamber.", True),
        ("Dana Oresk spoke in Tamber. She promised a quay.", True),
        ("She promised a quay.", True),
        ("Oresk spoke in Tamber.", False),
        ("She promised", False),
        ("spoke in Tamber. She promised a quay.", False),
        (" ", False),
    ],
)
def test_only_stretches_that_could_be_quoted_are_taken_for_quotes(quote, may):
    where = report("TAMBER (LPA) — Dana Oresk spoke in Tamber. She promised a quay.").passage
    start = where.text.rindex(quote)
    made = Citation(where, start, start + len(quote))
    assert quotable(where.text, where.sentences, made) is may


def test_what_is_quoted_could_be_quoted():
    for aside in ("; the harbour bridge had been closed for the whole of the year before it", ""):
        hit = report(f"LOWER HALLOW (LPA) — {ASIDE}{aside}.")
        query = understand("Who won the cup of the regatta in 2023?", today=PORT)
        ranked = Selector(lambda term: 0.5).select(query, [hit])
        [(_, citation)] = quoted(query, ranked, 1)
        assert citation.quote.startswith(ASIDE[:20])
        assert quotable(hit.passage.text, hit.passage.sentences, citation)
