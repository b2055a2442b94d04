"""Questions of several parts come apart, those that are one stay whole, and lists are merged."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Hit, Passage
from qa.understanding.decomposition import MOST_PARTS, merged, parts
from tests.benchmarks.data import DATA, lines
from tests.sample import FACTS


@pytest.mark.parametrize(
    ("question", "made"),
    [
        # joined by "and"
        (
            "How much did the repairs cost and when did the bridge reopen?",
            ("How much did the repairs cost?", "When did the bridge reopen?"),
        ),
        (
            "How much did the harbour bridge cost, and when did it open?",
            ("How much did the harbour bridge cost?", "When did the harbour bridge open?"),
        ),
        (
            "What did the weather station show and who repaired it?",
            ("What did the weather station show?", "Who repaired the weather station?"),
        ),
        (
            "Who is Osric Pell and why was he arrested?",
            ("Who is Osric Pell?", "Why was Osric Pell arrested?"),
        ),
        (
            "What caused the fire and how many people were hurt?",
            ("What caused the fire?", "How many people were hurt in the fire?"),
        ),
        (
            "Why did Corrand lose, and what did she blame?",
            ("Why did Corrand lose?", "What did Corrand blame?"),
        ),
        (
            "Did the council approve the plan and did the mayor sign it?",
            ("Did the council approve the plan?", "Did the mayor sign the plan?"),
        ),
        (
            "Did the union movement grow or did it shrink?",
            ("Did the union movement grow?", "Did the union movement shrink?"),
        ),
        (
            "Which firm was fined and which firm was sued?",
            ("Which firm was fined?", "Which firm was sued?"),
        ),
        (
            "What is the purpose of the sluice and where is it?",
            ("What is the purpose of the sluice?", "Where is the sluice?"),
        ),
        (
            "According to the Courier, how many houses burned and who started the fire?",
            (
                "According to the Courier, how many houses burned?",
                "According to the Courier, who started the fire?",
            ),
        ),
        (
            "When did the ferry crash, why did the siren fail, and who was in command?",
            ("When did the ferry crash?", "Why did the siren fail?", "Who was in command?"),
        ),
        # several sentences
        (
            "Who won the cup? And when was the final?",
            ("Who won the cup?", "When was the final?"),
        ),
        (
            "When was the final? Where was it played? Who scored the winner?",
            (
                "When was the final?",
                "Where was the final played?",
                "Who scored the winner of the final?",
            ),
        ),
        # which is more
        (
            "Which cost more, the bridge or the library roof?",
            ("How much cost the bridge?", "How much cost the library roof?"),
        ),
        (
            "Which party won more seats, the Greens or the Harbour List?",
            ("How many seats won the Greens?", "How many seats won the Harbour List?"),
        ),
        (
            "Who scored more goals in May, Dario Fenn or Milo Fenn?",
            (
                "How many goals scored Dario Fenn in May?",
                "How many goals scored Milo Fenn in May?",
            ),
        ),
        (
            "Which opened first, the library or the museum?",
            ("When opened the library?", "When opened the museum?"),
        ),
        (
            "Which lasted longer: the strike or the lockout?",
            ("How long lasted the strike?", "How long lasted the lockout?"),
        ),
        (
            "Which is older, the lighthouse or the pier?",
            ("How old is the lighthouse?", "How old is the pier?"),
        ),
        (
            "Which was the most expensive, the roof or the bridge?",
            ("How expensive was the roof?", "How expensive was the bridge?"),
        ),
        (
            "Between the Courier and the Register, which reported more injured?",
            (
                "How many injured reported the Courier?",
                "How many injured reported the Register?",
            ),
        ),
        # what two articles say
        (
            "Does the 'Harbour Courier' article suggest that the crew knew of the fault, while the "
            "'Kestrane Register' article says that nobody did?",
            (
                "Does the 'Harbour Courier' article suggest that the crew knew of the fault?",
                "Does the 'Kestrane Register' article says that nobody did?",
            ),
        ),
        (
            "Did the Courier say that 12 were hurt, while the Register reported that 14 were?",
            (
                "Did the Courier say that 12 were hurt?",
                "Did the Register reported that 14 were?",
            ),
        ),
        (
            "Between the report from the Courier on 3 May 2024 and the report from the Register on "
            "9 June 2024, was there a change in the number of the injured?",
            (
                "What does the report from the Courier on 3 May 2024 say about number of the "
                "injured?",
                "What does the report from the Register on 9 June 2024 say about number of the "
                "injured?",
            ),
        ),
        (
            "Has the toll risen between the article of the Courier and the one of the Register?",
            (
                "According to the article of the Courier, has the toll risen?",
                "According to the one of the Register, has the toll risen?",
            ),
        ),
    ],
)
def test_what_comes_apart(question, made):
    assert parts(question) == made


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?!",
        "“",
        "Who won the mayoral election in Port Sellen?",
        # one question with an "and" or an "or" in it
        "Who won the gold and silver medals?",
        "When did Bonnie and Clyde die?",
        "Where does the phrase bread and butter come from?",
        "When and where was the treaty signed?",
        "How and why did the bridge fall?",
        "Who won the election, and by how much?",
        "What broke and why?",
        "Who said what and when?",
        "Was the mayor or the treasurer arrested?",
        "Did the council approve or reject the plan?",
        "Which firm was fined and was sued?",
        "Which island has a harbour and is a parish?",
        "What is on the island and has a lamp?",
        "Who was born in Wendry and is buried there?",
        "Which storm hit the coast and which was named after a saint?",
        # clauses of one question
        "Do you know who won and who was hurt?",
        "What did the inquiry say about who was responsible and why the bridge fell?",
        "Who is the man who sold the bridge and who was arrested?",
        "How much has the host Deb Jarrow, who has died, raised for research?",
        "What does the song “Who are you and what do you want?” mean?",
        "Did the mayor sleep while the town burned?",
        # a part that would not stand alone
        "What did Corrand promise, and what were the outcomes?",
        "Does the Courier blame the mayor, or do these articles name different reasons?",
        # comparisons that are one question
        "Did the bridge cost more than 3 million crowns?",
        "Did the bridge cost more than the library roof?",
        "How many more people came than in 2019?",
        "How do the two vaccines differ?",
        "What is the difference between house and rave music?",
        "How does the Wendry budget compare with the Kestrane budget?",
        "Which school costs more, this one or others?",
        "Which app is at the centre of the debate on voices, and being used by many people?",
        "What did the mayor warn against?",
        "When did the Rovers play against Wendry?",
        "What is the distance between Wendry and Kestrane?",
        "Who mediated between the council and the union?",
        # told first, asked second
        "The bridge closed in May. When did it reopen?",
        "Rust was found. Was the bridge closed? The council denies it.",
        # more parts than are searched for
        "Who won? When? Where did she live? Why did he go? How did it end?",
    ],
)
def test_what_stays_whole(question):
    assert parts(question) == ()


def test_the_sample_questions_stay_whole():
    assert [q["question"] for q in FACTS if parts(q["question"])] == []


@pytest.mark.skipif(not (DATA / "trecqa").exists(), reason="TREC QA is not here")
def test_simple_questions_of_a_public_set_stay_whole():
    asked = [
        row["question"]
        for name in ("train.jsonl", "dev.jsonl")
        for row in lines(DATA / "trecqa" / name)
    ]
    assert len(asked) > 150
    assert [question for question in asked if parts(question)] == []


WORDS = st.sampled_from(
    [
        *("who", "what", "when", "how", "which", "did", "was", "is", "has", "the", "a", "it", "he"),
        *("bridge", "Courier", "article", "cost", "won", "more", "older", "than", "many", "much"),
        *(
            "and",
            "or",
            "while",
            "both",
            "between",
            "compare",
            "differ",
            ",",
            "compared",
            "with",
            "to",
            "?",
            ".",
            "“",
            "'x'",
        ),
    ]
)


@settings(max_examples=400)
@given(st.lists(WORDS, max_size=20))
def test_parts_are_none_or_a_few_questions(drawn):
    made = parts(" ".join(drawn))
    assert made == () or 2 <= len(made) <= MOST_PARTS
    assert len(set(made)) == len(made)
    assert all(part.endswith("?") and part[0] == part[0].upper() for part in made)


def test_the_longest_question_is_read_quickly():
    for piece in (
        "who and what or the article ",
        "the report and the article, ",
        "did a or b than ",
    ):
        start = time.process_time()
        parts((piece * 2000)[:2000])
        assert time.process_time() - start < 2


def hit(name: str, score: float = 0.5, cosine: float | None = None) -> Hit:
    return Hit(Passage(name, "Rust.", 0, 5, ((0, 5),)), score, cosine)


def names(hits: list[Hit]) -> str:
    return "".join(found.passage.article_id for found in hits)


@pytest.mark.parametrize(
    ("lists", "k", "together"),
    [
        ([], 4, ""),
        ([[]], 4, ""),
        (["abc"], 2, "ab"),
        (["abc", "xyz"], 4, "axby"),
        (["abc", "ayz"], 10, "abycz"),
        (["ab", "xyz", ""], 10, "axbyz"),
        (["abc", "cba", "bca"], 10, "acb"),
        (["abc", "xyz"], 0, ""),
    ],
)
def test_lists_are_merged_by_turns(lists, k, together):
    made = merged([[hit(name) for name in ranked] for ranked in lists], k)
    assert names(made) == together


def test_merged_scores_fall_and_the_best_likeness_is_kept():
    made = merged(
        [[hit("a", 9.0, 0.2), hit("b", 8.0)], [hit("b", 0.1, 0.7), hit("a", 0.1, 0.6)]], 4
    )
    assert names(made) == "ab"
    assert [found.cosine for found in made] == [0.6, 0.7]
    assert [found.score for found in made] == sorted({h.score for h in made}, reverse=True)


def test_what_words_alone_found_has_no_likeness():
    assert merged([[hit("a")], [hit("a")]], 4)[0].cosine is None
