"""The README fits on a screen and a half, and its commands and code do what it shows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages import ROOT, blocks, checked, commands, run

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def test_the_first_screen_installs_answers_and_abstains():
    first = TEXT.splitlines()
    assert any("make chat" in line for line in first[:12])
    assert any("[1]" in line for line in first[:30])
    assert any("does not say" in line for line in first[:30])
    assert len(first) <= 120


def test_it_does_what_it_shows_in_the_order_shown(desk, standing_in, openai_double):
    assert run(README, desk, standing_in) == len(blocks(README))
    assert {one.body["model"] for one in openai_double.sent("chat")} == {"llama3.2"}


def test_the_command_that_is_installed_prints_what_is_shown(desk):
    """Every other test of a page runs the command within this process."""
    [session] = [one.text for one in blocks(README) if one.kind == "console"]
    command, shown = commands(session)[0]
    question = re.search(r'Q="(.+)"', command)[1]
    dateline = Path(sys.executable).with_name("dateline")
    done = subprocess.run(
        [dateline, "ask", "--archive", ".dateline-sample", "--", question],
        capture_output=True, text=True, check=True, cwd=desk,
    )  # fmt: skip
    wanted = [line for line in shown.splitlines() if line != "…"]
    assert [line for line in done.stdout.splitlines() if line in wanted] == wanted


@pytest.mark.parametrize("code", [one.text for one in blocks(README) if one.kind == "python"])
def test_code_runs_by_itself(desk, code):
    done = subprocess.run(
        [sys.executable, "-c", checked(code)], capture_output=True, text=True, check=False, cwd=desk
    )
    assert done.returncode == 0, done.stderr


def test_every_figure_of_files_is_there():
    for name in re.findall(r"`((?:qa|index|prompts|tests)/[\w./]+)`", TEXT):
        assert (ROOT / name).exists(), name
