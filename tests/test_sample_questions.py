"""The questions over the sample articles say what the articles say."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from index import Archive
from qa.evaluation import read_questions
from tests.sample import FACTS, QUESTIONS, STORED

KINDS = {
    *("when", "on-a-day", "latest", "current-state", "say", "who-says", "count", "coverage"),
    *("first-mention", "most-quoted", "agreement", "timeline", "bare-topic", "briefing", "list"),
    *("correction", "follow-up", "typo", "multi-part", "yes-no", "near"),
}
NEW = [one for one in QUESTIONS if one not in FACTS]
COUNTS = [one for one in NEW if one["tags"][0] == "count"]
ASKED = {one["id"]: one for one in QUESTIONS}
REWORDINGS = [
    json.loads(line)
    for line in (STORED.parent / "rewordings.jsonl").read_text(encoding="utf-8").splitlines()
]
DAY = re.compile(r"(\d{1,2} )?[A-Z][a-z]+( \d{4})?")
MARKS = str.maketrans("“”‘’", "\"\"''")


def plain(text: str) -> str:
    return text.translate(MARKS).casefold()


def within(text: str, quotes: list[str]) -> bool:
    return any(plain(text) in plain(quote) for quote in quotes)


@pytest.fixture(scope="module")
def texts(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each sample article says, by its URL."""
    with Archive(tmp_path_factory.mktemp("texts"), create=True) as archive:
        archive.sync(sample_folder)
        articles = [archive.article(one) for one in archive.article_ids()]
    return {one.url: f"{one.title}\n{one.text}" for one in articles}


def test_there_are_two_hundred_of_every_kind() -> None:
    assert len(read_questions(STORED)) == len(ASKED) == 200
    assert len(FACTS) == 76
    kinds = Counter(one["tags"][0] for one in NEW)
    assert kinds.keys() == KINDS
    assert min(kinds.values()) >= 3
    assert sum(not one["answerable"] for one in NEW) >= 25


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda one: one["id"])
def test_evidence_and_answers_stand_in_the_articles(asked: dict, texts: dict[str, str]) -> None:
    for piece in asked["evidence"]:
        assert piece["quote"] in texts[piece["article"]]
    quotes = [piece["quote"] for piece in asked["evidence"]]
    assert bool(quotes) == bool(asked["answers"]) == asked["answerable"]
    date.fromisoformat(asked["asked_on"])
    if "counting" not in asked["tags"]:
        loose = [one for one in asked["answers"] if not within(one, quotes)]
        assert all(DAY.fullmatch(one) for one in loose)  # a day that the quote only points to
        assert len(loose) < max(1, len(asked["answers"]))
        for group in asked.get("all", ()):
            assert any(within(one, quotes) for one in group.split("|"))
    for one in asked.get("instead", ()):
        assert within(one, list(texts.values()))


@pytest.mark.parametrize("asked", COUNTS, ids=lambda one: one["id"])
def test_counts_are_those_of_the_articles(asked: dict, texts: dict[str, str]) -> None:
    word = re.search("'(.+?)'", asked["rule"])[1]
    having = {url for url, text in texts.items() if re.search(rf"\b{word}\b", text, re.I)}
    counted = {piece["article"] for piece in asked["evidence"]}
    assert counted <= having
    assert asked["answers"][0] == f"{len(counted)} articles"
    if "," not in asked["rule"].partition("case aside")[2]:  # neither outlet nor days
        assert counted == having


def test_every_question_has_four_rewordings() -> None:
    assert Counter(one["of"] for one in REWORDINGS) == dict.fromkeys(ASKED, 4)
    assert all(one["question"] != ASKED[one["of"]]["question"] for one in REWORDINGS)
