"""`dateline brief` and `dateline watch`: what they print, remember and forget."""

import json
import re
import signal
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from index import Archive, Filters
from qa import SettingsError, brief
from qa.briefings import Briefings, Watch
from qa.errors import RecordError
from qa.traces import Traces
from qa.window.forgetting import forget
from tests.conftest import HashEmbedder

QUAY = """Headline: Council of Brennick opens new quay
Source: Brennick Post
Date: {day}
URL: https://brennick-post.example/{name}

The council of Brennick opened a new quay for the ferry on {weekday}, and 300 people came to see it.
It cost 1.2 million crowns, the harbour office said.
"""
MAST = """Headline: Mast of the Brennick ferry breaks in a gale
Source: Brennick Post
Date: 2024-05-20
URL: https://brennick-post.example/mast

The mast of the Brennick ferry Calla broke in a gale on Monday, and nobody was hurt.
Captain Orla Venn said that a crane would lift a spare mast aboard within a week.
"""
HOSTILE = """Headline: <script>alert(1)</script> *Brennick* [ferry](javascript:x) sails again
Source: Post <b>& Sons</b>
Date: 2024-06-02
URL: https://brennick-post.example/sails

The Brennick ferry <img src=x onerror=alert(2)> sails again from Sunday, the *owner* said | firmly.
It had lain at the quay for two weeks.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Articles about the ferry of Brennick, which is nowhere."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "quay.txt").write_text(
        QUAY.format(day="2024-04-02", weekday="Tuesday", name="quay"), encoding="utf-8"
    )
    (articles / "mast.txt").write_text(MAST, encoding="utf-8")
    return articles


@pytest.fixture
def ferry(dateline, folder):
    dateline("sync", folder)
    return dateline


def test_a_briefing_prints_dated_cited_lines(ferry):
    told = ferry("brief", "Brennick ferry", "--since", "2024-05-01")
    assert "1 article on “Brennick ferry” since 1 May 2024; 1 outlet." in told
    assert "- Brennick Post, 20 May 2024: “The mast of the Brennick ferry Calla broke" in told
    assert "https://brennick-post.example/mast" in told
    assert "quay for the ferry" not in told


def test_nothing_new_is_quiet_and_has_a_status_of_its_own(ferry, tmp_path):
    out = tmp_path / "news.md"
    assert ferry("brief", "Brennick ferry", "--since", "2024-06-01", "--out", out, code=3) == ""
    assert not out.exists()
    assert ferry("brief", "Zanzibar", code=3) == ""


def test_what_was_told_is_not_told_again(ferry, folder, tmp_path):
    first = ferry("brief", "Brennick ferry", "--new")
    assert "mast" in first
    assert ferry("brief", "Brennick ferry", "--new", code=3) == ""
    assert ferry("brief", "brennick  FERRY", "--new", code=3) == ""
    assert "mast" in ferry("brief", "Brennick ferry")  # who does not ask for news gets all
    (folder / "sails.txt").write_text(HOSTILE, encoding="utf-8")
    ferry("sync", folder)
    again = ferry("brief", "Brennick ferry", "--new")
    assert "sails again" in again
    assert "mast of the Brennick" not in again


def test_what_one_outlet_was_asked_of_is_news_of_another(ferry):
    ferry("brief", "Brennick ferry", "--new", "--outlet", "Brennick Post")
    assert "mast" in ferry("brief", "Brennick ferry", "--new")


def test_formats_are_files_that_are_whole_and_the_same_every_time(ferry, tmp_path):
    for form, begins in (
        ("markdown", "# Brennick ferry\n"),
        ("html", "<!doctype html>"),
        ("json", "{"),
    ):
        out = tmp_path / f"news.{form}"
        ferry("brief", "Brennick ferry", "--format", form, "--out", out)
        told = out.read_text(encoding="utf-8")
        assert told.startswith(begins)
        ferry("brief", "Brennick ferry", "--format", form, "--out", out)
        assert out.read_text(encoding="utf-8") == told
        assert not list(tmp_path.glob("*.new"))


def test_json_names_the_characters_that_are_quoted(ferry, folder):
    [told] = json.loads(ferry("brief", "Brennick ferry", "--format", "json"))["briefings"]
    assert told["new"] is True
    for said in told["statements"]:
        for cited in said["citations"]:
            [path] = [
                one for one in folder.iterdir() if cited["title"] in one.read_text(encoding="utf-8")
            ]
            assert cited["quote"] in path.read_text(encoding="utf-8")
            assert cited["quote"] in said["text"]


def test_nothing_that_an_article_says_becomes_markup(ferry, folder):
    (folder / "sails.txt").write_text(HOSTILE, encoding="utf-8")
    ferry("sync", folder)
    page = ferry("brief", "<i>Brennick</i> ferry", "--format", "html")
    assert "<script" not in page
    assert "<img" not in page
    assert "<i>" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page
    assert re.findall(r'href="(?!#)([^"]*)"', page) == [
        "https://brennick-post.example/sails",
        "https://brennick-post.example/mast",
        "https://brennick-post.example/quay",
    ]
    assert "default-src &#39;none&#39;" in page
    told = ferry("brief", "Brennick ferry", "--format", "markdown")
    assert r"\<img src=x onerror=alert(2)\>" in told
    assert r"\*owner\*" in told
    assert r"\[ferry\](javascript:x)" in told


def test_topics_are_watched_by_name(ferry, folder):
    ferry("watch", "add", "boat", "Brennick ferry", "--since", "2024-05-01")
    ferry("watch", "add", "quay", "new quay", "--outlet", "Brennick Post")
    assert ferry("watch", "list").splitlines() == [
        "boat\tBrennick ferry\tsince 2024-05-01",
        "quay\tnew quay\tBrennick Post",
    ]
    first = ferry("watch", "run")
    assert [line for line in first.splitlines() if line in ("boat", "quay")] == ["boat", "quay"]
    assert ferry("watch", "run", code=3) == ""
    (folder / "sails.txt").write_text(HOSTILE, encoding="utf-8")
    ferry("sync", folder)
    assert "sails again" in ferry("watch", "run", "boat")
    ferry("watch", "remove", "boat")
    assert ferry("watch", "list").splitlines() == ["quay\tnew quay\tBrennick Post"]


def test_a_watch_that_is_added_anew_begins_anew(ferry):
    ferry("watch", "add", "boat", "Brennick ferry")
    ferry("watch", "run")
    ferry("watch", "remove", "boat")
    ferry("watch", "add", "boat", "Brennick ferry")
    assert "mast" in ferry("watch", "run")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("brief", "?!"), "has no word in it"),
        (("brief", "x" * 300), "300 characters long"),
        (("brief", "ferry", "--outlet", "Nobody"), "no outlet is called “Nobody”"),
        (("watch", "run", "boat"), "nothing is watched as 'boat'"),
        (("watch", "remove", "boat"), "nothing is watched as 'boat'"),
        (("watch", "add", "boat", "ferry", "--outlet", "Nobody"), "no outlet is called “Nobody”"),
    ],
)
def test_what_is_wrong_is_named(ferry, arguments, said):
    assert said in ferry(*arguments, code=1)


def test_an_outlet_that_has_gone_hides_no_other_watch(ferry, folder):
    (folder / "gone.txt").write_text(
        "Title: Brennick ferry sails\nOutlet: Gone Post\nDate: 2024-05-01\n\n"
        "The Brennick ferry sailed on Wednesday with forty passengers aboard."
    )
    ferry("sync", folder)
    ferry("watch", "add", "gone  post", "Brennick ferry", "--outlet", "Gone Post")
    ferry("watch", "add", "boat", "Brennick ferry")
    (folder / "gone.txt").unlink()
    ferry("sync", folder)
    assert ferry("watch", "run").startswith("boat")
    ferry("watch", "run", "gone  post", code=3)
    ferry("watch", "remove", "gone  post")


def test_the_first_day_of_all_is_a_day(ferry):
    assert "mast" in ferry("brief", "Brennick ferry", "--since", "0001-01-01")


def test_a_name_is_watched_once(ferry):
    ferry("watch", "add", "boat", "Brennick ferry")
    assert "'boat' is watched already" in ferry("watch", "add", "boat", "quay", code=1)


def test_days_in_the_wrong_order_are_no_briefing(ferry):
    ferry("brief", "ferry", "--since", "2024-05-02", "--until", "2024-05-01", code=2)


# -- what is kept ----------------------------------------------------------------------------------


def test_only_its_owner_reads_what_was_told(ferry):
    ferry("brief", "Brennick ferry", "--new")
    kept = Path(".dateline/briefings.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "mast" not in kept.read_text(encoding="utf-8")  # ids and topics alone


def test_a_file_that_is_no_longer_what_was_written_is_named(tmp_path):
    (tmp_path / "briefings.json").write_text('{"format": 1, "told": 3}', encoding="utf-8")
    with pytest.raises(RecordError, match=r"briefings\.json is not what .*\(told: "):
        Briefings(tmp_path).watches()
    (tmp_path / "briefings.json").write_text('{"format": 9}', encoding="utf-8")
    with pytest.raises(RecordError, match="format 9"):
        Briefings(tmp_path).tell(Watch("ferry"), ["a"])


def test_a_writer_that_is_killed_leaves_what_was_there(tmp_path):
    kept = Briefings(tmp_path)
    kept.tell(Watch("ferry"), ["a", "b"])
    dying = (
        "import os, signal, sys\n"
        "from qa.briefings import Briefings, Watch\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "Briefings(sys.argv[1]).tell(Watch('ferry'), ['c'])\n"
    )
    done = subprocess.run([sys.executable, "-c", dying, tmp_path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert kept.told(Watch("ferry")) == {"a", "b"}
    kept.forget(Traces(()), (), ("a", "b"))
    assert not list(tmp_path.glob("*.new"))  # nor is what the killed one wrote
    kept.tell(Watch("Ferry"), ["d"])
    assert kept.told(Watch("ferry")) == {"a", "b", "d"}


def test_forgetting_an_article_forgets_that_it_was_told(ferry, folder):
    ferry("watch", "add", "boat", "Brennick ferry")
    ferry("watch", "add", "captain", "Orla Venn said that a crane would lift a spare mast aboard")
    ferry("watch", "run")
    kept = Briefings(".dateline")
    [doomed] = [
        one for one in kept.told(Watch("Brennick ferry")) if "mast" in _title(".dateline", one)
    ]
    (folder / "mast.txt").unlink()
    told = ferry("forget", doomed, "--yes")
    assert doomed not in Path(".dateline/briefings.json").read_text(encoding="utf-8")
    assert "crane" not in Path(".dateline/briefings.json").read_text(encoding="utf-8")
    assert list(kept.watches()) == ["boat"]
    assert len(kept.told(Watch("Brennick ferry"))) == 1
    assert re.search(r"briefings  [1-9]", told)


def test_what_was_removed_before_is_cleared_away_as_well(ferry, folder):
    ferry("brief", "Brennick ferry", "--new")
    (folder / "mast.txt").unlink()
    ferry("sync", folder)
    assert len(Briefings(".dateline").told(Watch("Brennick ferry"))) == 2
    ferry("forget", "--yes")
    assert len(Briefings(".dateline").told(Watch("Brennick ferry"))) == 1


def _title(path: str, article_id: str) -> str:
    with Archive(path) as archive:
        return archive.article(article_id).title.lower()


def test_forgetting_counts_what_it_cleared(tmp_path, folder):
    with Archive(tmp_path / "archive", HashEmbedder(), create=True) as archive:
        archive.sync(folder)
        [one, other] = archive.article_ids()
        Briefings(archive.path).tell(Watch("ferry"), [one, other])
        assert forget(archive, [one]).briefings == 1
        assert forget(archive).briefings == 0


# -- in Python -------------------------------------------------------------------------------------


def test_a_program_gets_the_same_briefing(answerer):
    found = brief(answerer, "Skerrow Line", since=date(2024, 6, 1), outlets=("Capital & Trade",))
    assert [one.citations[0].passage.outlet for one in found.statements] == ["Capital & Trade"]
    assert found.filters == Filters(date(2024, 6, 1), None, ("Capital & Trade",))
    assert not brief(answerer, "Skerrow Line", told=brief(answerer, "Skerrow Line").articles)
    with pytest.raises(SettingsError, match="after until"):
        brief(answerer, "ferry", date(2024, 6, 2), date(2024, 6, 1))
