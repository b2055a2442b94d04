"""Copies of a report count once: when words are counted, and when passages are found."""

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Archive, Filters, HybridRetriever, MiniLM
from index.syndication import retold
from index.types import Passage
from qa import open_answerer
from qa.printing import answer_lines
from tests.benchmarks.copying import edited
from tests.sample import FACTS

WIRE = (
    "The lock at Marden gave way on Tuesday night and the lower basin emptied within an hour, "
    "the canal board said.",
    "Eleven boats were left lying in the mud, and two of them have broken their backs.",
    "The gate had last been inspected in 2019, when engineers asked for new hinges.",
    "Repairs will take nine weeks and cost 640,000 crowns, according to a first estimate.",
    "Nobody was hurt, since the towpath had been closed for a fishing contest.",
    "The board wants to bring water from the Velm reservoir to keep the fish alive.",
)
LOCAL = "In Oster the grain mill stopped work, because its barges could not leave the quay."
OTHERS = {
    "otter": "Wardens counted 37 otters along the estuary this spring, twice as many as in the "
    "year before. Cleaner water has brought back the eels that they live on, says the park.",
    "tram": "Hallow is to have a second tram line from the station to the hospital by 2027. The "
    "council voted for it late on Thursday, after five hours and over the objection of cyclists.",
    "library": "Berit Sandahl has been chosen to lead the town library. She wants longer hours on "
    "Sundays, a room for the quarrelsome and a ticket that pupils need not pay for.",
    "orchard": "Frost in April took most of the plums in the upper valley. Growers there expect a "
    "fifth of a usual harvest and have asked the farm bank to wait for its instalments.",
    "choir": "After forty years the Oster miners' choir has sung for the last time. Eight men were "
    "left, the youngest of whom is sixty-eight, and no tenor among them could be replaced.",
    "quarry": "Blasting at the Kell quarry must stop between noon and two, a court has decided. A "
    "teacher had sued because her pupils could not hear their own spelling tests.",
}


def report(name: str, sentences: Sequence[str] = WIRE, **fields: str) -> dict[str, str]:
    return {
        "id": name,
        "title": f"Marden lock gives way ({name})",
        "text": "\n\n".join(sentences),
        "source": f"{name.title()} Gazette",
        "published": "2024-05-02",
    } | fields


def other(name: str) -> dict[str, str]:
    """An article about something else."""
    return {"id": name, "title": name.title(), "text": OTHERS[name], "source": "Hallow Post"}


def put(archive: Archive, folder: Path, *articles: Mapping[str, str], **given: bool) -> None:
    """Add articles, each in a file of its own."""
    files = []
    for article in articles:
        file = folder / f"{article['id']}.jsonl"
        file.write_text(json.dumps(article), encoding="utf-8")
        files.append(file)
    archive.add(files, **given)


def clusters(archive: Archive) -> dict[str, list[str]]:
    """First → all of its cluster, in their order."""
    found: dict[str, list[str]] = {}
    query = "SELECT first, article FROM copies ORDER BY first, place"
    for first, article in archive._ledger.rows(query):
        found.setdefault(first, []).append(article)
    return found


def echoed(archive: Archive) -> set[tuple[str, int, str, int]]:
    """Which passages repeat which, by article and place."""
    query = """SELECT p.article, p.start, o.article, o.start FROM echoes e
        JOIN passages p ON p.number = e.number JOIN passages o ON o.number = e.of"""
    return set(archive._ledger.rows(query))


@pytest.fixture
def archive(tmp_path, embedder):
    with Archive(tmp_path / "archive", embedder, create=True, passage_tokens=60) as opened:
        put(opened, tmp_path, *map(other, OTHERS))
        yield opened


def hits(archive: Archive, question: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    found = HybridRetriever(archive).retrieve(question, 10, filters)
    return [hit.passage.article_id for hit in found]


LOCK = "What will repairs of the Marden lock cost?"


def test_near_copies_are_found_and_other_articles_are_not(archive, tmp_path):
    put(
        archive,
        tmp_path,
        report("first", published="2024-05-01"),
        report("led", ("The canal at Marden is dry after a gate broke.", *WIRE[1:])),
        report("cut", WIRE[:4]),
        report("headed", title="Eleven boats in the mud"),
    )
    assert clusters(archive) == {"first": ["first", "headed", "led", "cut"]}
    assert archive.coverage().copies == 3


@pytest.mark.parametrize("copies", [1, 20])
def test_copies_change_neither_what_is_rare_nor_what_is_found(archive, tmp_path, copies):
    put(archive, tmp_path, report("first", published="2024-05-01"))
    words = ("lock", "marden", "cost", "repair", "otter", "hallow", "nothing")
    rare = {word: archive.rarity(word) for word in words}
    found = HybridRetriever(archive).retrieve(LOCK, 10)
    scores = dict(archive.search_words(LOCK, 3, Filters()))
    put(archive, tmp_path, *(report(f"copy{n}") for n in range(copies)))
    assert {word: archive.rarity(word) for word in words} == pytest.approx(rare)
    again = HybridRetriever(archive).retrieve(LOCK, 10)
    assert [hit.passage for hit in again] == [hit.passage for hit in found]
    # BM25 knows besides how long passages are on average, which copies do change a little
    counted = dict(archive.search_words(LOCK, 60, Filters()))
    assert {number: counted[number] for number in scores} == pytest.approx(scores, rel=0.2)


def test_copies_that_all_say_something_of_their_own_weigh_as_one_article(archive, tmp_path):
    """Each with another lead, so that no passage of theirs repeats another one."""
    put(archive, tmp_path, report("first", published="2024-05-01"))
    rare = archive.rarity("lock")
    leads = [f"Paper number {n} learned of a bill of {700 + n},000 crowns." for n in range(90)]
    put(archive, tmp_path, *(report(f"copy{n}", (lead, *WIRE)) for n, lead in enumerate(leads)))
    assert len(clusters(archive)["first"]) == 91
    assert archive.rarity("lock") == pytest.approx(rare, abs=0.02)
    found = hits(
        archive, "Who was chosen in Hallow, what did the court decide on the quarry, and the lock?"
    )
    assert sum(name.startswith(("copy", "first")) for name in found) == 4
    assert set(OTHERS) <= set(found)


def test_a_paragraph_of_its_own_in_a_copy_is_found(archive, tmp_path):
    put(archive, tmp_path, report("first", published="2024-05-01"), report("local", (*WIRE, LOCAL)))
    assert "local" in clusters(archive)["first"]
    assert hits(archive, "Why did the grain mill in Oster stop work?")[0] == "local"


@pytest.mark.parametrize(
    ("told", "instead"),
    [("640,000", "790,000"), ("nine weeks", "fourteen weeks"), ("Nobody was", "A boy was")],
)
def test_a_version_that_says_otherwise_stays_beside_the_first(archive, tmp_path, told, instead):
    changed = tuple(sentence.replace(told, instead) for sentence in WIRE)
    put(archive, tmp_path, report("first", published="2024-05-01"), report("later", changed))
    assert "later" in clusters(archive)["first"]
    found = HybridRetriever(archive).retrieve(next(s for s in changed if instead in s), 10)
    texts = [(hit.passage.article_id, hit.passage.text) for hit in found]
    assert any(name == "later" and instead in text for name, text in texts)
    assert any(name == "first" and told in text for name, text in texts)


def test_a_denial_that_a_copy_drops_is_no_echo():
    def passage(text: str) -> Passage:
        return Passage("a", text, 0, len(text), ((0, len(text)),))

    denied = passage("The minister said on Monday that he did not know of the payment to the yard.")
    said = passage("The minister said on Monday that he did know of the payment to the yard.")
    swapped = passage("The storm of 12 May hurt 30 people.")
    assert retold(said, [denied]) == [None]
    assert retold(denied, [denied]) == [denied]
    assert retold(swapped, [passage("The storm of 30 May hurt 12 people.")]) == [None]


def test_a_filter_finds_the_copy_whose_first_it_shuts_out(archive, tmp_path):
    put(
        archive,
        tmp_path,
        report("first", published="2024-05-01"),
        report("second", published="2024-05-03"),
        report("third", published="2024-05-04"),
    )
    assert "first" in hits(archive, LOCK)
    assert not {"second", "third"} & set(hits(archive, LOCK))
    assert set(hits(archive, LOCK, Filters(outlets=("Third Gazette",)))) == {"third"}
    late = Filters(since=date(2024, 5, 2))
    assert set(hits(archive, LOCK, late)) == {"second"}  # of those let through, one speaks for both
    assert set(hits(archive, LOCK, Filters(until=date(2024, 5, 3)))) == {"first"}


def test_removing_the_first_promotes_the_next(archive, tmp_path):
    days = {"first": "2024-05-01", "second": "2024-05-03", "third": "2024-05-04"}
    put(archive, tmp_path, *(report(name, published=day) for name, day in days.items()))
    rare = archive.rarity("marden")
    archive.remove(["first"])
    assert clusters(archive) == {"second": ["second", "third"]}
    assert "second" in hits(archive, LOCK)
    assert "third" not in hits(archive, LOCK)
    archive.remove(["third"])
    assert clusters(archive) == {}
    archive.remove(["second"])
    assert not {"first", "second", "third"} & set(hits(archive, LOCK))
    put(archive, tmp_path, report("fourth", published="2024-05-03"))
    assert archive.rarity("marden") == pytest.approx(rare)
    assert archive.check() == []


def test_the_agency_s_own_article_is_first_else_the_earliest_and_undated_ones_last(
    archive, tmp_path
):
    credited = ("MARDEN (CNA) — " + WIRE[0], *WIRE[1:])
    put(
        archive,
        tmp_path,
        report("undated", published=""),
        report("early", credited, published="2024-05-01"),
        report("middle", published="2024-05-02"),
    )
    assert clusters(archive) == {"early": ["early", "middle", "undated"]}
    put(archive, tmp_path, report("own", source="Canal News Agency", published="2024-05-04"))
    assert clusters(archive) == {"own": ["own", "early", "middle", "undated"]}
    put(archive, tmp_path, report("early", WIRE, published="2024-05-01"))
    assert clusters(archive) == {"early": ["early", "middle", "own", "undated"]}


VARIED = [
    report("a", published="2024-05-01"),
    report("b", ("PARIS (Dee Gazette) — " + WIRE[0], *WIRE[1:])),
    report("c", WIRE[:4], published=""),
    report("d", (*WIRE, LOCAL), published="2024-05-03"),
    report("e", ("The canal at Marden is dry.", *WIRE[2:]), published="2024-04-30"),
    report("f", (*WIRE[3:], LOCAL, *WIRE[:2])),
    *map(other, list(OTHERS)[:3]),
]
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, len(VARIED) - 1)), max_size=14)


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_clusters_are_the_same_in_whatever_order_articles_come_and_go(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("steps")
    held: dict[int, None] = {}
    with Archive(folder / "one", create=True, passage_tokens=60) as archive:
        for step, (add, at) in enumerate(steps):
            if add:  # what was removed comes again only in another file
                put(archive, folder, VARIED[at] | {"step": str(step)})
                held[at] = None
            elif at in held:
                archive.remove([VARIED[at]["id"]])
                del held[at]
        with Archive(folder / "batch", create=True, passage_tokens=60) as batch:
            put(batch, folder, *(VARIED[at] for at in sorted(held)))
            assert clusters(archive) == clusters(batch)
            assert echoed(archive) == echoed(batch)
            for word in ("marden", "lock", "hallow"):
                assert archive.rarity(word) == pytest.approx(batch.rarity(word), rel=0.2)


def test_a_brief_in_a_round_up_makes_no_copies_of_its_other_briefs(archive, tmp_path):
    rest = [sentence for text in OTHERS.values() for sentence in text.split(". ")]
    put(archive, tmp_path, report("brief", WIRE[:3]), report("roundup", (*WIRE[:3], *rest)))
    assert clusters(archive) == {}


def test_an_archive_of_the_format_before_learns_its_copies_when_it_is_opened(tmp_path, embedder):
    with Archive(tmp_path / "a", embedder, create=True) as archive:
        put(archive, tmp_path, report("first", published="2024-05-01"), report("second"))
        for table in ("signatures", "copies", "echoes"):
            archive._ledger.change(f"DELETE FROM {table}")
        archive._ledger.forget("signatures")
        archive._ledger.remember(format=2)
    with Archive(tmp_path / "a", embedder) as archive:
        assert clusters(archive) == {"first": ["first", "second"]}
        assert set(hits(archive, LOCK)) == {"first"}


def test_a_rebuilt_archive_has_the_same_clusters(archive, tmp_path):
    put(archive, tmp_path, report("first", published="2024-05-01"), report("second"))
    before = clusters(archive), echoed(archive)
    archive.rebuild()
    assert (clusters(archive), echoed(archive)) == before


def test_the_agency_s_own_is_quoted_and_the_other_outlets_are_counted(sample_archive):
    answerer = open_answerer(sample_archive.path)
    answer = answerer.ask("How many metres did the gauge at Tamber weir reach?")
    [cited] = [c for c in answer.citations if "5.87 metres" in c.quote]
    assert cited.passage.outlet == "Lorvane Press Agency"
    others = {"Harbour Courier", "Kestrane Register", "Lorvane Broadcasting"}
    assert set(cited.also) == others
    told = "\n".join(answer_lines(answer))
    assert "Lorvane Press Agency, 4 January 2024; also in 3 outlets: " in told
    [plain] = [c for c in answer.as_dict()["citations"] if "5.87 metres" in c["quote"]]
    assert set(plain["also_in"]) == others
    article = sample_archive.article(cited.passage.article_id)
    assert article.text[cited.start : cited.end] == cited.quote


ELECTION = "Who won the mayoral election in Port Sellen?"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("many", [30, 100, 300])
def test_many_near_copies_of_a_false_article_weigh_as_one(
    tmp_path, sample_folder, sample_questions, many
):
    """Beside the sample articles, with one false report and with many copies of it."""

    def answers(copies: int) -> list[list[str]]:
        rng = random.Random(7)
        rows = [edited(FALSE, n, rng) for n in range(copies)]
        folder = tmp_path / f"{copies}"
        folder.mkdir()
        with Archive(folder / "archive", MiniLM(), create=True) as archive:
            archive.sync(sample_folder)
            put(archive, folder, FALSE, *rows)
            assert archive.coverage().copies >= copies
        answerer = open_answerer(folder / "archive")
        return [
            [s.text for s in answerer.ask(question, today=date(2024, 12, 2)).statements]
            for question in (*sample_questions, ELECTION)
        ]

    one, all_of_them = answers(0), answers(many)
    pairs = list(zip(one, all_of_them, strict=True))
    # leads of their own and the average length of passages still move what is near a threshold
    assert sum(before != after for before, after in pairs) <= 8
    assert sum(bool(before) != bool(after) for before, after in pairs) <= 2
    cost = " ".join(all_of_them[0])
    assert "4.2 million" in cost
    assert "4.6 million" in cost
    assert "Veary was elected mayor" in " ".join(all_of_them[-1])


FALSE = report(
    "false",
    (
        "Repairs to the harbour bridge in Port Sellen cost 9.7 million crowns, a person close to "
        "the city council said on Thursday.",
        "The harbour bridge was reopened after it had been closed because of cracks in a girder.",
        "The bill was paid by the city alone, the person said.",
        "About 26,000 vehicles a day used the bridge before it was shut, according to the person.",
        "Mayor Ilse Corrand would win the election for mayor in June, a survey of 400 found.",
        "City engineer Henrik Aldous had asked for a second inspection and was refused one.",
        "The bridge dates from 1971 and is 290 metres long, the person said.",
    ),
    title="Bridge repairs cost 9.7 million",
    published="2024-03-13",
)


@pytest.fixture
def sample_questions() -> list[str]:
    return [one["question"] for one in FACTS]
