import subprocess
import sys
from uuid import uuid4

import numpy as np
import pytest
from chromadb.errors import InternalError

from index import vectors as vectors_module
from index.stores.address import address_of
from index.stores.remote import RemoteVectors
from index.stores.wire import Wire
from index.vectors import Vectors


def unit_rows(count, dim=16, seed=0):
    rows = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def embedded(tmp_path):
    store = Vectors(tmp_path / "vectors")
    yield store
    store.close()


@pytest.fixture(params=["embedded", "served"])
def vectors(request, monkeypatch):
    """Both stores: in a folder, and on a real server."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded")
        return
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url = request.getfixturevalue("chroma_server").url
    wire = Wire(address_of(url))
    store = RemoteVectors(wire, f"test-{uuid4().hex}", "the tests")
    yield store
    store.drop()
    wire.close()


def test_the_nearest_come_first_with_their_true_cosine(vectors):
    rows, question = unit_rows(500), unit_rows(1, seed=7)[0]
    vectors.upsert(range(1, 501), rows)
    cosines = rows @ question
    expected = [int(at) + 1 for at in np.argsort(-cosines)[:10]]
    found = vectors.search(question, 10)
    assert [number for number, _ in found] == expected
    for number, cosine in found:
        assert cosine == pytest.approx(cosines[number - 1], abs=1e-5)


def test_cosines_reach_from_one_to_minus_one(vectors):
    question = unit_rows(1)[0]
    vectors.upsert([1, 2], np.stack([question, -question]))
    assert vectors.search(question, 5) == [
        (1, pytest.approx(1, abs=1e-5)),
        (2, pytest.approx(-1, abs=1e-5)),
    ]


def test_only_those_named_are_looked_at(vectors):
    rows, question = unit_rows(300), unit_rows(1, seed=3)[0]
    vectors.upsert(range(300), rows)
    named = list(range(0, 300, 7))
    expected = sorted(named, key=lambda number: -float(rows[number] @ question))[:5]
    assert [number for number, _ in vectors.search(question, 5, among=named)] == expected
    assert vectors.search(question, 5, among=[]) == []
    assert vectors.search(question, 5, among=[999, 1000]) == []
    assert [number for number, _ in vectors.search(question, 5, among=[999, 7])] == [7]


def test_an_empty_store_finds_nothing(vectors):
    assert vectors.search(unit_rows(1)[0], 5) == []
    assert (vectors.count(), vectors.numbers()) == (0, set())
    vectors.delete([1])


def test_looking_makes_nothing(embedded, tmp_path):
    """A reader that made the tables while a writer does would break the writer."""
    embedded.search(unit_rows(1)[0], 5)
    assert (embedded.count(), list(tmp_path.iterdir())) == (0, [])


def test_deleted_ones_are_gone_and_unknown_ones_do_no_harm(vectors):
    rows = unit_rows(50)
    vectors.upsert(range(50), rows)
    vectors.delete([7, 7_000])
    vectors.delete([7])
    assert vectors.numbers() == set(range(50)) - {7}
    assert 7 not in dict(vectors.search(rows[7], 50))
    assert vectors.search(rows[7], 5, among=[7]) == []


def test_storing_again_replaces(vectors):
    rows = unit_rows(3)
    vectors.upsert([1, 2], rows[:2])
    vectors.upsert([2], rows[2:])
    assert vectors.count() == 2
    assert vectors.search(rows[2], 1)[0] == (2, pytest.approx(1, abs=1e-5))


def test_more_than_one_batch_of_chroma(vectors):
    rows = unit_rows(6_000, dim=4)
    vectors.upsert(range(6_000), rows)
    assert vectors.numbers() == set(range(6_000))
    vectors.delete(range(5_900))
    assert vectors.numbers() == set(range(5_900, 6_000))


def test_another_client_sees_it_after_reopening(embedded, tmp_path):
    rows = unit_rows(3)
    embedded.upsert([1], rows[:1])
    other = Vectors(tmp_path / "vectors")
    assert other.numbers() == {1}
    embedded.upsert([2], rows[1:2])
    other.reopen()
    assert other.numbers() == {1, 2}
    assert other.search(rows[1], 1)[0][0] == 2
    other.close()


def test_nothing_of_the_text_is_in_its_files(embedded, tmp_path):
    embedded.upsert([41], unit_rows(1))
    stored = embedded._open().get(include=["documents", "metadatas"])
    assert (stored["ids"], stored["documents"], stored["metadatas"]) == (["41"], [None], [None])


def test_it_has_no_embedding_function_of_its_own(embedded):
    # one that Chroma made up would download a model; one from a configuration could run code
    embedded.upsert([1], unit_rows(1))
    with pytest.raises(ValueError, match="embedding function"):
        embedded._open().query(query_texts=["bridge"], n_results=1)


def test_nothing_but_vectors_is_in_the_stores_files_and_readers_write_none(embedded, tmp_path):
    embedded.upsert(range(20), unit_rows(20))
    embedded.settle()
    files = {file: file.read_bytes() for file in (tmp_path / "vectors").glob("*/*.bin")}
    (graph,) = (data for file, data in files.items() if file.name == "data_level0.bin")
    (lengths,) = (data for file, data in files.items() if file.name == "length.bin")
    for data in (graph, lengths):  # made for a hundred
        assert any(data[: len(data) // 5])
        assert not any(data[len(data) // 5 :])
    script = (
        "import sys; from pathlib import Path; import numpy as np\n"
        "from index.vectors import Vectors\n"
        "print(Vectors(Path(sys.argv[1])).search(np.eye(16, dtype=np.float32)[0], 3))"
    )
    read = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "vectors")], capture_output=True, check=True
    )
    assert read.stdout.count(b"(") == 3
    assert {file: file.read_bytes() for file in (tmp_path / "vectors").glob("*/*.bin")} == files


def test_a_write_that_meets_a_client_which_is_opening_is_tried_again():
    """SQLite refuses one of two that would wait for each other at once, however patient it is."""
    refusals = [InternalError("Database error: (code: 5) database is locked")] * 3
    done = []

    def write():
        if refusals:
            raise refusals.pop()
        done.append(True)

    vectors_module._patiently(write)
    assert done == [True]
    refusals.append(InternalError("the file is damaged"))
    with pytest.raises(InternalError, match="damaged"):
        vectors_module._patiently(write)
