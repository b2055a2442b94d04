"""The lines that imports may not cross, read from the source itself."""

import ast
import importlib
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {"prompts": set(), "index": set(), "qa": {"index", "prompts"}, "ui": {"qa"}}
HEAVY = {"llama_index", "chromadb", "openai", "gradio", "onnxruntime", "trafilatura"}
SOURCES = [path for name in ALLOWED for path in (ROOT / name).rglob("*.py")]
SOURCES += [path for path in [ROOT / "ui.py"] if path.exists()]
LONGEST = 400
LONGEST_FUNCTION = 50
MOST_COMPLEX = 15
FRONT_DOORS = ("index", "prompts", "qa", "qa.window")
ROOMS = (
    "checking", "commands", "documents", "evaluation", "fitness", "language", "models", "offering",
    "reading", "render", "survey", "understanding", "values", "voices", "window",
)  # fmt: skip
ABOVE_THE_WINDOW = {"cli", "commands", "evaluation"}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, in functions and for type checkers too."""
    package = module_of(path).split(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inner if (ROOT / f"{name.replace('.', '/')}.py").exists()]
            # `from qa import llama` inside qa is an import of the module qa.llama
            ours = str(node.module).split(".")[0] == package
            yield from modules if ours and modules else [str(node.module)]


def by_kind(name: str) -> tuple[bool, bool, str]:
    """Constants, then classes, then functions: the order that the linter keeps."""
    return not name.isupper(), not name[0].isupper(), name


def test_every_package_is_in_the_wheel():
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"][
        "packages"
    ]
    there = {module_of(path) for path in SOURCES if path.name == "__init__.py"}
    assert there <= set(packages)
    assert all((ROOT / name.replace(".", "/")).is_dir() for name in packages)


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 25
    assert {"index.archive", "qa.cli", "prompts"} <= {module_of(path) for path in SOURCES}


def room(module: str) -> str:
    """The room of `qa` that a module is in, or the module itself where it is in none."""
    return module.split(".")[1]


def rooms() -> dict[str, set[str]]:
    """Room, or module of its own, → what it imports of the others."""
    graph: dict[str, set[str]] = {}
    for path in SOURCES:
        if (module := module_of(path)).startswith("qa."):
            others = {room(name) for name in imports(path) if name.startswith("qa.")}
            graph.setdefault(room(module), set()).update(others - {room(module)})
    return graph


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Whatever `start` imports, directly or through others."""
    found: set[str] = set()
    ahead = {start}
    while ahead:
        ahead = {name for one in ahead for name in graph.get(one, ())} - found
        found |= ahead
    return found


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_packages_import_one_way_and_through_the_front_door(path):
    package = module_of(path).split(".")[0]
    for name in imports(path):
        top = name.split(".")[0]
        if top not in ALLOWED or top == package:
            continue
        assert top in ALLOWED[package], f"{package} may not import {name}"
        doors = FRONT_DOORS if package == "ui" else {top}
        assert name in doors, f"{package} imports {name} past the front door of {top}"


def test_no_room_is_above_and_below_another():
    assert {path.parent.name for path in (ROOT / "qa").glob("*/__init__.py")} <= {*ROOMS}
    assert set(TopologicalSorter(rooms()).static_order())  # raises for a cycle


def test_the_window_is_above_all_that_answers_and_renders():
    graph = rooms()
    assert {one for one, others in graph.items() if "window" in others} <= ABOVE_THE_WINDOW
    assert not reached(graph, "render") & {"window", "commands", "evaluation"}
    assert "window" in reached(graph, "cli")


def test_language_knows_nothing_of_answers():
    assert reached(rooms(), "language") <= {"errors"}


@pytest.mark.parametrize("below", ["fitness", "values"])
def test_what_looks_at_a_sentence_knows_nothing_of_readers(below):
    assert not reached(rooms(), below) & {"reading", "answerer"}


@pytest.mark.parametrize("package", ["index", "qa", "prompts"])
def test_no_module_imports_one_that_imports_it(package):
    graph = {
        module_of(path): {name for name in imports(path) if name.startswith(f"{package}.")}
        for path in SOURCES
        if module_of(path).split(".")[0] == package
    }
    assert set(TopologicalSorter(graph).static_order()) >= graph.keys()  # raises for a cycle


@pytest.mark.parametrize("package", FRONT_DOORS)
def test_what_a_package_lists_is_what_it_has(package):
    module = importlib.import_module(package)
    order = None if package.startswith("qa") else by_kind  # theirs is not written by hand
    assert module.__all__ == sorted(set(module.__all__), key=order)
    for name in module.__all__:
        assert getattr(module, name) is not None
    public = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith(package)
    }
    assert public - {"attach"} <= set(module.__all__)


@pytest.mark.parametrize(
    "code",
    [
        "import qa",
        "import index",
        "import prompts",
        "from qa.cli import main; main(['--help'], standalone_mode=False)",
        "from qa.cli import main; main(['sync', '--help'], standalone_mode=False)",
        "from qa.cli import main; main(['evaluate', '--help'], standalone_mode=False)",
        "import qa.pytest_plugin",
    ],
)
def test_importing_is_free(code):
    ours = f"import sys, json; {code}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", ours], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}
    assert code.split()[1].split(".")[0] in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_files_are_short_and_only_the_command_prints(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    called = {getattr(call, "id", getattr(call, "attr", "")) for call in calls}
    assert "print" not in called or module_of(path) == "qa.commands.asking"
    # the command opens ui, which is above it, by its name; front doors load what they list
    by_name = called & {"import_module", "__import__"}
    assert not by_name or module_of(path) in ("qa.lazy", "qa.commands.chatting")


@pytest.mark.parametrize("package", ["qa", "qa.window"])
def test_a_front_door_of_qa_opens_only_on_its_own_rooms(package):
    stub = ROOT / package.replace(".", "/") / "__init__.pyi"
    assert {name.split(".")[0] for name in imports(stub)} <= {"qa", "index"}
    # a module of the same name would take its place as soon as anybody imports that
    modules = {path.stem for path in stub.parent.iterdir()}
    assert not modules & set(dir(importlib.import_module(package)))
    assert set(dir(importlib.import_module(package))) == {
        alias.name
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == alias.asname
    }


FORKS = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)


def complexity(function: ast.AST) -> int:
    """McCabe's number, each `and`, `or` and loop of a comprehension counted as well."""
    inside = list(ast.walk(function))
    return (
        1
        + sum(isinstance(node, (*FORKS, ast.match_case)) for node in inside)
        + sum(len(node.values) - 1 for node in inside if isinstance(node, ast.BoolOp))
        + sum(1 + len(node.ifs) for node in inside if isinstance(node, ast.comprehension))
    )


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_functions_are_short_and_decide_little(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines = {(one.name, one.lineno): one.end_lineno - one.lineno + 1 for one in functions}
    assert {place: n for place, n in lines.items() if n > LONGEST_FUNCTION} == {}
    decisions = {(one.name, one.lineno): complexity(one) for one in functions}
    assert {place: n for place, n in decisions.items() if n > MOST_COMPLEX} == {}


def test_the_suite_cannot_leave_the_machine():
    import socket

    with socket.socket() as ours, pytest.raises(AssertionError, match="offline"):
        ours.connect(("192.0.2.1", 80))


def constants_filled_in(path: Path) -> Iterator[int]:
    """The lines of f-strings in which a bare number, or several, stands between braces."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FormattedValue):
            inner = getattr(node.value, "elts", [node.value])
            if all(isinstance(one, ast.Constant) and isinstance(one.value, int) for one in inner):
                yield node.lineno


def test_a_pattern_in_an_f_string_doubles_the_braces_of_its_repetitions(tmp_path):
    """`rf"\\d{1, 3}"` asks for the text "(1, 3)", and never matches."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text('import re\nre.compile(rf"\\d{1, 3}" rf"\\w{2}" rf"\\d{{1,3}}{re.I}")\n')
    assert list(constants_filled_in(wrong)) == [2, 2]
    every = [*SOURCES, *(ROOT / "tests").rglob("*.py")]
    assert {path.name: lines for path in every if (lines := list(constants_filled_in(path)))} == {}
