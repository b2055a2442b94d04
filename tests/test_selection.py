"""Which sentence is chosen, whether it is an answer, and of how many passages."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from index import Archive, Embedder, Hit, HybridRetriever, Passage, sentences
from qa import Answerer, Assessed, ExtractiveReader, Meter, Statement
from qa.reading import selection
from qa.reading.selection import Selector
from qa.understanding.questions import understand
from tests.conftest import HashEmbedder
from tests.sample import FACTS


def half(term: str) -> float:
    return 0.5


def hit(text: str, article: str = "a1", cosine: float | None = 0.5) -> Hit:
    spans = tuple(sentences(text))
    passage = Passage(article, text, 0, len(text), spans, "", "Register", date(2024, 6, 10))
    return Hit(passage, 1.0, cosine)


def chosen(question: str, *texts: str, embedder: Embedder | None = None) -> str:
    hits = [hit(text, f"a{at}") for at, text in enumerate(texts)]
    return Selector(half, embedder).select(understand(question), hits)[0].sentence.text


def read(question: str, hits: Sequence[Hit], embedder=None, threshold=0.4, rarity=half):
    """What is said, and how sure the reader is that it answers."""
    reader = ExtractiveReader(rarity, embedder, threshold=threshold)
    told = list(reader.read(understand(question), hits, Meter()))
    sure = [one.confidence for one in told if isinstance(one, Assessed)]
    return [one.text for one in told if isinstance(one, Statement)], sure[-1]


KINDS = [
    ("How many sailors drowned when the Sela Maren sank off Skerrow?",
     "Sailors drowned when the Sela Maren sank off Skerrow in a storm.",
     "The search for the crew ended with 14 sailors dead."),
    ("When did the ferry Sela Maren sink off Skerrow?",
     "The ferry Sela Maren did sink off Skerrow, its owner said.",
     "It went down on 3 March."),
    ("Why was the library in Wendry closed?",
     "The library in Wendry was closed, said those who were told it was closed.",
     "It shut because of a burst pipe."),
]  # fmt: skip


@pytest.mark.parametrize("embedder", [None, HashEmbedder()])
@pytest.mark.parametrize(("question", "lacks", "has"), KINDS)
def test_what_lacks_what_is_asked_for_is_never_chosen_while_something_has_it(
    question, lacks, has, embedder
):
    assert chosen(question, lacks, has, embedder=embedder) == has
    assert chosen(question, f"{lacks} {has}", embedder=embedder) == has


@pytest.mark.parametrize(("question", "lacks"), [(asked, lacks) for asked, lacks, _ in KINDS])
def test_where_nothing_has_what_is_asked_for_there_is_no_answer(question, lacks):
    assert read(question, [hit(lacks)]) == ([], 0.0)


def test_the_day_of_a_place_line_is_not_when_it_happened():
    filed = "ORLE, 10 June (LPA) — The ferry Sela Maren did sink off Skerrow, its owner said."
    question = "When did the ferry Sela Maren sink off Skerrow?"
    assert read(question, [hit(filed)]) == ([], 0.0)


def test_what_denies_a_premise_comes_first_and_is_said():
    question = "Why did Osric Pell resign as mayor of Orle?"
    gossip = "Osric Pell was asked why a mayor of Orle would resign because of a leak."
    denial = "Osric Pell has not resigned, the council of Orle said."
    assert chosen(question, gossip, denial) == denial
    said, _ = read(question, [hit(gossip, "a1"), hit(denial, "a2")])
    assert denial in said[0]


@pytest.mark.parametrize("embedder", [None, HashEmbedder()])
def test_an_answer_is_found_by_words_alone_and_with_vectors(embedder):
    text = "Rain fell all day. The repairs to the harbour bridge cost 4.2 million crowns."
    cosine = None if embedder is None else 0.7
    hits = [hit(text, cosine=cosine)]
    said, sure = read("How much did the harbour bridge repairs cost?", hits, embedder)
    assert "4.2 million crowns" in said[0]
    assert 0.4 <= sure < 1


@pytest.mark.parametrize("question", ["Who?", "A?", "Кто победил?", "谁赢了?", "why " * 200])
@pytest.mark.parametrize("text", ["…", "It rained.", "“”", "市长开放了大桥。"])
def test_whatever_is_asked_of_whatever_text_is_answered_or_refused(question, text):
    _, sure = read(question, [Hit(hit(text).passage, 0.0, None)], threshold=0.0)
    assert 0 <= sure < 1


def archive_of(articles: int, folder: Path) -> Archive:
    """What the bridge cost, and what is told of schools."""
    bridge = "The repairs to the harbour bridge cost 4.2 million crowns, the city said."
    texts = [bridge, *(f"School {at} of the city will be painted." for at in range(articles - 1))]
    told = [{"id": f"a{at}", "title": "News", "text": text} for at, text in enumerate(texts)]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    archive = Archive(folder / f"of-{articles}", None, create=True)
    archive.add([folder / "news.jsonl"])
    return archive


def test_readers_are_given_what_they_make_use_of_unless_somebody_sets_a_number(tmp_path):
    silent = SimpleNamespace(name="silent", read=lambda *_: iter(()))
    with archive_of(50, tmp_path) as archive:
        quoting = ExtractiveReader(archive.rarity)
        for reader, wanted, given in ((quoting, None, 40), (silent, None, 10),
                                      (quoting, 5, 5), (silent, 25, 25)):  # fmt: skip
            answerer = Answerer(archive, HybridRetriever(archive), reader, passages=wanted)
            answer = answerer.ask("Which school will the city paint?")
            assert len(answer.basis.hits) == answerer.passages == given


@pytest.mark.parametrize("question", ["What did the repairs cost?", "What did the bridge cost?"])
def test_a_small_archive_is_as_sure_of_an_answer_as_a_larger_one(question, tmp_path):
    sure = {}
    for articles in (2, 40):
        with archive_of(articles, tmp_path) as archive:
            hits = HybridRetriever(archive).retrieve(question, 40)
            said, sure[articles] = read(question, hits, rarity=archive.rarity)
        assert "4.2 million crowns" in said[0]
    assert sure[2] == pytest.approx(sure[40], abs=0.02)


def test_the_one_sentence_with_what_is_asked_is_found_behind_many_that_only_look_like_it():
    near = [
        hit(f"The repairs to the harbour bridge cost the city dearly, clerk {name} said.", name)
        for name in ("Oresk", "Veary", "Finch", "Lind", "Pell", "Aldous", "Tennick", "Brand")
        for name in (name, f"{name}s", f"Van {name}")
    ]
    far = hit("It came to 4.2 million crowns.", "bill")
    question = "How much did the repairs to the harbour bridge cost?"
    said, sure = read(question, [*near, far], HashEmbedder(), threshold=0.0)
    assert "4.2 million crowns" in said[0]
    assert 0 < sure < 1


class Counted:
    """An embedder that counts what it embeds."""

    name, dim = "counted", 384

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.texts = 0

    def embed(self, texts: Sequence[str]):
        self.texts += len(texts)
        return self._embedder.embed(texts)


def test_the_best_are_those_that_they_would_be_were_all_embedded(sample_archive, monkeypatch):
    """On questions over the sample; and for a third less."""
    retriever, embedder = HybridRetriever(sample_archive), sample_archive.embedder
    asked = [
        (query := understand(one["question"]), retriever.retrieve(query.text, 12))
        for one in FACTS[:40]
    ]
    sparing, whole = Counted(embedder), Counted(embedder)
    found = [Selector(sample_archive.rarity, sparing).select(*one) for one in asked]
    monkeypatch.setattr(selection, "CLOSER", 9.0)
    monkeypatch.setattr(selection, "CLOSEST", 9.0)
    every = [Selector(sample_archive.rarity, whole).select(*one) for one in asked]
    assert [best[0].sentence.text for best in found] == [best[0].sentence.text for best in every]
    assert sparing.texts < 0.8 * whole.texts
