"""A question that is asked in other words, or with typing errors, gets the answer it got."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Archive, Vocabulary, terms
from qa import Answerer, Expects
from qa.language.kinship import forms, kin, meets
from qa.understanding.questions import understand
from qa.understanding.spelling import corrected


def term(word: str) -> str:
    (only,) = terms(word)
    return only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("won", "win"),
        ("fell", "fallen"),
        ("paid", "pays"),
        ("thieves", "thief"),
        ("dying", "death"),
        ("colour", "color"),
        ("organised", "organize"),
        ("travelling", "traveler"),
        ("defence", "defense"),
    ],
)
def test_irregular_forms_and_other_spellings_are_forms_of_one_word(one: str, other: str) -> None:
    assert term(one) == term(other) or term(other) in forms(term(one))
    assert term(one) == term(other) or term(one) in forms(term(other))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("bought", "purchase"),
        ("price", "cost"),
        ("resigned", "quit"),
        ("fired", "dismissed"),
        ("mended", "repairs"),
        ("shut", "closure"),
        ("stole", "embezzled"),
        ("successor", "replaced"),
        ("captain", "skipper"),
        ("cut", "reduction"),
        ("choice", "chose"),
    ],
)
def test_words_that_another_reporter_may_use_are_kin(asked: str, told: str) -> None:
    assert term(told) in kin(term(asked))
    assert term(asked) in kin(term(told))


def test_kin_of_kin_are_none() -> None:
    assert term("walkout") in kin(term("strike"))
    assert term("hit") in kin(term("strike"))
    assert term("walkout") not in kin(term("hit"))


def test_a_word_is_no_kin_of_itself_nor_of_its_opposite() -> None:
    assert all(one not in kin(one) for one in map(term, ("cost", "won", "strike", "death")))
    for one, other in [("rise", "fall"), ("win", "lose"), ("buy", "sell"), ("approve", "reject")]:
        assert term(other) not in kin(term(one))


def test_a_word_is_best_met_by_itself_then_by_its_forms_then_by_its_kin() -> None:
    won = term("won")
    best = [meets(won, {won, "defeat"}), meets(won, {term("win")}), meets(won, {term("defeat")})]
    assert 1 == best[0] > best[1] > best[2] > 0
    assert meets(won, {"ferri", "bridg"}) == meets(won, set()) == 0


def test_a_name_or_an_unknown_word_has_no_kin() -> None:
    assert kin("skerrow") == kin("") == frozenset()


# -- typing errors -----------------------------------------------------------------------------

ARTICLE = (
    "The district court of Ostermoor sentenced Henrika Vandeleur, treasurer of the fishermen's "
    "cooperative, on Tuesday. The lighthouse on Skarrow needs a new lantern, engineers said. "
    "Hansen, the harbourmaster, was not available. The weather office in Kestrane had warned of "
    "heavy rain. The mayor will start in March, and the committee meets in the library. "
    "Inspectors measured the girders of the viaduct and recommended repairs before winter."
)


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vocabulary]:
    folder = tmp_path_factory.mktemp("spelling")
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    with Archive(folder / "archive", create=True) as archive:
        archive.sync(folder)
        yield archive.vocabulary()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Who was setnenced in Ostermoor?", "Who was sentenced in Ostermoor?"),  # swapped
        ("Who was sentnced by the court?", "Who was sentenced by the court?"),  # missing
        ("Who was sentence by the couurt?", "Who was sentence by the court?"),  # doubled
        ("Why does the lighthose need a lantern?", "Why does the lighthouse need a lantern?"),
        ("Who is tresurer of the coperative?", "Who is treasurer of the cooperative?"),
        ("Where does the comittee meet?", "Where does the committee meet?"),
        ("what did the insepctors recomend", "what did the inspectors recommend"),
        ("Who measured the girdrs?", "Who measured the girders?"),
        ("HOW HEAVY WAS THE RIAN?", "HOW HEAVY WAS THE RAIN?"),
        ("Rian where?", "Rain where?"),
        ("Which recomendation did they make?", "Which recommendation did they make?"),
        ("How mch is teh viaduct?", "How much is the viaduct?"),  # what holds it together
        ("How hihg is the viaduct?", "How high is the viaduct?"),  # English, in no article
        ("Who is Henrika Vandeluer?", "Who is Henrika Vandeleur?"),
        ("What is on Skarow?", "What is on Skarrow?"),
        ("What is Kestrnae?", "What is Kestrane?"),
        ("Who heads Skarow's lighthosue?", "Who heads Skarrow's lighthouse?"),
    ],
)
def test_a_typing_error_is_read_as_the_word_that_was_meant(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert corrected(typed, vocabulary) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who is Hanson?",  # another surname than Hansen
        "Who is Hansens?",
        "Where is Ostermann?",
        "What did Marcho Bell start?",  # no March
        "Marcho Bell started what?",
        "What is Maay-Hansen developing?",
        "¿Por qué llueve tanto en marzo?",
        "Who is Vandel?",
        "Is Skarr a rock?",
        "What did UNICEFF say?",
        "What does McSkarrow need?",
        'Who wrote "The lighthuose"?',  # wanted word for word
        "Did 4000 girdrs7 break?",
        "Who owns www.lighthose.example and a@lighthose.example?",
        "Couldn't the mayor start, and didn't they've a plan?",
        "How many planed repairs were delayed?",  # an English word
        "Was wurde über die Brücke geschrieben, und wer hat sie gebaut?",
        "How are the elections organised, or organized?",
        "Why is the qzxwvk late?",
    ],
)
def test_what_may_be_meant_as_it_is_typed_is_not_changed(
    vocabulary: Vocabulary, question: str
) -> None:
    assert corrected(question, vocabulary) == question


WORDS_OF_IT = sorted(set(re.findall(r"\w+", ARTICLE)))


@given(
    words=st.lists(st.sampled_from(WORDS_OF_IT), min_size=1, max_size=12),
    end=st.sampled_from("?. "),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_question_of_known_words_is_never_changed(
    vocabulary: Vocabulary, words: list[str], end: str
) -> None:
    for question in (" ".join(words) + end, " ".join(words).lower(), " ".join(words).upper()):
        assert corrected(question, vocabulary) == question


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(vocabulary: Vocabulary, text: str) -> None:
    assert len(corrected(text, vocabulary)) <= len(text) + 2 * len(text.split())


def test_an_answer_tells_how_a_typing_error_was_read(answerer: Answerer) -> None:
    asked = "How many people were injurd in the Skerow fery acident?"
    answer = answerer.ask(asked)
    assert answer.question == asked
    assert answer.understood == "How many people were injured in the Skerrow ferry accident?"
    assert answer.citations == answerer.ask(answer.understood).citations
    assert not answer.abstained


def test_a_new_article_is_known_at_once_and_a_removed_one_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE, encoding="utf-8")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(folder)
        asked = "What happened in Brovenshire?"
        assert corrected("What happened in Brovneshire?", archive.vocabulary()) != asked
        (folder / "two.txt").write_text("A bus overturned in Brovenshire on Monday.", "utf-8")
        archive.sync(folder)
        assert corrected("What happened in Brovneshire?", archive.vocabulary()) == asked
        (folder / "two.txt").unlink()
        archive.sync(folder)
        assert corrected("What happened in Brovneshire?", archive.vocabulary()) != asked


def test_a_question_in_another_language_is_left_as_it_is(tmp_path: Path) -> None:
    told = "Die Reparatur der Brücke war teuer. Wie der Bürgermeister sagte, dauerte sie lange."
    (tmp_path / "eins.txt").write_text(told, "utf-8")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(tmp_path)
        for asked in (
            "wie lange dauerte die Reparatur der alten Tunnels",
            "Wie billig war die Kirche?",
            "Was sagte der Pfarrer?",
        ):
            assert corrected(asked, archive.vocabulary()) == asked


def test_words_of_a_visitors_own_articles_are_known(vocabulary: Vocabulary, tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("A bus overturned in Brovenshire on Monday.", "utf-8")
    with Archive(tmp_path / "archive", create=True) as archive:
        archive.sync(tmp_path)
        both = vocabulary + archive.vocabulary()
        asked = "Is there a lighthose in Brovneshire?"
        assert corrected(asked, both) == "Is there a lighthouse in Brovenshire?"


# -- what is asked for -------------------------------------------------------------------------

KINDS = {
    Expects.MONEY: """
        viaduct repair cost?
        cost of the viaduct repairs
        the total cost of mending the viaduct
        What was the price of the new tram?
        What is the treasurer's salary?
        What was the price paid for the painting?
        How much was the treasurer fined?
        how much does a ticket cost
        Ostermoor Trams loss 2021
        Can you tell me what the tram cost?
    """,
    Expects.DATE: """
        date of the regatta
        date Vandeleur takes office as harbourmaster
        opening date of the museum
        When did the viaduct reopen
        when was the strike
        What is the date of the wedding?
        On which day did the talks begin?
        time of the tram crash
        Do you happen to know when the museum opens?
    """,
    Expects.PERSON: """
        name of the captain
        name the captain of the Grey Heron
        new harbourmaster? who is it
        What is the name of the inventor of the lamp?
        What was the captain's name?
        winner of the regatta
        new mayor Ostermoor
        Who's the coach of Kestrel Rovers?
        By whom was the lamp invented?
        I'd like to know who painted the ceiling.
    """,
    Expects.COUNT: """
        number of passengers aboard the Grey Heron
        regatta number of spectators
        What was the attendance at the regatta?
        What is the population of Ostermoor?
        Skarrow fire death toll
        How many trams were cancelled?
        I want to know how many people were hurt.
    """,
    Expects.REASON: """
        reason for the closure of the museum
        cause of the tram crash
        How come the museum stays closed?
        For what reason did the council sell the park?
        What is the reason for the delay?
        What made the council sell the park?
        What caused the fire?
        why is the museum closed
        Please tell me why the tram derailed
    """,
    Expects.PLACE: """
        venue of the regatta
        location of the new tram depot
        shelter for flooded families location
        In which stadium was the final played?
        What is the birthplace of the captain?
        where did the tram derail
        Could you tell me where the tram derailed?
    """,
    Expects.AMOUNT: """
        height of the tower
        tram speed?
        turnout Ostermoor election
        What was the age of the keeper at her death?
        What is the effectiveness of the jab?
        At what speed was the tram going?
        What was the ferry's speed in the harbour?
        At what age did the keeper die?
        How long was the museum closed?
        What was the length of the closure?
        how tall is the tower
    """,
    Expects.SAYING: """
        What did the captain say about the fog?
        What did the union announce on Monday?
        What does the minister think of the plan?
        How did the captain respond to the union's claim?
        What was the captain's reaction to the verdict?
        What is the union accused of?
        What was the captain saying about the fog?
        Tell me what the minister said about trams
        How has the council described the plan?
    """,
    Expects.YES_NO: """
        Did the council approve the tram?
        did the council approve the tram
        Hasn't the tram been approved?
        The council didn't approve the tram, did it?
        I want to know whether the council approved the tram.
        Can you tell me if the council approved the tram?
        Is it safe?
    """,
    Expects.THING: """
        What is marsh fever?
        What is the new ferry called?
        What happened after the captain said that the fog was thick?
        Which company repaired the viaduct?
        Tell me about the regatta
        tram derailment Ostermoor
        What is the name of the ship?
        What broke on the Grey Heron?
        sentence former treasurer
        What will the new law require?
    """,
}


@pytest.mark.parametrize(
    ("kind", "question"),
    [(kind, line.strip()) for kind, lines in KINDS.items() for line in lines.strip().splitlines()],
)
def test_the_kind_of_what_is_asked_for_does_not_hang_on_the_wording(
    kind: Expects, question: str
) -> None:
    assert understand(question).expects is kind


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("I'd like to know who won the regatta.", "Who won the regatta."),
        ("Can you tell me how high the bill was?", "How high the bill was?"),
        ("Please, could you tell me when the museum opens, please?", "When the museum opens?"),
        ("do you know where it sank?", "Where it sank?"),
        ("Could you tell me the date of the regatta?", "When is the regatta?"),
        ("Can you give me the name of the ferry, please?", "What is the name of the ferry?"),
        ("Who was it that bought the mill?", "Who bought the mill?"),
        ("Name everybody who signed the letter.", "Who signed the letter?"),
        ("Name all the people who signed the letter.", "Who signed the letter?"),
        ("In which month did it sink?", "When did it sink?"),
        ("What is the age of Ada Tull?", "How old is Ada Tull?"),
        ("Tell me the date on which it sank", "Tell me the date on which it sank"),
        ("I wonder in which year it sank", "In which year it sank"),
        ("When does it open, do you know?", "When does it open?"),
        ("Tell me about the regatta", "Tell me about the regatta"),
        ("Do you know the harbourmaster?", "Do you know the harbourmaster?"),
        ("Can the union tell members how to vote?", "Can the union tell members how to vote?"),
        ("Who would like to know why?", "Who would like to know why?"),
    ],
)
def test_what_is_only_polite_is_not_searched_for(asked: str, understood: str) -> None:
    query = understand(asked)
    assert (query.text, query.asked) == (understood, asked)
