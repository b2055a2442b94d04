"""Vectors by year, on one Chroma server and on two: `chroma run`, on loopback, behind doors."""

import json
import shutil
import threading
from contextlib import ExitStack
from datetime import date
from random import Random

import pytest
from click.testing import CliRunner

from index import EVERYTHING, Archive, ArchiveMismatch, Filters, MiniLM, StoreError
from index.stores import nodes, placing, wire
from qa.cli import main
from tests.chroma_server import ChromaServer, door_to
from tests.conftest import HashEmbedder

FIRST, YEARS = 2012, 6
_WORDS = [
    "ferry",
    "bridge",
    "school",
    "harvest",
    "mayor",
    "flood",
    "strike",
    "vaccine",
    "verdict",
    "harbour",
    "library",
    "river",
    "tower",
    "market",
    "budget",
    "storm",
    "museum",
    "factory",
    "train",
    "airport",
]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(wire, "PATIENCE", 0.5)
    monkeypatch.setattr(wire, "_PAUSE", 0.05)
    monkeypatch.setattr(wire, "_RESTING_SECONDS", 0.05)
    monkeypatch.setattr(nodes, "_SPREAD", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Two servers; a test that stops one starts it again."""
    both = [ChromaServer(tmp_path_factory.mktemp("node")) for _ in range(2)]
    for server in both:
        server.start()
    yield both
    for server in both:
        server.stop()


@pytest.fixture
def doors(servers):
    with ExitStack() as opened:
        yield [opened.enter_context(door_to(server)) for server in servers]


def story(number, published=None, words=None):
    rng = Random(number)
    told = words or " ".join(rng.choice(_WORDS) for _ in range(12))
    day = date.fromordinal(date(FIRST, 1, 1).toordinal() + rng.randrange(365 * YEARS))
    return {
        "id": f"s{number}",
        "title": f"Story {number}",
        "text": f"Story {number} of the day tells of {told}. It was long in coming.",
        "source": rng.choice(["Harbour Courier", "Register", "Weekly"]),
        "published": str(day) if published is None else published,
    }


def write(folder, stories):
    folder.mkdir(exist_ok=True)
    lines = "".join(json.dumps(one) + "\n" for one in stories)
    (folder / "stories.jsonl").write_text(lines, "utf-8")
    return folder


@pytest.fixture
def stories():
    return [story(number) for number in range(96)] + [
        story(number, "") for number in range(96, 104)
    ]


@pytest.fixture
def news(tmp_path, stories):
    return write(tmp_path / "news", stories)


def made(path, news, chroma=""):
    archive = Archive(path, HashEmbedder(), create=True, chroma=chroma)
    archive.sync(news)
    return archive


def near(archive, text="ferry and bridge", filters=EVERYTHING, k=10):
    """Article → cosine, as it was found."""
    found = archive.search_vectors(text, k, filters)
    passages = archive.passages([number for number, _ in found])
    return {passages[number].id: pytest.approx(cosine, abs=1e-4) for number, cosine in found}


def above(cosine, found):
    return {identity for identity, one in found.items() if one.expected > cosine}


def collections(archive):
    """Label → number of vectors, for each server."""
    store = archive._indexes.store
    held = {node: {} for node in store.nodes.wires}
    for shard in store.shards.all():
        for copy in store.nodes.copies(shard):
            held[copy.node][shard.label] = copy.vectors.count()
    return list(held.values())


def whole(archive):
    assert archive.check() == []
    assert archive.coverage().waiting_for_vectors == 0
    assert [state.behind for state in archive.servers()] == [()] * len(archive.servers())
    return True


def asked(door):
    """How many searches came through, and drop what is known of them."""
    searches = sum(path.endswith("/query") for _, path, _ in door.seen)
    door.seen.clear()
    return searches


# -- by year ---------------------------------------------------------------------------------------


def test_each_year_is_a_collection_and_the_undated_are_one(tmp_path, news, stories, doors):
    with made(tmp_path / "archive", news, doors[0].url) as archive:
        [held] = collections(archive)
        years = {one["published"][:4] or "undated" for one in stories}
        assert set(held) == years
        assert held["undated"] == 8
        assert sum(held.values()) == len(stories)
        assert whole(archive)


FILTERS = (
    EVERYTHING,
    Filters(date(2015, 1, 1), date(2015, 12, 31)),
    Filters(date(2014, 5, 9), date(2016, 3, 2)),
    Filters(until=date(2013, 12, 31)),
    Filters(since=date(2017, 2, 2)),
    Filters(date(1990, 1, 1), date(1990, 12, 31)),
    Filters(outlets=("register",)),
    Filters(date(2013, 2, 2), date(2016, 11, 30), outlets=("Weekly", "Register")),
    Filters(date(2013, 1, 1), date(2016, 12, 31), articles=("s3", "s5", "s7", "s9", "s99")),
    Filters(articles=("s99", "s4")),
)


def test_what_is_found_is_what_one_store_of_all_years_finds(tmp_path, news, doors):
    with (
        made(tmp_path / "here", news) as here,
        made(tmp_path / "there", news, f"{doors[0].url},{doors[1].url}") as there,
    ):
        rng = Random(5)
        for filters in FILTERS:
            for k in (3, 10, 60):
                question = " ".join(rng.choice(_WORDS) for _ in range(3))
                expected = near(here, question, filters, k)
                found = near(there, question, filters, k)
                assert list(found.values()) == list(expected.values())
                last = min((one.expected for one in expected.values()), default=0) + 1e-4
                assert above(last, found) == above(last, expected)  # of equals any may be last
                assert (found != {}) is (filters != FILTERS[5])
        assert there.damage() == ()


def test_only_the_years_asked_for_are_asked_and_a_whole_one_without_naming_anything(
    tmp_path, news, doors
):
    [door, _] = doors
    with made(tmp_path / "archive", news, door.url) as archive:
        near(archive)
        assert asked(door) == YEARS + 1
        near(archive, filters=Filters(date(2015, 1, 1), date(2016, 12, 31)))
        bodies = [json.loads(body) for _, path, body in door.seen if path.endswith("/query")]
        assert [("ids" in body) for body in bodies] == [False, False]
        asked(door)
        near(archive, filters=Filters(date(2015, 6, 1), date(2016, 12, 31)))
        bodies = [json.loads(body) for _, path, body in door.seen if path.endswith("/query")]
        assert len({path for _, path, _ in door.seen}) == 2
        assert any("ids" not in body for body in bodies)


def test_an_article_whose_day_is_set_right_moves_and_leaves_nothing(tmp_path, news, stories, doors):
    with made(tmp_path / "archive", news, doors[0].url) as archive:
        [before] = collections(archive)
        stories[0]["published"] = "2017-03-03"  # by its file
        write(news, stories)
        archive.sync(news)
        archive.correct("s1", published=date(2017, 4, 4))  # by hand
        archive.correct("s2", published=None)
        [after] = collections(archive)
        moved = [one["published"][:4] for one in map(story, range(3))]
        for year in moved:
            before[year] -= 1
        before["2017"] += 2
        before["undated"] += 1
        assert after == before
        assert whole(archive)
        of_2017 = near(archive, filters=Filters(date(2017, 1, 1), date(2017, 12, 31)), k=90)
        assert {"s0", "s1"} <= {identity.partition(":")[0] for identity in of_2017}
        archive.remove(["s0"])
        archive.forget(["s1"])
        assert collections(archive)[0]["2017"] == after["2017"] - 2
        assert whole(archive)


def test_a_year_that_outgrows_the_limit_goes_on_in_other_collections(
    tmp_path, news, stories, doors, monkeypatch
):
    monkeypatch.setenv("DATELINE_CHROMA_LIMIT", "10")
    for one in stories[:60]:
        one["published"] = "2015-05-05"
    year = Filters(date(2015, 1, 1), date(2015, 12, 31))
    with made(tmp_path / "archive", write(news, stories[:9]), doors[0].url) as archive:
        for upto in (12, 40, 104):
            archive.sync(write(news, stories[:upto]))
            [held] = collections(archive)
            assert sum(held.values()) == upto
            assert max(held.values()) <= 10
        parts = [count for label, count in held.items() if label.startswith("2015")]
        assert len(parts) > 5
        assert len(near(archive, filters=year, k=104)) == sum(parts)
        archive.remove([f"s{number}" for number in range(0, 60, 3)])
        assert whole(archive)
        archive.rebuild()
        [held] = collections(archive)
        assert max(held.values()) <= 10
        assert whole(archive)
    monkeypatch.setenv("DATELINE_CHROMA_LIMIT", "lots")
    with (
        Archive(tmp_path / "archive", HashEmbedder()) as archive,
        pytest.raises(StoreError, match="DATELINE_CHROMA_LIMIT is 'lots'"),
    ):
        archive.sync(write(news, [*stories, story(500)]))


def test_an_archive_of_before_keeps_its_one_collection_until_it_is_rebuilt(
    tmp_path, news, stories, doors, monkeypatch
):
    remembered = placing._remembered

    def as_before(addresses):
        return {key: value for key, value in remembered(addresses).items() if key != "by_year"}

    monkeypatch.setattr(placing, "_remembered", as_before)
    with made(tmp_path / "archive", news, doors[0].url) as archive:
        monkeypatch.undo()
        assert [set(held) for held in collections(archive)] == [{"all years"}]
        some = Filters(date(2015, 1, 1), date(2015, 12, 31))
        found = near(archive, filters=some)
        archive.sync(write(news, stories[:90]))
        assert whole(archive)
        archive.sync(write(news, stories))
        archive.rebuild()
        assert len(collections(archive)[0]) == YEARS + 1
        assert near(archive, filters=some) == found
        assert whole(archive)


# -- several servers -------------------------------------------------------------------------------


def test_every_year_is_on_every_server_and_reads_are_spread(tmp_path, news, doors):
    with made(tmp_path / "archive", news, f"{doors[0].url},{doors[1].url}") as archive:
        one, other = collections(archive)
        assert one == other
        assert len(one) == YEARS + 1
        for door in doors:
            asked(door)
        for _ in range(5):
            near(archive)
        counts = [asked(door) for door in doors]
        assert sum(counts) == 5 * (YEARS + 1)
        assert min(counts) >= 5
        assert whole(archive)


def test_what_one_server_missed_is_not_read_there_until_the_next_sync(
    tmp_path, news, stories, doors
):
    url = f"{doors[0].url},{doors[1].url}"
    with (
        made(tmp_path / "archive", write(news, stories[:50]), url) as archive,
        Archive(tmp_path / "archive", HashEmbedder()) as reader,
    ):
        doors[1].answers = lambda method, path: (503, "down")
        embedded = len(archive.embedder.texts)
        archive.sync(write(news, stories))
        [fine, late] = archive.servers()
        assert (fine.behind, late.address) == (
            (),
            f"{doors[1].url}/default_tenant/default_database",
        )
        assert len(late.behind) > 2
        with pytest.raises(StoreError, match="could not be deleted everywhere"):
            archive.forget(["s3"])
        doors[1].answers = lambda method, path: None
        asked(doors[1])
        expected = near(archive, k=40)
        assert near(reader, k=40) == expected
        assert asked(doors[1]) <= 2 * (YEARS + 1 - len(late.behind))  # the years that it has
        archive.sync(write(news, stories))
        assert whole(archive)
        one, other = collections(archive)
        assert one == other
        told = [text for text in archive.embedder.texts[embedded:] if text.startswith("Story")]
        assert len(told) == 54  # each once
        assert near(reader, k=40) == expected


def test_with_no_server_up_to_date_answers_go_by_words_and_say_so(tmp_path, news, doors):
    url = f"{doors[0].url},{doors[1].url}"
    with made(tmp_path / "archive", news, url) as archive:
        for door in doors:
            door.answers = lambda method, path: (503, "down")
        assert near(archive) == {}
        assert "answers go by words alone" in archive.damage()[0]
        with pytest.raises(StoreError):
            archive.add([])
        for door in doors:
            door.answers = lambda method, path: None
        archive.add([])
        assert len(near(archive)) == 10
        assert archive.damage() == ()


def test_servers_are_added_by_naming_them_and_left_by_naming_others(tmp_path, news, doors, servers):
    path = tmp_path / "archive"
    with made(path, news, doors[0].url) as archive:
        embedded = len(archive.embedder.texts)
        there = archive._made["collection"]
    both = f"{doors[0].url},{doors[1].url}"
    with Archive(path, HashEmbedder(), chroma=both) as archive:
        assert len(near(archive)) == 10
        archive.sync(news)
        assert whole(archive)
        one, other = collections(archive)
        assert one == other
        assert (embedded, archive.embedder.texts) == (104, ["ferry and bridge"])
    with Archive(path, HashEmbedder(), chroma=doors[0].url) as archive:  # as it was said before
        archive.sync(news)
        assert len(archive.servers()) == 2
    with pytest.raises(ArchiveMismatch):
        Archive(path, chroma="http://127.0.0.1:9")
    with Archive(path, HashEmbedder(), chroma=f"{doors[1].url},{servers[0].url}") as archive:
        archive.sync(news)
        assert whole(archive)
        assert doors[0].url not in archive.chroma
        names = {shard.name for shard in archive._indexes.store.shards.all()}
        assert all(name.startswith(there) for name in names)


def test_status_and_doctor_say_which_server_is_behind(tmp_path, news, stories, doors, monkeypatch):
    def run(*arguments):
        return CliRunner().invoke(main, [*arguments, "--archive", str(tmp_path / "archive")]).output

    url = f"{doors[0].url},{doors[1].url}"
    path = tmp_path / "archive"
    with Archive(path, MiniLM(), create=True, chroma=url) as archive:
        archive.sync(write(news, stories[80:100]))
        doors[1].answers = lambda method, path: (503, "down")
        archive.sync(write(news, stories[80:]))
        [_, late] = archive.servers()
        assert late.behind == ("undated",)
        status, doctor = run("status"), run("doctor")
        assert f"vectors   on a Chroma server: {doors[0].url}" in status
        assert f"{late.address} (behind with undated; the next sync" in status
        assert "refused: down (503); it is not asked until it answers" in doctor
        assert f"{late.address} is behind with undated" in doctor
        assert "they are all there" in doctor
        doors[1].answers = lambda method, path: None
        archive.sync(news)
        assert "behind" not in run("status") + run("doctor")


@pytest.mark.slow
def test_a_server_killed_under_questions_costs_no_answer_and_comes_back_mended(
    tmp_path, news, stories, servers
):
    url = ",".join(server.url for server in servers)
    with (
        made(tmp_path / "archive", news, url) as archive,
        Archive(tmp_path / "archive", HashEmbedder()) as reader,
    ):
        questions = [f"{one} and {other}" for one in _WORDS for other in _WORDS[:4]]
        wanted = {question: near(archive, question) for question in questions}
        wrong, answered = [], []
        killed = threading.Event()

        def ask(some):
            for question in some:
                found = near(reader, question)
                answered.append(question)
                if found != wanted[question]:
                    wrong.append((question, found, reader.damage()))
                if len(answered) == 60:
                    servers[1].stop()
                    killed.set()

        threads = [threading.Thread(target=ask, args=[questions * 2]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert killed.is_set()
        assert (wrong, len(answered)) == ([], 4 * 2 * len(questions))

        servers[1].start()
        old = tmp_path / "old"
        archive.add([])
        servers[1].stop()
        shutil.copytree(servers[1].folder, old)
        servers[1].start()
        assert len(near(archive)) == 10
        archive.sync(write(news, [*stories[20:], *map(story, range(200, 220))]))
        wanted = {question: near(archive, question) for question in questions[:20]}
        for state in ("old", "empty"):
            if state == "old":
                servers[1].stop()
                shutil.rmtree(servers[1].folder)
                shutil.copytree(old, servers[1].folder)
                servers[1].start()
            else:
                servers[1].emptied()
            with Archive(tmp_path / "archive", HashEmbedder()) as fresh:
                assert {question: near(fresh, question) for question in wanted} == wanted
                assert fresh.damage() == ()
            archive.sync(news)
            one, other = collections(archive)
            assert one == other
            assert whole(archive)
