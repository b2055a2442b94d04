"""How well a sentence, in its place, fits a question."""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qa.fitness.asked_act import Slot, Tense, asked_act
from qa.fitness.fitness import FEATURES, Fitness, Place
from qa.language import read
from qa.understanding.questions import understand

TODAY = date(2024, 6, 14)


def features(question, text, *before, headline="", after=None, published=date(2024, 6, 13)):
    place = Place(
        read(text, published),
        tuple(read(one, published) for one in before),
        read(after, published) if after else None,
        read(headline),
        published,
    )
    return Fitness(understand(question, today=TODAY)).features(place)


@pytest.mark.parametrize(
    ("question", "verb", "slot", "doer", "sufferer"),
    [
        ("Who succeeded Ilse Corrand?", "succeed", Slot.DOER, "", "ils corrand"),
        ("Who will succeed Corrand?", "succeed", Slot.DOER, "", "corrand"),
        ("Who was Corrand succeeded by?", "succeed", Slot.DOER, "", "corrand"),
        ("By whom was Corrand succeeded?", "succeed", Slot.DOER, "", "corrand"),
        ("Whom did Corrand succeed?", "succeed", Slot.SUFFERER, "corrand", ""),
        ("Who did Corrand succeed?", "succeed", Slot.SUFFERER, "corrand", ""),
        ("When was Pell arrested by the police?", "arrest", Slot.NEITHER, "polic", "pell"),
        ("Who was injured in the crash?", "injur", Slot.SUFFERER, "", ""),
        ("Why did Pell resign?", "resign", Slot.NEITHER, "pell", ""),
        ("What caused the fire?", "caus", Slot.DOER, "", "fire"),
        ("How much did the bridge repair cost?", "cost", Slot.SUFFERER, "bridg repair", ""),
        ("Did Skerrow oppose the bill?", "oppos", Slot.NEITHER, "skerrow", "bill"),
        ("Which tired star was fined?", "fine", Slot.SUFFERER, "", ""),
        ("Tell me: which bank lent the money last week?", "lend", Slot.DOER, "", "money"),
        ("The cup ended on Sunday. Who beat Arden Rovers?", "beat", Slot.DOER, "", "arden rover"),
        ("Who is the mayor of Tamber?", "", Slot.NEITHER, "", ""),
        ("Skerrow ferry", "", Slot.NEITHER, "", ""),
    ],
)
def test_what_is_asked_is_read_from_the_grammar_of_the_question(
    question, verb, slot, doer, sufferer
):
    found = asked_act(read(question))
    assert (found.verb, found.slot) == (verb, slot)
    assert (found.doer, found.sufferer) == (set(doer.split()), set(sufferer.split()))


@pytest.mark.parametrize(
    ("question", "tense"),
    [
        ("Why did Pell resign?", Tense.PAST),
        ("Who resigned?", Tense.PAST),
        ("Has Pell resigned?", Tense.PAST),
        ("Who will lead the council?", Tense.FUTURE),
        ("Who is set to lead the council?", Tense.FUTURE),
        ("Who leads the council?", Tense.PRESENT),
        ("Which firm agreed to pay the fine?", Tense.PAST),
        ("Which firm wants to buy the ferry?", Tense.FUTURE),
    ],
)
def test_a_question_has_a_tense(question, tense):
    assert asked_act(read(question)).tense is tense


WHO_SUCCEEDED = "Who succeeded Ilse Corrand?"
WHOM = "Whom did Ilse Corrand succeed?"


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        (WHO_SUCCEEDED, "Tomas Veary succeeded Ilse Corrand.", "Ilse Corrand succeeded Ada Pell."),
        (WHO_SUCCEEDED, "Ilse Corrand was succeeded by Tomas Veary.",
         "Ada Pell was succeeded by Ilse Corrand."),
        (WHO_SUCCEEDED, "Tomas Veary replaced Ilse Corrand.", "Ilse Corrand replaced Ada Pell."),
        (WHO_SUCCEEDED, "Tomas Veary succeeded Corrand as mayor.", "Veary succeeded Ada Pell."),
        (WHOM, "Ilse Corrand succeeded Ada Pell.", "Tomas Veary succeeded Ilse Corrand."),
        (WHOM, "Ada Pell was succeeded by Ilse Corrand.", "Corrand was succeeded by Veary."),
        ("Who beat Skerrow?", "Arden beat Skerrow in the final.", "Skerrow beat Arden."),
        ("Who defeated Skerrow?", "Arden beat Skerrow in the final.", "Skerrow defeated Arden."),
        ("When was Pell arrested?", "Pell was arrested on Monday.", "Pell arrested Veary."),
        ("When did Brannick buy Velhaven?", "Velhaven was bought by Brannick in May.",
         "Velhaven bought Brannick in May."),
        ("Why did Pell resign?", "Pell resigned because of the bill.",
         "Ada Finch resigned because of the bill."),
    ],
)  # fmt: skip
def test_who_does_it_to_whom_is_as_asked_in_either_voice(question, good, bad):
    assert features(question, good)["role"] > 0
    assert features(question, bad)["role"] < 0


def test_a_pronoun_takes_the_part_of_whom_it_means():
    question = "Who did Ilse Corrand beat?"
    text = "She beat Tomas Veary by nine votes."
    assert features(question, text, "Ilse Corrand is mayor of Tamber.")["role"] > 0
    assert features(question, text, "Ada Finch is mayor of Tamber.")["role"] <= 0


def test_what_is_told_in_the_main_clause_is_told_best():
    question = "Why did the ferry crash?"
    main = features(question, "The ferry crashed because a coupling broke.")["told"]
    reported = features(question, "Pell said that the ferry crashed in fog.")["told"]
    aside = features(question, "Pell was on board when the ferry crashed.")["told"]
    word = features(question, "Pell wrote a book about the crash of the ferry.")["told"]
    assert main == reported == 1 > aside > word > 0
    assert features(question, "The ferry is blue.")["told"] == 0


def test_the_subject_is_the_one_named_or_meant_and_no_namesake():
    question = "How old is Kate Fenn?"
    assert features(question, "Kate Fenn, 34, scored twice.")["subject"] == 1
    assert features(question, "Dario Fenn, 29, scored twice.")["subject"] == -1
    assert features(question, "Fenn, 29, scored.", "Dario Fenn came on late.")["subject"] == -1
    assert features(question, "Fenn, 34, scored.", "Kate Fenn came on late.")["subject"] == 1
    assert features(question, "She is 34.", "Kate Fenn scored twice.")["subject"] == 1
    assert features(question, "She is 51.", "Ines Quarrell met Kate Fenn.")["subject"] < 0
    assert features(question, "She is 34.", headline="Kate Fenn signs for Arden")["subject"] == 1


def test_two_of_a_name_in_one_sentence_are_no_namesakes():
    text = "Kate Fenn and her brother Dario Fenn scored."
    assert features("How old is Kate Fenn?", text)["subject"] > 0


@pytest.mark.parametrize(
    ("question", "echo", "answer"),
    [
        ("Why was nobody in Tamber warned?", "Tamber wants to know why nobody was warned.",
         "Nobody in Tamber was warned because the siren was broken."),
        ("Who set the fire in Lower Hallow?", "It is unclear who set the fire in Lower Hallow.",
         "Two boys set the fire in Lower Hallow."),
        ("How many jobs will Brannick cut?", "Brannick did not say how many jobs it will cut.",
         "Brannick will cut 40 jobs, it said."),
        ("When will the bridge open?", "The council would not say when the bridge will open.",
         "The bridge will open in May."),
        ("Why did the ferry crash?", "Why did the ferry crash?", "The ferry crashed in fog."),
        ("Who will lead the council?", "The council asked who will lead it.",
         "Ada Pell, who will lead the council, said no."),
    ],
)  # fmt: skip
def test_an_echo_of_the_question_is_no_answer(question, echo, answer):
    assert features(question, echo)["echo"] == -1
    assert features(question, answer)["echo"] == 0


def test_the_time_asked_for_is_the_time_told():
    question = "How many visitors came to Skerrow in 2022?"
    assert features(question, "In 2022, 4,000 visitors came to Skerrow.")["time"] == 1
    assert features(question, "In 2019, 9,000 visitors came to Skerrow.")["time"] == -1
    text = "Skerrow had 4,000 visitors."
    assert features(question, text, published=date(2022, 8, 1))["time"] > 0
    assert features(question, text, published=date(2021, 8, 1))["time"] < 0
    assert features(question, text, published=None)["time"] == 0


def test_last_week_is_reckoned_from_the_day_of_the_question_and_of_the_article():
    question = "What did the council of Tamber decide last week?"
    text = "The council of Tamber decided on Tuesday to close the quay."
    assert features(question, text, published=date(2024, 6, 5))["time"] == 1
    assert features(question, text, published=date(2024, 5, 1))["time"] == -1


def test_a_newspaper_that_is_called_after_a_day_is_no_time():
    question = "Which strip did Orle Today drop?"
    assert features(question, "Orle Today dropped Moss in May 2023.")["time"] == 0


def test_what_a_question_tells_beforehand_is_not_the_time_that_it_asks_of():
    question = "The bridge was shut in 2023. When was it built?"
    assert features(question, "The bridge was built in 1968.")["time"] == 0


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("When did the bridge open?", "The bridge will open in May.", -0.5),
        ("When did the bridge open?", "The bridge may open in May.", -0.5),
        ("When did the bridge open?", "The bridge opened in May.", 0),
        ("When will the bridge open?", "The bridge will open in May.", 1),
        ("When will the bridge open?", "The bridge opened in May.", 0),
        ("How much did the repair cost?", "The repair would have cost 2 million crowns.", -1),
        ("How much did the repair cost?", "The repair cost 4 million crowns.", 0),
        ("Did Pell run again?", "Pell will not run again.", 0),
    ],
)
def test_a_plan_or_a_supposition_is_no_fact(question, text, expected):
    assert features(question, text)["tense"] == expected


def test_the_speaker_asked_for_is_the_speaker():
    question = "What did Tomas Veary say about the bridge?"
    said = "“It is a fine bridge,” {} said."
    assert features(question, said.format("Tomas Veary"))["speaker"] == 1
    assert features(question, said.format("Ilse Corrand"))["speaker"] == -1
    assert features(question, said.format("he"), "Veary opened the bridge.")["speaker"] == 1
    assert features(question, said.format("he"), "Pell opened the bridge.")["speaker"] == -1
    assert features(question, "“The bridge is fine,” says Tomas Veary.")["speaker"] == 1
    goes_on = "“The bridge was shut for too long.”"
    assert features(question, goes_on, said.format("Tomas Veary"))["speaker"] == 1
    assert features(question, goes_on, said.format("Ilse Corrand"))["speaker"] == -1
    assert features(question, "The bridge was shut.")["speaker"] == 0


def test_he_who_goes_on_speaking_is_who_spoke_last():
    question = "What did Tomas Veary say about the bridge?"
    before = ("“I am glad,” Tomas Veary said of Lennart Pell.",)
    assert features(question, "“The bridge is fine,” he added.", *before)["speaker"] == 1


def test_another_place_is_another_matter():
    question = "How many houses were flooded in Tamber?"
    assert features(question, "In Arden, 40 houses were flooded.")["place"] == -1
    assert features(question, "In Tamber, 40 houses were flooded.")["place"] == 0
    assert features(question, "Some 40 houses were flooded.")["place"] == 0
    near = features(question, "In Mill Lane 40 houses were flooded.", headline="Flood in Tamber")
    assert near["place"] == 0


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        ("What is the longest bridge in Orle?", "The longest bridge in Orle is at Tamber.",
         "The shortest bridge in Orle is at Arden."),
        ("What is the biggest firm in Tamber?", "Brannick is the largest firm in Tamber.",
         "Velhaven is the smallest firm in Tamber."),
        ("Who was the first mayor of Tamber?", "Ada Pell was the first mayor of Tamber.",
         "Ilse Corrand was the third mayor of Tamber."),
    ],
)  # fmt: skip
def test_the_rank_asked_for_is_the_rank_told(question, good, bad):
    assert features(question, good)["superlative"] == 1
    assert features(question, bad)["superlative"] == -1
    assert features(question, "It closed last week in Tamber, at least.")["superlative"] == 0


def test_the_strongest_is_the_biggest():
    text = "The Harbour List is now the strongest group in the council."
    assert features("Which group is the biggest in the council?", text)["superlative"] == 1
    assert features("Which group is the smallest in the council?", text)["superlative"] == -1


def test_what_is_counted_is_what_is_asked_for():
    question = "How many volunteers took part in the trial?"
    assert features(question, "Some 1,842 volunteers took part.")["counted"] == 1
    assert features(question, "The trial took 3 years and 40 doctors.")["counted"] == -1
    assert features(question, "Volunteers took part in a trial.")["counted"] == 0
    question = "How many people were hurt in the crash?"
    assert features(question, "The crash hurt 14 passengers.")["counted"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ilse Corrand, the mayor of Tamber, spoke.", 1),
        ("Ilse Corrand, who led the council, spoke.", 1),
        ("Mayor Ilse Corrand spoke.", 1),
        ("Ilse Corrand is a lawyer.", 1),
        ("The roof is new, said the town's chief engineer, Dr Ilse Corrand.", 1),
        ("Ilse Corrand spoke.", 0),
        ("Piet Corrand, a hydrologist, spoke.", 0),
        ("The council heard Ilse Corrand, and Pell.", 0),
    ],
)
def test_who_somebody_is(text, expected):
    assert features("Who is Ilse Corrand?", text)["titled"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor of Tamber, Ilse Corrand, spoke.", 1),
        ("Ilse Corrand, the mayor of Tamber, spoke.", 1),
        ("In Tamber, Mayor Ilse Corrand spoke.", 1),
        ("The former mayor of Tamber, Ada Pell, spoke.", -1),
        ("The mayor of Tamber spoke.", 0),
        ("The mayor of Arden, Tomas Veary, spoke in Tamber.", 0),
        ("The mayor, Ilse Corrand, spoke in Tamber.", 1),
    ],
)
def test_who_has_an_office(text, expected):
    assert features("Who is the mayor of Tamber?", text)["titled"] == expected


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is the Prime Minister of Orle?", "Orle’s prime minister, Ada Pell, spoke."),
        ("Who is the Prime Minister of Orle?", "Prime Minister Ada Pell of Orle spoke."),
        ("Who is the governor of Kestrane?", "Kestrane Gov. Helene Aster signed the bill."),
        ("Who is the leader of the OPU?", "The OPU’s chairman, Bafel Resk, spoke."),
        ("Who leads the OPU?", "OPU leader Bafel Resk spoke."),
        ("Who heads the Marine Office?", "The Marine Office’s head, Cato Resk, spoke."),
        ("Who founded Brannick?", "Ada Pell, the founder of Brannick, spoke."),
        ("Who is the CEO of Velhaven?", "Velhaven’s chief executive, Marit Lind, spoke."),
    ],
)
def test_an_office_has_several_names(question, text):
    assert features(question, text)["titled"] == 1


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What is the MAO?", "The Marine Accident Office (MAO) opened an inquiry.", 1),
        ("MAO", "The Marine Accident Office (MAO) opened an inquiry.", 1),
        ("MAO", "The MAO opened an inquiry.", 0),
        ("What is marsh fever?", "Marsh fever is a disease of the valley.", 1),
        ("What is marsh fever?", "Marsh fever came to the valley.", 0),
        ("What is wrong with Kate Fenn?", "Kate Fenn, the player, is ill.", 0),
    ],
)
def test_what_something_is(question, text, expected):
    assert features(question, text)["defined"] == expected


@pytest.mark.parametrize(
    ("question", "text", "before"),
    [
        ("Why did Pell resign?", "Pell has not resigned.", ""),
        ("Why did Pell resign?", "Pell denied that he had resigned.", ""),
        ("Why did Pell resign?", "He did not resign.", "Lennart Pell spoke in Tamber."),
        ("Why did Pell resign?", "Pell will stay as treasurer.", ""),
        ("When did Pell quit?", "Pell never resigned.", ""),
        ("Why did Orle reject the treaty?", "Orle decided to accept the treaty.", ""),
        ("When did Orle sell the ferry?", "Orle denied selling the ferry.", ""),
        ("How did the jab kill Pell?", "There is no evidence that the jab killed Pell.", ""),
        ("Why did Kate Fenn die?", "Kate Fenn survived in Arden.", ""),
        ("Why did Orle refuse to join the league?", "Orle will join the league in May.", ""),
        ("Why was the ferry cancelled?", "The ferry was not cancelled.", ""),
        ("When did the council ban fishing?", "The council did not ban fishing.", ""),
    ],
)
def test_a_premise_is_contradicted(question, text, before):
    assert features(question, text, *filter(None, [before]))["contradicts"] == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did Pell resign?", "Pell resigned because of the bill."),
        ("Why did the council reject the quay?", "Veary denied that he was opposed to the quay."),
        ("Why did Pell resign?", "Veary has not resigned."),
        ("Why did Pell resign?", "Pell did not resign over it but because of his health."),
        ("Why did Pell resign?", "Pell did not say why he resigned."),
        ("Why did Pell not resign?", "Pell has not resigned."),
        ("Why did Pell resign?", "Pell will stay until June."),
        ("Why did Orle reject the treaty?", "Orle joined the customs league."),
        ("Why did Orle reject the treaty?", "Most countries accept the treaty."),
        ("Why did Pell resign?", "Pell’s illness continues."),
        ("Who resigned?", "Pell has not resigned."),
        ("When will the bridge open?", "The bridge has not opened."),
        ("When did the bridge open?", "The bridge was closed in May."),
    ],
)
def test_a_premise_is_left_standing(question, text):
    assert features(question, text)["contradicts"] == 0


def test_several_people_are_not_the_one_that_is_asked_about():
    found = features("Why did Pell resign?", "They stayed for nine days.", "Pell met the crew.")
    assert found["contradicts"] == 0


def test_the_word_that_contradicts_is_told():
    fitness = Fitness(understand("Why did Pell resign?", today=TODAY))
    before = (read("Lennart Pell was in Tamber."),)
    for text, word in (
        ("Pell has not resigned.", "resigned"),
        ("He did not resign, he said.", "resign"),
        ("Pell has resigned.", ""),
    ):
        place = Place(read(text), before, None, read(""), None)
        assert fitness.contradicted(place) == word


def test_a_sentence_that_shares_nothing_with_the_question_says_nothing():
    found = features("Why did Pell resign in 2022?", "It rained in Arden in 2019.")
    assert found == dict.fromkeys(FEATURES, 0.0)


def test_features_are_those_listed_and_within_bounds():
    for question in ("Who beat Skerrow in 2023?", "What?", "Skerrow", "ferry crash why", "¿Qué?"):
        found = features(question, "“He beat Skerrow 3-1,” she said, in Arden, in 2021?", "Hm.")
        assert tuple(found) == FEATURES
        assert all(-1 <= value <= 1 for value in found.values())


WORDS = st.sampled_from([
    "Who", "what", "Did", "is", "was", "the", "mayor", "of", "Kate", "Fenn", "Fenn's", "she", "He",
    "succeeded", "by", "beat", "resign", "not", "never", "denied", "will", "would", "have", "in",
    "Tamber", "2023", "May", "last", "week", "first", "how", "many", "12", "volunteers", "said",
    "“Yes", "no”", "?", ".", ",", "TODAY", "(MAO)", "to", "İst", "¿", "until", "today", "—",
])  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_words_in_any_order_can_be_compared(question, text, before):
    assume(any(one.isalnum() for one in question))
    found = features(question, text, before)
    assert tuple(found) == FEATURES
    assert all(-1 <= value <= 1 for value in found.values())
