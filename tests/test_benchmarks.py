"""Benchmarks are run by hand; that they can be started at all is seen here."""

import importlib
import json
from itertools import combinations
from pathlib import Path

import pytest

from index import likeness
from index.syndication import HELD
from tests.benchmarks.variations import varied

FOLDER = Path(__file__).parent / "benchmarks"
MODULES = sorted(
    ".".join(path.relative_to(FOLDER.parents[1]).with_suffix("").parts)
    for path in FOLDER.rglob("*.py")
    if path.name != "__main__.py" and path.parent.name != "adapters"  # those are others' to import
)


@pytest.mark.parametrize("module", MODULES)
def test_a_benchmark_can_be_started(module):
    assert importlib.import_module(module)


def test_variations_are_the_same_each_time_and_no_copies(tmp_path):
    real = tmp_path / "real.jsonl"
    sample = FOLDER.parents[1] / "index" / "sample" / "articles"
    files = sorted(file for file in sample.rglob("*") if file.suffix in (".txt", ".md", ".html"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    records = [
        {"title": text[:40], "text": text, "source": f"{n}.example", "published": "2023/05/01"}
        for n, text in enumerate(texts)
    ]
    real.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    many = len(texts)
    some = list(varied(real, 5 * many))
    assert some[many // 2 :] == list(varied(real, 5 * many, many // 2))
    assert all(text.startswith(one["text"]) for one, text in zip(some, texts, strict=False))
    assert len({one["id"] for one in some}) == len({one["text"] for one in some}) == 5 * many
    for one, other in combinations([likeness.shingles(one["text"]) for one in some[::many]], 2):
        assert likeness.shared(one, other) < HELD * min(len(one), len(other))
