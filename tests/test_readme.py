"""The README's commands and code do what it shows."""

import gzip
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fpdf import FPDF

from qa.models.providers import DEFAULT_MODEL
from tests.newsstand import open_stand

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHELL = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
SESSIONS = [text for kind, text in BLOCKS if kind == "console"]
CODE = [text for kind, text in BLOCKS if kind == "python"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sample_archive):
    """A folder in which the sample archive is the archive, as after `make chat`."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / ".dateline-sample").symlink_to(sample_archive.path)
    return folder


@pytest.fixture
def stand():
    with open_stand() as opened:
        yield opened


def commands(session: str) -> list[tuple[str, str]]:
    """Each `$ command` with the output shown under it."""
    parts = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    return [tuple(part.partition("\n")[::2]) for part in parts]


def test_the_first_screen_installs_answers_and_abstains():
    first = README.splitlines()
    assert any("make chat" in line for line in first[:12])
    assert any("[1]" in line for line in first[:30])
    assert any("does not say" in line for line in first[:30])


@pytest.mark.parametrize(
    ("command", "shown"), [pair for session in SESSIONS for pair in commands(session)]
)
def test_sessions_print_what_they_show(desk, command, shown):
    words = shlex.split(command)
    if words[0] == "make":
        assert words[1] == "ask"  # the other targets set up or run for long
        question = words[2].removeprefix("Q=")
        words = ["dateline", "ask", "--archive", ".dateline-sample", "--", question]
    assert words[0] == "dateline"
    words[0] = str(Path(sys.executable).with_name("dateline"))
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=desk)
    printed = done.stdout.strip().splitlines()
    wanted = [line for line in shown.strip().splitlines() if line != "…"]
    assert [line for line in printed if line in wanted] == wanted


@pytest.mark.parametrize("code", CODE)
def test_code_runs_and_its_comments_are_true(desk, code):
    program = code + "".join(
        f"\nassert str({expression}) == {value!r}, str({expression})"
        for expression, value in re.findall(r"^print\((.*)\)\s+# → (.*)$", code, re.MULTILINE)
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=desk
    )
    assert done.returncode == 0, done.stderr


def test_shell_commands_work_in_the_order_shown(tmp_path, sample_folder, openai_double, stand):
    (tmp_path / "clips").mkdir()
    (tmp_path / "articles").mkdir()
    shutil.copy(sample_folder / "courier" / "bridge-shut.html", tmp_path / "articles")
    (tmp_path / "articles" / "rumour.txt").write_text("Rumour\n\nA cow ran for mayor in Tamber.")
    records = (sample_folder / "wire" / "lpa.jsonl").read_bytes()
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(records))
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=12)
    page.multi_cell(0, text="The pilots' strike ended on Friday after eleven days, the union said.")
    page.output(tmp_path / "clips" / "strike.pdf")
    run = []
    # whatever model is meant, the stand-in is asked
    standing_in = {"OPENAI_BASE_URL": openai_double.url, "DATELINE_MODEL": DEFAULT_MODEL}
    environment = os.environ | standing_in
    story = stand.article("/tram", "Trams run again", "Trams run over Marsh Bridge again.")
    environment["DATELINE_ALLOW_HOSTS"] = stand.place
    for line in SHELL:
        line = line.replace("http://localhost:11434/v1", openai_double.url)
        line = line.replace("https://courier.example/feed.xml", story)
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            environment |= dict(word.replace("…", "sk-any").split("=", 1) for word in words[1:])
        if words[0] == "dateline" and words[1] != "chat":  # `make test-slow` opens the window
            command = [str(Path(sys.executable).with_name("dateline")), *words[1:]]
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
            )
            assert done.returncode == 0, (line, done.stderr)
            run.append((words[1], done.stdout))
    printed = dict(reversed(run))
    assert len(run) >= 7
    assert "9 added" in printed["add"]
    assert printed["remove"] == "removed 1\n"
    assert "are sent to" in printed["doctor"]
    assert {request.body["model"] for request in openai_double.sent("chat")} == {
        "gpt-4.1-mini", "llama3.2",
    }  # fmt: skip


def test_every_figure_of_files_is_there():
    root = Path(__file__).resolve().parents[1]
    for name in re.findall(r"`((?:qa|index|prompts|tests)/[\w./]+)`", README):
        assert (root / name).exists(), name
