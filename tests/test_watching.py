"""An archive that is kept up to date with folders and feeds, and what is told of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import Archive, ArticleError, Watcher
from qa.window.forgetting import forget
from tests.newsstand import open_stand
from tests.test_fetching import BRIDGE, FERRY

DATELINE = Path(sys.executable).with_name("dateline")


@pytest.fixture
def stand():
    with open_stand() as opened:
        yield opened


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive", create=True) as opened:
        yield opened


@pytest.fixture
def news(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    write(folder, "bridge", BRIDGE)
    return folder


def write(folder, name, text):
    (folder / f"{name}.txt").write_text(f"The {name}\n\n{text}")


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def looked(watcher):
    return [one.article.title if one.article else one.said for one in watcher.look()]


def test_a_folder_is_read_again_when_a_file_in_it_changes(archive, news, stand):
    clock = Clock()
    watcher = Watcher(archive, [str(news)], stand.client(), clock=clock)
    assert looked(watcher) == ["The bridge"]
    assert looked(watcher) == []
    assert 0 < watcher.wait() <= 5
    write(news, "ferry", FERRY)
    assert looked(watcher) == []  # it is not its turn
    clock.now += 5
    assert looked(watcher) == ["The ferry"]
    write(news, "bridge", f"{BRIDGE}\nTrams run every ten minutes.")
    (news / "ferry.txt").unlink()
    clock.now += 5
    assert looked(watcher) == ["The bridge", "1 article is gone"]
    clock.now += 5
    assert looked(watcher) == []


def test_a_feed_is_asked_at_its_time_and_tells_what_is_new(archive, stand):
    clock = Clock()
    stand.article("/bridge", "Bridge opens", BRIDGE)
    stand.article("/ferry", "Ferry to run", FERRY)
    feed = stand.feed("/feed.xml", "/bridge")
    watcher = Watcher(archive, [feed], stand.client(), every=900, clock=clock)
    assert looked(watcher) == ["Bridge opens"]
    stand.feed("/feed.xml", "/ferry", "/bridge")
    clock.now += 899
    assert looked(watcher) == []
    clock.now += 1
    assert looked(watcher) == ["Ferry to run"]
    assert stand.paths() == ["/feed.xml", "/bridge", "/feed.xml", "/ferry"]


def test_a_page_is_watched_through_the_feed_that_it_announces(archive, stand):
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    head = link.format("Comments", "/comments.xml") + link.format("News", "/feed.xml")
    front = stand.article("/", "Harbour Courier", "Today.", head=head)
    stand.article("/bridge", "Bridge opens", BRIDGE)
    stand.feed("/feed.xml", "/bridge")
    watcher = Watcher(archive, [front], stand.client())
    assert looked(watcher) == ["Bridge opens"]
    alone = Watcher(archive, [stand.url("/bridge")], stand.client())
    assert looked(alone) == ["is no feed, and a page that announces none"]


def test_a_page_that_declares_itself_as_xml_announces_feeds_too(archive, stand):
    stand.article("/bridge", "Bridge opens", BRIDGE)
    stand.feed("/feed.xml", "/bridge")
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml"/>'
    page = f'<?xml version="1.0" encoding="utf-8"?><html><head>{link}</head><body/></html>'
    watcher = Watcher(archive, [stand.put("/", page)], stand.client())
    assert looked(watcher) == ["Bridge opens"]


def test_what_another_process_forgets_is_not_fetched_again(archive, stand):
    clock = Clock()
    stand.article("/bridge", "Bridge opens", BRIDGE)
    feed = stand.feed("/feed.xml", "/bridge", text="One.")
    watcher = Watcher(archive, [feed], stand.client(), every=60, clock=clock)
    looked(watcher)
    with Archive(archive.path) as other:
        forget(other, [stand.url("/bridge")])
    stand.feed("/feed.xml", "/bridge", text="Another.")
    stand.asked.clear()
    clock.now += 60
    assert looked(watcher) == []
    assert stand.paths() == ["/feed.xml"]
    with Archive(archive.path) as other:
        other.allow([stand.url("/bridge")])
    clock.now += 60
    assert looked(watcher) == ["Bridge opens"]


def test_what_goes_wrong_is_told_once_and_tried_later_and_later(archive, news, stand):
    clock = Clock()
    feed = stand.url("/feed.xml")
    watcher = Watcher(archive, [feed, str(news)], stand.client(), every=60, clock=clock)
    assert looked(watcher) == ["is not there (404)", "The bridge"]
    assert watcher.failing
    asked = []
    for minute in range(1, 16):
        clock.now = minute * 60.0
        assert looked(watcher) == []
        asked.append(len(stand.paths()))
    assert asked == [1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4]
    stand.article("/ferry", "Ferry to run", FERRY)
    stand.feed("/feed.xml", "/ferry")
    clock.now += 3_600
    assert looked(watcher) == ["Ferry to run", "is there again"]
    assert not watcher.failing


def test_a_page_of_a_feed_that_fails_is_told_once(archive, stand):
    clock = Clock()
    feed = stand.feed("/feed.xml", "/gone")
    watcher = Watcher(archive, [feed], stand.client(), every=60, clock=clock)
    assert looked(watcher) == [f"{stand.url('/gone')}: is not there (404)"]
    clock.now += 60
    assert looked(watcher) == []
    assert stand.paths().count("/gone") == 1


def test_a_folder_that_empties_removes_nothing(archive, news, stand):
    clock = Clock()
    watcher = Watcher(archive, [str(news)], stand.client(), clock=clock)
    looked(watcher)
    (news / "bridge.txt").unlink()
    clock.now += 5
    [said] = looked(watcher)
    assert "no article files" in said
    assert len(archive.article_ids()) == 1


def test_another_writer_gets_its_turn(archive, news, stand, tmp_path):
    clock = Clock()
    watcher = Watcher(archive, [str(news)], stand.client(), clock=clock)
    with Archive(archive.path) as other, other._writing():
        assert looked(watcher) == []
    clock.now += 5
    assert looked(watcher) == ["The bridge"]


def test_what_is_neither_folder_nor_feed_is_refused(archive, stand):
    with pytest.raises(ArticleError, match="no folder and no address"):
        Watcher(archive, ["nowhere"], stand.client())


def test_the_command_looks_once_for_cron(dateline, news, stand):
    stand.article("/ferry", "Ferry to run", FERRY)
    feed = stand.feed("/feed.xml", "/ferry")
    allowed = ("--once", "--pace", "0.01s", "--allow-host", stand.place)
    assert dateline("watch", news, feed, *allowed).splitlines() == [
        "\tno date\tThe bridge",
        "Harbour Courier\t2024-03-20\tFerry to run",
    ]
    assert dateline("watch", *allowed, news, feed) == ""
    assert "is not there" in dateline("watch", stand.url("/no.xml"), *allowed, code=1)
    dateline("watch", "nowhere", "--once", code=1)


def test_topics_are_still_watched(dateline, news):
    dateline("sync", news)
    dateline("watch", "add", "bridge", "Marsh Bridge")
    assert dateline("watch", "list") == "bridge\tMarsh Bridge\n"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_command_goes_on_until_it_is_stopped(news, tmp_path, how):
    process = subprocess.Popen(
        [DATELINE, "watch", news, "--every", "0.2s", "--archive", tmp_path / "archive"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATELINE_EMBEDDER": "none"},
    )
    assert process.stdout.readline() == "\tno date\tThe bridge\n"
    write(news, "ferry", FERRY)
    assert process.stdout.readline() == "\tno date\tThe ferry\n"
    process.send_signal(how)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert err == "stopped; what came in is kept\n"


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8, 2.4, 3.0])
def test_a_killed_add_goes_on_and_fetches_only_what_it_has_not(stand, tmp_path, seconds):
    paths = [f"/story-{n}" for n in range(40)]
    for path in paths:
        stand.article(path, f"Report {path}", f"Of {path}. {BRIDGE}")
    command = [
        *(DATELINE, "add", stand.feed("/feed.xml", *paths), "--archive", tmp_path / "archive"),
        *("--pace", "0.03s", "--allow-host", stand.place),
    ]
    environment = os.environ | {"DATELINE_EMBEDDER": "none"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment)
    time.sleep(1.0 + seconds)
    process.kill()
    process.communicate()
    before = set(stand.paths())
    stand.asked.clear()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    again = [path for path in stand.paths() if path in before and path != "/feed.xml"]
    assert len(again) <= 1  # the one that was on its way
    with Archive(tmp_path / "archive") as archive:
        assert len(archive.article_ids()) == len(paths)
        assert archive.check() == []
