"""Without what only the window, MCP and scans need: everything else works, and those say so."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.test_architecture import SOURCES, imports, module_of

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = {"gradio", "starlette", "fastapi", "pandas", "fpdf", "fontTools", "mcp", "pytesseract"}
QUESTION = "How much did the harbour bridge repairs cost?"
ONLY = {
    "bcrypt": {"qa.window"},
    "fontTools": {"qa.documents"},
    "fpdf": {"qa.documents"},
    "gradio": {"ui"},
    "h11": {"qa.window"},
    "mcp": {"qa.window"},
    "pyarrow": {"qa.evaluation"},
    "pytesseract": {"index.files"},
    "starlette": {"qa.window", "ui"},
    "uvicorn": {"qa.window"},
}
"""What is in an extra → where alone it is imported."""
LACKING = f"""
import sys

class Lacking:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {sorted(EXTRAS)!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Lacking())
import importlib.util
found = importlib.util.find_spec
lacking = lambda name, package=None: None if name in {sorted(EXTRAS)!r} else found(name, package)
importlib.util.find_spec = lacking
"""


def run(code: str, at: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """What Python says of `code` where no extra is installed."""
    return subprocess.run(
        [sys.executable, "-c", LACKING + code, *map(str, words)],
        capture_output=True, text=True, check=False, cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def dateline(at: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return run("from qa.cli import main; main()", at, *words)


def test_python_asks_without_them(sample_archive, tmp_path):
    code = f"""
from qa import open_answerer
answer = open_answerer({str(sample_archive.path)!r}).ask({QUESTION!r})
print(answer.citations[0].quote, answer.short)
print(sorted({{name.split(".")[0] for name in sys.modules}} & {EXTRAS!r}))
"""
    done = run(code, tmp_path)
    assert done.returncode == 0, done.stderr
    said, loaded = done.stdout.splitlines()
    assert "4.2 million crowns" in said
    assert loaded == "[]"


def test_asking_never_loads_them_where_they_are(sample_archive):
    code = (
        f"import sys; from qa import open_answerer; "
        f"open_answerer({str(sample_archive.path)!r}).ask({QUESTION!r}); "
        f"print(sorted({{name.split('.')[0] for name in sys.modules}} & {EXTRAS!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_command_does_all_else_without_them(sample_folder, tmp_path):
    made = dateline(tmp_path, "sync", sample_folder, "--no-vectors")
    assert "41 added" in made.stdout, made.stderr
    answered = dateline(tmp_path, "ask", "--json", "--save", "answer.docx", QUESTION)
    assert json.loads(answered.stdout)["citations"], answered.stderr
    assert (tmp_path / "answer.docx").stat().st_size > 1_000
    (tmp_path / "questions.jsonl").write_text(
        json.dumps({"id": "1", "question": QUESTION, "answers": ["4.2 million crowns"]}) + "\n"
    )
    judged = dateline(tmp_path, "evaluate", "questions.jsonl", "--out", "run")
    assert judged.returncode == 0, judged.stderr
    assert dateline(tmp_path, "doctor").returncode == 0


WINDOW = "package gradio, which is not here; run pip install dateline-qa"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("chat", f"the chat window needs the {WINDOW}"),
        ("chat --sample", f"the chat window needs the {WINDOW}"),
        ("password ann", f"accounts are for the chat window, which needs the {WINDOW}"),
        ("mcp", "serving MCP tools needs the package mcp, which is not here; run pip install 'dat"),
        ("ask --save a.pdf Who", "saving as PDF needs the package fpdf, which is not here; run"),
    ],
)
def test_what_needs_one_says_so_in_a_sentence(words, says, tmp_path):
    done = dateline(tmp_path, *words.split())
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {says}")
    assert len(done.stderr.splitlines()) == 1
    assert not [*tmp_path.iterdir()]


def test_scans_say_which_package_reads_them(tmp_path):
    (tmp_path / "one.txt").write_text("Title: One\n\nThe pier in Wendry closes on Friday.\n")
    done = dateline(tmp_path, "sync", ".", "--no-vectors", "--ocr")
    assert done.returncode == 1
    assert "run pip install 'dateline-core[ocr]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_each_extra_is_imported_where_it_belongs():
    where: dict[str, set[str]] = {name: set() for name in ONLY}
    for path in SOURCES:
        for name in imports(path):
            if (top := name.split(".")[0]) in ONLY:
                where[top].add(".".join(module_of(path).split(".")[:2]))
    assert where == ONLY


def asked_for() -> dict[str, str]:
    """Each direct dependency, and the extra that it is in, if it is in one."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = {"": told["dependencies"], **told["optional-dependencies"]}
    return {
        re.split(r"[\[<>=]", line)[0]: extra
        for extra in ("", "window", "mcp", "ocr", "evaluate", "tracing")
        for line in groups[extra]
    }


def test_the_table_of_dependencies_says_why_each_one_stays():
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text("utf-8")
    page = page.partition("\n## What each one weighs\n")[2]
    rows = re.findall(r"^\| `([\w-]+)` \| [\d.]+ \| .+? \| (.+?) \|$", page, re.MULTILINE)
    extra = re.compile(r"\((window|mcp|ocr|evaluate|tracing)\)$")
    assert {name: extra.findall(why) for name, why in rows} == {
        name: [extra] if extra else [] for name, extra in asked_for().items()
    }
    assert [name for name, _ in rows] == sorted(name for name, _ in rows)


def test_all_that_is_imported_is_asked_for():
    names = {name.replace("-", "_") for name in asked_for()}
    called = {
        "charset_normalizer": "charset_normalizer", "docx": "python_docx", "llama_index":
        "llama_index_core", "markdown_it": "markdown_it_py", "oxmsg": "python_oxmsg",
        "webvtt": "webvtt_py", "yaml": "pyyaml", "fontTools": "fonttools", "fpdf": "fpdf2",
    }  # fmt: skip
    brought = {"anyio", "olefile", "PIL", "opentelemetry", "_typeshed", "pytest"}
    """By httpx, python-oxmsg, pytesseract, chromadb; the last two are for whoever tests."""
    for path in SOURCES:
        for name in imports(path):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in {"qa", "index", "prompts", "ui", *brought}:
                continue
            assert called.get(top, top).lower() in names, f"{module_of(path)} imports {top}"
