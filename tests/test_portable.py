"""What only some systems have is asked for before it is used: Linux is where this is tested."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml

from tests.test_architecture import ROOT, SOURCES, module_of

NOT_EVERYWHERE = {
    module: set(names.split())
    for module, names in yaml.safe_load(
        (ROOT / "tests" / "data" / "not_everywhere.yaml").read_text("utf-8")
    ).items()
}
MODULES = NOT_EVERYWHERE.pop("whole modules")
GUARDS = ("hasattr(", "os.name", "sys.platform", "ImportError")


def functions(tree: ast.AST) -> Iterator[ast.AST]:
    """The functions of a file, and its statements outside of any."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from functions(node)
        else:
            yield node


def wanted(node: ast.AST) -> Iterator[str]:
    """What not every system has, of what some code uses."""
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            if one.attr in NOT_EVERYWHERE.get(one.value.id, ()):
                yield f"{one.value.id}.{one.attr}"
        elif isinstance(one, ast.Import):
            yield from (alias.name for alias in one.names if alias.name in MODULES)
        elif isinstance(one, ast.ImportFrom):
            here = NOT_EVERYWHERE.get(str(one.module), set())
            yield from (f"{one.module}.{name.name}" for name in one.names if name.name in here)
            yield from {str(one.module)} & MODULES
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from {"/proc", "/dev", "/sys"} & {"/".join(one.value.split("/")[:2])}


def test_text_files_are_utf_8_whatever_the_system_likes():
    command = (sys.executable, "-m", "ruff", "check", "--preview", "--select", "PLW1514")
    ours = ("qa", "index", "prompts", "ui.py", "tools", "weights")
    done = subprocess.run([*command, *ours], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_not_every_system_has_is_asked_for_first():
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        for node in functions(ast.parse(source)):
            if names := {*wanted(node)}:
                told = ast.get_source_segment(source, node) or ""
                assert any(guard in told for guard in GUARDS), f"{module_of(path)}: {names}"
                found.setdefault(module_of(path), set()).update(names)
    assert found == {
        "index.apart": {"os.register_at_fork"},
        "index.child": {"resource", "signal.alarm"},
        "index.minilm": {"os.sched_getaffinity", "os.setpriority"},
        "index.opening": {"os.ST_RDONLY", "os.statvfs"},
        "qa.window.arrivals": {"os.getuid"},
    }


ELSEWHERE = """
import os, signal, sys
for name in ("ST_RDONLY", "statvfs", "sched_getaffinity"):
    vars(os).pop(name, None)
for name in ("SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "alarm", "setitimer"):
    vars(signal).pop(name, None)
sys.modules["resource"] = None
"""
"""What other systems lack, taken away as Python starts, also in the process that reads files.

What libraries lean on where they see Linux is left to them.
"""


@pytest.fixture
def elsewhere(tmp_path):
    """Run Python where much of what Linux has is not there, by words alone."""
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE, encoding="utf-8")
    (tmp_path / "at").mkdir()

    def run(*words: object, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            capture_output=True, encoding="cp1252", check=False, cwd=tmp_path / "at",
            env={
                **os.environ,
                "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
                "PYTHONIOENCODING": "cp1252",  # what Windows writes into files
                "DATELINE_EMBEDDER": "none",
                "DATELINE_ARCHIVE": "archive",
            },
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout

    return run


def test_an_archive_is_kept_and_asked_there(elsewhere, sample_folder):
    assert elsewhere("-c", "import os; print(hasattr(os, 'statvfs'))") == "False\n"
    assert "41 added" in elsewhere("-m", "qa", "sync", sample_folder)
    told = elsewhere("-m", "qa", "ask", "--json", "How much did the harbour bridge repairs cost?")
    assert "4.2 million crowns" in json.loads(told)["short"]["text"]
    assert "agree" in elsewhere("-m", "qa", "status", "--check")
    assert "removed 41" in elsewhere("-m", "qa", "remove", "--all")
    # what cannot be opened is said without asking whether the file system is read-only
    elsewhere("-c", "open('archive/ledger.sqlite3', 'wb').write(b'no database' * 900)")
    elsewhere("-m", "qa", "status", code=1)


@pytest.mark.slow
def test_every_module_is_imported_there(elsewhere):
    modules = [module_of(path) for path in SOURCES if path.name != "__main__.py"]
    elsewhere("-c", f"import importlib\nfor name in {modules!r}: importlib.import_module(name)")


def test_output_that_cannot_hold_a_character_shows_its_code(sample_archive):
    words = ("-m", "qa", "ask", "--archive", sample_archive.path, "Who won the mayoral election?")
    done = subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, check=False, cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"\\u201c" in done.stdout
