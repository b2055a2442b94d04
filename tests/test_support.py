"""A statement is kept when its evidence carries it, and dropped when a fact was changed."""

from datetime import date

import pytest

from index import Passage
from qa.support import check
from qa.types import Citation

TEXT = (
    "The council of Port Sellen did not approve the cruise terminal on Monday 6 May 2024. "
    "The plan would have cost 38 million crowns, Mayor Ilse Corrand said. "
    "The union alleged that the company had ignored three warnings."
)
PASSAGE = Passage(
    "a1", TEXT, 0, len(TEXT), (), "Terminal vote", "Harbour Courier", date(2024, 5, 7)
)


def cite(part: str) -> tuple[Citation, ...]:
    start = TEXT.index(part)
    return (Citation(PASSAGE, start, start + len(part)),)


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
        (f"{COST[0].quote} Judges later struck it down as corrupt and void.", COST, "words"),
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
