"""The wheel in a clean environment: installed, it answers from another folder."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source = tmp_path_factory.mktemp("source")
    tracked = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split("\n")
    for name in filter(None, tracked):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out), str(source)],
        check=True,
    )
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_four_names_and_the_sample_and_no_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
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


def test_installed_it_answers_from_another_folder(wheel, tmp_path):
    """The dependencies are those of the test environment; the package itself is the wheel's."""
    target = tmp_path / "site"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target),
         str(wheel)],
        check=True,
    )  # fmt: skip
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r}); import qa, index; "
        f"assert qa.__file__.startswith({str(target)!r}), qa.__file__; "
        "from qa.cli import main; main()"
    )

    def dateline(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            capture_output=True, text=True, check=True, cwd=tmp_path,
        )  # fmt: skip
        return done.stdout

    assert "41 added" in dateline("sync", "--sample")
    answer = json.loads(dateline("ask", "How much did the harbour bridge repairs cost?", "--json"))
    assert "4.2 million" in answer["text"]
