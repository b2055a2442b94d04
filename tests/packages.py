"""Packages of others as they lie on the path once pip has installed them, without pip."""

import tomllib
from pathlib import Path


def install(site: Path, project: str, **modules: str) -> Path:
    """Lay a package's modules and what its pyproject.toml declares into `site`, as pip would."""
    told = tomllib.loads(project)["project"]
    info = site / f"{told['name'].replace('-', '_')}-{told['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {told['name']}\nVersion: {told['version']}\n"
    )
    declared = ""
    for group, entries in told["entry-points"].items():
        lines = (f"{name} = {value}\n" for name, value in entries.items())
        declared += f"[{group}]\n{''.join(lines)}\n"
    (info / "entry_points.txt").write_text(declared)
    for name, source in modules.items():
        (site / f"{name}.py").write_text(source, encoding="utf-8")
    return site


def declaring(group: str, name: str, value: str, package: str = "dateline-other") -> str:
    """A pyproject.toml with one entry point."""
    return (
        f'[project]\nname = "{package}"\nversion = "2.3"\n'
        f'[project.entry-points."dateline.{group}"]\n{name} = "{value}"\n'
    )
