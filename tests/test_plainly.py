"""What plainly denies, counts or names who did it is told; what is of others is refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index import Hit, Passage, sentences
from qa import Assessed, ExtractiveReader, Meter, Statement
from qa.language import read
from qa.reading.plainly import Plainly
from qa.reading.selection import Selector
from qa.understanding.questions import understand
from qa.values.deciding import denies


def half(term: str) -> float:
    return 0.5


def hit(text: str, article: str = "a1", title: str = "") -> Hit:
    spans = tuple(sentences(text))
    passage = Passage(article, text, 0, len(text), spans, title, "Register", date(2024, 6, 10))
    return Hit(passage, 1.0, 0.5)


def best(question: str, *hits: Hit) -> str:
    return Selector(half).select(understand(question), hits)[0].sentence.text


def said(question: str, *hits: Hit) -> Sequence[str]:
    told = list(ExtractiveReader(half).read(understand(question), hits, Meter()))
    assert any(isinstance(one, Assessed) for one in told)
    return [one.text for one in told if isinstance(one, Statement)]


DENIALS = [
    ("Was anybody killed in the Marrow fire?", "No deaths were reported.",
     "The Marrow fire began in a bakery and spread to three houses in Fenn Street."),
    ("Was the pilot of the Grey Heron drunk?", "He tested negative for alcohol.",
     "The pilot of the Grey Heron landed on a beach near Marrow on Sunday evening."),
    ("Will the Liberals form a coalition with Fenn?", "She ruled out a coalition.",
     "Mara Tull, who leads the Liberals, congratulated Fenn on Sunday night."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "denial", "about"), DENIALS)
def test_a_short_denial_is_told_before_what_shares_more_words(question, denial, about):
    filler = hit(" ".join(f"A word was put in about matter {at}." for at in range(40)), "a9")
    assert best(question, hit(f"{about} {denial}"), filler) == denial


def test_a_denial_of_another_story_is_not_told():
    story = hit("The Marrow fire began in a bakery and spread to three houses.")
    other = hit("No deaths were reported after the storm in Tull.", "a2")
    assert best("Was anybody killed in the Marrow fire?", story, other) != (
        "No deaths were reported after the storm in Tull."
    )


def test_who_has_nothing_to_do_with_somebody_is_told():
    text = "Aske, 41, has nothing to do with Ilse Aske, the mayor of Marrow, although he is asked."
    assert said("Is Piet Aske the brother of Ilse Aske?", hit(f"Piet Aske writes books. {text}"))


@pytest.mark.parametrize(
    ("question", "sentence", "so"),
    [
        ("Was it unanimous?", "Six voted for it and three against.", True),
        ("Was anybody hurt?", "There were no injuries.", True),
        ("Did Marrow have Tull fever cases?", "The count has no Tull fever cases.", True),
        ("Did Fenn go to Tull?", "I don't want him to go anywhere.", False),
        ("Did the doctors strike?", "The strikes failed to win support.", False),
        ("Did the clinic sell insurance?", "People without insurance went there.", False),
        ("Did the Church back the pact?", "A campaign to ban the pact was backed.", False),
    ],
)
def test_only_what_denies_the_act_itself_denies_it(question, sentence, so):
    assert denies(read(question), read(sentence)) is so


OTHERS = [
    ("How many nurses went on strike in Marrow?",
     "About 9,000 doctors in Marrow went on strike on Monday."),
    ("How many passengers did Marrow Line carry in 2019?",
     "Marrow Line carries about 640,000 passengers a year."),
    ("How many people drowned when the Grey Heron sank?",
     "Fourteen people were injured when the Grey Heron hit the pier at Marrow."),
    ("How many goals did Fenn score in the 2031 World Cup?",
     "Fenn scored two goals in the final of the World Cup."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text"), OTHERS)
def test_what_is_counted_of_others_in_another_year_or_act_is_no_answer(question, text):
    assert said(question, hit(text)) == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many doctors went on strike in Marrow?", OTHERS[0][1]),
        ("How many passengers does Marrow Line carry a year?", OTHERS[1][1]),
        ("How many people were injured when the Grey Heron hit the pier?", OTHERS[2][1]),
    ],
)
def test_what_is_counted_as_asked_is_told(question, text):
    assert said(question, hit(text))


def test_the_year_of_a_count_may_stand_before_it():
    text = "Tull shrank again in 2023. The number of deaths rose by 690 to 11,100."
    assert said("How many deaths did Tull have in 2023?", hit(text, title="Tull shrinks again"))


def test_who_did_harm_is_told_and_not_to_whom():
    victim = "Ilse Aske, the writer, was stabbed on a stage in Marrow before a lecture on Friday."
    text = f"{victim} The suspect, Robert Fenn, 24, was arrested."
    assert (
        best("Who stabbed Ilse Aske?", hit(text)) == "The suspect, Robert Fenn, 24, was arrested."
    )


def test_an_attack_that_is_spoken_of_names_nobody():
    text = "Ilse Aske told Mara Tull this week that the attack on her changed her. Aske was shot."
    assert said("Who attacked Ilse Aske?", hit(text)) == []


def test_who_carried_out_a_shooting_is_who_killed():
    told = (
        "Three months ago the reservist Robert Fenn killed 18 people in a bowling hall in Marrow."
    )
    about = "Rep. Mara Tull said the mass shooting in Marrow was a punishment for its laws."
    found = best("Who carried out the Marrow mass shooting?", hit(about, "a2"), hit(told))
    assert found == told


def test_what_is_asked_by_the_year_is_told_by_the_year():
    once = "The new bridge law cost the town of Marrow 4 million crowns for repairs in March."
    yearly = "The law is to cost the town of Marrow about 11 million crowns a year."
    question = "How much will the bridge law cost Marrow per year?"
    assert best(question, hit(once), hit(yearly, "a2")) == yearly


@pytest.mark.parametrize(("behind", "first"), [(0.3, "cause"), (0.9, "effect")])
def test_a_reason_goes_before_what_merely_came_after_if_it_is_nearly_as_good(behind, first):
    question = understand("Why are doctors in Marrow on strike?")
    told = {
        "effect": "The government warned doctors on strike in Marrow after walkouts hit hospitals.",
        "cause": "Doctors in Marrow are out in protest at a plan to train more students.",
    }
    found = Selector(half).select(question, [hit(text, name) for name, text in told.items()])
    by_text = {one.sentence.text: one for one in found}
    effect, cause = (replace(by_text[told[name]], features={}) for name in ("effect", "cause"))
    near = [replace(effect, logit=0.0), replace(cause, logit=-behind)]
    assert Plainly(question).first(near)[0].sentence.text == told[first]


EVENTS = [
    ("Why did Ilse Aske die?", "Ilse Aske had an operation in Marrow after she fell on Friday."),
    (
        "When did Mara Tull become mayor of Marrow?",
        "Mara Tull, the mayor of Marrow, spoke on Friday.",
    ),
]


@pytest.mark.parametrize(("question", "text"), EVENTS)
def test_what_befell_nobody_has_no_day_and_no_reason(question, text):
    assert said(question, hit(text)) == []


def test_who_is_sentenced_for_another_crime_did_not_do_this_one():
    text = "Robert Fenn was sentenced on Thursday for the murder of Piet Oster."
    roundup = f"Ilse Aske was killed in Marrow. It rained. Trains ran late. {text}"
    assert said("Who killed Ilse Aske?", hit(roundup)) == []


BOARD = (
    "Ilse Aske is leaving the board of Marrow Mills after nine years and will give her shares away."
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who will replace Ilse Aske on the board of Marrow Mills?", BOARD),
        ("Who bought the Tull mansion in Marrow?",
         "The Tull mansion in Marrow, with 58 rooms, was sold for 26 million in December."),
        ("Who designed the Tull bridge in Marrow?",
         "The Tull bridge in Marrow was closed on Monday after cracks were found in a girder."),
    ],
)  # fmt: skip
def test_who_does_what_no_sentence_tells_of_is_refused(question, text):
    assert not said(question, hit(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who will replace Ilse Aske on the board of Marrow Mills?",
         f"{BOARD} Her successor on the board of Marrow Mills is Piet Fenn."),
        ("Who bought the Tull mansion in Marrow?",
         "The new owner of the Tull mansion in Marrow is the singer Piet Fenn."),
        ("Who designed the Tull bridge in Marrow?",
         "The designer of the Tull bridge in Marrow was Piet Fenn."),
    ],
)  # fmt: skip
def test_who_does_it_is_told_in_other_words_for_the_act(question, text):
    assert "Piet Fenn" in " ".join(said(question, hit(text)))


DATES = [
    ("When did inspectors discover the cracks in the Marrow bridge?",
     "The Marrow bridge was closed on Wednesday after inspectors found cracks in a girder.",
     "The cracks were discovered on Tuesday evening, engineer Ada Tull said."),
    ("When did the theft from the pension fund come to light?",
     "A court in Tull on Friday sentenced a treasurer of the pension fund for the theft.",
     "Payments were cut in 2021, when the theft came to light."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "about", "dated"), DATES)
def test_the_time_of_what_is_asked_about_is_told_before_that_of_something_else(
    question, about, dated
):
    assert best(question, hit(f"{about} {dated}")) == dated


def test_who_is_asked_for_is_told_by_name_where_the_next_sentence_has_it():
    lead = "A Marrow woman with two boats has rowed both across the lake."
    named = "Ada Tull rowed the two boats across the lake on Monday."
    assert best("Who is the Marrow woman who rowed two boats?", hit(f"{lead} {named}")) == named


def test_the_one_who_is_described_before_a_title_is_who_is_asked_for():
    told = said("Who is Ada Tull?", hit(
        "The roof of the school fell in on Monday. Nobody was hurt, said the town's chief "
        "engineer, Dr Ada Tull."))  # fmt: skip
    assert told
    assert "chief engineer" in told[0]
    assert not said("Who is Ada Fenn?", hit("The roof fell in, said the engineer, Dr Ada Tull."))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How old is Ada Tull?", True),
        ("How old is Ada Tull's brother?", False),
        ("How old is Ada Fenn?", False),
        ("How old was Ada Tull when she married?", False),
    ],
)
def test_an_age_beside_the_whole_name_is_that_of_nobody_else(question, says):
    asked = understand(question)
    text = "Mill owner Ada Tull, 47, saw Hanna Fenn at the boat race on the lake on Monday."
    (one,) = Selector(half).select(asked, [hit(text)])
    assert Plainly(asked).says(one) is says
    assert Plainly(asked).decides


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How old is Ada Tull?", "“I rowed home,” Tull, 47, said on Monday."),
        ("How old was Ada Tull when she died?", "She was 47."),
    ],
)
def test_an_age_beside_a_last_name_or_a_pronoun_is_that_of_the_whole_name(question, sentence):
    assert said(question, hit(f"Mill owner Ada Tull died on Monday. {sentence}"))
    assert not said(question, hit(f"Mill owner Hanna Tull died on Monday. {sentence}"))
