"""Dateline beside its peers: adapters, what is measured of their answers, and the page."""

import json
import sys
from pathlib import Path

import pytest

from index import Archive, Article, MiniLM
from qa.evaluation import Evidence, Question
from tests.benchmarks.peers import asking, publishing
from tests.benchmarks.peers.asking import Asked, ask
from tests.benchmarks.peers.installing import Environment, last_error
from tests.benchmarks.peers.measuring import measured
from tests.benchmarks.peers.peers import PEERS
from tests.benchmarks.peers.publishing import Asking, page
from tests.benchmarks.results.sets import row

FERRY = Article(
    "ferry",
    "Fares rise",
    "A ferry ticket costs 12 crowns from Monday. It was 9.",
    "Post",
)
FIRE = Article("fire", "Mill burns", "Fire destroyed the mill on Friday. Nobody was hurt.", "Post")
FARE = Question(
    "How much does a ferry ticket cost?", "fare", ("12 crowns",),
    (Evidence("ferry", "A ferry ticket costs 12 crowns from Monday."),), answerable=True,
)  # fmt: skip
MILL = Question(
    "Was anybody hurt in the fire at the mill?", "mill", ("Nobody",),
    (Evidence("fire", "Nobody was hurt."),), answerable=True,
)  # fmt: skip
MOONS = Question("How many moons does Saturn have?", "moons", answerable=False)
QUESTIONS = (FARE, MILL, MOONS)
HERE = Environment(Path(sys.executable), 1_234.0, 100)


def peer(name):
    return next(one for one in PEERS if one.name == name)


def line(article="", text="", *, said="", start=None, refused=False, seconds=1.0):
    quotes = [{"article": article, "text": text, "start": start,
               "end": None if start is None else start + len(text)}] if text else []  # fmt: skip
    return {
        "seconds": seconds,
        "cpu": 0.5,
        "statements": [said or text] if said or text else [],
        "quotes": quotes,
        "articles": [article] if article else [],
        "refused": refused,
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    home = tmp_path_factory.mktemp("peers")
    rows = "".join(json.dumps(row(one)) + "\n" for one in (FERRY, FIRE))
    (home / "articles.jsonl").write_text(rows)
    with Archive(home / "archive", MiniLM(), create=True) as made:
        made.add([home / "articles.jsonl"])
        yield made


def found(archive, name, **answers):
    one = peer(name)
    indexed = {"seconds": 2.0, "cpu": 1.5, "versions": {name: "1.2"}, "settings": {}}
    asked = Asked(one, one.ways[-1], "", answers, indexed, 300.0)
    return measured(asked, QUESTIONS, archive, HERE)


def figures(one, *names):
    return [figure.value if (figure := one.figure(name)) else None for name in names]


# measuring


def test_a_quote_is_exact_wherever_it_stands_and_its_own_place_is_told_apart(archive):
    ticket = "A ferry ticket costs 12 crowns from Monday."
    exact = found(archive, "verbatim-rag", fare=line("ferry", ticket, start=0),
                  mill=line("fire", "Nobody was hurt.", start=0))  # fmt: skip
    assert figures(exact, "citation_exactness", "own_places") == [1, 0.5]
    assert figures(exact, "answer_contained", "right_article") == [1, 1]
    assert exact.figure("characters_cited").value == (len(ticket) + len("Nobody was hurt.")) / 2


def test_an_altered_quote_is_not_exact_and_one_of_another_article_neither(archive):
    altered = found(archive, "verbatim-rag", fare=line("ferry", "A ferry ticket costs 13 crowns"))
    assert figures(altered, "citation_exactness", "answer_contained") == [0, 0]
    other = found(archive, "verbatim-rag", mill=line("ferry", "Nobody was hurt."))
    assert figures(other, "citation_exactness", "right_article") == [0, 0]


def test_whoever_shows_no_words_of_an_article_has_no_quote(archive):
    said = "A ticket is 12 crowns (article0 pages 1-2)."
    one = found(archive, "paper-qa", fare=line("ferry", said=said))
    assert figures(one, "citation_exactness", "characters_cited") == [None, None]
    assert one.figure("right_article").value == 1
    assert one.figure("answer_contained").value == 1


def test_refusals_are_told_by_a_sign_or_by_words(archive):
    by_sign = found(archive, "verbatim-rag", fare=line(refused=True), moons=line(refused=True))
    assert figures(by_sign, "refused_answerable", "refused_unanswerable") == [1, 1]
    said = "The answer is not provided in the context."
    by_words = found(archive, "llama-index", moons=line("ferry", "A ferry", said=said),
                     mill=line("fire", "Nobody was hurt.", said="Nobody."))  # fmt: skip
    assert figures(by_words, "refused_answerable", "refused_unanswerable") == [0, 1]


def test_a_question_that_failed_is_an_error_and_no_refusal(archive):
    failed = {"seconds": 3.0, "cpu": 0.1, "error": "TimeoutError: too slow"}
    one = found(archive, "paper-qa", fare=failed, mill=line("fire", said="Nobody."))
    assert figures(one, "errors", "refused_answerable", "answer_contained") == [0.5, 0, 0.5]
    assert one.questions == 2


# adapters, end to end


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setattr(asking, "FOLDER", tmp_path)
    return tmp_path


def test_dateline_answers_through_its_adapter_and_is_gone_on_with(archive, runs):
    us = peer("dateline")
    came = ask(us, us.ways[0], HERE, [FERRY, FIRE], QUESTIONS[:2], None, lambda _: None)
    assert not came.failed
    assert came.peak_mb > 50
    assert came.indexed["versions"]["dateline-qa"]
    one = measured(came, QUESTIONS, archive, HERE)
    assert figures(one, "answer_contained", "citation_exactness", "own_places") == [1, 1, 1]
    [path] = runs.glob("runs/*/answers.jsonl")
    before = path.read_text()
    again = ask(us, us.ways[0], HERE, [FERRY, FIRE], QUESTIONS, None, lambda _: None)
    assert path.read_text().startswith(before)
    assert again.answers["moons"]["refused"]
    assert again.answers["fare"] == came.answers["fare"]


def test_why_a_peer_could_not_run_is_what_it_said_last(runs):
    theirs = peer("verbatim-rag")  # not installed in this environment
    came = ask(theirs, theirs.ways[0], HERE, [FERRY], QUESTIONS, None, lambda _: None)
    assert came.failed == "ModuleNotFoundError: No module named 'verbatim_rag'"
    missing = Environment(Path("python"), failed="No matching distribution found for other==9")
    came = ask(theirs, theirs.ways[0], missing, [FERRY], QUESTIONS, None, lambda _: None)
    assert came.failed.endswith("No matching distribution found for other==9")


def test_a_way_of_asking_ends_with_its_minutes_and_takes_what_there_is(runs):
    us = peer("dateline")
    came = ask(us, us.ways[0], HERE, [FERRY], QUESTIONS, None, lambda _: None, minutes=0.001)
    assert came.failed == "nothing was answered in the time that it was given"
    [folder] = runs.glob("runs/*")
    (folder / "answers.jsonl").write_text(json.dumps({"id": "fare", **line(refused=True)}) + "\n")
    came = ask(us, us.ways[0], HERE, [FERRY], QUESTIONS, None, lambda _: None, minutes=0)
    assert (came.failed, list(came.answers)) == ("", ["fare"])


def test_the_last_error_of_pip_is_told_and_not_what_follows_it():
    log = "Collecting other\nERROR: could not\nERROR: No matching one\n\n[notice] new pip\n"
    assert last_error(log) == "No matching one"
    assert last_error("Traceback:\n  File\nOSError: no hub\n") == "OSError: no hub"


# the page


def test_the_page_says_who_could_not_run_why_and_who_is_better(archive):
    ours = found(archive, "dateline", fare=line(refused=True), moons=line(refused=True))
    theirs = found(archive, "verbatim-rag", fare=line("ferry", "12 crowns", start=0, seconds=12.3))
    lost = Asked(peer("paper-qa"), peer("paper-qa").ways[0], "AuthError: no <key> | none")
    none = measured(lost, QUESTIONS, archive, HERE)
    done = Asking(
        "sample", "The sample", "Invented.", "2026-11-30", "abc", [ours, none], [ours, theirs]
    )
    kept = Asking.from_json(done.as_json())
    assert kept == done
    text = page([kept], "a model")
    assert "- PaperQA, its defaults could not run: `AuthError: no ‹key› ¦ none`" in text
    assert "1 questions, answer inside what is shown: 1.00 against 0.00" in text
    assert "| Verbatim RAG, small model | 1 | 1.00" in text
    assert "| Verbatim RAG, small model | 1 | 12 | 12 | 0.50 | 2 | 2 | 300 | 1,234 | 100 |" in text
    assert "- Asked: verbatim-rag 1.2." in text


def test_every_peer_has_its_adapter_and_its_requirements():
    for one in PEERS:
        assert one.adapter.exists()
        assert one.requirements.exists()
        assert {way.name for way in one.ways}
    assert publishing.OURS in {one.name for one in PEERS}
