import json
import statistics
import time
from datetime import date, timedelta

import numpy as np
import pytest

from index import Archive, Filters, HybridRetriever
from index.ledger import Ledger
from index.retriever import OPENING, WORDS
from index.types import Article, Passage
from tests.conftest import HashEmbedder

DAY = date(2024, 1, 1)
TOPICS = ("bridge", "ferry", "mayor", "river", "school", "budget", "harvest", "museum")
COURIER, STAR, RARE = "Courier", "Star", "Rare Gazette"


def row(n: int) -> dict[str, str]:
    topic = TOPICS[n % len(TOPICS)]
    return {
        "id": f"a{n:03}",
        "title": f"{topic.title()} report {n}",
        "text": f"The council spoke about the {topic} on day {n}.",
        "source": RARE if n % 40 == 0 else (COURIER, STAR)[n % 2],
        **({} if n % 10 == 3 else {"date": (DAY + timedelta(n)).isoformat()}),
        "kind": "opinion" if n % 30 == 7 else "news" if n % 3 else "",
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """240 articles: 117 and 117 of two outlets, 6 of a third, a tenth without a date."""
    folder = tmp_path_factory.mktemp("news")
    lines = [json.dumps(row(n)) for n in range(240)]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Archive(tmp_path_factory.mktemp("archive"), HashEmbedder(), create=True) as opened:
        opened.sync(folder)
        yield opened


def passes(passage: Passage, filters: Filters) -> bool:
    if filters.outlets and passage.source.casefold() not in {o.casefold() for o in filters.outlets}:
        return False
    if filters.kinds and passage.kind not in filters.kinds:
        return False
    if not (filters.since or filters.until):
        return True
    return passage.published is not None and (
        (filters.since or date.min) <= passage.published <= (filters.until or date.max)
    )


FILTERS = [
    Filters(outlets=(RARE,)),
    Filters(outlets=("courier",)),
    Filters(outlets=(RARE, STAR)),
    Filters(since=DAY + timedelta(230)),
    Filters(until=DAY + timedelta(5)),
    Filters(since=DAY + timedelta(20)),
    Filters(since=DAY + timedelta(60), until=DAY + timedelta(180), outlets=(COURIER,)),
    Filters(since=DAY + timedelta(80), until=DAY + timedelta(80), outlets=(RARE,)),
    Filters(kinds=("opinion",)),
    Filters(kinds=("", "opinion")),
    Filters(kinds=("news",), outlets=(STAR,), since=DAY + timedelta(100)),
    Filters(until=date(1999, 1, 1)),
    Filters(kinds=("live",)),
    Filters(outlets=("Nobody",)),
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_are_exact_in_both_lists(archive, filters):
    """Nothing that they shut out, all that they let through and that fits in the list."""
    everything = archive.passages(sorted(archive._indexes.words.numbers()))
    wanted = {number for number, passage in everything.items() if passes(passage, filters)}
    words = {number for number, _ in archive.search_words("council", 240, filters)}
    assert words == wanted
    vectors = [number for number, _ in archive.search_vectors("council bridge", 240, filters)]
    assert set(vectors) == wanted
    assert len(vectors) == len(wanted)


@pytest.mark.parametrize("filters", FILTERS[:11], ids=str)
def test_the_nearest_that_pass_are_found_with_their_true_cosine(archive, filters):
    question = "what did the council say about the mayor"
    embedder = archive.embedder
    everything = archive.passages(sorted(archive._indexes.words.numbers()))
    asked = embedder.embed([question])[0]
    cosines = {
        number: float(embedder.embed([passage.searchable])[0] @ asked)
        for number, passage in everything.items()
        if passes(passage, filters)
    }
    found = archive.search_vectors(question, 5, filters)
    best = sorted(cosines.values(), reverse=True)[:5]
    assert [cosine for _, cosine in found] == pytest.approx(best, abs=1e-4)
    for number, cosine in found:
        assert cosine == pytest.approx(cosines[number], abs=1e-4)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_hits_pass_the_filters(archive, filters):
    hits = HybridRetriever(archive).retrieve("the mayor and the river", 10, filters)
    assert all(passes(hit.passage, filters) for hit in hits)
    possible = sum(passes(p, filters) for p in archive.passages(range(1, 241)).values())
    assert len(hits) == min(10, possible)


def test_hits_say_how_near_they_are(archive):
    question = "mayor report 42"
    asked = archive.embedder.embed([question])[0]
    hits = HybridRetriever(archive).retrieve(question, 10)
    assert hits[0].passage.title == "Mayor report 42"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        row_ = archive.embedder.embed([hit.passage.searchable])[0]
        assert hit.cosine == pytest.approx(float(row_ @ asked), abs=1e-4)


def test_a_hit_of_both_lists_is_before_one_of_either(archive):
    hits = HybridRetriever(archive).retrieve("ferry report 17", 10)
    assert hits[0].passage.title == "Ferry report 17"
    assert hits[0].score == pytest.approx(WORDS + hits[0].cosine + OPENING)


def test_a_passage_that_opens_its_article_is_before_one_as_near(tmp_path):
    told = "Dana Oresk reopened the harbour museum."
    rows = [
        {"id": "later", "title": "A day", "text": "Rain fell. " * 60 + "\n\n" + told},
        {"id": "opening", "title": "A day", "text": told + "\n\n" + "Rain fell. " * 60},
    ]
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Archive(tmp_path / "a", HashEmbedder(), create=True, passage_tokens=20) as opened:
        opened.add([path])
        hits = HybridRetriever(opened).retrieve("Who reopened the harbour museum?", 10)
    assert [hit.passage.article_id for hit in hits[:2]] == ["opening", "later"]


def test_the_order_is_the_same_each_time(archive, tmp_path):
    question = "What did the council say about the school?"
    first = HybridRetriever(archive).retrieve(question, 20)
    with Archive(archive.path, HashEmbedder()) as again:
        for _ in range(3):
            assert HybridRetriever(again).retrieve(question, 20) == first


@pytest.mark.parametrize("question", ["", "???", "zzzzqqq", "x " * 50_000])
def test_odd_questions_raise_nothing(archive, question):
    assert len(HybridRetriever(archive).retrieve(question, 5)) <= 5


@pytest.fixture
def long_archive(tmp_path):
    paragraph = "The council met again about the bridge. It voted on item {}. Nothing was settled."
    text = "\n\n".join(paragraph.format(n) * 3 for n in range(40))
    other = "The ferry sailed past the bridge on Monday."
    rows = [
        {"id": "long", "title": "The long debate", "text": text},
        {"id": "copy1", "title": "Ferry sails on", "text": other, "source": COURIER},
        {"id": "copy2", "title": "Ferry sails away", "text": other, "source": STAR},
        {"id": "near", "title": "Ferry sails late", "text": other + " It was late."},
    ]
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    with Archive(tmp_path / "a", HashEmbedder(), create=True, passage_tokens=60) as opened:
        opened.add([path])
        yield opened


@pytest.mark.parametrize("most", [1, 3])
def test_no_article_fills_the_list(long_archive, most):
    assert long_archive.coverage().passages > 10
    hits = HybridRetriever(long_archive, per_article=most).retrieve("council bridge vote", 10)
    ids = [hit.passage.article_id for hit in hits]
    assert ids.count("long") == most
    assert {"near"} < set(ids)


def test_the_same_text_is_shown_once(long_archive):
    hits = HybridRetriever(long_archive).retrieve("ferry sailed past the bridge", 10)
    texts = [hit.passage.text for hit in hits]
    assert len(texts) == len(set(texts))
    assert sum(hit.passage.article_id in ("copy1", "copy2") for hit in hits) == 1
    assert "near" in {hit.passage.article_id for hit in hits}


def test_k_is_the_most_there_can_be(archive):
    assert [len(HybridRetriever(archive).retrieve("council", k)) for k in (1, 7, 60)] == [1, 7, 60]


def test_a_passage_removed_from_the_ledger_is_never_returned(long_archive):
    """Also not before the indexes have let go of it, as after a crash."""
    with long_archive._ledger.transaction():
        long_archive._ledger.drop("near")
    hits = HybridRetriever(long_archive).retrieve("ferry sails late", 10)
    assert "near" not in {hit.passage.article_id for hit in hits}
    assert long_archive.check() == []  # owed, not wrong


@pytest.mark.slow
def test_filters_cost_little_among_many_passages(tmp_path):
    """20,000 passages: a filter may not make a search ten times slower."""
    rng = np.random.default_rng(0)
    vocabulary = np.array([f"word{n}" for n in range(3_000)])
    with Archive(tmp_path, HashEmbedder(), create=True) as archive:
        fill(archive._ledger, vocabulary[rng.zipf(1.3, (20_000, 12)) % 3_000])
        archive.add([tmp_path / "writing.lock"])  # refused; the debts are paid all the same
        assert archive.coverage().waiting_for_vectors == 0
        assert archive.coverage().passages == 20_000

        def usual(filters: Filters) -> float:
            times = []
            for n in range(25):
                question = " ".join(vocabulary[rng.integers(0, 3_000, 4)]) + f" {n}"
                start = time.perf_counter()
                archive.search_words(question, 60, filters)
                archive.search_vectors(question, 60, filters)
                times.append(time.perf_counter() - start)
            return statistics.quantiles(times[5:], n=4)[0]  # the machine has other work too

        plain = max(usual(Filters()), 0.004)
        for filters in (
            Filters(outlets=("paper 3",)),
            Filters(outlets=tuple(f"paper {n}" for n in range(50))),
            Filters(since=DAY + timedelta(100)),
            Filters(since=DAY + timedelta(100), until=DAY + timedelta(103)),
        ):
            assert usual(filters) < 10 * plain, filters


def fill(ledger: Ledger, rows: "np.ndarray") -> None:
    with ledger.transaction():
        for n, words in enumerate(rows):
            text = " ".join(words)
            source, published = f"Paper {n % 97}", DAY + timedelta(n % 365)
            article = Article(f"a{n}", f"Story {n}", text, source, published)
            passage = Passage(f"a{n}", text, 0, len(text), ((0, len(text)),))
            ledger.put(article, "synthetic", "0", [passage])
