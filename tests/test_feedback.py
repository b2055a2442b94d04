"""Feedback: no line is lost or torn, no visitor fills the disk, and a line is a test question."""

import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from index import Filters
from qa import Turn
from qa.errors import RecordError
from qa.window import Exchange
from qa.window.feedback import FILE_BYTES, MAX_COMMENT_CHARS, Feedback
from tests.kept import BRIDGE, MOONS, ask


class Numbered:
    """All that a verdict asks of an archive when nothing is cited."""

    identity = "an archive"


@pytest.fixture(scope="module")
def answered(sample_archive):
    return ask(sample_archive, BRIDGE, Filters(outlets=("Harbour Courier",)))


@pytest.fixture(scope="module")
def abstained(sample_archive):
    return ask(sample_archive, MOONS)


def judge_twenty(folder, who):
    for number in range(20):
        asked = Exchange(number, f"{who}: why?", error="x" * 1_500)
        Feedback(folder).add(asked, "up", f"{who} {number}", Numbered())


def test_a_good_answer_is_a_test_question_with_its_evidence(tmp_path, answered, sample_archive):
    Feedback(tmp_path).add(answered, "up", " Just so. ", sample_archive)
    [line] = Feedback(tmp_path).read()
    assert line["question"] == BRIDGE
    assert line["answerable"] is True
    assert line["answers"] == []
    assert line["tags"] == ["feedback", "up"]
    assert line["asked_on"] == "2026-11-24"
    assert line["filters"]["outlets"] == ["Harbour Courier"]
    assert line["comment"] == "Just so."
    assert line["archive"] == sample_archive.identity
    assert len(line["evidence"]) == len(answered.citations)
    for told in line["evidence"]:
        text = sample_archive.article(told["article"]).text
        assert text[told["start"] : told["end"]] == told["quote"]
        assert told["quote"] in line["answer"]


def test_a_bad_answer_is_kept_as_shown_and_is_evidence_of_nothing(
    tmp_path, answered, sample_archive
):
    Feedback(tmp_path).add(answered, "down", "It was 5 million.", sample_archive)
    [line] = Feedback(tmp_path).read()
    assert not {"evidence", "answerable"} & line.keys()
    assert line["tags"] == ["feedback", "down"]
    assert answered.statements[0].text in line["answer"]


def test_a_good_abstention_is_a_question_without_an_answer(tmp_path, abstained, sample_archive):
    Feedback(tmp_path).add(abstained, "up", "", sample_archive)
    [line] = Feedback(tmp_path).read()
    assert line["answerable"] is False
    assert line["evidence"] == []
    assert line["answer"].startswith("The archive does not say:")


def test_earlier_turns_are_kept_with_a_follow_up(tmp_path, answered, abstained, sample_archive):
    turn = Turn.of(answered.answer, answered.filters)
    Feedback(tmp_path).add(abstained, "down", "", sample_archive, turns=[turn])
    [line] = Feedback(tmp_path).read()
    [kept] = line["turns"]
    assert kept["question"] == BRIDGE
    assert kept["said"] == [statement.text for statement in answered.statements]


def test_a_second_verdict_on_an_exchange_replaces_the_first(
    tmp_path, answered, abstained, sample_archive
):
    feedback = Feedback(tmp_path)
    feedback.add(answered, "up", "", sample_archive)
    feedback.add(abstained, "up", "", sample_archive)
    feedback.add(answered, "down", "on second thoughts", sample_archive)
    first, second = feedback.read()
    assert (first["question"], first["verdict"]) == (MOONS, "up")
    assert (second["verdict"], second["comment"]) == ("down", "on second thoughts")
    again = replace(answered, asked_at=answered.asked_at.replace(hour=12))
    feedback.add(again, "up", "the same in another conversation", sample_archive)
    assert len(feedback.read()) == 3


def test_threads_and_processes_lose_and_tear_no_line(tmp_path):
    processes = [
        multiprocessing.get_context("spawn").Process(target=judge_twenty, args=(tmp_path, who))
        for who in ("p1", "p2")
    ]
    for process in processes:
        process.start()
    shared = Feedback(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        asked = [Exchange(n, "threads: why?", error="x" * 1_500) for n in range(40)]
        list(pool.map(lambda one: shared.add(one, "up", str(one.number), Numbered()), asked))
    for process in processes:
        process.join()
        assert process.exitcode == 0
    lines = shared.path.read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == 80
    assert len(shared.read()) == 80


def test_a_line_cut_off_by_a_crash_harms_no_other(tmp_path):
    feedback = Feedback(tmp_path)
    feedback.add(Exchange(1, "who?", stopped=True), "up", "one", Numbered())
    with feedback.path.open("ab") as file:
        file.write(b'{"id": "feedback-1", "question": "wh')
    assert [line["comment"] for line in feedback.read()] == ["one"]
    feedback.add(Exchange(2, "when?", stopped=True), "up", "two", Numbered())
    assert [line["comment"] for line in feedback.read()] == ["one", "two"]


def test_a_comment_too_long_to_be_kept_is_refused(tmp_path):
    feedback, asked = Feedback(tmp_path), Exchange(1, "who?", stopped=True)
    feedback.add(asked, "up", "x" * MAX_COMMENT_CHARS, Numbered())
    with pytest.raises(RecordError, match="2,001 characters"):
        feedback.add(asked, "up", "x" * (MAX_COMMENT_CHARS + 1), Numbered())
    assert len(feedback.path.read_text().splitlines()) == 1


def test_what_is_no_verdict_is_refused(tmp_path):
    with pytest.raises(RecordError, match="'up' or 'down'"):
        Feedback(tmp_path).add(Exchange(1, "who?", stopped=True), "sideways", "", Numbered())
    assert Feedback(tmp_path).read() == []


def test_a_full_file_is_not_filled_further(tmp_path):
    feedback = Feedback(tmp_path)
    with feedback.path.open("wb") as file:
        file.truncate(FILE_BYTES - 100)  # a hole: takes no room on the disk
    with pytest.raises(RecordError, match=r"at most 50,000,000 .* move it away"):
        feedback.add(Exchange(1, "who?", stopped=True), "up", "", Numbered())
    assert feedback.path.stat().st_size == FILE_BYTES - 100


def test_a_huge_question_and_half_a_character_are_kept_short_and_whole(tmp_path):
    feedback = Feedback(tmp_path)
    feedback.add(
        Exchange(1, "\ud83d why " * 100_000, error="too long"), "down", "\ud83d", Numbered()
    )
    [line] = feedback.read()
    assert line["comment"] == "?"
    assert feedback.path.stat().st_size < 5_000


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    feedback = Feedback(tmp_path / "gone" / "further")
    (tmp_path / "gone").write_text("a file where the folder should be")
    with pytest.raises(RecordError, match="could not write"):
        feedback.add(Exchange(1, "who?", stopped=True), "up", "", Numbered())


def test_a_line_that_somebody_broke_is_named(tmp_path):
    feedback = Feedback(tmp_path)
    feedback.add(Exchange(1, "who?", stopped=True), "up", "", Numbered())
    with feedback.path.open("a") as file:
        file.write("not json\n")
    with pytest.raises(RecordError, match=r"feedback\.jsonl:2"):
        feedback.read()
