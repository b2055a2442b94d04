"""The docs name every measure, and the commands and code of evaluation do what they say."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from qa.cli import main
from qa.evaluation import measure_names, open_questions, read_questions, write_questions

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = (DOCS / "how-to" / "evaluation.md").read_text(encoding="utf-8")
MEASURES = (DOCS / "reference" / "measures.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
CODE = [text for kind, text in BLOCKS if kind == "python" and "import" in text]
ENGINE = """
from llama_index.core.base.response.schema import Response


class engine:
    def query(self, text):
        return Response("Nobody knows.", [])
"""


@pytest.fixture
def desk(tmp_path, monkeypatch, sample_archive, openai_double):
    """A folder with all that the page speaks of."""
    (tmp_path / "archive").symlink_to(sample_archive.path)
    (tmp_path / ".dateline").symlink_to(sample_archive.path)
    write_questions(read_questions(DOCS.parent / "tests/data/sample_questions.jsonl")[:3],
                    tmp_path / "questions.jsonl")  # fmt: skip
    (tmp_path / "mine.py").write_text(ENGINE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_double.url)
    monkeypatch.setenv("DATELINE_MODEL", "small")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_measure_is_named():
    named = set(re.findall(r"`([\w@.]+)`", MEASURES))
    named |= {f"answer_in_passages@{k}" for k in (4, 10)}
    named |= {name.replace("@k", f"@{k}") for name in named for k in (1, 4, 10) if "@k" in name}
    assert set(measure_names()) <= named


def test_the_commands_work_in_the_order_shown(desk):
    done = 0
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        assert words[0] == "dateline"
        if "--from-feedback" in words:
            continue  # nobody rated an answer of the sample
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, (line, result.output)
        done += 1
    assert done == 8
    assert {one.name for one in (desk / "after").iterdir()} == {
        name for name in re.findall(r"^\| `([\w.]+)` \|", TEXT, re.MULTILINE) if "." in name
    }
    assert (desk / "junit.xml").exists()
    assert read_questions(desk / "questions.jsonl") == open_questions(desk / "ragas.jsonl")
    assert read_questions(desk / "drafts.jsonl")


@pytest.mark.parametrize("code", CODE)
def test_the_code_runs(desk, code, capsys):
    exec(code, {})
    assert capsys.readouterr().out == "1.0\n"
