"""Benchmarks are run by hand; that they can be started at all is seen here."""

import importlib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "benchmarks"
MODULES = sorted(
    ".".join(path.relative_to(FOLDER.parents[1]).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if path.name != "__main__.py"
)


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_can_be_started(module):
    assert importlib.import_module(module)
