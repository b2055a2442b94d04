"""Follow-ups come to stand alone, and questions that stand alone come out as they went in."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from index import Archive, HybridRetriever
from qa import Turn, open_answerer
from qa.understanding.followups import standalone
from qa.understanding.phrases import words
from qa.understanding.recalling import Recalled
from tests.sample import FACTS

DATA = Path(__file__).parent / "data"


def read(name: str) -> list[dict]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


CONVERSATIONS = [row for row in read("followups.jsonl") if row["answers"]]
CONTROLS = [row for row in read("followups.jsonl") if not row["answers"]]
DIALOGUES = [row for row in read("dialogues.jsonl") if row["standalone"] != row["question"]]
NEW_SUBJECTS = [row for row in read("dialogues.jsonl") if row["standalone"] == row["question"]]
ALONE = [row["question"] for row in FACTS]

ELECTION = Turn(
    "Who won the mayoral election in Port Sellen?",
    "Who won the mayoral election in Port Sellen?",
    (
        "Lorvane Press Agency, 10 June 2024: “Former harbour pilot Tomas Veary was elected mayor "
        "of Port Sellen on Sunday, ending the eight-year tenure of Ilse Corrand.”",
    ),
    ("Harbour pilot ousts mayor of Port Sellen",),
)


def after(question: str) -> tuple[Turn, ...]:
    return (Turn(question, question),)


def so_far(row: dict) -> list[Turn]:
    """The turns of a conversation as they are understood, with nothing answered."""
    turns: list[Turn] = []
    for question in row["turns"]:
        turns.append(Turn(question, standalone(question, turns)))
    return turns


def test_a_journal_is_nobody_whom_she_can_mean() -> None:
    asked = "Who led the trial of the drug?"
    told = (
        "Tarn Post, 2 May 2024: “The trial was described in the Journal of Lakeside Medicine. It "
        "worked, said Professor Berta Olm, who led the trial.”"
    )
    assert standalone("How old is she?", [Turn(asked, asked, (told,))]) == "How old is Berta Olm?"


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("How much did the harbour bridge repairs cost?", "And when was that?",
         "When were the harbour bridge repairs?"),
        ("How much did the harbour bridge repairs cost?", "Who carried them out?",
         "Who carried the harbour bridge repairs out?"),
        ("How many people were injured in the Skerrow ferry accident?", "Why?",
         "Why were people injured in the Skerrow ferry accident?"),
        ("How many people were injured in the Skerrow ferry accident?",
         "What did the minister say to it?",
         "What did the minister say to the Skerrow ferry accident?"),
        ("How many people were injured in the Skerrow ferry accident?", "Who else was injured?",
         "Who else was injured in the Skerrow ferry accident?"),
        ("How many households were evacuated in the Orle flood?", "How many of them came back?",
         "How many of the households evacuated in the Orle flood came back?"),
        ("How many people were evacuated in Kestrane?", "And in Port Sellen?",
         "How many people were evacuated in Port Sellen?"),
        ("How many people were evacuated in Kestrane in 2024?", "And in 2023?",
         "How many people were evacuated in Kestrane in 2023?"),
        ("What did the minister say about the ferry accident?", "What about the mayor?",
         "What did the mayor say about the ferry accident?"),
        ("How effective is the marsh fever vaccine?", "How much does it cost?",
         "How much does the marsh fever vaccine cost?"),
        ("Where did the ferry run aground?", "In which year?",
         "In which year did the ferry run aground?"),
        ("What did Ilse Corrand blame for her defeat?", "Was she re-elected?",
         "Was Ilse Corrand re-elected?"),
    ],
)  # fmt: skip
def test_a_follow_up_takes_its_subject_from_the_last_question(before, question, understood):
    assert standalone(question, after(before)) == understood


@pytest.mark.parametrize("row", DIALOGUES, ids=lambda row: row["id"])
def test_a_follow_up_carries_what_it_does_not_say_itself(row):
    turns = so_far(row)
    understood = standalone(row["question"], turns)
    assert understood == row["standalone"]
    assert standalone(understood, turns) == understood


def test_a_question_of_a_new_subject_is_left_alone_after_any_other():
    changed = [
        (turns[-1].understood, row["question"], understood)
        for turns in ([*map(so_far, DIALOGUES), [ELECTION]])
        for row in NEW_SUBJECTS
        if (understood := standalone(row["question"], turns)) != row["question"]
    ]
    assert len(NEW_SUBJECTS) >= 40
    assert changed == []


def test_a_noun_that_the_answer_spoke_of_is_of_its_topic():
    asked = "When does the Orno stadium open?"
    spoken = Turn(asked, asked, ("Tarn Post, 2 May 2024: “A season ticket costs 90 crowns.”",))
    understood = "How much does a ticket cost: the Orno stadium?"
    assert standalone("How much does a ticket cost?", [spoken]) == understood
    assert standalone("What is a ticket?", [spoken]) == "What is a ticket?"
    assert standalone("How much does a passport cost?", [spoken]) == (
        "How much does a passport cost?"
    )


def test_a_topic_typed_before_a_colon_is_kept():
    asked = "The Orno stadium: when did it open?"
    understood = standalone("Was it finished?", after(asked))
    assert understood == "Was the Orno stadium finished?"


def test_a_person_lasts_over_a_turn_that_was_about_something_else():
    turns: list[Turn] = []
    for question in ("What illness does Mara Velde have?", "How common is knee fever?"):
        turns.append(Turn(question, standalone(question, turns)))
    assert turns[1].understood == "How common is knee fever?"
    assert standalone("Did she resign?", turns) == "Did Mara Velde resign?"


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("Did he resign?", "Did Tomas Veary resign?"),
        ("And when was that?", "When was the mayoral election in Port Sellen?"),
        ("What was the turnout?", "What was the turnout of the mayoral election in Port Sellen?"),
    ],
)
def test_he_is_whom_the_answer_names(question, understood):
    assert standalone(question, (ELECTION,)) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("Who won the mayoral election in Port Sellen?", "By how many votes?",
         "By how many votes: who won the mayoral election in Port Sellen?"),
        ("How many people were injured in the Skerrow ferry accident?",
         "How many of them seriously?",
         "How many of them seriously: how many people were injured in the Skerrow ferry accident?"),
        ("How much did the bridge repairs cost?", "Why so much?",
         "Why did the bridge repairs cost so much?"),
        ("How much did the bridge repairs cost?", "Which company?",
         "Which company: how much did the bridge repairs cost?"),
        ("How many people were ill in Wendry in 2023?", "And now?",
         "How many people were ill in Wendry now?"),
        ("How many voted against the rate cut?", "Why?",
         "Why: those who voted against the rate cut?"),
        ("Did the National Bank cut its interest rate?", "How many voted against it?",
         "How many voted against the National Bank's interest rate?"),
    ],
)  # fmt: skip
def test_a_question_without_a_verb_is_asked_of_the_last_one(before, question, understood):
    assert standalone(question, after(before)) == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("Why did Skerrow Line apologise?", "Is the company still in profit?",
         "Is Skerrow Line still in profit?"),
        ("Why did Skerrow Line apologise?", "What is the company's debt?",
         "What is Skerrow Line's debt?"),
        ("Why did Skerrow Line apologise?", "Is the company of Ada Brand in profit?",
         "Is the company of Ada Brand in profit?"),
        ("Why are nurses on strike in Ostrow?", "How many of them?",
         "How many nurses are on strike in Ostrow?"),
        ("Why are nurses on strike in Ostrow?", "Have any lost their licences?",
         "Have any of the nurses on strike lost their licences: Ostrow?"),
    ],
)  # fmt: skip
def test_a_company_and_several_people_stay_who_they_were(before, question, understood):
    assert standalone(question, after(before)) == understood


def test_they_are_the_team_of_which_the_answer_tells():
    asked = "Who won the Lorvane Cup?"
    turn = Turn(asked, asked, ("Tarn Post, 2 May 2024: “Sellen Rovers have won the Lorvane Cup.”",))
    assert standalone("Who did they beat?", [turn]) == "Who did Sellen Rovers beat?"


def test_and_goes_on_with_what_the_cited_article_tells_of():
    asked = "How much did the bridge repairs cost?"
    turn = recalling(
        Turn(asked, asked, ("Tarn Post, 2 May 2024: “They cost 4 million.”",)),
        "They cost 4 million. A boat and lights at the mill are counted, too.",
    )
    understood = "How much did the boat cost: the bridge repairs?"
    assert standalone("And how much did the boat cost?", [turn]) == understood
    for alone in ("And how much did the festival cost?", "And who won the regatta in Ardle?"):
        assert standalone(alone, [turn]) == alone


def test_the_librarian_of_the_cited_article_has_a_name():
    asked = "Why is the library shut?"
    said = ("Tarn Post, 2 May 2024: “The roof needs new beams.”",)
    text = "The roof needs new beams. Until spring, librarian Saoirse Bell lends books from a bus."
    turn = recalling(Turn(asked, asked, said), text)
    for role, name in (("librarian", "Saoirse Bell"), ("engineer", "the engineer")):
        understood = standalone(f"What did the {role} say?", [turn])
        assert understood == f"What did {name} say about the library?"
    assert standalone("What did the librarian of Ardle say?", [turn]) == (
        "What did the librarian of Ardle say?"
    )


def test_what_only_an_event_has_is_of_the_event_and_not_of_the_person_asked_of_since():
    asked = "Who won the mayoral election in Port Sellen?"
    turns = [Turn(asked, asked), Turn("How old is he?", "How old is Tomas Veary?")]
    assert standalone("And the turnout?", turns) == (
        "What about the turnout: the mayoral election in Port Sellen?"
    )


def test_who_said_that_is_asked_of_what_the_answer_said():
    asked = "How many people were injured?"
    said = "Tarn Post, 18 May 2024: “Fourteen people were injured when the ferry hit the pier.”"
    turns = [Turn(asked, asked, (said,))]
    understood = "Who said that fourteen people were injured when the ferry hit the pier?"
    assert standalone("Who said that?", turns) == understood
    turns.append(Turn("Who said that?", understood))
    assert standalone("How many of them seriously?", turns) == (
        "How many of them seriously: how many people were injured?"
    )


def recalling(turn: Turn, text: str) -> Recalled:
    """The turn with one cited article."""
    return Recalled(turn.question, turn.understood, turn.said, around=(text,))


COUPLE = recalling(
    Turn(
        "Who won the vote in Ardle?", "Who won the vote in Ardle?",
        ("Tarn Post, 2 May 2024: “Robin Vail beat Sidney Orme by 40 votes.”",),
    ),
    "Robin Vail beat Sidney Orme by 40 votes. Ms Vail thanked voters. Mr Orme conceded at once.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("How old is she?", "How old is Robin Vail?"),
        ("How old is he?", "How old is Sidney Orme?"),
        ("Who is her opponent?", "Who is Robin Vail's opponent?"),
        ("When did he concede?", "When did Sidney Orme concede?"),
    ],
)  # fmt: skip
def test_he_and_she_are_told_apart_by_the_articles_own_titles(question, understood):
    assert standalone(question, [COUPLE]) == understood


def test_she_is_whoever_is_named_beside_the_quote_and_neither_the_man_in_it_nor_a_town():
    text = "Tomas Veary is mayor of Port Sellen now. Ms Ilse Corrand lost to Mr Veary in June."
    said = ("Tarn Post, 2 May 2024: “Tomas Veary is mayor of Port Sellen now.”",)
    asked = "Who is mayor of Port Sellen?"
    turn = recalling(Turn(asked, asked, said), text)
    assert standalone("Will she stand again?", [turn]) == "Will Ilse Corrand stand again?"
    assert standalone("Will he stand again?", [turn]) == "Will Tomas Veary stand again?"


def test_after_her_husband_was_named_she_is_still_herself():
    asked = "Who was Maud Tennick's husband?"
    turn = Turn(asked, asked, ("Tarn Post, 2 May 2024: “The boatman Edvard Tennick died.”",))
    assert standalone("How old was she?", [turn]) == "How old was Maud Tennick?"
    assert standalone("How old was he?", [turn]) == "How old was Edvard Tennick?"


def test_after_an_abstention_he_is_described_and_not_named():
    abstained = replace(ELECTION, said=(), headlines=())
    understood = standalone("Did he resign?", (abstained,))
    assert understood == ("Did the person who won the mayoral election in Port Sellen resign?")


def test_a_subject_lasts_over_several_turns_and_over_a_word_of_thanks():
    turns: list[Turn] = []
    for question in (
        "How effective is the marsh fever vaccine?",
        "Has it been approved?",
        "Thanks.",
    ):
        turns.append(Turn(question, standalone(question, turns)))
    understood = standalone("And how much will it cost?", turns)
    assert understood == "How much will the marsh fever vaccine cost?"


@pytest.mark.parametrize("row", CONTROLS, ids=lambda row: row["question"])
def test_a_question_that_stands_alone_is_left_alone(row):
    for turns in (so_far(row), [ELECTION], [*so_far(row), ELECTION]):
        assert standalone(row["question"], turns) == row["question"]


def test_no_sample_question_is_changed_after_any_other():
    changed = [
        (before, question)
        for before in ALONE
        for question in ALONE
        if standalone(question, after(before)) != question
    ]
    assert changed == []


def test_without_turns_nothing_changes():
    for row in CONVERSATIONS:
        assert standalone(row["question"], ()) == row["question"]


def test_what_was_understood_is_not_changed_again():
    for row in CONVERSATIONS:
        turns = so_far(row)
        understood = standalone(row["question"], turns)
        assert standalone(understood, turns) == understood


def test_only_words_of_the_conversation_come_in():
    glue = {"was", "were", "about", "to", "in", "of", "so", "the", "that", "who", "person"}
    for row in CONVERSATIONS:
        turns = so_far(row)
        known = " ".join([row["question"], *(turn.understood for turn in turns)])
        allowed = glue | {part for word in words(known) for part in (word.low, f"{word.low}'s")}
        understood = {word.low for word in words(standalone(row["question"], turns))}
        assert understood <= allowed, row["question"]


@pytest.mark.parametrize(
    "question",
    [
        "And?",
        "And … ?",
        "__?",
        "why",
        "¿Y él?",
        "it",
        "her's?",
        "the?",
        "And the",
        "How many of them?",
        "a?" * 40,
    ],
)
def test_nothing_that_is_typed_breaks_it(question):
    for turns in (
        (),
        (ELECTION,),
        after("__"),
        after("Why"),
        after("the harbour"),
        after("In?"),
        after("Which things are"),
    ):
        understood = standalone(question, turns)
        assert standalone(understood, turns) == understood


def test_it_is_quick_even_after_a_long_answer():
    long = replace(ELECTION, said=ELECTION.said * 20)
    taken = []
    for number in range(20):
        question = f"Did he resign {number} times?"
        begun = time.process_time()
        standalone(question, (long,) * 30)
        taken.append(time.process_time() - begun)
    assert sorted(taken)[10] < 0.005


def test_the_passages_that_a_follow_up_is_after_are_found(sample_archive: Archive):
    answerer = open_answerer(sample_archive.path)
    retriever = HybridRetriever(answerer.archive)
    asked = CONVERSATIONS[::4]
    as_typed = as_understood = 0
    for row in asked:
        turns: list[Turn] = []
        for question in row["turns"]:
            turns.append(Turn.of(answerer.ask(question, turns=turns)))
        for question in (row["question"], standalone(row["question"], turns)):
            hits = retriever.retrieve(question, 4)
            text = "\n".join(hit.passage.text for hit in hits).casefold()
            found = any(answer.casefold() in text for answer in row["answers"])
            as_understood += found and question != row["question"]
            as_typed += found and question == row["question"]
    assert as_understood >= 0.8 * len(asked)
    assert as_understood > as_typed
