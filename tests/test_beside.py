"""One process asks an archive while another one embeds: neither harms what the other has open."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from index import EVERYTHING, Archive, Filters
from tests.conftest import HashEmbedder
from tests.test_retriever import fill

ROOT = Path(__file__).parent.parent
ARTICLES = 6_000
VOCABULARY = np.array([f"word{n}" for n in range(3_000)])
MANY = Filters(outlets=tuple(f"paper {n}" for n in range(90)))  # too many to be read one by one


@pytest.fixture
def owing(tmp_path):
    """An archive whose vectors are still to be made."""
    rows = VOCABULARY[np.random.default_rng(0).zipf(1.3, (ARTICLES, 12)) % len(VOCABULARY)]
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        fill(archive._ledger, rows)
    return tmp_path / "archive"


def process(path, task):
    """`task` on the archive in another process."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.test_beside", str(path), task],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_one_asks_all_the_while_another_embeds(owing):
    with process(owing, "ask") as asking, process(owing, "embed") as embedding:
        assert embedding.wait(300) == 0
        found = int(asking.communicate("\n")[0])
        assert asking.returncode == 0
    assert found > 0
    with Archive(owing, HashEmbedder()) as archive:
        assert archive.check() == []
        assert archive.coverage().waiting_for_vectors == 0
        assert archive._indexes.vectors.count() == ARTICLES


@pytest.mark.slow
def test_what_a_killed_writer_has_embedded_is_found_by_its_meaning(owing):
    with Archive(owing, HashEmbedder()) as asking:
        with process(owing, "embed") as embedding:
            while asking.coverage().waiting_for_vectors > ARTICLES / 2:
                time.sleep(0.1)
            embedding.kill()
        assert_nearest(asking)
        assert asking.check() == []
        assert asking.damage() == ()
    with process(owing, "embed") as embedding:
        assert embedding.wait(300) == 0
    with Archive(owing, HashEmbedder()) as archive:
        assert archive.check() == []
        assert_nearest(archive)


def assert_nearest(archive):
    """What is found is what comparing with everything finds, with filters and without."""
    question = " ".join(VOCABULARY[1:6])
    asked = archive.embedder.embed([question])[0]
    cosines = {
        number: float(np.frombuffer(row, np.float16).astype(np.float32) @ asked)
        for number, row, _ in archive._ledger.embeddings(range(1, ARTICLES + 1))
    }
    for filters in (EVERYTHING, MANY):
        among = cosines.keys() & set(archive._ledger.matching(filters))
        found = archive.search_vectors(question, 20, filters)
        assert {number for number, _ in found} <= among
        best = sorted((cosines[number] for number in among), reverse=True)[:20]
        assert [cosine for _, cosine in found] == pytest.approx(best, abs=1e-2)


def ask(archive):
    """Search until a line comes in; tell how often something was found."""
    found, rng = 0, np.random.default_rng(1)
    over = threading.Thread(target=sys.stdin.readline)
    over.start()
    while over.is_alive():
        question = " ".join(VOCABULARY[rng.integers(0, 50, 4)])
        found += bool(archive.search_vectors(question, 40, EVERYTHING))
        assert archive.damage() == ()
        files = [file.path for file in psutil.Process().open_files() if "vectors-" in file.path]
        # a second one to have them open would sooner or later be killed, or kill the writer
        assert not files or "store" in archive._ledger.meta() or not archive._busy()
    print(found)


if __name__ == "__main__":
    with Archive(Path(sys.argv[1]), HashEmbedder()) as opened:
        ask(opened) if sys.argv[2] == "ask" else opened.add([])
