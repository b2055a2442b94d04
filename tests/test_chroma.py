"""An archive whose vectors are on a Chroma server: `chroma run`, on loopback, behind a door."""

import json
import shutil
import time
from functools import partial

import httpx
import numpy as np
import pytest
from click.testing import CliRunner

from index import (
    EVERYTHING,
    Archive,
    ArchiveMismatch,
    Filters,
    HybridRetriever,
    StoreError,
)
from index.stores import address, wire
from index.stores.address import address_of
from index.stores.remote import RemoteVectors
from index.stores.wire import Wire
from qa.cli import main
from tests.conftest import HashEmbedder
from tests.test_vectors import unit_rows


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Nobody waits long here, and no proxy of whoever runs the tests is in between."""
    monkeypatch.setattr(wire, "PATIENCE", 0.6)
    monkeypatch.setattr(wire, "_PAUSE", 0.05)
    monkeypatch.setattr(wire, "_RESTING_SECONDS", 0.2)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("CHROMA_TENANT", "CHROMA_DATABASE", "CHROMA_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def write(folder, **texts):
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(f"{name.capitalize()} report\n\n{text}", "utf-8")


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    write(
        folder,
        ferry="The ferry to Port Sellen was cancelled on Monday. Passengers took the bus.",
        bridge="The bridge of Lorvane was opened by the mayor. It took nine years to build.",
        school="The school of Lorvane has a new roof. Pupils came back in March.",
    )
    return folder


@pytest.fixture
def synced(tmp_path, news, door):
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma=door.url) as archive:
        archive.sync(news)
        yield archive


def near(archive, text="ferry to Port Sellen cancelled"):
    return [number for number, _ in archive.search_vectors(text, 10, EVERYTHING)]


def whole(archive):
    assert archive.check() == []
    assert archive.coverage().waiting_for_vectors == 0
    return len(archive._indexes.vectors.numbers())


def on_server(archive):
    """The one collection of articles without a day, as the server has it."""
    store = archive._indexes.store
    [shard] = store.shards.all()
    return store.nodes.copies(shard)[0].vectors


# -- what it is like while all is well -------------------------------------------------------------


def test_an_archive_with_its_vectors_on_a_server_is_as_any_other(synced, news, tmp_path):
    assert whole(synced) == 3
    assert not list(synced.path.glob("vectors-*"))
    assert len(near(synced)) == 3
    write(news, ferry="The ferry sails again.", harvest="The harvest was poor this year.")
    (news / "school.txt").unlink()
    synced.sync(news)
    assert whole(synced) == 3
    found = HybridRetriever(synced).retrieve("the harvest was poor", 1)
    assert found[0].passage.title == "Harvest report"
    assert near(synced)
    synced.remove([str(news / "bridge.txt")])
    synced.forget([str(news / "harvest.txt")])
    assert whole(synced) == 1
    synced.rebuild()
    assert whole(synced) == 1


def test_a_reader_sees_what_a_writer_of_another_process_does(synced, news, monkeypatch):
    monkeypatch.setattr("index.reading._NOTICE_SECONDS", 0)
    with Archive(synced.path, HashEmbedder()) as reader:
        assert len(near(reader)) == 3
        write(news, harvest="The harvest was poor this year.")
        synced.sync(news)
        assert len(near(reader)) == 4
        synced.rebuild()
        assert len(near(reader)) == 4


def test_only_numbers_and_vectors_leave_the_machine(synced, door):
    """No text, headline, file name or place of the archive; nothing that names code."""
    near(synced)
    written = [body for method, path, body in door.seen if path.endswith("/upsert")]
    assert {tuple(sorted(json.loads(body))) for body in written} == {("embeddings", "ids")}
    everything = b"".join(path.encode() + body for _, path, body in door.seen)
    for word in (b"ferry", b"Ferry", b"Lorvane", b"news", b"archive/", b"embedding_function"):
        assert word not in everything
    found = httpx.get(f"{door.url}/api/v2/tenants/default_tenant/databases/default_database"
                      f"/collections/{on_server(synced).name}").json()  # fmt: skip
    assert found["metadata"] == {"archive": synced.identity, "written": 1}
    assert not found["configuration_json"]["embedding_function"]


def test_a_question_is_one_request_and_counts_nothing(synced, door):
    near(synced)
    door.seen.clear()
    near(synced)
    synced.search_vectors("ferry", 1, Filters(kinds=("",)))
    assert [path.rpartition("/")[2] for _, path, _ in door.seen] == ["query", "query"]


@pytest.mark.parametrize("among", [None, range(0, 300, 7), [999, 7], [999], []])
def test_a_server_finds_what_the_embedded_store_finds(chroma_server, tmp_path, among):
    from index.vectors import Vectors

    there = RemoteVectors(Wire(address_of(chroma_server.url)), f"dateline-{tmp_path.name}", "mine")
    here = Vectors(tmp_path / "vectors")
    rows, question = unit_rows(300), unit_rows(1, seed=3)[0]
    for store in (here, there):
        store.upsert(range(300), rows)
        store.delete([9, 9_999])
        store.upsert([8], rows[9:10])
    wanted = here.search(question, 5, among)
    found = there.search(question, 5, among)
    assert [number for number, _ in found] == [number for number, _ in wanted]
    assert [cosine for _, cosine in found] == pytest.approx([c for _, c in wanted], abs=1e-5)
    assert there.count() == 299
    assert there.numbers() == here.numbers() == set(range(300)) - {9}
    held = {n: row for some, rows in there.everything() for n, row in zip(some, rows, strict=True)}
    assert np.allclose(held[8], rows[9], atol=1e-6)
    here.close()


# -- where the vectors are is said once ------------------------------------------------------------


def test_the_archive_remembers_where_its_vectors_are(synced, door, chroma_server):
    assert synced.chroma == f"{door.url}/default_tenant/default_database"
    with Archive(synced.path, HashEmbedder()) as again:
        assert near(again)
    Archive(synced.path, chroma=door.url).close()
    for other in (chroma_server.url, f"{door.url}/default_tenant/another", "here", "cloud/a/b"):
        with pytest.raises(ArchiveMismatch, match=r"has its vectors at .*dateline rebuild"):
            Archive(synced.path, chroma=other)


def test_an_archive_of_its_own_folder_does_not_go_elsewhere_in_silence(tmp_path, news, door):
    with Archive(tmp_path / "local", HashEmbedder(), create=True) as archive:
        archive.sync(news)
    with pytest.raises(ArchiveMismatch, match="in its own folder"):
        Archive(tmp_path / "local", chroma=door.url)
    assert door.seen == []


def test_a_rebuild_moves_the_vectors_there_and_back_and_leaves_none(tmp_path, news, door):
    embedder = HashEmbedder()
    with Archive(tmp_path / "local", embedder, create=True) as archive:
        archive.sync(news)
        embedded = len(embedder.texts)
        archive.rebuild(chroma=door.url)
        assert (whole(archive), list(archive.path.glob("vectors-*"))) == (3, [])
        there = on_server(archive)
        archive.rebuild(chroma="here")
        assert (whole(archive), archive.chroma) == (3, "")
        assert len(embedder.texts) == embedded
        archive.sync(news)
        gone = RemoteVectors(Wire(address_of(door.url)), there.name, archive.identity)
        assert gone.found() == ""


def test_copies_of_an_archive_that_move_to_one_server_do_not_meet_there(tmp_path, news, door):
    with Archive(tmp_path / "one", HashEmbedder(), create=True) as archive:
        archive.sync(news)
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    with (
        Archive(tmp_path / "one", HashEmbedder()) as one,
        Archive(tmp_path / "other", HashEmbedder()) as other,
    ):
        one.rebuild(chroma=door.url)
        other.rebuild(chroma=door.url)
        other.remove_all()
        assert (whole(one), whole(other)) == (3, 0)


def test_a_move_to_a_server_that_is_away_changes_nothing(tmp_path, news):
    with Archive(tmp_path / "local", HashEmbedder(), create=True) as archive:
        archive.sync(news)
        with pytest.raises(StoreError, match="cannot be reached"):
            archive.rebuild(chroma="http://127.0.0.1:9")
        assert (whole(archive), archive.chroma, len(near(archive))) == (3, "", 3)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("http://chroma", "http://chroma:8000/default_tenant/default_database"),
        ("https://c.example/", "https://c.example:443/default_tenant/default_database"),
        ("http://[::1]:81/a/b%2Fc", "http://[::1]:81/a/b%2Fc"),
        ("cloud/t/d", "cloud/t/d"),
    ],
)
def test_addresses_are_remembered_in_one_form(text, meant):
    assert str(address_of(text)) == meant == str(address_of(meant))


@pytest.mark.parametrize(
    "text",
    ["chroma:8000", "ftp://c", "http://", "http://c/only", "http://u:pw@c", "http://c:x", "clouds",
     "http://c?key=1"],
)  # fmt: skip
def test_what_is_no_address_is_said(text):
    with pytest.raises(StoreError) as caught:
        address_of(text)
    assert "pw" not in str(caught.value)


def test_tenant_and_database_come_from_chromas_own_variables(monkeypatch):
    monkeypatch.setenv("CHROMA_TENANT", "courier")
    monkeypatch.setenv("CHROMA_DATABASE", "desk")
    assert str(address_of("cloud")) == "cloud/courier/desk"
    assert str(address_of("http://c/one/two")) == "http://c:8000/one/two"


# -- what goes wrong -------------------------------------------------------------------------------


def test_a_server_that_goes_in_the_middle_of_a_sync_costs_nothing(tmp_path, news, door):
    embedder = HashEmbedder()
    upserts = []

    def gone(method, path):
        if path.endswith("/upsert"):
            upserts.append(path)
        return (503, "down") if len(upserts) > 1 else None

    door.answers = gone
    for n in range(200):
        write(news, **{f"story{n}": f"Story {n} is about ship {n} of the harbour of Lorvane."})
    with Archive(tmp_path / "archive", embedder, create=True, chroma=door.url) as archive:
        with pytest.raises(StoreError, match=r"refused: down \(503\)"):
            archive.sync(news)
        waiting = archive.coverage().waiting_for_vectors
        assert 0 < waiting < 203
        assert archive.search_words("harbour", 10, EVERYTHING)
        embedded = len(embedder.texts)
        door.answers = lambda method, path: None
        archive.sync(news)
        assert whole(archive) == 203
        assert len(embedder.texts) - embedded <= waiting


def test_answers_go_by_words_while_the_server_is_gone_and_say_so(
    synced, chroma_server, monkeypatch
):
    with Archive(synced.path, HashEmbedder()) as archive:
        assert near(archive)
        chroma_server.stop()
        try:
            found = HybridRetriever(archive).retrieve("ferry to Port Sellen", 3)
            assert found[0].passage.title == "Ferry report"
            [said] = archive.coverage().damage
            assert "answers go by words alone" in said
            assert "127.0.0.1" in said
            removed = archive.remove([archive.article_ids()[0]])  # needs no server
        finally:
            chroma_server.start()
        time.sleep(0.3)
        assert near(archive)
        assert archive.coverage().damage == ()
        archive.add([])
        assert (removed, whole(archive)) == (1, 2)


def test_who_asks_after_a_server_was_slow_does_not_wait_as_well(synced, door, monkeypatch):
    monkeypatch.setattr(wire, "_READING_SECONDS", 0.3)
    monkeypatch.setattr(wire, "_RESTING_SECONDS", 5)
    door.answers = lambda method, path: time.sleep(1)
    start = time.monotonic()
    assert [near(synced) for _ in range(5)] == [[]] * 5
    assert time.monotonic() - start < 0.9
    assert "did not answer within" in synced.damage()[0]


def test_a_connection_that_ends_without_an_answer_is_tried_anew_at_once(synced, door):
    ended = [(0, "")]
    door.answers = lambda method, path: ended.pop() if ended and path.endswith("/query") else None
    assert len(synced.search_vectors("harvest", 3, EVERYTHING)) == 3
    assert (ended, synced.damage()) == ([], ())


def test_a_write_is_tried_again_where_the_server_has_much_to_do(synced, news, door, monkeypatch):
    monkeypatch.setattr(wire, "PATIENCE", 30.0)
    refusals = [(429, "slow down"), (503, ""), (502, "")]
    door.answers = lambda method, path: (
        refusals.pop() if refusals and path.endswith("/upsert") else None
    )
    write(news, harvest="The harvest was poor.")
    synced.sync(news)
    assert (refusals, whole(synced)) == ([], 4)


def test_a_full_server_is_said_and_nothing_is_lost(synced, news, door):
    full = '{"error":"InternalError","message":"database or disk is full"}'
    door.answers = lambda method, path: (500, full) if path.endswith("/upsert") else None
    write(news, harvest="The harvest was poor.")
    with pytest.raises(StoreError, match="disk is full"):
        synced.sync(news)
    assert synced.search_words("harvest", 5, EVERYTHING)
    assert len(near(synced)) == 3
    door.answers = lambda method, path: None
    synced.sync(news)
    assert whole(synced) == 4


def test_a_server_that_was_set_up_anew_gets_all_vectors_again(synced, news, chroma_server):
    chroma_server.emptied()
    assert near(synced) == []
    embedded = len(synced.embedder.texts)
    assert "has no collection" in synced.damage()[0]
    synced.sync(news)
    assert whole(synced) == 3
    assert len(synced.embedder.texts) == embedded


def test_vectors_that_a_server_lost_or_has_too_many_of_are_put_right(synced, news):
    store = on_server(synced)
    lost = sorted(store.numbers())[0]
    store.delete([lost])
    store.upsert([98, 99], np.eye(2, 64, dtype=np.float32))
    assert len(synced.check()) == 2
    synced.sync(news)
    assert whole(synced) == 3


def test_somebody_elses_collection_is_not_touched(tmp_path, news, door):
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma=door.url) as archive:
        name = f"{archive._made['collection']}-undated"
        theirs = RemoteVectors(Wire(address_of(door.url)), name, "somebody else")
        theirs.upsert([1], unit_rows(1))
        with pytest.raises(StoreError, match="not this archive's"):
            archive.sync(news)
        assert archive.search_words("ferry", 5, EVERYTHING)
        assert theirs.numbers() == {1}


def test_a_token_is_sent_and_never_shown(tmp_path, news, door, monkeypatch):
    door.token = "s3cret-token"
    opened = partial(Archive, tmp_path / "archive", HashEmbedder(), create=True, chroma=door.url)
    with opened() as archive, pytest.raises(StoreError, match="set DATELINE_CHROMA_TOKEN"):
        archive.sync(news)
    monkeypatch.setenv("DATELINE_CHROMA_TOKEN", "wr0ng-token")
    with opened() as archive, pytest.raises(StoreError, match="does not take the token") as caught:
        archive.sync(news)
    assert "wr0ng" not in str(caught.value)
    monkeypatch.setenv("DATELINE_CHROMA_TOKEN", "s3cret-token")
    with opened() as archive:
        archive.sync(news)
        assert whole(archive) == 3
    files = b"".join(file.read_bytes() for file in archive.path.rglob("*") if file.is_file())
    assert b"s3cret-token" not in files
    door.answers = lambda method, path: (500, "you sent s3cret-token")
    with opened() as archive:
        near(archive)
        assert "s3cret" not in archive.damage()[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, '{"detail":"Not Found"}'), "Chroma of version 1.0 or newer"),
        ((200, "<html>welcome</html>"), "something that Chroma does not say"),
        ((200, "[]"), "something that Chroma does not say"),
        ((400, '{"error":"QuotaError","message":"too many"}'), "too many"),
    ],
)
def test_what_is_no_chroma_of_now_is_said(tmp_path, news, door, answer, said):
    door.answers = lambda method, path: answer
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma=door.url) as archive:
        with pytest.raises(StoreError, match=said):
            archive.sync(news)
        assert archive.search_words("ferry", 5, EVERYTHING)


def test_another_tenant_is_no_place_unless_somebody_made_it(tmp_path, news, door):
    chroma = f"{door.url}/courier/desk"
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma=chroma) as archive:
        with pytest.raises(StoreError, match="refused"):
            archive.sync(news)
        httpx.post(f"{door.url}/api/v2/tenants", json={"name": "courier"})
        httpx.post(f"{door.url}/api/v2/tenants/courier/databases", json={"name": "desk"})
        archive.sync(news)
        assert whole(archive) == 3
        elsewhere = address_of(door.url)
        assert RemoteVectors(Wire(elsewhere), on_server(archive).name, "x").found() == ""


def test_what_is_forgotten_while_the_server_is_gone_is_deleted_by_the_next_sync(synced, news, door):
    door.answers = lambda method, path: (503, "")
    with pytest.raises(StoreError, match="gone from the archive, but its vectors"):
        synced.forget([str(news / "ferry.txt")])
    assert "Ferry report" not in [synced.article(one).title for one in synced.article_ids()]
    door.answers = lambda method, path: None
    assert synced._indexes.vectors.count() == 3
    synced.sync(news)
    assert whole(synced) == 2


# -- Chroma Cloud ----------------------------------------------------------------------------------


def test_chroma_cloud_is_asked_by_its_key_in_steps_of_three_hundred(
    tmp_path, news, door, monkeypatch
):
    monkeypatch.setattr(address, "CLOUD_URL", door.url)
    monkeypatch.setenv("CHROMA_API_KEY", "ck-key")
    door.token = "ck-key"
    for n in range(330):
        write(news, **{f"story{n}": f"Story {n} is about ship {n} of the harbour of Lorvane."})
    with Archive(tmp_path / "archive", HashEmbedder(), create=True, chroma="cloud") as archive:
        assert archive.chroma == "cloud/default_tenant/default_database"
        archive.sync(news)
        assert whole(archive) == 333
        assert 200 < len(archive.search_vectors("harbour", 320, EVERYTHING)) <= 300
        archive.remove_all()
        assert archive._indexes.vectors.count() == 0
    bodies = [json.loads(body) for _, _, body in door.seen if body]
    assert max(len(body.get("ids") or []) for body in bodies) <= 300
    assert max(body.get("limit") or 0 for body in bodies) <= 300
    assert max(body.get("n_results") or 0 for body in bodies) <= 300


# -- the command -----------------------------------------------------------------------------------


def test_the_command_says_where_the_vectors_are_and_moves_them(tmp_path, news, door, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*arguments, code=0):
        result = CliRunner().invoke(main, [str(one) for one in arguments])
        assert result.exit_code == code, result.output
        return result.output

    monkeypatch.setenv("DATELINE_CHROMA", door.url)
    run("sync", news)
    monkeypatch.delenv("DATELINE_CHROMA")
    assert f"vectors   on a Chroma server: {door.url}" in run("status")
    said = run("doctor")
    assert f"vectors of all passages are kept at {door.url}" in said
    assert "no text, headline or name is" in said
    assert "is not encrypted" in said
    door.answers = lambda method, path: (503, "")
    time.sleep(0.3)
    assert "answers go by words alone until it answers" in run("doctor", code=1)
    answered = CliRunner().invoke(main, ["ask", "Which ferry was cancelled?"]).output
    assert "cancelled on Monday" in answered
    assert "Found by words alone: the archive's vectors are out of reach" in answered
    door.answers = lambda method, path: None
    monkeypatch.setenv("DATELINE_CHROMA", "here")
    assert "dateline rebuild" in run("sync", news, code=1)
    run("rebuild")
    monkeypatch.delenv("DATELINE_CHROMA")
    assert "Chroma server" not in run("status")
    run("status", "--check")
