"""What is released: built twice alike, and installed by each way that is named."""

import json
import os
import signal
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.wheels import QUESTION, ROOT, built, surroundings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # pip takes its time on a busy machine
UV = (sys.executable, "-m", "uv")
ASK = ("ask", "--sample", "--json", QUESTION)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    return built(tmp_path_factory.mktemp("wheels"))


def wheel(wheels: Path, name: str) -> Path:
    return next(wheels.glob(f"{name}-*.whl"))


def run(*command: object, env, at: Path) -> str:
    """What a command prints on standard output; one that fails fails the test with what it said."""
    done = subprocess.run(
        [*map(str, command)], cwd=at, env=env, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return done.stdout


def cited(told: str) -> str:
    """The text of an answer in JSON, whose quotes have their places."""
    answer = json.loads(told)
    for one in answer["citations"]:
        assert one["end"] - one["start"] == len(one["quote"])
    assert answer["citations"]
    return answer["text"]


def test_the_modules_hold_the_four_names_and_the_sample_and_no_tests(wheels):
    names = zipfile.ZipFile(wheel(wheels, "dateline_core")).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"qa", "index", "prompts", "ui.py"}
    assert sum("sample/articles/" in name for name in names) >= 30
    data = {
        path.relative_to(ROOT).as_posix()
        for package in ("qa", "index", "prompts")
        for path in (ROOT / package).rglob("*.*")
        if path.suffix in {".yaml", ".json", ".md", ".txt", ".css", ".js", ".jinja", ".pyi"}
    }
    data |= {f"{package}/py.typed" for package in ("qa", "index", "prompts")}
    assert len(data) > 40
    assert data <= set(names)
    with tarfile.open(next(wheels.glob("dateline_core-*.tar.gz"))) as source:
        packed = {name.partition("/")[2] for name in source.getnames()}
    assert {name for name in names if ".dist-info" not in name} <= packed


def test_the_command_is_no_more_than_its_two_scripts(wheels):
    packed = zipfile.ZipFile(wheel(wheels, "dateline_qa"))
    assert all(".dist-info/" in name for name in packed.namelist())
    [scripts] = [name for name in packed.namelist() if name.endswith("entry_points.txt")]
    assert "dateline-qa = qa.cli:begin" in packed.read(scripts).decode()


def test_whoever_builds_gets_the_same_bytes(wheels, tmp_path):
    mask = os.umask(0o077)  # as somebody has it who keeps their files to themselves
    try:
        again = built(tmp_path)
    finally:
        os.umask(mask)
    files = {path.name: path.read_bytes() for path in wheels.iterdir()}
    assert {path.name: path.read_bytes() for path in again.iterdir()} == files
    assert sum(name.endswith(".tar.gz") for name in files) == 2
    for source in wheels.glob("*.tar.gz"):
        with tarfile.open(source) as packed:
            assert {(one.uname, one.uid, one.mtime) for one in packed} == {
                ("", 0, packed.getmembers()[0].mtime)
            }


@pytest.fixture(scope="module")
def by_uvx(wheels, tmp_path_factory):
    """`uvx dateline-qa` as whoever has nothing installed calls it, in an empty folder."""
    home = tmp_path_factory.mktemp("uvx")
    env = surroundings(wheels, home)
    way = (*UV, "tool", "run", "--quiet", "--python", sys.executable, "dateline-qa")
    return way, env, home


def test_by_uvx_the_window_opens_on_the_sample(by_uvx):
    way, env, home = by_uvx
    started = subprocess.Popen(
        way, cwd=home, env=env, text=True, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        told = []
        for line in started.stdout:
            told.append(line.strip())
            if "Dateline is at" in line:
                break
        assert told[:2] == [
            "There is no archive here yet: this is the sample, of invented articles.",
            "Your own: uvx dateline-qa sync FOLDER, then uvx dateline-qa chat",
        ]
        assert "41 articles" in told[2]
        with urlopen(told[-1].split()[3], timeout=60) as page:
            assert page.status == 200
            assert "<title>Dateline</title>" in page.read().decode()
    finally:
        os.killpg(started.pid, signal.SIGINT)  # as Ctrl-C does
        assert started.wait(60) in (0, 130)  # uv ends as a shell would


def test_by_uvx_it_answers_and_quotes(by_uvx):
    way, env, home = by_uvx
    assert "4.2 million" in cited(run(*way, *ASK, env=env, at=home))
    assert not (home / ".dateline").exists()


def test_by_pipx_it_answers_and_quotes(wheels, tmp_path):
    env = surroundings(wheels, tmp_path)
    way = (sys.executable, "-m", "pipx", "run", "--python", sys.executable, "dateline-qa")
    assert "4.2 million" in cited(run(*way, *ASK, env=env, at=tmp_path))


def test_by_pip_the_modules_alone_answer_and_say_what_the_window_needs(wheels, tmp_path):
    env, python = surroundings(wheels, tmp_path), tmp_path / "env" / "bin" / "python"
    run(sys.executable, "-m", "venv", tmp_path / "env", env=env, at=tmp_path)
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "dateline-core",
        env=env,
        at=tmp_path,
    )
    assert "4.2 million" in cited(run(python, "-m", "qa", *ASK, env=env, at=tmp_path))
    listed = run(python, "-m", "pip", "list", "--format=freeze", env=env, at=tmp_path)
    there = {line.split("==")[0] for line in listed.splitlines()}
    assert not there & {"gradio", "pandas", "starlette", "fpdf2", "fonttools", "mcp", "pytesseract"}
    chat = (python, "-m", "qa", "chat")
    refused = subprocess.run(
        chat, cwd=tmp_path, env=env, text=True, capture_output=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == (
        "Error: the chat window needs the package gradio, which is not here; "
        "run pip install dateline-qa\n"
    )
