"""What stands around the code says the same as the code."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
GITHUB = ROOT / ".github"


def test_whoever_cites_cites_this_version():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert str(cited["version"]) == VERSION
    assert cited["license"] == "Apache-2.0"


def test_workflows_call_what_there_is():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    called: set[str] = set()
    for file in GITHUB.glob("workflows/*.yml"):
        for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values():
            steps = " ".join(step.get("run", "") for step in job["steps"])
            called.update(re.findall(r"\bmake ([a-z-]+)", steps))
            for script in re.findall(r"(?<!\S)(\.ci/\w+)", steps):
                assert (ROOT / script).is_file(), script
    assert {"lint", "test", "test-slow"} <= called <= targets


def test_the_container_is_built_with_all_that_make_install_runs():
    makefile, dockerfile, ignored = (
        (ROOT / name).read_text("utf-8") for name in ("Makefile", "Dockerfile", ".dockerignore")
    )
    folders = set(re.findall(r"(\w+)/\w+\.py\b", makefile))
    assert folders == {"tools", "weights"}
    for folder in folders:
        assert f"COPY {folder} {folder}\n" in dockerfile
        assert f"!{folder}\n" in ignored


@pytest.mark.parametrize(
    "form", sorted(GITHUB.glob("ISSUE_TEMPLATE/*[!g].yml")), ids=lambda f: f.stem
)
def test_forms_ask_for_something(form):
    asked = yaml.safe_load(form.read_text("utf-8"))
    assert asked["name"]
    assert asked["description"]
    assert any(one.get("validations", {}).get("required") for one in asked["body"])
    ids = [one["id"] for one in asked["body"]]
    assert len(ids) == len(set(ids))


def test_no_version_is_released_that_the_repository_is_not_of():
    done = subprocess.run(
        [ROOT / ".ci" / "release", "9.9.9"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "pyproject.toml is not of version 9.9.9" in done.stderr
