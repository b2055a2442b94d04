"""Which article updates or corrects which, as an archive has it after it was synced."""

from datetime import date

import pytest

from index import Archive, Update
from tests.test_syndication import OTHERS, put

FIRST = (
    "A crane fell onto the quay of Almer on Monday and injured four dockers, the port office said.",
    "The crane was unloading timber from the freighter Hesper when its jib gave way in the wind.",
    "The quay is 310 metres long and takes most of the valley's timber.",
    "It was built in 1964 and has had two accidents before, in 1988 and in 2011.",
)
NEXT = (
    "Seven dockers were injured when a crane fell onto the quay of Almer, the port office said.",
    "Three of them went to a doctor only on Tuesday, and one is in a serious condition.",
    "Inspectors from the capital took a piece of the broken jib with them to look at the weld.",
    *FIRST[1:3],
)
LAST = (
    "The weld of the crane that fell at Almer was faulty, inspectors have found.",
    *NEXT[1:],
)

NAMING = ["We wrote on 4 March (“Crane falls onto quay of Almer”) that the quay was built in 1964. "
          "It was built in 1946."]  # fmt: skip


def report(name, sentences, day, title="Crane falls onto quay of Almer", **fields):
    told = {"id": name, "title": title, "text": "\n\n".join(sentences), "published": day}
    return told | {"source": "Almer Echo"} | fields


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "archive", create=True) as opened:
        for name, text in OTHERS.items():
            put(opened, tmp_path, report(name, [text], "2024-03-01", title=name.title()))
        yield opened


def links(archive):
    return set(archive._ledger.rows("SELECT older, newer, how FROM updates"))


def updated_by(archive, name):
    return archive.passages_of(name)[0].updated_by


def test_a_later_report_that_repeats_much_of_an_earlier_one_updates_it(archive, tmp_path):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    put(archive, tmp_path, report("next", NEXT, "2024-03-05", title="Seven hurt by crane in Almer"))
    assert links(archive) == {("first", "next", "later")}
    assert updated_by(archive, "first") == "next"
    assert not updated_by(archive, "next")
    assert archive.updates("next") == [Update("first", "next", "later", date(2024, 3, 5))]


def test_what_is_found_does_not_depend_on_the_order_in_which_articles_come(archive, tmp_path):
    put(archive, tmp_path, report("next", NEXT, "2024-03-05"))
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    assert {link[:2] for link in links(archive)} == {("first", "next")}


@pytest.mark.parametrize("fields", [{"source": "Hallow Post"}, {"source": ""}])
def test_another_outlet_s_report_is_no_update(archive, tmp_path, fields):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    put(archive, tmp_path, report("other", NEXT, "2024-03-05", **fields))
    assert not links(archive)


def test_reports_of_one_day_stand_side_by_side_unless_one_is_marked(archive, tmp_path):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    put(archive, tmp_path, report("beside", NEXT, "2024-03-04", title="Seven hurt by Almer crane"))
    assert not links(archive)
    marked = report("marked", NEXT, "2024-03-04", title="UPDATE 2 - Crane falls on Almer quay")
    put(archive, tmp_path, marked)
    assert ("first", "marked", "version") in links(archive)


def test_an_address_or_a_headline_is_updated_by_its_later_version(archive, tmp_path):
    about = {"url": "https://almerecho.example/crane"}
    put(archive, tmp_path, report("first", FIRST, "2024-03-04", **about))
    anew = ["The port of Almer has taken down the crane that fell in March, it said on Friday."]
    put(archive, tmp_path, report("last", anew, "2024-06-07", title="Crane taken down", **about))
    assert links(archive) == {("first", "last", "version")}


def test_a_series_with_one_headline_is_not_a_chain_of_updates(archive, tmp_path):
    title = "What our readers write to us this week"
    put(archive, tmp_path, report("one", FIRST, "2024-03-05", title=title))
    put(archive, tmp_path, report("two", NAMING, "2024-03-12", title=title))
    assert not links(archive)


@pytest.mark.parametrize(
    ("title", "outlet", "linked"),
    [
        ("Correction: Almer quay", "Almer Echo", True),
        ("Correction: Almer quay", "Hallow Post", False),
        ("Quay of Almer to be widened", "Almer Echo", False),
    ],
)
def test_a_correction_belongs_to_the_article_that_it_names(
    archive, tmp_path, title, outlet, linked
):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    put(archive, tmp_path, report("note", NAMING, "2024-03-18", title=title, source=outlet))
    assert links(archive) == ({("first", "note", "correction")} if linked else set())


def test_a_copy_is_updated_by_what_updates_its_first(archive, tmp_path):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"))
    put(archive, tmp_path, report("copy", FIRST, "2024-03-05", source="Oster Courier"))
    put(archive, tmp_path, report("next", NEXT, "2024-03-06"))
    assert archive.passages_of("copy")[0].first == "first"
    assert updated_by(archive, "copy") == "next"


def test_links_go_with_their_articles_and_come_back_with_them(archive, tmp_path):
    put(archive, tmp_path, report("first", FIRST, "2024-03-04"), report("next", NEXT, "2024-03-05"))
    archive.forget(["next"])
    assert not links(archive)
    assert not updated_by(archive, "first")
    assert not archive._ledger.rows("SELECT 1 FROM sketches WHERE article = 'next'")
    put(archive, tmp_path, report("last", LAST, "2024-03-06"))
    assert updated_by(archive, "first") == "last"
    archive.rebuild()
    assert updated_by(archive, "first") == "last"
    assert archive.check() == []


def test_an_archive_from_before_there_were_links_gets_them_with_its_next_sync(tmp_path):
    with Archive(tmp_path / "archive", create=True) as opened:
        put(opened, tmp_path, report("first", FIRST, "2024-03-04"))
        put(opened, tmp_path, report("next", NEXT, "2024-03-05"))
        for name in ("updates", "sketches", "unlinked"):
            opened._ledger.write(f"DROP TABLE {name}")
        for name in ("articles_unlink", "articles_outdate", "passages_outdate"):
            opened._ledger.write(f"DROP TRIGGER {name}")
        opened._ledger.forget("links")
    with Archive(tmp_path / "archive") as opened:
        assert not links(opened)
        put(opened, tmp_path, report("note", [OTHERS["choir"]], "2024-03-05"))
        assert updated_by(opened, "first") == "next"


def test_the_newest_of_one_outlet_s_copies_is_quoted(archive, tmp_path):
    again = [*FIRST, "The port office promised a report."]
    put(archive, tmp_path, report("first", FIRST * 2, "2024-03-04"))
    put(archive, tmp_path, report("second", again * 2, "2024-03-05"))
    rows = archive._ledger.rows("SELECT article FROM copies ORDER BY place")
    assert [row[0] for row in rows] == ["second", "first"]
    assert updated_by(archive, "first") == "second"
