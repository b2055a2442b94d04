"""What stands around the code says the same as the code."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

from index import VERSION
from qa.settings import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
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
    folders |= set(re.findall(r"-e \. \./(\w+)", makefile))  # the second distribution
    assert "command" in folders
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
    assert "index/version.py is not of version 9.9.9" in done.stderr


def test_nothing_is_released_before_it_is_said_where_the_project_is_at_home(tmp_path):
    for name in (".ci", "index", "command"):
        (tmp_path / name).mkdir()
    for name in (
        ".ci/release", "index/version.py", "command/pyproject.toml", "command/README.md",
        "pyproject.toml", "server.json", "CITATION.cff",
    ):  # fmt: skip
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "CHANGELOG.md").write_text(f"## {VERSION} (2026-01-01)\n")

    def said() -> str:
        release = tmp_path / ".ci" / "release"
        done = subprocess.run([release, VERSION], capture_output=True, text=True, check=False)
        assert done.returncode != 0
        return done.stderr

    for name in ("pyproject.toml", "command/pyproject.toml"):
        if "[project.urls]" not in (tmp_path / name).read_text("utf-8"):
            assert f"{name} has no [project.urls]" in said()
            with (tmp_path / name).open("a", encoding="utf-8") as file:
                file.write('\n[project.urls]\nSource = "https://example.org/dateline"\n')
    if "OWNER" in (tmp_path / "server.json").read_text("utf-8"):
        assert "server.json and command/README.md name an OWNER" in said()


def test_the_command_is_of_the_same_version_and_asks_for_just_those_modules():
    told = tomllib.loads((ROOT / "command" / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["version"] == VERSION
    assert told["dependencies"] == [f"dateline-core[window,mcp,ocr]=={VERSION}"]


PLAIN = {"type": "string", "minLength": 1}
VERSIONED = {
    **PLAIN,
    "maxLength": 255,
    "allOf": [{"not": {"const": "latest"}}, {"not": {"pattern": r"^[\^~<>=]|[*xX]"}}],
}
LISTED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["$schema", "name", "description", "version", "packages"],
    "properties": {
        "$schema": {"pattern": r"/schemas/2025-12-11/server\.schema\.json$"},
        "name": {**PLAIN, "maxLength": 200, "pattern": r"^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$"},
        "title": {**PLAIN, "maxLength": 100},
        "description": {**PLAIN, "maxLength": 100},
        "version": VERSIONED,
        "packages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["registryType", "identifier", "version", "transport"],
                "properties": {
                    "registryType": {"const": "pypi"},
                    "identifier": PLAIN,
                    "version": VERSIONED,
                    "runtimeHint": {"const": "uvx"},
                    "packageArguments": {
                        "items": {
                            "additionalProperties": False,
                            "required": ["type", "value"],
                            "properties": {"type": {"const": "positional"}, "value": PLAIN},
                        }
                    },
                    "environmentVariables": {
                        "items": {
                            "additionalProperties": False,
                            "required": ["name"],
                            "properties": {
                                "name": PLAIN,
                                "description": PLAIN,
                                "format": {"enum": ["string", "number", "boolean", "filepath"]},
                                "isRequired": {"type": "boolean"},
                            },
                        }
                    },
                    "transport": {
                        "additionalProperties": False,
                        "required": ["type"],
                        "properties": {"type": {"const": "stdio"}},
                    },
                },
            },
        },
    },
}
"""The rules of the MCP registry's schema of 2025-12-11 for what is written in ours, and no more."""


def test_the_mcp_registry_can_list_it():
    listed = json.loads((ROOT / "server.json").read_text("utf-8"))
    jsonschema.validate(listed, LISTED)
    [package] = listed["packages"]
    told = tomllib.loads((ROOT / "command" / "pyproject.toml").read_text("utf-8"))["project"]
    assert package["identifier"] == told["name"]
    assert package["identifier"] in told["scripts"]  # what uvx runs
    assert listed["version"] == package["version"] == VERSION
    # by this line the registry sees that whoever lists it also owns the package
    assert f"mcp-name: {listed['name']} " in (ROOT / "command" / "README.md").read_text("utf-8")
    assert {one["name"] for one in package["environmentVariables"]} <= set(ENVIRONMENT.values())
