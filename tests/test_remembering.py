"""Vectors at hand: what is asked for twice is made once."""

import threading

import numpy as np

from index import Archive
from index.remembering import Remembering, remembering
from tests.conftest import HashEmbedder


class Counted(HashEmbedder):
    host = "vectors.example"

    def __init__(self):
        super().__init__()
        self.made = []

    def embed(self, texts):
        self.made += texts
        return super().embed(texts)


def test_a_text_is_made_into_a_vector_once():
    counted = Counted()
    remembered = Remembering(counted)
    first = remembered.embed(["one", "two", "one"])
    again = remembered.embed(["two", "three", "one"])
    assert counted.made == ["one", "two", "three"]
    assert np.array_equal(first, counted.embed(["one", "two", "one"]))
    assert np.array_equal(again, counted.embed(["two", "three", "one"]))


def test_no_text_has_no_vector_and_an_archive_s_own_are_not_kept():
    counted = Counted()
    remembered = Remembering(counted)
    assert remembered.embed([]).shape == (0, counted.dim)
    many = [str(number) for number in range(1_000)]
    remembered.embed(many)
    remembered.embed(many[:1])
    assert counted.made == [*many, "0"]


def test_it_is_the_embedder_in_all_else():
    counted = Counted()
    remembered = remembering(counted)
    assert (remembered.name, remembered.dim, remembered.host) == (
        counted.name,
        counted.dim,
        "vectors.example",
    )
    assert remembering(remembered) is remembered
    assert remembering(None) is None


def test_many_threads_are_given_what_each_asked_for():
    remembered, wrong = Remembering(HashEmbedder()), []

    def ask(number):
        texts = [str(one) for one in range(number, number + 40)]
        if not np.array_equal(remembered.embed(texts), HashEmbedder().embed(texts)):
            wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_question_is_embedded_once_however_often_it_is_looked_up(tmp_path):
    from qa import open_answerer

    counted = Counted()
    story = tmp_path / "bridge.txt"
    story.write_text(
        "Bridge shut\n\nThe harbour bridge was shut on Monday after a crack was found.\n"
    )
    with Archive(tmp_path / "a", counted, create=True) as archive:
        archive.add([story])
    counted.made.clear()
    open_answerer(tmp_path / "a", embedder=counted).ask("When was the harbour bridge shut?")
    assert counted.made.count("When was the harbour bridge shut?") == 1
