"""Prompts are loaded and filled strictly, and know their version."""

import pytest

from prompts import PLACEHOLDERS, Prompt, PromptError, load


def test_every_prompt_that_comes_along_is_in_order():
    assert load().keys() == PLACEHOLDERS.keys()


def test_a_prompt_is_filled_without_a_trace_of_its_names():
    filled = load()["answer"].fill(question="Who?", sentences="[1] A $5 fee.", refusal="NO")
    assert "[1] A $5 fee." in filled
    assert "$question" not in filled
    with pytest.raises(PromptError, match=r"missing or unknown: \$extra, \$sentences"):
        load()["answer"].fill(question="Who?", refusal="NO", extra="x")


def test_the_version_changes_with_a_character():
    assert Prompt("answer", "a").version != Prompt("answer", "b").version


def test_a_folder_of_ones_own_comes_before_ours(tmp_path):
    (tmp_path / "README.md").write_text("How our prompts came about.")
    (tmp_path / "answer.md").write_text("Sei kurz. $question $sentences $refusal")
    own = load(tmp_path)
    assert own["answer"].text.startswith("Sei kurz.")
    assert own["repair"] == load()["repair"]


def test_all_faults_of_all_files_are_said_at_once(tmp_path):
    (tmp_path / "answer.md").write_text("$question $sentence costs 5$.")
    (tmp_path / "repair.md").write_text("$failures $refusal $sentences")
    (tmp_path / "anwser.md").write_text("")
    (tmp_path / "condense.md").write_bytes(b"\xff\xfe")
    with pytest.raises(PromptError) as raised:
        load(tmp_path)
    said = str(raised.value)
    assert "missing $refusal, $sentences" in said
    assert "unknown $sentence" in said
    assert "'$$'" in said
    assert "missing $statement" in said
    assert "no prompt 'anwser'; known: answer, condense, judge, repair" in said
    assert "condense.md: cannot be read" in said


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(PromptError, match="no folder"):
        load(tmp_path / "none")
